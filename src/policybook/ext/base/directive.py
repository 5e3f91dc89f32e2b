"""What the directives share: finding what the loader read, and rendering its words."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from policybook.ext.base.book import Book
from policybook.ext.base.build import BLOCK, is_bare, say_empty
from policybook.ext.base.domain import Entry, PolicyDomain, domain_of, warn
from policybook.ext.base.narrow import WithheldError
from policybook.ext.base.nodes import Cite, link
from policybook.ext.base.proposed import Proposed
from policybook.load.markdown import PREFIX
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause, Guidance, Interpretation
from policybook.policy.problems import Kind
from policybook.policy.training import Question

T = TypeVar("T", Clause, Interpretation, Guidance, Question)

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
    seen: ClassVar[str] = ""
    """How much of the handbook it rests on, as `NARROW` has it; "" for all of it."""
    is_whole = False
    """Whether that was not enough."""

    def __init__(self, name: str, *written: Any, **more: Any) -> None:  # noqa: ANN401 - as docutils has it
        super().__init__(name.removeprefix(PREFIX), *written, **more)

    def run(self) -> list[nodes.Node]:
        """Show what the directive stands for; where that is nothing, or something in it is, say so."""
        try:
            shown = self.render()
        except WithheldError:
            self.is_whole = True
            shown = self.render()
        if is_bare(shown):
            say_empty(self)
        return shown

    def render(self) -> list[nodes.Node]:
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
    def handbook(self) -> Handbook:
        """As much of it as what is shown rests on."""
        return self.book.seen(self.seen) if self.seen and not self.is_whole else self.book.handbook

    @property
    def proposed(self) -> Proposed:
        """Every proposal of this build, over as much of the handbook."""
        return self.book.proposed.over(self.handbook) if self.is_whole else self.book.proposed

    def rest(self) -> None:
        """Have the page read again when anything changes that what is shown rests on."""
        self.domain.note_shown(
            f"seen/{self.seen}" if self.seen and not self.is_whole else f"view/{self.name}"
        )

    @property
    def named(self) -> str:
        """The id that the directive names."""
        return self.arguments[0].strip() if self.arguments else ""

    def block(self, kind: str, known: Mapping[str, T]) -> T | None:
        """What the loader read under this id; None of a second block of that id. That the page shows it is noted."""
        self.domain.note_shown(f"{kind}/{self.named}")
        found = known.get(self.named)
        here = found and found.place.path.rpartition(".")[0] == self.env.docname
        return found if found and here and found.id.lower() not in self._claimed else None

    @property
    def _claimed(self) -> set[str]:
        """The permanent anchors met so far on this page."""
        claimed: set[str] = self.env.temp_data.setdefault("policybook-anchors", set())
        return claimed

    def stand(self, kind: str, node: nodes.Element) -> None:
        """Give a block its permanent anchor, and note where it stands."""
        cite = self.book.cites[kind, self.named]
        self._claimed.add(cite.anchor)
        node[BLOCK] = f"{self.name} {cite.id}"
        claim_id(self.state.document, node, cite.anchor)
        self.domain.note(kind, cite.id, Entry(self.env.docname, cite.anchor, cite.label))

    def section(self, title: str, anchor: str, *content: nodes.Node) -> nodes.section:
        """A part of the page, with an address of its own."""
        section = nodes.section("", nodes.title("", "", nodes.Text(title)), *content)
        claim_id(self.state.document, section, anchor)
        return section

    def label(self, word: str) -> str:
        """A word of the vocabulary in plain words; any other as it is."""
        return self.book.labels.get(word, word)

    def cite(self, role: str, name: str) -> Cite | None:
        """How something is cited, if it is there; the page is read again when that changes."""
        self.domain.note_shown(f"cite/{role}/{name}")
        return self.book.cites.get((role, name))

    def link(self, role: str, name: str, words: str = "") -> nodes.Element:
        """A link to something of the handbook that is known to stand. Raises KeyError where it does not."""
        cite = self.cite(role, name)
        if cite is None:
            raise KeyError(name)
        return link(cite, words)

    def links(self, role: str, names: Iterable[str]) -> list[nodes.Element]:
        """Links to those of these that there are."""
        return [link(cite) for name in names if (cite := self.cite(role, name))]

    def interpretation(self, name: str) -> nodes.Node:
        """A link to an interpretation, or its name where there is none."""
        cite = self.cite("interp", name)
        return link(cite) if cite else nodes.Text(name)

    def warn(self, message: str) -> None:
        """Say that what the directive names is not there."""
        warn(Kind.REFERENCE, message, self.get_location())

    def words(self, text: str, line: int) -> list[nodes.Node]:
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


def claim_id(document: nodes.document, node: nodes.Element, anchor: str) -> None:
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
