"""The handbook as one JSON file, and back: what a browser kernel or another program reads.

Norms travel as sentences of the language, with their parts spelled out beside them for programs that do
not want to parse; reading the file back parses the sentences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policybook.language import (
    act_sentence,
    parse_act,
    parse_claim,
    parse_norm,
    sentence,
)
from policybook.model import (
    Clause,
    Decision,
    Edition,
    Guidance,
    Handbook,
    Interpretation,
    Norm,
    Option,
    Phrase,
    Question,
    Reader,
    Role,
    Scenario,
    Section,
    Source,
    SourceItem,
    Tombstone,
    Topic,
    Vocabulary,
    Word,
)
from policybook.quiz import cited_clauses, right_letters, status_of
from policybook.readings import parse_reading, reading_sentence

FORMAT = "policybook-handbook-1"
_TABLES = ("people", "acts", "things", "outcomes")


def to_json(handbook: Handbook) -> str:
    """The whole handbook as JSON text, two exports of one handbook byte for byte the same."""
    return json.dumps(to_data(handbook), ensure_ascii=False, indent=1) + "\n"


def to_data(handbook: Handbook) -> dict[str, Any]:
    """The whole handbook as plain data, in the shape of `handbook.schema.json`."""
    return {
        "format": FORMAT,
        "language": "en-GB",
        "source": {
            "title": handbook.source.title,
            "adopted": handbook.source.adopted,
            "review_by": handbook.source.review_by,
            "items": [
                {
                    "label": i.label,
                    "gist": i.gist,
                    "carried_by": list(i.carried_by),
                    "not_carried": i.not_carried,
                }
                for i in handbook.source.items
            ],
        },
        "roles": [
            {"id": r.id, "title": r.title, "name": r.name, "contact": r.contact} for r in handbook.roles
        ],
        "induction": {
            "readers": [
                {"id": r.id, "title": r.title, "together": r.together, "kinds": list(r.kinds)}
                for r in handbook.readers
            ],
            "topics": [
                {"id": t.id, "title": t.title, "questions": list(t.questions)} for t in handbook.topics
            ],
        },
        "vocabulary": {
            table: {name: _word_data(word) for name, word in getattr(handbook.vocabulary, table).items()}
            for table in _TABLES
        },
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "page": section.page,
                "clauses": [_clause_data(clause) for clause in section.clauses],
            }
            for section in handbook.sections
        ],
        "interpretations": [
            {
                "id": note.id,
                "title": note.title,
                "text": note.text,
                "clauses": list(note.clauses),
                "state": note.state,
                "safety_critical": note.safety_critical,
                "readings": [reading_sentence(reading) for reading in note.readings],
                "page": note.page,
            }
            for note in handbook.interpretations
        ],
        "guidance": [
            {
                "id": guidance.id,
                "title": guidance.title,
                "layer": guidance.layer,
                "text": guidance.text,
                "norms": [_norm_data(norm) for norm in guidance.norms],
                "page": guidance.page,
            }
            for guidance in handbook.guidance
        ],
        "questions": [_question_data(handbook, question) for question in handbook.questions],
        "scenarios": [_scenario_data(scenario) for scenario in handbook.scenarios],
        "editions": [_edition_data(edition) for edition in handbook.editions],
        "retired": [{"clause": t.clause, "into": list(t.into), "why": t.why} for t in handbook.retired],
    }


def _edition_data(edition: Edition) -> dict[str, Any]:
    follows = dict(zip(("name", "digest"), edition.follows, strict=True))
    return {
        "name": edition.name,
        "adopted": edition.adopted,
        "review_by": edition.review_by,
        "minute": edition.minute,
        "fingerprint": edition.fingerprint,
        "proposals": list(edition.proposals),
        "path": edition.path,
        "digest": edition.digest,
        "restates": edition.restates,
        "follows": follows if edition.follows[0] else None,
        "clauses": dict(edition.clauses),
        "pages": {page: list(names) for page, names in edition.pages.items()},
    }


def _word_data(word: Word) -> dict[str, Any]:
    data: dict[str, Any] = {"label": word.label}
    if word.parents:
        data["is"] = list(word.parents)
    if word.contrary:
        data["contrary"] = list(word.contrary)
    if word.takes:
        data["takes"] = word.takes
    return data


def _phrase_data(phrase: Phrase) -> dict[str, Any]:
    return {"acts": list(phrase.acts), "objects": list(phrase.objects)}


def _norm_data(norm: Norm) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": norm.id,
        "sentence": sentence(norm),
        "who": list(norm.who),
        "only": norm.only,
        "verb": norm.verb,
        "direction": norm.direction,
        "strength": norm.strength,
        **_phrase_data(norm.phrase),
    }
    optional = {
        "recipients": list(norm.recipients),
        "joiner": norm.joiner,
        "timing": norm.timing,
        "before": norm.before,
        "governs": _phrase_data(norm.governs) if norm.governs else None,
        "when": list(norm.when),
        "unless": list(norm.unless),
        "especially": list(norm.especially),
        "outcomes": list(norm.outcomes),
        "outcome_joiner": norm.outcome_joiner,
        "outcome_verb": norm.outcome_verb,
    }
    return data | {name: value for name, value in optional.items() if value}


def _clause_data(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "number": clause.number,
        "title": clause.title,
        "kind": clause.kind,
        "lettered": clause.lettered,
        "source": list(clause.source),
        "text": clause.text,
        "plain": clause.plain,
        "norms": [_norm_data(norm) for norm in clause.norms],
        "fingerprint": clause.fingerprint,
    }


def _scenario_data(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "questions": list(scenario.questions),
        "page": scenario.page,
        "asides": list(scenario.asides),
        "minutes": scenario.minutes,
        "touches": scenario.touches,
        "situations": list(scenario.situations),
        "sensitive": scenario.sensitive,
        "decisions": [
            {"question": d.question, "scene": d.scene, "follows": dict(d.follows), "goes": dict(d.goes)}
            for d in scenario.decisions
        ],
    }


def _question_data(handbook: Handbook, question: Question) -> dict[str, Any]:
    status, notes = status_of(handbook, question)
    return {
        "id": question.id,
        "prompt": question.prompt,
        "kind": question.kind,
        "who": list(question.who),
        "given": list(question.given),
        "asks": list(question.ask_sentences),
        "paths": list(question.paths),
        "roles": list(question.roles),
        "hint": question.hint,
        "safety_critical": question.safety_critical,
        "options": [
            {
                "letter": option.letter,
                "text": option.text,
                "feedback": option.feedback,
                "marked": option.marked,
                "place_in_order": option.place_in_order,
                "part": list(option.part),
                "acts": list(option.act_sentences),
                "claims": list(option.claim_sentences),
            }
            for option in question.options
        ],
        "key": list(right_letters(handbook, question)),
        "status": status,
        "interpretations": list(notes),
        "clauses": list(cited_clauses(handbook, question)),
        "page": question.page,
    }


# ---- reading it back


def from_json(text: str) -> Handbook:
    """The handbook of an exported file.

    Raises ValueError, saying what is wrong, for text that is not such a file.
    """
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ValueError("this JSON is nested too deeply to be a handbook.") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"this is not a handbook of the format {FORMAT}.")
    try:
        return from_data(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this handbook is damaged: {error!r}.") from error


def from_data(data: Mapping[str, Any]) -> Handbook:
    """The handbook of plain data in the shape of `handbook.schema.json`."""
    tables = {
        table: {name: _word(name, entry) for name, entry in data["vocabulary"][table].items()}
        for table in _TABLES
    }
    words = Vocabulary(**tables)
    source = data["source"]
    # What was exported before there were readers has none.
    induction = data.get("induction") or {"readers": [], "topics": []}
    items = tuple(
        SourceItem(i["label"], i["gist"], tuple(i["carried_by"]), i["not_carried"]) for i in source["items"]
    )
    return Handbook(
        vocabulary=words,
        sections=tuple(_section(section, words) for section in data["sections"]),
        interpretations=tuple(_interpretation(note, words) for note in data["interpretations"]),
        guidance=tuple(_guidance(guidance, words) for guidance in data["guidance"]),
        questions=tuple(_question(question, words) for question in data["questions"]),
        scenarios=tuple(_scenario(scenario) for scenario in data["scenarios"]),
        source=Source(source["title"], source["adopted"], source["review_by"], items),
        roles=tuple(Role(r["id"], r["title"], r["name"], r["contact"]) for r in data["roles"]),
        editions=tuple(_edition(edition) for edition in data.get("editions", ())),
        retired=tuple(
            Tombstone(row["clause"], tuple(row["into"]), row["why"]) for row in data.get("retired", ())
        ),
        readers=tuple(
            Reader(r["id"], r["title"], r["together"], tuple(r["kinds"])) for r in induction["readers"]
        ),
        topics=tuple(Topic(t["id"], t["title"], tuple(t["questions"])) for t in induction["topics"]),
    )


def _edition(data: Mapping[str, Any]) -> Edition:
    follows = data["follows"] or {"name": "", "digest": ""}
    others = {
        "proposals": tuple(data["proposals"]),
        "follows": (follows["name"], follows["digest"]),
        "pages": {page: tuple(names) for page, names in data["pages"].items()},
    }
    return Edition(**{**data, **others})


def _scenario(data: Mapping[str, Any]) -> Scenario:
    """A story; one that was frozen before stories branched has no decisions."""
    return Scenario(
        id=data["id"],
        title=data["title"],
        questions=tuple(data["questions"]),
        page=data["page"],
        decisions=tuple(
            Decision(d["question"], tuple(d["follows"].items()), tuple(d["goes"].items()), d["scene"])
            for d in data.get("decisions", ())
        ),
        minutes=data.get("minutes", 0),
        touches=data.get("touches", ""),
        situations=tuple(data.get("situations", ())),
        sensitive=data.get("sensitive", False),
        asides=tuple(data.get("asides", ())),
    )


def _word(name: str, entry: Mapping[str, Any]) -> Word:
    parents, contrary = tuple(entry.get("is", ())), tuple(entry.get("contrary", ()))
    return Word(name, entry["label"], parents, contrary, entry.get("takes", ""))


def _norms(rows: list[Mapping[str, Any]], owner: str, words: Vocabulary) -> tuple[Norm, ...]:
    return tuple(replace(parse_norm(row["sentence"], words), id=row["id"], clause=owner) for row in rows)


def _section(data: Mapping[str, Any], words: Vocabulary) -> Section:
    clauses = []
    for row in data["clauses"]:
        norms = _norms(row["norms"], row["id"], words)
        clauses.append(
            Clause(
                id=row["id"],
                number=row["number"],
                title=row["title"],
                text=row["text"],
                plain=row["plain"],
                norms=norms,
                norm_sentences=tuple(sentence(norm) for norm in norms),
                source=tuple(row["source"]),
                kind=row["kind"],
                lettered=row["lettered"],
                page=data["page"],
            )
        )
    return Section(data["number"], data["title"], data["page"], tuple(clauses))


def _interpretation(data: Mapping[str, Any], words: Vocabulary) -> Interpretation:
    readings = tuple(
        replace(parse_reading(text, words), interpretation=data["id"]) for text in data["readings"]
    )
    return Interpretation(
        data["id"],
        data["title"],
        data["text"],
        tuple(data["clauses"]),
        data["state"],
        data["safety_critical"],
        readings,
        data["page"],
    )


def _guidance(data: Mapping[str, Any], words: Vocabulary) -> Guidance:
    norms = _norms(data["norms"], data["id"], words)
    sentences = tuple(sentence(norm) for norm in norms)
    return Guidance(data["id"], data["title"], data["layer"], data["text"], norms, sentences, data["page"])


def _question(data: Mapping[str, Any], words: Vocabulary) -> Question:
    asks = tuple(parse_act(text, words) for text in data["asks"])
    return Question(
        id=data["id"],
        prompt=data["prompt"],
        who=tuple(data["who"]),
        given=tuple(data["given"]),
        asks=asks,
        options=tuple(_option(option, words) for option in data["options"]),
        kind=data["kind"],
        paths=tuple(data["paths"]),
        roles=tuple(data["roles"]),
        hint=data["hint"],
        safety_critical=data["safety_critical"],
        ask_sentences=tuple(act_sentence(act) for act in asks),
        page=data["page"],
    )


def _option(data: Mapping[str, Any], words: Vocabulary) -> Option:
    return Option(
        letter=data["letter"],
        text=data["text"],
        feedback=data["feedback"],
        marked=data["marked"],
        place_in_order=data["place_in_order"],
        part=(data["part"][0], data["part"][1]),
        acts=tuple(parse_act(text, words) for text in data["acts"]),
        claims=tuple(parse_claim(text, words) for text in data["claims"]),
        act_sentences=tuple(data["acts"]),
        claim_sentences=tuple(data["claims"]),
    )
