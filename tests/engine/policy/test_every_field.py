"""Every field of every class of the model: its place in the file, the review and the fingerprints, or why it has none.

Each is changed, and then something has to change: a field that has no place turns these tests red.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from places import SMALL
from schemas import HANDBOOK, RECORD

from policybook.editions import codec, edition
from policybook.editions.handbook_json import from_json, to_json
from policybook.load import load
from policybook.policy import handbook, model, training
from policybook.policy.handbook import Edition, Extends, Handbook, Overlay, Tombstone
from policybook.policy.language import parse_act, parse_norm
from policybook.policy.model import (
    VERBS,
    Act,
    Claim,
    Clause,
    Guidance,
    Interpretation,
    Norm,
    Phrase,
    Reading,
    Section,
    Verb,
    Vocabulary,
    Word,
)
from policybook.policy.organisation import Office
from policybook.policy.problems import Place
from policybook.policy.readings import parse_reading
from policybook.policy.training import Decision, Option, Question, Reader, Scenario, Topic
from policybook.records import record as records
from policybook.reviews.suspects import reviewables_of
from policybook.training.bank import weighed

CLASSES = [
    kind
    for module in (model, training, handbook)
    for kind in vars(module).values()
    if inspect.isclass(kind) and is_dataclass(kind) and kind.__module__ == module.__name__
]
MEASURES = {
    "file": to_json,
    "review": lambda book: sorted(item.own for item in reviewables_of(book, SMALL).values()),
    "clause's fingerprint": lambda book: [clause.fingerprint for clause in book.clauses.values()],
    "policy's fingerprint": edition.fingerprint,
    "question's fingerprint": lambda book: [
        weighed(book, question).fingerprint for question in book.questions
    ],
}
ASKED = {
    "file": CLASSES,
    "review": (Clause, Question, Option, Act, Claim, Scenario, Decision),
    "clause's fingerprint": (Clause, Norm, Phrase),
    "policy's fingerprint": (
        *(Handbook, Vocabulary, Word, Section, Clause, Norm, Phrase, Interpretation, Reading, Guidance),
    ),
    "question's fingerprint": (Question, Option),
}
WHERE = "where it stands changes nothing in it"
TRAINING = "training is no part of the policy"
BY_CITING = (
    "its title and its line in plain words are reviewed; the rest is with what cites it, by its fingerprint"
)
LEFT_OUT = {
    "file": {
        "Case": "what the stories ought to cover is the authors' business",
        "Cell": "the code of a notebook, which does not come along",
        **dict.fromkeys(("Extends", "Overlay"), "what it is held against is a file of its own"),
    },
    "review": {
        **{f"Clause.{name}": BY_CITING for name in ("id", "number", "text", "norms")},
        **{f"Clause.{name}": BY_CITING for name in ("source", "kind", "lettered", "page")},
        "Question.id": "the line in the lock names it",
        "Question.roles": "who is asked by it stands there in its place",
        "Question.doctest": "derived, and compared by the check",
        "Question.page": WHERE,
        "Option.letter": "the order of the options gives it",
        "Scenario.id": "the line in the lock names it",
        "Scenario.page": WHERE,
        "Scenario.cells": "what is stored under them is derived",
        "Scenario.minutes": "worked out, and compared by the check",
        "Scenario.words": "counted, for its minutes",
        "Scenario.touches": "the story's first words say it",
        "Scenario.situations": "held against the list of situations by the check",
        "Scenario.sensitive": "its note and its signpost are in the story",
        "Scenario.asides": "worked out from where the decisions lead",
        "Scenario.kind": "there is one kind that asks questions",
        "Decision.scene": "a heading of the story",
        "Decision.cell": WHERE,
    },
    "clause's fingerprint": {
        **dict.fromkeys(("Clause.id", "Clause.number", "Clause.page"), WHERE),
        "Clause.title": "a heading, and no rule",
        "Clause.plain": "reviewed by itself",
        "Clause.source": "what it is held against, and no word of it",
        "Clause.kind": "what is said of it, and no word of it",
        "Clause.lettered": WHERE,
        "Norm.id": "its clause and its act",
        "Norm.clause": WHERE,
    },
    "policy's fingerprint": {
        **dict.fromkeys(("Handbook.questions", "Handbook.scenarios", "Handbook.readers"), TRAINING),
        **dict.fromkeys(("Handbook.topics", "Handbook.cases", "Handbook.trials"), TRAINING),
        "Handbook.everyday": "what staff ask, and no word of the policy",
        "Handbook.extends": "what it is held against",
        "Word.ask": "what a list to choose from calls it",
        "Handbook.source": "what the policy is held against",
        **dict.fromkeys(
            ("Handbook.roles", "Handbook.organisation"), "office-holders and numbers come and go"
        ),
        "Vocabulary.layers": "what another policy is called",
        "Word.untouched": "words to look for in questions",
        "Handbook.outside": "no verdict rests on it",
        "Handbook.editions": "what was adopted before",
        "Handbook.retired": "what is no policy any more",
        "Word.name": "its key in the vocabulary is",
        "Word.idle": "no verdict turns on it",
        "Section.page": WHERE,
        "Clause.plain": "an aid to reading",
        "Clause.source": "what it is held against",
        "Clause.lettered": "its number shows it",
        "Clause.page": WHERE,
        "Norm.id": "its clause and its act",
        "Norm.clause": WHERE,
        "Interpretation.title": "what is said of the reading",
        "Interpretation.text": "what is said of the reading",
        "Interpretation.related": "what is said of the reading",
        "Interpretation.safety_critical": "who has to settle it",
        "Interpretation.page": WHERE,
        "Reading.interpretation": WHERE,
        "Guidance.title": "no verdict rests on it",
        "Guidance.text": "no verdict rests on it",
        **dict.fromkeys(("Guidance.by", "Guidance.on", "Guidance.signed"), "who says it, and since when"),
        "Guidance.next": "no verdict rests on it",
        "Guidance.page": WHERE,
    },
    "question's fingerprint": {
        "Question.id": "the record names it",
        "Question.asks": "no word of it is shown",
        **dict.fromkeys(("Question.paths", "Question.roles"), "whom it is put to changes nothing in it"),
        "Question.hint": "help, and no part of what is asked",
        "Question.exact": "what it makes right is",
        "Question.safety_critical": "how a wrong answer is met",
        "Question.doctest": "derived",
        "Question.page": WHERE,
        "Option.feedback": "shown after the answer",
        "Option.marked": "what is right is the policy's to say",
        **dict.fromkeys(("Option.acts", "Option.place_in_order"), "what they make right is"),
    },
}
"""Each class or field without a place, and why; what `codec.WAYS` leaves out says why there. No place is anywhere."""


def sample() -> Handbook:
    """The small handbook, with something in every field."""
    book = load(SMALL)
    words = replace(
        book.vocabulary,
        verbs={"shall": Verb("shall", "for", 7)},
        timings=("within 24 hours", "at the earliest opportunity", "immediately", "in a moment"),
    )

    def act(text: str) -> Act:
        return parse_act(
            f"{text} acid and towel from manager and deputy immediately when lesson and crowded", words
        )

    rich = parse_norm(
        "worker or swimmer must keep or delete acid or towel to manager and deputy and child immediately "
        "before keep acid especially if they admit or film child or swimmer when accident and lesson unless emergency and crowded and wet-floor "
        "especially when disclosure or dirty-water, or else may warning and dismissal and loss-of-trust",
        words,
    )
    free = parse_norm("only worker may sing", words)
    first, *others = book.sections[0].clauses
    more = [replace(n, id=f"{first.id}/{n.phrase.acts[0]}", clause=first.id) for n in (rich, free)]
    first = replace(first, norms=(*more, *first.norms))
    readings = (
        "reads accident as covering near-accident and broken-bone",
        "hands over filming/film and accidents/tell when lesson and crowded to safeguarding-policy under safety-first/tell",
        "fills accidents/tell from filming/film",
        "excuses manager when lesson and crowded",
        "sets aside filming/film when lesson and crowded unless accident or disclosure",
        "leaves filming/film to judgement for worker and swimmer",
    )
    note = replace(
        book.interpretations[0],
        clauses=("accidents", "filming"),
        related=("no-running",),
        safety_critical=True,
        readings=tuple(replace(parse_reading(text, words), interpretation="I-1") for text in readings),
    )
    asked, *more = book.questions
    option = replace(
        asked.options[0], acts=(act("cleaner and worker: keep"), act("delete")), place_in_order=1
    )
    asked = replace(
        asked,
        who=("lifeguard", "cleaner"),
        given=("lesson", "wet-floor"),
        asks=(act("keep"), act("delete")),
        options=(option, *asked.options[1:]),
        roles=("worker", "lifeguard"),
        hint="Think.",
    )
    parts = [("whom", "manager"), ("joined", "alone")]
    told = tuple(Option(at, at, "Why.", True, part=part) for at, part in zip("ab", parts, strict=True))
    tell = Question("whom", "Whom?", ("lifeguard",), ("accident",), (), told, "tell", page="quizzes/rules")
    tell = replace(tell, exact=True)
    names = tuple(question.id for question in more)
    decision = replace(book.scenarios[0].decisions[0], question=names[0], goes=(("a", "end"), ("c", "end")))
    story = replace(book.scenarios[0], decisions=(decision,), questions=names, asides=names, sensitive=True)
    head = Edition(
        "2019.1.0", "2019-01-15", "2020-01-15", "7", "a" * 64, ("P1", "P2"), "editions/x", "b" * 64
    )
    heads = replace(
        head,
        restates="a policy",
        follows=("2018.1.0", "c" * 64),
        clauses={"filming": "d" * 64},
        pages={"book/policy/rules": ("no-running", "filming")},
    )
    line = replace(book.guidance[0], id="line", by="manager", on="2026-01-10", signed="2026-01-11")
    return replace(
        book,
        guidance=(replace(line, next=("deputy", "manager")), *book.guidance),
        vocabulary=replace(
            words,
            acts={"wear": Word("wear", "wear", takes="things", breach=True), **words.acts},
            things={
                "shut": Word(
                    *("shut", "it is shut"),
                    gives="child",
                    of=("worker", "child"),
                    idle=True,
                    untouched=("locked", "shut"),
                ),
                **words.things,
            },
        ),
        sections=(replace(book.sections[0], clauses=(first, *others)), *book.sections[1:]),
        interpretations=(note, replace(note, id="I-2", related=(), readings=())),
        questions=(asked, *more, tell),
        scenarios=(story,),
        roles=(
            Office("manager", "The manager", "N. Body", "room 1", "01632 960001"),
            Office("deputy", "The deputy"),
        ),
        editions=(head, heads),
        retired=(Tombstone("diving", ("filming", "accidents"), "Nobody dives."),),
        readers=(Reader("guards", "a guard", "guards", ("lifeguard", "cleaner")),),
        topics=(Topic("water", "Water", names, gentle=True), Topic("air", "Air", names)),
        trials=("try", "try-again"),
        extends=Extends("base.json", "0" * 64, "the base", (Overlay("accidents", "We have two pools."),)),
        organisation=replace(
            book.organisation, records="manager", signs=("manager", "deputy"), capitals=("Pool", "Lane")
        ),
    )


# ---- changing one field


def again(thing: Any, changed: str) -> Any:
    """The thing with what its parts have of its fields, one of which was changed, put right."""
    found = {field.name: getattr(thing, field.name) for field in fields(thing)}
    parts = {n: v for n, v in found.items() if isinstance(v, tuple) and v and is_dataclass(v[0])}
    for name, value in parts.items():
        found[name] = tuple(put(part, found[changed], lambda way: way.above == changed) for part in value)
    return replace(thing, **found)


def put(thing: Any, value: Any, where: Callable[[codec.Way], bool]) -> Any:
    return replace(thing, **{name: value for name, way in ways(type(thing)).items() if where(way)})


def ways(kind: type) -> Mapping[str, codec.Way]:
    return codec.WAYS.get(kind, {})


BOOK = sample()
SHOWN = {name: measure(BOOK) for name, measure in MEASURES.items()}
OTHER_WORDS = {
    "must": "should",
    "immediately": "at the earliest opportunity",
    "to": "from",
    "from": "to",
    "and": "or",
    "may": "will",
    "policy": "house",
    "reads": "reads not",
    "silent": "judgement",
    "one": "all",
    "awaiting": "confirmed",
    "all": "order",
    "rule": "aim",
}
PAIRS = {
    (Edition, "follows"): ("2018.2.0", "e" * 64),
    (Option, "part"): ("joined", "and"),
    (Norm, "unless_joiner"): "",
}


def other(value: Any) -> Any:
    """Another value of the same type, which a sentence could hold where this one could."""
    if isinstance(value, bool | int):
        return not value if isinstance(value, bool) else value + 1
    if isinstance(value, Verb):
        return VERBS[other_word(value)]
    if isinstance(value, str):
        return other_word(value)
    if isinstance(value, Place):
        return replace(value, line=value.line + 1)
    if isinstance(value, tuple):
        return value[:-1] if len(value) > 1 else (other(value[0]),)
    if isinstance(value, Mapping):
        last = list(value.values())[-1]
        return {**value, "another": replace(last, name="another") if isinstance(last, Word) else last}
    name = next(field.name for field in fields(value) if field.name != "place")
    return again(replace(value, **{name: other(getattr(value, name))}), name)


def other_word(text: str) -> str:
    words = BOOK.vocabulary
    for table in (words.people, words.acts, words.things, words.outcomes):
        if text in table:
            return next(n for n in table if n != text and words.takes(n) == words.takes(text))
    return OTHER_WORDS.get(text, f"{text}x")


def changed(thing: Any, kind: type, name: str, empty: tuple[Any, ...] = (0, "", (), {}, None)) -> Any:
    """The thing with that field changed in the first part of it where it is not empty; None where it is nowhere."""
    if isinstance(thing, kind) and getattr(thing, name) not in empty:
        now = PAIRS[kind, name] if (kind, name) in PAIRS else other(getattr(thing, name))
        return again(replace(thing, **{name: now}), name)
    for part, put in parts_of(thing):
        now = changed(part, kind, name, empty)
        if now is not None:
            return put(now)
    return None


def parts_of(thing: Any) -> Iterator[tuple[Any, Any]]:
    """Each part, and what puts another in its stead."""
    if isinstance(thing, tuple):
        for at, part in enumerate(thing):
            yield part, lambda now, at=at: (*thing[:at], now, *thing[at + 1 :])
    elif isinstance(thing, Mapping):
        for key, part in thing.items():
            yield part, lambda now, key=key: {**thing, key: now}
    elif is_dataclass(thing):
        for field in fields(thing):
            yield (
                getattr(thing, field.name),
                lambda now, n=field.name: again(replace(thing, **{n: now}), n),
            )


# ---- the places


def left_out(measure: str, kind: type, name: str) -> str:
    """Why a field has no place there; "" where it should have one."""
    way = ways(kind).get(name, codec.Way()) if measure == "file" else codec.Way()
    above = f"the {way.above} of what it stands in" if way.above else ""
    where = WHERE if name == "place" else ""
    known = LEFT_OUT[measure]
    return where or above or way.lost or known.get(kind.__name__) or known.get(f"{kind.__name__}.{name}", "")


@pytest.mark.parametrize(
    ("measure", "kind", "name"),
    [(m, kind, field.name) for m, kinds in ASKED.items() for kind in kinds for field in fields(kind)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_each_field_has_its_place_or_a_reason(measure, kind, name):
    field, why = f"{kind.__name__}.{name}", left_out(measure, kind, name)
    book = changed(BOOK, kind, name) or changed(BOOK, kind, name, empty=((), {}, None))
    if book is None:
        assert kind.__name__ in LEFT_OUT["file"], f"the sample above has nothing in {field}: fill it"
        return
    shown = MEASURES[measure](book)
    if measure == "file":
        read = from_json(shown)
        assert to_json(read) == shown, f"{field} is written and not read"
    if why:
        assert shown == SHOWN[measure], f"{field} is in the {measure}, and it is said that it is not: {why}"
    else:
        assert shown != SHOWN[measure], f"{field} has no place in the {measure}"


def test_only_what_there_is_is_left_out():
    for measure, known in LEFT_OUT.items():
        there = {kind.__name__ for kind in ASKED[measure]}
        there |= {f"{kind.__name__}.{field.name}" for kind in ASKED[measure] for field in fields(kind)}
        assert set(known) <= there
    for kind, known in codec.WAYS.items():
        assert set(known) <= {field.name for field in fields(kind)}


# ---- the schemas


def objects(whole: Any, schema: Any, data: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Each object of a file whose keys are named: where the schema describes it, how, and the object."""
    if "$ref" in schema:
        where = schema["$ref"]
        schema = whole["$defs"][where.rpartition("/")[2]]
    if isinstance(data, list):
        for part in data:
            yield from objects(whole, schema.get("items", {}), part, f"{where}/items")
    elif isinstance(data, dict):
        named = schema.get("properties", {})
        if named:
            yield where, schema, data
        for key, value in data.items():
            below = named.get(key) or schema.get("additionalProperties") or {}
            yield from objects(whole, below, value, f"{where}/{key if key in named else '*'}")


def a_record() -> str:
    """A record with something in every key."""
    answers = {"late-for-a-lesson": "b"}
    known = {"name": "Ada Example", "role": "Lifeguard", "path": "quizzes/rules", "date": "2020-02-03"}
    return records.make(load(SMALL), answers=answers, **known)


def late(kind: type) -> set[str]:
    return {name for name, way in ways(kind).items() if way.late}


OPTIONAL = {
    "": {"induction", "organisation"},
    "/vocabulary": {"layers", "verbs", "timings"},
    "/scenarios/items": late(Scenario),
}
"""What every file has that is written now, and an older one may be without."""


@pytest.mark.parametrize(
    ("schema", "data", "optional"),
    [(HANDBOOK, json.loads(SHOWN["file"]), OPTIONAL), (RECORD, json.loads(a_record()), {})],
    ids=["handbook", "record"],
)
def test_the_schema_names_every_key_of_the_file_and_no_other(schema, data, optional):
    found: dict[str, tuple[Any, list[set[str]]]] = {}
    for where, part, thing in objects(schema, schema, data, ""):
        found.setdefault(where, (part, []))[1].append(set(thing))
    for where, (part, keys) in found.items():
        assert set.union(*keys) == set(part["properties"]), where or "the whole"
        assert set.intersection(*keys) == set(part["required"]) | optional.get(where, set()), where
    # Each object that the schema describes was met.
    assert len(found) == json.dumps(schema).count('"properties"')


def test_a_record_is_refused_for_a_key_that_its_schema_does_not_name():
    assert RECORD["properties"].keys() == records._KEYS
