"""Clauses come and go, and their ids do not: says where a clause of an edition is gone without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policybook.model import Edition, Handbook
from policybook.problems import Kind, Place, Problem, nearest

FILE = "book/retired.yml"


def problems(handbook: Handbook) -> Iterator[Problem]:
    """What is wrong with the ids of the handbook and those of its editions, where both can be read whole."""
    yield from _vanished(handbook)
    yield from _used_again(handbook)
    yield from _tombstones(handbook)
    yield from _pages(handbook)


def last_stood(handbook: Handbook) -> Mapping[str, Edition]:
    """The newest edition in which each clause stood, by its id."""
    return {name: edition for edition in handbook.editions for name in edition.clauses}


def _vanished(handbook: Handbook) -> Iterator[Problem]:
    told = {tombstone.clause for tombstone in handbook.retired}
    for name, edition in last_stood(handbook).items():
        if name not in handbook.clauses and name not in told:
            what = f"the clause “{name}” of edition {edition.name} is gone, and nothing says where its rule went."
            hint = f"Restore it, or say in {FILE}: “{name}: {{into: [other-clause], why: …}}”."
            yield Problem(Kind.EDITION, Place(FILE), what, hint)


def _used_again(handbook: Handbook) -> Iterator[Problem]:
    newest = handbook.editions[-1].clauses if handbook.editions else {}
    told = {tombstone.clause: tombstone for tombstone in handbook.retired}
    stands = {clause.id: clause.place for clause in handbook.clauses.values()}
    stands |= {guidance.id: guidance.place for guidance in handbook.guidance}
    for name, edition in last_stood(handbook).items():
        if name not in stands:
            continue
        if name not in newest or name not in handbook.clauses:
            what = f"the id “{name}” belongs to a clause of edition {edition.name}, which is retired."
            yield Problem(
                Kind.ID, stands[name], what, "An id is never used again: choose another for the newer one."
            )
        elif name in told:
            what = f"the clause “{name}” is said to be retired, and it stands at {stands[name]}."
            yield Problem(Kind.EDITION, told[name].place, what, "Take it out of one of the two.")


def _tombstones(handbook: Handbook) -> Iterator[Problem]:
    stood = last_stood(handbook)
    for tombstone in handbook.retired:
        if tombstone.clause not in stood:
            what = f"no edition has a clause “{tombstone.clause}”, so none is retired."
            yield Problem(
                Kind.EDITION, tombstone.place, what, nearest(tombstone.clause, stood, "Take it away.")
            )
        for name in tombstone.into:
            if name not in handbook.clauses:
                what = f"the rule of “{tombstone.clause}” went into the clause “{name}”, and there is none."
                yield Problem(Kind.EDITION, tombstone.place, what, nearest(name, handbook.clauses))


def _pages(handbook: Handbook) -> Iterator[Problem]:
    """A page of an edition keeps its address, for those who marked it or printed it."""
    there = {section.page for section in handbook.sections}
    gone = {page: e for e in handbook.editions for page in e.pages if page not in there}
    for page, edition in gone.items():
        what = f"the page {page} of edition {edition.name} is gone, and every link to it would die."
        yield Problem(
            Kind.EDITION,
            Place(f"{page}.md"),
            what,
            "Keep it, with “numbered: false” and a line on what became of it.",
        )
