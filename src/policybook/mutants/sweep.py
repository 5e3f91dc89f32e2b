"""Tries every mutant, on as many processors as there are, and keeps what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from policybook.load import load
from policybook.mutants.catalogue import mutants_of
from policybook.mutants.gate import verdict_on
from policybook.mutants.mutant import Mutant
from policybook.mutants.reach import Impact
from policybook.policy.handbook import Handbook

_CHUNK = 16
"""So many mutants are handed to a processor at a time."""


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What became of one mutant: killed, survived or equivalent, and by what or by which rule."""

    mutant: Mutant
    verdict: str
    by: str


def sweep(
    root: Path, every: int = 1, workers: int = 0, tell: Callable[[int, int], None] | None = None
) -> tuple[MutantResult, ...]:
    """Try every mutant of the handbook under `root`, or one in `every`, in an order that never changes.

    `workers` is the number of processes; 0 is one for each processor, 1 does all of it in this one. `tell`
    is called with how many are done, of how many.
    """
    handbook = load(root)
    mutants = mutants_of(handbook)
    places = range(0, len(mutants), every)
    results: list[MutantResult] = []
    for at, (verdict, by) in zip(places, _tried(root, handbook, mutants, places, workers), strict=True):
        results.append(MutantResult(mutants[at], verdict, by))
        if tell:
            tell(len(results), len(places))
    return tuple(results)


def _tried(
    root: Path, handbook: Handbook, mutants: Sequence[Mutant], places: Sequence[int], workers: int
) -> Iterator[tuple[str, str]]:
    count = workers or os.cpu_count() or 1
    if count == 1:
        work = _Work(handbook, mutants)
        yield from map(work.one, places)
        return
    with ProcessPoolExecutor(count, initializer=_begin, initargs=(root,)) as pool:
        yield from pool.map(_one, places, chunksize=_CHUNK)


class _Work:
    """A handbook with its mutants, ready to be tried one by one."""

    def __init__(self, handbook: Handbook, mutants: Sequence[Mutant]) -> None:
        self._handbook, self._mutants, self._impact = handbook, mutants, Impact(handbook)

    def one(self, at: int) -> tuple[str, str]:
        """Try the mutant at this place of the list."""
        mutant = self._mutants[at]
        return verdict_on(mutant, self._handbook, self._impact.asked(mutant))


_work: list[_Work] = []


def _begin(root: Path) -> None:
    handbook = load(root)
    _work[:] = [_Work(handbook, mutants_of(handbook))]


def _one(at: int) -> tuple[str, str]:
    return _work[0].one(at)
