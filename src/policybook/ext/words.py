"""Small pieces of English: lists, dates, what a norm or a verdict says, and Markdown as plain text."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from policybook.language import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policybook.model import Norm, Vocabulary

STATUSES: Mapping[str, str] = {
    "decided": "Decided",
    "partly": "Partly decided",
    "judgement": "Left to judgement",
    "silent": "Silent",
    "conflict": "Rules conflict",
}
"""What each status of a verdict is called on a page."""

KINDS: Mapping[str, str] = {
    "rule": "Policy",
    "aim": "Policy, an aim",
    "scope": "Policy, what it covers",
    "definition": "Policy, what a word means",
    "information": "Policy, information",
    "reference": "Policy, where else to look",
}
"""What each kind of clause is called over its words."""

LAYERS: Mapping[str, str] = {"house": "a rule of this handbook for safe answers, and not policy"}
"""What a layer of guidance is, in words; other layers are called what the vocabulary calls their policy."""

STATES: Mapping[str, str] = {"awaiting": "awaiting the governors", "confirmed": "confirmed by the governors"}
"""What each state of an interpretation is called."""

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "keeps": ("keeps", "It keeps the policy."),
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

_ROLE = re.compile(r"\{([a-z-]+)\}`+([^`]+)`+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TITLED = re.compile(r"(.*?)\s*<([^<>]+)>")


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """Return "a", "a and b", or "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def counted(items: Sequence[str], joiner: str) -> str:
    """Return a list whose joiner cannot be misread: "both a and b", "either a or b"."""
    if len(items) < 2:
        return "".join(items)
    if joiner == "and":
        return f"{'both ' if len(items) == 2 else 'all of '}{listed(items)}"
    return f"{'either ' if len(items) == 2 else 'any one of '}{listed(items, 'or')}"


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def shortened(text: str, width: int = 90) -> str:
    """Return the text, cut after a word where it is longer than `width`."""
    if len(text) <= width:
        return text
    return f"{text[: width + 1].rsplit(' ', 1)[0].rstrip(',;:.')} …"


def written_out(iso: str) -> str:
    """Return "15 January 2019" for "2019-01-15", and any other text as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B} {day.year}"


def labels(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the plain words for each word of the vocabulary."""
    tables = (vocabulary.people, vocabulary.acts, vocabulary.things, vocabulary.outcomes)
    return {name: word.label for table in tables for name, word in table.items()}


def norm_in_words(norm: Norm, known: Mapping[str, str]) -> str:
    """Return the norm as an English sentence: "… is never justified in possessing …"."""
    text = sentence(norm).removeprefix(f"[{norm.layer}] ")
    # "Needs not to" would be heard as "need not", which is leave to do it.
    text = text.replace(" needs not to ", " needs to make sure not to ")
    words: list[str] = []
    acts = {*norm.phrase.acts, norm.before}
    before, doing = "", False
    for word in text.split():
        bare = word.rstrip(",")
        label = known.get(bare, bare)
        if bare in acts:
            doing = before in ("in", "for", "before") or (doing and before == "or")
            label = gerund(label) if doing else label
            label += "" if bare != "tell" or norm.recipients else " somebody (nobody is named)"
        words.append(label + word[len(bare) :])
        before = bare
    return capital(" ".join(words)) + "."


_GERUNDS = {
    "be": "being",
    "put": "putting",
    "get": "getting",
    "set": "setting",
    "log": "logging",
    "let": "letting",
}


def gerund(label: str) -> str:
    """Return words that begin with a plain verb with its -ing form instead: "possess" is "possessing"."""
    verb, space, rest = label.partition(" ")
    if verb.endswith("ing"):
        return label
    ending = f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"
    return f"{_GERUNDS.get(verb, ending)}{space}{rest}"


def plain_text(markdown: str, cited: Callable[[str, str], str]) -> str:
    """Return Markdown as plain text; `cited` says what a citation of (role, id) is called."""

    def role(found: re.Match[str]) -> str:
        titled = _TITLED.fullmatch(found[2])
        return titled[1] if titled else cited(found[1], found[2])

    text = _LINK.sub(r"\1", _ROLE.sub(role, markdown))
    return " ".join(re.sub(r"[*`]", "", text).split())


def cited_ids(markdown: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Return the (role, id) of everything that the texts cite."""
    for text in markdown:
        if "{" in text:
            for role, words in _ROLE.findall(text):
                titled = _TITLED.fullmatch(words)
                yield role, (titled[2] if titled else words).strip()
