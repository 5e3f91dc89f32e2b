"""On the site a governor sees what proposals would change, in words, in decisions and in training; none looks like policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

REGISTER = "/book/proposals.html"
BOTH = "/proposals/together-p4-p5.html"
MARK = "Proposal, not policy"
PAGES = ("P1", "P4", "P7", "together-p4-p5", "together-p7-p12", "together-all")


def open_all(page: Page) -> None:
    page.locator("article details").evaluate_all("all => all.forEach(details => details.open = true)")


def test_from_the_governors_register_to_what_p4_and_p5_together_would_change(leaf: Callable):
    page = leaf(REGISTER).page
    page.get_by_role("link", name="P4 and P5 together", exact=True).click()
    # A click does not wait for the page that it leads to.
    page.wait_for_url(f"**{BOTH}")
    words, practice, training = (page.locator(f"#{name}") for name in ("words", "flips", "training"))
    # In words: all three clauses, with what would go and what would be new.
    assert words.get_by_role("heading", level=3).all_inner_texts() == [
        "4(d) Personal information, and a child who discloses: amended",
        "5(a) Indecent images of children: never handle them: amended",
        "6(b) Keep the evidence: amended",
    ]
    assert (
        "Nobody must delete it."
        in words.locator("ins").filter(has_text="Nobody must delete it.").inner_text()
    )
    assert words.locator("del").count() > 0
    # In decisions: the gravest first, in sentences.
    assert "would be judged otherwise" in practice.inner_text()
    assert practice.get_by_role("listitem").first.is_visible()
    # In training: how much, and which.
    assert "would need review" in training.inner_text()
    question = training.get_by_role("listitem").first.get_by_role("link")
    question.click()
    page.wait_for_url("**/quizzes/**")


def test_the_way_there_is_by_keyboard(leaf: Callable):
    page = leaf(REGISTER).page
    link = page.get_by_role("link", name="P4 and P5 together", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BOTH}")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_proposals_says_first_and_throughout_that_it_is_not_policy(leaf: Callable, name: str):
    page = leaf(f"/proposals/{name}.html").page
    assert page.locator("h1").inner_text().startswith(("Proposal P", "Proposals: "))
    assert page.get_by_role("note").first.inner_text().startswith(MARK)
    open_all(page)
    for said in page.locator(".pb-proposal > .pb-layer").all_inner_texts():
        assert said.startswith(MARK)
    # No redline stands outside a block that says what it is.
    assert page.locator(".pb-redline").count() == page.locator(".pb-proposal .pb-redline").count()
    assert page.locator(".pb-policy, .pb-clause").count() == 0


def test_each_outside_source_is_to_be_checked_before_anybody_relies_on_it(leaf: Callable):
    page = leaf("/proposals/P4.html").page
    sources = page.locator("#sources .pb-proposal > p:not(.pb-layer)")
    assert sources.count() == 4
    assert all("Check before relying on it." in said for said in sources.all_inner_texts())


def test_two_that_clash_show_why_and_no_words(leaf: Callable):
    page = leaf("/proposals/together-p7-p12.html").page
    assert page.get_by_text("P7 and P12 both change the clause “extremist-views”.").is_visible()
    assert page.locator(".pb-redline").count() == 0
    page.goto(page.url.replace("together-p7-p12", "P12"))
    assert "It clashes" in page.locator("#others").inner_text()


def test_what_is_struck_through_is_said_in_words_too(leaf: Callable):
    page = leaf(BOTH).page
    assert page.locator("ins").first.evaluate("node => node.textContent").startswith("put in: ")
    assert page.locator("del").first.evaluate("node => node.textContent").startswith("taken out: ")


def test_no_search_for_a_clause_leads_to_a_proposal(leaf: Callable, site_dir: Path):
    # What a proposal would add has no entry of its own among the clauses.
    for file in ("search-index.js", "search-more.js"):
        listed = (site_dir / "_static" / file).read_text(encoding="utf-8")
        for name in ("concern-about-headteacher", "generative-ai", "child-bullied-online"):
            assert f'"{name}"' not in listed
    page = leaf("/search.html?q=4%28d%29").page
    page.locator(".pb-found a").first.click()
    page.wait_for_url(lambda url: url.endswith("/book/policy/communication.html#personal-information"))


def test_the_exported_handbook_holds_no_proposal(site_dir: Path):
    exported = (site_dir / "handbook.json").read_text(encoding="utf-8")
    assert "concern-about-headteacher" not in exported
    assert '"proposals":["P' not in exported


def test_the_menu_lists_proposals_where_they_are_read_and_not_elsewhere(leaf: Callable):
    here = leaf("/proposals/P4.html").page
    assert here.locator("#pb-menu a, .pb-menu a").filter(has_text="Proposal P5").count() == 1
    there = leaf("/book/policy/images.html").page
    assert there.locator(".pb-menu a").filter(has_text="Proposal P5").count() == 0
    assert there.locator(".pb-menu a").filter(has_text="Proposals").count() == 1
