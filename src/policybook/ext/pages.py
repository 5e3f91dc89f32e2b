"""What every page of the policy has by itself: its number, and the notice of what it restates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from policybook.english import written_out
from policybook.ext.domain import domain_of
from policybook.ext.nodes import notice, paragraph

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from policybook.model import Source


class PolicyPage(SphinxTransform):
    """Number the heading of a section of the policy, and put the notice under it."""

    default_priority = 400

    def apply(self, **_options: object) -> None:
        """Look whether this page is a section, and finish it."""
        domain = domain_of(self.env)
        section = domain.book.sections.get(self.env.docname)
        title = self.document.next_node(nodes.title)
        if section is None or title is None or title.parent is None:
            return
        domain.note_shown(f"section/{self.env.docname}")
        if section.number:
            title.insert(0, nodes.Text(f"{section.number} "))
        said = status_of_policy(domain.book.handbook.source, overdue=domain.book.is_overdue)
        if said:
            node = notice("", paragraph(said), classes=["pb-notice"], html={"role": "note"})
            title.parent.insert(title.parent.index(title) + 1, node)


def status_of_policy(source: Source, *, overdue: bool) -> str:
    """Say what governs, and since when; "" where the source has no date."""
    if not source.adopted:
        return ""
    said = (
        "This page restates the policy that the governing body adopted and issued on "
        f"{written_out(source.adopted)}, which governs until the governors adopt an edition of this handbook."
    )
    if not source.review_by:
        return said
    if overdue:
        return f"{said} That policy was due for review by {written_out(source.review_by)}, and that date has passed."
    return f"{said} That policy is due for review by {written_out(source.review_by)}."


def setup_pages(app: Sphinx) -> None:
    """Finish each page when it has been parsed."""
    app.add_transform(PolicyPage)
