"""Have Lighthouse look at a page of each kind as on a phone: `python -m tools.lighthouse`, when the site is built.

It fails where one of the four scores is under 100. Speed is the best of three runs: what else a machine does at the
same time counts against a page, and never for it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from policybook.site.serve import Server
from tools import ROOT
from tools.browser import VARIABLE, present

HERE = Path(__file__).parent
SITE = Path("_build/html")
PAGES = ROOT / "tests" / "browser" / "lighthouse.txt"
"""A page of each kind, a line each."""
SCORES = ("performance", "accessibility", "best-practices", "seo")
WANTED, RUNS = 100, 3
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"


def look(url: str, browser: str) -> dict[str, int]:
    """One run: each score, of 100."""
    program = shutil.which("node") or "node"
    done = subprocess.run(
        [
            *(program, str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"), url, "--quiet"),
            *("--output=json", f"--only-categories={','.join(SCORES)}", f"--chrome-flags={FLAGS}"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CHROME_PATH": browser},
    )
    if done.returncode:
        sys.exit(f"Lighthouse could not look at {url}:\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)["categories"]
    return {name: round(100 * (found[name]["score"] or 0)) for name in SCORES}


def best(url: str, browser: str) -> dict[str, int]:
    """The best of a few runs; no more of them than are needed."""
    found = dict.fromkeys(SCORES, 0)
    for _ in range(RUNS):
        found = {name: max(found[name], score) for name, score in look(url, browser).items()}
        if min(found.values()) >= WANTED:
            break
    return found


def main() -> int:
    """Look at each page, and say what each was given."""
    if not (SITE / "index.html").is_file():
        sys.exit("the site is not built: run `python3 noxfile.py -s site` first")
    browser = os.environ.get(VARIABLE) or next(present(), "")
    short = 0
    with Server(SITE, cache_control="max-age=600") as server:
        for page in PAGES.read_text("utf-8").split():
            found = best(f"{server.url}/{page}.html", browser)
            short += min(found.values()) < WANTED
            print(f"{page}: " + ", ".join(f"{name} {score}" for name, score in found.items()), flush=True)
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main())
