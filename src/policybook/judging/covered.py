"""Who is covered: for each rule the kinds of people whom it reaches, and those of whom it is not clear.

A table for each clause stands on a page of its own, as a doctest that is run: a rule or a word that comes to
reach others is noticed there, even where no question asks about them. It names ids, so renumbering changes
nothing. `policybook working --store` writes the page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from policybook.judging.graph import EXCLUDED, FIRM, OPEN
from policybook.judging.judge import Judge, judge_of
from policybook.policy.handbook import Handbook
from policybook.policy.model import PRACTICE, Clause, Guidance, Norm

PAGE = "book/who-is-covered.md"
_SAID = {FIRM: "covers", OPEN: "not clear", EXCLUDED: "does not cover"}
_BESIDE = "House rules, the law and outside guidance, which are not policy"
_INTRODUCTION = """\
# Who is covered by each rule

This page is for {body} and for {lead}.
Under each clause stand its rules, and under each rule the kinds of people whom it reaches.
“Not clear” means that the policy's words leave it open, and an interpretation such as {{interp}}`I-1` says so.

The words with hyphens are those that the handbook's own checks use.
Each list is worked out from the rules, and worked out again whenever anything changes.
A list that has changed stops the handbook from being published until somebody has read it.
"""


def covered(handbook: Handbook, clause_id: str) -> str:
    """The rules of a clause or of guidance, each with those whom it covers. Raises KeyError for an unknown one."""
    judge = judge_of(handbook)
    holder = handbook.clauses.get(clause_id) or handbook.guidance_by_id[clause_id]
    return "\n".join(line for norm in holder.norms for line in _lines(judge, norm))


def _lines(judge: Judge, norm: Norm) -> Iterator[str]:
    yield norm.sentence
    people = judge.handbook.vocabulary.people
    above = Counter(parent for word in people.values() for parent in word.parents)
    # Nobody is a worker and no more: a word for several kinds of people is left out, and they stand for it.
    kinds = sorted(name for name in people if above[name] < 2)
    reached = [(name, way) for name in kinds if (way := judge.people.cover((name,), norm.who))]
    for rank, said in _SAID.items():
        ways = [(name, way.interpretations) for name, way in reached if way.rank == rank]
        names = [f"{name} ({', '.join(notes)})" if notes else name for name, notes in ways]
        if names:
            yield f"  {said}: {', '.join(names)}"
    yield from (f"  the law binds everybody: {law.sentence}" for law in judge.restated(norm))


def page(handbook: Handbook) -> str:
    """The whole page, as it should stand."""
    parts = [_INTRODUCTION.format(body=handbook.organisation.body, lead=handbook.lead)]
    # Without what is done today, which is nobody's to decide but the organisation's.
    beside = [guidance for guidance in handbook.guidance if guidance.layer != PRACTICE]
    holders: list[tuple[str, Sequence[Clause | Guidance]]] = [(s.title, s.clauses) for s in handbook.sections]
    for title, found in (*holders, (_BESIDE, beside)):
        names = [holder.id for holder in found if holder.norms]
        parts += [f"## {title}\n"] if names else []
        for name in names:
            shown = f'>>> covered("{name}")\n{covered(handbook, name)}'
            parts.append(f"{{clause}}`{name}`\n\n```python\n{shown}\n\n```\n")
    return "\n".join(parts)
