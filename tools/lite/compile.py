"""Compiles what a kernel imports at its start, in its wheels and in Python's own library: in the browser that takes seconds.

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
    r"/tests?/|^jedi/third_party/(?:django-stubs|typeshed/(?:third_party|stdlib/2/))|\.dist-info/RECORD$"
)
"""Tests, stubs of packages that are not there and of another Python, and lists of files that no longer hold."""
LANGUAGES = "pygments/lexers/"
"""Of these, five hundred, what no start imports is left out: nobody colours another language in a traceback."""
LIBRARY = "python_stdlib.zip"
CHECKED_NEVER = (1).to_bytes(4, "little")
SITE = next(path for path in sys.path if path.endswith("site-packages"))
ZIP = next(path for path in sys.path if path.endswith(".zip"))


def started() -> set[str]:
    """The files of every module that a start imports."""
    for name in AT_THE_START:
        importlib.import_module(name)
    return {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}


def compiled(source: bytes, path: str) -> bytes:
    """The byte code of a module, as Python keeps it in a file that it does not compare with a source."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=2 if path.startswith(ZIP) else -1)
    return MAGIC_NUMBER + CHECKED_NEVER + source_hash(source) + marshal.dumps(code)


def rewrite(path: Path, folder: str) -> None:
    """Write an archive anew, with byte code in the place of the source of what a start imports from this folder."""
    new = path.with_suffix(".new")
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made,
    ):
        for info in old.infolist():
            name = info.filename
            is_started = f"{folder}/{name}" in FILES
            if UNUSED.search(name) or (name.startswith(LANGUAGES) and not is_started):
                continue
            data = old.read(info)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            if is_started or (name.endswith(".py") and name.split("/", 1)[0] in KERNELS):
                data = compiled(data, f"{folder}/{name}")
                entry.filename += "c"
            made.writestr(entry, data)
    new.replace(path)


FILES = started()
rewrite(Path("/wheels", LIBRARY), ZIP)
for wheel in sorted(Path("/wheels").glob("*.whl")):
    if not wheel.name.startswith(READABLE):
        rewrite(wheel, SITE)
