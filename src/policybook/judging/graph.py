"""Is-a graphs: what falls under what, firmly or openly, and by which interpretations."""

import heapq
from collections.abc import Callable, Container, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from policybook.policy.model import Reading, Word, grouped

T = TypeVar("T")
FIRM, OPEN, EXCLUDED = 0, 1, 2
"""Ranks of a way up the graph, from best to none at all."""


class Reach(NamedTuple):
    """How one word falls under another: firmly, openly or by exclusion, and by which interpretations."""

    rank: int = FIRM
    interpretations: tuple[str, ...] = ()


def joined(*reaches: Reach) -> Reach:
    """One way made of several: no firmer than the least firm, by all their interpretations."""
    told = [reach for reach in reaches if reach != PLAIN]
    if len(told) < 2:
        return told[0] if told else PLAIN
    notes = {note for reach in told for note in reach.interpretations}
    return Reach(max(reach.rank for reach in reaches), tuple(sorted(notes)))


PLAIN = Reach()


def firmness(way: Reach) -> tuple[int, int, Reach]:
    """What ways are chosen by: the firmest, and of those the one by the fewest interpretations."""
    return way.rank, len(way.interpretations), way


def in_sorts(names: Iterable[T], key: Callable[[T], Hashable]) -> list[tuple[T, ...]]:
    """The names in sorts that a key does not tell apart, in the order in which they come."""
    return [tuple(sort) for sort in grouped((key(name), name) for name in names).values()]


class Graph:
    """One is-a graph of the vocabulary, with the edges that interpretations add or take away."""

    def __init__(self, words: Mapping[str, Word], readings: Iterable[Reading]) -> None:
        self._words = words
        self._edges: dict[str, list[tuple[str, Reach]]] = {
            name: [(parent, PLAIN) for parent in word.parents] for name, word in words.items()
        }
        self._blocks: list[tuple[str, str, str]] = []
        for reading in readings:
            if reading.general not in words:
                continue
            for particular in reading.particulars:
                if reading.form == "reads not":
                    self._blocks.append((reading.general, particular, reading.interpretation))
                else:
                    rank = FIRM if reading.form == "reads" else OPEN
                    edge = (reading.general, Reach(rank, (reading.interpretation,)))
                    self._edges.setdefault(particular, []).append(edge)
        self._above: dict[str, Mapping[str, Reach]] = {}

    def above(self, word: str) -> Mapping[str, Reach]:
        """Every word that `word` falls under, itself included, each by its firmest and shortest way."""
        if word not in self._above:
            self._above[word] = self._search(word)
        return self._above[word]

    def ways(self, word: str, used: Container[str]) -> frozenset[tuple[str, Reach]]:
        """How a word falls under each of those in use, which is all that tells it from other words."""
        return frozenset(way for way in self.above(word).items() if way[0] in used)

    def _search(self, start: str) -> Mapping[str, Reach]:
        blocked: dict[str, Reach] = {}
        if self._blocks:
            free = self._walk(start, {})
            for general, particular, note in self._blocks:
                if particular in free:
                    blocked[general] = Reach(EXCLUDED, (note,))
        return {**self._walk(start, blocked), **blocked}

    def _walk(self, start: str, blocked: Mapping[str, Reach]) -> dict[str, Reach]:
        found: dict[str, Reach] = {}
        queue: list[tuple[tuple[int, int, tuple[str, ...]], str]] = [((FIRM, 0, ()), start)]
        while queue:
            (rank, _, notes), word = heapq.heappop(queue)
            if word in found:
                continue
            found[word] = here = Reach(rank, notes)
            for parent, edge in self._edges.get(word, ()):
                if parent not in found and parent not in blocked:
                    there = joined(here, edge)
                    cost = (there.rank, len(there.interpretations), there.interpretations)
                    heapq.heappush(queue, (cost, parent))
        return found

    def cover(self, particulars: Iterable[str], generals: Iterable[str]) -> Reach | None:
        """The best way in which any of `particulars` falls under any of `generals`."""
        generals, best = tuple(generals), None
        for particular in particulars:
            above = self._above.get(particular) or self.above(particular)
            for general in generals:
                way = above.get(general)
                if way is not None and (best is None or firmness(way) < firmness(best)):
                    best = way
        return best


class ActGraph(Graph):
    """The graph of acts, which also knows what is contrary to what."""

    def __init__(self, words: Mapping[str, Word], readings: Iterable[Reading]) -> None:
        super().__init__(words, readings)
        self._contrary: dict[str, set[str]] = {name: set(word.contrary) for name, word in words.items()}
        for name, word in words.items():
            for other in word.contrary:
                self._contrary.setdefault(other, set()).add(name)
        self.contrary = lru_cache(maxsize=None)(self._find_contrary)

    def contraries(self, kind: str) -> Iterable[str]:
        """What this kind of act is contrary to, or is said to be contrary to it."""
        return self._contrary.get(kind, ())

    def _find_contrary(self, act: str, generals: tuple[str, ...]) -> Reach | None:
        """How doing `act` is the contrary of doing any of `generals`.

        The contrary of a general act is contrary to its particulars too: to decline all contact is to
        decline this contact.
        """
        best = None
        for general in generals:
            for kind, reach in self.above(general).items():
                others = self._contrary.get(kind)
                if others and reach.rank != EXCLUDED and (way := self.cover((act,), others)):
                    way = joined(way, reach)
                    best = way if best is None else min(best, way)
        return best
