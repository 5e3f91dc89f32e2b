"""Fewer, larger garbage collections while a site is built: a build makes many small objects and drops few."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THRESHOLD = (50_000, 20, 50)
"""Measured in decisions/0004: most of what turning collection off would save, at little more memory."""


def setup_speed(app: Sphinx) -> None:
    """Collect less often from here to the end of the build."""
    usual = gc.get_threshold()

    def relax(_app: Sphinx) -> None:
        gc.freeze()
        gc.set_threshold(*THRESHOLD)

    def restore(_app: Sphinx, _exception: Exception | None) -> None:
        gc.set_threshold(*usual)
        gc.unfreeze()

    app.connect("builder-inited", relax)
    # Last: what others still do at the end would be stopped for a collection of the whole build.
    app.connect("build-finished", restore, priority=999)
