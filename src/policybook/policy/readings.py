"""The things that an interpretation may do, as sentences: sentence to model, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policybook.policy.model import SITUATION_TABLES, Reading, Vocabulary, Word
from policybook.policy.problems import nearest
from policybook.policy.tokens import LanguageError, Tokens, facts, listed


def parse_reading(text: str, vocabulary: Vocabulary) -> Reading:
    """Read one of the forms that an interpretation may take.

    Norms are named by id ("pupil-friend/befriend") or by clause ("pupil-friend"); whether they exist is
    the loader's to say. Raises LanguageError where the sentence is none of the forms.
    """
    tokens = Tokens(text, vocabulary)
    for start, read in _FORMS:
        if tokens.accept(start):
            reading = read(tokens, " ".join(start))
            tokens.end()
            return reading
    forms = ", ".join(f"“{' '.join(start)} …”" for start, _ in _FORMS)
    raise LanguageError(f"“{tokens.text}” is not a form of reading.", f"The forms are {forms}.")


def _graph(tokens: Tokens, word: str) -> Mapping[str, Word]:
    vocabulary = tokens.vocabulary
    graphs = [vocabulary.tables[table] for table in SITUATION_TABLES]
    for graph in graphs:
        if word in graph:
            return graph
    known = [name for graph in graphs for name in graph]
    raise LanguageError(f"“{word}” is not in the vocabulary.", nearest(word, known), word=True)


def _general(tokens: Tokens) -> str:
    """The next word, which may be of any part of the vocabulary."""
    word = tokens.peek()
    _graph(tokens, word)
    tokens.at += 1
    return word


def _covering(tokens: Tokens, form: str, general: str) -> Reading:
    graph = _graph(tokens, general)
    particulars = [tokens.known(graph, "a word of the same part")]
    while tokens.accept(("and",)):
        particulars.append(tokens.known(graph, "a word of the same part"))
    return Reading(form, general=general, particulars=tuple(particulars))


def _reads(tokens: Tokens, form: str) -> Reading:
    general = _general(tokens)
    tokens.expect("as")
    negative = tokens.accept(("not",))
    tokens.expect("covering")
    return _covering(tokens, "reads not" if negative else form, general)


def _leaves_whether(tokens: Tokens, form: str) -> Reading:
    general = _general(tokens)
    tokens.expect("covers")
    return _covering(tokens, form, general)


def _names(tokens: Tokens) -> tuple[str, ...]:
    names: list[str] = []
    while not names or tokens.accept(("and",)):
        if not tokens.peek():
            raise LanguageError(f"“{tokens.text}” stops where a norm should be named.")
        names.append(tokens.peek())
        tokens.at += 1
    return tuple(names)


def _on_norms(tokens: Tokens, form: str) -> Reading:
    norms = _names(tokens)
    if form == "leaves open":
        return Reading(form, norms=norms)
    if form == "fills":
        tokens.expect("from")
        return Reading(form, norms=norms, source=_names(tokens)[0])
    if form == "doubts" and not tokens.peek():
        return Reading(form, norms=norms)
    tokens.expect("when")
    reading = Reading(
        form, norms=norms, when=facts(tokens, (), "and"), unless=facts(tokens, ("unless",), "or")
    )
    if form == "hands over":
        tokens.expect("to")
        policy = tokens.known(tokens.vocabulary.things, "a policy")
        tokens.expect("under")
        reading = replace(reading, policy=policy, under=_names(tokens)[0])
    return reading


def _leaves_norm(tokens: Tokens, form: str) -> Reading:
    """A freedom that is left to judgement for those whom its norm does not name, or a duty that is left to some."""
    norms = _names(tokens)
    tokens.expect("to")
    form = "leaves to judgement" if tokens.accept(("judgement", "for")) else "leaves to"
    return Reading(form, norms=norms, who=listed(tokens, "person", ("and",))[0])


def _lifts(tokens: Tokens, form: str) -> Reading:
    """A house rule that does not stand in the way of what a norm orders, for one who holds an office."""
    norms = _names(tokens)
    tokens.expect("for")
    who = listed(tokens, "person", ("and",))[0]
    tokens.expect("under")
    return Reading(form, norms=norms, who=who, under=_names(tokens)[0])


def _excuses(tokens: Tokens, form: str) -> Reading:
    recipient = tokens.person()
    tokens.expect("when")
    return Reading(form, recipient=recipient, when=facts(tokens, (), "and"))


_FORMS = (
    (("reads",), _reads),
    (("leaves", "open", "whether"), _leaves_whether),
    (("leaves", "open"), _on_norms),
    (("leaves",), _leaves_norm),
    (("lifts",), _lifts),
    (("doubts",), _on_norms),
    (("sets", "aside"), _on_norms),
    (("fills",), _on_norms),
    (("hands", "over"), _on_norms),
    (("excuses",), _excuses),
)


def reading_sentence(reading: Reading) -> str:
    """The reading as its author wrote it."""
    parts = (reading.particulars, reading.norms, reading.when, reading.who)
    words, norms, when, who = (" and ".join(part) for part in parts)
    when += f" unless {' or '.join(reading.unless)}" if reading.unless else ""
    return {
        "reads": f"reads {reading.general} as covering {words}",
        "reads not": f"reads {reading.general} as not covering {words}",
        "leaves open whether": f"leaves open whether {reading.general} covers {words}",
        "leaves open": f"leaves open {norms}",
        "doubts": f"doubts {norms}{f' when {when}' if when else ''}",
        "sets aside": f"sets aside {norms} when {when}",
        "fills": f"fills {norms} from {reading.source}",
        "hands over": f"hands over {norms} when {when} to {reading.policy} under {reading.under}",
        "leaves to judgement": f"leaves {norms} to judgement for {who}",
        "leaves to": f"leaves {norms} to {who}",
        "lifts": f"lifts {norms} for {who} under {reading.under}",
        "excuses": f"excuses {reading.recipient} when {when}",
    }[reading.form]
