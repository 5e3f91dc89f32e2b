"""Who acts is somebody: freedoms, offices held, and the parts that facts give; in the words of a swimming pool."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import WORDS, policy

from policybook.policy.model import Word

HURT = {
    "hurt-yourself": Word("hurt-yourself", "who acts is hurt", ("accident",), gives="hurt-swimmer"),
    "arm-broken": Word("arm-broken", "who acts has broken an arm", ("hurt-yourself",)),
    "on-duty": Word("on-duty", "who acts is on duty", of=("lifeguard", "manager")),
}
KNOWN = replace(WORDS, things={**WORDS.things, **HURT})
BOTH = "worker must tell manager and deputy immediately when accident"
EITHER = "worker must tell manager or deputy when accident"
ALONE = "worker must tell manager when accident"
FREE = "only hurt-swimmer may call-ambulance when accident"
NOT_THE_MANAGER = {"I-1": ["excuses manager when about-manager"]}


# ---- freedoms


@pytest.mark.parametrize("who", sorted(set(WORDS.people) - {"hurt-swimmer"}))
def test_a_freedom_of_somebody_bears_on_nobody_else(who):
    book = policy(ambulance=[FREE], sing=["only manager may sing"])
    verdict = book.says(f"{who} call-ambulance when accident")
    assert (verdict.status, verdict.points, verdict.bearings) == ("silent", "", ())
    assert book.outcome(who, "call-ambulance", given="accident") == "silent"


def test_a_freedom_is_no_duty_and_its_contrary_is_nothing():
    book = policy(run=["only worker may run"])
    assert book.outcome("worker", "run") == "keeps"
    assert book.outcome("worker", "walk") == "silent"
    assert book.outcome("worker", "sing") == "silent"


def test_a_freedom_with_recipients_is_about_these_alone():
    book = policy(advice=["worker may ask-advice from council"])
    assert book.outcome("worker", "ask-advice from council") == "keeps"
    assert book.outcome("worker", "ask-advice from manager") == "silent"


def test_an_option_that_rests_on_somebody_elses_freedom_is_open_and_never_right():
    left = {"I-1": ["leaves ambulance to judgement for worker"]}
    book = policy(ambulance=[FREE], readings=left)
    (finding,) = book.weigh("worker", "call-ambulance", given="accident")
    assert (finding.effect, finding.interpretations) == ("open", ("I-1",))
    assert not book.bears_out("worker may call-ambulance when accident")
    assert not book.bears_out("only worker may call-ambulance when accident")
    assert book.bears_out("judgement: worker call-ambulance when accident")


def test_a_freedom_is_left_to_judgement_for_those_alone_whom_the_reading_names():
    left = {"I-1": ["leaves ambulance to judgement for worker", "reads worker as not covering cleaner"]}
    book = policy(ambulance=[FREE], readings=left)
    assert book.status("lifeguard call-ambulance when accident") == "judgement"
    assert book.status("cleaner call-ambulance when accident") == "silent"
    assert book.status("lifeguard call-ambulance") == "silent"


def test_only_the_freedoms_of_a_clause_are_left_to_judgement():
    left = {"I-1": ["leaves ambulance to judgement for worker"]}
    book = policy(ambulance=[FREE, "hurt-swimmer must not run"], readings=left)
    assert book.status("worker call-ambulance when accident") == "judgement"
    assert book.status("worker run") == "silent"


# ---- the same person


def test_of_several_who_are_all_told_the_others_are_left_for_one_of_them():
    book = policy(accidents=[BOTH])
    (norm,) = book.says("manager tell deputy when accident").tell
    assert (norm.recipients, norm.joiner, norm.timing) == (("deputy",), "", "immediately")
    assert book.outcome("manager", "tell deputy immediately", given="accident") == "keeps"
    assert book.outcome("manager", "tell deputy", given="accident") == "falls short"
    assert book.outcome("manager", "sing", given="accident") == "falls short"
    assert book.outcome("manager", "keep-secret", given="accident") == "against"


@pytest.mark.parametrize("norm", [EITHER, ALONE])
def test_of_any_one_or_of_them_alone_nobody_is_left_to_tell(norm):
    book = policy(accidents=[norm])
    verdict = book.says("manager tell when accident")
    assert (verdict.status, verdict.bearings, verdict.interpretations) == ("silent", (), ())
    assert [left.id for left in verdict.discharged] == ["accidents/tell"]
    assert book.outcome("manager", "sing", given="accident") == "silent"
    assert book.outcome("manager", "keep-secret", given="accident") == "silent"
    assert book.says("manager keep-secret when accident").discharged == ()


@pytest.mark.parametrize("norm", [BOTH, EITHER, ALONE])
def test_who_holds_every_office_that_is_named_never_tells_too_few(norm):
    book = policy(accidents=[norm])
    for acts in (["sing"], ["tell council"], ["keep-secret"]):
        assert book.effects("manager and deputy", *acts, given="accident") == {}


@pytest.mark.parametrize("norm", [BOTH, EITHER, ALONE])
@pytest.mark.parametrize("acts", [["sing"], ["tell manager immediately"], ["tell"], ["keep-secret"]])
def test_to_hold_the_office_is_no_merit(norm, acts):
    assert policy(accidents=[norm]).outcome("manager", *acts, given="accident") != "keeps"


def test_to_tell_another_whom_the_norm_names_is_a_merit_where_nothing_is_owed():
    book = policy(accidents=[EITHER])
    assert book.outcome("manager", "tell deputy", given="accident") == "keeps"
    assert book.outcome("manager", "tell council", given="accident") == "silent"
    assert policy(accidents=[ALONE]).outcome("manager", "tell deputy", given="accident") == "silent"


def test_the_excuse_comes_before_the_office():
    book = policy(accidents=[EITHER], readings=NOT_THE_MANAGER)
    about = "accident and about-manager"
    (norm,) = book.says(f"manager tell when {about}").tell
    assert (norm.recipients, norm.joiner) == (("deputy",), "")
    assert book.outcome("manager", "sing", given=about) == "falls short"
    assert book.outcome("manager", "tell deputy", given=about) == "keeps"


def test_an_excuse_that_leaves_nobody_is_a_silence_and_not_an_office():
    verdict = policy(accidents=[ALONE], readings=NOT_THE_MANAGER).says(
        "manager tell when accident and about-manager"
    )
    assert (verdict.status, verdict.discharged, verdict.interpretations) == ("silent", (), ("I-1",))


def test_an_office_that_is_held_openly_is_not_held():
    maybe = {"I-1": ["leaves open whether manager covers cleaner"]}
    book = policy(accidents=[ALONE], readings=maybe)
    assert book.says("cleaner tell when accident").discharged == ()
    assert book.outcome("cleaner", "sing", given="accident") == "falls short"


def test_a_particular_of_the_office_holds_it_and_the_general_does_not():
    book = policy(accidents=["anyone must tell lifeguard when accident"])
    assert book.says("trainee-lifeguard tell when accident").discharged
    assert not book.says("worker tell when accident").discharged


def test_whom_a_reading_has_told_counts_too():
    clauses = {"whom": [ALONE], "water": ["worker has a duty to tell when dirty-water"]}
    book = policy(clauses, readings={"I-1": ["fills water from whom"]})
    assert [norm.id for norm in book.says("manager tell when dirty-water").discharged] == ["water/tell"]
    assert book.outcome("manager", "sing", given="dirty-water") == "silent"
    assert book.outcome("deputy", "sing", given="dirty-water") == "falls short"


def test_an_office_that_many_hold_together_is_not_one_person():
    clauses = {"whom": [ALONE], "all": ["anyone should tell worker when wet-floor"]}
    clauses["water"] = ["worker has a duty to tell when dirty-water"]
    book = policy(clauses, readings={"I-1": ["fills water from whom"]})
    assert book.outcome("deputy", "tell lifeguard", given="dirty-water") == "open"
    assert book.outcome("manager", "tell deputy", given="dirty-water") == "silent"


def test_another_policys_duty_is_not_owed_to_oneself():
    handed = {"I-1": ["hands over quiet when disclosure to safeguarding-policy under quiet"]}
    beside = ["[safeguarding-policy] anyone must tell safety-lead immediately when disclosure"]
    book = policy(quiet=["anyone must not keep-secret"], readings=handed, beside=beside)
    verdict = book.says("safety-lead keep-secret when disclosure")
    assert (verdict.status, verdict.handed_to, verdict.outside) == ("conflict", "safeguarding-policy", ())
    assert [norm.recipients for norm in verdict.discharged] == [("safety-lead",)]
    assert book.says("worker keep-secret when disclosure").outside
    assert "beside-0" not in book.effects("safety-lead", "sing", given="disclosure")


def test_a_ban_on_telling_somebody_is_no_duty_that_is_done():
    book = policy(secrets=["worker must not tell manager"])
    assert book.outcome("manager", "tell manager") == "against"
    assert book.says("manager tell manager").discharged == ()


# ---- the parts that facts give


def test_a_fact_gives_who_acts_a_part():
    book = policy(ambulance=[FREE], known=KNOWN)
    assert book.status("worker call-ambulance when accident") == "silent"
    verdict = book.says("worker call-ambulance when hurt-yourself")
    assert (verdict.status, verdict.verb, verdict.interpretations) == ("decided", "may", ())
    assert book.outcome("worker", "call-ambulance", given="hurt-yourself") == "keeps"
    assert book.status("worker call-ambulance when arm-broken") == "decided"


def test_whoever_has_the_part_is_bound_as_such_and_as_themselves():
    book = policy(rest=["hurt-swimmer must not run"], walk=["worker should not run"], known=KNOWN)
    assert book.effects("worker", "run", given="hurt-yourself") == {"rest": "against", "walk": "against"}
    assert book.effects("worker", "run", given="accident") == {"walk": "against"}
    alike = book.says("worker and hurt-swimmer run when accident")
    assert book.says("worker run when hurt-yourself").bearings == alike.bearings


def test_a_part_is_given_to_who_acts_alone():
    book = policy(ambulance=[FREE], known=KNOWN)
    assert book.outcome("worker", "cleaner: call-ambulance", given="hurt-yourself") == "silent"
    assert not book.bears_out("only cleaner may call-ambulance", given="hurt-yourself")
    assert book.bears_out("silent: cleaner call-ambulance", given="hurt-yourself")
    assert book.bears_out("only hurt-swimmer may call-ambulance", given="accident")


def test_for_anybody_else_the_fact_is_what_it_is_a_kind_of():
    book = policy(walk=["cleaner must not run when accident"], known=KNOWN)
    for fact in ("hurt-yourself", "arm-broken"):
        assert book.outcome("worker", "cleaner: run", given=fact) == "against"
        assert book.judge.for_others(("lesson", fact)) == ("lesson", "accident")
    reserved = policy(walk=["cleaner must not run when hurt-yourself"], known=KNOWN)
    assert reserved.outcome("worker", "cleaner: run", given="hurt-yourself") == "silent"


def test_a_fact_is_true_of_those_alone_of_whom_it_can_be():
    book = policy(watching=["worker must not leave-pool when on-duty"], known=KNOWN)
    for who in ("lifeguard", "trainee-lifeguard", "manager"):
        assert book.status(f"{who} leave-pool when on-duty") == "decided"
        assert book.outcome(who, "leave-pool", given="on-duty") == "against"
    for who in ("cleaner", "worker"):
        assert book.status(f"{who} leave-pool when on-duty") == "silent"
        assert book.outcome(who, "leave-pool", given="on-duty") == "silent"


def test_a_fact_that_is_not_true_of_who_acts_triggers_nothing():
    book = policy(watching=["worker must tell manager when on-duty"], known=KNOWN)
    assert book.outcome("cleaner", "sing", given="on-duty") == "silent"
    assert book.outcome("lifeguard", "sing", given="on-duty") == "falls short"
