"""How long training takes: worked out from the words that a reader meets, with one wrong try in two decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil
from statistics import fmean

from policybook.policy.citations import unlinked
from policybook.policy.english import NUMBERS, plain_text
from policybook.policy.handbook import Handbook
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
TIME = re.compile(r"\b(it takes about) ([\w-]+) minutes?\b", re.IGNORECASE)
"""How a story says at its beginning how long it takes."""


def count(markdown: str) -> int:
    """How many words somebody reads; where a link leads is none of them."""
    return len(re.findall(r"[^\W_][\w’'-]*", unlinked(markdown)))


def minutes(words: float) -> int:
    """The minutes that so many words take, rounded up."""
    return max(1, ceil(words / PACE))


def in_words(found: int) -> str:
    """Return "seven minutes"."""
    number = NUMBERS[found - 1] if found <= len(NUMBERS) else str(found)
    return f"{number} minute{'s' * (found > 1)}"


def told(opening: str) -> int:
    """The minutes that a story says at its beginning; 0 where it says none."""
    said = TIME.search(opening)
    number = said[2].lower() if said else ""
    return NUMBERS.index(number) + 1 if number in NUMBERS else int(number) if number.isdecimal() else 0


def amiss(said: int, words: float) -> tuple[str, str]:
    """What is wrong with the minutes that a notebook says, and what it should say; ("", "") where nothing is."""
    takes = in_words(minutes(words))
    what = (
        f"says that it takes {in_words(said)}" if said else "does not say at its beginning how long it takes"
    )
    right = said == minutes(words)
    return ("", "") if right else (f"{what}, and its words take {takes}.", f"“It takes about {takes}.”")


def words_of(handbook: Handbook, questions: Iterable[Question]) -> float:
    """The words that a reader of these questions meets."""
    return sum(_of_question(handbook, question) for question in questions)


def _of_question(handbook: Handbook, question: Question) -> float:
    bank = weighed(handbook, question)
    texts = (question.prompt, *(option.text for option in question.options))
    asked = FRAME + sum(count(plain_text(handbook, text)) for text in texts)
    of = {
        option.letter: count(f"{remark(bank, option.letter)} {plain_text(handbook, option.feedback)}")
        for option in question.options
    }
    if question.kind == "discussion":
        return asked + sum(of.values())
    right = next(iter(bank.right_answers), ())
    wrong = [words for letter, words in of.items() if not any(letter in key for key in bank.right_answers)]
    return asked + sum(of[letter] for letter in right) + WRONG * fmean(wrong or [0])


def words_of_story(handbook: Handbook, story: Scenario) -> float:
    """The words that a reader of a story meets: its own, its decisions, and what follows each answer.

    A decision that only a poor choice leads to is met after a wrong try, and so by one reader in two.
    """
    known, aside = handbook.question_by_id, sides(story.decisions)
    words = float(story.words)
    for decision in story.decisions:
        on = leading(decision)
        follows = {key: count(plain_text(handbook, text)) for key, text in decision.follows}
        poor = [found for key, found in follows.items() if key != on]
        met = follows.get(on, 0) + WRONG * fmean(poor or [0])
        met += words_of(handbook, [known[decision.question]] if decision.question in known else [])
        words += met * (WRONG if decision.question in aside else 1)
    return words
