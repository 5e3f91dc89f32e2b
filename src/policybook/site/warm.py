"""A build that stays warm: Sphinx with all that it has read, in a process that `policybook serve` tells what changed.

`python -m policybook.site.warm FOLDER OUT` reads a line of JSON for each change, and answers in lines of JSON. What
somebody looks at is read and written first, and the rest in a process forked off, which ends when the site is whole. Each
whole build is thus the first of its process, as it is on the command line; this one takes up what it left, and goes on.
"""

import io
import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from policybook.check.rule import Subject
from policybook.ext.base import build
from policybook.ext.base.domain import domain_of
from policybook.ext.policy import proposals
from policybook.load.handbook import Remembered, read

_COLOURS = re.compile("\x1b\\[[0-9;]*m")
_STDIN = 0
_REMEMBERED = Remembered()
Request = dict[str, Any]
"""What changed: `pages` to show at once, `open` those to show if something on them is another, and `settings` for a new start."""


class Lines:
    """Lines of JSON from a pipe, as they come."""

    def __init__(self, pipe: int) -> None:
        self.pipe, self._left = pipe, b""

    def read(self) -> list[Request] | None:
        """Those that are there now; None where no more will come."""
        more = os.read(self.pipe, 65536)
        *lines, self._left = (self._left + more).split(b"\n")
        return [json.loads(line) for line in lines] if more else None


class Warm:
    """Sphinx with what the last whole build read, and the process that makes the next one, while there is one."""

    def __init__(self, root: Path, out: Path) -> None:
        self.root, self.warnings = root, io.StringIO()
        folders = (str(root), str(root), str(out), str(out / ".doctrees"))
        self.app = Sphinx(*folders, "html", status=None, warning=self.warnings)
        read(root, _REMEMBERED)
        self.child = 0

    def show(self, request: Request) -> None:
        """Read and write at once what somebody looks at; the whole build does it again, for all that is beside it."""
        app, env = self.app, self.app.env
        handbook, problems = read(self.root, _REMEMBERED)
        build.take(app, Subject(handbook, self.root), problems, before=domain_of(env).book)
        proposals.load(app)
        opened = (page for page in request["open"] if self._is_stale(page))
        names = [page for page in dict.fromkeys((*request["pages"], *opened)) if page in env.found_docs]
        for name in names:
            app.emit("env-purge-doc", env, name)
            env.clear_doc(name)
            app.builder.read_doc(name)
            # What is shown at once does not count as built.
            env.all_docs[name] = 0
        app.builder.prepare_writing(set(names))
        for name in names:
            app.builder.write_doc(name, env.get_and_resolve_doctree(name, app.builder))

    def _is_stale(self, page: str) -> bool:
        """Whether something on a page is not shown as it now is."""
        domain = domain_of(self.app.env)
        return any(domain.book.digest(key) != then for key, then in domain.shown.get(page, {}).items())

    def begin(self) -> Lines:
        """Build everything in a process of its own, and give what that says."""
        pipe, end = os.pipe()
        self.child = os.fork()
        if self.child:
            os.close(end)
            with suppress(OSError):
                os.setpgid(self.child, self.child)
            return Lines(pipe)
        os.setpgid(0, 0)
        os.close(pipe)
        try:
            # Where nobody listens any more, there is nobody to tell so.
            with suppress(BrokenPipeError), os.fdopen(end, "w", encoding="utf-8") as told:
                for said in self._build():
                    told.write(json.dumps(said) + "\n")
                    told.flush()
        finally:
            # Whatever happens, this is never taken for the process that it was forked from.
            os._exit(0)

    def _build(self) -> Iterable[Request]:
        """What is wrong with the handbook; then, with its site built, what that warned of."""
        failed = ""
        try:
            build.load(self.app)
            proposals.load(self.app)
            yield {"problems": [*map(str, domain_of(self.app.env).book.problems)]}
            before = set(self.app.env.found_docs)
            self.app.build()
            for page in before - self.app.env.found_docs:
                Path(self.app.builder.get_outfilename(page)).unlink(missing_ok=True)  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - whatever it is, somebody is to read it, and may put it right
            failed = traceback.format_exc()
        yield {"whole": True, "failed": failed, "warnings": _COLOURS.sub("", self.warnings.getvalue())}

    def end(self, lines: Lines) -> None:
        """Have the process that builds end, with those that it has begun."""
        os.close(lines.pipe)
        with suppress(OSError):
            os.killpg(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)


def tend(warm: Warm, asked: Lines, request: Request | None) -> bool:
    """Show what is asked for, then build everything; whether Sphinx has to begin anew, and build at once."""
    while True:
        if request:
            _show(warm, request)
        built = warm.begin()
        while asked.pipe not in select([asked.pipe, built.pipe], [], [])[0]:
            said = built.read()
            for line in said or ():
                _answer(line)
            if said is None:
                warm.end(built)
                return False
        warm.end(built)
        request = _next(asked)
        if request["settings"]:
            return True


def _next(asked: Lines) -> Request:
    """All that is asked for, as one; ends this process where nobody is there to ask."""
    requests: list[Request] = []
    while not requests:
        more = asked.read()
        if more is None:
            sys.exit()
        requests += more
    whole: Request = {name: [page for one in requests for page in one[name]] for name in ("pages", "open")}
    return whole | {"settings": any(one["settings"] for one in requests)}


def _show(warm: Warm, request: Request) -> None:
    """Show what is asked for; what cannot be shown alone is said by the whole build that follows."""
    with suppress(Exception):
        warm.show(request)
        _answer({"shown": True})


def _answer(said: Request) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(root: Path, out: Path) -> None:
    """Build, and go on building what changes, until nobody asks any more."""
    asked, begins = Lines(_STDIN), True
    while True:
        with patch_docutils(str(root)), docutils_namespace():
            warm = Warm(root, out)
            request = None if begins else _next(asked)
            # Sphinx reads its settings when it begins.
            begins = bool(request and request["settings"]) or tend(warm, asked, request)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
