"""The policy asked from a notebook: plain words for somebody who never saw a rule, and help with a wrong word."""

from __future__ import annotations

import re

import pytest
from places import ROOT

from policybook import notebook
from policybook.load import load

BOOK = load(ROOT)


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(notebook, "handbook", lambda: BOOK)


def lines(*words: str) -> list[str]:
    return str(notebook.judge(*words)).split("\n")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (
            ("teacher", "befriend", "pupil"),
            "The policy decides this: it goes against the policy (“should never”).",
        ),
        (
            ("volunteer", "tell", "", "contact-concern"),
            "The policy decides this: it keeps the policy (“must”).",
        ),
        (
            ("teaching-assistant", "befriend", "former-pupil"),
            "The policy leaves this to judgement. Do not judge alone: ask.",
        ),
        (
            ("teacher", "explain-the-duty"),
            "The policy says nothing of this. That is neither a yes nor a no, so ask. "
            "If somebody may be at risk, do not wait: tell now.",
        ),
    ],
)
def test_the_first_line_says_what_it_comes_to(asked, first):
    assert lines(*asked)[0] == first


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        (("teacher", "keep-secret"), "keep"),
        (("teacher", "confront"), "confront"),
        (("teacher", "question-child", "", "disclosure"), "investigate"),
        (("teacher", "delete", "child-image"), "delete"),
        (("teacher", "tell", "headteacher", "contact-concern and about-headteacher"), "Headteacher"),
    ],
)
def test_a_silence_is_never_leave_to_break_a_house_rule(asked, rule):
    broken = [line for line in lines(*asked) if line.startswith("Against a house rule of this handbook: ")]
    assert any(rule in line for line in broken)


def test_where_no_house_rule_is_broken_none_is_said():
    assert "house rule" not in str(notebook.judge("teacher", "tell", "dsl", "disclosure"))
    assert "house rule" not in str(notebook.judge("teacher", "call-emergency-services"))


def test_every_clause_that_bears_is_named_with_its_rule_as_a_sentence():
    said = " ".join(" ".join(lines("teacher", "befriend", "pupil")).split())
    assert "- 3(d) Friends and followers forbids this: An adult in the school setting should never" in said
    assert "befriend" not in said


def test_nothing_that_is_told_is_a_word_of_the_language_or_lacks_its_interpretation():
    for who in ("teacher", "volunteer", "governor"):
        for question in BOOK.questions:
            for act in (act for option in question.options for act in option.acts if len(act.objects) < 2):
                told = notebook.judge(who, act.act, *act.objects[:1])
                assert not re.search(r"\b[a-z]+-[a-z]+-[a-z]+\b", str(told).replace("e-safety", "")), told
                assert "(an interpretation" in " ".join(str(told).split()) or not told.interpretations


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            ("techer", "befriend", "pupil"),
            "“techer” is not a word that I know here. Near it are: teacher, headteacher,",
        ),
        (("teacher", "befrend", "pupil"), "“befrend” is not a word that I know here. Near it are: befriend"),
        (
            ("teacher", "befriend", "pupil", "sunny"),
            "“sunny” is not a word that I know here. No known word is near it.",
        ),
        (("teacher", "befriend"), "“befriend” is done to people: say to whom or to what."),
        (("teacher", "photograph", "pupil"), "“pupil” cannot stand there."),
        (("", ""), ""),
        ((1, None), "Write each word between quotation marks"),
        (("teacher; drop table", "befriend", "pupil"), ""),
    ],
)
def test_a_wrong_word_is_answered_and_nothing_is_raised(asked, said):
    assert " ".join(str(notebook.judge(*asked)).split()).startswith(said)
    assert str(notebook.judge(*asked))
    assert "vocabulary.yml" not in str(notebook.judge(*asked))


def test_what_is_told_shows_as_it_is_and_has_the_verdict():
    told = notebook.judge("teacher", "befriend", "pupil")
    assert repr(told) == str(told)
    assert (told.status, told.verb) == ("decided", "should never")


def test_the_words_are_listed_with_what_they_mean():
    assert "teacher: a teacher" in str(notebook.words("people")).split("\n")
    assert all("chat" in line for line in str(notebook.words("acts", "chat")).split("\n"))
    assert notebook.words("acts", "qqq") == "No word of the acts is like “qqq”."
    assert notebook.words("animals") == "There are three kinds of words: people, acts, things."
