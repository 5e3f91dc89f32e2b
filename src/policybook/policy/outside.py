"""Law and guidance outside the policy: what a document is called, which edition, and how sure that is.

One register, `book/outside.yml`, says it of each; guidance and proposals cite it there, so that a newer edition is one
change.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from policybook.policy.problems import Placed

ORIGIN = "Where this comes from"
"""What is said over the outside sources that guidance rests on."""

BEWARE = "Check before relying on it."
"""What stands after every outside source."""

SURE: Mapping[str, str] = {
    "read": "An excerpt of it was read, and the live page was not opened.",
    "reported": "Others report it, and the document itself was not read.",
    "general-knowledge": "This is general knowledge, and nothing was read to confirm it.",
    "not-found": "So it is ours to settle.",
}
"""How sure an outside source is, and what that means in words; the surest first."""


@dataclass(frozen=True, slots=True)
class OutsideSource(Placed):
    """Law or guidance: its id in the register ("" outside it), what it is called, its edition, and how sure that is.

    `seen` is the ISO date on which somebody last looked for it, and `gist` what a proposal takes from it.
    """

    id: str
    title: str
    edition: str
    sure: str
    gist: str = ""
    link: str = ""
    seen: str = ""
