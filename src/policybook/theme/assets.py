"""The looks of furo's pages: templates, and each page without what it does not use of furo's, Sphinx's or our files."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2.ext import Extension
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.errors import ConfigError

from policybook.theme.marking import HERE, SCRIPTS, STYLES, add_files

LOOKS = {"policybook.js": ""}
"""The script of our own menu and colours, in the manner of those that go with any theme."""

CODE = {"pygments.css": 'class="highlight'}
"""Sphinx's own stylesheet for words of code, in the same manner."""

_FURO = ("furo.js", "furo.js.LICENSE.txt", "furo.js.map", "furo-extensions.js")
STRANGERS = frozenset(
    (
        *("basic.css", "debug.css", "skeleton.css", "file.png", "minus.png", "plus.png"),
        *(f"scripts/{name}" for name in _FURO),
        *("styles/furo.css.map", "styles/furo-extensions.css", "styles/furo-extensions.css.map"),
        *("sphinx_highlight.js", "translations.js", "searchtools.js", "language_data.js"),
        *("documentation_options.js", "doctools.js"),
        "any-theme.js",
        "worker.js",  # it stands at the root: site/root.py
    )
)
"""What Sphinx, basic-ng and furo copy and no page of ours needs."""

COMMENT_LINES = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n|^[ \t]+", re.MULTILINE)
"""What a script is published without: lines of comment, and what lines are indented by. A comment beside code stays."""
_SPHINXS = re.compile(
    r' class="reference internal"(?=[ >])|(?<=\w) reference internal(?=")|<span class="xref std std-\w+">([^<]*)</span>'
    r'|<meta name="viewport"[^>]*>\n?'
)
_UNSAID = re.compile(r"<!--(?:(?!<!--).)*?-->|^\s+", re.DOTALL | re.MULTILINE)
_COMMENTS = re.compile(r"/\*[\s\S]*?(?:\*/\s*|\Z)|^[ \t]+", re.MULTILINE)
"""What a stylesheet is published without."""


def _add_folders(_app: Sphinx, config: Config) -> None:
    """Put the theme's templates before any other. Raises ConfigError where they are for another theme."""
    if config.html_theme != "furo":
        what = f"policybook.theme holds templates for furo, and html_theme is “{config.html_theme}”."
        raise ConfigError(f"{what} Name policybook.theme.marking in its place, which goes with any theme.")
    config.templates_path = [str(HERE / "templates"), *config.templates_path]


def on_page(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Take from a page the scripts, stylesheets and classes that it does not use, and say whether it describes itself."""
    for part in context.keys() & {"body", "pb_toc", "metatags"}:
        context[part] = _SPHINXS.sub(r"\1", context[part] or "")
    for tag in ("css_tag", "js_tag"):
        context[tag] = _short(context[tag])
    body = context.get("body") or page
    files = STYLES | SCRIPTS | LOOKS | CODE
    unused = STRANGERS | {name for name, needs in files.items() if not re.search(needs, body)}

    def is_used(file: object) -> bool:
        folder, _, name = str(getattr(file, "filename", file) or "").partition("/")
        return folder != "_static" or not (name in unused or name.startswith("mystnb."))

    for kind in ("script_files", "css_files"):
        context[kind] = list(filter(is_used, context[kind]))


def _short(tag: Callable[[Any], str]) -> Callable[[Any], str]:
    """Write a stylesheet's or a script's tag as HTML has it since version 5."""
    return lambda file: re.sub(r' type="text/css"|="defer"| /(?=>)', "", tag(file))


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Leave nothing in `_static` that no page uses or that names another host; our scripts go without their comments."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for name in STRANGERS:
        (static / name).unlink(missing_ok=True)
    for stylesheet in static.glob("mystnb.*.css"):
        stylesheet.unlink()
    if not (static / "search-parts").is_dir():
        (static / "search-parts.js").unlink(missing_ok=True)
    scripts = static / "scripts"
    if scripts.is_dir() and not any(scripts.iterdir()):
        scripts.rmdir()
    for ours in (HERE / "static").iterdir():
        if pattern := {".js": COMMENT_LINES, ".css": _COMMENTS}.get(ours.suffix):
            _cut(static / ours.name, pattern)


def _cut(path: Path, pattern: re.Pattern[str]) -> None:
    if path.is_file():
        before = path.read_text("utf-8")
        after = pattern.sub("", before)
        if after != before:
            path.write_text(after, "utf-8")


class Bare(Extension):
    """Templates without comments, and without spaces that nobody sees: they would go out with every page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Take them away before a template is read."""
        return _UNSAID.sub("", super().preprocess(source, name, filename))


def _bare(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.templates.environment.add_extension(Bare)


def setup_assets(app: Sphinx) -> None:
    """Register the theme's files; look at each page, and tidy, when every other extension has had its say."""
    app.connect("config-inited", _add_folders)
    app.connect("builder-inited", _bare)
    add_files(app, *LOOKS, *SCRIPTS)
    app.connect("html-page-context", on_page, priority=900)
    app.connect("build-finished", tidy, priority=900)
