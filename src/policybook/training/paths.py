"""Which decisions an induction asks of whom: the paths, and the rule that each of them is whole.

A path is “core”, “full”, or the page of a quiz or of a story. The core path is short, and each of the
handbook's readers has one of their own; the full path and the pages ask the same of everybody.
"""

from collections.abc import Mapping
from dataclasses import replace

from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Claim, Word, ancestors
from policybook.policy.training import Option, Question, Reader

CORE, FULL = "core", "full"
PATHS: Mapping[str, str] = {CORE: "the core path", FULL: "the full path"}
"""The paths of an induction, and what each is called; what else is called a path is a page."""
FEWEST, MOST = 10, 14
"""How many decisions a core path may have."""


def above(kind: str, people: Mapping[str, Word]) -> frozenset[str]:
    """A kind of person, and every kind that it is a kind of in plain English."""
    return ancestors(kind, people) | {kind}


def as_asked_of(question: Question, kind: str, people: Mapping[str, Word]) -> Question | None:
    """The question as somebody of this kind is asked it: they are who it is about, in its claims too.

    None where they are not of the kind that it is about, so that it asks them to be somebody else.
    """
    mine = above(kind, people).intersection(question.who)
    if not mine:
        return None

    def named(who: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind if word in mine else word for word in who))

    def act(of: Act) -> Act:
        return replace(of, who=named(of.who))

    def claim(of: Claim) -> Claim:
        norm = of.norm and replace(of.norm, who=named(of.norm.who))
        return replace(of, norm=norm, who=named(of.who), act=of.act and act(of.act))

    def option(of: Option) -> Option:
        return replace(of, acts=tuple(map(act, of.acts)), claims=tuple(map(claim, of.claims)))

    asks, options = tuple(map(act, question.asks)), tuple(map(option, question.options))
    return replace(question, who=named(question.who), asks=asks, options=options)


def is_collective(handbook: Handbook, word: str) -> bool:
    """Whether readers of several kinds are all of this kind: who reads “you” needs no other word for it."""
    people = handbook.vocabulary.people
    return sum(any(word in above(kind, people) for kind in reader.kinds) for reader in handbook.readers) > 1


def is_for(handbook: Handbook, question: Question, reader: Reader) -> bool:
    """Whether the core path asks a question of a reader: of everybody, or of a kind of person that they are."""
    if CORE not in question.paths:
        return False
    kinds = {name for kind in reader.kinds for name in above(kind, handbook.vocabulary.people)}
    return not question.roles or not kinds.isdisjoint(question.roles)


def readers_of(handbook: Handbook, question: Question) -> tuple[Reader, ...]:
    """The readers whose core path asks a question, in the handbook's order."""
    return tuple(reader for reader in handbook.readers if is_for(handbook, question, reader))


def reader_of(handbook: Handbook, name: str) -> Reader | None:
    """The reader of this id, if there is one."""
    return next((reader for reader in handbook.readers if reader.id == name), None)


def questions_on(handbook: Handbook, path: str, reader: Reader | None) -> tuple[Question, ...]:
    """Every question of a path, in the order in which it asks them; none where there is no such path.

    The core path begins with what nobody may leave out, topic by topic; everything else is in the order of the book.
    """
    if path in (CORE, FULL) and reader is None:
        return ()
    if path == FULL:
        return tuple(question for question in handbook.questions if FULL in question.paths)
    if path == CORE and reader:
        mine = (question for question in handbook.questions if is_for(handbook, question, reader))
        return tuple(sorted(mine, key=lambda question: _urgency(handbook, question)))
    scenario = handbook.story_on(path)
    if scenario:
        known = handbook.question_by_id
        # Whoever chooses well never meets what only a poor choice leads to.
        names = (name for name in dict.fromkeys(scenario.questions) if name not in scenario.asides)
        return tuple(known[name] for name in names if name in known)
    return tuple(question for question in handbook.questions if question.page == path)


def _urgency(handbook: Handbook, question: Question) -> int:
    """Where a question's topic stands in the list of topics; after them what else is safety-critical, then the rest."""
    found = (at for at, topic in enumerate(handbook.topics) if question.id in topic.questions)
    return next(found, len(handbook.topics) + (not question.safety_critical))


def decisions(handbook: Handbook, path: str, reader: Reader | None) -> tuple[Question, ...]:
    """The questions of a path that are scored: what is for discussion has no right answer."""
    return tuple(q for q in questions_on(handbook, path, reader) if q.kind != "discussion")
