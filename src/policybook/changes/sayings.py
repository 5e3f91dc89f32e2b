"""Takes a verdict apart into the things it says, each in plain words, so that two verdicts can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policybook.judging.verdict import Bearing, Verdict, is_telling, said_of
from policybook.policy.english import counted, listed
from policybook.policy.model import AGAINST, FOR, UNTIMED, Norm, Timing


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that a verdict says, in plain words.

    `kind` is verdict, tell, care, follows or outside. A verdict has the way it points, its strength and `of`,
    of which it is said: act or contrary. A duty to tell has `told`: recipients, joiner and timing. What is
    not `firm` is said in part only, or by an interpretation.
    """

    kind: str
    words: str
    points: str = ""
    strength: int = 0
    of: str = "act"
    firm: bool = True
    told: tuple[tuple[str, ...], str, Timing] = ((), "", UNTIMED)


class Sayings:
    """Takes verdicts apart into what they say."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known

    def of(self, verdict: Verdict) -> dict[Saying, tuple[str, ...]]:
        """What a verdict says, each with the clauses that say it; which clause says it makes no difference."""
        main, by = self.main(verdict)
        found = {main: {bearing.norm.clause for bearing in by}} if main else {}
        for saying, norm in self.beside(verdict):
            found.setdefault(saying, set()).add(norm.clause)
        return {saying: tuple(names) for saying, names in found.items()}

    def beside(self, verdict: Verdict) -> Iterator[tuple[Saying, Norm]]:
        """What is said beside the verb: outside guidance, and what each rule says for itself."""
        for norm in verdict.outside:
            yield Saying("outside", f"outside guidance: {self._duty(norm)}"), norm
        for bearing in () if verdict.handed_to else verdict.bearings:
            if saying := self._beside(bearing, verdict):
                yield saying, bearing.norm

    def main(self, verdict: Verdict) -> tuple[Saying | None, Sequence[Bearing]]:
        """What all the rules come to together, and by which; None where duties to tell say it."""
        if verdict.discharged and verdict.status == "silent" and not verdict.handed_to:
            return Saying("verdict", HELD), [Bearing(n, "meets") for n in verdict.discharged]
        handed = self.known.get(verdict.handed_to, verdict.handed_to)
        plain = f"handed over to {handed}" if handed else _PLAIN.get(verdict.status, "")
        if plain or not verdict.points:
            return Saying("verdict", plain or "stated as a fact"), verdict.bearings
        way = [b for b in verdict.bearings if b.decides and b.points == verdict.points]
        force = max((b.norm.strength for b in way), default=0)
        by = [b for b in way if b.norm.strength == force]
        if any(_is_duty_to_tell(b) for b in by):
            return None, ()  # What is to be told says it, duty by duty.
        of = said_of(by)
        verb = f"“{verdict.verb}”"
        words = verb if of == "act" else f"{_CONTRARY[verdict.points]} (the opposite is {verb})"
        return Saying("verdict", words, verdict.points, force, of, verdict.status != "partly"), by

    def _beside(self, bearing: Bearing, verdict: Verdict) -> Saying | None:
        norm = bearing.norm
        if _is_duty_to_tell(bearing) and not bearing.doubtful:
            told = (tuple(sorted(norm.recipients)), norm.joiner, norm.timing)
            firm = not bearing.reach.interpretations
            return Saying("tell", self._duty(norm), FOR, norm.strength, firm=firm, told=told)
        if norm.outcomes and (bearing.relation in ("bans", "warns")):
            verb = norm.verb if norm.verb.endswith(" face") else norm.outcome_verb
            outcomes = f" {norm.outcome_joiner} ".join(self.known.get(n, n) for n in norm.outcomes)
            return Saying("follows", f"“{verb}” {outcomes}".replace("“” ", ""))
        if bearing.relation == "guides" and verdict.points != AGAINST:
            acts = listed([self.known.get(act, act) for act in norm.phrase.acts], "or")
            return Saying("care", f"with care: “{norm.verb}” {acts}", strength=norm.strength)
        if bearing.doubtful and verdict.status == "judgement" and bearing.points:
            return Saying("care", f"perhaps “{norm.verb}”", strength=norm.strength)
        return None

    def _duty(self, norm: Norm) -> str:
        acts = listed([self.known.get(act, act) for act in norm.phrase.acts], "or")
        names = sorted(self.known.get(name, name) for name in norm.recipients)
        nobody = "somebody (nobody is named)" if is_telling(norm) else ""
        whom = counted(names, norm.joiner) if names else nobody
        objects = listed([self.known.get(name, name) for name in norm.phrase.objects], "or")
        return " ".join(filter(None, (f"“{norm.verb}”", acts, objects, whom, norm.timing)))


def tells_as_much(new: Saying, old: Saying) -> bool:
    """Whether a new duty to tell asks for at least what the old one did: whom, how soon, and how strongly."""
    if new.kind != "tell" or new.strength < old.strength:
        return False
    (told, joiner, timing), (was_told, was_joiner, was_timing) = new.told, old.told
    if timing != was_timing and timing.rank < was_timing.rank:
        return False
    if joiner == "or":
        # A choice is as much as another choice only where it offers nobody new.
        return was_joiner == "or" and set(told) <= set(was_told)
    if was_joiner == "or":
        return bool(set(told) & set(was_told))
    return set(was_told) <= set(told)


HELD = "nobody else to tell"
"""What is said of a duty to tell whose recipient is the one who acts."""

_PLAIN = {"silent": "silent", "judgement": "left to judgement", "conflict": "in conflict"}
_CONTRARY = {AGAINST: "against it", FOR: "in keeping with it"}


def _is_duty_to_tell(bearing: Bearing) -> bool:
    return is_telling(bearing.norm) and bearing.relation in ("requires", "meets")
