"""Questions can be answered, their marks and the everyday answers are what the policy supports, and workings show it."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from policybook.check.rule import Found, Said, Stage, Subject, each_question, of_question, rule
from policybook.judging.judge import judge_of
from policybook.judging.lookup import answer
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Place, Work, typed
from policybook.policy.training import Option, Question
from policybook.training.answers import marked_options
from policybook.training.bank import doctest_of, weighed

_WHAT_IT_SAYS = re.compile(r"\b(?:policy|clause)\b[^.?!]{0,500}\?", re.IGNORECASE)
"""What is asked of the policy, in the words of a question."""


@each_question(Kind.QUESTION, stage=Stage.PAGES)
def questions_can_be_answered(question: Question) -> Iterator[Said]:
    """A question has two options or more, no two alike, in one manner, at least one marked, each with feedback."""
    if not question.prompt:
        yield question.place, "it asks nothing.", "Write the question above its options."
    if len(question.options) < 2:
        hint = "Write each as “- [ ] text {act}`…`”."
        yield question.place, "there are fewer than two options.", hint
        return
    yield from _marks(question)
    asks = question.kind == "tell" and bool(_WHAT_IT_SAYS.search(question.prompt))
    if asks and not question.exact:
        what = "it asks what the policy says, and would accept that more people are told."
        hint = "Write “:exact:”, or ask who is told and leave the policy out of it."
        yield question.place, what, hint
    if question.exact and not asks:
        what = "it is exact, and does not ask what the policy says of whom to tell."
        yield question.place, what, "Take “:exact:” away: telling more people is never wrong."
    seen: dict[str, Option] = {}
    for option in question.options:
        same = seen.setdefault(" ".join(option.text.lower().split()), option)
        if same is not option:
            what = f"options {same.letter} and {option.letter} are the same."
            yield option.place, what, "Change one."
        yield from _option(question, option)
    judged = [option for option in question.options if option.acts or option.claims]
    manners = {bool(option.claims) for option in judged}
    if len(manners) > 1 or any(option.acts and option.claims for option in judged):
        hint = "Use {act} in all of them, or {says} in all."
        yield question.place, "some options act and others claim.", hint


def _marks(question: Question) -> Iterator[Said]:
    marked = [option for option in question.options if option.marked]
    if not marked and question.kind != "discussion":
        yield question.place, "no option is marked right.", "Put [x] on the right one."
    if question.kind == "one" and len(marked) > 1:
        hint = "Mark one, or say “:kind: all”."
        yield marked[1].place, "two options are marked right.", hint
    if question.kind == "discussion" and marked:
        hint = "Nothing is right or wrong here: write [ ] for each, or choose another kind."
        what = "it is for discussion, and an option is marked."
        yield marked[0].place, what, hint
    steps = sorted(option.place_in_order for option in marked)
    wanted = [*range(1, len(steps) + 1)] if question.kind == "order" else [0] * len(steps)
    if steps != wanted:
        hint = "In “:kind: order”, and only there, mark the steps [1], [2] and so on, and the rest [ ]."
        yield question.place, "its marks are not an order.", hint


def _option(question: Question, option: Option) -> Iterator[Said]:
    if not option.feedback:
        hint = "Say why under it, indented by two spaces, ending in the clause."
        yield option.place, f"option {option.letter} has no feedback.", hint
    if question.kind == "tell" and not option.part[0]:
        hint = "Each option says {whom}`…`, {joined}`…` or {soon}`…`."
        what = f"option {option.letter} says neither whom nor how soon."
        yield option.place, what, hint
    elif question.kind != "tell" and not option.acts and not option.claims:
        hint = "Say what it amounts to with {act}`…`, or what it says with {says}`…`."
        what = f"option {option.letter} amounts to nothing that can be judged."
        yield option.place, what, hint


@rule(Kind.KEY, stage=Stage.POLICY)
def marks_are_supported(subject: Subject) -> Iterator[Found]:
    """A mark is what the policy supports, neither more nor less."""
    for question in subject.handbook.questions:
        claims = any(option.claims for option in question.options)
        if question.kind == "discussion":
            status = weighed(subject.handbook, question).status
            if status in ("decided", "partly"):
                yield _wrong(question, f"it is for discussion, and the policy finds it “{status}”.")
        elif question.kind == "order" or (question.kind == "all" and not claims):
            yield from _course(subject.handbook, question)
        else:
            yield from _options(subject.handbook, question)


def _options(handbook: Handbook, question: Question) -> Iterator[Found]:
    found = weighed(handbook, question).answered
    for option in question.options:
        answered = found[option.letter]
        if option.marked != answered.right:
            marked = "marked right" if option.marked else "not marked"
            what = f"option {option.letter} is {marked}, and the policy finds it “{answered.outcome}”."
            yield _wrong(question, what, option.place)
    as_weighed = all(option.marked == found[option.letter].right for option in question.options)
    if question.kind == "tell" and as_weighed:
        yield from _course(handbook, question)


def _course(handbook: Handbook, question: Question) -> Iterator[Found]:
    if not weighed(handbook, question).is_right(marked_options(question)):
        letters = ", ".join(option.letter for option in marked_options(question))
        yield _wrong(question, f"the policy does not support {letters} as one course of action.")
    # What has to come before something else comes after it in the order turned round.
    if question.kind == "order" and weighed(handbook, question).is_right(marked_options(question)[::-1]):
        yield _wrong(question, "no rule asks for an order, so every order would be right.")


def _wrong(question: Question, what: str, place: Place | None = None) -> Found:
    why = typed("working", question.id)
    hint = f"Change the mark or what the option says; {why} shows why."
    return of_question(question, what, hint, place)


@rule(Kind.WORKING, stage=Stage.POLICY)
def working_is_shown(subject: Subject) -> Iterator[Found]:
    """Each question shows its working as a doctest that runs, and that says what the policy says."""
    for question in subject.handbook.questions:
        expected = doctest_of(subject.handbook, question.id)
        found = question.doctest.strip()
        hint = f"Read what the policy says now; {typed('working', '--store')} writes it."
        if not found:
            what = f"“{question.id}” has no doctest that shows its working."
            yield question.place, what, hint, Work.REWRITE
        elif "SKIP" in found or "doctest:" in found:
            what = f"the doctest of “{question.id}” is skipped or loosened, so it would prove nothing."
            yield question.place, what, "Take the “# doctest:” comment away."
        elif found != expected:
            what = f"the working of “{question.id}” is not what the policy says{first_difference(found, expected)}."
            yield question.place, what, hint, Work.REWRITE


@rule(Kind.KEY, stage=Stage.POLICY)
def everyday_answers_hold(subject: Subject) -> Iterator[Found]:
    """The answer that is expected of an everyday question is the one that its situation gets."""
    judge = judge_of(subject.handbook)
    for asked in subject.handbook.everyday.questions:
        says = answer(judge, asked.who, asked.act, asked.given).headline
        if says != asked.says:
            what = f"“{asked.id}” expects “{asked.says}”, and the policy makes it “{says}”."
            tell = f"if the policy says too little, tell {subject.handbook.organisation.body}."
            yield asked.place, what, f"Correct what it says, or the situation; {tell}"


def first_difference(found: str, expected: str) -> str:
    """Where two workings part, in words that go on a sentence; nothing where they are the same."""
    pairs = zip_longest(found.split("\n"), expected.split("\n"), fillvalue="nothing")
    parted = ((number, was, now) for number, (was, now) in enumerate(pairs, 1) if was != now)
    return next((f": line {at} says “{was}” and should say “{now}”" for at, was, now in parted), "")
