"""Says each flip in a plain sentence, and puts the gravest first.

A flip is safety-critical where something settled changes (not only what was left open), and any of these holds:

1. somebody would no longer be told, or later, or would be one of several where all had to be told;
2. it is about a fact or a thing that a safety-critical interpretation of either handbook names, or that a rule
   names beside such a thing;
3. what a house rule calls unsafe was against the policy, and would no longer be.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from policybook.changes.sayings import Saying, tells_as_much
from policybook.changes.situations import Pair
from policybook.judging.norms import settled
from policybook.policy.english import capital, labels, listed, third_person
from policybook.policy.handbook import Handbook
from policybook.policy.language import is_ban
from policybook.policy.model import AGAINST, LATER, Word, ancestors

GROUPS: Mapping[str, str] = {
    "critical": "Safety: read these first",
    "lost": "No longer forbidden, or no longer asked for",
    "new": "Newly forbidden, or newly asked for",
    "strength": "Stronger or weaker",
    "telling": "Whom to tell, and how soon",
    "other": "Judgement, conflict, and for whom the policy is not clear",
    "opposite": "The same, said of the opposite act",
}
"""The groups of flips in the order in which they are read, and their headings."""
ENOUGH = 5
"""So many kinds are named one by one in a sentence; the others are counted."""


@dataclass(frozen=True)
class Flip:
    """Situations whose verdict changes in one and the same way.

    `who`, `acts`, `objects` and `recipients` are every kind that it holds for ("" where an act is done to nobody);
    `given` are sets of facts, any one of which brings it about, each fact as those that would do as well; `was` and
    `would` are what is no longer said and what is newly said; `clauses` are the ids of those that said it in the old
    handbook, and that say it in the new one; `firm` has False where it is so of some of them in part only, or by an
    interpretation. `group` is one of GROUPS, and `sentence` says it all.
    """

    who: tuple[str, ...]
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    recipients: tuple[str, ...]
    given: tuple[tuple[tuple[str, ...], ...], ...]
    was: tuple[Saying, ...]
    would: tuple[Saying, ...]
    clauses: tuple[tuple[str, ...], tuple[str, ...]]
    firm: tuple[bool, ...] = (True,)
    sentence: str = ""
    group: str = ""
    rank: tuple[int, ...] = ()


def rank_of(flip: Flip) -> tuple[object, ...]:
    """What flips are sorted by: the group, then the reach, then the place in the book."""
    return list(GROUPS).index(flip.group), flip.rank, flip.sentence


# ---- the fewest words for many kinds


class Kinds:
    """One graph of the vocabulary, for naming many of its words by few.

    `among`: only the words count below which there is nothing else than these. Nobody is a worker and no more; but
    where all that is below is an office or two, there are workers who hold none of them.
    """

    def __init__(self, words: Mapping[str, Word], among: AbstractSet[str] | None = None) -> None:
        self.words = words
        self.below: dict[str, set[str]] = {name: set() for name in words}
        for name in words:
            for above in self._above(name):
                self.below[above].add(name)
        self._breadth = {name: (len(self.below[name]), -at) for at, name in enumerate(words)}
        self._counts = {
            name: frozenset(n for n in (*kinds, name) if among is None or self.below[n] <= among)
            for name, kinds in self.below.items()
        }
        self.widest = lru_cache(maxsize=None)(self._widest)

    def _above(self, name: str) -> frozenset[str]:
        return (ancestors(name, self.words) & self.words.keys()) - {name}

    def counts(self, name: str) -> bool:
        """Whether somebody may be of this kind, and of none below it."""
        return name in self._counts[name]

    def with_below(self, names: Iterable[str]) -> set[str]:
        """The words and all that is below them."""
        known = [name for name in names if name in self.below]
        return set(known).union(*(self.below[name] for name in known))

    def _widest(self, chosen: frozenset[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The fewest kinds that say which words are chosen, each with the kinds below it that are excepted."""
        wanted = chosen & frozenset().union(*(self._counts[name] & {name} for name in chosen)) or chosen
        counts = ((name, self._counts[name]) for name in chosen)
        ways = [(name, of & wanted or {name} & wanted, self._roots(of - wanted)) for name, of in counts]
        found, left = [], set(wanted)
        while left:
            name, covers, roots = max(
                (way for way in ways if way[1] & left),
                key=lambda way: (len(way[1] & left) - 2 * len(way[2]), *self._breadth[way[0]]),
            )
            found.append((name, roots))
            left -= covers
        return tuple(found)

    def _roots(self, names: frozenset[str]) -> tuple[str, ...]:
        """The most general of some words: those that are below no word all of whose kinds are among them."""
        whole = {n for n in self.words if self._counts[n] and self._counts[n] <= names}
        return tuple(n for n in self.words if n in whole and not self._above(n) & whole)


# ---- sentences and groups


class Teller:
    """Says each flip in a sentence, and says which group it is of."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.known = labels(pair.vocabulary)
        words = pair.vocabulary
        offices = {role.id for book in (pair.before, pair.after) for role in book.roles}
        self.people = Kinds(words.people, among=offices)
        self.acts, self.things = Kinds(words.acts), Kinds(words.things)
        self._order = {name: at for at, name in enumerate([*pair.after.clauses, *pair.before.clauses])}
        self._books = (pair.before, pair.after)
        self._norms = [norm for book in self._books for norm in book.norms.values()]

    def is_of_somebody(self, flip: Flip) -> bool:
        """Whether it is of a kind of which somebody may be, and of none below it."""
        return any(self.people.counts(name) for name in flip.who)

    def finish(self, flip: Flip) -> Flip:
        """The flip with its sentence, its group and its rank."""
        names = [name for side in flip.clauses for name in side]
        place = min((self._order.get(name, 0) for name in names), default=0)
        reach = len(flip.who) * len(flip.acts) * len(flip.objects) * len(flip.recipients)
        rank = (min(map(len, flip.given)), -reach, place)
        return replace(flip, sentence=self._sentence(flip), group=self._group(flip), rank=rank)

    def _sentence(self, flip: Flip) -> str:
        telling = flip.acts == ("tell",) and "" in flip.recipients
        does = "" if telling else f" who {self._does(flip)}"
        when = self._given(flip)
        who = self._named(self.people, flip.who, "people of other kinds")
        return f"{capital(who)}{does}{f', {when}' if when else ''}: {self._change(flip)}."

    def _does(self, flip: Flip) -> str:
        acts = [third_person(self.known.get(act, act)) for act, _ in self.acts.widest(frozenset(flip.acts))]
        many = len(acts) > ENOUGH + 1
        said = acts[0] if many else listed(acts, "or")
        objects = [name for name in flip.objects if name]
        if objects:
            kinds = self.people if objects[0] in self.people.words else self.things
            said += f" {self._named(kinds, objects, 'more')}"
        told = flip.recipients if "" not in flip.recipients else ()
        said += f" to {self._named(self.people, told, 'more')}" if told else ""
        return f"{said} (or does one of {len(acts) - 1} acts like it)" if many else said

    def _named(self, kinds: Kinds, names: Iterable[str], others: str) -> str:
        said = []
        for name, excepted in kinds.widest(frozenset(names)):
            but = _few([self.known.get(n, n) for n in excepted], "more")
            said.append(f"{self.known.get(name, name)}{f' (but not {but})' if but else ''}")
        return _few(said, others)

    def _given(self, flip: Flip) -> str:
        if not all(flip.given):
            return ""
        said = [listed(list(map(self._fact, facts))) for facts in sorted(flip.given, key=len)]
        single = max(map(len, flip.given)) == 1
        return "when " + _few(said, "cases like it", "or when", ENOUGH if single else 1)

    def _fact(self, alike: tuple[str, ...]) -> str:
        about = "it is about " if alike[0] in self._objects else ""
        return about + _few([self.known.get(name, name) for name in alike], "like facts")

    def _change(self, flip: Flip) -> str:
        was = _said(flip.was) + self._cited(self.pair.before, flip.clauses[0])
        would = _said(flip.would) + self._cited(self.pair.after, flip.clauses[1])
        some = "" if flip.firm == (False,) else "for some of these "
        part = "" if False not in flip.firm else f" ({some}in part, or by an interpretation)"
        if not flip.was:
            return f"also {would}{part}"
        if not flip.would:
            return f"no longer {was}{part}"
        return f"was {was}; would be {would}{part}"

    @staticmethod
    def _cited(book: Handbook, names: Sequence[str]) -> str:
        numbers = [book.clauses[name].number for name in book.clauses if name in names]
        return f", {listed(numbers)}" if numbers else ""

    def _group(self, flip: Flip) -> str:
        main = [saying for saying in (*flip.was, *flip.would) if saying.kind == "verdict" and saying.points]
        if main and all(saying.of == "contrary" for saying in main) and not _tells(flip):
            return "opposite"
        # More is settled than that something is open, or that there is nothing to say.
        if not any(s.points or s.kind in ("tell", "outside") for s in (*flip.was, *flip.would)):
            return "other"
        told = (saying for saying in flip.was if saying.kind == "tell")
        weaker = any(not any(tells_as_much(other, saying) for other in flip.would) for saying in told)
        facts = {fact for facts in flip.given for alike in facts for fact in alike}
        sensitive = not self._sensitive.isdisjoint((*facts, *flip.objects))
        if weaker or sensitive or self._frees_unsafe(flip):
            return "critical"
        if _tells(flip):
            return "telling"
        was, would = (next((s for s in main if s in side), None) for side in (flip.was, flip.would))
        if was and would and was.points == would.points:
            return "strength"
        return "lost" if was else "new" if would else "other"

    # ---- what is safety-critical

    @cached_property
    def _sensitive(self) -> frozenset[str]:
        """The facts and things that a safety-critical interpretation names, or a rule beside one of them."""
        things = self.things.words
        notes = [n for book in self._books for n in book.interpretations if n.safety_critical]
        readings = [reading for note in notes for reading in note.readings]
        named = {name for r in readings for name in (*r.facts, r.general, *r.particulars) if name in things}
        graphs = [side.judge.things for side in self.pair.sides]
        named = {name for name in things if any(settled(g.cover((name,), named)) for g in graphs)}
        for norm in self._norms:
            objects = set(norm.phrase.objects) & set(things)
            named |= objects if objects & named else set()
        return frozenset(named)

    def _frees_unsafe(self, flip: Flip) -> bool:
        """Whether what a house rule calls unsafe was against the policy, and would no longer be."""
        against = [{s.kind for s in x if s.points == AGAINST} for x in (flip.was, flip.would)]
        freed = "verdict" in against[0] and "verdict" not in against[1]
        return freed and bool(set(flip.acts) & self._unsafe)

    @cached_property
    def _unsafe(self) -> set[str]:
        house = (norm for norm in self._norms if norm.layer == "house" and norm.timing != LATER)
        return self.acts.with_below(act for norm in house if is_ban(norm) for act in norm.phrase.acts)

    @cached_property
    def _objects(self) -> set[str]:
        """The things that some rule has as its object, and those below them: of them one says “it is about”."""
        phrases = (phrase for norm in self._norms for phrase in norm.mentions)
        return self.things.with_below(name for phrase in phrases for name in phrase.objects)


def _said(sayings: Sequence[Saying]) -> str:
    """What is said, in a list; where care is asked for in many ways, they are counted."""
    words = [saying.words for saying in sayings if saying.kind != "care"]
    care = [saying.words for saying in sayings if saying.kind == "care"]
    return listed([*words, *(care if len(care) <= 2 else [f"with care in {len(care)} ways"])], "and also")


def _tells(flip: Flip) -> bool:
    return any(saying.kind == "tell" for saying in (*flip.was, *flip.would))


def _few(names: Sequence[str], others: str, joiner: str = "or", enough: int = ENOUGH) -> str:
    """Names in a list, of which those that are too many are counted."""
    if len(names) <= enough + 1:
        return listed(names, joiner)
    return f"{', '.join(names[:enough])} or {len(names) - enough} {others}"
