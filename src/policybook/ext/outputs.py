"""Writes the handbook beside the site as data, with the schema that says what is in it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from policybook.export import to_json
from policybook.ext.domain import domain_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCHEMA = "handbook.schema.json"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write both files at the root of an HTML site that was built whole, where they are not so already."""
    if exception or app.builder.format != "html":
        return
    _write(Path(app.outdir, "handbook.json"), to_json(domain_of(app.env).book.handbook))
    _write(Path(app.outdir, SCHEMA), (files("policybook") / SCHEMA).read_text("utf-8"))


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8", newline="\n")


def setup_outputs(app: Sphinx) -> None:
    """Write at the end of a build."""
    app.connect("build-finished", write)
