"""Editions: the fingerprint of a policy, the frozen file, and what is said of one that was changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random

import jsonschema
import pytest
from badinput import copy_of_small
from freezing import FIRST, SECOND, adopted, change, put, said
from places import SMALL
from schemas import HANDBOOK as SCHEMA

from policybook.check.run import check
from policybook.editions.edition import (
    EditionError,
    fingerprint,
    freeze,
    handbook_of,
    head_of,
    name_of,
    number_of,
    read_edition,
    read_heads,
    verify,
)
from policybook.editions.handbook_json import from_json, to_json
from policybook.load import load
from policybook.training.bank import working

POOL = load(SMALL)


def resealed(text: str, change) -> str:
    """The file after a change by somebody who also puts a new digest into it."""
    data = json.loads(text)
    change(data)
    data["digest"] = ""
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text.replace('\n "digest": "",', f'\n "digest": "{digest}",', 1)


# ---- the fingerprint


RULES = "book/policy/rules.md"
MATTERS = {
    "a word of a clause": (RULES, "Nobody may hurry", "Nobody should hurry"),
    "a norm": (RULES, "anyone must not run", "anyone should not run"),
    "a clause's title": (RULES, ":title: Walk", ":title: Walking"),
    "a clause's kind": ("book/policy/reporting.md", ":kind: definition", ":kind: information"),
    "a section's title": (RULES, "# Rules", "# The rules"),
    "a number": (RULES, "source: 1(a)", "source: 1(a)\n:unlettered:"),
    "a label": ("book/vocabulary.yml", '"a lifeguard"', '"somebody who guards"'),
    "an is-a edge": ("book/vocabulary.yml", "is: [lifeguard]", "is: [worker]"),
    "the part that a fact gives": (
        "book/vocabulary.yml",
        '"the floor is wet"',
        '"the floor is wet", gives: cleaner',
    ),
    "of whom a fact can be true": (
        "book/vocabulary.yml",
        '"the floor is wet"',
        '"the floor is wet", of: [cleaner]',
    ),
    "a breach": ("book/vocabulary.yml", '"wash", takes', '"wash", breach: true, takes'),
    "a reading": ("book/interpretations.md", "leaves open filming/film", "leaves open no-running/run"),
    "an interpretation's state": ("book/interpretations.md", "awaiting", "confirmed"),
}


@pytest.mark.parametrize("what", MATTERS)
def test_what_changes_the_policy_changes_its_fingerprint(what, tmp_path):
    root = copy_of_small(tmp_path)
    before = fingerprint(load(root))
    change(root, *MATTERS[what])
    assert fingerprint(load(root)) != before


OTHERS = {
    "a line in plain words": (RULES, "Walk, always.", "Always walk."),
    "emphasis": (RULES, "Nobody may", "*Nobody* may"),
    "an office-holder": ("book/organisation.yml", 'name: ""', "name: N. Body"),
    "an option": ("quizzes/rules.md", "{act}`", " {act}`"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_not_the_policy_leaves_its_fingerprint(what, tmp_path):
    root = copy_of_small(tmp_path)
    change(root, *OTHERS[what])
    assert fingerprint(load(root)) == fingerprint(POOL)


def test_the_file_and_the_handbook_have_one_fingerprint():
    text = freeze(POOL, **FIRST)
    assert verify(text)
    again = handbook_of(text)
    assert fingerprint(again) == fingerprint(POOL) == head_of(text).fingerprint
    assert {name: c.fingerprint for name, c in POOL.clauses.items()} == head_of(text).clauses


@pytest.mark.parametrize("what", ["the part that a fact gives", "of whom a fact can be true", "a breach"])
def test_the_file_has_what_only_some_words_say(what, tmp_path):
    root = copy_of_small(tmp_path)
    change(root, *MATTERS[what])
    text = freeze(load(root), **FIRST)
    assert verify(text)
    assert fingerprint(handbook_of(text)) == fingerprint(load(root))


# ---- the file


def test_an_edition_is_the_same_each_time_and_valid():
    text = freeze(POOL, **FIRST)
    assert text == freeze(POOL, **FIRST)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text)["handbook"])


def test_an_edition_holds_no_office_holders_name_or_telephone(tmp_path):
    root = copy_of_small(tmp_path)
    change(root, "book/organisation.yml", 'name: "", contact: ""', "name: N. Body, contact: 01632 960001")
    text = freeze(load(root), **FIRST)
    assert "Body" not in text
    assert "960001" not in text


def test_an_edition_is_read_back_with_its_questions(tmp_path):
    root = copy_of_small(tmp_path)
    adopted(root, **FIRST)
    again = read_edition(root, "2019.1.0")
    assert name_of(again) == "2019.1.0"
    assert again.clauses == POOL.clauses
    for name in POOL.question_by_id:
        assert working(again, name) == working(POOL, name)


def test_the_heads_are_in_the_handbook_and_in_its_export(tmp_path):
    root = copy_of_small(tmp_path)
    book = adopted(root, **FIRST)
    assert [e.name for e in book.editions] == ["2019.1.0"]
    assert (book.editions[0].minute, book.editions[0].path) == ("7", "editions/2019.1.0.json")
    assert from_json(to_json(book)).editions == book.editions
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(to_json(book)))


def test_editions_stand_oldest_first_by_number_and_not_by_letter(tmp_path):
    root = copy_of_small(tmp_path)
    for name in ("2019.2.0", "2019.10.0"):
        adopted(root, name=name, adopted="2019-03-02", review_by="2020-03-02")
    assert [e.name for e in read_heads(root)] == ["2019.2.0", "2019.10.0"]
    assert check(root)[1] == ()


@pytest.mark.parametrize("name", ["2019", "2019.1", "2019.01.0", "v2019.1.0", "2019.1.0 ", "2019.1.0-a", ""])
def test_a_bad_name_has_no_number(name):
    assert number_of(name) is None


# ---- what the handbook is called


def test_a_handbook_is_the_edition_that_it_is_and_a_draft_once_it_differs(tmp_path):
    root = copy_of_small(tmp_path)
    assert name_of(load(root)) == "working draft"
    assert name_of(adopted(root, **FIRST)) == "2019.1.0"
    change(root, RULES, "Nobody may hurry", "Nobody should hurry")
    assert name_of(load(root)) == "working draft after 2019.1.0"
    assert name_of(adopted(root, **SECOND)) == "2020.1.0"
    change(root, RULES, "Nobody should hurry", "Nobody may hurry")
    assert name_of(load(root)) == "2019.1.0"


# ---- what was changed


def test_a_change_of_any_character_is_found():
    text = freeze(POOL, **FIRST)
    chance = random.Random(7)
    for at in chance.sample(range(len(text)), 300):
        other = "x" if text[at] != "x" else "y"
        with pytest.raises(EditionError):
            head_of(text[:at] + other + text[at + 1 :])
        with pytest.raises(EditionError):
            head_of(text[:at] + text[at + 1 :])


def test_windows_line_ends_and_a_byte_order_mark_are_no_change(tmp_path):
    root = copy_of_small(tmp_path)
    put(root, "2019.1.0", "\ufeff" + freeze(POOL, **FIRST).replace("\n", "\r\n"))
    assert check(root)[1] == ()
    assert name_of(load(root)) == "2019.1.0"


FORGED = {
    "a word of a clause": lambda data: data["handbook"]["sections"][0]["clauses"][0].update(text="Run."),
    "a norm": lambda data: data["handbook"]["sections"][0]["clauses"][0]["norms"][0].update(
        sentence="anyone may run"
    ),
    "the vocabulary": lambda data: data["handbook"]["vocabulary"]["people"]["child"].update(label="a kid"),
    "the fingerprint": lambda data: data["edition"].update(fingerprint="0" * 64),
    "a clause's fingerprint": lambda data: data["edition"]["clauses"].update(filming="0" * 64),
    "no sections": lambda data: data["handbook"].pop("sections"),
    "sections of another shape": lambda data: data["handbook"].update(sections=7),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_change_under_a_new_digest_is_found_too(what):
    text = freeze(POOL, **FIRST)
    assert verify(resealed(text, lambda data: None))
    with pytest.raises(EditionError):
        verify(resealed(text, FORGED[what]))


HEADS = {
    "no head": lambda data: data.pop("edition"),
    "a head that is a list": lambda data: data.update(edition=[]),
    "no name": lambda data: data["edition"].pop("name"),
    "a name that is a number": lambda data: data["edition"].update(name=7),
    "clauses that are a list": lambda data: data["edition"].update(clauses=[1]),
    "proposals that are numbers": lambda data: data["edition"].update(proposals=[4]),
    "follows that is text": lambda data: data["edition"].update(follows="2018.1.0"),
}


@pytest.mark.parametrize("what", HEADS)
def test_a_head_of_another_shape_is_said_and_not_thrown(what):
    with pytest.raises(EditionError):
        head_of(resealed(freeze(POOL, **FIRST), HEADS[what]))


def test_an_edition_changed_by_a_character_is_one_problem(tmp_path):
    root = copy_of_small(tmp_path)
    adopted(root, **FIRST)
    change(root, "editions/2019.1.0.json", "Walk, always.", "Walk, always!")
    assert said(root) == [
        "editions/2019.1.0.json:1: this edition has been changed since it was adopted: its digest is another. "
        "Restore it from the last commit. [edition]"
    ]


def test_an_edition_whose_policy_was_changed_under_a_new_digest_is_one_problem(tmp_path):
    root = copy_of_small(tmp_path)
    adopted(root, **FIRST)
    put(root, "2019.1.0", resealed(freeze(POOL, **FIRST), FORGED["the vocabulary"]))
    assert said(root) == [
        "editions/2019.1.0.json:1: the policy in this edition is not the one that its fingerprint was taken of. "
        "Restore it from the last commit. [edition]"
    ]


def test_an_older_edition_changed_under_a_new_digest_is_missed_by_the_one_that_follows(tmp_path):
    root = copy_of_small(tmp_path)
    first = adopted(root, **FIRST)
    adopted(root, **SECOND)
    other = dataclasses.replace(first, editions=())
    put(root, "2019.1.0", freeze(other, **FIRST | {"minute": "8"}))
    assert said(root) == [
        "editions/2020.1.0.json:1: this edition follows another 2019.1.0 than the one in "
        "editions/2019.1.0.json. Restore it from the last commit. [edition]"
    ]


def test_an_edition_that_is_missing_is_missed(tmp_path):
    root = copy_of_small(tmp_path)
    adopted(root, **FIRST)
    adopted(root, **SECOND)
    (root / "editions/2019.1.0.json").unlink()
    assert said(root) == [
        "editions/2020.1.0.json:1: this edition follows 2019.1.0, and editions/2019.1.0.json is missing. "
        "Restore it from the last commit. [edition]"
    ]


def test_a_copy_of_an_edition_is_one_problem(tmp_path):
    root = copy_of_small(tmp_path)
    adopted(root, **FIRST)
    put(root, "copy", (root / "editions/2019.1.0.json").read_text(encoding="utf-8"))
    assert said(root) == [
        "editions/copy.json:1: this file holds the edition 2019.1.0, whose place is editions/2019.1.0.json. "
        "Take the copy away, or give the file its name back. [edition]"
    ]


def test_dates_that_run_backwards_are_one_problem(tmp_path):
    root = copy_of_small(tmp_path)
    adopted(root, **FIRST)
    adopted(root, **SECOND | {"adopted": "2018-03-02"})
    assert said(root) == [
        "editions/2020.1.0.json:1: it was adopted on 2018-03-02, before 2019.1.0, which was adopted on "
        "2019-01-15. Restore it from the last commit. [edition]"
    ]


def test_reading_an_edition_that_is_not_there_names_those_that_are(tmp_path):
    root = copy_of_small(tmp_path)
    with pytest.raises(EditionError, match="None has been adopted"):
        read_edition(root, "2019.1.0")
    adopted(root, **FIRST)
    with pytest.raises(EditionError, match=r"There are: 2019\.1\.0"):
        read_edition(root, "2019.2.0")
