"""`policybook serve`: shows a handbook's site on this machine only, and each change of its files as soon as it is saved.

A warm build (`policybook.site.warm`) is told what changed and which pages are open. Each page that is shown has a script
that asks whether it is another by now, and what the check finds wrong.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from policybook.commands.output import lacks, refuse, say, warn
from policybook.reviews.suspects import ORGANISATION_FILE
from policybook.site.build import JUPYTER_BOOK, look_at_settings, python
from policybook.site.serve import Handler, open_server

SCRIPT = "/-live.js"
ASKS = "/-live"
WORKER = "/worker.js"
"""What keeps pages for when there is no connection: here it keeps none, so that nobody sees an old one."""
_ADDED = '<script src="{}" data-was="{}"></script>\n</head>'
_WAIT = '<!doctype html><title>…</title><head>\n</head><p role="status">The site is being built. It is shown here when it is there.'
_SETTINGS = ("_config.yml", "_toc.yml", ORGANISATION_FILE)
"""What Sphinx reads when it begins, and not again."""
_PAGES = (".md", ".ipynb", ".json")
_NOT_READ = ("_build", "node_modules", "venv", "__pycache__", "conf.py")
_OFTEN = 0.04
"""Seconds between two looks at the files."""
_HEARTBEAT = 15.0


class Live:
    """The site as it is being built: the warm build, what is wrong, and who looks at which page."""

    def __init__(self, root: Path) -> None:
        self.root, self.site = root, root / "_build" / "live"
        self.problems: list[str] = []
        self.open: list[str] = []
        self.builds = 0
        self.changed = threading.Condition()
        self._builder: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin a warm build in a process of its own, in place of one that there is."""
        self.stop()
        if not hasattr(os, "fork"):
            self._build()
            return
        module = (sys.executable, "-m", "policybook.site.warm", str(self.root), str(self.site))
        self._builder = subprocess.Popen(  # noqa: S603
            module, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        threading.Thread(target=self._listen, args=(self._builder,), daemon=True).start()

    def stop(self) -> None:
        """Have the warm build end; it does when nobody asks any more."""
        if self._builder and self._builder.stdin:
            self._builder.stdin.close()
            self._builder.wait()

    def ask(self, pages: Iterable[str], *, settings: bool) -> None:
        """Have these pages shown, and those that are open where something on them is another, then everything."""
        opened = [page.strip("/").removesuffix(".html") or "index" for page in self.open]
        if not hasattr(os, "fork"):
            self._build()
            return
        request = {"pages": [*pages], "open": opened, "settings": settings}
        if self._builder is None or self._builder.poll() is not None or not self._builder.stdin:
            self.start()  # It has ended: it builds everything when it begins.
            return
        self._builder.stdin.write(json.dumps(request) + "\n")
        self._builder.stdin.flush()

    def _build(self) -> None:
        """Build what changed as the command line does, where no process can be forked: on Windows."""
        python("-m", "sphinx", "-q", str(self.root), str(self.site))
        with self.changed:
            self.builds += 1
            self.changed.notify_all()

    def _listen(self, builder: "subprocess.Popen[str]") -> None:
        assert builder.stdout is not None
        for line in builder.stdout:
            said: dict[str, Any] = json.loads(line)
            with self.changed:
                self.problems = said.get("problems", self.problems)
                if said.get("whole"):
                    self.builds += 1
                    self._say(said)
                self.changed.notify_all()

    def _say(self, said: dict[str, Any]) -> None:
        """Say in the terminal how a whole build has ended."""
        if said["failed"]:
            self.problems = [said["failed"]]
        found = said["failed"] or said["warnings"]
        warn(found) if found else say("The site is whole, and nothing is wrong.")

    def watch(self, folders: Iterable[str]) -> None:
        """Ask for each change, until somebody interrupts."""
        beside = [Path(folder).resolve() for folder in folders]
        for paths in changes((self.root, *beside)):
            if any(path.suffix == ".py" and path.is_relative_to(one) for one in beside for path in paths):
                self.start()
                continue
            ours = [path.relative_to(self.root) for path in paths if path.is_relative_to(self.root)]
            settings = any(path.as_posix() in _SETTINGS or path.suffix in (".css", ".js") for path in ours)
            if Path("_config.yml") in ours:
                write_settings(self.root)
            self.ask(
                (path.with_suffix("").as_posix() for path in ours if path.suffix in _PAGES), settings=settings
            )


def changes(folders: Iterable[Path]) -> Iterator[set[Path]]:
    """The files below some folders that are written, made or taken away, each time that there are any.

    They are looked at some twenty times a second: for the files of a handbook that takes a millisecond or two.
    """
    known = _files(folders)
    while True:
        began = time.monotonic()
        now = _files(folders)
        if changed := {path for path, _ in known.items() ^ now.items()}:
            yield changed
        known = now
        time.sleep(max(_OFTEN, 9 * (time.monotonic() - began)))


def _files(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """When each file was written, and how long it is; but of what a build writes, or never reads."""
    found = {}
    for folder in folders:
        for above, below, names in os.walk(folder):
            below[:] = [name for name in below if name not in _NOT_READ and not name.startswith(".")]
            for name in names:
                with suppress(OSError):
                    path = Path(above, name)
                    stat = path.stat()
                    if name not in _NOT_READ and not name.startswith("."):
                        found[path] = stat.st_mtime_ns, stat.st_size
    return found


def write_settings(root: Path) -> int:
    """Write Jupyter Book's settings where Sphinx looks for them; Git ignores the file."""
    return python(*JUPYTER_BOOK, "config", "sphinx", str(root), quiet=True)


class LiveHandler(Handler):
    """Pages with the script that asks after them, and what it is answered."""

    live: Live

    def do_GET(self) -> None:  # noqa: N802 (the base class's own)
        """Answer the script, or show a file."""
        if urlsplit(self.path).path == ASKS:
            self._tell()
        else:
            super().do_GET()

    def send_head(self) -> Any:  # noqa: ANN401 (a reader, or nothing: the base class's own)
        """Give the script, a page with it, or any other file as it is."""
        name = urlsplit(self.path).path
        if name == SCRIPT:
            return self._give((Path(__file__).parent / "live.js").read_bytes(), "text/javascript")
        if name == WORKER:
            return self._give(b"", "text/javascript")
        if not name.endswith((".html", "/")):
            return super().send_head()
        page = self._page(name)
        whole = page or _WAIT.encode()
        added = _ADDED.format(SCRIPT, digest_of(page)).encode()
        return self._give(whole.replace(b"</head>", added, 1), "text/html")

    def _page(self, name: str) -> bytes:
        """The page of an address; nothing where it is not there yet."""
        path = Path(self.translate_path(name))
        path = path / "index.html" if name.endswith("/") else path
        return path.read_bytes() if path.is_file() else b""

    def _give(self, content: bytes, kind: str) -> io.BytesIO:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def _tell(self) -> None:
        """Say at each change what is wrong, and whether a page is another, for as long as it is open."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        page, was = asked.get("page", "/"), asked.get("was", "")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.live.open.append(page)
        try:
            for _ in self._changes():
                other = digest_of(self._page(page)) != was
                said = {"reload": other, "problems": self.live.problems, "builds": self.live.builds}
                self.wfile.write(f"data: {json.dumps(said)}\n\n".encode())
        finally:
            self.live.open.remove(page)

    def _changes(self) -> Iterator[None]:
        while True:
            yield
            with self.live.changed:
                self.live.changed.wait(_HEARTBEAT)


def digest_of(page: bytes) -> str:
    """What tells one version of a page from another; "" where there is none."""
    return hashlib.sha256(page).hexdigest()[:16] if page else ""


def run(options: Namespace) -> int:
    """Build and serve until somebody interrupts; 1 where that cannot begin. Raises HandbookError for its settings."""
    if said := lacks("site", "jupyter_book", "furo"):
        return refuse(said)
    look_at_settings(options.root)
    if write_settings(options.root):
        return 1
    live = Live(options.root.resolve())
    handler = type("LiveHandler", (LiveHandler,), {"live": live})
    with open_server(live.site, options.port, handler) as server:
        say(f"The site is at {server.url}/  (Ctrl+C stops it)")
        live.start()
        try:
            live.watch(options.watch)
        except KeyboardInterrupt:
            say("\n")
        finally:
            live.stop()
    return 0
