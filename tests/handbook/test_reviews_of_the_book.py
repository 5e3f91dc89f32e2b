"""Every item of the book is reviewed, and a word of any clause makes suspect what cites it, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from citing import citing
from places import ROOT
from the_book import BOOK, problems

from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind
from policybook.reviews.lock import LOCK
from policybook.reviews.suspects import causes_of, new_review, reviewables_of

ITEMS = reviewables_of(BOOK, ROOT)
DAY = "2026-01-31"


def edited(name: str, edit, **others: str) -> Handbook:
    """The book with one clause changed."""
    clause = BOOK.clauses[name]
    changed = replace(clause, text=edit(clause.text), **others)
    sections = tuple(
        replace(section, clauses=tuple(changed if c.id == name else c for c in section.clauses))
        for section in BOOK.sections
    )
    return replace(BOOK, sections=sections)


def suspect_in(handbook: Handbook) -> set[str]:
    """The ids of the items that are suspect in a handbook, where all were reviewed in the book."""
    # Words decide nothing: what cites what is as it was, and only the fingerprints are new.
    found = set()
    for key, item in ITEMS.items():
        now = {clause: handbook.clauses[clause].fingerprint[:16] for clause in item.clauses}
        review = new_review(item, "dsl", DAY)
        if causes_of(replace(item, clauses=now), review, handbook, {}):
            found.add(key[1])
    return found


def test_the_book_keeps_reviews_and_every_item_has_one():
    assert (ROOT / LOCK).is_file()
    assert [str(problem) for problem in problems() if problem.kind is Kind.REVIEW] == []


@pytest.mark.parametrize("name", BOOK.clauses)
def test_one_word_of_a_clause_makes_exactly_what_cites_it_suspect(name):
    handbook = edited(name, lambda text: text.replace(text.split()[0], "Surprisingly", 1))
    assert suspect_in(handbook) == citing(BOOK, name)


@pytest.mark.parametrize("name", list(BOOK.clauses)[::5])
def test_markup_and_a_number_make_nothing_suspect(name):
    assert suspect_in(edited(name, lambda text: f"**{text}**\n\n".replace(" ", "\n  "))) == set()
    others = {"number": "9(z)", "title": "Another", "plain": "Other."}
    assert suspect_in(edited(name, lambda text: text, **others)) == set()
