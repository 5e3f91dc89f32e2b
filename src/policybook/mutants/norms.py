"""Norms made wrong, one field at a time: each is a sentence that an editor could have written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_norm
from policybook.policy.model import AGAINST, FOR, NEITHER, VERBS, Norm, Phrase, Verb, Vocabulary, Word
from policybook.policy.tokens import LanguageError

_ENOUGH = 3
"""So many neighbours of a word are tried: more are of the same sort."""

Mutation = tuple[str, str, Norm | None]
"""(sort, what was done, the norm after it)"""


def of_norm(handbook: Handbook, norm: Norm) -> Iterator[Mutant]:
    """Every mutant of one norm, no two alike, and none that the language would refuse."""
    seen = {norm.sentence}
    for sort, what, new in _changes(norm, handbook):
        text = new.sentence if new else ""
        if text not in seen and (new is None or _is_allowed(text, handbook.vocabulary)):
            seen.add(text)
            yield Mutant(f"norm: {sort}", norm.id, what, norm, new)


def _is_allowed(text: str, vocabulary: Vocabulary) -> bool:
    try:
        return parse_norm(text, vocabulary).sentence == text
    except LanguageError:
        return False


def _changes(norm: Norm, handbook: Handbook) -> Iterator[Mutation]:
    words = handbook.vocabulary
    yield "deleted", "taken away", None
    yield from _verb(norm, words)
    yield from _who(norm, words.people)
    yield from _phrase(norm, "phrase", words, "act")
    if norm.governs:
        yield from _phrase(norm, "governs", words, "condition")
        called = f"if they {' or '.join(norm.governs.acts)}”"
        if norm.standing:
            yield "condition added", f"with “{called} for “especially {called}", replace(norm, standing=False)
        else:
            yield "condition", f"with “especially {called} for “{called}", replace(norm, standing=True)
        without = f"without “{'especially ' * norm.standing}{called}"
        yield "condition", without, replace(norm, governs=None, standing=False)
    yield from _recipients(norm, [role.id for role in handbook.roles if role.id in words.people])
    yield from _timing(norm, words)
    yield from _conditions(norm, words.things)
    if norm.before:
        yield "condition", f"without “before {norm.before.sentence}”", replace(norm, before=None)
        yield from _phrase(norm, "before", words, "condition")
    if len(norm.unless) > 1:
        joiner = "" if norm.unless_joiner else "and"
        yield (
            "condition",
            f"with “{joiner or 'or'}” between its exceptions",
            replace(norm, unless_joiner=joiner),
        )
    yield from _outcomes(norm, words.outcomes)


# ---- the verb

_FACING = ("may face", "will face")


def _verbs(words: Vocabulary, direction: str, *strengths: int) -> list[Verb]:
    """One verb for each strength: of two that mean the same, the first."""
    verbs = [verb for verb in words.every_verb.values() if verb.direction == direction]
    found = {verb.strength: verb for verb in reversed(verbs)}
    return [found[force] for force in strengths if force in found and found[force] not in _FACING]


def _verb(norm: Norm, words: Vocabulary) -> Iterator[Mutation]:
    if norm.verb in _FACING:
        other = VERBS[_FACING[norm.verb == "may face"]]
        sort = "verb weaker" if other == "may face" else "verb stronger"
        yield sort, f"with “{other}” for “{norm.verb}”", replace(norm, verb=other)
        return
    way, force = norm.direction, norm.strength
    weaker, stronger, turned = _neighbours(words, way, force)
    if norm.verb.permits:
        stronger.append(VERBS["does"])
    for sort, verbs in (("verb weaker", weaker), ("verb stronger", stronger), ("verb turned", turned)):
        for verb in verbs:
            yield sort, f"with “{verb}” for “{norm.verb}”", replace(norm, verb=verb)


def _neighbours(words: Vocabulary, way: str, force: int) -> tuple[list[Verb], list[Verb], list[Verb]]:
    """(weaker, stronger, turned round): the nearest on the scale, and the nearest across it."""
    if way == NEITHER:
        return [], _verbs(words, FOR, 1, 3, 7), _verbs(words, AGAINST, 3, 7)
    other = AGAINST if way == FOR else FOR
    turned = _verbs(words, other, max(force, 2) if other == AGAINST else force)
    return _verbs(words, way, force - 1) or [VERBS["may"]], _verbs(words, way, force + 1), turned


# ---- words and their neighbours


def _near(word: str, words: Mapping[str, Word]) -> Iterator[tuple[str, str]]:
    """("general" | "particular" | "neighbour", word) for the words around one."""
    known = words.get(word)
    if known is None:
        return
    children = [name for name, other in words.items() if word in other.parents]
    sisters = [n for n, o in words.items() if n != word and set(o.parents) & set(known.parents)]
    names = list(words)
    # Where nothing is akin, the words written before and after it are what a slip would put there.
    at = names.index(word)
    sisters = sisters or [*names[max(at - 1, 0) : at], *names[at + 1 : at + 2]]
    for how, near in (("general", known.parents), ("particular", children), ("neighbour", sisters)):
        yield from ((how, other) for other in near[:_ENOUGH])


def _lists(
    found: tuple[str, ...], words: Mapping[str, Word], least: int = 1
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(how, what was done, the list after it): each word of a list changed to one near it, or dropped."""
    for at, word in enumerate(found):
        before, after = found[:at], found[at + 1 :]
        if len(found) > least:
            yield "dropped", f"without “{word}”", (*before, *after)
        for how, other in _near(word, words):
            if other not in found:
                yield how, f"with “{other}” for “{word}”", (*before, other, *after)


def _who(norm: Norm, people: Mapping[str, Word]) -> Iterator[Mutation]:
    names = {"general": "actor wider", "particular": "actor narrower", "neighbour": "actor another"}
    for how, what, who in _lists(norm.who, people):
        yield names.get(how, "actor dropped"), what, replace(norm, who=who)
    if norm.only:
        yield "actor wider", "without “only”", replace(norm, only=False)


def _phrase(norm: Norm, field: str, words: Vocabulary, called: str) -> Iterator[Mutation]:
    """Acts and objects: of what the norm asks, of what it governs, or of what it comes before."""
    phrase: Phrase = getattr(norm, field)

    def put(new: Phrase) -> Norm:
        changed: dict[str, Any] = {field: new}
        return replace(norm, **changed)

    for _, what, acts in _lists(phrase.acts, words.acts):
        yield called, what, put(replace(phrase, acts=acts))
    kinds = words.people if words.takes(phrase.acts[-1]) == "people" else words.things
    if phrase.objects:
        sort = "object" if called == "act" else called
        for _, what, objects in _lists(phrase.objects, kinds):
            yield sort, f"{what} as its object", put(replace(phrase, objects=objects))
        yield sort, f"without its object, “{' or '.join(phrase.objects)}”", put(replace(phrase, objects=()))


# ---- whom, when, or else what


def _recipients(norm: Norm, offices: Iterable[str]) -> Iterator[Mutation]:
    if norm.joiner:
        other = "or" if norm.joiner == "and" else "and"
        yield "joiner", f"with “{other}” for “{norm.joiner}”", replace(norm, joiner=other)
    others = [told for told in offices if told not in norm.recipients][:1]
    for at, name in enumerate(norm.recipients):
        before, after = norm.recipients[:at], norm.recipients[at + 1 :]
        yield "recipient dropped", f"without “{name}”", _telling(norm, before + after)
        for other in others:
            put = (*before, other, *after)
            yield "recipient another", f"with “{other}” for “{name}”", _telling(norm, put)
    if norm.phrase.acts[-1] == "tell" or norm.recipients:
        for other in others:
            for joiner in [norm.joiner] if norm.joiner else ["and", "or"]:
                new = _telling(norm, (*norm.recipients, other), joiner)
                yield "recipient added", f"with “{new.joiner} {other}”".replace("“ ", "“"), new


def _telling(norm: Norm, recipients: tuple[str, ...], joiner: str = "") -> Norm:
    several = (norm.joiner or joiner) if len(recipients) > 1 else ""
    preposition = norm.preposition if recipients else ""
    return replace(norm, recipients=recipients, joiner=several, preposition=preposition)


def _timing(norm: Norm, words: Vocabulary) -> Iterator[Mutation]:
    if norm.phrase.acts[-1] != "tell":
        return
    for timing in words.soon.values():
        if timing != norm.timing:
            what = f"with “{timing or 'no time stated'}” for “{norm.timing or 'no time stated'}”"
            yield "timing", what, replace(norm, timing=timing)


def _conditions(norm: Norm, things: Mapping[str, Word]) -> Iterator[Mutation]:
    # A circumstance that no rule should hang on.
    idle = next((name for name, word in things.items() if word.idle), "")
    for called, found in (("when", norm.when), ("unless", norm.unless), ("especially when", norm.especially)):
        field = called.split()[0]
        changes = [(f"{what} in “{called}”", facts) for _, what, facts in _lists(found, things, 0)]
        if idle and idle not in found:
            changes.append((f"with “{called} {idle}” added", (*found, idle)))
        for what, facts in changes:
            turned: dict[str, Any] = {field: facts}
            yield "condition", what, replace(norm, **turned)


def _outcomes(norm: Norm, outcomes: Mapping[str, Word]) -> Iterator[Mutation]:
    faces = norm.verb in _FACING
    for _, what, left in _lists(norm.outcomes, outcomes, 1 if faces else 0):
        joiner = norm.outcome_joiner if len(left) > 1 else ""
        verb = norm.outcome_verb if left else ""
        new = replace(norm, outcomes=left, outcome_joiner=joiner, outcome_verb=verb)
        yield "outcome", f"{what} as its outcome", new
    if norm.outcome_joiner:
        for joiner in ("and", "or", "and/or"):
            what = f"with “{joiner}” for “{norm.outcome_joiner}” between its outcomes"
            yield "outcome", what, replace(norm, outcome_joiner=joiner)
    if norm.outcome_verb:
        for verb in ("may face", "will face") if norm.outcome_verb.endswith("face") else ("may", "will"):
            what = f"with “{verb}” for “{norm.outcome_verb}” before its outcome"
            yield "outcome", what, replace(norm, outcome_verb=verb)
