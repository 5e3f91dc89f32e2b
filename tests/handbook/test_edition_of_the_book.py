"""The editions of this handbook, and its policy frozen as one: read back whole, and claiming no more than is known."""

from __future__ import annotations

import json

import jsonschema
from freezing import FIRST
from places import ROOT
from schemas import HANDBOOK as SCHEMA
from the_book import BOOK

from policybook.editions.edition import (
    fingerprint,
    freeze,
    handbook_of,
    head_of,
    name_of,
    read_edition,
    verify,
)
from policybook.training.bank import working


def test_frozen_this_handbook_is_valid_and_has_the_fingerprint_that_it_has_unfrozen():
    text = freeze(BOOK, **FIRST)
    assert text == freeze(BOOK, **FIRST)
    assert verify(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text)["handbook"])
    assert fingerprint(handbook_of(text)) == fingerprint(BOOK) == head_of(text).fingerprint
    assert {name: c.fingerprint for name, c in BOOK.clauses.items()} == head_of(text).clauses


def test_the_first_edition_of_this_handbook_claims_no_more_than_is_known():
    first = BOOK.editions[0]
    assert (first.name, first.adopted, first.review_by) == ("2019.1.0", "2019-01-15", "2020-01-15")
    assert first.restates == "the policy that the governing body adopted, issued on 15 January 2019"
    assert first.minute == ""
    assert first.follows == ("", "")


def test_every_edition_of_this_handbook_is_read_back_and_can_mark_answers():
    for head in BOOK.editions:
        frozen = read_edition(ROOT, head.name)
        assert name_of(frozen) == head.name
        assert frozen.questions
        for question in frozen.questions:
            assert working(frozen, question.id)
        assert not any(role.name or role.contact for role in frozen.roles)
