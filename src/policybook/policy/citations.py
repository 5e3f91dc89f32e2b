"""The one reader of citations and links in Markdown: {clause}`spare-keys`, {clause}`this rule <spare-keys>`, [words](page).

It knows neither the handbook nor what a role means: `policybook.policy.english.called` says what is cited in words.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

_ROLE = re.compile(r"\{([a-z-]+)\}(?:(``+)(?!`)(.+?)\2(?!`)|`([^`]*)`)", re.DOTALL)
# No address is longer, and a text of brackets alone is not searched to its end from each of them.
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^)[]{0,500})\)")
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
"""Where a link may lead, beside the handbook's own pages."""


class Citation(NamedTuple):
    """A role as written: what it cites, the author's own words for it or "", and from where to where it stands.

    `text` is all that stands between the backticks, and `id` the same where the author gives no words.
    """

    role: str
    id: str
    words: str
    text: str
    span: tuple[int, int]


class Link(NamedTuple):
    """A Markdown link: its words, where it leads, and from where to where it stands."""

    words: str
    to: str
    span: tuple[int, int]


def citations(text: str) -> Iterator[Citation]:
    """Each role of some Markdown, in order; what stands inside another's backticks is the other's text."""
    # A check reads thousands of texts, and most cite nothing.
    for found in _ROLE.finditer(text) if "{" in text else ():
        inner: str = found[3] or found[4] or ""
        words, name = "", inner
        if inner.rstrip()[-1:] == ">":
            words, _, name = inner.strip().removesuffix(">").rpartition("<")
        if not name or ">" in name:
            words, name = "", inner
        yield Citation(found[1], name.strip(), " ".join(words.split()), inner, found.span())


def links(text: str) -> Iterator[Link]:
    """Each link of some Markdown, in order."""
    for found in _LINK.finditer(text) if "](" in text else ():
        yield Link(found[1], found[2], found.span())


def may_lead_to(address: str) -> bool:
    """Whether a link may lead there: to a page, or to an address of a kind that runs nothing."""
    before, colon, _ = "".join(address.split()).partition(":")
    return not colon or before.lower() in SCHEMES or any(sign in before for sign in "/#?")


def recited(text: str, say: Callable[[Citation], str | None]) -> str:
    """The text with each citation as `say` has it; one for which it says None stays as it is written."""
    return _replaced(text, ((found.span, say(found)) for found in citations(text)))


def relinked(text: str, say: Callable[[Link], str | None]) -> str:
    """The text with each link as `say` has it; one for which it says None stays as it is written."""
    return _replaced(text, ((found.span, say(found)) for found in links(text)))


def _replaced(text: str, found: Iterator[tuple[tuple[int, int], str | None]]) -> str:
    parts, at = [], 0
    for (start, end), said in found:
        if said is not None:
            parts += [text[at:start], said]
            at = end
    return "".join((*parts, text[at:])) if parts else text


def unlinked(text: str) -> str:
    """The text with the words of each link in its place."""
    return relinked(text, lambda link: link.words)


def bare_words(text: str) -> str:
    """The words of some Markdown on one line, without links or markup: what a change of meaning shows in.

    A citation is what stands between its backticks. Every fingerprint is taken of this, so it stays as it is.
    """
    # A check reads thousands of texts, and most have neither.
    words = _opened(text) if "{" in text else text
    words = unlinked(words) if "](" in words else words
    return " ".join(words.replace("*", "").replace("_", "").replace("`", "").split())


def _opened(text: str) -> str:
    """The text with each citation's own text in its place, also inside another's."""
    return _ROLE.sub(lambda found: _opened(found[3] or found[4] or ""), text)


def cited(text: str, roles: Collection[str]) -> list[str]:
    """The ids that some Markdown cites in these roles, in order."""
    return [found.id for found in citations(text) if found.role in roles]


def clauses_named(text: str) -> list[str]:
    """The ids that some Markdown names as clauses, in order; to quote a norm's verb is to name its clause."""
    return [name.partition("/")[0] for name in cited(text, ("clause", "verb"))]
