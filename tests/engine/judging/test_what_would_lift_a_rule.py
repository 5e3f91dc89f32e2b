"""What was not said, where it would take a rule away or make something follow, in the words of a swimming pool."""

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
