"""Says which pages show something of the handbook that is no longer so.

Numbers, titles, previews and what cites what are written into a page when it is read. Each page remembers a
digest of each thing that it shows, and is read again when one of them has changed: a clause more, a word
renamed in vocabulary.yml, an office-holder filled in.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from policybook.ext.base.domain import domain_of


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


def setup_outdated(app: Sphinx) -> None:
    """Ask before each build."""
    app.connect("env-get-outdated", outdated)
