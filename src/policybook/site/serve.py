"""Serves a built site on this machine only, compressed as a public host would."""

from __future__ import annotations

import gzip
import io
import re
import sys
import threading
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from policybook.commands.output import say

LOOPBACK = "127.0.0.1"
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})")
COMPRESSED = ("text/", "application/javascript", "application/json", "application/wasm", "image/svg+xml")


class Server(ThreadingHTTPServer):
    """A loopback server of one folder that counts the bytes it sends, headers included."""

    daemon_threads = True
    # A browser asks for many files at once; of more than wait, it is refused some.
    request_queue_size = 128
    # Otherwise Windows lets two servers share a port, and the second is never reached.
    allow_reuse_address = sys.platform != "win32"

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        cache_control: str = "no-cache",
        handler: type[Handler] | None = None,
    ) -> None:
        super().__init__((LOOPBACK, port), handler or Handler)
        self.folder = folder
        self.cache_control = cache_control
        self.sent = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where it listens, without a last slash."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def count(self, sent: int) -> None:
        """Add to the bytes sent."""
        with self._lock:
            self.sent += sent

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 (the base class's own)
        """Say nothing of a browser that hangs up; everything else is an error as usual."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def __enter__(self) -> Self:
        """Answer in the background until the block ends."""
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and give the port back."""
        self.shutdown()
        self._thread.join()
        self.server_close()


class Counted(io.RawIOBase):
    """A stream that tells the server how much is written to it."""

    def __init__(self, stream: io.BufferedIOBase, server: Server) -> None:
        self._stream, self._server = stream, server

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 (whatever the base class takes)
        """Write, and count."""
        self._stream.write(data)
        self._server.count(len(data))
        return len(data)

    def flush(self) -> None:
        """Pass it on while the stream is open."""
        if not self._stream.closed:
            self._stream.flush()


class Handler(SimpleHTTPRequestHandler):
    """Files as the standard library serves them, with gzip for text and one line of caching."""

    server: Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        """Count what goes out."""
        super().setup()
        self.directory = str(self.server.folder)
        self.wfile = Counted(self.wfile, self.server)  # type: ignore[assignment]

    def end_headers(self) -> None:
        """Say how long the answer keeps."""
        self.send_header("Cache-Control", self.server.cache_control)
        super().end_headers()

    def send_head(self) -> Any:  # noqa: ANN401 (a reader, or nothing: the base class's own)
        """Compress text for a browser that takes it; leave the rest to the standard library."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        kind = self.guess_type(str(path))
        if path.is_file() and (part := _RANGE.fullmatch(self.headers.get("Range", ""))):
            return self._send_part(path.read_bytes(), kind, *map(int, part.groups()))
        if (
            not path.is_file()
            or "gzip" not in self.headers.get("Accept-Encoding", "")
            or not kind.startswith(COMPRESSED)
        ):
            return super().send_head()
        # Not the time alone, which HTTP tells in whole seconds: a page written twice in one second would stay old.
        version = f'"{path.stat().st_mtime_ns:x}-{path.stat().st_size:x}"'
        if self.headers.get("If-None-Match") == version:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return None
        body = compress(path, path.stat().st_mtime_ns)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", version)
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return io.BytesIO(body)

    def _send_part(self, whole: bytes, kind: str, first: int, last: int) -> io.BytesIO:
        """Answer for some bytes of a file, both named ones among them: a clause of handbook.json."""
        body = whole[first : last + 1]
        self.send_response(HTTPStatus.PARTIAL_CONTENT if body else HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        said = f"{first}-{first + len(body) - 1}" if body else "*"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Range", f"bytes {said}/{len(whole)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the site's own page where it has none, as public hosts do."""
        page = self.server.folder / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet: the terminal is for the address."""


@lru_cache(maxsize=1024)
def compress(path: Path, _changed: int) -> bytes:
    """Compress a file once for each time it changes."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


def ports(first: int) -> Iterator[int]:
    """Ports to try: a hundred from the first one on, then any that is free."""
    yield from range(first, first + 100)
    yield 0


def open_server(folder: Path, first: int, handler: type[Handler] = Handler) -> Server:
    """Take the first free port."""
    for port in ports(first):
        try:
            return Server(folder, port=port, handler=handler)
        except OSError:
            continue
    raise OSError("no port is free on this machine")


def serve(folder: Path, port: int) -> None:
    """Serve a folder until somebody interrupts, on this port or the next that is free."""
    with open_server(folder, port) as server:
        say(f"The site is at {server.url}/  (Ctrl+C stops it)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            say("\n")
