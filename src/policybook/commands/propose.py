"""What `policybook propose` prints: what some proposals would do, in lines of text or as plain data."""

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from policybook.changes.effects import Effects, called, retakes, said, summary, why
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import Flip
from policybook.changes.redline import redline
from policybook.changes.report import as_data, flips_text, training_text
from policybook.changes.wording import flat
from policybook.commands import take_in
from policybook.commands.output import Progress, refuse, say, say_data
from policybook.load import load
from policybook.load.proposals import read_proposals
from policybook.policy.problems import nearest
from policybook.policy.proposal import MARK, Proposal, with_needs


def register(known: tuple[Proposal, ...]) -> str:
    """Every proposal on a line."""
    rows = [(p.id, p.state, "words" if p.is_concrete else "no words yet", p.title) for p in known]
    return "\n".join([f"{MARK}.", *("  ".join(row) for row in rows)])


def told(effects: Effects, found: Sequence[Flip], *, whole: bool = False) -> str:
    """What the proposals would do, in lines; `whole` shows each clause's redline from end to end.

    `found` are the situations that would be judged otherwise.
    """
    names = ", ".join(f"{proposal.id} {proposal.title}" for proposal in effects.proposals)
    lines = [f"{MARK}: {names}", ""]
    lines += [f"{'CLASH' if clash.binding else 'Read together'}: {clash.what}" for clash in effects.clashes]
    if not effects.can_be_adopted:
        return "\n".join([*lines, "They cannot all be adopted as they stand."])
    lines += [""] if effects.clashes else []
    lines += _words(effects, whole=whole)
    retaken = map(str, retakes(effects.handbook, effects.after, effects.training))
    lines += ["", flips_text(found), "", training_text(effects.training, summary(effects.training), retaken)]
    return "\n".join(lines)


def _words(effects: Effects, *, whole: bool) -> Iterator[str]:
    for change in effects.changes:
        yield f"{called(change)}: {', '.join(change.classes)}"
        was, now = flat(effects.handbook, change.old), flat(effects.after, change.new)
        yield f"  {redline(was, now, whole=whole)}"
        yield from (f"  - {words}" for words in said(effects, change))
        yield from (f"  Why, says {name}: {reason}" for name, reason in why(effects.proposals, change.id))
    for proposal in effects.proposals:
        for settled in proposal.settled:
            left = "would be needed in part" if settled.left else "would be needed no more"
            yield f"{settled.note} {left}, says {proposal.id}."
    if not effects.changes:
        yield "No clause would change: these proposals hold no words yet."


def data(effects: Effects, found: Sequence[Flip]) -> Mapping[str, Any]:
    """The same as plain data, marked as what it is; no more than the clashes where they cannot all be adopted."""
    names = [proposal.id for proposal in effects.proposals]
    head: dict[str, Any] = {
        "mark": MARK,
        "proposals": names,
        "clashes": [asdict(clash) | {"places": list(map(str, clash.places))} for clash in effects.clashes],
    }
    if not effects.can_be_adopted:
        return head
    called_as = ("the working draft", f"{', '.join(names)} as if adopted")
    return head | as_data(effects.comparison, called_as, found, effects.training)


def run(options: Namespace) -> int:
    """Say what proposals would do, or take them in; 1 where they cannot be adopted."""
    handbook = load(options.root)
    known = read_proposals(options.root, handbook)
    ids = [proposal.id for proposal in known]
    for name in options.proposal:
        if name not in ids:
            return refuse(f"there is no proposal {name}. {nearest(name, ids)}".rstrip())
    if options.take_in:
        return take_in.run(options)
    if not options.proposal:
        say(register(known))
        return 0
    effects = Effects(handbook, with_needs(known, options.proposal))
    found: Sequence[Flip] = ()
    if effects.can_be_adopted:
        found = flips(handbook, effects.after, options.facts, Progress("sorts of situation"))
    if options.json:
        say_data(data(effects, found))
    else:
        say(told(effects, found, whole=options.redline))
    return 0 if effects.can_be_adopted else 1
