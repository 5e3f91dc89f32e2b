"""What a house rule is: what it forbids, which problems it finds, and what must be sound before it can ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, wraps
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from policybook.load.allowed import pictures
from policybook.load.prose import read_pages
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Place, Problem, Work
from policybook.policy.training import Question
from policybook.reviews.suspects import Reviewable, reviewables_of

if TYPE_CHECKING:
    from policybook.reviews.lock import Key, Lock


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

    @cached_property
    def reviewables(self) -> Mapping[Key, Reviewable]:
        """Every piece of what is published, as it stands; none without a folder."""
        return reviewables_of(self.handbook, self.root, self.pages) if self.root else {}

    @property
    def elsewhere(self) -> Iterator[str]:
        """The paths of the pages, of their images and of what it extends: what a handbook has that may lie in any folder."""
        yield from [normpath(self.handbook.extends.handbook)] if self.handbook.extends else []
        for path, text in self.pages:
            yield path
            yield from pictures(path, text)


Found = Problem | tuple[Place, str, str] | tuple[Place, str, str, Work]
"""A problem of the rule's own kind: where, what, what to do and, unless somebody has to decide it, what work it is."""


@dataclass(frozen=True)
class Rule:
    """A house rule: a function that finds what it forbids, the kinds of problem it finds, and when it can ask.

    The function's docstring says what is forbidden, with the bound where there is one. Its own kind stands first.
    """

    find: Callable[[Subject], Iterator[Found]]
    kinds: tuple[Kind, ...]
    stage: Stage

    @property
    def name(self) -> str:
        """What the rule is called, as in “norms_are_exercised”."""
        return self.find.__name__

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Every problem that this rule finds."""
        for found in self.find(subject):
            yield found if isinstance(found, Problem) else Problem(self.kinds[0], *found)


def rule(*kinds: Kind, stage: Stage) -> Callable[[Callable[[Subject], Iterator[Found]]], Rule]:
    """Make a function a house rule."""
    return lambda find: Rule(find, kinds, stage)


Said = tuple[Place, str, str]
"""Where a question is wrong, in what, and what to do."""


def each_question(*kinds: Kind, stage: Stage) -> Callable[[Callable[[Question], Iterator[Said]]], Rule]:
    """Make a house rule of a function that looks at one question at a time."""

    def made(find: Callable[[Question], Iterator[Said]]) -> Rule:
        @wraps(find)
        def found(subject: Subject) -> Iterator[Found]:
            for question in subject.handbook.questions:
                for place, what, hint in find(question):
                    yield of_question(question, what, hint, place)

        return Rule(found, kinds, stage)

    return made


def of_question(question: Question, what: str, hint: str, place: Place | None = None) -> Found:
    """What is wrong with one question, or with a part of it."""
    return place or question.place, f"“{question.id}”: {what}", hint
