"""Writes beside the site the handbook as data, with its schema, and what a calendar and a newsreader take."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sphinx.application import Sphinx

from policybook import files
from policybook.editions.handbook_json import to_json
from policybook.ext.base.domain import domain_of
from policybook.ext.governors.feeds import CALENDAR, FEED, calendar, feed

SCHEMAS = ("handbook.schema.json", "record.schema.json")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write them at the root of an HTML site that was built whole, where they are not so already."""
    if exception or app.builder.format != "html":
        return
    handbook = domain_of(app.env).book.handbook
    made = {
        "handbook.json": to_json(handbook).encode(),
        CALENDAR: calendar(handbook),
        FEED: feed(handbook, app.config.html_baseurl).encode(),
    }
    made |= {name: (resources.files("policybook") / name).read_bytes() for name in SCHEMAS}
    for name, content in made.items():
        path = Path(app.outdir, name)
        if content:
            files.write(path, content)
        else:  # nor is one left from an earlier build
            path.unlink(missing_ok=True)
