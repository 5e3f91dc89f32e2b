"""The house rules that CI enforces: the one list of them, asked stage by stage of the one model."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from policybook.check import (
    agreement,
    coverage,
    editions,
    extends,
    questions,
    references,
    reviews,
    stored,
    stories,
)
from policybook.check.items import acts, bank, item, names, reading
from policybook.check.rule import Rule, Stage, Subject
from policybook.files import without_collecting
from policybook.load.handbook import read
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Problem, in_order
from policybook.reviews.lock import read_lock

_MODULES = (
    *(editions, extends, reviews, references, questions, stored, coverage, stories, agreement),
    *(item, names, acts, bank, reading),
)
RULES: tuple[Rule, ...] = tuple(
    rule
    for module in _MODULES
    for rule in vars(module).values()
    if isinstance(rule, Rule) and rule.find.__module__ == module.__name__
)
"""Every house rule. Each has a bad input that it alone sees: a file of tests/bad-input, or one that a test plants."""


def check(root: Path | str) -> tuple[Handbook, tuple[Problem, ...]]:
    """The handbook under `root` and all that is wrong with it, in order of place."""
    subject, problems = looked_at(root)
    return subject.handbook, problems


@without_collecting()
def looked_at(root: Path | str) -> tuple[Subject, tuple[Problem, ...]]:
    """What the rules looked at under `root`, and all that is wrong with it, in order of place."""
    handbook, problems = read(root)
    found = list(problems)
    whole = Subject(handbook, Path(root), problems, read_lock(Path(root)), handbook)
    if handbook.sections and handbook.vocabulary.acts:
        found += _asked(Stage.PAGES, whole)
        if _policy_is_sound(found):
            sound = without_ailing(handbook, found)
            # What has been read for the whole is not read once more.
            found += _asked(Stage.POLICY, whole if sound is handbook else replace(whole, handbook=sound))
            # What is ill is healed first, so that its norms are not said to be bare.
            # That it waits for a review does not make it ill.
            elsewhere = (p for p in found if p.kind is not Kind.REVIEW)
            if not any(problem.place.path.startswith("quizzes/") for problem in elsewhere):
                found += _asked(Stage.QUESTIONS, whole)
        if _policy_is_sound(found):
            found += _asked(Stage.BOOK, whole)
    # Last, for what is wrong there hides nothing.
    found += _asked(Stage.FILES, whole)
    return whole, in_order(found)


def _asked(stage: Stage, subject: Subject) -> list[Problem]:
    """What the rules of a stage find, but what only follows from a sentence or a cell that could not be read."""
    words = {problem.place for problem in subject.problems if problem.kind in (Kind.WORD, Kind.NORM)}
    cells = {problem.place for problem in subject.problems if problem.kind is Kind.NOTEBOOK}
    known = {Kind.QUESTION: words, Kind.NOTEBOOK: cells}
    found = (problem for rule in RULES if rule.stage is stage for problem in rule.check(subject))
    return [problem for problem in found if problem.place not in known.get(problem.kind, ())]


def _policy_is_sound(found: Iterable[Problem]) -> bool:
    elsewhere = ("quizzes/", "scenarios/", "proposals/", "book/everyday.yml")
    other = (Kind.SOURCE, Kind.EDITION, Kind.EXTENDS, Kind.PATH, Kind.QUOTATION, Kind.REVIEW, Kind.AGREEMENT)
    return all(p.kind in other or p.place.path.startswith(elsewhere) for p in found)


def without_ailing(handbook: Handbook, problems: Iterable[Problem]) -> Handbook:
    """The handbook without the questions in whose lines something is wrong already."""
    wrong = [problem.place for problem in problems if problem.place.path.startswith("quizzes/")]
    if not wrong:
        return handbook
    begins = sorted(question.place for question in handbook.questions)
    ailing = {max((begin for begin in begins if begin <= place), default=place) for place in wrong}
    return replace(handbook, questions=tuple(q for q in handbook.questions if q.place not in ailing))
