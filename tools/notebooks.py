"""Run notebooks and store their outputs, without what changes at every run and nobody reads."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

WIDGET = "application/vnd.jupyter.widget-view+json"


def store(path: Path) -> None:
    """Run every cell of a notebook, in its own folder, and keep what it showed."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        # Neither times nor a widget's inner state.
        record_timing=False,
        store_widget_state=False,
        # One output for what a cell prints: a kernel may send it in parts, as it happens.
        coalesce_streams=True,
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            # A widget has a new id at every run, and shows as an error until it is run again.
            output.get("data", {}).pop(WIDGET, None)
    # The version of Python is this machine's own.
    notebook.metadata.language_info = {"name": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        store(Path(name))
