"""The shape of a notebook: the format 4.5 of nbformat's schema, as far as a page may show it, and nothing beside it.

It is held to nbformat by the tests. nbformat itself takes longer to import than a whole check takes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_TAG = re.compile(r"[^,\n]+")
Shape = type | Mapping[str, Any] | Callable[[Any], bool]
"""What a value has to be: of a type, an object with these keys (a key with “?” may be missing), or as a test says."""


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _is_count(value: object) -> bool:
    return value is None or (type(value) is int and value >= 0)


def _are_tags(value: object) -> bool:
    if not isinstance(value, list) or not all(isinstance(tag, str) and _TAG.fullmatch(tag) for tag in value):
        return False
    return len(set(value)) == len(value)


_CELL: Mapping[str, Shape] = {
    "id": lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
    "cell_type": str,
    "source": _is_text,
    "metadata": {
        "tags?": _are_tags,
        "jupyter?": dict,
        "execution?": lambda value: isinstance(value, dict) and _is_text([*value.values()]),
        "slideshow?": dict,
        **dict.fromkeys(("collapsed?", "editable?", "deletable?", "trusted?"), bool),
        "scrolled?": lambda value: value in (True, False, "auto") and type(value) in (bool, str),
    },
}
_CODE = {**_CELL, "outputs": list, "execution_count": _is_count}
METADATA = frozenset(("kernelspec", "language_info", "policybook"))
"""What a notebook may say of itself."""
_OF_A_LANGUAGE = ("file_extension?", "mimetype?", "pygments_lexer?", "nbconvert_exporter?", "version?")
_NOTEBOOK: Mapping[str, Shape] = {
    "nbformat": lambda value: type(value) is int and value == 4,
    "nbformat_minor": lambda value: type(value) is int and value >= 5,
    "cells": list,
    "metadata": {
        "kernelspec?": {"name": str, "display_name": str, "language?": str},
        "language_info?": {
            "name": str,
            "codemirror_mode?": lambda value: isinstance(value, str | dict),
            **dict.fromkeys(_OF_A_LANGUAGE, str),
        },
        "policybook?": lambda _: True,  # `policybook.load.scenarios` says what is wrong with it.
    },
}
_KINDS = ("text/plain?", "text/markdown?", "text/html?", "image/png?", "image/jpeg?")
_DATA = dict.fromkeys(_KINDS, _is_text)
_SHOWN = {"output_type": str, "data": _DATA, "metadata": dict}
_OUTPUTS: Mapping[object, Shape] = {
    "stream": {"output_type": str, "name": str, "text": _is_text},
    "display_data": _SHOWN,
    "execute_result": _SHOWN | {"execution_count": _is_count},
    "error": {
        **dict.fromkeys(("output_type", "ename", "evalue"), str),
        "traceback": lambda value: isinstance(value, list) and _is_text(value),
    },
}


def wrongs(notebook: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the shape of a notebook that has a list of cells, each an object."""
    yield from _wrongs(notebook, _NOTEBOOK, "")
    seen: set[object] = set()
    for number, cell in enumerate(notebook["cells"], 1):
        where, kind = f"cell {number}: ", cell.get("cell_type")
        if kind not in ("code", "markdown"):
            yield f"{where}its “cell_type” is neither code nor markdown"
            continue
        yield from _wrongs(cell, _CODE if kind == "code" else _CELL, where)
        name = str(cell.get("id"))
        if name in seen:
            yield f"{where}its “id” is that of another cell"
        seen.add(name)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            kind = output.get("output_type") if isinstance(output, dict) else None
            if isinstance(kind, str) and kind in _OUTPUTS:
                yield from _wrongs(output, _OUTPUTS[kind], f"{where}an output: ")
            else:
                yield f"{where}an output is of no known kind"


def _wrongs(value: object, shape: Shape, where: str, called: str = "it") -> Iterator[str]:
    if not isinstance(shape, Mapping):
        if not (isinstance(value, shape) if isinstance(shape, type) else shape(value)):
            said = json.dumps(value)
            yield f"{where}{called} cannot be {said if len(said) < 40 else said[:37] + '…'}"
    elif not isinstance(value, dict):
        yield f"{where}{called} should be an object"
    else:
        for key in shape:
            if key[-1] != "?" and key not in value:
                yield f"{where}{called} has no “{key}”"
        for name, inner in value.items():
            if (wanted := shape.get(name) or shape.get(f"{name}?")) is None:
                yield f"{where}“{name}” is not read from {called}"
            elif wanted is not str or type(inner) is not str:
                yield from _wrongs(inner, wanted, where, f"its “{name}”")
