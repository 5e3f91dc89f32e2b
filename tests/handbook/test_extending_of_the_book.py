"""What this handbook releases can be taken in again from the released file alone, clause by clause."""

from __future__ import annotations

from places import ROOT
from the_book import BOOK

from policybook.changes.overlays import mark_of, things_of
from policybook.commands.base import taken
from policybook.editions.handbook_json import from_json, to_json


def test_every_clause_and_interpretation_reads_as_it_was_released():
    base = from_json(to_json(BOOK))
    names = [*base.clauses, *base.interpretation_by_id]
    # What would be written is tried on a copy, and is nothing where it would read otherwise.
    edits = taken(ROOT, BOOK, base, names)
    there, here = things_of(base), things_of(BOOK)
    assert {name for name in there if mark_of(there[name]) != mark_of(here[name])} == set()
    assert {f"{there[name].page}.md" for name in names} == {*edits.texts}
