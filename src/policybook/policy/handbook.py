"""The whole handbook: the policy, its training, and what the organisation keeps beside them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from policybook.policy import model
from policybook.policy.everyday import Everyday
from policybook.policy.organisation import Office, Organisation
from policybook.policy.outside import OutsideSource
from policybook.policy.problems import Placed
from policybook.policy.training import Case, Question, Reader, Scenario, Topic


@dataclass(frozen=True, slots=True)
class SourceItem(Placed):
    """An item of the adopted document, and the clauses that carry it or the reason that none does."""

    label: str
    gist: str
    carried_by: tuple[str, ...] = ()
    not_carried: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The adopted document that the handbook restates; dates are ISO (yyyy-mm-dd)."""

    title: str = ""
    adopted: str = ""
    review_by: str = ""
    items: tuple[SourceItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """The head of an edition: the whole policy as it was frozen. Dates are ISO; `path` is from the root.

    `restates` names the document that it restates, where its own words have not been adopted. `follows` is
    the name and the digest of the edition before it, both "" for the first. `clauses` holds the fingerprint of
    each clause by its id, and `pages` the ids on each page of the policy. The whole of it is read by
    `policybook.editions.edition.read_edition`.
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
class Tombstone(Placed):
    """What an author says of a clause that is gone: the clauses that its rule went into, if any, and why."""

    clause: str
    into: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Overlay(Placed):
    """What is otherwise here than in the handbook that this one extends, and why.

    `against` is the mark of what the other had when that was decided, "" for what it never had.
    """

    id: str
    why: str
    against: str = ""


@dataclass(frozen=True, slots=True)
class Extends(Placed):
    """The released handbook that this one extends: what it is called, its file from the root, and that file's sha256.

    `base` is that handbook; None where its file could not be read.
    """

    handbook: str
    digest: str
    name: str
    overlays: tuple[Overlay, ...] = ()
    base: "Handbook | None" = None


@dataclass(frozen=True, eq=False)
class Handbook:
    """The whole of it. Compared by identity, so that an index may be kept for it."""

    vocabulary: model.Vocabulary
    sections: tuple[model.Section, ...] = ()
    interpretations: tuple[model.Interpretation, ...] = ()
    guidance: tuple[model.Guidance, ...] = ()
    outside: tuple[OutsideSource, ...] = ()
    """What guidance and proposals rest on, in the order of the register."""
    questions: tuple[Question, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    source: Source = Source()
    roles: tuple[Office, ...] = ()
    organisation: Organisation = field(default_factory=Organisation)
    editions: tuple[Edition, ...] = ()
    """What has been frozen, oldest first."""
    retired: tuple[Tombstone, ...] = ()
    readers: tuple[Reader, ...] = ()
    topics: tuple[Topic, ...] = ()
    cases: tuple[Case, ...] = ()
    trials: tuple[str, ...] = ()
    """The pages of notebooks to try the policy in, which are no stories."""
    everyday: Everyday = field(default_factory=Everyday)
    extends: Extends | None = None

    @cached_property
    def clauses(self) -> Mapping[str, model.Clause]:
        """Every clause by its id, in the order of the book."""
        return {clause.id: clause for section in self.sections for clause in section.clauses}

    @cached_property
    def question_by_id(self) -> Mapping[str, Question]:
        """Every question by its id, in the order of the book."""
        return {question.id: question for question in self.questions}

    @cached_property
    def interpretation_by_id(self) -> Mapping[str, model.Interpretation]:
        """Every interpretation by its id, in the order of the register."""
        return {note.id: note for note in self.interpretations}

    @cached_property
    def guidance_by_id(self) -> Mapping[str, model.Guidance]:
        """Every piece of guidance by its id, in the order of the book."""
        return {guidance.id: guidance for guidance in self.guidance}

    @cached_property
    def practice(self) -> tuple[model.Guidance, ...]:
        """What the organisation does today, a line each: shown beside the policy, and never judged by."""
        return tuple(guidance for guidance in self.guidance if guidance.layer == model.PRACTICE)

    @cached_property
    def policy_norms(self) -> tuple[model.Norm, ...]:
        """Every norm of the policy itself, in the order of the book."""
        return tuple(norm for clause in self.clauses.values() for norm in clause.norms)

    def office(self, name: str) -> str:
        """An office within a sentence: as the vocabulary has it, else by its title, “the” before it; its id where it is none."""
        title = next((office.title for office in self.roles if office.id == name), "")
        word = self.vocabulary.people.get(name)
        the = "" if title.lower().startswith("the ") else "the "
        return word.label if word else f"{the}{title}" if title else name

    @property
    def lead(self) -> str:
        """Who signs training off, and with whom it is talked over, within a sentence."""
        return self.office(self.organisation.lead)

    @property
    def takes_records(self) -> str:
        """Who takes in what people hand in, within a sentence: the office for it, or who signs training off."""
        return self.office(self.organisation.records or self.organisation.lead)

    @cached_property
    def usual(self) -> str:
        """The kind of person that most readers are: the organisation's own word, or whom the policy names most often."""
        named = Counter(who for norm in self.policy_norms for who in norm.who)
        most = min(named, key=lambda who: (-named[who], who), default="")
        return self.organisation.usual or most

    def story_on(self, page: str) -> Scenario | None:
        """The story that a page is, if it is one."""
        return next((scenario for scenario in self.scenarios if scenario.page == page), None)

    @cached_property
    def places_of_questions(self) -> Mapping[str, int]:
        """The number of each question on its page, from 1."""
        on_page: dict[str, count[int]] = defaultdict(lambda: count(1))
        return {question.id: next(on_page[question.page]) for question in self.questions}

    @cached_property
    def norms(self) -> Mapping[str, model.Norm]:
        """Every norm by its id: the policy's, and those of the other layers, but not what is done today."""
        holders: tuple[model.Clause | model.Guidance, ...] = (*self.clauses.values(), *self.guidance)
        return {norm.id: norm for holder in holders for norm in holder.norms if norm.layer != model.PRACTICE}

    @cached_property
    def readings(self) -> tuple[model.Reading, ...]:
        """Every reading of every interpretation."""
        return tuple(reading for note in self.interpretations for reading in note.readings)
