"""Draws how long each way of building a site takes, as an SVG that says its figures in words too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

_SITE = re.compile(r"site, ([\d,]+) clauses: (?!.*against)(.*?)(?:, once|, on the clock)?")
WIDTH, NAMES, LINE = 720, 300, 26


def drawn(rows: Iterable[Sequence[str]]) -> str:
    """A picture of the seconds in a table's rows: a bar for each way to build a site, those of one size together."""
    found: dict[str, dict[str, float]] = {}
    for what, seconds, *_ in rows:
        of = _SITE.fullmatch(what)
        if of and seconds:
            found.setdefault(of[1], {}).setdefault(of[2], float(seconds))
    sizes = {size: ways for size, ways in found.items() if len(ways) > 1}
    parts, at = [], 0
    for size, ways in sizes.items():
        at += LINE
        parts.append(_text(0, at, f"{size} clauses, seconds on the clock", "font-weight='bold'"))
        most = max(ways.values())
        for way, seconds in sorted(ways.items(), key=lambda pair: pair[1]):
            at += LINE
            length = round((WIDTH - NAMES - 60) * seconds / most)
            fill = "#12408f" if way == "policybook" else "#8a8f98"
            parts.append(_text(NAMES - 8, at, way, "text-anchor='end'"))
            parts.append(f"<rect x='{NAMES}' y='{at - 14}' width='{length}' height='16' fill='{fill}'/>")
            parts.append(_text(NAMES + length + 6, at, f"{seconds:.1f}"))
        at += LINE // 2
    said = "; ".join(
        f"{size} clauses: {', '.join(f'{w} {s:.1f} s' for w, s in ways.items())}"
        for size, ways in sizes.items()
    )
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {at + 12}' role='img' font-family='sans-serif' font-size='14'>"
    background = f"<rect width='{WIDTH}' height='{at + 12}' fill='white'/>"
    return "\n".join((head, f"<title>{escape(said)}</title>", background, *parts, "</svg>", ""))


def _text(x: int, y: int, words: str, more: str = "") -> str:
    return f"<text x='{x}' y='{y}' {more}>{escape(words)}</text>"
