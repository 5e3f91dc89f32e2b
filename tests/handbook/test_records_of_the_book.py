"""Every path of this handbook makes a record that is complete when all is right, and not when anything is wrong."""

from __future__ import annotations

import datetime as dt
import json

import jsonschema
import pytest
from recordmaking import all_right, record
from schemas import RECORD as SCHEMA
from the_book import BOOK

from policybook import record_form
from policybook.records.record import LIMIT, marker_of
from policybook.records.verify import Result, verify
from policybook.training.bank import weighed

MARKER = marker_of(BOOK)
TODAY = dt.date(2020, 2, 3)
READERS = [reader.id for reader in BOOK.readers]
PAGES = [*dict.fromkeys(q.page for q in BOOK.questions), *(story.page for story in BOOK.scenarios)]
VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def came_to(text: str) -> Result:
    return verify(text, BOOK, None, TODAY)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("path", ["core", "full"])
def test_a_path_whose_every_decision_is_right_is_complete_and_far_from_the_limit(path, reader):
    text = record(BOOK, path=path, reader=reader)
    assert (came_to(text).state, came_to(text).decisions) == ("complete", ())
    assert [error.message for error in VALID.iter_errors(json.loads(text))] == []
    assert len(text) < LIMIT / 2


@pytest.mark.parametrize("path", PAGES)
def test_every_story_and_quiz_can_have_a_record(path):
    given = {name: tuple(answer.split()) for name, answer in all_right(BOOK, path, "").items()}
    found = record_form.made(BOOK, path, given, name="Zoë", role="TA", day=TODAY)
    assert found.result.state == "complete", found.result.why


@pytest.mark.parametrize("reader", READERS)
def test_one_missing_or_wrong_answer_and_it_is_incomplete(reader):
    answers = all_right(BOOK, "core", reader)
    for question in MARKER.decisions("core", reader):
        wrong = next(o.letter for o in question.options if not MARKER.is_right(question, o.letter))
        for given in (
            {**answers, question.id: wrong},
            {n: a for n, a in answers.items() if n != question.id},
        ):
            result = came_to(record(BOOK, given, reader=reader))
            assert (result.state, result.decisions) == ("incomplete", (question.id,))
            assert ("(safety-critical)" in result.why) == question.safety_critical


def test_every_decision_rests_on_a_clause_so_that_it_is_taken_again_when_that_changes():
    assert [q.id for q in BOOK.questions if q.kind != "discussion" and not weighed(BOOK, q).cited] == []
