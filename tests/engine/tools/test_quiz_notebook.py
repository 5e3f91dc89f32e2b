"""A quiz page as a notebook: one cell a question, the page's own words, and nothing that gives an answer away."""

from __future__ import annotations

import re

import nbformat
import pytest
from places import SMALL

from policybook.load import load
from tools.lite.quiz_page import banner, quiz_notebook

HANDBOOK = load(SMALL)
PAGE = "quizzes/rules"
BANNER = banner(HANDBOOK.organisation.emergency)
OPENING = """\
# Practise

**In danger?** Call 999, as {clause}`accidents` says, and {interp}`I-1`.
This line is outside guidance.

Your answers stay in this browser.
Nothing is sent.
You can erase them at the end of the page.

## At the edge

"""
BETWEEN = "\n## In the water\n\nSwim with {clause}`a friend <no-running>`.\n\n::::{question} a-fall"


def made(*changes: tuple[str, str]) -> dict:
    """The quiz of the small handbook with these changes, as a notebook."""
    text = (SMALL / f"{PAGE}.md").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return quiz_notebook(HANDBOOK, PAGE, text)


def full() -> dict:
    """The quiz with words above, between and below its questions."""
    return made(
        ("# Practise\n\n", OPENING),
        ("\n::::{question} a-fall", BETWEEN),
        ("warning (I-1)\n```\n::::\n", "warning (I-1)\n```\n::::\n\nGoodbye.\n"),
    )


def sources(notebook: dict, kind: str) -> list[str]:
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_each_question_of_the_page_is_one_cell_in_its_order():
    asked = ["late-for-a-lesson", "a-fall", "may-i-film"]
    start = "from policybook.notebook import ask"
    assert sources(made(), "code") == [start, *(f'ask("{name}")' for name in asked)]


def test_it_is_a_sound_notebook_that_nobody_has_run():
    notebook = nbformat.from_dict(full())
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
            assert cell.metadata.jupyter.source_hidden


def test_it_holds_the_words_of_the_page_where_they_stood_and_no_markup():
    opening, how, between, last, end = sources(full(), "markdown")
    assert opening.startswith(
        "# Practise\n\n**In danger?** Call 999, as [2(a) Accidents](../book/policy/reporting.md#accidents) says, and [I-1"
    )
    assert opening.endswith("\n## At the edge")
    assert how.startswith("## How to use it")
    assert between == "## In the water\n\nSwim with [a friend](../book/policy/rules.md#no-running)."
    assert last == "Goodbye."
    assert end.startswith("## You have reached the end")
    kinds = [cell["cell_type"] for cell in full()["cells"]]
    assert kinds == [
        "markdown",
        "markdown",
        "code",
        "code",
        "markdown",
        "code",
        "code",
        "markdown",
        "markdown",
    ]


def test_what_is_true_of_the_site_alone_is_left_out():
    words = "\n".join(sources(full(), "markdown"))
    assert "Nothing is sent.\n" in words
    assert "answers stay in this browser" not in words
    assert "end of the page.\n" not in words


def test_nothing_of_an_answer_stands_in_it():
    text = "\n".join(cell["source"] for cell in full()["cells"])
    for question in HANDBOOK.questions:
        assert question.prompt not in text
        for option in question.options:
            assert option.feedback[:20] not in text
    assert not re.search(r":::|\[x\]|\{[a-z-]+\}`", text)


def test_a_page_that_does_not_speak_of_danger_gets_the_banner():
    assert sources(made(), "markdown")[:2] == ["# Practise", BANNER]
    assert BANNER not in sources(full(), "markdown")


def test_a_question_that_the_handbook_does_not_hold_is_refused():
    with pytest.raises(KeyError):
        made(("{question} a-fall", "{question} no-such-question"))
