"""What our school does, in this handbook: no verdict rests on it, it delays nobody, and it sends nobody astray."""

from __future__ import annotations

from dataclasses import replace

import pytest
from the_book import BOOK

from policybook.editions.edition import fingerprint
from policybook.judging.beside import ask
from policybook.judging.judge import judge_of
from policybook.judging.verdict import Situation
from policybook.policy.citations import clauses_named
from policybook.policy.model import PRACTICE, Act
from policybook.policy.outside import ORIGIN
from policybook.training.bank import bank_of

WITHOUT = replace(BOOK, guidance=tuple(g for g in BOOK.guidance if g.layer != PRACTICE))
LINES = BOOK.practice
OFFICES = {role.id for role in BOOK.roles}
CHAIN = {"about-headteacher": "headteacher", "about-dsl": "dsl", "about-e-safety-officer": "e-safety-officer"}
CHILD = ("disclosure", "contact-concern", "child-bullied", "child-image-found", "pupil-saw-sexual-image")


def told(who: str, *given: str) -> dict[str, str]:
    """Whom the school's lines tell in these circumstances, and how soon."""
    answers = ask(judge_of(BOOK), Situation((who,), (Act("carry-on"),), given)).answers
    norms = [norm for norm in answers if norm.layer == PRACTICE]
    return {name: norm.timing for norm in norms for name in norm.recipients}


def test_no_verdict_and_no_key_rests_on_it():
    assert fingerprint(BOOK) == fingerprint(WITHOUT)
    assert BOOK.norms == WITHOUT.norms
    one, other = judge_of(BOOK), judge_of(WITHOUT)
    for line in LINES:
        for norm in line.norms:
            for act in (Act(norm.phrase.acts[0], (), norm.recipients), Act("carry-on"), Act("keep-secret")):
                for who in ("teacher", "volunteer", "governor", *norm.recipients):
                    assert one.judge((who,), act, norm.when) == other.judge((who,), act, norm.when)
                    case = Situation((who,), (act,), norm.when)
                    assert one.weigh(case) == other.weigh(case)
    for question in BOOK.questions:
        assert bank_of(BOOK).of(question).right_answers == bank_of(WITHOUT).of(question).right_answers


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_each_line_has_its_office_its_day_and_its_source_and_none_is_signed_for_the_school(line):
    words, _, origin = line.text.partition(f"**{ORIGIN}.**")
    assert line.by in OFFICES
    assert line.on
    assert line.signed == ""
    assert "Check before relying on it." in origin
    assert "guidance" not in words.lower()
    assert "secret" not in words.lower()


@pytest.mark.parametrize("fact", CHILD)
def test_a_worry_about_a_child_goes_to_the_lead_at_once(fact):
    assert told("teacher", fact)["dsl"] == "immediately"


@pytest.mark.parametrize("fact", [*CHILD, "misuse", "concern-about-staff", "extremist-views", "near-miss"])
@pytest.mark.parametrize(("about", "person"), CHAIN.items())
def test_nobody_is_sent_to_the_person_whom_the_concern_is_about(fact, about, person):
    assert person not in told("teacher", fact, about)
    assert told("teacher", fact, about)


def test_about_each_person_whom_the_policy_names_there_is_somebody_else():
    assert told("teacher", "about-headteacher") == {"chair-of-governors": "immediately"}
    assert told("teacher", "about-dsl") == {"headteacher": "immediately"}
    assert told("teacher", "about-e-safety-officer") == {"headteacher": "immediately"}
    assert told("teacher", "about-dsl", "about-headteacher") == {"chair-of-governors": "immediately"}


def test_it_puts_nothing_off_that_the_policy_or_guidance_asks_for():
    for norm in (norm for line in LINES for norm in line.norms):
        for who in norm.recipients:
            for other in BOOK.norms.values():
                if (
                    other.phrase.acts == ("tell",)
                    and who in other.recipients
                    and set(norm.when) == {*other.when}
                ):
                    assert norm.timing.rank >= other.timing.rank, (norm.id, other.id)


def test_whoever_is_told_has_somebody_after_them_and_nobody_stands_twice():
    for line in LINES:
        first = {name for norm in line.norms for name in norm.recipients}
        assert line.next
        assert not first & set(line.next)
        assert len(set(line.next)) == len(line.next)


def test_what_a_line_leads_to_is_there():
    for line in LINES:
        for name in clauses_named(line.text):
            assert name in BOOK.guidance_by_id
