"""What an organisation says of itself, in words that pages and notebooks use."""

from __future__ import annotations

from dataclasses import replace

from places import SMALL

from policybook.load import load
from policybook.policy.organisation import Emergency, Organisation

BOOK = load(SMALL)


def test_where_the_policy_leaves_it_open_nobody_is_given_leave():
    danger = Organisation(emergency=Emergency("In danger? Ring 112", "112"))
    ask = "Otherwise ask before you do it."
    assert danger.in_doubt == f"If somebody may be at risk, do not wait: call 112, or tell now. {ask}"
    assert Organisation().in_doubt == f"If somebody may be at risk, do not wait: tell now. {ask}"


def test_an_office_is_called_within_a_sentence_as_the_vocabulary_has_it_else_by_its_title():
    assert BOOK.lead == "the safety lead"
    assert BOOK.takes_records == BOOK.lead
    unknown = replace(BOOK, vocabulary=BOOK.vocabulary.having({"people": {}}))
    assert unknown.office("deputy") == "The deputy"
    assert unknown.office("nobody") == "nobody"


def test_whoever_signs_off_is_the_lead_or_a_deputy():
    assert replace(BOOK.organisation, deputies=("deputy",)).sign_off == ("safety-lead", "deputy")


def test_the_usual_reader_is_said_or_is_whom_the_policy_names_most_often():
    assert BOOK.usual == "worker"
    unsaid = replace(BOOK, organisation=replace(BOOK.organisation, usual=""))
    assert unsaid.usual in BOOK.vocabulary.people
