"""This handbook has the page of coverage, and so its check holds it to have no gaps."""

from __future__ import annotations

from places import ROOT
from the_book import BOOK

from policybook.check.coverage import PAGE
from policybook.mutants import mutants_of
from policybook.training.coverage import FIELDS, field_of


def test_this_handbook_promises_that_there_are_no_gaps():
    assert (ROOT / PAGE).is_file()


def test_every_sort_of_mutant_of_a_norm_is_of_a_field_that_the_norm_has_or_might_have():
    sorts = {mutant.sort for mutant in mutants_of(BOOK) if mutant.sort.startswith("norm: ")}
    assert {sort for sort in sorts if not field_of(sort)} == {"norm: deleted"}
    assert {field_of(sort) for sort in sorts} - {""} == set(FIELDS)
