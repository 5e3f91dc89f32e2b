"""What the gate that CI runs says of a mutant: the same rules as `policybook check`, on the same model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policybook.check.questions import MarksAreSupported, QuestionsCanBeAnswered, WorkingIsShown
from policybook.check.rule import Subject
from policybook.check.run import RULES
from policybook.check.stored import StoredAsksHold, StoredKeysHold
from policybook.check.stories import BranchesAreWritten, PathsHold
from policybook.judging.covered import covered
from policybook.judging.judge import Judge, judge_of
from policybook.mutants.catalogue import apply
from policybook.mutants.keys import marks_of
from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.model import Norm
from policybook.policy.problems import Kind, Problem
from policybook.policy.training import Question, Scenario
from policybook.training.bank import weighed, working

KILLED, SURVIVED, EQUIVALENT = "killed", "survived", "equivalent"
BY_KEY, BY_PATH, BY_OUTCOME, BY_WORDS = "key", "path", "outcome", "words"
"""What noticed a mutant, strongest first: a mark that no longer holds; a path of a story that does not; another
outcome in a working, or others in the table of who is covered; or no more than the words that the working or the
stored output repeats."""

ANOTHER_ANSWER = "the new marks are another right answer to the question, and marking accepts it either way"

# The rules on keys. A lock of reviews goes red at any change at all, and a rule of style by chance: neither proves
# anything here.
_ON_KEYS = (QuestionsCanBeAnswered, MarksAreSupported, WorkingIsShown, StoredKeysHold)
_ON_STORIES = (StoredAsksHold, BranchesAreWritten, PathsHold)
GATE = tuple(rule for rule in RULES if isinstance(rule, _ON_KEYS))
GATE_OF_STORIES = tuple(rule for rule in RULES if isinstance(rule, _ON_STORIES))


def problems(handbook: Handbook, *, stories: bool = True) -> list[Problem]:
    """What the gate finds wrong in quiz pages and notebooks; without the branches of stories where so asked."""
    rules = (*GATE, *GATE_OF_STORIES) if stories else GATE
    found = (problem for rule in rules for problem in rule.check(Subject(handbook)))
    return [problem for problem in found if problem.place.path.startswith(("quizzes/", "scenarios/"))]


def verdict_on(mutant: Mutant, handbook: Handbook, asked: Iterable[str] | None = None) -> tuple[str, str]:
    """(killed, survived or equivalent; by what). `asked` names the only questions that can tell; None is all.

    The handbook itself must be sound, so that every problem is the mutant's.
    """
    smaller = handbook if asked is None else _only(handbook, frozenset(asked))
    changed = apply(smaller, mutant)
    # Nothing but a change in a story can break its branches, and it breaks no other story.
    if isinstance(mutant.new, Scenario):
        changed = replace(changed, scenarios=(mutant.new,))
    if isinstance(mutant.old, Norm | Scenario):
        _lend(judge_of(handbook), judge_of(changed), mutant)
    found = problems(changed, stories=isinstance(mutant.new, Scenario))
    if not found:
        reason = _equivalent(mutant, changed)
        return (EQUIVALENT, reason) if reason else (SURVIVED, "")
    return KILLED, _by(mutant, smaller, changed, found)


def _only(handbook: Handbook, asked: frozenset[str]) -> Handbook:
    questions = tuple(question for question in handbook.questions if question.id in asked)
    return replace(handbook, questions=questions)


def _lend(judge: Judge, other: Judge, mutant: Mutant) -> None:
    """Let the judge of a mutant use the graphs that are built already: at most its norms are different."""
    if mutant.new is not None:
        other.people, other.acts, other.things = judge.people, judge.acts, judge.things


def _by(mutant: Mutant, before: Handbook, after: Handbook, found: Iterable[Problem]) -> str:
    kinds = {problem.kind for problem in found}
    if kinds & {Kind.KEY, Kind.QUESTION}:
        return BY_KEY
    if Kind.STORY in kinds:
        return BY_PATH
    if isinstance(mutant.old, Norm) and any(
        outline(before, question) != outline(after, question) for question in after.questions
    ):
        return BY_OUTCOME
    reached = isinstance(mutant.old, Norm) and _reached(before, mutant.old) != _reached(after, mutant.old)
    return BY_OUTCOME if reached else BY_WORDS


def _reached(handbook: Handbook, norm: Norm) -> list[str]:
    """Who is covered by each rule of a norm's clause, without the sentences that the table repeats."""
    if norm.clause not in handbook.clauses:
        return []
    return [line for line in covered(handbook, norm.clause).split("\n") if line.startswith(" ")]


def outline(handbook: Handbook, question: Question) -> list[str]:
    """A working without the sentences that it repeats: letters, outcomes, clauses and interpretations."""
    lines = working(handbook, question.id).split("\n")
    return [line.partition(": ")[0] + line[line.rfind(" (") :] * line.endswith(")") for line in lines]


def _equivalent(mutant: Mutant, changed: Handbook) -> str:
    """The rule by which a mutant that survived could change no verdict; "" where there is none."""
    if isinstance(mutant.new, Question):
        question = changed.question_by_id[mutant.new.id]
        marks = marks_of(question)
        letters = tuple(sorted(marks, key=lambda letter: (marks[letter], letter)))
        return ANOTHER_ANSWER if letters in weighed(changed, question).right_answers else ""
    return ""
