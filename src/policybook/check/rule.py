"""What a house rule is: what it forbids, which problems it finds, and what must be sound before it can ask."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from policybook.load.prose import read_pages
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Place, Problem, Work
from policybook.policy.training import Question

if TYPE_CHECKING:
    from policybook.reviews.lock import Lock


class Stage(Enum):
    """What must be sound before a rule can ask: against half a policy, false problems would bury the real one."""

    FILES = "files"
    """Nothing."""
    PAGES = "pages"
    """The table of contents and the vocabulary can be read."""
    POLICY = "policy"
    """Nothing is wrong in the policy. A question that is ill waits for its author, and the others do not wait for it."""
    QUESTIONS = "questions"
    """Nothing is wrong in the policy, nor in any question."""
    BOOK = "book"
    """Nothing is wrong in the policy, nor in what follows it there: plain lines, and who is covered."""


@dataclass(frozen=True)
class Subject:
    """What a rule looks at: a handbook, and what came with it where it was read from a folder.

    `whole` is the handbook with the questions that are ill, where `handbook` is without them.
    """

    handbook: Handbook
    root: Path | None = None
    problems: tuple[Problem, ...] = ()
    lock: Lock | None = None
    whole: Handbook | None = None

    @cached_property
    def pages(self) -> tuple[tuple[str, str], ...]:
        """The path and the text of each page in the contents, read once for all rules; none without a folder."""
        return tuple(read_pages(self.root)) if self.root else ()


class Rule(ABC):
    """A house rule: its docstring says what it forbids, with the bound where there is one.

    Its class says what `kinds` of problem it finds, its own first, and the `stage`: what must be sound before it asks.
    """

    kinds: ClassVar[tuple[Kind, ...]] = ()
    stage: ClassVar[Stage] = Stage.FILES

    def __init_subclass__(cls, kinds: tuple[Kind, ...] = (), stage: Stage | None = None) -> None:
        cls.kinds, cls.stage = kinds or cls.kinds, stage or cls.stage

    @abstractmethod
    def check(self, subject: Subject) -> Iterator[Problem]:
        """Every problem that this rule finds."""

    def problem(self, place: Place, what: str, hint: str = "", work: Work = Work.DECIDE) -> Problem:
        """A problem of the rule's own kind."""
        return Problem(self.kinds[0], place, what, hint, work)

    def of_question(self, question: Question, what: str, hint: str, place: Place | None = None) -> Problem:
        """A problem of one question, or of a part of it."""
        return self.problem(place or question.place, f"“{question.id}”: {what}", hint)
