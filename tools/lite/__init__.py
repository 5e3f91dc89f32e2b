"""Makes Jupyter that runs in a reader's browser, with nothing from another host (decisions/0011)."""
