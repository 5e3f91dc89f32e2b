"""A quiz page as a notebook: one cell a question, the page's own words, and nothing that gives an answer away."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest
from places import ROOT

from policybook.jupyter.quiz_page import quiz_notebook
from policybook.load import load

HANDBOOK = load(ROOT)
PAGES = tuple(dict.fromkeys(question.page for question in HANDBOOK.questions))


def made(page: str) -> dict:
    return quiz_notebook(HANDBOOK, page, (ROOT / f"{page}.md").read_text("utf-8"))


def words(notebook: dict) -> str:
    return "\n\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("page", PAGES)
def test_each_question_of_the_page_is_one_cell_in_its_order(page):
    code = [cell["source"] for cell in made(page)["cells"] if cell["cell_type"] == "code"]
    asked = [ast.literal_eval(source.removeprefix("ask(").removesuffix(")")) for source in code[1:]]
    assert asked == [question.id for question in HANDBOOK.questions if question.page == page]
    assert code[0] == "from policybook.notebook import ask"


@pytest.mark.parametrize("page", PAGES)
def test_it_is_a_sound_notebook_that_nobody_has_run(page):
    notebook = nbformat.from_dict(made(page))
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
            assert cell.metadata.jupyter.source_hidden


@pytest.mark.parametrize("page", PAGES)
def test_it_holds_the_words_of_the_page_and_no_markup(page):
    text, notebook = (ROOT / f"{page}.md").read_text("utf-8"), made(page)
    assert notebook["cells"][0]["source"].startswith(text.split("\n", 1)[0])
    for heading in re.findall(r"^## .*$", text, re.MULTILINE):
        assert heading in words(notebook)
    assert ":::" not in words(notebook)
    assert not re.search(r"\{[a-z-]+\}`", words(notebook))


@pytest.mark.parametrize("page", PAGES)
def test_danger_comes_first_and_what_is_true_of_the_site_alone_is_left_out(page):
    notebook = made(page)
    assert "call 999" in "".join(cell["source"] for cell in notebook["cells"][:2]).lower()
    assert "answers stay in this browser" not in words(notebook)
    assert "end of the page.\n" not in words(notebook)
    assert "outside guidance" in words(notebook).lower()


def test_nothing_of_an_answer_stands_in_it():
    for page in PAGES:
        text = str(made(page))
        for question in HANDBOOK.questions:
            assert all(option.feedback[:60] not in text for option in question.options if option.feedback)


def test_a_page_that_does_not_speak_of_danger_gets_the_banner():
    page = PAGES[0]
    name = next(question.id for question in HANDBOOK.questions if question.page == page)
    notebook = quiz_notebook(
        HANDBOOK, page, f"# A quiz\n\nSee {{clause}}`pupil-friend`.\n\n::::{{question}} {name}\n::::\n"
    )
    assert "3(d) Friends and followers" in notebook["cells"][0]["source"]
    assert "Call 999" in notebook["cells"][1]["source"]


def test_a_question_that_the_handbook_does_not_hold_is_refused():
    with pytest.raises(KeyError):
        quiz_notebook(HANDBOOK, "quizzes/new", "# A quiz\n\n::::{question} no-such-question\n::::\n")
