"""Derives every answer key from the policy, marks answers, and prints the working.

Nobody types a key: an author marks what they believe to be right, and a mark that the policy does not
support is a problem. The working names ids, not numbers, so renumbering changes no key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, permutations
from weakref import WeakKeyDictionary

from policybook.graph import EXCLUDED
from policybook.judge import Judge, judge_of
from policybook.language import sentence
from policybook.model import TIMINGS, Act, Claim, Handbook, Norm, Option, Question, bare_words, clauses_named
from policybook.verdict import EFFECTS, Bearing, Finding, Situation, Verdict, is_telling

WEIGHTY = EFFECTS[: EFFECTS.index("keeps") + 1]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the policy makes of one option: an outcome, and what shows why."""

    option: Option
    outcome: str
    findings: tuple[Finding, ...] = ()
    claims: tuple[ClaimResult, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Mark:
    """How an answer was marked: right, and for each chosen letter what the policy makes of it.

    `right` is None where the question is not scored; `problem` says why something is no answer at all.
    """

    right: bool | None
    outcomes: dict[str, str]
    problem: str = ""


# ---- weighing an option


def outcome_of(findings: Sequence[Finding]) -> str:
    """The worst weighty effect; where only standards bear the option is open, where nothing does silent."""
    effects = {finding.effect for finding in findings}
    weighty = next((effect for effect in WEIGHTY if effect in effects), "")
    return weighty or ("open" if "guides" in effects else "silent")


def weigh_acts(judge: Judge, question: Question, acts: Sequence[Act]) -> tuple[Finding, ...]:
    """What every norm makes of these acts as one course of action."""
    return judge.weigh(Situation(question.who, tuple(acts), question.given))


def try_claim(judge: Judge, claim: Claim, given: Sequence[str]) -> ClaimResult:
    """Whether the verdict bears the claim out."""
    if claim.norm is None:
        act = claim.act or Act("")
        verdict = judge.judge(claim.who, act, (*given, *act.given))
        return ClaimResult(claim, verdict.status == claim.status, verdict, verdict.bearings)
    norm = claim.norm
    facts = tuple(dict.fromkeys((*given, *norm.when, *norm.especially)))
    phrase = norm.governs or norm.phrase
    results = []
    # What is claimed of one thing or another is claimed of each.
    things: list[tuple[str, ...]] = [(thing,) for thing in phrase.objects] or [()]
    for who in norm.who:
        for name in phrase.acts:
            for objects in things:
                act = Act(name, objects, norm.recipients if not norm.governs else ())
                verdict = judge.judge((who,), act, facts)
                results.append((verdict, _bearing_out(judge, norm, verdict)))
    verdict, by = results[0]
    true = all(found for _, found in results)
    return ClaimResult(claim, true, verdict, by if true else verdict.bearings)


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
    if (claim.direction, claim.strength) != (norm.direction, norm.strength) or claim.only != norm.only:
        return False
    if claim.direction == "neither" and claim.verb != norm.verb:
        return False
    if claim.governs:
        way = judge.acts.cover(claim.phrase.acts, norm.phrase.acts)
        if way is None or way.rank == EXCLUDED:
            return False
    elif bearing.relation in ("meets", "averts", "opposes", "guides", "reserves"):
        return False
    if (sorted(claim.recipients), claim.joiner, claim.timing) != (
        sorted(norm.recipients),
        norm.joiner,
        norm.timing,
    ):
        return False
    if claim.before and claim.before != norm.before:
        return False
    outcomes = (claim.outcomes, claim.outcome_joiner, claim.outcome_verb)
    if claim.outcomes and outcomes != (norm.outcomes, norm.outcome_joiner, norm.outcome_verb):
        return False
    return set(claim.especially) <= set(norm.especially) and set(claim.unless) <= set(norm.unless)


_ANSWERS: WeakKeyDictionary[Judge, dict[int, tuple[Question, Answered]]] = WeakKeyDictionary()


def answer(judge: Judge, question: Question, option: Option) -> Answered:
    """What the policy makes of one option on its own; worked out once for each judge."""
    known = _ANSWERS.setdefault(judge, {})
    found = known.get(id(option))
    # An id alone could be used again for another option; the question that is kept with it could not.
    if found is None or found[0] is not question or found[1].option is not option:
        found = known[id(option)] = (question, _answer(judge, question, option))
    return found[1]


def _answer(judge: Judge, question: Question, option: Option) -> Answered:
    if option.part[0]:
        return _answer_part(judge, question, option)
    if option.claims:
        claims = tuple(try_claim(judge, claim, question.given) for claim in option.claims)
        return Answered(option, "true" if all(c.true for c in claims) else "false", claims=claims)
    findings = weigh_acts(judge, question, option.acts)
    return Answered(option, outcome_of(findings), findings)


def duties_to_tell(judge: Judge, question: Question) -> tuple[Bearing, ...]:
    """The duties to tell somebody that the question's facts raise, the soonest alone; none where it is silent."""
    verdict = judge.judge(question.who, Act("tell"), question.given)
    found = [b for b in verdict.bearings if is_telling(b.norm) and not b.doubtful and b.norm.recipients]
    soonest = max((TIMINGS[b.norm.timing] for b in found), default=0)
    return tuple(b for b in found if TIMINGS[b.norm.timing] == soonest)


def _answer_part(judge: Judge, question: Question, option: Option) -> Answered:
    """Whether one part of “whom do you tell, and how soon?” is what the duty says, or sooner than it says."""
    name, value = option.part
    duties = duties_to_tell(judge, question)
    outcome = "false"
    if any(value in _part_of(duty.norm, name) for duty in duties) or (value == "nobody" and not duties):
        outcome = "true"
    elif name == "soon" and any(TIMINGS[value] > TIMINGS[duty.norm.timing] for duty in duties):
        outcome = "sooner"
    return Answered(
        option, outcome, tuple(Finding(duty.norm, outcome, duty.reach.interpretations) for duty in duties)
    )


def _tells_rightly(judge: Judge, question: Question, chosen: Sequence[Option]) -> bool:
    """Everybody whom the duty names and nobody else, joined as it says, and no later than it says.

    To tell sooner than the duty asks is never wrong.
    """
    outcomes = {option.letter: answer(judge, question, option).outcome for option in question.options}
    for name in ("whom", "joined", "soon"):
        fits = {o.letter for o in question.options if o.part[0] == name and outcomes[o.letter] != "false"}
        picked = {option.letter for option in chosen if option.part[0] == name}
        if name == "whom" and picked != fits:
            return False
        if name != "whom" and (len(picked) != min(1, len(fits)) or not picked <= fits):
            return False
    return True


def _part_of(norm: Norm, name: str) -> tuple[str, ...]:
    if name == "whom":
        return norm.recipients
    return (norm.joiner or "alone",) if name == "joined" else (norm.timing,)


# ---- a whole question


def _tells_first(acts: Sequence[Act]) -> bool:
    """Whether the reader's own telling waits for nobody: no key ever puts it after what somebody else does."""
    others = [at for at, act in enumerate(acts) if act.who]
    telling = [at for at, act in enumerate(acts) if act.act == "tell" and not act.who]
    return not others or not telling or max(telling) < min(others)


def is_right_set(judge: Judge, question: Question, chosen: Sequence[Option]) -> bool:
    """Whether the chosen options together are a right answer.

    Choose one: the option keeps. Choose all: as one course they keep, and none is idle or wrong; of
    claims exactly the true ones are chosen. In order: every step, in an order in which the course keeps, telling
    before anything that others do.
    Whom to tell: all whom the duty names, and no later than it says.
    """
    if question.kind == "one":
        return len(chosen) == 1 and answer(judge, question, chosen[0]).right
    if question.kind == "order":
        asked = {option.letter for option in question.options if option.marked}
        acts = [act for option in chosen for act in option.acts]
        if {option.letter for option in chosen} != asked or not _tells_first(acts):
            return False
        return outcome_of(weigh_acts(judge, question, acts)) == "keeps"
    if question.kind == "tell":
        return _tells_rightly(judge, question, chosen)
    if any(option.claims for option in question.options):
        true = {o.letter for o in question.options if answer(judge, question, o).right}
        return bool(true) and {o.letter for o in chosen} == true
    acts = [act for option in chosen for act in option.acts]
    if not chosen or outcome_of(weigh_acts(judge, question, acts)) != "keeps":
        return False
    return all(judge.supports(Situation(question.who, option.acts, question.given)) for option in chosen)


def marked_options(question: Question) -> list[Option]:
    """The options marked right, in the order in which they are to be done."""
    return sorted(
        (option for option in question.options if option.marked), key=lambda option: option.place_in_order
    )


def right_letters(handbook: Handbook, question: Question) -> tuple[str, ...]:
    """The letters that the policy supports, whatever the author marked."""
    judge = judge_of(handbook)
    if question.kind == "discussion":
        return ()
    if question.kind == "one" or any(option.claims or option.part[0] for option in question.options):
        return tuple(o.letter for o in question.options if answer(judge, question, o).right)
    marked = marked_options(question)
    return tuple(o.letter for o in marked) if is_right_set(judge, question, marked) else ()


_RIGHT: WeakKeyDictionary[Judge, dict[int, tuple[Question, tuple[tuple[str, ...], ...]]]] = (
    WeakKeyDictionary()
)


def right_answers(handbook: Handbook, question: Question) -> tuple[tuple[str, ...], ...]:
    """Every answer that is right, as letters: sorted, or in their order where order counts.

    A page marks with this list alone, so that no program but this one holds a rule of marking. There is one
    answer to most questions, several where either of two courses is lawful, and none to a discussion. It is
    worked out once for each judge.
    """
    judge = judge_of(handbook)
    known = _RIGHT.setdefault(judge, {})
    found = known.get(id(question))
    # See `answer`: the question is kept with its id.
    if found is None or found[0] is not question:
        found = known[id(question)] = (question, _right_answers(judge, question))
    return found[1]


def _right_answers(judge: Judge, question: Question) -> tuple[tuple[str, ...], ...]:
    tries: Iterable[Sequence[Option]]
    if question.kind == "order":
        tries = permutations(marked_options(question))
    elif question.kind == "all" and not any(option.claims for option in question.options):
        sizes = range(1, len(question.options) + 1)
        tries = chain.from_iterable(combinations(question.options, size) for size in sizes)
    elif question.kind == "discussion":
        tries = ()
    elif question.kind == "tell":
        fits = [option for option in question.options if answer(judge, question, option).outcome != "false"]
        fixed = [option for option in fits if option.part[0] != "soon"]
        times = [[option] for option in fits if option.part[0] == "soon"] or [[]]
        tries = [sorted(fixed + time, key=lambda option: option.letter) for time in times]
    else:
        right = [option for option in question.options if answer(judge, question, option).right]
        tries = [(option,) for option in right] if question.kind == "one" else [right]
    found = (tuple(o.letter for o in chosen) for chosen in tries if is_right_set(judge, question, chosen))
    return tuple(found)


def status_of(handbook: Handbook, question: Question) -> tuple[str, tuple[str, ...]]:
    """(status, interpretations) of what the question asks; what is decided rests on no interpretation.

    All alike, that one; else "partly" if any is decided or partly; else conflict before judgement before
    silent.
    """
    judge = judge_of(handbook)
    verdicts = [
        judge.judge(act.who or question.who, act, (*question.given, *act.given)) for act in _asked(question)
    ]
    for option in question.options:
        if option.marked and not question.asks:
            verdicts += [try_claim(judge, claim, question.given).verdict for claim in option.claims]
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


def cited_clauses(handbook: Handbook, question: Question) -> tuple[str, ...]:
    """The ids of the clauses that a question rests on, sorted.

    Those that decide any of its options, or are handed over; where the policy is silent and none does, those that
    its feedback speaks of. A change of any of them asks for another look at the question.
    """
    judge = judge_of(handbook)
    found: set[str] = set()
    for option in question.options:
        answered = answer(judge, question, option)
        found.update(finding.norm.clause for finding in answered.findings)
        found.update(b.norm.clause for claim in answered.claims for b in claim.by)
    _, notes = status_of(handbook, question)
    for reading in handbook.readings:
        if reading.form == "hands over" and reading.interpretation in notes:
            named = (norm for name in (*reading.norms, reading.under) for norm in judge.named(name))
            found.update(norm.clause for norm in named)
    spoken_of = (name for option in question.options for name in clauses_named(option.feedback))
    return tuple(sorted((found or set(spoken_of)) & set(handbook.clauses)))


def mark(handbook: Handbook, question: Question, chosen: Iterable[str]) -> Mark:
    """Mark an answer given as letters; what is not an answer to this question is said, never guessed."""
    letters = list(chosen)
    known = {option.letter: option for option in question.options}
    unknown = [letter for letter in letters if letter not in known]
    if unknown:
        return Mark(False, {}, f"“{unknown[0]}” is not an option of this question.")
    if not letters:
        return Mark(False, {}, "Choose an answer first.")
    if len(set(letters)) != len(letters):
        return Mark(False, {}, "An option was chosen twice.")
    if question.kind == "one" and len(letters) > 1:
        return Mark(False, {}, "Choose one answer only.")
    judge = judge_of(handbook)
    options = [known[letter] for letter in (letters if question.kind == "order" else sorted(letters))]
    outcomes = {option.letter: answer(judge, question, option).outcome for option in options}
    right = None if question.kind == "discussion" else is_right_set(judge, question, options)
    return Mark(right, outcomes)


def fingerprint(handbook: Handbook, question: Question) -> str:
    """A short digest of what an answer was given to: the words asked, the options, and what is right.

    Twelve digits of the sha256, the same in every version of Python. Feedback, links and markup are no part of it.
    """
    options = [(option.letter, bare_words(option.text), option.part) for option in question.options]
    asked = (bare_words(question.prompt), question.kind, question.who, question.given, options)
    whole = json.dumps([asked, right_answers(handbook, question)], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


# ---- the working


_WORKINGS: WeakKeyDictionary[Handbook, dict[str, str]] = WeakKeyDictionary()


def working(handbook: Handbook, question_id: str) -> str:
    """The answer key in the open: a line for each option and each norm that bears on it.

    The first line is the status, with the interpretations it rests on. Raises KeyError for an unknown
    question.
    """
    question = handbook.question_by_id[question_id]
    # A page and every story that asks the question show the same working.
    known = _WORKINGS.setdefault(handbook, {})
    if question_id not in known:
        judge = judge_of(handbook)
        status, notes = status_of(handbook, question)
        lines = [f"{status} {_by(notes)}".strip()]
        for option in question.options:
            lines += _option_lines(judge, question, option)
        known[question_id] = "\n".join(lines)
    return known[question_id]


def doctest_of(handbook: Handbook, question_id: str) -> str:
    """A question's working as the doctest that its page shows."""
    return f'>>> working("{question_id}")\n{working(handbook, question_id)}'


def _option_lines(judge: Judge, question: Question, option: Option) -> list[str]:
    answered = answer(judge, question, option)
    letter = f"{option.letter} [{option.place_in_order or ('x' if option.marked else ' ')}]"
    if not option.claims:
        if option.part[0] and not answered.findings:
            return [f"{letter}  {answered.outcome:11}  silent"]
        rows = [(f.effect, f.norm, f.interpretations) for f in answered.findings]
        lines = [_line(letter, effect, norm, notes) for effect, norm, notes in rows]
        return lines or [f"{letter}  silent"]
    lines = []
    for result in answered.claims:
        outcome = "true" if result.true else "false"
        if result.claim.norm is None or not result.by:
            notes = result.verdict.interpretations
            lines.append(f"{letter}  {outcome:11}  {result.verdict.status} {_by(notes)}".rstrip())
        lines += [_line(letter, outcome, b.norm, b.reach.interpretations) for b in result.by]
    return list(dict.fromkeys(lines))


def _line(letter: str, effect: str, norm: Norm, notes: Sequence[str]) -> str:
    return f"{letter}  {effect:11}  {norm.clause}: {sentence(norm)} {_by(notes)}".rstrip()


def _by(notes: Sequence[str]) -> str:
    return f"({', '.join(notes)})" if notes else ""
