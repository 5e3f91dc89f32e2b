"""What a notebook's cells call, with real widgets that are really clicked."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest
from asking import Asked
from badinput import copy_of_small
from places import SMALL

from policybook import notebook, record_form
from policybook.editions.handbook_json import to_data, to_json
from policybook.jupyter import kept
from policybook.jupyter.widgets import STYLE
from policybook.load import load
from policybook.training.bank import working


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path_factory):
    """Each test stands in the small handbook's scenarios, as a notebook of it does, and keeps its answers elsewhere."""
    monkeypatch.setattr(kept, "FILE", str(tmp_path_factory.mktemp("kept") / kept.FILE))
    monkeypatch.delenv("POLICYBOOK_HANDBOOK", raising=False)
    monkeypatch.chdir(SMALL / "scenarios")
    notebook.handbook.cache_clear()
    monkeypatch.setattr(notebook, "given", {})
    monkeypatch.setattr(notebook, "_asked", {})
    monkeypatch.setattr(notebook, "_again", {})
    yield
    notebook.handbook.cache_clear()
    widgets.Widget.close_all()


def test_a_question_shows_its_prompt_its_options_and_a_button():
    asked = Asked("late-for-a-lesson")
    assert "You are late. What do you do?" in asked.prompt.value
    assert [label for label, _ in asked.radios[0].options] == ["a. Run.", "b. Walk.", "c. Sing."]
    assert asked.radios[0].value is None
    assert asked.button.description == "Check my answer"
    assert asked.check().split() == ["Choose", "an", "answer", "first."]


IN_FULL = [
    *["Policy:", "1(a)", "Walk", "Nobody", "may", "hurry;", "see", "2(a)", "Accidents"],
    *["and", "I-1", "Nearly", "an", "accident", "."],
]
"""The clause that an answer names, folded under what is said of it."""


def test_a_right_answer_is_said_to_be_right_with_its_clause():
    assert Asked("late-for-a-lesson").check("b").split() == [
        "Right.",
        "b.",
        *["It", "keeps", "the", "policy."],
        "Late",
        "is",
        "better",
        "than",
        "hurt:",
        *["1(a)", "Walk", "."],
        *IN_FULL,
    ]


def test_a_wrong_answer_is_said_kindly_with_its_own_reason_and_no_other():
    said = Asked("late-for-a-lesson").check("a")
    assert said.split() == [
        "Not",
        "yet.",
        "Have",
        "another",
        "look,",
        "and",
        "try",
        "again.",
        "a.",
        *["It", "goes", "against", "the", "policy."],
        *["Nobody", "runs:", "1(a)", "Walk", "."],
        *IN_FULL,
    ]
    assert "Late is better" not in said


def test_an_answer_may_be_tried_again_and_the_old_words_go():
    asked = Asked("late-for-a-lesson")
    assert "Not yet." in asked.check("c")
    assert "Right." in asked.check("b")
    assert "Not yet." not in asked.check("b")


def test_what_is_said_is_announced_to_a_screen_reader():
    asked = Asked("late-for-a-lesson")
    assert 'role="status"' in asked.said
    asked.check("b")
    assert 'role="status"' in asked.said


@pytest.mark.parametrize(
    ("letters", "right"),
    [("ab", True), ("a", False), ("b", False), ("c", False), ("abc", False), ("ac", False)],
)
def test_choosing_all_that_are_needed_has_a_box_for_each(letters, right):
    asked = Asked("a-fall")
    assert [box.description[:2] for box in asked.boxes] == ["a.", "b.", "c."]
    assert asked.check(*letters).split()[0] == ("Right." if right else "Not")


def test_no_box_ticked_asks_for_an_answer():
    assert Asked("a-fall").check().split() == ["Choose", "an", "answer", "first."]


def asked_as(kind: str, tmp_path, monkeypatch, *changes: tuple[str, str]) -> Asked:
    """The question of the fall, as a question of another kind."""
    root = copy_of_small(tmp_path)
    page = root / "quizzes/rules.md"
    text = page.read_text().replace(":kind: all", f":kind: {kind}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    page.write_text(text)
    monkeypatch.chdir(root)
    notebook.handbook.cache_clear()
    return Asked("a-fall")


def test_an_order_is_chosen_step_by_step(tmp_path, monkeypatch):
    manager, deputy = "{act}`tell manager immediately`", "{act}`tell deputy immediately`"
    asked = asked_as(
        "order",
        tmp_path,
        monkeypatch,
        (f"[x] The manager, now. {manager}", f"[2] The manager, now. {manager}"),
        (f"[x] The deputy, now. {deputy}", f"[1] The deputy, now. {deputy}"),
    )
    assert [place.value for place in asked.places] == [0, 0, 0]
    assert asked.check("b", "a").split()[0] == "Right."
    assert asked.check("a").split()[0] == "Not"
    assert asked.check("c", "b", "a").split()[0] == "Not"
    assert asked.check().split() == ["Choose", "an", "answer", "first."]


def test_two_steps_with_one_number_are_no_answer(tmp_path, monkeypatch):
    manager, deputy = "{act}`tell manager immediately`", "{act}`tell deputy immediately`"
    asked = asked_as(
        "order",
        tmp_path,
        monkeypatch,
        (f"[x] The manager, now. {manager}", f"[2] The manager, now. {manager}"),
        (f"[x] The deputy, now. {deputy}", f"[1] The deputy, now. {deputy}"),
    )
    asked.places[0].value = asked.places[1].value = 1
    asked.button.click()
    assert "Two steps have the same number." in asked.said
    assert notebook.given == {}


WHOM = """
::::{question} whom-to-tell
:who: lifeguard
:given: accident
:paths: full
:kind: tell

Whom do you tell, and how soon?

- [x] The manager. {whom}`manager`
  Yes: {clause}`accidents`.
- [ ] The council. {whom}`council`
  It is not named in {clause}`accidents`.
- [x] The deputy. {whom}`deputy`
  Yes: {clause}`accidents`.
- [x] All of those that you chose. {joined}`and`
  It says “and”: {clause}`accidents`.
- [ ] Any one of those that you chose. {joined}`or`
  It offers no choice: {clause}`accidents`.
- [x] Immediately. {soon}`immediately`
  Yes: {clause}`accidents`.
- [ ] No time is stated. {soon}`no time stated`
  It states one: {clause}`accidents`.
::::
"""


def test_whom_to_tell_is_grouped_and_each_choice_of_one_has_radio_buttons(tmp_path, monkeypatch):
    root = copy_of_small(tmp_path)
    with (root / "quizzes/rules.md").open("a", encoding="utf-8") as page:
        page.write(WHOM)
    monkeypatch.chdir(root)
    asked = Asked("whom-to-tell")
    assert [re.sub("<[^>]+>", "", heading.value) for heading in asked.headings] == ["Who is told?"]
    assert [box.description[0] for box in asked.boxes] == ["a", "b", "c"]
    assert [(radios.description, [letter for _, letter in radios.options]) for radios in asked.radios] == [
        ("If there are several, all of them or any one?", ["d", "e"]),
        ("How soon?", ["f", "g"]),
    ]
    for lacking, said in (("acd", "“How soon?”"), ("acf", "any one?”"), ("df", "“Who is told?”")):
        assert f"{said} is not answered yet." in asked.check(*lacking)
        assert not asked.answered, "the working waits for an answer"
    assert asked.check(*"acdf").split()[0] == "Right."
    assert asked.answered
    for poor in ("acef", "abcdf", "bdf"):
        assert asked.check(*poor).split()[0] == "Not", poor
    assert asked.check().split() == ["Choose", "an", "answer", "first."]


# ---- a story


WIDGET = "application/vnd.jupyter.widget-view+json"
FOLLOWS = {
    "right": "You **walk**.\n\nSee {clause}`no-running`.",
    "a": "You slip.",
    "c": "Everybody <b>looks</b>.",
}


def test_what_follows_an_answer_is_said_after_the_feedback_and_then_where_to_go():
    asked = Asked("late-for-a-lesson", **FOLLOWS)
    said = asked.check("a")
    assert said.index("Nobody runs") < said.index("What would follow") < said.index("You slip.")
    assert said.rstrip().endswith("Have another look, and choose again.")
    assert "You walk" not in said
    said = " ".join(asked.check("b").split())
    assert "What happens then You walk . See 1(a) Walk . " in said
    assert said.endswith("Here the story ends. Read on.")
    assert '<strong>walk</strong>.</p><p>See <a href="../book/policy/rules.md#no-running">1(a)' in asked.said
    asked.check("c")
    assert "&lt;b&gt;looks" in asked.said


def test_nothing_follows_what_is_no_answer():
    assert Asked("late-for-a-lesson", **FOLLOWS).check().split() == ["Choose", "an", "answer", "first."]
    assert notebook.given == {}


def test_the_last_answer_to_each_question_is_kept():
    first, second = Asked("late-for-a-lesson"), Asked("a-fall")
    first.check("a")
    assert notebook.given == {"late-for-a-lesson": ("a",)}
    second.check("a", "b")
    first.check("b")
    first.check()
    assert notebook.given == {"late-for-a-lesson": ("b",), "a-fall": ("a", "b")}


def closed() -> None:
    """The kernel has ended: what it remembers is gone."""
    for memory in (notebook.given, notebook._asked, notebook._again):
        memory.clear()


def test_what_was_answered_is_there_when_the_notebook_is_run_again(tmp_path, monkeypatch):
    first, second = Asked("late-for-a-lesson", **FOLLOWS), Asked("a-fall", right="Done.", otherwise="No.")
    said, shown = first.check("b"), first.output.data
    second.check("c", "a")
    closed()
    first, second = Asked("late-for-a-lesson", **FOLLOWS), Asked("a-fall", right="Done.", otherwise="No.")
    assert first.answered
    assert first.radios[0].value == "b"
    assert [box.value for box in second.boxes] == [True, False, True]
    assert notebook.given == {"late-for-a-lesson": ("b",), "a-fall": ("a", "c")}
    # What is stored of the notebook is the same, whoever answered.
    assert {**first.output.data, WIDGET: ""} == {**shown, WIDGET: ""}
    # Where it leads is known though the next decision was asked later.
    assert "further down" in said
    assert first.words == said


def test_an_answer_to_other_words_does_not_count(tmp_path, monkeypatch):
    Asked("late-for-a-lesson").check("b")
    closed()
    book = notebook.handbook()
    question = book.question_by_id["late-for-a-lesson"]
    other = replace(question, prompt="You are early. What do you do?")
    others = tuple(other if one is question else one for one in book.questions)
    monkeypatch.setattr(notebook, "handbook", cache(lambda: replace(book, questions=others)))
    asked = Asked("late-for-a-lesson")
    assert (asked.answered, asked.radios[0].value, notebook.given) == (False, None, {})
    assert "This question has changed since you answered it" in asked.words


@pytest.mark.parametrize("text", ["{", "[1]", "\xff", "[" * 100_000])
def test_where_what_was_kept_cannot_be_read_it_stays_as_it_is_and_the_notebook_works(text):
    file = Path(kept.FILE)
    file.write_text(text, "latin-1")
    asked = Asked("late-for-a-lesson")
    assert kept.UNREADABLE in asked.words
    said = asked.check("b")
    assert said.split()[0] == "Right."
    assert kept.UNREADABLE in said
    assert file.read_text("latin-1") == text


def test_where_nothing_can_be_kept_it_says_so(monkeypatch):
    monkeypatch.setattr(kept, "FILE", "no/such/folder/my-answers.json")
    said = Asked("late-for-a-lesson").check("b")
    assert said.split()[0] == "Right."
    assert "Your answers are not kept, and are gone when you close Jupyter: " in said


def test_the_next_decision_is_named_and_a_side_decision_leads_back():
    first = Asked("late-for-a-lesson", **FOLLOWS, goes={"a": "a-fall"})
    aside = Asked("a-fall", right="Done.", otherwise="Not so.", goes={"right": "late-for-a-lesson"})
    last = Asked("may-i-film", right="{clause}`filming`", b="No.", c="No.")
    assert first.check("a").rstrip().endswith("Next: the decision, further down.")
    assert aside.check("a", "b").rstrip().endswith("Go back up to the decision above.")
    assert "Not so." in aside.check("c")
    assert aside.check("c").rstrip().endswith("Have another look, and choose again.")
    assert first.check("b").rstrip().endswith("Next: the decision, further down.")
    assert last.check("a").rstrip().endswith("Here the story ends. Read on.")


def scene_of(name: str, heading: str, source: str) -> list[dict]:
    """A scene and its decision, as two cells of a story."""
    words = {
        "cell_type": "markdown",
        "id": f"{name}-scene",
        "metadata": {},
        "source": f"## {heading}\n\nSo it is.",
    }
    asked = {"cell_type": "code", "execution_count": None, "id": name, "metadata": {}, "outputs": []}
    return [words, {**asked, "source": source}]


def test_the_scene_of_the_next_decision_is_named_where_the_handbook_tells_the_story(tmp_path, monkeypatch):
    root = copy_of_small(tmp_path)
    file = root / "scenarios/first-day.ipynb"
    told = json.loads(file.read_text("utf-8"))
    first = 'ask("late-for-a-lesson", right="Done.", a="No.", c="No.", goes={"a": "a-fall"})'
    aside = 'ask("a-fall", right="Done.", otherwise="No.", goes={"right": "late-for-a-lesson"})'
    told["cells"][3:] = [
        *scene_of("one", "The bell", first),
        *scene_of("two", "If you slip", aside),
        *scene_of("three", "The camera", 'ask("may-i-film", right="Done.", b="No.", c="No.")'),
    ]
    file.write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.chdir(root)
    (story,) = notebook.handbook().scenarios
    assert [one.scene for one in story.decisions] == ["The bell", "If you slip", "The camera"]
    first, aside, _ = [Asked(one.question, **one.texts, goes=dict(one.goes)) for one in story.decisions]
    assert first.check("a").rstrip().endswith("Next: “If you slip”, further down.")
    assert aside.check("a", "b").rstrip().endswith("Go back up to “The bell”.")
    assert first.check("b").rstrip().endswith("Next: “The camera”, further down.")


def test_a_discussion_says_that_nothing_is_right_or_wrong(tmp_path, monkeypatch):
    asked = asked_as("discussion", tmp_path, monkeypatch, ("[x] The", "[ ] The"))
    said = asked.check("c")
    assert "There is no right or wrong here" in said
    assert "Not yet" not in said
    assert "The council is not named" in said


def test_what_is_stored_for_those_who_cannot_click_holds_no_key():
    data = Asked("late-for-a-lesson").output.data
    assert data["text/plain"] == "You are late. What do you do?"
    assert data["text/markdown"] == ":::{ask} late-for-a-lesson\n:::"
    assert "Late is better" not in str(data)
    assert "Right." not in str(data)


def test_asking_an_unknown_question_says_so():
    with pytest.raises(KeyError, match="there is no question “no-such”"):
        notebook.ask("no-such")
    with pytest.raises(KeyError, match="there is no question “no-such”"):
        notebook.working("no-such")


def test_the_working_prints_and_shows_as_it_is():
    shown = notebook.working("late-for-a-lesson")
    assert str(shown) == repr(shown) == working(notebook.handbook(), "late-for-a-lesson")


def test_a_situation_may_be_tried_in_a_cell():
    assert notebook.judge("lifeguard", "run").verb == "must not"
    assert notebook.judge("lifeguard", "film", "child", "lesson").status == "silent"
    assert (
        notebook.judge("lifeguard and cleaner", "film", "child", "crowded and wet-floor").status == "partly"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("See {clause}`no-running`.", "See 1(a) Walk."),
        ("See {clause}`the first rule <no-running>`.", "See the first rule."),
        ("See {clause}`no-such`.", "See no-such."),
        ("See {interp}`I-1` and {role}`manager`.", "See I-1 Nearly an accident and The manager."),
        ("**Never**, *ever*, `run`.", "Never, ever, run."),
        ("See [whom to tell](../book/who-to-tell.md).", "See whom to tell."),
        ("Two\n  lines.", "Two lines."),
        ("", ""),
    ],
)
def test_markdown_becomes_plain_words(text, words):
    assert notebook.plain(text) == words


def test_what_an_author_wrote_cannot_become_markup(monkeypatch):
    book = notebook.handbook()
    question = book.question_by_id["late-for-a-lesson"]
    options = (*question.options[:2], replace(question.options[2], feedback="<script>alert(1)</script>"))
    ill = replace(question, prompt="<img src=x> You are late.", options=(*options, *question.options[3:]))
    others = tuple(ill if other is question else other for other in book.questions)
    monkeypatch.setattr(notebook, "handbook", cache(lambda: replace(book, questions=others)))
    asked = Asked("late-for-a-lesson")
    assert "<img" not in asked.prompt.value
    asked.check("c")
    assert "<script" not in asked.said
    assert "<img" not in asked.output.data.get("text/html", "")


def test_an_answer_that_is_none_is_said_as_text():
    question = notebook.handbook().question_by_id["late-for-a-lesson"]
    said = notebook.feedback(question, ["<b>"])
    assert said == "<p>“&lt;b&gt;” is not an option of this question.</p>"


# ---- finding the handbook


def test_the_handbook_is_the_nearest_one_upwards():
    assert "no-running" in notebook.handbook().clauses


def test_an_exported_handbook_serves_where_there_is_no_folder(tmp_path, monkeypatch):
    (tmp_path / "handbook.json").write_text(to_json(load(SMALL)), encoding="utf-8")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    assert "no-running" in notebook.handbook().clauses


def test_a_handbook_may_be_named(tmp_path, monkeypatch):
    file = tmp_path / "pool.json"
    file.write_text(to_json(replace(load(SMALL), questions=())), encoding="utf-8")
    assert notebook.handbook().questions
    notebook.handbook.cache_clear()
    monkeypatch.setenv("POLICYBOOK_HANDBOOK", str(file))
    assert (notebook.handbook().questions, "no-running" in notebook.handbook().clauses) == ((), True)


def test_where_there_is_no_handbook_it_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="no handbook here"):
        notebook.handbook()


def test_a_notebook_that_has_not_been_run_can_be_run(tmp_path, monkeypatch):
    root = copy_of_small(tmp_path)
    file = root / "scenarios/first-day.ipynb"
    file.write_text(file.read_text().replace('"execution_count": 3', '"execution_count": null'))
    monkeypatch.chdir(root / "scenarios")
    assert notebook.working("late-for-a-lesson").startswith("decided")


# ---- authors' text is text in a notebook too, and in the page that it leaves to print

HOSTILE = (
    "<script>run()</script> <img src=x onerror=run()> [press](javascript:run()) [press](JavaScript&colon;run()) "
    '[out](" onclick="run()) **<svg onload=run()>** [in](../book/glossary.md)'
)
WORDS = frozenset(
    (
        "title",
        "label",
        "name",
        "contact",
        "text",
        "plain",
        "prompt",
        "hint",
        "feedback",
        "scene",
        "right",
        "a",
        "c",
    )
) | {"otherwise", "ask", "ours", "handbook", "policy", "body", "touches", "gist"}
"""What an author may write in words, by its name in handbook.json."""


def hostile(data: Any, key: str = "") -> Any:
    """The same, with hostile text after whatever is said in words."""
    if isinstance(data, dict):
        return {name: hostile(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [hostile(value) for value in data]
    return f"{data} {HOSTILE}" if key in WORDS and isinstance(data, str) else data


OURS = frozenset(
    ("p", "strong", "em", "a", "details", "summary", "div", "body", "main", "h1", "dl", "dt", "dd")
)
"""The elements that are ours."""


class Strange(HTMLParser):
    """What some HTML holds beside our own elements and links that run nothing."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, object]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        runs = said.keys() - {"href", "download", "role", "class"}
        if tag not in OURS or runs or (said.get("href") or "").lower().startswith("javascript:"):
            self.found.append((tag, said))


def test_nothing_that_an_author_wrote_is_more_than_words(monkeypatch, tmp_path):
    file = tmp_path / "handbook"
    file.write_text(json.dumps(hostile(to_data(load(SMALL)))), "utf-8")
    monkeypatch.setenv("POLICYBOOK_HANDBOOK", str(file))
    shown = []
    for question in notebook.handbook().questions:
        asked = Asked(question.id, right=HOSTILE, otherwise=HOSTILE)
        for option in question.options:
            asked.check(option.letter)
            shown.append(asked.said)
        parts = (asked.prompt, *asked.headings)
        shown += [asked.output.data["text/html"], *(part.value.replace(STYLE, "") for part in parts)]
    told, *_ = record_form._form("quizzes/rules").children
    shown += [told.value, record_form.answered("quizzes/rules", HOSTILE[:90], "TA", tmp_path)]
    (page,) = tmp_path.glob("*.html")
    shown.append(page.read_text("utf-8").partition("</head>")[2])
    # All but the form's own headings, and what is said where no option is.
    assert sum("run()" in html.unescape(one) for one in shown) > 15
    assert [strange for one in shown for strange in Strange(one).found] == []
