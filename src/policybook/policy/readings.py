"""The things that an interpretation may do, as sentences: sentence to model, and back, by one table of forms."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from policybook.policy.model import SITUATION_TABLES, Reading, Vocabulary, Word
from policybook.policy.problems import nearest
from policybook.policy.tokens import LanguageError, Tokens, facts, listed

_FORMS = (
    ("reads not", "reads {general} as not covering {particulars}"),
    ("reads", "reads {general} as covering {particulars}"),
    ("leaves open whether", "leaves open whether {general} covers {particulars}"),
    ("leaves open", "leaves open {norms}"),
    # A freedom that is left to judgement for those whom its norm does not name, or a duty that is left to some.
    ("leaves to judgement", "leaves {norms} to judgement_for {who}"),
    ("leaves to", "leaves {norms} to {who}"),
    # A house rule that does not stand in the way of what a norm orders, for one who holds an office.
    ("lifts", "lifts {norms} for {who} under {under}"),
    ("doubts", "doubts {norms}"),
    ("doubts", "doubts {norms} when {when}{unless}"),
    ("sets aside", "sets aside {norms} when {when}{unless}"),
    ("fills", "fills {norms} from {source}"),
    ("hands over", "hands over {norms} when {when}{unless} to {policy} under {under}"),
    ("excuses", "excuses {recipient} when {when}"),
)
"""The form of each reading, and its sentence; words that “_” joins are read together or not at all."""
_PART = re.compile(r"\{(\w+)\}|([^\s{}]+)")


def parse_reading(text: str, vocabulary: Vocabulary) -> Reading:
    """Read one of the forms that an interpretation may take.

    Norms are named by id ("spare-keys/lend") or by clause ("spare-keys"); whether they exist is
    the loader's to say. Raises LanguageError where the sentence is none of the forms.
    """
    tokens = Tokens(text, vocabulary)
    starts = dict.fromkeys(pattern.partition(" {")[0] for _, pattern in _FORMS)
    start = next((start for start in starts if tokens.accept(tuple(start.split()))), "")
    errors: list[tuple[int, LanguageError]] = []
    for form, pattern in _FORMS:
        if pattern.partition(" {")[0] == start:
            tokens.at = 0
            try:
                return _read(tokens, form, pattern)
            except LanguageError as error:
                errors.append((tokens.at, error))
    if errors:  # What is wrong is said of the form that could be read furthest.
        raise max(reversed(errors), key=lambda error: error[0])[1]
    forms = ", ".join(f"“{start} …”" for start in starts)
    raise LanguageError(f"“{tokens.text}” is not a form of reading.", f"The forms are {forms}.")


def _read(tokens: Tokens, form: str, pattern: str) -> Reading:
    found: dict[str, Any] = {}
    for slot, words in _PART.findall(pattern):
        if words:
            tokens.expect(*words.split("_"))
        elif slot == "particulars":
            graph, found[slot] = _graph(tokens, found["general"]), ()
            while not found[slot] or tokens.accept(("and",)):
                found[slot] += (tokens.known(graph, "a word of the same part"),)
        else:
            found[slot] = _SLOTS[slot](tokens)
    tokens.end()
    return Reading(form, **found)


def _graph(tokens: Tokens, word: str) -> Mapping[str, Word]:
    graphs = [tokens.vocabulary.tables[table] for table in SITUATION_TABLES]
    for graph in graphs:
        if word in graph:
            return graph
    known = [name for graph in graphs for name in graph]
    raise LanguageError(f"“{word}” is not in the vocabulary.", nearest(word, known), word=True)


def _names(tokens: Tokens) -> tuple[str, ...]:
    names: list[str] = []
    while not names or tokens.accept(("and",)):
        if not tokens.peek():
            raise LanguageError(f"“{tokens.text}” stops where a norm should be named.")
        names.append(tokens.peek())
        tokens.at += 1
    return tuple(names)


_SLOTS: Mapping[str, Callable[[Tokens], Any]] = {
    # Of any part of the vocabulary.
    "general": lambda tokens: tokens.known(_graph(tokens, tokens.peek()), "a word"),
    "norms": _names,
    "source": lambda tokens: _names(tokens)[0],
    "under": lambda tokens: _names(tokens)[0],
    "who": lambda tokens: listed(tokens, "a kind of person", ("and",))[0],
    "when": lambda tokens: facts(tokens, (), "and"),
    "unless": lambda tokens: facts(tokens, ("unless",), "or"),
    "policy": lambda tokens: tokens.known(tokens.vocabulary.things, "a policy"),
    "recipient": lambda tokens: tokens.one("a kind of person"),
}


def reading_sentence(reading: Reading) -> str:
    """The reading as its author wrote it."""
    said = {slot.name: getattr(reading, slot.name) for slot in fields(reading)}
    words = {slot: " and ".join(text) if isinstance(text, tuple) else text for slot, text in said.items()}
    words["unless"] = f" unless {' or '.join(reading.unless)}" if reading.unless else ""
    patterns = [pattern for form, pattern in _FORMS if form == reading.form]
    return patterns[-1 if reading.when else 0].replace("_", " ").format(**words)
