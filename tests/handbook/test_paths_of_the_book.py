"""The induction of this handbook: for whom it is, and what each core path asks; its check holds that each is whole."""

from __future__ import annotations

import pytest
from the_book import BOOK

from policybook.check.coverage import standing
from policybook.judging.graph import in_sorts
from policybook.judging.judge import judge_of
from policybook.policy.training import Reader
from policybook.training.bank import Weighed, weighed
from policybook.training.paths import (
    CORE,
    FULL,
    as_asked_of,
    decisions,
    questions_on,
    readers_of,
)

READERS = pytest.mark.parametrize("reader", BOOK.readers, ids=lambda reader: reader.id)
# Whatever else a school adds, nobody's core path goes without these.
SAFETY = {"child-image", "disclosure", "about-the-headteacher", "exposure", "threats"}


def core(reader: Reader) -> dict[str, set[str]]:
    """The clauses that each decision of a core path rests on."""
    return {q.id: set(weighed(BOOK, q).cited) for q in decisions(BOOK, CORE, reader)}


def test_the_induction_is_for_those_who_teach_and_those_who_govern_at_least():
    assert {"teacher", "governor"} <= {reader.id for reader in BOOK.readers}


def test_five_matters_are_safety_critical_for_everybody():
    assert {topic.id for topic in BOOK.topics} >= SAFETY


@READERS
@pytest.mark.parametrize("clause", ["pupil-friend", "passwords-and-data", "any-concern", "child-images"])
def test_each_core_path_asks_about_friends_passwords_reporting_and_childrens_images(reader, clause):
    assert any(clause in cited for cited in core(reader).values())


@READERS
def test_what_staff_must_not_do_with_friends_is_asked_of_governors_otherwise(reader):
    """Whether the policy binds governors is open (I-1): a governor is asked about a governor, and nobody else is."""
    asked = [q for q in decisions(BOOK, CORE, reader) if "pupil-friend" in weighed(BOOK, q).cited]
    for question in asked:
        assert ("governor" in question.who) == (reader.id == "governor")


@READERS
def test_each_core_path_teaches_that_a_childs_image_is_never_copied(reader):
    answers = [
        answered
        for question in decisions(BOOK, CORE, reader)
        for answered in weighed(BOOK, question).answered.values()
    ]
    found = {(finding.norm.id, finding.effect) for answered in answers for finding in answered.findings}
    # Of somebody whom the policy may not cover it is claimed, and refused, that they may have one.
    refused = {
        bearing.norm.id
        for answered in answers
        for result in answered.claims
        if not result.true
        for bearing in result.by
    }
    assert ("child-images/possess", "against") in found or "child-images/possess" in refused


@READERS
def test_the_full_path_is_everything_for_everybody(reader):
    assert questions_on(BOOK, FULL, reader) == BOOK.questions


def test_a_core_path_differs_by_reader():
    asked = {reader.id: tuple(core(reader)) for reader in BOOK.readers}
    assert len(set(asked.values())) == len(asked)


def test_roles_are_used_and_each_names_somebody_on_the_list():
    named = [q for q in BOOK.questions if q.roles]
    assert named
    assert all(readers_of(BOOK, q) for q in named)


def test_who_stands_alike_to_the_rules_of_a_question_has_the_same_key():
    """So that the check may weigh one of them for all."""
    judge, people, shared = judge_of(BOOK), BOOK.vocabulary.people, 0
    kinds = [kind for reader in BOOK.readers for kind in reader.kinds]
    for question in BOOK.questions:
        asked = {kind: as_asked_of(question, kind, people) for kind in kinds}
        for alike in in_sorts([kind for kind, mine in asked.items() if mine], standing(judge, question)):
            assert len({Weighed(judge, asked[kind]).key for kind in alike}) == 1, (question.id, alike)
            shared += len(alike) > 1
    assert shared > 50
