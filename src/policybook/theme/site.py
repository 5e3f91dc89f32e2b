"""What a page may run and fetch (decisions/0028), and what it says of itself where somebody shares it."""

import textwrap
from base64 import b64encode
from hashlib import sha256
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from policybook.theme.marking import HERE

BEGIN = (HERE / "templates" / "policybook" / "begin.js").read_text("utf-8")
"""The one script that stands in each page: what it does is to be done before anything is shown."""
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # furo's stylesheet holds its signs itself
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
"""What a page may load and do: nothing of another host, and no code or style within it."""


def digest(content: bytes) -> str:
    """Content as browsers name it before they run or keep it."""
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"


def policy(*scripts: str, **more: str) -> str:
    """The Content-Security-Policy of a page in which these scripts stand; `more` adds to a directive, by its name."""
    found = POLICY | {"script-src": " ".join(("'self'", *(f"'{digest(one.encode())}'" for one in scripts)))}
    for name, sources in more.items():
        directive = name.replace("_", "-")
        found[directive] = f"{found.get(directive, '')} {sources}".strip()
    return "; ".join(" ".join(pair) for pair in found.items())


def on_page(app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ANN401
    """Give a page its policy, and its first words to be shared with."""
    context |= {"pb_begin": BEGIN, "pb_policy": policy(BEGIN), "pb_base": app.config.html_baseurl}
    context["pb_description"] = textwrap.shorten(_first_words(doctree), 200, placeholder=" …")


def _first_words(doctree: nodes.Node | None) -> str:
    """What a page says first, its edition and the kind of its words set aside: these are the same on many pages."""
    for one in doctree.findall(nodes.paragraph) if doctree else ():
        if "pb-layer" not in one["classes"] and not _in_notice(one):
            return one.astext()
    return ""


def _in_notice(node: nodes.Node) -> bool:
    above = node.parent
    return above is not None and (above.get("classes") == ["pb-notice"] or _in_notice(above))


def _add_page(_app: Sphinx, config: Config) -> None:
    config.html_additional_pages = {"404": "404.html", **config.html_additional_pages}


def setup_site(app: Sphinx) -> None:
    """Have a page for addresses that lead nowhere, and a policy for each."""
    app.connect("config-inited", _add_page)
    app.connect("html-page-context", on_page)
