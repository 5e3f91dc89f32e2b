"""Shows, word by word, what was taken out of a text and what was put in, in signs that any screen can say."""

from collections.abc import Iterator, Sequence
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


def hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """(the words of the old text, those of the new one, whether they are the same) from place to place."""
    for kind, *at in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tuple(old[at[0] : at[1]]), tuple(new[at[2] : at[3]]), kind == "equal"


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts in one order; at each change what was taken out stands before what was put in."""
    found: list[Piece] = []
    for was, now, same in hunks(old.split(), new.split()):
        found += [Piece(KEPT, was)] if same else [Piece(OUT, was), Piece(IN, now)]
    return tuple(piece for piece in found if piece.words)


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
    """The words of a piece; of unchanged ones not `whole`, only those near to a change before or after them."""
    before, after, words = (0 if first else SIDE), (0 if last else SIDE), piece.words
    if piece.fate != KEPT:
        yield SIGNS[piece.fate].format(piece.text)
    elif whole or len(words) <= before + after + 1:
        yield from words
    else:
        yield from (*words[:before], "…", *words[len(words) - after :])
