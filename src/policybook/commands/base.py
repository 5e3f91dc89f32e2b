"""`policybook base`: what is otherwise than in the handbook that is extended; takes its words, or a new release of it, in."""

import re
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path

from policybook import files
from policybook.changes import report
from policybook.changes.compare import Comparison, compare
from policybook.changes.overlays import Thing, mark_of, own, things_of
from policybook.commands.edits import Edits, TakeInError, end_of, option_lines
from policybook.commands.output import asked, refuse, say, say_data
from policybook.editions.edition import EditionError
from policybook.editions.released import read_released
from policybook.load.extends import EXTENDS, digest_of
from policybook.load.handbook import read
from policybook.policy.english import listed
from policybook.policy.handbook import Extends, Handbook
from policybook.policy.model import TABLES, Clause, Guidance, Interpretation, Word
from policybook.policy.problems import HandbookError, Kind, nearest, typed
from policybook.policy.readings import reading_sentence


def run(options: Namespace) -> int:
    """Show what is otherwise, or take in what is named; 1 where nothing could be taken in."""
    handbook, problems = read(options.root)
    extends = handbook.extends
    wrong = [p for p in problems if p.kind not in (Kind.NOTEBOOK, Kind.EDITION, Kind.EXTENDS)]
    if wrong or (extends is None and problems):
        raise HandbookError(wrong or problems)
    if extends is None:
        return refuse(f"This handbook extends no other: there is no {EXTENDS}.")
    try:
        if options.release:
            return _release(options, extends)
        if extends.base is None:
            raise HandbookError(p for p in problems if p.kind is Kind.EXTENDS)
        if options.item:
            return _take_in(options, taken(options.root, handbook, extends.base, options.item))
    except (TakeInError, EditionError) as error:
        return refuse(error)
    return _show(options, handbook, extends)


def _show(options: Namespace, handbook: Handbook, extends: Extends) -> int:
    why = {overlay.id: overlay.why for overlay in extends.overlays}
    changes = own(handbook).values()
    if options.json:
        rows = [{"id": c.id, "classes": list(c.classes), "why": why.get(c.id, "")} for c in changes]
        say_data({"handbook": extends.handbook, "digest": extends.digest, "differs": rows})
        return 0
    say(f"This handbook extends {extends.name}: {extends.handbook}, {extends.digest[:12]}….")
    for change in changes:
        fate = listed(change.classes) if change.new else "not here"
        say(f"  {change.id}: {fate}. {why.get(change.id) or 'Nothing says why.'}")
    read_it = f"Read it word by word with {typed('compare', 'base', '--redline')}."
    say(read_it if changes else "Nothing is otherwise here.")
    return 0


# ---- taking in


def taken(root: Path, handbook: Handbook, base: Handbook, names: Iterable[str]) -> Edits:
    """The files that would be written to have these things as the base has them, tried on a copy."""
    theirs, edits = things_of(base), Edits(root)
    wanted = {}
    for name in names:
        if name not in theirs:
            stands = name in things_of(handbook)
            gone = f"“{name}” is gone from the base: take it out by hand, and say so in book/retired.yml."
            raise TakeInError(
                gone if stands else f"The base has no “{name}”. {nearest(name, theirs)}".strip()
            )
        wanted[name] = theirs[name]
    _look_for_words(handbook, base, wanted)
    # Words first: what is read after them may be made of them.
    for thing in sorted(wanted.values(), key=lambda thing: not isinstance(thing, Word)):
        _put(edits, handbook, base, thing)
    found = things_of(edits.tried((Kind.EXTENDS, Kind.NOTEBOOK, Kind.EDITION)))
    for name, thing in wanted.items():
        if name not in found or mark_of(found[name]) != mark_of(thing):
            raise TakeInError(
                f"“{name}” would not read as the base has it: write it by hand. Nothing is written."
            )
    return edits


def _look_for_words(handbook: Handbook, base: Handbook, wanted: Mapping[str, Thing]) -> None:
    """Raise where something is made of words that only the base has, and that are not taken in with it."""
    words = {word for table in TABLES for word in base.vocabulary.tables[table]} - things_of(handbook).keys()
    for name, thing in wanted.items():
        missing = sorted(words.difference(wanted) & _words_in(thing))
        if missing:
            together = typed("base", name, *missing)
            raise TakeInError(
                f"“{name}” is made of words that are not here. Take them in with it: {together}."
            )


def _words_in(thing: Thing) -> set[str]:
    """Every word of the vocabulary that a thing is made of, and others that it holds."""
    if isinstance(thing, Word):
        return {*thing.parents, *thing.contrary, *thing.of, thing.gives}
    sentences = [norm.sentence for norm in thing.norms] if isinstance(thing, Clause) else []
    sentences += map(reading_sentence, thing.readings) if isinstance(thing, Interpretation) else []
    return {word for sentence in sentences for word in re.findall(r"[\w-]+", sentence)}


def _put(edits: Edits, handbook: Handbook, base: Handbook, thing: Thing) -> None:
    """Put one thing in as the base has it."""
    if isinstance(thing, Guidance):
        what = f"“{thing.id}” is guidance, which rests on documents of your own register: write it by hand."
        raise TakeInError(what)
    if isinstance(thing, Word):
        table = next(name for name in TABLES if base.vocabulary.tables[name].get(thing.name) is thing)
        if thing.name in handbook.vocabulary.tables[table]:
            edits.replace_word(thing)
        else:
            edits.add_word(table, thing)
        return
    name = "clause" if isinstance(thing, Clause) else "interpretation"
    lines = _clause(thing) if isinstance(thing, Clause) else _interpretation(thing)
    here = things_of(handbook).get(thing.id)
    if isinstance(here, Clause | Interpretation):
        block = edits.block(f"{here.page}.md", name, thing.id)
        edits.put(f"{here.page}.md", block.place.line, end_of(block), lines)
        return
    path, at = _place(edits, handbook, base, thing, name)
    edits.put(path, at, at, ["", f":::{{{name}}} {thing.id}", *lines, ":::"])


def _place(
    edits: Edits, handbook: Handbook, base: Handbook, new: Clause | Interpretation, name: str
) -> tuple[str, int]:
    """The page, and the index of the line after what stands before a new thing in the base and is here too."""
    kept: Iterable[Clause | Interpretation] = (
        base.clauses.values() if name == "clause" else base.interpretations
    )
    order = [one.id for one in kept if one.page == new.page]
    here = things_of(handbook)
    for before in reversed(order[: order.index(new.id)]):
        if before in here:
            there = here[before]
            assert isinstance(there, Clause | Interpretation)
            return f"{there.page}.md", end_of(edits.block(f"{there.page}.md", name, before)) + 1
    path = f"{new.page}.md"
    if not (edits.root / path).exists():
        raise TakeInError(
            f"There is no page {path} for “{new.id}”: make it, with a title, and list it in _toc.yml."
        )
    return path, len(edits.lines(path)) - 1


def _clause(clause: Clause) -> list[str]:
    """The lines of a clause between its first and its last."""
    options = {"source": ", ".join(clause.source), "title": clause.title}
    options |= {"kind": clause.kind} if clause.kind != "rule" else {}
    options |= {} if clause.lettered else {"unlettered": ""}
    body = [*clause.text.split("\n"), "", f"{{plain}}`{clause.plain}`"]
    norms = [f"{{norm}}`{norm.sentence}`" for norm in clause.norms]
    return [*option_lines(options), "", *body, *([""] if norms else []), *norms]


def _interpretation(note: Interpretation) -> list[str]:
    """The lines of an interpretation between its first and its last."""
    lists = {"clauses": ", ".join(note.clauses), "related": ", ".join(note.related)}
    options = {"title": note.title, **{name: names for name, names in lists.items() if names}}
    options |= {"state": note.state} | ({"safety-critical": ""} if note.safety_critical else {})
    readings = [f"{{reading}}`{reading_sentence(reading)}`" for reading in note.readings]
    return [*option_lines(options), "", *note.text.split("\n"), "", *readings]


def _take_in(options: Namespace, edits: Edits) -> int:
    say(
        "\n".join(
            [f"As the base has them: {listed(options.item)}", "Files:", *(f"  {p}" for p in edits.texts)]
        )
    )
    if edits.texts == edits.before:
        say("There is nothing to write: it is as the base has it.")
        return 0
    if not _agreed(options):
        return 1
    edits.write()
    say(f"Written. Run the check: it names what has to follow, and what to take out of {EXTENDS}.")
    return 0


def _agreed(options: Namespace) -> bool:
    if options.yes or (sys.stdin.isatty() and asked("Write it? (y) ") == "y"):
        return True
    say("Nothing is written. Say --yes to write it without being asked.")
    return False


# ---- a new release


def _release(options: Namespace, extends: Extends) -> int:
    """Have the file of a new release stand where the old one stood; say what that changes, thing by thing."""
    new = read_released(options.release)
    if extends.base is not None:
        _say_changes(extends, compare(extends.base, new))
    edits = Edits(options.root)
    old = next((line for line in edits.lines(EXTENDS) if line.startswith("digest:")), "")
    if not old:
        raise TakeInError(f"{EXTENDS} has no line “digest:” to write to. Add it at the margin.")
    if not _agreed(options):
        return 1
    written = f"digest: {digest_of(options.release)}"
    edits.texts[EXTENDS] = edits.texts[EXTENDS].replace(old, written, 1)
    files.write(options.root / extends.handbook, files.read(options.release))
    edits.write()
    say("Written. Run the check: it names what has to be decided.")
    return 0


def _say_changes(extends: Extends, comparison: Comparison) -> None:
    names = (f"{extends.name}, as it was taken in", "the new release")
    say(report.as_text(comparison, names, redline=True))
    own_words = {overlay.id for overlay in extends.overlays}
    for change in comparison.all:
        if change.id in own_words:
            say(f"  {change.id} is otherwise here: decide again.")
        elif not change.is_only_renumbered:
            say(f"  {change.id}: take it in with {typed('base', change.id)}.")
