"""Completion records: what each comes to, marked again; and that nothing altered or unfinished is complete."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from recordmaking import BOOK, DAY, all_right, altered, frozen, moved_on, opened, record, with_question
from schemas import RECORD as SCHEMA

from policybook.editions.edition import head_of
from policybook.records.record import (
    FORMAT,
    LONGEST,
    canonical,
    cleaned,
    code_of,
    digest_of,
    file_name,
    make,
    marker_of,
    read_record,
    written,
)
from policybook.records.verify import Result, verify

VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
TODAY = dt.date(2020, 2, 3)
CORE = marker_of(BOOK).decisions("core", "guard")


def came_to(text: str | bytes, book: Any = BOOK) -> Result:
    return verify(text, book, opened, TODAY)


# ---- complete


@pytest.mark.parametrize("reader", [reader.id for reader in BOOK.readers])
def test_a_core_path_whose_every_decision_is_right_is_complete(reader):
    result = came_to(record(reader=reader))
    assert (result.state, result.reader, result.decisions, result.clauses) == ("complete", reader, (), ())


@pytest.mark.parametrize("path", ["quizzes/rules", "scenarios/first-day"])
def test_the_page_of_a_quiz_or_a_story_is_a_path_too(path):
    assert came_to(record(path=path, reader="")).state == "complete"


def test_the_full_path_is_complete_when_all_of_it_is_right():
    text = record(path="full")
    assert came_to(text).state == "complete"
    assert json.loads(text)["answers"].keys() == {q.id for q in BOOK.questions if q.kind != "discussion"}


def test_what_was_typed_is_kept_as_it_was_typed():
    result = came_to(record(name="  Zoë\tO’Neill-Smith ", role="Lunchtime & site"))
    assert (result.name, result.role) == ("Zoë O’Neill-Smith", "Lunchtime & site")
    assert (result.date, result.path, result.edition) == (DAY, "core", marker_of(BOOK).name)


def test_a_record_is_valid_against_its_schema():
    for text in (record(), record(path="quizzes/rules", reader=""), record(answers={})):
        assert [error.message for error in VALID.iter_errors(json.loads(text))] == []


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_record_is_the_same_each_time_and_its_answers_are_sorted():
    letters = {name: list(reversed(answer.split())) for name, answer in all_right(BOOK).items()}
    again = make(
        BOOK,
        name="Ada Example",
        role="Lifeguard",
        path="core",
        reader="guard",
        answers=letters,
        date=DAY,
    )
    assert again == record()


def test_order_is_kept_where_order_counts():
    several = BOOK.question_by_id["a-fall"]
    assert written("b a", replace(several, kind="order")) == "b a"
    assert written(["b", "a"], several) == "a b"


def test_no_name_of_a_person_stands_in_the_name_of_the_file():
    assert file_name(json.loads(record())).startswith("record-core-guard-2020-02-03-")
    assert file_name(json.loads(record(path="quizzes/rules", reader=""))).startswith(
        "record-quizzes-rules-2020"
    )


def test_a_record_saved_by_notepad_still_counts():
    text = record(name="Zoë")
    assert came_to(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()).state == "complete"
    assert came_to(json.dumps(json.loads(text))).state == "complete"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " \u200b "}, "Type your name and your role first."),
        ({"role": ""}, "Type your name and your role first."),
        ({"path": "cor"}, "There is no path “cor” for “guard”."),
        ({"reader": "pirate"}, "There is no path “core” for “pirate”."),
        ({"reader": ""}, "There is no path “core” for “everybody”."),
        ({"date": "3 February"}, "“3 February” is not a date such as 2019-01-15."),
        ({"date": "2020-02-30"}, "“2020-02-30” is not a date"),
    ],
)
def test_what_no_record_can_be_made_of_is_said(changes, wrong):
    with pytest.raises(ValueError, match=wrong):
        record(**changes)


# ---- incomplete


@pytest.mark.parametrize("question", CORE, ids=lambda q: q.id)
def test_one_missing_or_wrong_answer_and_it_is_incomplete(question):
    answers = all_right(BOOK)
    wrong = next(o.letter for o in question.options if o.letter not in answers[question.id].split())
    for given in ({**answers, question.id: wrong}, {n: a for n, a in answers.items() if n != question.id}):
        result = came_to(record(answers=given))
        assert (result.state, result.decisions) == ("incomplete", (question.id,))
        assert question.id in result.why
        assert ("(safety-critical)" in result.why) == question.safety_critical


def test_what_is_safety_critical_comes_first_and_nothing_is_averaged():
    result = came_to(record(answers={}))
    critical = [BOOK.question_by_id[name].safety_critical for name in result.decisions]
    assert critical == sorted(critical, reverse=True)
    assert len(result.decisions) == len(CORE)


def test_letters_that_are_no_option_are_wrong():
    text = altered(record(), lambda d: d["answers"]["late-for-a-lesson"].update(answer="z"), signed=True)
    assert came_to(text).state == "incomplete"


def test_answers_of_another_path_count_for_nothing():
    text = record(path="quizzes/rules", reader="")
    result = came_to(altered(text, lambda d: d.update(path="core", reader="guard"), signed=True))
    assert result.state == "incomplete"


@pytest.mark.parametrize("path", ["everything", "quizzes/none", "book/guidance"])
def test_a_path_that_there_is_not_is_never_complete(path):
    assert came_to(altered(record(), lambda d: d.update(path=path), signed=True)).state == "incomplete"


def test_a_reader_that_there_is_not_is_never_complete():
    page = record(path="quizzes/rules", reader="")
    assert came_to(altered(page, lambda d: d.update(reader="pirate"), signed=True)).state == "incomplete"
    for reader in ("pirate", ""):
        found = came_to(altered(record(), lambda d, r=reader: d.update(reader=r), signed=True))
        assert found.state == "incomplete"


# ---- altered

ALTERED = {
    "an answer": lambda d: d["answers"]["late-for-a-lesson"].update(answer="a"),
    "a question's fingerprint": lambda d: d["answers"]["late-for-a-lesson"].update(question="0" * 12),
    "an answer that is gone": lambda d: d["answers"].pop("late-for-a-lesson"),
    "another answer": lambda d: d["answers"].update({"another": {"answer": "a", "question": "0" * 12}}),
    "the edition": lambda d: d["edition"].update(name="2030.1.0"),
    "the fingerprint": lambda d: d["edition"].update(fingerprint="0" * 64),
    "the date": lambda d: d.update(date="2020-02-02"),
    "the name": lambda d: d.update(name="Somebody Else"),
    "the role": lambda d: d.update(role="Manager"),
    "the reader": lambda d: d.update(reader="cleaner"),
    "the path": lambda d: d.update(path="full"),
    "a clause": lambda d: d["clauses"].update({"no-running": "0" * 12}),
    "the digest": lambda d: d.update(digest="0" * 64),
}


@pytest.mark.parametrize("what", ALTERED)
def test_altering_anything_is_called_out(what):
    assert came_to(altered(record(), ALTERED[what])).state == "altered"


def test_every_single_answer_altered_is_called_out():
    text = record()
    for name, given in json.loads(text)["answers"].items():
        other = "b" if given["answer"] != "b" else "c"
        changed = altered(text, lambda d, n=name, o=other: d["answers"][n].update(answer=o))
        assert came_to(changed).state == "altered", name


def test_a_date_that_has_not_come_is_altered_however_it_was_signed():
    assert came_to(record(date="2020-02-05")).state == "altered"
    # A clock may be ahead by a time zone.
    assert came_to(record(date="2020-02-04")).state == "complete"


def test_a_date_before_the_edition_is_altered_however_it_was_signed():
    book = moved_on("no-running")
    adopted = book.editions[-1].adopted
    for name in (book.editions[-1].name, f"working draft after {book.editions[-1].name}"):
        text = altered(
            record(book, date="1999-01-01"), lambda d, n=name: d["edition"].update(name=n), signed=True
        )
        result = came_to(text, book)
        assert (result.state, result.why) == (
            "altered",
            f"Its date is before {adopted}, when its edition was adopted.",
        )
    assert came_to(record(book, date=adopted), book).state == "complete"


def test_an_adopted_edition_has_its_own_fingerprint_however_the_record_was_signed():
    book = moved_on("no-running")
    text = altered(record(book), lambda d: d["edition"].update(name="2020.1.0"), signed=True)
    result = came_to(text, book)
    assert (result.state, result.why) == (
        "altered",
        "Its fingerprint is not that of the edition 2020.1.0.",
    )


# ---- stale


def test_a_record_of_an_earlier_edition_names_what_changed_and_what_to_take_again():
    result = came_to(record(opened()), moved_on("accidents"))
    assert (result.state, result.edition, result.clauses) == ("stale", "2020.1.0", ("accidents",))
    assert "somebody-is-hurt" in result.decisions
    assert "late-for-a-lesson" not in result.decisions
    assert "Changed since: 2(a) " in result.why
    assert "To take again: " in result.why


def test_a_decision_of_which_the_policy_says_nothing_rests_on_the_clauses_that_its_feedback_speaks_of():
    assert not BOOK.clauses["accident-meaning"].norms
    result = came_to(record(opened()), moved_on("accident-meaning"))
    assert (result.state, result.decisions) == ("stale", ("may-we-sing",))
    # Nor is it forgotten where all that is known of the edition is what the record says.
    assert came_to(record(moved_on("accident-meaning"))).clauses == ("accident-meaning",)


def test_a_change_that_touches_no_decision_of_the_path_leaves_it_complete():
    book = moved_on("filming")
    assert marker_of(book).fingerprint != marker_of(opened()).fingerprint
    result = came_to(record(opened()), book)
    assert result.state == "complete"
    assert result.why.endswith(" Nothing on its path has changed since.")


def test_no_edition_is_opened_where_the_handbook_itself_will_do():
    def never(name: str) -> Any:
        raise AssertionError(name)

    book = replace(BOOK, editions=(head_of(frozen(), "x"),))
    assert verify(record(book), book, never, TODAY).state == "complete"


def test_what_was_incomplete_then_is_incomplete_now():
    assert came_to(record(opened(), answers={}), moved_on("accidents")).state == "incomplete"


def test_a_reworded_question_is_to_be_taken_again():
    book = with_question(BOOK, "late-for-a-lesson", prompt="In other words: what do you do?")
    result = came_to(record(), book)
    assert (result.state, result.decisions, result.clauses) == ("stale", ("late-for-a-lesson",), ())
    assert "No clause of its path has changed since." in result.why


def test_a_decision_that_the_path_asks_only_now_is_to_be_taken():
    book = with_question(moved_on("filming"), "may-i-film", paths=("core", "full"))
    result = came_to(record(opened()), book)
    assert (result.state, result.decisions) == ("stale", ("may-i-film",))


def test_a_decision_added_while_the_policy_stayed_is_to_be_taken():
    book = with_question(
        replace(BOOK, editions=(head_of(frozen(), "x"),)), "may-i-film", paths=("core", "full")
    )
    result = came_to(record(opened()), book)
    assert (result.state, result.decisions) == ("stale", ("may-i-film",))


def test_a_draft_that_was_not_kept_is_stale_and_says_what_it_can():
    result = came_to(record(moved_on("accidents")))
    assert (result.state, result.clauses) == ("stale", ("accidents",))
    assert "is not kept here" in result.why
    assert "somebody-is-hurt" in result.decisions


def test_an_edition_that_nobody_knows_is_never_complete():
    text = altered(
        record(), lambda d: d["edition"].update(name="2031.1.0", fingerprint="ab" * 32), signed=True
    )
    result = came_to(text)
    assert (result.state, result.decisions) == ("stale", ())
    assert "the record is to be made again" in result.why


def test_an_edition_frozen_before_it_had_readers_is_held_to_the_path_as_it_is_now():
    bare = replace(opened(), readers=(), topics=())
    book = moved_on("filming")
    assert verify(record(opened()), book, lambda _: bare, TODAY).state == "complete"
    assert verify(record(opened()), moved_on("accidents"), lambda _: bare, TODAY).state == "stale"


def test_a_path_that_is_gone_is_stale():
    book = replace(moved_on("accidents"), readers=())
    assert came_to(record(opened()), book).why == "The handbook has no such path now."


# ---- unreadable


def test_what_is_no_record_is_unreadable_and_says_why():
    whole = record()
    for text, why in {
        "": "it is not JSON, or was cut short.",
        whole[:-30]: "it is not JSON, or was cut short.",
        "[]": f"it is not a record of the format {FORMAT}.",
        "[" * 90_000: "it is nested too deeply.",
        '{"a":' * 19_000: "it is nested too deeply.",
        " " * 100_001: "it is far too long to be a record.",
        "9" * 90_000: "it is not JSON, or was cut short.",
        '{"format": NaN}': "it holds a number that is none.",
        '{"format": 1, "format": 2}': "something stands in it twice.",
        whole.replace(FORMAT, "policybook-record-2"): f"it is not a record of the format {FORMAT}.",
        whole.replace('"role"', '"rôle"'): "it does not hold what a record holds.",
        whole.replace('"Ada Example"', '"\\ud800"'): "its name is empty, too long, or holds characters",
        whole.replace("Ada Example", "Ada\u202eelpmaxE"): "its name is empty, too long, or holds characters",
        whole.replace("Ada Example", "A" * (LONGEST + 1)): "its name is empty, too long, or holds characters",
        whole.replace(DAY, "2020-02-31"): "a part of it has the wrong shape.",
        whole.replace(DAY, "20200203"): "a part of it has the wrong shape.",
        whole.replace('"core"', '"../core"'): "a part of it has the wrong shape.",
        whole.replace(
            '"name": "' + marker_of(BOOK).name, '"names": "' + marker_of(BOOK).name
        ): "it names no edition.",
    }.items():
        result = came_to(text)
        assert (result.state, result.name) == ("unreadable", ""), text[:60]
        assert why in result.why, (why, result.why)
    assert came_to(b"\xff\xfe").why == "This cannot be read: it is not UTF-8 text."


def test_each_state_is_met_by_some_test_above():
    assert {"complete", "incomplete", "altered", "stale", "unreadable"} == {
        came_to(text, book).state
        for text, book in (
            (record(), BOOK),
            (record(answers={}), BOOK),
            (altered(record(), ALTERED["the date"]), BOOK),
            (record(opened()), moved_on("accidents")),
            ("", BOOK),
        )
    }


# ---- small things


def test_a_name_is_one_line_that_shows_all_that_it_holds():
    assert cleaned(" \tAda\r\n Example\u00a0\u2028x ") == "Ada Example x"
    assert cleaned("\u202eAda\u2066\u200f\u200b\ufeff\x00\x1b[31m\ud800") == "Ada[31m"
    assert cleaned("a" * 500) == "a" * LONGEST
    assert cleaned("👩🏽‍🏫 نور می‌خواهم 🏴󠁧󠁢󠁷󠁬󠁳󠁿") == "👩🏽‍🏫 نور می‌خواهم 🏴󠁧󠁢󠁷󠁬󠁳󠁿"
    assert cleaned(cleaned("x " * 100)) == cleaned("x " * 100)


def test_the_canonical_text_is_sorted_and_leaves_the_digest_out():
    assert (
        canonical({"b": {"z": "é", "a": '"'}, "a": "1", "digest": "x"}) == '{"a":"1","b":{"a":"\\"","z":"é"}}'
    )
    assert digest_of({"digest": "x"}) == digest_of({})


def test_a_code_can_be_compared_by_a_person():
    assert code_of("3f2a9c1b07de55") == "3f2a-9c1b-07de"


def test_a_record_is_read_with_its_shape():
    assert read_record(record())["name"] == "Ada Example"


def test_a_fingerprint_that_is_known_under_another_name_is_altered_however_it_was_signed():
    text = altered(record(), lambda d: d["edition"].update(name="2099.1.0"), signed=True)
    assert came_to(text).state == "altered"


def test_a_draft_that_was_adopted_since_still_counts():
    text = altered(record(), lambda d: d["edition"].update(name="working draft"), signed=True)
    assert came_to(text, moved_on("filming")).state == "complete"


def test_clauses_that_are_not_the_editions_are_altered_however_it_was_signed():
    text = altered(record(), lambda d: d["clauses"].update({"no-running": "0" * 12}), signed=True)
    assert came_to(text).state == "altered"
