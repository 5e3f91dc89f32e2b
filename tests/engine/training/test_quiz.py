"""Marking: every answer to every question is marked as the policy says, and nothing else is an answer."""

from __future__ import annotations

import gc
from dataclasses import replace
from itertools import combinations
from weakref import ref

import pytest
from making import act, policy
from making import question as made
from places import SMALL

from policybook.load import load
from policybook.policy.citations import clauses_named
from policybook.policy.training import Option, Question
from policybook.training.answers import marked_options
from policybook.training.bank import weighed, working

POOL = load(SMALL)
LATE, FALL, FILM = (POOL.question_by_id[name] for name in ("late-for-a-lesson", "a-fall", "may-i-film"))
EVERY = pytest.mark.parametrize("question", POOL.questions, ids=lambda question: question.id)


def test_the_right_answer_is_right_and_says_what_the_policy_makes_of_it():
    marked = weighed(POOL, LATE).mark("b")
    assert (marked.right, marked.outcomes, marked.problem) == (True, {"b": "keeps"}, "")


@pytest.mark.parametrize(("letter", "outcome"), [("a", "against"), ("c", "silent")])
def test_a_wrong_answer_is_wrong_and_says_why(letter, outcome):
    marked = weighed(POOL, LATE).mark(letter)
    assert (marked.right, marked.outcomes, marked.problem) == (False, {letter: outcome}, "")


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ([], "Choose an answer first."),
        (["z"], "“z” is not an option of this question."),
        ([""], "“” is not an option of this question."),
        (["B"], "“B” is not an option of this question."),
        (["b", "b"], "An option was chosen twice."),
        (["a", "b"], "Choose one answer only."),
        (["b", "<script>"], "“<script>” is not an option of this question."),
        (["\0"], "“\0” is not an option of this question."),
    ],
)
def test_what_is_no_answer_is_said_and_never_guessed(chosen, problem):
    marked = weighed(POOL, LATE).mark(chosen)
    assert (marked.right, marked.outcomes, marked.problem) == (False, {}, problem)


def test_choose_all_takes_the_whole_set_and_no_other():
    right = [set(c) for n in range(4) for c in combinations("abc", n) if weighed(POOL, FALL).mark(c).right]
    assert right == [{"a", "b"}]


def test_the_order_in_which_answers_are_chosen_changes_nothing():
    assert weighed(POOL, FALL).mark("ab") == weighed(POOL, FALL).mark("ba")


def test_choose_all_of_claims_takes_exactly_the_true_ones():
    every = replace(FILM, kind="all")
    right = [set(c) for n in range(4) for c in combinations("abc", n) if weighed(POOL, every).mark(c).right]
    assert right == [{"a"}]


def test_the_working_of_each_manner_prints_the_norms_own_sentence():
    assert working(POOL, "late-for-a-lesson").split("\n") == [
        "decided",
        "a [ ]  against      no-running: anyone must not run",
        "b [x]  keeps        no-running: anyone must not run",
        "c [ ]  silent",
    ]
    assert (
        working(POOL, "may-i-film")
        .split("\n")[1]
        .startswith("a [x]  true         filming: worker should never film")
    )


def test_the_working_of_a_question_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        working(POOL, "no-such-question")


@EVERY
def test_each_question_is_answered_rightly_by_its_marks_and_by_no_other_letters(question):
    found = weighed(POOL, question)
    marked = tuple(option.letter for option in question.options if option.marked)
    assert found.right_letters == marked
    answers = (some for size in range(4) for some in combinations("abc", size))
    assert [some for some in answers if found.mark(some).right] == [marked]


@EVERY
def test_no_right_answer_is_idle_open_short_unsafe_or_against(question):
    found = weighed(POOL, question)
    for answered in found.answered.values():
        assert answered.right == (answered.outcome in ("keeps", "true"))
    assert found.is_right(marked_options(question))


def test_a_question_cites_the_clauses_that_decide_it_and_no_guidance():
    assert weighed(POOL, LATE).cited == ("no-running",)
    assert weighed(POOL, FALL).cited == ("accidents",)
    assert weighed(POOL, FILM).cited == ("filming",)


def test_a_question_of_which_the_policy_says_nothing_rests_on_the_clauses_that_its_feedback_speaks_of():
    said = ("Nobody films: {clause}`filming`.", "See {clause}`accidents`, and {clause}`none`.")
    options = (Option(at, at, text, False, acts=(act("sing"),)) for at, text in zip("ab", said, strict=True))
    asked = weighed(POOL, replace(LATE, options=tuple(options)))
    assert asked.status == "silent"
    assert asked.cited == ("accidents", "filming")


def test_other_marks_under_the_same_id_are_weighed_anew_and_the_first_are_weighed_again():
    turned = replace(LATE, options=tuple(reversed(LATE.options)))
    assert weighed(POOL, turned) is weighed(POOL, turned)
    assert weighed(POOL, turned).working != weighed(POOL, LATE).working
    assert weighed(POOL, LATE).question is LATE


def test_what_is_kept_of_a_handbook_goes_when_others_come():
    kept = []
    for _ in range(12):
        handbook = replace(POOL)
        assert weighed(handbook, LATE).key == ("b",)
        kept.append(ref(handbook))
    del handbook
    gc.collect()
    assert sum(one() is not None for one in kept) < 6


def test_citations_are_found_with_and_without_a_title():
    assert clauses_named("See {clause}`a-b` and {clause}`this one <c-d>`.") == ["a-b", "c-d"]


def asking(*asks: str) -> Question:
    return replace(LATE, asks=tuple(map(act, asks)))


@pytest.mark.parametrize(
    ("asks", "status"),
    [
        (["run"], "decided"),
        (["run", "walk"], "decided"),
        (["sing"], "silent"),
        (["admit child"], "judgement"),
        (["film child"], "partly"),
        (["run", "sing"], "partly"),
        (["run", "admit child"], "partly"),
        (["film child", "sing"], "partly"),
        (["admit child", "sing"], "judgement"),
        (["sing", "admit child"], "judgement"),
    ],
)
def test_the_status_of_a_question_is_that_of_what_it_asks(asks, status):
    assert weighed(POOL, asking(*asks)).status == status


def resting(question: Question) -> tuple[str, tuple[str, ...]]:
    found = weighed(POOL, question)
    return found.status, found.interpretations


def test_the_status_of_a_question_names_the_interpretations_it_rests_on():
    assert resting(asking("film child", "run")) == ("partly", ("I-1",))
    assert resting(LATE) == ("decided", ())


def test_a_question_of_claims_has_the_status_of_its_right_claims():
    assert resting(FILM) == ("partly", ("I-1",))


# ---- in which order, whom to tell, and for discussion

ADVISED = policy(
    advice=["worker should ask-advice from council before investigate when accident"],
    accidents=["worker must tell manager and deputy immediately when accident"],
    water=["worker must tell manager or deputy when dirty-water"],
)


STEPS = made(
    "order",
    "accident",
    (3, "investigate"),
    (1, "ask-advice from council"),
    (2, "tell manager and deputy immediately"),
    (0, "sing"),
)


def test_an_order_is_right_when_what_comes_before_comes_before():
    right = [
        order
        for order in ("abc", "acb", "bac", "bca", "cab", "cba")
        if weighed(ADVISED.handbook, STEPS).mark(order).right
    ]
    assert right == ["bac", "bca", "cba"]


@pytest.mark.parametrize("chosen", ["b", "bc", "bcd", "bcad", "bca" * 2])
def test_an_order_takes_every_step_once_and_no_other(chosen):
    assert not weighed(ADVISED.handbook, STEPS).mark(chosen).right


def test_the_key_of_an_order_is_its_steps_in_order():
    assert weighed(ADVISED.handbook, STEPS).right_letters == ("b", "c", "a")


TOLD = (
    (1, "whom: manager"),
    (1, "whom: deputy"),
    (0, "whom: council"),
    (0, "whom: nobody"),
    (1, "joined: and"),
    (0, "joined: or"),
)


@pytest.mark.parametrize(
    ("given", "options", "letters"),
    [
        ("accident", TOLD, "abe"),
        ("dirty-water", TOLD, "abf"),
        ("lesson", TOLD, "d"),
        # Of two duties the sooner one is asked about.
        ("accident and dirty-water", TOLD, "abe"),
        (
            "accident",
            ((1, "soon: immediately"), (0, "soon: at the earliest opportunity"), (0, "soon: ")),
            "a",
        ),
        (
            "dirty-water",
            ((0, "soon: immediately"), (0, "soon: at the earliest opportunity"), (1, "soon: ")),
            "c",
        ),
    ],
)
def test_whom_to_tell_is_answered_by_exactly_whom_by_which_joiner_and_how_soon(given, options, letters):
    question = replace(made("tell", given, *options), exact=True)
    assert weighed(ADVISED.handbook, question).right_letters == tuple(letters)
    assert weighed(ADVISED.handbook, question).mark(letters).right
    for letter in letters:
        assert (
            len(letters) == 1
            or not weighed(ADVISED.handbook, question).mark(letters.replace(letter, "")).right
        )


@pytest.mark.parametrize(
    ("given", "letters", "problem"),
    [
        ("accident", "ab", "“If there are several, all of them or any one?” is not answered yet."),
        ("accident", "e", "“Who is told?” is not answered yet."),
        ("accident", "cf", ""),
        # Whoever tells nobody tells them neither together nor apart.
        ("lesson", "a", ""),
    ],
)
def test_an_answer_to_whom_to_tell_that_lacks_a_part_is_told_which(given, letters, problem):
    mark = weighed(ADVISED.handbook, made("tell", given, *TOLD)).mark(letters)
    assert (mark.right, mark.problem) == (False, problem)


GUIDED = policy(
    {
        "accidents": ["worker must tell manager and deputy immediately when accident"],
        "water": ["worker must tell manager or deputy when dirty-water"],
        "lessons": ["worker must tell manager when lesson"],
        "guidance": ["worker must tell council when crowded"],
        "never": ["worker must never tell council when emergency"],
    }
)
WIDER = (
    *((0, "whom: manager"), (0, "whom: deputy"), (0, "whom: council"), (0, "whom: cleaner")),
    *((0, "joined: and"), (0, "joined: or"), (0, "joined: alone")),
)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        # Both are told; whoever some rule says to tell may be told as well, and nobody else.
        ("accident", {"abe", "abce"}),
        # One of two is enough, and whichever is chosen has to be one of them.
        ("dirty-water", {"ae", "be", "abe", "ace", "bce", "abce", "af", "bf", "abf"}),
        ("lesson", {"ae", "abe", "ace", "abce", "ag"}),
        # A rule forbids to tell one of those who may be told elsewhere.
        ("accident and emergency", {"abe"}),
    ],
)
def test_telling_more_people_is_never_wrong_where_no_rule_is_broken(given, key):
    found = weighed(GUIDED.handbook, made("tell", given, *WIDER))
    assert {"".join(letters) for letters in found.right_answers} == key
    every = ("".join(some) for size in range(1, 8) for some in combinations("abcdefg", size))
    assert {some for some in every if found.mark(some).right} == key


def test_a_question_of_what_the_policy_says_accepts_nobody_else():
    question = replace(made("tell", "lesson", *WIDER), exact=True)
    assert weighed(GUIDED.handbook, question).key == ("a g",)
    assert weighed(GUIDED.handbook, question).answered["c"].outcome == "false"


def test_a_discussion_is_neither_right_nor_wrong():
    question = made("discussion", "accident", (0, "sing"), (0, "walk"))
    assert weighed(ADVISED.handbook, question).mark("a").right is None
    assert weighed(ADVISED.handbook, question).mark("").right is False
    assert weighed(ADVISED.handbook, question).mark("z").problem
