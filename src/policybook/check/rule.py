"""What a house rule is: what it forbids, which problems it finds, and what must be sound before it can ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Problem

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


class Rule(Protocol):
    """A house rule: its docstring says what it forbids, with the bound where there is one."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of problem that it finds."""

    @property
    def stage(self) -> Stage:
        """What must be sound before it can ask."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Every problem that this rule finds."""
