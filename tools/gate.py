"""Hold the gate to what it did before: fewer tests, pages or mutants than recorded fail it, and so does one skipped.

Each run of tests leaves a report of JUnit's kind in `.nox/reports`. `python -m tools.gate` counts them, the built
pages and the mutants, and compares the counts with `tests/floor.json`; `--write` records them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from policybook.load import load
from policybook.mutants import mutants_of

ROOT = Path(__file__).parents[1]
FLOOR = Path("tests/floor.json")
REPORTS = Path(".nox/reports")
SITE = Path("_build/html")
RUNS = ("program and handbook", "notebooks", "scripts", "browser", "jupyter", "jupyterlab")
"""The runs of tests in the gate, each with a report of this name."""


def counted(report: Path) -> tuple[int, list[str], int]:
    """How many tests ran, which were skipped, and how many doctests of the quizzes are among them.

    Raises OSError or ET.ParseError where there is no whole report.
    """
    cases = list(ET.parse(report).iter("testcase"))
    skipped = [
        f"{case.get('classname')}: {case.get('name')}" for case in cases if case.find("skipped") is not None
    ]
    doctests = sum(str(case.get("classname")).endswith("test_doctests") for case in cases)
    return len(cases) - len(skipped), skipped, doctests


def counts(root: Path) -> tuple[dict[str, int], list[str]]:
    """Every count that the floor records, and what could not be counted or did not run."""
    found: dict[str, int] = {}
    wrong: list[str] = []
    for run in RUNS:
        try:
            found[run], skipped, doctests = counted(root / REPORTS / f"{run}.xml")
        except (OSError, ET.ParseError) as error:
            wrong.append(f"{run}: no whole report of these tests: {error}. Run the gate to its end.")
            continue
        wrong += [f"{run}: skipped {name}. The gate skips nothing: let it run here." for name in skipped]
        if run == RUNS[0]:
            found["doctests"] = doctests
    jupyter = root / SITE / "lite"
    found["pages"] = sum(not page.is_relative_to(jupyter) for page in (root / SITE).rglob("*.html"))
    book = load(root)
    found["mutants"] = len(mutants_of(book))
    found["mutants of words"] = len(mutants_of(book, of_words=True))
    return found, wrong


def fewer(found: Mapping[str, int], floor: Mapping[str, int]) -> Iterator[str]:
    """What there is less of than the floor says."""
    for name, least in floor.items():
        if found.get(name, least) < least:
            yield (
                f"{name}: {found[name]:,}, and {FLOOR} says {least:,}. Find what no longer runs; "
                f"if it went on purpose, record that with “python -m tools.gate --write”."
            )


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Compare, or record; 1 where the gate did less than before."""
    parser = argparse.ArgumentParser(prog="tools.gate", description=__doc__)
    parser.add_argument("--write", action="store_true", help="record these counts as the floor")
    write = parser.parse_args(arguments).write
    found, wrong = counts(root)
    print(", ".join(f"{name} {count:,}" for name, count in found.items()))
    if not write:
        wrong += fewer(found, json.loads((root / FLOOR).read_text(encoding="utf-8")))
    for line in wrong:
        print(line, file=sys.stderr)
    if write and not wrong:
        (root / FLOOR).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
