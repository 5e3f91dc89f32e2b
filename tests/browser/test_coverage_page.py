"""The page of coverage: folded tables, and with JavaScript a choice among their rows, by keyboard too, that unfolds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PAGE = "/book/coverage.html"
RULES = "#rules-and-their-questions"
PHONE = 320


def rows(page: Page) -> int:
    """How many rules are left."""
    return page.locator(f"{RULES} tbody tr:not([hidden])").count()


def seen(page: Page) -> int:
    """How many rules are seen."""
    return page.locator(f"{RULES} tbody tr:visible").count()


def test_without_javascript_every_rule_and_every_question_is_there_to_unfold(leaf: Callable):
    page = leaf(PAGE, javascript=False).page
    folds = page.locator(".pb-more > summary")
    folds.first.click()
    expect(page.locator(".pb-more").first).to_have_attribute("open", "")
    folds.evaluate_all("all => all.slice(1).forEach((one) => one.click())")
    assert page.locator("tbody tr").count() == page.locator("tbody tr:visible").count() > 100
    assert page.locator("select").count() == 0


def test_each_choice_narrows_what_is_shown_and_says_how_much_is_left(leaf: Callable):
    page = leaf(PAGE).page
    every = rows(page)
    rules = page.locator(RULES)
    rules.get_by_label("Section").select_option("2 Principles")
    section = rows(page)
    rules.get_by_label("Verb").select_option("must")
    verb = rows(page)
    rules.get_by_label("Path").select_option("The core path")
    assert every > section > verb >= rows(page) > 0
    assert rules.get_by_role("status").inner_text() == f"{rows(page)} of {every} rows."
    assert seen(page) == rows(page), "what was chosen unfolds"
    for label in ("Section", "Verb", "Path"):
        rules.get_by_label(label).select_option("All")
    assert rows(page) == every
    assert seen(page) == 0


def test_the_choices_work_by_keyboard(leaf: Callable):
    page = leaf(PAGE).page
    every = rows(page)
    page.locator(RULES).get_by_label("Section").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert 0 < rows(page) == seen(page) < every
    assert page.evaluate("document.activeElement.labels[0].textContent") == "Verb"


def test_nothing_lies_beside_a_phone_when_it_is_filtered(leaf: Callable, axe: Callable):
    page = leaf(PAGE, width=PHONE).page
    page.locator(RULES).get_by_label("Section").select_option("6 Cyberbullying")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert axe(page) == []
