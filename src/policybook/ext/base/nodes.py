"""The few nodes that Sphinx does not have, each a kind of one that it has, so that every builder can write them.

Writers look for a visitor along a node's classes: what is not written for HTML here is written as its base.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator


@dataclass(frozen=True, slots=True)
class Cite:
    """How something is cited: what it is called, a line that previews it, and where it stands."""

    kind: str
    id: str
    label: str
    preview: str
    page: str
    anchor: str


Words = list[str | nodes.Node]
"""Words and links in a row: a paragraph, an item of a list or a cell of a table."""

COMPARISON = "comparison"
"""The kind of a link that is worth nothing as words alone, and is left out where its page is not there."""


class citation_link(nodes.reference):  # noqa: N801 - docutils looks its visitors up by the class's name
    """A link to something of the handbook, with a line that previews it ("pb-preview")."""


class folded(nodes.container):  # noqa: N801
    """Something that opens: <details>; its first child is a `fold_title`."""


class fold_title(nodes.paragraph):  # noqa: N801
    """What is seen of a `folded` while it is shut: <summary>."""


class group(nodes.container):  # noqa: N801
    """Things that belong together: <fieldset>; its first child is a `group_title`."""


class group_title(nodes.paragraph):  # noqa: N801
    """What a `group` is called: <legend>. It holds `line`s and words."""


class block_line(nodes.paragraph):  # noqa: N801
    """A paragraph where HTML allows words alone: a <span> on a line of its own."""


class layer(nodes.container):  # noqa: N801
    """Words of one layer, under the layer's name ("pb-layer")."""


class notice(nodes.container):  # noqa: N801
    """Something to know about the whole page."""


class taken_out(nodes.inline):  # noqa: N801
    """Words that would go: <del>."""


class put_in(nodes.inline):  # noqa: N801
    """Words that would be new: <ins>."""


class clause_foot(nodes.General, nodes.Element):  # noqa: N801
    """What stands under a clause: interpretations, rules, what cites it and its source.

    A single node, written in one go, because a policy has thousands of these lines and Sphinx walks every node
    some forty times. Attributes: those in `FOOT`, each a list of (words, Cite or None); source, a sentence; where any.
    """


_NOTES = '<div class="pb-interpretation"><p class="pb-layer">Interpretation</p>'
FOOT = {
    "interpretations": ("", _NOTES, "\n</div>"),
    "own": ("Our own words here", '<details class="pb-norms">', "</details>"),
    "rules": ("The rule, as the quizzes read it", '<details class="pb-norms">', "</details>"),
    "follows": ("What could happen to me?", '<details class="pb-norms">', "</details>"),
    "cited_by": ("Cited by", '<details class="pb-cited-by">', "\n</details>"),
    "history": ("History of this clause", '<details class="pb-cited-by">', "\n</details>"),
}
"""Each list under a clause: its title, and what HTML writes around the title and the list."""


def link(cite: Cite, words: str = "") -> nodes.Element:
    """A citation that is known to stand: see the domain for those that authors write."""
    kind = "clause" if cite.kind == "guidance" else cite.kind
    node = reference("policy", kind, cite.id, words, cite.label)
    node["pb-preview"] = cite.preview
    return node


def page_link(page: str, words: str = "") -> pending_xref:
    """A link to a page of the site, called by its title where no words are given."""
    return reference("std", "doc", f"/{page}", words, page)


def reference(domain: str, kind: str, to: str, words: str, otherwise: str) -> pending_xref:
    """What Sphinx makes a link when it has read every page; called `otherwise` where no words are given."""
    to_what = {"refdomain": domain, "reftype": kind, "reftarget": to, "refexplicit": bool(words)}
    return pending_xref("", nodes.inline("", words or otherwise), **to_what, refwarn=True)


def paragraph(*parts: str | nodes.Node, classes: Iterable[str] = ()) -> nodes.paragraph:
    """A paragraph of words and nodes."""
    words = (nodes.Text(part) if isinstance(part, str) else part for part in parts)
    return nodes.paragraph("", "", *words, classes=list(classes))


def bullets(items: Iterable[Iterable[str | nodes.Node]]) -> nodes.bullet_list:
    """A list whose items are paragraphs."""
    return nodes.bullet_list("", *(nodes.list_item("", paragraph(*item)) for item in items), bullet="-")


def titled(title: str | nodes.Node, items: Iterable[Iterable[str | nodes.Node]]) -> list[nodes.Node]:
    """A list under a title; nothing where it would be empty."""
    found = list(items)
    return [paragraph(title), bullets(found)] if found else []


def fold(title: str, *content: nodes.Node, classes: Iterable[str] = ()) -> folded:
    """Something that opens, under a title."""
    return folded("", fold_title("", "", nodes.Text(title)), *content, classes=list(classes))


def more(title: str, content: Iterable[nodes.Node], count: str = "") -> folded:
    """What a page is too long for on a phone, under its title and how much it is; on paper it is open."""
    said = [nodes.inline("", f" ({count})")] if count else []
    return folded("", fold_title("", "", nodes.Text(title), *said), *content, classes=["pb-more"])


def in_layer(called: str, kind: str, *content: nodes.Node) -> layer:
    """Words of one layer, under its name."""
    attributes: dict[str, Any] = {"pb-layer": called, "classes": [kind]}
    return layer("", *content, **attributes)


def definitions(rows: Iterable[tuple[nodes.Node, str]], classes: Iterable[str] = ()) -> nodes.definition_list:
    """A list of things, each with what is said of it."""
    node = nodes.definition_list(classes=list(classes))
    for term, words in rows:
        said = nodes.definition("", paragraph(words))
        node += nodes.definition_list_item("", nodes.term("", "", term), said)
    return node


# ---- HTML


def _open_link(self: HTML5Translator, node: nodes.Element) -> None:
    href = node.get("refuri") or f"#{node['refid']}"
    preview = _preview(self, href, node.get("pb-preview", ""))
    self.body.append(self.starttag(node, "a", "", CLASS="pb-cite", href=href, **preview))


def _preview(self: HTML5Translator, href: str, words: str) -> dict[str, Any]:
    """The words of a citation, with the first of its kind on a page: preview.js finds them there for the others."""
    said: set[str] = self.__dict__.setdefault("pb_previewed", set())
    if not words or href in said:
        return {}
    said.add(href)
    return {"data-preview": words}


def tagged(tag: str, suffix: str = "\n") -> tuple[Any, Any]:
    """The visitors of a node that is one element; `suffix` is what stands after its opening."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, tag, suffix, **node.get("html", {})))

    def depart(self: HTML5Translator, _node: nodes.Element) -> None:
        self.body.append(f"</{tag}>\n")

    return visit, depart


def _open_layer(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div"))
    self.body.append(f'<p class="pb-layer">{self.encode(node["pb-layer"])}</p>\n')


def _write_foot(self: HTML5Translator, node: nodes.Element) -> None:
    for name, (title, opening, closing) in FOOT.items():
        if items := node.get(name):
            summary = f"<summary>{title}</summary>" if title else ""
            self.body += [f"{opening}{summary}\n<ul>\n", *_items(self, items), f"</ul>{closing}\n"]
    if node.get("source"):
        self.body.append(f'<p class="pb-source">{self.encode(node["source"])}</p>\n')
    raise nodes.SkipNode


def _items(self: HTML5Translator, items: Iterable[tuple[str, Cite | None]]) -> Iterator[str]:
    for words, cite in items:
        label = self.encode(_said(words, cite, self.builder.env.titles))
        if cite is None or cite.page not in self.builder.env.titles:
            if cite is None or cite.kind != COMPARISON:
                yield f"<li>{label}</li>\n"
            continue
        # Questions are called after their page, and the first of them is no preview of the others. What is said of
        # an interpretation is all that its preview would say.
        preview = "" if cite.kind in ("question", "interp") else cite.preview
        href = address(self, cite.page, cite.anchor)
        attributes = (
            ({"class": "pb-cite"} if preview else {}) | {"href": href} | _preview(self, href, preview)
        )
        written = "".join(f' {name}="{self.attval(value)}"' for name, value in attributes.items())
        yield f"<li><a{written}>{label}</a></li>\n"


def _said(words: str, cite: Cite | None, titles: Mapping[str, nodes.Element]) -> str:
    """The words of an item; questions are called after their page, whose title is known when every page is read."""
    if cite and cite.kind == "question" and cite.page in titles:
        return f"{titles[cite.page].astext()}, {words}"
    return words


def address(self: HTML5Translator, page: str, anchor: str = "") -> str:
    """Where something stands, from the page that is being written."""
    here = self.builder.current_docname
    return self.builder.get_relative_uri(here, page) + (f"#{anchor}" if anchor else "")


class PlainNodes(SphinxPostTransform):
    """For builders other than HTML: a layer's name as words, and what stands under a clause as lists."""

    default_priority = 8  # before Sphinx resolves references

    def run(self, **_options: object) -> None:
        """Take the nodes that are written whole for HTML apart."""
        if self.app.builder.format == "html":
            return
        for node in list(self.document.findall(layer)):
            node.insert(0, paragraph(nodes.strong("", node["pb-layer"])))
        for foot in list(self.document.findall(clause_foot)):
            foot.replace_self(list(_taken_apart(foot, self.env.titles)))


def _taken_apart(foot: nodes.Element, titles: Mapping[str, nodes.Element]) -> Iterator[nodes.Node]:
    for name, (title, *_) in FOOT.items():
        if items := foot.get(name):
            if title:
                yield paragraph(f"{title}:")
            shown = ((_said(words, c, titles), c) for words, c in items if not c or c.kind != COMPARISON)
            yield bullets(
                [link(cite, said) if cite and cite.page in titles else said] for said, cite in shown
            )
    if foot.get("source"):
        yield paragraph(foot["source"])


VISITORS: dict[type[nodes.Element], tuple[Any, Any]] = {
    citation_link: (_open_link, lambda self, _node: self.body.append("</a>")),
    folded: tagged("details"),
    fold_title: tagged("summary", ""),
    group: tagged("fieldset"),
    group_title: tagged("legend", ""),
    block_line: tagged("span", ""),
    layer: (_open_layer, tagged("div")[1]),
    notice: tagged("div"),
    clause_foot: (_write_foot, None),
    taken_out: tagged("del", ""),
    put_in: tagged("ins", ""),
}
"""How each node is written in HTML."""
