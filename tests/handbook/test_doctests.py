"""The answer keys in the open: each question's working is run as a doctest, from its quiz page, and none is missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from places import ROOT
from proving import examples, workings
from sybil.example import SybilFailure
from the_book import BOOK

working = workings(BOOK)
PAGES = sorted((ROOT / "quizzes").glob("*.md"))
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
A_LINE = re.compile(r"^(?:[a-z] \[[x ]\]  |>>> .*\n)(\w+)", re.MULTILINE)


def run(page: Path) -> None:
    """Run every doctest of a page; SybilFailure at the first that shows something else."""
    for example in examples(page, working):
        example.evaluate()


def questions_written(page: Path) -> list[str]:
    """The ids of the question directives, as they stand in the page's own lines."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^:{3,}\{question\} (\S+)$", text, flags=re.MULTILINE)


def copied(page: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of the page in which one piece of text is another."""
    text = page.read_text(encoding="utf-8")
    assert old in text
    copy = folder / page.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_there_are_pages_to_run():
    assert PAGES


@pages
def test_each_question_has_one_example_and_it_is_its_own(page):
    ids = questions_written(page)
    assert ids
    assert [question.id for question in BOOK.questions if question.page == f"quizzes/{page.stem}"] == ids
    assert [example.parsed.source.strip() for example in examples(page, working)] == [
        f'working("{name}")' for name in ids
    ]


@pages
def test_each_example_shows_what_the_policy_says(page):
    run(page)


@pages
def test_each_example_compares_the_whole_working(page):
    for example, name in zip(examples(page, working), questions_written(page), strict=True):
        assert example.parsed.want == f"{working(name)}\n"


@pages
def test_one_word_changed_in_any_line_goes_red(page, tmp_path):
    text = page.read_text(encoding="utf-8")
    # Each question by itself, as a page of one: its doctest is what shows the line, and the others need not be read again.
    head, *questions = re.split(r"^(?=:{3,}\{question\} )", text, flags=re.MULTILINE)
    assert not A_LINE.search(head)
    copy = tmp_path / page.name
    for question in questions:
        copy.write_text(question, encoding="utf-8")
        run(copy)
        for found in A_LINE.finditer(question):
            changed = f"{question[: found.start(1)]}nonsense{question[found.end(1) :]}"
            copy.write_text(changed, encoding="utf-8")
            with pytest.raises(SybilFailure):
                run(copy)


@pages
def test_an_example_taken_away_is_missed(page, tmp_path):
    copy = copied(page, tmp_path, "```{doctest}", "```{code}")
    assert len(examples(copy, working)) == len(questions_written(copy)) - 1


@pages
def test_a_skipped_example_is_refused(page, tmp_path):
    copy = copied(page, tmp_path, '")\n', '")  # doctest: +SKIP\n')
    with pytest.raises(AssertionError, match="would prove less"):
        examples(copy, working)
