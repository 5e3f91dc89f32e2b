"""Finds, in what is said of a right answer, two sentences of which one unsays the other."""

from __future__ import annotations

from policybook.training.remarks import UNSETTLED

SETTLES = ("The policy says this", "It keeps the policy", "It does what another policy asks")


def contradictions(said: str) -> list[str]:
    """The sentences that cannot both be true: one that settles it and one that does not, or two of these."""
    settled = [words for words in SETTLES if words in said]
    unsettled = [words for words in UNSETTLED.values() if words in said]
    return settled + unsettled if (settled and unsettled) or len(unsettled) > 1 else []
