"""Who is covered: for each rule the kinds of people whom it reaches, and those of whom it is not clear.

A table for each clause stands on a page of its own, as a doctest that is run: a rule or a word that comes to
reach others is noticed there, even where no question asks about them. It names ids, so renumbering changes
nothing. `policybook working --store` writes the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from policybook.judging.graph import EXCLUDED, FIRM, OPEN
from policybook.judging.judge import Judge, judge_of
from policybook.policy.handbook import Handbook
from policybook.policy.language import sentence
from policybook.policy.model import Norm

PAGE = "book/who-is-covered.md"
_SAID = {FIRM: "covers", OPEN: "not clear", EXCLUDED: "does not cover"}
_INTRODUCTION = """\
# Who is covered by each rule

This page is for the governors and for the safeguarding lead.
Under each clause stand its rules, and under each rule the kinds of people whom it reaches.
“Not clear” means that the policy's words leave it open, and an interpretation such as {interp}`I-1` says so.

The words with hyphens are those that the handbook's own checks use.
Each list is worked out from the rules, and worked out again whenever anything changes.
A list that has changed stops the handbook from being published until somebody has read it.
"""


def covered(handbook: Handbook, clause_id: str) -> str:
    """The rules of a clause, each with those whom it covers. Raises KeyError for an unknown clause."""
    judge = judge_of(handbook)
    found = handbook.clauses[clause_id].norms
    return "\n".join(line for norm in found for line in _lines(judge, norm))


def _lines(judge: Judge, norm: Norm) -> Iterator[str]:
    yield sentence(norm)
    people = judge.handbook.vocabulary.people
    above = Counter(parent for word in people.values() for parent in word.parents)
    # Nobody is a worker and no more: a word for several kinds of people is left out, and they stand for it.
    kinds = sorted(name for name in people if above[name] < 2)
    reached = [(name, way) for name in kinds if (way := judge.people.cover((name,), norm.who))]
    for rank, said in _SAID.items():
        names = [_named(name, way.interpretations) for name, way in reached if way.rank == rank]
        if names:
            yield f"  {said}: {', '.join(names)}"
    yield from (f"  the law binds everybody: {sentence(law)}" for law in judge.restated(norm))


def _named(name: str, notes: Sequence[str]) -> str:
    return f"{name} ({', '.join(notes)})" if notes else name


def page(handbook: Handbook) -> str:
    """The whole page, as it should stand."""
    parts = [_INTRODUCTION]
    for section in handbook.sections:
        clauses = [clause for clause in section.clauses if clause.norms]
        if clauses:
            parts.append(f"## {section.title}\n")
        for clause in clauses:
            table = covered(handbook, clause.id)
            parts.append(
                f'{{clause}}`{clause.id}`\n\n```python\n>>> covered("{clause.id}")\n{table}\n\n```\n'
            )
    return "\n".join(parts)
