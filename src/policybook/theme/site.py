"""What holds for the site as a whole: what its pages may run and fetch, and what stands at its root.

There stand the worker that keeps a part of the site for when there is no connection, with the list of what it keeps
(decisions/0031), and what search engines and home screens read.
"""

from __future__ import annotations

import json
import re
import textwrap
from base64 import b64encode
from collections.abc import Iterable
from fnmatch import filter as matching
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from policybook.theme.assets import COMMENT_LINES, HERE

BEGIN = (HERE / "templates" / "policybook" / "begin.js").read_text("utf-8")
"""The one script that stands in each page: what it does is to be done before anything is shown."""
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # furo's stylesheet holds its signs itself
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""What a page may load and do: nothing of another host, and no code or style within it."""
AT_ROOT = ("robots.txt", "sitemap.xml", "manifest.webmanifest")
"""Templates of what stands at the root; one that comes to nothing is not written."""
MISSING = "404"
WORKER = "worker.js"
KEPT = ("first", "begun")
_RELATIVE = re.compile(r'((?:href|src|action|content_root)=")(?![#/]|[a-z]+:)(?:\./)?')
_NAMED = re.compile(r'(?:src|href|data-table)="([^"#]*_static/[^"#]+)"')
_log = logging.getLogger(__name__)


def digest(content: bytes) -> str:
    """Content as browsers name it before they run or keep it."""
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"


def policy(*scripts: str, **more: str) -> str:
    """The Content-Security-Policy of a page in which these scripts stand; `more` adds to a directive, by its name."""
    found = POLICY | {"script-src": " ".join(("'self'", *(f"'{digest(one.encode())}'" for one in scripts)))}
    for name, sources in more.items():
        directive = name.replace("_", "-")
        found[directive] = f"{found.get(directive, '')} {sources}".strip()
    return "; ".join(" ".join(pair) for pair in found.items())


def on_page(app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ANN401
    """Give a page its policy, and what says in a few words what it holds."""
    first = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    context["pb_begin"], context["pb_policy"] = BEGIN, policy(BEGIN)
    context["pb_base"], context["pb_kept"] = app.config.html_baseurl, bool(app.config.policybook_kept)
    context["pb_description"] = textwrap.shorten(first.astext(), 200, placeholder=" …") if first else ""


def kept(folder: Path, pages: Iterable[str]) -> dict[str, str]:
    """What these pages need to be read: their addresses, and those of all that they name, with their digests."""
    found = {}
    for page in pages:
        text = (folder / f"{page}.html").read_text("utf-8")
        named = {normpath(join(dirname(page), address)) for address in _NAMED.findall(text)}
        for address in (f"{page}.html", *sorted(named)):
            found[address] = digest((folder / address.partition("?")[0]).read_bytes())
    return found


def worker(folder: Path, first: Iterable[str], begun: Iterable[str], pages: Iterable[str]) -> str:
    """The worker's script, for a site of these pages: those that it keeps at once, and those that it keeps once begun."""
    script = COMMENT_LINES.sub("", (HERE / "static" / WORKER).read_text("utf-8"))
    soon, then = kept(folder, first), kept(folder, begun)
    folders = sorted({page.partition("/")[0] for page in pages if "/" in page})
    build = {
        "first": soon,
        "begun": {name: then[name] for name in then if name not in soon},
        "folders": folders,
    }
    build["version"] = sha256(f"{build}{script}".encode()).hexdigest()[:12]
    return f"const BUILD = {json.dumps(build, separators=(',', ':'))};\n{script}"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write what stands at the root, and have the page that is shown at any address name all that it needs from there."""
    if exception or app.builder.name != "html":
        return
    out, base, pages = Path(app.outdir), app.config.html_baseurl, sorted(app.env.found_docs)
    missing, root = out / f"{MISSING}.html", urlsplit(base).path.rstrip("/") + "/"
    missing.write_text(_RELATIVE.sub(rf"\1{root}", missing.read_text("utf-8")), "utf-8")
    addresses = [app.builder.get_target_uri(page) for page in pages]
    said = {"base": base, "addresses": addresses, "title": app.config.html_title}
    made = {name: app.builder.templates.render(f"policybook/{name}", said) for name in AT_ROOT}
    chosen = app.config.policybook_kept
    first, begun = ([page for one in chosen.get(kind, ()) for page in _matching(pages, one)] for kind in KEPT)
    made[WORKER] = worker(out, first, begun, pages) if chosen else ""
    for name, text in made.items():
        (out / name).unlink(missing_ok=True)
        if text.strip():
            (out / name).write_text(text, "utf-8")


def _matching(pages: list[str], pattern: str) -> list[str]:
    """The pages of a pattern of _config.yml; a pattern without a page is told."""
    found = matching(pages, pattern)
    if not found:
        what = f"policybook_kept of _config.yml names “{pattern}”, and no page is called so."
        _log.warning(
            f"{what} Name a page without its ending, or a folder with /*.", type="policybook", subtype="file"
        )
    return found


def setup_site(app: Sphinx) -> None:
    """Register what the pages and the root are given, after the theme's files are tidy."""
    app.add_config_value("policybook_kept", {}, "html", (dict,))
    app.connect(
        "config-inited", lambda _app, config: config.html_additional_pages.setdefault(MISSING, "404.html")
    )
    app.connect("html-page-context", on_page)
    app.connect("build-finished", write, priority=950)
