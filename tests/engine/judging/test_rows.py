"""What is kept of a handbook for judging is judged as the handbook is."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest
from making import WORDS, policy
from places import SMALL

from policybook.commands.judge import _data, _text
from policybook.judging.beside import ask
from policybook.judging.judge import judge_of, situation_of
from policybook.judging.rows import rows_of, thing_of
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.model import FOR, Verb


def read_back(handbook: Handbook) -> Handbook:
    found = json.loads(json.dumps(rows_of(handbook)), object_hook=thing_of)
    assert isinstance(found, Handbook)
    return found


def test_every_act_is_answered_in_the_same_words():
    whole = load(SMALL)
    back, words = read_back(whole), whole.vocabulary
    sentences = [
        f"{who} {act} {thing}{when}"
        for who, act in product(list(words.people)[:4], words.acts)
        for thing in (list(getattr(words, words.takes(act), {}))[:3] if words.takes(act) else [""])
        for when in ("", *(f" when {fact}" for fact in list(words.things)[:2]))
    ]
    assert len(sentences) > 100
    for sentence in sentences:
        said = [
            (_text(book, asked), _data(book, asked))
            for book in (whole, back)
            for asked in [ask(judge_of(book), situation_of(sentence, book.vocabulary))]
        ]
        assert said[0] == said[1], sentence


def test_norms_readings_and_words_come_back_as_they_were():
    whole = load(SMALL)
    back = read_back(whole)
    assert back.norms == whole.norms
    assert back.readings == whole.readings
    assert back.vocabulary == whole.vocabulary
    assert (back.organisation, back.roles) == (whole.organisation, whole.roles)
    assert [c.heading for c in back.clauses.values()] == [c.heading for c in whole.clauses.values()]


def test_a_declared_verb_keeps_its_meaning_and_a_usual_one_is_not_taken_for_it():
    words = replace(WORDS, verbs={"shall": Verb("shall", FOR, 7), "should": Verb("should", FOR, 1)})
    whole = policy({"a": ["anyone shall run"], "b": ["anyone should run"]}, known=words).handbook
    back = read_back(whole)
    assert [(n.verb, n.direction, n.strength) for n in back.norms.values()] == [
        (n.verb, n.direction, n.strength) for n in whole.norms.values()
    ]


@pytest.mark.parametrize(
    "row",
    [{"": "Path"}, {"": "Norm"}, {"": "Verb", "parts": []}, {"": ["Norm"]}, {"": "Clause", "norms": [[]]}],
)
def test_what_stands_for_nothing_is_refused(row):
    with pytest.raises((LookupError, TypeError, ValueError)):
        json.loads(json.dumps(row), object_hook=thing_of)
