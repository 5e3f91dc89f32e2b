"""What must be on every page is there; what site/pages.py asks of a page, each with a page that it has to refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from places import ROOT

from policybook.load import load
from policybook.site import pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def book() -> pages.Book:
    return pages.Book(load(ROOT))


@pytest.fixture(scope="module")
def site(site_dir: Path) -> dict[str, pages.Page]:
    return pages.read(site_dir)


def test_every_page_has_what_must_be_on_it_and_every_block_stands_once(site, book):
    assert [*map(str, pages.wrong(site, book))] == []
    assert len(site) > 90


def test_no_two_pages_say_the_same_of_themselves(site):
    said = {
        path: one.said["content"]
        for path, page in site.items()
        for one in page.all
        if one.said.get("name") == "description"
    }
    assert said.keys() == site.keys()
    assert [path for path, what in said.items() if [*said.values()].count(what) > 1] == []


def test_every_question_and_every_right_answer_was_looked_at(site, book):
    asked = {name for page in site.values() for name, one in page.questions if one.tag == "fieldset"}
    assert asked == book.keys.keys()
    assert sum(bool(key.right) for key in book.keys.values()) > 150
    assert len(book.blocks) > 250


def test_what_is_left_out_of_the_site_is_named_with_its_page(site, book):
    for block in (book.blocks[0], book.blocks[-1]):
        less = {path: page for path, page in site.items() if path != f"{block.page}.html"}
        said = [*map(str, pages.every_block(less, book))]
        assert any(f"{block.page}.html:1: “{block.id}” has to stand once" in line for line in said)


def test_markup_is_read_with_its_lines_whatever_it_leaves_open():
    page = pages.Page("x.html", "<p>one<br>two\n<div class='a b'><p>three</div>\n<p id=x>four</b> &amp; five")
    assert [(one.tag, one.line) for one in page.all][1:] == [
        ("p", 1),
        ("br", 1),
        ("div", 2),
        ("p", 2),
        ("p", 3),
    ]
    assert page.all[-1].words == "four & five"
    assert page.of_class("b")[0].words == "three"
