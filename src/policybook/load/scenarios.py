"""Reads scenario notebooks, and refuses those that would pass a notebook check while comparing nothing.

A notebook is a story, whose cells ask and print keys, or one to try the policy in (`"kind": "try"` in its
metadata), which asks nothing. Both stand under the same guards.
"""

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from policybook.editions.handbook_json import HALF, has_half_characters
from policybook.load.allowed import refuse_power_in_cell
from policybook.load.ask_cell import IMPORT, PLAIN, AskError, is_ask, key_of, parsed, read_ask, record_of
from policybook.load.desk import Desk
from policybook.load.markdown import title
from policybook.load.net import refuse_in_cell
from policybook.load.shape import wrongs
from policybook.policy.problems import Kind, Place, Work, nearest, typed
from policybook.policy.training import Cell, Decision, Scenario
from policybook.training.minutes import TIME, amiss, count
from policybook.training.story import sides

_OF_NBVAL = {"nbval-skip", "nbval-ignore-output", "nbval-raises-exception"}
_REFUSED_TAGS = {*_OF_NBVAL, "raises-exception", "skip-execution"}
_OUTPUTS_OFF = {"remove-output", "remove_output", "remove-stdout", "remove-stderr"}
_TAKEN_OFF = {"remove-cell", "remove_cell", *_OUTPUTS_OFF}
_FOLDED_AWAY = {"hide-cell", "hide-output"}
_LOOSENED = re.compile(r"#\s*(NBVAL_|PYTEST_VALIDATE_)")
_NOT_STORED = "has no stored output, so a notebook check would compare nothing."
_CELL = 'A scenario\'s cells call ask("…") and print(working("…")), and nothing else is needed.'
_AGAIN = f"Run {typed('notebooks')}, which runs every cell and stores what it printed."
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_IMPORTS = re.compile(r"from policybook\.notebook import [\w, ]+")
_KEYS = ("touches", "situations", "sensitive", "kind")
_SHAPE = 'Such as "policybook": {"touches": "…", "situations": ["S01"], "sensitive": false}.'


def read_scenario(desk: Desk, path: str) -> Scenario | None:
    """One notebook, as a story or to try the policy in; None, with problems noted, where it is no notebook at all."""
    text = desk.text(path)
    if text is None or (notebook := _parsed(desk, path, text)) is None:
        return None
    reading = _Reading(desk, path, text.split("\n"))
    cells = notebook["cells"]
    if not _title(cells):
        hint = "Begin its first Markdown cell with a line “# Title”."
        desk.add(Kind.NOTEBOOK, Place(path), "this notebook has no title.", hint)
    found = _read_facts(desk, path, notebook)
    reading.is_story = found.kind == "story"
    for number, cell in enumerate(cells, 1):
        reading.cell(number, cell)
    reading.close("")
    said = TIME.search(reading.opening)
    found = replace(
        found,
        questions=tuple(dict.fromkeys(decision.question for decision in reading.decisions)),
        cells=tuple(reading.cells),
        decisions=tuple(reading.decisions),
        minutes=int(said[2]) if said else 0,
        words=reading.words,
        asides=tuple(sorted(sides(reading.decisions))),
    )
    _check_words(desk, found, reading.opening, "\n".join(reading.scene))
    return found


def _parsed(desk: Desk, path: str, text: str) -> dict[str, Any] | None:
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        hint = "Restore it from the last commit, or save it again from Jupyter."
        desk.add(Kind.NOTEBOOK, Place(path, line), "this notebook is not JSON.", hint)
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        desk.add(Kind.NOTEBOOK, Place(path), "this JSON is not a notebook: it has no list of cells.")
        return None
    wrong = next(wrongs(notebook), "")
    if wrong:
        hint = "Save it again from Jupyter, or restore it from the last commit."
        desk.add(Kind.NOTEBOOK, Place(path), f"this is not a notebook of the format 4.5: {wrong}.", hint)
    if has_half_characters(text):
        number = next((n for n, cell in enumerate(cells, 1) if has_half_characters(json.dumps(cell))), 0)
        place = Place(path, next((n for n, line in enumerate(text.split("\n"), 1) if _HALF.search(line)), 1))
        desk.add(Kind.NOTEBOOK, place, f"cell {number}: {HALF}", "Type the character again.")
        return None
    return dict(notebook)


def _source(cell: dict[str, Any]) -> str:
    return _joined(cell.get("source", ""))


def _title(cells: list[dict[str, Any]]) -> str:
    words = (_source(cell) for cell in cells if cell.get("cell_type") == "markdown")
    return title([line for text in words for line in text.split("\n")])


@dataclass
class _Reading:
    """What has been read of a notebook so far, cell by cell."""

    desk: Desk
    path: str
    lines: list[str]
    is_story: bool = True
    cells: list[Cell] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    scene: list[str] = field(default_factory=list)
    """The Markdown cells since the last cell of code."""
    opening: str = ""
    """The Markdown before the first decision."""
    asked: Decision | None = None
    """The decision whose key cell is still to come."""
    unread: bool = False
    """Whether the last cell that asks could not be read, so that nobody knows what its key cell should print."""
    line: int = 0
    words: int = 0
    """How many words its cells of Markdown have."""

    def cell(self, number: int, cell: dict[str, Any]) -> None:
        """Read the next cell."""
        source = _source(cell)
        self.line = self._line_of(source)
        self._tags(number, source, cell)
        if cell.get("cell_type") == "code":
            self._code(number, source, cell)
        elif cell.get("cell_type") == "markdown":
            if not self.decisions:
                self.opening += f"{source}\n\n"
            elif self.is_story and not self.scene and not source.startswith("## ") and not self.asked:
                what = "comes after a decision and does not begin with a heading “## …”."
                hint = "What happens after an answer goes into that decision's right=; a new scene has a heading."
                self._wrong(number, what, hint)
            self.scene.append(source)
            self.words += count(source)
            refuse_in_cell(self.desk, Place(self.path, self.line), source)
            refuse_power_in_cell(self.desk, Place(self.path, self.line), source)

    def close(self, where: str) -> None:
        """Note that the key cell of the last decision has not come."""
        if self.asked:
            name, at = self.asked.question, self.asked
            hint = f"Add a code cell with {key_of(name)} right below it, and run the notebook."
            what = f"the decision “{name}” in cell {at.cell} has no key cell{where}."
            self.desk.add(Kind.NOTEBOOK, at.place, what, hint)
        self.asked = None

    def _line_of(self, source: str) -> int:
        """The line of the file where a cell's first line of source stands, or that of the cell before."""
        first = json.dumps(source.split("\n", maxsplit=1)[0], ensure_ascii=False)[1:-1]
        after = enumerate(self.lines[self.line :], self.line + 1)
        return next((number for number, line in after if first and first in line), max(self.line, 1))

    def _wrong(self, number: int, what: str, hint: str = _AGAIN) -> None:
        work = Work.REWRITE if hint == _AGAIN else Work.DECIDE
        self.desk.add(Kind.NOTEBOOK, Place(self.path, self.line), f"cell {number} {what}", hint, work)

    def _code(self, number: int, source: str, cell: dict[str, Any]) -> None:
        place = Place(self.path, self.line)
        stored = self._guarded(number, source, cell)
        asks = shows = tuple[str, ...]()
        if not self.is_story:
            self._tried(number, source, stored)
        elif is_ask(source):
            asks = self._ask(number, source)
        elif self.asked and not source.startswith(IMPORT):
            shows = self._key(number, source)
        elif source.strip() == record_of(self.path.removesuffix(".ipynb")):
            return  # It stands after the story, and is no part of it.
        elif source.strip() != IMPORT and not (self.unread and "working(" in source):
            self._wrong(number, *_strange(source))
        self.unread = self.unread and is_ask(source)
        if (asks or shows) and not stored:
            self._wrong(number, _NOT_STORED)
        shown, *still = (_data(stored, f"text/{kind}") for kind in ("markdown", "plain", "html"))
        printed, both = _printed(stored), (still[0], still[1])
        self.cells.append(Cell(number, asks, shows, printed, shown, both, place=place))
        self.scene = []

    def _guarded(self, number: int, source: str, cell: dict[str, Any]) -> list[Any]:
        """The stored outputs of a cell, with a problem for each thing that would keep them from being compared."""
        if not isinstance(cell.get("execution_count"), int):
            self._wrong(number, "has no execution count, so a notebook check would compare nothing.")
        if _LOOSENED.search(source):
            self._wrong(number, "has a comment that keeps it from being compared.", "Take the comment away.")
        outputs = cell.get("outputs")
        stored = outputs if isinstance(outputs, list) else []
        if any(isinstance(output, dict) and output.get("output_type") == "error" for output in stored):
            self._wrong(number, "stores an error as its output.")
        return stored

    def _tags(self, number: int, source: str, cell: dict[str, Any]) -> None:
        """Note each tag that would keep a cell from being compared, or from being seen on its page."""
        metadata = cell.get("metadata")
        tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
        found = {str(tag) for tag in tags if isinstance(tags, list)}
        hidden = _TAKEN_OFF | (_FOLDED_AWAY if self.is_story and is_ask(source) else set())
        for tag in sorted(found & _REFUSED_TAGS) if cell.get("cell_type") == "code" else ():
            what = f"has the tag “{tag}”, which keeps it from being compared."
            self._wrong(number, what, "Take the tag away.")
        for tag in sorted(found & hidden):
            self._wrong(number, f"has the tag “{tag}”, which takes it off its page.", "Take the tag away.")

    def _tried(self, number: int, source: str, stored: list[Any]) -> None:
        """A cell of a notebook to try the policy in: it asks no decision, and what it shows is stored."""
        self.words += count(f"{source} {_printed(stored)}")
        if re.search(r"\bask\s*\(|\bworking\s*\(", source):
            what = "asks a decision or prints a key, and this notebook is not a story."
            hint = 'Take “"kind": "try"” out of its metadata, or the cell out of the notebook.'
            self._wrong(number, what, hint)
        elif not stored and not (
            source.strip() and all(map(_IMPORTS.fullmatch, filter(str.strip, source.split("\n"))))
        ):
            self._wrong(number, _NOT_STORED)
        else:
            refuse_power_in_cell(self.desk, Place(self.path, self.line), _data(stored, "text/markdown"))
        if parsed(source) is None:
            self._wrong(number, *_strange(source))

    def _ask(self, number: int, source: str) -> tuple[str, ...]:
        self.close(" before the next decision")
        try:
            decision = read_ask(source)
        except AskError as error:
            self._wrong(number, str(error), PLAIN)
            self.unread = True
            return ()
        headings = [line for part in self.scene for line in part.split("\n") if line.startswith("## ")]
        scene = headings[-1][3:].strip() if headings else ""
        decision = replace(decision, scene=scene, cell=number, place=Place(self.path, self.line))
        for text in decision.texts.values():
            refuse_power_in_cell(self.desk, decision.place, text)
        self.decisions.append(decision)
        self.asked = decision
        return (decision.question,)

    def _key(self, number: int, source: str) -> tuple[str, ...]:
        name = self.asked.question if self.asked else ""
        self.asked = None
        if _LOOSENED.search(source) or source.strip() == key_of(name):
            return (name,)  # A comment that loosens it is said already.
        if parsed(source) is None:
            self._wrong(number, *_strange(source))
        else:
            what = f"is not exactly {key_of(name)}, so its key would prove nothing."
            self._wrong(number, what, "Put that line back, and nothing else.")
        return ()


def _strange(source: str) -> tuple[str, str]:
    if parsed(source) is None:
        return "is not plain Python (a line of it starts with “%” or “!”, or has a slip).", _CELL
    return "holds code that no story needs.", _CELL


def _joined(text: object) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _printed(outputs: list[Any]) -> str:
    streams = (out for out in outputs if isinstance(out, dict) and out.get("output_type") == "stream")
    return "".join(_joined(out.get("text", "")) for out in streams)


def _data(outputs: list[Any], kind: str) -> str:
    """What the outputs hold of one kind, such as text/markdown, which is what the site shows of them."""
    data = (output.get("data") for output in outputs if isinstance(output, dict))
    return "".join(_joined(found.get(kind, "")) for found in data if isinstance(found, dict))


def _check_words(desk: Desk, notebook: Scenario, opening: str, closing: str) -> None:
    """Note what a notebook's words before the first decision, and after the last, lack."""
    opening, closing = (" ".join(text.split()) for text in (opening, closing))

    def lacks(what: str, hint: str) -> None:
        called = "story" if notebook.kind == "story" else "notebook"
        desk.add(Kind.NOTEBOOK, notebook.place, f"this {called} {what}", hint)

    danger, lead = desk.organisation.emergency, desk.vocabulary.people.get(desk.organisation.lead)
    needed = (danger.telephone, *([lead.label] if lead else [])) if danger else ()
    if danger and not all(word in opening for word in needed):
        hint = f"Write “**{danger.asks}**” and “{danger.then}” in a cell above the first decision."
        lacks("does not begin with what to do in danger.", hint)
    if notebook.kind == "try" and any(wrong := amiss(notebook.minutes, notebook.words)):
        lacks(*wrong)
    if notebook.touches and notebook.touches not in opening:
        lacks("does not say at its beginning what it touches.", f"Write “It is about {notebook.touches}.”.")
    if notebook.sensitive and not re.search(r"\bcontent note\b", opening, re.IGNORECASE):
        hint = "Say under “**Content note.**” what will come, and that it can be left at any point."
        lacks("is sensitive, and has no content note before the first decision.", hint)
    if notebook.sensitive and "## If this story has upset you" not in closing:
        hint = "End with a cell “## If this story has upset you” that says where help is."
        lacks("is sensitive, and has no signpost after the last decision.", hint)


def _read_facts(desk: Desk, path: str, notebook: dict[str, Any]) -> Scenario:
    """The notebook with what its metadata say of it; a problem for each fact that is missing or of another shape."""
    name, page, place = PurePosixPath(path).stem, path.removesuffix(".ipynb"), Place(path)
    scenario = Scenario(name, _title(notebook["cells"]) or name, (), page=page, place=place)
    metadata = notebook.get("metadata")
    found = metadata.get("policybook") if isinstance(metadata, dict) else None
    if not isinstance(found, dict):
        what = "this notebook does not say in its metadata what it touches and covers."
        desk.add(Kind.NOTEBOOK, place, what, _SHAPE)
        return scenario
    for key in found:
        if key not in _KEYS:
            hint = nearest(str(key), _KEYS, f"Keys: {', '.join(_KEYS)}.")
            desk.add(Kind.NOTEBOOK, place, f"this notebook's metadata has “{key}”, which is not read.", hint)
    kind = found.get("kind", "story")
    touches, covers, sensitive = (found.get(name) for name in ("touches", "situations", "sensitive"))
    listed = isinstance(covers, list) and all(isinstance(name, str) for name in covers)
    good = {
        "kind": kind in ("story", "try"),
        "touches": isinstance(touches, str) and bool(touches.strip()),
        "situations": kind == "try" or (listed and bool(covers)),
        "sensitive": kind == "try" or isinstance(sensitive, bool),
    }
    for name in (name for name, is_good in good.items() if not is_good):
        said = json.dumps(found.get(name), ensure_ascii=False)
        shown = said if len(said) < 60 else f"{said[:57]}…"
        desk.add(Kind.NOTEBOOK, place, f"this notebook's “{name}” cannot be {shown}.", _SHAPE)
    return replace(
        scenario,
        kind=kind if good["kind"] else "story",
        touches=" ".join(str(touches).split()) if good["touches"] else "",
        situations=tuple(covers) if listed and isinstance(covers, list) else (),
        sensitive=sensitive is True,
    )
