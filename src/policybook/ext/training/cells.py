"""Scenario notebooks on the site: the code that asks is left out, and the code that shows a key folds away.

What each cell does is the loader's to say; the cells are found by their number.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform

from policybook.ext.base.domain import Entry, domain_of
from policybook.ext.base.nodes import fold
from policybook.ext.training.stories import lead
from policybook.policy.training import Cell


class ScenarioCells(SphinxTransform):
    """Show a scenario as a story with decisions, and not as a program."""

    default_priority = 400

    def apply(self, **_options: object) -> None:
        """Look whether this page is a scenario, and go through its cells."""
        domain = domain_of(self.env)
        scenario = domain.book.handbook.story_on(self.env.docname)
        if scenario is None:
            return
        cite = domain.book.cites["scenario", scenario.id]
        domain.note("scenario", scenario.id, Entry(self.env.docname, "", cite.label))
        cells = {cell.index: cell for cell in scenario.cells}
        for found in list(self.document.findall(nodes.container)):
            if found.get("nb_element") == "cell_code":
                tidy(found, cells.get(found["cell_index"] + 1))
        lead(self.document, scenario)


def tidy(found: nodes.Element, cell: Cell | None) -> None:
    """Leave out the code of a cell that asks, fold a cell that shows a key, and drop one with nothing to show."""
    parts = [part for part in found.children if isinstance(part, nodes.Element)]
    code = [part for part in parts if part.get("nb_element") == "cell_code_source"]
    output = [part for part in parts if part not in code]
    if cell and cell.asks and output:
        found.children = []
        found += output
    elif cell and cell.shows and output:
        found.children = []
        working = fold("Show the working", *code, *output, classes=["pb-working"])
        working["html"] = {"data-working": " ".join(cell.shows)}
        found += working
    if cell and (cell.asks or cell.shows):
        found.attributes.pop("hide_mode", None)  # myst-nb would fold it once more, under another name
    if not found.children and found.parent is not None:
        found.parent.remove(found)
