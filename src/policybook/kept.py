"""What was worked out once and is kept beside the handbook, so that the same question of the same files is answered at once.

A kept answer rests on a key: a digest of every file that the answer could turn on, of the code, of PyYAML and of Python.
Under another key it is none. What is cut short, foreign or not to be read is none either, and is worked out anew; where
nothing can be written, nothing is kept. It is JSON, which runs nothing, and a name has one file, so that none is left over.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from policybook.files import read, write

FOLDER = ".policybook-kept"
"""Where answers are kept, in the handbook's folder: by this name Git ignores it, and anybody may delete it."""
FOLDERS = ("book", "editions", "proposals", "quizzes", "reviews", "scenarios")
"""The folders that a handbook is made of, beside the files at its root."""
_NAMING = ("_toc.yml", "book/extends.yml")
"""The files that may name files of other folders."""


class Inputs(NamedTuple):
    """The files that an answer may rest on, by their paths from the root, and a digest of them, the code and Python."""

    digest: str
    files: frozenset[str]
    code: str

    def keep(self, root: Path, name: str, answer: object, also: Iterable[str]) -> None:
        """Keep an answer that was found from these, if they are as they were, and all `also` that it rests on is among them."""
        if self.files.issuperset(also) and inputs(root, self.code) == self:
            keep(root, name, self.digest, answer)


def inputs(root: Path, code: str = "") -> Inputs | None:
    """What an answer about the handbook under `root` may rest on; None where that cannot be told, so that none is kept.

    `code` is what `code_digest` says, where it has been asked already.
    A folder is taken in that only the table of contents names, or what the handbook extends. A link of the disk may lead anywhere, and is not followed.
    """
    try:
        code = code or code_digest()
        digest, files = hashlib.sha256(code.encode()), set[str]()
        contents = b"".join(read(root / path) for path in _NAMING if (root / path).exists())
        for entry in sorted(os.scandir(root), key=lambda entry: entry.name):
            if entry.is_file() or entry.name in FOLDERS or f"{entry.name}/".encode() in contents:
                for path, content in _below(entry, entry.name):
                    files.add(path)
                    _add(digest, path, content)
    except (OSError, ValueError):
        return None
    return Inputs(digest.hexdigest(), frozenset(files), code)


def code_digest() -> str:
    """A digest of all code that an answer rests on: this package's modules, PyYAML's and Python's version."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform}".encode())
    for package in ("policybook", "yaml"):
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
                for path, content in _below(entry, f"{package}/{entry.name}", ".py"):
                    _add(digest, path, content)
    return digest.hexdigest()


def kept(root: Path, name: str, key: str, of: Callable[[dict[str, Any]], object] | None = None) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The answer that was kept under this name and key, as plain data, or each object of it as what it is `of`.

    None where there is none.
    """
    try:
        head, _, body = read(_file(root, name)).partition(b"\n")
        return json.loads(body, object_hook=of) if head == _head(key, body) else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def keep(root: Path, name: str, key: str, answer: object) -> None:
    """Keep an answer, which is plain data, in the place of what was kept under this name; where it can be written."""
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    file = _file(root, name)
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        if file.is_file() or not os.path.lexists(file):  # Writing to a pipe may never end.
            write(file, b"\n".join((_head(key, body), body)))


def _file(root: Path, name: str) -> Path:
    return root / FOLDER / f"{name}.json"


def _head(key: str, body: bytes) -> bytes:
    return f"{key} {hashlib.sha256(body).hexdigest()}".encode()


def _add(digest: "hashlib._Hash", path: str, content: bytes) -> None:
    digest.update(f"{len(os.fsencode(path))} {len(content)}\n".encode() + os.fsencode(path) + content)


def _below(entry: "os.DirEntry[str]", path: str, ending: str = "") -> Iterator[tuple[str, bytes]]:
    """Each file of a folder, at any depth, or the file itself, by its path, with what it holds if its name ends so."""
    if entry.is_symlink():
        raise OSError(f"{path} is a link.")
    # Python puts files there whenever something is imported for the first time.
    if entry.name == "__pycache__":
        return
    if entry.is_dir():
        for inner in sorted(os.scandir(entry.path), key=lambda entry: entry.name):
            yield from _below(inner, f"{path}/{inner.name}", ending)
    else:
        yield path, read(Path(entry.path)) if path.endswith(ending) else b""
