"""The gate guards itself: it does not do less than before, and nothing that would weaken it stands in its settings."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml
from places import ROOT

from tools import gate

TRACKED = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
NOXFILE = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
# What rebuilds while somebody writes proves nothing.
NOXFILE.body = [part for part in NOXFILE.body if getattr(part, "name", "") != "serve"]
WORDS = [
    node.value for node in ast.walk(NOXFILE) if isinstance(node, ast.Constant) and isinstance(node.value, str)
]
WEAK = re.compile(
    r"--(nbval-(lax|sanitize-with|current-env|kernel-name)|deselect|ignore|lf|last-failed|sw|stepwise|maxfail"
    r"|runxfail|exit-zero|no-summary|disable-warnings|ignore-missing.*|quiet-level)\b|-[kx]$"
)
"""Options with which a run of pytest, of ruff or of mypy would pass over something."""
ALLOWED = ("--ignore-glob", "--ignore-scripts")
"""The browser's run leaves Jupyter's tests to runs of their own; npm runs nothing that a package brings."""
MAY_SKIP = {
    "tests/engine/commands/test_adopting.py": {"skipif"},
    "tests/engine/records/test_training_log.py": {"skip"},
    "tests/engine/test_files.py": {"skipif", "skip"},
}
"""On Windows, or where there is no full device: never where the gate runs, whose reports show it."""


@pytest.fixture
def ran(tmp_path):
    """A folder with the reports of a gate that ran two tests each, and the small handbook."""
    shutil.copytree(ROOT / "tests/small-handbook", tmp_path, dirs_exist_ok=True)
    reports, pages = tmp_path / gate.REPORTS, tmp_path / gate.SITE
    reports.mkdir(parents=True)
    pages.mkdir(parents=True)
    (pages / "index.html").touch()
    (tmp_path / "tests").mkdir(exist_ok=True)
    case = '<testcase classname="tests.handbook.test_doctests" name="one"/>'
    for run in gate.RUNS:
        (reports / f"{run}.xml").write_text(f"<testsuites><testsuite>{case}{case}</testsuite></testsuites>")
    assert gate.main(["--write"], tmp_path) == 0
    return tmp_path


def test_as_much_as_before_passes(ran):
    assert gate.main([], ran) == 0
    floor = json.loads((ran / gate.FLOOR).read_text())
    assert {"doctests", "pages", "mutants", "mutants of words", *gate.RUNS} == floor.keys()
    assert all(floor.values())


@pytest.mark.parametrize("run", gate.RUNS)
def test_a_run_of_fewer_tests_or_one_that_skips_or_left_no_report_is_named(ran, run, capsys):
    report = ran / gate.REPORTS / f"{run}.xml"
    whole = report.read_text()
    for text in (whole.replace("/>", "><skipped/></testcase>", 1), "", whole[:40]):
        report.write_text(text)
        assert gate.main([], ran) == 1
        assert f"{run}: " in capsys.readouterr().err
    report.write_text(whole.replace('<testcase classname="tests.handbook.test_doctests" name="one"/>', "", 1))
    assert gate.main([], ran) == 1
    assert f"{run}: 1, and tests/floor.json says 2." in capsys.readouterr().err
    report.unlink()
    assert gate.main(["--write"], ran) == 1


def test_fewer_pages_and_mutants_are_named(ran, capsys):
    (ran / gate.SITE / "index.html").unlink()
    quiz = next((ran / "quizzes").glob("*.md"))
    quiz.write_text(quiz.read_text().split("\n::::{question}")[0])
    assert gate.main([], ran) == 1
    said = capsys.readouterr().err
    assert "pages: 0, and tests/floor.json says 1." in said
    assert "mutants: " in said


def test_the_floor_records_every_count_of_this_gate():
    floor = json.loads((ROOT / gate.FLOOR).read_text(encoding="utf-8"))
    assert floor.keys() == {*gate.RUNS, "doctests", "pages", "mutants", "mutants of words"}
    assert min(floor.values()) > 1


def test_each_run_of_the_gate_leaves_its_report():
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert {run for run in gate.RUNS if f'"{run}"' in text or f"/{run}.xml" in text} == set(gate.RUNS)
    assert '"tools.gate"' in text


def test_no_option_weakens_a_run():
    assert [word for word in WORDS if WEAK.search(word) and not word.startswith(ALLOWED)] == []
    # “-m” chooses tests for pytest, and a module for Python alone.
    calls = [
        [getattr(arg, "value", "") for arg in node.args]
        for node in ast.walk(NOXFILE)
        if isinstance(node, ast.Call)
    ]
    assert {args[args.index("-m") - 1] for args in calls if "-m" in args} == {"python"}
    needed = {"ruff", "mypy", "lint-imports", "eslint", "tsc", "--test", "-W", "-n", "--nbval", "scenarios"}
    assert needed <= set(WORDS)


def test_an_option_that_weakens_would_be_seen():
    for word in ("--nbval-lax", "--nbval-sanitize-with", "-k", "--deselect=tests/x.py", "--exit-zero", "-x"):
        assert WEAK.search(word), word


def test_pytest_is_as_strict_as_it_was():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"][
        "ini_options"
    ]
    assert settings["strict"] is True
    assert settings["filterwarnings"] == ["error"]
    assert settings["addopts"] == ["-ra", "--showlocals"]
    assert settings["empty_parameter_set_mark"] == "fail_at_collect"
    assert [name.split(":")[0] for name in settings["markers"]] == ["browser"]


def test_no_other_file_sets_pytest_or_nbval():
    names = {path.rpartition("/")[2] for path in TRACKED}
    assert not names & {"pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "pytest.toml", ".pytest.toml"}
    assert [path for path in TRACKED if "sanitize" in path or path.endswith(".cfg")] == []
    assert {path.split("/")[0] for path in TRACKED if path.endswith("conftest.py")} == {"tests"}


def marks(path: str) -> set[str]:
    """The marks and calls of a test file by which pytest would pass over something."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {node.attr for node in names if node.attr in {"skip", "skipif", "xfail", "importorskip"}}


def test_no_test_is_marked_to_fail_and_those_that_may_skip_are_known():
    found = {path: marks(path) for path in TRACKED if path.startswith("tests/") and path.endswith(".py")}
    assert {path: names for path, names in found.items() if names} == MAY_SKIP


def test_the_workflow_runs_the_gate_and_forgives_nothing():
    text = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert not re.search(r"continue-on-error|\|\| *(true|:)|if: *always|set \+e", text)
    jobs = yaml.safe_load(text)["jobs"]
    assert ".ci/run" in [step.get("run") for step in jobs["tests"]["steps"]]
    assert jobs["site"]["needs"] == "tests"
    assert jobs["publish"]["needs"] == "site"
    script = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in script
    assert script[-1] == "exec python3 noxfile.py -s tests"
