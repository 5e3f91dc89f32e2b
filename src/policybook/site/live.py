"""`policybook serve`: builds a handbook's site again at each change, and shows it on this machine only."""

from argparse import Namespace

from policybook.commands.output import lacks, refuse
from policybook.site.build import JUPYTER_BOOK, look_at_settings, python
from policybook.site.serve import LOOPBACK


def run(options: Namespace) -> int:
    """Build and serve until somebody interrupts; 1 where that cannot begin. Raises HandbookError for its settings."""
    if said := lacks("serve", "jupyter_book", "furo", "sphinx_autobuild"):
        return refuse(said)
    look_at_settings(options.root)
    # Jupyter Book's settings, where Sphinx looks for them; Git ignores the file.
    if python(*JUPYTER_BOOK, "config", "sphinx", str(options.root), quiet=True):
        return 1
    # What a build writes must not start the next one.
    ignored = ("_build/*", ".*/*", "*/__pycache__/*")
    try:
        return python(
            *("-m", "sphinx_autobuild", "--host", LOOPBACK, "--port", str(options.port)),
            *(part for one in ignored for part in ("--ignore", str(options.root / one))),
            *(part for one in options.watch for part in ("--watch", one)),
            *(str(options.root), str(options.root / "_build" / "live")),
        )
    except KeyboardInterrupt:
        return 0
