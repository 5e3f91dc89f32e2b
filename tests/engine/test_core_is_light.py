"""What each part of the package needs: the core nothing but Python, the check nothing but PyYAML."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from badinput import copy_of_small
from places import SMALL, SOURCE

from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.training.bank import working

HEAVY = (
    "sphinx",
    "docutils",
    "myst_parser",
    "myst_nb",
    "jupyter_book",
    "IPython",
    "ipywidgets",
    "nbformat",
    "jupyter_core",
    "furo",
)
PACKAGE = SOURCE / "policybook"
ROOMS = ("policy", "judging", "training", "editions", "changes")
"""A browser has all of these, and of the others what its notebooks call."""
CORE = [
    *sorted(f"{room}.{path.stem}" for room in ROOMS for path in (PACKAGE / room).glob("[!_]*.py")),
    *("records.record", "records.verify", "record_form", "notebook"),
]


def python(code: str, *options: str) -> str:
    """What a fresh Python prints that runs this code with nothing but src/ on its path."""
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{code}"
    command = [sys.executable, *options, "-c", code]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("module", CORE)
def test_the_core_needs_the_standard_library_alone(module):
    # -I -S: no site-packages and no environment, so that nothing installed can be imported.
    assert python(f"import policybook.{module}\nprint('light')", "-I", "-S") == "light\n"


def test_without_site_packages_there_is_no_yaml_so_the_tests_above_test_something():
    code = (
        "import importlib.util\nprint(importlib.util.find_spec('yaml'), importlib.util.find_spec('IPython'))"
    )
    assert python(code, "-I", "-S") == "None None\n"


def test_an_exported_handbook_is_read_judged_and_marked_with_the_standard_library_alone(tmp_path):
    book = load(SMALL)
    file = tmp_path / "handbook.json"
    file.write_text(to_json(book), encoding="utf-8")
    code = f"""
from pathlib import Path
from policybook.editions.handbook_json import from_json
from policybook.judging.judge import judge_of
from policybook.policy.model import Act
from policybook.training.bank import weighed, working
book = from_json(Path({str(file)!r}).read_text(encoding="utf-8"))
print(judge_of(book).judge(("lifeguard",), Act("run")).verb)
print(weighed(book, book.question_by_id["late-for-a-lesson"]).mark(["b"]).right)
print(working(book, "late-for-a-lesson"))
"""
    assert python(code, "-I", "-S") == f"must not\nTrue\n{working(book, 'late-for-a-lesson')}\n"


@pytest.mark.parametrize("command", [["check"], ["judge", "lifeguard", "run"], ["working", "a-fall"]])
def test_no_command_imports_sphinx_or_jupyter(command, tmp_path):
    # A copy, beside which nothing is kept that would spare the command its work.
    arguments = [*command, "--root", str(copy_of_small(tmp_path))]
    code = f"""
import contextlib, io
from policybook.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main({arguments!r})
print(code, [name for name in {HEAVY!r} if name in sys.modules])
"""
    assert python(code) == "0 []\n"


def test_help_needs_no_yaml():
    code = """
import contextlib, io
from policybook.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(["--help"])
print("helped")
"""
    assert python(code) == "helped\n"


def test_the_package_says_its_version_and_imports_nothing_else():
    code = "import policybook\nprint(policybook.__version__, [m for m in sys.modules if m.startswith('policybook.')])"
    assert python(code, "-I", "-S").endswith(" []\n")
