"""What people come for: whom to tell, a clause and what it cites, a question answered, a clause found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

PHONE = 320
QUIZ = "/quizzes/safer-networking.html"
NETWORKING = "/book/policy/safer-networking.html"


def test_the_home_page_has_three_doors_that_lead_in(leaf: Callable) -> None:
    page = leaf("/index.html", width=PHONE).page
    doors = page.locator(".pb-doors a")
    assert doors.count() == 3
    for at, heading in enumerate(("Tell somebody", "I am new here", "For governors")):
        page.goto(page.url.split("#")[0])
        doors.nth(at).click()
        expect(page.locator("h1")).to_contain_text(heading)
        page.go_back()


def test_a_card_says_both_or_either_and_how_soon_two_taps_from_home(leaf: Callable) -> None:
    page = leaf("/index.html", width=360, height=740).page
    page.get_by_role("link", name="Tell somebody").first.click()
    cards = page.locator("details.pb-card")
    # Opening one shows whom to tell without scrolling past anything else.
    exposure = cards.filter(has_text="5(c)").first
    expect(exposure.get_by_text("The policy asks")).to_be_hidden()
    exposure.locator("summary").first.click()
    expect(exposure.get_by_text("The policy asks")).to_be_visible()
    expect(exposure).to_contain_text(
        re.compile("both the Headteacher and the E-safety Officer", re.IGNORECASE)
    )
    expect(exposure).to_contain_text(re.compile("immediately", re.IGNORECASE))
    bullying = cards.filter(has_text="6(c)").first
    expect(bullying).to_contain_text(
        re.compile("either the E-safety Officer or the Headteacher", re.IGNORECASE)
    )
    images = cards.filter(has_text="5(a)").first
    expect(images).to_contain_text("Headteacher")
    expect(images).not_to_contain_text("E-safety Officer")
    about = page.locator("#reporting-about-headteacher")
    about.locator("summary").first.click()
    expect(about).to_contain_text("chair of governors")
    # What the policy does not say stands under what to do, folded.
    expect(about.get_by_text("The policy is silent").first).to_be_hidden()


def test_a_citation_leads_to_its_clause(leaf: Callable) -> None:
    page = leaf("/book/interpretations.html#i-4").page
    page.locator("#i-4 a.pb-cite[href$='#pupil-friend']").first.click()
    expect(page).to_have_url(re.compile(r"safer-networking\.html#pupil-friend$"))
    expect(page.locator("#pupil-friend")).to_be_in_viewport()
    expect(page.locator("#pupil-friend")).to_contain_text("should never")


def test_a_citation_shows_its_plain_words_on_focus_and_escape_closes_them(leaf: Callable) -> None:
    page = leaf("/book/interpretations.html#i-4").page
    cite = page.locator("#i-4 a.pb-cite[href$='#pupil-friend']").first
    cite.focus()
    preview = page.locator(".pb-preview")
    expect(preview).to_be_visible()
    expect(preview).to_contain_text("You should never become online friends with a pupil here.")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    cite.hover()
    expect(preview).to_be_visible()


def test_a_question_is_answered_without_javascript(leaf: Callable) -> None:
    page = leaf(QUIZ, javascript=False).page
    option = page.locator(".pb-question .pb-option").first
    expect(option.locator(".pb-feedback")).to_be_hidden()
    option.locator("summary").click()
    expect(option.locator(".pb-feedback")).to_be_visible()


def search(page: Page, words: str) -> None:
    """Type in the search box of the page, and press Enter."""
    box = page.locator("input[name=q]:visible").first
    box.fill(words)
    box.press("Enter")


def test_search_finds_a_clause_by_number_with_or_without_brackets_and_by_its_title(leaf: Callable) -> None:
    page = leaf("/index.html").page
    for words in ("3(d)", "3d", "clause 3 (D)", "Friends and followers"):
        search(page, words)
        go = page.locator(".pb-found a").first
        expect(go).to_have_text("3(d) Friends and followers")
        go.press("Enter")
        expect(page).to_have_url(re.compile(r"safer-networking\.html#pupil-friend$"))


def test_the_story_shows_its_decisions_as_questions(leaf: Callable) -> None:
    page = leaf("/scenarios/friend-request.html", width=PHONE).page
    questions = page.locator(".pb-question")
    assert questions.count() >= 3
    questions.first.locator("input").first.check()
    questions.first.get_by_role("button", name="Check my answer").click()
    expect(questions.first.locator(".pb-result")).to_have_text(re.compile(r"^(Right|Not yet)\."))


def test_every_policy_page_says_that_it_restates_the_policy(leaf: Callable, site_dir: object) -> None:
    for name in (
        "about",
        "introduction",
        "principles",
        "safer-networking",
        "communication",
        "images",
        "cyberbullying",
        "links",
    ):
        page = leaf(f"/book/policy/{name}.html").page
        notice = page.locator(".pb-notice").first
        expect(notice).to_contain_text("15 January 2019")
        expect(notice).to_contain_text("15 January 2020")


def test_the_handbook_is_published_as_data_with_its_schema(leaf: Callable) -> None:
    made = leaf("/index.html")
    for name in ("handbook.json", "handbook.schema.json", "record.schema.json"):
        answer = made.page.request.get(f"{made.server.url}/{name}")
        assert answer.ok
        assert answer.json()
