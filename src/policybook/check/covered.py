"""The page of who is covered says what the rules say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from policybook.check.rule import Rule, Stage, Subject
from policybook.judging.covered import PAGE, page
from policybook.load.desk import Desk
from policybook.policy.hints import typed
from policybook.policy.problems import Kind, Place, Problem, Work


class TablesAreWhatTheRulesSay(Rule, kinds=(Kind.WORKING,), stage=Stage.POLICY):
    """No table of who is covered by a rule is out of date, in a handbook that keeps the page of them."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare the page with the rules; the first line that differs is enough."""
        if subject.root is None or not (subject.root / PAGE).exists():
            return
        desk = Desk(subject.root)
        text = desk.text(PAGE)
        yield from desk.problems
        if text is None:
            return
        found = text.split("\n")
        for number, (was, now) in enumerate(zip_longest(found, page(subject.handbook).split("\n")), 1):
            if was != now:
                what = f"this says “{was or ''}”, and the rules say “{now or ''}”."
                hint = f"Read the change, then run {typed('working')} to write the page anew."
                yield self.problem(Place(PAGE, number), what, hint, Work.REWRITE)
                return
