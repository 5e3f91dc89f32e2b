"""The project's own wheel for the browser: the package, and the handbook inside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from flit_core import buildapi

from tools import ROOT

HANDBOOK = "handbook.json"
NOT_THERE = (
    *("site", "ext", "theme", "mutants", "commands", "check", "reviews", "load", "changes", "portable"),
    *("cli.py", "__main__.py"),
)
"""The rooms that no notebook enters: they read files of a handbook, or write pages."""


def make(handbook: str, work: Path, into: Path) -> Path:
    """Build the wheel from a copy of the checkout that holds this handbook (JSON), and return where it is."""
    copy = work / "project"
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "src", copy / "src", ignore=ignored)
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, copy)
    package = copy / "src" / "policybook"
    for name in NOT_THERE:
        shutil.rmtree(package / name) if (package / name).is_dir() else (package / name).unlink()
    (package / HANDBOOK).write_text(handbook, "utf-8", newline="\n")
    before = Path.cwd()
    os.chdir(copy)
    try:
        made: str = buildapi.build_wheel(str(into))
    finally:
        os.chdir(before)
    return into / made
