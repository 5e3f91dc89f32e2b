"""This policy asked from a notebook: no house rule is left unsaid, and no word of the language is shown."""

from __future__ import annotations

import re

import pytest
from the_book import BOOK

from policybook import notebook


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.setattr(notebook, "handbook", lambda: BOOK)


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
    lines = str(notebook.judge(*asked)).split("\n")
    broken = [line for line in lines if line.startswith("Against a house rule of this handbook: ")]
    assert any(rule in line for line in broken)


def test_where_a_child_is_kept_safe_no_house_rule_is_broken():
    against = "Against a house rule"
    assert against not in str(notebook.judge("teacher", "tell", "dsl", "disclosure"))
    assert against not in str(notebook.judge("teacher", "call-emergency-services"))


def test_where_the_policy_is_silent_and_a_house_rule_asks_for_the_act_the_house_rule_is_told():
    told = " ".join(str(notebook.judge("teacher", "call-emergency-services")).split())
    assert "A house rule of this handbook: Anybody must call 999" in told


def test_nothing_that_is_told_is_a_word_of_the_language_or_lacks_its_interpretation():
    for who in ("teacher", "volunteer", "governor"):
        for question in BOOK.questions:
            for act in (act for option in question.options for act in option.acts if len(act.objects) < 2):
                told = notebook.judge(who, act.act, *act.objects[:1])
                assert not re.search(r"\b[a-z]+-[a-z]+-[a-z]+\b", str(told).replace("e-safety", "")), told
                assert "(an interpretation" in " ".join(str(told).split()) or not told.interpretations
