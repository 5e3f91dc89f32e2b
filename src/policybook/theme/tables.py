"""Tables that a phone can read: each cell carries its column's heading, so that rows can become cards.

A table laid out as blocks is no longer a table to some browsers' accessibility trees, so the roles are said too.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator


class LabelCells(SphinxPostTransform):
    """Give each cell below a heading row the words of its heading."""

    default_priority = 490
    formats = ("html",)

    def run(self, **_options: object) -> None:
        """Label the cells of every table whose heading is one plain row."""
        for table in self.document.findall(nodes.table):
            group = table.next_node(nodes.tgroup)
            heads = list(group.findall(nodes.thead)) if group is not None else []
            if group is None or len(heads) != 1 or len(heads[0]) != 1:
                continue
            labels = [entry.astext().strip() for entry in heads[0][0].findall(nodes.entry)]
            table["classes"].append("pb-table")
            for body in group.findall(nodes.tbody):
                cells = (pair for row in body.children for pair in zip(row.children, labels, strict=False))
                for cell, label in cells:
                    if isinstance(cell, nodes.entry):
                        cell["pb-label"] = label


def visit_table(self: HTML5Translator, node: nodes.table) -> None:
    """Open a table as Sphinx does, and say that it is one."""
    self._table_row_indices.append(0)
    style: dict[str, Any] = {"style": f"width: {node['width']}"} if "width" in node else {}
    classes = f"docutils align-{node.get('align', 'default')}"
    self.body.append(self.starttag(node, "table", CLASS=classes, role="table", **style))


def visit_group(self: HTML5Translator, node: nodes.thead | nodes.tbody) -> None:
    """Open the head or the body of a table."""
    self.body.append(self.starttag(node, node.tagname, role="rowgroup"))


def visit_row(self: HTML5Translator, node: nodes.row) -> None:
    """Open a row."""
    node.column = 0  # type: ignore[attr-defined]
    self.body.append(self.starttag(node, "tr", "", role="row"))


def visit_entry(self: HTML5Translator, node: nodes.entry) -> None:
    """Write a cell as Sphinx does, with its label, its scope and its role."""
    row: Any = node.parent
    in_head = isinstance(row.parent, nodes.thead)
    stub = bool(row.parent.parent.stubs[row.column])
    tag = "th" if in_head or stub else "td"
    classes = ["head"] * in_head + ["stub"] * stub
    attributes: dict[str, Any] = {"CLASS": " ".join(classes)}
    row.column += 1
    if "morerows" in node:
        attributes["rowspan"] = node["morerows"] + 1
    if "morecols" in node:
        attributes["colspan"] = node["morecols"] + 1
        row.column += node["morecols"]
    if tag == "th":
        attributes["scope"] = "col" if in_head else "row"
    if "pb-label" in node:
        attributes["data-label"] = node["pb-label"]
    attributes["role"] = {"td": "cell", "th": "columnheader" if in_head else "rowheader"}[tag]
    self.body.append(self.starttag(node, tag, "", **attributes))
    self.context.append(f"</{tag}>\n")


def setup_tables(app: Sphinx) -> None:
    """Label cells, and write tables ourselves as far as they differ; they close as ever."""
    app.add_post_transform(LabelCells)
    close = HTML5Translator
    app.add_node(nodes.table, override=True, html=(visit_table, close.depart_table))
    app.add_node(nodes.thead, override=True, html=(visit_group, close.depart_thead))
    app.add_node(nodes.tbody, override=True, html=(visit_group, close.depart_tbody))
    app.add_node(nodes.row, override=True, html=(visit_row, close.depart_row))
    app.add_node(nodes.entry, override=True, html=(visit_entry, close.depart_entry))
