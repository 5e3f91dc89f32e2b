"""There are no gaps between the policy and its questions: every norm is exercised, and every question cites."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.rule import Rule, Stage, Subject
from policybook.policy.problems import Kind, Problem
from policybook.training.coverage import Coverage

PAGE = "book/coverage.md"
"""The page on which a handbook shows its coverage, and so promises that there are no gaps."""


def _coverage(subject: Subject) -> Coverage | None:
    """The coverage that a handbook promises to be whole; None where it promises nothing."""
    shown = subject.root and (subject.root / PAGE).is_file()
    return Coverage(subject.handbook) if shown else None


class NormsAreExercised(Rule, kinds=(Kind.COVERAGE,), stage=Stage.QUESTIONS):
    """Some question's working prints every norm of the policy: all of them, or the check fails."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look for norms that no working prints."""
        coverage = _coverage(subject)
        for norm in coverage.bare_norms() if coverage else ():
            what = f"no question exercises the norm “{norm.id}”."
            hint = "Write one whose working prints it: see book/coverage.md."
            yield self.problem(norm.place, what, hint)


class QuestionsCite(Rule, kinds=(Kind.COVERAGE,), stage=Stage.QUESTIONS):
    """Every question cites a clause: one that decides it, or, where the policy is silent, one that its words name."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look for questions that cite nothing of the policy."""
        coverage = _coverage(subject)
        for question in coverage.bare_questions() if coverage else ():
            what = f"“{question.id}” cites no clause of the policy."
            yield self.problem(question.place, what, "Name the nearest clause in its feedback.")
