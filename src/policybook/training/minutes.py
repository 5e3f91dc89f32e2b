"""How long training takes: worked out from the words that a reader meets, with one wrong try in two decisions."""

import re
from collections.abc import Collection
from math import ceil

from policybook.policy.citations import unlinked
from policybook.policy.english import plain_text, several
from policybook.policy.handbook import Handbook
from policybook.policy.problems import typed
from policybook.policy.training import Question, Scenario
from policybook.training.bank import weighed
from policybook.training.remarks import remark
from policybook.training.story import leading, sides

PACE = 150
"""Words a minute, of somebody who learnt English as an adult."""
WRONG = 1 / 2
"""How many wrong tries a decision meets."""
FRAME = 20
"""The words around a decision: which one it is, what to do, how it was marked, and what its answer rests on."""
TIME = re.compile(r"\b(it takes about) (\d+) minutes?\b", re.IGNORECASE)
"""How a story says at its beginning how long it takes."""


def count(markdown: str) -> int:
    """How many words somebody reads; where a link leads is none of them."""
    return len(re.findall(r"[^\W_][\w’'-]*", unlinked(markdown)))


def takes(words: float) -> str:
    """How long so many words take, rounded up: "7 minutes"."""
    return several(max(1, ceil(words / PACE)), "minute")


def amiss(said: int, words: float) -> tuple[str, str]:
    """What is wrong with the minutes that a notebook says, 0 for none, and what to do; ("", "") where nothing is."""
    right, told = takes(words), several(said, "minute")
    if told == right:
        return "", ""
    what = f"says that it takes {told}" if said else "does not say at its beginning how long it takes"
    hint = f"Write “It takes about {right}.”; in a story that says another time, {typed('notebooks')} does."
    return f"{what}, and its words take {right}.", hint


def words_of(handbook: Handbook, *questions: Question) -> float:
    """The words that a reader of these questions meets; of one for discussion, all."""
    total = 0.0
    for question in questions:
        of, bank = dict[str, int](), weighed(handbook, question)
        for option in question.options:
            total += count(plain_text(handbook, option.text))
            told = f"{remark(bank, option.letter)} {plain_text(handbook, option.feedback)}"
            of[option.letter] = count(told)
        right = of if question.kind == "discussion" else next(iter(bank.right_answers), ())
        wrong = [words for letter, words in of.items() if letter not in right]
        total += FRAME + count(plain_text(handbook, question.prompt))
        total += sum(of[letter] for letter in right) + WRONG * _mean(wrong)
    return total


def _mean(words: Collection[int]) -> float:
    # The standard library's own brings fractions, decimals and chance with it, which a check would wait for.
    return sum(words) / (len(words) or 1)


def words_of_story(handbook: Handbook, story: Scenario) -> float:
    """The words that a reader of a story meets: its own, its decisions, and what follows each answer.

    A decision that only a poor choice leads to is met after a wrong try, and so by one reader in two.
    """
    aside, words = sides(story.decisions), float(story.words)
    for decision in story.decisions:
        follows = {key: count(plain_text(handbook, text)) for key, text in decision.follows}
        met = follows.pop(leading(decision), 0) + WRONG * _mean(follows.values())
        met += words_of(handbook, handbook.question_by_id[decision.question])
        words += met * (WRONG if decision.question in aside else 1)
    return words
