"""Somebody who has to tell: a card in two screens of a phone, and the same on one sheet for the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from pypdf import PdfReader

from policybook.check.run import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOOK = check(".")[0]
SCREEN = 740
SMALLEST = """() => {
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && holder.checkVisibility()) sizes.push(parseFloat(getComputedStyle(holder).fontSize));
  }
  return Math.min(...sizes) * 72 / 96;
}"""


def test_every_card_is_two_taps_from_home_and_two_screens_long_and_says_first_what_to_do(
    leaf: Callable, axe: Callable
):
    page = leaf("/index.html", width=360, height=SCREEN).page
    page.get_by_role("link", name="Tell somebody").first.click()
    cards = page.locator("details.pb-card").all()
    assert len(cards) > 10
    shut = cards[-1].bounding_box()
    assert shut["y"] + shut["height"] <= 2 * SCREEN
    titles = [card.locator("summary").first.inner_text() for card in cards]
    assert len({title.partition(",")[0] for title in titles}) == len(titles)
    for title, card in zip(titles, cards, strict=True):
        card.locator("summary").first.click()
        whole, first = card.bounding_box(), card.locator(".pb-route p:not(.pb-layer)").first.bounding_box()
        assert whole["height"] <= 2 * SCREEN, title
        assert first["y"] - whole["y"] <= 220, title
        assert card.locator("details[open]").count() == 0, title
        for ring in card.locator("a.pb-ring").all():
            assert ring.get_attribute("href").startswith("tel:"), title
            assert ring.bounding_box()["height"] >= 44, title
        numbers = card.get_by_text("has not filled in the telephone number")
        assert numbers.count() or card.locator("a.pb-ring").count(), title
        card.locator("summary").first.click()
    page.evaluate(
        "document.querySelectorAll('.pb-card, .pb-card details').forEach(one => { one.open = true; })"
    )
    assert axe(page) == []


def test_a_concern_about_somebody_who_would_be_told_leads_with_the_route_that_is_left(leaf: Callable):
    page = leaf("/book/who-to-tell.html", width=360, height=SCREEN).page
    excuses = [reading for reading in BOOK.readings if reading.form == "excuses"]
    assert len(excuses) == 3
    for reading in excuses:
        card = page.locator(f"#reporting-{'-'.join(reading.when)}")
        card.locator("summary").first.click()
        expect(card.locator("p:not(.pb-layer)").first).to_contain_text(", tell the ")
        expect(card.get_by_text("The 2019 policy does not say")).to_be_hidden()
        expect(card.get_by_text("What the policy says then").first).to_be_visible()
        rings = card.locator(".pb-rings").all_inner_texts()
        office = next(role.title for role in BOOK.roles if role.id == reading.recipient)
        assert not any(office in ring for ring in rings)


def test_the_poster_is_one_sheet_of_a4_in_words_of_ten_points_or_more(leaf: Callable, tmp_path: Path):
    page = leaf("/book/who-to-tell.html").page
    titles = page.locator("details.pb-card > summary").all_inner_texts()
    page.locator("article").get_by_role("link", name="for the wall").click()
    # A click does not wait for what it leads to, nor does printing for its styles.
    page.wait_for_url("**/poster.html")
    page.pdf(path=tmp_path / "poster.pdf", prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "poster.pdf").pages
    assert len(sheets) == 1
    assert [round(side) for side in sheets[0].mediabox[2:]] == [595, 842]
    words = " ".join(
        sheets[0].extract_text().replace("ﬃ", "ffi").replace("ﬁ", "fi").replace("ﬀ", "ff").split()
    )
    rules = [one.title for one in BOOK.guidance if one.layer == "house"]
    told = ("headteacher", "e-safety-officer", "dsl", "deputy-dsl", "chair-of-governors", "lado", "office")
    offices = [f"{role.title}:" for role in BOOK.roles if role.id in told]
    assert len(offices) == len(told)
    for said in ("Ring 999 first", *titles, *rules, *offices):
        assert said.replace("’", "'") in words.replace("’", "'").replace("E- safety", "E-safety"), said
    assert "Print it on one sheet" not in words
    page.emulate_media(media="print")
    assert round(page.evaluate(SMALLEST), 3) >= 10
    # One step away from “Tell somebody”, and in no other page's menu.
    home = leaf("/index.html").page
    assert home.locator(".pb-menu a[href*='poster']").count() == 0
