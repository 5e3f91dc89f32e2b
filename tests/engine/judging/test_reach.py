"""Which clauses an interpretation changes, and which facts make no difference; in the words of a swimming pool."""

from __future__ import annotations

import pytest
from making import Policy, policy

from policybook.check.references import read_facts
from policybook.judging.reach import changed_by_notes

CLAUSES = {
    "walk": ["worker must not run"],
    "race": ["lifeguard must not race when wet-floor"],
    "accidents": ["worker must tell manager or deputy when accident"],
    "water": ["worker has a duty to tell when dirty-water"],
    "film": ["anyone should never film swimmer unless lesson"],
    "advice": ["worker should ask-advice from council before investigate when crowded"],
    "care": ["worker should be-careful if they admit child"],
    "ambulance": ["only hurt-swimmer may call-ambulance"],
}


def changed(*readings: str, clauses: dict[str, list[str]] = CLAUSES) -> list[str]:
    book: Policy = policy(
        clauses, readings={"I-1": readings}, beside=["[house] anyone must never investigate"]
    )
    return list(changed_by_notes(book.judge)["I-1"])


@pytest.mark.parametrize(
    ("reading", "clauses"),
    [
        ("reads worker as covering helper", ["walk", "accidents", "water", "film", "advice", "care"]),
        (
            "leaves open whether worker covers helper",
            ["walk", "accidents", "water", "film", "advice", "care"],
        ),
        ("reads run as covering sing", ["walk"]),
        ("reads run as not covering race", ["walk"]),
        ("reads worker as not covering cleaner", ["walk", "accidents", "water", "film", "advice", "care"]),
        ("reads swimmer as covering council", ["film"]),
        ("reads child as covering club-swimmer", ["care"]),
        ("reads accident as covering near-accident", ["accidents"]),
        ("reads lesson as covering crowded", ["film"]),
        ("reads keep-secret as covering sing", ["accidents", "water"]),
        ("leaves open walk and film", ["walk", "film"]),
        ("doubts race when emergency", ["race"]),
        ("sets aside accidents/tell when about-manager", ["accidents"]),
        ("fills water from accidents", ["water"]),
        ("hands over accidents when disclosure to safeguarding-policy under advice", ["accidents"]),
        ("excuses manager when about-manager", ["accidents"]),
        ("excuses council when about-manager", ["advice"]),
        ("leaves ambulance to judgement for worker", ["ambulance"]),
        ("leaves walk to lifeguard", ["walk"]),
        ("lifts beside-0/investigate for manager under advice/ask-advice", ["advice"]),
    ],
)
def test_a_note_changes_the_clauses_whose_norms_its_reading_touches(reading, clauses):
    assert changed(reading) == clauses


def test_a_note_without_a_reading_changes_nothing():
    assert changed() == []


def test_a_reading_of_another_note_that_rests_on_a_word_reaches_through_it():
    readings = {"I-1": ["reads worker as covering helper"], "I-2": ["reads helper as covering council"]}
    book = policy(walk=["worker must not run"], readings=readings)
    assert changed_by_notes(book.judge) == {"I-1": ("walk",), "I-2": ("walk",)}


def test_whom_a_reading_has_told_is_touched_by_what_excuses_them():
    readings = {"I-1": ["fills water from accidents"], "I-2": ["excuses manager when about-manager"]}
    book = policy(CLAUSES, readings=readings)
    assert changed_by_notes(book.judge)["I-2"] == ("accidents", "water")


def test_a_fact_is_read_by_a_norm_by_a_reading_and_by_what_is_above_or_below_it():
    readings = {"I-1": ["doubts walk when emergency"]}
    book = policy(walk=["worker must not run when accident especially when crowded"], readings=readings)
    read = read_facts(book.handbook)
    assert {"accident", "broken-bone", "emergency", "crowded"} <= read
    assert not {"wet-floor", "dirty-water", "lesson"} & read
