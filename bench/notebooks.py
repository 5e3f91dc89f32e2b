"""Times the notebooks: `nox -s bench_notebooks`. Real nbval beside a plain run of the same cells, a kernel for each.

Both run every notebook of scenarios/ one after the other, in turns, so that what else the machine does falls on
both. A missed bound is exit code 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from measure import PROJECT, BenchError, Run, busy, middle, run, telling

SCENARIOS = PROJECT / "scenarios"
EACH, TIMES = 1.5, 1.5  # seconds for each notebook, and times as long as a plain run
BUSY = 2.0  # a kernel is waited for, and so the clock runs longer than the processor even on an idle machine
NBVAL = (sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(SCENARIOS))
PLAIN = (sys.executable, __file__, "--plain")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit code whether both bounds were met."""
    parser = argparse.ArgumentParser(description="Time nbval beside a plain run of the same cells.")
    parser.add_argument("--plain", action="store_true", help="only run the cells of every notebook")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run (3)")
    options = parser.parse_args(arguments)
    notebooks = sorted(SCENARIOS.glob("*.ipynb"))
    if options.plain:
        for path in notebooks:
            run_plainly(path)
        return 0
    found: dict[str, list[Run]] = {"nbval": [], "plain": []}
    try:
        for _ in range(options.runs):
            for name, command in (("nbval", NBVAL), ("plain", PLAIN)):
                with telling(name):
                    found[name].append(run(command, PROJECT))
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    ours, theirs = middle(found["nbval"]), middle(found["plain"])
    nbval, plain = ours.seconds, theirs.seconds
    each, times = nbval / len(notebooks), nbval / plain
    times_busy = max(one.seconds / one.processor for one in (ours, theirs)) if ours.processor else 1.0
    print(f"{len(notebooks)} notebooks, {options.runs} runs of each in turns, the medians on the clock")
    print(f"nbval {nbval:.1f} s, {ours.processor:.1f} s of processor")
    print(f"plain {plain:.1f} s, {theirs.processor:.1f} s of processor")
    print(f"nbval, each notebook: {each:.2f} s of {EACH:g} s allowed: {'met' if each <= EACH else 'MISSED'}")
    print(
        f"nbval against plain: {times:.2f} times of {TIMES:g} allowed: {'met' if times <= TIMES else 'MISSED'}"
    )
    if times_busy > BUSY:
        print(busy(times_busy))
    return int(each > EACH or times > TIMES)


def run_plainly(path: Path) -> None:
    """Run every cell of a notebook in a kernel of its own, and compare nothing."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, kernel_name="python3", resources=resources, record_timing=False).execute()


if __name__ == "__main__":
    sys.exit(main())
