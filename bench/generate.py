"""Makes up handbooks of any size: the same size gives the same handbook, on every machine.

The words mean nothing. Their number and their shape are those of a real policy: two or three sentences a
clause, a plain line, one or two norms over the whole grammar, a citation of another clause, twenty clauses
a page, one source item for each clause, and a vocabulary that grows with the book.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

PER_PAGE = 20


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_VERBS = _listed(
    """keep share show send copy store publish print lend move check collect record return report discuss
edit label lock mention open pass post read remove replace review save search sign"""
)
_KINDS = _listed(
    """private shared printed older borrowed personal public hidden recent formal signed locked written
moving seasonal local labelled sealed weekly annual large small heavy light folded framed numbered
named stamped spare second third daily monthly broken"""
)
_NOUNS = _listed(
    """photograph register calendar message notebook password recording tablet timetable newsletter portrait
keyboard telephone letter drawing account folder camera report plan ticket badge parcel poster playlist diagram
survey diary whiteboard headset"""
)
_PLACES = _listed(
    """library hall playground kitchen office corridor garden workshop minibus studio gate cloakroom field
staffroom classroom pool clinic nursery club archive"""
)
_PEOPLE = _listed(
    """adult teacher assistant caretaker volunteer visitor governor technician supervisor helper trainee
librarian coach driver cook cleaner nurse clerk tutor mentor"""
)
_PUPILS = _listed("""child pupil monitor prefect boarder leaver newcomer sibling neighbour parent""")
TOLD = _listed("""headteacher deputy designated-lead school-office governing-body local-authority""")
_FOR = "must", "should", "needs to", "has a duty to", "is advised to"
_AGAINST = "must not", "must never", "should never", "should not"
_OUTCOMES = "written-warning", "final-warning", "dismissal", "loss-of-access"


@dataclass(frozen=True)
class Clause:
    """A clause as its author would think of it; each peer writes it down in its own way."""

    at: int
    id: str
    title: str
    sentences: tuple[str, ...]
    cites: int
    plain: str
    norms: tuple[str, ...]

    @property
    def page(self) -> int:
        return self.at // PER_PAGE

    @property
    def number(self) -> str:
        return f"{self.page + 1}({chr(ord('a') + self.at % PER_PAGE)})"

    @property
    def heading(self) -> str:
        return f"{self.number} {self.title}"


@dataclass(frozen=True)
class Words:
    """The vocabulary: each word with its more general words, and the acts that are contrary to one another."""

    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    acts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    things: dict[str, tuple[str, ...]] = field(default_factory=dict)
    contraries: dict[str, str] = field(default_factory=dict)


class Book:
    """A made-up handbook of `size` clauses."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.words = _words(size)

    @property
    def pages(self) -> int:
        return -(-self.size // PER_PAGE)

    def page_title(self, page: int) -> str:
        return f"Section {page + 1}: the {_PLACES[page % len(_PLACES)]}"

    def page(self, page: int) -> list[Clause]:
        """The clauses of one page, made afresh so that a large book is never held whole."""
        return [self.clause(at) for at in range(page * PER_PAGE, min(self.size, (page + 1) * PER_PAGE))]

    def clause(self, at: int) -> Clause:
        chance = random.Random(at)  # its own, so that a clause can be made without those before it
        kind, noun, place = _three(at)
        sentences = [
            f"Adults may use a {kind} {noun} in the {place} when the work of the day asks for it.",
            f"They should keep the {noun} where a colleague can see it, and they should say who used it last.",
            f"Nobody may take a {noun} home from the {place} without the *written* agreement of the Headteacher.",
            f"Where a {kind} {noun} shows a pupil, it belongs to the school and stays in the {place}.",
        ]
        chosen = chance.sample(sentences, chance.randint(1, 2))
        return Clause(
            at,
            name(at),
            title(at),
            tuple(chosen),
            self.cited_by_clause(at),
            f"You should look after the {noun} in the {place}. Ask first if you are not sure.",
            tuple(self._norms(chance)),
        )

    def cited_by_clause(self, at: int) -> int:
        """The clause that a clause cites: another one, anywhere in the book."""
        return (at + 1 + random.Random(at * 7 + 3).randrange(self.size - 1)) % self.size

    @cached_property
    def citing(self) -> dict[int, list[int]]:
        """The clauses that cite each clause."""
        found: dict[int, list[int]] = {}
        for at in range(self.size):
            found.setdefault(self.cited_by_clause(at), []).append(at)
        return found

    def _norms(self, chance: random.Random) -> Iterator[str]:
        acts = chance.sample(list(self._acts), chance.choice((1, 1, 2)))
        for act in acts:
            yield self._norm(chance, act)

    @cached_property
    def _acts(self) -> tuple[str, ...]:
        return tuple(self.words.acts)[2:]

    @cached_property
    def _things(self) -> tuple[str, ...]:
        return tuple(self.words.things)

    def _norm(self, chance: random.Random, act: str) -> str:
        who, things = chance.choice(_PEOPLE), chance.sample(self._things, 3)
        shape = chance.randrange(7)
        if shape == 0:
            told = " or ".join(chance.sample(TOLD, 2))
            return f"{who} should tell {told} immediately when {things[0]} and {things[1]}"
        if shape == 1:
            return f"{who} may {act} {things[0]} unless {things[1]} or {things[2]}"
        if shape == 2:
            return f"{who} must not {act} {things[0]}, or else may face {chance.choice(_OUTCOMES)}"
        if shape == 3:
            return f"{who} should {act} {things[0]} if they meet {chance.choice(_PUPILS)}"
        verb = chance.choice((*_FOR, *_AGAINST))
        when = f" when {things[1]}" if shape == 4 else ""
        return f"{who} {verb} {act} {things[0]}{when}"


def _three(at: int) -> tuple[str, str, str]:
    """A kind, a noun and a place, which no other clause below 20,000 has together."""
    at, noun = divmod(at, len(_NOUNS))
    kind, place = divmod(at, len(_PLACES))
    return _KINDS[kind % len(_KINDS)], _NOUNS[noun], _PLACES[place]


def name(at: int) -> str:
    return "-".join(_three(at))


def title(at: int) -> str:
    kind, noun, place = _three(at)
    return f"A {kind} {noun} in the {place}"


def _words(size: int) -> Words:
    acts: dict[str, tuple[str, ...]] = {"tell": (), "meet": (), "handle": ()}
    acts |= dict.fromkeys(_VERBS, ("handle",))
    pairs = ((verb, place) for place in _PLACES for verb in _VERBS)
    for _, (verb, place) in zip(range(size // 20), pairs, strict=False):
        acts[f"{verb}-in-{place}"] = (verb,)
    things: dict[str, tuple[str, ...]] = {"belonging": ()}
    things |= dict.fromkeys(_NOUNS, ("belonging",))
    pairs = ((kind, noun) for kind in _KINDS for noun in _NOUNS)
    for _, (kind, noun) in zip(range(50 + size // 20), pairs, strict=False):
        things[f"{kind}-{noun}"] = (noun,)
    people: dict[str, tuple[str, ...]] = {"person": (), "adult": ("person",)}
    people |= dict.fromkeys(_PEOPLE[1:], ("adult",)) | dict.fromkeys((*_PUPILS, *TOLD), ("person",))
    return Words(people, acts, things, dict(zip(_VERBS[::4], _VERBS[1::4], strict=True)))


def outcomes() -> tuple[str, ...]:
    return _OUTCOMES
