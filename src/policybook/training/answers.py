"""Weighs one option, one claim or one set of options by a judge: nothing is kept, and nobody types a key.

An author marks what they believe to be right, and a mark that the policy does not support is a problem. What a
handbook's questions come to, each worked out once, is in `policybook.training.bank`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, permutations

from policybook.judging.judge import Judge
from policybook.judging.norms import settled
from policybook.judging.verdict import EFFECTS, Bearing, Finding, Situation, Verdict, is_telling
from policybook.policy.model import Act, Claim, Norm
from policybook.policy.training import Option, Question

WEIGHTY = EFFECTS[: EFFECTS.index("keeps") + 1]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the policy makes of one option: an outcome, and what shows why."""

    option: Option
    outcome: str
    findings: tuple[Finding, ...] = ()
    claims: "tuple[ClaimResult, ...]" = ()

    @property
    def right(self) -> bool:
        """Only an option that keeps the policy, or whose every claim is borne out, can be right."""
        return self.outcome in ("keeps", "true")


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """Whether a claim is borne out, by which norms, or what the policy says instead."""

    claim: Claim
    true: bool
    verdict: Verdict
    by: tuple[Bearing, ...]


# ---- weighing an option


def outcome_of(findings: Sequence[Finding]) -> str:
    """The worst weighty effect; where only standards bear the option is open, where nothing does silent."""
    effects = {finding.effect for finding in findings}
    weighty = next((effect for effect in WEIGHTY if effect in effects), "")
    return weighty or ("open" if "guides" in effects else "silent")


def weigh_acts(judge: Judge, question: Question, acts: Sequence[Act]) -> tuple[Finding, ...]:
    """What every norm makes of these acts as one course of action."""
    return judge.weigh(Situation(question.who, tuple(acts), question.given))


def try_claim(judge: Judge, claim: Claim, question: Question) -> ClaimResult:
    """Whether the verdict bears the claim out.

    The parts that the question's facts give are those of its own person: whoever else a claim names has none.
    """
    if claim.norm is None:
        act = claim.act or Act("")
        verdict = judge.judge(claim.who, act, _facts_for(judge, claim.who, question, act.given))
        return ClaimResult(claim, verdict.status == claim.status, verdict, verdict.bearings)
    norm = claim.norm
    phrase = norm.governs or norm.phrase
    results = []
    # What is claimed of one thing or another is claimed of each.
    things: list[tuple[str, ...]] = [(thing,) for thing in phrase.objects] or [()]
    for who in norm.who:
        facts = _facts_for(judge, (who,), question, (*norm.when, *norm.especially))
        for name in phrase.acts:
            for objects in things:
                act = Act(name, objects, norm.recipients if not norm.governs else ())
                verdict = judge.judge((who,), act, facts)
                results.append((verdict, _bearing_out(judge, norm, verdict)))
    verdict, by = results[0]
    true = all(found for _, found in results)
    return ClaimResult(claim, true, verdict, by if true else verdict.bearings)


def acts_claimed(judge: Judge, claim: Claim, question: Question) -> tuple[Finding, ...]:
    """What every norm makes of the acts that a claim speaks of, if somebody did them."""
    if claim.norm is None:
        acts: Sequence[Act] = [claim.act or Act("")]
        who = claim.who
    else:
        who, phrase = claim.norm.who, claim.norm.governs or claim.norm.phrase
        acts = [Act(name, phrase.objects, claim.norm.recipients) for name in phrase.acts]
    return judge.weigh(Situation(who, tuple(acts), _facts_for(judge, who, question, ())))


def _facts_for(judge: Judge, who: Sequence[str], question: Question, more: Sequence[str]) -> tuple[str, ...]:
    """The question's facts as they are for somebody, with those that are claimed of them."""
    given = question.given if set(who) <= {*question.who} else judge.for_others(question.given)
    return tuple(dict.fromkeys((*given, *more)))


def _bearing_out(judge: Judge, claim: Norm, verdict: Verdict) -> tuple[Bearing, ...]:
    """The bearings that say what the claim says: direction, strength, recipients, joiner, time, outcome."""
    if verdict.status == "conflict":
        return ()
    found = tuple(b for b in verdict.bearings if not b.doubtful and _says(judge, claim, b))
    if any(b.decides and b.points != verdict.points for b in found):
        return ()
    if claim.phrase.acts == ("tell",) or not any(b.decides for b in found):
        return found
    strongest = max(b.norm.strength for b in verdict.bearings if b.decides and b.points == found[0].points)
    return tuple(b for b in found if b.norm.strength == strongest)


def _says(judge: Judge, claim: Norm, bearing: Bearing) -> bool:
    norm = bearing.norm
    # What is not claimed need not be so.
    parts = ["direction", "strength", "only", "joiner", "timing", *(["before"] if claim.before else [])]
    parts += ["verb"] if claim.direction == "neither" else []
    parts += ["outcomes", "outcome_joiner", "outcome_verb"] if claim.outcomes else []
    if any(getattr(claim, part) != getattr(norm, part) for part in parts):
        return False
    if claim.governs and not settled(judge.acts.cover(claim.phrase.acts, norm.phrase.acts)):
        return False
    if not claim.governs and bearing.relation in ("meets", "averts", "opposes", "guides", "leaves"):
        return False
    fewer = set(claim.especially) <= set(norm.especially) and set(claim.exceptions) <= set(norm.exceptions)
    return fewer and sorted(claim.recipients) == sorted(norm.recipients)


def answer(judge: Judge, question: Question, option: Option) -> Answered:
    """What the policy makes of one option on its own."""
    if option.part[0]:
        return _answer_part(judge, question, option)
    if option.claims:
        claims = tuple(try_claim(judge, claim, question) for claim in option.claims)
        return Answered(option, "true" if all(c.true for c in claims) else "false", claims=claims)
    findings = weigh_acts(judge, question, option.acts)
    return Answered(option, outcome_of(findings), findings)


def duties_to_tell(judge: Judge, question: Question) -> tuple[Bearing, ...]:
    """The duties to tell somebody that the question's facts raise, the soonest alone; none where it is silent."""
    verdict = judge.judge(question.who, Act("tell"), question.given)
    found = [b for b in verdict.bearings if is_telling(b.norm) and not b.doubtful and b.norm.recipients]
    soonest = max((b.norm.timing.rank for b in found), default=0)
    return tuple(b for b in found if b.norm.timing.rank == soonest)


def _answer_part(judge: Judge, question: Question, option: Option) -> Answered:
    """Whether one part of “whom do you tell, and how soon?” is what the duty says, or sooner or more than it says."""
    name, value = option.part
    duties = duties_to_tell(judge, question)
    outcome = "false"
    if any(value in _part_of(duty.norm, name) for duty in duties) or (value == "nobody" and not duties):
        outcome = "true"
    elif name == "soon" and any(
        judge.handbook.vocabulary.soon[value].rank > d.norm.timing.rank for d in duties
    ):
        outcome = "sooner"
    elif duties and not question.exact:
        told = value == "and" or (name == "whom" and _may_be_told(judge, question, value))
        outcome = "more" if told else outcome
    findings = (Finding(duty.norm, outcome, duty.reach.interpretations) for duty in duties)
    return Answered(option, outcome, tuple(findings))


def _may_be_told(judge: Judge, question: Question, person: str) -> bool:
    """Whether it is never wrong to tell somebody as well.

    So it is of everybody whom some rule or guidance says to tell, but where it breaks a rule: of the person whom the
    concern is about, say. Nobody else needs to know.
    """
    told = {name for norm in judge.handbook.norms.values() if is_telling(norm) for name in norm.recipients}
    found = weigh_acts(judge, question, [Act("tell", recipients=(person,))])
    return person in told and not {"unsafe", "against"} & {finding.effect for finding in found}


def _part_of(norm: Norm, name: str) -> tuple[str, ...]:
    if name == "whom":
        return norm.recipients
    return (norm.joiner or "alone",) if name == "joined" else (norm.timing,)


# ---- a whole question, whose options are weighed already: `answered` holds each by its letter


ByLetter = Mapping[str, Answered]


def is_right_set(judge: Judge, question: Question, answered: ByLetter, chosen: Sequence[Option]) -> bool:
    """Whether the chosen options together are a right answer.

    Choose one: the option keeps. Choose all: as one course they keep, and none is idle or wrong; of
    claims exactly the true ones are chosen. In order: every step, in an order in which the course keeps, telling
    before anything that others do.
    Whom to tell: at least those whom the duty names (of an exact question, those alone), no later than it says.
    """
    if question.kind == "one":
        return len(chosen) == 1 and answered[chosen[0].letter].right
    if question.kind == "order":
        asked = {option.letter for option in question.options if option.marked}
        acts = [act for option in chosen for act in option.acts]
        if {option.letter for option in chosen} != asked or not _tells_first(acts):
            return False
        return outcome_of(weigh_acts(judge, question, acts)) == "keeps"
    if question.kind == "tell":
        return _tells_rightly(judge, question, answered, chosen)
    if any(option.claims for option in question.options):
        true = {letter for letter, found in answered.items() if found.right}
        return bool(true) and {o.letter for o in chosen} == true
    acts = [act for option in chosen for act in option.acts]
    if not chosen or outcome_of(weigh_acts(judge, question, acts)) != "keeps":
        return False
    return all(judge.supports(Situation(question.who, option.acts, question.given)) for option in chosen)


def _tells_first(acts: Sequence[Act]) -> bool:
    """Whether the reader's own telling waits for nobody: no key ever puts it after what somebody else does."""
    others = [at for at, act in enumerate(acts) if act.who]
    telling = [at for at, act in enumerate(acts) if act.act == "tell" and not act.who]
    return not others or not telling or max(telling) < min(others)


def _tells_rightly(judge: Judge, question: Question, answered: ByLetter, chosen: Sequence[Option]) -> bool:
    """Whether those who are told, all of them or any one, are enough for every duty, and no later than it says.

    To tell sooner than the duty asks is never wrong; nor to tell more people, but where it is asked what the
    policy says.
    """
    fits = [option for option in question.options if answered[option.letter].outcome != "false"]
    if not all(option in fits for option in chosen):
        return False
    part = {name: [o.part[1] for o in chosen if o.part[0] == name] for name in ("whom", "joined", "soon")}
    for name in ("joined", "soon"):
        if len(part[name]) != any(option.part[0] == name for option in fits):
            return False
    told = set(part["whom"])
    named = {option.part[1] for option in fits if option.part[0] == "whom"}
    if not named:
        return True
    if not told or (question.exact and told != named) or (part["joined"] == ["alone"] and len(told) > 1):
        return False
    ways = [{one} for one in told] if part["joined"] == ["or"] else [told]
    return all(_is_enough(duty.norm, way) for duty in duties_to_tell(judge, question) for way in ways)


def _is_enough(duty: Norm, told: set[str]) -> bool:
    return told >= {*duty.recipients} if duty.joiner == "and" else bool(told & {*duty.recipients})


def marked_options(question: Question) -> list[Option]:
    """The options marked right, in the order in which they are to be done."""
    marked = (option for option in question.options if option.marked)
    return sorted(marked, key=lambda option: option.place_in_order)


def possible(question: Question, answered: ByLetter) -> Iterable[Sequence[Option]]:
    """The sets of options that could be a right answer, each in an order in which it could be given."""
    if question.kind == "order":
        return permutations(marked_options(question))
    if question.kind == "all" and not any(option.claims for option in question.options):
        sizes = range(1, len(question.options) + 1)
        return chain.from_iterable(combinations(question.options, size) for size in sizes)
    if question.kind == "discussion":
        return ()
    if question.kind == "tell":
        fits = [option for option in question.options if answered[option.letter].outcome != "false"]
        sizes = range(1, len(fits) + 1)
        return chain.from_iterable(combinations(fits, size) for size in sizes)
    right = [option for option in question.options if answered[option.letter].right]
    return [(option,) for option in right] if question.kind == "one" else [right]


def status_of(judge: Judge, question: Question) -> tuple[str, tuple[str, ...]]:
    """(status, interpretations) of what the question asks; what is decided rests on no interpretation.

    All alike, that one; else "partly" if any is decided or partly; else conflict before judgement before
    silent.
    """
    verdicts = []
    for act in _asked(question):
        given = judge.for_others(question.given) if act.who else question.given
        verdicts.append(judge.judge(act.who or question.who, act, (*given, *act.given)))
    for option in question.options:
        if option.marked and not question.asks:
            verdicts += [try_claim(judge, claim, question).verdict for claim in option.claims]
    statuses = {verdict.status for verdict in verdicts} or {"silent"}
    unsettled = [verdict for verdict in verdicts if verdict.status != "decided"]
    notes = tuple(sorted({note for verdict in unsettled for note in verdict.interpretations}))
    if len(statuses) == 1:
        return statuses.pop(), notes
    if statuses & {"decided", "partly"}:
        return "partly", notes
    return next(status for status in ("conflict", "judgement", "silent") if status in statuses), notes


def _asked(question: Question) -> tuple[Act, ...]:
    if question.asks:
        return question.asks
    if question.kind == "tell":
        return (Act("tell"),)
    if question.kind == "discussion":
        return tuple(act for option in question.options for act in option.acts)
    return tuple(act for option in question.options if option.marked for act in option.acts)
