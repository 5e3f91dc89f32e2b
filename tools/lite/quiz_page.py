"""A quiz page as a notebook: its words, and a cell for each question that asks it and marks it in Python.

Nothing here knows files: whoever publishes a notebook reads the page and writes what comes back.
"""

from __future__ import annotations

import re
from typing import Any

from policybook.load.markdown import blocks
from policybook.policy.citations import recited
from policybook.policy.english import linking
from policybook.policy.handbook import Handbook
from policybook.policy.organisation import Emergency
from policybook.policy.problems import Problem


def banner(danger: Emergency) -> str:
    """What every notebook says before anything else, where its page does not say it by itself."""
    told = f"**{danger.asks}**\n{danger.then}\nDo not wait to finish reading."
    return f"{told}\nThis line is outside guidance, and not the policy."


KEPT = """\
Your answers are kept in this browser, and are here when you come back.
Whoever uses it after you can see them: “Start afresh on this computer”, above, erases them."""
HOW = f"""\
## How to use it

The questions appear by themselves, a few seconds after this page has opened.
Choose an answer with a click or with the keys, and press “Check my answer”.
There is nothing to type.

Python marks each answer, in this browser, and nothing is sent.
{KEPT}"""

END = """\
## You have reached the end

A quiz is a self-check, and an aid to a talk with {}.
It does not prove that anybody is competent.
If something here has happened to you, tell somebody now: [Whom to tell](../book/who-to-tell.md)."""

SETUP = "from policybook.notebook import ask"

_OF_THE_SITE = re.compile(r"(?m)^.*\b(?:answers stay in this browser|erase them at the end of the page).*\n")
"""Lines of a quiz page that are true of the site and not of a notebook."""


def quiz_notebook(handbook: Handbook, page: str, text: str) -> dict[str, Any]:
    """The quiz page `page`, whose Markdown is `text`, as a notebook (nbformat 4.5) that has not been run.

    Its words stand where they stood; each of its questions is one cell. Raises KeyError for a question that
    the handbook does not hold.
    """
    pieces = _pieces(text, f"{page}.md")
    opening = _OF_THE_SITE.sub("", _plain(handbook, pieces.pop(0)))
    cells = [words_cell("title", opening)]
    danger = handbook.organisation.emergency
    if danger and danger.telephone not in opening:
        cells.append(words_cell("in-danger", banner(danger)))
    cells += [words_cell("how", HOW), code_cell("setup", SETUP)]
    for number, piece in enumerate(pieces):
        if piece.startswith("::::"):
            name = piece.split()[1]
            cells.append(code_cell(f"ask-{name}"[:64], f'ask("{handbook.question_by_id[name].id}")'))
        elif words := _plain(handbook, piece):
            cells.append(words_cell(f"words-{number}", words))
    cells.append(words_cell("end", END.format(handbook.lead)))
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


METADATA = {
    "kernelspec": {"display_name": "Python", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def _pieces(text: str, path: str) -> list[str]:
    """The page's words and its questions, in turn; a question is the line that opens it."""
    lines, problems = text.split("\n"), list[Problem]()
    pieces, at = [], 0
    for block in blocks(lines, path, ("question",), problems):
        start = block.place.line - 1
        end = block.body_line + len(block.body)
        pieces += ["\n".join(lines[at:start]), f"::::{{question}} {block.argument}"]
        at = end
    return [*pieces, "\n".join(lines[at:])]


def _plain(handbook: Handbook, text: str) -> str:
    """Words without roles: a citation becomes a link to what it cites."""
    return recited(text, lambda cited: linking(handbook, cited)).strip()


def words_cell(name: str, text: str) -> dict[str, Any]:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.strip()}


def code_cell(name: str, text: str) -> dict[str, Any]:
    """A cell of code, folded, and not run yet."""
    cell = {"cell_type": "code", "id": name, "metadata": {"jupyter": {"source_hidden": True}}, "source": text}
    return cell | {"execution_count": None, "outputs": []}
