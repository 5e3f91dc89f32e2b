"""Standing duties, aims, what readings leave and lift, and the law; in the words of a swimming pool."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import WORDS, Policy, policy

from policybook.policy.language import parse_norm
from policybook.policy.model import Word

STANDING = "worker must be-careful especially if they admit child"
ORDER = "worker should ask-advice from council before investigate when accident"
NEVER = "[house] anyone must never investigate"
LIFTED = {"I-1": ["lifts beside-0/investigate for manager under advice/ask-advice"]}
ADVICE, LOOK = "ask-advice from council", "investigate"
KNOWN = replace(
    WORDS, acts={**WORDS.acts, "question-child": Word("question-child", "question a child", ("investigate",))}
)


# ---- standing duties


def test_a_standing_duty_needs_no_circumstance_and_its_contrary_is_against_it():
    book = policy(care=[STANDING])
    verdict = book.says("worker be-careless")
    assert (verdict.status, verdict.verb, verdict.points) == ("decided", "must", "against")
    assert book.outcome("worker", "be-careless") == "against"
    conditional = policy(care=[STANDING.replace("especially ", "")])
    assert conditional.status("worker be-careless") == "silent"


def test_a_standing_duty_still_guides_what_it_is_about():
    book = policy(care=[STANDING])
    verdict = book.says("worker admit child")
    assert (verdict.status, [b.relation for b in verdict.bearings]) == ("judgement", ["guides"])
    assert book.outcome("worker", "admit child") == "open"
    assert book.outcome("worker", "admit child", "be-careful") == "keeps"


def test_a_standing_duty_is_kept_anywhere_and_never_missed():
    book = policy(care=[STANDING, "worker must walk especially if they admit child when crowded"])
    assert book.outcome("worker", "be-careful") == "keeps"
    assert book.outcome("worker", "sing") == "silent"
    assert book.outcome("worker", "sing", given="crowded") == "silent"
    assert book.outcome("worker", "run", given="crowded") == "against"
    assert book.outcome("worker", "run") == "silent"


def test_a_standing_duty_is_its_own_sentence():
    norm = parse_norm(STANDING, WORDS)
    assert norm.standing
    assert norm.governs
    assert norm.sentence == STANDING
    assert not parse_norm(STANDING.replace("especially ", ""), WORDS).standing


# ---- aims


def aiming(*norms: str) -> Policy:
    book = policy(safe=list(norms)).handbook
    (section,) = book.sections
    aims = tuple(replace(one, kind="aim") for one in section.clauses)
    return Policy(replace(book, sections=(replace(section, clauses=aims),)))


@pytest.mark.parametrize("norm", ["worker must not run", "worker should run", "worker may run"])
@pytest.mark.parametrize("act", ["run", "race"])
def test_an_aim_forbids_nothing_and_requires_nothing(norm, act):
    book = aiming(norm)
    verdict = book.says(f"worker {act}")
    assert (verdict.status, verdict.points, verdict.verb) == ("judgement", "", "")
    assert [bearing.relation for bearing in verdict.bearings] == ["aims"]
    assert book.outcome("worker", act) == "open"


@pytest.mark.parametrize("norm", ["worker must not run", "worker should run"])
def test_what_is_contrary_to_an_aim_is_a_matter_of_judgement_too(norm):
    verdict = aiming(norm).says("worker walk")
    assert (verdict.status, [b.relation for b in verdict.bearings]) == ("judgement", ["aims"])


def test_what_an_aim_says_is_claimed_in_its_own_verb_alone():
    book = aiming("worker must not run")
    assert book.bears_out("worker must not run")
    assert book.bears_out("judgement: worker run")
    assert not book.bears_out("worker should not run")
    assert not book.bears_out("worker must run")


# ---- what readings leave to some, and lift


def test_a_duty_that_is_left_to_some_is_in_part_theirs_and_open_for_others():
    left = {"I-1": ["leaves watching to lifeguard"]}
    book = policy(watching=["worker should watch-pool"], readings=left)
    mine, others = book.says("lifeguard watch-pool"), book.says("cleaner watch-pool")
    assert (mine.status, mine.points, mine.interpretations) == ("partly", "for", ("I-1",))
    assert (others.status, others.points, others.interpretations) == ("judgement", "", ("I-1",))
    assert book.outcome("lifeguard", "watch-pool") == "keeps"
    assert book.outcome("cleaner", "watch-pool") != "keeps"


def test_a_duty_that_is_left_to_some_is_broken_by_anybody():
    left = {"I-1": ["leaves watching to lifeguard"]}
    book = policy(watching=["worker should watch-pool"], readings=left)
    verdict = book.says("cleaner leave-pool")
    assert (verdict.status, verdict.points, verdict.interpretations) == ("decided", "against", ())


def test_doubts_without_a_circumstance_doubts_a_norm_always():
    book = policy(walk=["worker must not run"], readings={"I-1": ["doubts walk"]})
    assert (book.status("worker run"), book.outcome("worker", "run")) == ("judgement", "open")


def lifting(who: str, *acts: str, given: str = "accident") -> str:
    """What the house rule makes of it."""
    book = policy(advice=[ORDER], beside=[NEVER], readings=LIFTED, known=KNOWN)
    return book.effects(who, *acts, given=given).get("beside-0", "")


def test_a_house_rule_is_lifted_for_the_office_holder_who_took_the_step_first():
    assert lifting("manager", ADVICE, LOOK) == ""
    book = policy(advice=[ORDER], beside=[NEVER], readings=LIFTED)
    assert book.outcome("manager", ADVICE, LOOK, given="accident") == "keeps"


@pytest.mark.parametrize(
    ("who", "acts", "given"),
    [
        ("lifeguard", (ADVICE, LOOK), "accident"),
        ("manager", (LOOK,), "accident"),
        ("manager", (LOOK, ADVICE), "accident"),
        ("manager", ("ask-advice from deputy", LOOK), "accident"),
        ("manager", (ADVICE, LOOK), "lesson"),
        ("manager", (ADVICE, "question-child"), "accident"),
        ("manager", (ADVICE, LOOK, "question-child"), "accident"),
        ("manager", (ADVICE, "cleaner: investigate"), "accident"),
    ],
)
def test_a_house_rule_is_lifted_for_nothing_else(who, acts, given):
    assert lifting(who, *acts, given=given) == "unsafe"


def test_nobody_is_left_a_duty_or_lifted_a_rule_where_the_concern_is_about_them():
    readings = LIFTED | {
        "I-2": ["excuses manager when about-manager"],
        "I-3": ["leaves advice/ask-advice to manager"],
    }
    book = policy(advice=[ORDER], beside=[NEVER], readings=readings)
    assert book.outcome("manager", ADVICE, LOOK, given="accident") == "keeps"
    assert book.outcome("manager", ADVICE, LOOK, given="accident and about-manager") == "unsafe"
    assert book.outcome("manager", ADVICE, given="accident and about-manager") != "keeps"


def test_another_house_rule_is_not_lifted_with_it():
    beside = [NEVER, "[house] anyone must never investigate when accident"]
    book = policy(advice=[ORDER], beside=beside, readings=LIFTED)
    assert book.effects("manager", ADVICE, LOOK, given="accident") == {
        "advice": "keeps",
        "beside-1": "unsafe",
    }


# ---- the law


LAW = ["[law] anyone must never film-underwater child"]


def test_the_law_binds_those_whom_the_policy_does_not_name_and_decides_nothing():
    book = policy(filming=["lifeguard must not film child"], beside=LAW)
    verdict = book.says("cleaner film-underwater child")
    assert (verdict.status, verdict.points, verdict.bearings) == ("silent", "", ())
    assert [norm.layer for norm in verdict.law] == ["law"]
    assert book.outcome("cleaner", "film-underwater child") == "unsafe"
    assert book.says("cleaner film child").law == ()


def test_the_law_leaves_the_policys_own_verdict():
    book = policy(filming=["lifeguard must not film child"], beside=LAW)
    without = policy(filming=["lifeguard must not film child"])
    said, bare = (one.says("lifeguard film-underwater child") for one in (book, without))
    assert said.law
    assert replace(said, law=()) == bare


def test_an_open_reading_of_whom_the_policy_covers_is_no_leave_to_break_the_law():
    maybe = {"I-1": ["leaves open whether worker covers helper"]}
    beside = [LAW[0].replace("anyone", "anyone or helper")]
    book = policy(filming=["worker must not film-underwater child"], readings=maybe, beside=beside)
    verdict = book.says("helper film-underwater child")
    assert (verdict.status, len(verdict.law)) == ("judgement", 1)
    assert book.outcome("helper", "film-underwater child") == "unsafe"


def test_to_keep_the_law_is_no_merit():
    book = policy(walk=["lifeguard must not race"], beside=["[law] anyone must never run"])
    assert book.outcome("cleaner", "walk") == "silent"
    assert book.says("cleaner walk").law == ()


def test_the_norms_that_restate_the_law_are_known():
    book = policy(
        filming=["lifeguard must not film-underwater child"], walk=["anyone must not run"], beside=LAW
    )
    norms = book.handbook.norms
    assert [law.id for law in book.judge.restated(norms["filming/film-underwater"])] == [
        "beside-0/film-underwater"
    ]
    assert book.judge.restated(norms["walk/run"]) == []
