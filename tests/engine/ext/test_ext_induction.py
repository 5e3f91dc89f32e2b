"""The pages of the induction: whom they list, what they ask of each, and what their scripts are told."""

from __future__ import annotations

import json
import re

import pytest
from badinput import copy_of_small
from extsite import Site

READERS = """\
readers:
  guard: {title: a lifeguard, together: lifeguards, kinds: [lifeguard]}
  office: {title: somebody in the office, together: the office, kinds: [manager]}
"""


def pool(root) -> Site:
    """The small handbook with two readers, a page for one of them, and the page for a record."""
    site = Site(copy_of_small(root))
    site.extensions = ("myst_nb", "policybook.ext")
    site.add("book/induction.yml", READERS)
    site.change("quizzes/rules.md", ":paths: core, full\n", ":paths: core, full\n:roles: lifeguard\n")
    site.add("book/induction.md", "# New here\n\n```{induction-readers}\n```\n")
    path = "# Lifeguards\n\n## Core\n\n```{induction} guard core\n```\n\n## Full\n\n```{induction} guard full\n```\n"
    site.add("book/induction/guard.md", path)
    site.add("book/practise.md", "# Practise\n\n```{story-list}\n```\n\n```{quiz-list}\n```\n")
    site.add("book/record.md", "# Record\n\n```{record-form}\n```\n")
    pages = [
        "book/policy/rules",
        "quizzes/rules",
        "scenarios/first-day",
        "book/induction",
        "book/induction/guard",
        "book/practise",
        "book/record",
    ]
    held = [page for page in pages if any((site.root / f"{page}{end}").exists() for end in (".md", ".ipynb"))]
    site.add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(held) + "\n```\n")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Site:
    return pool(tmp_path_factory.mktemp("pool")).build()


def told(site: Site, page: str, name: str) -> dict:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', site.page(page))
    assert found
    return json.loads(found[1])


def test_each_reader_is_listed_with_how_long_it_takes(built):
    assert re.search(
        r'href="induction/guard.html"[^>]*>I am a lifeguard</a>: 1 decision, about 1 minute\.',
        built.page("book/induction"),
    )


def test_a_reader_without_a_page_is_a_warning_that_names_the_file(built):
    assert "there is no page book/induction/office.md for the reader “office”." in built.warnings


def questions(page: str) -> list[str]:
    return re.findall(r"<fieldset [^>]*data-question=[^>]*>", page)


def test_the_core_path_asks_its_decisions_on_the_page_itself(built):
    page = built.page("book/induction/guard")
    (asked,) = questions(page)
    assert 'id="late-for-a-lesson"' in asked
    assert 'data-right="b"' in asked
    assert re.search(r'data-fingerprint="[0-9a-f]{12}"', asked)
    (number,) = re.findall(r'data-clauses="(\d+)"', asked)
    assert told(built, "book/induction/guard", "pb-edition")["clauses"][number][0] == "no-running"
    assert "<strong>Decision 1 of 1.</strong>" in page
    assert page.index("<fieldset") < page.index('class="pb-results-here"') < page.index('data-path="full"')
    assert 'href="../../quizzes/rules.html#late-for-a-lesson"' in page
    assert 'href="../../scenarios/first-day.html"' in page


def test_who_the_reader_is_stands_only_where_not_every_reader_is(built, tmp_path):
    page = built.page("book/induction/guard")
    assert "You are: " not in page
    assert "What you know: " not in page
    assert "on the full path" not in page
    assert "<strong>You are: </strong>a lifeguard." in built.page("quizzes/rules")
    site = pool(tmp_path)
    # Of two readers, each of another kind, all are workers.
    site.change("book/induction.yml", "readers:", "readers:\n  clean: {title: a cleaner, kinds: [cleaner]}")
    site.change("quizzes/rules.md", ":who: lifeguard", ":who: worker")
    assert "You are: " not in site.build().page("quizzes/rules").partition("a-fall")[0]


def test_the_full_path_leads_to_the_pages_that_ask_it(built):
    full = built.page("book/induction/guard").partition('data-path="full"')[2]
    assert '<a href="../../quizzes/rules.html">Practise</a>: 3 decisions</li>' in full
    rows = told(built, "book/induction/guard", "pb-full")["questions"]
    assert [(row[0], row[3]) for row in rows] == [("late-for-a-lesson", 0), ("a-fall", 1), ("may-i-film", 0)]


def test_a_question_says_whose_core_path_asks_it(built):
    page = built.page("quizzes/rules")
    assert "It is for lifeguards on the core path, and for everybody on the full path." in page
    assert "It is for everybody, on the full path." in page


def test_the_page_of_the_record_is_told_every_path_and_question(built):
    data = told(built, "book/record", "pb-paths")
    paths = {(path, reader): numbers for path, reader, _, numbers, _ in data["paths"]}
    assert paths["core", "guard"] == [0]
    assert paths["core", "office"] == []
    assert paths["full", "*"] == [0, 1, 2]
    assert paths["quizzes/rules", ""] == [0, 1, 2]
    met = {(path, reader): called for path, reader, _, _, called in data["paths"]}
    assert met["core", "guard"] == [["Decision 1", "induction/guard.html#late-for-a-lesson"]]
    # Somebody without a page finds the decision where everybody does; on a quiz page it has the name that it has.
    assert met["core", "office"] == met["quizzes/rules", ""] == []
    story = built.page("scenarios/first-day")
    assert met["scenarios/first-day", ""]
    for called, where in met["scenarios/first-day", ""]:
        assert re.search(rf'id="{where.partition("#")[2]}">\s*<legend><strong>{called}\.</strong>', story)
    assert [row[0] for row in data["questions"]] == ["late-for-a-lesson", "a-fall", "may-i-film"]
    assert all(re.fullmatch("[0-9a-f]{12}", row[1]) for row in data["questions"])
    assert len(data["fingerprint"]) == 64


def test_every_story_and_quiz_is_listed_with_what_it_takes(built):
    page = built.page("book/practise")
    story = r'href="../scenarios/first-day.html"[^>]*>.*?</a>: about 1 minute\. It is about [^.]+\.'
    assert re.search(story, page)
    assert re.search(r'href="../quizzes/rules.html"[^>]*>.*?</a>: 3 questions\.', page)


def test_an_unknown_reader_is_a_warning_with_the_nearest(tmp_path):
    site = pool(tmp_path)
    site.change("book/induction/guard.md", "{induction} guard core", "{induction} gaurd core")
    assert "“gaurd core” should be a reader and core or full. Did you mean “guard”?" in site.build().warnings


def test_a_page_is_written_again_when_a_path_has_changed(tmp_path):
    site = pool(tmp_path).build()
    site.change("quizzes/rules.md", ":paths: full", ":paths: core, full")
    site.build()
    assert len(questions(site.page("book/induction/guard"))) == 2
    # What is safety-critical comes first, here and on the page of the record.
    assert "a-fall" in questions(site.page("book/induction/guard"))[0]
    assert told(site, "book/record", "pb-paths")["paths"][0][3] == [1, 0]


def test_other_builders_get_the_questions_and_no_form(built):
    built.build(out="text", builder="text")
    core, _, full = (
        (built.root / "text/book/induction/guard.txt")
        .read_text("utf-8")
        .partition("3 decisions, and 0 to talk over")
    )
    assert "You are late. What do you do?" in core
    assert "* Practise" in full
    assert "ask the safety lead for the form" in (built.root / "text/book/record.txt").read_text("utf-8")
