"""The mutants of the book: a sample of the sweep, and the shortcut against the slow way."""

from __future__ import annotations

from functools import cache

from mutating import Mutants, spread
from places import ROOT

from policybook.load import load
from policybook.mutants import sweep
from policybook.mutants.gate import SURVIVED, problems
from policybook.policy.model import Norm
from policybook.policy.training import Question, Scenario


@cache
def mutants() -> Mutants:
    return Mutants(load(ROOT))


def test_the_handbook_itself_is_green_or_every_mutant_would_seem_killed():
    assert problems(mutants().book) == []


def test_every_norm_question_and_story_has_mutants_and_each_could_have_been_written():
    mutants().could_all_have_been_written()


def test_in_a_sample_of_the_sweep_nothing_survives():
    results = sweep(ROOT, every=97, workers=1)
    assert len(results) > len(mutants().all) // 100
    assert [str(result.mutant) for result in results if result.verdict == SURVIVED] == []


def test_the_shortcut_finds_what_the_slow_way_finds():
    sample = [(Norm, 5), (Question, 1), (Scenario, 1)]
    mutants().the_shortcut_agrees(m for kind, many in sample for m in spread(mutants().of(kind), many))


def test_a_question_that_the_shortcut_passes_over_has_the_working_that_it_had():
    assert mutants().those_passed_over_keep_their_workings(spread(mutants().of(Norm), 6)) > 50


def test_only_another_right_answer_is_equivalent_among_marks():
    anew = [m for m in mutants().of(Question, "mark") if m.anew and m.old.kind in ("all", "order", "tell")]
    mutants().other_marks_are_killed_or_as_right(
        m for m in spread(anew, 60) if m.sort.startswith("mark taken") or len(m.old.options) < 5
    )
