"""The school's colour can be seen on the site's pages, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

SEEN = 3.0
"""The least contrast of an edge with what it stands on (WCAG 1.4.11)."""
WHITE, DARK = (255, 255, 255), (0x14, 0x16, 0x1A)


def luminance(colour: tuple[int, ...]) -> float:
    parts = (part / 255 for part in colour)
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_schools_colour_can_be_told_from_the_page() -> None:
    found = re.search(r"--pb-own: #([0-9a-f]{6});", Path("book/school.css").read_text("utf-8"))
    assert found, "book/school.css: write the colour as --pb-own: # and six digits, such as #123f87"
    colour = tuple(int(found[1][at : at + 2], 16) for at in (0, 2, 4))
    mixed = tuple(round(0.45 * part + 0.55 * 255) for part in colour)
    light, dark = contrast(colour, WHITE), contrast(mixed, DARK)
    assert light >= SEEN, f"book/school.css: {light:.1f}:1 on white is too pale; choose a darker colour"
    assert dark >= SEEN, f"book/school.css: {dark:.1f}:1 in the dark"
