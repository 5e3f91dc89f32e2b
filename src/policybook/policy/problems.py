"""What can be wrong with a handbook, and how it is said: file, line, what is wrong, what to do."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class Kind(Enum):
    """The one list of problem names; each value is the name that `check` and Sphinx print."""

    FILE = "file"
    """A file is missing, empty, or not UTF-8."""
    YAML = "yaml"
    """A YAML file cannot be read, or an entry has the wrong shape."""
    DIRECTIVE = "directive"
    """A directive is not closed, has an unknown option, or lacks one it needs."""
    ID = "id"
    """An id is malformed, used twice, or was changed after it had been given."""
    WORD = "word"
    """A norm, act, reading or field uses a word that is not in the vocabulary."""
    NORM = "norm"
    """A sentence does not follow the language of norms."""
    REFERENCE = "reference"
    """Something cites a clause, norm, question, interpretation or role that does not exist."""
    READING = "reading"
    """An interpretation changes other clauses than those that it names, or nothing turns on a fact."""
    QUOTATION = "quotation"
    """A verb that is quoted by hand, and that no clause cited beside it has."""
    SOURCE = "source"
    """A source item is carried by no clause, or a clause claims an item that does not exist."""
    QUESTION = "question"
    """A question cannot be answered as it stands: options, marks or manner."""
    KEY = "key"
    """A mark that the policy does not support."""
    WORKING = "working"
    """A question's doctest is missing, skipped, or not what the policy says."""
    ITEM = "item"
    """A question that the policy supports, and that an examiner would send back: see `policybook.check.items`."""
    AGREEMENT = "agreement"
    """Words that say otherwise than what they are of: a clause than its norms, feedback than its mark, a number in danger."""
    COVERAGE = "coverage"
    """A norm that no question exercises, or a question that cites no clause."""
    PATH = "path"
    """A core path that is too long, too short, or leaves out what is safety-critical; or its time said by hand."""
    NOTEBOOK = "notebook"
    """A scenario notebook would prove nothing, or its stored key has drifted."""
    STORY = "story"
    """A story does not hold together: a branch, a path or an ending, or a situation that no story covers."""
    REVIEW = "review"
    """A piece of what is published that nobody has reviewed since it or its clause changed, or a line of reviews.lock."""
    EDITION = "edition"
    """An edition that is not as it was adopted, or a clause of one that is gone without a word."""
    EXTENDS = "extends"
    """Something is otherwise than in the handbook that this one extends, and nothing says why; or that file is another."""
    PROPOSAL = "proposal"
    """A proposal that could not be adopted as it stands, or two that clash."""


class Work(Enum):
    """What a problem asks of somebody, in the order in which it is done."""

    DECIDE = "decide"
    """Somebody has to think, and to change something."""
    REWRITE = "rewrite"
    """What is stored is worked out, and out of date: one command writes it anew."""
    REREAD = "re-read"
    """Somebody has to read again what they agreed to once."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a path relative to the handbook's root, and a line from 1."""

    path: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


NOWHERE = Place("", 1)


@dataclass(frozen=True, slots=True)
class Placed:
    """Something that stands in an author's file; where it stands makes it no other thing."""

    place: Place = field(default=NOWHERE, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with what to do about it."""

    kind: Kind
    place: Place
    what: str
    hint: str = ""
    work: Work = Work.DECIDE

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.place}: {self.what}{hint} [{self.kind.value}]"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems in the order of their places, each once."""
    return tuple(sorted(set(problems), key=lambda one: (one.place.path, one.place.line, one.what)))


class HandbookError(Exception):
    """A handbook that cannot be used as it stands; `problems` holds every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(
    word: str, known: Iterable[str], otherwise: str = "", labels: Mapping[str, str] = MappingProxyType({})
) -> str:
    """A hint that names the known word most like `word`, or whose label holds it; `otherwise` when none is near."""
    parts = set(re.split(r"[-\s]+", word.lower()))
    holding = [name for name, label in labels.items() if parts <= set(label.lower().split())]
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    # Two words of a label are surer than letters that look alike: “night-manager” is no “night-watchman”.
    found = [*holding, *close] if len(parts) > 1 else [*close, *holding]
    return f"Did you mean “{found[0]}”?" if found else otherwise


def typed(name: str, *arguments: str) -> str:
    """The command that somebody is to type, as it stands in a sentence: “policybook review a-fall”."""
    return f"“{' '.join(('policybook', name, *arguments))}”"
