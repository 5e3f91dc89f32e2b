"""How hard a question is to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from policybook.check.items.texts import OfTheBank, item, of_many, texts_of
from policybook.check.rule import Subject
from policybook.policy.problems import Problem
from policybook.policy.training import Question


class ReadingAge(OfTheBank):
    """A question reads at a grade of 8 at most (a reading age of 13), and a page of them at 6 (of 11).

    The grade is Flesch and Kincaid's, over all that a reader reads, as `grade` works it out. It is asked for by the
    tests alone: a library that knows syllables is too heavy for an author's loop (decisions/0009).
    """

    QUESTION, PAGE = 8.0, 6.0

    def __init__(self, grade: Callable[[str], float]) -> None:
        self._grade = grade

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Grade each question, and each page."""
        pages: dict[str, list[Question]] = defaultdict(list)
        for question in subject.handbook.questions:
            pages[question.page].append(question)
            if (grade := self._grade(self._read(question))) > self.QUESTION:
                what = f"it reads at a grade of {grade:.1f}, and {self.QUESTION:.0f} is enough."
                yield item(question, what, "Use shorter words, and shorter sentences.")
        for page, questions in pages.items():
            if (grade := self._grade(" ".join(map(self._read, questions)))) > self.PAGE:
                what = f"{page} reads at a grade of {grade:.1f}, and {self.PAGE:.0f} is enough."
                yield of_many(questions, what, "Make its longest sentences two.")

    @staticmethod
    def _read(question: Question) -> str:
        """All that a reader reads, a full stop after each part, so that no two run together."""
        parts = (" ".join(text.split()) for _, _, text in texts_of(question))
        return " ".join(part if part.endswith((".", "?", "!", "”")) else f"{part}." for part in parts if part)
