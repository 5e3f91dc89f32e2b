"""There are no gaps: every norm is exercised, every question cites, and each core path of the induction is whole."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from policybook.check.rule import Found, Stage, Subject, of_question, rule
from policybook.judging.graph import in_sorts
from policybook.judging.judge import Judge, judge_of
from policybook.policy.english import listed, several
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act
from policybook.policy.problems import Kind, nearest
from policybook.policy.training import Question, Reader
from policybook.training.bank import Weighed, weighed
from policybook.training.coverage import Coverage
from policybook.training.paths import CORE, FEWEST, MOST, above, as_asked_of, decisions, readers_of

PAGE = "book/coverage.md"
"""The page on which a handbook shows its coverage, and so promises that there are no gaps."""


def _coverage(subject: Subject) -> Coverage | None:
    """The coverage that a handbook promises to be whole; None where it promises nothing."""
    shown = subject.root and (subject.root / PAGE).is_file()
    return Coverage(subject.handbook) if shown else None


_UNFIT = {
    False: ("which is not safety-critical.", "Name another, or mark it “:safety-critical:”."),
    True: ("which is safety-critical, and the topic is gentle.", "Name one that nobody minds to begin with."),
}
"""What is wrong with a question of a topic, by whether the topic is gentle."""


@rule(Kind.COVERAGE, stage=Stage.QUESTIONS)
def norms_are_exercised(subject: Subject) -> Iterator[Found]:
    """Some question's working prints every norm of the policy: all of them, or the check fails."""
    coverage = _coverage(subject)
    for norm in coverage.bare_norms() if coverage else ():
        what = f"no question exercises the norm “{norm.id}”."
        hint = "Write one whose working prints it: see book/coverage.md."
        yield norm.place, what, hint


@rule(Kind.COVERAGE, stage=Stage.QUESTIONS)
def questions_cite(subject: Subject) -> Iterator[Found]:
    """Every question cites a clause: one that decides it, or, where the policy is silent, one that its words name."""
    coverage = _coverage(subject)
    for question in coverage.bare_questions() if coverage else ():
        what = f"“{question.id}” cites no clause of the policy."
        yield question.place, what, "Name the nearest clause in its feedback."


@rule(Kind.PATH, stage=Stage.PAGES)
def core_paths_are_whole(subject: Subject) -> Iterator[Found]:
    """Each reader's core path is short enough for a first day, and leaves out nothing that is safety-critical."""
    for topic in subject.handbook.topics:
        for name in topic.questions:
            question = subject.handbook.question_by_id.get(name)
            if question is None:
                what = f"the topic “{topic.id}” names the question “{name}”, and there is none."
                yield topic.place, what, nearest(name, subject.handbook.question_by_id)
            elif question.safety_critical == topic.gentle:
                said, hint = _UNFIT[topic.gentle]
                yield topic.place, f"the topic “{topic.id}” names “{name}”, {said}", hint
    for question in subject.handbook.questions:
        if question.roles and CORE not in question.paths:
            what = (
                f"“{question.id}” has roles, which say whose core path asks it, and is not on the core path."
            )
            yield question.place, what, "Take “:roles:” away, or add core to “:paths:”."
    for reader in subject.handbook.readers:
        asked = [question.id for question in decisions(subject.handbook, CORE, reader)]
        yield from _reader(subject.handbook, reader, asked)


def _reader(handbook: Handbook, reader: Reader, asked: Sequence[str]) -> Iterator[Found]:
    count = len(asked)
    if not FEWEST <= count <= MOST:
        what = f"the core path for {reader.together} has {several(count, 'decision')}, and should have {FEWEST} to {MOST}."
        hint = "Change “:paths:” or “:roles:” of questions in quizzes/."
        yield reader.place, what, hint
    for topic in handbook.topics:
        known = [handbook.question_by_id.get(name) for name in topic.questions]
        fit = [question.id for question in known if question and question.safety_critical != topic.gentle]
        if fit and not set(fit) & set(asked):
            what = f"the core path for {reader.together} has no decision on {topic.title}."
            hint = f"Put one of its questions there: {', '.join(fit)}."
            yield reader.place, what, hint


@rule(Kind.PATH, stage=Stage.QUESTIONS)
def questions_suit_their_readers(subject: Subject) -> Iterator[Found]:
    """Nobody's core path makes them somebody else, and what is right is the same for everybody whose path asks it."""
    people = subject.handbook.vocabulary.people
    for question in subject.handbook.questions:
        kinds = [k for reader in readers_of(subject.handbook, question) for k in reader.kinds if k in people]
        others = [kind for kind in dict.fromkeys(kinds) if above(kind, people).isdisjoint(question.who)]
        if others:
            what = f"it is on a core path of {listed([people[o].label for o in others])}, and makes them somebody else."
            hint = "Name in “:who:” what all of them are, and write “you”; or say in “:roles:” whose path asks it."
            yield of_question(question, what, hint)
        yield from _keys(subject.handbook, question, dict.fromkeys(k for k in kinds if k not in others))


def _keys(handbook: Handbook, question: Question, kinds: Iterable[str]) -> Iterator[Found]:
    right, judge = weighed(handbook, question).key, judge_of(handbook)
    # Who stands alike to every rule at hand is weighed once.
    for alike in in_sorts(kinds, standing(judge, question)):
        mine = as_asked_of(question, alike[0], handbook.vocabulary.people)
        key = Weighed(judge, mine).key if mine and mine.who != question.who else right
        for kind in alike if key != right else ():
            label = handbook.vocabulary.people[kind].label
            what = f"it is on a core path of {label}, for whom {_letters(key)} is right, and not {_letters(right)}."
            hint = "Take it off that path with “:roles:”, and ask there what the policy says to them."
            yield of_question(question, what, hint)


def standing(judge: Judge, question: Question) -> Callable[[str], Hashable]:
    """How somebody stands to the rules on what a question asks, claims and offers: who is alike there has one key."""
    course = [*question.asks, *(act for option in question.options for act in option.acts)]
    facts = [*question.given]
    for claim in (claim for option in question.options for claim in option.claims):
        course += [claim.act] if claim.act else []
        for norm in [claim.norm] if claim.norm else ():
            course += [Act(name, phrase.objects) for phrase in norm.phrases for name in phrase.acts]
            facts += [*norm.when, *norm.especially]
    return judge.standing(course, facts)


def _letters(key: Sequence[str]) -> str:
    """Right answers in words: “a c” or “b”."""
    return " or ".join(f"“{letters}”" for letters in key) or "none"
