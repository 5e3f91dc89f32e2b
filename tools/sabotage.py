"""Make the handbook, its pages, its scripts and its gate wrong, one thing at a time: some guard has to go red and name it.

`tests/sabotage/*.yml` hold what is tried: each change with its file, and the guard that is there to see it.
`python -m tools.sabotage` tries all; 1 where one survives, with a table, and `--json FILE` for machines.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import yaml

from policybook.check.run import check
from policybook.commands.output import Progress, ended_quietly
from policybook.files import write
from policybook.load import load
from policybook.mutants.gate import KILLED, SURVIVED
from policybook.mutants.report import as_table, counted
from policybook.site import pages
from tools import gate, marking

ROOT = Path(__file__).parents[1]
TABLE = Path("tests/sabotage")
SITE = "_build/html/"
BY_REVIEW = "review"
"""What noticed a sabotage where nothing but the lock of reviews did: somebody has to read what changed."""
_CELL = re.compile(r"(?<!\S)(\S+\.ipynb)::Cell (\d{1,6})")
"""How nbval names a cell, which stands for the line."""
Named = tuple[str, int, str]
"""What a guard names: a file, a line, and what is wrong there, or of which kind that is."""


@dataclass(frozen=True, slots=True)
class Sabotage:
    """One change: in which file, the text that is there once and what is to stand for it, and who has to notice.

    `to` is None where the file is taken away; without `old` it is the whole file. `names` is the file that has to be
    named, "" for any. `run` says what a guard is to run, where there are several. One that `awaits` a guard is not tried.
    Where it `is_pattern`, `old` is a regular expression.
    """

    sort: str
    what: str
    path: str
    old: str
    to: str | None
    is_pattern: bool = False
    by: str = "check"
    names: str = ""
    run: str = ""
    awaits: str = ""

    @property
    def subject(self) -> str:
        """Where it is done."""
        return self.path

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"

    def done_to(self, text: str) -> str:
        """The text of its file once it is done. Raises LookupError where what it changes is not there once."""
        if not self.old or self.to is None:
            return self.to or ""
        to = self.to
        if self.is_pattern:
            done, times = re.subn(self.old, to, text)
        else:
            done, times = text.replace(self.old, to), text.count(self.old)
        if times != 1:
            raise LookupError(f"it stands there {times} times, and not once: “{self.old[:60]}”")
        return done


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a sabotage: killed or survived, by what, and what was said."""

    mutant: Sabotage
    verdict: str
    by: str
    said: str = ""
    seconds: float = 0.0


def table(root: Path = ROOT) -> list[Sabotage]:
    """Every sabotage of the table, in the order of its files."""
    found: list[Sabotage] = []
    for path in sorted((root / TABLE).glob("*.yml")):
        for sort, cases in yaml.safe_load(path.read_text("utf-8")).items():
            found += [_read(sort, case) for case in cases]
    return found


def _read(sort: str, case: Mapping[str, Any]) -> Sabotage:
    known = {"what", "in", "from", "like", "to", "remove", "by", "names", "run", "awaits"}
    if not {"what", "in"} <= case.keys() <= known or ("to" in case) == case.get("remove", False):
        raise ValueError(f"{sort}: {case}: what, in, from or like, to or remove, by, names, run, awaits")
    names = case.get("names", case["in"])
    return Sabotage(
        sort, case["what"], case["in"], case.get("from", case.get("like", "")), case.get("to"), "like" in case,
        case.get("by", "check"), "" if names == "any" else names, case.get("run", ""), case.get("awaits", ""),
    )  # fmt: skip


# ---- a copy to do it in


class Tree:
    """A copy of the repository's own files, in which one thing at a time is wrong."""

    def __init__(self, root: Path, files: Sequence[str]) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="sabotage-"))
        self.files = tuple(files)
        for file in files:
            (self.root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / file, self.root / file)
        for name in ("node_modules", "_build"):
            if (root / name).exists():
                (self.root / name).symlink_to((root / name).resolve())

    def remove(self) -> None:
        """Take it away."""
        shutil.rmtree(self.root)

    def do(self, sabotage: Sabotage) -> Callable[[], None]:
        """Do it; what comes back undoes it."""
        path = self.root / sabotage.path
        before = path.read_bytes() if path.is_file() else None

        def undo() -> None:
            if before is None:
                path.unlink()
            else:
                path.write_bytes(before)

        if sabotage.to is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sabotage.done_to((before or b"").decode()), "utf-8")
        return undo


def files_of(root: Path) -> list[str]:
    """The repository's own files, those included that are not committed yet."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    found = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout
    return sorted(name for name in found.split("\0") if name and (root / name).is_file())


# ---- the guards


def by_check(tree: Tree, _of: Sabotage | None) -> Iterator[Named]:
    """`policybook check`, the doctests of the quizzes and the stored keys of the notebooks among its rules."""
    for problem in check(tree.root)[1]:
        yield problem.place.path, problem.place.line, problem.kind.value


def by_gate(tree: Tree, of: Sabotage | None) -> Iterator[Named]:
    """What holds the gate to its own settings, in `tools.gate`."""
    yield from gate.weak(tree.root, tree.files if of is None else [of.path])
    # A run that did as much as the floor says, held to another floor.
    floor = (tree.root / gate.FLOOR).read_text("utf-8")
    for what in gate.unlike(json.loads((ROOT / gate.FLOOR).read_text("utf-8")), json.loads(floor)):
        name = what.partition(":")[0]
        yield (
            str(gate.FLOOR),
            next((n for n, line in enumerate(floor.splitlines(), 1) if f'"{name}"' in line), 1),
            what,
        )


@cache
def _site() -> tuple[dict[str, pages.Page], pages.Book]:
    return pages.read(ROOT / SITE), pages.Book(load(ROOT))


def by_pages(_tree: Tree, of: Sabotage | None) -> Iterator[Named]:
    """What must be on every page, asked of a built page that is otherwise than the build left it."""
    site, book = _site()
    if of is not None:
        path = of.path.removeprefix(SITE)
        text = of.done_to((ROOT / of.path).read_text("utf-8")) if of.to is not None else None
        site = {name: page for name, page in site.items() if name != path}
        site |= {path: pages.Page(path, text)} if text is not None else {}
        found = [
            *(pages.wrong_on(site[path], book) if text is not None else ()),
            *pages.every_block(site, book),
        ]
    else:
        found = (
            [*pages.wrong(site, book)] if site else [pages.Fault("", 1, "there is no site: build it first.")]
        )
    yield from ((f"{SITE}{fault.path}", fault.line, fault.what) for fault in found)


def _ran(tree: Tree, *command: str, said: str = "") -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(str(tree.root / name) for name in ("src", "."))
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
    return subprocess.run(
        command,
        cwd=tree.root,
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def _lines_named(said: str, tree: Tree) -> Iterator[Named]:
    """Each place that some output names, as FILE:LINE."""
    for word in said.replace("file://", "").replace(f"{tree.root}/", "").replace(f"{ROOT}/", "").split():
        path, _, rest = word.strip("()").partition(":")
        line = rest.partition(":")[0]
        if line.isdigit() and (tree.root / path).is_file():
            yield path, int(line), word
    for path, cell in _CELL.findall(said):
        yield path, int(cell), "an output of this cell"


def by_tests(tree: Tree, of: Sabotage | None) -> Iterator[Named]:
    """The tests of Python that a sabotage names."""
    if of is not None:
        ran = _ran(
            tree,
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            "--tb=short",
            *of.run.split(),
        )
        if ran.returncode:
            yield from [*_lines_named(ran.stdout + ran.stderr, tree)] or [("", 0, ran.stdout[-500:])]


@cache
def _tries() -> str:
    return json.dumps(marking.some(load(ROOT), ROOT / SITE))


def by_scripts(tree: Tree, of: Sabotage | None) -> Iterator[Named]:
    """The scripts' own tests in Node, or some answers that they mark in a page without a browser."""
    run = of.run if of else "marking"
    ran = _ran(tree, "node", marking.SCRIPT, said=_tries()) if run == "marking" else _ran(tree, "node", run)
    if ran.returncode:
        yield from [*_lines_named(ran.stdout + ran.stderr, tree)] or [
            ("", 0, (ran.stdout + ran.stderr)[-300:])
        ]


GUARDS: Mapping[str, Callable[[Tree, Sabotage | None], Iterator[Named]]] = {
    "check": by_check,
    "gate": by_gate,
    "pages": by_pages,
    "scripts": by_scripts,
    "tests": by_tests,
}
"""Who notices. Each yields what it names, and nothing where all is well."""


# ---- trying


_work: list[Tree] = []


def _begin(root: Path, files: Sequence[str]) -> None:
    _work[:] = [Tree(root, files)]
    # A worker ends without what atexit has.
    Finalize(_work[0], _work[0].remove, exitpriority=1)


def _one(sabotage: Sabotage) -> Tried:
    (tree,) = _work
    begun = time.monotonic()
    try:
        # A page is changed where it was read, and not in the copy.
        undo = None if sabotage.by == "pages" else tree.do(sabotage)
        try:
            found = [*GUARDS[sabotage.by](tree, sabotage)]
        finally:
            if undo:
                undo()
    except (LookupError, OSError) as error:
        return Tried(sabotage, SURVIVED, "", f"it could not be tried: {error}")
    verdict, by, said = _noticed(sabotage, found)
    return Tried(sabotage, verdict, by, said, time.monotonic() - begun)


def _noticed(sabotage: Sabotage, found: Sequence[Named]) -> tuple[str, str, str]:
    """Whether the guard went red and named the file and a line of it; and by what."""
    named = [one for one in found if one[1] and (not sabotage.names or one[0] == sabotage.names)]
    if not named:
        said = "; ".join(f"{path}:{line}: {what}" for path, line, what in found[:3])
        return SURVIVED, "", f"it is named elsewhere: {said}" if found else "nobody notices"
    first = next((one for one in named if one[2] != BY_REVIEW), named[0])
    by = BY_REVIEW if first[2] == BY_REVIEW else sabotage.by
    return KILLED, by, f"{first[0]}:{first[1]}: {first[2]}"


def sweep(
    tried: Sequence[Sabotage], workers: int, tell: Callable[[int, int], None], root: Path = ROOT
) -> list[Tried]:
    """Try these, on so many processors (0: on all), and say how far it has come."""
    files = files_of(root)
    results: list[Tried] = []
    with ProcessPoolExecutor(workers or os.cpu_count(), initializer=_begin, initargs=(root, files)) as pool:
        for result in pool.map(_one, tried):
            results.append(result)
            tell(len(results), len(tried))
    return results


def sample(whole: Sequence[Sabotage], every: int, root: Path = ROOT) -> list[Sabotage]:
    """One in `every` of each guard's, beginning at another wherever the repository's files are other ones."""
    digest = sha256(b"".join((root / file).read_bytes() for file in files_of(root)))
    turn = int(digest.hexdigest(), 16)
    found = []
    for by in GUARDS:
        mine = [one for one in whole if one.by == by]
        found += mine[turn % every :: every] or mine[:1]
    return found


def sound(by: Iterable[str], root: Path = ROOT) -> list[str]:
    """What these guards name before anything is done: nothing, or every sabotage would seem noticed."""
    tree = Tree(root, files_of(root))
    try:
        return [f"{path}:{line}: {what}" for name in by for path, line, what in GUARDS[name](tree, None)]
    finally:
        tree.remove()


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, print, and say by the exit code whether anything survived; 2 where there is nothing to try."""
    options = _parser().parse_args(arguments)
    found = [one for one in table() if re.search(options.only, f"{one.sort} {one.by} {one}")]
    whole = [one for one in found if options.awaiting or not one.awaits]
    tried = sample(whole, options.every) if options.every > 1 else whole
    begun = time.monotonic()
    if not tried:
        print("sabotage: there is none of these.", file=sys.stderr)
        return 2
    wrong = sound(dict.fromkeys(one.by for one in tried))
    if wrong:
        print(*wrong[:20], sep="\n", file=sys.stderr)
        print("sabotage: mend this first, or every sabotage would seem noticed.", file=sys.stderr)
        return 2
    results = sweep(tried, options.workers, Progress("sabotages"))
    seconds = time.monotonic() - begun
    print(*as_table(results, (*GUARDS, BY_REVIEW)), sep="\n")
    for result in results:
        if options.all or result.verdict == SURVIVED:
            print(f"{result.verdict}: {result.mutant}: {result.said} ({result.seconds:.1f} s)")
    waiting = len(found) - len(whole)
    print(f"{len(results)} sabotages in {seconds:.0f} s" + f"; {waiting} await a guard" * bool(waiting))
    if options.json:
        data = counted(results, "sabotages") | {
            "survivors": [
                {"sabotage": str(one.mutant), "said": one.said} for one in results if one.verdict == SURVIVED
            ]
        }
        write(options.json, f"{json.dumps(data, indent=1, ensure_ascii=False)}\n")
    return int(any(result.verdict == SURVIVED for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tools.sabotage", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try one in N (all)")
    parser.add_argument(
        "--only",
        default="",
        metavar="WORDS",
        help="those in whose sort, guard, file and words these are found",
    )
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="processes (one for each processor)"
    )
    parser.add_argument("--awaiting", action="store_true", help="those too that await a guard")
    parser.add_argument("--all", action="store_true", help="say of each what noticed it")
    return parser


if __name__ == "__main__":
    sys.exit(ended_quietly(main))
