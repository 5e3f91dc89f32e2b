"""Records for tests: of a small induction at the pool, of one whose policy has moved on, and altered in every way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from badinput import copy_of_small

from policybook.editions.edition import freeze, handbook_of, head_of
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.records.log import HEADER
from policybook.records.record import digest_of, make, marker_of
from policybook.training.bank import weighed

DAY = "2020-02-03"
INDUCTION = """\
readers:
  guard: {title: a lifeguard, together: lifeguards, kinds: [lifeguard]}
  cleaner: {title: a cleaner, together: cleaners, kinds: [cleaner]}
topics:
  accident: {title: an accident, questions: [somebody-is-hurt]}
"""
FIRST_WEEK = """\
# The first week

::::{question} may-we-sing
:who: worker
:paths: core, full

What do the rules say of singing?

- [ ] Never sing. {says}`worker must not sing`
  No rule says so; they speak of what hurts: {clause}`accident-meaning`.
- [x] Nothing. {says}`silent: worker sing`
  They say what hurts, and nothing of songs: {clause}`accident-meaning`.
::::

::::{question} somebody-is-hurt
:who: worker
:given: accident
:paths: core, full
:kind: all
:safety-critical:

A bone is broken. Choose all that are needed.

- [ ] Sing. {act}`sing`
  It is beside the question: {clause}`accidents`.
- [x] The deputy hears it now. {act}`tell deputy immediately`
  Yes: {clause}`accidents`.
- [x] The manager hears it now. {act}`tell manager immediately`
  Yes: {clause}`accidents`.
::::

::::{question} a-race
:who: lifeguard
:paths: core, full
:roles: lifeguard

A swimmer wants to race you. What do you do?

- [x] Walk on. {act}`walk`
  That is what the rule asks: {clause}`no-running`.
- [ ] Race. {act}`race`
  A race is a run: {clause}`no-running`.
::::

::::{question} with-a-bucket
:who: cleaner
:paths: core, full
:roles: cleaner

The bucket is full, and you are late. What do you do?

- [ ] Run with it. {act}`run`
  Nobody runs: {clause}`no-running`.
- [x] Walk with it. {act}`walk`
  So nobody slips: {clause}`no-running`.
::::

::::{question} talk-it-over
:who: worker
:paths: core, full
:kind: discussion

What would you say to somebody who runs?

- [ ] A song about it. {act}`sing`
  It may help: {clause}`no-running`.
- [ ] Ask the manager how. {act}`ask-advice manager`
  It may help too: {clause}`no-running`.
::::
"""


def pool(folder: Path) -> Path:
    """A copy of the small handbook with an induction: two readers, and what their core paths ask in the first week."""
    root = copy_of_small(folder)
    (root / "book/induction.yml").write_text(INDUCTION, encoding="utf-8")
    (root / "quizzes/first-week.md").write_text(FIRST_WEEK, encoding="utf-8")
    listed = (root / "_toc.yml").read_text(encoding="utf-8")
    (root / "_toc.yml").write_text(f"{listed}  - file: quizzes/first-week\n", encoding="utf-8")
    return root


def _book() -> Handbook:
    with TemporaryDirectory() as folder:
        return load(pool(Path(folder)))


BOOK = _book()


def right(book: Handbook, questions: Iterable[Question]) -> dict[str, str]:
    """A right answer to each question."""
    return {q.id: " ".join(weighed(book, q).right_answers[0]) for q in questions}


def all_right(book: Handbook, path: str = "core", reader: str = "guard") -> dict[str, str]:
    """A right answer to each decision of a path."""
    return right(book, marker_of(book).decisions(path, reader))


def record(book: Handbook = BOOK, answers: dict[str, str] | None = None, **changes: Any) -> str:
    """The text of a record; all of it right unless something else is said."""
    known = {"name": "Ada Example", "role": "Lifeguard", "path": "core", "reader": "guard", "date": DAY}
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
    """The pool's policy as an edition's file."""
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


def rows(log: Path) -> list[list[str]]:
    """What a program reads in the log, its first line taken off."""
    first, *others = csv.reader(io.StringIO(log.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
    assert tuple(first) == HEADER
    return others
