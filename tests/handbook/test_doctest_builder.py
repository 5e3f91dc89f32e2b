"""The same workings, found on the pages and run by Sphinx's own doctest builder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

BOOK = (
    "book",
    "quizzes",
    "scenarios",
    "proposals",
    "reviews",
    "reviews.lock",
    "index.md",
    "_config.yml",
    "_toc.yml",
)
EXCLUDED = "\nexclude_patterns:"


def build(root: Path) -> tuple[int, str]:
    """Run the doctest builder over a handbook, in its own folder: (exit code, what it found)."""
    program = "import sys; from jupyter_book.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "build", ".", "--builder=custom", "--custom-builder=doctest"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, (root / "_build/doctest/output.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("doctests")
    for name in BOOK:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
        else:
            shutil.copy(ROOT / name, root / name)
    # A page on which nothing is to be run is not read: that takes the builder most of its time.
    pages = (
        path for folder in BOOK for path in (root / folder).rglob("*") if path.suffix in (".md", ".ipynb")
    )
    silent = sorted(path.relative_to(root).as_posix() for path in pages if not runs(path))
    assert not any(name.startswith("quizzes/") for name in silent)
    settings = root / "_config.yml"
    text = settings.read_text(encoding="utf-8")
    assert text.count(EXCLUDED) == 1
    listed = "".join(f"\n  - {name}" for name in silent)
    settings.write_text(text.replace(EXCLUDED, f"{EXCLUDED}{listed}"), encoding="utf-8")
    return root


def runs(page: Path) -> bool:
    """Whether a page has anything that the doctest builder could run."""
    return any(sign in page.read_text(encoding="utf-8") for sign in ("doctest", "testcode", ">>>"))


def test_every_working_of_every_quiz_page_is_run_and_right(copy):
    code, said = build(copy)
    found = dict(
        re.findall(r"^Document: (quizzes/\S+)\n.*\n.*\n +(\d+) tests in working$", said, re.MULTILINE)
    )
    written = {
        f"quizzes/{page.stem}": str(
            len(re.findall(r"^:{3,}\{question\} ", page.read_text(encoding="utf-8"), re.MULTILINE))
        )
        for page in (ROOT / "quizzes").glob("*.md")
    }
    assert code == 0
    assert found == written


def test_one_wrong_word_is_found(copy):
    """In the middle of the last page, where nothing but running all of them would find it."""
    page = max((copy / "quizzes").glob("*.md"))
    text = page.read_text(encoding="utf-8")
    lines = list(re.finditer(r"^[a-z] \[[x ]\]  \w+", text, re.MULTILINE))
    line = lines[len(lines) // 2]
    page.write_text(f"{text[: line.end()]}less{text[line.end() :]}", encoding="utf-8")
    code, said = build(copy)
    page.write_text(text, encoding="utf-8")
    assert code != 0
    assert f"Document: quizzes/{page.stem}\n" in said
    assert re.search(r"^ *1 failures? in tests$", said, re.MULTILINE)
