"""The proposals of a build, and what each of them would do."""

from collections.abc import Iterable, Sequence

from policybook.changes.effects import Effects
from policybook.policy.handbook import Handbook
from policybook.policy.proposal import Bundle, Proposal


class Proposed:
    """The proposals of a build, over what their pages rest on; what some of them would do together is worked out once."""

    def __init__(
        self, handbook: Handbook, known: Sequence[Proposal], bundles: Sequence[Bundle], sound: bool
    ) -> None:
        self.handbook, self.known, self.bundles, self.sound = handbook, tuple(known), tuple(bundles), sound
        self.by_id = {proposal.id: proposal for proposal in known}
        self.by_page = {proposal.page: proposal for proposal in known}
        self._effects: dict[tuple[str, ...], Effects] = {}

    def over(self, handbook: Handbook) -> "Proposed":
        """The same, of another handbook."""
        return Proposed(handbook, self.known, self.bundles, self.sound)

    def of(self, chosen: Iterable[Proposal]) -> Effects:
        """What these would do together."""
        found = tuple(chosen)
        key = tuple(proposal.id for proposal in found)
        if key not in self._effects:
            self._effects[key] = Effects(self.handbook, found)
        return self._effects[key]

    def adopted_in(self, proposal: Proposal) -> str:
        """The name of the edition that adopted it, or ""."""
        return next((e.name for e in self.handbook.editions if proposal.id in e.proposals), "")
