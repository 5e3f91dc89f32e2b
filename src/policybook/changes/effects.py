"""What a change would do: some proposals together, in words, decisions and the training; and to people's records."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from policybook.changes.applied import Clash, as_if_adopted, clashes
from policybook.changes.compare import Change, Comparison, clause_number, compare
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import Flip
from policybook.changes.training import Suspect, Touch, suspect_training
from policybook.policy.english import capital, labels, listed, norm_in_words, several
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause
from policybook.policy.proposal import Proposal
from policybook.training.bank import weighed
from policybook.training.paths import CORE, FULL, decisions


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


# ---- whose records a change makes stale


@dataclass(frozen=True, slots=True)
class Retake:
    """A path, the readers who took it ("" in `readers`: everybody), and the ids of the decisions to retake."""

    path: str
    readers: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def short(self) -> str:
        """Whose records, and how many decisions."""
        who = f"for {listed(self.readers)}" if self.readers else "for everybody"
        return f"the {self.path} path, {who}: retake {several(len(self.questions), 'decision')}"

    def __str__(self) -> str:
        return f"{self.short} ({', '.join(self.questions)})"


def retakes(old: Handbook, new: Handbook, suspects: Iterable[Suspect]) -> tuple[Retake, ...]:
    """The records that are complete for `old`, and stale once `new` is in force, readers alike together.

    A decision is to be retaken where a clause that it rests on changed, where its key would be undone, and where
    it is asked in other words than before.
    """
    waiting = {*_reworded(old, new), *(one.id for one in suspects if one.kind == "question")}
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for path, reader in (*((CORE, one) for one in new.readers), *((FULL, one) for one in new.readers[:1])):
        names = tuple(question.id for question in decisions(new, path, reader) if question.id in waiting)
        found.setdefault((path, names), []).extend([reader.together] if path == CORE else [])
    return tuple(Retake(path, tuple(readers), names) for (path, names), readers in found.items() if names)


def summed_up(old: Handbook, new: Handbook, suspects: Sequence[Suspect]) -> str:
    """What the change does to the training, in a sentence or two that agree with the records to retake."""
    reworded = set(_reworded(old, new)) - {suspect.id for suspect in suspects}
    if not reworded:
        return summary(suspects)
    first = summary(suspects) if suspects else "No question and no story rests on a clause that changed."
    return f"{first} {several(len(reworded), 'question is', 'questions are')} new, or asked in other words than before."


def _reworded(old: Handbook, new: Handbook) -> Iterator[str]:
    """The questions that are new, or of which the fingerprint is another; few have to be weighed for that."""
    touch = Touch(old, new)
    for name, question in new.question_by_id.items():
        before = old.question_by_id.get(name)
        if before is None:
            yield name
        elif before != question:
            was, now = weighed(old, before), weighed(new, question)
            # An edition keeps no working.
            may_differ = replace(before, doctest=question.doctest) != question or touch.touches(question)
            if was.asked != now.asked or (may_differ and was.right_answers != now.right_answers):
                yield name
