"""The list of all mutants; each is tried, on as many processors as there are, and what became of it is kept.

A mutant is tried on the questions that can tell it alone. A norm takes part in one only where one of its words meets an act or a fact of that question. Anything
that reaches further (a norm that an interpretation copies from or hands over, another policy's norm, a norm
taken away with its readings) is tried on every question. The tests hold this against the slow way.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from policybook.changes.training import words_of
from policybook.judging.judge import judge_of
from policybook.judging.norms import acts_of
from policybook.load import load
from policybook.mutants import keys, norms, words
from policybook.mutants.gate import BY_TABLE, KILLED, SURVIVED, apply, verdict_on
from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.model import Norm
from policybook.policy.training import Question, Scenario

Told = Callable[[Handbook], bool]
"""Whether a table of situations says otherwise than a handbook."""
_CHUNK = 16
"""So many mutants are handed to a processor at a time."""


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What became of one mutant: killed, survived or equivalent, and by what or by which rule."""

    mutant: Mutant
    verdict: str
    by: str


def mutants_of(handbook: Handbook, *, of_words: bool = False) -> tuple[Mutant, ...]:
    """Every mutant of the handbook, always in the same order; `of_words`: of its words and readings instead."""
    if of_words:
        return (*words.of_words(handbook), *words.of_readings(handbook))
    found = [mutant for norm in handbook.norms.values() for mutant in norms.of_norm(handbook, norm)]
    found += words.of_clauses(handbook)
    found += [mutant for question in handbook.questions for mutant in keys.of_question(question)]
    found += [mutant for scenario in handbook.scenarios for mutant in keys.of_scenario(scenario)]
    return tuple(found)


def sweep(
    root: Path,
    every: int = 1,
    workers: int = 0,
    tell: Callable[[int, int], None] | None = None,
    *,
    of_words: bool = False,
    told: Told | None = None,
) -> tuple[MutantResult, ...]:
    """Try every mutant of the handbook under `root`, or one in `every`, in an order that never changes.

    With `of_words` the words and the readings are tried instead. `told` is asked about a handbook in which
    something is wrong that nothing else noticed.
    `workers` is the number of processes; 0 is one for each processor, 1 does all of it in this one. `tell`
    is called with how many are done, of how many.
    """
    _begin(root, of_words, told)
    mutants = _work[0][1]
    places = range(0, len(mutants), every)
    results: list[MutantResult] = []
    for at, (verdict, by) in zip(places, _tried(places, workers, root, of_words, told), strict=True):
        results.append(MutantResult(mutants[at], verdict, by))
        if tell:
            tell(len(results), len(places))
    return tuple(results)


def _tried(
    places: Sequence[int], workers: int, *begin: *tuple[Path, bool, Told | None]
) -> Iterator[tuple[str, str]]:
    count = workers or os.cpu_count() or 1
    if count == 1:
        yield from map(_one, places)
        return
    with ProcessPoolExecutor(count, initializer=_begin, initargs=begin) as pool:
        yield from pool.map(_one, places, chunksize=_CHUNK)


_work: "list[tuple[Handbook, Sequence[Mutant], Impact, Told | None]]" = []
"""The handbook at hand in this process, with its mutants."""


def _begin(root: Path, of_words: bool, told: Told | None) -> None:
    handbook = load(root)
    _work[:] = [(handbook, mutants_of(handbook, of_words=of_words), Impact(handbook), told)]


def _one(at: int) -> tuple[str, str]:
    handbook, mutants, impact, told = _work[0]
    verdict, by = verdict_on(mutants[at], handbook, impact.asked(mutants[at]))
    if verdict == SURVIVED and told and told(apply(handbook, mutants[at])):
        return KILLED, BY_TABLE
    return verdict, by


# ---- which questions can tell


class Impact:
    """The acts and facts of every question, and which words of a norm meet them."""

    def __init__(self, handbook: Handbook) -> None:
        self._judge = judge_of(handbook)
        self._words = {question.id: words_of(question) for question in handbook.questions}
        copied = {norm.id for r in handbook.readings if r.source for norm in self._judge.named(r.source)}
        handed = [r for r in handbook.readings if r.form == "hands over"]
        names = [name for r in handed for name in (*r.norms, r.under)]
        self._far = copied | {norm.id for name in names for norm in self._judge.named(name)}
        self._named = {norm.id for r in handbook.readings for n in r.norms for norm in self._judge.named(n)}
        self._asked_by_act = lru_cache(maxsize=None)(self._find_act)
        self._asked_by_fact = lru_cache(maxsize=None)(self._find_fact)

    def asked(self, mutant: Mutant) -> tuple[str, ...]:
        """The ids of the questions that can tell, in the order of the book."""
        if isinstance(mutant.old, Question):
            return (mutant.old.id,)
        if isinstance(mutant.old, Scenario):
            return mutant.old.questions
        norm, new = mutant.old, mutant.new
        far = not isinstance(norm, Norm) or norm.layer not in ("policy", "house") or norm.id in self._far
        if not isinstance(norm, Norm) or far or (new is None and norm.id in self._named):
            return tuple(self._words)
        found: set[str] = set()
        for one in (norm, new) if isinstance(new, Norm) else (norm,):
            found.update(*map(self._asked_by_act, acts_of(one)), *map(self._asked_by_fact, one.when))
        return tuple(name for name in self._words if name in found)

    def _find_act(self, word: str) -> frozenset[str]:
        acts = self._judge.acts
        done = {act for found, _ in self._words.values() for act in found}
        met = {a for a in done if word in acts.above(a) or acts.contrary(a, (word,)) is not None}
        return frozenset(name for name, (found, _) in self._words.items() if found & met)

    def _find_fact(self, word: str) -> frozenset[str]:
        things = self._judge.things
        met = {fact for _, found in self._words.values() for fact in found if word in things.above(fact)}
        return frozenset(name for name, (_, found) in self._words.items() if found & met)
