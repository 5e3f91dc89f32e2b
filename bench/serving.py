"""From saving a file to its page over HTTP, with the site being served: `python bench/serving.py FOLDER` prints seconds.

Each kind of file is saved ten times, a word more each time, and its page is asked for until the word is there. Between two
saves the build comes to rest, as it does for an author who reads.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Thread

TIMES = 10
LONG = 120.0
OURS = (sys.executable, "-m", "policybook", "serve")
ZENSICAL = (sys.executable, "-m", "zensical", "serve", "-f", "mkdocs.yml", "-a", "127.0.0.1:8765")


@dataclass(frozen=True)
class Kind:
    """A kind of file: what it is called, its path, words that stand in it once at least, and the page that shows them."""

    name: str
    path: str
    words: str
    page: str


HERE = (
    Kind("a clause", "book/policy/images.md", "{plain}`", "book/policy/images.html"),
    Kind("a question", "quizzes/images.md", "What do you do", "quizzes/images.html"),
    Kind(
        "a story", "scenarios/a-child-tells-you.ipynb", "You help every ", "scenarios/a-child-tells-you.html"
    ),
    Kind("a proposal", "proposals/P1.md", "# ", "proposals/P1.html"),
    Kind("a YAML file", "book/outside.yml", "title: ", "book/guidance.html"),
)
MADE_UP = (Kind("a clause", "book/policy/page-100.md", "{plain}`", "book/policy/page-100.html"),)
MADE_UP_PLAIN = (Kind("a clause", "docs/page-100.md", "You should", "page-100/"),)


def served(root: Path, kinds: Sequence[Kind], command: Sequence[str] = OURS) -> dict[str, float]:
    """The middle of ten saves of each kind, in seconds."""
    process = subprocess.Popen(
        command,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        url = next(found[0] for line in process.stdout if (found := re.search(r"http://[^\s/]+", line)))
        return {kind.name: median(_saves(root, url, kind)) for kind in kinds}
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _saves(root: Path, url: str, kind: Kind) -> list[float]:
    path = root / kind.path
    text, took = path.read_text("utf-8"), []
    try:
        _rest(url, kind.page)
        # The page is open, as it is for an author who looks at it.
        Thread(target=_look, args=(url, kind.page), daemon=True).start()
        for at in range(TIMES):
            word = f"Save{at}d"
            began = time.perf_counter()
            path.write_text(text.replace(kind.words, f"{kind.words}{word} ", 1), "utf-8")
            while word not in _get(url, kind.page):
                if time.perf_counter() - began > LONG:
                    raise TimeoutError(f"{kind.path}: “{word}” is not on {kind.page}.")
                time.sleep(0.005)
            took.append(time.perf_counter() - began)
            _rest(url, kind.page)
    finally:
        path.write_text(text, "utf-8")
    return took


def _get(url: str, page: str) -> str:
    try:
        with urllib.request.urlopen(f"{url}/{page}") as answer:
            return str(answer.read().decode())
    except urllib.error.URLError:
        return ""


def _look(url: str, page: str) -> None:
    """Keep a page open that asks whether it is another by now, where the server has an answer to that."""
    with suppress(OSError), urllib.request.urlopen(f"{url}/-live?page=/{page}&was=x") as answer:
        answer.read()


def _rest(url: str, page: str) -> None:
    """Wait until the machine has nothing more to do than it has when nobody saves anything."""
    end = time.perf_counter() + LONG
    while time.perf_counter() < end:
        before = os.times(), _busy()
        time.sleep(1.0)
        if _busy() - before[1] < 0.3 and _get(url, page):
            return


def _busy() -> float:
    """Seconds of processor that this machine has used, where it says so."""
    used = [int(part) for part in Path("/proc/stat").read_text("utf-8").partition("\n")[0].split()[1:]]
    return (sum(used) - used[3] - used[4]) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    print(json.dumps(served(Path(sys.argv[1]), HERE)))
