"""The made-up handbooks of the benchmark are sound: one that is not would be measured without half of what it should have."""

from __future__ import annotations

import subprocess
import sys

import pytest
from places import ROOT

from policybook.check.run import check
from policybook.policy.problems import Kind


@pytest.fixture(scope="module", autouse=True)
def bench():
    sys.path.insert(0, str(ROOT / "bench"))
    yield
    sys.path.remove(str(ROOT / "bench"))


def test_a_made_up_handbook_has_nothing_wrong_but_what_nobody_has_reviewed(tmp_path):
    import ours
    from generate import Book

    ours.write(Book(40), tmp_path)
    handbook, problems = check(tmp_path)
    assert len(handbook.clauses) == 40
    assert {problem.kind for problem in problems} <= {Kind.COVERAGE, Kind.REVIEW}


def test_its_site_is_built_strictly_and_lacks_no_clause(tmp_path):
    from generate import Book
    from peers import OURS

    book = Book(20)
    OURS.write(book, tmp_path)
    done = subprocess.run(OURS.command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert OURS.missing(book, tmp_path) == []
    assert (tmp_path / OURS.output / "handbook.json").is_file()
    assert len((tmp_path / OURS.output / "_static/search-index.js").read_text("utf-8")) > 5_000
