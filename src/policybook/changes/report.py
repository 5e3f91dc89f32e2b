"""What changes between two handbooks, in text for people and as data for machines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from policybook.changes.compare import Change, Comparison, clause_number
from policybook.changes.flips_in_words import GROUPS, Flip
from policybook.changes.redline import SIGNS, Piece
from policybook.changes.training import Suspect, changed_clauses
from policybook.policy.english import listed, several
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause, Interpretation, Word


def alike(old: Handbook, new: Handbook) -> Handbook:
    """`old` with the questions and the stories of `new`, to see what the change does to them."""
    return replace(old, questions=new.questions, scenarios=new.scenarios)


# ---- for people


_BESIDE = "clauses in their plain line, title or place alone"


def differing(comparison: Comparison, edition: str) -> str:
    """How much of a handbook is not as it is in an edition, in a sentence: what every page says of it."""
    clauses = [change.id for change in comparison.clauses if not change.is_only_renumbered]
    changed = len(changed_clauses(comparison.old, comparison.new).intersection(clauses))
    counts = (
        (changed, "clause in its words or rules", "clauses in their words or rules"),
        (len(clauses) - changed, "clause in its plain line, title or place alone", _BESIDE),
        (len(comparison.interpretations), "interpretation", "interpretations"),
        (len(comparison.guidance), "piece of guidance", "pieces of guidance"),
        (len(comparison.words), "word of the vocabulary", "words of the vocabulary"),
    )
    found = listed([several(count, *words) for count, *words in counts if count])
    if not found:
        return f"Nothing differs from edition {edition}{' but numbers' if comparison.all else ''}."
    return f"What differs from edition {edition}: {found}."


def as_text(comparison: Comparison, names: tuple[str, str], *, redline: bool = False) -> str:
    """What changes, a clause at a time."""
    if comparison.is_empty:
        return f"No change: {names[0]} and {names[1]} say the same."
    lines = [f"From {names[0]} to {names[1]}:"]
    for sort, heading in SORTS.items():
        changes = [change for change in comparison.all if change.sort == sort]
        if changes:
            lines += ["", heading, *_lines(comparison, changes, redline=redline)]
    return "\n".join(lines)


SORTS = {
    "clause": "Clauses",
    "interpretation": "Interpretations",
    "guidance": "Guidance, which is not policy",
    "word": "Words of the vocabulary",
}
"""The headings of what may change."""


def _lines(comparison: Comparison, changes: Iterable[Change], *, redline: bool) -> Iterator[str]:
    renumbered = []
    for change in changes:
        if change.is_only_renumbered:
            renumbered.append(f"{clause_number(change.old)} to {clause_number(change.new)}")
            continue
        yield f"  {called(change)}: {listed(change.classes)}"
        yield from (f"    - {difference.words}" for difference in change.said)
        if redline and (words := marked(comparison.redline(change))):
            yield from (f"    | {line}" for line in words.split("\n"))
    if renumbered:
        yield f"  only renumbered: {listed(renumbered)}"


def called(change: Change) -> str:
    """What is changed, as people know it: number and title."""
    one = change.new or change.old
    if isinstance(one, Clause | Interpretation):
        return one.heading
    if isinstance(one, Word):
        return f"{one.name} (“{one.label}”)"
    return one.title if one else change.id


def marked(pieces: Sequence[Piece]) -> str:
    """A redline in signs that any screen can say, a paragraph a line."""
    words = " ".join(SIGNS[piece.fate].format(piece.text) for piece in pieces)
    return words.replace(" ¶ ", "\n").replace("¶", "")


def flips_text(found: Sequence[Flip]) -> str:
    """The flips in their groups, a sentence a line."""
    if not found:
        return "No situation would be judged otherwise."
    lines = [
        f"{several(len(found), 'kind')} of situation would be judged otherwise, given these facts alone:"
    ]
    for group, flips in groupby(found, key=lambda flip: flip.group):
        lines += ["", GROUPS[group], *(f"  - {flip.sentence}" for flip in flips)]
    return "\n".join(lines)


def training_text(found: Sequence[Suspect], said: str, retakes: Iterable[str]) -> str:
    """The questions and stories to read again, and whose records would be stale; `said` sums it up."""
    again = tuple(retakes)
    if not found and not again:
        return f"{said} No record would be stale."
    lines = [said, *(["Training that would need review:"] if found else [])]
    for suspect in found:
        undone = "" if suspect.holds else "; its marked answer would no longer be right"
        critical = ", safety-critical" if suspect.safety_critical else ""
        why = f" ({listed(suspect.clauses)})" if suspect.clauses else ""
        lines.append(f"  - {suspect.kind} {suspect.id}{critical}{why}{undone}")
    stale = ["", "Records that would be stale:", *(f"  - {line}" for line in again)]
    return "\n".join([*lines, *(stale if again else ["", "No record would be stale."])])


# ---- for machines


def as_data(
    comparison: Comparison,
    names: tuple[str, str],
    flips: Sequence[Flip] | None,
    training: Sequence[Suspect] | None,
) -> dict[str, Any]:
    """Everything as plain data."""
    changes = [_change(comparison, change) for change in comparison.all]
    data: dict[str, Any] = {"old": names[0], "new": names[1], "changes": changes}
    if flips is not None:
        data["flips"] = list(map(_flip, flips))
    if training is not None:
        data["training"] = [asdict(suspect) | {"clauses": list(suspect.clauses)} for suspect in training]
    return data


def _change(comparison: Comparison, change: Change) -> dict[str, Any]:
    return {
        "sort": change.sort,
        "id": change.id,
        "called": called(change),
        "classes": list(change.classes),
        "differences": list(map(asdict, change.differences)),
        "rules": [
            {
                "old": norm.old and norm.old.sentence,
                "new": norm.new and norm.new.sentence,
                "differences": list(map(asdict, norm.differences)),
            }
            for norm in change.norms
        ],
        "redline": [[piece.fate, piece.text] for piece in comparison.redline(change)],
    }


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "group": flip.group,
        "sentence": flip.sentence,
        **{n: list(filter(None, getattr(flip, n))) for n in ("who", "acts", "objects", "recipients")},
        "given": [[list(alike) for alike in facts] for facts in flip.given],
        "was": [saying.words for saying in flip.was],
        "would": [saying.words for saying in flip.would],
        "clauses": {"old": list(flip.clauses[0]), "new": list(flip.clauses[1])},
    }
