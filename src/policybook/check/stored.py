"""What is stored is what is asked, and what the policy says now: notebooks, and the page of who is covered."""

from collections.abc import Iterator
from itertools import zip_longest

from policybook.check.questions import first_difference
from policybook.check.rule import Found, Stage, Subject, rule
from policybook.judging.covered import PAGE, page
from policybook.load.desk import Desk
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Place, Work, typed
from policybook.policy.training import Cell, Decision
from policybook.training.bank import working
from policybook.training.story import directive, still

_HINT = f"Run {typed('notebooks')}, which runs every cell and stores what it printed."


@rule(Kind.NOTEBOOK, stage=Stage.PAGES)
def stored_asks_hold(subject: Subject) -> Iterator[Found]:
    """What a scenario's cells store for the site is what they ask."""
    for cell, decision in _asking(subject.handbook):
        if cell.shown != directive(decision):
            what = f"cell {cell.index} stores for the site something other than what it asks."
            yield cell.place, what, _HINT, Work.REWRITE


@rule(Kind.NOTEBOOK, stage=Stage.QUESTIONS)
def still_questions_hold(subject: Subject) -> Iterator[Found]:
    """A notebook that has not been run shows each question in the words that its page has."""
    for cell, decision in _asking(subject.handbook):
        name = decision.question
        question = subject.handbook.question_by_id.get(name)
        shown = question and cell.shown == directive(decision)
        if question and shown and cell.still != still(subject.handbook, question):
            what = f"cell {cell.index} stores the question “{name}” in other words than its page has."
            yield cell.place, what, _HINT, Work.REWRITE


def _asking(handbook: Handbook) -> Iterator[tuple[Cell, Decision]]:
    for scenario in handbook.scenarios:
        asked = {decision.cell: decision for decision in scenario.decisions}
        yield from ((cell, asked[cell.index]) for cell in scenario.cells if cell.index in asked)


@rule(Kind.NOTEBOOK, stage=Stage.POLICY)
def stored_keys_hold(subject: Subject) -> Iterator[Found]:
    """What a scenario's key cells store is what the policy says now."""
    for scenario in subject.handbook.scenarios:
        for cell in scenario.cells:
            names = [name for name in cell.shows if name in subject.handbook.question_by_id]
            expected = "\n".join(working(subject.handbook, name) for name in names)
            if names and cell.output.strip() != expected:
                change = first_difference(cell.output.strip(), expected)
                what = f"the key stored under cell {cell.index} is not what the policy says{change}."
                hint = f"Read the change, then run {typed('notebooks')} to store it anew."
                yield cell.place, what, hint, Work.REWRITE


@rule(Kind.WORKING, stage=Stage.POLICY)
def tables_are_what_the_rules_say(subject: Subject) -> Iterator[Found]:
    """No table of who is covered by a rule is out of date, in a handbook that keeps the page of them."""
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
            hint = f"Read the change, then run {typed('working', '--store')} to write the page anew."
            yield Place(PAGE, number), what, hint, Work.REWRITE
            return
