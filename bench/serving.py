"""From saving a file to its page over HTTP, with the site being served: `python bench/serving.py COPY` prints seconds.

Each kind of file is saved ten times, a word more each time, and its page is asked for until the word is there; then, of our
own, until the whole site is. Between two saves the build comes to rest, as it does for an author who reads.
A run that is killed leaves words in the files: give it a copy of a handbook.
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
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Thread
from typing import NamedTuple

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


class Took(NamedTuple):
    """Seconds from saving to the page that is looked at, and to the last page that depends on it: the middle of ten."""

    seen: float
    whole: float | None


def served(root: Path, kinds: Sequence[Kind], command: Sequence[str] = OURS) -> dict[str, Took]:
    """How long ten saves of each kind took."""
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
        return {kind.name: _saves(root, url, kind) for kind in kinds}
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _saves(root: Path, url: str, kind: Kind) -> Took:
    path = root / kind.path
    text = path.read_text("utf-8")
    seen, whole = list[float](), list[float]()
    try:
        _rest(url, kind.page)
        look = Look(url, kind.page)
        look.start()
        for at in range(TIMES):
            word, before, began = f"Save{at}d", look.builds, time.perf_counter()
            path.write_text(text.replace(kind.words, f"{kind.words}{word} ", 1), "utf-8")
            seen.append(_until(began, lambda word=word: word in _get(url, kind.page), kind))
            if before:
                whole.append(_until(began, lambda before=before: look.builds > before, kind))
            _rest(url, kind.page)
    finally:
        path.write_text(text, "utf-8")
    return Took(median(seen), median(whole) if whole else None)


def _until(began: float, there: Callable[[], bool], kind: Kind) -> float:
    """How long after it began something is there."""
    while not there():
        if time.perf_counter() - began > LONG:
            raise TimeoutError(f"{kind.path} is not on {kind.page}.")
        time.sleep(0.005)
    return time.perf_counter() - began


class Look(Thread):
    """Keeps a page open, as it is for an author who looks at it, and knows how often the site has been whole, if it is told."""

    def __init__(self, url: str, page: str) -> None:
        super().__init__(daemon=True)
        self.url, self.builds = f"{url}/-live?page=/{page}&was=x", 0

    def run(self) -> None:
        with suppress(OSError), urllib.request.urlopen(self.url) as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    self.builds = json.loads(line[6:])["builds"]


def _get(url: str, page: str) -> str:
    try:
        with urllib.request.urlopen(f"{url}/{page}") as answer:
            return str(answer.read().decode())
    except urllib.error.URLError:
        return ""


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
