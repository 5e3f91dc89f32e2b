"""Whom the induction is for, what a core path asks of them, and what the check says of one that is not whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from badinput import copy_of_small
from places import SMALL

from policybook.check.coverage import core_paths_are_whole
from policybook.check.rule import Subject
from policybook.load import load, read
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Problem
from policybook.policy.training import Question, Reader, Topic
from policybook.training.paths import (
    CORE,
    FEWEST,
    FULL,
    MOST,
    above,
    as_asked_of,
    decisions,
    questions_on,
    reader_of,
    readers_of,
)

SMALL_BOOK = load(SMALL)
(LATE,) = (question for question in SMALL_BOOK.questions if question.id == "late-for-a-lesson")
TALK = replace(LATE, id="talk", kind="discussion", page="quizzes/talk", paths=(CORE, FULL))
GUARDS = Reader("guards", "a lifeguard", "lifeguards", ("lifeguard", "trainee-lifeguard"))
CLEANERS = Reader("cleaners", "a cleaner", "cleaners", ("cleaner",))
CLUB = Reader("club", "a swimmer of the club", "the club", ("club-swimmer",))
READERS = pytest.mark.parametrize("reader", [GUARDS, CLEANERS, CLUB], ids=lambda reader: reader.id)


def asked(name: str, **changes: Any) -> Question:
    return replace(LATE, **{"id": name, "paths": (CORE, FULL), "page": "quizzes/water"} | changes)


# Twelve decisions for everybody, one of them safety-critical; two for those who work, one for the others.
BOOK = replace(
    SMALL_BOOK,
    questions=(
        *(asked(f"all-{at}") for at in range(10)),
        asked("rescue", safety_critical=True),
        asked("drowning", safety_critical=True),
        TALK,
        asked("rota", roles=("worker",)),
        asked("towels", roles=("cleaner", "club-swimmer")),
        asked("more", paths=(FULL,), page="quizzes/more"),
    ),
    readers=(GUARDS, CLEANERS, CLUB),
    topics=(Topic("saving", "saving a life", ("drowning",)),),
)


def ids(path: str, reader: Reader | None = None, book: Handbook = BOOK) -> list[str]:
    return [question.id for question in decisions(book, path, reader)]


def problems(book: Handbook) -> list[Problem]:
    return list(core_paths_are_whole.check(Subject(book)))


def with_question(name: str, **changes: object) -> Handbook:
    """The book with one question changed."""
    questions = (replace(q, **changes) if q.id == name else q for q in BOOK.questions)
    return replace(BOOK, questions=tuple(questions))


def test_a_core_path_asks_topics_first_then_what_else_is_safety_critical_then_the_rest_in_order():
    everybody = ["drowning", "rescue", *(f"all-{at}" for at in range(10))]
    assert ids(CORE, GUARDS) == [*everybody, "rota"]
    assert ids(CORE, CLEANERS) == [*everybody, "rota", "towels"]
    assert ids(CORE, CLUB) == [*everybody, "towels"]


@READERS
def test_the_full_path_is_everything_for_everybody(reader):
    assert questions_on(BOOK, FULL, reader) == BOOK.questions
    assert decisions(BOOK, FULL, reader) == tuple(q for q in BOOK.questions if q != TALK)


def test_a_question_for_a_general_kind_is_for_everybody_who_is_of_it():
    for_it = {
        name: readers_of(BOOK, BOOK.question_by_id[name]) for name in ("rota", "towels", "all-0", "more")
    }
    assert for_it == {
        "rota": (GUARDS, CLEANERS),
        "towels": (CLEANERS, CLUB),
        "all-0": BOOK.readers,
        "more": (),
    }


def test_what_a_kind_is_a_kind_of_ends_even_in_a_circle():
    people = BOOK.vocabulary.people
    found = {"trainee-lifeguard", "lifeguard", "worker", "anyone"}
    assert above("trainee-lifeguard", people) == found
    turned = {**people, "anyone": replace(people["anyone"], parents=("trainee-lifeguard",))}
    assert above("trainee-lifeguard", turned) == found
    assert above("nobody", people) == {"nobody"}


def test_a_page_asks_the_same_of_everybody_and_a_discussion_is_not_scored():
    page = questions_on(BOOK, "quizzes/talk", None)
    assert page == questions_on(BOOK, "quizzes/talk", GUARDS) == (TALK,)
    assert decisions(BOOK, "quizzes/talk", None) == ()
    assert ids("quizzes/more") == ["more"]
    assert ids("scenarios/first-day", book=SMALL_BOOK) == ["late-for-a-lesson"]
    assert decisions(BOOK, "quizzes/none", None) == ()


def test_a_path_needs_a_reader():
    assert decisions(BOOK, CORE, None) == decisions(BOOK, FULL, None) == ()
    assert reader_of(BOOK, "nobody") is None
    assert reader_of(BOOK, "club") == CLUB


def test_paths_that_are_whole_have_no_problem():
    assert problems(BOOK) == []


def test_a_core_path_that_is_too_long_is_a_problem():
    book = replace(BOOK, questions=(*BOOK.questions, asked("one", roles=("worker",))))
    found = problems(book)
    assert [(problem.kind, problem.what) for problem in found] == [
        (Kind.PATH, f"the core path for cleaners has 15 decisions, and should have {FEWEST} to {MOST}.")
    ]


def test_a_core_path_that_is_too_short_or_without_a_matter_is_a_problem():
    found = [problem.what for problem in problems(with_question("drowning", paths=(FULL,)))]
    assert found == [
        f"the core path for {reader.together} has no decision on saving a life." for reader in BOOK.readers
    ]
    none = replace(BOOK, questions=tuple(replace(q, paths=(FULL,), roles=()) for q in BOOK.questions))
    assert "the core path for the club has 0 decisions, and should have 10 to 14." in [
        problem.what for problem in problems(none)
    ]


def test_a_topic_names_safety_critical_questions_that_exist():
    topics = (*BOOK.topics, Topic("more", "more", ("rescues", "rota")))
    found = [str(problem) for problem in problems(replace(BOOK, topics=topics))]
    assert len(found) == 2
    assert "“rescues”, and there is none. Did you mean “rescue”?" in found[0]
    assert "“rota”, which is not safety-critical." in found[1]


def test_a_gentle_topic_comes_where_it_stands_and_names_nothing_safety_critical():
    gentle = Topic("first", "something to begin with", ("all-7",), gentle=True)
    book = replace(BOOK, topics=(gentle, *BOOK.topics))
    assert ids(CORE, GUARDS, book)[:3] == ["all-7", "drowning", "rescue"]
    assert problems(book) == []
    (found,) = problems(replace(BOOK, topics=(replace(gentle, questions=("all-7", "rescue")), *BOOK.topics)))
    assert "“rescue”, which is safety-critical, and the topic is gentle." in found.what


def test_a_question_is_asked_of_somebody_as_their_own():
    people, filming = BOOK.vocabulary.people, SMALL_BOOK.question_by_id["may-i-film"]
    mine = as_asked_of(replace(filming, who=("worker", "hurt-swimmer")), "cleaner", people)
    assert mine
    assert mine.who == ("cleaner", "hurt-swimmer")
    assert as_asked_of(filming, "lifeguard", people) == filming
    trainee = as_asked_of(filming, "trainee-lifeguard", people)
    assert trainee
    said = [claim for option in trainee.options for claim in option.claims]
    assert {claim.norm.who if claim.norm else claim.who for claim in said} == {("trainee-lifeguard",)}
    assert as_asked_of(filming, "cleaner", people) is None


def test_roles_off_the_core_path_say_nothing_and_are_a_problem():
    (found,) = problems(with_question("rota", paths=(FULL,)))
    assert "“rota” has roles, which say whose core path asks it" in found.what


def copied(tmp_path: Path, text: str) -> tuple[Handbook, list[str]]:
    """The small handbook with an induction of its own."""
    root = copy_of_small(tmp_path)
    (root / "book/induction.yml").write_text(text, encoding="utf-8")
    book, found = read(root)
    return book, [str(problem) for problem in found]


def test_a_handbook_without_readers_has_none_and_nothing_is_asked_of_it():
    assert (SMALL_BOOK.readers, SMALL_BOOK.topics, problems(SMALL_BOOK)) == ((), (), [])


def test_readers_are_read_with_what_they_are_called(tmp_path):
    text = "readers:\n  guard: {title: a lifeguard, together: lifeguards, kinds: [lifeguard]}\n"
    book, found = copied(tmp_path, text)
    assert found == []
    assert book.readers == (Reader("guard", "a lifeguard", "lifeguards", ("lifeguard",)),)


@pytest.mark.parametrize(
    ("text", "wrong"),
    {
        "readers:\n  guard: {kinds: [lifegard]}\n": "book/induction.yml:2: “lifegard” is not a kind of person",
        "readers:\n  guard: {title: a guard}\n": "book/induction.yml:2: the reader “guard” has no “kinds”",
        "reader:\n  guard: {}\n": "“reader” is not read from the induction. Did you mean “readers”?",
        "readers:\n  guard: {kind: lifeguard}\n": "“kind” is not read from “guard”. Did you mean “kinds”?",
        "readers: [\n": "book/induction.yml:2: this is not YAML",
        "": "book/induction.yml:1: this file is empty.",
    }.items(),
)
def test_an_induction_that_cannot_be_read_says_where_and_why(tmp_path, text, wrong):
    _, found = copied(tmp_path, text)
    assert any(wrong in problem for problem in found), found
