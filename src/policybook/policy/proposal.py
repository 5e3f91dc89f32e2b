"""A change that is put to who adopts the policy: what is proposed, why, on what authority, and in which words.

A proposal is never policy. A `Handbook` has no place for one: nothing here is part of it until somebody takes the
words into the pages of the policy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policybook.policy.handbook import Handbook, Tombstone
from policybook.policy.model import Clause, Norm, Reading, Section, Vocabulary, Word
from policybook.policy.outside import OutsideSource
from policybook.policy.problems import Placed

MARK = "Proposal, not policy"
"""What stands over every rendering of a proposal."""

DRAFTED, PUT, TAKEN_IN, WITHDRAWN = "draft", "put forward", "taken into the draft", "withdrawn"
STATES = (DRAFTED, PUT, TAKEN_IN, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Worded(Placed):
    """The new whole words of a clause that the policy has, or a new clause and the one that it would stand `after`.

    The number, the source and the page of one that it has stay as they are, and its title unless it is `retitled`.
    """

    clause: Clause
    why: str
    after: str = ""
    retitled: bool = False


@dataclass(frozen=True, slots=True)
class Settled(Placed):
    """An interpretation that would no longer be needed, or the readings of it that would still be."""

    note: str
    left: tuple[Reading, ...]
    why: str


@dataclass(frozen=True, slots=True)
class NewWord(Placed):
    """A word that the norms of a proposal need, and the part of the vocabulary that it belongs to."""

    table: str
    word: Word


@dataclass(frozen=True, slots=True)
class Proposal(Placed):
    """A change put to who adopts the policy. Dates are ISO (yyyy-mm-dd), and "" where there is none yet."""

    id: str
    title: str
    owner: str
    state: str
    reason: str
    sources: tuple[OutsideSource, ...] = ()
    amended: tuple[Worded, ...] = ()
    added: tuple[Worded, ...] = ()
    retired: tuple[Tombstone, ...] = ()
    settled: tuple[Settled, ...] = ()
    words: tuple[NewWord, ...] = ()
    needs: tuple[str, ...] = ()
    safety_critical: bool = False
    drafted: str = ""
    put: str = ""
    taken_in: str = ""
    withdrawn: str = ""
    page: str = ""

    @property
    def number(self) -> int:
        """The number in its id, by which proposals are put in order."""
        return int(self.id[1:])

    @property
    def is_concrete(self) -> bool:
        """Whether it says in which words the policy would change."""
        return bool(self.amended or self.added or self.retired)

    @property
    def is_live(self) -> bool:
        """Whether it could still be adopted: it is neither withdrawn nor in the working draft already."""
        return self.state in (DRAFTED, PUT)

    @property
    def since(self) -> str:
        """The date on which its state began; "" where none is given."""
        dates = (self.drafted, self.put, self.taken_in, self.withdrawn)
        return dict(zip(STATES, dates, strict=True)).get(self.state, "")

    @property
    def worded(self) -> tuple[Worded, ...]:
        """The clauses that it gives new words: those that it amends, then those that it adds."""
        return (*self.amended, *self.added)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses that it would amend, add or retire, in that order."""
        return (*(change.clause.id for change in self.worded), *(gone.clause for gone in self.retired))

    @property
    def norms(self) -> tuple[Norm, ...]:
        """The norms of the words that it proposes."""
        return tuple(norm for change in self.worded for norm in change.clause.norms)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A page that shows several proposals together: which, or (where `ids` is empty) all that clash with no other."""

    ids: tuple[str, ...]
    title: str
    page: str


def with_needs(known: Sequence[Proposal], chosen: Iterable[str]) -> tuple[Proposal, ...]:
    """The proposals of these ids and all that they need, each after those that it needs. Raises KeyError."""
    by_id = {proposal.id: proposal for proposal in known}
    found: dict[str, Proposal] = {}

    def add(name: str) -> None:
        for needed in by_id[name].needs:
            if needed not in found:
                add(needed)
        found.setdefault(name, by_id[name])

    for name in sorted(chosen, key=lambda name: by_id[name].number):
        add(name)
    return tuple(found.values())


def with_words(vocabulary: Vocabulary, words: Iterable[NewWord]) -> Vocabulary:
    """The vocabulary with some words more."""
    words = tuple(words)
    if not words:
        return vocabulary  # What it has worked out already is worked out once.
    tables = {name: dict(table) for name, table in vocabulary.tables.items()}
    for new in words:
        tables[new.table][new.word.name] = new.word
    return vocabulary.having(tables)


def as_worded(handbook: Handbook, proposal: Proposal) -> Handbook:
    """The handbook with the clauses that a proposal words as it words them: what its own reasons quote."""
    new = {change.clause.id: change.clause for change in proposal.worded}
    kept = (replace(s, clauses=tuple(c for c in s.clauses if c.id not in new)) for s in handbook.sections)
    return replace(handbook, sections=(*kept, Section("", "", "", tuple(new.values()))))
