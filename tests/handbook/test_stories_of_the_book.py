"""Every path of every story: it ends, its ending cites, and no unsafe choice is rewarded."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from the_book import BOOK
from walking import paths, poor_answers

from policybook.policy.citations import cited
from policybook.policy.training import Decision
from policybook.training.bank import weighed
from policybook.training.story import CITES, END, graph, leading, sides, step

STORIES = pytest.mark.parametrize("story", BOOK.scenarios, ids=lambda story: story.id)


@STORIES
def test_a_story_has_three_to_six_decisions(story):
    main = [one for one in story.decisions if one.question not in sides(story.decisions)]
    assert 3 <= len(main) <= 6


@STORIES
def test_every_path_ends_with_a_clause_or_an_interpretation(story):
    found = list(paths(BOOK, story))
    assert found
    for path in found:
        last = path[-1]
        assert last.to == END
        assert last.right is not False
        assert any(cited(text, CITES) for text in last.texts)
        for before, after in pairwise(path):
            assert before.to == after.decision


@STORIES
def test_no_poor_choice_is_rewarded(story):
    """After a poor choice nobody goes on without a right answer: there again, or where it is put right."""
    edges, aside = graph(story.decisions), sides(story.decisions)
    onward = {one.question: edges[one.question][leading(one)] for one in story.decisions}
    for path in paths(BOOK, story):
        for at, taken in enumerate(path):
            outcomes = (
                weighed(BOOK, BOOK.question_by_id[taken.decision]).mark(taken.letters).outcomes.values()
            )
            assert not (taken.right and "unsafe" in outcomes)
            if taken.right is False:
                assert taken.to == taken.decision or taken.to in aside
                assert taken.texts
                assert any(later.decision == taken.to and later.right for later in path[at + 1 :])
            elif taken.right:
                assert taken.to == onward[taken.decision]


def can_be_met(decision: Decision, key: str) -> bool:
    """Whether a poor answer may be without a letter that has a text of its own; other texts always can be met."""
    question = BOOK.question_by_id[decision.question]
    if key != "otherwise" or question.kind != "all":
        return True
    letters = [option.letter for option in question.options if option.letter not in decision.texts]
    answers = (one for size in range(1, len(letters) + 1) for one in combinations(letters, size))
    return any(weighed(BOOK, question).mark(one).right is False for one in answers)


@STORIES
def test_paths_take_every_poor_choice_and_every_text(story):
    found = list(paths(BOOK, story))
    told = {text for path in found for taken in path for text in taken.texts}
    assert told == {text for one in story.decisions for key, text in one.follows if can_be_met(one, key)}
    met = {taken.decision for path in found for taken in path}
    assert met == set(story.questions)
    every = 1
    for decision in story.decisions:
        poor = {taken.letters for path in found for taken in path if taken.decision == decision.question}
        every += len(poor) - 1
    assert len(found) >= every / 2


@STORIES
def test_every_question_is_answered_poorly_in_each_way_that_a_form_can(story):
    for decision in story.decisions:
        question = BOOK.question_by_id[decision.question]
        poor = poor_answers(BOOK, question)
        if question.kind == "discussion":
            assert poor == ()
            continue
        assert poor
        for letters in poor:
            assert weighed(BOOK, question).mark(letters).right is False
            came = step(BOOK, story.decisions, question.id, letters)
            assert came.texts, (question.id, letters)
        for letters in weighed(BOOK, question).right_answers:
            assert step(BOOK, story.decisions, question.id, letters).texts == (decision.texts["right"],)
