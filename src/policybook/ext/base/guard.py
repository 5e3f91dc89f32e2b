"""The build holds authors' text to be text by itself, whatever the check has said of it: see `policybook.load.allowed`.

Only the blocks and roles of its lists are run, HTML is words, no file is read or copied that is not of the handbook,
and no page says how it is to be built.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from policybook.ext.base.domain import warn
from policybook.ext.base.roles import consumed
from policybook.load.allowed import KNOWN, ROLES, is_fact, is_picture
from policybook.load.markdown import past_front_matter
from policybook.load.shape import METADATA
from policybook.policy.citations import may_lead_to
from policybook.policy.problems import Kind

GENERATED = frozenset(("ask", "follows", "edition"))
"""The blocks that the handbook itself writes: on a story's page, and on an edition's."""
HTML = ("html_block", "html_inline")
"""What MyST is not to read as HTML, so that it is shown as words."""
SYNTAX = ("attrs_block", "attrs_inline", "colon_fence", "deflist")
"""What MyST is to read, for our blocks are written so."""
_OUTPUTS = (
    *("text/html", "image/svg+xml", "text/latex", "application/pdf", "application/javascript"),
    "application/vnd.jupyter.widget-view+json",
)
"""The outputs of a notebook's cells that a page does not show: they are documents, and may hold script."""


def settle(app: Sphinx, config: Config) -> None:
    """Set what our blocks and stories need of MyST and MyST-NB, and switch off HTML and outputs that may hold script."""
    if "myst_disable_syntax" in config:
        config.myst_disable_syntax = [*dict.fromkeys((*config.myst_disable_syntax, *HTML))]
        config.myst_enable_extensions = [*dict.fromkeys((*config.myst_enable_extensions, *SYNTAX))]
    if "nb_mime_priority_overrides" in config:
        # A decision of a story is a cell's text/markdown: on MyST-NB's own settings its pages would show the key alone.
        ours = [("html", "text/markdown", 1), ("dirhtml", "text/markdown", 1)]
        none = [("*", kind, None) for kind in _OUTPUTS]
        config.nb_mime_priority_overrides = [*config.nb_mime_priority_overrides, *ours, *none]
        config.nb_render_markdown_format = "myst"
        config.nb_execution_mode = "off"
    plain = {"file_insertion_enabled": False, "raw_enabled": False}
    app.connect("builder-inited", lambda app: app.env.settings.update(plain))


def hold(app: Sphinx, page: str, source: list[str]) -> None:
    """Read a page without what it says of its own building, and with nothing but what is on the lists.

    Sphinx looks directives and roles up in its own way while it reads a page, and puts docutils' back afterwards.
    """
    source[0] = _without_settings(source[0], str(app.env.doc2path(page)))
    directives.directive = _only(directives.directive, KNOWN | GENERATED, Refused, "block", page)
    roles.role = _only(roles.role, ROLES, consumed, "role", page)


def _without_settings(text: str, path: str) -> str:
    if path.endswith(".ipynb"):
        try:
            notebook = json.loads(text)
            for key in notebook["metadata"].keys() - METADATA:
                del notebook["metadata"][key]
            for cell in notebook["cells"]:
                cell["metadata"].pop("mystnb", None)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return text  # It is no notebook, which MyST-NB says.
        return json.dumps(notebook)
    lines = text.split("\n")
    end = past_front_matter(lines)
    if end and all(map(is_fact, lines[1 : end - 1])):
        return text
    left = "\n".join([*[""] * end, *lines[end:]])
    return f"\n{left}" if left.startswith("---") else left


def _only(
    look_up: Callable[..., object], known: frozenset[str], instead: object, called: str, page: str
) -> Callable[..., Any]:
    def looked_up(name: str, *arguments: object) -> object:
        if name in known:
            return look_up(name, *arguments)
        warn(Kind.DIRECTIVE, f"the {called} “{{{name}}}” is not one that a page may use.", page)
        return instead, []

    return looked_up


class _AnyOptions(dict[str, Callable[[str], str]]):
    """Takes every option as it is."""

    def __bool__(self) -> bool:
        return True

    def __missing__(self, _name: str) -> Callable[[str], str]:
        return str


class Refused(SphinxDirective):
    """What stands in the place of a directive that is not on the list: nothing."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = _AnyOptions()

    def run(self) -> list[nodes.Node]:
        """Show nothing."""
        return []


class Text(SphinxTransform):
    """Takes out of a page what is no text, once it has been read and before Sphinx copies anything."""

    default_priority = 870

    def apply(self, **_kwargs: object) -> None:
        """Look at each node that could run, fetch or copy something."""
        for node in [*self.document.findall(nodes.Element)]:
            if isinstance(node, nodes.raw) and "mime_type" in node.parent:
                node.parent.remove(node)  # One of a cell's outputs, of which the page shows another.
            elif isinstance(node, nodes.raw | nodes.meta | nodes.math | nodes.math_block):
                self._take_out(node, f"a {node.tagname} is no text")
            elif isinstance(node, nodes.image) and not self._is_ours(node["uri"]):
                self._take_out(node, f"the image “{node['uri']}” is no picture of the handbook's own")
            elif isinstance(node, addnodes.download_reference):
                what = f"this link leads to “{node['reftarget']}”, which is no page of the handbook"
                self._take_out(node, what)
            elif "refuri" in node and not may_lead_to(node["refuri"]):
                self._take_out(node, f"no link may lead to “{node['refuri']}”")

    def _is_ours(self, uri: str) -> bool:
        page = self.env.doc2path(self.env.docname, base=False)
        root = Path(self.app.srcdir)
        # A picture that a notebook's cell put out is named from the root.
        return is_picture(root, str(page), uri) or (uri[:1] == "/" and is_picture(root, "", uri[1:]))

    def _take_out(self, node: nodes.Element, what: str) -> None:
        warn(Kind.DIRECTIVE, f"{what}, and is left out.", node)
        node.parent.replace(node, node.children if isinstance(node, nodes.reference) else [])


def look_at_contents(_app: Sphinx, page: nodes.document) -> None:
    """Take every address out of a table of contents to which no link may lead, once all tables are there."""
    for contents in page.findall(addnodes.toctree):
        for entry in [*contents["entries"]]:
            if "://" in entry[1] and not may_lead_to(entry[1]):
                contents["entries"].remove(entry)
                warn(Kind.DIRECTIVE, f"no link may lead to “{entry[1]}”.", contents)
