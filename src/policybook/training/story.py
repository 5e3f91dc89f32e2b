"""How a story's decisions hang together: what follows an answer, and where the reader goes.

Nothing here marks an answer: `policybook.training.bank` does, and a story only says what happens then.
"""

import html
import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policybook.policy.english import plain_text
from policybook.policy.handbook import Handbook
from policybook.policy.training import Decision, Question
from policybook.training.bank import weighed

END = "end"
RIGHT, OTHERWISE = "right", "otherwise"
CITES = ("clause", "interp")
"""What an ending must cite one of: a clause, or an interpretation."""

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


# ---- as Markdown


def directive(decision: Decision) -> str:
    """The decision as the page shows it: an `ask` directive that holds what follows each kind of answer."""
    longest = max((len(run) for text in decision.texts.values() for run in re.findall(":+", text)), default=0)
    inner = ":" * max(3, longest + 1)
    outer = inner + ":" * bool(decision.texts)
    parts = "".join(f"{inner}{{follows}} {key}\n{text}\n{inner}\n" for key, text in decision.texts.items())
    return f"{outer}{{ask}} {decision.question}\n{parts}{outer}"


UNRUN = "To answer with a click, open the menu Run and choose Run All Cells."


def still(handbook: Handbook, question: Question) -> tuple[str, str]:
    """The question as plain text (its prompt alone), and as HTML with its options."""
    # Jupyter takes the letters from a list that has them, and numbers it.
    options = (f"{option.letter}. {plain_text(handbook, option.text)}" for option in question.options)
    prompt = plain_text(handbook, question.prompt)
    return prompt, "".join(f"<p>{html.escape(text)}</p>" for text in (prompt, *options, UNRUN))
