"""Every question of this handbook: what makes its marks right, and the clauses that it cites."""

from __future__ import annotations

import pytest
from places import ROOT

from policybook.load import load
from policybook.training.answers import marked_options
from policybook.training.bank import weighed

BOOK = load(ROOT)
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
