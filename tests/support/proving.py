"""What proves a handbook: its notebooks under nbval, its pages' doctests; and copies of the real one to be broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from places import ROOT
from sybil import Sybil
from sybil.parsers.myst import DocTestDirectiveParser

from policybook.notebook import Working
from policybook.training import bank

if TYPE_CHECKING:
    from collections.abc import Callable

    from sybil.example import Example

    from policybook.policy.handbook import Handbook


@dataclass(frozen=True)
class Seen:
    """What real nbval said of each copy: the cells it passed, and those it did not."""

    passed: dict[str, int]
    failed: dict[str, int]


def handbook_copy(folder: Path) -> Path:
    """A copy of everything that the check reads."""
    for name in ("book", "quizzes", "scenarios", "proposals", "editions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name in ("_toc.yml", "index.md"):
        shutil.copy(ROOT / name, folder)
    return folder


def nbval(folder: Path, notebooks: str) -> Seen:
    """Run real nbval on a folder of notebooks."""
    command = (sys.executable, "-m", "pytest", "--nbval", notebooks)
    quiet = ("-rA", "--tb=no", "-p", "no:cacheprovider", "--rootdir", str(folder))
    environment = {**os.environ, "PYTEST_ADDOPTS": "", "NO_COLOR": "1"}
    run = subprocess.run(
        [*command, *quiet], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    counts: dict[str, dict[str, int]] = {"PASSED": {}, "FAILED": {}}
    for outcome, name in re.findall(
        r"^(PASSED|FAILED) \S*?([^/\s]+)\.ipynb::", run.stdout, flags=re.MULTILINE
    ):
        counts[outcome][name] = counts[outcome].get(name, 0) + 1
    assert counts["PASSED"], run.stdout + run.stderr
    return Seen(counts["PASSED"], counts["FAILED"])


def workings(book: Handbook) -> Callable[[str], Working]:
    """What a doctest shows of each question, worked out once."""
    return cache(lambda name: Working(bank.working(book, name)))


def examples(page: Path, working: Callable[[str], Working]) -> list[Example]:
    """Every doctest of a page, ready to run; one that would be skipped or compared loosely is refused."""
    document = Sybil(parsers=[DocTestDirectiveParser()], encoding="utf-8").parse(page)
    document.namespace["working"] = working
    found = list(document.examples())
    loose = [example.parsed.source for example in found if example.parsed.options]
    assert not loose, f"a doctest has options, and would prove less: {loose}"
    return found
