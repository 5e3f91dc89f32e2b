"""Hold the gate to what it did before: fewer tests, pages or mutants than recorded fail it, and so does one skipped.

Each run of tests leaves a report of JUnit's kind in `.nox/reports`. `python -m tools.gate` counts them, the built
pages and the mutants, and compares the counts with `tests/floor.json`; `--write` records them. What would weaken a run
by its settings, `weak` finds by reading them.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import yaml

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


SLACK = 50
"""The floor may lag behind by one in so many: one that lies lower holds nothing."""


def unlike(found: Mapping[str, int], floor: Mapping[str, int]) -> Iterator[str]:
    """What there is less of than the floor says, or so much more that it has to say so."""
    for name in floor.keys() | found.keys():
        least, now = floor.get(name, 0), found.get(name, floor.get(name, 0))
        record = "record that with “python -m tools.gate --write”."
        if now < least:
            why = f"Find what no longer runs; if it went on purpose, {record}"
            yield f"{name}: {now:,}, and {FLOOR} says {least:,}. {why}"
        elif now > least + least // SLACK:
            yield f"{name}: {now:,}, and {FLOOR} says no more than {least:,}, which holds nothing: {record}"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Compare, or record; 1 where the gate did less than before."""
    parser = argparse.ArgumentParser(prog="tools.gate", description=__doc__)
    parser.add_argument("--write", action="store_true", help="record these counts as the floor")
    write = parser.parse_args(arguments).write
    found, wrong = counts(root)
    print(", ".join(f"{name} {count:,}" for name, count in found.items()))
    if not write:
        wrong += sorted(unlike(found, json.loads((root / FLOOR).read_text(encoding="utf-8"))))
    for line in wrong:
        print(line, file=sys.stderr)
    if write and not wrong:
        (root / FLOOR).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if wrong else 0


# ---- what would weaken it


WEAK = re.compile(
    r"--(nbval-(lax|sanitize-with|current-env|kernel-name)|deselect|ignore|lf|last-failed|sw|stepwise|maxfail"
    r"|runxfail|exit-zero|no-summary|disable-warnings|ignore-missing.*|quiet-level)\b|-[kx]$"
)
"""Options with which a run of pytest, of ruff or of mypy would pass over something."""
ALLOWED = ("--ignore-glob", "--ignore-scripts")
"""The browser's run leaves Jupyter's tests to runs of their own; npm runs nothing that a package brings."""
NEEDED = frozenset(
    (
        *(
            "ruff",
            "mypy",
            "lint-imports",
            "eslint",
            "tsc",
            "--max-warnings",
            "--require-hashes",
            "--test",
            "-n",
        ),
        *("--nbval", "scenarios", "tools.gate", "--no-serve"),
    )
)
"""Words without which the sessions of noxfile.py would leave something out."""
STRICTLY = frozenset(("-n", "-W", "--keep-going"))
"""Words without which a build would forgive something."""
WHOLE = (
    "tests/engine",
    "tests/handbook",
    "tests/browser",
    "tests/browser/test_jupyter.py",
    "tools.sabotage",
    "floor",
)
"""What the whole gate has to name itself."""
MAY_SKIP: Mapping[str, frozenset[str]] = {
    "tests/engine/commands/test_adopting.py": frozenset(("skipif",)),
    "tests/engine/records/test_training_log.py": frozenset(("skip",)),
    "tests/engine/test_files.py": frozenset(("skipif", "skip")),
}
"""On Windows, or where there is no full device: never where the gate runs, whose reports show it."""
SKIPS = frozenset(("skip", "skipif", "xfail", "importorskip"))
COLLECTS = frozenset(("collect_ignore", "collect_ignore_glob", "pytest_ignore_collect", "pytest_deselected"))
"""Names of pytest's, and names that it looks for, by which it would pass over a test."""
PYTEST: Mapping[str, object] = {
    "strict": True,
    "filterwarnings": ["error"],
    "addopts": ["-ra", "--showlocals"],
    "empty_parameter_set_mark": "fail_at_collect",
    "testpaths": ["tests"],
}
MARKERS = ("browser",)
_SETTINGS = re.compile(r"(^|/)(\.?pytest\.(ini|toml)|tox\.ini|[^/]*\.cfg|[^/]*sanitize[^/]*)$")
_SKIPS_JS = re.compile(r"\b(?:test|it|describe)\.(?:skip|todo|only)\b|\b(?:skip|todo|only): *(?:true|\")")
_FORGIVES = re.compile(
    r"continue-on-error|\|\| *(true|:)|if: *(always|failure)|set \+e|secrets\.|pull_request_target"
)
WORKFLOW, SCRIPT, SESSIONS, PROJECT = ".github/workflows/ci.yml", ".ci/run", "noxfile.py", "pyproject.toml"
BUILD = "src/policybook/site/build.py"
LAST = "exec python3 noxfile.py -s tests"
Weakness = tuple[str, int, str]
"""The file, the line, and what would weaken the gate there."""


class _Text:
    """A file of settings, with where in it something is said."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.text = (root / path).read_text(encoding="utf-8")

    def at(self, word: str) -> int:
        """The first line that has this word, or the first of all."""
        return next((n for n, line in enumerate(self.text.splitlines(), 1) if word in line), 1)

    def found(self, pattern: re.Pattern[str], what: str) -> Iterator[Weakness]:
        """Each line on which something is said that this finds."""
        for number, line in enumerate(self.text.splitlines(), 1):
            if seen := pattern.search(line):
                yield self.path, number, f"“{seen[0]}” {what}"

    @cached_property
    def tree(self) -> ast.Module:
        """It as Python."""
        return ast.parse(self.text)


def weak(root: Path, tracked: Sequence[str]) -> Iterator[Weakness]:
    """Everything in these files of the repository that would let the gate pass over something."""
    yield from _sessions(_Text(root, SESSIONS))
    yield from _build(_Text(root, BUILD))
    yield from _project(_Text(root, PROJECT))
    yield from _workflow(_Text(root, WORKFLOW), _Text(root, SCRIPT))
    for path in tracked:
        if _SETTINGS.search(path):
            yield path, 1, "pytest and nbval are set up in pyproject.toml alone."
        if path.endswith("conftest.py") and not path.startswith("tests/"):
            yield path, 1, "no conftest stands outside tests/."
        if path.startswith("tests/") and path.endswith(".py"):
            yield from _skips(_Text(root, path))
        if path.startswith("tests/") and path.endswith(".mjs"):
            yield from _Text(root, path).found(_SKIPS_JS, "passes over a test.")


def _sessions(nox: _Text) -> Iterator[Weakness]:
    # What rebuilds while somebody writes proves nothing.
    body = [part for part in nox.tree.body if getattr(part, "name", "") != "serve"]
    nodes = [node for part in body for node in ast.walk(part)]
    said = _words(nodes)
    for word, line in said.items():
        if WEAK.search(word) and not word.startswith(ALLOWED):
            yield nox.path, line, f"“{word}” would pass over something."
    for word in sorted(NEEDED - said.keys()):
        yield (
            nox.path,
            nox.at("def tests"),
            f"nothing says “{word}”, without which the gate leaves something out.",
        )
    named = {name: part for part in body if (name := getattr(part, "name", ""))}
    for word in sorted({*WHOLE} - _words(ast.walk(named["tests"])).keys()):
        yield nox.path, nox.at("def tests"), f"the whole gate leaves out “{word}”."
    if "session.run('policybook', 'check', '--history')" not in ast.unparse(named["prove"]):
        yield nox.path, nox.at("def prove"), "the handbook is proved without its check."
    for run in RUNS:
        if f'"{run}"' not in nox.text and f"/{run}.xml" not in nox.text:
            yield nox.path, nox.at("def report"), f"no run leaves the report “{run}”."
    for node in nodes:
        words = [getattr(arg, "value", "") for arg in node.args] if isinstance(node, ast.Call) else []
        # “-m” chooses tests for pytest, and a module for Python alone.
        if "-m" in words and words[words.index("-m") - 1] != "python":
            yield nox.path, getattr(node, "lineno", 1), "“-m” chooses tests."
        if isinstance(node, ast.keyword) and node.arg == "success_codes" and not _is_known(node, nox):
            yield nox.path, node.value.lineno, "success_codes lets a failure pass."


def _build(file: _Text) -> Iterator[Weakness]:
    for word in sorted(STRICTLY - _words(ast.walk(file.tree)).keys()):
        yield file.path, file.at("STRICTLY ="), f"the build is not told “{word}”."
    ends = {part.name: part.body[-1] for part in file.tree.body if isinstance(part, ast.FunctionDef)}
    if ast.unparse(ends["build"]) != "return hold(handbook, site)":
        yield file.path, ends["build"].lineno, "no page is held to what must be on it."


def _words(nodes: Iterable[ast.AST]) -> dict[str, int]:
    """The texts of some code, each with its line."""
    texts = (node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {str(node.value): node.lineno for node in texts}


def _is_known(node: ast.keyword, nox: _Text) -> bool:
    """Whether the line above says what its 1 means, as it does of mutants and of reviews."""
    return "# " in nox.text.splitlines()[node.value.lineno - 2] and ast.unparse(node.value) == "[0, 1]"


def _project(project: _Text) -> Iterator[Weakness]:
    tool = tomllib.loads(project.text)["tool"]
    settings: Mapping[str, Any] = tool["pytest"]["ini_options"]
    for name, needed in PYTEST.items():
        if settings.get(name) != needed:
            yield (
                project.path,
                project.at(f"{name} ="),
                f"pytest's {name} is {settings.get(name)}, and has to be {needed}.",
            )
    if [name.split(":")[0] for name in settings.get("markers", ())] != [*MARKERS]:
        yield project.path, project.at("markers ="), f"the markers of tests are {', '.join(MARKERS)}."
    if tool["mypy"].get("strict") is not True or "ignore_errors" in project.text:
        yield project.path, project.at("[tool.mypy]"), "mypy is strict, and passes over no error."


def _workflow(flow: _Text, script: _Text) -> Iterator[Weakness]:
    for file in (flow, script):
        yield from file.found(_FORGIVES, "forgives, or gives away.")
    said = yaml.safe_load(flow.text)
    jobs = said["jobs"]
    steps = {name: job["steps"] for name, job in jobs.items()}
    if said["permissions"] != {"contents": "read"} or {
        n for n, job in jobs.items() if "permissions" in job
    } != {"publish"}:
        yield (
            flow.path,
            flow.at("permissions:"),
            "no job but the one that publishes has a permission of its own.",
        )
    if SCRIPT not in [step.get("run") for step in steps["tests"]]:
        yield flow.path, flow.at("  tests:"), f"the job “tests” does not run {SCRIPT}."
    for name, after in (("site", "tests"), ("publish", "site")):
        if jobs[name].get("needs") != after:
            yield flow.path, flow.at(f"  {name}:"), f"the job “{name}” does not wait for “{after}”."
    if [step["uses"].partition("@")[0] for step in steps["publish"]] != ["actions/deploy-pages"]:
        yield flow.path, flow.at("  publish:"), "the job that may publish runs something of this repository."
    for step in (step for some in steps.values() for step in some if "uses" in step):
        if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]):
            yield flow.path, flow.at(step["uses"]), f"{step['uses']} is not held to one commit."
        if "checkout" in step["uses"] and step.get("with", {}).get("persist-credentials") is not False:
            yield flow.path, flow.at(step["uses"]), "a checkout keeps its token."
        if "checkout" in step["uses"] and step.get("with", {}).get("fetch-depth") != 0:
            yield flow.path, flow.at(step["uses"]), "no edition can be held against a part of the history."
    lines = script.text.splitlines()
    if "set -euo pipefail" not in lines or lines[-1] != LAST:
        yield script.path, len(lines), f"it stops at the first failure, and ends with “{LAST}”."


def _skips(test: _Text) -> Iterator[Weakness]:
    skips = SKIPS - MAY_SKIP.get(test.path, frozenset())
    for node in ast.walk(test.tree):
        name = node.id if isinstance(node, ast.Name) else getattr(node, "name", "")
        if (
            getattr(node, "attr", "") in skips
            or name in COLLECTS
            or (isinstance(node, ast.alias) and name in skips)
        ):
            line = getattr(node, "lineno", 1)
            yield test.path, line, f"“{test.text.splitlines()[line - 1].strip()}” passes over a test."


if __name__ == "__main__":
    sys.exit(main())
