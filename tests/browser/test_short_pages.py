"""What a long page folds away is found again, by a link and by a choice. test_every_page holds how long a page may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH, SCREEN = 360, 740
EDITION = "/editions/2019.1.1.html"
BELOW_HEADER = "e => e.getBoundingClientRect().top - document.querySelector('.mobile-header').offsetHeight"


def test_a_link_into_a_fold_opens_it_where_the_reader_sees_it_and_nothing_jumps(leaf: Callable) -> None:
    made = leaf("/book/clauses.html", width=WIDTH, height=SCREEN)
    page = made.go(f"{EDITION}#pupil-friend")
    clause = page.locator("#pupil-friend")
    for _ in range(2):
        expect(clause).to_be_in_viewport()
        assert 0 <= clause.evaluate(BELOW_HEADER) <= 40, "under the header, and close to it"
        fold = page.locator(".pb-more", has=clause)
        expect(fold).to_have_attribute("open", "")
        # Shut again, the same link opens it again, by keyboard.
        fold.evaluate("fold => { fold.open = false; }")
        page.get_by_role("button", name="Menu", exact=True).click()
        page.locator(".pb-toc a[href='#pupil-friend']").focus()
        page.keyboard.press("Enter")
    shifted = """() => new Promise((done) => new PerformanceObserver((list) => done(
      list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({type: "layout-shift", buffered: true})
      || setTimeout(() => done(0), 300))"""
    made.go("/index.html")
    assert made.go(f"{EDITION}#i-16").evaluate(shifted) < 0.01


def test_a_choice_among_the_verdicts_leaves_one_act_open(leaf: Callable) -> None:
    page = leaf("/book/verdicts.html", width=WIDTH, height=SCREEN).page
    page.get_by_label("What somebody does").select_option("Ring from a personal mobile")
    expect(page.locator(".pb-more:visible")).to_have_count(1)
    expect(page.locator(".pb-more tbody tr:visible")).to_have_count(3)
    expect(page.get_by_role("status")).to_contain_text("3 of ")
