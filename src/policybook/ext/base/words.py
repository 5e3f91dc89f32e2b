"""Small pieces of English for pages: what states and kinds are called, and Markdown that may stand alone."""

from collections.abc import Mapping

from policybook.policy.citations import Citation, Link, recited, relinked
from policybook.policy.english import QUOTING

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

SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("keeps outside", "sooner", "more", "true"), "keeps"),
    **dict.fromkeys(("falls short", "falls short outside"), "falls-short"),
    "false": "against",
}
"""The class of what the policy makes of an option, where it is not called the same."""

LASTING = ("clause", "interp", "question", "scenario", "role", *QUOTING)
"""The roles that an edition's page renders by itself; other roles become their words there."""


def standing_alone(markdown: str) -> str:
    """Return Markdown without what may break when the pages around it change: other roles, and links to pages."""

    def role(cited: Citation) -> str | None:
        return None if cited.role in LASTING else cited.words or cited.id

    def there(link: Link) -> str | None:
        return None if link.to.startswith(("https:", "http:", "mailto:", "tel:")) else link.words

    return relinked(recited(markdown, role), there)
