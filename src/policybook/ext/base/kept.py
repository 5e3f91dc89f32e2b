"""What takes a build long to work out, kept beside the handbook for the next build, a clean one too.

An answer's name is a digest of all that it rests on: what was given, the code and Python itself. See `policybook.kept`.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields
from functools import cached_property
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sphinx.util.parallel import parallel_available

from policybook import kept
from policybook.ext.base.narrow import Narrow, WithheldError, refuse
from policybook.policy.handbook import Handbook

MOST = 500
"""So many answers stay, those used last; a change of one rule asks for some tens."""
_PLACES = re.compile(r"place=Place\([^()]*\)")


def digest_of(shown: object) -> str:
    """A digest of anything of the handbook, wherever in its files it stands."""
    return hashlib.sha256(_PLACES.sub("", repr(shown)).encode("utf-8", "surrogatepass")).hexdigest()


def _code_digest() -> str:
    with suppress(OSError, ValueError):
        return kept.code_digest()
    return ""


def code_version() -> int:
    """A number for the code, by which Sphinx reads again what other code has read; another each time if none can tell."""
    return int(_code_digest() or f"{time.time_ns():x}", 16)


class Kept:
    """The answers that earlier builds have left in a handbook's folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._digests: dict[int, tuple[object, str]] = {}
        self._begun: dict[str, BaseProcess] = {}

    def begin(self, work: Callable[..., Any], *given: object, seen: Narrow | None = None) -> None:
        """Have another process work out meanwhile, and keep, what `of` will be asked, unless it is kept already."""
        name = self._name(work, given, seen)
        if parallel_available and name and not (self.root / kept.FOLDER / f"{name}.json").exists():
            process = get_context("fork").Process(target=self.of, args=(work, *given), kwargs={"seen": seen})
            process.start()
            self._begun[name] = process

    def of(self, work: Callable[..., Any], *given: object, seen: Narrow | None = None) -> Any:  # noqa: ANN401
        """What `work` makes of what is given, as JSON holds it: kept, or worked out and kept.

        It must rest on nothing else, and what is given must say all of itself in its `repr`. Of a handbook it is shown
        what `seen` leaves; where that is not enough it is given all of it, and nothing is kept.
        """
        shown, name = _shown(given, seen), self._name(work, given, seen)
        if name in self._begun:
            self._begun.pop(name).join()
        if name and (found := kept.kept(self.root, name, name)) is not None:
            with suppress(OSError):  # of a folder that may only be read
                (self.root / kept.FOLDER / f"{name}.json").touch()
            return found
        try:
            answer = json.loads(json.dumps(work(*shown), default=refuse))
        except WithheldError:
            return json.loads(json.dumps(work(*given)))
        if name:
            kept.keep(self.root, name, name, answer)
        return answer

    def _name(self, work: Callable[..., Any], given: Iterable[object], seen: Narrow | None) -> str:
        """What an answer is called: a digest of all that it rests on; "" where that cannot be told."""
        if not self._code:
            return ""
        said = [*map(self._said, _shown(given, seen))]
        return f"page-{digest_of((self._code, work.__module__, work.__qualname__, said))}"

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
        """A digest of the code; "" where it cannot be told."""
        return _code_digest()

    def tidy(self) -> None:
        """Take away what has not been used for longest, where there is too much; a time yet to come is no use at all."""
        with suppress(OSError):
            now = time.time()
            found = ((file.stat().st_mtime, file) for file in (self.root / kept.FOLDER).glob("page-*.json"))
            for _, file in sorted((at if at <= now else 0.0, file) for at, file in found)[:-MOST]:
                file.unlink(missing_ok=True)


def _shown(given: Iterable[object], seen: Narrow | None) -> list[object]:
    return [seen(one) if seen and isinstance(one, Handbook) else one for one in given]
