"""How a story's decisions hang together: what follows an answer, where the reader goes, and every way through.

Nothing here marks an answer: `policybook.bank` does, and a story only says what happens then.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from policybook.bank import weighed
from policybook.model import Decision, Handbook, Question, Scenario

END = "end"
RIGHT, OTHERWISE = "right", "otherwise"
CITES = re.compile(r"\{(?:clause|interp)\}`[^`]+`")
"""What an ending must hold: a clause, or an interpretation."""

Edges = Mapping[str, str]
"""Where each kind of answer to a decision leads: "right", a letter or "otherwise" to a decision's id or "end"."""


def decision_of(question: str, texts: Mapping[str, str], goes: Mapping[str, str]) -> Decision:
    """A decision from what a notebook's `ask` is given: the loader and the notebook make it alike."""
    places = {RIGHT: "", OTHERWISE: "~"}
    keys = sorted(texts, key=lambda key: places.get(key, key))
    follows = tuple((key, inspect.cleandoc(texts[key]).strip()) for key in keys)
    return Decision(question, follows, tuple(goes.items()))


def leading(decision: Decision) -> str:
    """The kind of answer that leads on: "right", or "otherwise" where nothing is right or wrong."""
    return RIGHT if RIGHT in decision.texts or OTHERWISE not in decision.texts else OTHERWISE


def sides(decisions: Sequence[Decision]) -> frozenset[str]:
    """The ids of the side decisions: those that only a poor choice leads to."""
    poor: set[str] = set()
    # The first decision is everybody's.
    onward = {END, *(decision.question for decision in decisions[:1])}
    for decision in decisions:
        for key, target in decision.goes:
            if target != decision.question:
                (onward if key == leading(decision) else poor).add(target)
    return frozenset(poor - onward)


def graph(decisions: Sequence[Decision]) -> dict[str, Edges]:
    """Where every answer to every decision leads.

    A right answer leads to the next decision that is not a side decision, and after the last to the end; a
    poor one leads back to the same decision; `goes` says otherwise.
    """
    aside = sides(decisions)
    found: dict[str, Edges] = {}
    for at, decision in enumerate(decisions):
        later = (one.question for one in decisions[at + 1 :] if one.question not in aside)
        on = leading(decision)
        edges = {key: decision.question for key in (*decision.texts, OTHERWISE) if key != on}
        found[decision.question] = {**edges, on: next(later, END), **dict(decision.goes)}
    return found


# ---- an answer


@dataclass(frozen=True, slots=True)
class Step:
    """What follows an answer: Markdown texts, and where the reader goes (a decision's id, or "end")."""

    decision: str
    letters: tuple[str, ...]
    right: bool | None
    texts: tuple[str, ...]
    to: str


def keys_of(decision: Decision, letters: Sequence[str], *, right: bool | None) -> tuple[str, ...]:
    """Which of a decision's texts an answer meets: one, or those of each poor letter that has its own."""
    if right or right is None:
        return (leading(decision),)
    own = tuple(letter for letter in letters if letter in decision.texts)
    return own or (OTHERWISE,)


def step(handbook: Handbook, decisions: Sequence[Decision], name: str, letters: Sequence[str]) -> Step:
    """What follows an answer to the decision `name` of a story."""
    decision = next(one for one in decisions if one.question == name)
    right = weighed(handbook, handbook.question_by_id[name]).mark(letters).right
    keys = keys_of(decision, letters, right=right)
    edges = graph(decisions)[name]
    # Of several poor letters, one that leads aside weighs more than one that leads back.
    targets = [edges[key] for key in keys if key in edges]
    to = next((target for target in targets if target != name), name)
    texts = tuple(decision.texts[key] for key in keys if key in decision.texts)
    return Step(name, tuple(letters), right, texts, to)


# ---- every way through


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
    return tuple(dict.fromkeys(one for one in tries if found.mark(one).right is False))


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


# ---- as Markdown


def directive(decision: Decision) -> str:
    """The decision as the page shows it: an `ask` directive that holds what follows each kind of answer."""
    longest = max((len(run) for text in decision.texts.values() for run in re.findall(":+", text)), default=0)
    inner = ":" * max(3, longest + 1)
    outer = inner + ":" * bool(decision.texts)
    parts = "".join(f"{inner}{{follows}} {key}\n{text}\n{inner}\n" for key, text in decision.texts.items())
    return f"{outer}{{ask}} {decision.question}\n{parts}{outer}"
