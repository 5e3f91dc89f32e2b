"""Makes small policies out of sentences, in the words of the small handbook: a swimming pool's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from places import SMALL

from policybook.judging.judge import Judge
from policybook.judging.verdict import Finding, Situation, Verdict
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_act, parse_claim, parse_norm, parse_situation
from policybook.policy.model import Act, Clause, Guidance, Interpretation, Norm, Section, Vocabulary
from policybook.policy.readings import parse_reading
from policybook.policy.training import Option, Question
from policybook.training.answers import outcome_of, try_claim
from policybook.training.bank import Weighed

WORDS: Vocabulary = load(SMALL).vocabulary


def norms_of(owner: str, sentences: Iterable[str], known: Vocabulary = WORDS) -> tuple[Norm, ...]:
    """Norms with the ids that the loader would give them."""
    found: list[Norm] = []
    for text in sentences:
        norm = parse_norm(text, known)
        act = norm.phrase.acts[0]
        same = sum(1 for other in found if other.phrase.acts[0] == act)
        name = f"{owner}/{act}-{same + 1}" if same else f"{owner}/{act}"
        found.append(replace(norm, id=name, clause=owner))
    return tuple(found)


def clause(name: str, sentences: Iterable[str], known: Vocabulary = WORDS) -> Clause:
    norms = norms_of(name, sentences, known)
    return Clause(name, "1(a)", name, "Words.", "Plain.", norms)


def guidance(name: str, sentences: Iterable[str], known: Vocabulary = WORDS) -> Guidance:
    norms = norms_of(name, sentences, known)
    return Guidance(name, name, norms[0].layer, "Words.", norms)


def interpretation(name: str, sentences: Iterable[str], known: Vocabulary = WORDS) -> Interpretation:
    readings = tuple(replace(parse_reading(text, known), interpretation=name) for text in sentences)
    return Interpretation(name, name, "Words.", (), "awaiting", False, readings)


def policy(
    clauses: Mapping[str, Iterable[str]] | None = None,
    /,
    readings: Mapping[str, Iterable[str]] | None = None,
    beside: Iterable[str] = (),
    known: Vocabulary = WORDS,
    **more: Iterable[str],
) -> Policy:
    """A policy of clauses, with interpretations, and with norms of other layers beside it; `known` are its words."""
    named = {**(clauses or {}), **{name.replace("_", "-"): texts for name, texts in more.items()}}
    handbook = Handbook(
        known,
        sections=(Section("1", "Rules", "rules", tuple(clause(*item, known) for item in named.items())),),
        interpretations=tuple(interpretation(*item, known) for item in (readings or {}).items()),
        guidance=tuple(guidance(f"beside-{at}", [text], known) for at, text in enumerate(beside)),
    )
    return Policy(handbook)


@dataclass(frozen=True)
class Policy:
    """A made-up policy, and what it says."""

    handbook: Handbook

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.handbook)

    def says(self, situation: str) -> Verdict:
        """The verdict on "lifeguard run when crowded"."""
        one = self.situation(situation)
        return self.judge.judge(one.who, one.course[0], one.given)

    def situation(self, text: str) -> Situation:
        """The situation that "lifeguard run when crowded" says."""
        who, act = parse_situation(text, self.handbook.vocabulary)
        return Situation(who, (replace(act, given=()),), act.given)

    def status(self, situation: str) -> str:
        return self.says(situation).status

    def verb(self, situation: str) -> str:
        return self.says(situation).verb

    def weigh(self, who: str, *acts: str, given: str = "") -> tuple[Finding, ...]:
        course = tuple(parse_act(text, self.handbook.vocabulary) for text in acts)
        return self.judge.weigh(Situation(words(who), course, words(given)))

    def effects(self, who: str, *acts: str, given: str = "") -> dict[str, str]:
        """What each norm makes of a course: its clause, and the effect."""
        return {finding.norm.clause: finding.effect for finding in self.weigh(who, *acts, given=given)}

    def outcome(self, who: str, *acts: str, given: str = "") -> str:
        """What the policy makes of a course as a whole."""
        return outcome_of(self.weigh(who, *acts, given=given))

    def bears_out(self, claim: str, given: str = "") -> bool:
        """Whether what is claimed of the policy is true."""
        question = Question("a-question", "What?", (), words(given), (), ())
        return try_claim(self.judge, parse_claim(claim, self.handbook.vocabulary), question).true

    def right(
        self, who: str, options: Iterable[str], chosen: str, given: str = "", kind: str = "all"
    ) -> bool:
        """Whether the options with these letters are a right answer."""
        made = [
            Option(letter, text, "Why.", False, acts=tuple(act(part) for part in text.split(" + ")))
            for letter, text in zip("abcdef", options, strict=False)
        ]
        question = Question("a-question", "What?", words(who), words(given), (), tuple(made), kind)
        return Weighed(self.judge, question).is_right([o for o in made if o.letter in chosen])


def words(text: str) -> tuple[str, ...]:
    """The words of "accident and crowded"."""
    return tuple(text.split(" and ")) if text else ()


def act(text: str) -> Act:
    return parse_act(text, WORDS)


def question(kind: str, given: str, *options: tuple[int, str]) -> Question:
    """A question whose options are (place in the order, acts), or (mark, "whom: manager")."""
    found = []
    for letter, (place, text) in zip("abcdefgh", options, strict=False):
        name, colon, value = text.partition(": ")
        option = Option(letter, text, "Why.", bool(place), place_in_order=place if kind == "order" else 0)
        found.append(replace(option, part=(name, value)) if colon else replace(option, acts=(act(text),)))
    return Question("a-question", "What?", ("worker",), words(given), (), tuple(found), kind)
