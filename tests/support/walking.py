"""Every way through a story, for the tests that hold each of them to an end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from policybook.policy.handbook import Handbook
from policybook.policy.training import Decision, Question, Scenario
from policybook.training.bank import weighed
from policybook.training.story import Step, step


def poor_answers(handbook: Handbook, question: Question) -> tuple[tuple[str, ...], ...]:
    """The poor answers that a path tries, as a form can give them.

    Each wrong letter alone, a right answer with each wrong letter put in, and with each of its own left out.
    """
    if question.kind == "discussion":
        return ()
    found = weighed(handbook, question)
    right = found.right_answers
    letters = [option.letter for option in question.options]
    tries: Iterator[tuple[str, ...]] = ((letter,) for letter in letters)
    if question.kind != "one" and right:
        fewer = combinations(right[0], len(right[0]) - 1)
        more = (_with(question, right[0], letter) for letter in letters if letter not in right[0])
        tries = chain(tries, (part for part in fewer if part), more)
    marks = {one: found.mark(one) for one in tries}
    # What lacks a part that is needed is no answer at all.
    return tuple(one for one, mark in marks.items() if mark.right is False and not mark.problem)


def _with(question: Question, right: Sequence[str], letter: str) -> tuple[str, ...]:
    """A right answer with one more letter; of all or any, and of how soon, it takes the place of the other."""
    part = {option.letter: option.part[0] for option in question.options}
    alone = part[letter] not in ("", "whom")
    kept = [one for one in right if not (alone and part[one] == part[letter])]
    return (*kept, letter) if question.kind == "order" else tuple(sorted((*kept, letter)))


def paths(handbook: Handbook, scenario: Scenario) -> Iterator[tuple[Step, ...]]:
    """Every way through a story, where each decision is answered rightly at once or poorly once before.

    A path that would go on for ever is cut off where it comes to a decision for the third time.
    """
    decisions = scenario.decisions
    if decisions:
        yield from _Walk(handbook, decisions).on(decisions[0].question, ())


class _Walk:
    """A story with every answer to each decision worked out once."""

    def __init__(self, handbook: Handbook, decisions: Sequence[Decision]) -> None:
        self.right: dict[str, Step] = {}
        self.poor: dict[str, tuple[Step, ...]] = {}
        for decision in decisions:
            name = decision.question
            question = handbook.question_by_id[name]
            best = (weighed(handbook, question).right_answers or ((question.options[0].letter,),))[0]
            self.right[name] = step(handbook, decisions, name, best)
            tried = (step(handbook, decisions, name, one) for one in poor_answers(handbook, question))
            # Two answers with the same words and the same way on are one poor choice to a reader.
            self.poor[name] = tuple({(one.texts, one.to): one for one in tried}.values())

    def on(self, name: str, before: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        """Every way from a decision to the end."""
        if name not in self.right:
            yield before
            return
        met = [one for one in before if one.decision == name]
        if len(met) > 2:
            yield before
            return
        poor = () if any(one.right is False for one in met) else self.poor[name]
        for answer in (self.right[name], *poor):
            yield from self.on(answer.to, (*before, answer))
