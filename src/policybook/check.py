"""The house rules that CI enforces: the one list of them, asked stage by stage of the one model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from policybook.check_coverage import NormsAreExercised, QuestionsCite
from policybook.check_covered import TablesAreWhatTheRulesSay
from policybook.check_editions import EditionsAreAsAdopted
from policybook.check_paths import CorePathsAreWhole
from policybook.check_proposals import ProposalsCouldBeAdopted
from policybook.check_questions import MarksAreSupported, QuestionsCanBeAnswered, WorkingIsShown
from policybook.check_quotations import QuotedVerbsAreTheirClauses
from policybook.check_references import ReferencesExist
from policybook.check_reviews import LockCanBeRead, NothingIsSuspect
from policybook.check_sources import SourceIsCarried
from policybook.check_stored import StoredAsksHold, StoredKeysHold
from policybook.handbook_model import Handbook
from policybook.lint.acts import RightWordsAreSafe, RightWordsTellWhomTheActsTell
from policybook.lint.bank import AbsolutesTellNothing, LengthTellsNothing, PlaceTellsNothing
from policybook.lint.item import (
    FeedbackCites,
    NobodyIsShamed,
    NoneOfTheAbove,
    OptionsDiffer,
    StemsSayWhatToDo,
    TextsAreShort,
)
from policybook.lint.names import NobodyIsNamed
from policybook.load import read
from policybook.problems import Kind, Problem
from policybook.retired import ClausesGoWithAWord, IdsAreUsedOnce, PagesKeepTheirAddress, RetiredClausesStood
from policybook.reviews import read_lock
from policybook.rule import Rule, Stage, Subject
from policybook.storylint import BranchesAreWritten, PathsHold, SituationsAreTold

RULES: tuple[Rule, ...] = (
    EditionsAreAsAdopted(),
    LockCanBeRead(),
    SourceIsCarried(),
    ReferencesExist(),
    QuestionsCanBeAnswered(),
    StoredAsksHold(),
    CorePathsAreWhole(),
    PathsHold(),
    SituationsAreTold(),
    MarksAreSupported(),
    WorkingIsShown(),
    StoredKeysHold(),
    BranchesAreWritten(),
    NoneOfTheAbove(),
    StemsSayWhatToDo(),
    OptionsDiffer(),
    FeedbackCites(),
    TextsAreShort(),
    NobodyIsNamed(),
    NobodyIsShamed(),
    RightWordsAreSafe(),
    RightWordsTellWhomTheActsTell(),
    LengthTellsNothing(),
    PlaceTellsNothing(),
    AbsolutesTellNothing(),
    TablesAreWhatTheRulesSay(),
    QuotedVerbsAreTheirClauses(),
    NothingIsSuspect(),
    NormsAreExercised(),
    QuestionsCite(),
    ClausesGoWithAWord(),
    IdsAreUsedOnce(),
    RetiredClausesStood(),
    PagesKeepTheirAddress(),
    ProposalsCouldBeAdopted(),
)
"""Every house rule. Each has a bad input that it alone sees: a file of tests/bad-input, or one that a test plants."""


def check(root: Path | str) -> tuple[Handbook, tuple[Problem, ...]]:
    """The handbook under `root` and all that is wrong with it, in order of place."""
    handbook, problems = read(root)
    found = list(problems)
    whole = Subject(handbook, Path(root), problems, read_lock(Path(root)), handbook)
    if handbook.sections and handbook.vocabulary.acts:
        found += _asked(Stage.PAGES, whole)
        if _policy_is_sound(found):
            found += _asked(Stage.POLICY, replace(whole, handbook=without_ailing(handbook, found)))
            # What is ill is healed first, so that its norms are not said to be bare.
            if not any(map(_is_of_a_question, found)):
                found += _asked(Stage.QUESTIONS, whole)
        if _policy_is_sound(found):
            found += _asked(Stage.BOOK, whole)
    # Last, for what is wrong there hides nothing.
    found += _asked(Stage.FILES, whole)
    return handbook, tuple(sorted(set(found), key=lambda problem: (problem.place, problem.what)))


def _asked(stage: Stage, subject: Subject) -> list[Problem]:
    found = (problem for rule in RULES if rule.stage is stage for problem in rule.check(subject))
    return _news(found, subject.problems)


def _news(found: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """Without what only follows from a sentence that could not be read, or a cell that was not run."""
    words = {problem.place for problem in problems if problem.kind in (Kind.WORD, Kind.NORM)}
    cells = {problem.place for problem in problems if problem.kind is Kind.NOTEBOOK}
    known = {Kind.QUESTION: words, Kind.NOTEBOOK: cells}
    return [problem for problem in found if problem.place not in known.get(problem.kind, ())]


def _policy_is_sound(found: Iterable[Problem]) -> bool:
    elsewhere, other = (
        ("quizzes/", "scenarios/", "proposals/"),
        (Kind.SOURCE, Kind.EDITION, Kind.PATH, Kind.QUOTATION),
    )
    return all(p.kind in other or p.place.path.startswith(elsewhere) for p in found)


def _is_of_a_question(problem: Problem) -> bool:
    # That it waits for a review does not make it ill.
    return problem.place.path.startswith("quizzes/") and problem.kind is not Kind.REVIEW


def without_ailing(handbook: Handbook, problems: Iterable[Problem]) -> Handbook:
    """The handbook without the questions in whose lines something is wrong already."""
    wrong = [problem.place for problem in problems if problem.place.path.startswith("quizzes/")]
    if not wrong:
        return handbook
    begins = sorted(question.place for question in handbook.questions)
    ailing = {max((begin for begin in begins if begin <= place), default=place) for place in wrong}
    return replace(handbook, questions=tuple(q for q in handbook.questions if q.place not in ailing))
