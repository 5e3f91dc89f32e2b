"""What is seen first is what the page is about, however small the screen; and a reader sees where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = [
    "/book/policy/safer-networking.html",
    "/quizzes/images.html",
    "/scenarios/about-the-person-you-would-tell.html",
    "/book/who-to-tell.html",
    "/book/induction/lunchtime-and-site.html",
    "/book/record.html",
    "/book/verdicts.html",
    "/book/interpretations.html",
    "/proposals/P7.html",
]
FIRST_WORDS = """() => {
  const title = document.querySelector("article h1");
  const after = [...document.querySelectorAll("article :is(p, legend, li, h2)")]
    .find((one) => one.checkVisibility() && title.compareDocumentPosition(one) & 4);
  const words = document.createRange();
  words.selectNodeContents(after);
  return {title: title.getBoundingClientRect().bottom, line: words.getClientRects()[0].bottom};
}"""


def test_the_heading_is_in_the_first_view_at_400_percent_and_the_first_words_on_a_small_phone(
    leaf: Callable,
) -> None:
    made = leaf("/index.html", width=320, height=256)
    for path in ["/index.html", *KINDS]:
        page = made.go(path)
        assert page.evaluate(FIRST_WORDS)["title"] <= 256, path
        page.set_viewport_size({"width": 320, "height": 568})
        assert page.evaluate(FIRST_WORDS)["line"] <= 568, path
        page.set_viewport_size({"width": 320, "height": 256})
        where = page.get_by_role("navigation", name="Where this page is")
        expect(where).to_have_count(0 if path == "/index.html" else 1)
    expect(where).to_have_text("Home › Read closely › Proposals")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_menu_opens_at_where_one_is(leaf: Callable, width: int) -> None:
    page = leaf("/proposals/P7.html", width=width, height=740).page
    here = page.locator(".pb-menu [aria-current=page]")
    if width < 1000:
        page.get_by_role("button", name="Menu", exact=True).click()
        expect(page.get_by_role("button", name="Close menu")).to_be_in_viewport()
    expect(here).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_right_and_not_yet_differ_by_an_edge_and_a_sign_beside_the_words(leaf: Callable) -> None:
    page = leaf("/quizzes/images.html", width=360, whole=True).page
    form = page.locator("form.pb-form:has([data-kind=one])").first
    seen = {}
    for option in form.locator("label").all():
        option.click()
        form.get_by_role("button", name="Check my answer").click()
        first = form.locator(".pb-said-first")
        edge = form.locator(".pb-result").evaluate("e => getComputedStyle(e).borderLeftColor")
        seen[first.inner_text()[:3]] = (edge, first.evaluate("e => getComputedStyle(e, '::before').content"))
    assert len({edge for edge, _ in seen.values()}) == len({sign for _, sign in seen.values()}) == 2


def test_a_schools_logo_is_as_high_as_a_button_in_the_header_and_stands_on_paper(leaf: Callable) -> None:
    page = leaf("/book/policy/links.html", width=320, height=568).page
    page.evaluate(
        """() => {
          const logo = Object.assign(new Image(), { className: "pb-logo", alt: "", src: "/_static/icon.png" });
          document.querySelector(".mobile-header .pb-brand").prepend(logo);
          return logo.decode();
        }"""
    )
    logo, header = page.locator(".mobile-header .pb-logo"), page.locator(".mobile-header")
    assert logo.bounding_box()["height"] == 44
    assert header.bounding_box()["height"] <= 48
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    expect(logo).to_be_visible()
    expect(page.get_by_role("button", name="Menu", exact=True)).to_be_hidden()
    assert logo.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]


def test_what_is_on_a_page_stands_at_the_foot_of_the_menu_on_a_phone_and_beside_the_words_on_a_desk(
    leaf: Callable,
) -> None:
    page = leaf("/book/policy/safer-networking.html", width=360, height=740).page
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    contents.get_by_role("link", name="3(d) Friends and followers").click()
    expect(contents).to_be_hidden()
    expect(page.locator("#pupil-friend")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 740})
    expect(contents).to_be_visible()
    assert contents.bounding_box()["x"] > page.locator("article").bounding_box()["x"] + 500


def test_no_heading_breaks_within_a_word_such_as_e_safety(leaf: Callable) -> None:
    page = leaf("/book/pack-to-print.html", width=320, height=568).page
    whole = page.locator("h1 .pb-whole")
    expect(whole).to_have_text("e-safety")
    assert len(whole.evaluate("e => [...e.getClientRects()]")) == 1
    assert whole.evaluate("e => getComputedStyle(e).whiteSpace") == "nowrap"
