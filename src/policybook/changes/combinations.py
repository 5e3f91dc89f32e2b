"""All combinations of facts at once: those by which there is something to tell, found without trying them one by one.

A diagram says what comes of every set of facts: it asks for one fact after another, and where many sets come to the
same it says so once. One is made of each rule alone, which turns on few facts; and of these, one of what all the rules
say together in each handbook, and one of what is different. A set is passed over where all that is different by it is
so already by sets that lack one of its facts, and nothing else is different by those.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from policybook.changes.sayings import Saying, Sayings
from policybook.changes.situations import Facts, Pair, Side, Sort, Ways, together
from policybook.judging.graph import Reach
from policybook.judging.judge import Judge
from policybook.judging.verdict import Bearing, Verdict
from policybook.policy.model import VERBS, Norm, Phrase


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Whether the fact at a place is given, and what follows without it and with it; or, at the end, what it comes to."""

    at: int
    ways: "tuple[Node, ...]" = ()
    value: Any = None


class Diagrams:
    """Makes diagrams of sets of so many facts; two that come to the same are one and the same node."""

    def __init__(self, end: int) -> None:
        self.end = end
        self._nodes: dict[Hashable, Node] = {}

    def leaf(self, value: Hashable) -> Node:
        """What comes to this, whatever is given."""
        return self._nodes.setdefault((value,), Node(self.end, value=value))

    def node(self, at: int, without: Node, given: Node) -> Node:
        """The first of two without the fact at this place, and the second with it."""
        ways = (without, given)
        return without if without is given else self._nodes.setdefault((at, *ways), Node(at, ways))

    def each(self, do: Callable[..., Hashable], *of: Node, keeps: Callable[..., bool] | None = None) -> Node:
        """What comes of doing this with what each of these comes to; the first, and nothing is done, where `keeps` says so."""
        done: dict[tuple[Node, ...], Node] = {}

        def go(*nodes: Node) -> Node:
            if (found := done.get(nodes)) is not None:
                return found
            at = min([node.at for node in nodes])
            if keeps and keeps(*nodes):
                found = nodes[0]
            elif at == self.end:
                found = self.leaf(do(*[node.value for node in nodes]))
            else:
                ways = [[n.ways[given] if n.at == at else n for n in nodes] for given in (0, 1)]
                found = self.node(at, go(*ways[0]), go(*ways[1]))
            done[nodes] = found
            return found

        return go(*of)

    def lacking(self, at: int, one: Node) -> Node:
        """What each set would come to without the fact at this place."""
        done: dict[Node, Node] = {}

        def go(node: Node) -> Node:
            if node.at >= at:
                return node.ways[0] if node.at == at else node
            if node not in done:
                done[node] = self.node(node.at, *map(go, node.ways))
            return done[node]

        return go(one)

    def sets(self, of: Node, at: int = 0) -> Iterator[tuple[int, ...]]:
        """The places of the facts of each set that comes to something true."""
        if at < self.end and (of.ways or of.value):
            ways = of.ways if of.at == at else (of, of)
            yield from self.sets(ways[0], at + 1)
            yield from ((at, *others) for others in self.sets(ways[1], at + 1))
        elif of.value:
            yield ()


def telling_sets(pair: Pair, sort: Sort, sayings: Sayings) -> list[Facts]:
    """The sets of facts that differ by more than sets with one fact fewer tell, the smallest first.

    They are in the order in which `Pair.fact_sets` has them among the others.
    """
    return _Combining(pair, sort, sayings).telling()


_Delta = frozenset[tuple[Saying, bool]]
"""What is said by one handbook alone: by the new one, where True."""

_Heads = tuple[frozenset[Bearing], str, bool]
"""What the rules come to together turns on this: how each bears, whom it is handed over to, and whether one is kept by who acts."""


class _Combining:
    def __init__(self, pair: Pair, sort: Sort, sayings: Sayings) -> None:
        self.pair, self.sort, self.sayings = pair, sort, sayings
        self.kinds = pair.kinds(sort)
        # Facts under the same words stand together, which keeps the diagrams small.
        under = [[*map(bool, ways)] for ways, _ in self.kinds]
        self.places = sorted(range(len(self.kinds)), key=under.__getitem__, reverse=True)
        self.all = Diagrams(len(self.kinds))

    def telling(self) -> list[Facts]:
        delta, no, yes = (self._delta(), self.all.leaf(False), self.all.leaf(True))
        told = nothing = self.all.leaf(frozenset())
        for at in range(self.all.end):
            fewer = self.all.lacking(at, delta)
            told = self.all.each(
                _told,
                *(told, delta, fewer, self.all.node(at, no, yes)),
                keeps=lambda told, delta, fewer, is_given: (
                    is_given is no or fewer is nothing or told is delta
                ),
            )
        more = self.all.each(frozenset.__ne__, told, delta)
        sets = (sorted(self.places[at] for at in one) for one in self.all.sets(more))
        found: dict[Ways, list[int]] = {}
        for one in sorted(sets, key=lambda one: (len(one), one)):
            found.setdefault(reduce(together, (self.kinds[of][0] for of in one), self.sort.base), one)
        return [Facts(tuple(self.kinds[of][1] for of in one), ways) for ways, one in found.items()]

    def _delta(self) -> Node:
        """What is said by one handbook alone."""
        was, would = map(self._said, self.pair.sides)
        delta, never = self.all.leaf(frozenset()), self.all.leaf(False)
        for saying in {**was, **would}:
            for new, (mine, others) in enumerate(((was, would), (would, was))):
                one: _Delta = frozenset({(saying, bool(new))})
                says, other = mine.get(saying, never), others.get(saying, never)
                if says is not other:
                    delta = self.all.each(
                        lambda d, a, b, one=one: d | one if a and not b else d,
                        *(delta, says, other),
                        keeps=lambda _d, a, b: a is never or a is b,
                    )
        return delta

    def _said(self, side: Side) -> dict[Saying, Node]:
        """For each thing that a handbook says, whether it does."""
        rules = side.live(side.norms(self.sort.acts[0]), self.sort.who[0], self.sort.act)
        alone = [self._alone(side, norm) for norm in rules]
        heads = (self.all.each(_heads, node) for node in alone)
        none: _Heads = (frozenset(), "", False)
        whole = reduce(lambda one, other: self.all.each(_joined, one, other), heads, self.all.leaf(none))
        whole = self.all.each(_whole, whole)
        main = self.all.each(lambda verdict: frozenset(self.sayings.main(verdict)[:1]) - {None}, whole)
        found: dict[Saying, Node] = {}
        for part in (main, *(self.all.each(self._beside, node, whole) for node in alone)):
            for saying in _values(part):
                says = self.all.each(lambda said, saying=saying: saying in said, part)
                found[saying] = self.all.each(bool.__or__, found.get(saying, says), says)
        return found

    def _beside(self, alone: Verdict, whole: Verdict) -> frozenset[Saying]:
        """What one rule says beside the verb, where all the rules come to this together."""
        outside = alone.outside if alone.handed_to == whole.handed_to else ()
        verdict = replace(whole, bearings=alone.bearings, outside=outside)
        return frozenset(saying for saying, _ in self.sayings.beside(verdict))

    def _alone(self, side: Side, norm: Norm) -> Node:
        """The verdict by one rule alone."""
        wanted = side.facts((norm,), self.sort.who[0])
        facts = [self.kinds[of][1] for of in self.places]
        ways = [side.ways(fact, wanted) for fact in facts]
        done: dict[tuple[int, Ways], Node] = {}

        def go(at: int, given: tuple[str, ...], so_far: Ways) -> Node:
            while at < self.all.end and not any(ways[at]):
                at += 1
            if (at, so_far) not in done:
                if at == self.all.end:
                    verdict = side.judge.judge(self.sort.one, self.sort.act, given)
                    done[at, so_far] = self.all.leaf(_plain(verdict))
                else:
                    with_it = go(at + 1, (*given, facts[at]), together(so_far, ways[at]))
                    done[at, so_far] = self.all.node(at, go(at + 1, given, so_far), with_it)
            return done[at, so_far]

        thing = self.sort.objects[0]
        is_fact = thing in self.pair.vocabulary.things
        side.judge.alone = norm
        made = go(0, (), side.ways(thing, wanted) if is_fact else (None,) * len(wanted))
        side.judge.alone = None
        return made


def _plain(verdict: Verdict) -> Verdict:
    """A verdict without what no saying tells: which notes it is by, and what the law says."""
    reaches = (Reach(b.reach.rank, b.reach.interpretations and ("",)) for b in verdict.bearings)
    bearings = (replace(b, reach=reach) for b, reach in zip(verdict.bearings, reaches, strict=True))
    return replace(verdict, bearings=tuple(bearings), interpretations=(), law=())


_BARE = Norm((), VERBS["does"], Phrase(()))


def _heads(alone: Verdict) -> _Heads:
    bearings = set()
    for bearing in alone.bearings:
        norm, told = bearing.norm, bearing.norm.recipients and ("",)
        bare = replace(_BARE, verb=norm.verb, phrase=Phrase(norm.phrase.acts), recipients=told)
        bearings.add(replace(bearing, norm=bare))
    return frozenset(bearings), alone.handed_to, bool(alone.discharged)


def _joined(one: _Heads, other: _Heads) -> _Heads:
    return one[0] | other[0], one[1] or other[1], one[2] or other[2]


def _whole(heads: _Heads) -> Verdict:
    """What the rules come to together, as far as it is not for each to say."""
    bearings, handed_to, kept = heads
    verdict = replace(Judge.verdict_of(tuple(bearings), ()), discharged=(_BARE,) * kept)
    if not handed_to:
        return verdict
    return replace(verdict, status="conflict", points="", verb="", handed_to=handed_to)


def _told(told: _Delta, delta: _Delta, fewer: _Delta, is_given: bool) -> _Delta:
    return told | fewer if is_given and fewer <= delta else told


def _values(one: Node) -> set[Saying]:
    """All that some set comes to."""
    found: set[Saying] = set()
    nodes = {one}
    while nodes:
        found.update(saying for node in nodes if not node.ways for saying in node.value)
        nodes = {way for node in nodes for way in node.ways}
    return found
