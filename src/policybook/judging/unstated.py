"""What was not said and would change a verdict: unknown is not false.

Worked out when it is asked for, by judging again with each fact on which the norms at hand turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from policybook.judging.graph import EXCLUDED, in_sorts
from policybook.judging.judge import Judge
from policybook.judging.verdict import Situation, Verdict
from policybook.policy.model import AGAINST, FOR, Act, Norm, ancestors

MANY = 8
"""So many facts are one question: what was noticed?"""
_UNDONE = ("falls short", "open")
"""What a duty is that the act leaves undone, or perhaps does."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A fact that was not given, and what the policy says where it is."""

    fact: str
    verdict: Verdict

    def lifts(self, now: Verdict) -> bool:
        """Whether it would take away what stands against the act: said as an exception, never as an invitation.

        Where another policy leads, or somebody else is to be told, that is no exception.
        """
        stands = self.verdict.points == AGAINST or self.verdict.handed_to
        return now.points == AGAINST and not stands and not now.tells_nobody


@dataclass(frozen=True, slots=True)
class Unstated:
    """What a verdict turns on: facts to ask about, facts that would lift a rule, and ways to do the act."""

    asks: tuple[Turn, ...] = ()
    lifts: tuple[Turn, ...] = ()
    ways: tuple[str, ...] = ()

    @property
    def is_what_was_noticed(self) -> bool:
        """Whether so much turns on the facts that one question stands for all: what was noticed?"""
        return len(self.asks) >= MANY


def unstated(judge: Judge, who: Sequence[str], act: Act, given: Sequence[str] = ()) -> Unstated:
    """Each fact that would change the verdict by itself, or a more general one that changes it alike.

    A fact with which the act breaks a house rule lifts nothing: nobody is told that it would be otherwise with it.
    """
    near = _near(judge, who, act, given)
    begun = {norm.id for norm in near}

    def said(*more: str) -> tuple[Verdict, object]:
        verdict, one = judge.judge(who, act, (*given, *more)), Situation(tuple(who), (act,), (*given, *more))
        found = ((finding.norm.id, finding.effect) for finding in judge.weigh(one))
        missed = {(name, effect) for name, effect in found if effect in _UNDONE and name in begun}
        return verdict, (_said(verdict), missed, judge.broken(one))

    now, said_now = said()
    said_with = {fact: said(fact) for fact in _candidates(judge, act, given, near)}
    turns = {fact: found for fact, found in said_with.items() if found[1] != said_now}
    asks: list[Turn] = []
    lifts: list[Turn] = []
    for fact, (verdict, all_said) in turns.items():
        if not any(turns[up][1] == all_said for up in more_general(judge, fact) if up in turns):
            turn = Turn(fact, verdict)
            if not turn.lifts(now):
                asks.append(turn)
            elif not judge.broken(Situation(tuple(who), (act,), (*given, fact))):
                lifts.append(turn)
    return Unstated(tuple(asks), tuple(lifts), tuple(_ways(judge, who, act, given)))


def circumstances(judge: Judge) -> list[str]:
    """The facts about which to ask: what an act is done to is no circumstance, and is said with the act."""
    norms = judge.handbook.norms.values()
    objects = {name for norm in norms for phrase in norm.mentions for name in phrase.objects}
    things = judge.handbook.vocabulary.things
    return [fact for fact in things if not objects & judge.things.above(fact).keys()]


def more_general(judge: Judge, fact: str) -> Iterator[str]:
    """What a fact is a kind of, in plain English or by a reading; where each is of the other, plain English counts."""
    things = judge.handbook.vocabulary.things
    for name, way in judge.things.above(fact).items():
        if name != fact and way.rank != EXCLUDED and fact not in ancestors(name, things):
            yield name


def _said(verdict: Verdict) -> tuple[object, ...]:
    tell = verdict.outside if verdict.handed_to else verdict.tell
    told = tuple((norm.id, norm.recipients, norm.timing) for norm in tell)
    discharged = tuple(norm.id for norm in verdict.discharged)
    outcomes = () if verdict.handed_to else {n.id for n in verdict.outcomes}
    follows = tuple((b.norm.id, b.doubtful) for b in verdict.bearings if b.norm.id in outcomes)
    return verdict.status, verdict.points, verdict.verb, verdict.handed_to, told, discharged, follows


def _near(judge: Judge, who: Sequence[str], act: Act, given: Sequence[str]) -> Sequence[Norm]:
    """The duties that are as good as begun: a circumstance is given, or the same clause has spoken of the act."""
    spoken = {bearing.norm.clause for bearing in judge.judge(who, act, given).bearings}
    mates = (norm for norm in judge.handbook.policy_norms if norm.clause in spoken)
    return (*judge.circumstanced(given), *mates)


def _candidates(judge: Judge, act: Act, given: Sequence[str], near: Sequence[Norm]) -> Iterator[str]:
    """The facts on which a norm about this act turns, or that give who acts a part; not those that are given."""
    wanted = set(_turned_on(judge, act, near))
    for fact in circumstances(judge):
        above = judge.things.above(fact)
        reads = any(word in above and above[word].rank != EXCLUDED for word in wanted)
        if (reads or fact in judge.parts) and judge.things.cover((*given, *act.objects), (fact,)) is None:
            yield fact


def _turned_on(judge: Judge, act: Act, near: Sequence[Norm]) -> Iterator[str]:
    for norm in (*judge.relevant(act), *near):
        if norm.layer in ("policy", "house"):
            yield from (*norm.when, *norm.unless)
            for reading in judge.readings_on(norm):
                yield from reading.facts
    for reading in judge.excusing:
        yield from reading.facts


def _ways(judge: Judge, who: Sequence[str], act: Act, given: Sequence[str]) -> Iterable[str]:
    """The particulars of an act, where the policy is for one and against another; one of each sort."""
    vocabulary = judge.handbook.vocabulary
    takes = vocabulary.takes(act.act)
    below = [
        name
        for name in vocabulary.acts
        if name != act.act and act.act in ancestors(name, vocabulary.acts) and vocabulary.takes(name) == takes
    ]
    said = {name: judge.judge(who, replace(act, act=name, given=(), who=()), given) for name in below}
    points = {verdict.points for verdict in said.values()}
    if not {FOR, AGAINST} <= points or judge.judge(who, act, given).points:
        return ()
    sorts = in_sorts(below, lambda name: _said(said[name]))
    return [sort[0] for sort in sorts if said[sort[0]].points]
