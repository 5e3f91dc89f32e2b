"""Writes what stands at the root of a built site.

There stand the worker that keeps a part of the site for when there is no connection, with the list of what it keeps
(decisions/0029), and what search engines read. `book/kept.yml` says what is kept, nothing where there is none, and `_config.yml` where the site will be.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from fnmatch import filter as matching
from hashlib import sha256
from html import escape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit

import yaml

from policybook.commands.output import say
from policybook.load.desk import Desk
from policybook.load.organisation import read_organisation
from policybook.theme.assets import COMMENT_LINES
from policybook.theme.marking import HERE
from policybook.theme.site import digest

WORKER, MISSING = "worker.js", "404.html"
KEPT = ("first", "begun")
"""What is kept at once, and what is kept once a page of it has been begun."""
MOST = 400_000
"""So many bytes, compressed, are fetched when a first visit is idle."""
_NAMED = re.compile(r'(?:src|href|data-table)="([^"#]+)"')
_RELATIVE = re.compile(r'((?:href|src|action|content_root)=")(?![#/]|[a-z]+:)(?:\./)?')


class KeptError(ValueError):
    """What is to be kept cannot be."""


def read(text: str) -> dict[str, list[str]]:
    """What `book/kept.yml` says; raises KeptError where it is something else."""
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise KeptError(f"book/kept.yml cannot be read: {str(error).splitlines()[0]}.") from None
    lists = found.values() if isinstance(found, dict) and set(found) == set(KEPT) else [None]
    if not all(isinstance(one, list) and all(isinstance(name, str) for name in one) for one in lists):
        raise KeptError(
            "book/kept.yml is not as it should be. Write “first:” and “begun:”, and a list of pages under each."
        )
    return dict(found)


def pages_of(site: Path) -> list[str]:
    """The pages of the book, without their ending."""
    inside = (path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html"))
    return sorted(
        page for page in inside if not page.startswith(("lite/", "_")) and page not in ("404", "search")
    )


def chosen(pages: list[str], patterns: Sequence[str]) -> list[str]:
    """The pages that patterns of `book/kept.yml` name; each names one at least."""
    for one in patterns:
        if not matching(pages, one):
            raise KeptError(
                f"book/kept.yml names “{one}”, and no page is called so. "
                "Name a page without its ending, or the pages of a folder with /*."
            )
    return [page for page in pages if any(matching([page], one) for one in patterns)]


def needed(site: Path, pages: list[str]) -> dict[str, str]:
    """What these pages need to be read: their addresses, and those of all that they name, with their digests."""
    found = {}
    for page in pages:
        text = (site / f"{page}.html").read_text("utf-8")
        addresses = (address for address in _NAMED.findall(text) if "_static/" in address)
        named = {normpath(join(dirname(page), address)) for address in addresses}
        for address in (f"{page}.html", *sorted(named)):
            found[address] = digest(file(site, address).read_bytes())
    return found


def file(site: Path, address: str) -> Path:
    """The file that stands at an address."""
    return site / address.partition("?")[0]


def worker(site: Path, kept: dict[str, list[str]], danger: str = "") -> str:
    """The worker's script; `kept` has the patterns of `book/kept.yml`, and `danger` is a paragraph on what to ring."""
    pages = pages_of(site)
    first, begun = (needed(site, chosen(pages, kept.get(kind, []))) for kind in KEPT)
    weight = sum(len(gzip.compress(file(site, address).read_bytes())) for address in first)
    if weight > MOST:
        raise KeptError(
            f"book/kept.yml comes to {weight:,} bytes at once. Name fewer pages: {MOST:,} is most."
        )
    if first:
        say(f"Kept for when there is no connection: {len(first)} files, {weight:,} bytes compressed")
    build = {
        "danger": danger,
        "first": first,
        "begun": {address: found for address, found in begun.items() if address not in first},
        "folders": sorted({page.partition("/")[0] for page in pages if "/" in page}),
    }
    script = COMMENT_LINES.sub("", (HERE / "static" / WORKER).read_text("utf-8"))
    build["version"] = sha256(f"{build}{script}".encode()).hexdigest()[:12]
    return f"const BUILD = {json.dumps(build, separators=(',', ':'))};\n{script}"


def sitemap(site: Path, base: str) -> str:
    """Every page by its whole address, as sitemaps.org has it."""
    urls = "".join(f"<url><loc>{escape(f'{base}{page}.html')}</loc></url>\n" for page in pages_of(site))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n"


def rooted(page: str, base: str) -> str:
    """The page that is shown at any address, with links that begin at the root."""
    root = urlsplit(base).path.rstrip("/") + "/"
    return _RELATIVE.sub(rf"\1{root}", page)


def in_danger(root: Path) -> str:
    """What to ring in danger, as a paragraph; "" where the organisation names nothing."""
    danger = read_organisation(Desk(root), "book/organisation.yml")[0].emergency
    return f'<p><a href="tel:{escape(danger.telephone)}">{escape(danger.title)}</a></p>' if danger else ""


def write(site: Path, kept: dict[str, list[str]], base: str = "", danger: str = "") -> None:
    """Write all of it, `base` being the site's address with a slash at its end; KeptError before anything is written."""
    made = {WORKER: worker(site, kept, danger), "robots.txt": "User-agent: *\nAllow: /\n"}
    made[MISSING] = rooted((site / MISSING).read_text("utf-8"), base)
    if base:
        made["sitemap.xml"] = sitemap(site, base)
        made["robots.txt"] += f"Sitemap: {base}sitemap.xml\n"
    for name, text in made.items():
        (site / name).write_text(text, "utf-8")


def write_for(root: Path, site: Path) -> None:
    """Write it for the handbook under `root`. Raises KeptError, with nothing written, for what cannot be kept."""
    kept, settings = root / "book" / "kept.yml", yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    patterns = read(kept.read_text("utf-8")) if kept.is_file() else {}
    write(site, patterns, (settings.get("html") or {}).get("baseurl") or "", in_danger(root))
