"""What the directives share: finding what the loader read, and rendering its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from docutils import nodes
from docutils.nodes import Element, Node
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from policybook.ext.base.book import Book
from policybook.ext.base.build import BLOCK, is_bare, say_empty
from policybook.ext.base.domain import Entry, PolicyDomain, domain_of, warn
from policybook.ext.base.nodes import Cite, link
from policybook.policy.problems import Kind, Place

_MARKUP = re.compile(
    r"[*_`\[\]{}<>&\\$~|^@=#]|://|www\.|!\[|--|^[ \t]*(?:[-+:]|\d+[.)])[ \t]|^(?: {4}|\t|[-+:% ])",
    re.MULTILINE,
)
"""What may mean something in Markdown; text without it is paragraphs of words, and needs no parser."""


class HandbookDirective(SphinxDirective):
    """A directive that the loader has read: options and content are the loader's to judge, not Sphinx's."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """Show what the directive stands for; where that is nothing, or something in it is, say so."""
        shown = self.render()
        if is_bare(shown):
            say_empty(self)
        return shown

    def render(self) -> list[Node]:
        """What is shown, which is nothing where the loader did not read it."""
        raise NotImplementedError

    @property
    def domain(self) -> PolicyDomain:
        """The domain of this build."""
        return domain_of(self.env)

    @property
    def book(self) -> Book:
        """The handbook of this build."""
        return self.domain.book

    @property
    def named(self) -> str:
        """The id that the directive names."""
        return self.arguments[0].strip() if self.arguments else ""

    def is_mine(self, place: Place, anchor: str) -> bool:
        """Whether this is the block that the loader read under its id, and not a second one of that id."""
        return place.path.rpartition(".")[0] == self.env.docname and anchor not in self._claimed

    @property
    def _claimed(self) -> set[str]:
        """The permanent anchors met so far on this page."""
        claimed: set[str] = self.env.temp_data.setdefault("policybook-anchors", set())
        return claimed

    def stand(self, kind: str, node: Element, cite: Cite) -> None:
        """Give a block its permanent anchor, and note where it stands."""
        self._claimed.add(cite.anchor)
        node[BLOCK] = f"{self.name} {cite.id}"
        claim_id(self.state.document, node, cite.anchor)
        self.domain.note(kind, cite.id, Entry(self.env.docname, cite.anchor, cite.label))

    def section(self, title: str, anchor: str, *content: Node) -> nodes.section:
        """A part of the page, with an address of its own."""
        section = nodes.section("", nodes.title("", "", nodes.Text(title)), *content)
        claim_id(self.state.document, section, anchor)
        return section

    def label(self, word: str) -> str:
        """A word of the vocabulary in plain words; any other as it is."""
        return self.book.labels.get(word, word)

    def link(self, role: str, name: str, words: str = "") -> Element:
        """A link to something of the handbook that is known to stand."""
        return link(self.book.cites[role, name], words)

    def links(self, role: str, names: Iterable[str]) -> list[Element]:
        """Links to those of these that there are."""
        return [self.link(role, name) for name in names if (role, name) in self.book.cites]

    def interpretation(self, name: str) -> Node:
        """A link to an interpretation, or its name where there is none."""
        cite = self.book.cites.get(("interp", name))
        return link(cite) if cite else nodes.Text(name)

    def warn(self, message: str) -> None:
        """Say that what the directive names is not there."""
        warn(Kind.REFERENCE, message, self.get_location())

    def words(self, text: str, line: int) -> list[Node]:
        """Render Markdown that the loader read, whose first line is `line` of the page."""
        if not _MARKUP.search(text):
            parts = [nodes.paragraph(part, "", nodes.Text(part)) for part in text.split("\n\n") if part]
            for part in parts:
                part.line, part.source = line, self.state.document["source"]
            return [*parts]
        holder = nodes.Element()
        block = StringList(text.split("\n"), self.env.docname)
        self.state.nested_parse(block, line - self.lineno - 1, holder)
        return holder.children

    def line_of(self, text: str) -> int:
        """The line on which the words begin, as far as it can be told."""
        first = text.partition("\n")[0]
        for offset, line in enumerate(self.content):
            if line.rstrip() == first:
                return self.lineno + self.content_offset + offset + 1
        return self.lineno


def claim_id(document: nodes.document, node: Element, anchor: str) -> None:
    """Give `node` its permanent anchor; a heading that had it by chance gets another."""
    other = document.ids.get(anchor)
    if other is not None and other is not node:
        instead = f"heading-{anchor}"
        while instead in document.ids:
            instead = f"{instead}-2"
        other["ids"] = [instead if name == anchor else name for name in other["ids"]]
        document.ids[instead] = other
        for name, held in document.nameids.items():
            if held == anchor:
                document.nameids[name] = instead
    node["ids"] = [anchor]
    document.ids[anchor] = node
