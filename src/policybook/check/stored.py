"""What a notebook stores is what it asks, and what the policy says of it now."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.questions import first_difference
from policybook.check.rule import Rule, Stage, Subject
from policybook.policy.hints import typed
from policybook.policy.problems import Kind, Problem, Work
from policybook.training.bank import working
from policybook.training.story import directive


class StoredAsksHold(Rule, kinds=(Kind.NOTEBOOK,), stage=Stage.PAGES):
    """What a scenario's cells store for the site is what they ask."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare each stored directive with the cell's own words; nbval compares the other outputs."""
        for scenario in subject.handbook.scenarios:
            asked = {decision.cell: decision for decision in scenario.decisions}
            for cell in scenario.cells:
                decision = asked.get(cell.index)
                if decision and cell.shown != directive(decision):
                    what = f"cell {cell.index} stores for the site something other than what it asks."
                    hint = f"Run {typed('notebooks')}, which runs every cell and stores what it printed."
                    yield self.problem(cell.place, what, hint, Work.REWRITE)


class StoredKeysHold(Rule, kinds=(Kind.NOTEBOOK,), stage=Stage.POLICY):
    """What a scenario's key cells store is what the policy says now."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare each stored working with the derived one; nbval runs the cells themselves."""
        for scenario in subject.handbook.scenarios:
            for cell in scenario.cells:
                names = [name for name in cell.shows if name in subject.handbook.question_by_id]
                expected = "\n".join(working(subject.handbook, name) for name in names)
                if names and cell.output.strip() != expected:
                    change = first_difference(cell.output.strip(), expected)
                    what = f"the key stored under cell {cell.index} is not what the policy says{change}."
                    hint = f"Read the change, then run {typed('notebooks')} to store it anew."
                    yield self.problem(cell.place, what, hint, Work.REWRITE)
