"""The benchmark: `nox -s bench`, or `python bench/run.py --quick` for a first look.

Every bound is a line in BOUNDS. The table goes to the screen and progress to stderr; a missed bound is exit code 1.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ours
import peers
from generate import Book
from measure import PROJECT, BenchError, Run, busy, middle, run, telling
from peers import PEERS, Peer
from plot import drawn
from serving import HERE, MADE_UP, MADE_UP_PLAIN, ZENSICAL, served
from serving import OURS as SERVE

from policybook.kept import FOLDER

BOUNDS = {
    "this handbook": 0.5,  # seconds, the interpreter's start included
    "unchanged": 0.35,  # seconds: the same check again
    "10,000 clauses": 3.0,  # seconds
    "with questions": 2.0,  # seconds, of 10,000 clauses
    "judge": 0.3,  # seconds, of 10,000 clauses, after a first verdict
    "10,000 clauses, memory": 300.0,  # megabytes
    "two facts": 3.0,  # seconds
    "all facts": 180.0,  # seconds
    "linear": 1.25,  # cost of a clause among 10,000 against one among 1,000, the start taken off
    "output": 3.0,  # megabytes of a site, for each thousand clauses
    "site, memory": 1000.0,  # megabytes
    "same theme": 1.2,  # policybook against the same pages without it
    "alabaster": 1.0,  # policybook against plain Sphinx
    "5,000 clauses": 9.0,  # seconds
    "clean": 8.0,  # seconds, of this handbook with what an earlier build kept
    "clean, nothing kept": 10.0,  # seconds
    "nothing changed": 2.0,  # seconds
    "saved": 0.5,  # seconds from saving to the page
    "saved, whole": 3.0,  # seconds from saving to the last page that depends on it
}
BUSY = 1.3  # times as long on the clock as of the processor: seconds on the clock mean little then
CHECK = (sys.executable, "-m", "policybook", "check")
JUDGE = (sys.executable, "-m", "policybook", "judge", "teacher", "keep", "photograph")
NOTHING, SMALL, LARGE, MOST = 20, 1000, 10_000, 20_000  # clauses


@dataclass
class Table:
    """What was measured, row by row, and whether every bound was met."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    clock: float = 0.0
    processor: float = 0.0

    @property
    def busy(self) -> float:
        """How much longer things took than the processor worked at them: about 1 on an idle machine."""
        return self.clock / self.processor if self.processor else 1.0

    def show(self, what: str, measured: Run) -> None:
        """A row that is only to be read."""
        self.clock += measured.seconds
        self.processor += measured.processor
        processor = f"{measured.processor:.2f}" if measured.processor else ""
        megabytes = f"{measured.megabytes:.0f}" if measured.megabytes else ""
        self.rows.append((what, f"{measured.seconds:.2f}", processor, megabytes, "", ""))

    def judge(self, what: str, value: float, unit: str, bound: str) -> None:
        """A row that a bound decides."""
        limit = BOUNDS[bound]
        met = value <= limit
        self.missed += [] if met else [what]
        shown = f"**{value:.2f}{unit}** of {limit:g}{unit} allowed"
        self.rows.append((what, "", "", "", shown, "met" if met else "MISSED"))

    def __str__(self) -> str:
        heads = ("", "seconds", "of processor", "peak MB", "bound", "verdict")
        lines = [heads, ("---", "---:", "---:", "---:", "---", "---"), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether every bound was met."""
    parser = argparse.ArgumentParser(description="Measure the checks and the builds beside their peers.")
    parser.add_argument("--quick", action="store_true", help="the checks, and builds of 1,000 clauses, once")
    parser.add_argument("--runs", type=int, default=3, help="how often to build what a bound names (3)")
    parser.add_argument(
        "--plot", type=Path, metavar="SVG", help="draw the sites of each size beside each other too"
    )
    options = parser.parse_args(arguments)
    builds = 1 if options.quick else options.runs
    table = Table()
    try:
        with tempfile.TemporaryDirectory(prefix="policybook-bench-") as folder:
            measure_checks(table, Path(folder), runs=3, quiz=not options.quick)
            measure_comparing(table, full=not options.quick)
            warm_up(Path(folder))
            measure_builds(table, Path(folder), 1000, runs=builds, others=1)
            measure_here(table, Path(folder), runs=builds)
            if not options.quick:
                measure_builds(table, Path(folder), 5000, runs=builds, others=1)
                measure_growth(table, Path(folder))
                measure_serving(table, Path(folder))
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    print(table)
    if options.plot:
        options.plot.write_text(drawn(table.rows), "utf-8")
    if table.busy > BUSY:
        print(f"\n{busy(table.busy)}")
    print(f"\nMissed: {'; '.join(table.missed)}." if table.missed else "\nEvery bound was met.")
    return 1 if table.missed else 0


# ---- policybook check


def measure_checks(table: Table, folder: Path, runs: int, *, quiz: bool) -> None:
    """Time the author's loop, on the real handbook and on made-up ones."""
    roots = {PROJECT: "check, this handbook"}
    for size in (NOTHING, SMALL, LARGE):
        roots[_handbook(folder / f"check-{size}", size)] = f"check, {size:,} clauses"
    if quiz:
        root = _handbook(folder / "check-quiz", LARGE)
        with telling("making up 200 questions"):
            run((sys.executable, str(PROJECT / "bench" / "quiz.py"), str(root)), PROJECT)
        roots[root] = f"check, {LARGE:,} clauses and 200 questions"
    # The short ones oftener: what a clause costs is a difference of theirs, and a start varies by more than that.
    found = _interleaved(roots, runs, dict.fromkeys(list(roots)[:3], 3))
    for root, what in roots.items():
        table.show(what, middle(found[root]))
    this, _, _, large, *asked = (middle(found[root]) for root in roots)
    table.judge("check, this handbook", this.seconds, " s", "this handbook")
    again = middle([run(CHECK, PROJECT, (0, 1)) for _ in range(3 * runs)])
    table.show("check, this handbook, again", again)
    table.judge("check, this handbook, again", again.seconds, " s", "unchanged")
    judged = middle([run(JUDGE, list(roots)[3]) for _ in range(runs + 1)][1:])
    table.show(f"judge, {LARGE:,} clauses", judged)
    table.judge(f"judge, {LARGE:,} clauses", judged.seconds, " s", "judge")
    for measured in asked:
        table.judge(f"check, {LARGE:,} clauses and 200 questions", measured.seconds, " s", "with questions")
    table.judge(f"check, {LARGE:,} clauses", large.seconds, " s", "10,000 clauses")
    if large.megabytes:
        table.judge(f"check, {LARGE:,} clauses, memory", large.megabytes, " MB", "10,000 clauses, memory")
    # The quickest of each: one check does the same work every time, and what disturbs it only adds.
    _, nothing, small, many, *_ = (min(map(_cost, found[root])) for root in roots)
    times = (many - nothing) / (LARGE - NOTHING) * (SMALL - NOTHING) / (small - nothing)
    table.judge("check, a clause of 10,000 against one of 1,000", times, " times", "linear")


def _handbook(root: Path, size: int) -> Path:
    ours.write(Book(size), root)
    return root


def _interleaved(roots: dict[Path, str], runs: int, times: dict[Path, int]) -> dict[Path, list[Run]]:
    """Check each in turn, so that what else the machine does falls on all alike; some several `times` a turn."""
    found: dict[Path, list[Run]] = {root: [] for root in roots}
    for _ in range(runs):
        for root, what in roots.items():
            with telling(what):
                # A handbook with problems, which is exit code 1, takes as long: a made-up one has words that make no difference.
                allowed = (0, 1)
                for _ in range(times.get(root, 1)):
                    # What was answered before is no measure of the rules.
                    shutil.rmtree(root / FOLDER, ignore_errors=True)
                    found[root].append(run(CHECK, root, allowed))
    return found


# ---- policybook compare


def measure_comparing(table: Table, *, full: bool) -> None:
    """Time the flips of this handbook: of a typical change, of a wholesale one, and with all combinations of facts."""
    script = (sys.executable, str(PROJECT / "bench" / "comparing.py"))
    runs = [("typical", "2", "two facts"), ("wholesale", "2", "two facts")]
    runs += [("typical", "all", "all facts"), ("wholesale", "all", "all facts")] if full else []
    for change, facts, bound in runs:
        what = f"flips of a {change} change, {facts} facts"
        with telling(what):
            measured = run((*script, change, facts), PROJECT)
        table.show(what, measured)
        table.judge(what, measured.seconds, " s", bound)


# ---- the site


def warm_up(folder: Path) -> None:
    """Build each way once without counting: the first build compiles what all later ones import."""
    for peer in PEERS:
        _build(peer, Book(NOTHING), folder / f"site-{NOTHING}-{PEERS.index(peer)}", 0)


def measure_builds(table: Table, folder: Path, size: int, runs: int, others: int) -> None:
    """Build the same handbook each way, in turns; the peers that no bound names are built `others` times."""
    book = Book(size)
    bounded = (peers.OURS, peers.SAME_THEME, peers.ALABASTER)
    found: dict[Peer, list[Run]] = {peer: [] for peer in PEERS}
    for turn in range(runs):
        for peer in PEERS:
            if turn < others or peer in bounded:
                found[peer].append(_build(peer, book, folder / f"site-{size}-{PEERS.index(peer)}", turn))
    built = {peer: middle(each) for peer, each in found.items()}
    what = f"site, {size:,} clauses"
    for peer, measured in built.items():
        table.show(f"{what}: {peer.name}", measured)
    mine = _cost(built[peers.OURS])
    if size == 5000:
        table.judge(f"{what}: policybook, on the clock", built[peers.OURS].seconds, " s", "5,000 clauses")
    for peer, bound in ((peers.SAME_THEME, "same theme"), (peers.ALABASTER, "alabaster")):
        table.judge(f"{what}: policybook against {peer.name}", mine / _cost(built[peer]), " times", bound)


def measure_growth(table: Table, folder: Path) -> None:
    """What one clause costs a site of `MOST` against one of `SMALL`, the start taken off: time, memory, and output."""
    found = []
    for size in (NOTHING, SMALL, MOST):
        root = folder / f"growth-{size}"
        measured = _build(peers.OURS, Book(size), root, 0)
        table.show(f"site, {size:,} clauses: {peers.OURS.name}, once", measured)
        written = sum(file.stat().st_size for file in (root / peers.OURS.output).rglob("*") if file.is_file())
        found.append({"time": _cost(measured), "memory": measured.megabytes, "output": written / 1e6})
    nothing, small, large = found
    for what, most in large.items():
        if small[what] > nothing[what]:  # Windows reports no memory
            grown = (most - nothing[what]) / (small[what] - nothing[what])
            times = grown * (SMALL - NOTHING) / (MOST - NOTHING)
            table.judge(
                f"site, {what} of a clause of {MOST:,} against one of {SMALL:,}", times, " times", "linear"
            )
    for size, each in ((SMALL, small), (MOST, large)):
        each_thousand = each["output"] / size * 1000
        table.judge(f"site, {size:,} clauses, output of a thousand", each_thousand, " MB", "output")
    table.judge(f"site, {MOST:,} clauses, memory", large["memory"], " MB", "site, memory")


def measure_here(table: Table, folder: Path, runs: int) -> None:
    """Build this handbook from nothing, again from nothing with what was kept, and once more with nothing changed."""
    root = folder / "here"
    run(("git", "clone", "--quiet", "--depth=1", PROJECT.as_uri(), str(root)), folder)
    found: dict[str, list[Run]] = {"clean, nothing kept": [], "clean": [], "nothing changed": []}
    for _ in range(runs):
        shutil.rmtree(root / FOLDER, ignore_errors=True)
        for what, each in found.items():
            if what != "nothing changed":
                shutil.rmtree(root / "_build", ignore_errors=True)
            with telling(f"this handbook, {what}"):
                each.append(run(peers.OURS.command, root))
    for what, each in found.items():
        table.show(f"site, this handbook, {what}", middle(each))
        table.judge(f"site, this handbook, {what}", middle(each).seconds, " s", what)


def measure_serving(table: Table, folder: Path) -> None:
    """From saving a word to its page, of this handbook and of 5,000 clauses, which Zensical serves too."""
    with telling("serving this handbook"):
        found = {f"this handbook, {kind}": took for kind, took in served(folder / "here", HERE).items()}
    for name, peer, kinds, command in (
        ("5,000 clauses", peers.OURS, MADE_UP, SERVE),
        ("5,000 clauses by Zensical", peers.ZENSICAL, MADE_UP_PLAIN, ZENSICAL),
    ):
        root = folder / f"site-5000-{PEERS.index(peer)}"
        with telling(f"serving {name}"):
            found |= {f"{name}, {kind}": took for kind, took in served(root, kinds, command).items()}
    for what, took in found.items():
        table.rows.append((f"saved to seen, {what}", f"{took.seen:.2f}", "", "", "", ""))
        if took.whole is not None:
            table.rows.append((f"saved to the whole site, {what}", f"{took.whole:.2f}", "", "", "", ""))
            table.judge(f"saved to seen, {what}", took.seen, " s", "saved")
            table.judge(f"saved to the whole site, {what}", took.whole, " s", "saved, whole")


def _build(peer: Peer, book: Book, root: Path, turn: int) -> Run:
    if turn == 0:
        root.mkdir()
        peer.write(book, root)
    peer.clean(root)
    with telling(f"{peer.name}, {book.size:,} clauses"):
        measured = run(peer.command, root)
    missing = peer.missing(book, root)
    if missing:
        raise BenchError(f"{peer.name} built no clause “{missing[0]}”, and {len(missing) - 1} others.")
    return measured


def _cost(measured: Run) -> float:
    """What ratios are made of: time of the processor, which other work on the machine disturbs least."""
    return measured.processor or measured.seconds


if __name__ == "__main__":
    sys.exit(main())
