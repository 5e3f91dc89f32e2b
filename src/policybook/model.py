"""The one model that everything reads: frozen, and free of Sphinx, YAML and files.

Names follow Crawford and Ostrom's institutional grammar (ADICO) where it has one: a norm says who
(`who`), with what force (`verb`, the deontic), does what (`acts`, `objects`), under which conditions
(`when`, `unless`, `governs`), or else what (`outcomes`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

from policybook.citations import bare_words
from policybook.problems import Place

FOR, AGAINST, NEITHER = "for", "against", "neither"
Status = Literal["decided", "partly", "judgement", "silent", "conflict"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""Every status of a verdict, in the order in which they are told."""
CLAUSE_KINDS = ("rule", "aim", "scope", "definition", "information", "reference")
QUESTION_KINDS = ("one", "all", "order", "tell", "discussion")
TABLES = ("people", "acts", "things", "outcomes")
"""The parts of the vocabulary."""
SITUATION_TABLES = TABLES[:3]
"""The parts whose words say a situation; an outcome is only ever stated."""
NOWHERE = Place("", 1)


@dataclass(frozen=True, slots=True)
class Verb:
    """A deontic of the source: which way it points, and how strongly among those that point the same way."""

    text: str
    direction: str
    strength: int


# Strengths are compared only between verbs that point the same way. Verbs of one strength mean the same.
_SCALE: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    (FOR, 6, ("must",)),
    (FOR, 5, ("has a duty to",)),
    (FOR, 4, ("needs to",)),
    (FOR, 3, ("should",)),
    (FOR, 2, ("is advised to",)),
    (FOR, 1, ("is encouraged to",)),
    (AGAINST, 6, ("must not", "must never", "is never justified in")),
    (AGAINST, 5, ("may not acceptably",)),
    (AGAINST, 4, ("should never",)),
    (AGAINST, 3, ("needs not to",)),
    (AGAINST, 2, ("should not",)),
    (AGAINST, 1, ("will face",)),
    (NEITHER, 0, ("may", "does", "may face")),
)
VERBS: Mapping[str, Verb] = {t: Verb(t, way, force) for way, force, texts in _SCALE for t in texts}
BINDING_FOR = VERBS["should"].strength
"""A duty of this strength or more can be missed; advice and encouragement cannot."""

TIMINGS: Mapping[str, int] = {"later": 0, "": 1, "at the earliest opportunity": 2, "immediately": 3}
"""How soon, from latest to soonest. An unstated time does not meet a stated one."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the closed vocabulary, with the more general words that it is a kind of."""

    name: str
    label: str
    parents: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()
    takes: str = ""
    place: Place = field(default=NOWHERE, compare=False)


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
    """Four closed lists: kinds of people, of acts, of things (facts included), and outcomes."""

    people: Mapping[str, Word] = field(default_factory=dict)
    acts: Mapping[str, Word] = field(default_factory=dict)
    things: Mapping[str, Word] = field(default_factory=dict)
    outcomes: Mapping[str, Word] = field(default_factory=dict)

    @property
    def tables(self) -> Mapping[str, Mapping[str, Word]]:
        """The four lists by their names."""
        return {table: getattr(self, table) for table in TABLES}

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


@dataclass(frozen=True, slots=True)
class Norm:
    """One rule. `sentence` in `policybook.language` prints it as it was written."""

    who: tuple[str, ...]
    verb: str
    phrase: Phrase
    recipients: tuple[str, ...] = ()
    joiner: str = ""
    preposition: str = ""
    timing: str = ""
    before: str = ""
    governs: Phrase | None = None
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    especially: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    outcome_joiner: str = ""
    outcome_verb: str = ""
    only: bool = False
    layer: str = "policy"
    id: str = ""
    clause: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """What it is about, and what it governs, if anything."""
        return (self.phrase, self.governs) if self.governs else (self.phrase,)

    @property
    def direction(self) -> str:
        """Which way the verb points: "for", "against" or "neither"."""
        return VERBS[self.verb].direction

    @property
    def strength(self) -> int:
        """The verb's place among those that point the same way."""
        return VERBS[self.verb].strength


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in a situation; `who` and `given` add to those of the situation."""

    act: str
    objects: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    preposition: str = ""
    timing: str = ""
    given: tuple[str, ...] = ()
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What an option says of the policy: either a norm, or a status and the situation it is said of."""

    norm: Norm | None = None
    status: str = ""
    who: tuple[str, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the nine things that an interpretation may do; unused fields are empty."""

    form: str
    general: str = ""
    particulars: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    policy: str = ""
    under: str = ""
    source: str = ""
    recipient: str = ""
    interpretation: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A note on an open reading, with a safe default until the governors decide."""

    id: str
    title: str
    text: str
    clauses: tuple[str, ...]
    state: str
    safety_critical: bool
    readings: tuple[Reading, ...]
    page: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def heading(self) -> str:
        """Its number in the register, and its title."""
        return f"{self.id} {self.title}"


def meant(text: str, norm_sentences: Iterable[str]) -> str:
    """What a clause's fingerprint is taken of: its words on one line, then its norms, a sorted line each."""
    return "\n".join([bare_words(text), *sorted(norm_sentences)])


@dataclass(frozen=True)
class Clause:
    """One item of the policy: a permanent id, a computed number, its words and its norms."""

    id: str
    number: str
    title: str
    text: str
    plain: str
    norms: tuple[Norm, ...]
    norm_sentences: tuple[str, ...]
    source: tuple[str, ...] = ()
    kind: str = "rule"
    lettered: bool = True
    page: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def heading(self) -> str:
        """Its number and its title, by which people know it."""
        return f"{self.number} {self.title}"

    @cached_property
    def meant(self) -> str:
        """What the fingerprint is taken of, as text: see `meant`."""
        return meant(self.text, self.norm_sentences)

    @cached_property
    def fingerprint(self) -> str:
        """Sha256 of the normalised words and norms, without number, links or markup."""
        return hashlib.sha256(self.meant.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the policy with its number ("" where unnumbered) and its clauses in order."""

    number: str
    title: str
    page: str
    clauses: tuple[Clause, ...]
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def heading(self) -> str:
        """Its number, if it has one, and its title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Guidance:
    """Words and norms that are not policy: house rules for answer keys, or another policy's duties."""

    id: str
    title: str
    layer: str
    text: str
    norms: tuple[Norm, ...]
    norm_sentences: tuple[str, ...]
    page: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a question: what it amounts to (`acts`) or what it says (`claims`), and the mark.

    In a question of what to do in which order, `place_in_order` counts from 1, and 0 is not to be done.
    In a question of whom to tell, `part` is ("whom", a person), ("joined", "and", "or" or "alone") or
    ("soon", a timing).
    """

    letter: str
    text: str
    feedback: str
    marked: bool
    acts: tuple[Act, ...] = ()
    claims: tuple[Claim, ...] = ()
    act_sentences: tuple[str, ...] = ()
    claim_sentences: tuple[str, ...] = ()
    place_in_order: int = 0
    part: tuple[str, str] = ("", "")
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question whose key the policy decides; `doctest` is its working as written on the page.

    `kind` is one, all, order (in which order?), tell (whom, and how soon?) or discussion (not scored).
    `roles` are the kinds of people whose core path asks it; none means everybody's.
    """

    id: str
    prompt: str
    who: tuple[str, ...]
    given: tuple[str, ...]
    asks: tuple[Act, ...]
    options: tuple[Option, ...]
    kind: str = "one"
    paths: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    hint: str = ""
    safety_critical: bool = False
    doctest: str = ""
    ask_sentences: tuple[str, ...] = ()
    page: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell of a scenario: what it asks or shows, and what is stored under it.

    `output` is what it printed, and `shown` the Markdown that the site shows of it.
    """

    index: int
    asks: tuple[str, ...]
    shows: tuple[str, ...]
    output: str
    place: Place = field(default=NOWHERE, compare=False)
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A question as a story asks it: what follows each kind of answer, and where the reader then goes.

    A kind of answer is "right", the letter of a poor choice, or "otherwise" (any other poor choice; in a
    question for discussion, any). `follows` holds (kind, Markdown), and `goes` what the author says of the
    way on, as (kind, a decision's id or "end"): `policybook.story` works out the rest. `scene` is the heading
    under which it is asked, and `cell` the number of the notebook's cell.
    """

    question: str
    follows: tuple[tuple[str, str], ...] = ()
    goes: tuple[tuple[str, str], ...] = ()
    scene: str = ""
    cell: int = 0
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def texts(self) -> Mapping[str, str]:
        """What follows, by the kind of answer."""
        return dict(self.follows)


@dataclass(frozen=True, slots=True)
class Scenario:
    """An induction story: a notebook whose decisions are questions of the handbook.

    `minutes` is how long it takes, `touches` what it is about in plain words, `situations` the ids of the
    cases that it covers; a `sensitive` one has a content note before and a signpost after. `asides` are the
    questions that only a poor choice leads to.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    page: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    decisions: tuple[Decision, ...] = ()
    minutes: int = 0
    touches: str = ""
    situations: tuple[str, ...] = ()
    sensitive: bool = False
    asides: tuple[str, ...] = ()
    kind: str = "story"


@dataclass(frozen=True, slots=True)
class Case:
    """A situation that the stories cover, or the reason why none does; a variant names the one that it varies."""

    id: str
    gist: str
    no_story: str = ""
    variant_of: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SourceItem:
    """An item of the adopted document, and the clauses that carry it or the reason that none does."""

    label: str
    gist: str
    carried_by: tuple[str, ...] = ()
    not_carried: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Source:
    """The adopted document that the handbook restates; dates are ISO (yyyy-mm-dd)."""

    title: str = ""
    adopted: str = ""
    review_by: str = ""
    items: tuple[SourceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """An office in the school; `name` and `contact` are empty until the school fills them in."""

    id: str
    title: str
    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The head of an edition: the whole policy as it was frozen. Dates are ISO; `path` is from the root.

    `restates` names the document that it restates, where its own words have not been adopted. `follows` is
    the name and the digest of the edition before it, both "" for the first. `clauses` holds the fingerprint of
    each clause by its id, and `pages` the ids on each page of the policy. The whole of it is read by
    `policybook.edition.read_edition`.
    """

    name: str
    adopted: str
    review_by: str
    minute: str
    fingerprint: str
    proposals: tuple[str, ...] = ()
    path: str = ""
    digest: str = ""
    restates: str = ""
    follows: tuple[str, str] = ("", "")
    clauses: Mapping[str, str] = field(default_factory=dict, hash=False)
    pages: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What an author says of a clause that is gone: the clauses that its rule went into, if any, and why."""

    clause: str
    into: tuple[str, ...]
    why: str
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom the induction is for: `kinds` are the kinds of people of the vocabulary that they are.

    `title` reads well after “I am”, `together` after “for”.
    """

    id: str
    title: str
    together: str
    kinds: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Topic:
    """A safety-critical matter of which every core path asks at least one of `questions` (ids)."""

    id: str
    title: str
    questions: tuple[str, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, eq=False)
class Handbook:
    """The whole of it. Compared by identity, so that an index may be kept for it."""

    vocabulary: Vocabulary
    sections: tuple[Section, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    questions: tuple[Question, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    source: Source = Source()
    roles: tuple[Office, ...] = ()
    editions: tuple[Edition, ...] = ()
    """What has been frozen, oldest first."""
    retired: tuple[Tombstone, ...] = ()
    readers: tuple[Reader, ...] = ()
    topics: tuple[Topic, ...] = ()
    cases: tuple[Case, ...] = ()
    trials: tuple[str, ...] = ()
    """The pages of notebooks to try the policy in, which are no stories."""

    @cached_property
    def clauses(self) -> Mapping[str, Clause]:
        """Every clause by its id, in the order of the book."""
        return {clause.id: clause for section in self.sections for clause in section.clauses}

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        """Every question by its id, in the order of the book."""
        return {question.id: question for question in self.questions}

    @cached_property
    def interpretation_by_id(self) -> Mapping[str, Interpretation]:
        """Every interpretation by its id, in the order of the register."""
        return {note.id: note for note in self.interpretations}

    @cached_property
    def guidance_by_id(self) -> Mapping[str, Guidance]:
        """Every piece of guidance by its id, in the order of the book."""
        return {guidance.id: guidance for guidance in self.guidance}

    @cached_property
    def policy_norms(self) -> tuple[Norm, ...]:
        """Every norm of the policy itself, in the order of the book."""
        return tuple(norm for clause in self.clauses.values() for norm in clause.norms)

    def story_on(self, page: str) -> Scenario | None:
        """The story that a page is, if it is one."""
        return next((scenario for scenario in self.scenarios if scenario.page == page), None)

    @cached_property
    def places_of_questions(self) -> Mapping[str, int]:
        """The number of each question on its page, from 1."""
        count: dict[str, int] = {}
        found: dict[str, int] = {}
        for question in self.questions:
            found[question.id] = count[question.page] = count.get(question.page, 0) + 1
        return found

    @cached_property
    def norms(self) -> Mapping[str, Norm]:
        """Every norm by its id: the policy's, and those of the other layers."""
        holders: tuple[Clause | Guidance, ...] = (*self.clauses.values(), *self.guidance)
        return {norm.id: norm for holder in holders for norm in holder.norms}

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Every reading of every interpretation."""
        return tuple(reading for note in self.interpretations for reading in note.readings)
