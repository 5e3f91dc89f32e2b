"""What the rules of the lint share: what a reader reads of a question, and how a problem is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from policybook.check.rule import Rule, Stage
from policybook.policy.citations import recited
from policybook.policy.english import QUOTING
from policybook.policy.problems import Kind, Place, Problem
from policybook.policy.training import Question


class OfTheBank(Rule, kinds=(Kind.ITEM,), stage=Stage.POLICY):
    """What every rule of the bank has: its kind of problem, and that answers must be weighed before it can ask."""


WORD = re.compile(r"[\w’'-]+")


def words_of(text: str) -> list[str]:
    """The words that a reader sees: citations left out, titles in them kept."""
    return WORD.findall(shown(text))


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """The author's words alone: a citation is its own words or nothing, and a quoted verb no word to count."""
    return recited(text, lambda cited: "“…”" if cited.role in QUOTING else cited.words)


def texts_of(question: Question) -> Iterator[tuple[Place, str, str]]:
    """(place, what it is, text) of all that a reader of a question reads, citations left out."""
    yield question.place, "the question", shown(question.prompt)
    if question.hint:
        yield question.place, "the hint", shown(question.hint)
    for option in question.options:
        yield option.place, f"option {option.letter}", shown(option.text)
        yield option.place, f"the feedback on {option.letter}", shown(option.feedback)


def of_many(questions: Sequence[Question], what: str, hint: str) -> Problem:
    """A problem of several questions together, said at the first."""
    return Problem(Kind.ITEM, questions[0].place, what, hint)
