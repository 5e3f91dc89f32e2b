"""The proposals of a build, and what each of them would do."""

import contextlib
import hashlib
import pickle
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import policybook
from policybook.changes.effects import Effects
from policybook.changes.flips_in_words import Flip
from policybook.editions.edition import fingerprint
from policybook.files import write
from policybook.policy.handbook import Handbook
from policybook.policy.proposal import Bundle, Proposal

FACTS = 1
"""How many facts are given at once: a page shows what one fact brings about, and the command line what two do."""

KEPT_FLIPS = "policybook-flips.pickle"
"""Where a build leaves for the next what it has worked out."""


class Proposed:
    """The proposals of a build; what some of them would do together is worked out once."""

    def __init__(
        self, handbook: Handbook, known: Sequence[Proposal], bundles: Sequence[Bundle], sound: bool
    ) -> None:
        self.handbook, self.known, self.bundles, self.sound = handbook, tuple(known), tuple(bundles), sound
        self.by_id = {proposal.id: proposal for proposal in known}
        self.by_page = {proposal.page: proposal for proposal in known}
        self._effects: dict[tuple[str, ...], Effects] = {}
        self._kept: dict[tuple[str, str, str], tuple[Flip, ...]] = {}
        self._used: dict[tuple[str, str, str], tuple[Flip, ...]] = {}

    def of(self, chosen: Iterable[Proposal]) -> Effects:
        """What these would do together."""
        found = tuple(chosen)
        key = tuple(proposal.id for proposal in found)
        if key not in self._effects:
            self._effects[key] = Effects(self.handbook, found)
        return self._effects[key]

    def flips(self, effects: Effects) -> tuple[Flip, ...]:
        """The situations that these would have judged otherwise; kept between builds, since it takes seconds."""
        key = (self.digest, fingerprint(effects.handbook), fingerprint(effects.after))
        if key not in self._used:
            self._used[key] = self._kept[key] if key in self._kept else effects.flips(FACTS)
        return self._used[key]

    @cached_property
    def digest(self) -> str:
        """A digest of the code: what was worked out is kept under it."""
        return digest_of_modules(Path(policybook.__file__).parent)

    def open(self, file: Path) -> None:
        """Take up what an earlier build worked out, where it can be read."""
        with contextlib.suppress(OSError, pickle.PickleError, EOFError, AttributeError, ImportError):
            self._kept = pickle.loads(file.read_bytes())  # noqa: S301 - Sphinx keeps its pages so in the same folder

    def keep(self, file: Path) -> None:
        """Leave what was worked out for the next build."""
        kept = {key: found for key, found in {**self._kept, **self._used}.items() if key[0] == self.digest}
        if kept and kept != self._kept:
            write(file, pickle.dumps(kept))

    def adopted_in(self, proposal: Proposal) -> str:
        """The name of the edition that adopted it, or ""."""
        return next((e.name for e in self.handbook.editions if proposal.id in e.proposals), "")


def digest_of_modules(package: Path) -> str:
    """A digest of every module of a package: what the code found before holds no longer once any has changed."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(package.rglob("*.py")))).hexdigest()
