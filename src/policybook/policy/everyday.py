"""What people ask in their own words, and the situation that each question is: kept by who signs training off."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policybook.policy.model import Act
from policybook.policy.problems import Placed


@dataclass(frozen=True, slots=True)
class Asked(Placed):
    """An everyday question: other words for it, the situation that it is, and the answer that is expected of the policy."""

    id: str
    title: str
    words: tuple[str, ...]
    who: str
    act: Act
    given: tuple[str, ...]
    says: str

    @property
    def whom(self) -> str:
        """To whom or what it is done, or who is asked by it; "" where that is nobody and nothing."""
        return next(iter((*self.act.objects, *self.act.recipients)), "")


@dataclass(frozen=True, slots=True)
class Matter:
    """Everyday questions that belong together."""

    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Everyday:
    """Every matter, and how the words begin that put telling somebody first.

    For the search: other words for what has `happened`, by the fact, and words that mean the `same`.
    """

    matters: tuple[Matter, ...] = ()
    tell_first: tuple[str, ...] = ()
    happened: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    same: tuple[tuple[str, ...], ...] = ()

    @property
    def questions(self) -> tuple[Asked, ...]:
        """Every question, in the order of the file."""
        return tuple(one for matter in self.matters for one in matter.questions)
