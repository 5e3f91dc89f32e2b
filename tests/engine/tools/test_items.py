"""The blind guesser: what it sees of a question, what it learns, and what is counted beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from places import SMALL

from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.model import VERBS, Timing
from policybook.policy.training import Option, Question
from tools.items import (
    FUNCTION_WORDS,
    Figure,
    differs_by_verb,
    figures,
    guesses,
    is_odd_one_out,
    main,
    report,
    shared_distractors,
    traits,
)

SMALL_BOOK = load(SMALL)
(LATE,) = (question for question in SMALL_BOOK.questions if question.id == "late-for-a-lesson")
PAGES = ("quizzes/one", "quizzes/two", "quizzes/three")


def asked(name: str, key: str, *others: str, page: str = PAGES[0], right_at: int = 0) -> Question:
    """A question with these options, the right one in this place."""
    texts = [*others[:right_at], key, *others[right_at:]]
    options = [Option(chr(97 + at), text, "", marked=text == key) for at, text in enumerate(texts)]
    return replace(LATE, id=name, options=tuple(options), page=page)


def bank(*questions: Question) -> Handbook:
    return replace(SMALL_BOOK, questions=questions)


def many(key: str, *others: str) -> Handbook:
    """A bank of three pages, whose questions have nothing in common but the form of their options."""
    questions = []
    for at in range(18):
        told = [text.format(f"matter{at}") for text in (key, *others)]
        questions.append(asked(f"q{at}", *told, page=PAGES[at % 3], right_at=at // 3 % 3))
    return bank(*questions)


def figure(book: Handbook, name: str) -> Figure:
    return next(one for one in figures(book) if one.name == name)


def test_the_guesser_sees_no_word_of_the_matter():
    question = asked(
        "q", "Tell the Headteacher now, because it's late.", "Don’t photograph penguins; wait.", "Go"
    )
    seen = {name for option in traits(question) for name in option}
    assert seen == {"the", "now", ",", "because", ".", "don't", ";"} | {
        *("(letters)", "(words)", "(longest)", "(shortest)")
    }
    assert not {"tell", "headteacher", "photograph", "penguins", "wait", "go", "late"} & FUNCTION_WORDS


def test_what_all_options_have_says_nothing():
    one, other = traits(asked("q", "Run now.", "Hop now."))
    assert set(one.values()) == set(other.values()) == {0.0}


def test_a_bank_that_gives_its_keys_away_is_guessed_and_the_guesser_says_by_what():
    found = guesses(many("Tell {} now", "Leave {} because", "Keep {} because"))
    assert [guess.right for guess in found] == [True] * 18
    assert all(guess.chance_of_key > 0.5 for guess in found)
    assert "key: now" in found[0].clues
    assert "others: because" in found[0].clues


def test_a_bank_that_gives_nothing_away_is_not():
    found = guesses(many("Abc {}.", "Bcd {}.", "Cde {}."))
    assert {round(guess.chance_of_key, 3) for guess in found} == {0.333}
    # Where all options look alike it takes the first, and the right one stands there once in three.
    assert sum(guess.right for guess in found) == 6


def test_a_page_is_tried_on_what_the_others_taught_and_guessing_is_the_same_each_time():
    book = many("Tell {} now", "Leave {}", "Keep {}")
    turned = [
        replace(q, options=tuple(replace(o, marked=o.letter == "c") for o in q.options))
        if q.page == PAGES[0]
        else q
        for q in book.questions
    ]
    mine = [guess for guess in guesses(bank(*turned)) if guess.question.page == PAGES[0]]
    assert sum(guess.right for guess in mine) == 2, "only where the third option says “now”"
    assert guesses(book) == guesses(book)


def test_a_bank_of_one_page_teaches_nothing():
    (guess,) = guesses(bank(asked("q", "Tell now", "Leave it", "Keep it")))
    assert guess.chance_of_key == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("key", "others", "odd"),
    [
        ("Say no.", ("Accept it.", "Accept it later.", "Accept, and mute."), True),
        ("Accept it.", ("Accept it later.", "Accept, and mute."), False),
        ("No.", ("Yes, now.", "Yes, later."), True),
        ("It says so.", ("The teacher may.", "The teacher must."), False),
        ("Say no.", ("Accept it.", "Wait."), False),
    ],
)
def test_an_odd_one_out(key, others, odd):
    assert is_odd_one_out(asked("q", key, *others)) is odd


def test_a_distractor_that_three_questions_share():
    same = [asked(f"q{at}", f"Key {at}", "Tell nobody at all", f"Pupil{at} sings") for at in range(3)]
    assert list(shared_distractors(same[:2])) == []
    assert list(shared_distractors(same)) == [("Tell nobody at all", ("q0", "q1", "q2"))] * 3


def test_lengths_and_reasons_are_held_against_chance():
    book = many("{} is a long right answer", "{} because", "{} since")
    assert figure(book, "key longest, points from chance, all").value == pytest.approx(100 * 2 / 3)
    assert figure(book, "key shortest, points from chance, all").value == pytest.approx(100 / 3)
    reasons = figure(book, "reasons, points between keys and distractors, all")
    assert (reasons.value, reasons.said) == (100, "0 of 18 keys, 36 of 36 distractors")


def claimed(*verbs: str) -> Question:
    """A question whose options say of one act what these verbs do; the first is right, “silent” says nothing of it."""
    (claim, *_) = (
        o.claims[0] for q in SMALL_BOOK.questions for o in q.options if o.claims and o.claims[0].norm
    )
    options = [
        replace(
            LATE.options[0],
            letter=verb,
            marked=verb == verbs[0],
            claims=(
                replace(claim, norm=replace(claim.norm, verb=VERBS[verb]) if verb != "silent" else None),
            ),
        )
        for verb in verbs
    ]
    return replace(LATE, options=tuple(options))


def test_distractors_that_differ_by_the_verb_alone():
    assert differs_by_verb(claimed("must", "should", "may", "silent"))
    assert not differs_by_verb(claimed("must", "should", "silent")), "one says how strongly, and one nothing"
    assert not differs_by_verb(LATE), "it asks what to do"
    question = claimed("must", "should", "may")
    other = replace(question.options[2].claims[0].norm, timing=Timing("immediately", 1000))
    options = (
        *question.options[:2],
        replace(question.options[2], claims=(replace(question.options[2].claims[0], norm=other),)),
    )
    assert not differs_by_verb(replace(question, options=options))


def test_the_report_says_each_figure_its_bound_and_what_to_mend(capsys):
    lines = list(report(many("Tell {} now", "Leave {} because", "Leave {}, since"), 3))
    assert lines[0] == "MEND blind guesser, all: 100.0, at most 35 (18 of 18, chance 33 %)"
    assert "quizzes/one: 6 of 6 (100 %, chance 33 %)" in lines
    assert sum(line.startswith(("0.", "1.")) for line in lines) == 3
    assert main([], SMALL) == 0
    assert "blind guesser, core" in capsys.readouterr().out
