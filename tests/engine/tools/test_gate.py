"""The gate guards itself: it does not do less than before, and nothing that would weaken it stands in its settings."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from places import ROOT

from tools import gate

TRACKED = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()


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


def test_a_floor_that_lies_far_below_holds_nothing():
    assert [*gate.unlike({"pages": 102}, {"pages": 100})] == []
    (said,) = gate.unlike({"pages": 103}, {"pages": 100})
    assert "no more than 100, which holds nothing" in said
    assert [*gate.unlike({"jupyterlab": 2}, {"jupyterlab": 1})] != []
    assert [*gate.unlike({"new": 1}, {})] != []


def test_nothing_weakens_the_gate():
    assert [*gate.weak(ROOT, TRACKED)] == []


def test_an_option_that_weakens_would_be_seen():
    for word in ("--nbval-lax", "--nbval-sanitize-with", "-k", "--deselect=tests/x.py", "--exit-zero", "-x"):
        assert gate.WEAK.search(word), word
