"""Every question of this handbook: what makes its marks right, and the clauses that it cites."""

from __future__ import annotations

import re
from html import unescape

import pytest
from places import ROOT
from the_book import BOOK
from unsaying import contradictions

from policybook import notebook
from policybook.training.answers import marked_options
from policybook.training.bank import weighed

EVERY = pytest.mark.parametrize("question", BOOK.questions, ids=lambda question: question.id)


@EVERY
def test_no_right_answer_is_idle_open_short_unsafe_or_against(question):
    found = weighed(BOOK, question)
    for answered in found.answered.values():
        assert answered.right == (answered.outcome in ("keeps", "true"))
    assert found.is_right(marked_options(question)) == (question.kind != "discussion")


@EVERY
def test_each_question_cites_clauses_that_are_there(question):
    cited = weighed(BOOK, question).cited
    assert cited
    assert set(cited) <= set(BOOK.clauses)
    assert list(cited) == sorted(cited)


def test_two_sentences_that_contradict_are_found():
    assert contradictions("Right. The policy says this. It is so. The policy says nothing of this.")
    assert contradictions(
        "Right. It keeps the policy. The policy does not settle this alone: it rests on I-1."
    )
    assert not contradictions("Right. It keeps the policy, read with an interpretation. It rests on I-1.")


@pytest.fixture
def at_home(monkeypatch):
    monkeypatch.chdir(ROOT)
    notebook.handbook.cache_clear()
    yield
    notebook.handbook.cache_clear()


def test_what_a_notebook_says_of_a_right_answer_never_contradicts_itself(at_home):
    for question in BOOK.questions:
        found = weighed(BOOK, question)
        for letters in found.right_answers:
            said = unescape(re.sub("<[^>]+>", " ", notebook.feedback(question, letters)))
            assert contradictions(said) == [], question.id
            if question.kind == "one" and found.status == "silent":
                assert "The policy says nothing of this" in said, question.id
