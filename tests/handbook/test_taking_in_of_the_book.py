"""The proposals of this handbook can be taken into its draft, and read then as what was shown."""

from __future__ import annotations

from dataclasses import replace

from places import ROOT
from the_book import BOOK

from policybook.changes.applied import clashes
from policybook.commands import take_in
from policybook.load.proposals import read_proposals
from policybook.policy.proposal import DRAFTED, TAKEN_IN, Proposal, with_needs

KNOWN = read_proposals(ROOT, BOOK)


TAKEN = [replace(proposal, state=DRAFTED) for proposal in KNOWN if proposal.state == TAKEN_IN]


def fit(proposals: list[Proposal]) -> bool:
    """Whether these can be taken in together, after what was taken in before."""
    needed = with_needs(KNOWN, [proposal.id for proposal in proposals])
    return not any(clash.binding for clash in clashes(BOOK, (*TAKEN, *needed)))


def groups() -> list[list[Proposal]]:
    """Every proposal that the command can take in, in groups without a clash."""
    found: list[list[Proposal]] = []
    for proposal in KNOWN:
        if proposal.is_live and proposal.is_concrete and not proposal.retired and fit([proposal]):
            group = next((group for group in found if fit([*group, proposal])), None)
            if group is None:
                found.append([proposal])
            else:
                group.append(proposal)
    return found


def test_what_can_be_taken_in_reads_as_what_was_shown():
    for group in groups():
        # A plan is tried on a copy, and is none where that would read otherwise.
        plan = take_in.plan(ROOT, [proposal.id for proposal in group], "2026-11-23")
        for proposal in group:
            assert f"{proposal.page}.md" in plan.texts
            assert proposal in plan.proposals
