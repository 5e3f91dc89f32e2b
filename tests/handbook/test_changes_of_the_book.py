"""The book against changed copies of itself: nothing is passed over, the gravest comes first, and it takes seconds."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from changing import every_change_of_a_norm_is_told, every_flip_is_true, hold, mutants, without_notes
from places import ROOT
from the_book import BOOK

from policybook.changes.compare import compare
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import GROUPS
from policybook.changes.situations import Pair
from policybook.editions.edition import read_edition

MUTANTS = mutants(BOOK, 1)
TYPICAL = MUTANTS[len(MUTANTS) // 60]
WHOLESALE = replace(BOOK, sections=())
FIRST = read_edition(ROOT, BOOK.editions[0].name)


def test_the_book_differs_from_itself_in_nothing():
    assert compare(BOOK, BOOK).is_empty
    assert list(Pair(BOOK, BOOK).sorts()) == []
    assert flips(BOOK, BOOK) == ()


def test_every_change_of_a_norm_is_substantive_and_says_what_it_is():
    assert every_change_of_a_norm_is_told(BOOK, 40) >= len(BOOK.norms)


def test_sampled_situations_are_of_their_sorts():
    chance = random.Random(5)
    changed = [*chance.sample(mutants(BOOK, 5), 4), without_notes(BOOK)]
    assert sum(hold(Pair(BOOK, other), 2, chance, 800) for other in changed)


def test_every_flip_is_a_change_in_what_is_said_of_each_situation_that_it_names():
    assert sum(every_flip_is_true(BOOK, other) for other in random.Random(1).sample(MUTANTS, 4))


def test_the_gravest_come_first_and_images_of_children_are_among_them():
    found = flips(BOOK, WHOLESALE)
    places = [list(GROUPS).index(flip.group) for flip in found]
    assert places == sorted(places)
    assert found[0].group == "critical"
    assert any("child-image" in flip.objects for flip in found[:5])


# ---- time


@pytest.mark.parametrize("other", [TYPICAL, WHOLESALE], ids=["typical", "wholesale"])
def test_two_facts_are_soon_tried(other):
    begun = time.process_time()
    flips(BOOK, other)
    # Three seconds are allowed, and the benchmark measures them; a busy or an old machine is no defect.
    assert time.process_time() - begun < 6


@pytest.mark.parametrize("other", [TYPICAL, FIRST], ids=["typical", "first edition"])
def test_all_combinations_of_facts_are_tried_in_time(other):
    begun = time.process_time()
    flips(other, BOOK, None)
    assert time.process_time() - begun < 180
