"""Pairs the rules of a clause before and after, and says in words how one differs from another."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from policybook.policy.english import labels, listed
from policybook.policy.handbook import Handbook
from policybook.policy.model import AGAINST, FOR, NEITHER, Norm, Phrase


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in words.

    `field` is what it is of. In a rule: verb, negation, actor, act, object, recipient, joiner, timing, condition,
    consequence or rule (the whole of it). Elsewhere: place, words, plain, title, kind, source, reading, state,
    clauses, edge or label.
    """

    field: str
    words: str


def other(field: str, said: str, was: str, now: str) -> Iterator[Difference]:
    """Where the two are not the same, what it is now and what it was: it is called “new”, was “old”."""
    if was != now:
        yield Difference(field, f"{said} “{now}”, was “{was}”")


@dataclass(frozen=True, slots=True)
class NormChange:
    """A rule before and after (None: there was none), and every difference between them."""

    old: Norm | None
    new: Norm | None
    differences: tuple[Difference, ...]


_IDENTITY = ("id", "clause", "place")
_PARTS = tuple(field.name for field in fields(Norm) if field.name not in _IDENTITY)


def rule_of(norm: Norm) -> tuple[object, ...]:
    """What a rule says, without where it stands."""
    return (*(getattr(norm, name) for name in _PARTS), norm.direction, norm.strength)


def pair_norms(old: Sequence[Norm], new: Sequence[Norm]) -> tuple[tuple[Norm | None, Norm | None], ...]:
    """The rules that are not alike, in pairs: of one id where they are akin, else the nearest; None: no partner."""
    same = Counter(map(rule_of, old)) & Counter(map(rule_of, new))
    left, come = _without(old, same), _without(new, same)
    scores = sorted((-_nearness(was, now), i, j) for i, was in enumerate(left) for j, now in enumerate(come))
    partner: dict[int, int] = {}
    for score, i, j in scores:
        if score and i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [(was, come[partner[i]] if i in partner else None) for i, was in enumerate(left)]
    return (*pairs, *((None, now) for j, now in enumerate(come) if j not in partner.values()))


def _without(norms: Sequence[Norm], same: Counter[tuple[object, ...]]) -> list[Norm]:
    left, found = Counter(same), []
    for norm in norms:
        left[rule_of(norm)] -= 1
        found += [norm] if left[rule_of(norm)] < 0 else []
    return found


def _nearness(was: Norm, now: Norm) -> int:
    """How many parts two rules share; 0 where they are not akin."""
    shared = sum(1 for name in _PARTS if getattr(was, name) == getattr(now, name))
    acts = bool(set(was.phrase.acts) & set(now.phrase.acts))
    akin = (
        was.id == now.id
        or acts
        or (was.governs and was.governs == now.governs)
        or (was.phrase.objects and was.phrase.objects == now.phrase.objects)
        or shared == len(_PARTS) - 1
    )
    return shared + (was.id == now.id) + 2 * acts if akin else 0


class Sayer:
    """Says in words how one rule differs from another."""

    def __init__(self, old: Handbook, new: Handbook) -> None:
        self.was, self.now = labels(old.vocabulary), labels(new.vocabulary)

    def differences(self, old: Norm, new: Norm) -> tuple[Difference, ...]:
        """Every difference of two rules, in the order of a rule's parts."""
        only = Difference("actor", f"“only” is {'put in' if new.only else 'taken out'}")
        was, now = (self._or_else(*one) or "not said" for one in ((old, self.was), (new, self.now)))
        return (
            *other("rule", "it is of the layer", old.layer, new.layer),
            *([only] if old.only != new.only else []),
            *self._list("actor", "it is for {}, was for {}", old.who, new.who),
            *_verb(old, new),
            *self._list("act", "the act is “{}”, was “{}”", old.phrase.acts, new.phrase.acts),
            *self._list("object", "it is about {}, was about {}", old.phrase.objects, new.phrase.objects),
            *self._recipients(old, new),
            *_timing(old, new),
            *self._conditions(old, new),
            *other("consequence", "what follows is", was, now),
        )

    def _list(self, field: str, said: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
        if set(old) != set(new):
            was, now = (words or "nothing in particular" for words in self._named(old, new))
            yield Difference(field, said.format(now, was))

    def _recipients(self, old: Norm, new: Norm) -> Iterator[Difference]:
        says = "tells" if "tell" in new.phrase.acts else "names"
        joiners = (old.joiner or "and", new.joiner or "and")
        was, now = (x or "nobody by name" for x in self._named(old.recipients, new.recipients, joiners))
        if set(old.recipients) == set(new.recipients):
            if old.joiner != new.joiner:
                yield Difference("joiner", f"{says} {now}, was “{old.joiner}”: {_JOINED[new.joiner]}")
        else:
            yield Difference("recipient", f"{says} {now}, was {was}")
            if old.joiner != new.joiner and old.joiner and new.joiner:
                yield Difference("joiner", f"“{old.joiner}” becomes “{new.joiner}”: {_JOINED[new.joiner]}")
            elif new.joiner == "or":
                yield Difference("joiner", f"“or” is put in: {_JOINED['or']}")
        if old.preposition != new.preposition and old.recipients and new.recipients:
            was, now = old.preposition or "tell", new.preposition or "tell"
            yield Difference("recipient", f"“{was}” becomes “{now}”")

    def _conditions(self, old: Norm, new: Norm) -> Iterator[Difference]:
        for word, was, now in (
            ("when", old.when, new.when),
            ("unless", old.unless, new.unless),
            ("especially when", old.especially, new.especially),
        ):
            fates = ((was, now, self.was, "taken out"), (now, was, self.now, "put in"))
            for mine, others, known, how in fates:
                for name in (name for name in mine if name not in others):
                    yield Difference("condition", f"“{word} {known.get(name, name)}” is {how}")
        if old.unless and new.unless and old.unless_joiner != new.unless_joiner:
            how = _JOINED[new.unless_joiner or "or"]
            yield Difference("condition", f"its exceptions: {how}")
        ifs = [f"{'especially ' * norm.standing}if they" for norm in (old, new)]
        before = ["before somebody does this:"] * 2
        for starts, first, then in ((before, old.before, new.before), (ifs, old.governs, new.governs)):
            said = [_after(*found) for found in zip(starts, (first, then), (self.was, self.now), strict=True)]
            if _sets(first) != _sets(then) or (first and starts[0] != starts[1]):
                fate = f"is {'put in' if then else 'taken out'}"
                how = f"becomes “{said[1]}”" if all(said) else fate
                yield Difference("condition", f"“{said[0] or said[1]}” {how}")

    @staticmethod
    def _or_else(norm: Norm, known: Mapping[str, str]) -> str:
        if not norm.outcomes:
            return ""
        verb = norm.verb if norm.verb.endswith(" face") else norm.outcome_verb
        outcomes = f" {norm.outcome_joiner or 'and'} ".join(sorted(known.get(n, n) for n in norm.outcomes))
        return f"{verb} {outcomes}".strip()

    def _named(
        self, old: Sequence[str], new: Sequence[str], joiners: tuple[str, str] = ("or", "or")
    ) -> Iterator[str]:
        """The old words, then the new ones, each as its own book calls them."""
        for known, names, joiner in zip((self.was, self.now), (old, new), joiners, strict=True):
            yield listed([known.get(name, name) for name in names], joiner)

    def changes(self, old: Sequence[Norm], new: Sequence[Norm]) -> Iterator[NormChange]:
        """Every rule that is not as it was; of one without a partner, no more than whether it came or went."""
        for was, now in pair_norms(old, new):
            alone = Difference("rule", f"a rule is {'taken out' if was else 'put in'}")
            yield NormChange(was, now, self.differences(was, now) if was and now else (alone,))


_JOINED = {"and": "all of them", "or": "any one of them is enough", "": "one alone"}


def one_or_none(name: str) -> tuple[str, ...]:
    """The name alone; nothing where it is empty."""
    return (name,) if name else ()


def _after(start: str, phrase: Phrase | None, known: Mapping[str, str]) -> str:
    """The words of a condition that names an act; "" where there is none."""
    names = (phrase.acts, phrase.objects) if phrase else ()
    parts = [listed([known.get(n, n) for n in found], "or") for found in names]
    return " ".join(filter(None, (start, *parts))) if phrase else ""


def _sets(phrase: Phrase | None) -> tuple[frozenset[str], frozenset[str]] | None:
    return (frozenset(phrase.acts), frozenset(phrase.objects)) if phrase else None


_WAYS = {FOR: "asked for", AGAINST: "forbidden", NEITHER: "neither asked for nor forbidden"}


def _verb(old: Norm, new: Norm) -> Iterator[Difference]:
    """A verb of another direction is a change of negation; one of the same direction is stronger or weaker."""
    if (old.verb, old.direction, old.strength) == (new.verb, new.direction, new.strength):
        return
    said = f"“{old.verb}” becomes “{new.verb}”"
    if old.verb.endswith(" face") and new.verb.endswith(" face"):
        yield Difference("verb", f"{said}: it is {'certain' if new.verb == 'will face' else 'possible'}")
    elif old.direction != new.direction:
        was, now = ("allowed" if norm.verb.permits else _WAYS[norm.direction] for norm in (old, new))
        yield Difference("negation", f"{said}: this is {now}, was {was}")
    else:
        way = "stronger" if new.strength > old.strength else "weaker"
        yield Difference("verb", f"{said}, which is {'as strong' if new.strength == old.strength else way}")


def _timing(old: Norm, new: Norm) -> Iterator[Difference]:
    if old.timing == new.timing:
        return
    was, now = (f"“{norm.timing}”" if norm.timing else "no time stated" for norm in (old, new))
    sooner = "sooner" if new.timing.rank > old.timing.rank else "later"
    turned = f"{was} becomes {now}" if old.timing else f"{now} is put in"
    yield Difference("timing", f"{turned}: {sooner}")
