"""The situations that a change judges otherwise, as a page lists them: the gravest first, the least folded away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from docutils import nodes
from docutils.nodes import Node

from policybook.changes.flips_in_words import GROUPS, Flip
from policybook.ext.base.nodes import Words, bullets, fold, paragraph
from policybook.policy.hints import typed

OPEN, MOST = 8, 40
"""So many sentences of a group stand open, and so many are listed at all; on children's safety more stand open."""
FOLDED = ("other", "opposite")
"""The groups that say least, and so are folded away whole."""


def flips_nodes(flips: Sequence[Flip]) -> Iterable[Node]:
    """The flips in their groups, a sentence each."""
    if not flips:
        yield paragraph("No situation would be judged otherwise.")
        return
    count = len(flips)
    kinds = "One kind of situation" if count == 1 else f"{count} kinds of situation"
    yield paragraph(
        f"{kinds} would be judged otherwise. "
        "Each is said of the facts that it names, and no others that the policy asks about."
    )
    for name, group in groupby(flips, key=lambda flip: flip.group):
        yield from _group(name, [[flip.sentence] for flip in group])


def _group(name: str, rows: list[Words]) -> Iterable[Node]:
    title = GROUPS[name]
    rest = len(rows) - MOST
    if rest > 0:
        more = f"And {rest} more, which {typed('compare', '--flips')} and {typed('propose')} list."
        rows = [*rows[:MOST], [more]]
    if name in FOLDED:
        yield fold(f"{title} ({len(rows)})", bullets(rows))
        return
    yield paragraph(nodes.strong("", title))
    shown = 2 * OPEN if name == "critical" else OPEN
    shown = len(rows) if len(rows) <= shown + 2 else shown
    yield bullets(rows[:shown])
    if rows[shown:]:
        yield fold(f"{title}: the other {len(rows) - shown}", bullets(rows[shown:]))
