"""What is said beside a verdict, and what would change it, in the words of a swimming pool."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import policy

from policybook.judging.beside import answers, ask, consequences, may_follow
from policybook.judging.plainly import turns
from policybook.judging.unstated import unstated
from policybook.judging.verdict import Situation
from policybook.policy.language import parse_act
from policybook.policy.model import Word

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


def test_of_two_facts_of_which_each_is_a_kind_of_the_other_the_general_one_in_plain_english_is_named():
    fall = {"I-1": ["reads broken-bone as covering accident", "doubts run when accident"]}
    book = policy(run=["worker must not run"], sing=["worker must not sing when broken-bone"], readings=fall)
    assert lifted(book, "lifeguard", "run") == ["accident"]


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
    assert told(book, "safety-lead", "tell manager").answers == (), "nor does who tells another"
    book = policy(lessons=["worker must not sing when accident"], beside=[advice])
    assert told(book, "lifeguard", "sing").answers == (), "the policy says something of it"


PRACTICE = "[practice] anyone should tell deputy immediately when accident unless about-manager"


def test_what_the_school_does_comes_after_house_rules_and_before_outside_guidance():
    beside = [
        "[safeguarding-policy] anyone is advised to tell safety-lead when accident",
        PRACTICE,
        "[house] anyone must tell manager when accident",
    ]
    book = policy(lessons=["worker must not run when lesson"], beside=beside)
    assert [norm.layer for norm in told(book, "lifeguard", "sing").answers] == [
        *("house", "practice", "safeguarding-policy"),
    ]


def test_what_the_school_does_in_a_circumstance_is_said_whatever_the_policy_says_of_the_act():
    book = policy(lessons=["worker must not sing when accident"], beside=[PRACTICE])
    assert [norm.recipients for norm in told(book, "lifeguard", "sing").answers] == [("deputy",)]
    assert told(book, "lifeguard", "sing", ()).answers == (), "nothing has happened"
    assert told(book, "deputy", "sing").answers == (), "who holds the office has been told"
    assert told(book, "lifeguard", "sing", ("accident", "about-manager")).answers == ()
    excused = {"I-1": ["excuses deputy when about-manager"]}
    book = policy(beside=["[practice] anyone should tell deputy when accident"], readings=excused)
    assert told(book, "lifeguard", "sing", ("accident", "about-manager")).answers == ()


def test_of_what_the_school_has_told_to_who_acts_it_is_said_that_nobody_else_is_to_be_told():
    book = policy(beside=["[practice] anyone should tell deputy when accident"])
    assert [norm.recipients for norm in told(book, "deputy", "sing").verdict.discharged] == [("deputy",)]
    assert told(book, "lifeguard", "sing").verdict.discharged == ()
    assert told(book, "deputy", "sing", ()).verdict.discharged == ()


def test_beside_a_verdict_stands_that_nobody_is_left_to_tell_by_the_policy():
    rules = {"all": ["worker must tell manager when accident"], "sing": ["worker must not sing"]}
    book = policy(rules, beside=["[practice] anyone should tell deputy when accident"])
    found = told(book, "manager", "sing").verdict
    assert (found.points, [norm.recipients for norm in found.discharged]) == ("against", [("manager",)])
    assert told(book, "deputy", "sing").verdict.discharged == (), "by the school alone"


def test_who_tells_nobody_is_told_what_is_asked_for_beside_the_policy():
    advice = "[safeguarding-policy] anyone is advised to tell safety-lead when accident"
    rules = {"all": ["worker must tell manager when accident"], "sing": ["worker must not sing"]}
    book = policy(rules, beside=[advice])
    assert [norm.recipients for norm in told(book, "lifeguard", "keep-secret").answers] == [("safety-lead",)]
    assert told(book, "lifeguard", "sing").answers == (), "which is against a clause, and no silence"


def test_a_duty_other_than_to_tell_is_perhaps_left_undone_where_it_is_open_whom_it_binds():
    scope = {"I-1": ["leaves open whether worker covers helper"]}
    book = policy(log=["worker should wash towel when wet-floor"], readings=scope)
    (finding,) = told(book, "helper", "sing", ("wet-floor",)).missed
    assert (finding.effect, finding.interpretations) == ("open", ("I-1",))
    assert told(book, "helper", "wash towel", ("wet-floor",)).missed == (), (
        "which is done, perhaps for nothing"
    )


def test_nothing_lifts_the_duty_of_who_tells_nobody_and_what_another_policy_leads_is_asked():
    handed = {
        "I-1": ["excuses manager when about-manager"],
        "I-2": ["hands over all when disclosure to safeguarding-policy under all"],
    }
    rules = {"all": ["worker must tell manager when accident"]}
    beside = ["[safeguarding-policy] anyone must tell safety-lead when disclosure"]
    book = policy(rules, readings=handed, beside=beside)
    found = told(book, "lifeguard", "keep-secret").unstated
    assert found.lifts == ()
    assert {turn.fact for turn in found.asks} == {"about-manager", "disclosure"}


def test_a_fact_that_puts_what_may_follow_in_doubt_is_asked_though_the_verdict_stays():
    book = policy(run=["worker may face warning for run"], readings={"I-1": ["doubts run when lesson"]})
    assert asked(book, "lifeguard", "run") == ["lesson"]


def test_a_fact_that_nothing_turns_on_is_said_to_make_no_difference():
    idle = replace(WORDS, things={**WORDS.things, "sunny": Word("sunny", "the sun shines", idle=True)})
    book = policy(run=["worker must not run"], known=idle)
    found = ask(book.judge, book.situation("worker run when sunny"))
    assert list(turns(book.handbook, found)) == ["It makes no difference whether the sun shines."]


def test_what_a_duty_that_is_begun_turns_on_is_asked_and_what_breaks_a_house_rule():
    duty = "worker must tell manager when accident and wet-floor"
    book = policy(accidents=[duty], beside=["[house] anyone must never sing when emergency"])
    one = book.situation("worker sing when accident")
    found = unstated(book.judge, one.who, one.course[0], one.given)
    assert {turn.fact for turn in found.asks} == {"wet-floor", "emergency"}
    assert asked(book, "worker", "sing") == ["emergency"]


def test_the_same_clause_that_speaks_of_an_act_asks_what_else_it_turns_on():
    book = policy(walk=["worker does walk", "worker must tell manager when wet-floor"])
    assert asked(book, "worker", "walk") == ["wet-floor"]
    assert asked(book, "worker", "sing") == []


def test_what_a_house_rule_asks_for_is_told_whether_or_not_its_circumstance_is_given():
    book = policy(walk=["anyone must not run"], beside=["[house] anyone must call-ambulance when emergency"])
    one = book.situation("lifeguard call-ambulance")
    assert [norm.id for norm in answers(book.judge, one.who, one.course[0])] == ["beside-0/call-ambulance"]
    other = book.situation("lifeguard sing")
    assert answers(book.judge, other.who, other.course[0]) == ()


# ---- what may follow from any breach

BREACHES = {
    "flout-rules": Word("flout-rules", "flout the rules", breach=True),
    "run-wild": Word("run-wild", "run wild", ("run",), breach=True),
}
BROKEN = replace(WORDS, acts={**WORDS.acts, **BREACHES})
FOLLOWS = "worker may face warning for flout-rules"


def follows(situation, *clauses):
    book = policy({f"rule-{at}": [text] for at, text in enumerate(clauses)}, known=BROKEN)
    one = book.situation(situation)
    return [norm.outcomes for norm in consequences(book.judge, one.who, one.course[0], one.given)]


def test_what_may_follow_by_a_reading_alone_names_the_note():
    clauses = {"run": ["anyone must not run"], "more": [FOLLOWS]}
    book = policy(clauses, known=BROKEN, readings={"I-1": ["reads worker as covering swimmer"]})
    for who, notes in (("lifeguard", ()), ("swimmer", ("I-1",))):
        found = ask(book.judge, book.situation(f"{who} run"))
        assert [found.rests[norm.id] for norm in found.follows] == [notes]


def test_what_follows_from_any_breach_follows_from_each():
    rules = ("worker must not run", "worker must watch-pool", FOLLOWS)
    assert follows("lifeguard race", *rules) == [("warning",)]
    assert follows("lifeguard leave-pool", *rules) == [("warning",)]


def test_telling_later_than_is_asked_has_what_follows_and_telling_too_few_has_not():
    rules = ("worker must tell manager immediately when accident", FOLLOWS)
    assert follows("lifeguard tell manager later when accident", *rules) == [("warning",)]
    assert follows("lifeguard tell manager when accident", *rules) == []
    assert follows("lifeguard tell manager later", *rules) == []
    assert (
        follows("lifeguard tell manager later when accident", rules[0].replace(" immediately", ""), FOLLOWS)
        == []
    )


def test_nothing_follows_where_nothing_is_broken():
    rules = ("worker must not run", "swimmer must not run", "worker may sing", FOLLOWS)
    for act in ("walk", "sing", "wash towel"):
        assert follows(f"lifeguard {act}", *rules) == []
    assert follows("swimmer run", *rules) == [], "what follows is for workers"


def test_what_follows_from_one_sort_of_breach_follows_from_that_sort():
    rules = ("worker must not run", "worker must not sing", "worker may face dismissal for run-wild")
    assert follows("lifeguard race", *rules) == [("dismissal",)]
    assert follows("lifeguard sing", *rules) == []


def test_what_follows_is_told_once_and_with_the_clauses_own():
    rules = ("worker must not run, or else may face dismissal", FOLLOWS)
    assert follows("lifeguard run", *rules) == [("dismissal",), ("warning",)]
    assert follows("lifeguard flout-rules", "worker must not flout-rules", FOLLOWS) == [("warning",)]


def test_what_may_follow_decides_nothing():
    book = policy(walk=["worker must not run"], breach=[FOLLOWS], known=BROKEN)
    assert book.says("lifeguard run").clauses == ("walk",)
    assert book.status("lifeguard flout-rules") == "judgement"


def test_a_clause_says_what_could_happen_to_who_breaks_it_and_one_that_binds_nobody_says_nothing():
    clauses = {
        "walk": ["worker must not run"],
        "watch": ["worker must watch-pool"],
        "song": ["worker may sing"],
        "swim": ["swimmer must not race"],
        "breach": [FOLLOWS],
    }
    book = policy(clauses, known=BROKEN)
    told = {name: may_follow(book.judge, one) for name, one in book.handbook.clauses.items()}
    assert [name for name, norms in told.items() if norms] == ["walk", "watch", "breach"]


# ---- what was not said


def test_a_fact_on_which_the_verdict_turns_is_asked_and_no_other():
    book = policy(walk=["anyone must not run when wet-floor"], sing=["worker must not sing when crowded"])
    assert asked(book, "lifeguard", "run") == ["wet-floor"]
    assert asked(book, "lifeguard", "walk") == ["wet-floor"]
    assert asked(book, "lifeguard", "wash towel") == []


def test_a_fact_that_is_given_is_not_asked_again():
    book = policy(walk=["anyone must not run when wet-floor and crowded"])
    one = book.situation("lifeguard run when wet-floor")
    found = unstated(book.judge, one.who, one.course[0], one.given)
    assert [turn.fact for turn in found.asks] == ["crowded"]
    assert found.asks[0].verdict.points == "against"


def test_a_particular_is_not_named_where_the_general_fact_changes_it_alike():
    book = policy(
        walk=["anyone must not run when accident"], bones=["worker must never sing when broken-bone"]
    )
    assert asked(book, "lifeguard", "run") == ["accident"]
    assert asked(book, "lifeguard", "sing") == ["broken-bone"]
    book = policy(walk=["anyone must not run when accident", "anyone should run when broken-bone"])
    assert asked(book, "lifeguard", "run") == ["accident", "broken-bone"]


def test_what_lifts_a_rule_is_an_exception_and_no_question():
    book = policy(walk=["anyone must not run unless emergency"])
    assert (asked(book, "lifeguard", "run"), lifted(book, "lifeguard", "run")) == ([], ["emergency"])


def test_a_fact_that_would_give_who_acts_a_part_is_asked():
    given = {"hurt-yourself": Word("hurt-yourself", "who acts is hurt", gives="hurt-swimmer")}
    known = replace(WORDS, things={**WORDS.things, **given})
    book = policy(ambulance=["only hurt-swimmer may call-ambulance"], known=known)
    assert asked(book, "lifeguard", "call-ambulance") == ["hurt-yourself"]
    assert asked(book, "hurt-swimmer", "call-ambulance") == []


ASKED = (
    "accident",
    "dirty-water",
    "lesson",
    "emergency",
    "wet-floor",
    "crowded",
    "about-manager",
    "disclosure",
)


@pytest.mark.parametrize(("count", "one_question"), [(7, False), (8, True)])
def test_so_many_facts_are_one_question(count, one_question):
    duties = [f"worker must tell manager when {fact}" for fact in ASKED[:count]]
    book = policy({f"duty-{at}": [text] for at, text in enumerate(duties)})
    found = unstated(book.judge, ("lifeguard",), parse_act("tell manager", WORDS))
    assert len(found.asks) == count
    assert found.is_what_was_noticed == one_question


ABOVE = {"film-from-above": Word("film-from-above", "film from above", ("film",))}
WAYS = replace(WORDS, acts={**WORDS.acts, **ABOVE})


def ways(*norms):
    book = policy(film=norms, known=WAYS)
    return list(unstated(book.judge, ("lifeguard",), parse_act("film child", WAYS)).ways)


def test_the_ways_to_do_an_act_are_named_where_one_is_allowed_and_another_is_not():
    ban, leave = "worker must not film-underwater child", "worker may film-from-above child"
    assert ways(ban, leave) == ["film-underwater", "film-from-above"]
    assert ways(ban) == []
    assert ways(leave) == []
    assert ways(ban, leave, "worker should not film child") == []
    assert ways(ban, "worker should film child") == [], "the policy says something of the act in general"
