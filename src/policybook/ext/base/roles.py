"""The roles: citations, office-holders, and those that the loader has read and the page does not show."""

from docutils import nodes
from sphinx.util.docutils import ReferenceRole, SphinxRole

from policybook.ext.base.book import Book
from policybook.ext.base.domain import domain_of, warn
from policybook.ext.base.nodes import citation_link, reference
from policybook.policy.citations import Citation
from policybook.policy.english import called
from policybook.policy.problems import Kind, nearest
from policybook.policy.proposal import as_worded

CONSUMED = ("norm", "plain", "reading", "act", "says")


class CitingRole(ReferenceRole):
    """A citation by id, shown as number and title unless the author gives other words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make a reference that the domain resolves when every page is read."""
        domain = domain_of(self.env)
        target = self.target.strip()
        if then := _edition_of(self):
            return [_within(then, self.name, target, self.title if self.has_explicit_title else "")], []
        domain.note_shown(f"cite/{self.name}/{target}")
        cite = domain.book.cites.get((self.name, target.partition("#")[0]))
        words = self.title if self.has_explicit_title else ""
        node = reference("policy", self.name, target, words, cite.label if cite else target)
        node["refdoc"] = self.env.docname
        node["pb-preview"] = cite.preview if cite else ""
        self.set_source_info(node)
        return [node], []


def _edition_of(role: SphinxRole) -> Book | None:
    """The edition in whose words this stands, if it stands in one's."""
    then: Book | None = role.env.temp_data.get("policybook-edition")
    return then


def _within(then: Book, role: str, target: str, words: str) -> nodes.Node:
    """A citation in an edition: of something on its own page, or words alone."""
    cite = then.cites.get((role, target))
    text = nodes.Text(words or (cite.label if cite else target))
    if cite is None or not cite.page:
        return nodes.inline("", "", text)
    return citation_link("", "", text, refid=cite.anchor, internal=True)


class OfficeRole(ReferenceRole):
    """An office-holder: the title, with name and contact as far as they are filled in, or the author's own words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Look the office up in organisation.yml."""
        domain = domain_of(self.env)
        name = self.target.strip()
        domain.note_shown(f"cite/role/{name}")
        offices = (_edition_of(self) or domain.book).offices
        if name not in offices:
            hint = nearest(name, offices, "Add it to book/organisation.yml.")
            said = f"this cites the role “{name}”, and there is none. {hint}"
            warn(Kind.REFERENCE, said, self.get_location())
        words = self.title if self.has_explicit_title else offices.get(name, name)
        return [nodes.inline(self.rawtext, words, classes=["pb-role"])], []


class QuotingRole(SphinxRole):
    """The verb of a norm as it is, or was in the edition shown, or another word: in quotation marks."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Print it; the check names a verb that is none, wherever it stands."""
        domain = domain_of(self.env)
        found = Citation(self.name, self.text.strip(), "", self.text, (0, 0))
        domain.note_shown(f"cite/{found.role}/{found.id}")
        proposal = domain.book.proposed.by_page.get(self.env.docname)
        handbook = (_edition_of(self) or domain.book).handbook
        return [nodes.Text(called(as_worded(handbook, proposal) if proposal else handbook, found))], []


def consumed(*_: object, **__: object) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Show nothing of what the loader has read already."""
    return [], []
