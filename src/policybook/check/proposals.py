"""Proposals could be adopted as they stand."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.rule import Rule, Stage, Subject
from policybook.load.proposals import read
from policybook.policy.problems import Kind, Problem


class ProposalsCouldBeAdopted(
    Rule,
    kinds=(
        Kind.DIRECTIVE,
        Kind.FILE,
        Kind.ID,
        Kind.NORM,
        Kind.PROPOSAL,
        Kind.QUOTATION,
        Kind.REFERENCE,
        Kind.WORD,
    ),
    stage=Stage.BOOK,
):
    """No proposal is unreadable, without a reason or a source, at odds with the policy, or with its own words."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Read proposals/ against the policy as it stands."""
        if subject.root:
            yield from read(subject.root, subject.handbook)[1]
