"""Build Jupyter for the browser into a built site: `python -m tools.lite _build/html/lite`."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.load.markdown import title
from policybook.policy.problems import HandbookError
from tools import ROOT
from tools.lite import app, contents, python, wheel


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, or say in a line what stands in the way."""
    parser = argparse.ArgumentParser(prog="tools.lite", description="Put Jupyter beside a built site.")
    parser.add_argument("into", type=Path, help="a folder of the built site, which is made anew")
    into: Path = parser.parse_args(arguments).into
    try:
        with tempfile.TemporaryDirectory() as work:
            made = Path(work, "made")
            build(Path(work), made)
            # What an earlier build left could call another host without a word; and half of one is none.
            shutil.rmtree(into, ignore_errors=True)
            shutil.copytree(made, into)
    except (python.LiteError, HandbookError) as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in into.rglob("*") if path.is_file())
    print(f"Jupyter is in {into}: {size / 1e6:.1f} MB")
    return 0


def build(work: Path, into: Path) -> None:
    """Make all of it, in a folder that is not there yet."""
    handbook = load(ROOT)
    notebooks = contents.notebooks(handbook, ROOT)
    app.build(work, into)
    pyodide = into / "static" / "pyodide"
    known = python.core(work, pyodide)
    python.wheels(pyodide)
    python.kernel_wheels(app.extensions() / app.EXTENSIONS[0], pyodide)
    own = wheel.make(to_json(handbook), work, pyodide)
    python.write_list(known, pyodide)
    python.compile_wheels(pyodide)
    # Again, for a compiled wheel has another hash.
    python.write_list(known, pyodide)
    contents.write(notebooks, into)
    called = handbook.organisation.handbook
    app.configure(into, called, f"policybook {fingerprint(own, into / 'files')}")
    app.front(into, titles(notebooks))
    app.dress(into, called)
    app.tidy(into)


def fingerprint(own: Path, files: Path) -> str:
    """A name for these notebooks with this handbook: a copy that somebody changed belongs to one such name."""
    digest = hashlib.sha256(own.read_bytes())
    for path in sorted(files.rglob("*.ipynb")):
        digest.update(path.relative_to(files).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def titles(notebooks: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Each notebook's title, by its path."""
    return {
        path: title("".join(notebook["cells"][0]["source"]).split("\n")) or path
        for path, notebook in notebooks.items()
    }


if __name__ == "__main__":
    sys.exit(main())
