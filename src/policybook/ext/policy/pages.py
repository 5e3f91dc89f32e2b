"""What every page of the policy has by itself: its number, and the notice of what it restates."""

from collections.abc import Container

from docutils import nodes
from sphinx.transforms import SphinxTransform

from policybook.editions.edition import page_of
from policybook.ext.base.book import Book
from policybook.ext.base.directive import claim_id
from policybook.ext.base.domain import anchor_of, domain_of
from policybook.ext.base.nodes import bullets, fold, link, notice, paragraph
from policybook.ext.policy.edition_pages import edition_book
from policybook.ext.policy.standing import NONE, due, edition_cite, of_page
from policybook.policy.english import written_out
from policybook.policy.handbook import Edition, Source
from policybook.policy.model import Section


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
        if shown := _notice(domain.book, section, self.env.found_docs):
            node = notice("", *shown, classes=["pb-notice"], html={"role": "note"})
            title.parent.insert(title.parent.index(title) + 1, node)
        for name, edition in domain.book.gone_from.get(section.page, {}).items():
            then = edition_book(self.env, edition).handbook.clauses[name]
            stone = tombstone(domain.book, name, edition, then.heading)
            if page_of(edition.name) in self.env.found_docs:
                said = f"The clause as it stood in edition {edition.name}"
                stone += paragraph(link(edition_cite(edition, name), said))
            claim_id(self.document, stone, name)
            title.parent.append(stone)


def _notice(book: Book, section: Section, pages: Container[str]) -> list[nodes.Element]:
    """What the page belongs to and what governs; where an edition was frozen, the way to the page as it was then."""
    if not book.handbook.editions:
        said = status_of_policy(book.handbook.source, overdue=book.is_overdue)
        return [paragraph(said)] if said else []
    newest = book.handbook.editions[-1]
    cite = edition_cite(newest, anchor_of(section.page) if section.page in newest.pages else "")
    way = [paragraph(link(cite, f"This page in edition {newest.name}"))] if cite.page in pages else []
    said = of_page(book, section)
    first, _, rest = said.partition(". ")
    # Where the page is not as it was adopted that is read; else it is folded, and the rules stand on the first screen.
    as_adopted = first.startswith("Edition") or rest.startswith(NONE)
    return [fold(f"{first}.", paragraph(rest), *way)] if as_adopted else [paragraph(said), *way]


def tombstone(book: Book, name: str, edition: Edition, was: str) -> nodes.section:
    """What stands where a clause stood that is not on this page any more: what became of it, at its old address."""
    section = nodes.section(classes=["pb-edition-gone"])
    section += nodes.title("", "", nodes.Text(was))
    stands = book.cites.get(("clause", name)) if name in book.handbook.clauses else None
    if stands:
        said = f"This clause stood here in edition {edition.name}. It now stands at "
        section += paragraph(said, link(stands), ".")
    else:
        told = next((stone for stone in book.handbook.retired if stone.clause == name), None)
        newest = book.handbook.editions[-1]
        adopted = name not in newest.clauses
        section += paragraph("Retired" if adopted else "Retired in the working draft", classes=["pb-layer"])
        said = f"The working draft has no such clause. Edition {newest.name} still has it."
        said = "The policy no longer has this clause." if adopted else said
        section += paragraph(f"{said} {told.why if told else ''}".rstrip())
        if told and told.into:
            section += paragraph("Its rule went into:")
            cites = (book.cites.get(("clause", into)) for into in told.into)
            section += bullets([link(cite)] for cite in cites if cite)
    return section


def status_of_policy(source: Source, *, overdue: bool) -> str:
    """Say what governs, and since when; "" where the source has no date."""
    if not source.adopted:
        return ""
    issued = f"adopted and issued on {written_out(source.adopted)}"
    governs = "which governs until an edition of this handbook is adopted."
    said = f"This page restates the policy that was {issued}, {governs}"
    by = source.review_by
    return f"{said} {due(by, overdue=overdue, what='That policy')}" if by else said
