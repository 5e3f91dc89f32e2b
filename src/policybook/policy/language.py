"""The closed language of norms, acts and claims: sentence to model, and back to the same sentence."""

from dataclasses import replace
from typing import Any

from policybook.policy.model import (
    AGAINST,
    CONDITIONS,
    LATER,
    PRACTICE,
    UNTIMED,
    Act,
    Claim,
    Norm,
    Phrase,
    Timing,
    Vocabulary,
)
from policybook.policy.problems import nearest
from policybook.policy.tokens import LanguageError, Tokens, facts, listed

OUTSIDE = "Outside guidance"
LAYERS = ("house", PRACTICE, "law")
"""The layers beside the policy that every handbook has, in the order in which they are said; the vocabulary adds others."""


def layers(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every layer beside the policy: those of every handbook, and the other policies that this one names."""
    return (*LAYERS, *vocabulary.layers)


CLAIMABLE = ("silent", "judgement", "conflict")
PREPOSITIONS = ("to", "from")
_OUTCOME_VERBS = ("may face", "will face", "may", "will")
_PERSON, _ACT = "a kind of person", "a kind of act"


def _phrase(tokens: Tokens) -> Phrase:
    acts = [tokens.one(_ACT)]
    while tokens.peek() == "or" and tokens.peek(1) in tokens.vocabulary.acts:
        tokens.at += 1
        acts.append(tokens.one(_ACT))
    objects: list[str] = []
    last = acts[-1]
    if tokens.vocabulary.takes(last) != "recipients" and not tokens.starts():
        objects.append(tokens.thing_for(last))
        while tokens.accept(("or",)):
            objects.append(tokens.thing_for(last))
    return Phrase(tuple(acts), tuple(objects))


def _recipients(tokens: Tokens, act: str) -> tuple[tuple[str, ...], str, str]:
    """(recipients, joiner, preposition) of "tell a and b", or of "to a", "from a or b"."""
    bare = tokens.vocabulary.takes(act) == "recipients"
    preposition = tokens.peek() if tokens.peek() in PREPOSITIONS else ""
    tokens.at += bool(preposition)
    if preposition or (bare and not tokens.starts()):
        return (*listed(tokens, _PERSON, ("and", "or")), preposition)
    return (), "", ""


def _timing(tokens: Tokens) -> Timing:
    return tokens.longest(tokens.vocabulary.soon) or UNTIMED


def _outcomes(tokens: Tokens) -> tuple[tuple[str, ...], str]:
    return listed(tokens, "an outcome", ("and", "or", "and/or"))


def parse_norm(text: str, vocabulary: Vocabulary) -> Norm:
    """Read one norm.

    Raises LanguageError where the sentence leaves the grammar or uses an unknown word.
    """
    main, comma, rest = " ".join(text.split()).partition(", or else ")
    tokens = Tokens(main, vocabulary)
    layer = "policy"
    if tokens.peek().startswith("["):
        layer = tokens.peek().strip("[]")
        if layer not in (known := layers(vocabulary)):
            hint = nearest(layer, known, f"The layers are {known}.")
            raise LanguageError(f"“{layer}” is not a layer.", hint, word=True)
        tokens.at += 1
    only = tokens.accept(("only",))
    who, _ = listed(tokens, _PERSON, ("or",))
    norm = _after_who(tokens, who, only, layer)
    tokens.end()
    if only and (not norm.verb.permits or norm.phrase.acts == ("tell",)):
        what = "“only” says who is free to do something, and nothing reserves telling or lays a duty on one alone."
        raise LanguageError(what, "Write “only … may …” of an act that is not telling, or leave “only” out.")
    if comma and norm.outcomes:
        raise LanguageError(f"“{text}” says its consequence twice.")
    if comma:
        ending = Tokens(rest, vocabulary)
        verb = next((v for v in _OUTCOME_VERBS if ending.accept(tuple(v.split()))), "")
        outcomes, joiner = _outcomes(ending)
        ending.end()
        norm = replace(norm, outcomes=outcomes, outcome_joiner=joiner, outcome_verb=verb)
    return norm


def _after_who(tokens: Tokens, who: tuple[str, ...], only: bool, layer: str) -> Norm:
    verb = tokens.longest(tokens.vocabulary.every_verb)
    if verb is None:
        hint = f"The verbs are: {', '.join(tokens.vocabulary.every_verb)}."
        raise LanguageError(f"“{tokens.text}” has no verb of the policy after its people.", hint)
    faces = verb.endswith(" face")
    outcomes, outcome_joiner = _outcomes(tokens) if faces else ((), "")
    if faces:
        tokens.expect("for")
    phrase = _phrase(tokens)
    recipients, joiner, preposition = _recipients(tokens, phrase.acts[-1])
    timing = _timing(tokens)
    if timing == LATER and layer != "house":
        raise LanguageError("“later” belongs to house rules alone: no policy asks anybody to wait.")
    more: dict[str, Any] = {
        "before": _phrase(tokens) if tokens.accept(("before",)) else None,
        "standing": (standing := tokens.accept(("especially", "if", "they"))),
        "governs": _phrase(tokens) if standing or tokens.accept(("if", "they")) else None,
    }
    for field, start, joiners in CONDITIONS:
        if tokens.accept(start):
            more[field], joined = listed(tokens, "a fact", joiners)
            more |= {f"{field}_joiner": joined} if joined in joiners[1:] else {}
    more |= {"outcomes": outcomes, "outcome_joiner": outcome_joiner, "only": only, "layer": layer}
    return Norm(who, verb, phrase, recipients, joiner, preposition, timing, **more)


def owed_sentence(written: Norm, owed: Norm) -> str:
    """The norm as its author wrote it, then in brackets whom readings have told, where that is not the same.

    What a reading fills in, or takes away, is never part of the clause's own sentence.
    """
    if owed.told == written.told:
        return owed.sentence
    told = f" {owed.joiner} ".join(owed.recipients)
    return f"{written.sentence} [to {' '.join(filter(None, (told, owed.timing)))}]"


def parse_act(text: str, vocabulary: Vocabulary) -> Act:
    """Read what somebody does: "lend key", "tell manager and deputy immediately".

    Raises LanguageError as `parse_norm` does, and where an act that is done to something names nothing.
    """
    who, colon, rest = text.partition(": ")
    if colon:
        people = Tokens(who, vocabulary)
        kinds, _ = listed(people, _PERSON, ("and",))
        people.end()
        return replace(_act(Tokens(rest, vocabulary)), who=kinds)
    return _act(Tokens(text, vocabulary))


def _act(tokens: Tokens) -> Act:
    act = tokens.one(_ACT)
    takes = tokens.vocabulary.takes(act)
    objects: tuple[str, ...] = ()
    if takes in ("people", "things"):
        if tokens.starts():
            raise LanguageError(f"“{act}” is done to {takes}: say to whom or to what.")
        objects = (tokens.thing_for(act),)
        while tokens.accept(("and",)):
            objects += (tokens.thing_for(act),)
    recipients, joiner, preposition = _recipients(tokens, act)
    if joiner == "or":
        said = (f"“{' '.join(filter(None, (act, *objects, preposition, who)))}”" for who in recipients)
        raise _either(tokens, f"Write {' or '.join(said)}; or join them with “and” where all are told.")
    timing = _timing(tokens)
    given = facts(tokens, ("when",), "and")
    if tokens.peek() == "or":
        raise _either(tokens, "Write one of them, and give the other an option of its own.")
    tokens.end()
    return Act(act, objects, recipients, preposition, timing, given)


def _either(tokens: Tokens, hint: str) -> LanguageError:
    return LanguageError(f"“{tokens.text}” says “or”, and an act is what somebody does.", hint)


def parse_situation(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], Act]:
    """Read "worker lend key when visitor-present": who, and what they do."""
    tokens = Tokens(text, vocabulary)
    who, _ = listed(tokens, _PERSON, ("and",))
    return who, _act(tokens)


def parse_claim(text: str, vocabulary: Vocabulary) -> Claim:
    """Read what an option says of the policy: a norm, or "silent: worker lend key"."""
    status, colon, rest = " ".join(text.split()).partition(": ")
    if not colon:
        return Claim(norm=parse_norm(text, vocabulary))
    if status not in CLAIMABLE:
        raise LanguageError(f"“{status}” is not a status that can be claimed.", nearest(status, CLAIMABLE))
    who, act = parse_situation(rest, vocabulary)
    return Claim(status=status, who=who, act=act)


def is_ban(norm: Norm) -> bool:
    """True where the norm says not to do its act."""
    return norm.direction == AGAINST
