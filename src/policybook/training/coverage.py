"""Coverage, both ways: which questions exercise each norm of the policy, and which clauses each question cites.

A question exercises a norm when its working prints it. Whether each *field* of a norm is exercised (who, verb, act,
object, recipients, joiner, timing, condition, consequence) is a stronger question: it is, when some question
notices every way of changing that field. `policybook.mutants` tries them all; this reads what it found.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from policybook.policy.citations import clauses_named
from policybook.policy.handbook import Handbook
from policybook.policy.model import STATUSES, Norm, grouped
from policybook.policy.training import Question
from policybook.training.bank import weighed

FIELDS = ("who", "verb", "act", "object", "recipients", "joiner", "timing", "condition", "consequence")
"""The fields of a norm, in the order of its sentence."""

_FIELD_OF = {"actor": "who", "recipient": "recipients", "outcome": "consequence"}


class Coverage:
    """What exercises what, over one handbook whose questions can be weighed; its bank weighs each of them once."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook

    @cached_property
    def by_norm(self) -> Mapping[str, Sequence[Question]]:
        """The questions whose working prints each norm, by the norm's id, in the order of the book."""
        book = self.handbook
        return grouped((norm.id, one) for one in book.questions for norm in weighed(book, one).norms)

    @cached_property
    def by_question(self) -> Mapping[str, tuple[str, ...]]:
        """The clauses that each question cites: those that decide it, and those that its words name."""
        book, found = self.handbook, {}
        for question in book.questions:
            cited = {norm.clause for norm in weighed(book, question).norms if norm.id in book.norms}
            cited.update(*(clauses_named(option.feedback) for option in question.options))
            found[question.id] = tuple(name for name in book.clauses if name in cited)
        return found

    def bare_norms(self) -> Iterator[Norm]:
        """The norms of the policy that no question exercises."""
        yield from (norm for norm in self.handbook.policy_norms if norm.id not in self.by_norm)

    def bare_questions(self) -> Iterator[Question]:
        """The questions that cite no clause."""
        yield from (q for q in self.handbook.questions if not self.by_question[q.id])


# ---- fields, and what the key mutation found


def field_of(sort: str) -> str:
    """The field that a sort of mutant changes ("norm: actor wider" is of "who"); "" where it is the whole norm."""
    kind, _, changed = sort.partition(": ")
    first = changed.split(" ")[0] if kind == "norm" else ""
    field = _FIELD_OF.get(first, first)
    return field if field in FIELDS else ""


class Sweep:
    """What a sweep of mutants wrote (`python -m policybook.mutants --json FILE`), as far as it is of this handbook's norms."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.killed = _count(found, "killed")
        self.survived = _count(found, "survived")
        norms = found.get("norms")
        self._norms: Mapping[str, Any] = norms if isinstance(norms, dict) else {}
        self._loose: dict[str, dict[str, None]] = defaultdict(dict)
        for survivor in found.get("survivors") or ():
            self._loose[survivor["subject"]][field_of(survivor["sort"])] = None

    def is_of(self, handbook: Handbook) -> bool:
        """Whether it tried the norms that the handbook has, and no others."""
        return set(self._norms) == set(handbook.norms)

    def tried(self, norm: Norm) -> tuple[int, int]:
        """(noticed, tried) of the ways to make this norm wrong; equivalent ones count for nothing."""
        counts = self._norms.get(norm.id, {})
        noticed = _count(counts, "killed")
        return noticed, noticed + _count(counts, "survived")

    def loose(self, norm: Norm) -> tuple[str, ...]:
        """The fields of a norm of which some change goes unnoticed."""
        return tuple(self._loose.get(norm.id, ()))


def _count(found: Mapping[str, Any], name: str) -> int:
    value = found.get(name, 0)
    return value if isinstance(value, int) else 0


# ---- for people


def statuses(handbook: Handbook) -> dict[str, int]:
    """How many questions have each status, in the order of STATUSES."""
    found: dict[str, int] = dict.fromkeys(STATUSES, 0)
    for question in handbook.questions:
        found[weighed(handbook, question).status] += 1
    return found


CRITICAL = "safety-critical"


def sign_off_reasons(handbook: Handbook, question: Question) -> tuple[str, ...]:
    """Why a question is to be signed off: it is safety-critical, or rests on interpretations (ids)."""
    critical = (CRITICAL,) if question.safety_critical else ()
    return (*critical, *weighed(handbook, question).interpretations)
