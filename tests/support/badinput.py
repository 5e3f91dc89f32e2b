"""Reads the bad inputs of tests/bad-input: a small change to the small handbook, and what must be said of it.

The first line of a file says what is wrong. Then come blocks, each with a line that says what is changed:

    in PATH        lines that begin with "- " are replaced by those that begin with "+ "; others are context
    write PATH     the file holds the lines that begin with "+ ", and nothing else
    remove PATH    the file or the folder is taken away
    says           what `policybook check` prints, whole
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from places import SMALL, TESTS

from policybook import kept

FOLDER = TESTS / "bad-input"


@dataclass(frozen=True)
class BadInput:
    """One bad input: its name, the changes that make it, and the lines that it must give."""

    name: str
    changes: tuple[tuple[str, str, tuple[str, ...]], ...]
    says: tuple[str, ...]

    def touches(self, path: str) -> bool:
        """Whether this file, or a folder that it is in, is changed."""
        return any(path == changed or path.startswith(f"{changed}/") for _, changed, _ in self.changes)

    def plant(self, root: Path) -> None:
        """Make the changes in a copy of the small handbook."""
        for kind, path, lines in self.changes:
            _change(root / path, kind, lines)


def bad_inputs() -> list[BadInput]:
    """Every bad input of the folder, by name."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def copy_of_small(root: Path) -> Path:
    """A copy of the small handbook, to be broken, without what a command has kept beside it."""
    return Path(shutil.copytree(SMALL, root / "handbook", ignore=shutil.ignore_patterns(kept.FOLDER)))


def _read(path: Path) -> BadInput:
    _, *blocks = re.split(r"^(in|write|remove|says)\b", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    changes: list[tuple[str, str, tuple[str, ...]]] = []
    says: tuple[str, ...] = ()
    for kind, text in zip(blocks[::2], blocks[1::2], strict=True):
        first, *rest = text.strip("\n").split("\n")
        if kind == "says":
            says = tuple(line for line in (first, *rest) if line)
        else:
            changes.append((kind, first.strip(), tuple(rest)))
    return BadInput(path.stem, tuple(changes), says)


def _change(path: Path, kind: str, lines: tuple[str, ...]) -> None:
    if kind == "remove":
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        return
    after = [line[2:] for line in lines if not line.startswith("-")]
    if kind == "in":
        before = "".join(f"{line[2:]}\n" for line in lines if not line.startswith("+"))
        text = path.read_text(encoding="utf-8")
        if text.count(before) != 1:
            raise ValueError(f"{path} holds this {text.count(before)} times:\n{before}")
        path.write_text(text.replace(before, "".join(f"{line}\n" for line in after)), encoding="utf-8")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in after), encoding="utf-8")
