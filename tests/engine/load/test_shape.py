"""What nbformat refuses of a notebook is refused here too, and a sound notebook is not."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator

import pytest
from nbformat.validator import get_validator
from places import SMALL

from policybook.load.shape import wrongs

SOUND = json.loads((SMALL / "scenarios/first-day.ipynb").read_text(encoding="utf-8"))
# One cell of each kind: nbformat's validator is thorough, and slow.
SOUND["cells"] = list(
    {(cell["cell_type"], len(cell["source"]) > 1): cell for cell in SOUND["cells"]}.values()
)[:3]
NBFORMAT = get_validator(4, 5)
STRANGE = (None, True, -1, 2.5, "", "a b", "x" * 80, [], ["a", 1], ["a", "a"], {}, {"a": 1}, {"a": []})


def paths(value: object, before: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*before, key)
        yield from paths(inner, (*before, key))


def changed(path: tuple[object, ...], value: object) -> dict[str, object]:
    """The sound notebook with another value in one place, or without it."""
    notebook = copy.deepcopy(SOUND)
    inner = notebook
    for key in path[:-1]:
        inner = inner[key]
    if value == "gone":
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return notebook


def has_cells(notebook: dict[str, object]) -> bool:
    """Whether it is a notebook at all, which `policybook.load.scenarios` asks first."""
    cells = notebook.get("cells")
    return isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells)


def is_valid(notebook: dict[str, object]) -> bool:
    return next(iter(NBFORMAT.iter_errors(notebook)), None) is None


def test_a_sound_notebook_is_right_and_so_is_one_with_more_of_the_format():
    assert is_valid(SOUND)
    assert [*wrongs(SOUND)] == []
    more = {
        "tags": ["a", "b"],
        "collapsed": True,
        "scrolled": "auto",
        "execution": {"iopub.status.busy": "2026"},
    }
    outputs = [
        {"output_type": "execute_result", "data": {"image/png": "x"}, "metadata": {}, "execution_count": 1},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["a"]},
    ]
    cell = {"cell_type": "code", "id": "n", "metadata": more, "execution_count": None, "source": ""}
    whole = {**SOUND, "cells": [*SOUND["cells"], {**cell, "outputs": outputs}]}
    assert is_valid(whole)
    assert [*wrongs(whole)] == []


@pytest.mark.parametrize("value", [*STRANGE, 3, 5, "gone"], ids=repr)
def test_what_nbformat_refuses_is_refused_at_every_place(value):
    refused = 0
    for path in paths(SOUND):
        notebook = changed(path, value)
        if has_cells(notebook) and not is_valid(notebook):
            refused += 1
            assert [*wrongs(notebook)], path
    assert refused > 10


def test_many_changes_at_once_are_refused_as_well():
    chance, places = random.Random(7), list(paths(SOUND))
    for _ in range(300):
        notebook = changed(chance.choice(places), chance.choice(STRANGE))
        notebook["more"] = 1
        if has_cells(notebook):
            assert [*wrongs(notebook)]


def test_two_cells_of_one_id_are_refused():
    notebook = copy.deepcopy(SOUND)
    notebook["cells"][1]["id"] = notebook["cells"][0]["id"]
    assert [*wrongs(notebook)] == ["cell 2: its “id” is that of another cell"]


@pytest.mark.parametrize("kind", ["application/javascript", "image/svg+xml", "text/latex", "application/pdf"])
def test_an_output_of_a_kind_that_is_no_text_and_no_picture_is_refused(kind):
    output = {"output_type": "display_data", "data": {kind: "x"}, "metadata": {}}
    notebook = copy.deepcopy(SOUND)
    (cell, *_) = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [output]
    assert is_valid(notebook)
    (wrong,) = wrongs(notebook)
    assert wrong.endswith(f"an output: “{kind}” is not read from its “data”")
