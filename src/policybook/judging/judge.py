"""What the policy says of a situation. Pure, order-independent, and never more than the policy says.

Several layers take part. The policy's norms decide. Another policy's norms are owed only once an
interpretation hands a norm of this policy over to it. House norms and the law decide nothing here: they make
an answer to a question unsafe.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from policybook.judging.graph import EXCLUDED, OPEN, PLAIN, Reach, joined
from policybook.judging.norms import Norms, Treatment, as_said, in_order
from policybook.judging.verdict import EFFECTS, Bearing, Finding, Situation, Verdict, speaks_against
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_situation
from policybook.policy.model import AGAINST, BINDING_FOR, FOR, VERBS, Act, Norm, Vocabulary


class Judge(Norms):
    """A handbook made ready for judging. Build it with `judge_of`, which keeps one for each handbook."""

    def __init__(self, handbook: Handbook) -> None:
        super().__init__(handbook)
        self._weighed: dict[Situation, tuple[Finding, ...]] = {}

    def judge(self, who: Sequence[str], act: Act, given: Sequence[str] = ()) -> Verdict:
        """The verdict on one act, in the layer of the policy alone."""
        bearings: list[Bearing] = []
        notes: set[str] = set()
        handed: list[Treatment] = []
        discharged: list[Norm] = []
        law: list[Norm] = []
        given = self._true(given, who)
        facts = self._facts(given, (act,))
        who = self.cast(who, facts)
        for norm in self.at_hand((act,), facts):
            if norm.layer not in ("policy", "law"):
                continue
            bearing = self.bears(norm, who, act, (act,), given)
            if bearing is None:
                continue
            if bearing.reach.rank == EXCLUDED:
                notes.update(bearing.reach.interpretations)
                continue
            if norm.layer == "law":
                law += [norm] if bearing.relation == "bans" else []
                continue
            treated = self.held(norm, facts, who)
            notes.update(treated.reach.interpretations)
            if treated.handed_to:
                handed.append(treated)
                notes.update(bearing.reach.interpretations)
            elif treated.discharged:
                discharged += [norm] if bearing.relation != "opposes" else []
            elif treated.norm is not None:
                reach = self._reach(treated, bearing, who)
                notes.update(reach.interpretations)
                bearings.append(Bearing(as_said(norm, treated, reach), bearing.relation, reach))
        verdict = self.verdict_of(tuple(bearings), tuple(sorted(notes)))
        if law or discharged:
            verdict = replace(verdict, law=tuple(law), discharged=tuple(discharged))
        if handed:
            policy = handed[0].handed_to
            triggered = [
                n for n in self._norms if n.layer == policy and self._triggered(n, who, (act,), given)
            ]
            owed = [(n, self.held(n, facts, who)) for n in triggered]
            outside = tuple(n for n, treated in owed if treated.norm and not treated.discharged)
            held = tuple(n for n, treated in owed if treated.discharged)
            verdict = replace(verdict, status="conflict", points="", verb="", handed_to=policy)
            return replace(verdict, outside=outside, discharged=(*verdict.discharged, *held))
        return verdict

    @staticmethod
    def verdict_of(bearings: tuple[Bearing, ...], notes: tuple[str, ...]) -> Verdict:
        """The verdict by rules that bear, none of them handed over."""
        deciding = [bearing for bearing in bearings if bearing.decides]
        if not bearings:
            return Verdict("silent", interpretations=notes)
        if not deciding:
            judged = any(b.relation != "states" or b.doubtful for b in bearings)
            verb = "" if judged else min(b.norm.verb for b in bearings)
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
        firm = [b for b in strongest if not b.reach.interpretations and not b.has_gap]
        firm = [b for b in firm if b.relation == "bans" or not mixed]
        # Of two as strong, the norm that names the act itself speaks before the one whose contrary it is.
        verb = min((b.relation in ("averts", "meets", "opposes"), b.norm.verb) for b in firm or strongest)[1]
        return Verdict("decided" if firm else "partly", points, verb, bearings, notes)

    def _triggered(
        self, norm: Norm, who: Sequence[str], course: Sequence[Act], given: Sequence[str]
    ) -> Reach | None:
        """How a duty is owed because a circumstance that it names is given; None where it is not.

        What governs an act is a standard, in whatever circumstance: it guides the act, and is never missed.
        """
        if not norm.when or norm.before or norm.governs:
            return None
        if norm.direction != FOR or norm.strength < BINDING_FOR:
            return None
        holds = self._holds(norm, course, given)
        covered = self.people.cover(who, norm.who)
        if holds is None or covered is None or EXCLUDED in (holds.rank, covered.rank):
            return None
        return joined(holds, covered)

    def _is_due(self, norm: Norm, situation: Situation) -> bool:
        return self._triggered(norm, situation.who, situation.course, situation.given) is not None

    def is_owed(self, norm: Norm, who: Sequence[str], given: Sequence[str]) -> bool:
        """Whether a norm asks something of who acts because a circumstance that it names is given, advice included."""
        treated = self._owed(norm, who, given)
        return treated is not None and treated.norm is not None and not treated.discharged

    def is_held(self, norm: Norm, who: Sequence[str], given: Sequence[str]) -> bool:
        """Whether a norm has somebody told because a circumstance is given, and who acts is the one who is told."""
        treated = self._owed(norm, who, given)
        return treated is not None and treated.discharged

    def _owed(self, norm: Norm, who: Sequence[str], given: Sequence[str]) -> Treatment | None:
        binding = replace(norm, verb=VERBS["must"])
        owed = norm.direction == FOR and self._triggered(binding, who, (), given) is not None
        return self.held(norm, given, who) if owed else None

    def weigh(self, situation: Situation) -> tuple[Finding, ...]:
        """What every norm makes of a course of action, duties that the facts trigger included."""
        if situation not in self._weighed:
            self._weighed[situation] = tuple(self._weigh(situation))
        return self._weighed[situation]

    def _as_it_is(self, situation: Situation) -> tuple[Situation, tuple[str, ...]]:
        """The situation with what can be true of who acts, and the parts that it gives them; and all its facts."""
        given = tuple(self._true(situation.given, situation.who))
        facts = self._facts(given, situation.course)
        return replace(situation, given=given, who=tuple(self.cast(situation.who, facts))), facts

    def _weigh(self, situation: Situation) -> Iterator[Finding]:
        situation, facts = self._as_it_is(situation)
        handed = self._handed_to(situation, facts)
        touched = self.at_hand(situation.course, facts)
        # Of the others only what is owed shows, and most are not.
        owed = (n for n in self.circumstanced(facts) if self._is_due(n, situation))
        for norm in in_order((*touched, *owed)):
            if norm.layer in ("policy", "house", "law") or norm.layer in handed:
                finding = self._finding(norm, situation, facts)
                if finding:
                    yield finding

    def standing(self, course: Sequence[Act], given: Sequence[str]) -> Callable[[str], Hashable]:
        """How somebody stands to every rule that can matter to these acts and facts: of who is alike, all is judged alike."""
        facts = self._facts(given, course)
        norms = (*self.at_hand(course, facts), *self.circumstanced(facts))
        words = {word for norm in norms for word in norm.who}
        # Who holds an office counts as told, whichever rule or reading names it.
        words.update(word for norm in self._norms for word in norm.recipients)
        words.update(word for reading in self.handbook.readings for word in (*reading.who, reading.recipient))
        words.update(word for fact in facts for word in self.true_of.get(fact, ()))
        return lambda kind: self.people.ways(kind, words)

    def _handed_to(self, situation: Situation, facts: Sequence[str]) -> set[str]:
        """The policies that a norm touched by this course is handed over to."""
        policies = set()
        for reading in self._handing:
            if self._given(reading.when, facts) is not None:
                norms = [norm for name in reading.norms for norm in self.named(name)]
                if any(self._touched(norm, situation) for norm in norms):
                    policies.add(reading.policy)
        return policies

    def _touched(self, norm: Norm, situation: Situation) -> bool:
        return self._is_due(norm, situation) or any(
            bearing.reach.rank != EXCLUDED for _, bearing in self._bearings(norm, situation)
        )

    def _bearings(self, norm: Norm, situation: Situation) -> Iterator[tuple[Act, Bearing]]:
        for act in situation.course:
            bearing = self.bears(norm, situation.who, act, situation.course, situation.given)
            if bearing is not None:
                yield act, bearing

    def _finding(self, norm: Norm, situation: Situation, facts: Sequence[str]) -> Finding | None:
        treated = self.held(norm, facts, situation.who)
        if treated.norm is None or (treated.handed_to and norm.layer == "policy"):
            return None
        written, norm = norm, treated.norm
        named = norm.recipients and written.recipients
        nobody = () if named else self.nobody_told(situation.who, treated.concerned)
        effects = [
            (effect, self._reach(treated, bearing, act.who or situation.who))
            for act, bearing in self._bearings(norm, situation)
            if bearing.reach.rank != EXCLUDED and (effect := self._effect(bearing, situation, nobody))
        ]
        if treated.discharged:
            credit = self._told(replace(norm, joiner="or"), situation.course) if norm.recipients else False
            effects = [(effect, reach) for effect, reach in effects if credit and effect == "keeps"]
        owed = self._triggered(norm, situation.who, situation.course, situation.given)
        is_owed = norm.layer not in ("house", "law") and not treated.discharged
        if owed is not None and is_owed and not self._is_answered(norm, effects, situation, nobody):
            effects.append(("falls short", joined(owed, treated.reach, treated.filling)))
        if treated.filling is not PLAIN and not norm.recipients:
            # Whom a reading would have told is excused: that somebody else will do is left open.
            effects = [("open" if effect == "keeps" else effect, reach) for effect, reach in effects]
        if not effects:
            return None
        doubted = (_IN_DOUBT.get(e, "open") if reach.rank == OPEN else e for e, reach in effects)
        ways = zip(doubted, (reach for _, reach in effects), strict=True)
        effect, reach = min(ways, key=lambda way: (EFFECTS.index(way[0]), way[1]))
        return Finding(as_said(written, treated, reach), effect, reach.interpretations)

    def _effect(self, bearing: Bearing, situation: Situation, nobody: Sequence[str]) -> str:
        relation, norm = bearing.relation, bearing.norm
        if norm.layer in ("house", "law"):
            if relation in ("requires", "meets"):
                return "states"
            return "unsafe" if relation == "bans" and not self._is_lifted(norm, situation) else ""
        if relation in ("requires", "meets"):
            if self._told(norm, situation.course, nobody):
                return "keeps"
            return "open" if self._meets_the_text(norm, situation, nobody) else "falls short"
        # A standard shows without weighing, so that care alone never makes an answer right.
        return _WEIGHS.get(relation, relation)

    def _meets_the_text(self, norm: Norm, situation: Situation, nobody: Sequence[str]) -> bool:
        """Whether somebody was told where the text names nobody, and only a reading says whom."""
        written = self.handbook.norms.get(norm.id, norm)
        named = bool(norm.recipients) and not written.recipients
        return named and self._told(written, situation.course, nobody)

    def _is_answered(
        self, norm: Norm, effects: Iterable[tuple[str, Reach]], situation: Situation, nobody: Sequence[str]
    ) -> bool:
        """Whether a duty that the facts trigger is kept, missed or opposed already by what is done."""
        done = {effect for effect, _ in effects}
        return bool(done & {"keeps", "falls short", "against"}) or (
            "open" in done and self._meets_the_text(norm, situation, nobody)
        )

    def _is_lifted(self, rule: Norm, situation: Situation) -> bool:
        """Whether a house rule bans only what a norm orders step by step, of one who holds the office for it.

        Every act of the course that the rule bans must be the very act that comes after the step, and the step must
        come first: to question somebody is more than to investigate.
        """
        for reading in self._lifting:
            ordered = self.named(reading.under)
            if rule.id not in reading.norms or not ordered:
                continue
            course = situation.course
            banned = [at for at, act in enumerate(course) if self._does(act, rule.phrase) is not None]
            concerned = self._concerned(situation.given)
            if self._holds(ordered[0], course, situation.given) is not None and all(
                ordered[0].before
                and course[at].act in ordered[0].before.acts
                and self._may_act(course[at].who or situation.who, reading.who, concerned)
                and self._told(ordered[0], course[:at])
                for at in banned
            ):
                return True
        return False

    def restated(self, norm: Norm) -> list[Norm]:
        """The norms of the criminal law that a norm of the policy restates: its act, done to the same."""
        return [
            law
            for law in self._norms
            if law.layer == "law"
            and self.acts.cover(norm.phrase.acts, law.phrase.acts)
            and self._objects(norm.phrase.objects, law.phrase.objects)
        ]

    def broken(self, situation: Situation) -> tuple[Norm, ...]:
        """The house rules that a course of action breaks, whatever the policy says of it."""
        touched = [norm for act in situation.course for norm in self.touching(act)]
        rules = [norm for norm in in_order(touched) if norm.layer in ("house", "law")]
        if not rules:
            return ()
        found = (self._finding(norm, *self._as_it_is(situation)) for norm in rules)
        return tuple(finding.norm for finding in found if finding and finding.effect == "unsafe")

    def supports(self, situation: Situation) -> bool:
        """Whether every act of the course does at least part of what some norm asks for or allows."""
        facts = self._facts(situation.given, situation.course)
        situation = replace(situation, who=tuple(self.cast(situation.who, facts)))
        layers = {"policy", *self._handed_to(situation, facts)}
        return all(self._supported(act, situation, facts, layers) for act in situation.course)

    def _supported(
        self, act: Act, situation: Situation, facts: Sequence[str], layers: Collection[str]
    ) -> bool:
        for norm in self.touching(act):
            treated = self.held(norm, facts, situation.who).norm
            bearing = treated and self.bears(treated, situation.who, act, situation.course, situation.given)
            if not treated or not bearing or norm.layer not in layers or bearing.reach.rank == EXCLUDED:
                continue
            if bearing.relation in ("averts", "permits"):
                return True
            part = replace(treated, joiner="or")
            if bearing.relation in ("requires", "meets") and self._told(part, (act,)):
                return True
        return False


_WEIGHS = {
    **dict.fromkeys(("bans", "opposes"), "against"),
    **dict.fromkeys(("leaves", "aims", "warns"), "open"),
    **dict.fromkeys(("averts", "permits"), "keeps"),
}
"""What a norm of the policy makes of an act, by how it bears on it, where that is not called the same."""
_IN_DOUBT = {"keeps": "guides", "guides": "guides", "states": "states"}
"""What an effect weighs while its norm is in doubt, else “open”: to keep such a norm is no merit, and no fault."""


@lru_cache(maxsize=4)
def judge_of(handbook: Handbook) -> Judge:
    """The judge of a handbook, built once for each."""
    return Judge(handbook)


def situation_of(text: str, vocabulary: Vocabulary) -> Situation:
    """The situation that words say: “worker lend key when visitor-present”. Raises LanguageError."""
    who, act = parse_situation(text, vocabulary)
    return Situation(who, (replace(act, given=()),), act.given)
