"""What a story says of itself: what it touches, what it covers, and what care it takes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from policybook.load.desk import Desk
from policybook.policy.problems import Kind, Place, nearest
from policybook.training.minutes import amiss

NOTEBOOK_KINDS = ("story", "try")
_KEYS = ("touches", "situations", "sensitive", "kind")
_SHAPE = 'Such as "policybook": {"touches": "…", "situations": ["S01"], "sensitive": false}.'


@dataclass(frozen=True)
class Frame:
    """A notebook's Markdown before the first decision and after the last, its minutes as it says them, and its words."""

    path: str
    opening: str
    closing: str
    minutes: int
    words: int


@dataclass(frozen=True)
class Metadata:
    """A notebook's own facts, from its metadata."""

    kind: str = "story"
    touches: str = ""
    situations: tuple[str, ...] = ()
    sensitive: bool = False

    def check(self, desk: Desk, frame: Frame) -> None:
        """Note what the notebook's own words lack."""
        opening, closing = (" ".join(text.split()) for text in (frame.opening, frame.closing))

        def lacks(what: str, hint: str) -> None:
            called = "story" if self.kind == "story" else "notebook"
            desk.add(Kind.NOTEBOOK, Place(frame.path), f"this {called} {what}", hint)

        if "999" not in opening or "designated safeguarding lead" not in opening:
            lacks(
                "does not begin with the banner for a child in danger.",
                "Copy the cell “Is a child in danger right now?” from another story, above the first decision.",
            )
        if self.kind == "try" and any(amiss(frame.minutes, frame.words)):
            lacks(*amiss(frame.minutes, frame.words))
        if self.touches and self.touches not in opening:
            lacks("does not say at its beginning what it touches.", f"Write “It is about {self.touches}.”.")
        if self.sensitive and not re.search(r"\bcontent note\b", opening, re.IGNORECASE):
            lacks(
                "is sensitive, and has no content note before the first decision.",
                "Say under “**Content note.**” what will come, and that it can be left at any point.",
            )
        if self.sensitive and "## If this story has upset you" not in closing:
            lacks(
                "is sensitive, and has no signpost after the last decision.",
                "End with a cell “## If this story has upset you” that says where help is.",
            )


def read_facts(desk: Desk, path: str, notebook: dict[str, Any]) -> Metadata:
    """The facts of a notebook; a problem for each that is missing or of another shape."""
    metadata = notebook.get("metadata")
    found = metadata.get("policybook") if isinstance(metadata, dict) else None
    place = Place(path)
    if not isinstance(found, dict):
        what = "this notebook does not say in its metadata what it touches and covers."
        desk.add(Kind.NOTEBOOK, place, what, _SHAPE)
        return Metadata()
    for key in found:
        if key not in _KEYS:
            hint = nearest(str(key), _KEYS, f"Keys: {', '.join(_KEYS)}.")
            desk.add(Kind.NOTEBOOK, place, f"this notebook's metadata has “{key}”, which is not read.", hint)
    kind = found.get("kind", "story")
    touches, covers = found.get("touches"), found.get("situations")
    sensitive = found.get("sensitive")
    listed = isinstance(covers, list) and all(isinstance(name, str) for name in covers)
    wrong = [
        name
        for name, good in {
            "kind": kind in NOTEBOOK_KINDS,
            "touches": isinstance(touches, str) and bool(touches.strip()),
            "situations": kind == "try" or (listed and bool(covers)),
            "sensitive": kind == "try" or isinstance(sensitive, bool),
        }.items()
        if not good
    ]
    for name in wrong:
        said = json.dumps(found.get(name), ensure_ascii=False)
        shown = said if len(said) < 60 else f"{said[:57]}…"
        desk.add(Kind.NOTEBOOK, place, f"this notebook's “{name}” cannot be {shown}.", _SHAPE)
    return Metadata(
        kind=kind if "kind" not in wrong else "story",
        touches=" ".join(str(touches).split()) if "touches" not in wrong else "",
        situations=tuple(covers) if listed and isinstance(covers, list) else (),
        sensitive=sensitive is True,
    )
