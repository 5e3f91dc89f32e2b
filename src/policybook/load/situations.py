"""Reads the list of situations that the stories cover."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode

from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile, known
from policybook.policy.training import Case

_KEYS = ("gist", "no-story", "variants")


def read_cases(desk: Desk, path: str) -> tuple[Case, ...]:
    """Every situation with its variants, in the order of the file."""
    file = YamlFile(desk, path)
    found: dict[str, Case] = {}
    for name, _, node in file.pairs(file.root, "the situations"):
        for case in _cases(file, name, node, _KEYS):
            if case.id in found:
                file.wrong(node, f"the situation {case.id} stands twice.")
            found.setdefault(case.id, case)
    return tuple(found.values())


def _cases(file: YamlFile, name: str, node: Node, keys: tuple[str, ...]) -> Iterator[Case]:
    """One situation, and its variants after it; a situation may be no more than its gist."""
    is_short = isinstance(node, ScalarNode)
    entries = {} if is_short else known(file, node, f"“{name}”", keys)
    gist = file.string(node if is_short else entries.get("gist"), "gist")
    if not gist:
        file.wrong(node, f"the situation {name} does not say what happens in it.")
    no_story = file.string(entries.get("no-story"), "no-story")
    yield Case(name, gist, no_story, file.place(node))
    for other, _, variant in file.pairs(entries.get("variants"), "variants"):
        yield from _cases(file, other, variant, _KEYS[:2])
