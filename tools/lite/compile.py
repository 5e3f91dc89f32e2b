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

AT_THE_START = ("IPython", "ipywidgets", "micropip", "comm")
KERNELS = ("ipykernel", "piplite", "pyodide_kernel")
"""These start only in a browser, and are small: they are compiled whole."""
READABLE = "policybook"
"""The project's own code stays as it is, for those who want to read it."""
UNUSED = re.compile(r"/tests?/|\.dist-info/RECORD$")
"""Tests, and lists of files that no longer hold."""
UNSTARTED = re.compile(
    r"^(?:pygments/lexers/|prompt_toolkit/(?:contrib|input|output)/|xmlrpc/|wsgiref/|(?:ftp|imap|pop|smtp)lib\.py$|mailbox\.py$"
    r"|encodings/(?:cp(?!1252)|iso(?!8859_15?\.)|mac_|koi8|big5|gb|euc_|shift|johab|hz|kz|ptcp|tis|hp_roman|palmos))"
)
"""Of these, what no start imports is left out: nobody colours another language in a traceback, and a page has no terminal,
no mail and no server, and reads no files of other alphabets' machines."""
LIBRARY = "python_stdlib.zip"
CHECKED_NEVER = (1).to_bytes(4, "little")
SITE = next(path for path in sys.path if path.endswith("site-packages"))
ZIP = next(path for path in sys.path if path.endswith(".zip"))
UNASKED = re.compile(
    rf"^{re.escape(ZIP)}|/(?:prompt_toolkit|wcwidth|asttokens|executing|stack_data|pure_eval)/"
)
"""What nobody asks for help about: it goes without its docstrings."""


def started() -> set[str]:
    """The files of every module that a start imports."""
    for name in AT_THE_START:
        importlib.import_module(name)
    return {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}


def compiled(source: bytes, path: str) -> bytes:
    """The byte code of a module, as Python keeps it in a file that it does not compare with a source."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=2 if UNASKED.search(path) else -1)
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
            if UNUSED.search(name) or (UNSTARTED.search(name) and not is_started):
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
