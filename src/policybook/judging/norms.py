"""How each norm bears on an act: by its words, by what the readings make of it, and for the person who acts.

Who acts is somebody: they count as told where they hold the office that a norm names, and a fact may give them a
part in the situation, such as that of the person who is bullied.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from policybook.judging.graph import EXCLUDED, FIRM, OPEN, PLAIN, ActGraph, Graph, Reach, joined
from policybook.judging.verdict import Bearing
from policybook.policy.handbook import Handbook
from policybook.policy.language import is_ban
from policybook.policy.model import AGAINST, FOR, LATER, Act, Norm, Phrase, Reading, ancestors, grouped


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the interpretations make of one norm, given the facts; None stands for a norm set aside.

    A norm is `discharged` where who acts holds the office that is to be told: nothing of it is owed. `filling` is how
    a reading says whom to tell, which nobody asks of who tells nobody at all. `concerned` are the offices whose holder
    the concern is about.
    """

    norm: Norm | None
    reach: Reach
    handed_to: str = ""
    discharged: bool = False
    filling: Reach = PLAIN
    concerned: tuple[str, ...] = ()


class Norms:
    """The norms of a handbook, ready to be held against an act; `Judge` makes a verdict of them."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        words = handbook.vocabulary
        covering = [r for r in handbook.readings if r.form in ("reads", "reads not", "leaves open whether")]
        self.people = Graph(words.people, covering)
        self.acts = ActGraph(words.acts, covering)
        self.things = Graph(words.things, covering)
        aims = (clause for clause in handbook.clauses.values() if clause.kind == "aim")
        self._aims = {norm.id for clause in aims for norm in clause.norms}
        self._norms = tuple(sorted(handbook.norms.values(), key=lambda norm: norm.id))
        self._by_act = grouped((act, n) for n in self._norms for phrase in n.phrases for act in phrase.acts)
        self._by_next = grouped((act, n) for n in self._norms if n.before for act in n.before.acts)
        self._by_fact = grouped((norm.when[0], norm) for norm in self._norms if norm.when)
        self._treating = self._readings_by_norm()
        self.excusing = [r for r in handbook.readings if r.form == "excuses"]
        offices = dict.fromkeys(name for norm in self._norms for name in norm.recipients)
        # A body is told where anybody in it is, and its people are not one person.
        self.offices = tuple(
            one for one in offices if not any(self._holds_office((o,), one) for o in offices if o != one)
        )
        self._handing = [r for r in handbook.readings if r.form == "hands over"]
        self._lifting = [r for r in handbook.readings if r.form == "lifts"]
        gives = {name: word.gives for name, word in words.things.items() if word.gives}
        lines = ((name, (name, *ancestors(name, words.things))) for name in words.things)
        # The part that a fact, or what it is a kind of, gives to who acts.
        parts = ((name, next((gives[n] for n in line if n in gives), "")) for name, line in lines)
        self.parts = {name: part for name, part in parts if part}
        self.true_of = {name: word.of for name, word in words.things.items() if word.of}
        self._relevant: dict[str, tuple[Norm, ...]] = {}
        self._touching: dict[tuple[str, tuple[str, ...]], tuple[Norm, ...]] = {}
        self._treated: dict[tuple[str, tuple[str, ...]], Treatment] = {}
        self._held: dict[tuple[int, tuple[str, ...]], Treatment] = {}
        self._near_facts: dict[tuple[str, ...], frozenset[str]] = {}
        self._concerning: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._offices_of: dict[tuple[str, ...], list[str]] = {}
        self._related: dict[Act, dict[str, tuple[str, Reach] | None]] = {}
        self._last: tuple[Act | None, dict[str, tuple[str, Reach] | None]] = (None, {})

    def _readings_by_norm(self) -> Mapping[str, tuple[Reading, ...]]:
        readings = sorted(self.handbook.readings, key=lambda r: (r.interpretation, r.form))
        found = grouped((norm.id, r) for r in readings for name in r.norms for norm in self.named(name))
        return {name: tuple(readings) for name, readings in found.items()}

    def readings_on(self, norm: Norm) -> tuple[Reading, ...]:
        """The readings that name this norm, or its clause."""
        return self._treating.get(norm.id, ())

    def named(self, name: str) -> tuple[Norm, ...]:
        """The norm with this id, or all the norms of the clause with this id."""
        norm = self.handbook.norms.get(name)
        if norm:
            return (norm,)
        clause = self.handbook.clauses.get(name)
        return clause.norms if clause else ()

    # ---- who acts

    def cast(self, who: Sequence[str], given: Iterable[str]) -> Sequence[str]:
        """Who acts, with the parts that the facts give them: whoever is bullied is the person bullied."""
        parts = [self.parts[fact] for fact in given if fact in self.parts]
        return tuple(dict.fromkeys((*who, *parts))) if parts else who

    def _true(self, given: Sequence[str], who: Sequence[str]) -> Sequence[str]:
        """The facts that can be true of who acts."""
        bound = (fact for fact in given if fact in self.true_of)
        false = {fact for fact in bound if not self._holds_any(who, self.true_of[fact])}
        return tuple(fact for fact in given if fact not in false) if false else given

    def for_others(self, given: Sequence[str]) -> tuple[str, ...]:
        """The facts as they are for anybody but the person who acts: a part that is given to that one is not theirs."""
        things = self.handbook.vocabulary.things
        told: list[str] = []
        for fact in given:
            told += [fact] if fact not in self.parts else self.for_others(things[fact].parents)
        return tuple(dict.fromkeys(told))

    def held(self, norm: Norm, given: Sequence[str], who: Sequence[str]) -> Treatment:
        """The norm as `treat` leaves it, for somebody who may hold an office that it has told: they count as told.

        Of several to be told the others are left; of any one, or of them alone, nobody is.
        """
        treated = self.treat(norm, given)
        if treated.norm is None or not treated.norm.recipients or treated.norm.direction != FOR:
            return treated
        # Every treatment is kept, so that no other has its identity.
        key = (id(treated), tuple(who))
        if key not in self._held:
            self._held[key] = self._as_held(treated, treated.norm, who)
        return self._held[key]

    def _as_held(self, treated: Treatment, norm: Norm, who: Sequence[str]) -> Treatment:
        left = tuple(name for name in norm.recipients if not self._holds_office(who, name))
        if len(left) == len(norm.recipients):
            return treated
        owed = replace(norm, recipients=left, joiner=norm.joiner if len(left) > 1 else "")
        return replace(treated, norm=owed, discharged=norm.joiner != "and" or not left)

    def _may_act(self, who: Sequence[str], offices: Sequence[str], concerned: Sequence[str]) -> bool:
        """Whether who acts holds one of these offices, and the concern is not about them."""
        return self._holds_any(who, offices) and not self._holds_any(who, concerned)

    def _holds_any(self, who: Sequence[str], offices: Iterable[str]) -> bool:
        return any(self._holds_office(who, office) for office in offices)

    def _holds_office(self, who: Sequence[str], office: str) -> bool:
        way = self.people.cover(who, (office,))
        return way is not None and way.rank == FIRM

    # ---- one norm and one act

    def _given(self, facts: Iterable[str], given: Iterable[str]) -> Reach | None:
        """How all of `facts` hold, given what is given; None where one does not."""
        reaches = [self.things.cover(given, (fact,)) for fact in facts]
        if any(reach is None or reach.rank == EXCLUDED for reach in reaches):
            return None
        return joined(PLAIN, *(reach for reach in reaches if reach))

    def _objects(self, objects: Sequence[str], wanted: Sequence[str]) -> Reach | None:
        if not wanted:
            return PLAIN
        ways = (self.people.cover(objects, wanted), self.things.cover(objects, wanted))
        return min((way for way in ways if way is not None), default=None)

    def _does(self, act: Act, phrase: Phrase) -> Reach | None:
        does = self.acts.cover((act.act,), phrase.acts)
        objects = self._objects(act.objects, phrase.objects)
        return joined(does, objects) if does is not None and objects is not None else None

    def _holds(self, norm: Norm, acts: Sequence[Act], given: Sequence[str]) -> Reach | None:
        """How the norm's circumstances hold: every `when`, and no `unless`."""
        if not norm.when and not norm.unless:
            return PLAIN
        facts = self._facts(given, acts)
        reaches = [self.things.cover(facts, (fact,)) for fact in norm.when]
        if None in reaches:
            return None
        holds = joined(PLAIN, *(reach for reach in reaches if reach))
        unless = self._exception(norm, facts)
        if unless is None or unless.rank == EXCLUDED:
            return holds
        if unless.rank == OPEN:
            return joined(holds, unless)
        # An exception that only a reading makes keeps the norm away, and the reading is named.
        return Reach(EXCLUDED, unless.interpretations) if unless.interpretations else None

    def _exception(self, norm: Norm, facts: Sequence[str]) -> Reach | None:
        """How an exception holds: any one of its facts, or with “and” all of them together."""
        if norm.unless_joiner != "and":
            return self.things.cover(facts, norm.unless)
        reaches = [self.things.cover(facts, (fact,)) for fact in norm.unless]
        return None if None in reaches else joined(*(reach for reach in reaches if reach))

    def relation(self, norm: Norm, act: Act, course: Sequence[Act]) -> tuple[str, Reach] | None:
        """How the norm's own act and the act done stand to each other, people and facts left aside."""
        if norm.before or norm.governs or self.handbook.norms.get(norm.id) is not norm:
            return self._relation(norm, act, course)
        if act is not self._last[0]:
            # One act is held against many norms in turn, and to find it by its words takes longer than the rest.
            self._last = (act, self._related.setdefault(act, {}))
        mine = self._last[1]
        if norm.id not in mine:
            mine[norm.id] = self._relation(norm, act, course)
        return mine[norm.id]

    def _relation(self, norm: Norm, act: Act, course: Sequence[Act]) -> tuple[str, Reach] | None:
        governed = PLAIN
        if norm.governs and not norm.standing:
            ways = [way for other in course if (way := self._does(other, norm.governs)) is not None]
            if not ways:
                return None
            governed = min(ways)
        if norm.before and (comes := self._does(act, norm.before)) is not None:
            earlier = course[: next(i for i, other in enumerate(course) if other is act)]
            return ("meets" if self._told(norm, earlier) else "opposes"), comes
        objects = self._objects(act.objects, norm.phrase.objects)
        if objects is not None:
            does = self.acts.cover((act.act,), norm.phrase.acts)
            if does is not None and not (norm.timing == LATER != act.timing):
                # Whether a ban or a freedom that names recipients is about those of this act.
                names = is_ban(norm) or (norm.verb.permits and act.recipients)
                told = norm.recipients if names else ()
                if told and not settled(self.people.cover(act.recipients, told)):
                    return None
                return self._done(norm, act), joined(governed, does, objects)
            against = self.acts.contrary(act.act, norm.phrase.acts)
            if against is not None:
                relation = {AGAINST: "averts", FOR: "opposes"}.get(norm.direction)
                relation = "aims" if norm.id in self._aims else relation
                return (relation, joined(governed, against, objects)) if relation else None
        if norm.governs and norm.direction == FOR and (way := self._does(act, norm.governs)) is not None:
            return "guides", way
        return None

    def _done(self, norm: Norm, act: Act) -> str:
        if norm.id in self._aims:
            return "aims"
        if norm.verb == "will face" or is_ban(norm):
            return "bans"
        if norm.direction == FOR:
            return "requires" if act.act in norm.phrase.acts else "meets"
        if norm.verb.permits:
            return "permits"
        return "states" if norm.verb in ("does", "might") else "warns"

    def bears(
        self, norm: Norm, who: Sequence[str], act: Act, course: Sequence[Act], given: Sequence[str]
    ) -> Bearing | None:
        """How one norm, as written, bears on one act of a course; None where it does not."""
        found = self.relation(norm, act, course)
        if act.who:
            given = self.for_others(given)
        holds = self._holds(norm, (act,), given) if found else None
        if found is None or holds is None:
            return None
        relation, reach = found
        # What comes before an act comes before it whoever does that act: "before anybody investigates".
        waits = norm.before and self._does(act, norm.before) is not None
        doing = who if waits else act.who or who
        covered = self.people.cover(doing, norm.who)
        if covered is None:
            return self._left(norm, doing, relation, joined(reach, holds))
        return Bearing(norm, relation, joined(reach, holds, covered))

    def _left(self, norm: Norm, who: Sequence[str], relation: str, reach: Reach) -> Bearing | None:
        """How a freedom of somebody else bears, where a reading leaves it to judgement for who acts."""
        for reading in self.readings_on(norm):
            if reading.form == "leaves to judgement" and relation == "permits":
                covered = self.people.cover(who, reading.who)
                if covered is not None and covered.rank != EXCLUDED:
                    left = Reach(OPEN, (reading.interpretation,))
                    return Bearing(norm, "leaves", joined(reach, covered, left))
        return None

    # ---- what interpretations make of a norm

    def treat(self, norm: Norm, given: Sequence[str]) -> Treatment:
        """The norm of the handbook as the interpretations leave it, given the facts; found once for each."""
        key = (norm.id, tuple(given))
        if key not in self._treated:
            self._treated[key] = self._treat(norm, given)
        return self._treated[key]

    def _treat(self, norm: Norm, given: Sequence[str]) -> Treatment:
        reach, filling, handed = PLAIN, PLAIN, ""
        changed: Norm | None = norm
        for reading in self.readings_on(norm):
            holds = self._given(reading.when, given)
            if holds is None or any(self._given((fact,), given) for fact in reading.unless):
                continue
            note = tuple(sorted({reading.interpretation, *holds.interpretations}))
            if reading.form == "leaves open":
                reach = joined(reach, Reach(FIRM, note))
            elif reading.form == "doubts":
                reach = joined(reach, Reach(OPEN, note))
            elif reading.form == "sets aside":
                changed, reach = None, joined(reach, Reach(FIRM, note))
            elif reading.form == "hands over":
                handed, reach = reading.policy, joined(reach, Reach(FIRM, note))
            elif reading.form == "fills" and changed is not None and not changed.recipients:
                recipients, joiner, timing = self.named(reading.source)[0].told
                changed = replace(changed, recipients=recipients, joiner=joiner, timing=timing)
                filling = joined(filling, Reach(FIRM, note))
        if changed is not None and norm.layer != "house":
            left, excuse = self._excused(changed, PLAIN, given)
            if left is None and not norm.recipients:
                # The clause names nobody: its duty stands, without whom a reading would have told.
                changed, filling = norm, joined(filling, excuse)
            else:
                changed, reach = left, joined(reach, excuse)
        return Treatment(changed, reach, handed, filling=filling, concerned=self._concerned(given))

    def _concerned(self, given: Sequence[str]) -> tuple[str, ...]:
        given = tuple(given)
        if given not in self._concerning:
            holding = (r.recipient for r in self.excusing if self._given(r.when, given) is not None)
            self._concerning[given] = tuple(holding)
        return self._concerning[given]

    def _reach(self, treated: Treatment, bearing: Bearing, who: Sequence[str]) -> Reach:
        """How firmly a norm bears, all in all: by its words, by what readings make of it, and for who acts."""
        readings = self.readings_on(bearing.norm)
        if not readings and treated.reach is PLAIN:
            return bearing.reach
        ways = [bearing.reach, treated.reach]
        if bearing.relation != "opposes":
            ways.append(treated.filling)
        if bearing.relation in ("requires", "meets"):
            for reading in readings:
                if reading.form == "leaves to":
                    named = self._may_act(who, reading.who, treated.concerned)
                    ways.append(Reach(FIRM if named else OPEN, (reading.interpretation,)))
        return joined(*ways)

    def _excused(self, norm: Norm, reach: Reach, given: Sequence[str]) -> tuple[Norm | None, Reach]:
        """A person whom the concern is about cannot be the person told: "or" leaves the others."""
        for reading in self.excusing:
            if reading.recipient in norm.recipients and self._given(reading.when, given) is not None:
                reach = joined(reach, Reach(FIRM, (reading.interpretation,)))
                left = tuple(r for r in norm.recipients if r != reading.recipient)
                if norm.joiner != "or" or not left:
                    return None, reach
                norm = replace(norm, recipients=left, joiner="or" if len(left) > 1 else "")
        return norm, reach

    # ---- what an act touches

    def relevant(self, act: Act) -> tuple[Norm, ...]:
        """The norms that some word of the vocabulary connects with this act, whoever does it."""
        if act.act not in self._relevant:
            above = self.acts.above(act.act)
            touched = [norm for name in above for norm in self._by_next.get(name, ())]
            touched += [norm for name in self._near(act.act) for norm in self._by_act[name]]
            self._relevant[act.act] = in_order(touched)
        return self._relevant[act.act]

    def _near(self, act: str) -> Iterator[str]:
        """The acts of norms that an act is a kind of, or the contrary of."""
        above = self.acts.above(act)
        opposed = {other for name in above for other in self.acts.contraries(name)}
        for name in self._by_act:
            against = name not in above and not opposed.isdisjoint(self.acts.above(name))
            if name in above or (against and self.acts.contrary(act, (name,)) is not None):
                yield name

    def touching(self, act: Act) -> tuple[Norm, ...]:
        """The norms that can bear on this act, for what it is and is done to: of the relevant most are about other things."""
        key = (act.act, act.objects)
        if key not in self._touching:
            graphs = (self.people, self.things)
            done_to = {"", *(name for graph in graphs for word in act.objects for name in graph.above(word))}
            names = {*self.acts.above(act.act), *self._near(act.act)}
            pairs = ((name, word) for name in names for word in done_to)
            self._touching[key] = in_order(norm for pair in pairs for norm in self._by_pair.get(pair, ()))
        return self._touching[key]

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], Sequence[Norm]]:
        """The norms by an act that they are about and what it is done to, "" where that is anything."""
        return grouped(
            ((name, word), norm)
            for norm in self._norms
            for phrase in norm.mentions
            for name in phrase.acts
            for word in phrase.objects or ("",)
        )

    def at_hand(self, course: Sequence[Act], facts: tuple[str, ...]) -> tuple[Norm, ...]:
        """The norms touched by a course of action that can bear on it, where all its facts are these.

        Where the first circumstance of a norm is not given it does not bear: most of a long policy is left out here.
        """
        if len(course) == 1:
            touched = self.touching(course[0])
        else:
            touched = in_order(norm for act in course for norm in self.touching(act))
        if any(act.who for act in course):
            return touched  # The facts are not the same for somebody else.
        if facts not in self._near_facts:
            self._near_facts[facts] = frozenset(norm.id for norm in self.circumstanced(facts))
        near = self._near_facts[facts]
        return tuple(norm for norm in touched if not norm.when or norm.id in near)

    def circumstanced(self, facts: Iterable[str]) -> Iterator[Norm]:
        """The norms whose first circumstance is given, whether or not their others are."""
        for name in {general for fact in facts for general in self.things.above(fact)}:
            yield from self._by_fact.get(name, ())

    def _facts(self, given: Sequence[str], course: Sequence[Act]) -> tuple[str, ...]:
        """What is given, with what the acts are done to: seeing a picture is a fact of its kind."""
        things = self.handbook.vocabulary.things
        extra = [word for act in course for word in (*act.objects, *act.given) if word in things]
        return tuple(dict.fromkeys((*given, *extra))) if extra else tuple(given)

    def nobody_told(self, who: Sequence[str], concerned: Sequence[str]) -> tuple[str, ...]:
        """To tell these is to tell nobody: the office that who acts holds, and whom the concern is about."""
        who = tuple(who)
        if who not in self._offices_of:
            self._offices_of[who] = [one for one in self.offices if self._holds_office(who, one)]
        return (*concerned, *self._offices_of[who])

    def _told(self, norm: Norm, course: Sequence[Act], nobody: Sequence[str] = ()) -> bool:
        """Whether the course tells those whom the norm names, in the time that it names.

        "And" needs each of them, "or" any one; where nobody is named, telling anybody will do but one of `nobody`.
        """
        telling = [act for act in course if settled(self._does(act, norm.phrase))]
        in_time = [act for act in telling if not norm.timing or act.timing.rank >= norm.timing.rank]
        told = [name for act in in_time for name in act.recipients]
        if not norm.recipients:
            counts = any(not settled(self.people.cover((name,), nobody)) for name in told)
            return counts or any(not act.recipients for act in in_time)
        reached = [settled(self.people.cover(told, (recipient,))) for recipient in norm.recipients]
        return any(reached) if norm.joiner == "or" else all(reached)


def as_said(written: Norm, treated: Treatment, reach: Reach) -> Norm:
    """The norm as it bears: as it was written, where nobody asks whom a reading has told."""
    asked = set(treated.filling.interpretations) <= set(reach.interpretations)
    return treated.norm if treated.norm and asked else written


def settled(reach: Reach | None) -> bool:
    """Whether there is a way, and no reading that leads away from it."""
    return reach is not None and reach.rank != EXCLUDED


def acts_of(norm: Norm) -> Iterator[str]:
    """The acts that a norm is about: what it asks for, what it governs, and what it comes before."""
    yield from (act for phrase in norm.mentions for act in phrase.acts)


def in_order(norms: Iterable[Norm]) -> tuple[Norm, ...]:
    """Each norm once, by id."""
    by_id = {norm.id: norm for norm in norms}
    return tuple(by_id[name] for name in sorted(by_id))
