"""What takes a build long to work out, kept beside the handbook for the next build, a clean one too.

An answer is kept under a digest of all that it rests on: what was given, the code and Python itself. Its file begins with
a digest of name and content, so that one cut short, changed or put in another's place is worked out anew. It is JSON:
whoever reads a stranger's runs nothing.
"""

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import policybook
from policybook.files import read, write
from policybook.policy.handbook import Handbook

FOLDER = ".policybook-kept"
"""In the handbook's folder; by this name Git ignores it already."""
MOST = 500
"""So many answers stay, those used last; a change of one rule asks for some tens."""
_PLACES = re.compile(r"place=Place\([^()]*\)")


def digest_of(shown: object) -> str:
    """A digest of anything of the handbook, wherever in its files it stands."""
    return hashlib.sha256(_PLACES.sub("", repr(shown)).encode("utf-8", "surrogatepass")).hexdigest()


class Kept:
    """The answers that earlier builds have left in a handbook's folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        self._digests: dict[int, tuple[object, str]] = {}

    def of(self, work: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401 - whatever JSON holds
        """What `work` makes of what is given, as JSON holds it: kept, or worked out and kept.

        It must rest on nothing else, and what is given must say all of itself in its `repr`.
        """
        key = digest_of((self._code, work.__module__, work.__qualname__, [*map(self._said, given)]))
        file = self.folder / f"{key}.json"
        with suppress(OSError):
            seal, _, data = read(file).partition(b"\n")
            if seal == _sealed(key, data):
                file.touch()
                return json.loads(data)
        data = json.dumps(work(*given)).encode()
        # Where nothing can be kept, it is only slower.
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            write(file, _sealed(key, data) + b"\n" + data)
        return json.loads(data)

    def _said(self, given: object) -> object:
        """What stands for it in a key; two handbooks share most of their parts, and each part is looked at once."""
        if not isinstance(given, Handbook):
            return given
        parts = [getattr(given, field.name) for field in fields(given)]
        for part in parts:
            if id(part) not in self._digests:
                self._digests[id(part)] = part, digest_of(part)
        return [self._digests[id(part)][1] for part in parts]

    @cached_property
    def _code(self) -> str:
        """Every module of ours, and the Python that runs them: what they found before holds no longer once any changes."""
        ours = sorted(Path(policybook.__file__).parent.rglob("*.py"))
        return hashlib.sha256(
            b"".join((sys.version.encode(), *(file.read_bytes() for file in ours)))
        ).hexdigest()

    def tidy(self) -> None:
        """Take away what has not been used for longest, where there is too much; a time yet to come is no use at all."""
        with suppress(OSError):
            now = time.time()
            found = ((file.stat().st_mtime, file) for file in self.folder.glob("*.json"))
            for _, file in sorted((at if at <= now else 0.0, file) for at, file in found)[:-MOST]:
                file.unlink(missing_ok=True)


def _sealed(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).hexdigest().encode()


@lru_cache(maxsize=64)
def judged(handbook: Handbook) -> Handbook:
    """A handbook without the words that no verdict rests on: what is worked out of it holds when they change."""
    bare: dict[str, Any] = {"title": "", "text": "", "page": ""}
    return Handbook(
        handbook.vocabulary,
        tuple(
            replace(section, clauses=tuple(replace(c, plain="", source=(), **bare) for c in section.clauses))
            for section in handbook.sections
        ),
        tuple(replace(note, related=(), **bare) for note in handbook.interpretations),
        tuple(replace(line, on="", signed="", **bare) for line in handbook.guidance),
    )
