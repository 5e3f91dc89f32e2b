"""Every question as a notebook asks it, and every quiz page and story as a notebook that is published."""

from __future__ import annotations

import ast
import re

import ipywidgets as widgets
import nbformat
import pytest
from asking import Asked
from places import ROOT
from the_book import BOOK

from policybook import notebook
from policybook.jupyter import kept
from policybook.load.ask_cell import record_of
from policybook.training.bank import weighed
from tools.lite import contents
from tools.lite.quiz_page import KEPT

QUIZZES = tuple(dict.fromkeys(question.page for question in BOOK.questions))
STORIES = tuple(story.page for story in BOOK.scenarios)
FOUND = contents.notebooks(BOOK, ROOT)
quizzes = pytest.mark.parametrize("page", QUIZZES)


# ---- asked and answered


@pytest.fixture
def here(monkeypatch, tmp_path):
    """The handbook of a kernel in which nothing has been asked yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebook, "handbook", lambda: BOOK)
    monkeypatch.setattr(notebook, "given", {})
    monkeypatch.setattr(notebook, "_asked", {})
    yield
    widgets.Widget.close_all()


@pytest.mark.parametrize("name", BOOK.question_by_id)
@pytest.mark.usefixtures("here")
def test_every_question_of_the_book_can_be_asked_and_answered(name):
    question = BOOK.question_by_id[name]
    asked = Asked(name)
    if question.kind == "discussion":
        assert "no right or wrong" in asked.check("a")
        return
    assert asked.check(*weighed(BOOK, question).right_letters).split()[0] == "Right."
    wrong = next(option.letter for option in question.options if not option.marked)
    said = asked.check(wrong)
    assert said.split()[0] == "Not" or (question.kind == "tell" and "is not answered yet" in said)
    assert not re.search(r"\{[a-z]+\}`|\*\*", said + asked.prompt.value)


# ---- published


def code(page: str) -> list[dict]:
    return [cell for cell in FOUND[f"{page}.ipynb"]["cells"] if cell["cell_type"] == "code"]


def words(page: str) -> str:
    cells = FOUND[f"{page}.ipynb"]["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_every_story_every_quiz_and_what_tries_the_policy_is_published():
    assert set(FOUND) == {f"{page}.ipynb" for page in (*QUIZZES, *STORIES, *BOOK.trials)}


@pytest.mark.parametrize("page", [*QUIZZES, *STORIES])
def test_each_is_unrun_and_folded_and_ends_with_the_form_for_itself_once(page):
    nbformat.validate(nbformat.from_dict(FOUND[f"{page}.ipynb"]))
    for cell in code(page):
        assert (cell["outputs"], cell["execution_count"]) == ([], None)
        assert cell["metadata"]["jupyter"]["source_hidden"]
    sources = ["".join(cell["source"]) for cell in code(page)]
    assert sources[-1] == record_of(page)
    assert sum("record_form" in source for source in sources) == 1


@pytest.mark.parametrize("page", [*QUIZZES, *STORIES])
def test_each_says_where_answers_are_kept_and_how_to_erase_them_and_has_no_markup(page):
    assert KEPT in words(page)
    assert kept.FILE not in words(page)
    assert not re.search(r"\{[a-z-]+\}`", words(page))


@quizzes
def test_each_question_of_a_quiz_is_one_cell_in_its_order(page):
    first, *asking, _ = ["".join(cell["source"]) for cell in code(page)]
    asked = [ast.literal_eval(source.removeprefix("ask(").removesuffix(")")) for source in asking]
    assert asked == [question.id for question in BOOK.questions if question.page == page]
    assert first == "from policybook.notebook import ask"


@quizzes
def test_a_quiz_keeps_the_words_of_its_page_and_no_markup(page):
    text = (ROOT / f"{page}.md").read_text("utf-8")
    assert words(page).startswith(text.split("\n", 1)[0])
    for heading in re.findall(r"^## .*$", text, re.MULTILINE):
        assert heading in words(page)
    assert ":::" not in words(page)


@quizzes
def test_danger_comes_first_and_what_is_true_of_the_site_alone_is_left_out(page):
    first = FOUND[f"{page}.ipynb"]["cells"][:2]
    assert "call 999" in "".join("".join(cell["source"]) for cell in first).lower()
    assert "answers stay in this browser" not in words(page)
    assert "end of the page.\n" not in words(page)
    assert "outside guidance" in words(page).lower()


@quizzes
def test_nothing_of_an_answer_stands_in_a_quiz(page):
    text = "\n\n".join("".join(cell["source"]) for cell in FOUND[f"{page}.ipynb"]["cells"])
    for question in BOOK.questions:
        assert all(option.feedback[:60] not in text for option in question.options if option.feedback)
