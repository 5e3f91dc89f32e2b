"""The exported file: valid against its schema, the same every time, and read back whole."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import jsonschema
import pytest
from places import ROOT, SMALL
from schemas import HANDBOOK as SCHEMA

from policybook.editions.handbook_json import FORMAT, from_json, to_data, to_json
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.model import VERBS
from policybook.training.answers import marked_options
from policybook.training.bank import weighed, working

VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
POOL = load(SMALL)
BOOK = load(ROOT)
BOTH = pytest.mark.parametrize("book", [POOL, BOOK], ids=["small", "real"])


def wrongs(data: object) -> list[str]:
    return [error.message for error in VALID.iter_errors(data)]


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@BOTH
def test_the_exported_file_is_valid(book):
    assert wrongs(json.loads(to_json(book))) == []


@BOTH
def test_two_exports_of_one_handbook_are_the_same_byte_for_byte(book):
    assert to_json(book) == to_json(book)
    assert to_json(book).endswith("}\n")


def test_two_readings_of_one_folder_export_the_same():
    assert to_json(load(SMALL)) == to_json(POOL)


@BOTH
def test_the_file_is_read_back_whole(book):
    again = from_json(to_json(book))
    assert isinstance(again, Handbook)
    assert to_json(again) == to_json(book)
    assert (again.source, again.roles) == (book.source, book.roles)
    for told, story in zip(again.scenarios, book.scenarios, strict=True):
        assert told == replace(story, cells=(), decisions=told.decisions)
        assert told.decisions == tuple(replace(one, cell=0) for one in story.decisions)
    assert again.vocabulary == book.vocabulary
    assert again.guidance == book.guidance
    assert again.interpretations == book.interpretations
    assert {n: c.fingerprint for n, c in again.clauses.items()} == {
        n: c.fingerprint for n, c in book.clauses.items()
    }
    assert again.clauses == book.clauses
    assert again.norms == book.norms
    for name in book.question_by_id:
        assert working(again, name) == working(book, name)


@BOTH
def test_the_key_of_each_question_travels_with_it(book):
    for row in to_data(book)["questions"]:
        question = book.question_by_id[row["id"]]
        assert row["key"] == [option.letter for option in marked_options(question)]
        assert row["key"] == list(weighed(book, question).right_letters)
        found = weighed(book, question)
        assert (row["status"], tuple(row["interpretations"])) == (found.status, found.interpretations)
        assert row["clauses"] == sorted(set(row["clauses"]) & set(book.clauses))


@BOTH
def test_each_norms_parts_are_those_of_its_sentence(book):
    for section in to_data(book)["sections"]:
        for clause in section["clauses"]:
            for row in clause["norms"]:
                norm = book.norms[row["id"]]
                assert (row["who"], row["verb"], row["only"]) == (list(norm.who), norm.verb, norm.only)
                assert (row["direction"], row["strength"]) == (norm.direction, norm.strength)
                assert (row["acts"], row["objects"]) == (list(norm.phrase.acts), list(norm.phrase.objects))
                for name in (
                    "recipients",
                    "joiner",
                    "timing",
                    "before",
                    "when",
                    "unless",
                    "especially",
                    "outcomes",
                ):
                    value = getattr(norm, name)
                    if isinstance(value, tuple):
                        assert row.get(name, []) == list(value)
                    else:
                        assert row.get(name, "") == value


def test_the_schema_knows_the_verbs_of_the_language():
    assert SCHEMA["$defs"]["norm"]["properties"]["verb"]["enum"] == list(VERBS)


CHANGES = {
    "another format": lambda data: data.update(format="policybook-handbook-2"),
    "an unknown part": lambda data: data.update(more=1),
    "no vocabulary": lambda data: data.pop("vocabulary"),
    "a number for a title": lambda data: data["source"].update(title=7),
    "an id with a capital": lambda data: data["sections"][0]["clauses"][0].update(id="Walk"),
    "a verb that is none": lambda data: data["sections"][0]["clauses"][0]["norms"][0].update(verb="shall"),
    "a status that is none": lambda data: data["questions"][0].update(status="maybe"),
    "a kind that is none": lambda data: data["questions"][0].update(kind="some"),
    "a fingerprint that is none": lambda data: data["sections"][0]["clauses"][0].update(fingerprint="abc"),
    "a state that is none": lambda data: data["interpretations"][0].update(state="agreed"),
    "a layer that is none": lambda data: data["guidance"][0].update(layer="policy"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_schema_refuses_a_file_with(change):
    data = copy.deepcopy(to_data(POOL))
    CHANGES[change](data)
    assert wrongs(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '{"format": "policybook-handbook-0"}',
        f'{{"format": "{FORMAT}"}}',
        f'{{"format": "{FORMAT}", "vocabulary": 7}}',
        f'{{"format": "{FORMAT}", "vocabulary": {{"people": [], "acts": [], "things": [], "outcomes": []}}}}',
        "[" * 100_000,
        "\0",
    ],
    ids=range(12),
)
def test_a_file_that_is_no_handbook_is_a_value_error_that_says_so(text):
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


@pytest.mark.parametrize(
    "part",
    ["source", "roles", "vocabulary", "sections", "interpretations", "guidance", "questions", "scenarios"],
)
@pytest.mark.parametrize("value", [None, 7, "text", [7], {"a": 7}, [[]], [None]])
def test_a_damaged_part_is_a_value_error(part, value):
    data = to_data(POOL)
    data[part] = value
    with pytest.raises(ValueError, match=r"."):
        from_json(json.dumps(data))


def test_a_norm_whose_words_are_not_in_its_vocabulary_is_a_value_error():
    text = to_json(POOL).replace("anyone must not run", "anyone must not fly")
    with pytest.raises(ValueError, match="“fly” is not a kind of act"):
        from_json(text)


def test_no_name_or_contact_of_a_person_is_exported_while_the_school_gave_none():
    assert all(role["name"] == role["contact"] == "" for role in to_data(BOOK)["roles"])
