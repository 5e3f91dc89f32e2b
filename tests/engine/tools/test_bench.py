"""The made-up handbooks of the benchmark are sound: one that is not would be measured without half of what it should have."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize("peer", ["OURS", "SAME_THEME"])
def test_its_site_is_built_strictly_and_lacks_no_clause(tmp_path, peer):
    import peers
    from generate import Book

    book, one = Book(20), getattr(peers, peer)
    one.write(book, tmp_path)
    done = subprocess.run(one.command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert one.missing(book, tmp_path) == []
    if peer == "OURS":
        assert (tmp_path / one.output / "handbook.json").is_file()
        assert len((tmp_path / one.output / "_static/search-index.js").read_text("utf-8")) > 5_000


def test_what_is_measured_is_the_command_alone_and_what_it_says_is_shown_where_it_fails(tmp_path):
    from measure import BenchError, run

    memory = bytearray(300_000_000)
    assert 0 < run((sys.executable, "-c", "pass"), tmp_path).megabytes < 100
    assert run((sys.executable, "-c", "b'x' * 200_000_000"), tmp_path).megabytes > 200
    assert len(memory) == 300_000_000
    with pytest.raises(BenchError, match=r"(?s)ended with 3:.*it says why"):
        run((sys.executable, "-c", "print('it says why'); raise SystemExit(3)"), tmp_path)
    assert run((sys.executable, "-c", "raise SystemExit(3)"), tmp_path, (0, 3)).seconds > 0


def test_the_readme_says_what_was_measured():
    said = re.findall(r"^\| (.+?) \| ([\d.]+) \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    results = (ROOT / "bench/results.md").read_text("utf-8")
    measured = re.findall(r"^\| site, 5,000 clauses: (.+?) \| ([\d.]+) \| [\d.]+ \|", results, re.MULTILINE)
    assert len(measured) > 5
    assert sorted(said) == sorted((way, f"{float(seconds):.1f}") for way, seconds in measured)
