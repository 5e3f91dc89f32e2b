"""The domain `policy`: what stands where, what each page shows of the handbook, and how a citation becomes a link."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from policybook.ext.base.book import Book
from policybook.ext.base.nodes import citation_link
from policybook.policy.model import grouped
from policybook.policy.problems import Kind, nearest

logger = logging.getLogger(__name__)
TYPES = {
    "clause": "clause",
    "interp": "interpretation",
    "question": "question",
    "scenario": "scenario",
    "edition": "edition",
}
"""What has an address, by the role that cites it."""


class Entry(NamedTuple):
    """Where something stands, and its name as people look for it."""

    page: str
    anchor: str
    name: str


class PolicyDomain(Domain):
    """Everything of the handbook that has an address."""

    name = "policy"
    label = "Policy"
    object_types = {kind: ObjType(name, kind) for kind, name in TYPES.items()}  # noqa: RUF012 - as Sphinx has it
    initial_data: dict[str, Any] = {"entries": {}, "shown": {}, "blocks": {}}  # noqa: RUF012
    data_version = 3
    book: Book

    @property
    def entries(self) -> dict[tuple[str, str], Entry]:
        """What stands where, by (type, id)."""
        entries: dict[tuple[str, str], Entry] = self.data["entries"]
        return entries

    @property
    def shown(self) -> dict[str, dict[str, str]]:
        """For each page, a digest of each thing that it shows: see `policybook.ext.base.build`."""
        shown: dict[str, dict[str, str]] = self.data["shown"]
        return shown

    @property
    def blocks(self) -> dict[str, list[str]]:
        """For each page, the blocks that it shows: see `policybook.ext.base.build`."""
        blocks: dict[str, list[str]] = self.data["blocks"]
        return blocks

    @cached_property
    def _on_page(self) -> dict[str, list[tuple[str, str]]]:
        """The keys of what stands on each page."""
        return grouped((entry.page, key) for key, entry in self.entries.items())

    def of_pages(self, pages: Collection[str]) -> dict[str, Any]:
        """What is known of these pages alone, as it is kept."""
        entries = {key: entry for key, entry in self.entries.items() if entry.page in pages}
        shown, blocks = (
            {page: found[page] for page in pages if page in found} for found in (self.shown, self.blocks)
        )
        return self.data | {"entries": entries, "shown": shown, "blocks": blocks}

    def note(self, kind: str, name: str, entry: Entry) -> None:
        """Remember where something stands; a second place for one id is a warning, and the first stays."""
        first = self.entries.setdefault((kind, name), entry)
        if first is entry:
            self._on_page.setdefault(entry.page, []).append((kind, name))
        if first.page != entry.page:
            warn(Kind.ID, f"the {kind} “{name}” stands on two pages, {first.page} and {entry.page}.")

    def note_shown(self, key: str) -> None:
        """Remember that the page being read shows what `key` stands for."""
        self.shown.setdefault(self.env.docname, {})[key] = self.book.digest(key)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for key in self._on_page.pop(docname, ()):
            del self.entries[key]
        self.shown.pop(docname, None)
        self.blocks.pop(docname, None)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Let a link of Markdown lead to a clause too: Jupyter shows a story's words as they are, and knows no roles."""
        slugs = env.metadata[docname].setdefault("myst_slugs", {})
        slugs.update({name: (0, name, "") for name in document.ids.keys() - slugs.keys()})

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read of these pages."""
        pages = set(docnames)
        for (kind, name), entry in otherdata["entries"].items():
            if entry.page in pages:
                self.note(kind, name, entry)
        self.shown.update({page: keys for page, keys in otherdata["shown"].items() if page in pages})
        self.blocks.update({page: shown for page, shown in otherdata["blocks"].items() if page in pages})

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the names are Sphinx's
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Make a citation a link; None where nothing has that id."""
        entry = self._entry(typ, target)
        if entry is None:
            return None
        plain = make_refnode(builder, fromdocname, entry.page, entry.anchor, contnode.children)
        found = citation_link("", "", *plain.children, **plain.attributes)
        found["pb-preview"] = node.get("pb-preview", "")
        return found

    def _entry(self, kind: str, target: str) -> Entry | None:
        """Where a target stands; "2019.1.0#spare-keys" is a clause as it stood in an edition."""
        name, _, clause = target.partition("#")
        entry = self.entries.get((kind, name if kind == "edition" else target))
        if entry is None or kind != "edition" or not clause:
            return entry
        mine = next((edition for edition in self.book.handbook.editions if edition.name == name), None)
        stood = mine and (clause in mine.clauses or clause in map(anchor_of, mine.pages))
        return entry._replace(anchor=clause) if stood else None

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.Element]]:
        """Make a reference that names no type a link to whatever has that id."""
        ways = {k: self.resolve_xref(env, fromdocname, builder, k, target, node, contnode) for k in TYPES}
        return [(f"policy:{kind}", found) for kind, found in ways.items() if found is not None]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Everything by its id for other sites, and what has a number or a name of its own by that too."""
        for (kind, name), entry in self.entries.items():
            yield name, entry.name, kind, entry.page, entry.anchor, -1
            if kind in ("clause", "edition"):
                yield entry.name, entry.name, kind, entry.page, entry.anchor, 1


def anchor_of(page: str) -> str:
    """The anchor that a page of the policy has as a section of an edition's page."""
    return page.replace("/", "-")


def domain_of(env: BuildEnvironment) -> PolicyDomain:
    """The domain of a build."""
    domain = env.get_domain("policy")
    assert isinstance(domain, PolicyDomain)
    return domain


def warn(kind: Kind, message: str, location: str | nodes.Node | None = None) -> None:
    """Warn of a problem as Sphinx does, under the name of its kind."""
    logger.warning("%s", message, location=location, type="policybook", subtype=kind.value)


def say_missing(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Warn of a citation of nothing, with the nearest thing that there is."""
    if not isinstance(domain, PolicyDomain):
        return None
    kind, name = node["reftype"], node["reftarget"]
    book = domain.book
    message = f"this cites the {kind} “{name}”, and there is none."
    path = app.env.doc2path(node.get("refdoc", ""), base=False)
    here = (p for p in book.problems if p.kind is Kind.REFERENCE and p.place.path == path)
    if any(f"{kind} “{name}”" in problem.what for problem in here):
        return True
    hint = nearest(name, book.known(kind), "See the index of clauses for what there is.")
    warn(Kind.REFERENCE, f"{message} {hint}", node)
    return True
