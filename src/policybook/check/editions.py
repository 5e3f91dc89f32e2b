"""The newest edition is as it was adopted, inside and out."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.rule import Rule, Stage, Subject
from policybook.editions.edition import EditionError, text_of, verify
from policybook.policy.problems import Kind, Place, Problem


class EditionsAreAsAdopted(Rule, kinds=(Kind.EDITION,), stage=Stage.FILES):
    """Nothing inside the newest edition has changed; it names the digest of the one before, and that one of its own."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Work its digests and fingerprints out again."""
        if subject.root is None:
            return
        for head in subject.handbook.editions[-1:]:
            try:
                verify(text_of(subject.root / head.path), head)
            except EditionError as error:
                yield self.problem(Place(head.path), error.what, error.hint)
