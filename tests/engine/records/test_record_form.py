"""The form at the end of a notebook: a record of the answers above it, beside the notebook and as a link."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from pathlib import Path

import pytest
from places import SMALL
from recordmaking import BOOK, all_right, pool

from policybook import notebook, record_form
from policybook.load.ask_cell import record_of
from policybook.load.desk import Desk
from policybook.load.scenarios import read_scenario
from policybook.records.verify import verify
from tools.lite import contents

STORY, QUIZ = "scenarios/first-day", "quizzes/rules"


@pytest.fixture
def given(monkeypatch):
    """The kernel's memory of what was answered, empty at first."""
    monkeypatch.setattr(notebook, "given", {})
    monkeypatch.setattr(notebook, "handbook", lambda: BOOK)
    return notebook.given


def letters(path: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(answer.split()) for name, answer in all_right(BOOK, path, "").items()}


def state(text: str | bytes) -> str:
    return verify(text, BOOK).state


@pytest.mark.parametrize("path", [STORY, QUIZ])
def test_what_was_answered_becomes_a_record_beside_the_notebook(given, tmp_path, path):
    given.update(letters(path))
    said = record_form.answered(path, "Zoë Example", "Volunteer", tmp_path)
    assert "<strong>Complete.</strong>" in said
    (file,) = tmp_path.glob("*.json")
    assert state(file.read_bytes()) == "complete"
    data = json.loads(file.read_text("utf-8"))
    assert (data["name"], data["path"], data["reader"]) == ("Zoë Example", path, "")
    assert data["date"] == dt.date.today().isoformat()
    (page,) = tmp_path.glob("*.html")
    words = page.read_text("utf-8")
    assert "Zoë Example" in words
    assert f"<dd>{data['edition']['name']}</dd>" in words
    assert f"<dd>{data['edition']['fingerprint'][:4]}-" in words


def test_the_links_hold_the_whole_files(given, tmp_path):
    given.update(letters(STORY))
    said = record_form.answered(STORY, "Zoë", "TA", tmp_path)
    links = dict(re.findall(r'download="([^"]+)" href="data:[^;]+;charset=utf-8;base64,([^"]+)"', said))
    assert {base64.b64decode(data) for data in links.values()} == {
        file.read_bytes() for file in tmp_path.iterdir()
    }
    assert sorted(links) == sorted(file.name for file in tmp_path.iterdir())


def test_an_unfinished_story_makes_an_incomplete_record_that_says_what_is_missing(given, tmp_path):
    answers = letters(STORY)
    left = min(answers)
    given.update({name: answer for name, answer in answers.items() if name != left})
    said = record_form.answered(STORY, "Zoë", "TA", tmp_path)
    assert "<strong>Incomplete.</strong>" in said
    assert left in said


def test_without_a_name_there_is_no_record(given, tmp_path):
    said = record_form.answered(STORY, " \u200b", "TA", tmp_path)
    assert said == "<p>Type your name and your role first.</p>"
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_the_links_remain(given, tmp_path):
    given.update(letters(STORY))
    said = record_form.answered(STORY, "Zoë", "TA", tmp_path / "none")
    assert "This folder cannot be written to" in said
    assert said.count("<a download=") == 2


def test_a_name_is_words_and_never_markup(given, tmp_path):
    given.update(letters(STORY))
    said = record_form.answered(STORY, "<script>alert(1)</script>", "<b>", tmp_path)
    (page,) = tmp_path.glob("*.html")
    assert "<script" not in page.read_text("utf-8")
    assert "<script" not in said


def test_the_form_is_answered_with_a_press_of_its_button(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given.update(letters(QUIZ))
    _, name, role, button, said = record_form._form(QUIZ).children
    # Sent a key at a time, the last letters of a name would come after the press where Python is slow to hear.
    assert (name.continuous_update, role.continuous_update) == (False, False)
    name.value, role.value = "Zoë", "Office"
    button.click()
    assert "<strong>Complete.</strong>" in said.value
    assert 'role="status"' in said.value
    assert len(list(tmp_path.iterdir())) == 2


def test_the_cell_shows_the_form_and_says_what_it_is_where_no_form_can_be_shown(given, capsys, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    record_form.record(STORY)
    assert "Run All Cells" in shown[0]["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in shown[0]


def test_the_page_to_print_names_the_story(given):
    assert record_form.title_of(BOOK, STORY) == "the story “The first day”"
    assert record_form.title_of(BOOK, QUIZ) == "the quiz “rules”"
    assert record_form.title_of(BOOK, "quizzes/first-week") == "the quiz “first week”"


def test_every_story_and_quiz_can_have_a_record():
    for path in (STORY, QUIZ, "quizzes/first-week"):
        found = record_form.made(BOOK, path, letters(path), name="Zoë", role="TA", day=dt.date(2020, 2, 3))
        assert found.result.state == "complete", (path, found.result.why)
        assert Path(found.file).suffix == ".json"


# ---- the cell that shows it


def read_with(tmp_path: Path, source: str) -> list[str]:
    """What the loader says of a story that ends with this cell."""
    (tmp_path / "scenarios").mkdir()
    story = json.loads((SMALL / f"{STORY}.ipynb").read_text("utf-8"))
    cell = {"cell_type": "code", "execution_count": 99, "id": "end", "metadata": {}, "outputs": []}
    cell["source"] = source
    story["cells"].append(cell)
    (tmp_path / f"{STORY}.ipynb").write_text(json.dumps(story), encoding="utf-8")
    desk = Desk(tmp_path)
    read_scenario(desk, f"{STORY}.ipynb")
    return [str(problem) for problem in desk.problems]


def test_a_story_may_end_with_the_form_and_with_no_other_code(tmp_path):
    assert read_with(tmp_path, record_of(STORY)) == []


def test_a_form_for_another_notebook_is_code_that_no_story_needs(tmp_path):
    found = read_with(tmp_path, record_of("scenarios/another"))
    assert any("holds code that no story needs." in problem for problem in found)


def test_each_notebook_for_the_browser_ends_with_the_form_for_itself_once(tmp_path):
    found = contents.notebooks(BOOK, pool(tmp_path))
    assert set(found) == {f"{path}.ipynb" for path in (STORY, QUIZ, "quizzes/first-week")}
    for path, made in found.items():
        sources = ["".join(cell["source"]) for cell in made["cells"]]
        assert sources[-1] == record_of(path.removesuffix(".ipynb"))
        assert sum("record_form" in source for source in sources) == 1
        assert contents.recorded(made, path.removesuffix(".ipynb"))["cells"] == made["cells"]


def test_the_cell_runs_as_it_is_written(given, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    exec(record_of(QUIZ), {})
    assert len(shown) == 1
