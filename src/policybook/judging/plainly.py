"""A verdict in plain words, for somebody who has never seen a rule of the language, and help with a wrong word."""

import difflib
import re
from collections.abc import Iterator, Mapping
from itertools import chain

from policybook.judging.beside import Asked
from policybook.judging.verdict import RELATIONS, Bearing, Finding, Verdict
from policybook.policy.english import (
    capital,
    labels,
    listed,
    norm_in_words,
    owed_in_words,
    state_in_words,
    whose,
)
from policybook.policy.handbook import Handbook
from policybook.policy.model import AGAINST, FOR, SITUATION_TABLES, ancestors
from policybook.policy.tokens import LanguageError

_PART = "The policy decides a part of this"
_NOTHING = "The policy says nothing of this. That is neither a yes nor a no, so ask."
_HELD = "There is nobody else to tell by this: who acts is the one who is told, and must act on it now."
_LAW = "The law, as outside guidance:"
_FIRST: Mapping[tuple[str, str], str] = {
    ("decided", AGAINST): "The policy decides this: it goes against the policy ({verb}).",
    ("decided", FOR): "The policy decides this: it keeps the policy ({verb}).",
    ("partly", AGAINST): f"{_PART}, and in that part it goes against the policy ({{verb}}).",
    ("partly", FOR): f"{_PART}, and in that part it keeps the policy ({{verb}}).",
    ("partly", ""): f"{_PART}.",
    ("decided", ""): "The policy says how this is, and by that asks nothing of anybody.",
    ("judgement", ""): "The policy leaves this to judgement. That is no leave to do it: ask first.",
    ("silent", ""): f"{_NOTHING} If somebody may be at risk, do not wait: tell now.",
    ("conflict", ""): "Two rules meet here, and the policy does not settle this alone.",
}
_SHADOWS = {
    "broken": "Do not do this: it breaks a house rule of this handbook, whatever the policy says.",
    "short": "This is not enough: the policy asks for it, and for more than this.",
    "care": f"{_PART}, and what may follow speaks against it: take care, and ask.",
    "open": "Somebody is told by this. Whether that is enough is left open: see who else is to be told.",
}


def told(handbook: Handbook, asked: Asked) -> Iterator[str]:
    """What the policy says, a line each: first what it comes to, then every clause that bears, then what it rests on.

    House rules and the law are said as such, and before anything that it rests on: a silence of the policy must not
    read as leave to keep a secret.
    """
    verdict, known = asked.verdict, labels(handbook.vocabulary)
    yield _first(asked)
    yield from (_line(handbook, bearing, known) for bearing in verdict.in_order_of(handbook.clauses))
    yield from (_undone(handbook, finding, known) for finding in asked.missed)
    yield from (f"{_LAW} {norm_in_words(norm, known)}" for norm in verdict.law)
    house = (norm for norm in asked.broken if norm.layer == "house")
    yield from (f"Against a house rule of this handbook: {norm_in_words(norm, known)}" for norm in house)
    yield from (f"{whose(handbook, norm.clause)}: {norm_in_words(norm, known)}" for norm in asked.answers)
    for norm in asked.follows:
        notes = listed(asked.rests.get(norm.id, ()))
        yield f"What may follow{f', as {notes} reads it' if notes else ''}: {norm_in_words(norm, known)}"
    yield from turns(handbook, asked)
    if verdict.handed_to:
        more = "As outside guidance:" if verdict.outside else _HELD if verdict.discharged else ""
        yield f"Here the {verdict.handed_to.replace('-', ' ')} leads. {more}".rstrip()
        yield from (f"- {norm_in_words(norm, known)}" for norm in verdict.outside)
    for name in verdict.interpretations:
        note = handbook.interpretation_by_id[name]
        yield f"This rests on {name}, {note.title} (an interpretation, {state_in_words(handbook, note.state)})."


def _first(asked: Asked) -> str:
    """What it comes to."""
    verdict = asked.verdict
    if asked.shadow in _SHADOWS:
        return _SHADOWS[asked.shadow]
    if verdict.status == "silent" and asked.missed:
        more = "It asks for more" if any(f.effect != "open" for f in asked.missed) else "It may ask for more"
        return f"The policy says nothing of this act itself. {more} here: do not leave it at this."
    if verdict.status == "silent" and verdict.discharged:
        return _HELD
    if verdict.law and verdict.points != AGAINST:
        return "The criminal law forbids this to everybody, whomever the policy covers."
    first = _FIRST.get((verdict.status, verdict.points)) or _FIRST.get((verdict.status, "")) or verdict.status
    return first.format(verb=verb_of(verdict))


def verb_of(verdict: Verdict) -> str:
    """The verdict's verb in quotation marks, and of what it is said where that is the contrary."""
    return f"{'the opposite is ' * (verdict.of == 'contrary')}“{verdict.verb}”"


def _undone(handbook: Handbook, finding: Finding, known: Mapping[str, str]) -> str:
    """A duty that is not done, as it is owed, and whose it is."""
    said = owed_in_words(handbook.norms[finding.norm.id], finding.norm, known)
    clause = handbook.clauses.get(finding.norm.clause)
    by = clause.heading if clause else whose(handbook, finding.norm.clause)
    notes = f" ({', '.join(finding.interpretations)})" if finding.interpretations else ""
    return f"{'Perhaps not' if finding.effect == 'open' else 'Not'} done by this: {by}: {said}{notes}"


def turns(handbook: Handbook, asked: Asked) -> Iterator[str]:
    """What was not said, and would change the answer: as questions, and exceptions as exceptions.

    No exception is told to who breaks a house rule.
    """
    found, known = asked.unstated, labels(handbook.vocabulary)
    if found.ways:
        yield f"It turns on how it is done: {listed([known[name] for name in found.ways], 'or')}?"
    asks = found.asks
    if found.is_what_was_noticed and not asked.given:
        yield "It turns on something that was not said: what was noticed?"
    if found.is_what_was_noticed:
        # Of a thing that was noticed it is asked which kind it is, and whether it is about somebody who would be told.
        more = {fact for reading in handbook.readings if reading.form == "excuses" for fact in reading.when}
        things = handbook.vocabulary.things
        more |= {name for name in things if ancestors(name, things) & set(asked.given)}
        asks = tuple(turn for turn in asks if asked.given and turn.fact in more)
    if asks:
        facts = [f"whether {known[turn.fact]}" for turn in asks]
        yield f"It turns on something that was not said: {listed(facts, 'and')}."
    if found.lifts and not asked.broken:
        facts = [known[turn.fact] for turn in found.lifts]
        yield f"It would be otherwise only if {listed(facts, 'or')}."
    if idle := [known[fact] for fact in asked.given if handbook.vocabulary.things[fact].idle]:
        yield f"It makes no difference whether {listed(idle, 'or')}."


def _line(handbook: Handbook, bearing: Bearing, known: Mapping[str, str]) -> str:
    clause = handbook.clauses[bearing.norm.clause]
    relation = f"{'perhaps ' if bearing.doubtful else ''}{RELATIONS[bearing.relation]}"
    written = handbook.norms[bearing.norm.id]
    return f"- {clause.heading} {relation}: {owed_in_words(written, bearing.norm, known)}"


def helped(handbook: Handbook, error: LanguageError) -> str:
    """What to say of words that are no situation: the known words that are near."""
    found = re.search(r"“(.+?)”", error.what)
    if not error.word or not found:
        return f"{error.what} {error.hint}".strip()
    word = found[1]
    if any(word in handbook.vocabulary.tables[name] for name in SITUATION_TABLES):
        return f"“{word}” cannot stand there. {error.what}"
    near = nearest_words(handbook, word)
    also = f"Near it are: {', '.join(near)}." if near else "No known word is near it."
    return f"{capital(f'“{word}” is not a word that I know here.')} {also}"


def nearest_words(handbook: Handbook, word: str) -> list[str]:
    """The known words that look like one, or whose plain words hold it; five at most."""
    tables = [handbook.vocabulary.tables[name] for name in SITUATION_TABLES]
    known = {name: entry.label for table in tables for name, entry in table.items()}
    alike = difflib.get_close_matches(word, known, n=5, cutoff=0.6)
    bare = word.replace("-", " ").lower()
    holding = (name for name, label in known.items() if bare in label.lower() or word in name)
    return list(dict.fromkeys(chain(alike, holding)))[:5]


def listing(handbook: Handbook, table: str, like: str = "") -> Iterator[str]:
    """Each word of a table with what it means, a line each; `like` keeps those that hold it."""
    for name, word in handbook.vocabulary.tables[table].items():
        if like.lower() in f"{name} {word.label}".lower():
            yield f"{name}: {word.label}"
