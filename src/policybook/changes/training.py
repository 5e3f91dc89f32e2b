"""Which questions and stories a change of the policy would make suspect, and which keys it would undo.

A question is suspect when a clause that decides it changes, comes or goes. Most changes are far from most
questions, so that a question is weighed anew only where a rule that changed can bear on its words.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from policybook.changes.differences import rule_of
from policybook.judging.judge import judge_of
from policybook.judging.norms import acts_of
from policybook.judging.verdict import is_telling
from policybook.policy.handbook import Handbook
from policybook.policy.model import COVERING, SITUATION_TABLES, Act, Norm, Reading
from policybook.policy.readings import reading_sentence
from policybook.policy.training import Question
from policybook.training.answers import marked_options
from policybook.training.bank import weighed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A question or a scenario that somebody would have to read again.

    `clauses` are the ids of the clauses that it rests on, before or after, and that are not as they were; `holds`
    says whether what is marked right would still be supported (of a scenario, in each of its questions).
    """

    kind: str
    id: str
    clauses: tuple[str, ...]
    holds: bool
    safety_critical: bool = False


def suspect_training(
    old: Handbook, new: Handbook, clauses: Collection[str] | None = None
) -> tuple[Suspect, ...]:
    """The questions of `old`, then the scenarios, that would be suspect if it became `new`; in their order.

    `clauses` are the ids of those that are not as they were, where they are known already.
    """
    if old.questions != new.questions:
        raise ValueError("training is compared for one set of questions alone.")
    changed = changed_clauses(old, new) if clauses is None else {*clauses}
    touch = Touch(old, new)
    found: dict[str, Suspect] = {}
    for question in old.questions:
        cited = set(weighed(old, question).cited)
        holds = True
        if touch.touches(question):
            cited |= set(weighed(new, question).cited) | _naming(old, new, question)
            holds = question.kind == "discussion" or weighed(new, question).is_right(marked_options(question))
        mine = tuple(sorted(cited & changed))
        if mine or not holds:
            found[question.id] = Suspect("question", question.id, mine, holds, question.safety_critical)
    stories = []
    for scenario in old.scenarios:
        asked = [found[name] for name in scenario.questions if name in found]
        if asked:
            mine = tuple(sorted({name for suspect in asked for name in suspect.clauses}))
            critical = any(suspect.safety_critical for suspect in asked)
            holds = all(suspect.holds for suspect in asked)
            stories.append(Suspect("scenario", scenario.id, mine, holds, critical))
    return (*found.values(), *stories)


def _naming(old: Handbook, new: Handbook, question: Question) -> set[str]:
    """The clauses that say to tell somebody whom it is, or was, an answer to tell as well, in one of the two alone."""
    was, now = (weighed(book, question).answered for book in (old, new))
    people = {o.part[1] for o in question.options if was[o.letter].outcome != now[o.letter].outcome}
    norms = (norm for book in (old, new) for norm in book.norms.values() if is_telling(norm))
    return {norm.clause for norm in norms if not people.isdisjoint(norm.recipients)}


def changed_clauses(old: Handbook, new: Handbook) -> set[str]:
    """The ids of the clauses whose words or rules are not the same in both, or that only one of them has."""
    was, now = ({(name, c.fingerprint) for name, c in book.clauses.items()} for book in (old, new))
    return {name for name, _ in was ^ now}


class Touch:
    """Whether anything that changed can bear on the words of a question; never no where it can."""

    def __init__(self, old: Handbook, new: Handbook) -> None:
        self.judges = (judge_of(old), judge_of(new))
        books = (old, new)
        self.norms = _of_one(*({(n.clause, *rule_of(n)): n for n in book.norms.values()} for book in books))
        readings = ({(r.interpretation, reading_sentence(r)): r for r in book.readings} for book in books)
        turned = _of_one(*readings)
        self.particulars = {word for r in turned if r.form in COVERING for word in r.particulars}
        # A rule is read by way of another: "fills" takes over whom the other names, and how soon.
        ids = {norm.id for norm in self.norms}
        naming = [r for book in books for r in book.readings if r.form not in COVERING]
        turned += [r for r in naming if any(norm.id in ids for norm in self._named(r))]
        self.norms += [norm for r in turned for norm in self._named(r)]
        # A rule for a circumstance bears on nothing where the circumstance is not given.
        self.acts = {name for norm in self.norms if not norm.when for name in acts_of(norm)}
        self.facts = {norm.when[0] for norm in self.norms if norm.when}
        # Whoever is told by some rule may be told as well, wherever it is asked whom to tell.
        telling = (filter(is_telling, book.norms.values()) for book in books)
        was_told, told = ({name for norm in norms for name in norm.recipients} for norms in telling)
        self.telling = told != was_told
        # A word that both know and that is another in each; words that are only added touch no question.
        tables = ((old.vocabulary.tables[name], new.vocabulary.tables[name]) for name in SITUATION_TABLES)
        other = any(now.get(name) != word for was, now in tables for name, word in was.items())
        self.everything = other or any(r.form == "excuses" for r in turned)
        self._act, self._other = lru_cache(maxsize=None)(self._bears), lru_cache(maxsize=None)(self._is_fact)

    def _named(self, reading: Reading) -> Iterator[Norm]:
        for judge in self.judges:
            for name in (*reading.norms, reading.source, reading.under):
                yield from judge.named(name) if name else ()

    def touches(self, question: Question) -> bool:
        """Whether the question may have to be weighed anew."""
        if self.everything or (self.telling and question.kind == "tell"):
            return True
        acts, others = words_of(question)
        return any(self._act(name) for name in acts) or any(self._other(name) for name in others)

    def _bears(self, act: str) -> bool:
        near = self.acts | self.particulars
        return any(
            not near.isdisjoint(graph.above(act)) or any(graph.contrary(act, (other,)) for other in self.acts)
            for graph in (judge.acts for judge in self.judges)
        )

    def _is_fact(self, name: str) -> bool:
        near = self.facts | self.particulars
        graphs = (graph for judge in self.judges for graph in (judge.people, judge.things))
        return any(not near.isdisjoint(graph.above(name)) for graph in graphs)


def _of_one(old: Mapping[Any, T], new: Mapping[Any, T]) -> list[T]:
    """What only one of the two has, by its key."""
    return [thing for a, b in ((old, new), (new, old)) for key, thing in a.items() if key not in b]


def words_of(question: Question) -> tuple[set[str], set[str]]:
    """(the acts, every other word) that a question names anywhere."""
    acts: set[str] = {"tell"} if question.kind == "tell" else set()
    others = {*question.who, *question.given}
    done: list[Act] = list(question.asks)
    for option in question.options:
        done += option.acts
        for claim in option.claims:
            done += [claim.act] if claim.act else []
            others |= set(claim.who)
            if claim.norm is not None:
                acts |= {name for phrase in claim.norm.phrases for name in phrase.acts}
                others |= {name for phrase in claim.norm.phrases for name in phrase.objects}
                others |= {*claim.norm.who, *claim.norm.when, *claim.norm.especially}
    for act in done:
        acts.add(act.act)
        others |= {*act.objects, *act.given, *act.who}
    return acts, others
