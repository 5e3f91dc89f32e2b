"""Records for tests: of the real handbook, of one whose policy has moved on, and altered in every way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from places import ROOT

from policybook.editions.edition import freeze, handbook_of, head_of
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.records.record import digest_of, make, marker_of
from policybook.training.bank import weighed

BOOK = load(ROOT)
DAY = "2020-02-03"


def right(book: Handbook, questions: Iterable[Question]) -> dict[str, str]:
    """A right answer to each question."""
    return {q.id: " ".join(weighed(book, q).right_answers[0]) for q in questions}


def all_right(book: Handbook, path: str = "core", reader: str = "teacher") -> dict[str, str]:
    """A right answer to each decision of a path."""
    return right(book, marker_of(book).decisions(path, reader))


def record(book: Handbook = BOOK, answers: dict[str, str] | None = None, **changes: Any) -> str:
    """The text of a record; all of it right unless something else is said."""
    known = {"name": "Ada Example", "role": "Class teacher", "path": "core", "reader": "teacher", "date": DAY}
    known |= changes
    given = all_right(book, known["path"], known["reader"]) if answers is None else answers
    return make(book, answers=given, **known)


def altered(text: str, change: Callable[[dict[str, Any]], object], *, signed: bool = False) -> str:
    """A record with something changed in it; `signed` works out its digest again."""
    data = json.loads(text)
    change(data)
    if signed:
        data["digest"] = digest_of(data)
    return json.dumps(data, ensure_ascii=False)


@cache
def frozen() -> str:
    """The real policy as an edition's file."""
    return freeze(replace(BOOK, editions=()), name="2020.1.0", adopted="2020-01-15", review_by="2021-01-15")


def opened(_name: str = "") -> Handbook:
    """The frozen handbook."""
    return _opened()


@cache
def _opened() -> Handbook:
    return handbook_of(frozen(), "editions/2020.1.0.json")


def moved_on(*clauses: str, words: str = "In a new wording.") -> Handbook:
    """The handbook with the words of these clauses changed since the edition was frozen."""
    sections = tuple(
        replace(
            section,
            clauses=tuple(
                replace(c, text=f"{c.text} {words}") if c.id in clauses else c for c in section.clauses
            ),
        )
        for section in BOOK.sections
    )
    return replace(BOOK, sections=sections, editions=(head_of(frozen(), "editions/2020.1.0.json"),))


def with_question(book: Handbook, name: str, **changes: Any) -> Handbook:
    """A handbook with one question changed."""
    return replace(
        book, questions=tuple(replace(q, **changes) if q.id == name else q for q in book.questions)
    )
