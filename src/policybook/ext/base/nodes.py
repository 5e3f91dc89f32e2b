"""The few nodes that Sphinx does not have, each a kind of one that it has, so that every builder can write them.

Writers look for a visitor along a node's classes: what is not written for HTML here is written as its base.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from policybook.ext.base.cite import Cite

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
    some forty times. Attributes: interpretations, cited_by and history, lists of (words, Cite); rules, a list of
    sentences; source, a sentence or "".
    """


def link(cite: Cite, words: str = "") -> nodes.Element:
    """A citation that is known to stand: see the domain for those that authors write."""
    kind = "clause" if cite.kind == "guidance" else cite.kind
    node = pending_xref(
        "", refdomain="policy", reftype=kind, reftarget=cite.id, refexplicit=bool(words), refwarn=True
    )
    node["pb-preview"] = cite.preview
    node += nodes.inline("", words or cite.label)
    return node


def paragraph(*parts: str | nodes.Node, classes: Iterable[str] = ()) -> nodes.paragraph:
    """A paragraph of words and nodes."""
    node = nodes.paragraph(classes=list(classes))
    node += [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return node


def bullets(items: Iterable[Iterable[str | nodes.Node]]) -> nodes.bullet_list:
    """A list whose items are paragraphs."""
    node = nodes.bullet_list(bullet="-")
    node += [nodes.list_item("", paragraph(*item)) for item in items]
    return node


def fold(title: str, *content: nodes.Node, classes: Iterable[str] = ()) -> folded:
    """Something that opens, under a title."""
    node = folded(classes=list(classes))
    node += fold_title("", "", nodes.Text(title))
    node += list(content)
    return node


# ---- HTML


def _open_link(self: HTML5Translator, node: nodes.Element) -> None:
    href = node.get("refuri") or f"#{node['refid']}"
    preview = {"data-preview": node["pb-preview"]} if node.get("pb-preview") else {}
    self.body.append(self.starttag(node, "a", "", CLASS="pb-cite", href=href, **preview))


def tagged(tag: str, suffix: str = "\n") -> tuple[Any, Any]:
    """The visitors of a node that is one element; `suffix` is what stands after its opening."""

    def visit(self: HTML5Translator, node: nodes.Element) -> None:
        self.body.append(self.starttag(node, tag, suffix, **node.get("html", {})))

    def depart(self: HTML5Translator, _node: nodes.Element) -> None:
        self.body.append(f"</{tag}>\n")

    return visit, depart


def _close_link(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</a>")


def _open_layer(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div"))
    self.body.append(f'<p class="pb-layer">{self.encode(node["pb-layer"])}</p>\n')


def _close_div(self: HTML5Translator, _node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _write_foot(self: HTML5Translator, node: nodes.Element) -> None:
    if node["interpretations"]:
        self.body.append('<div class="pb-interpretation"><p class="pb-layer">Interpretation</p>\n')
        _write_links(self, node["interpretations"])
        self.body.append("</div>\n")
    if node["rules"]:
        self.body.append(
            '<details class="pb-norms"><summary>The rule, as the quizzes read it</summary>\n<ul>\n'
        )
        self.body += [f"<li>{self.encode(rule)}</li>\n" for rule in node["rules"]]
        self.body.append("</ul></details>\n")
    if node["cited_by"]:
        self.body.append('<details class="pb-cited-by"><summary>Cited by</summary>\n')
        _write_links(self, node["cited_by"])
        self.body.append("</details>\n")
    if node["history"]:
        self.body.append('<details class="pb-cited-by"><summary>History of this clause</summary>\n')
        _write_links(self, node["history"])
        self.body.append("</details>\n")
    if node["source"]:
        self.body.append(f'<p class="pb-source">{self.encode(node["source"])}</p>\n')
    raise nodes.SkipNode


def _write_links(self: HTML5Translator, links: Iterable[tuple[str, Cite]]) -> None:
    self.body.append("<ul>\n")
    here = self.builder.current_docname
    for words, cite in links:
        if cite.page not in self.builder.env.found_docs:
            if cite.kind == COMPARISON:
                continue
            self.body.append(f"<li>{self.encode(words)}</li>\n")
            continue
        address = self.builder.get_relative_uri(here, cite.page) + (f"#{cite.anchor}" if cite.anchor else "")
        preview = f' data-preview="{self.attval(cite.preview)}"' if cite.preview else ""
        label = self.encode(words)
        self.body.append(f'<li><a class="pb-cite" href="{self.attval(address)}"{preview}>{label}</a></li>\n')
    self.body.append("</ul>\n")


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
            foot.replace_self(_taken_apart(foot, self.env.found_docs))


def _taken_apart(foot: nodes.Element, pages: Container[str]) -> list[nodes.Node]:
    def named(links: Iterable[tuple[str, Cite]]) -> nodes.bullet_list:
        shown = ((words, cite) for words, cite in links if cite.kind != COMPARISON)
        return bullets([link(cite, words) if cite.page in pages else words] for words, cite in shown)

    found: list[nodes.Node] = []
    if foot["interpretations"]:
        found.append(named(foot["interpretations"]))
    if foot["rules"]:
        found += [paragraph("The rule, as the quizzes read it:"), bullets([rule] for rule in foot["rules"])]
    if foot["cited_by"]:
        found += [paragraph("Cited by:"), named(foot["cited_by"])]
    if foot["history"]:
        found += [paragraph("History of this clause:"), named(foot["history"])]
    if foot["source"]:
        found.append(paragraph(foot["source"]))
    return found


VISITORS: dict[type[nodes.Element], tuple[Any, Any]] = {
    citation_link: (_open_link, _close_link),
    folded: tagged("details"),
    fold_title: tagged("summary", ""),
    group: tagged("fieldset"),
    group_title: tagged("legend", ""),
    block_line: tagged("span", ""),
    layer: (_open_layer, _close_div),
    notice: tagged("div"),
    clause_foot: (_write_foot, None),
    taken_out: tagged("del", ""),
    put_in: tagged("ins", ""),
}
"""How each node is written in HTML."""
