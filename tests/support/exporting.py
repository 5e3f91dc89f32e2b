"""What must hold of any handbook's exported file."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
from schemas import HANDBOOK

from policybook.editions.handbook_json import from_json, to_data, to_json
from policybook.policy.handbook import Handbook
from policybook.training.answers import marked_options
from policybook.training.bank import weighed, working

VALID = jsonschema.Draft202012Validator(HANDBOOK, format_checker=jsonschema.FormatChecker())


def wrongs(data: object) -> list[str]:
    """What the schema says against it."""
    return [error.message for error in VALID.iter_errors(data)]


def valid_and_the_same_each_time(book: Handbook) -> None:
    text = to_json(book)
    assert wrongs(json.loads(text)) == []
    assert to_json(book) == text
    assert text.endswith("}\n")


def read_back_whole(book: Handbook) -> None:
    again = from_json(to_json(book))
    assert isinstance(again, Handbook)
    assert to_json(again) == to_json(book)
    assert (again.source, again.roles) == (book.source, book.roles)
    for told, story in zip(again.scenarios, book.scenarios, strict=True):
        assert told == replace(story, cells=(), words=0, decisions=told.decisions)
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


def keys_travel(book: Handbook) -> None:
    for row in to_data(book)["questions"]:
        question = book.question_by_id[row["id"]]
        assert row["key"] == [option.letter for option in marked_options(question)]
        assert row["key"] == list(weighed(book, question).right_letters)
        found = weighed(book, question)
        assert (row["status"], tuple(row["interpretations"])) == (found.status, found.interpretations)
        assert row["clauses"] == sorted(set(row["clauses"]) & set(book.clauses))


def parts_are_those_of_the_sentence(book: Handbook) -> None:
    for section in to_data(book)["sections"]:
        for clause in section["clauses"]:
            for row in clause["norms"]:
                norm = book.norms[row["id"]]
                assert (row["who"], row["verb"], row["only"]) == (list(norm.who), norm.verb, norm.only)
                assert (row["direction"], row["strength"]) == (norm.direction, norm.strength)
                assert row.get("before", "") == (norm.before.sentence if norm.before else "")
                assert (row["acts"], row["objects"]) == (list(norm.phrase.acts), list(norm.phrase.objects))
                for name in (
                    "recipients",
                    "joiner",
                    "timing",
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
