"""Every class of the model that travels in a file, as plain data and back: one codec over its fields.

A field stands in the file under its own name, as its type says: a tuple as a list, a mapping as an object, an act
or a claim as its sentence. `WAYS` says what is not plain, and why a field is left out; a field that it does not
name travels.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from policybook.policy import language, model
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.organisation import Office, Organisation
from policybook.policy.readings import parse_reading, reading_sentence
from policybook.policy.training import Decision, Option, Question, Scenario, Topic

Extras = Mapping[type, Callable[[Any], Mapping[str, Any]]]
"""What is worked out of a thing for other programs, by its class; it is written and never read."""
Data = Mapping[str, Any]
T = TypeVar("T")
_Reader = Callable[[Any, model.Vocabulary, Data], Any]


@dataclass(frozen=True, slots=True)
class Way:
    """How a field travels that is not simply there under its own name.

    `key` is its name in the file; one that is `brief` is not written where it is empty, one that is `late` may be
    missing from an older file, and `write` and `read` turn it into another shape. A field that has no key of its
    own stands `above` (under that key of what it is part of) or in the `spoken` sentence, or is `lost`, which says why.
    """

    key: str = ""
    brief: bool = False
    late: bool = False
    write: Callable[[Any], Any] | None = None
    read: Callable[[Any], Any] | None = None
    above: str = ""
    spoken: bool = False
    lost: str = ""

    @property
    def written(self) -> bool:
        """Whether it has a key of its own."""
        return not (self.above or self.spoken or self.lost)


_PLAIN, _BRIEF, _LATE, _SPOKEN = Way(), Way(brief=True), Way(late=True), Way(spoken=True)
_PAIRS = Way(write=dict, read=lambda found: tuple(_pair(*item) for item in found.items()))
_BEFORE = Way(
    write=lambda pair: dict(zip(("name", "digest"), pair, strict=True)) if pair[0] else None,
    read=lambda found: _pair(found["name"], found["digest"]) if found else ("", ""),
)
_VERBS = Way(
    brief=True,
    write=lambda verbs: {text: {verb.direction: verb.strength} for text, verb in verbs.items()},
    read=lambda found: {text: model.Verb(text, *next(iter(means.items()))) for text, means in found.items()},
)
_PLACE = Way(lost="the line of an author's file, which does not come along")

WAYS: Mapping[type, Mapping[str, Way]] = {
    Handbook: {
        "editions": _LATE,
        "retired": _LATE,
        "outside": Way(lost="guidance says for itself what it rests on"),
        "organisation": _LATE,
        "cases": Way(lost="what the stories ought to cover is the authors' business"),
        "trials": Way(lost="a list of notebooks, which do not come along"),
        "everyday": Way(lost="what people ask, which is kept beside the policy"),
        "extends": Way(lost="what it is held against is a file of its own"),
    },
    model.Word: {
        "name": Way(above="name"),
        "parents": Way("is", brief=True),
        "contrary": _BRIEF,
        **dict.fromkeys(("takes", "gives", "of", "idle", "breach", "ask", "untouched"), _BRIEF),
    },
    model.Norm: {
        **dict.fromkeys(("phrase", "preposition", "layer"), _SPOKEN),
        **dict.fromkeys(("recipients", "joiner", "timing", "governs", "standing", "when", "unless"), _BRIEF),
        **dict.fromkeys(
            ("unless_joiner", "especially", "outcomes", "outcome_joiner", "outcome_verb"), _BRIEF
        ),
        "before": Way(brief=True, write=lambda phrase: phrase.sentence),
        "clause": Way(above="id"),
    },
    model.Reading: {"interpretation": Way(above="id")},
    model.Interpretation: {"related": _BRIEF},
    model.Clause: {"page": Way(above="page")},
    model.Guidance: dict.fromkeys(("by", "on", "signed", "next"), _BRIEF),
    Question: {
        "exact": _BRIEF,
        "doctest": Way(lost="the working as it is stored on the page: it is worked out anew"),
    },
    Scenario: {
        **dict.fromkeys(("decisions", "minutes", "touches", "situations", "sensitive", "asides"), _LATE),
        "cells": Way(lost="the code of the notebook, which does not come along"),
        "kind": Way(lost="there is one kind that asks questions"),
        "words": Way(lost="counted from the notebook, which does not come along"),
    },
    Decision: {
        "follows": _PAIRS,
        "goes": _PAIRS,
        "cell": Way(lost="a cell of the notebook, which does not come along"),
    },
    Edition: {"follows": _BEFORE},
    Topic: {"gentle": _BRIEF},
    Office: {"telephone": _BRIEF},
    Organisation: {
        "language": Way(above="language"),
        "emergency": Way(lost="what stands on every page of the site, and on no other"),
    },
    model.Vocabulary: {"layers": _BRIEF, "verbs": _VERBS, "timings": _BRIEF},
}
# The keys that stand before the others, where the file has another order than the class.
_FIRST: Mapping[type, tuple[str, ...]] = {
    model.Norm: ("id", "sentence", "who", "only", "verb", "direction", "strength", "acts", "objects"),
    model.Clause: ("id", "number", "title", "kind", "lettered", "source"),
    Question: (
        *("id", "prompt", "kind", "who", "given", "asks", "paths", "roles", "hint", "safety_critical"),
        *("options", "key", "status", "interpretations", "clauses"),
    ),
    Option: ("letter", "text", "feedback", "marked", "place_in_order", "part"),
    Scenario: ("id", "title", "questions", "page", "asides", "minutes", "touches", "situations", "sensitive"),
    Decision: ("question", "scene"),
}


class _Field(NamedTuple):
    name: str
    key: str
    way: Way
    read: _Reader


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    types, ways = get_type_hints(kind), {"place": _PLACE, **WAYS.get(kind, {})}
    found = ((field.name, ways.get(field.name, _PLAIN)) for field in fields(kind))
    return tuple(_Field(name, way.key or name, way, _reader(types[name])) for name, way in found)


# ---- writing


def write(thing: object, told: Extras) -> dict[str, Any]:
    """A thing of the model as plain data, with what is `told` of it and of each part of it."""
    kind: type = type(thing)
    data: dict[str, Any] = {"sentence": thing.sentence} if isinstance(thing, model.Norm) else {}
    for name, key, way, _ in _fields(kind):
        found = getattr(thing, name)
        if way.written and (found or not way.brief):
            data[key] = way.write(found) if way.write else _data(found, told)
    if kind in told:
        data |= told[kind](thing)
    return {key: data[key] for key in _FIRST.get(kind, ())} | data


def _data(value: object, told: Extras) -> object:
    if isinstance(value, model.Act | model.Claim):
        return value.sentence
    if isinstance(value, model.Reading):
        return reading_sentence(value)
    if isinstance(value, tuple):
        return [_data(part, told) for part in value]
    if isinstance(value, Mapping):
        return {name: _data(part, told) for name, part in value.items()}
    return write(value, told) if is_dataclass(value) else value


# ---- reading


def read(kind: type[T], data: Data, words: model.Vocabulary, above: Data) -> T:
    """The thing of this class that plain data describe, in these words; `above` is what the data are part of.

    Raises KeyError, TypeError or AttributeError for data of another shape, and ValueError for a sentence that
    cannot be read.
    """
    any_kind: type = kind  # mypy takes a type of T for unhashable
    found: dict[str, Any] = {}
    for name, key, way, reader in _fields(any_kind):
        if way.above:
            found[name] = above[way.above]
        elif way.written and (key in data or not (way.brief or way.late)):
            found[name] = way.read(data[key]) if way.read else reader(data[key], words, data)
    return kind(**found)


_HEAR: Mapping[object, _Reader] = {
    model.Act: lambda text, words, _above: language.parse_act(text, words),
    model.Claim: lambda text, words, _above: language.parse_claim(text, words),
    model.Reading: lambda text, words, above: replace(parse_reading(text, words), interpretation=above["id"]),
    model.Norm: lambda data, words, above: replace(
        language.parse_norm(data["sentence"], words), id=data["id"], clause=above["id"]
    ),
}


@cache
def _reader(kind: type) -> _Reader:
    """What reads a value of this type."""
    inner, outer = get_args(kind), get_origin(kind)
    if kind in _HEAR:
        return _HEAR[kind]
    if is_dataclass(kind):
        return partial(read, kind)
    if outer is tuple and inner[-1] is ...:
        one = _reader(inner[0])
        return lambda value, words, above: tuple([one(part, words, above) for part in _a(list, value)])
    if outer is tuple:
        return lambda value, _words, _above: _pair(*_a(list, value))
    if outer is Mapping:
        one = _reader(inner[1])
        return lambda value, words, _above: {n: one(v, words, {"name": n}) for n, v in value.items()}
    return lambda value, _words, _above: _a(kind, value)


def _pair(one: object, other: object) -> tuple[str, str]:
    return _a(str, one), _a(str, other)


def _a(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
