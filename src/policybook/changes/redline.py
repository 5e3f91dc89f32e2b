"""Shows, word by word, what was taken out of a text and what was put in, in signs that any screen can say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SIDE = 4
"""How many words stand on either side of a change where the rest is left out."""
KEPT, OUT, IN = "kept", "out", "in"
"""What became of some words: they stay, they were taken out, or they were put in."""
SIGNS = {KEPT: "{}", OUT: "[-{}-]", IN: "{{+{}+}}"}
"""How each is shown on any screen."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stand together, and what became of them: kept, out or in."""

    fate: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(self.words)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts in one order; at each change what was taken out stands before what was put in."""
    was, now = old.split(), new.split()
    found: list[Piece] = []
    for kind, left, right, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(KEPT, tuple(was[left:right])))
        else:
            found += [Piece(OUT, tuple(was[left:right]))] if right > left else []
            found += [Piece(IN, tuple(now[start:end]))] if end > start else []
    return tuple(found)


def redline(old: str, new: str, *, whole: bool = False) -> str:
    """The new words with the changes marked, `[-taken out-]` and `{+put in+}`.

    Unless it is to be whole, what is far from any change is left out, and "…" stands for it.
    """
    found = pieces(old, new)
    return " ".join(
        word
        for at, piece in enumerate(found)
        for word in _shown(piece, whole or len(found) == 1, first=at == 0, last=at == len(found) - 1)
    )


def _shown(piece: Piece, whole: bool, *, first: bool, last: bool) -> Iterator[str]:
    if piece.fate != KEPT:
        yield SIGNS[piece.fate].format(piece.text)
    else:
        yield from piece.words if whole else _shortened(piece.words, first=first, last=last)


def _shortened(words: tuple[str, ...], *, first: bool, last: bool) -> tuple[str, ...]:
    """Some unchanged words, without those that are far from a change before or after them."""
    before, after = (0 if first else SIDE), (0 if last else SIDE)
    if len(words) <= before + after + 1:
        return words
    return (*words[:before], "…", *words[len(words) - after :])
