"""What a verdict rests on, as plain data that is quick to read back: no sentence is parsed again.

It is for what is kept between two runs of one version, and its shape is nobody else's: other programs read
`handbook.json`. Words that no verdict rests on, and the places of things in their files, do not come along.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from typing import Any

from policybook.policy import model, organisation
from policybook.policy.handbook import Handbook

_KINDS: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        *(Handbook, organisation.Organisation, organisation.Emergency, organisation.Office),
        *(model.Vocabulary, model.Word, model.Verb, model.Timing, model.Section, model.Clause),
        *(model.Norm, model.Phrase, model.Interpretation, model.Reading, model.Guidance),
    )
}
"""All that is made of plain data, and nothing else is."""
_FIELDS: Mapping[type, Sequence[tuple[str, object]]] = {
    kind: [
        (field.name, field.default if field.default_factory is MISSING else field.default_factory())
        for field in fields(kind)
        if field.compare
    ]
    for kind in _KINDS.values()
    if is_dataclass(kind)
}
"""The fields that tell one thing from another, each with its usual value, which goes without saying."""
_KIND, _PARTS = "", "parts"
_HOLDERS = ("Clause", "Guidance")
_UNREAD: Mapping[str, Any] = {"text": "", "page": ""}


def rows_of(handbook: Handbook) -> object:
    """The parts of a handbook that a verdict, and what is said beside it, rest on."""
    sections = (
        replace(one, clauses=tuple(replace(clause, plain="", source=(), **_UNREAD) for clause in one.clauses))
        for one in handbook.sections
    )
    return _row(
        Handbook(
            handbook.vocabulary,
            tuple(sections),
            tuple(replace(note, **_UNREAD) for note in handbook.interpretations),
            tuple(replace(one, **_UNREAD) for one in handbook.guidance),
            roles=handbook.roles,
            organisation=handbook.organisation,
        )
    )


def thing_of(row: dict[str, Any]) -> object:
    """What an object of the plain data stands for: `json` makes each of its parts so, from within.

    Raises LookupError, TypeError or ValueError where it stands for nothing.
    """
    kind = row.pop(_KIND, None)
    if kind is None:
        return row
    if _PARTS in row:
        return _words(kind, *row[_PARTS])
    if kind in _HOLDERS and "norms" in row:
        row["norms"] = tuple(_norm(*norm) for norm in row["norms"])
    return _KINDS[kind](**_whole(row))


def _row(value: object) -> object:
    if isinstance(value, model.Verb | model.Timing):
        kind, parts = value.__reduce__()
        return {_KIND: kind.__name__, _PARTS: parts}
    if isinstance(value, model.Norm):
        verb = str(value.verb) if model.VERBS.get(value.verb) is value.verb else _row(value.verb)
        more = _unusual(replace(value, id="", clause=""), ("who", "verb", "phrase"))
        row = [value.id, value.clause, verb, value.who, value.phrase.acts, value.phrase.objects]
        return [*row, more] if more else row
    if isinstance(value, tuple):
        return [_row(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _row(part) for name, part in value.items()}
    return {_KIND: type(value).__name__, **_unusual(value)} if type(value) in _FIELDS else value


def _unusual(value: object, known: Sequence[str] = ()) -> dict[str, object]:
    told = ((name, getattr(value, name), usual) for name, usual in _FIELDS[type(value)] if name not in known)
    return {name: _row(part) for name, part, usual in told if part is not usual and part != usual}


def _norm(name: str, clause: str, verb: str | model.Verb, *rest: Any) -> model.Norm:  # noqa: ANN401 - as `_row` has it
    """A norm out of its row, which is short: there are more of them than of all else together."""
    who, acts, objects, *more = rest
    known = verb if isinstance(verb, model.Verb) else model.VERBS[verb]
    phrase = model.Phrase(tuple(acts), tuple(objects))
    return model.Norm(tuple(who), known, phrase, id=name, clause=clause, **_whole(more[0] if more else {}))


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    for name, part in row.items():
        if type(part) is list:
            row[name] = tuple(part)
    return row


@cache
def _words(kind: str, *parts: Any) -> object:  # noqa: ANN401 - whatever a verb or a time is made of
    return _KINDS[kind](*parts)
