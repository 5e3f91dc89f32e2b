"""Each rule of the bank finds what it forbids, says so, and leaves good questions alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import pytest
import textstat
from badinput import copy_of_small
from making import act
from places import SMALL

from policybook.check.items.acts import right_words_are_safe, right_words_tell_whom_the_acts_tell
from policybook.check.items.bank import (
    absolutes_tell_nothing,
    at_least,
    length_tells_nothing,
    place_tells_nothing,
)
from policybook.check.items.item import (
    feedback_cites,
    nobody_is_shamed,
    none_of_the_above,
    options_differ,
    stems_say_what_to_do,
    texts_are_short,
)
from policybook.check.items.names import nobody_is_named
from policybook.check.items.reading import FILE, plain_lines_read_easily, reading_age
from policybook.check.items.texts import of_the_bank
from policybook.check.rule import Rule, Subject
from policybook.check.run import RULES
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.organisation import Office
from policybook.policy.problems import Kind, Place
from policybook.policy.training import Option, Question

FEEDBACK = "It keeps everybody safe.\n{clause}`no-running`"
BANK = [rule for rule in RULES if rule.kinds == (Kind.ITEM,)]
BOOK = load(SMALL)


def option(
    text: str, right: bool = False, feedback: str = FEEDBACK, acts: Iterable[str] = ("walk",)
) -> Option:
    return Option("?", text, feedback, right, acts=tuple(map(act, acts)))


def question(prompt: str = "What do you do?", options: Iterable[Option] = (), **more: object) -> Question:
    found = tuple(options) or (
        option("Walk to the other side.", right=True),
        option("Sing a song.", acts=["sing"]),
    )
    lettered = tuple(
        replace(o, letter="abcdefghij"[at], place=Place("quizzes/a.md", at + 2)) for at, o in enumerate(found)
    )
    made = Question("a-question", prompt, ("lifeguard",), (), (), lettered, page="quizzes/a")
    return replace(made, place=Place("quizzes/a.md", 1), **more)


def said(rule: Rule, *questions: Question, book: Handbook = BOOK) -> list[str]:
    """What a rule says of a bank of these questions, without the name of the question."""
    found = list(rule.check(Subject(replace(book, questions=questions))))
    assert all(problem.kind is Kind.ITEM and problem.hint for problem in found)
    return [problem.what.removeprefix("“a-question”: ") for problem in found]


def bank(rights: str, size: int = 4, texts: Iterable[str] = ()) -> list[Question]:
    """A bank of choose-one questions whose right answers stand at these letters."""
    words = tuple(texts) or (
        "Walk to one side.",
        "Sing the songs ok.",
        "Run to one side.",
        "Jump over there.",
    )
    return [
        question(options=[option(words[at], right="abcd"[at] == right) for at in range(size)])
        for right in rights
    ]


def test_a_good_question_is_left_alone():
    assert [said(rule, question()) for rule in BANK] == [[]] * len(BANK)


# ---- one question at a time


@pytest.mark.parametrize(
    "text",
    [
        "All of the above.",
        "None of the other answers.",
        "Neither of these.",
        "Both A and C.",
        "Either B or C.",
    ],
)
def test_an_option_about_other_options_is_found(text):
    (what,) = said(none_of_the_above, question(options=[option("Walk.", True), option(text)]))
    assert what.startswith("option b is about the other options (“")


def test_words_such_as_all_of_them_are_no_options_about_options():
    texts = ["Tell both of them, at once.", "All of the children come first.", "None of it is yours."]
    assert said(none_of_the_above, question(options=[option(text) for text in texts])) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "You are late. Which of these is not allowed?",
        "Who must never run?",
        "What is allowed, except by day?",
        "Which rule doesn't hold?",
        "Choose what is NOT so.",
    ],
)
def test_a_negative_stem_is_found(prompt):
    assert "which people misread" in said(stems_say_what_to_do, question(prompt))[0]


@pytest.mark.parametrize(
    "prompt",
    [
        "You do not know her. What do you do?",
        "Whom do you tell, together or not, and how soon?",
        "She writes: “Why do you not answer, and who are you not to?” What do you do?",
    ],
)
def test_a_prompt_that_only_speaks_of_what_is_not_so_is_left_alone(prompt):
    assert said(stems_say_what_to_do, question(prompt)) == []


def test_options_of_the_same_words_are_found_whatever_their_order():
    same = [option("Tell the manager, and walk."), option("Walk, and tell manager then.", acts=["sing"])]
    assert said(options_differ, question(options=same)) == ["options a and b say nearly the same."]


def test_options_of_the_same_acts_and_nearly_the_same_words_are_found():
    texts = ["Walk slowly along the edge of the pool.", "Walk very slowly along the edge of the pool."]
    assert said(options_differ, question(options=map(option, texts))) == [
        "options a and b say nearly the same."
    ]


def test_options_that_differ_by_a_word_that_matters_are_left_alone():
    near = [
        option("Tell the manager and the deputy at once.", acts=["tell manager and deputy immediately"]),
        option("Tell the manager or the deputy at once.", acts=["tell manager immediately"]),
    ]
    assert said(options_differ, question(options=near)) == []


@pytest.mark.parametrize(
    "feedback", ["Why.", "{clause}`no-running` says so, and that is all.", "See {interp}`I-1`."]
)
def test_feedback_that_does_not_end_with_its_clause_is_found(feedback):
    options = [option("Walk.", True), option("Run.", feedback=feedback)]
    assert said(feedback_cites, question(options=options)) == [
        "the feedback on option b does not end with its clause."
    ]


@pytest.mark.parametrize("end", ["{clause}`a`", "{clause}`a` and {clause}`b`", "Nobody runs: {clause}`a`."])
def test_feedback_that_ends_with_its_clause_is_left_alone(end):
    assert said(feedback_cites, question(options=[option("Walk.", feedback=f"Yes.\n{end}")])) == []


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (question("You walk. " * 31), "the question has 62 words, and 60 are enough."),
        (question(options=[option("Walk. " * 26)]), "option a has 26 words, and 25 are enough."),
        (
            question(options=[option("Walk.", feedback="Yes. " * 71)]),
            "the feedback on a has 71 words, and 70 are enough.",
        ),
        (question(hint="Think. " * 21), "the hint has 21 words, and 20 are enough."),
        (question("You " + "walk " * 25), "a sentence of the question has 26 words, and 25 are enough."),
    ],
)
def test_a_text_that_is_too_long_is_found(made, what):
    assert said(texts_are_short, made) == [what]


def test_a_text_of_the_greatest_length_is_left_alone_and_citations_count_for_nothing():
    made = question("You walk. " * 30, options=[option("Walk. " * 25 + "{clause}`no-running`")])
    assert said(texts_are_short, made) == []


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Then Mrs Patel comes in.", "Mrs Patel"),
        ("Dr. Who comes in.", "Dr. Who"),
        ("You see that Priya runs.", "Priya"),
        ("Priya's towel is wet.", "Priya"),
        ("You are late. Priya asks why.", "Priya"),
        ("She works with Tom O’Neill.", "Tom"),
    ],
)
def test_a_name_is_found(prompt, name):
    found = said(nobody_is_named, question(prompt))
    assert f"the question seems to name somebody: “{name}”." in found


@pytest.mark.parametrize(
    "prompt",
    [
        "On Monday in May, a pupil in Lane 5 runs.",
        "She writes: “Please come.” I'm late.",
        "Miss, may I run?",
        "Kindness is good. Muting hides it. Encryption has its place.",
    ],
)
def test_other_capitals_are_left_alone(prompt):
    assert said(nobody_is_named, question(prompt)) == []


def test_a_word_that_the_book_writes_with_a_capital_is_no_name():
    book = replace(BOOK, roles=(Office("manager", "Poolmaster"),))
    assert said(nobody_is_named, question("You see the Poolmaster run."), book=book) == []
    assert said(nobody_is_named, question("You see the Poolmaster run.")) != []


@pytest.mark.parametrize("words", ["That was stupid.", "Obviously, you walk.", "It is common sense."])
def test_words_that_shame_are_found_wherever_they_stand(words):
    assert "which can shame somebody" in said(nobody_is_shamed, question(words))[0]
    assert "which can shame somebody" in said(nobody_is_shamed, question(hint=words))[0]
    feedback = question(options=[option("Walk.", feedback=f"{words} {FEEDBACK}")])
    assert said(nobody_is_shamed, feedback)[0].startswith("the feedback on a says “")


# ---- words against acts


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Wait until Monday, then tell the manager.", "put off"),
        ("Tell the manager tomorrow.", "put off"),
        ("Find out who ran, and tell the manager.", "investigate"),
        ("Question the child, and tell the manager.", "investigate"),
        ("Confront the swimmer.", "confront"),
        ("Promise to say nothing.", "keep it secret"),
    ],
)
def test_a_right_option_with_unsafe_words_is_found_though_its_acts_are_safe(text, called):
    (what,) = said(right_words_are_safe, question(options=[option(text, True)]))
    assert what.startswith(f"option a is right, and its words say to {called} (“")
    assert said(right_words_are_safe, question(options=[option(text)])) == []


@pytest.mark.parametrize(
    "text",
    [
        "Do not wait for more proof, and tell the manager.",
        "Tell the manager at once, and don't confront anybody.",
        "Leave it alone, without ever looking into it.",
        "It may lead to an investigation.",
    ],
)
def test_a_right_option_that_says_not_to_is_left_alone(text):
    assert said(right_words_are_safe, question(options=[option(text, True)])) == []


def test_what_others_do_is_no_advice_to_the_reader():
    text = "Those whom the pool appoints investigate."
    others = question(options=[option(text, True, acts=["manager: investigate"])])
    assert said(right_words_are_safe, others) == []
    both = question(options=[option(text, True, acts=["manager: investigate", "walk"])])
    assert said(right_words_are_safe, both) != []


def test_what_nobody_touches_is_never_to_be_copied_though_messages_may_be():
    copies = [option("Take a screenshot of the picture, and tell.", True)]
    found = said(right_words_are_safe, question("You find a picture of an undressed swimmer.", copies))
    assert found == ["option a is right, and its words say to handle it (“screenshot of the picture”)."]
    assert said(right_words_are_safe, question("Somebody sends you rude messages.", copies)) == []
    assert said(right_words_are_safe, question(options=copies, given=("private-recording",))) != []


OFFICES = replace(
    BOOK,
    roles=(
        Office("deputy", "Deputy pool safety lead"),
        Office("manager", "Pool manager"),
        Office("safety-lead", "Pool safety lead"),
    ),
)


@pytest.mark.parametrize(
    ("text", "acts", "what"),
    [
        (
            "Tell the pool manager.",
            ["tell manager and safety-lead"],
            "option a tells safety-lead, and its words do not.",
        ),
        ("Sit down.", ["tell manager"], "option a tells manager, and its words do not."),
        (
            "Tell the pool manager and the safety lead.",
            ["tell manager"],
            "option a says to tell safety-lead, and its acts do not.",
        ),
    ],
)
def test_a_right_option_whose_words_and_acts_tell_different_people_is_found(text, acts, what):
    made = question(options=[option(text, True, acts=acts)])
    assert said(right_words_tell_whom_the_acts_tell, made, book=OFFICES) == [what]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Tell the pool manager and the safety lead.", ["tell manager and safety-lead"]),
        ("Tell them both.", ["tell manager and safety-lead"]),
        ("Sit by the pool manager.", ["walk"]),
        ("Tell the safety lead.", ["tell safety-lead"]),
    ],
)
def test_a_right_option_whose_words_and_acts_agree_is_left_alone(text, acts):
    made = question(options=[option(text, True, acts=acts)])
    assert said(right_words_tell_whom_the_acts_tell, made, book=OFFICES) == []


# ---- the bank as a whole


def test_at_least_is_the_tail_of_the_binomial():
    assert at_least([0.5] * 4, 4) == pytest.approx(1 / 16)
    assert at_least([0.5] * 4, 0) == pytest.approx(1)
    assert at_least([0.25, 0.5], 1) == pytest.approx(1 - 0.75 * 0.5)
    assert at_least([], 1) == 0


@pytest.mark.parametrize(
    ("texts", "called"),
    [
        (["Walk to the far side.", "Sing a song.", "Run there.", "Jump over it."], "longest"),
        (["Walk.", "Sing the songs.", "Run to one side.", "Jump over there."], "shortest"),
    ],
)
def test_a_right_answer_that_is_always_longest_or_shortest_is_found(texts, called):
    found = said(length_tells_nothing, *bank("aaaa", texts=texts))
    assert f"the right answer is the {called} in 4 of the 4 questions of quizzes/a." in found
    assert f"the right answer is the {called} in 4 of the 4 questions of the bank." in found
    assert said(length_tells_nothing, *bank("abca", texts=texts)) == []


def test_three_of_four_might_be_chance_and_four_of_four_is_not():
    # One in 4**4 is under one in a hundred; three of four are 13 in 256.
    assert said(place_tells_nothing, *bank("bbbc")) == []
    assert "the right answer is b in 4 of the 4 questions of the bank." in said(
        place_tells_nothing, *bank("bbbb")
    )


def test_a_letter_that_some_questions_lack_is_counted_where_it_stands():
    found = said(place_tells_nothing, *bank("aaab", size=2), *bank("dddd"))
    assert "the right answer is d in 4 of the 4 questions of the bank." in found


def test_questions_of_other_kinds_count_for_no_pattern():
    several = [replace(each, kind="all") for each in bank("aaaaaaaa")]
    assert said(place_tells_nothing, *several) == []


def test_an_absolute_that_only_wrong_options_have_is_found():
    texts = ["Walk there.", "Never walk there.", "Always run there.", "Nobody walks there."]
    found = said(absolutes_tell_nothing, *bank("aaaa", texts=texts))
    assert found == ["in 4 of the 4 questions with an “always” or a “never”, only wrong options have it."]
    assert said(absolutes_tell_nothing, *bank("aabb", texts=texts)) == []


# ---- how hard it is to read


def test_hard_words_are_found_in_a_question_and_on_its_page():
    hard = "Notwithstanding organisational responsibilities, inappropriate communication necessitates investigation."
    rule = of_the_bank(partial(reading_age, grade=textstat.flesch_kincaid_grade))
    found = said(rule, question(hard, [option(hard, feedback=hard), option(hard, feedback=hard)]))
    assert re.fullmatch(r"it reads at a grade of \d+\.\d, and 8 is enough\.", found[0])
    assert re.fullmatch(r"quizzes/a reads at a grade of \d+\.\d, and 6 is enough\.", found[1])
    assert said(rule, question()) == []


@pytest.mark.parametrize(("grade", "found"), [(6.0, 0), (6.1, 1), (8.0, 1), (8.1, 2)])
def test_the_grades_that_are_enough(grade, found):
    assert len(said(of_the_bank(partial(reading_age, grade=lambda _: grade)), question())) == found


def test_parts_do_not_run_together_and_citations_are_not_read():
    read: list[str] = []
    rule = of_the_bank(partial(reading_age, grade=lambda text: float(bool(read.append(text)))))
    said(rule, question("Which one", [option("This one", feedback="Yes.\n{clause}`no-running`")]))
    assert read[0] == "Which one. This one. Yes."


@pytest.mark.parametrize(
    ("grades", "named", "found"),
    [
        ((7.0, 7.0), "", []),
        (
            (7.1, 7.0),
            "",
            [
                "book/policy/rules.md:3: the plain line of “no-running” reads at a grade of 7.1, and 7 is enough. "
                "Use shorter words, and shorter sentences; or say in book/plain-lines.yml why nothing easier will do. [item]"
            ],
        ),
        ((7.1, 7.0), "no-running: It has to be.", []),
        (
            (7.0, 7.1),
            "filming: It has to be.\nno-running: It was.",
            [
                "book/plain-lines.yml:2: the plain line of “no-running” reads at a grade of 7.0, so it needs no reason. "
                "Take this line away. [item]"
            ],
        ),
    ],
)
def test_a_hard_plain_line_is_named_with_its_reason_and_no_easy_one_is(tmp_path, grades, named, found):
    root = copy_of_small(tmp_path)
    if named:
        (root / FILE).write_text(named, "utf-8")
    lines = {"Walk, always.": grades[0], "Put the camera away.": grades[1]}
    grade = partial(plain_lines_read_easily.find, grade=lambda text: lines.get(text, 0.0))
    rule = replace(plain_lines_read_easily, find=grade)
    assert [str(problem) for problem in rule.check(Subject(load(root), root))] == found
