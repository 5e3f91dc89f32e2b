"""Times the notebooks: `nox -s bench_notebooks`. Real nbval beside a plain run of the same cells, a kernel for each.

Both run every notebook of scenarios/ one after the other, in turns, so that what else the machine does falls on
both. Then a browser that has kept nothing opens a story in the built site's own Jupyter, until its first question is there.
A missed bound is exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from measure import PROJECT, BenchError, Run, busy, middle, run, telling

SCENARIOS = PROJECT / "scenarios"
EACH, TIMES = 1.5, 1.5  # seconds for each notebook, and times as long as a plain run
FIRST, TRANSFERRED = 6.0, 12.0  # seconds to the first question in the browser, and megabytes
STORY = "/lite/notebooks/index.html?path=scenarios/friend-request.ipynb"
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
    first, transferred = in_a_browser(PROJECT / "_build" / "html", options.runs)
    for what, value, unit, bound in (
        ("a first question in the browser", first, "s", FIRST),
        ("transferred for it", transferred, "MB", TRANSFERRED),
    ):
        print(
            f"{what}: {value:.1f} {unit} of {bound:g} {unit} allowed: {'met' if value <= bound else 'MISSED'}"
        )
    if times_busy > BUSY:
        print(busy(times_busy))
    return int(each > EACH or times > TIMES or first > FIRST or transferred > TRANSFERRED)


def in_a_browser(site: Path, runs: int) -> tuple[float, float]:
    """Seconds until a story's first question is there, and megabytes sent for it, in a browser that begins anew each time."""
    sys.path.insert(0, str(PROJECT))
    from policybook.site.serve import Server
    from tools.browser import driver, launch

    took, sent = list[float](), list[float]()
    with Server(site) as server, driver() as playwright:
        for _ in range(runs):
            browser = launch(playwright)
            page, sizes = browser.new_page(), list[int]()
            page.on("requestfinished", lambda one, sizes=sizes: sizes.append(_size(one)))
            began = time.perf_counter()
            page.goto(server.url + STORY)
            page.locator(".pb-ask").first.wait_for(timeout=120_000)
            took.append(time.perf_counter() - began)
            sent.append(sum(sizes) / 1e6)
            browser.close()
    return median(took), median(sent)


def _size(request: Any) -> int:
    sizes: dict[str, int] = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def run_plainly(path: Path) -> None:
    """Run every cell of a notebook in a kernel of its own, and compare nothing."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, kernel_name="python3", resources=resources, record_timing=False).execute()


if __name__ == "__main__":
    sys.exit(main())
