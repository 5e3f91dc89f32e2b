"""How long training takes: from the words that are met, one wrong try in two, rounded up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from places import SMALL

from policybook.load import load
from policybook.policy.training import Decision, Question
from policybook.training.minutes import (
    FRAME,
    PACE,
    TIME,
    amiss,
    count,
    takes,
    words_of,
    words_of_story,
)

BOOK = load(SMALL)
(LATE,) = (question for question in BOOK.questions if question.id == "late-for-a-lesson")
(STORY,) = BOOK.scenarios


def words(number: int) -> str:
    return " ".join(["swim"] * number)


def asked(prompt: int, options: int, right: int, *wrong: int) -> Question:
    """The small question with so many words in each of its texts; the first option is made the right one's place."""
    feedback = iter(wrong)
    return replace(
        LATE,
        prompt=words(prompt),
        options=tuple(
            replace(o, text=words(options), feedback=words(right if o.marked else next(feedback)))
            for o in LATE.options
        ),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 0),
        ("Say no, at once.", 4),
        ("## A heading\n\n- **Don’t** wait: it's late…", 6),
        ("See [whom to tell](../book/who-to-tell.md) – now.", 5),
    ],
)
def test_a_word_is_what_somebody_reads(text, found):
    assert count(text) == found


@pytest.mark.parametrize(("met", "found"), [(0, 1), (1, 1), (PACE, 1), (PACE + 0.5, 2), (10 * PACE, 10)])
def test_minutes_are_rounded_up(met, found):
    assert takes(met) == f"{found} minute{'s' * (found > 1)}"
    said = TIME.search(f"A story.\nIt takes about {takes(met)}, and touches running.")
    assert said
    assert int(said[2]) == found


def test_a_decision_is_its_words_the_right_feedback_and_half_of_a_wrong_one():
    one, other = asked(10, 5, 30, 20, 40), asked(10, 5, 30, 20, 60)
    remarks = words_of(BOOK, asked(0, 0, 0, 0, 0)) - FRAME
    assert words_of(BOOK, one) == FRAME + remarks + 10 + 3 * 5 + 30 + (20 + 40) / 2 / 2
    assert words_of(BOOK, other) - words_of(BOOK, one) == 20 / 2 / 2
    assert words_of(BOOK, one, other) == words_of(BOOK, one) + words_of(BOOK, other)
    assert remarks > 0


def test_everything_is_read_of_a_discussion():
    one = replace(asked(10, 5, 30, 20, 40), kind="discussion")
    other = replace(asked(10, 5, 30, 20, 41), kind="discussion")
    assert words_of(BOOK, other) - words_of(BOOK, one) == 1


def test_a_citation_is_read_as_it_is_shown():
    shown = BOOK.clauses["no-running"].heading
    plain, cited = asked(0, 0, 0, 0, 0), replace(asked(0, 0, 0, 0, 0), prompt="{clause}`no-running`")
    assert words_of(BOOK, cited) - words_of(BOOK, plain) == count(shown)


def test_a_story_is_its_own_words_its_decisions_and_what_follows():
    bare = replace(STORY, words=0, decisions=(Decision(LATE.id),))
    assert words_of_story(BOOK, bare) == words_of(BOOK, LATE)
    follows = (("right", words(20)), ("a", words(10)), ("b", words(30)))
    whole = replace(STORY, words=7, decisions=(Decision(LATE.id, follows),))
    assert words_of_story(BOOK, whole) == words_of(BOOK, LATE) + 7 + 20 + (10 + 30) / 2 / 2


def test_what_only_a_poor_choice_leads_to_is_met_by_one_in_two():
    film = next(question for question in BOOK.questions if question.id != LATE.id)
    main = Decision(LATE.id, (("right", ""), ("a", "")), (("a", film.id),))
    story = replace(STORY, words=0, decisions=(main, Decision(film.id)))
    assert words_of_story(BOOK, story) == words_of(BOOK, LATE) + words_of(BOOK, film) / 2


def test_a_time_that_is_not_that_of_the_words_is_amiss_in_either_direction():
    assert amiss(2, 2 * PACE) == ("", "")
    what, hint = amiss(1, PACE + 1)
    assert what == "says that it takes 1 minute, and its words take 2 minutes."
    assert hint.startswith("Write “It takes about 2 minutes.”")
    assert amiss(3, PACE + 1)[0].startswith("says that it takes 3 minutes")
    assert amiss(0, PACE + 1)[0].startswith("does not say at its beginning how long it takes")
