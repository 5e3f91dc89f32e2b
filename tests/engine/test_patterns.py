"""Every regular expression of the package means the same in every Python that it is for, and none is slow."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

import pytest
from places import ROOT, SOURCE
from pumping import slow

import policybook

UNSURE = {codes.POSSESSIVE_REPEAT, codes.ATOMIC_GROUP}
"""What some releases of Python 3.11 get wrong: they do not find what others find."""


@cache
def calls(path: Path) -> list[tuple[ast.Call, str]]:
    """Each call in a file of something of `re`, with what is called; few of a file's, and only they are written out."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    asked = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    said = ((node, ast.unparse(node.func)) for node in asked if _begins(node) == "re")
    return [(node, text) for node, text in said if text.startswith("re.")]


def _begins(node: ast.AST) -> str:
    """The name that an expression begins with, "" where it begins with something else."""
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def patterns() -> Iterator[tuple[str, str]]:
    """(file and line, pattern) of each that is written out in one piece."""
    for path in sorted((SOURCE / "policybook").rglob("*.py")):
        for node, _ in calls(path):
            if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}", node.args[0].value


def codes_in(parsed: object) -> Iterator[object]:
    """The codes that a parsed pattern is made of, at any depth."""
    if isinstance(parsed, list | tuple | parser.SubPattern):
        for part in parsed:
            yield from codes_in(part)
    elif isinstance(parsed, type(codes.LITERAL)):
        # Characters are numbers too, and a code is equal to one of them.
        yield parsed


@pytest.mark.parametrize(("where", "pattern"), [*patterns()])
def test_a_pattern_means_the_same_in_every_python(where, pattern):
    assert UNSURE.isdisjoint(codes_in(parser.parse(pattern))), where


def test_what_is_unsure_is_seen():
    for pattern in ("a(?:b|c)*+", "(?:a|(?>b+))"):
        assert not UNSURE.isdisjoint(codes_in(parser.parse(pattern)))
    assert len(list(patterns())) > 30


# ---- hostile input


MODULES = [found.name for found in pkgutil.walk_packages(policybook.__path__, "policybook.")]
WRITTEN = (*sorted((SOURCE / "policybook").rglob("*.py")), *sorted((ROOT / "tools").rglob("*.py")))
WHOLE = "\n".join(path.read_text(encoding="utf-8") for path in WRITTEN)
MANNER = r"(search|match|fullmatch|sub|finditer|findall|split)"
# By the name of what is asked, all the ways in which anything of that name is: one look through the whole for them all.
ASKED: dict[str, set[str]] = {}
for called, manner in re.findall(rf"\b(\w+)(?=\.{MANNER}\b)", WHOLE):
    ASKED.setdefault(called, set()).add(manner)
BY_HAND = {
    # It is asked of the package's own messages alone, in which each “ has its ”.
    "policybook.judging.plainly": "“(.+?)”",
}


def compiled() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """(where, how it is asked, pattern) of each that a module keeps, and of each that is written where it is asked."""
    seen: set[int] = set()
    for name in MODULES:
        if not name.endswith("__main__"):
            module = importlib.import_module(name)
            for called, pattern in _kept(vars(module), name):
                for manner in sorted(ASKED.get(called, ())) or ["search"]:
                    if id(pattern) not in seen:
                        yield f"{name}.{called} {manner}", manner, pattern
                seen.add(id(pattern))
    for path in sorted((SOURCE / "policybook").rglob("*.py")):
        yield from _asked(path, rf"re\.{MANNER}")
    # A tool's module may need a browser to be imported, so that what it keeps is read from its text.
    for path in sorted((ROOT / "tools").rglob("*.py")):
        yield from _asked(path, rf"re\.({MANNER}|compile)")


def _asked(path: Path, how: str) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """Each pattern that is written where it is asked; what is put into one then is a word here."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for node, asked in calls(path):
        if re.fullmatch(how, asked) and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
            parts = getattr(node.args[0], "values", [node.args[0]])
            said = (part.value if isinstance(part, ast.Constant) else "word" for part in parts)
            text = "".join(one.decode() if isinstance(one, bytes) else one for one in said)
            flags = [ast.unparse(one) for one in node.args[1:] if ast.unparse(one).startswith("re.")]
            pattern = re.compile(
                text, sum(getattr(re, flag[3:]) for one in flags for flag in one.split(" | "))
            )
            where = f"{path.parent.name}/{path.name}:{node.lineno}"
            kept = re.search(rf"(?m)^(\w+) = .*{re.escape(ast.unparse(node.func))}", lines[node.lineno - 1])
            asks = ASKED.get(kept[1], set()) if kept else set()
            manners = sorted(asks or {"finditer"}) if asked == "re.compile" else (asked[3:],)
            yield from ((where, manner, pattern) for manner in manners)


def _kept(names: dict[str, object], module: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    for called, value in list(names.items()):
        if isinstance(value, type) and value.__module__ == module:
            yield from _kept(dict(vars(value)), module)
        yield from ((called, pattern) for pattern in _patterns_in(value))


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _patterns_in(one)
    elif isinstance(value, dict):
        yield from _patterns_in(list(value.values()))


COMPILED = [one for one in compiled() if one[2].pattern not in BY_HAND.values()]


@pytest.mark.parametrize(
    ("where", "manner", "pattern"), COMPILED, ids=[f"{at} {one[0]}" for at, one in enumerate(COMPILED)]
)
def test_no_hostile_input_makes_a_pattern_slow(where, manner, pattern):
    """Its time grows with the input: 100,000 characters that are made against it take less than a second or two."""
    assert [*slow(pattern, manner, limit=2.0)] == []


@pytest.mark.parametrize(
    ("manner", "pattern"),
    [
        ("fullmatch", r"(from policybook\.notebook import [\w, ]+\s*)+"),
        ("search", r"\b[Ww](?:hich|hat)\b[^.?!]*(?<!or )\b(?:not|never)\b[^.?!]*\?"),
        ("match", r"(.*?)\s*<([^<>]+)>$"),
        ("finditer", r"\[([^\]]*)\]\(([^)]*)\)"),
    ],
)
def test_a_pattern_that_was_slow_is_seen(manner, pattern):
    assert [*slow(re.compile(pattern, re.DOTALL), manner)]


def test_every_pattern_is_tried():
    assert len(COMPILED) > 140
    assert sum(where.startswith(("tools/", "lite/")) for where, *_ in COMPILED) > 30
