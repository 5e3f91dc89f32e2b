"""The one model that everything reads: frozen, and free of Sphinx, YAML and files.

Names follow Crawford and Ostrom's institutional grammar (ADICO) where it has one: a norm says who
(`who`), with what force (`verb`, the deontic), does what (`acts`, `objects`), under which conditions
(`when`, `unless`, `governs`), or else what (`outcomes`).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar, get_args

from policybook.policy.citations import bare_words
from policybook.policy.problems import Placed

K = TypeVar("K")
V = TypeVar("V")
FOR, AGAINST, NEITHER = "for", "against", "neither"
Status = Literal["decided", "partly", "judgement", "silent", "conflict"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""Every status of a verdict, in the order in which they are told."""

CLAUSE_KINDS = ("rule", "aim", "scope", "definition", "information", "reference")
TABLES = ("people", "acts", "things", "outcomes")
"""The parts of the vocabulary."""

SITUATION_TABLES = TABLES[:3]
"""The parts whose words say a situation; an outcome is only ever stated."""


class Verb(str):
    """The words of a deontic: which way it points, and how strongly among those that point the same way."""

    direction: str
    strength: int

    def __new__(cls, text: str, direction: str, strength: int) -> "Verb":
        """The words, with what they mean."""
        verb = super().__new__(cls, text)
        verb.direction, verb.strength = direction, strength
        return verb

    def __reduce__(self) -> tuple[type["Verb"], tuple[str, str, int]]:
        """What it is made of again, from a file of the builder's."""
        return Verb, (str(self), self.direction, self.strength)

    @property
    def permits(self) -> bool:
        """Whether it gives leave, and tells no fact, possibility or consequence."""
        return self.direction == NEITHER and self not in ("does", "might", "may face")


# Strengths are compared only between verbs that point the same way. Verbs of one strength mean the same, and a
# verb stands as high as its opposite: “needs to” and “needs not to” are one force.
_SCALE: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (FOR, 7, ("must",)),
    (FOR, 6, ("has a duty to",)),
    (FOR, 5, ("needs to",)),
    (FOR, 3, ("should",)),
    (FOR, 2, ("is advised to",)),
    (FOR, 1, ("is encouraged to",)),
    (AGAINST, 7, ("must not", "must never", "is never justified in")),
    (AGAINST, 6, ("may not acceptably",)),
    (AGAINST, 5, ("needs not to",)),
    (AGAINST, 4, ("should never",)),
    (AGAINST, 3, ("should not",)),
    (AGAINST, 1, ("will face",)),
    (NEITHER, 0, ("may", "does", "might", "may face")),
)

VERBS: Mapping[str, Verb] = {t: Verb(t, way, force) for way, force, texts in _SCALE for t in texts}
BINDING_FOR = VERBS["should"].strength
"""A duty of this strength or more can be missed; advice and encouragement cannot."""


class Timing(str):
    """The words for how soon, with their rank from latest to soonest."""

    rank: int

    def __new__(cls, text: str, rank: int) -> "Timing":
        """The words, with their rank."""
        timing = super().__new__(cls, text)
        timing.rank = rank
        return timing

    def __reduce__(self) -> tuple[type["Timing"], tuple[str, int]]:
        """What it is made of again, from a file of the builder's."""
        return Timing, (str(self), self.rank)


LATER, UNTIMED = Timing("later", 0), Timing("", 1)
"""The words of house rules alone, and none: an unstated time does not meet a stated one."""
_SOONEST = 1000
TIMINGS = ("at the earliest opportunity", "immediately")
"""The times that a vocabulary states which declares none, from latest to soonest."""


@dataclass(frozen=True, slots=True)
class Word(Placed):
    """A word of the closed vocabulary, with the more general words that it is a kind of.

    A fact may say what part it gives to the person who acts (`gives`), of whom alone it can be true (`of`), or that
    no norm turns on it (`idle`). An act
    that is a `breach` is done by whoever does what the policy says not to do, in the way of that act's own parents.
    What a fact is about is not copied, shown or kept by anybody where it has words under `untouched`, and a question
    with one of them may be about it. `ask` is what somebody who asks of it calls it: after “May I” an act, and a fact as a question.
    """

    name: str
    label: str
    parents: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()
    takes: str = ""
    gives: str = ""
    of: tuple[str, ...] = ()
    idle: bool = False
    breach: bool = False
    ask: str = ""
    untouched: tuple[str, ...] = ()


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The second of each pair by the first, in the order in which they come."""
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def closure(starts: Iterable[str], onward: Callable[[str], Iterable[str]]) -> dict[str, None]:
    """Everything that some names lead to, they themselves included, in however many steps; each once."""
    found: dict[str, None] = {}
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = None
            todo += onward(name)
    return found


def ancestors(name: str, words: Mapping[str, Word]) -> frozenset[str]:
    """Every word that one is a kind of in plain English; itself only where its own “is” leads round to it."""

    def parents(name: str) -> tuple[str, ...]:
        return words[name].parents if name in words else ()

    return frozenset(closure(parents(name), parents))


@dataclass(frozen=True)
class Vocabulary:
    """Four closed lists: kinds of people, of acts, of things (facts included), and outcomes.

    It may declare `verbs` beside those of every handbook, and its own `timings`, from latest to soonest.
    """

    people: Mapping[str, Word] = field(default_factory=dict)
    acts: Mapping[str, Word] = field(default_factory=dict)
    things: Mapping[str, Word] = field(default_factory=dict)
    outcomes: Mapping[str, Word] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)
    """The other policies that guidance may come from, by id: what each is called."""
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    timings: tuple[str, ...] = ()

    @cached_property
    def every_verb(self) -> Mapping[str, Verb]:
        """The verbs of every handbook, and those that this one declares."""
        return {**VERBS, **self.verbs}

    @cached_property
    def soon(self) -> Mapping[str, Timing]:
        """Every way to say how soon, from latest to soonest, none included."""
        stated = self.timings or TIMINGS
        # Counted down from the soonest, so that times of two handbooks compare where one states more than the other.
        ranked = (Timing(text, rank) for rank, text in enumerate(stated, _SOONEST + 1 - len(stated)))
        return {timing: timing for timing in (LATER, UNTIMED, *ranked)}

    @property
    def tables(self) -> Mapping[str, Mapping[str, Word]]:
        """The four lists by their names."""
        return {table: getattr(self, table) for table in TABLES}

    def having(self, tables: Mapping[str, Mapping[str, Word]]) -> "Vocabulary":
        """The same, with these lists in place of its own of the same names."""
        changed: dict[str, Any] = dict(tables)
        return replace(self, **changed)

    def takes(self, act: str) -> str:
        """What `act` is done to: "people", "things", "recipients" or "" (inherited along is-a)."""
        return self._takes.get(act, "")

    @cached_property
    def _takes(self) -> dict[str, str]:
        found: dict[str, str] = {}

        def visit(name: str, seen: frozenset[str]) -> str:
            if name not in found and name in self.acts and name not in seen:
                word = self.acts[name]
                inherited = (visit(parent, seen | {name}) for parent in word.parents)
                found[name] = word.takes or next(filter(None, inherited), "")
            return found.get(name, "")

        for name in self.acts:
            visit(name, frozenset())
        return found


@dataclass(frozen=True, slots=True)
class Phrase:
    """An act, or acts, and the kinds of people or things that they are done to."""

    acts: tuple[str, ...]
    objects: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """As an author writes it."""
        return " ".join(filter(None, (" or ".join(self.acts), " or ".join(self.objects))))


CONDITIONS = (
    ("when", ("when",), ("and",)),
    ("unless", ("unless",), ("or", "and")),
    ("especially", ("especially", "when"), ("or",)),
)
"""The facts on which a norm turns: the field, the words that stand before them, and the words that may stand between them."""


@dataclass(frozen=True, slots=True)
class Norm(Placed):
    """One rule.

    `governs` is the act that a standard is about. One that is `standing` is owed whatever anybody does, and only
    guides that act above all. Any one fact of `unless` is an exception; where its joiner is "and", all of them together.
    """

    who: tuple[str, ...]
    verb: Verb
    phrase: Phrase
    recipients: tuple[str, ...] = ()
    joiner: str = ""
    preposition: str = ""
    timing: Timing = UNTIMED
    before: Phrase | None = None
    governs: Phrase | None = None
    standing: bool = False
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_joiner: str = ""
    especially: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    outcome_joiner: str = ""
    outcome_verb: str = ""
    only: bool = False
    layer: str = "policy"
    id: str = ""
    clause: str = ""

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """What it is about, and what it governs, if anything."""
        return (self.phrase, self.governs) if self.governs else (self.phrase,)

    @property
    def exceptions(self) -> tuple[tuple[str, ...], ...]:
        """The facts of `unless`, together where they have to hold together."""
        return (self.unless,) if self.unless_joiner == "and" else tuple((fact,) for fact in self.unless)

    @property
    def mentions(self) -> tuple[Phrase, ...]:
        """What it is about and governs, and what it comes before."""
        return (*self.phrases, self.before) if self.before else self.phrases

    @property
    def told(self) -> tuple[tuple[str, ...], str, Timing]:
        """Whom to tell, all of them or any one, and how soon."""
        return self.recipients, self.joiner, self.timing

    @property
    def direction(self) -> str:
        """Which way the verb points: "for", "against" or "neither"."""
        return self.verb.direction

    @property
    def strength(self) -> int:
        """The verb's place among those that point the same way."""
        return self.verb.strength

    @property
    def sentence(self) -> str:
        """As its author wrote it: `policybook.policy.language.parse_norm` makes the norm of it again."""
        outcomes = f" {self.outcome_joiner} ".join(self.outcomes)
        faces = self.verb.endswith(" face")
        parts = [
            f"[{self.layer}]" if self.layer != "policy" else "",
            "only" if self.only else "",
            " or ".join(self.who),
            f"{self.verb} {outcomes} for" if faces else self.verb,
            self.phrase.sentence,
            self.preposition,
            f" {self.joiner} ".join(self.recipients),
            self.timing,
            f"before {self.before.sentence}" if self.before else "",
            f"{'especially ' * self.standing}if they {self.governs.sentence}" if self.governs else "",
        ]
        for name, start, joiners in CONDITIONS:
            if found := getattr(self, name):
                joiner = getattr(self, f"{name}_joiner", "") or joiners[0]
                parts += [*start, f" {joiner} ".join(found)]
        main = " ".join(filter(None, parts))
        if faces or not self.outcomes:
            return main
        return f"{main}, or else {' '.join(filter(None, (self.outcome_verb, outcomes)))}"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in a situation; `who` and `given` add to those of the situation."""

    act: str
    objects: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    preposition: str = ""
    timing: Timing = UNTIMED
    given: tuple[str, ...] = ()
    who: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """As an author writes it."""
        who = f"{' and '.join(self.who)}:" if self.who else ""
        when = f"when {' and '.join(self.given)}" if self.given else ""
        parts = (" and ".join(self.objects), self.preposition, " and ".join(self.recipients), self.timing)
        return " ".join(filter(None, (who, self.act, *parts, when)))


@dataclass(frozen=True, slots=True)
class Claim:
    """What an option says of the policy: either a norm, or a status and the situation it is said of."""

    norm: Norm | None = None
    status: str = ""
    who: tuple[str, ...] = ()
    act: Act | None = None

    @property
    def sentence(self) -> str:
        """As an author writes it."""
        said = f"{self.status}: {' and '.join(self.who)} {self.act.sentence if self.act else ''}"
        return self.norm.sentence if self.norm else said


@dataclass(frozen=True, slots=True)
class Reading(Placed):
    """One of the things that an interpretation may do; unused fields are empty."""

    form: str
    general: str = ""
    particulars: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    policy: str = ""
    under: str = ""
    source: str = ""
    recipient: str = ""
    unless: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    interpretation: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts on which it turns."""
        return (*self.when, *self.unless)


COVERING = ("reads", "reads not", "leaves open whether")
"""The forms of readings that say what a word covers."""


@dataclass(frozen=True, slots=True)
class Interpretation(Placed):
    """A note on an open reading, with a safe default until it is decided.

    `clauses` are those whose verdicts its readings change, and `related` those that it is about without that.
    """

    id: str
    title: str
    text: str
    clauses: tuple[str, ...]
    state: str
    safety_critical: bool
    readings: tuple[Reading, ...]
    related: tuple[str, ...] = ()
    page: str = ""

    @property
    def heading(self) -> str:
        """Its number in the register, and its title."""
        return f"{self.id} {self.title}"

    @property
    def concerns(self) -> tuple[str, ...]:
        """The clauses that it changes, and then those that it is about beside them."""
        return (*self.clauses, *self.related)


def meant(text: str, norm_sentences: Iterable[str]) -> str:
    """What a clause's fingerprint is taken of: its words on one line, then its norms, a sorted line each."""
    return "\n".join([bare_words(text), *sorted(norm_sentences)])


@dataclass(frozen=True)
class Clause(Placed):
    """One item of the policy: a permanent id, a computed number, its words and its norms."""

    id: str
    number: str
    title: str
    text: str
    plain: str
    norms: tuple[Norm, ...]
    source: tuple[str, ...] = ()
    kind: str = "rule"
    lettered: bool = True
    page: str = ""

    @property
    def heading(self) -> str:
        """Its number and its title, by which people know it."""
        return f"{self.number} {self.title}"

    @cached_property
    def meant(self) -> str:
        """What the fingerprint is taken of, as text: see `meant`."""
        return meant(self.text, (norm.sentence for norm in self.norms))

    @cached_property
    def fingerprint(self) -> str:
        """Sha256 of the normalised words and norms, without number, links or markup."""
        return hashlib.sha256(self.meant.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Section(Placed):
    """A page of the policy with its number ("" where unnumbered) and its clauses in order."""

    number: str
    title: str
    page: str
    clauses: tuple[Clause, ...]

    @property
    def heading(self) -> str:
        """Its number, if it has one, and its title."""
        return f"{self.number} {self.title}".strip()


PRACTICE = "practice"
"""The layer of guidance that says what the organisation does today; no verdict rests on it."""


@dataclass(frozen=True, slots=True)
class Guidance(Placed):
    """Words and norms that are not policy: house rules for answer keys, another policy's duties, or practice.

    A line of practice, what the organisation does, is written `by` an office `on` a day, and `signed` on a day, or "" until
    then; `next` are the offices to go on to where nobody answers.
    """

    id: str
    title: str
    layer: str
    text: str
    norms: tuple[Norm, ...]
    by: str = ""
    on: str = ""
    signed: str = ""
    next: tuple[str, ...] = ()
    page: str = ""
