"""Takes proposals into the working draft: their words into the policy's own pages, all of them or none.

What would be written is tried first on a copy, which has to read as the very policy that was shown as if adopted.
Questions and stories are left as they are: the check then says which of them have to follow.
"""

import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from policybook.changes.applied import as_if_adopted, clashes
from policybook.commands.edits import VOCABULARY, Edits, TakeInError, end_of, option_lines
from policybook.commands.output import asked, refuse, say
from policybook.editions.edition import fingerprint
from policybook.load import load
from policybook.load.markdown import Block, blocks
from policybook.load.proposals import read_all
from policybook.policy.handbook import Handbook
from policybook.policy.model import Interpretation
from policybook.policy.problems import HandbookError
from policybook.policy.proposal import DRAFTED, TAKEN_IN, Proposal, Settled, Worded, with_needs
from policybook.policy.readings import reading_sentence


@dataclass(kw_only=True)
class Plan(Edits):
    """The files that would be written to take these proposals in; the proposals' own pages last."""

    proposals: tuple[Proposal, ...]

    def told(self) -> str:
        """What would be written, in a few lines."""
        lines = [f"Taken into the working draft: {', '.join(p.id for p in self.proposals)}"]
        for proposal in self.proposals:
            lines += [f"  {proposal.id} amends {change.clause.id}" for change in proposal.amended]
            lines += [f"  {proposal.id} adds {new.clause.id} after {new.after}" for new in proposal.added]
            lines += [f"  {proposal.id} settles {settled.note}" for settled in proposal.settled]
            lines += [f"  {proposal.id} brings in the word {new.word.name}" for new in proposal.words]
        lines += ["Files:", *(f"  {path}" for path in self.texts)]
        return "\n".join(lines)


def plan(root: Path, names: Iterable[str], today: str) -> Plan:
    """What would be written to take these proposals in on this day (yyyy-mm-dd); nothing is written.

    Raises HandbookError or TakeInError where they cannot be taken in, or where the copy would not read as the
    policy that was shown.
    """
    handbook = load(root)
    known, _, problems = read_all(root, handbook)
    if problems:
        raise HandbookError(problems)
    chosen = tuple(p for p in with_needs(known, names) if p.is_live)
    _refuse(handbook, known, chosen)
    wanted = as_if_adopted(handbook, chosen)
    found = Plan(root=root, proposals=chosen)
    writing = _Writing(handbook, found)
    for proposal in chosen:
        writing.take(proposal, today)
    for note in wanted.interpretations:
        writing.rename(note, handbook.interpretation_by_id[note.id])
    # The vocabulary first, and the states of the proposals last.
    order = sorted(found.texts, key=lambda path: (path.startswith("proposals/"), path != VOCABULARY, path))
    found.texts = {path: found.texts[path] for path in order}
    if fingerprint(found.tried()) != fingerprint(wanted):
        raise TakeInError("The pages would not read as the policy that was shown. Nothing is written.")
    return found


def _refuse(handbook: Handbook, known: Iterable[Proposal], chosen: tuple[Proposal, ...]) -> None:
    if not any(proposal.is_concrete for proposal in chosen):
        raise TakeInError("None of these holds words that could be taken in.")
    for proposal in chosen:
        if proposal.retired:
            raise TakeInError(f"{proposal.id} retires a clause: take it in by hand, with book/source.yml.")
    adopted = {name for edition in handbook.editions for name in edition.proposals}
    taken = [replace(p, state=DRAFTED) for p in known if p.state == TAKEN_IN and p.id not in adopted]
    for clash in clashes(handbook, (*taken, *chosen)):
        if clash.binding:
            places = " and ".join(map(str, clash.places))
            raise TakeInError(f"{clash.what} Both cannot be in the working draft: {places}.")


class _Writing:
    """The texts as they come to be, file by file."""

    def __init__(self, handbook: Handbook, plan: Plan) -> None:
        self.edits = plan
        self.pages = {clause.id: f"{clause.page}.md" for clause in handbook.clauses.values()}
        self.notes = {note.id: f"{note.page}.md" for note in handbook.interpretations}

    def take(self, proposal: Proposal, today: str) -> None:
        """Write one proposal into the texts."""
        own = f"{proposal.page}.md"
        found = {(b.name, b.argument): b for b in blocks(self.edits.lines(own), own, ("amend", "add"), [])}
        for change in proposal.amended:
            self._amend(change.clause.id, found["amend", change.clause.id])
        for new in proposal.added:
            self._add(new, found["add", new.clause.id])
        for settled in proposal.settled:
            self._settle(settled)
        for word in proposal.words:
            self.edits.add_word(word.table, word.word)
        self._state(own, proposal.id, today)

    def _amend(self, name: str, proposed: Block) -> None:
        block = self.edits.block(self.pages[name], "clause", name)
        options = block.options | {k: v for k, v in proposed.options.items() if k in ("title", "kind")}
        self.edits.put(
            self.pages[name], block.place.line, end_of(block), [*option_lines(options), "", *_body(proposed)]
        )

    def _add(self, new: Worded, proposed: Block) -> None:
        options = {"source": "new"} | {k: v for k, v in proposed.options.items() if k != "after"}
        clause = ["", f":::{{clause}} {new.clause.id}", *option_lines(options), "", *_body(proposed), ":::"]
        path = self.pages[new.clause.id] = self.pages[new.after]
        after = end_of(self.edits.block(path, "clause", new.after)) + 1
        self.edits.put(path, after, after, clause)

    def _settle(self, settled: Settled) -> None:
        path = self.notes[settled.note]
        block = self.edits.block(path, "interpretation", settled.note)
        options = block.options | ({} if settled.left else {"state": "settled"})
        said = "What is left of it." if settled.left else "Settled."
        readings = "\n".join(f"{{reading}}`{reading_sentence(r)}`" for r in settled.left)
        words = (block.inline.without(("reading",)), f"**{said}** {settled.why}", readings)
        body = "\n\n".join(filter(None, words)).split("\n")
        self.edits.put(path, block.place.line, end_of(block), [*option_lines(options), "", *body])

    def _state(self, path: str, proposal: str, today: str) -> None:
        at = self.edits.block(path, "proposal", proposal).option_lines
        self.edits.put(path, at["state"] - 1, at["state"], [f":state: {TAKEN_IN}"])
        after = max(at[name] for name in ("drafted", "put") if name in at)
        self.edits.put(path, after, after, [f":taken-in: {today}"])

    def rename(self, note: Interpretation, was: Interpretation) -> None:
        """Write into an interpretation the clauses that its readings change in the policy that is wanted."""
        if (note.clauses, note.related) == (was.clauses, was.related):
            return
        path = self.notes[note.id]
        block = self.edits.block(path, "interpretation", note.id)
        named = {"clauses": ", ".join(note.clauses), "related": ", ".join(note.related)}
        kept = {k: v for k, v in block.options.items() if k not in named}
        places = block.option_lines.values()
        options = option_lines(kept | {k: v for k, v in named.items() if v})
        self.edits.put(path, min(places) - 1, max(places), options)


def _body(block: Block) -> list[str]:
    return block.inline.without(("why",)).split("\n")


def run(options: Namespace) -> int:
    """Take proposals into the draft, where somebody agrees; 1 where nothing is written."""
    try:
        found = plan(options.root, options.proposal, date.today().isoformat())
        say(found.told())
        if not options.yes and (not sys.stdin.isatty() or asked("Write it? (y) ") != "y"):
            say("Nothing is written. Say --yes to write it without being asked.")
            return 1
        found.write()
    except TakeInError as error:
        return refuse(error)
    say("Written. Run the check: it names the questions and stories that have to follow.")
    return 0
