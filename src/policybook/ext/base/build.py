"""Loads the handbook at the start of a build, and says every problem that it has."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from policybook.check.run import check
from policybook.ext.base.book import Book
from policybook.ext.base.domain import domain_of

logger = logging.getLogger(__name__)


def load(app: Sphinx) -> None:
    """Read the handbook once, for every page of this build."""
    handbook, problems = check(Path(app.srcdir, app.config.policybook_root))
    domain_of(app.env).book = Book(handbook, problems)
    for problem in problems:
        said = f"{problem.what} {problem.hint}".rstrip()
        logger.warning("%s", said, location=str(problem.place), type="policybook", subtype=problem.kind.value)


def setup_handbook(app: Sphinx) -> None:
    """Load before anything is read."""
    app.add_config_value("policybook_root", "", "env", (str,))
    app.connect("builder-inited", load)
