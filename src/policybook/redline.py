"""Shows, word by word, what was taken out of a text and what was put in, in signs that any screen can say."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

SIDE = 4
"""How many words stand on either side of a change where the rest is left out."""


def redline(old: str, new: str, *, whole: bool = False) -> str:
    """The new words with the changes marked, `[-taken out-]` and `{+put in+}`.

    Unless it is to be whole, what is far from any change is left out, and "…" stands for it.
    """
    was, now = old.split(), new.split()
    pieces: list[str] = []
    changes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for place, (kind, left, right, start, end) in enumerate(changes, 1):
        if kind != "equal":
            pieces += _marked("[-", was[left:right], "-]")
            pieces += _marked("{+", now[start:end], "+}")
        elif whole or len(changes) == 1:
            pieces += was[left:right]
        else:
            pieces += _shortened(was[left:right], first=place == 1, last=place == len(changes))
    return " ".join(pieces)


def _marked(opening: str, words: list[str], closing: str) -> Iterator[str]:
    if words:
        yield f"{opening}{' '.join(words)}{closing}"


def _shortened(words: list[str], *, first: bool, last: bool) -> list[str]:
    """Some unchanged words, without those that are far from a change before or after them."""
    before, after = (0 if first else SIDE), (0 if last else SIDE)
    if len(words) <= before + after + 1:
        return words
    return [*words[:before], "…", *words[len(words) - after :]]
