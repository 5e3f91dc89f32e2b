"""The mutants of the book: a sample of the sweep, and the shortcut against the slow way."""

from __future__ import annotations

import random
from functools import cache

from mutating import Mutants, spread
from places import ROOT
from the_book import BOOK

from policybook.judging.judge import Judge
from policybook.judging.verdict import Situation
from policybook.mutants import apply, mutants_of, sweep
from policybook.mutants.gate import EQUIVALENT, NOTHING_ASKED, SURVIVED, all_asked, problems
from policybook.policy.model import Act, Norm
from policybook.policy.training import Question, Scenario
from tools.mutants import told


@cache
def mutants() -> Mutants:
    return Mutants(BOOK)


def test_the_handbook_itself_is_green_or_every_mutant_would_seem_killed():
    assert problems(mutants().book) == []
    assert not told(mutants().book)


def test_every_norm_question_and_story_has_mutants_and_each_could_have_been_written():
    mutants().could_all_have_been_written()


def test_in_a_sample_of_the_sweep_nothing_survives():
    results = sweep(ROOT, every=97, workers=1)
    assert len(results) > len(mutants().all) // 100
    assert [str(result.mutant) for result in results if result.verdict == SURVIVED] == []


def test_in_a_sample_of_words_and_readings_nothing_survives():
    results = sweep(ROOT, every=31, workers=1, of_words=True, told=told)
    assert len(results) > len(mutants_of(mutants().book, of_words=True)) // 40
    assert [str(result.mutant) for result in results if result.verdict == SURVIVED] == []
    assert {result.by for result in results if result.verdict == EQUIVALENT} <= {NOTHING_ASKED}


def test_a_word_or_reading_on_which_nothing_turns_changes_no_verdict():
    book, chance = mutants().book, random.Random(1)
    words, before = book.vocabulary, Judge(book)
    given = list(words.things)
    objects = {"people": list(words.people), "things": given}
    sample = (apply(book, mutant) for mutant in mutants_of(book, of_words=True)[5::12])
    asked = all_asked(book)
    idle = [changed for changed in sample if all_asked(changed) == asked]
    assert len(idle) > 1
    for after in map(Judge, idle):
        for _ in range(300):
            act = chance.choice(list(words.acts))
            done = [chance.choice(objects[words.takes(act)])] if words.takes(act) in objects else []
            who = (chance.choice(list(words.people)),)
            one = Situation(who, (Act(act, tuple(done)),), tuple(chance.sample(given, 2)))
            assert before.weigh(one) == after.weigh(one), one
            assert before.judge(who, one.course[0], one.given) == after.judge(who, one.course[0], one.given)


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
