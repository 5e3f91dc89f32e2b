"""Every situation is of a sort whose one situation is judged for all: held against judging each of them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from changing import hold, mutants, with_words, without_notes
from making import policy
from places import SMALL

from policybook.changes.situations import Pair
from policybook.load import load

BOOK = load(SMALL)


SMALL_PAIRS = {
    "no notes": (BOOK, without_notes(BOOK)),
    "notes": (without_notes(BOOK), BOOK),
    "nothing": (BOOK, replace(BOOK, sections=(), interpretations=())),
    "new words": (BOOK, with_words(BOOK)),
    "retired words": (with_words(BOOK), BOOK),
}


@pytest.mark.parametrize("name", SMALL_PAIRS)
def test_one_situation_stands_for_its_sort_in_the_small_book(name):
    flipped = hold(Pair(*SMALL_PAIRS[name]), 1)
    assert bool(flipped) == ("words" not in name)


@pytest.mark.parametrize("name", ["no notes", "nothing"])
def test_one_set_of_facts_stands_for_its_sort_in_the_small_book(name):
    assert hold(Pair(*SMALL_PAIRS[name]), 3, random.Random(7), 2500)


def test_no_situation_of_a_changed_norm_is_passed_over():
    chance = random.Random(6)
    changed = chance.sample(mutants(BOOK, 1), 25)
    assert sum(hold(Pair(BOOK, other), 2, chance, 300) for other in changed)


def test_nothing_is_judged_where_nothing_differs():
    assert list(Pair(BOOK, replace(BOOK)).sorts()) == []


def test_a_fact_that_only_another_policys_duty_turns_on_is_a_fact_of_the_sort():
    handed = "hands over rule when disclosure to safeguarding-policy under rule"
    readings = {"I-1": [handed], "I-2": ["excuses manager when about-manager"]}
    beside = ["[safeguarding-policy] anyone must tell manager when disclosure"]
    rule = ["anyone must not run when accident"]
    old, new = (policy({"rule": rule}, notes, beside).handbook for notes in (readings, {}))
    assert hold(Pair(old, new), 3, random.Random(8), 3000)
