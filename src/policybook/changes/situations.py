"""Every situation that two handbooks may judge differently, one of each sort.

A situation is one kind of person who does one act, to one kind of person or thing, given some facts. A judge
meets each of its words only by what the word falls under, among the words that rules and readings name. Words
that fall alike under all of those, in both handbooks, are of one sort, and one of them stands for all. Given
facts count together, each named word by the best way that any of them falls under it, so that sets of facts
are of sorts too. And where nothing that bears on a sort differs between the handbooks, nothing is judged.
The tests hold all this against judging every situation there is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain

from policybook.changes.differences import rule_of
from policybook.judging.graph import Reach, firmness, in_sorts
from policybook.judging.judge import Judge
from policybook.judging.norms import Treatment
from policybook.judging.reach import told_by
from policybook.judging.verdict import Bearing, Verdict
from policybook.policy.handbook import Handbook
from policybook.policy.language import is_ban
from policybook.policy.model import FOR, SITUATION_TABLES, TABLES, Act, Norm, grouped

Ways = tuple[Reach | None, ...]
"""How something falls under each of some words; None where it does not."""


def lent(to: Handbook, by: Handbook) -> Handbook:
    """`to`, with the words that only `by` has, so that it can be asked about them.

    A word comes with what it is in plain English: what it is a kind of, what it is contrary to, and what it is
    done to. Readings are not lent.
    """
    pairs = {name: (to.vocabulary.tables[name], by.vocabulary.tables[name]) for name in TABLES}
    both = {name: {**mine, **theirs, **mine} for name, (mine, theirs) in pairs.items()}
    return replace(to, vocabulary=to.vocabulary.having(both))


class Recalling(Judge):
    """A judge that remembers how each rule bears on the sort at hand, by the facts that the rule itself asks about.

    What other facts are given makes no difference to a rule, so that a million sets of facts come to a few for
    each rule.
    """

    def __init__(self, handbook: Handbook) -> None:
        super().__init__(handbook)
        self._asked_of: dict[str, frozenset[str]] = {}
        self._borne: dict[tuple[str, tuple[str, ...]], Bearing | None] = {}
        self._at: tuple[Sequence[str], Act] = ((), Act(""))
        self.alone: Norm | None = None

    def touching(self, act: Act) -> tuple[Norm, ...]:
        """The rules to be asked: one alone, or as any judge says it."""
        return (self.alone,) if self.alone else super().touching(act)

    def judge(self, who: Sequence[str], act: Act, given: Sequence[str] = ()) -> Verdict:
        """The verdict on one act, as any judge says it."""
        self._turn_to(who, act)
        return super().judge(who, act, given)

    def bears(
        self, norm: Norm, who: Sequence[str], act: Act, course: Sequence[Act], given: Sequence[str]
    ) -> Bearing | None:
        """How one rule bears on one act, as any judge says it."""
        mine = self._of(f"bears {norm.id}", (*norm.when, *norm.unless, *self.parts), given)
        key = (norm.id, mine)
        if key not in self._borne:
            self._borne[key] = super().bears(norm, who, act, course, mine)
        return self._borne[key]

    def any_bears(self, norms: Iterable[Norm], who: Sequence[str], act: Act, given: Sequence[str]) -> bool:
        """Whether any of these rules bears on this, or is kept from it by a reading alone."""
        self._turn_to(who, act)
        given = self._true(given, who)
        who = self.cast(who, self._facts(given, (act,)))
        return any(self.bears(norm, who, act, (act,), given) is not None for norm in norms)

    def _turn_to(self, who: Sequence[str], act: Act) -> None:
        if self._at[1] is not act or self._at[0] is not who:
            self._at = (who, act)
            self._borne.clear()

    def treat(self, norm: Norm, given: Sequence[str]) -> Treatment:
        """The rule as the interpretations leave it, as any judge says it."""
        readings = (*self.readings_on(norm), *self.excusing)
        facts = (fact for reading in readings for fact in reading.facts)
        return super().treat(norm, self._of(f"treats {norm.id}", facts, given))

    def _of(self, what: str, words: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
        """Those of the facts given that fall under some of the words."""
        if what not in self._asked_of:
            things = self.handbook.vocabulary.things
            wanted = set(words)
            self._asked_of[what] = frozenset(n for n in things if wanted & self.things.above(n).keys())
        asked = self._asked_of[what]
        return tuple(fact for fact in given if fact in asked)


class Side:
    """One of the two handbooks, ready to be asked."""

    def __init__(self, handbook: Handbook) -> None:
        self.judge = Recalling(handbook)
        self.excused = {(r.recipient, r.when, r.interpretation) for r in self.judge.excusing}
        others = (norm for norm in handbook.norms.values() if norm.layer not in ("policy", "house"))
        self._outside = grouped((norm.layer, norm) for norm in others)
        self._people: dict[tuple[str, str], tuple[Reach | None, ...]] = {}
        self.ways = lru_cache(maxsize=None)(self._ways)
        self.as_read = lru_cache(maxsize=None)(self._as_read)

    def norms(self, act: str) -> tuple[Norm, ...]:
        """The rules of the policy that some word connects with this act."""
        return tuple(norm for norm in self.judge.relevant(Act(act)) if norm.layer == "policy")

    def outside(self, norms: Iterable[Norm]) -> list[Norm]:
        """The other policies' norms that would be owed if one of these were handed over."""
        readings = (reading for norm in norms for reading in self.judge.readings_on(norm))
        policies = sorted({reading.policy for reading in readings if reading.form == "hands over"})
        return [norm for policy in policies for norm in self._outside.get(policy, ())]

    def of_act(self, act: str, norms: Sequence[Norm]) -> tuple[object, ...]:
        """All that judging asks of an act, for these rules."""
        acts, found = self.judge.acts, list[object]()
        for norm in norms:
            contrary, is_asked = acts.contrary(act, norm.phrase.acts), norm.direction == FOR
            others = (phrase.acts if phrase else () for phrase in (norm.governs, norm.before))
            ways = (acts.cover((act,), names) for names in (norm.phrase.acts, *others))
            found.append((norm.id, contrary, is_asked and act in norm.phrase.acts, *ways))
        return tuple(found)

    def of_person(self, who: str, norms: Iterable[Norm]) -> tuple[tuple[Reach | None, ...], ...]:
        """All that judging asks of who acts, for these rules."""
        return tuple(self._of_person(who, norm) for norm in norms)

    def _of_person(self, who: str, norm: Norm) -> tuple[Reach | None, ...]:
        """Whether a rule names somebody, leaves a freedom of others to them, or has them told; found once for each."""
        if (who, norm.id) not in self._people:
            self._people[who, norm.id] = self._find_person(who, norm)
        return self._people[who, norm.id]

    def _find_person(self, who: str, norm: Norm) -> tuple[Reach | None, ...]:
        cover = self.judge.people.cover
        readings = self.judge.readings_on(norm)
        turning = (fact for reading in (*readings, *self.judge.excusing) for fact in reading.facts)
        facts = {*norm.when, *norm.unless, *turning}
        true = (of for name, of in self.judge.true_of.items() if facts & self.judge.things.above(name).keys())
        left = (cover((who,), names) for names in chain((r.who for r in readings if r.who), true))
        offices = told_by(self.judge, norm) if norm.direction == FOR else ()
        return (cover((who,), norm.who), *left, *(cover((who,), (office,)) for office in offices))

    def _parts(self, norms: Sequence[Norm], who: str) -> dict[str, tuple[tuple[Reach | None, ...], ...]]:
        """The facts that give who acts a part on which one of these rules turns, and all that is asked of it.

        A part by which somebody falls under nothing but what they fall under already makes no difference.
        """
        mine = self.of_person(who, norms)
        found = ((fact, self.of_person(part, norms)) for fact, part in self.judge.parts.items())
        return {fact: asked for fact, asked in found if any(map(_adds, mine, asked))}

    def of_object(self, name: str, norms: Sequence[Norm], facts: tuple[str, ...]) -> tuple[object, ...]:
        """All that judging asks of what an act is done to: also which facts come with it."""
        wanted = [norm.phrase.objects for norm in norms]
        wanted += [phrase.objects for norm in norms for phrase in norm.mentions[1:]]
        people, things = self.judge.people.cover, self.judge.things.cover
        found = ((people((name,), names), things((name,), names)) if names else None for names in wanted)
        return (*found, self.ways(name, facts) if name in self.judge.handbook.vocabulary.things else ())

    def of_recipient(self, name: str, norms: Iterable[Norm]) -> tuple[object, ...]:
        """All that judging asks of who is told: only a ban, or a freedom, that names somebody asks who it is."""
        people = self.judge.people
        return tuple(people.cover((name,), norm.recipients) for norm in norms if _asks_recipients(norm))

    def facts(self, norms: Sequence[Norm], who: str = "") -> tuple[str, ...]:
        """The words for facts on which a verdict by these rules may turn: for somebody, or else for anybody."""
        norms = (*norms, *self.outside(norms))
        offices = {name for norm in norms for name in told_by(self.judge, norm)}
        readings = [reading for norm in norms for reading in self.judge.readings_on(norm)]
        readings += [reading for reading in self.judge.excusing if reading.recipient in offices]
        found = {fact for norm in norms for fact in (*norm.when, *norm.unless)}
        found |= {fact for reading in readings for fact in reading.facts}
        return tuple(sorted(found.union(self._parts(norms, who) if who else self.judge.parts)))

    def _ways(self, fact: str, wanted: tuple[str, ...]) -> Ways:
        """How a fact falls under each of the wanted words."""
        above = self.judge.things.above(fact)
        return tuple(above.get(word) for word in wanted)

    def live(self, norms: Iterable[Norm], who: str, act: Act) -> list[Norm]:
        """The rules that could bear on this, whatever the facts."""
        people = (who, *self.judge.parts.values())
        related = (norm for norm in norms if self.judge.relation(norm, act, (act,)) is not None)
        return [n for n in related if n.before or any(any(self._of_person(p, n)) for p in people)]

    def rows(self, norms: Sequence[Norm], who: str, act: Act) -> Mapping[object, Sequence[Norm]]:
        """The rules by all that a verdict on this is made of, beside the facts, as far as each goes."""
        relation = self.judge.relation
        asked = ((norm, relation(norm, act, (act,)), self._of_person(who, norm)) for norm in norms)
        return grouped(((self.as_read(norm), *ways), norm) for norm, *ways in asked)

    def rest(self, norms: Sequence[Norm], who: str) -> tuple[object, ...]:
        """All that a verdict is made of beside the rules and the facts; the parts of who acts come last."""
        others = self.outside(norms)
        outside = Counter((self.as_read(norm), self._of_person(who, norm)) for norm in others)
        return outside, self.excused, self._parts((*norms, *others), who)

    def _as_read(self, norm: Norm) -> object:
        """A rule with all that the readings make of it."""
        readings = self.judge.readings_on(norm)
        sources = (self.judge.named(reading.source)[:1] for reading in readings)
        copied = tuple((s.recipients, s.joiner, s.timing) for source in sources for s in source)
        return norm.id, rule_of(norm), tuple(replace(reading, norms=()) for reading in readings), copied


def _only(mine: Mapping[object, Sequence[Norm]], theirs: Mapping[object, Sequence[Norm]]) -> tuple[Norm, ...]:
    """The rules that the others do not have, or do not have as often."""
    return tuple(n for row, norms in mine.items() if len(norms) != len(theirs.get(row, ())) for n in norms)


def _adds(mine: Ways, part: Ways) -> bool:
    """Whether a part falls better under any word than who acts does already."""
    pairs = zip(mine, part, strict=True)
    return any(way is not None and (own is None or firmness(way) < firmness(own)) for own, way in pairs)


def _asks_recipients(norm: Norm) -> bool:
    return bool(norm.recipients) and (is_ban(norm) or norm.verb.permits)


@dataclass(frozen=True)
class Sort:
    """Situations that no rule or reading of either handbook tells apart but by the facts given.

    `wanted` are the words for facts on which the verdicts turn, in the old and in the new handbook; `base` is
    how the object itself falls under them. `changed` are the rules of each that are not the same in the other, where
    nothing but they can make a difference.
    """

    who: tuple[str, ...]
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    recipients: tuple[str, ...]
    wanted: tuple[tuple[str, ...], tuple[str, ...]]
    base: Ways
    differs: bool = True
    changed: tuple[tuple[Norm, ...], tuple[Norm, ...]] | None = None

    @cached_property
    def one(self) -> tuple[str]:
        """The person of one situation of this sort."""
        return (self.who[0],)

    @cached_property
    def act(self) -> Act:
        """The act of one situation of this sort."""
        objects, recipients = (tuple(filter(None, x[:1])) for x in (self.objects, self.recipients))
        return Act(self.acts[0], objects, recipients)


@dataclass(frozen=True)
class Facts:
    """Sets of facts that make no difference between them: `given` is one of the smallest."""

    given: tuple[str, ...]
    ways: Ways

    def implies(self, other: "Facts") -> bool:
        """Whether the other's facts are all given where these are."""
        return together(self.ways, other.ways) == self.ways


def together(one: Ways, other: Ways) -> Ways:
    """How two sets of facts fall under each word when both are given: the better way of the two."""
    pairs = zip(one, other, strict=True)
    return tuple(b if a is None else a if b is None else min(a, b, key=firmness) for a, b in pairs)


class Pair:
    """Two handbooks, each lent the other's words, and the sorts of situations that they may judge differently."""

    def __init__(self, before: Handbook, after: Handbook) -> None:
        self.before, self.after = before, after
        self.sides = (Side(lent(before, after)), Side(lent(after, before)))
        self._sets: dict[object, list[Facts]] = {}
        self._kinds: dict[object, dict[Ways, tuple[str, ...]]] = {}
        self.vocabulary = self.sides[1].judge.handbook.vocabulary
        self._alike = _graphs(self.sides[0].judge) == _graphs(self.sides[1].judge)

    def sorts(self, *, every: bool = False) -> Iterator[Sort]:
        """Every sort of situation on which the verdicts may differ; `every`: those too on which they cannot."""
        for acts in self._act_sorts():
            norms = [side.norms(acts[0]) for side in self.sides]
            if every or not (self._alike and self._same_rules(norms)):
                yield from (sort for sort in self._sorts(acts, norms) if every or sort.differs)

    def _same_rules(self, norms: Sequence[Sequence[Norm]]) -> bool:
        """Whether both handbooks have the same rules on an act, read alike; their graphs being the same."""
        old, new = (
            (Counter(map(side.as_read, (*mine, *side.outside(mine)))), side.excused)
            for side, mine in zip(self.sides, norms, strict=True)
        )
        return old == new

    def _act_sorts(self) -> Iterator[tuple[str, ...]]:
        """The acts that some rule is about, those that no rule tells apart together."""

        def key(act: str) -> tuple[object, ...]:
            takes = (side.judge.handbook.vocabulary.takes(act) for side in self.sides)
            return (*takes, *(side.of_act(act, side.norms(act)) for side in self.sides))

        acts = (act for act in self.vocabulary.acts if any(side.norms(act) for side in self.sides))
        yield from in_sorts(acts, key)

    def _sorts(self, acts: tuple[str, ...], norms: Sequence[Sequence[Norm]]) -> Iterator[Sort]:
        both = list(zip(self.sides, norms, strict=True))
        takes = {side.judge.handbook.vocabulary.takes(acts[0]) for side in self.sides}
        people, things = self.vocabulary.people, self.vocabulary.things
        objects = [*(people if "people" in takes else ()), *(things if "things" in takes else ())] or [""]
        asked = any(_asks_recipients(norm) for mine in norms for norm in mine)
        rules = [(side, (*mine, *side.outside(mine))) for side, mine in both]
        whos = in_sorts(people, lambda who: tuple(side.of_person(who, mine) for side, mine in rules))
        turning = [(side, mine, side.facts(mine)) for side, mine in both]
        whats = in_sorts(objects, lambda name: tuple(s.of_object(name, mine, w) for s, mine, w in turning))
        tolds = in_sorts(
            ["", *(people if asked else ())],
            lambda name: tuple(side.of_recipient(name, mine) for side, mine in both) if name else (),
        )
        for who in whos:
            for what in whats:
                yield from self._told_sorts(Sort(who, acts, what, ("",), ((), ()), ()), tolds, both)

    def _told_sorts(
        self, bare: Sort, tolds: Iterable[tuple[str, ...]], both: Sequence[tuple[Side, Sequence[Norm]]]
    ) -> Iterator[Sort]:
        """The sorts that differ only in who is told: few, since most rules do not ask."""
        found: dict[tuple[tuple[Norm, ...], ...], list[str]] = {}
        for told in tolds:
            act = replace(bare, recipients=told).act
            live = tuple(tuple(side.live(mine, bare.who[0], act)) for side, mine in both)
            found.setdefault(live, []).extend(told)
        for live, recipients in found.items():
            if any(live):
                yield self._sort(replace(bare, recipients=tuple(recipients)), live)

    def _sort(self, bare: Sort, live: Sequence[Sequence[Norm]]) -> Sort:
        """The sort with the facts on which it turns, and whether the handbooks may differ on it."""
        who = bare.who[0]
        wanted = (self.sides[0].facts(live[0], who), self.sides[1].facts(live[1], who))
        thing = bare.objects[0] if bare.objects[0] in self.vocabulary.things else ""
        base = self._ways(thing, wanted) if thing else (None,) * (len(wanted[0]) + len(wanted[1]))
        both = zip(self.sides, live, strict=True)
        old, new = (side.rows(mine, who, bare.act) for side, mine in both)
        changed = _only(old, new), _only(new, old)
        rest = [side.rest(mine, who) for side, mine in zip(self.sides, live, strict=True)]
        half, ways = len(wanted[0]), (base, *self._fact_sorts(wanted))
        others = rest[0] != rest[1] or wanted[0] != wanted[1] or any(w[:half] != w[half:] for w in ways)
        alone = self._alike and rest[0][:2] == rest[1][:2]
        differs = any(changed) or others
        return replace(bare, wanted=wanted, base=base, differs=differs, changed=changed if alone else None)

    def may_differ(self, sort: Sort, facts: Facts) -> bool:
        """Whether a rule that is not the same in both handbooks bears on this; without one, what they say is the same."""
        if sort.changed is None:
            return True
        both = zip(self.sides, sort.changed, strict=True)
        return any(side.judge.any_bears(mine, sort.one, sort.act, facts.given) for side, mine in both)

    # ---- facts

    def _ways(self, fact: str, wanted: tuple[tuple[str, ...], tuple[str, ...]]) -> Ways:
        return (*self.sides[0].ways(fact, wanted[0]), *self.sides[1].ways(fact, wanted[1]))

    def _fact_sorts(self, wanted: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[Ways, tuple[str, ...]]:
        """The facts on which something turns, those alike together, a named one first."""
        if wanted not in self._kinds:
            named = {*wanted[0], *wanted[1]}
            order = sorted(self.vocabulary.things, key=lambda name: name not in named)
            sorts = in_sorts(order, lambda fact: self._ways(fact, wanted))
            ways = ((self._ways(facts[0], wanted), facts) for facts in sorts)
            self._kinds[wanted] = {way: facts for way, facts in ways if any(way)}
        return self._kinds[wanted]

    def alike(self, sort: Sort, fact: str) -> tuple[str, ...]:
        """The facts that make the same difference as this one, itself included."""
        return self._fact_sorts(sort.wanted).get(self._ways(fact, sort.wanted), (fact,))

    def fact_sets(self, sort: Sort, most: int = 2) -> list[Facts]:
        """One of each sort of set of up to `most` facts, the smallest first."""
        key = (sort.wanted, sort.base, most)
        if key not in self._sets:
            self._sets[key] = list(self._find_sets(sort, most))
        return self._sets[key]

    def kinds(self, sort: Sort) -> list[tuple[Ways, str]]:
        """One fact of each sort that makes a difference here, with how it falls under the words asked about."""
        return [(ways, facts[0]) for ways, facts in self._fact_sorts(sort.wanted).items()]

    def _find_sets(self, sort: Sort, most: int) -> Iterator[Facts]:
        kinds = self.kinds(sort)
        newest = [Facts((), sort.base)]
        seen = {sort.base}
        yield from newest
        for _ in range(most):
            larger = []
            for facts in newest:
                for ways, fact in kinds:
                    joint = together(facts.ways, ways)
                    if joint not in seen:
                        seen.add(joint)
                        larger.append(Facts((*facts.given, fact), joint))
            yield from larger
            newest = larger

    def judged(self, sort: Sort, facts: Facts) -> tuple[Verdict, Verdict]:
        """What the old and the new handbook say of situations of this sort, given these facts."""
        old, new = (side.judge.judge(sort.one, sort.act, facts.given) for side in self.sides)
        return old, new


def _graphs(judge: Judge) -> tuple[object, ...]:
    """All that decides what falls under what: where it is equal, every graph is."""
    words = judge.handbook.vocabulary
    tables = (
        {name: (word.parents, word.contrary, word.takes, word.gives, word.of) for name, word in table.items()}
        for table in map(words.tables.__getitem__, SITUATION_TABLES)
    )
    readings = (reading for reading in judge.handbook.readings if reading.general)
    return (*tables, {(r.form, r.general, r.particulars, r.interpretation) for r in readings})
