"""Takes proposals into the working draft: their words into the policy's own pages, all of them or none.

What would be written is tried first on a copy, which has to read as the very policy that was shown as if adopted.
Questions and stories are left as they are: the check then says which of them have to follow.
"""

import json
import re
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from policybook import files
from policybook.changes.applied import as_if_adopted, clashes
from policybook.commands.output import asked, refuse, say
from policybook.editions.edition import fingerprint
from policybook.load import load, read
from policybook.load.markdown import Block, blocks
from policybook.load.proposals import read_all
from policybook.policy.handbook import Handbook
from policybook.policy.model import Interpretation
from policybook.policy.problems import HandbookError
from policybook.policy.proposal import DRAFTED, TAKEN_IN, NewWord, Proposal, Settled, Worded, with_needs
from policybook.policy.readings import reading_sentence

_COPIED = ("book", "quizzes", "scenarios", "editions", "proposals")
VOCABULARY = "book/vocabulary.yml"


class TakeInError(Exception):
    """Why nothing was taken in, in a sentence."""


@dataclass
class Plan:
    """The files that would be written, in the order in which they are written: their new texts and the old ones."""

    proposals: tuple[Proposal, ...]
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

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
    found = Plan(chosen)
    writing = _Writing(root, handbook, found)
    for proposal in chosen:
        writing.take(proposal, today)
    for note in wanted.interpretations:
        writing.rename(note, handbook.interpretation_by_id[note.id])
    # The vocabulary first, and the states of the proposals last.
    order = sorted(found.texts, key=lambda path: (path.startswith("proposals/"), path != VOCABULARY, path))
    found.texts = {path: found.texts[path] for path in order}
    _try_on_a_copy(root, found, wanted)
    return found


def write(root: Path, found: Plan) -> None:
    """Write the files of a plan, each whole or not at all; the proposals' own pages last.

    Raises TakeInError, with nothing written, where one of them has changed since it was planned.
    """
    with files.locked(root):
        for path, before in found.before.items():
            if (root / path).read_text(encoding="utf-8") != before:
                what = f"{path} has changed meanwhile. Nothing is written."
                raise TakeInError(f"{what} Look again at what would be.")
        for path, text in found.texts.items():
            files.write(root / path, text)


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

    def __init__(self, root: Path, handbook: Handbook, plan: Plan) -> None:
        self.root, self.texts, self.before = root, plan.texts, plan.before
        self.pages = {clause.id: f"{clause.page}.md" for clause in handbook.clauses.values()}
        self.notes = {note.id: f"{note.page}.md" for note in handbook.interpretations}

    def take(self, proposal: Proposal, today: str) -> None:
        """Write one proposal into the texts."""
        own = f"{proposal.page}.md"
        found = {(b.name, b.argument): b for b in blocks(self._lines(own), own, ("amend", "add"), [])}
        for change in proposal.amended:
            self._amend(change.clause.id, found["amend", change.clause.id])
        for new in proposal.added:
            self._add(new, found["add", new.clause.id])
        for settled in proposal.settled:
            self._settle(settled)
        for word in proposal.words:
            self._word(word)
        self._state(own, proposal.id, today)

    def _lines(self, path: str) -> list[str]:
        if path not in self.texts:
            self.texts[path] = self.before[path] = (self.root / path).read_text(encoding="utf-8")
        return self.texts[path].split("\n")

    def _block(self, path: str, name: str, argument: str) -> Block:
        """One of the directives of a page, as the page now is."""
        return next(b for b in blocks(self._lines(path), path, (name,), []) if b.argument == argument)

    def _put(self, path: str, start: int, stop: int, new: list[str]) -> None:
        """Put lines in the place of some lines of a page."""
        lines = self._lines(path)
        lines[start:stop] = new
        self.texts[path] = "\n".join(lines)

    def _amend(self, name: str, proposed: Block) -> None:
        block = self._block(self.pages[name], "clause", name)
        options = block.options | {k: v for k, v in proposed.options.items() if k in ("title", "kind")}
        self._put(self.pages[name], block.place.line, _end(block), [*_options(options), "", *_body(proposed)])

    def _add(self, new: Worded, proposed: Block) -> None:
        options = {"source": "new"} | {k: v for k, v in proposed.options.items() if k != "after"}
        clause = ["", f":::{{clause}} {new.clause.id}", *_options(options), "", *_body(proposed), ":::"]
        path = self.pages[new.clause.id] = self.pages[new.after]
        after = _end(self._block(path, "clause", new.after)) + 1
        self._put(path, after, after, clause)

    def _settle(self, settled: Settled) -> None:
        path = self.notes[settled.note]
        block = self._block(path, "interpretation", settled.note)
        options = block.options | ({} if settled.left else {"state": "settled"})
        said = "What is left of it." if settled.left else "Settled."
        readings = "\n".join(f"{{reading}}`{reading_sentence(r)}`" for r in settled.left)
        words = (block.inline.without(("reading",)), f"**{said}** {settled.why}", readings)
        body = "\n\n".join(filter(None, words)).split("\n")
        self._put(path, block.place.line, _end(block), [*_options(options), "", *body])

    def _state(self, path: str, proposal: str, today: str) -> None:
        at = self._block(path, "proposal", proposal).option_lines
        self._put(path, at["state"] - 1, at["state"], [f":state: {TAKEN_IN}"])
        after = max(at[name] for name in ("drafted", "put") if name in at)
        self._put(path, after, after, [f":taken-in: {today}"])

    def rename(self, note: Interpretation, was: Interpretation) -> None:
        """Write into an interpretation the clauses that its readings change in the policy that is wanted."""
        if (note.clauses, note.related) == (was.clauses, was.related):
            return
        path = self.notes[note.id]
        block = self._block(path, "interpretation", note.id)
        named = {"clauses": ", ".join(note.clauses), "related": ", ".join(note.related)}
        kept = {k: v for k, v in block.options.items() if k not in named}
        places = block.option_lines.values()
        options = _options(kept | {k: v for k, v in named.items() if v})
        self._put(path, min(places) - 1, max(places), options)

    def _word(self, new: NewWord) -> None:
        lines = self._lines(VOCABULARY)
        start = lines.index(f"{new.table}:")
        after = (at for at in range(start + 1, len(lines)) if re.match(r"[^\s#]", lines[at]))
        end = next(after, len(lines))
        while not lines[end - 1].strip():
            end -= 1
        word = new.word
        lists = (("is", word.parents), ("contrary", word.contrary))
        parts = [f"label: {json.dumps(word.label, ensure_ascii=False)}"]
        parts += [f"{name}: [{', '.join(words)}]" for name, words in lists if words]
        parts += [f"takes: {word.takes}"] if word.takes else []
        self._put(VOCABULARY, end, end, [f"  {word.name}: {{{', '.join(parts)}}}"])


def _end(block: Block) -> int:
    """The index of the line that closes a directive."""
    return block.body_line - 1 + len(block.body)


def _options(options: dict[str, str]) -> list[str]:
    return [f":{name}: {value}".rstrip() for name, value in options.items()]


def _body(block: Block) -> list[str]:
    return block.inline.without(("why",)).split("\n")


def _try_on_a_copy(root: Path, found: Plan, wanted: Handbook) -> None:
    """Raise unless the pages, written out elsewhere, read as the policy that is wanted, and nothing else is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in _COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name)
        for beside in root.glob("*.*"):
            if beside.suffix in (".md", ".yml"):
                shutil.copy(beside, copy)
        for path, text in found.texts.items():
            (copy / path).write_text(text, encoding="utf-8")
        handbook, problems = read(copy)
        wrong = [p for p in problems if not p.place.path.startswith(("quizzes/", "scenarios/"))]
        wrong += [] if wrong else list(read_all(copy, handbook)[2])
        if wrong:
            raise HandbookError(wrong)
        if fingerprint(handbook) != fingerprint(wanted):
            raise TakeInError("The pages would not read as the policy that was shown. Nothing is written.")


def run(options: Namespace) -> int:
    """Take proposals into the draft, where somebody agrees; 1 where nothing is written."""
    try:
        found = plan(options.root, options.proposal, date.today().isoformat())
        say(found.told())
        if not options.yes and (not sys.stdin.isatty() or asked("Write it? (y) ") != "y"):
            say("Nothing is written. Say --yes to write it without being asked.")
            return 1
        write(options.root, found)
    except TakeInError as error:
        return refuse(error)
    say("Written. Run the check: it names the questions and stories that have to follow.")
    return 0
