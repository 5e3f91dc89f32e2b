"""A story's branches made wrong: where an answer leads, what follows it, and what is stored of it for the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policybook.mutants.mutant import Mutant
from policybook.policy.citations import Citation, recited
from policybook.policy.training import Decision, Scenario
from policybook.training.story import CITES, END, OTHERWISE, RIGHT, directive, graph, leading, sides


def of_scenario(scenario: Scenario) -> Iterator[Mutant]:
    """Every mutant of a story's decisions."""
    for decision in scenario.decisions:
        for sort, what, new in (*_targets(scenario, decision), *_texts(scenario, decision)):
            decisions = tuple(new if one is decision else one for one in scenario.decisions)
            changed = _stored_anew(replace(scenario, decisions=decisions), new)
            where = f"with {what} in “{decision.question}”"
            yield Mutant(f"story: {sort}", scenario.id, where, scenario, changed)
        yield from _stored(scenario, decision)


def _stored_anew(scenario: Scenario, decision: Decision) -> Scenario:
    """What the site shows of a decision, stored again, so that the story's own rules have to notice."""
    shown = directive(decision)
    cells = (replace(cell, shown=shown) if cell.index == decision.cell else cell for cell in scenario.cells)
    return replace(scenario, cells=tuple(cells))


def _targets(scenario: Scenario, decision: Decision) -> Iterator[tuple[str, str, Decision]]:
    edges, aside = graph(scenario.decisions)[decision.question], sides(scenario.decisions)
    on = leading(decision)
    order = [one.question for one in scenario.decisions]
    later = order[order.index(decision.question) + 1 :]
    following = next((name for name in later if name not in aside), "")

    def leads(key: str, target: str) -> Decision:
        return replace(decision, goes=tuple({**dict(decision.goes), key: target}.items()))

    yield "target", f"{_called(on)} leading round to the same decision", leads(on, decision.question)
    for key in (key for key in decision.texts if key in edges and key != on):
        yield "target", f"{_called(key)} leading to the end", leads(key, END)
        yield "target", f"{_called(key)} leading to no decision", leads(key, f"{decision.question}-too")
        if following:
            yield "target", f"{_called(key)} leading on to “{following}”", leads(key, following)


def _texts(scenario: Scenario, decision: Decision) -> Iterator[tuple[str, str, Decision]]:
    texts = decision.texts
    # Where "otherwise" stands, a letter needs no words of its own.
    needed = [key for key in texts if key in (RIGHT, OTHERWISE) or OTHERWISE not in texts]
    for key in needed:
        left = tuple(pair for pair in decision.follows if pair[0] != key)
        yield "text dropped", f"nothing after {_called(key)}", replace(decision, follows=left)
    on = leading(decision)
    if graph(scenario.decisions)[decision.question][on] == END:
        bare = {**texts, on: recited(texts[on], _without)}
        yield (
            "citation dropped",
            "an ending that cites nothing",
            replace(decision, follows=tuple(bare.items())),
        )


def _without(cited: Citation) -> str | None:
    """Something in the place of a citation that an ending needs."""
    return "the policy" if cited.role in CITES else None


def _stored(scenario: Scenario, decision: Decision) -> Iterator[Mutant]:
    """What is stored for the site, without each text, and with another word in it."""
    for key, text in decision.follows:
        gone = replace(decision, follows=tuple(pair for pair in decision.follows if pair[0] != key))
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        other = replace(decision, follows=tuple({**decision.texts, key: f"{first} {text}"}.items()))
        for what, shown in (("without", gone), ("with another word in", other)):
            where = f"{what} what follows {_called(key)}, as stored under cell {decision.cell}"
            yield Mutant("notebook: branch", scenario.id, where, scenario, _stored_anew(scenario, shown))


def _called(key: str) -> str:
    return {RIGHT: "a right answer", OTHERWISE: "any other answer"}.get(key, f"answer {key}")
