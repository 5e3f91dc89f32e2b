"""What would take a rule away, what may follow, and the law, in the words of a swimming pool."""

from __future__ import annotations

from making import policy

from policybook.judging.unstated import unstated
from policybook.policy.language import parse_act

WORDS = policy(walk=["anyone must not run"]).handbook.vocabulary


def lifted(book, who, act):
    return [turn.fact for turn in unstated(book.judge, (who,), parse_act(act, WORDS)).lifts]


def asked(book, who, act):
    return [turn.fact for turn in unstated(book.judge, (who,), parse_act(act, WORDS)).asks]


def test_a_fact_that_takes_a_ban_away_is_named():
    book = policy(keep=["worker must not delete recording unless emergency"])
    assert lifted(book, "lifeguard", "delete recording") == ["emergency"]


def test_a_fact_with_which_a_house_rule_forbids_the_act_lifts_nothing():
    book = policy(
        keep=["worker must not delete recording unless emergency"],
        beside=["[house] anyone must never delete recording when emergency"],
    )
    assert lifted(book, "lifeguard", "delete recording") == []


def test_a_fact_that_a_reading_makes_a_kind_of_another_is_not_asked_beside_it():
    wet = {"I-1": ["reads accident as covering wet-floor"]}
    book = policy(tell=["worker must tell manager when accident"], readings=wet)
    assert asked(book, "lifeguard", "tell manager") == ["accident", "wet-floor"], "one decides, one in part"
    wet = {"I-1": ["reads accident as covering wet-floor", "leaves open tell"]}
    book = policy(tell=["worker must tell manager when accident"], readings=wet)
    assert asked(book, "lifeguard", "tell manager") == ["accident"]


def test_a_fact_by_which_nothing_follows_any_more_is_asked_though_the_verdict_stays():
    book = policy(
        care=["worker should be-careful if they film swimmer"],
        film=["worker may face warning for film swimmer unless lesson"],
    )
    assert (
        book.status("lifeguard film child") == book.status("lifeguard film child when lesson") == "judgement"
    )
    assert asked(book, "lifeguard", "film child") == ["lesson"]


def test_the_law_and_what_follows_are_told_of_what_they_forbid_and_never_of_its_contrary():
    book = policy(
        keep=["worker should never keep recording, or else may face warning"],
        beside=["[law] anyone must never keep recording"],
    )
    against, kept = book.says("lifeguard keep recording"), book.says("lifeguard delete recording")
    assert (len(against.law), len(against.outcomes), against.points) == (1, 1, "against")
    assert (kept.law, kept.outcomes, kept.points) == ((), (), "for")


def test_a_reading_by_which_a_fact_counts_is_named_where_that_fact_takes_a_rule_away():
    fall = {"I-1": ["reads accident as covering wet-floor"], "I-2": ["sets aside keep when accident"]}
    book = policy(keep=["worker should keep recording"], readings=fall)
    assert book.says("lifeguard keep recording when accident").interpretations == ("I-2",)
    assert book.says("lifeguard keep recording when wet-floor").interpretations == ("I-1", "I-2")
