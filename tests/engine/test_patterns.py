"""Every regular expression of the package means the same in every Python that it is for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from re import _constants as codes
from re import _parser as parser

import pytest
from places import SOURCE

UNSURE = {codes.POSSESSIVE_REPEAT, codes.ATOMIC_GROUP}
"""What some releases of Python 3.11 get wrong: they do not find what others find."""


def patterns() -> Iterator[tuple[str, str]]:
    """(file and line, pattern) of each that is written out in one piece."""
    for path in sorted((SOURCE / "policybook").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).startswith("re.")
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
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
