"""What judging works with and what it answers: situations, bearings, findings and verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policybook.judging.graph import OPEN, PLAIN, Reach
from policybook.policy.model import AGAINST, FOR, Act, Norm, Status


@dataclass(frozen=True, slots=True)
class Situation:
    """Who does what, given which facts; a course of action holds several acts."""

    who: tuple[str, ...]
    course: tuple[Act, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bearing:
    """A norm that bears on an act, and how.

    `relation` is one of: bans, averts (does the contrary of what is banned), requires, meets (does a
    particular of what is required), opposes (does the contrary of what is required), guides (a standard),
    permits, leaves (a freedom that is somebody else's, and a reading leaves it to judgement here), warns (a stated
    consequence), aims (an aim of the policy, which forbids nothing), states (a fact).
    """

    norm: Norm
    relation: str
    reach: Reach = PLAIN

    @property
    def doubtful(self) -> bool:
        """True where the bearing turns on a reading that is not settled either way."""
        return self.reach.rank == OPEN

    @property
    def points(self) -> str:
        """Whether the norm speaks for the act, against it, or neither."""
        if self.relation in ("requires", "meets", "averts", "permits"):
            return FOR
        return AGAINST if self.relation in ("bans", "opposes") else ""

    @property
    def decides(self) -> bool:
        """Neither a standard, nor information, nor something that only may follow, nor in doubt."""
        return bool(self.points) and not self.doubtful

    @property
    def has_gap(self) -> bool:
        """True of a duty to tell that names nobody to tell; who tells nobody breaks it, whoever that may be."""
        return is_telling(self.norm) and not self.norm.recipients and self.relation != "opposes"


def speaks_against(bearing: Bearing, points: str) -> bool:
    """Whether a norm points the other way; a consequence that may follow speaks against doing the act."""
    way = AGAINST if bearing.relation == "warns" else bearing.points
    return way not in ("", points)


def is_telling(norm: Norm) -> bool:
    """True of a duty to tell somebody, whether or not the text says whom."""
    return norm.direction == FOR and norm.phrase.acts == ("tell",)


def said_of(bearings: Iterable[Bearing]) -> str:
    """Of what these norms say their verb: the act, or its contrary."""
    relations = {bearing.relation for bearing in bearings}
    return "contrary" if relations and relations <= {"averts", "opposes"} else "act"


RELATIONS: Mapping[str, str] = {
    "bans": "forbids this",
    "averts": "is kept by this",
    "requires": "asks for this",
    "meets": "is met by this",
    "opposes": "asks for the contrary",
    "guides": "asks for care in this",
    "permits": "allows this",
    "leaves": "is a freedom of somebody else in this",
    "aims": "says what the policy aims at in this",
    "warns": "says what may follow from this",
    "states": "says how this is",
}
"""How a norm bears on an act, in plain words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of an act.

    `outside` are another policy's norms, owed by a hand-over; `law` those that bind everybody, whomever the policy
    covers; `discharged` the duties to tell of which nothing is left, since who acts holds the office that is told.
    """

    status: Status
    points: str = ""
    verb: str = ""
    bearings: tuple[Bearing, ...] = ()
    interpretations: tuple[str, ...] = ()
    handed_to: str = ""
    outside: tuple[Norm, ...] = ()
    law: tuple[Norm, ...] = ()
    discharged: tuple[Norm, ...] = ()

    @property
    def needs_care(self) -> bool:
        """Whether the policy is for the act in part only, and what may follow from it speaks against it."""
        against = any(speaks_against(bearing, FOR) for bearing in self.bearings)
        return self.status == "partly" and self.points == FOR and against

    @property
    def tells_nobody(self) -> bool:
        """Whether the act is the contrary of telling somebody who has to be told."""
        return any(is_telling(bearing.norm) and bearing.relation == "opposes" for bearing in self.bearings)

    def in_order_of(self, clauses: Iterable[str]) -> list[Bearing]:
        """The bearings in the order of the book, whose clauses these are."""
        order = list(clauses)
        return sorted(self.bearings, key=lambda bearing: order.index(bearing.norm.clause))

    @property
    def of(self) -> str:
        """Of what its verb is said: the act, or its contrary."""
        return said_of(b for b in self.bearings if (b.norm.verb, b.points) == (self.verb, self.points))

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses that bear, sorted."""
        return tuple(sorted({bearing.norm.clause for bearing in self.bearings}))

    @property
    def tell(self) -> tuple[Norm, ...]:
        """The bearing duties to tell somebody, filled and excused as the interpretations say."""
        return tuple(bearing.norm for bearing in self.bearings if is_telling(bearing.norm))

    @property
    def outcomes(self) -> tuple[Norm, ...]:
        """The bearing norms that state a consequence of this, and not of its contrary."""
        kept = ("requires", "meets", "averts")
        return tuple(b.norm for b in self.bearings if b.norm.outcomes and b.relation not in kept)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one norm makes of a course of action: an effect, by which interpretations."""

    norm: Norm
    effect: str
    interpretations: tuple[str, ...] = ()


EFFECTS = ("against", "unsafe", "falls short", "open", "keeps", "guides", "states")
"""From worst to least; the last two are shown and weigh nothing."""
