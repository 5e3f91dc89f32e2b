"""What the rules of the lint share: what a reader reads of a question, and how a problem is said."""

import re
from collections.abc import Iterator
from functools import lru_cache

from policybook.check.rule import Stage, each_question, rule
from policybook.policy.citations import recited
from policybook.policy.english import QUOTING
from policybook.policy.problems import Kind, Place
from policybook.policy.training import Question

of_the_bank = rule(Kind.ITEM, stage=Stage.POLICY)
"""What every rule of the bank has: its kind of problem, and that answers must be weighed before it can ask."""

of_each_question = each_question(Kind.ITEM, stage=Stage.POLICY)
"""The same, of a function that looks at one question at a time."""
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
