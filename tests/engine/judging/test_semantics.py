"""The rules of judging, one at a time, in the words of a swimming pool."""

from __future__ import annotations

import pytest
from making import policy

from policybook.policy.model import VERBS

# ---- the statuses


def test_silent_where_nothing_bears():
    verdict = policy(walk=["anyone must not run"]).says("lifeguard sing")
    assert (verdict.status, verdict.verb, verdict.bearings) == ("silent", "", ())


def test_decided_where_a_norm_says_so_in_its_own_verb():
    verdict = policy(walk=["anyone must not run"]).says("lifeguard run")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "must not", "against")
    assert verdict.clauses == ("walk",)


def test_partly_where_the_deciding_norm_rests_on_an_interpretation():
    book = policy(walk=["worker must not run"], readings={"I-1": ["reads worker as covering helper"]})
    verdict = book.says("helper run")
    assert (verdict.status, verdict.verb, verdict.interpretations) == ("partly", "must not", ("I-1",))


def test_partly_where_a_duty_to_tell_names_nobody():
    verdict = policy(accidents=["worker must tell when accident"]).says("worker tell when accident")
    assert (verdict.status, verdict.verb) == ("partly", "must")


def test_who_tells_nobody_breaks_a_duty_that_names_nobody_however_it_is_filled():
    accidents = {
        "accidents": ["worker must tell when accident"],
        "any": ["worker must tell manager when emergency"],
    }
    for readings in ({}, {"I-1": ["fills accidents from any"]}):
        verdict = policy(accidents, readings=readings).says("worker keep-secret when accident")
        assert (verdict.status, verdict.points, verdict.interpretations) == ("decided", "against", ())


def test_partly_where_something_points_the_other_way_from_advice():
    book = policy(sing=["worker is encouraged to sing"], quiet=["worker should not sing when lesson"])
    assert book.status("worker sing") == "decided"
    assert book.says("worker sing when lesson").points == "against"
    book = policy(sing=["worker should sing"], quiet=["worker may face warning for sing when lesson"])
    assert book.status("worker sing") == "decided"
    assert book.status("worker sing when lesson") == "partly"


def test_a_ban_is_decided_whatever_points_the_other_way_without_binding():
    book = policy(sing=["worker is advised to run"], quiet=["worker must not run"])
    verdict = book.says("worker run")
    assert (verdict.status, verdict.verb) == ("decided", "must not")


def test_judgement_where_only_a_standard_bears():
    verdict = policy(care=["worker should be-careful if they admit child"]).says("worker admit child")
    assert (verdict.status, verdict.verb, verdict.points) == ("judgement", "", "")
    assert [bearing.relation for bearing in verdict.bearings] == ["guides"]


def test_judgement_where_only_a_possible_consequence_bears():
    verdict = policy(care=["worker may face warning for run"]).says("worker run")
    assert (verdict.status, verdict.verb) == ("judgement", "")
    assert [norm.outcomes for norm in verdict.outcomes] == [("warning",)]


def test_judgement_where_only_a_doubtful_norm_bears():
    book = policy(walk=["worker must not run"], readings={"I-1": ["doubts walk when emergency"]})
    assert book.status("worker run") == "decided"
    verdict = book.says("worker run when emergency")
    assert (verdict.status, verdict.verb, verdict.interpretations) == ("judgement", "", ("I-1",))


def test_a_permission_is_decided_and_any_ban_is_stronger():
    book = policy(sing=["worker may sing"], quiet=["worker should not sing when lesson"])
    assert (book.status("worker sing"), book.verb("worker sing")) == ("decided", "may")
    assert (book.status("worker sing when lesson"), book.verb("worker sing when lesson")) == (
        "decided",
        "should not",
    )
    assert book.outcome("worker", "sing") == "keeps"
    assert book.outcome("worker", "sing", given="lesson") == "against"


def test_conflict_where_binding_norms_require_and_forbid():
    book = policy(sing=["worker should sing"], quiet=["worker should not sing when lesson"])
    verdict = book.says("worker sing when lesson")
    assert (verdict.status, verdict.verb, verdict.points) == ("conflict", "", "")
    assert verdict.clauses == ("quiet", "sing")


@pytest.mark.parametrize("ban", [verb for verb, facts in VERBS.items() if facts.direction == "against"])
@pytest.mark.parametrize("duty", [verb for verb, facts in VERBS.items() if facts.direction == "for"])
def test_a_conflict_is_one_however_strong_either_side_is_as_long_as_the_duty_binds(duty, ban):
    norm = "worker will face warning for sing" if ban == "will face" else f"worker {ban} sing"
    verdict = policy(duty=[f"worker {duty} sing"], ban=[norm]).says("worker sing")
    if duty in ("is advised to", "is encouraged to"):
        assert (verdict.status, verdict.verb) == ("decided", ban)
    else:
        assert (verdict.status, verdict.verb) == ("conflict", "")


def test_a_more_particular_norm_does_not_win_a_conflict():
    book = policy(
        in_general=["anyone must not film swimmer"], lessons=["lifeguard must film-underwater child"]
    )
    assert book.status("lifeguard film-underwater child") == "conflict"


def test_a_statement_of_fact_is_decided_as_such():
    verdict = policy(opening=["council does sing"]).says("council sing")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "does", "")


# ---- what bears


def test_a_ban_on_the_general_bans_the_particular():
    book = policy(filming=["worker must not film swimmer"])
    assert book.verb("trainee-lifeguard film-underwater child") == "must not"


def test_a_ban_on_the_particular_leaves_the_general_alone():
    book = policy(filming=["lifeguard must not film-underwater child"])
    assert book.status("lifeguard film child") == "silent"
    assert book.status("lifeguard film-underwater swimmer") == "silent"
    assert book.status("worker film-underwater child") == "silent"


def test_a_duty_to_do_the_general_is_met_by_the_particular_and_never_requires_it():
    book = policy(watching=["lifeguard must watch-pool"])
    assert [b.relation for b in book.says("lifeguard watch-deep-end").bearings] == ["meets"]
    assert [b.relation for b in book.says("lifeguard watch-pool").bearings] == ["requires"]
    verdict = book.says("lifeguard watch-deep-end")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "must", "for")
    both = policy(watching=["lifeguard must watch-pool"], ban=["lifeguard must not watch-deep-end"])
    assert both.status("lifeguard watch-deep-end") == "decided"
    assert not book.bears_out("lifeguard must watch-deep-end")


def test_every_circumstance_must_be_given():
    book = policy(walk=["anyone must not run when wet-floor and crowded"])
    assert book.status("lifeguard run when wet-floor") == "silent"
    assert book.status("lifeguard run when crowded") == "silent"
    assert book.status("lifeguard run when wet-floor and crowded") == "decided"


def test_a_particular_circumstance_counts_as_the_general_one_and_not_the_other_way_round():
    general = policy(walk=["anyone must not run when accident"])
    assert general.status("lifeguard run when broken-bone") == "decided"
    particular = policy(walk=["anyone must not run when broken-bone"])
    assert particular.status("lifeguard run when accident") == "silent"


def test_any_exception_that_is_given_lifts_the_norm():
    book = policy(walk=["anyone must not run unless emergency or accident"])
    assert book.status("lifeguard run") == "decided"
    assert book.status("lifeguard run when emergency") == "silent"
    assert book.status("lifeguard run when broken-bone") == "silent"


def test_a_circumstance_may_be_what_the_act_is_done_to():
    book = policy(acid=["worker must be-careful when acid"], dosing=["worker must not dose acid when acid"])
    assert book.status("worker dose strong-acid") == "decided"
    assert book.effects("worker", "dose strong-acid")["acid"] == "falls short"


def test_an_emphasis_is_no_condition():
    book = policy(care=["worker should be-careful if they admit child especially when crowded"])
    assert book.status("worker admit child") == book.status("worker admit child when crowded") == "judgement"


def test_doing_the_contrary_of_a_duty_is_against_it_in_its_own_verb():
    verdict = policy(watching=["lifeguard has a duty to watch-pool"]).says("lifeguard leave-pool")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "has a duty to", "against")
    assert [bearing.relation for bearing in verdict.bearings] == ["opposes"]


def test_doing_the_contrary_of_a_ban_keeps_it_in_its_own_verb():
    verdict = policy(filming=["lifeguard should never film swimmer"]).says("lifeguard put-camera-away")
    assert (verdict.status, verdict.points) == ("silent", "")
    verdict = policy(walk=["lifeguard should never run"]).says("lifeguard walk")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "should never", "for")
    assert [bearing.relation for bearing in verdict.bearings] == ["averts"]


def test_contrary_works_both_ways_round_and_for_particulars():
    book = policy(keeping=["worker must keep recording"])
    assert book.says("worker delete private-recording").points == "against"
    book = policy(deleting=["worker must not delete recording"])
    assert book.says("worker keep private-recording").points == "for"
    book = policy(walk=["worker must not race"])
    assert [bearing.relation for bearing in book.says("worker walk").bearings] == ["averts"]


def test_the_contrary_of_a_permission_or_of_a_statement_is_nothing():
    assert policy(running=["worker may run"]).status("worker walk") == "silent"
    assert policy(running=["worker does run"]).status("worker walk") == "silent"


def test_the_contrary_done_to_somebody_else_is_nothing():
    book = policy(doors=["worker must admit child"])
    assert book.says("worker turn-away child").points == "against"
    assert book.status("worker turn-away council") == "silent"


def test_a_standard_bears_as_care_and_neither_forbids_nor_requires():
    book = policy(care=["worker should be-careful if they admit child"])
    assert book.status("worker be-careful") == "silent"
    assert book.outcome("worker", "admit child") == "open"
    assert book.effects("worker", "admit child") == {"care": "guides"}
    assert book.outcome("worker", "admit child", "be-careful") == "keeps"


def test_the_contrary_of_a_standard_is_against_it_only_while_its_act_is_done():
    book = policy(care=["worker should be-careful if they admit child"])
    assert book.outcome("worker", "admit child", "be-careless") == "against"
    assert book.outcome("worker", "be-careless") == "silent"


def test_a_ban_on_telling_somebody_bans_telling_nobody_else():
    book = policy(secrets=["worker must not tell council"])
    assert book.outcome("worker", "tell council") == "against"
    assert book.outcome("worker", "tell manager") == "silent"


def test_somebody_who_is_several_kinds_at_once_is_covered_as_each():
    book = policy(walk=["cleaner must not run"], sing=["swimmer must sing"])
    assert book.effects("cleaner and swimmer", "run", "sing") == {"walk": "against", "sing": "keeps"}


def test_an_option_may_say_that_somebody_else_acts():
    book = policy(walk=["cleaner must not run"])
    assert book.outcome("lifeguard", "run") == "silent"
    assert book.outcome("lifeguard", "cleaner: run") == "against"


def test_a_standard_with_a_circumstance_asks_for_nothing_while_its_act_is_not_done():
    book = policy(care=["worker must be-careful if they admit child when crowded"])
    assert book.outcome("worker", "sing", given="crowded") == "silent"
    assert book.outcome("worker", "admit child", "be-careful", given="crowded") == "keeps"


def test_what_a_reading_leaves_out_of_a_kind_does_not_share_its_contrary():
    readings = {"I-1": ["reads run as not covering race"]}
    book = policy(racing=["worker must not race"], readings=readings)
    assert policy(racing=["worker must not race"]).outcome("worker", "walk") == "keeps"
    assert book.outcome("worker", "walk") == "silent"


# ---- strength


def test_the_strongest_verb_that_points_the_same_way_is_the_verdicts():
    book = policy(
        first=["worker should not run"], second=["worker must never run"], third=["worker should never run"]
    )
    assert book.verb("worker run") == "must never"
    book = policy(first=["worker should sing"], second=["worker has a duty to sing"])
    assert book.verb("worker sing") == "has a duty to"


def test_the_strongest_norm_that_rests_on_a_reading_is_partly_and_a_weaker_firm_one_does_not_help():
    readings = {"I-1": ["leaves open strong"]}
    book = policy(strong=["worker must not run"], weak=["worker should not run"], readings=readings)
    verdict = book.says("worker run")
    assert (verdict.status, verdict.verb) == ("partly", "must not")


def test_one_firm_norm_of_the_strongest_verb_is_enough_to_decide():
    readings = {"I-1": ["leaves open one"]}
    book = policy(one=["worker must not run"], two=["worker must not run"], readings=readings)
    assert book.status("worker run") == "decided"


def test_will_face_speaks_against_and_may_face_does_not_decide():
    assert policy(stern=["worker will face dismissal for run"]).says("worker run").points == "against"
    assert policy(mild=["worker may face dismissal for run"]).says("worker run").points == ""


# ---- duties and who is told

AND, OR = (
    "worker must tell manager and deputy immediately when accident",
    "worker must tell manager or deputy when accident",
)


def test_and_needs_each_of_them_told():
    book = policy(accidents=[AND])
    assert book.outcome("worker", "tell manager and deputy immediately", given="accident") == "keeps"
    assert book.outcome("worker", "tell manager immediately", given="accident") == "falls short"
    assert book.outcome("worker", "tell deputy immediately", given="accident") == "falls short"
    assert (
        book.outcome("worker", "tell manager immediately", "tell deputy immediately", given="accident")
        == "keeps"
    )


def test_or_needs_any_one_of_them_told():
    book = policy(accidents=[OR])
    for told in ("manager", "deputy", "manager and deputy"):
        assert book.outcome("worker", f"tell {told}", given="accident") == "keeps"
    assert book.outcome("worker", "tell council", given="accident") == "falls short"


def test_where_nobody_is_named_any_telling_will_do():
    book = policy(accidents=["worker must tell when accident"])
    assert book.outcome("worker", "tell council", given="accident") == "keeps"
    assert book.outcome("worker", "sing", given="accident") == "falls short"


@pytest.mark.parametrize("timing", ["", "later", "at the earliest opportunity"])
def test_each_of_them_is_told_in_time_or_the_duty_is_not_met(timing):
    book = policy(accidents=[AND])
    acts = ("tell manager immediately", f"tell deputy {timing}")
    assert book.outcome("worker", *acts, given="accident") == "falls short"


def test_an_unstated_time_meets_only_an_unstated_one():
    soon = policy(accidents=["worker must tell manager at the earliest opportunity when accident"])
    assert soon.outcome("worker", "tell manager", given="accident") == "falls short"
    assert soon.outcome("worker", "tell manager immediately", given="accident") == "keeps"
    assert policy(accidents=[OR]).outcome("worker", "tell manager later", given="accident") == "keeps"


def test_a_duty_is_owed_when_a_circumstance_that_it_names_is_given():
    book = policy(accidents=[OR], watching=["worker must watch-pool"])
    assert book.outcome("worker", "sing") == "silent"
    assert book.effects("worker", "sing", given="accident") == {"accidents": "falls short"}
    assert book.effects("worker", "sing", given="broken-bone") == {"accidents": "falls short"}
    assert book.effects("swimmer", "sing", given="accident") == {}


def test_a_standing_duty_is_broken_only_by_a_contrary_act():
    book = policy(watching=["worker must watch-pool"])
    assert book.outcome("worker", "sing") == "silent"
    assert book.outcome("worker", "leave-pool") == "against"
    assert book.outcome("worker", "watch-deep-end") == "keeps"


@pytest.mark.parametrize("verb", ["must", "has a duty to", "needs to", "should"])
def test_a_duty_that_binds_can_be_missed(verb):
    book = policy(accidents=[f"worker {verb} tell manager when accident"])
    assert book.outcome("worker", "sing", given="accident") == "falls short"


@pytest.mark.parametrize("verb", ["is advised to", "is encouraged to", "may", "does"])
def test_advice_encouragement_and_permission_are_never_missed(verb):
    book = policy(accidents=[f"worker {verb} tell manager when accident"])
    assert book.outcome("worker", "sing", given="accident") == "silent"


def test_duties_are_reported_one_by_one():
    book = policy(both=[AND], either=[OR])
    assert book.effects("worker", "tell deputy", given="accident") == {
        "both": "falls short",
        "either": "keeps",
    }


def test_keeping_it_secret_is_against_a_duty_to_tell():
    assert policy(accidents=[OR]).outcome("worker", "keep-secret", given="accident") == "against"


def test_the_telling_of_a_particular_person_counts_as_telling_the_kind():
    book = policy(accidents=["swimmer must tell worker when accident"])
    assert book.outcome("swimmer", "tell trainee-lifeguard", given="accident") == "keeps"
    assert book.outcome("swimmer", "tell council", given="accident") == "falls short"


def test_a_preposition_names_who_is_asked():
    book = policy(advice=["worker must ask-advice from council when accident"])
    assert book.outcome("worker", "ask-advice from council", given="accident") == "keeps"
    assert book.outcome("worker", "ask-advice from manager", given="accident") == "falls short"


# ---- before, only, consequences

BEFORE = "worker should ask-advice from council before investigate when accident"


def test_before_is_broken_by_doing_the_one_without_first_the_other():
    book = policy(advice=[BEFORE])
    advice, look = "ask-advice from council", "investigate"
    assert book.outcome("worker", look, given="accident") == "against"
    assert book.outcome("worker", advice, look, given="accident") == "keeps"
    assert book.outcome("worker", look, advice, given="accident") == "against"
    assert book.outcome("worker", "ask-advice from manager", look, given="accident") == "against"
    assert book.outcome("worker", advice, given="accident") == "keeps"


def test_before_asks_for_nothing_while_the_other_is_not_done():
    assert policy(advice=[BEFORE]).outcome("worker", "sing", given="accident") == "silent"
    assert policy(advice=[BEFORE]).outcome("worker", "investigate") == "silent"


def test_before_shows_in_the_verdict_on_the_act_that_has_to_wait():
    verdict = policy(advice=[BEFORE]).says("worker investigate when accident")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "should", "against")


def test_a_freedom_permits_who_has_it_and_forbids_nobody():
    book = policy(ambulance=["only hurt-swimmer may call-ambulance when accident"])
    assert book.outcome("worker and hurt-swimmer", "call-ambulance", given="accident") == "keeps"
    assert book.outcome("worker", "call-ambulance", given="accident") == "silent"
    assert book.says("worker call-ambulance when accident").status == "silent"


def test_a_freedom_of_others_is_left_to_judgement_by_a_reading_for_those_whom_it_names():
    readings = {"I-1": ["leaves ambulance/call-ambulance to judgement for worker"]}
    book = policy(readings=readings, ambulance=["only hurt-swimmer may call-ambulance when accident"])
    verdict = book.says("worker call-ambulance when accident")
    assert (verdict.status, verdict.points, verdict.verb) == ("judgement", "", "")
    assert verdict.interpretations == ("I-1",)
    assert book.outcome("worker", "call-ambulance", given="accident") == "open"
    assert book.status("council call-ambulance when accident") == "silent"
    assert book.status("hurt-swimmer call-ambulance when accident") == "decided"


def test_what_may_follow_leaves_an_answer_open_and_what_will_follow_does_not():
    assert policy(rule=["worker may face warning for run"]).outcome("worker", "run") == "open"
    assert policy(rule=["worker will face warning for run"]).outcome("worker", "run") == "against"
    assert (
        policy(rule=["worker must not run, or else may face warning"]).outcome("worker", "run") == "against"
    )


# ---- the nine forms of interpretation


def test_reads_as_covering_adds_an_edge_and_names_itself():
    readings = {"I-1": ["reads accident as covering near-accident"]}
    book = policy(accidents=[OR], readings=readings)
    finding = book.weigh("worker", "sing", given="near-accident")[0]
    assert (finding.effect, finding.interpretations) == ("falls short", ("I-1",))
    assert policy(accidents=[OR]).outcome("worker", "sing", given="near-accident") == "silent"


def test_reads_as_not_covering_takes_an_edge_away_and_names_itself():
    book = policy(walk=["worker must not run"], readings={"I-1": ["reads worker as not covering cleaner"]})
    verdict = book.says("cleaner run")
    assert (verdict.status, verdict.interpretations) == ("silent", ("I-1",))
    assert book.says("lifeguard run").interpretations == ()
    assert book.outcome("cleaner", "run") == "silent"


def test_reads_as_not_covering_holds_for_particulars_and_against_longer_ways():
    readings = {"I-1": ["reads swimmer as not covering child"]}
    book = policy(
        filming=["worker must not film swimmer"], anybody=["worker must not film anyone"], readings=readings
    )
    assert book.says("worker film child").clauses == ()
    assert book.says("worker film club-swimmer").clauses == ("anybody", "filming")


def test_telling_somebody_whom_a_reading_leaves_out_is_not_telling():
    readings = {"I-1": ["reads worker as not covering cleaner"]}
    book = policy(accidents=["swimmer must tell worker when accident"], readings=readings)
    assert book.outcome("swimmer", "tell cleaner", given="accident") == "falls short"


def test_leaves_open_whether_makes_what_turns_on_it_judgement_and_answers_open():
    readings = {"I-1": ["leaves open whether worker covers helper"]}
    book = policy(walk=["worker must not run"], readings=readings)
    verdict = book.says("helper run")
    assert (verdict.status, verdict.interpretations) == ("judgement", ("I-1",))
    assert book.outcome("helper", "run") == "open"
    assert book.outcome("helper", "walk") == "open"
    assert not book.bears_out("helper must not run")


def test_an_exception_that_is_left_open_leaves_the_norm_open():
    readings = {"I-1": ["leaves open whether emergency covers accident"]}
    book = policy(walk=["worker must not run unless emergency"], readings=readings)
    assert book.outcome("worker", "run when accident", given="accident") == "open"
    assert book.says("worker run when accident").interpretations == ("I-1",)


def test_an_exception_that_a_reading_makes_is_named():
    readings = {"I-1": ["reads emergency as covering accident"]}
    book = policy(walk=["worker must not run unless emergency"], readings=readings)
    verdict = book.says("worker run when accident")
    assert (verdict.status, verdict.interpretations) == ("silent", ("I-1",))


def test_leaves_open_makes_a_norm_partly_and_keeps_its_verb():
    book = policy(walk=["worker must not run"], readings={"I-1": ["leaves open walk/run"]})
    verdict = book.says("worker run")
    assert (verdict.status, verdict.verb, verdict.interpretations) == ("partly", "must not", ("I-1",))
    assert book.outcome("worker", "run") == "against"


def test_doubts_makes_an_answer_open_while_its_fact_is_given():
    book = policy(walk=["worker must not run"], readings={"I-1": ["doubts walk/run when emergency"]})
    assert book.outcome("worker", "run") == "against"
    assert book.outcome("worker", "run", given="emergency") == "open"
    assert book.outcome("worker", "walk", given="emergency") == "open"
    assert not book.bears_out("worker must not run", given="emergency")


def test_sets_aside_takes_a_norm_away_while_its_fact_is_given_and_names_itself():
    readings = {"I-1": ["sets aside keeping and walk when private-recording"]}
    book = policy(keeping=["worker must keep recording"], walk=["worker must not run"], readings=readings)
    assert book.status("worker keep recording") == "decided"
    verdict = book.says("worker keep private-recording")
    assert (verdict.status, verdict.interpretations) == ("silent", ("I-1",))
    assert book.outcome("worker", "delete recording") == "against"
    assert book.outcome("worker", "delete private-recording") == "silent"
    assert book.outcome("worker", "run", "delete private-recording") == "silent"


def test_sets_aside_settles_a_conflict():
    clauses = {
        "keeping": ["worker must keep recording"],
        "privacy": ["worker must not keep private-recording"],
    }
    assert policy(clauses).status("worker keep private-recording") == "conflict"
    book = policy(clauses, readings={"I-1": ["sets aside keeping when private-recording"]})
    verdict = book.says("worker keep private-recording")
    assert (verdict.status, verdict.verb, verdict.clauses) == ("decided", "must not", ("privacy",))
    assert verdict.interpretations == ("I-1",)


def test_fills_copies_recipients_joiner_and_time_and_never_the_verb():
    clauses = {"whom": [AND], "water": ["worker has a duty to tell when dirty-water"]}
    book = policy(clauses, readings={"I-1": ["fills water from whom"]})
    verdict = book.says("worker tell when dirty-water")
    norm = verdict.tell[0]
    assert (norm.recipients, norm.joiner, norm.timing) == (("manager", "deputy"), "and", "immediately")
    assert (verdict.status, verdict.verb, verdict.interpretations) == ("partly", "has a duty to", ("I-1",))
    assert book.outcome("worker", "tell manager and deputy immediately", given="dirty-water") == "keeps"
    assert book.outcome("worker", "sing", given="dirty-water") == "falls short"


def test_telling_anybody_meets_a_text_that_names_nobody_and_leaves_the_reading_open():
    clauses = {"whom": [AND], "water": ["worker has a duty to tell when dirty-water"]}
    book = policy(clauses, readings={"I-1": ["fills water from whom"]})
    assert book.outcome("worker", "tell manager and deputy", given="dirty-water") == "open"
    assert book.outcome("worker", "tell council", given="dirty-water") == "open"


def test_telling_nobody_is_against_a_duty_that_names_nobody_whoever_a_reading_has_told():
    clauses = {"whom": [AND], "water": ["worker has a duty to tell when dirty-water"]}
    book = policy(clauses, readings={"I-1": ["fills water from whom"]})
    verdict = book.says("worker keep-secret when dirty-water")
    assert (verdict.status, verdict.points, verdict.interpretations) == ("decided", "against", ())


def test_fills_leaves_alone_a_norm_that_names_somebody():
    clauses = {"whom": [AND], "water": ["worker must tell council when dirty-water"]}
    book = policy(clauses, readings={"I-1": ["fills water from whom"]})
    verdict = book.says("worker tell council when dirty-water")
    assert (verdict.status, verdict.tell[0].recipients) == ("decided", ("council",))


HANDED = {"I-1": ["hands over quiet when disclosure to safeguarding-policy under quiet"]}
SAFETY = ["[safeguarding-policy] anyone must tell safety-lead immediately when disclosure"]


def test_hands_over_is_a_conflict_without_a_verb_that_names_the_policy():
    book = policy(quiet=["worker must not film child"], readings=HANDED, beside=SAFETY)
    assert book.status("worker film child") == "decided"
    verdict = book.says("worker film child when disclosure")
    assert (verdict.status, verdict.verb, verdict.points) == ("conflict", "", "")
    assert (verdict.handed_to, verdict.interpretations) == ("safeguarding-policy", ("I-1",))


def test_another_policys_duty_is_owed_only_after_a_hand_over():
    outside = ["[safeguarding-policy] anyone must tell safety-lead immediately when disclosure"]
    readings = {"I-1": ["hands over quiet when disclosure to safeguarding-policy under quiet"]}
    without = policy(quiet=["worker must not film child"], beside=outside)
    assert without.outcome("worker", "tell council", given="disclosure") == "silent"
    assert without.says("worker film child when disclosure").outside == ()
    untouched = policy(quiet=["worker must not film child"], readings=readings, beside=outside)
    assert untouched.outcome("worker", "tell council", given="disclosure") == "silent"


def test_after_a_hand_over_the_other_policys_duty_is_weighed_and_shown():
    readings = {"I-1": ["hands over quiet when disclosure to safeguarding-policy under quiet"]}
    book = policy(quiet=["worker must not keep-secret"], readings=readings, beside=SAFETY)
    assert book.outcome("worker", "tell safety-lead immediately", given="disclosure") == "keeps"
    assert book.outcome("worker", "tell safety-lead", given="disclosure") == "falls short"
    assert book.outcome("worker", "tell manager immediately", given="disclosure") == "falls short"
    assert book.right("worker", ["tell safety-lead immediately", "sing"], "a", given="disclosure")
    outside = book.says("worker keep-secret when disclosure").outside
    assert [norm.recipients for norm in outside] == [("safety-lead",)]


def test_excuses_leaves_the_others_of_an_or():
    book = policy(accidents=[OR], readings={"I-1": ["excuses manager when about-manager"]})
    assert book.outcome("worker", "tell manager", given="accident") == "keeps"
    facts = "accident and about-manager"
    assert book.outcome("worker", "tell manager", given=facts) == "falls short"
    assert book.outcome("worker", "tell deputy", given=facts) == "keeps"
    norm = book.says("worker tell when accident and about-manager").tell[0]
    assert (norm.recipients, norm.joiner) == (("deputy",), "")


@pytest.mark.parametrize("norm", [AND, "worker must tell manager when accident"])
def test_excuses_leaves_an_and_or_a_sole_recipient_silent_and_says_so(norm):
    book = policy(accidents=[norm], readings={"I-1": ["excuses manager when about-manager"]})
    verdict = book.says("worker tell when accident and about-manager")
    assert (verdict.status, verdict.interpretations) == ("silent", ("I-1",))
    assert book.outcome("worker", "sing", given="accident and about-manager") == "silent"
    assert book.says("worker tell when accident").status == "decided"


@pytest.mark.parametrize("source", [AND, OR, "worker must tell manager when accident"])
def test_a_duty_whose_clause_names_nobody_stands_without_whom_a_reading_has_told(source):
    readings = {"I-1": ["fills water from accidents"], "I-2": ["excuses manager when about-manager"]}
    book = policy(accidents=[source], water=["worker must tell when wet-floor"], readings=readings)
    facts = "wet-floor and about-manager"
    # Of two to choose from one is left, and telling that one is what the reading asks; else it is open who will do.
    assert book.outcome("worker", "tell deputy", given=facts) == ("keeps" if source == OR else "open")
    assert book.outcome("worker", "keep-secret", given=facts) == "against"
    assert book.outcome("worker", "sing", given=facts) == "falls short"
    assert book.outcome("worker", "tell manager", given=facts) == "falls short"


def test_excuses_nobody_from_another_policys_duty():
    readings = {"I-1": ["excuses safety-lead when about-manager"]}
    book = policy(
        quiet=["worker must not sing"],
        readings=readings,
        beside=["[house] anyone must never tell safety-lead"],
    )
    assert book.outcome("worker", "tell safety-lead", given="about-manager") == "unsafe"


def test_a_verdict_that_crosses_several_readings_names_them_all_in_order():
    readings = {"I-2": ["reads worker as covering helper"], "I-1": ["leaves open walk"]}
    assert policy(walk=["worker must not run"], readings=readings).says("helper run").interpretations == (
        "I-1",
        "I-2",
    )


def test_the_firmest_way_counts_even_when_an_open_one_is_shorter():
    readings = {
        "I-1": ["leaves open whether anyone covers helper"],
        "I-2": ["reads worker as covering helper"],
    }
    verdict = policy(walk=["anyone must not run"], readings=readings).says("helper run")
    assert (verdict.status, verdict.interpretations) == ("partly", ("I-2",))


def test_a_plain_way_counts_before_one_that_rests_on_a_reading():
    verdict = policy(
        walk=["anyone must not run"], readings={"I-1": ["reads anyone as covering cleaner"]}
    ).says("cleaner run")
    assert (verdict.status, verdict.interpretations) == ("decided", ())


def test_readings_that_lead_round_in_a_circle_come_to_an_end():
    readings = {"I-1": ["reads worker as covering swimmer"], "I-2": ["reads swimmer as covering worker"]}
    book = policy(walk=["swimmer must not run"], readings=readings)
    assert book.says("cleaner run").interpretations == ("I-2",)


# ---- layers


def test_a_house_norm_touches_no_verdict_and_makes_an_answer_unsafe():
    book = policy(walk=["anyone must walk"], beside=["[house] anyone must never investigate"])
    assert book.status("worker investigate") == "silent"
    assert book.outcome("worker", "investigate", "walk") == "unsafe"
    assert book.outcome("worker", "walk") == "keeps"


def test_telling_later_is_unsafe_and_telling_is_not():
    book = policy(accidents=[OR], beside=["[house] anyone must never tell later"])
    assert book.outcome("worker", "tell manager", given="accident") == "keeps"
    assert book.outcome("worker", "tell manager immediately", given="accident") == "keeps"
    assert book.outcome("worker", "tell manager later", given="accident") == "unsafe"


def test_avoiding_what_a_house_norm_forbids_supports_nothing():
    book = policy(accidents=[OR], beside=["[house] anyone must never run"])
    assert book.outcome("worker", "walk") == "silent"
    assert not book.right("worker", ["walk", "tell manager"], "ab", given="accident")


def test_the_worst_effect_is_the_outcome():
    house = ["[house] anyone must never investigate"]
    book = policy(
        walk=["anyone must not run"], accidents=[OR], care=["worker may face warning for sing"], beside=house
    )
    order = [
        ("run", "against"),
        ("investigate", "unsafe"),
        ("be-careful", "falls short"),
        ("sing", "open"),
        ("walk", "keeps"),
    ]
    facts = {"falls short": "accident"}
    for at, (worst, outcome) in enumerate(order):
        acts = [act for act, _ in order[at:]]
        given = "accident" if outcome == "falls short" else ""
        assert book.outcome("worker", *acts, given=given or facts.get(worst, "")) == outcome


# ---- claims

CLAIMED = {
    "walk": ["worker must not run"],
    "accidents": [AND],
    "bones": ["worker must tell manager or deputy when broken-bone"],
    "film": ["worker should never film swimmer unless lesson, or else may face warning and dismissal"],
    "care": ["worker should be-careful if they admit child especially when crowded"],
    "song": ["worker may sing"],
    "ambulance": ["only hurt-swimmer may call-ambulance"],
    "warned": ["worker may face warning and/or dismissal for leave-pool"],
    "advice": ["worker should ask-advice from council before investigate when dirty-water"],
    "watching": ["worker needs to watch-pool"],
    "show": ["council does show-film"],
}


@pytest.mark.parametrize(
    "claim",
    [
        "worker must not run",
        "worker must never run",
        "lifeguard must not race",
        "lifeguard must not run when wet-floor",
        AND,
        "worker must tell deputy and manager immediately when accident",
        "lifeguard must tell manager or deputy when broken-bone",
        "lifeguard should never film child",
        "lifeguard should never film child, or else may face warning and dismissal",
        "worker should never film swimmer unless lesson",
        "worker should be-careful if they admit child",
        "worker should be-careful if they admit child especially when crowded",
        "worker may sing",
        "only hurt-swimmer may call-ambulance",
        "worker may face warning and/or dismissal for leave-pool",
        "worker should ask-advice from council before investigate when dirty-water",
        "worker needs to watch-pool",
        "council does show-film",
        "silent: worker wash towel",
        "silent: swimmer film swimmer",
        "judgement: worker admit child",
        "judgement: worker admit child when crowded",
        "lifeguard or cleaner must not run or race",
        "worker should never film child or club-swimmer",
    ],
)
def test_a_claim_that_says_what_the_policy_says_is_true(claim):
    assert policy(CLAIMED).bears_out(claim)


@pytest.mark.parametrize(
    "claim",
    [
        # the verb's strength, up and down
        "worker should not run",
        "worker should never run",
        "worker may not acceptably run",
        "worker must never film child",
        "worker should not film child",
        "worker must watch-pool",
        "worker should watch-pool",
        # the direction
        "worker must run",
        "worker may run",
        "worker should film child",
        "worker needs not to watch-pool",
        "worker must not watch-pool",
        # the recipients
        "worker must tell manager immediately when accident",
        "worker must tell manager and council immediately when accident",
        "worker must tell immediately when accident",
        "worker must tell manager and deputy and council immediately when accident",
        # the joiner
        "worker must tell manager or deputy immediately when accident",
        "worker must tell manager and deputy when broken-bone",
        # the time
        "worker must tell manager and deputy when accident",
        "worker must tell manager and deputy at the earliest opportunity when accident",
        "worker must tell manager or deputy immediately when broken-bone",
        "worker should ask-advice from council before sing when dirty-water",
        # the outcome
        "worker should never film child, or else may face warning",
        "worker should never film child, or else may face warning and loss-of-trust",
        "worker should never film child, or else will face warning and dismissal",
        "worker should never film child, or else may face warning or dismissal",
        "worker may face dismissal for leave-pool",
        "worker will face warning and/or dismissal for leave-pool",
        "worker must not run, or else may face warning",
        # who, and the circumstances
        "swimmer must not run",
        "anyone must not run",
        "lifeguard or swimmer must not run",
        "worker must tell manager and deputy immediately",
        "worker must tell manager and deputy immediately when near-accident",
        # what is done, and to whom
        "worker must not walk",
        "worker must not run or sing",
        "worker should never film council",
        "worker should never film child or council",
        "worker must watch-deep-end",
        "worker needs to watch-deep-end",
        # exceptions that the policy does not make
        "worker must not run unless emergency",
        "worker should never film swimmer unless lesson or emergency",
        # standards
        "worker should be-careful",
        "worker should be-careful if they admit council",
        "worker must be-careful if they admit child",
        "worker should run if they admit child",
        "worker should admit child",
        "worker should not admit child",
        "worker should be-careful if they admit child especially when wet-floor",
        # permissions and reservations
        "hurt-swimmer may call-ambulance",
        "worker may call-ambulance",
        "only worker may sing",
        "worker does sing",
        # statuses
        "silent: worker run",
        "judgement: worker run",
        "conflict: worker run",
        "silent: worker admit child",
        "conflict: worker admit child",
        "judgement: worker wash towel",
    ],
)
def test_a_claim_that_differs_in_any_field_is_false(claim):
    assert not policy(CLAIMED).bears_out(claim)


@pytest.mark.parametrize("verb", VERBS)
def test_silence_bears_out_no_verb_at_all(verb):
    claim = f"worker {verb} warning for wash towel" if verb.endswith(" face") else f"worker {verb} wash towel"
    assert not policy(CLAIMED).bears_out(claim)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("said", VERBS)
def test_a_verb_is_borne_out_by_itself_and_by_those_that_mean_the_same_alone(verb, said):
    def norm(name: str) -> str:
        return f"worker {name} warning for sing" if name.endswith(" face") else f"worker {name} sing"

    same = {"must not", "must never", "is never justified in"}
    assert policy(song=[norm(said)]).bears_out(norm(verb)) == (verb == said or {verb, said} <= same)


def test_a_weaker_norm_beside_a_stronger_one_is_not_what_the_policy_says():
    book = policy(strong=["worker must not run"], weak=["worker should not run"])
    assert book.bears_out("worker must not run")
    assert not book.bears_out("worker should not run")


def test_advice_that_a_ban_overrules_is_not_what_the_policy_says():
    book = policy(ban=["worker must not sing"], advice=["worker is encouraged to sing"])
    assert not book.bears_out("worker is encouraged to sing")


def test_a_permission_that_a_ban_takes_back_is_not_what_the_policy_says():
    book = policy(allowed=["worker may sing"], ban=["worker must not sing when lesson"])
    assert book.bears_out("worker may sing")
    assert not book.bears_out("worker may sing", given="lesson")
    assert not book.bears_out("worker may sing when lesson")


def test_each_of_several_duties_to_tell_is_borne_out():
    book = policy(CLAIMED)
    assert book.bears_out("worker must tell manager and deputy immediately when broken-bone")
    assert book.bears_out("worker must tell manager or deputy when broken-bone")


def test_no_claim_is_borne_out_by_a_conflict_but_that_it_is_one():
    book = policy(sing=["worker should sing"], quiet=["worker must not sing"])
    assert book.bears_out("conflict: worker sing")
    assert not book.bears_out("worker must not sing")
    assert not book.bears_out("worker should sing")


# ---- choosing all that are needed


def test_either_recipient_will_do_and_so_will_both():
    book, options = policy(accidents=[OR]), ["tell manager", "tell deputy", "tell council"]
    for chosen in ("a", "b", "ab"):
        assert book.right("worker", options, chosen, given="accident")
    for chosen in ("c", "ac", "bc", "abc", ""):
        assert not book.right("worker", options, chosen, given="accident")


def test_both_recipients_are_needed_and_an_idle_option_is_refused():
    book = policy(accidents=[AND])
    options = ["tell manager immediately", "tell deputy immediately", "sing", "tell deputy later"]
    rights = [
        chosen
        for chosen in ("a", "b", "ab", "abc", "ad", "abd")
        if book.right("worker", options, chosen, given="accident")
    ]
    assert rights == ["ab"]


def test_a_wrong_option_spoils_a_right_set():
    book = policy(accidents=[AND], walk=["worker must not run"])
    options = ["tell manager and deputy immediately", "walk", "run"]
    assert book.right("worker", options, "ab", given="accident")
    assert book.right("worker", options, "a", given="accident")
    assert not book.right("worker", options, "ac", given="accident")


def test_an_option_that_only_an_excluded_reading_would_support_is_idle():
    readings = {"I-1": ["reads recording as not covering private-recording"]}
    book = policy(keeping=["worker must keep recording"], accidents=[OR], readings=readings)
    options = ["tell manager", "keep recording", "keep private-recording"]
    assert book.right("worker", options, "ab", given="accident")
    assert not book.right("worker", options, "ac", given="accident")


def test_an_option_that_only_another_policy_would_support_is_idle_without_a_hand_over():
    book = policy(accidents=[OR], beside=SAFETY)
    options = ["tell manager", "tell safety-lead immediately"]
    assert not book.right("worker", options, "ab", given="accident and disclosure")


def test_choosing_one_takes_one_whole_course():
    book, options = (
        policy(accidents=[AND]),
        ["tell manager immediately + tell deputy immediately", "tell manager immediately"],
    )
    assert book.right("worker", options, "a", given="accident", kind="one")
    assert not book.right("worker", options, "b", given="accident", kind="one")
    assert not book.right("worker", options, "ab", given="accident", kind="one")
