"""Whom the induction is for, what a core path asks of them, and what the check says of one that is not whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from places import ROOT, SMALL

from policybook.check.paths import CorePathsAreWhole
from policybook.check.rule import Subject
from policybook.load import load, read
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Problem
from policybook.policy.training import Reader, Topic
from policybook.training.paths import (
    CORE,
    FEWEST,
    FULL,
    MOST,
    above,
    decisions,
    minutes,
    questions_on,
    reader_of,
    readers_of,
)

BOOK = load(ROOT)
READERS = pytest.mark.parametrize("reader", BOOK.readers, ids=lambda reader: reader.id)
SEVEN = [
    "teacher",
    "teaching-assistant",
    "office",
    "lunchtime-and-site",
    "volunteer",
    "placement",
    "governor",
]
SAFETY = {"child-image", "disclosure", "about-the-headteacher", "exposure", "threats"}


def problems(book: Handbook) -> list[Problem]:
    return list(CorePathsAreWhole().check(Subject(book)))


def with_question(name: str, **changes: object) -> Handbook:
    """The book with one question changed."""
    questions = (replace(q, **changes) if q.id == name else q for q in BOOK.questions)
    return replace(BOOK, questions=tuple(questions))


def test_the_induction_is_for_seven_kinds_of_readers():
    assert [reader.id for reader in BOOK.readers] == SEVEN


def test_five_matters_are_safety_critical_for_everybody():
    assert {topic.id for topic in BOOK.topics} == SAFETY


@READERS
def test_each_core_path_is_short_and_leaves_out_nothing_that_is_safety_critical(reader):
    asked = decisions(BOOK, CORE, reader)
    assert FEWEST <= len(asked) <= MOST
    assert 15 <= minutes(len(asked)) <= 25
    for topic in BOOK.topics:
        assert {q.id for q in asked} & set(topic.questions), topic.title
    assert all(BOOK.question_by_id[name].safety_critical for t in BOOK.topics for name in t.questions)


@READERS
def test_each_core_path_asks_about_friends_passwords_and_reporting(reader):
    asked = {q.id for q in decisions(BOOK, CORE, reader)}
    # Whether the policy binds governors is open (I-1), so that what staff must do is asked of them otherwise.
    governors = {"pupil-follows-a-governor", "neighbour-tells-a-governor"}
    staff = {"pupil-friend-request", "pet-names-from-a-colleague"}
    assert {"login-for-a-supply-colleague", *(governors if reader.id == "governor" else staff)} <= asked
    assert asked.isdisjoint(staff if reader.id == "governor" else governors)


@READERS
def test_each_core_path_teaches_that_a_childs_image_is_never_copied(reader):
    asked = {q.id for q in decisions(BOOK, CORE, reader)}
    assert "image-on-shared-laptop" in asked


@READERS
def test_the_full_path_is_everything_for_everybody(reader):
    assert questions_on(BOOK, FULL, reader) == BOOK.questions
    scored = tuple(q for q in BOOK.questions if q.kind != "discussion")
    assert decisions(BOOK, FULL, reader) == scored


def test_a_core_path_differs_by_reader():
    asked = {reader.id: decisions(BOOK, CORE, reader) for reader in BOOK.readers}
    assert len(set(asked.values())) == len(asked)


def test_roles_are_used_and_each_names_somebody_on_the_list():
    named = [q for q in BOOK.questions if q.roles]
    assert len(named) >= 10
    assert all(readers_of(BOOK, q) for q in named)


def test_a_question_for_a_general_kind_is_for_everybody_who_is_of_it():
    book = with_question("coach-is-late", roles=("staff-with-pupils",))
    for_it = {reader.id for reader in readers_of(book, book.question_by_id["coach-is-late"])}
    assert for_it == {"teacher", "teaching-assistant", "lunchtime-and-site"}


def test_what_a_kind_is_a_kind_of_ends_even_in_a_circle():
    people = BOOK.vocabulary.people
    assert {"teacher", "staff", "worker", "adult", "person"} <= above("teacher", people)
    turned = {**people, "person": replace(people["person"], parents=("teacher",))}
    assert above("teacher", turned) == above("teacher", people)
    assert above("nobody", people) == {"nobody"}


def test_a_page_asks_the_same_of_everybody_and_a_discussion_is_not_scored():
    page = questions_on(BOOK, "quizzes/images", None)
    assert page == tuple(q for q in BOOK.questions if q.page == "quizzes/images")
    assert {q.kind for q in page} - {q.kind for q in decisions(BOOK, "quizzes/images", None)} == {
        "discussion"
    }
    assert decisions(BOOK, "scenarios/friend-request", None)
    assert decisions(BOOK, "quizzes/none", None) == ()


def test_a_path_needs_a_reader():
    assert decisions(BOOK, CORE, None) == decisions(BOOK, FULL, None) == ()
    assert reader_of(BOOK, "nobody") is None


def test_the_real_paths_are_whole():
    assert problems(BOOK) == []


def test_a_core_path_that_is_too_long_is_a_problem():
    everything = tuple(replace(q, paths=(CORE, FULL), roles=()) for q in BOOK.questions)
    found = problems(replace(BOOK, questions=everything))
    assert [problem.place.path for problem in found] == ["book/induction.yml"] * 7
    assert all(f"{FEWEST} to {MOST}" in problem.what for problem in found)


def test_a_core_path_that_is_too_short_or_without_a_matter_is_a_problem():
    book = with_question("threatening-texts-from-a-parent", paths=(FULL,))
    found = [problem.what for problem in problems(book)]
    assert "the core path for teachers has no decision on threats and abuse online." in found
    assert len(found) == 7
    none = replace(BOOK, questions=tuple(replace(q, paths=(FULL,), roles=()) for q in BOOK.questions))
    assert "the core path for the office has 0 decisions, and should have 10 to 14." in [
        problem.what for problem in problems(none)
    ]


def test_a_topic_names_safety_critical_questions_that_exist():
    topics = (*BOOK.topics, Topic("more", "more", ("pupil-friend-requests", "pupil-friend-request")))
    found = [str(problem) for problem in problems(replace(BOOK, topics=topics))]
    assert "“pupil-friend-requests”, and there is none. Did you mean “pupil-friend-request”?" in found[0]
    assert "“pupil-friend-request”, which is not safety-critical." in found[1]


def test_roles_off_the_core_path_say_nothing_and_are_a_problem():
    found = problems(with_question("coach-is-late", paths=(FULL,)))
    assert "“coach-is-late” has roles, which say whose core path asks it" in found[0].what


def copied(tmp_path: Path, text: str) -> tuple[Handbook, list[str]]:
    """The small handbook with an induction of its own."""
    for file in SMALL.rglob("*"):
        target = tmp_path / file.relative_to(SMALL)
        if file.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (tmp_path / "book/induction.yml").write_text(text, encoding="utf-8")
    book, found = read(tmp_path)
    return book, [str(problem) for problem in found]


def test_a_handbook_without_readers_has_none_and_nothing_is_asked_of_it():
    book = load(SMALL)
    assert (book.readers, book.topics, problems(book)) == ((), (), [])


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
