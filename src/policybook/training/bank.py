"""The bank of questions: every answer key derived from the policy, answers marked, and the working printed.

Nobody types a key. The working names ids, not numbers, so renumbering changes no key.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from policybook.judging.judge import Judge, judge_of
from policybook.policy.citations import bare_words, clauses_named
from policybook.policy.english import PARTS, quoted
from policybook.policy.handbook import Handbook
from policybook.policy.language import owed_sentence
from policybook.policy.model import Norm
from policybook.policy.training import Option, Question
from policybook.training import answers
from policybook.training.answers import Answered, marked_options


@dataclass(frozen=True, slots=True)
class Mark:
    """How an answer was marked: right, and for each chosen letter what the policy makes of it.

    `right` is None where the question is not scored; `problem` says why something is no answer at all.
    """

    right: bool | None
    outcomes: dict[str, str]
    problem: str = ""


class Weighed:
    """One question as a judge weighs it; each thing is worked out when it is first asked for."""

    def __init__(self, judge: Judge, question: Question) -> None:
        self.judge, self.question = judge, question

    @cached_property
    def answered(self) -> Mapping[str, Answered]:
        """What the policy makes of each option on its own, by its letter."""
        options = self.question.options
        return {option.letter: answers.answer(self.judge, self.question, option) for option in options}

    def is_right(self, chosen: Sequence[Option]) -> bool:
        """Whether the chosen options together are a right answer."""
        return answers.is_right_set(self.judge, self.question, self.answered, chosen)

    @cached_property
    def right_letters(self) -> tuple[str, ...]:
        """The letters that the policy supports, whatever the author marked."""
        question = self.question
        if question.kind == "discussion":
            return ()
        if question.kind == "one" or any(option.claims or option.part[0] for option in question.options):
            return tuple(letter for letter, found in self.answered.items() if found.right)
        marked = marked_options(question)
        return tuple(option.letter for option in marked) if self.is_right(marked) else ()

    @cached_property
    def right_answers(self) -> tuple[tuple[str, ...], ...]:
        """Every answer that is right, as letters: sorted, or in their order where order counts.

        A page marks with this list alone, so that no program but this one holds a rule of marking. There is one
        answer to most questions, several where either of two courses is lawful, and none to a discussion.
        """
        tries = answers.possible(self.question, self.answered)
        return tuple(tuple(o.letter for o in chosen) for chosen in tries if self.is_right(chosen))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Every right answer, each as its letters with a space between."""
        return tuple(" ".join(letters) for letters in self.right_answers)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts of a question of whom to tell that every right answer has, in their order."""
        part_of = {option.letter: option.part[0] for option in self.question.options}
        had = [{part_of[letter] for letter in letters} for letters in self.right_answers]
        return tuple(part for part in PARTS if had and all(part in parts for parts in had))

    def mark(self, chosen: Iterable[str]) -> Mark:
        """Mark an answer given as letters; what is not an answer to this question is said, never guessed."""
        letters = list(chosen)
        known = {option.letter: option for option in self.question.options}
        unknown = [letter for letter in letters if letter not in known]
        if unknown:
            return Mark(False, {}, f"“{unknown[0]}” is not an option of this question.")
        if not letters:
            return Mark(False, {}, "Choose an answer first.")
        if len(set(letters)) != len(letters):
            return Mark(False, {}, "An option was chosen twice.")
        kind = self.question.kind
        if kind == "one" and len(letters) > 1:
            return Mark(False, {}, "Choose one answer only.")
        options = [known[letter] for letter in (letters if kind == "order" else sorted(letters))]
        given = {option.part[0] for option in options}
        for part in self.parts:
            if part not in given:
                return Mark(False, {}, f"“{PARTS[part]}” is not answered yet.")
        outcomes = {option.letter: self.answered[option.letter].outcome for option in options}
        return Mark(None if kind == "discussion" else self.is_right(options), outcomes)

    # ---- what the question rests on

    @cached_property
    def _status(self) -> tuple[str, tuple[str, ...]]:
        return answers.status_of(self.judge, self.question)

    @property
    def status(self) -> str:
        """What the policy makes of all that is asked: decided, partly, judgement, silent or conflict."""
        return self._status[0]

    @property
    def interpretations(self) -> tuple[str, ...]:
        """The ids of the interpretations that this status rests on, sorted; none where all is decided."""
        return self._status[1]

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """The norms that the working prints, each once."""
        found: dict[str, Norm] = {}
        for answered in self.answered.values():
            found.update((finding.norm.id, finding.norm) for finding in answered.findings)
            found.update((b.norm.id, b.norm) for claim in answered.claims for b in claim.by)
        return tuple(found.values())

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """The ids of the clauses that the question rests on, sorted.

        Those that decide any of its options, or are handed over; where the policy is silent and none does, those
        that its feedback speaks of. A change of any of them asks for another look at the question.
        """
        handbook = self.judge.handbook
        found = {norm.clause for norm in self.norms}
        for reading in handbook.readings:
            if reading.form == "hands over" and reading.interpretation in self.interpretations:
                named = (norm for name in (*reading.norms, reading.under) for norm in self.judge.named(name))
                found.update(norm.clause for norm in named)
        spoken_of = (name for option in self.question.options for name in clauses_named(option.feedback))
        return tuple(sorted((found or set(spoken_of)) & set(handbook.clauses)))

    @cached_property
    def shown(self) -> frozenset[str]:
        """The ids of the clauses and guidance that show why an answer is right or wrong.

        They bear on what an option does, or on what it claims; or one of the interpretations is about them that
        any of this rests on.
        """
        found, notes = {norm.clause for norm in self.norms}, set(self.interpretations)
        for answered in self.answered.values():
            notes.update(note for finding in answered.findings for note in finding.interpretations)
            for result in answered.claims:
                acts = answers.acts_claimed(self.judge, result.claim, self.question)
                found.update(finding.norm.clause for finding in acts)
                found.update(result.verdict.clauses)
                notes.update(result.verdict.interpretations)
        rests_on = (note for note in self.judge.handbook.interpretations if note.id in notes)
        return frozenset(found.union(*(note.concerns for note in rests_on)))

    @cached_property
    def asked(self) -> tuple[object, ...]:
        """What somebody is asked: the words and the options, without markup."""
        question, handbook = self.question, self.judge.handbook
        options = [(o.letter, bare_words(quoted(handbook, o.text)), o.part) for o in question.options]
        prompt = bare_words(quoted(handbook, question.prompt))
        return prompt, question.kind, question.who, question.given, options

    @cached_property
    def fingerprint(self) -> str:
        """A short digest of what an answer was given to: what is asked, and what is right.

        Twelve digits of the sha256, the same in every version of Python. Feedback, links and markup are no part
        of it.
        """
        whole = json.dumps([self.asked, self.right_answers], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    # ---- the working

    @cached_property
    def working(self) -> str:
        """The answer key in the open: a line for each option and each norm that bears on it.

        The first line is the status, with the interpretations it rests on.
        """
        lines = [f"{self.status} {_by(self.interpretations)}".strip()]
        for answered in self.answered.values():
            lines += _option_lines(answered, self.judge.handbook.norms)
        return "\n".join(lines)


def _option_lines(answered: Answered, written: Mapping[str, Norm]) -> list[str]:
    def line(effect: str, norm: Norm, notes: Sequence[str]) -> str:
        said = owed_sentence(written.get(norm.id, norm), norm)
        return f"{letter}  {effect:11}  {norm.clause}: {said} {_by(notes)}".rstrip()

    option = answered.option
    letter = f"{option.letter} [{option.place_in_order or ('x' if option.marked else ' ')}]"
    if not option.claims:
        if option.part[0] and not answered.findings:
            return [f"{letter}  {answered.outcome:11}  silent"]
        rows = [(f.effect, f.norm, f.interpretations) for f in answered.findings]
        lines = [line(effect, norm, notes) for effect, norm, notes in rows]
        return lines or [f"{letter}  silent"]
    lines = []
    for result in answered.claims:
        outcome = "true" if result.true else "false"
        if result.claim.norm is None or not result.by:
            notes = result.verdict.interpretations
            lines.append(f"{letter}  {outcome:11}  {result.verdict.status} {_by(notes)}".rstrip())
        lines += [line(outcome, b.norm, b.reach.interpretations) for b in result.by]
    return list(dict.fromkeys(lines))


def _by(notes: Sequence[str]) -> str:
    return f"({', '.join(notes)})" if notes else ""


# ---- a handbook's questions


class Bank:
    """The questions of a handbook, each weighed once. Build it with `bank_of`, which keeps one for each handbook."""

    def __init__(self, handbook: Handbook) -> None:
        self.judge = judge_of(handbook)
        self._weighed: dict[str, Weighed] = {}

    def of(self, question: Question) -> Weighed:
        """What the policy makes of a question, which need not be one of the handbook's own."""
        found = self._weighed.get(question.id)
        # Another question of the same id is weighed anew: a mutant, or one with other marks.
        if found is None or found.question is not question:
            found = self._weighed[question.id] = Weighed(self.judge, question)
        return found


@lru_cache(maxsize=4)
def bank_of(handbook: Handbook) -> Bank:
    """The bank of a handbook, built once for each."""
    return Bank(handbook)


def weighed(handbook: Handbook, question: Question) -> Weighed:
    """What the policy of a handbook makes of a question."""
    return bank_of(handbook).of(question)


def working(handbook: Handbook, question_id: str) -> str:
    """The working of one of the handbook's questions. Raises KeyError for an unknown one."""
    return weighed(handbook, handbook.question_by_id[question_id]).working


def doctest_of(handbook: Handbook, question_id: str) -> str:
    """A question's working as the doctest that its page shows."""
    return f'>>> working("{question_id}")\n{working(handbook, question_id)}'
