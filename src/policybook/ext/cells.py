"""Scenario notebooks on the site: the code that asks is left out, and the code that shows a key folds away.

What each cell does is the loader's to say; the cells are found by their number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from policybook.ext.domain import Entry, domain_of
from policybook.ext.nodes import fold

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class ScenarioCells(SphinxTransform):
    """Show a scenario as a story with decisions, and not as a program."""

    default_priority = 400

    def run_on(self, found: nodes.Element) -> None:
        """Leave the code of one cell out, or fold the cell."""
        index = found.get("cell_index")
        cell = self._cells.get(index) if isinstance(index, int) else None
        code = next(
            (
                part
                for part in found.children
                if isinstance(part, nodes.Element) and part.get("nb_element") == "cell_code_source"
            ),
            None,
        )
        if cell is None or code is None:
            return
        output = [part for part in found.children if part is not code]
        if cell.shows and not cell.asks:
            found.children = []
            found += fold("Show the working", code, *output, classes=["pb-working"])
        elif output or not cell.output:
            found.remove(code)
        if not found.children and found.parent is not None:
            found.parent.remove(found)

    def apply(self, **_options: object) -> None:
        """Look whether this page is a scenario, and go through its cells."""
        domain = domain_of(self.env)
        scenario = next((s for s in domain.book.handbook.scenarios if s.page == self.env.docname), None)
        if scenario is None:
            return
        cite = domain.book.cites["scenario", scenario.id]
        domain.note("scenario", scenario.id, Entry(self.env.docname, "", cite.label))
        self._cells = {cell.index: cell for cell in scenario.cells}
        for found in list(self.document.findall(nodes.container)):
            if found.get("nb_element") == "cell_code":
                self.run_on(found)


def setup_cells(app: Sphinx) -> None:
    """Go through each notebook when it has been parsed."""
    app.add_transform(ScenarioCells)
