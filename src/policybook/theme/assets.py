"""The theme's own templates, stylesheet and scripts, and the tidying of what others leave in `_static`."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).resolve().parent

STRANGERS = frozenset(
    {
        "basic.css",
        "debug.css",
        "file.png",
        "minus.png",
        "plus.png",
        "scripts/furo-extensions.js",
        "scripts/furo.js",
        "scripts/furo.js.LICENSE.txt",
        "scripts/furo.js.map",
        "skeleton.css",
        "sphinx_highlight.js",
        "styles/furo-extensions.css",
        "styles/furo-extensions.css.map",
        "styles/furo.css.map",
        "translations.js",
    }
)
"""What Sphinx, basic-ng and furo copy and no page of ours asks for."""

_HOST_IN_COMMENT = re.compile(r"^\s*(?:\*|//).*\w://.*\n", re.MULTILINE)
_SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=.*?\*/\s*$")
COMMENT_LINES = re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
"""What a script is published without. A comment that stands before or after code on its line stays."""


def add_folders(_app: Sphinx, config: Config) -> None:
    """Put the theme's folders before any other."""
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.insert(0, str(HERE / "static"))


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """Leave nothing in `_static` that no page uses or that names another host; our scripts go without their comments."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for name in STRANGERS:
        (static / name).unlink(missing_ok=True)
    for stylesheet in static.glob("mystnb.*.css"):
        stylesheet.unlink()
    scripts = static / "scripts"
    if scripts.is_dir() and not any(scripts.iterdir()):
        scripts.rmdir()
    cuts = {"searchtools.js": _HOST_IN_COMMENT, "styles/furo.css": _SOURCE_MAP}
    cuts |= {script.name: COMMENT_LINES for script in (HERE / "static").glob("*.js")}
    for name, pattern in cuts.items():
        _cut(static / name, pattern)


def _cut(path: Path, pattern: re.Pattern[str]) -> None:
    if path.is_file():
        before = path.read_text("utf-8")
        after = pattern.sub("", before)
        if after != before:
            path.write_text(after, "utf-8")


def setup_assets(app: Sphinx) -> None:
    """Register the theme's files; tidy when furo has written its last."""
    app.connect("config-inited", add_folders)
    app.add_css_file("policybook.css", priority=800)
    app.add_css_file("story.css", priority=801)
    app.add_css_file("editions.css", priority=810)
    app.add_css_file("proposals.css", priority=810)
    app.add_css_file("redline.css", priority=813)
    app.add_js_file("policybook.js", loading_method="defer")
    app.add_js_file("preview.js", loading_method="defer")
    # Before each script that takes from it.
    app.add_js_file("dom.js", loading_method="defer")
    # Before quiz.js, so that it hears of every answer.
    app.add_js_file("story.js", loading_method="defer")
    app.add_js_file("quiz.js", loading_method="defer")
    app.add_js_file("filter.js", loading_method="defer")
    app.add_js_file("back.js", loading_method="defer")
    app.add_js_file("due.js", loading_method="defer")
    app.add_js_file("record-core.js", loading_method="defer")
    app.add_js_file("induction.js", loading_method="defer")
    app.add_js_file("record.js", loading_method="defer")
    app.add_css_file("record.css", priority=810)
    app.connect("build-finished", tidy, priority=900)
