"""Picks mutants of a handbook, and holds what must be true of any: that it could be written, and that short ways agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from policybook.mutants import Mutant, apply, mutants_of
from policybook.mutants.gate import ANOTHER_ANSWER, EQUIVALENT, KILLED, verdict_on
from policybook.mutants.keys import marks_of
from policybook.mutants.sweep import Impact
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_norm
from policybook.policy.model import Norm
from policybook.policy.training import Question, Scenario
from policybook.training.bank import doctest_of, weighed


class Mutants:
    """Every mutant of a handbook."""

    def __init__(self, book: Handbook) -> None:
        self.book = book
        self.all = mutants_of(book)

    def of(self, kind: type[Norm | Question | Scenario], sort: str = "", subject: str = "") -> list[Mutant]:
        """Those of norms, of questions or of stories, of a sort and of a subject."""
        mine = (mutant for mutant in self.all if isinstance(mutant.old, kind))
        return [mutant for mutant in mine if mutant.sort.startswith(sort) and subject in mutant.subject]

    # ---- what must be true of any

    def could_all_have_been_written(self) -> None:
        """Each norm, question and story with keys has some, no two of a norm are alike, and an author could write each."""
        stories = {story.id for story in self.book.scenarios if any(cell.shows for cell in story.cells)}
        subjects = {mutant.subject for mutant in self.all}
        assert subjects >= {*self.book.norms, *self.book.question_by_id, *stories}
        made: dict[str, list[str]] = {}
        for mutant in self.all:
            assert mutant.new != mutant.old, mutant
            if isinstance(mutant.old, Norm) and isinstance(mutant.new, Norm):
                text = mutant.new.sentence
                read = parse_norm(text, self.book.vocabulary)
                assert replace(read, id=mutant.old.id, clause=mutant.old.clause) == mutant.new
                made.setdefault(mutant.subject, [mutant.old.sentence]).append(text)
        assert made
        assert all(len(set(texts)) == len(texts) for texts in made.values())

    def the_shortcut_agrees(self, mutants: Iterable[Mutant]) -> None:
        """Asking only the questions that can tell finds what asking all of them finds."""
        reach = Impact(self.book)
        for mutant in mutants:
            quick, slow = verdict_on(mutant, self.book, reach.asked(mutant)), verdict_on(mutant, self.book)
            assert quick == slow, mutant

    def those_passed_over_keep_their_workings(self, mutants: Iterable[Mutant]) -> int:
        """No question that the shortcut passes over has another working; how many were passed over."""
        reach, passed = Impact(self.book), 0
        for mutant in mutants:
            asked = set(reach.asked(mutant))
            changed = apply(self.book, mutant)
            others = [question for question in self.book.questions if question.id not in asked]
            passed += len(others)
            for question in others:
                assert doctest_of(changed, question.id) == question.doctest, mutant
        return passed

    def other_marks_are_killed_or_as_right(self, mutants: Iterable[Mutant]) -> int:
        """Of other marks with the working stored anew, only another right answer is equivalent; how many were."""
        equivalent = 0
        for mutant in mutants:
            assert isinstance(mutant.old, Question)
            assert isinstance(mutant.new, Question)
            verdict, by = verdict_on(mutant, self.book, [mutant.subject])
            if verdict == EQUIVALENT:
                right = weighed(self.book, mutant.old).right_answers
                assert by == ANOTHER_ANSWER
                assert set(marks_of(mutant.new)) in [set(answer) for answer in right]
                equivalent += 1
            else:
                assert verdict == KILLED, mutant
        return equivalent


def spread(found: Sequence[Mutant], count: int) -> list[Mutant]:
    """So many of them, evenly from the first to the last."""
    return list(islice(found, 0, None, max(len(found) // count, 1)))[:count]
