"""Loads the handbook at the start of a build, says every problem that it has, and which pages to read again.

Numbers, titles, previews and what cites what are written into a page when it is read. Each page remembers a
digest of each thing that it shows, and is read again when one of them has changed: a clause more, a word
renamed in vocabulary.yml, an office-holder filled in.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
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


def outdated(
    _app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages to read again though their files are as they were."""
    domain = domain_of(env)
    return sorted(
        page
        for page, shown in domain.shown.items()
        if page not in added | changed | removed
        and any(domain.book.digest(key) != then for key, then in shown.items())
    )
