"""Compares this handbook with a changed one and counts the flips: `python bench/comparing.py typical 2`.

A typical change gives two clauses other rules: a stronger verb on friends, and one more to tell of any concern. A
wholesale one swaps every verb for the next on its scale, and so touches every rule there is.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from measure import PROJECT

from policybook.changes.flips import flips
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.model import VERBS, Clause, Norm, Timing


def typical(norm: Norm) -> Norm:
    """A stronger ban, and one more to tell, sooner."""
    if norm.id == "pupil-friend/befriend":
        return replace(norm, verb=VERBS["must never"])
    if norm.id == "any-concern/tell":
        return replace(norm, recipients=(*norm.recipients, "dsl"), timing=Timing("immediately", 1000))
    return norm


def wholesale(norm: Norm) -> Norm:
    """Another verb that points the same way."""
    alike = [
        verb for verb in VERBS.values() if verb.direction == norm.direction and not verb.endswith(" face")
    ]
    place = alike.index(norm.verb) if norm.verb in alike else 0
    return norm if norm.verb.endswith(" face") else replace(norm, verb=alike[(place + 1) % len(alike)])


CHANGES = {"typical": typical, "wholesale": wholesale}


def changed(handbook: Handbook, name: str) -> Handbook:
    """The handbook with the change of this name."""

    def clause(old: Clause) -> Clause:
        norms = tuple(map(CHANGES[name], old.norms))
        return replace(old, norms=norms)

    sections = tuple(replace(s, clauses=tuple(map(clause, s.clauses))) for s in handbook.sections)
    return replace(handbook, sections=sections)


if __name__ == "__main__":
    name, facts = sys.argv[1:]
    book = load(PROJECT)
    print(len(flips(book, changed(book, name), None if facts == "all" else int(facts))))
