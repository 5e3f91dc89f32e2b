"""Small defects of what the site is built with, each mended where it arises."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils.nodes import Element, Node, Text, document, footnote, inline, title
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxSmartQuotes
from sphinx.transforms.post_transforms import SphinxPostTransform

DARK_CODE = "a11y-high-contrast-dark"
"""The companion of `pygments_style` in site/settings.py: 7:1 for every kind of word."""


def darken(app: Sphinx) -> None:
    """Choose the style of code in the dark; Jupyter Book would pass the choice on before furo knows the word."""
    if "furo" in app.extensions:
        app.config.pygments_dark_style = DARK_CODE


def name_hidden_cells(app: Sphinx, _config: Config) -> None:
    """Let the summary of a hidden cell be called what it shows; myst-nb calls each one the same."""
    if "myst_nb" not in app.extensions:
        return
    from myst_nb.sphinx_ import HideCodeCellNode

    app.add_node(HideCodeCellNode, override=True, html=(_open_hidden, _close_hidden))


def _open_hidden(self: Any, node: Element) -> None:  # noqa: ANN401 - docutils gives its translators no type
    classes, title = escape(" ".join(node["classes"])), escape(node["prompt_show"])
    self.body.append(f'<details class="pb-hidden-cell {classes}">\n<summary>{title}</summary>\n')


def _close_hidden(self: Any, _node: Element) -> None:  # noqa: ANN401
    self.body.append("</details>\n")


def _open_footnote(self: Any, node: footnote) -> None:  # noqa: ANN401
    """Open a footnote as docutils does, but the list around it as a plain box: theirs is a landmark inside a landmark."""
    style = self.settings.footnote_references
    if not isinstance(node.previous_sibling(), footnote):
        self.body.append(f'<div class="footnote-list {style}">\n')
    self.body.append(self.starttag(node, "aside", classes=[node.tagname, style], role="doc-footnote"))


def _close_footnote(self: Any, node: footnote) -> None:  # noqa: ANN401
    self.body.append("</aside>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), footnote):
        self.body.append("</div>\n")


class WholeWords(SphinxPostTransform):
    """Let no heading break within a word such as “co-operate”."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_options: object) -> None:
        """Hold such words together."""
        texts = [text for heading in self.document.findall(title) for text in heading.findall(Text)]
        for text in texts:
            parts = re.split(r"\b(\w-\w+)", text)
            whole = [
                inline("", part, classes=["pb-whole"]) if at % 2 else Text(part)
                for at, part in enumerate(parts)
            ]
            if whole[1:]:
                text.parent.replace(text, whole)


class _ToEducate:
    """A page as smart quotes are to see it: without the blocks that hold nothing for them to change."""

    def __init__(self, page: document) -> None:
        self.page = page

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a page has
        return getattr(self.page, name)

    def findall(self, kind: type[Element]) -> Iterator[Element]:
        return (e for e in self.page.findall(kind) if any(map(_EDUCATED.search, e.findall(Text))))


_EDUCATED = re.compile(r"""["'`\\&\0]|--|\.\.\.|\. \. \.""")


class FewSmartQuotes(SphinxSmartQuotes):
    """Sphinx's smart quotes, which otherwise go through every letter and put every piece of text in its own place anew."""

    def apply(self, **options: object) -> None:
        """Look at the blocks where there is something to change."""
        self.document = _ToEducate(self.document)  # type: ignore[assignment]
        super().apply(**options)


_FINDALL = Node.findall


def _find(self: Node, condition: Any = None, *args: bool, **ways: bool) -> Iterator[Node]:  # noqa: ANN401 - as docutils has it
    """What docutils' own finds, in its order; that hands each node up through all that are above it, at each look at a page."""
    if args or ways:
        return _FINDALL(self, condition, *args, **ways)
    if isinstance(condition, type):
        return _below(self, condition)
    every = _below(self, Node)  # type: ignore[type-abstract]
    return filter(condition, every) if condition else every


def _below(node: Node, kind: type[Node]) -> Iterator[Node]:
    """A node and all below it, of one kind, in the order of the page."""
    if isinstance(node, kind):
        yield node
    above = [iter(node.children)]
    while above:
        for inner in above[-1]:
            if isinstance(inner, kind):
                yield inner
            if inner.children:
                above.append(iter(inner.children))
                break
        else:
            above.pop()


def setup_mended(app: Sphinx) -> None:
    """Mend before anything is read."""
    Node.findall = _find  # type: ignore[method-assign, assignment]
    transforms = app.registry.get_transforms()
    if SphinxSmartQuotes in transforms:
        transforms[transforms.index(SphinxSmartQuotes)] = FewSmartQuotes
    # Jupyter Book sets it whether or not an extension that knows it is there.
    if "comments_config" not in app.config:
        app.add_config_value("comments_config", {}, "")
    app.add_post_transform(WholeWords)
    app.add_node(footnote, override=True, html=(_open_footnote, _close_footnote))
    app.connect("builder-inited", darken, priority=400)
    app.connect("config-inited", name_hidden_cells, priority=950)
