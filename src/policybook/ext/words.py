"""Small pieces of English for pages: what things are called, dates, and Markdown as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

STATUS_LABELS: Mapping[str, str] = {
    "decided": "Decided",
    "partly": "Partly decided",
    "judgement": "Left to judgement",
    "silent": "Silent",
    "conflict": "Rules conflict",
}
"""What each status of a verdict is called on a page."""

KIND_LABELS: Mapping[str, str] = {
    "rule": "Policy",
    "aim": "Policy, an aim",
    "scope": "Policy, what it covers",
    "definition": "Policy, what a word means",
    "information": "Policy, information",
    "reference": "Policy, where else to look",
}
"""What each kind of clause is called over its words."""

LAYER_LABELS: Mapping[str, str] = {"house": "a rule of this handbook for safe answers, and not policy"}
"""What a layer of guidance is, in words; other layers are called what the vocabulary calls their policy."""

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "keeps": ("keeps", "It keeps the policy."),
    "keeps outside": ("keeps", "It does what another policy asks, to which this one hands over."),
    "falls short outside": (
        "falls-short",
        "It falls short of what another policy asks, to which this one hands over.",
    ),
    "falls short": ("falls-short", "It falls short of what the policy asks."),
    "against": ("against", "It goes against the policy."),
    "unsafe": ("unsafe", "It is not safe."),
    "open": ("open", "The policy does not settle whether it may be done."),
    "silent": ("silent", "The policy does not ask for this."),
    "sooner": ("keeps", "It is sooner than the policy asks, and that is never wrong."),
    "true": ("keeps", "The policy says this."),
    "false": ("against", "The policy does not say this."),
}
"""The class and the words for what the policy makes of an option."""

LASTING = ("clause", "interp", "question", "scenario", "role")
"""The roles that an edition's page renders by itself; other roles become their words there."""

_ROLE = re.compile(r"\{([a-z-]+)\}`+([^`]+)`+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TO = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_TITLED = re.compile(r"(.*?)\s*<([^<>]+)>")


def shortened(text: str, width: int = 90) -> str:
    """Return the text, cut after a word where it is longer than `width`."""
    if len(text) <= width:
        return text
    return f"{text[: width + 1].rsplit(' ', 1)[0].rstrip(',;:.')} …"


def plain_text(markdown: str, cited: Callable[[str, str], str]) -> str:
    """Return Markdown as plain text; `cited` says what a citation of (role, id) is called."""

    def role(found: re.Match[str]) -> str:
        titled = _TITLED.fullmatch(found[2])
        return titled[1] if titled else cited(found[1], found[2])

    text = _LINK.sub(r"\1", _ROLE.sub(role, markdown))
    return " ".join(re.sub(r"[*`]", "", text).split())


def standing_alone(markdown: str) -> str:
    """Return Markdown without what may break when the pages around it change: other roles, and links to pages."""

    def role(found: re.Match[str]) -> str:
        titled = _TITLED.fullmatch(found[2])
        return found[0] if found[1] in LASTING else titled[1] if titled else found[2]

    def there(found: re.Match[str]) -> str:
        return found[0] if found[2].startswith(("https:", "http:", "mailto:", "tel:")) else found[1]

    return _TO.sub(there, _ROLE.sub(role, markdown))


def cited_ids(markdown: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Return the (role, id) of everything that the texts cite."""
    for text in markdown:
        if "{" in text:
            for role, words in _ROLE.findall(text):
                titled = _TITLED.fullmatch(words)
                yield role, (titled[2] if titled else words).strip()
