"""What each page is given: its description, and no script or stylesheet that it does not use."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

SEARCH_SCRIPTS = ("_static/documentation_options.js", "_static/doctools.js")
"""Sphinx's own scripts, which nothing but the search page needs."""

UNUSED = (
    "_static/scripts/furo.js",
    "_static/styles/furo-extensions.css",
    "_static/sphinx_highlight.js",
    "_static/translations.js",
    "_static/mystnb.",
)
"""What Sphinx, furo and myst-nb add and the mended theme does without."""

SOME_PAGES = {
    "_static/dom.js": "data-question=|pb-filter|data-induction",
    "_static/quiz.js": "data-question=",
    "_static/story.js": "pb-follows",
    "_static/story.css": "pb-follows",
    "_static/back.js": "data-question=",
    "_static/filter.js": "pb-filter",
    "_static/due.js": "data-due=",
    "_static/record-core.js": "data-induction",
    "_static/induction.js": 'class="pb-path"',
    "_static/record.js": 'class="pb-record"',
    "_static/record.css": "data-induction",
    "_static/editions.css": "pb-edition",
    "_static/proposals.css": "pb-proposal",
    "_static/redline.css": "pb-redline",
}
"""Our own, and the pattern of what stands on a page that needs it."""


def only_what_is_used(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Take from a page the scripts and stylesheets that it does not use."""
    body = context.get("body") or ""
    unused = UNUSED + (() if page == "search" else SEARCH_SCRIPTS)
    unused += tuple(script for script, needs in SOME_PAGES.items() if not re.search(needs, body))
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context[kind] if not _name(file).startswith(unused)]


def describe(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Say whether the page brings a description of its own."""
    context["pb_described"] = 'name="description"' in (context.get("metatags") or "")


def _name(file: object) -> str:
    return str(getattr(file, "filename", file) or "")


def setup_pages(app: Sphinx) -> None:
    """Look at each page last, when every other extension has had its say."""
    app.connect("html-page-context", describe, priority=900)
    app.connect("html-page-context", only_what_is_used, priority=900)
