"""Where a story leads, what is told on the way, and what the check says of one that is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from places import SMALL
from walking import paths

from policybook.check.rule import Subject
from policybook.check.stories import branches_are_written, paths_hold, situations_are_told
from policybook.load import load
from policybook.policy.training import Decision
from policybook.training.story import END, decision_of, directive, graph, sides, step

POOL = load(SMALL)


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


RULES = (branches_are_written, paths_hold, situations_are_told)


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


def test_an_answer_is_followed_by_its_text_and_leads_where_it_is_said_to():
    book = pool(*SOUND)

    def came(name: str, letters: str) -> tuple[bool | None, tuple[str, ...], str]:
        one = step(book, SOUND, name, letters)
        return one.right, one.texts, one.to

    assert came("late-for-a-lesson", "b") == (True, (LATE["right"],), "may-i-film")
    assert came("late-for-a-lesson", "a") == (False, (LATE["a"],), "a-fall")
    assert came("late-for-a-lesson", "c") == (False, (LATE["c"],), "late-for-a-lesson")
    assert came("a-fall", "ab") == (True, (FALL["right"],), "late-for-a-lesson")
    for poor in ("a", "b", "c", "ac", "bc", "abc"):
        assert came("a-fall", poor) == (False, (FALL["otherwise"],), "a-fall")
    assert came("may-i-film", "a") == (True, (FILM["right"],), END)


def test_of_several_poor_letters_each_is_told_and_one_that_leads_aside_weighs_more():
    fall = a("a-fall", goes={"b": "may-i-film"}, a="Alone.", b="Half.", otherwise="Nobody comes.", right="{}")
    decisions = (fall, a("may-i-film", "If you told half", **FILM, goes={"right": "a-fall"}))
    for poor, texts, to in (
        ("a", ("Alone.",), "a-fall"),
        ("c", ("Nobody comes.",), "a-fall"),
        ("ac", ("Alone.",), "a-fall"),
        ("abc", ("Alone.", "Half."), "may-i-film"),
    ):
        came = step(POOL, decisions, "a-fall", poor)
        assert (came.right, came.texts, came.to) == (False, texts, to)


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
