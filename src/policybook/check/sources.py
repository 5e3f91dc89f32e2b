"""The source and its clauses name each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policybook.check.rule import Rule, Stage, Subject
from policybook.policy.handbook import SourceItem
from policybook.policy.problems import Kind, Place, Problem, nearest

FILE = "book/source.yml"


class SourceIsCarried(Rule, kinds=(Kind.SOURCE,), stage=Stage.PAGES):
    """Every source item is carried by the clauses that say so, or is not carried for a stated reason."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare source.yml with the `:source:` of every clause, both ways, where that file could be read."""
        if any(p.place.path == FILE and p.kind in (Kind.FILE, Kind.YAML) for p in subject.problems):
            return
        claims: dict[str, set[str]] = {}
        for clause in subject.handbook.clauses.values():
            for label in clause.source:
                claims.setdefault(label, set()).add(clause.id)
        items = {item.label: item for item in subject.handbook.source.items}
        for item in items.values():
            claimed = claims.get(item.label, set())
            if not item.carried_by and not item.not_carried:
                hint = "Say which clause carries it (carried-by), or why none does (not-carried)."
                yield self.problem(item.place, f"source item {item.label} is carried by nobody.", hint)
            for name in item.carried_by:
                if name not in subject.handbook.clauses:
                    instead = claimed - set(item.carried_by)
                    yield self.problem(item.place, *self._gone(item.label, name, instead))
                elif name not in claimed:
                    what = f"source item {item.label} names “{name}”, whose “:source:” does not name it back."
                    yield self.problem(item.place, what, "Make the two agree.")
        for clause in subject.handbook.clauses.values():
            for label in clause.source:
                yield from self._claim(clause.id, clause.place, label, items)

    @staticmethod
    def _gone(label: str, name: str, instead: set[str]) -> tuple[str, str]:
        if instead:
            found = min(instead)
            what = f"source item {label} is carried by “{name}”, which is gone; “{found}” claims it now."
            return what, f"Ids are permanent: call the clause “{name}” again."
        what = f"source item {label} is carried by “{name}”, and there is no such clause."
        return what, "Restore the clause, or say in not-carried why nothing carries the item."

    def _claim(
        self, name: str, place: Place, label: str, items: Mapping[str, SourceItem]
    ) -> Iterator[Problem]:
        if label == "new":
            return
        if label not in items:
            what = f"the clause “{name}” claims the source item “{label}”, which does not exist."
            hint = nearest(label, items, "Use a label of book/source.yml, or “new”.")
            yield self.problem(place, what, hint)
        elif name not in items[label].carried_by:
            what = f"book/source.yml does not say that “{name}” carries {label}."
            back = "If it is an old clause with a new id, give it its old id back."
            yield self.problem(place, what, f"Add it to carried-by there. {back}")
