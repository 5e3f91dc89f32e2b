"""This handbook's bank on a learning platform: no key and no feedback lost, or laxer."""

from __future__ import annotations

import pytest
from places import ROOT
from platforms import (
    TICKED,
    Exported,
    a_discussion_asks_and_tells_and_scores_nothing,
    moodle_gives_full_marks_to_what_is_right_alone,
    moodle_has_each_once,
    moodle_keeps_the_words,
    moodle_offers_orders_each_marked_by_the_policy,
    qti_keeps_the_words,
    qti_scores_every_answer_as_the_policy_does,
    qti_stands_in_the_order_of_the_schema,
    safety_critical_questions_say_so,
)

from policybook.load import load
from policybook.portable.items import Item

BOOK = load(ROOT)
BANK = Exported(BOOK)


def ids(item: Item) -> str:
    return item.id


EVERY = pytest.mark.parametrize("item", BANK.items.values(), ids=ids)
TICKS = pytest.mark.parametrize("item", BANK.of_kinds(*TICKED), ids=ids)
SCORED = pytest.mark.parametrize("item", BANK.of_kinds(*TICKED, "order"), ids=ids)


def test_every_question_is_in_the_moodle_file_once():
    moodle_has_each_once(BANK)


@TICKS
def test_moodle_keeps_the_words_and_the_feedback_of_every_option(item):
    moodle_keeps_the_words(BANK, item)


@TICKS
def test_moodle_gives_full_marks_to_what_the_policy_supports_and_to_nothing_else(item):
    moodle_gives_full_marks_to_what_is_right_alone(BANK, item)


def test_moodle_offers_orders_each_marked_by_the_policy():
    for item in BANK.of_kinds("order"):
        moodle_offers_orders_each_marked_by_the_policy(BANK, item)


@EVERY
def test_qti_keeps_the_words_and_the_feedback_of_every_option(item):
    qti_keeps_the_words(BANK, item)
    qti_stands_in_the_order_of_the_schema(BANK, item)


@SCORED
def test_qti_scores_every_answer_as_the_policy_does(item):
    qti_scores_every_answer_as_the_policy_does(BANK, BOOK.question_by_id[item.id])


def test_a_discussion_asks_and_tells_and_scores_nothing():
    for item in BANK.of_kinds("discussion"):
        a_discussion_asks_and_tells_and_scores_nothing(BANK, item)


@EVERY
def test_safety_critical_questions_say_so_in_both(item):
    safety_critical_questions_say_so(BANK, item)
