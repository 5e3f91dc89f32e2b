"""Words of the vocabulary and interpretations made wrong: an edge, a contrary or a part gone, a reading or a note changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.model import SITUATION_TABLES, Reading, Word
from policybook.policy.readings import reading_sentence

_LISTS = ("norms", "when", "who", "particulars")
"""What a reading lists, each of which it may say one too few of."""


def of_words(handbook: Handbook) -> Iterator[Mutant]:
    """Every mutant of the vocabulary's words: one thing that a word says of itself is not said."""
    for table in SITUATION_TABLES:
        for word in handbook.vocabulary.tables[table].values():
            # What an act is done to stays, or the sentences that name it could not be read.
            takes = handbook.vocabulary.takes(word.name) if table == "acts" else ""
            for sort, what, new in _of_word(word, takes):
                yield Mutant(f"word: {sort}", f"{table}/{word.name}", what, word, new)


def _of_word(word: Word, takes: str) -> Iterator[tuple[str, str, Word]]:
    for parent in word.parents:
        left = _without(word.parents, parent)
        yield "edge", f"no kind of “{parent}”", replace(word, parents=left, takes=takes)
    for other in word.contrary:
        yield "contrary", f"not contrary to “{other}”", replace(word, contrary=_without(word.contrary, other))
    if word.gives:
        yield "part", f"not giving who acts the part of “{word.gives}”", replace(word, gives="")
    if word.of:
        yield "part", "true of anybody", replace(word, of=())
    if word.breach:
        yield "breach", "no breach", replace(word, breach=False)


def _without(names: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != gone)


def of_readings(handbook: Handbook) -> Iterator[Mutant]:
    """Every mutant of what interpretations read: a reading that says less, or otherwise, or is not there."""
    for note in handbook.interpretations:
        for reading in note.readings:
            for sort, what, new in _of_reading(reading):
                kept = tuple(new if one is reading else one for one in note.readings)
                changed = replace(note, readings=tuple(filter(None, kept)))
                read = f"with “{reading_sentence(reading)}” {what}"
                yield Mutant(f"reading: {sort}", note.id, read, note, changed)


def _of_reading(reading: Reading) -> Iterator[tuple[str, str, Reading | None]]:
    yield "dropped", "taken away", None
    for field in _LISTS:
        words: tuple[str, ...] = getattr(reading, field)
        for word in words if len(words) > 1 else ():
            left: dict[str, Any] = {field: _without(words, word)}
            yield "less", f"without “{word}”", replace(reading, **left)
    if reading.form == "doubts" and reading.when:
        yield "condition", "without its circumstance", replace(reading, when=())
    if reading.form in ("reads", "leaves open whether"):
        other = "leaves open whether" if reading.form == "reads" else "reads"
        yield "form", f"as “{other}”", replace(reading, form=other)


def of_clauses(handbook: Handbook) -> Iterator[Mutant]:
    """Every mutant of the clauses that interpretations name: one too few, or one that they do not change."""
    for note in handbook.interpretations:
        others = [name for name in handbook.clauses if name not in note.clauses]
        lists = [(f"without “{name}”", _without(note.clauses, name)) for name in note.clauses]
        lists += [(f"with “{name}”", (*note.clauses, name)) for name in others[:1]]
        for what, clauses in lists:
            changed = replace(note, clauses=clauses)
            yield Mutant("note: clauses", note.id, f"{what} in its clauses", note, changed)
