"""No page is long on a phone: what makes one long is folded away, with a count; a link into it unfolds it.

Headings stay, so that a page can be looked over.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from policybook.ext.base.nodes import clause_foot, folded, group, more, notice
from policybook.policy.english import several

FOR_PRINT = ("book/pack-to-print",)
"""Pages that are there to be printed, which are left as they are."""
LONG, PART, WHOLE = 22.0, 2.0, 6.0
"""In screens: a page whose parts fold; a part that does; and a part of a part from which on each of them folds alone."""
LETTERS, BLOCKS = 900, 20
"""What fills a screen of 360 by 740 pixels: so many letters, or so many blocks without any."""
ROWS, QUESTIONS = 40, 10
"""A table of more rows folds where rows begin alike; questions fold so many at a time."""
_BLOCKS = (nodes.paragraph, nodes.title, nodes.literal_block, nodes.term, nodes.row)
_COUNTED = {
    "pb-question": "question",
    "pb-clause": "clause",
    "pb-interpretation": "interpretation",
    "pb-guidance": "piece of guidance",
    "pb-compared": "change",
    "pb-spoken": "change",
    "section": "part",
    "list_item": "line",
    "literal_block": "list",
}
"""What is counted, by its class or the sort of its node: the first of these that there are."""


def screens(*parts: nodes.Node) -> float:
    """How many screens of a phone they fill while folds are shut, within a sixth of what a browser measures."""
    found = 0.0
    for part in parts:
        if isinstance(part, nodes.Text):
            found += len(part) / LETTERS
        elif isinstance(part, clause_foot):
            notes: list[tuple[str, object]] = part.get("interpretations", [])
            found += (len(part.attributes) + len(notes)) / BLOCKS
            found += sum(len(said) for said, _ in notes) / LETTERS
        elif not isinstance(part, nodes.Invisible):
            found += screens(*part.children[: 1 if isinstance(part, folded) else None])
            found += isinstance(part, _BLOCKS) / BLOCKS
    return found


class ShortPages(SphinxPostTransform):
    """Fold what is long, on a page that is."""

    default_priority = 480  # before the cells of tables are labelled
    formats = ("html",)

    def run(self, **_options: object) -> None:
        """Fold tables first, and then the parts of the page; the first part stays open where there is room."""
        if self.env.docname in FOR_PRINT:
            return
        for table in list(self.document.findall(nodes.table)):
            if len(list(table.findall(nodes.row))) > ROWS:
                table.replace_self(_by_beginning(table))
        page, long = self.document.next_node(nodes.section), screens(self.document)
        if page is None or long <= LONG:
            return
        parts = [(part, called) for part, called in _parts(page) if screens(*part) > PART]
        left = long - sum(screens(*part) for part, _ in parts)
        for part, called in parts[bool(parts) and left + screens(*parts[0][0]) <= LONG :]:
            above = part[0].parent
            at = above.index(part[0])
            above[at : at + len(part)] = [more(called, part)]


def _parts(section: nodes.Element) -> Iterator[tuple[list[nodes.Node], str]]:
    """Runs of neighbours that may fold, each with what it is called then."""
    asked = [at for at, part in enumerate(section) if isinstance(part, group)]
    for first in range(0, len(asked), QUESTIONS):
        run = asked[first : first + QUESTIONS]
        yield section[run[0] : run[-1] + 1], f"Questions {first + 1} to {first + len(run)}"
    for part in _sections(section):
        if any(screens(below) > WHOLE for below in _sections(part)):
            yield from _parts(part)
        else:
            yield part[1:], _count(part)


def _sections(above: nodes.Element) -> list[nodes.section]:
    return [part for part in above if isinstance(part, nodes.section)]


def _count(section: nodes.Element) -> str:
    """How much there is in a section, as its fold says it."""
    found: Counter[str] = Counter()
    for part in section[1:]:
        for node in part.findall(nodes.Element):
            found.update({node.tagname, *node.get("classes", ())})
    return next((several(found[name], one) for name, one in _COUNTED.items() if found[name]), "More")


def _by_beginning(table: nodes.table) -> nodes.Node:
    """The rows that begin alike in a table each, folded under how they begin; `filter.js` filters them."""
    head, body = (list(part.findall(nodes.row)) for part in next(table.findall(nodes.tgroup)).children[-2:])
    folds = []
    for row in body:
        row.parent.remove(row)
    for called, rows in groupby(body, lambda row: next(row.findall(nodes.paragraph)).astext()):
        part, mine = table.deepcopy(), list(rows)
        next(part.findall(nodes.tbody)).extend(mine)
        folds.append(more(called.rstrip("."), [part], several(len(mine), "row")))
    return notice("", *folds, classes=["pb-filter"], ids=["rows"], html={"data-where": head[0][0].astext()})
