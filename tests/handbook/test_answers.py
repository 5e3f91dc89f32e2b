"""Auto-submission: every question of the bank is answered rightly, wrongly, partly, blank, twice and with rubbish.

What should come of it is read from the author's marks, as they stand in the page's own lines; the engine under
test has no say in that. Where the policy accepts another answer than the one marked, it is listed here by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING

import pytest
from places import ROOT

from policybook.load import load
from policybook.training.bank import weighed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policybook.policy.handbook import Handbook

QUESTION = re.compile(r"^:{4}\{question\} (\S+)$(.*?)^:{4}$", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"^- \[([ x1-9])\] (.*(?:\n  .*)*)", re.MULTILINE)
SETTING = re.compile(r"^:(\w[\w-]*): *(.*)$", re.MULTILINE)

# Other answers that are as lawful as the one marked, and why. Each was read by a person before it stood here.
AS_LAWFUL: dict[str, set[str]] = {
    # The advice comes before the investigation, and telling waits for neither.
    "headteacher-takes-advice": {"bed", "bde"},
    # The school's e-mail or its telephone: one of them is enough.
    "coach-is-late": {"b", "d"},
    # Either of the two whom the clause names will do, and the safeguarding lead as well.
    "pupil-bullied-in-a-group-chat": {"b", "d", "ab", "ad", "abd"},
    # What an employee is advised to do is never missed.
    "what-to-keep": {"af", "acf", "adf"},
    # Whoever tells sooner than the clause asks has told in time; and to tell the safeguarding lead too, or both of
    # two where one is enough, is never wrong.
    "school-friends-with-a-parent": {"bfg", "bfh", "bdg", "bdh", "bdi", "bcdg", "bcdh", "bcdi"},
    "pet-names-from-a-colleague": {"adej", "acdei", "acdej"},
    "shop-on-a-school-tablet": {"bdfi", "bcdfh", "bcdfi"},
    "pupil-sends-a-photo-of-a-puppy": {"abcdf"},
    "extremist-posts-from-a-parent": {"abceg"},
    "unsuitable-image-before-school": {"acdfg"},
    "image-found-whom-to-tell": {"beh", "abeh", "bceh", "abceh"},
    "threats-on-a-parents-page": {"be", "de", "bf", "df", "bdf", "bcf", "cdf", "bcdf"},
}
RUBBISH = (
    "",
    " ",
    "A",
    "aa",
    "1",
    "z",
    "é",
    "\0",
    "a b",
    "<b>a</b>",
    "a" * 100_000,
    1,
    0,
    None,
    True,
    2.5,
    ("a",),
)


@dataclass(frozen=True)
class Written:
    """A question as its author wrote it: its kind, and each letter with its mark."""

    name: str
    kind: str
    marks: dict[str, str]
    parts: bool

    @property
    def letters(self) -> list[str]:
        return list(self.marks)

    @property
    def marked(self) -> list[str]:
        return sorted((a for a, sign in self.marks.items() if sign != " "), key=lambda a: (self.marks[a], a))


def read_written() -> Iterable[Written]:
    for page in sorted((ROOT / "quizzes").glob("*.md")):
        for name, body in QUESTION.findall(page.read_text(encoding="utf-8")):
            signs = OPTION.findall(body)
            marks = {chr(97 + at): sign for at, (sign, _) in enumerate(signs)}
            kind = dict(SETTING.findall(body)).get("kind", "one")
            yield Written(name, kind, marks, kind == "tell" or "{says}" in body)


WRITTEN = list(read_written())
every = pytest.mark.parametrize("written", WRITTEN, ids=lambda written: written.name)


@cache
def book() -> Handbook:
    return load(ROOT)


def marked(written: Written, letters: Iterable[object]):
    return weighed(book(), book().question_by_id[written.name]).mark(letters)


def right_as_written(written: Written) -> set[tuple[str, ...]]:
    """Every answer that is right by the author's marks, or listed by hand as no less right."""
    if written.kind == "discussion":
        return set()
    others = {tuple(letters) for letters in AS_LAWFUL.get(written.name, ())}
    return {tuple(written.marked)} | others


def subsets(letters: list[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(letters, size) for size in range(1, len(letters) + 1))


def test_every_question_of_the_bank_is_read_from_its_page():
    assert [written.name for written in WRITTEN] == sorted(
        (question.id for question in book().questions), key=[written.name for written in WRITTEN].index
    )
    assert WRITTEN
    assert {written.kind for written in WRITTEN} <= {"one", "all", "order", "tell", "discussion"}
    for written in WRITTEN:
        assert len(written.letters) == len(book().question_by_id[written.name].options)


@every
def test_the_answer_that_the_author_marked_is_right(written):
    if written.kind == "discussion":
        assert not written.marked
    else:
        result = marked(written, written.marked)
        assert result.right is True
        assert not result.problem


@every
def test_every_other_set_of_letters_is_wrong_and_nothing_is_scored_where_nothing_is_right(written):
    for letters in subsets(written.letters):
        result = marked(written, letters)
        if written.kind == "discussion":
            assert result.right is None, letters
        elif written.kind == "order":
            assert result.right is (letters in right_as_written(written)), letters
        elif written.kind == "one" and len(letters) > 1:
            assert result.right is False
            assert result.problem == "Choose one answer only."
        else:
            assert result.right is (letters in {tuple(sorted(a)) for a in right_as_written(written)}), letters


@every
def test_the_steps_in_any_other_order_are_wrong(written):
    if written.kind == "order":
        steps = written.marked
        assert marked(written, steps[::-1]).right is False
        for at in range(len(steps) - 1):
            swapped = (*steps[:at], steps[at + 1], steps[at], *steps[at + 2 :])
            assert marked(written, swapped).right is (swapped in right_as_written(written)), swapped


@every
def test_the_order_of_choosing_changes_nothing_where_no_order_is_asked_for(written):
    if written.kind in ("all", "tell"):
        assert marked(written, written.marked[::-1]).right is True


@every
def test_the_list_that_a_page_marks_by_is_the_authors(written):
    assert set(weighed(book(), book().question_by_id[written.name]).right_answers) == right_as_written(
        written
    )


@every
def test_a_part_of_the_answer_is_not_the_answer(written):
    for letter in written.marked if len(written.marked) > 1 else ():
        left = tuple(other for other in written.marked if other != letter)
        assert marked(written, left).right is (left in right_as_written(written))


@every
def test_a_blank_answer_is_asked_for_again(written):
    result = marked(written, [])
    assert result.right is False
    assert result.problem == "Choose an answer first."
    assert result.outcomes == {}


@every
def test_a_letter_chosen_twice_is_no_answer(written):
    for letter in written.letters:
        result = marked(written, [letter, letter])
        assert result.right is False
        assert result.problem == "An option was chosen twice."
    twice = [*written.letters, written.letters[0]]
    assert marked(written, twice).right is False


@every
def test_rubbish_is_no_answer_and_breaks_nothing(written):
    for rubbish in RUBBISH:
        for letters in ([rubbish], [*written.marked, rubbish], [rubbish, *written.letters]):
            result = marked(written, letters)
            assert result.right is False
            assert "is not an option" in result.problem
            assert result.outcomes == {}


@every
def test_very_many_letters_are_no_answer(written):
    assert marked(written, written.letters * 10_000).right is False


@every
def test_what_is_said_of_an_answer_is_said_of_each_letter_chosen(written):
    assert set(marked(written, written.marked).outcomes) == set(written.marked)
    for letter in written.letters:
        result = marked(written, [letter])
        if result.problem:
            assert written.kind == "tell"
            assert result.problem.endswith("is not answered yet.")
        else:
            assert set(result.outcomes) == {letter}
