"""The stories' stored keys: real nbval passes them, and goes red, or `policybook check` does, when one is wrong.

nbval alone is silent where a cell has no count and no output, or a tag; the check alone does not run a cell.
Between the two, nothing that a story stores can be wrong and stay green.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import pytest
from places import ROOT
from proving import Seen, handbook_copy, nbval
from the_book import BOOK
from walking import poor_answers

from policybook import notebook
from policybook.check.run import check
from policybook.jupyter.widgets import form
from policybook.load.ask_cell import record_of
from policybook.policy.model import VERBS
from policybook.training.bank import weighed
from policybook.training.story import step

if TYPE_CHECKING:
    from collections.abc import Callable

NOTEBOOKS = sorted((ROOT / "scenarios").glob("*.ipynb"))
STORIES = [path for path in NOTEBOOKS if path.stem in {story.id for story in BOOK.scenarios}]
# To try the policy in: they ask nothing, and are no stories.
TRIALS = [path for path in NOTEBOOKS if path not in STORIES]
# The ones that the guards are tried on: each change costs a kernel, and the guards are the same for all.
STORY, TRIAL = STORIES[0], TRIALS[0]
WIDGET = "application/vnd.jupyter.widget-view+json"
BOTH, NBVAL, CHECK = frozenset({"nbval", "check"}), frozenset({"nbval"}), frozenset({"check"})
stories = pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
Notebook = dict[str, Any]


def code(story: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in story["cells"] if cell["cell_type"] == "code"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def asked_in(text: str) -> str:
    """The id of the question that a cell asks."""
    found = re.match(r'ask\(\s*"([a-z0-9-]+)"', text)
    assert found, text
    return found[1]


def asking(story: Notebook) -> dict[str, Any]:
    return next(cell for cell in code(story) if source(cell).startswith("ask("))


def key(story: Notebook) -> dict[str, Any]:
    return next(cell for cell in code(story) if source(cell).startswith("print("))


# ---- what can go wrong with a stored output, and who notices


def nothing(_story: Notebook) -> None:
    """The story as it is."""


def a_word_of_a_key(story: Notebook) -> None:
    lines = key(story)["outputs"][0]["text"]
    lines[-1] = re.sub(r"\w+\W*$", "nonsense", lines[-1])


def a_mark_of_a_key(story: Notebook) -> None:
    lines = key(story)["outputs"][0]["text"]
    lines[:] = [line.replace("[x]", "[ ]") for line in lines]


def the_last_line_of_a_key(story: Notebook) -> None:
    del key(story)["outputs"][0]["text"][-1]


def the_question_that_the_site_shows(story: Notebook) -> None:
    asking(story)["outputs"][0]["data"]["text/markdown"] = ":::{ask} another\n:::"


def the_words_of_a_question(story: Notebook) -> None:
    asking(story)["outputs"][0]["data"]["text/plain"] = "Another question?"


def the_output_of_a_key(story: Notebook) -> None:
    key(story)["outputs"] = []


def the_output_of_a_question(story: Notebook) -> None:
    asking(story)["outputs"] = []


def the_count_of_a_key(story: Notebook) -> None:
    key(story)["execution_count"] = None


def the_count_and_output_of_a_key(story: Notebook) -> None:
    key(story).update(execution_count=None, outputs=[])


def every_count_and_output(story: Notebook) -> None:
    for cell in code(story):
        cell.update(execution_count=None, outputs=[])


def a_tag_that_hides_a_wrong_key(story: Notebook) -> None:
    a_word_of_a_key(story)
    key(story)["metadata"]["tags"].append("nbval-ignore-output")


def a_comment_that_hides_a_wrong_key(story: Notebook) -> None:
    a_word_of_a_key(story)
    key(story)["source"] = ["# NBVAL_IGNORE_OUTPUT\n", source(key(story))]


def a_key_cell(story: Notebook) -> None:
    story["cells"].remove(key(story))


CHANGES: dict[Callable[[Notebook], None], frozenset[str]] = {
    nothing: frozenset(),
    a_word_of_a_key: BOTH,
    a_mark_of_a_key: BOTH,
    the_last_line_of_a_key: BOTH,
    the_question_that_the_site_shows: BOTH,
    the_words_of_a_question: BOTH,
    the_output_of_a_key: BOTH,
    the_output_of_a_question: BOTH,
    the_count_of_a_key: BOTH,
    # From here on nbval is silent, and the check is what stands guard.
    the_count_and_output_of_a_key: CHECK,
    every_count_and_output: CHECK,
    a_tag_that_hides_a_wrong_key: CHECK,
    a_comment_that_hides_a_wrong_key: CHECK,
    a_key_cell: CHECK,
}


def printing(trial: Notebook) -> dict[str, Any]:
    return next(cell for cell in code(trial) if source(cell).startswith("print("))


def a_word_of_an_answer(trial: Notebook) -> None:
    lines = printing(trial)["outputs"][0]["text"]
    lines[0] = re.sub(r"^\w+", "nonsense", lines[0])


def the_output_of_an_answer(trial: Notebook) -> None:
    printing(trial)["outputs"] = []


def the_count_and_output_of_an_answer(trial: Notebook) -> None:
    printing(trial).update(execution_count=None, outputs=[])


def a_tag_that_hides_a_wrong_answer(trial: Notebook) -> None:
    a_word_of_an_answer(trial)
    printing(trial)["metadata"]["tags"] = ["nbval-ignore-output"]


def the_banner(trial: Notebook) -> None:
    trial["cells"] = [cell for cell in trial["cells"] if cell["id"] != "emergency"]


def a_decision_in_no_story(trial: Notebook) -> None:
    story = json.loads(STORY.read_text(encoding="utf-8"))
    trial["cells"] += [asking(story), key(story)]
    printing(trial)["source"] = "from policybook.notebook import ask, working\n" + source(printing(trial))


OF_THE_TRIAL: dict[Callable[[Notebook], None], frozenset[str]] = {
    a_word_of_an_answer: NBVAL,
    the_output_of_an_answer: BOTH,
    the_count_and_output_of_an_answer: CHECK,
    a_tag_that_hides_a_wrong_answer: CHECK,
    a_decision_in_no_story: CHECK,
    the_banner: CHECK,
}
ALL = {**dict.fromkeys(CHANGES, STORY), **dict.fromkeys(OF_THE_TRIAL, TRIAL)}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Every change in a copy of its own, in one run of nbval."""
    folder = handbook_copy(tmp_path_factory.mktemp("altered"))
    (folder / "altered").mkdir()
    for change, path in ALL.items():
        story = json.loads(path.read_text(encoding="utf-8"))
        change(story)
        copy = folder / "altered" / f"{change.__name__}.ipynb"
        copy.write_text(json.dumps(story), encoding="utf-8")
    return nbval(folder, "altered")


def test_there_are_stories_and_what_is_none_asks_nothing(book):
    assert [story.id for story in book.scenarios] == sorted_as_listed(STORIES)
    for trial in TRIALS:
        first, *others = code(json.loads(trial.read_text(encoding="utf-8")))
        assert source(first) == "from policybook.notebook import judge, words"
        assert all(source(cell).startswith("print(") and cell["outputs"] for cell in others)


def sorted_as_listed(paths: list[Path]) -> list[str]:
    """The names in the order of the contents."""
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    return sorted((path.stem for path in paths), key=lambda name: contents.index(f"scenarios/{name}\n"))


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.__name__)
def test_a_change_turns_nbval_or_the_check_red(change, seen, tmp_path):
    folder = handbook_copy(tmp_path)
    copy = folder / "scenarios" / ALL[change].name
    story = json.loads(copy.read_text(encoding="utf-8"))
    change(story)
    copy.write_text(json.dumps(story), encoding="utf-8")
    _, problems = check(folder)

    assert seen.passed.get(change.__name__), "nbval ran nothing of this copy"
    red = {"nbval"} if change.__name__ in seen.failed else set()
    assert red | ({"check"} if problems else set()) == {**CHANGES, **OF_THE_TRIAL}[change], problems
    assert all(problem.place.path == f"scenarios/{copy.name}" for problem in problems)


def test_a_norm_that_changes_turns_both_red(tmp_path):
    folder = handbook_copy(tmp_path)
    story = next(story for story in BOOK.scenarios if story.id == STORY.stem)
    printed = "\n".join(cell.output for cell in story.cells)
    told = (norm for norm in BOOK.policy_norms if f": {norm.sentence}" in printed)
    norm = next(norm for norm in told if norm.verb != "may" and not norm.outcomes)
    page = folder / norm.place.path
    text = page.read_text(encoding="utf-8")
    old, new = (f"{{norm}}`{one.sentence}`" for one in (norm, replace(norm, verb=VERBS["may"])))
    assert text.count(old) == 1
    page.write_text(text.replace(old, new), encoding="utf-8")
    _, problems = check(folder)
    assert f"scenarios/{STORY.name}" in {problem.place.path for problem in problems}
    assert STORY.stem in nbval(folder, f"scenarios/{STORY.name}").failed


# ---- what the stored stories are


@pytest.mark.parametrize("story", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_is_stored_that_changes_at_every_run(story):
    stored = json.loads(story.read_text(encoding="utf-8"))
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert set(stored["metadata"].pop("policybook")) <= {"touches", "situations", "sensitive", "kind"}
    assert stored["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert [cell["execution_count"] for cell in code(stored)] == [*range(1, len(code(stored)) + 1)]
    for cell in code(stored):
        assert "execution" not in cell["metadata"]
        assert all(WIDGET not in output.get("data", {}) for output in cell["outputs"])


@stories
def test_each_decision_is_followed_at_once_by_its_key_and_nothing_else_is_called(story):
    sources = [source(cell) for cell in code(json.loads(story.read_text(encoding="utf-8")))]
    first, *decisions, last = sources
    assert first == "from policybook.notebook import ask, working"
    names = [asked_in(text) for text in decisions[::2]]
    assert names
    assert last == record_of(f"scenarios/{story.stem}")
    assert decisions[1::2] == [f'print(working("{name}"))' for name in names]


@stories
def test_a_question_is_stored_for_the_site_and_for_a_notebook_that_has_not_been_run(story):
    stored = json.loads(story.read_text(encoding="utf-8"))
    for cell in code(stored):
        if source(cell).startswith("ask("):
            (output,) = cell["outputs"]
            assert set(output["data"]) == {"text/plain", "text/html", "text/markdown"}
            shown = "".join(output["data"]["text/markdown"])
            assert shown.startswith(f"::::{{ask}} {asked_in(source(cell))}\n:::{{follows}} ")
            assert "Run All Cells" in "".join(output["data"]["text/html"])


@stories
def test_no_citation_stands_in_a_cell_of_words_where_jupyter_would_show_its_marks(story):
    cells = json.loads(story.read_text(encoding="utf-8"))["cells"]
    words = "".join(source(cell) for cell in cells if cell["cell_type"] == "markdown")
    assert not re.search(r"\{[a-z-]+\}`", words)


# ---- answering with clicks


@pytest.fixture
def book(monkeypatch, tmp_path):
    # What is answered is kept here.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(notebook, "handbook", lambda: BOOK)
    return BOOK


def test_each_decision_of_a_story_is_answered_with_clicks(book, monkeypatch):
    assert book.scenarios
    for story in book.scenarios:
        monkeypatch.setattr(notebook, "_asked", {one.question: one for one in story.decisions})
        for decision in story.decisions:
            clicked_through(book, book.question_by_id[decision.question], decision)


def clicked_through(book, question, decision):
    """Click a right answer to a decision, and every poor one that a path tries, as somebody does."""
    view, _ = form(question, notebook.plain, lambda letters: notebook._said(question, letters))
    *_, button, _leave, result = view.children
    button.click()
    assert "Choose an answer first." in said(result)
    for letters in (*weighed(book, question).right_answers, *poor_answers(book, question)):
        choose(view, letters)
        button.click()
        assert notebook.given[question.id] == letters
        came = step(book, list(notebook._asked.values()), question.id, letters)
        assert ("<strong>Right.</strong>" in said(result)) is bool(came.right)
        for text in came.texts:
            assert notebook.paragraphs(text) in said(result)
        for key, text in decision.follows:
            assert (notebook.paragraphs(text) in said(result)) is (text in came.texts), key
    view.close_all()


def said(result):
    return result.outputs[0]["data"]["text/html"]


def choose(view, letters):
    for part in view.children:
        if isinstance(part, widgets.RadioButtons):
            mine = [letter for _, letter in part.options]
            part.value = next((letter for letter in letters if letter in mine), None)
        elif isinstance(part, widgets.Checkbox):
            part.value = part.description[0] in letters
        elif isinstance(part, widgets.BoundedIntText):
            part.value = letters.index(part.description[0]) + 1 if part.description[0] in letters else 0


def test_no_word_of_markup_reaches_somebody_who_answers(book):
    for question in book.questions:
        for option in question.options:
            said = notebook.feedback(question, [option.letter])
            for mark in ("{clause}", "{interp}", "{act}", "{says}", "`"):
                assert mark not in said
