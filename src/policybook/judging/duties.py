"""Whom the policy has people tell, and how soon: worked out from its norms by judging."""

from collections.abc import Sequence
from dataclasses import dataclass

from policybook.judging.judge import judge_of
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Norm


@dataclass(frozen=True)
class Duty:
    """A duty to tell somebody, as the interpretations leave it; no norm where the policy falls silent."""

    written: Norm
    owed: Norm | None
    interpretations: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        """Whether the policy names nobody, and an interpretation says whom."""
        return bool(self.owed and self.owed.recipients and not self.written.recipients)


def duties(handbook: Handbook, given: Sequence[str] = ()) -> list[Duty]:
    """Every duty of the policy to tell somebody or to ask for advice.

    The most urgent come first, and of those the ones that bind the most kinds of people.
    """
    vocabulary, judge = handbook.vocabulary, judge_of(handbook)
    norms = [n for n in handbook.policy_norms if vocabulary.takes(n.phrase.acts[0]) == "recipients"]

    def reach(norm: Norm) -> int:
        return sum(judge.people.cover((kind,), norm.who) is not None for kind in vocabulary.people)

    found = []
    for norm in sorted(norms, key=lambda norm: (-norm.timing.rank, -reach(norm))):
        act = Act(norm.phrase.acts[0], norm.phrase.objects)
        verdict = judge.judge(norm.who[:1], act, (*norm.when, *given))
        bearing = next((bearing for bearing in verdict.bearings if bearing.norm.id == norm.id), None)
        by = bearing.reach.interpretations if bearing else verdict.interpretations
        found.append(Duty(norm, bearing.norm if bearing else None, by))
    return found
