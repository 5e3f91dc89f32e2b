"""What became of each clause, from edition to edition and to the handbook as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policybook.editions.edition import name_of
from policybook.policy.handbook import Edition, Handbook

What = Literal["first", "same", "changed", "retired", "back"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to a clause in an edition; `edition` is None for the handbook as it stands.

    `what` is first (it came), same, changed (its words or its rules), retired or back (after being gone).
    """

    edition: Edition | None
    what: What


def timelines(handbook: Handbook) -> Mapping[str, tuple[Moment, ...]]:
    """The moments of every clause that an edition or the handbook has, oldest first, by its id.

    The handbook itself is the last moment where it is not the last edition without a change. What is gone
    stays gone: only the edition that retired a clause says so.
    """
    stands: list[tuple[Edition | None, Mapping[str, str]]] = [(e, e.clauses) for e in handbook.editions]
    if not handbook.editions or name_of(handbook) != handbook.editions[-1].name:
        stands.append((None, {clause.id: clause.fingerprint for clause in handbook.clauses.values()}))
    names = dict.fromkeys(name for _, clauses in reversed(stands) for name in clauses)
    return {name: tuple(_moments(name, stands)) for name in names}


def _moments(name: str, stands: Sequence[tuple[Edition | None, Mapping[str, str]]]) -> Iterator[Moment]:
    before = ""
    seen = False
    for edition, clauses in stands:
        now = clauses.get(name, "")
        if now:
            came: What = "back" if seen else "first"
            stayed: What = "same" if now == before else "changed"
            yield Moment(edition, stayed if before else came)
        elif before:
            yield Moment(edition, "retired")
        before, seen = now, seen or bool(now)


def changed_since(handbook: Handbook, edition: Edition, page: str) -> tuple[str, ...]:
    """The ids of the clauses on a page of the policy that are not as they were in an edition, nor gone since."""
    now = {c.id: c for c in handbook.clauses.values() if c.page == page}
    changed = [name for name, clause in now.items() if edition.clauses.get(name) != clause.fingerprint]
    return (*changed, *(name for name in edition.pages.get(page, ()) if name not in now))
