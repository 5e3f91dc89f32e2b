"""What the policy says of every act, to and with everybody and everything: worked out by judging.

Kinds of people, and of things, that no norm and no reading tells apart get the same verdict, so one of each
sort is judged for all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policybook.judging.graph import Graph, in_sorts
from policybook.judging.judge import judge_of
from policybook.judging.norms import settled
from policybook.judging.verdict import Verdict
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Norm, ancestors, grouped


@dataclass(frozen=True)
class Said:
    """What a verdict comes to; `of` says of what the verb is said: "act" or "contrary"."""

    status: str
    points: str = ""
    verb: str = ""
    of: str = "act"


@dataclass(frozen=True)
class Outcome:
    """What is said of an act for the usual people, by which clauses, and for whom it is otherwise."""

    said: Said
    clauses: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()
    otherwise: tuple[tuple[Said, tuple[str, ...]], ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether the policy says nothing, to anybody."""
        return self.said.status == "silent" and not self.otherwise and not self.interpretations


@dataclass(frozen=True)
class Row:
    """The objects of an act that share an outcome, and the circumstances; `rest` where all other objects do."""

    objects: tuple[str, ...]
    given: tuple[str, ...]
    outcome: Outcome
    rest: bool = False


class Verdicts:
    """The verdict table of a handbook."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        self.judge = judge_of(handbook)
        self.norms = handbook.policy_norms
        self.number = {name: at for at, name in enumerate(handbook.clauses)}
        self.facts = {fact for reading in handbook.readings for fact in reading.facts}
        # The people for whom the table is.
        self.usual = handbook.usual
        self.audience = self._audience()
        # Every reached kind of people below each word, by plain is-a.
        self.kinds: dict[str, set[str]] = defaultdict(set)
        for name in self.audience:
            for above in ancestors(name, handbook.vocabulary.people):
                self.kinds[above].add(name)

    def _audience(self) -> dict[str, bool]:
        """Everybody whom some norm may reach, and whether by a norm that reaches the usual people too."""
        cover = self.judge.people.cover
        usual = {norm.who for norm in self.norms if cover((self.usual,), norm.who) is not None}
        found: dict[str, bool] = {}
        for word in self.handbook.vocabulary.people:
            if reached := {norm.who for norm in self.norms if settled(cover((word,), norm.who))}:
                found[word] = bool(reached & usual)
        return found

    # ---- the rows

    def acts(self) -> dict[tuple[Row, ...], list[str]]:
        """The acts in the order of the vocabulary, those of which all the same is said together."""
        return grouped((tuple(self._rows_of(act)), act) for act in self.handbook.vocabulary.acts)

    def _rows_of(self, act: str) -> Iterator[Row]:
        near = {norm.id for norm in self.judge.relevant(Act(act))}
        norms = [norm for norm in self.norms if norm.id in near]
        if not norms:
            yield Row((), (), Outcome(Said("silent")))
            return
        sorts, people = self._object_sorts(act, norms), self._people_sorts(norms)
        plain = [self._outcome(act, sort[0], (), people) for sort in sorts]
        yield from _merged((), sorts, plain)
        for given in self._circumstances(norms):
            now = [self._outcome(act, sort[0], given, people) for sort in sorts]
            changed = [(sort, new) for sort, new, was in zip(sorts, now, plain, strict=True) if new != was]
            yield from _merged(given, [sort for sort, _ in changed], [new for _, new in changed])

    def _object_sorts(self, act: str, norms: Sequence[Norm]) -> list[tuple[str, ...]]:
        """What the act may be done to, in sorts; [("",)] where it is done to nobody and nothing."""
        words = self.handbook.vocabulary
        takes = words.takes(act)
        if takes not in ("people", "things"):
            return [("",)]
        used = set(self.facts)
        for norm in norms:
            used.update(norm.when, norm.unless, *(phrase.objects for phrase in norm.mentions))
        graph: Graph = getattr(self.judge, takes)
        return in_sorts(words.tables[takes], lambda word: graph.ways(word, used))

    def _people_sorts(self, norms: Sequence[Norm]) -> list[tuple[str, ...]]:
        readings = (reading for norm in norms for reading in self.judge.readings_on(norm))
        used = {name for norm in norms for name in (*norm.who, *norm.recipients)}
        for reading in readings:
            used.update(reading.who, *(norm.recipients for norm in self.judge.named(reading.source)))
        return in_sorts(self.audience, lambda word: self.judge.people.ways(word, used))

    def _outcome(
        self, act: str, word: str, given: tuple[str, ...], people: Sequence[tuple[str, ...]]
    ) -> Outcome:
        done = Act(act, (word,) if word else ())
        verdict = self.judge.judge((self.usual,), done, given)
        usual = _said(verdict)
        different: dict[Said, list[str]] = defaultdict(list)
        for sort in people:
            said = usual if self.usual in sort else _said(self.judge.judge(sort[:1], done, given))
            if said != usual:
                different[said] += [w for w in sort if self.audience[w] or said.status != "silent"]
        widest = ((said, self._widest(words)) for said, words in different.items())
        otherwise = tuple((said, words) for said, words in widest if words)
        clauses = tuple(sorted(verdict.clauses, key=lambda name: self.number.get(name, -1)))
        return Outcome(usual, clauses, verdict.interpretations, otherwise)

    def _circumstances(self, norms: Sequence[Norm]) -> list[tuple[str, ...]]:
        """The facts that some of these norms wait for or stop at, or that make who acts one whom they name."""
        found: dict[tuple[str, ...], None] = {}
        for norm in norms:
            found.update(dict.fromkeys([norm.when] if norm.when else []))
            found.update(dict.fromkeys(norm.exceptions))
            found.update(dict.fromkeys((f,) for f, part in self.judge.parts.items() if part in norm.who))
        return list(found)

    def _widest(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words all of whose kinds are among `words`, without those that another stands for already."""
        chosen = set(words)
        whole = {word for word in chosen if self.kinds.get(word, set()) <= chosen}
        covered = {kind for word in whole for kind in self.kinds.get(word, set())}
        return tuple(word for word in self.handbook.vocabulary.people if word in whole - covered)


def _merged(
    given: tuple[str, ...], sorts: Sequence[tuple[str, ...]], outcomes: Sequence[Outcome]
) -> Iterator[Row]:
    """The rows of one act: objects with the same outcome share one, and those that nothing is said of come last."""
    together: dict[Outcome, list[str]] = defaultdict(list)
    for sort, outcome in zip(sorts, outcomes, strict=True):
        together[outcome].extend(filter(None, sort))
    largest = max(together, key=lambda outcome: len(together[outcome]), default=None)
    for outcome, objects in sorted(together.items(), key=lambda item: item[0] == largest):
        rest = outcome == largest and not given and len(together) > 1
        yield Row(tuple(objects), given, outcome, rest)


def _said(verdict: Verdict) -> Said:
    return Said(verdict.status, verdict.points, verdict.verb, verdict.of)
