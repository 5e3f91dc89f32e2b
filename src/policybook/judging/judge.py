"""What the policy says of a situation. Pure, order-independent, and never more than the policy says.

Three layers take part. The policy's norms decide. Another policy's norms are owed only once an
interpretation hands a norm of this policy over to it. House norms decide nothing: they make an answer
to a question unsafe.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from policybook.judging.graph import EXCLUDED, FIRM, OPEN, PLAIN, ActGraph, Graph, Reach, joined
from policybook.judging.verdict import EFFECTS, Bearing, Finding, Situation, Verdict, speaks_against
from policybook.policy.handbook import Handbook
from policybook.policy.language import is_ban, parse_situation
from policybook.policy.model import AGAINST, BINDING_FOR, FOR, TIMINGS, Act, Norm, Phrase, Reading


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the interpretations make of one norm, given the facts; None stands for a norm set aside."""

    norm: Norm | None
    reach: Reach
    handed_to: str = ""


class Judge:
    """A handbook made ready for judging. Build it with `judge_of`, which keeps one for each handbook."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        words = handbook.vocabulary
        covering = [r for r in handbook.readings if r.form in ("reads", "reads not", "leaves open whether")]
        self.people = Graph(words.people, covering)
        self.acts = ActGraph(words.acts, covering)
        self.things = Graph(words.things, covering)
        self._norms = tuple(sorted(handbook.norms.values(), key=lambda norm: norm.id))
        self._by_act = _indexed(
            (name, norm) for norm in self._norms for phrase in norm.phrases for name in phrase.acts
        )
        self._by_next = _indexed((norm.before, norm) for norm in self._norms if norm.before)
        self._by_fact = _indexed((norm.when[0], norm) for norm in self._norms if norm.when)
        self._treating = self._readings_by_norm()
        self.excusing = [r for r in handbook.readings if r.form == "excuses"]
        self._touching: dict[str, tuple[Norm, ...]] = {}
        self._weighed: dict[Situation, tuple[Finding, ...]] = {}

    def _readings_by_norm(self) -> Mapping[str, tuple[Reading, ...]]:
        found: dict[str, list[Reading]] = {}
        for reading in self.handbook.readings:
            for name in reading.norms:
                for norm in self.named(name):
                    found.setdefault(norm.id, []).append(reading)
        return {
            name: tuple(sorted(rs, key=lambda r: (r.interpretation, r.form))) for name, rs in found.items()
        }

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
        facts = self._facts(given, acts)
        reaches = [self.things.cover(facts, (fact,)) for fact in norm.when]
        if None in reaches:
            return None
        holds = joined(PLAIN, *(reach for reach in reaches if reach))
        unless = self.things.cover(facts, norm.unless)
        if unless is None or unless.rank == EXCLUDED:
            return holds
        if unless.rank == OPEN:
            return joined(holds, unless)
        # An exception that only a reading makes keeps the norm away, and the reading is named.
        return Reach(EXCLUDED, unless.interpretations) if unless.interpretations else None

    def relation(self, norm: Norm, act: Act, course: Sequence[Act]) -> tuple[str, Reach] | None:
        """How the norm's own act and the act done stand to each other, people and facts left aside."""
        governed = PLAIN
        if norm.governs:
            ways = [way for other in course if (way := self._does(other, norm.governs)) is not None]
            if not ways:
                return None
            governed = min(ways)
        if norm.before and (comes := self.acts.cover((act.act,), (norm.before,))) is not None:
            earlier = course[: next(i for i, other in enumerate(course) if other is act)]
            return ("meets" if self._told(norm, earlier) else "opposes"), comes
        objects = self._objects(act.objects, norm.phrase.objects)
        if objects is not None:
            does = self.acts.cover((act.act,), norm.phrase.acts)
            if does is not None and not (norm.timing == "later" and act.timing != "later"):
                if is_ban(norm) and norm.recipients and not self._reaches_any(norm, act):
                    return None
                return self._done(norm, act), joined(governed, does, objects)
            against = self.acts.contrary(act.act, norm.phrase.acts)
            if against is not None:
                relation = {AGAINST: "averts", FOR: "opposes"}.get(norm.direction)
                return (relation, joined(governed, against, objects)) if relation else None
        if norm.governs and norm.direction == FOR and (way := self._does(act, norm.governs)) is not None:
            return "guides", way
        return None

    def _reaches_any(self, norm: Norm, act: Act) -> bool:
        return _settled(self.people.cover(act.recipients, norm.recipients))

    def _done(self, norm: Norm, act: Act) -> str:
        if norm.verb == "will face" or is_ban(norm):
            return "bans"
        if norm.direction == FOR:
            return "requires" if act.act in norm.phrase.acts else "meets"
        return {"may": "permits", "does": "states"}.get(norm.verb, "warns")

    def bears(
        self, norm: Norm, who: Sequence[str], act: Act, course: Sequence[Act], given: Sequence[str]
    ) -> Bearing | None:
        """How one norm, as written, bears on one act of a course; None where it does not."""
        found = self.relation(norm, act, course)
        holds = self._holds(norm, (act,), given) if found else None
        if found is None or holds is None:
            return None
        relation, reach = found
        # What comes before an act comes before it whoever does that act: "before anybody investigates".
        waits = norm.before and self.acts.cover((act.act,), (norm.before,)) is not None
        covered = self.people.cover(who if waits else act.who or who, norm.who)
        if norm.only and covered is None:
            return Bearing(norm, "reserves", joined(reach, holds))
        if covered is None:
            return None
        return Bearing(norm, relation, joined(reach, holds, covered))

    # ---- what interpretations make of a norm

    def treat(self, norm: Norm, given: Sequence[str]) -> Treatment:
        """The norm as the interpretations leave it, given the facts."""
        reach, handed = PLAIN, ""
        changed: Norm | None = norm
        for reading in self.readings_on(norm):
            note = (reading.interpretation,)
            if reading.when and self._given(reading.when, given) is None:
                continue
            if reading.form == "leaves open":
                reach = joined(reach, Reach(FIRM, note))
            elif reading.form == "doubts":
                reach = joined(reach, Reach(OPEN, note))
            elif reading.form == "sets aside":
                changed, reach = None, joined(reach, Reach(FIRM, note))
            elif reading.form == "hands over":
                handed, reach = reading.policy, joined(reach, Reach(FIRM, note))
            elif reading.form == "fills" and changed is not None and not changed.recipients:
                source = self.named(reading.source)[0]
                changed = replace(
                    changed, recipients=source.recipients, joiner=source.joiner, timing=source.timing
                )
                reach = joined(reach, Reach(FIRM, note))
        if changed is not None and norm.layer != "house":
            changed, reach = self._excused(changed, reach, given)
        return Treatment(changed, reach, handed)

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

    # ---- a whole situation

    def relevant(self, act: Act) -> tuple[Norm, ...]:
        """The norms that some word of the vocabulary connects with this act, whoever does it."""
        if act.act not in self._touching:
            above = self.acts.above(act.act)
            touched = [norm for name in above for norm in self._by_next.get(name, ())]
            for name, norms in self._by_act.items():
                if name in above or self.acts.contrary(act.act, (name,)) is not None:
                    touched += norms
            self._touching[act.act] = _in_order(touched)
        return self._touching[act.act]

    def _circumstanced(self, facts: Iterable[str]) -> Iterator[Norm]:
        """The norms whose first circumstance is given, whether or not their others are."""
        for name in {general for fact in facts for general in self.things.above(fact)}:
            yield from self._by_fact.get(name, ())

    def judge(self, who: Sequence[str], act: Act, given: Sequence[str] = ()) -> Verdict:
        """The verdict on one act, in the layer of the policy alone."""
        bearings: list[Bearing] = []
        notes: set[str] = set()
        handed: list[Treatment] = []
        excluded: set[str] = set()
        facts = self._facts(given, (act,))
        for norm in self.relevant(act):
            if norm.layer != "policy":
                continue
            bearing = self.bears(norm, who, act, (act,), given)
            if bearing is None:
                continue
            if bearing.reach.rank == EXCLUDED:
                excluded.update(bearing.reach.interpretations)
                continue
            treated = self.treat(norm, facts)
            notes.update(treated.reach.interpretations)
            if treated.handed_to:
                handed.append(treated)
            elif treated.norm is not None:
                notes.update(bearing.reach.interpretations)
                bearings.append(Bearing(treated.norm, bearing.relation, joined(bearing.reach, treated.reach)))
        notes |= excluded
        verdict = self._verdict(tuple(bearings), tuple(sorted(notes)))
        if handed:
            policy = handed[0].handed_to
            outside = tuple(
                n for n in self._norms if n.layer == policy and self._triggered(n, who, (act,), given)
            )
            return replace(verdict, status="conflict", points="", verb="", handed_to=policy, outside=outside)
        return verdict

    def _facts(self, given: Sequence[str], course: Sequence[Act]) -> tuple[str, ...]:
        """What is given, with what the acts are done to: seeing a child's image is a fact of its kind."""
        things = self.handbook.vocabulary.things
        extra = (word for act in course for word in (*act.objects, *act.given) if word in things)
        return tuple(dict.fromkeys((*given, *extra)))

    @staticmethod
    def _verdict(bearings: tuple[Bearing, ...], notes: tuple[str, ...]) -> Verdict:
        deciding = [bearing for bearing in bearings if bearing.decides]
        if not bearings:
            return Verdict("silent", interpretations=notes)
        if not deciding:
            judged = any(b.relation != "states" or b.doubtful for b in bearings)
            verb = "" if judged else "does"
            return Verdict("judgement" if judged else "decided", "", verb, bearings, notes)
        required = any(b.relation == "requires" and b.norm.strength >= BINDING_FOR for b in deciding)
        forbidden = [b for b in deciding if b.points == AGAINST]
        if required and forbidden:
            return Verdict("conflict", "", "", bearings, notes)
        same_way = forbidden or deciding
        force = max(b.norm.strength for b in same_way)
        strongest = [b for b in same_way if b.norm.strength == force]
        points = AGAINST if forbidden else FOR
        mixed = any(speaks_against(bearing, points) for bearing in bearings)
        firm = [
            b
            for b in strongest
            if not b.reach.interpretations and not b.has_gap and (b.relation == "bans" or not mixed)
        ]
        # Of two as strong, the norm that names the act itself speaks before the one whose contrary it is.
        verb = min((b.relation in ("averts", "meets", "opposes"), b.norm.verb) for b in firm or strongest)[1]
        return Verdict("decided" if firm else "partly", points, verb, bearings, notes)

    def _triggered(
        self, norm: Norm, who: Sequence[str], course: Sequence[Act], given: Sequence[str]
    ) -> Reach | None:
        """How a duty is owed because a circumstance that it names is given; None where it is not.

        What governs an act is a standard, in whatever circumstance: it guides the act, and is never missed.
        """
        if (
            norm.direction != FOR
            or norm.strength < BINDING_FOR
            or not norm.when
            or norm.before
            or norm.governs
        ):
            return None
        holds = self._holds(norm, course, given)
        covered = self.people.cover(who, norm.who)
        if holds is None or covered is None or EXCLUDED in (holds.rank, covered.rank):
            return None
        return joined(holds, covered)

    def weigh(self, situation: Situation) -> tuple[Finding, ...]:
        """What every norm makes of a course of action, duties that the facts trigger included."""
        if situation not in self._weighed:
            self._weighed[situation] = tuple(self._weigh(situation))
        return self._weighed[situation]

    def _weigh(self, situation: Situation) -> Iterator[Finding]:
        facts = self._facts(situation.given, situation.course)
        handed = self._handed_to(situation, facts)
        touched = [norm for act in situation.course for norm in self.relevant(act)]
        for norm in _in_order((*touched, *self._circumstanced(facts))):
            if norm.layer in ("policy", "house") or norm.layer in handed:
                finding = self._finding(norm, situation, facts)
                if finding:
                    yield finding

    def _handed_to(self, situation: Situation, facts: Sequence[str]) -> set[str]:
        """The policies that a norm touched by this course is handed over to."""
        policies = set()
        for reading in self.handbook.readings:
            if reading.form == "hands over" and self._given(reading.when, facts) is not None:
                norms = [norm for name in reading.norms for norm in self.named(name)]
                if any(self._touched(norm, situation) for norm in norms):
                    policies.add(reading.policy)
        return policies

    def _touched(self, norm: Norm, situation: Situation) -> bool:
        if self._triggered(norm, situation.who, situation.course, situation.given) is not None:
            return True
        bearings = self._bearings(norm, situation)
        return any(bearing.reach.rank != EXCLUDED for bearing in bearings)

    def _bearings(self, norm: Norm, situation: Situation) -> Iterator[Bearing]:
        for act in situation.course:
            bearing = self.bears(norm, situation.who, act, situation.course, situation.given)
            if bearing is not None:
                yield bearing

    def _finding(self, norm: Norm, situation: Situation, facts: Sequence[str]) -> Finding | None:
        treated = self.treat(norm, facts)
        if treated.norm is None or (treated.handed_to and norm.layer == "policy"):
            return None
        norm = treated.norm
        effects = [
            (effect, joined(bearing.reach, treated.reach))
            for bearing in self._bearings(norm, situation)
            if bearing.reach.rank != EXCLUDED and (effect := self._effect(bearing, situation))
        ]
        owed = self._triggered(norm, situation.who, situation.course, situation.given)
        if owed is not None and not any(
            effect in ("keeps", "falls short", "against") for effect, _ in effects
        ):
            effects.append(("falls short", joined(owed, treated.reach)))
        if not effects:
            return None
        settled = [
            (_if_doubtful(effect) if reach.rank == OPEN else effect, reach) for effect, reach in effects
        ]
        effect, reach = min(settled, key=lambda e: (EFFECTS.index(e[0]), e[1]))
        return Finding(norm, effect, reach.interpretations)

    def _effect(self, bearing: Bearing, situation: Situation) -> str:
        relation, norm = bearing.relation, bearing.norm
        if norm.layer == "house":
            return "unsafe" if relation == "bans" else ""
        if relation in ("requires", "meets"):
            return "keeps" if self._told(norm, situation.course) else "falls short"
        # A standard shows without weighing, so that care alone never makes an answer right.
        return {
            "bans": "against",
            "opposes": "against",
            "reserves": "against",
            "warns": "open",
            "averts": "keeps",
            "permits": "keeps",
        }.get(relation, relation)

    def broken(self, situation: Situation) -> tuple[Norm, ...]:
        """The house rules that a course of action breaks, whatever the policy says of it."""
        return tuple(finding.norm for finding in self.weigh(situation) if finding.effect == "unsafe")

    def supports(self, situation: Situation) -> bool:
        """Whether every act of the course does at least part of what some norm asks for or allows."""
        facts = self._facts(situation.given, situation.course)
        layers = {"policy", *self._handed_to(situation, facts)}
        return all(self._supported(act, situation, facts, layers) for act in situation.course)

    def _supported(
        self, act: Act, situation: Situation, facts: Sequence[str], layers: Collection[str]
    ) -> bool:
        for norm in self.relevant(act):
            treated = self.treat(norm, facts).norm
            bearing = treated and self.bears(treated, situation.who, act, situation.course, situation.given)
            if not treated or not bearing or norm.layer not in layers or bearing.reach.rank == EXCLUDED:
                continue
            if bearing.relation in ("averts", "permits"):
                return True
            part = replace(treated, joiner="or")
            if bearing.relation in ("requires", "meets") and self._told(part, (act,)):
                return True
        return False

    def _told(self, norm: Norm, course: Sequence[Act]) -> bool:
        """Whether the course tells those whom the norm names, in the time that it names.

        "And" needs each of them, "or" any one; where nobody is named, telling anybody will do.
        """
        telling = [act for act in course if _settled(self._does(act, norm.phrase))]
        in_time = [act for act in telling if not norm.timing or TIMINGS[act.timing] >= TIMINGS[norm.timing]]
        if not norm.recipients:
            return bool(in_time)
        told = [name for act in in_time for name in act.recipients]
        reached = [_settled(self.people.cover(told, (recipient,))) for recipient in norm.recipients]
        return any(reached) if norm.joiner == "or" else all(reached)


def _settled(reach: Reach | None) -> bool:
    """Whether there is a way, and no reading that leads away from it."""
    return reach is not None and reach.rank != EXCLUDED


def _if_doubtful(effect: str) -> str:
    """What an effect weighs while its norm is in doubt: to keep such a norm is no merit, and no fault."""
    return {"keeps": "guides", "guides": "guides", "states": "states"}.get(effect, "open")


def acts_of(norm: Norm) -> Iterator[str]:
    """The acts that a norm is about: what it asks for, what it governs, and what it comes before."""
    yield from (act for phrase in norm.phrases for act in phrase.acts)
    yield from filter(None, (norm.before,))


def _indexed(pairs: Iterable[tuple[str, Norm]]) -> Mapping[str, Sequence[Norm]]:
    found: dict[str, list[Norm]] = {}
    for name, norm in pairs:
        found.setdefault(name, []).append(norm)
    return found


def _in_order(norms: Iterable[Norm]) -> tuple[Norm, ...]:
    """Each norm once, by id."""
    by_id = {norm.id: norm for norm in norms}
    return tuple(by_id[name] for name in sorted(by_id))


@lru_cache(maxsize=4)
def judge_of(handbook: Handbook) -> Judge:
    """The judge of a handbook, built once for each."""
    return Judge(handbook)


def judge(
    handbook: Handbook,
    who: str,
    act: str,
    whom: str | Sequence[str] = (),
    given: str | Sequence[str] = (),
) -> Verdict:
    """What the policy says when `who` does `act` to `whom`, given the facts.

    `who`, `whom` and `given` may each name several words ("teacher and new-starter"). Raises
    `policybook.policy.language.LanguageError` for a word that the vocabulary does not have.
    """
    one = _situation(handbook, who, act, whom, given)
    return judge_of(handbook).judge(one.who, one.course[0], one.given)


def house_rules(
    handbook: Handbook,
    who: str,
    act: str,
    whom: str | Sequence[str] = (),
    given: str | Sequence[str] = (),
) -> tuple[Norm, ...]:
    """The handbook's own rules that an act breaks, where the policy may well be silent; words as for `judge`."""
    return judge_of(handbook).broken(_situation(handbook, who, act, whom, given))


def _situation(
    handbook: Handbook, who: str, act: str, whom: str | Sequence[str], given: str | Sequence[str]
) -> Situation:
    objects = whom if isinstance(whom, str) else " and ".join(whom)
    facts = given if isinstance(given, str) else " and ".join(given)
    text = " ".join(filter(None, (who, act, objects, facts and f"when {facts}")))
    people, done = parse_situation(text, handbook.vocabulary)
    return Situation(people, (replace(done, given=()),), done.given)
