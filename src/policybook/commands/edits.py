"""Changes to a handbook's files that are worked out whole before any of them is written, and tried on a copy first."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policybook import files
from policybook.load.handbook import read
from policybook.load.markdown import Block, blocks
from policybook.load.proposals import read_all
from policybook.policy.handbook import Handbook
from policybook.policy.model import Word
from policybook.policy.problems import HandbookError, Kind

_COPIED = ("book", "quizzes", "scenarios", "editions", "proposals")
VOCABULARY = "book/vocabulary.yml"


class TakeInError(Exception):
    """Why nothing was taken in, in a sentence."""


@dataclass
class Edits:
    """The files that would be written, in the order in which they are written: their new texts and the old ones."""

    root: Path
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

    def lines(self, path: str) -> list[str]:
        """The lines of a file as it would be."""
        if path not in self.texts:
            self.texts[path] = self.before[path] = (self.root / path).read_text(encoding="utf-8")
        return self.texts[path].split("\n")

    def block(self, path: str, name: str, argument: str) -> Block:
        """One of the directives of a page, as the page would be."""
        return next(b for b in blocks(self.lines(path), path, (name,), []) if b.argument == argument)

    def put(self, path: str, start: int, stop: int, new: Sequence[str]) -> None:
        """Put lines in the place of some lines of a page."""
        lines = self.lines(path)
        lines[start:stop] = new
        self.texts[path] = "\n".join(lines)

    def add_word(self, table: str, word: Word) -> None:
        """Put a word at the end of its table of the vocabulary."""
        lines = self.lines(VOCABULARY)
        start = next(at for at, line in enumerate(lines) if line.startswith(f"{table}:"))
        after = (at for at in range(start + 1, len(lines)) if re.match(r"[^\s#]", lines[at]))
        end = next(after, len(lines))
        while not lines[end - 1].strip():
            end -= 1
        self.put(VOCABULARY, end, end, [_entry(word)])

    def replace_word(self, word: Word) -> None:
        """Put a word in its own place in the vocabulary, where it stands on a line of its own."""
        own = re.compile(rf"  {re.escape(word.name)}: \{{.*\}}")
        at = next((at for at, line in enumerate(self.lines(VOCABULARY)) if own.fullmatch(line)), None)
        if at is None:
            raise TakeInError(
                f"“{word.name}” does not stand on a line of its own in {VOCABULARY}: write it by hand."
            )
        self.put(VOCABULARY, at, at + 1, [_entry(word)])

    def tried(self, others: Iterable[Kind] = ()) -> Handbook:
        """The handbook as it would read, tried on a copy.

        Raises HandbookError where anything is wrong there, but training, which has to follow, and `others`.
        """
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder)
            for name in _COPIED:
                if (self.root / name).is_dir():
                    shutil.copytree(self.root / name, copy / name)
            for beside in self.root.glob("*.*"):
                if beside.suffix in (".md", ".yml"):
                    shutil.copy(beside, copy)
            for path, text in self.texts.items():
                (copy / path).write_text(text, encoding="utf-8")
            handbook, problems = read(copy)
            wrong = [p for p in problems if not p.place.path.startswith(("quizzes/", "scenarios/"))]
            wrong = [p for p in wrong if p.kind not in (*others,)]
            wrong += [] if wrong else list(read_all(copy, handbook)[2])
            if wrong:
                raise HandbookError(wrong)
        return handbook

    def write(self) -> None:
        """Write the files, each whole or not at all.

        Raises TakeInError, with nothing written, where one of them has changed since it was planned.
        """
        with files.locked(self.root):
            for path, before in self.before.items():
                if (self.root / path).read_text(encoding="utf-8") != before:
                    what = f"{path} has changed meanwhile. Nothing is written."
                    raise TakeInError(f"{what} Look again at what would be.")
            for path, text in self.texts.items():
                files.write(self.root / path, text)


def _entry(word: Word) -> str:
    """A word as it stands in the vocabulary, on a line."""
    texts = {"label": word.label, "ask": word.ask}
    lists = {"is": word.parents, "contrary": word.contrary, "of": word.of, "untouched": word.untouched}
    singles = {"takes": word.takes, "gives": word.gives}
    flags = {"idle": word.idle, "breach": word.breach}
    parts = [f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in texts.items() if text]
    parts += [f"{name}: [{', '.join(words)}]" for name, words in lists.items() if words]
    parts += [f"{name}: {one}" for name, one in singles.items() if one]
    parts += [f"{name}: true" for name, flag in flags.items() if flag]
    return f"  {word.name}: {{{', '.join(parts)}}}"


def end_of(block: Block) -> int:
    """The index of the line that closes a directive."""
    return block.body_line - 1 + len(block.body)


def option_lines(options: dict[str, str]) -> list[str]:
    """The options of a directive, a line each."""
    return [f":{name}: {value}".rstrip() for name, value in options.items()]
