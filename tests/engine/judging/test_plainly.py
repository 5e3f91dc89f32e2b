"""The policy asked from a notebook: plain words for somebody who never saw a rule, and help with a wrong word."""

from __future__ import annotations

import pytest
from places import SMALL

from policybook import notebook
from policybook.load import load

POOL = load(SMALL)


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(notebook, "handbook", lambda: POOL)


def lines(*words: str) -> list[str]:
    return str(notebook.judge(*words)).split("\n")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (("lifeguard", "run"), "The policy decides this: it goes against the policy (“must not”)."),
        (("cleaner", "tell", "", "accident"), "The policy decides this: it keeps the policy (“must”)."),
        (
            ("lifeguard", "film", "child"),
            "The policy decides a part of this, and in that part it goes against the policy (“should never”).",
        ),
        (
            ("lifeguard", "admit", "child"),
            "The policy leaves this to judgement. That is no leave to do it: ask first.",
        ),
        (
            ("swimmer", "sing"),
            "The policy says nothing of this. That is neither a yes nor a no, so ask. "
            "If somebody may be at risk, do not wait: tell now.",
        ),
    ],
)
def test_the_first_line_says_what_it_comes_to(asked, first):
    assert lines(*asked)[0] == first


def test_a_silence_is_never_leave_to_break_a_house_rule():
    first, *others = lines("lifeguard", "investigate")
    assert first.startswith("The policy says nothing of this.")
    assert others == ["Against a house rule of this handbook: Anybody must never look into it."]


def test_a_silence_says_who_has_to_be_told():
    first, missed, against = lines("lifeguard", "investigate", "", "accident")
    assert first.startswith("The policy says nothing of this act itself. It asks for more here")
    assert missed.startswith("Not done by this: 2(a) Accidents: ")
    assert against.startswith("Against a house rule")


def test_where_no_house_rule_is_broken_none_is_said():
    assert "house rule" not in str(notebook.judge("lifeguard", "tell", "manager", "accident"))
    assert "house rule" not in str(notebook.judge("lifeguard", "call-ambulance"))


def test_every_clause_that_bears_is_named_with_its_rule_as_a_sentence():
    assert lines("lifeguard", "admit", "child")[1:] == [
        "- 1(a) Walk asks for care in this: Somebody who works at the pool should be careful if they let in a "
        "child especially when the pool is crowded."
    ]


def test_an_interpretation_that_it_rests_on_is_named_and_said_to_be_one():
    rests = "This rests on I-1, Nearly an accident (an interpretation, awaiting the trustees)."
    *_, last = lines("lifeguard", "film", "child")
    assert last == rests
    assert rests not in lines("lifeguard", "run")


def test_what_may_follow_and_what_was_not_said_are_told_beside_it():
    assert lines("lifeguard", "film", "child")[2:4] == [
        "What may follow: Somebody who works at the pool should never film a swimmer unless there is a lesson, or "
        "else may face a warning.",
        "It would be otherwise only if there is a lesson.",
    ]
    assert not [line for line in lines("lifeguard", "film", "child", "lesson") if line.startswith("What may")]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("lifgard", "run"), "“lifgard” is not a word that I know here. Near it are: lifeguard"),
        (("lifeguard", "rum"), "“rum” is not a word that I know here. Near it are: run"),
        (
            ("lifeguard", "run", "", "sunny"),
            "“sunny” is not a word that I know here. No known word is near it.",
        ),
        (("lifeguard", "film"), "“film” is done to people: say to whom or to what."),
        (("lifeguard", "film", "towel"), "“towel” cannot stand there."),
        (("", ""), ""),
        ((1, None), "Write each word between quotation marks"),
        (("lifeguard; drop table", "film", "child"), ""),
    ],
)
def test_a_wrong_word_is_answered_and_nothing_is_raised(asked, said):
    assert " ".join(str(notebook.judge(*asked)).split()).startswith(said)
    assert str(notebook.judge(*asked))
    assert "vocabulary.yml" not in str(notebook.judge(*asked))


def test_what_is_told_shows_as_it_is_and_has_the_verdict():
    told = notebook.judge("lifeguard", "film", "child")
    assert repr(told) == str(told)
    assert (told.status, told.verb) == ("partly", "should never")


def test_the_words_are_listed_with_what_they_mean():
    assert "lifeguard: a lifeguard" in str(notebook.words("people")).split("\n")
    assert str(notebook.words("acts", "film")).split("\n") == [
        "film: film",
        "film-underwater: film under water",
        "show-film: show a film",
    ]
    assert notebook.words("acts", "qqq") == "No word of the acts is like “qqq”."
    assert notebook.words("animals") == "There are three kinds of words: people, acts, things."
