"""The handbook's looks: furo, with its defects mended in templates of our own (decisions/0004).

It holds templates, styles, the site's scripts (static/) and what puts them on a page. It knows nothing of the policy
and imports nothing of this package. `marking` goes with any theme; the rest is furo's. Start with `assets`.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from policybook.theme.assets import setup_assets
from policybook.theme.mended import setup_mended
from policybook.theme.menu import setup_menu
from policybook.theme.site import setup_site
from policybook.theme.tables import setup_tables


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add each part of the theme to Sphinx."""
    setup_assets(app)
    setup_mended(app)
    setup_menu(app)
    setup_site(app)
    setup_tables(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
