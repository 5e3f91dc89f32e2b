"""What questions, stories and cards need in any theme: stylesheets, scripts, and the line on danger.

As an extension of Sphinx by itself, `policybook.theme.marking` puts them on the pages of whatever theme there is;
`policybook.theme` brings them too, with templates for furo.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

HERE = Path(__file__).resolve().parent

STYLES = {
    "policybook.css": "",
    "story.css": "pb-follows",
    "steps.css": "data-question=",
    "editions.css": "pb-edition",
    "proposals.css": "pb-proposal",
    "may.css": "pb-may",
    "record.css": "data-induction",
    "redline.css": "pb-redline",
    "search.css": "pb-may|^search$",
}
"""Our stylesheets in their order, each with the pattern of what stands on a page that needs it, or is its name."""

SCRIPTS = {
    "preview.js": "",
    # Before each script that takes from it.
    "dom.js": "data-question=|pb-filter|data-induction|pb-doors|pb-readers|pb-may|pb-kept|^search$",
    "words.js": "pb-may|^search$",
    # Before quiz.js, so that it hears of every answer.
    "story.js": "pb-follows",
    "quiz.js": "data-question=",
    # After what it takes apart has been made.
    "steps.js": "data-question=",
    "filter.js": "pb-filter",
    "back.js": "data-question=",
    "paper.js": "data-question=",
    "may.js": "pb-may",
    "kept.js": "pb-kept",
    "place.js": "pb-doors|pb-readers",
    "due.js": "data-due=",
    "record-core.js": "data-induction",
    "induction.js": 'class="pb-path"',
    "record.js": 'class="pb-record"',
    # Not ours: see decisions/0027.
    "minisearch.js": "^search$",
    "search.js": "^search$",
}
"""Our scripts in the same manner."""

BEFORE = "any-theme.js"
"""What tells our stylesheets of a theme's colours, and that scripts run."""


def add_files(app: Sphinx, *scripts: str) -> None:
    """Have Sphinx copy our files, and name these scripts and all stylesheets on each page."""
    app.connect("config-inited", _add_folder)
    for place, name in enumerate(STYLES):
        app.add_css_file(name, priority=800 + place)
    for name in scripts:
        app.add_js_file(name, loading_method="defer")


def _add_folder(_app: Sphinx, config: Config) -> None:
    # Anew: where nobody sets it, it is Sphinx's own default, which the next build of this process has too.
    config.html_static_path = [str(HERE / "static"), *config.html_static_path]


def _on_page(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Put the line on danger above a page's words, and leave out what it does not use of our files."""
    body = context.get("body") or page
    files = STYLES | SCRIPTS
    unused = {name for name, needs in files.items() if not re.search(needs, body)}
    for kind in ("script_files", "css_files"):
        context[kind] = [
            one for one in context[kind] if Path(str(getattr(one, "filename", one))).name not in unused
        ]
    line = (HERE / "templates" / "policybook" / "emergency.html").read_text("utf-8")
    if "body" in context:
        environment = app.builder.templates.environment
        context["body"] = environment.from_string(line).render(context) + context["body"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the files that go with any theme."""
    add_files(app, BEFORE, *SCRIPTS)
    # After the extension has said who the organisation is.
    app.connect("html-page-context", _on_page, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
