"""How something of the handbook is cited."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cite:
    """How something is cited: what it is called, a line that previews it, and where it stands."""

    kind: str
    id: str
    label: str
    preview: str
    page: str
    anchor: str
