"""Run notebooks, store their outputs without what changes at every run and nobody reads, and show what changed."""

import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

WIDGET = "application/vnd.jupyter.widget-view+json"


def shown(notebook: Any) -> Iterator[str]:  # noqa: ANN401 - nbformat publishes no types
    """What is stored under each cell of code, line by line."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            texts = {"": output["text"]} if "text" in output else output.get("data", {})
            for kind, text in texts.items():
                name = f"cell {number} {kind}".rstrip()
                yield from (f"{name}: {line}" for line in str(text).splitlines())


def store(path: Path) -> list[str]:
    """Run every cell of a notebook, in its own folder, and keep what it showed; what changed, as a unified diff."""
    notebook = nbformat.read(path, as_version=4)
    before = list(shown(notebook))
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
    name = path.as_posix()
    return list(
        unified_diff(before, list(shown(notebook)), name, name, "as stored", "as run now", lineterm="")
    )


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        for line in store(Path(argument)):
            print(line, flush=True)
