"""Offers each story and each quiz as a notebook too, where the site is built with Jupyter beside it."""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform

from policybook.ext.base.domain import domain_of
from policybook.ext.base.nodes import paragraph

VARIABLE = "POLICYBOOK_LITE"
"""Names the folder of the site where Jupyter stands; whoever builds both sets it."""


class OfferJupyter(SphinxTransform):
    """Put one line under a page's introduction; the page itself comes first, and needs nothing."""

    default_priority = 410

    def apply(self, **_options: object) -> None:
        """Look whether this page is also a notebook, and say where."""
        folder = self.config.policybook_lite
        book = domain_of(self.env).book.handbook
        asked = {question.page for question in book.questions} | {story.page for story in book.scenarios}
        asked |= set(book.trials)
        title = self.document.next_node(nodes.title)
        if not folder or self.env.docname not in asked or title is None or title.parent is None:
            return
        page = self.env.docname
        up = "../" * page.count("/")
        address = f"{up}{folder}/notebooks/index.html?path={page}.ipynb"
        offer = nodes.reference("", "Open in Jupyter", refuri=address, internal=False)
        said = " Nothing on this page needs it: it is for people who know Jupyter, and on a phone this page is easier."
        section = title.parent
        section.insert(
            _after_introduction(section),
            paragraph(offer, ".", said, classes=["pb-jupyter", "pb-only-screen"]),
        )


def _after_introduction(section: nodes.Element) -> int:
    """The place after the title and the words that follow it, before the first question or heading."""
    words = (nodes.title, nodes.paragraph, nodes.target, nodes.comment)
    return next((at for at, node in enumerate(section.children) if not isinstance(node, words)), len(section))
