"""Rules of the bank as a whole: no pattern gives the right answers away."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from policybook.check.items.texts import of_the_bank, shown
from policybook.check.rule import Found, Subject
from policybook.policy.handbook import Handbook
from policybook.policy.training import Option, Question

CHANCE = 0.01
"""A pattern of the bank is a problem where chance alone would show it less often than this."""


def at_least(chances: Iterable[float], found: int) -> float:
    """How likely it is that `found` or more of some independent events happen, each with its own chance."""
    ways = [1.0]
    for chance in chances:
        ways = [
            (ways[at] * (1 - chance) if at < len(ways) else 0.0) + (ways[at - 1] * chance if at else 0.0)
            for at in range(len(ways) + 1)
        ]
    return sum(ways[found:])


def tells(chances: Sequence[float], found: int) -> bool:
    """Whether so many are more than chance would show once in a hundred times; what it shows on average never is."""
    return found > sum(chances) and at_least(chances, found) < CHANCE


def choices(handbook: Handbook) -> dict[str, list[Question]]:
    """The choose-one questions of each page, and of "the bank"."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in handbook.questions:
        if question.kind == "one" and sum(option.marked for option in question.options) == 1:
            found[question.page].append(question)
            found["the bank"].append(question)
    return found


def _right(question: Question) -> Option:
    return next(option for option in question.options if option.marked)


@of_the_bank
def length_tells_nothing(subject: Subject) -> Iterator[Found]:
    """The right answer is not the longest option, or the shortest, more often than chance allows.

    Over the choose-one questions of a page, and over the bank: a count that guessing would reach less than once in
    a hundred times (each question counts as one in as many as it has options; ties count for nobody).
    """
    for where, questions in choices(subject.handbook).items():
        for called, pick in (("longest", max), ("shortest", min)):
            found = sum(_is_extreme(question, pick) for question in questions)
            chances = [1 / len(question.options) for question in questions]
            if tells(chances, found):
                what = f"the right answer is the {called} in {found} of the {len(questions)} questions of {where}."
                yield questions[0].place, what, f"Make some right answers less than the {called}."


def _is_extreme(question: Question, pick: Callable[[Iterable[int]], int]) -> bool:
    lengths = [len(shown(option.text)) for option in question.options]
    most = pick(lengths)
    return len(shown(_right(question).text)) == most and lengths.count(most) == 1


@of_the_bank
def place_tells_nothing(subject: Subject) -> Iterator[Found]:
    """The right answer does not stand in one place more often than chance allows, on a page or over the bank."""
    for where, questions in choices(subject.handbook).items():
        for letter in sorted({option.letter for question in questions for option in question.options}):
            having = [q for q in questions if any(option.letter == letter for option in q.options)]
            found = sum(_right(question).letter == letter for question in having)
            if tells([1 / len(q.options) for q in having], found):
                count = f"{found} of the {len(having)} questions of {where}"
                yield having[0].place, f"the right answer is {letter} in {count}.", "Move some of them."


_ABSOLUTE = re.compile(
    r"(?i)\b(?:always|never|all|every|everybody|everyone|nobody|no one|none|nothing|anything|completely|entirely)\b"
)


@of_the_bank
def absolutes_tell_nothing(subject: Subject) -> Iterator[Found]:
    """Words such as “always” and “nobody” do not give wrong options away over the bank.

    Of the choose-one questions in which some options have such a word and some have none, the right answer has one
    at least as often as guessing would show once in a hundred times.
    """
    chances, missed, telling = [], 0, []
    for question in choices(subject.handbook).get("the bank", []):
        having = sum(_has(option) for option in question.options)
        if 0 < having < len(question.options):
            telling.append(question)
            chances.append(1 - having / len(question.options))
            missed += not _has(_right(question))
    if tells(chances, missed):
        what = f"in {missed} of the {len(telling)} questions with an “always” or a “never”, only wrong options have it."
        yield telling[0].place, what, "Take the absolute out of some wrong options."


def _has(option: Option) -> bool:
    return bool(_ABSOLUTE.search(shown(option.text)))
