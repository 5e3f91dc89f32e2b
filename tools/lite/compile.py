"""Compiles what a kernel imports at its start, inside its wheels: compiling it in the browser takes seconds.

Runs in the browser's own Python (compile.mjs), for byte code belongs to one version of Python.
"""

import importlib
import marshal
import re
import sys
import zipfile
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path

AT_THE_START = ("IPython", "ipywidgets", "jedi.api", "micropip", "comm")
KERNELS = ("ipykernel", "piplite", "pyodide_kernel")
"""These start only in a browser, and are small: they are compiled whole."""
READABLE = "policybook"
"""The project's own code stays as it is, for those who want to read it."""
UNUSED = re.compile(
    r"/tests?/|^jedi/third_party/(?:django-stubs|typeshed/(?:stdlib|third_party)/2/)|\.dist-info/RECORD$"
)
"""Tests, stubs of another framework and of another Python, and lists of files that no longer hold."""
CHECKED_NEVER = (1).to_bytes(4, "little")
SITE = next(path for path in sys.path if path.endswith("site-packages"))


def started() -> set[str]:
    """The files of every module that a start imports, as they are called in their wheels."""
    for name in AT_THE_START:
        importlib.import_module(name)
    files = (getattr(module, "__file__", None) or "" for module in list(sys.modules.values()))
    return {file.removeprefix(f"{SITE}/") for file in files if file.startswith(SITE)}


def compiled(source: bytes, name: str) -> bytes:
    """The byte code of a module, as Python keeps it in a file that it does not compare with a source."""
    code = compile(source, f"{SITE}/{name}", "exec", dont_inherit=True)
    return MAGIC_NUMBER + CHECKED_NEVER + source_hash(source) + marshal.dumps(code)


def rewrite(path: Path, wanted: set[str]) -> None:
    """Write a wheel anew, with byte code in the place of these modules' source."""
    new = path.with_suffix(".new")
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made,
    ):
        for info in old.infolist():
            if UNUSED.search(info.filename):
                continue
            data = old.read(info)
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            if info.filename in wanted or (
                info.filename.endswith(".py") and info.filename.split("/", 1)[0] in KERNELS
            ):
                data = compiled(data, info.filename)
                entry.filename += "c"
            made.writestr(entry, data)
    new.replace(path)


FILES = started()
for wheel in sorted(Path("/wheels").glob("*.whl")):
    if not wheel.name.startswith(READABLE):
        rewrite(wheel, FILES)
