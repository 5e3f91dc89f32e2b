"""Every answer to “May I …?” as one table that a script looks up: worked out by judging, and never a second judge.

Words that no norm and no reading at hand tells apart share a class, and one word of each class is judged for all of
them: who acts, to whom or what, and each circumstance, by itself and with another. Duties to tell do not turn on what
is done, so they have rows of their own.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from policybook.judging.beside import meets
from policybook.judging.graph import Graph, in_sorts
from policybook.judging.judge import Judge
from policybook.judging.norms import acts_of
from policybook.judging.verdict import Situation, is_telling
from policybook.policy.model import AGAINST, FOR, PRACTICE, Act, Norm, Reading

SAYS = YES, NO, ASK, SILENT = "yes", "no", "ask", "silent"
"""What an answer comes to; a part of an allowance asks first."""
FACTS = 2
"""So many circumstances are given at most; what an act is done to may be one more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of an act: `by` which clauses, house rules, law and guidance, the one that speaks first before all.

    `verb` is that of the first clause, `notes` are what it rests on, and `handed_to` is the policy that leads here.
    """

    headline: str
    verb: str
    by: tuple[str, ...]
    notes: tuple[str, ...]
    handed_to: str


@dataclass(frozen=True, slots=True)
class Told:
    """A duty to tell, as it is owed by who acts: whom, how soon, and by the clause or the guidance with this id."""

    by: str
    recipients: tuple[str, ...]
    joiner: str
    timing: str
    perhaps: bool = False


def answer(judge: Judge, who: str, act: Act, given: Sequence[str] = ()) -> Answer:
    """What is to be said first when `who` does `act`, given these facts."""
    verdict = judge.judge((who,), act, given)
    others = [norm for norm in judge.relevant(act) if norm.layer != "policy"]
    broken = judge.broken(Situation((who,), (act,), tuple(given)))
    met = [norm for norm in others if norm.layer != "law" and meets(judge, norm, (who,), act, given)]
    headline = {AGAINST: NO, FOR: YES if verdict.status == "decided" else ASK}.get(verdict.points, ASK)
    if broken:
        headline = NO
    elif verdict.status == "silent":
        headline = YES if any(norm.layer == "house" for norm in met) else SILENT
    elif verdict.status == "decided" and not verdict.points:
        headline = SILENT
    said = (verdict.points, verdict.verb)
    strongest = {b.norm.clause for b in verdict.bearings if (b.points, b.norm.verb) == said}
    bearing = [b.norm.clause for b in verdict.in_order_of(judge.handbook.clauses)]
    clauses = sorted(bearing, key=lambda name: name not in strongest)
    beside = [norm.clause for norm in (*broken, *met)]
    by = tuple(dict.fromkeys((*beside, *clauses) if broken else (*clauses, *beside)))
    return Answer(headline, verdict.verb, by, verdict.interpretations, verdict.handed_to)


def told(judge: Judge, norm: Norm, who: str, given: Sequence[str]) -> Told | None:
    """A duty to tell that these facts lay on `who`, whatever they do; None where it does not."""
    if norm.layer == PRACTICE:
        return Told(norm.clause, *norm.told) if judge.is_owed(norm, (who,), given) else None
    for found in judge.weigh(Situation((who,), (Act(""),), tuple(given))):
        if found.norm.id == norm.id and found.effect in ("falls short", "open"):
            return Told(norm.clause, *found.norm.told, perhaps=found.effect == "open")
    return None


# ---- the table


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that may be asked: the class of each word in every place, and for each who and whom a cell.

    A cell holds what is said, by number: without circumstances, then with each class of them, then with each two,
    in the order of `combinations`. Class 0 of the facts is of those that change nothing here.
    """

    who: tuple[int, ...]
    whom: tuple[int, ...]
    facts: tuple[int, ...]
    cells: tuple[tuple[tuple[int, ...], ...], ...]


_Cell = Mapping[frozenset[int], int]
_Say = Callable[[str, str, tuple[str, ...]], Answer | Told | None]


class Lookup:
    """The table of a handbook: a row for each act that may be asked about, and for each duty to tell."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        words = judge.handbook.vocabulary
        self.people, self.things = tuple(words.people), tuple(words.things)
        self.said: dict[Answer | Told | None, int] = {None: 0}
        self._rows: dict[Hashable, Row] = {}
        self.acts = {name: self._of_act(name) for name, word in words.acts.items() if word.ask}
        self.duties = {norm.id: self._of_duty(norm) for norm in duties_of(judge)}

    def whom(self, act: str) -> tuple[str, ...]:
        """What an act may be done to, or who may be asked by it; "" where it is done to nobody and nothing."""
        places = {"people": self.people, "recipients": ("", *self.people), "things": self.things}
        return places.get(self.judge.handbook.vocabulary.takes(act), ("",))

    def _of_act(self, name: str) -> Row:
        judge, norms = self.judge, self.judge.relevant(Act(name))
        named = {act for norm in judge.handbook.norms.values() for act in acts_of(norm)}
        above = judge.acts.ways(name, named)
        contrary = tuple(judge.acts.contrary(name, norm.phrase.acts) for norm in norms)
        takes = judge.handbook.vocabulary.takes(name)
        # Acts that stand to every norm in the same way share a row.
        alike = takes, name if name in named else "", above, contrary, tuple(norm.id for norm in norms)
        if alike not in self._rows:
            done = {whom: act_of(judge, name, whom) for whom in self.whom(name)}
            self._rows[alike] = self._row(
                norms, self.whom(name), FACTS, lambda who, whom, given: answer(judge, who, done[whom], given)
            )
        return self._rows[alike]

    def _of_duty(self, norm: Norm) -> Row:
        return self._row((norm,), ("",), FACTS + 1, lambda who, _, given: told(self.judge, norm, who, given))

    def _row(self, norms: Sequence[Norm], whom: Sequence[str], most: int, say: _Say) -> Row:
        judge, facts, people = self.judge, set[str](), set[str]()
        readings = [reading for norm in norms for reading in self._readings(norm)]
        names = [name for reading in readings for name in (reading.source, reading.under)]
        names += [name for reading in readings if reading.form == "hands over" for name in reading.norms]
        for norm in (*norms, *(norm for name in names for norm in judge.named(name))):
            facts.update(norm.when, norm.unless)
            people.update(norm.who, norm.recipients)
        for reading in readings:
            facts.update(reading.facts)
            people.update(reading.who)
        people.update(*(of for fact, of in judge.true_of.items() if facts & judge.things.above(fact).keys()))
        objects = facts.union(*(phrase.objects for norm in norms for phrase in norm.mentions))
        graph = judge.things if whom == self.things else judge.people
        turning = self._by(judge.things, facts, people)
        sorts = (
            in_sorts(self.people, self._by(judge.people, people, people)),
            in_sorts(whom, self._by(graph, people if whom[0] == "" else objects, people)),
            in_sorts(filter(turning, self.things), turning),
        )
        groups = [group for count in range(most + 1) for group in combinations(range(len(sorts[2])), count)]

        def cell(who: str, to: str) -> _Cell:
            said = (say(who, to, tuple(sorts[2][at][0] for at in group)) for group in groups)
            numbers = (self.said.setdefault(one, len(self.said)) for one in said)
            return dict(zip(map(frozenset, groups), numbers, strict=True))

        cells = [[cell(who[0], to[0]) for to in sorts[1]] for who in sorts[0]]
        return _merged((self.people, tuple(whom), self.things), sorts, cells, most)

    def _by(self, graph: Graph, used: set[str], people: set[str]) -> Callable[[str], Hashable]:
        """What tells words apart in one place: of those in use, which stand above, and what a fact makes of who acts.

        It is empty of a word that is nothing there.
        """

        def key(word: str) -> Hashable:
            above, part = graph.ways(word, used), self.judge.parts.get(word)
            plays = self.judge.people.ways(part, people) if part else ()
            found = above, plays, self.judge.true_of.get(word) if above else None
            # Nobody asked is not the same as somebody whom no norm names.
            return found if any(found) or not word else ()

        return key

    def _readings(self, norm: Norm) -> Iterator[Reading]:
        """The readings that name a norm, and those that excuse whom it tells, lift it or hand over to it."""
        mine = self.judge.readings_on(norm)
        tells = norm.recipients or any(reading.form == "fills" for reading in mine)
        yield from mine
        for reading in self.judge.handbook.readings:
            lifts = reading.form == "lifts" and norm.id in reading.norms
            hands = reading.form == "hands over" and norm.layer == reading.policy
            if lifts or hands or (reading.form == "excuses" and tells):
                yield reading


def duties_of(judge: Judge) -> list[Norm]:
    """Every duty to tell that a circumstance lays on somebody, what is done today included."""
    practice = (norm for line in judge.handbook.practice for norm in line.norms)
    norms = (*judge.handbook.norms.values(), *practice)
    return [norm for norm in norms if is_telling(norm) and norm.when and norm.layer != "house"]


def act_of(judge: Judge, name: str, whom: str) -> Act:
    """An act that is done to one word, or that asks one; to nobody and nothing where it is ""."""
    some = (whom,) if whom else ()
    return Act(name, (), some) if judge.handbook.vocabulary.takes(name) == "recipients" else Act(name, some)


def _merged(
    words: Sequence[Sequence[str]],
    sorts: Sequence[Sequence[Sequence[str]]],
    cells: Sequence[Sequence[_Cell]],
    most: int,
) -> Row:
    """The row in as few classes as tell its cells apart: facts are alike where neither changes what the other does not."""
    some = [group for group in cells[0][0] if len(group) < most]

    def with_fact(at: int) -> Hashable:
        fact = {at} - {-1}
        return tuple(cell[group | fact] for line in cells for cell in line for group in some)

    who = in_sorts(range(len(cells)), lambda at: tuple(tuple(cell.values()) for cell in cells[at]))
    whom = in_sorts(range(len(cells[0])), lambda at: tuple(tuple(line[at].values()) for line in cells))
    facts = in_sorts(range(-1, len(sorts[2])), with_fact)
    kinds = [frozenset(g) for n in range(most + 1) for g in combinations([fact[0] for fact in facts[1:]], n)]

    def classes(place: int, merged: Sequence[Sequence[int]]) -> tuple[int, ...]:
        found = {w: at for at, sort in enumerate(merged) for n in sort if n >= 0 for w in sorts[place][n]}
        # A fact that is in no sort changes nothing.
        return tuple(found.get(name, 0) for name in words[place])

    left = tuple(tuple(tuple(cells[k[0]][o[0]][kind] for kind in kinds) for o in whom) for k in who)
    return Row(classes(0, who), classes(1, whom), classes(2, facts), left)
