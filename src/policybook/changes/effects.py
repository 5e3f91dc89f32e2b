"""What some proposals would do if they were adopted together: in words, in decisions, and to the training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from policybook.changes.applied import Clash, as_if_adopted, clashes
from policybook.changes.compare import Change, Comparison, clause_number, compare
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import Flip
from policybook.changes.training import Suspect, suspect_training
from policybook.policy.english import capital, labels, norm_in_words, several
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause
from policybook.policy.proposal import Proposal


@dataclass(frozen=True)
class Effects:
    """What these proposals would do; each part is worked out when it is first asked for."""

    handbook: Handbook
    proposals: tuple[Proposal, ...]

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """Where two of them clash, or should be read together."""
        return clashes(self.handbook, self.proposals)

    @property
    def can_be_adopted(self) -> bool:
        """Whether they could all be adopted as they stand."""
        return not any(clash.binding for clash in self.clashes)

    @cached_property
    def after(self) -> Handbook:
        """The handbook as if they were adopted. Raises HandbookError where they clash."""
        return as_if_adopted(self.handbook, self.proposals)

    @cached_property
    def comparison(self) -> Comparison:
        """What would change in words."""
        return compare(self.handbook, self.after)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The clauses whose words or rules would change, without those that would only get another number."""
        return tuple(change for change in self.comparison.clauses if not change.is_only_renumbered)

    def flips(self, facts: int = 2) -> tuple[Flip, ...]:
        """What would change in decisions: the situations that would be judged otherwise, the gravest first."""
        return flips(self.handbook, self.after, facts)

    @cached_property
    def training(self) -> tuple[Suspect, ...]:
        """The questions and stories that would need review, safety-critical ones first."""
        return tuple(sorted(suspect_training(self.handbook, self.after), key=lambda s: not s.safety_critical))


def why(proposals: Sequence[Proposal], clause: str) -> tuple[tuple[str, str], ...]:
    """(proposal, reason) for each of them that changes this clause."""
    found = [(p.id, change.why) for p in proposals for change in p.worded if change.clause.id == clause]
    return (*found, *((p.id, gone.why) for p in proposals for gone in p.retired if gone.clause == clause))


def called(change: Change) -> str:
    """A clause by the number that it has, or would get, and by the title that it would have."""
    was, now = change.old or change.new, change.new or change.old
    return f"{clause_number(was)} {now.title if isinstance(now, Clause) else change.id}"


def said(effects: Effects, change: Change) -> tuple[str, ...]:
    """What changes in a clause beyond its wording: its title and so on, then rule by rule, in sentences."""
    rows = [d.words for d in change.differences if d.field not in ("words", "plain")]
    for turned in change.norms:
        book = effects.after if turned.new else effects.handbook
        norm = turned.new or turned.old
        words = norm_in_words(norm, labels(book.vocabulary)) if norm else ""
        if turned.old is None or turned.new is None:
            rows.append(f"{'A new rule' if turned.new else 'A rule taken out'}: {words}")
        else:
            rows.append(f"{words} In this rule, {'; '.join(d.words for d in turned.differences)}.")
    return tuple(rows)


def summary(found: Sequence[Suspect]) -> str:
    """How many questions and stories would need review, and of how many the key would be undone, in a sentence."""
    kinds = [(sum(1 for s in found if s.kind == kind), words) for kind, words in _KINDS]
    counted = " and ".join(several(n, *words) for n, words in kinds if n)
    if not counted:
        return "No question and no story would need review."
    undone = sum(1 for s in found if s.kind == "question" and not s.holds)
    said = f"{capital(counted)} would need review."
    if not undone:
        return f"{said} Every answer that is marked right would stay right."
    return f"{said} Of {several(undone, 'question')} the marked answer would no longer be right."


_KINDS = (("question", ("question", "questions")), ("scenario", ("story", "stories")))
