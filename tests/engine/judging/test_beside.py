"""What is said beside a verdict, and what would change it, in the words of a swimming pool."""

from __future__ import annotations

from making import policy

from policybook.judging.beside import ask
from policybook.judging.unstated import unstated
from policybook.judging.verdict import Situation
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


def told(book, who, act, given=("accident",)):
    return ask(book.judge, Situation((who,), (parse_act(act, WORDS),), given))


def test_what_is_left_undone_is_said_and_where_it_is_open_whom_a_rule_binds_as_perhaps():
    scope = {"I-1": ["leaves open whether worker covers helper"]}
    book = policy(tell=["worker must tell manager and deputy when accident"], readings=scope)
    assert [finding.effect for finding in told(book, "lifeguard", "sing").missed] == ["falls short"]
    assert [finding.effect for finding in told(book, "helper", "sing").missed] == ["open"]
    assert [finding.norm.recipients for finding in told(book, "manager", "sing").missed] == [("deputy",)]
    assert told(book, "lifeguard", "tell manager and deputy").missed == ()
    assert told(book, "helper", "tell manager and deputy").missed == ()


def test_where_the_policy_is_silent_what_is_asked_for_beside_it_in_that_case_is_told():
    advice = "[safeguarding-policy] anyone is advised to tell safety-lead when accident"
    book = policy(lessons=["worker must not run when lesson"], beside=[advice])
    assert [norm.recipients for norm in told(book, "lifeguard", "sing").answers] == [("safety-lead",)]
    assert told(book, "safety-lead", "sing").answers == (), "who holds the office has been told"
    book = policy(lessons=["worker must not sing when accident"], beside=[advice])
    assert told(book, "lifeguard", "sing").answers == (), "the policy says something of it"


PRACTICE = "[school] anyone should tell deputy immediately when accident unless about-manager"


def test_what_the_school_does_comes_after_house_rules_and_before_outside_guidance():
    beside = [
        "[safeguarding-policy] anyone is advised to tell safety-lead when accident",
        PRACTICE,
        "[house] anyone must tell manager when accident",
    ]
    book = policy(lessons=["worker must not run when lesson"], beside=beside)
    assert [norm.layer for norm in told(book, "lifeguard", "sing").answers] == [
        *("house", "school", "safeguarding-policy"),
    ]


def test_what_the_school_does_in_a_circumstance_is_said_whatever_the_policy_says_of_the_act():
    book = policy(lessons=["worker must not sing when accident"], beside=[PRACTICE])
    assert [norm.recipients for norm in told(book, "lifeguard", "sing").answers] == [("deputy",)]
    assert told(book, "lifeguard", "sing", ()).answers == (), "nothing has happened"
    assert told(book, "deputy", "sing").answers == (), "who holds the office has been told"
    assert told(book, "lifeguard", "sing", ("accident", "about-manager")).answers == ()
    excused = {"I-1": ["excuses deputy when about-manager"]}
    book = policy(beside=["[school] anyone should tell deputy when accident"], readings=excused)
    assert told(book, "lifeguard", "sing", ("accident", "about-manager")).answers == ()
