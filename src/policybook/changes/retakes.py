"""Whose records a change makes stale, and which decisions each of them is to retake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policybook.changes.effects import summary
from policybook.changes.training import Suspect
from policybook.policy.english import listed, several
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.training.bank import weighed
from policybook.training.paths import CORE, FULL, decisions


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
    waiting = {suspect.id for suspect in suspects if suspect.kind == "question"}
    waiting |= set(_reworded(old, new))
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for reader in new.readers:
        names = _waiting(decisions(new, CORE, reader), waiting)
        found.setdefault((CORE, names), []).append(reader.together)
    if new.readers:
        found[FULL, _waiting(decisions(new, FULL, new.readers[0]), waiting)] = []
    return tuple(Retake(path, tuple(readers), names) for (path, names), readers in found.items() if names)


def summed_up(old: Handbook, new: Handbook, suspects: Sequence[Suspect]) -> str:
    """What the change does to the training, in a sentence or two that agree with the records to retake."""
    names = {suspect.id for suspect in suspects}
    reworded = [name for name in _reworded(old, new) if name not in names]
    if not reworded:
        return summary(suspects)
    first = summary(suspects) if suspects else "No question and no story rests on a clause that changed."
    return f"{first} {several(len(reworded), 'question is', 'questions are')} new, or asked in other words than before."


def _waiting(asked: Iterable[Question], waiting: set[str]) -> tuple[str, ...]:
    return tuple(question.id for question in asked if question.id in waiting)


def _reworded(old: Handbook, new: Handbook) -> Iterator[str]:
    for name, question in new.question_by_id.items():
        before = old.question_by_id.get(name)
        if before is None or (
            before != question and weighed(old, before).fingerprint != weighed(new, question).fingerprint
        ):
            yield name
