"""Every path of every story: it ends, its ending cites, and no unsafe choice is rewarded. And a broken one is seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from places import ROOT, SMALL
from walking import paths, poor_answers

from policybook.check.rule import Subject
from policybook.check.stories import BranchesAreWritten, PathsHold, SituationsAreTold
from policybook.load import load
from policybook.policy.citations import cited
from policybook.policy.training import Decision
from policybook.training.bank import weighed
from policybook.training.story import CITES, END, decision_of, directive, graph, leading, sides, step

BOOK = load(ROOT)
POOL = load(SMALL)
STORIES = pytest.mark.parametrize("story", BOOK.scenarios, ids=lambda story: story.id)


def test_there_are_at_least_ten_stories_of_three_to_six_decisions():
    assert len(BOOK.scenarios) >= 10
    for story in BOOK.scenarios:
        main = [one for one in story.decisions if one.question not in sides(story.decisions)]
        assert 3 <= len(main) <= 6, story.id


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


# ---- what must be seen of a broken story


def pool(*decisions: Decision):
    """The small handbook with another story in it."""
    questions = tuple(dict.fromkeys(one.question for one in decisions))
    (story,) = POOL.scenarios
    return replace(POOL, scenarios=(replace(story, decisions=decisions, questions=questions),))


def a(name: str, scene: str = "Scene", goes=None, **texts: str) -> Decision:
    return replace(decision_of(name, texts, goes or {}), scene=scene)


LATE = {"right": "{clause}`no-running`", "a": "You slip.", "c": "They look."}
FALL = {"right": "{clause}`accidents`", "otherwise": "Nobody comes."}
FILM = {"right": "{clause}`filming`", "b": "No.", "c": "No."}


RULES = (BranchesAreWritten(), PathsHold(), SituationsAreTold())


def said(book) -> list[str]:
    return [problem.what for rule in RULES for problem in rule.check(Subject(book))]


SOUND = (
    a("late-for-a-lesson", **LATE, goes={"a": "a-fall"}),
    a("a-fall", "If you ran", **FALL, goes={"right": "late-for-a-lesson"}),
    a("may-i-film", **FILM),
)


def test_a_sound_story_has_no_problem_and_its_paths_are_counted():
    book = pool(*SOUND)
    assert said(book) == []
    found = [[taken.decision[:4] for taken in path] for path in paths(book, book.scenarios[0])]
    assert ["late", "may-"] in found
    assert ["late", "a-fa", "late", "may-"] in found
    assert ["late", "a-fa", "a-fa", "late", "may-"] in found
    # (rightly, or back, or aside, where one goes wrong or not) × (rightly, or one of two that are alike)
    assert len(found) == 4 * 2


def test_a_side_decision_is_passed_by():
    decisions = SOUND
    assert sides(decisions) == {"a-fall"}
    assert graph(decisions)["late-for-a-lesson"] == {
        "a": "a-fall",
        "c": "late-for-a-lesson",
        "otherwise": "late-for-a-lesson",
        "right": "may-i-film",
    }
    assert graph(decisions)["may-i-film"]["right"] == END


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ((a("late-for-a-lesson", **LATE, goes={"a": "end"}),), "is rewarded: it leads to the end"),
        (
            (a("late-for-a-lesson", **LATE, goes={"a": "may-i-film"}), a("may-i-film", **FILM)),
            "is rewarded: it leads on to “may-i-film”",
        ),
        (
            (
                a("late-for-a-lesson", **LATE, goes={"right": "may-i-film"}),
                a("may-i-film", **FILM, goes={"right": "late-for-a-lesson"}),
            ),
            "right answers go round for ever",
        ),
        (
            (a("late-for-a-lesson", **LATE, goes={"right": "end"}), a("may-i-film", **FILM)),
            "no answer leads here",
        ),
        ((a("late-for-a-lesson", **(LATE | {"right": "You walk."})),), "cites nothing"),
        ((a("late-for-a-lesson", "", **LATE),), "no scene of its own"),
        ((a("late-for-a-lesson", "If you ran", **LATE),), "no poor choice leads to it"),
        ((a("late-for-a-lesson", **LATE, goes={"a": "no-such"}),), "leads to “no-such”"),
        ((a("late-for-a-lesson", **LATE), a("late-for-a-lesson", **LATE)), "asked in cell 0 already"),
        ((a("late-for-a-lesson", **LATE, b="You walk."),), "option b is right"),
        ((a("late-for-a-lesson", **LATE, z="?"),), "no option “z”"),
        ((a("late-for-a-lesson", **LATE, goes={"b": "late-for-a-lesson"}),), "option b is right"),
        ((a("late-for-a-lesson", **LATE, otherwise="No."),), "nothing is “otherwise”"),
        ((a("late-for-a-lesson", **(LATE | {"a": ""})),), "does not say what follows the poor choice a"),
        ((a("a-fall", right="{clause}`accidents`"),), "does not say what follows any other answer"),
        ((a("a-fall", **FALL, goes={"c": "a-fall"}),), "option c leads somewhere"),
    ],
)
def test_a_broken_story_is_seen(decisions, words):
    assert any(words in what for what in said(pool(*decisions))), said(pool(*decisions))


def test_a_path_that_goes_round_for_ever_is_cut_off_and_does_not_end():
    book = pool(
        a("late-for-a-lesson", **LATE, goes={"right": "may-i-film"}),
        a("may-i-film", **FILM, goes={"right": "late-for-a-lesson"}),
    )
    assert all(path[-1].to != END for path in paths(book, book.scenarios[0]))


def test_a_rewarded_choice_shows_in_the_paths():
    book = pool(a("late-for-a-lesson", **LATE, goes={"a": "end"}))
    assert any(path[-1].right is False for path in paths(book, book.scenarios[0]))


# ---- as Markdown


def test_a_bare_question_is_a_bare_directive():
    assert directive(decision_of("late", {}, {})) == ":::{ask} late\n:::"


def test_what_follows_is_nested_in_a_fixed_order_and_cannot_close_it():
    made = directive(decision_of("late", {"otherwise": "o", "b": "::::\nb", "a": "a", "right": "r"}, {}))
    assert made == (
        "::::::{ask} late\n"
        ":::::{follows} right\nr\n:::::\n"
        ":::::{follows} a\na\n:::::\n"
        ":::::{follows} b\n::::\nb\n:::::\n"
        ":::::{follows} otherwise\no\n:::::\n"
        "::::::"
    )


def test_the_indentation_of_the_cell_is_no_part_of_a_text():
    one = decision_of("late", {"right": "One.\n    Two.\n\n    Three.\n    "}, {})
    assert one.texts["right"] == "One.\nTwo.\n\nThree."
