"""Measure the house: how large a package is, on how many floors its rooms stand, and what goes round in circles.

A room is a file or a folder directly in the package, unless it is empty. Its floor is one more than the highest that
it imports: the floors are as many as the longest chain that comes to no room twice. Circles are looked for among
modules, in whichever room. Every import is an arrow, also one inside a function or for types alone (`TYPE_CHECKING`).

`python -m tools.house` measures policybook, and prints JSON with `--json`; another package's folder may be named.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.util import resolve_name
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parents[1] / "src" / "policybook"
SAID = """\
{files} files, {lines:,} lines
{rooms} rooms at the top, on {floors} floors
{functions:,} functions: median {median:g} lines, longest {longest[lines]} ({longest[name]})
circles among modules: {count}{listed}"""


def imported(name: str, tree: ast.Module, names: Set[str]) -> Iterator[str]:
    """Find the modules of the package that one imports, wherever in it."""
    wanted: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), name.rpartition(".")[0])
            inner = [f"{base}.{alias.name}" for alias in node.names]
            # What is no module is a name in the one that it is taken from.
            wanted += [one if {one, f"{one}.__init__"} & names else base for one in inner]
    yield from (full for one in wanted for full in (one, f"{one}.__init__") if full in names - {name})


def reach(start: str, arrows: Mapping[str, Set[str]]) -> set[str]:
    """Find all that a name leads to; itself, if it stands on a circle."""
    found: set[str] = set()
    left = set(arrows[start])
    while left:
        found |= left
        left = {further for name in left for further in arrows[name]} - found
    return found


def circles(arrows: Mapping[str, Set[str]]) -> list[list[str]]:
    """Gather the names that lead to one another."""
    leads = {name: reach(name, arrows) for name in arrows}
    found = {tuple(sorted(one for one in leads[name] if name in leads[one])) for name in arrows}
    return [list(circle) for circle in sorted(found) if circle]


def floors(arrows: Mapping[str, Set[str]]) -> int:
    """Count the names of the longest chain; round a circle it goes on to no name that it has passed."""
    round_ = {name: set(circle) for circle in circles(arrows) for name in circle}

    @cache
    def floor(name: str, passed: frozenset[str] = frozenset()) -> int:
        passed |= {name}
        on = arrows[name] - passed
        return 1 + max(
            (floor(one, passed if one in round_.get(name, ()) else frozenset()) for one in on), default=0
        )

    return max(map(floor, arrows))


def measure(package: Path) -> dict[str, Any]:
    """Measure a package; FileNotFoundError where it holds none, SyntaxError where one of its files cannot be read."""
    files = {path.relative_to(package.parent): path.read_text("utf-8") for path in package.rglob("*.py")}
    if not files:
        raise FileNotFoundError(f"{package} holds no Python: name the folder of a package.")
    # A folder's own module is called `__init__`, so that it has no other's name.
    trees = {".".join(path.with_suffix("").parts): ast.parse(text, path) for path, text in files.items()}
    arrows = {name: set(imported(name, tree, trees.keys())) for name, tree in trees.items()}
    rooms: dict[str, set[str]] = {name.split(".")[1]: set() for name in trees}
    for name, others in arrows.items():
        room = name.split(".")[1]
        rooms[room] |= {other.split(".")[1] for other in others} - {room}
    functions = [
        ((node.end_lineno or 0) - node.lineno + 1, f"{name}.{node.name}")
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ] or [(0, "none")]
    return {
        "files": len(files),
        "lines": sum(len(text.splitlines()) for text in files.values()),
        "rooms": sum(path.name != "__pycache__" and path.stat().st_size > 0 for path in package.iterdir()),
        "floors": floors(rooms),
        "functions": len(functions),
        "median": median(lines for lines, _ in functions),
        "longest": dict(zip(("lines", "name"), max(functions), strict=True)),
        "circles": circles(arrows),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where there is nothing to measure."""
    parser = argparse.ArgumentParser(prog="tools.house", description="Measure a package of Python.")
    parser.add_argument("package", type=Path, nargs="?", default=HERE, help="its folder (src/policybook)")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args(arguments)
    try:
        found = measure(options.package.resolve())
    except SyntaxError as error:
        print(f"{error.filename}:{error.lineno}: {error.msg}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    listed = "".join(f"\n  {', '.join(circle)}" for circle in found["circles"])
    told = SAID.format(**found, count=len(found["circles"]), listed=listed)
    print(json.dumps(found, indent=1) if options.json else told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
