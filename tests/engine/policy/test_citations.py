"""One reader of citations and links, and one answer to what a thing is called, wherever it is cited."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from badinput import copy_of_small
from extsite import Site
from places import SMALL

from policybook import notebook
from policybook.changes.wording import flat
from policybook.ext.base.book import Book
from policybook.ext.base.words import standing_alone
from policybook.load import load
from policybook.policy.citations import (
    Citation,
    bare_words,
    citations,
    cited,
    clauses_named,
    links,
    recited,
    relinked,
    unlinked,
)
from policybook.policy.english import linking, plain_text
from policybook.policy.handbook import Handbook
from policybook.policy.organisation import Office
from policybook.portable.items import items_of
from tools.lite.quiz_page import quiz_notebook

BOOK = load(SMALL)
MANAGER = Office("manager", "The manager", "A. Name", "extension 5")

CALLED = [
    ("{clause}`accidents`", "2(a) Accidents"),
    ("{clause}`safety-first`", "Safety"),
    ("{interp}`I-1`", "I-1 Nearly an accident"),
    ("{question}`a-fall`", "Question 2: Somebody fell. Whom do you tell? Choose all that are needed."),
    ("{scenario}`first-day`", "Scenario: The first day"),
    ("{role}`manager`", "The manager"),
]
QUOTED = [
    ("{verb}`filming`", "“should never”"),
    ("{verb}`no-running/run`", "“must not”"),
    ("{contrast}`may`", "“may”"),
]
OWN = [(f"{cite[:-1].replace('`', '`these own words <')}>`", "these own words") for cite, _ in CALLED]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{clause}`x`", [("clause", "x", "", "x")]),
        ("{clause}`this rule <x>`", [("clause", "x", "this rule", "this rule <x>")]),
        ("{clause}`this\n  rule <x>`", [("clause", "x", "this rule", "this\n  rule <x>")]),
        ("{clause}`<x>`", [("clause", "x", "", "<x>")]),
        ("{clause}` x `{interp}`I-1`", [("clause", "x", "", " x "), ("interp", "I-1", "", "I-1")]),
        ("{why}``say {clause}`x` first``", [("why", "say {clause}`x` first", "", "say {clause}`x` first")]),
        ("{clause} `x`, `x` and {Clause}`x`", []),
        ("{clause}`x", []),
        ("", []),
    ],
)
def test_each_role_is_read_with_its_id_and_the_authors_own_words(text, read):
    found = list(citations(text))
    assert [(one.role, one.id, one.words, one.text) for one in found] == read
    assert all(text[slice(*one.span)].startswith("{" + one.role) for one in found)


def test_a_link_is_read_with_its_words_and_where_it_leads():
    (link,) = links("See [whom to tell](book/who.md#a), [not] (this).")
    assert (link.words, link.to) == ("whom to tell", "book/who.md#a")


def test_what_is_cited_is_found_by_its_role_in_order():
    text = "{clause}`b`, {interp}`I-1`, {clause}`this <a>`"
    assert clauses_named(f"{text} {{verb}}`c/run` {{verb}}`d`") == ["b", "a", "c", "d"]
    assert cited(text, ("clause", "interp")) == ["b", "I-1", "a"]


def test_a_citation_and_a_link_stay_where_nothing_is_said_for_them():
    text = "{clause}`b`, {interp}`I-1` and [x](y), [z](w)"
    assert recited(text, lambda one: "it" if one.role == "clause" else None) == text.replace(
        "{clause}`b`", "it"
    )
    assert relinked(text, lambda one: one.words if one.to == "y" else None) == text.replace("[x](y)", "x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**See** {clause}`this rule <x>`,\n and [that](y.md) `z`_s", "See this rule <x>, and that zs"),
        ("{why}``because {clause}`x` says``", "because x says"),
        ("[{clause}`x` here](y)", "x here"),
        ("{clause}``", ""),
        ("{clause}`x``y`", "xy"),
    ],
)
def test_a_fingerprint_is_taken_of_what_stands_between_the_backticks(text, words):
    assert bare_words(text) == words


# ---- what a thing is called: each role, with and without own words, each renderer, one answer


def on_moodle(book: Handbook, text: str) -> str:
    question = replace(book.questions[0], prompt=text)
    said = next(items_of(replace(book, questions=(question, *book.questions[1:])))).prompt
    return re.sub(r"(, outside guidance)? \(\S+\)$", "", said)


def in_a_story(book: Handbook, text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", notebook.paragraphs(text)))


def in_a_quiz_notebook(book: Handbook, text: str) -> str:
    cells = quiz_notebook(book, "quizzes/rules", f"# Title\n\nCall 999. {text}")["cells"]
    return unlinked(cells[0]["source"].partition("999. ")[2])


RENDERERS = {
    "as plain text": plain_text,
    "in a preview": lambda book, text: Book(book).plain(text),
    "on Moodle": on_moodle,
    "in a notebook's question": lambda book, text: notebook.plain(text),
    "in a notebook's story": in_a_story,
    "in a quiz as a notebook": in_a_quiz_notebook,
    "in a redline": lambda book, text: flat(book, replace(book.interpretations[0], text=text)),
}


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize(("text", "called"), [*CALLED, *OWN, *QUOTED])
def test_a_thing_is_called_the_same_wherever_it_is_cited(text, called, renderer, monkeypatch):
    book = replace(BOOK, roles=(MANAGER,))
    monkeypatch.setattr(notebook, "handbook", lambda: book)
    assert RENDERERS[renderer](book, text) == called


def test_in_jupyter_a_clause_leads_to_where_the_site_has_it():
    for (role, name), cite in Book(BOOK).cites.items():
        if role in ("clause", "interp"):
            there = f"[{cite.label}](../{cite.page}.md#{cite.anchor})"
            assert linking(BOOK, Citation(role, name, "", name, (0, 0))) == there


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of the site that cites everything, in both ways."""
    root = copy_of_small(tmp_path_factory.mktemp("cites"))
    listed = "book/policy/rules\nbook/policy/reporting\nbook/interpretations\nbook/guidance\nquizzes/rules"
    said = "\n\n".join(
        f"Look: {text} There." for text, _ in [*CALLED, *OWN, *QUOTED] if "{scenario}" not in text
    )
    (root / "index.md").write_text(f"# Home\n\n{said}\n\n```{{toctree}}\n{listed}\n```\n", "utf-8")
    site = Site(root).build()
    paragraphs = re.findall(r"<p>Look: (.*?) There\.</p>", site.page("index"), re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in paragraphs], site.warnings


def test_the_page_itself_says_the_same(page):
    said, warnings = page
    assert said == [called for text, called in [*CALLED, *OWN, *QUOTED] if "{scenario}" not in text]
    assert "this cites" not in warnings


def test_a_question_that_names_itself_is_called_something_still():
    asks = replace(BOOK.questions[0], prompt="Is it {question}`late-for-a-lesson`?")
    book = replace(BOOK, questions=(asks,))
    assert plain_text(book, "{question}`late-for-a-lesson`") == "Question 1: Is it late-for-a-lesson?"


def test_an_edition_and_what_is_not_there_are_called_by_their_ids():
    assert plain_text(BOOK, "{edition}`2019.1.0#x`, {clause}`gone`, {term}`a word`") == (
        "edition 2019.1.0, gone, a word"
    )


def test_only_what_lasts_is_cited_in_an_edition():
    text = (
        "{clause}`x` {verb}`x`, {term}`protocols <protocol>`, [here](page.md), [there](https://example.org)"
    )
    assert standing_alone(text) == "{clause}`x` {verb}`x`, protocols, here, [there](https://example.org)"
