"""Reads scenario notebooks, and refuses those that would pass a notebook check while comparing nothing."""

from __future__ import annotations

import ast
import json
import re
from pathlib import PurePosixPath
from typing import Any

from policybook.load.desk import Desk
from policybook.model import Cell, Scenario
from policybook.problems import Kind, Place

_REFUSED_TAGS = {
    "nbval-skip",
    "nbval-ignore-output",
    "nbval-raises-exception",
    "raises-exception",
    "skip-execution",
}
_LOOSENED = re.compile(r"#\s*(NBVAL_|PYTEST_VALIDATE_)")
_CELL = 'A scenario\'s cells call ask("…") and print(working("…")), and nothing else is needed.'


def read_scenario(desk: Desk, path: str) -> Scenario | None:
    """One notebook as a scenario; None, with problems noted, where it is not a notebook at all."""
    text = desk.text(path)
    if text is None:
        return None
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
    lines = text.split("\n")
    read = [
        _read_code(desk, path, lines, number, cell)
        for number, cell in enumerate(cells, 1)
        if cell.get("cell_type") == "code"
    ]
    questions = tuple(dict.fromkeys(name for cell in read for name in cell.asks))
    shown = {name for cell in read for name in cell.shows}
    for name in questions:
        if name not in shown:
            hint = f'Add a code cell with print(working("{name}")) and run the notebook.'
            desk.add(Kind.NOTEBOOK, Place(path), f"the decision “{name}” has no key cell.", hint)
    name = PurePosixPath(path).stem
    if not _title(cells):
        hint = "Begin its first Markdown cell with a line “# Title”."
        desk.add(Kind.NOTEBOOK, Place(path), "this notebook has no title.", hint)
    return Scenario(
        name, _title(cells) or name, questions, tuple(read), path.removesuffix(".ipynb"), Place(path)
    )


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _title(cells: list[dict[str, Any]]) -> str:
    for cell in cells:
        if cell.get("cell_type") == "markdown":
            for line in _source(cell).split("\n"):
                if line.startswith("# "):
                    return line[2:].strip()
    return ""


def _line_of(lines: list[str], source: str) -> int:
    """The line of the file where a cell's first line of source stands, or 1."""
    first = json.dumps(source.split("\n", maxsplit=1)[0], ensure_ascii=False)[1:-1]
    return next((number for number, line in enumerate(lines, 1) if first and first in line), 1)


def _read_code(desk: Desk, path: str, lines: list[str], number: int, cell: dict[str, Any]) -> Cell:
    source = _source(cell)
    place = Place(path, _line_of(lines, source))

    def wrong(
        what: str, hint: str = "Run “nox -s notebooks”, which runs every cell and stores what it printed."
    ) -> None:
        desk.add(Kind.NOTEBOOK, place, f"cell {number} {what}", hint)

    if not isinstance(cell.get("execution_count"), int):
        wrong("has no execution count, so a notebook check would compare nothing.")
    metadata = cell.get("metadata")
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
    for tag in sorted(_REFUSED_TAGS & {str(tag) for tag in tags if isinstance(tags, list)}):
        wrong(f"has the tag “{tag}”, which keeps it from being compared.", "Take the tag away.")
    if _LOOSENED.search(source):
        wrong("has a comment that keeps it from being compared.", "Take the comment away.")
    asks, shows, trouble = _calls(source)
    if trouble:
        wrong(trouble, _CELL)
    outputs = cell.get("outputs")
    stored = outputs if isinstance(outputs, list) else []
    if (asks or shows) and not stored:
        wrong("has no stored output, so a notebook check would compare nothing.")
    if any(isinstance(output, dict) and output.get("output_type") == "error" for output in stored):
        wrong("stores an error as its output.")
    return Cell(number, asks, shows, _printed(stored), place)


def _calls(source: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """(questions asked, workings printed, trouble) of a cell's code.

    Only a plain call at the top of a cell counts: what stands in an "if" may never run.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return (), (), "is not plain Python (a line of it starts with “%” or “!”, or has a slip)."
    asks: list[str] = []
    shows: list[str] = []
    for statement in tree.body:
        if isinstance(statement, ast.Expr):
            asks += _argument(statement.value, "ask")
            shows += [name for inner in _printing(statement.value) for name in _argument(inner, "working")]
    return tuple(asks), tuple(shows), ""


def _printing(node: ast.expr) -> list[ast.expr]:
    """What a call of print prints."""
    return node.args if isinstance(node, ast.Call) and _name(node) == "print" else []


def _argument(node: ast.expr, function: str) -> list[str]:
    """The text that a call of `function` is given, in a list of one."""
    if isinstance(node, ast.Call) and _name(node) == function and len(node.args) == 1:
        argument = node.args[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return [argument.value]
    return []


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _printed(outputs: list[Any]) -> str:
    texts = []
    for output in outputs:
        if isinstance(output, dict) and output.get("output_type") == "stream":
            text = output.get("text", "")
            texts.append("".join(map(str, text)) if isinstance(text, list) else str(text))
    return "".join(texts)
