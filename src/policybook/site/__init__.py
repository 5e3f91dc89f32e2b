"""A handbook's site: its settings, how it is built and held to what must be on each page, and a server of it.

As a Sphinx extension, `policybook.site` brings everything that the site needs, with its settings: a handbook's own
`_config.yml` names it, and says what is otherwise. Start with `build`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the site's extensions to Sphinx, and settle what the handbook leaves open."""
    from policybook.site.settings import EXTENSIONS, settle, settle_numbers

    for name in EXTENSIONS:
        app.setup_extension(name)
    # Before any of them looks at its settings.
    app.connect("config-inited", settle, priority=100)
    # After LaTeX's.
    app.connect("config-inited", settle_numbers, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
