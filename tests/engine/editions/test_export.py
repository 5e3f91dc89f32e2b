"""The exported file: valid against its schema, the same every time, and read back whole."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace

import jsonschema
import pytest
from exporting import (
    keys_travel,
    parts_are_those_of_the_sentence,
    read_back_whole,
    valid_and_the_same_each_time,
    wrongs,
)
from places import SMALL
from schemas import HANDBOOK as SCHEMA

from policybook.editions.handbook_json import FORMAT, from_json, to_data, to_json, to_parts
from policybook.load import load
from policybook.policy.model import VERBS

POOL = load(SMALL)


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_exported_file_is_valid_and_the_same_byte_for_byte():
    valid_and_the_same_each_time(POOL)


def test_the_file_is_read_back_whole():
    read_back_whole(POOL)


def test_the_key_of_each_question_travels_with_it():
    keys_travel(POOL)


def test_each_norms_parts_are_those_of_its_sentence():
    parts_are_those_of_the_sentence(POOL)


def test_two_readings_of_one_folder_export_the_same():
    assert to_json(load(SMALL)) == to_json(POOL)


def test_what_is_published_is_the_same_without_spaces_and_each_clause_is_where_its_index_says():
    # Words that look like another clause, and letters of several bytes before the others.
    first, *others = POOL.sections[0].clauses
    odd = replace(first, text=f'“Être” 🏊 {{"id":"{others[0].id}","number":"1(b)"}} {first.text}')
    book = replace(POOL, sections=(replace(POOL.sections[0], clauses=(odd, *others)), *POOL.sections[1:]))
    whole, index = to_parts(book)
    data = to_data(book)
    assert json.loads(whole) == data
    assert len(whole) < len(to_json(book).encode())
    clauses = {clause["id"]: clause for section in data["sections"] for clause in section["clauses"]}
    places = json.loads(index)
    assert list(places) == list(clauses)
    for name, (at, length) in places.items():
        assert json.loads(whole[at : at + length]) == clauses[name]


def test_the_schema_knows_the_verbs_of_the_language():
    known = re.compile(SCHEMA["$defs"]["norm"]["properties"]["verb"]["pattern"])
    assert all(known.search(verb) for verb in VERBS)


CHANGES = {
    "another format": lambda data: data.update(format="policybook-handbook-2"),
    "an unknown part": lambda data: data.update(more=1),
    "no vocabulary": lambda data: data.pop("vocabulary"),
    "a number for a title": lambda data: data["source"].update(title=7),
    "an id with a capital": lambda data: data["sections"][0]["clauses"][0].update(id="Walk"),
    "a verb that is none": lambda data: data["sections"][0]["clauses"][0]["norms"][0].update(verb="Shall"),
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
