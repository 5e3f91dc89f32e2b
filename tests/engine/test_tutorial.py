"""The tutorial, followed word for word: what it has one type, change and read is what happens."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from places import ROOT

TUTORIAL = ROOT / "docs" / "reference" / "tutorial.md"
_FENCE = re.compile(r"^```(console|diff|markdown)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`([\w./-]+\.(?:md|yml|ipynb))`")


class Reader:
    """Somebody who does what the page says, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.commands, self.changes = folder, 0, 0

    def type(self, text: str) -> None:
        """Type each command, and compare what it answers."""
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, _, said = part.partition("\n")
            command, *words = shlex.split(line)
            if command == "pip":
                assert words == ["install", "policybook[site,notebook]"]
            elif command in ("python3", "."):
                assert words in (["-m", "venv", "venv"], ["venv/bin/activate"])
            elif command == "cd":
                self.folder /= words[0]
            else:
                assert command == "policybook"
                answers(self._run(words), said, line)
                self.commands += 1

    def _run(self, words: list[str]) -> str:
        source = {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
        done = subprocess.run(
            (sys.executable, "-m", "policybook", *words),
            cwd=self.folder,
            env=os.environ | source,
            capture_output=True,
            text=True,
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr

    def change(self, path: str, text: str) -> None:
        """Put the lines of a difference in the place of those that it takes away, or below the one that it shows."""
        file = self.folder / path
        old, new = ([line[1:] for line in text.splitlines() if line[:1] in signs] for signs in (" -", " +"))
        before, after = "\n".join(old), "\n".join(new)
        if file.suffix == ".ipynb":
            before, after = (json.dumps(one, ensure_ascii=False)[1:-1] for one in (before, after))
        whole = file.read_text("utf-8")
        assert whole.count(before) == 1, (path, before)
        file.write_text(whole.replace(before, after), "utf-8")
        self.changes += 1

    def add(self, path: str, text: str) -> None:
        """Add to the end of a file."""
        file = self.folder / path
        file.write_text(file.read_text("utf-8") + text, "utf-8")
        self.changes += 1


def answers(found: str, said: str, line: str) -> None:
    """Hold what was answered to what the page says, “…” being anything."""
    if said.strip():
        pattern = ".*?".join(re.escape(part.strip()) for part in said.strip().split("…"))
        assert re.fullmatch(
            f"{pattern}\\s*" if not said.strip().endswith("…") else pattern + ".*", found.strip(), re.DOTALL
        ), (line, found)


def test_the_tutorial_ends_with_a_site_of_another_policy(tmp_path: Path) -> None:
    text = TUTORIAL.read_text("utf-8")
    reader, at, named = Reader(tmp_path), 0, ""
    for fence in _FENCE.finditer(text):
        named = next(iter(_NAMED.findall(text[at : fence.start()])[::-1]), named)
        at = fence.end()
        kind, body = fence.groups()
        if kind == "console":
            reader.type(body)
        elif kind == "diff":
            reader.change(named, body)
        else:
            reader.add(named, body)
    assert len(_FENCE.findall(text)) == text.count("\n```\n"), "every block is followed"
    assert (reader.commands, reader.changes) == (
        text.count("$ policybook"),
        text.count("```diff") + text.count("```markdown"),
    )
    site = reader.folder / "_build" / "html"
    quiz = (site / "quizzes" / "keys.html").read_text("utf-8")
    assert "a-bag-behind-the-door" in quiz
    assert "Lending keys" in (site / "book" / "policy" / "keys.html").read_text("utf-8")
    assert (reader.folder / "editions" / "2026.1.0.json").is_file()
