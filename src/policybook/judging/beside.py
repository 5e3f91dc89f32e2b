"""All that is to be said of a situation: the verdict, and beside it what decides nothing of it.

Consequences, house rules, what is done today, outside guidance, and what was not said and would change the verdict.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from policybook.judging.graph import EXCLUDED
from policybook.judging.judge import Judge
from policybook.judging.unstated import Unstated, unstated
from policybook.judging.verdict import Finding, Situation, Verdict, is_telling
from policybook.policy.language import layers
from policybook.policy.model import AGAINST, BINDING_FOR, FOR, LATER, PRACTICE, Act, Clause, Norm, Word


@dataclass(frozen=True, slots=True)
class Asked:
    """A verdict, and beside it the house rules that the act breaks, and what else there is to say.

    `missed` are the duties that the act leaves undone, as they are owed by who acts, or perhaps owed: of an act that
    tells nobody the policy may be silent, and still say that somebody must be told.
    """

    verdict: Verdict
    broken: tuple[Norm, ...]
    answers: tuple[Norm, ...]
    follows: tuple[Norm, ...]
    missed: tuple[Finding, ...]
    unstated: Unstated
    given: tuple[str, ...] = ()
    rests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The interpretations by which what may follow, by the id of its norm, is for who acts."""

    @property
    def shadow(self) -> str:
        """What is to be said first of an act that the policy is for: it breaks a house rule, is not enough or perhaps not, or asks care."""
        if self.verdict.points != FOR:
            return ""
        if self.broken:
            return "broken"
        asked = {bearing.norm.id for bearing in self.verdict.bearings}
        effects = {finding.effect for finding in self.missed if finding.norm.id in asked}
        if "falls short" in effects:
            return "short"
        if self.verdict.needs_care:
            return "care"
        return "open" if effects else ""

    @property
    def needs_more(self) -> bool:
        """Whether the policy is silent of the act, and something else has to be done."""
        return self.verdict.status == "silent" and bool(self.missed or self.answers)


def ask(judge: Judge, situation: Situation) -> Asked:
    """All that there is to say of the first act of a situation."""
    who, act, given = situation.who, situation.course[0], situation.given
    verdict = judge.judge(who, act, given)
    if not verdict.discharged:
        # Beside a verdict stands what is held by the policy alone: by the practice of today there is somebody else to tell.
        beside = _beside_the_policy(judge) if verdict.status == "silent" else ()
        held = tuple(norm for norm in beside if judge.is_held(norm, who, given))
        verdict = replace(verdict, discharged=judge.judge(who, Act("tell"), given).discharged or held)
    follows = consequences(judge, who, act, given)
    ways = {norm.id: judge.people.cover(who, norm.who) for norm in follows}
    return Asked(
        verdict,
        judge.broken(situation),
        answers(judge, who, act, given),
        follows,
        tuple(_missed(judge, situation, verdict)),
        unstated(judge, who, act, given),
        given,
        {name: way.interpretations for name, way in ways.items() if way},
    )


def _missed(judge: Judge, situation: Situation, verdict: Verdict) -> Iterator[Finding]:
    handed, bearing = {norm.id for norm in verdict.outside}, {b.norm.id for b in verdict.bearings}
    if not situation.course[0].recipients:
        # “Tell” alone asks whom there is to tell, and leaves nobody out.
        handed |= {norm.id for norm in verdict.tell}
    for finding in judge.weigh(situation):
        # What is open and does not bear on the act is a duty of which it is open whether it binds who acts.
        undone = finding.effect == "open" and (is_telling(finding.norm) or finding.norm.id not in bearing)
        if (finding.effect == "falls short" or undone) and finding.norm.id not in handed:
            yield finding


def consequences(judge: Judge, who: Sequence[str], act: Act, given: Sequence[str] = ()) -> tuple[Norm, ...]:
    """The norms by which something may follow from an act that goes against the policy, each once; none otherwise.

    To tell later than the policy says goes against it too.
    A breach of any clause is also an act that the vocabulary calls a breach: to disregard the policy, say. What the
    policy says may follow from that may follow here.
    """
    verdict = judge.judge(who, act, given)
    owed = (b.norm for b in verdict.bearings if b.decides and is_telling(b.norm))
    late = act.timing == LATER and any(norm.timing for norm in owed)
    if verdict.points != AGAINST and not late:
        return ()
    found = {norm.id: norm for norm in verdict.outcomes}
    # “This will lead to …” is said of all that its clause names.
    banning = dict.fromkeys(bearing.norm.clause for bearing in verdict.bearings if bearing.relation == "bans")
    mine = (norm for name in banning for norm in judge.handbook.clauses[name].norms)
    found.update({n.id: n for n in mine if n.verb == "will face" and judge.people.cover(who, n.who)})
    for name in breaches(judge, act):
        for bearing in judge.judge(who, Act(name), given).bearings:
            if bearing.norm.outcomes and not bearing.doubtful:
                found.setdefault(bearing.norm.id, bearing.norm)
    return tuple(found.values())


def may_follow(judge: Judge, clause: Clause) -> tuple[Norm, ...]:
    """The norms of the policy by which something may follow for who breaks a clause: its own, and those of any breach.

    Nothing for a clause that binds nobody.
    """
    broken = [norm for norm in clause.norms if norm.direction == AGAINST or norm.strength >= BINDING_FOR]
    # A ban is broken by each of its acts; a duty by whatever is not that duty.
    done = {name for norm in broken if norm.direction == AGAINST for name in norm.phrase.acts}
    done |= {"" for norm in broken if norm.direction == FOR}
    acts = {name for act in done for name in breaches(judge, Act(act))}
    found = {norm.id: norm for norm in clause.norms if norm.outcomes}
    people, cover = judge.handbook.vocabulary.people, judge.people.cover
    about = {at: norm for name in acts for at, norm in _following(judge, name)}
    for _, norm in sorted(about.items()):
        # Whom both norms name.
        bound = [kind for kind in people if cover((kind,), norm.who)]
        if any(cover(bound, own.who) for own in broken):
            found.setdefault(norm.id, norm)
    return tuple(found.values())


@lru_cache(maxsize=64)
def _following(judge: Judge, act: str) -> tuple[tuple[int, Norm], ...]:
    """The norms by which something follows from an act or its contrary, each with its place in the policy."""
    found = enumerate(judge.handbook.policy_norms)
    return tuple(
        (at, norm)
        for at, norm in found
        if norm.outcomes and (act in norm.phrase.acts or judge.acts.contrary(act, norm.phrase.acts))
    )


@lru_cache(maxsize=8)
def _called_breaches(judge: Judge) -> tuple[tuple[str, Word], ...]:
    return tuple(pair for pair in judge.handbook.vocabulary.acts.items() if pair[1].breach)


def breaches(judge: Judge, act: Act) -> Iterator[str]:
    """The acts that whoever breaks the policy by this act does as well."""
    above = judge.acts.above(act.act) if act.act else {}
    for name, word in _called_breaches(judge):
        if all(parent in above for parent in word.parents):
            yield name


def answers(judge: Judge, who: Sequence[str], act: Act, given: Sequence[str] = ()) -> tuple[Norm, ...]:
    """House rules, what is done today and outside guidance that ask for an act, where the policy may say nothing.

    A house rule is told with its circumstance, whether or not that is given: nobody reads of danger too often. What
    is done today in a circumstance is told whatever is done; and where the policy is silent, or nobody is told against
    its word, whatever is asked for in it, so that no silence stands alone.
    """
    verdict = judge.judge(who, act, given)
    silent = verdict.status == "silent" or verdict.tells_nobody
    found = [
        norm
        for norm in _beside_the_policy(judge)
        if meets(judge, norm, who, act, given)
        or ((silent or norm.layer == PRACTICE) and judge.is_owed(norm, who, (*given, *act.objects)))
    ]
    ranks = layers(judge.handbook.vocabulary)
    return tuple(sorted(found, key=lambda norm: (ranks.index(norm.layer), norm.id)))


def _beside_the_policy(judge: Judge) -> Iterator[Norm]:
    """What is done today, house rules and outside guidance."""
    yield from (norm for line in judge.handbook.practice for norm in line.norms)
    yield from (norm for norm in judge.handbook.norms.values() if norm.layer not in ("policy", "law"))


def meets(judge: Judge, norm: Norm, who: Sequence[str], act: Act, given: Sequence[str]) -> bool:
    """Whether an act is one that a norm asks for of who acts: nobody is asked to tell themselves."""
    facts = (*given, *norm.when) if norm.layer == "house" else given
    bearing = judge.bears(norm, who, act, (act,), facts)
    if bearing is None or bearing.relation not in ("requires", "meets") or bearing.reach.rank == EXCLUDED:
        return False
    return judge.is_owed(norm, who, facts) if is_telling(norm) else judge.treat(norm, given).norm is not None
