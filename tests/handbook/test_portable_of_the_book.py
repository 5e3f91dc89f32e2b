"""This handbook's bank on a learning platform: no key and no feedback lost, or laxer."""

from __future__ import annotations

import pytest
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
from the_book import BOOK

from policybook.portable.items import Item

BANK = Exported(BOOK)


def test_every_question_is_in_the_moodle_file_once():
    moodle_has_each_once(BANK)


@pytest.mark.parametrize("item", BANK.items.values(), ids=lambda item: item.id)
def test_a_question_travels_whole_and_no_laxer(item: Item):
    """Its words, its feedback and its key, in both formats."""
    qti_keeps_the_words(BANK, item)
    qti_stands_in_the_order_of_the_schema(BANK, item)
    safety_critical_questions_say_so(BANK, item)
    if item.kind == "discussion":
        a_discussion_asks_and_tells_and_scores_nothing(BANK, item)
        return
    qti_scores_every_answer_as_the_policy_does(BANK, BOOK.question_by_id[item.id])
    if item.kind in TICKED:
        moodle_keeps_the_words(BANK, item)
        moodle_gives_full_marks_to_what_is_right_alone(BANK, item)
    else:
        moodle_offers_orders_each_marked_by_the_policy(BANK, item)
