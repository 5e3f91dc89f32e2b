"""Hostile input for a regular expression, made out of the expression itself, and how its time grows with it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from re import _constants as codes
from re import _parser as parser

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
MANNERS: dict[str, Callable[[re.Pattern[str], str], object]] = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text),
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
}
SAME = {"sub": "finditer", "subn": "finditer", "split": "finditer", "findall": "finditer"}
ENOUGH, LONG = 4_000, 100_000
"""Characters: enough to see how the time grows, and an input that nobody should have to wait for."""


def examples(parsed: parser.SubPattern, flags: int = 0) -> str:
    """A text that a parsed pattern finds, or nearly: the first way through it."""
    return "".join(_example(code, value) for code, value in parsed)


def _example(code: object, value: object) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code in (codes.NOT_LITERAL, codes.ANY):
        return "x" if value != ord("x") else "y"
    if code is codes.IN:
        return _one_of(value)
    if code is codes.BRANCH:
        return examples(value[1][0])
    if code is codes.SUBPATTERN:
        return examples(value[-1])
    if code in REPEATS:
        return examples(value[2]) * max(1, value[0])
    if code is codes.ATOMIC_GROUP:
        return examples(value)
    return " " if value is codes.AT_BOUNDARY else ""


def _one_of(items: list[tuple[object, object]]) -> str:
    (code, value), *_ = items
    if code is codes.NEGATE:
        taken = re.compile("[" + "".join(_written(item) for item in items[1:]) + "]")
        return next(sign for sign in "x 1\n.-<" if not taken.match(sign))
    return {codes.LITERAL: lambda: chr(value), codes.RANGE: lambda: chr(value[0])}.get(
        code, lambda: _category(value)
    )()


def _written(item: tuple[object, object]) -> str:
    code, value = item
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_WORD: r"\w"}.get(
        value, r"\W"
    )


def _category(value: object) -> str:
    return {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a"}.get(value, "-")


def pumps(parsed: parser.SubPattern) -> Iterator[tuple[str, str]]:
    """(what comes before, what is said over and over) for each part of a pattern, at any depth, and for the whole."""
    items = list(parsed)
    for at, (code, value) in enumerate(items):
        before = "".join(_example(*item) for item in items[:at])
        here = _example(code, value)
        yield before, here
        yield "", before + here
        for inner in _inside(code, value):
            for first, pump in pumps(inner):
                yield before + first, pump
                yield "", before + first + pump


def _inside(code: object, value: object) -> Iterator[parser.SubPattern]:
    if code in REPEATS:
        yield value[2]
    elif code is codes.BRANCH:
        yield from value[1]
    elif code is codes.SUBPATTERN:
        yield value[-1]
    elif code in (codes.ASSERT, codes.ASSERT_NOT):
        yield value[1]
    elif code is codes.ATOMIC_GROUP:
        yield value


def hostile(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Beginnings and pumps, of which each is followed by something that the pattern does not want."""
    parsed = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    found = {(before, pump) for before, pump in pumps(parsed) if pump}
    found |= {
        ("", sign)
        for sign in (
            "a",
            " ",
            "\n",
            "`",
            "{",
            "a ",
            "- ",
            '"',
            "“",
            "\\",
            "[",
            "(",
            "<",
            "*",
            "a-",
            "\n\n",
            "\n ",
        )
    }
    return sorted(found)


def slow(pattern: re.Pattern[str], manner: str, limit: float = 1.0) -> Iterator[tuple[float, str, str]]:
    """Every hostile input that makes a pattern slow: the seconds that 100,000 characters would take, and which."""
    ask = MANNERS[SAME.get(manner, manner)]
    for before, pump in hostile(pattern):
        for end in ("\0", "\n\n\0"):
            took = seconds(lambda text: ask(pattern, text), (before, pump, end), limit)
            if took > limit:
                yield took, before, pump


def seconds(ask: Callable[[str], object], made_of: tuple[str, str, str], limit: float) -> float:
    """How long 100,000 characters take; where that is not waited for, what the growth so far comes to."""
    (before, pump, end), size, took, last = made_of, 16, 0.0, 0.0
    while True:
        text = before + pump * (size // len(pump) + 1) + end
        last, took = took, _timed(ask, text)
        # A square of so little is little: what grows faster has shown itself by now.
        if size >= LONG or (size > ENOUGH and took * (LONG / size) ** 2 < limit):
            return took
        if took > 0.01:
            # A busy machine is no growth: what is extrapolated from is measured twice.
            took = min(took, _timed(ask, text))
        if took > 0.01:
            growth = max(2.0, took / last if last else 2.0)
            while size < LONG and took < 1e6:
                size, took = size * 2, took * growth
            return took
        size *= 2


def _timed(ask: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    ask(text)
    return time.process_time() - began
