"""“May I …?” on a phone: typed, chosen, linked to, asked back, by keyboard alone, from a disk, and without a script."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyboard import press_until
from playwright.sync_api import expect

from policybook.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

PAGE = "/book/may-i.html"
GO = """where => new Promise((done) => {
  addEventListener("hashchange", () => setTimeout(done), { once: true });
  location.hash = where;
})"""
PHONE = {"width": 360, "height": 740}
BOOK = load(Path(__file__).parents[2])
QUESTIONS = BOOK.everyday.questions
SAID = {"yes": "Yes", "no": "No", "ask": "Ask first", "silent": "The policy does not say"}
TABLE, LOOK_UP = 40_000, 7_500
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def ask(page: Page, words: str) -> None:
    page.get_by_label("Ask in your own words").fill(words)
    page.get_by_role("button", name="Ask", exact=True).click()


def headline(page: Page) -> str:
    return (page.locator(".pb-may-headline").text_content() or "").strip()


def test_what_is_typed_offers_three_questions_and_one_of_them_answers_on_one_screen(leaf: Callable):
    page = leaf(PAGE, **PHONE).page
    ask(page, "A parent has messaged me on my own number, may I answer?")
    offers = page.locator(".pb-may-offers .pb-chip")
    assert 1 <= offers.count() <= 3
    assert page.locator(".pb-may-answer").is_hidden(), "what is typed never answers by itself"
    page.get_by_role("link", name="May I answer a parent from my own phone?").click()
    expect(page.locator("h1")).to_have_text("May I answer a parent from my own phone?")
    expect(page.locator("h1")).to_be_focused()
    assert headline(page) == "No"
    verdict = page.locator(".pb-may-verdict").bounding_box()
    assert verdict["y"] + verdict["height"] <= PHONE["height"]
    assert page.evaluate(WIDE) == 0


@pytest.mark.parametrize("words", ["a child told me something", "scared", "horrible picture", "threats"])
def test_a_worry_puts_telling_somebody_first(leaf: Callable, words: str):
    page = leaf(PAGE, **PHONE).page
    ask(page, words)
    first = page.locator(".pb-may-offers a").first
    expect(first).to_have_text("Tell somebody")
    first.click()
    expect(page).to_have_url(re.compile(r"/book/who-to-tell\.html"))


def test_every_everyday_question_is_answered_as_the_lead_expects_and_starts_on_the_first_screen(
    leaf: Callable,
):
    page = leaf(PAGE, **PHONE).page
    tall = []
    for question in QUESTIONS:
        page.evaluate(f"location.hash = 'may-{question.id}'")
        expect(page.locator("h1")).to_have_text(question.title.replace("'", "’"))
        assert headline(page) == SAID[question.says], question.id
        box = page.locator(".pb-may-headline").bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"], question.id
        verdict = page.locator(".pb-may-verdict").bounding_box()
        tall += [question.id] if verdict["y"] + verdict["height"] > PHONE["height"] else []
    assert tall == [], "the verdict and its sentence are on one screen"


def test_the_one_circumstance_that_turns_the_answer_is_asked_and_can_be_taken_back(leaf: Callable):
    page = leaf(f"{PAGE}#may-accept-a-pupils-request", **PHONE).page
    assert headline(page) == "No"
    expect(page.locator(".pb-may-title")).to_have_text("Is the pupil your own child?")
    page.locator(".pb-may-asks").get_by_role("link", name="Yes").click()
    expect(page.locator(".pb-may-headline")).to_have_text("Ask first")
    assert "given=own-child" in page.url
    page.reload()
    expect(page.locator(".pb-may-headline")).to_have_text("Ask first")
    page.get_by_role("link", name="Take this back").click()
    expect(page.locator(".pb-may-headline")).to_have_text("No")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.locator(".pb-may-asks")).to_have_text("Then this is the answer.")


def test_another_reader_gets_another_answer(leaf: Callable):
    page = leaf(f"{PAGE}#may-lend-my-login", **PHONE).page
    assert headline(page) == "No"
    page.get_by_label("You are").select_option("governor")
    assert "who=governor" in page.url
    expect(page.locator(".pb-may-why")).to_contain_text("I-1")


def test_lists_lead_to_an_answer_whose_link_keeps_the_question(leaf: Callable):
    page = leaf(PAGE, **PHONE).page
    page.get_by_text("Or choose from lists").click()
    page.get_by_label("You are").select_option("teaching-assistant")
    page.get_by_label("May I", exact=True).select_option("message-from-own-phone")
    page.get_by_label("To whom or what").select_option("pupil")
    page.get_by_label("When").select_option("emergency")
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("h1")).to_have_text(
        "May I send a message from my own phone to a pupil of their school?"
    )
    expect(page.locator(".pb-may-headline")).to_have_text("Ask first")
    there = page.url
    page.get_by_role("link", name="Ask something else").click()
    expect(page.locator("h1")).to_have_text("May I …?")
    page.goto(there)
    expect(page.locator(".pb-may-headline")).to_have_text("Ask first")


@pytest.mark.parametrize(
    "link", ["who=teacher&act=fly", "who=wizard&act=lend&whom=login", "act=lend&whom=moon"]
)
def test_a_link_with_an_unknown_word_says_which_and_what_to_do(leaf: Callable, link: str):
    page = leaf(f"{PAGE}#{link}", **PHONE).page
    unknown = next(word for word in ("fly", "wizard", "moon") if word in link)
    expect(page.get_by_role("alert")).to_contain_text(f"“{unknown}”")
    expect(page.get_by_label("Ask in your own words")).to_be_visible()


def test_by_keyboard_alone(leaf: Callable):
    page = leaf(PAGE, **PHONE).page
    press_until(page, "Tab", page.get_by_label("Ask in your own words"))
    page.keyboard.type("lend my login")
    page.keyboard.press("Enter")
    press_until(page, "Tab", page.get_by_role("link", name="May I lend my login to a supply teacher?"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    press_until(page, "Tab", page.locator(".pb-may-why summary"))
    page.keyboard.press("Enter")
    expect(page.locator(".pb-may-why li").first).to_be_visible()
    press_until(page, "Tab", page.get_by_role("link", name="Ask something else"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ask in your own words")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_any_state(leaf: Callable, axe: Callable, dark: bool):
    page = leaf(PAGE, dark=dark, **PHONE).page
    ask(page, "child phone parent")
    page.get_by_text("Or choose from lists").click()
    page.get_by_label("May I", exact=True).select_option("lend")
    assert axe(page) == []
    for link in (
        "may-message-a-pupil-from-my-phone",
        "may-screenshot-an-indecent-image",
        "may-argue-with-a-parent-online",
        "may-listen-to-a-child",
        "act=fly",
    ):
        page.evaluate(GO, link)
        page.evaluate("document.querySelectorAll('.pb-may details').forEach((one) => { one.open = true; })")
        assert axe(page) == [], link


def test_without_a_script_it_is_a_list_to_browse_with_the_answers_in_the_page(leaf: Callable):
    page = leaf(PAGE, javascript=False, **PHONE).page
    page.get_by_text("Friends and followers", exact=True).click()
    page.get_by_text("May I accept a friend request from a former pupil?", exact=True).click()
    shown = page.locator("#may-accept-a-former-pupil")
    expect(shown.get_by_text("Ask first", exact=True)).to_be_visible()
    expect(shown.get_by_role("link", name="3(d) Friends and followers")).to_be_visible()
    assert page.get_by_label("Ask in your own words").count() == 0


def test_it_answers_from_a_disk_where_nothing_may_be_fetched(browser: Browser, site_dir: Path):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{(site_dir / PAGE[1:]).as_uri()}#may-lend-my-login")
    expect(page.locator(".pb-may-headline")).to_have_text("No")
    page.close()


def test_the_table_is_asked_for_when_somebody_asks_and_is_light(leaf: Callable, site_dir: Path):
    made = leaf(PAGE, **PHONE)
    made.page.wait_for_load_state("networkidle")
    assert not [url for url in made.requests if "may-table" in url]
    made.page.evaluate("location.hash = 'may-lend-my-login'")
    expect(made.page.locator(".pb-may-headline")).to_have_text("No")
    assert [url for url in made.requests if "may-table" in url]
    static = site_dir / "_static"
    assert len(gzip.compress((static / "may-table.js").read_bytes())) <= TABLE
    assert len(gzip.compress((static / "may.js").read_bytes())) <= LOOK_UP


def test_the_home_page_leads_there(leaf: Callable):
    page = leaf("/index.html", **PHONE).page
    page.get_by_role("link", name="May I post a class photograph?").click()
    expect(page.locator("h1")).to_have_text("May I post a class photograph?")
    expect(page.locator(".pb-may-headline")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("answer a parent from my own phone", "May I answer a parent from my own phone?"),
        ("accept a former pupil of 19", "May I accept a friend request from a former pupil?"),
        ("post a class photograph", "May I post a class photograph?"),
        ("chatgpt", "May I use an AI service for reports on pupils?"),
        ("use an AI service for reports", "May I use an AI service for reports on pupils?"),
    ],
)
def test_from_home_an_everyday_question_is_one_search_away(leaf: Callable, words: str, title: str):
    page = leaf("/index.html", **PHONE).page
    ask(page, words)
    page.locator(".pb-may-offers").get_by_role("link", name=title).click()
    expect(page.locator("h1")).to_have_text(title)
    assert headline(page) in SAID.values()


@pytest.mark.parametrize(
    ("happened", "whom"),
    [
        (
            "A child discloses that something is wrong.",
            "Designated safeguarding lead|designated safeguarding lead",
        ),
        ("Somebody finds indecent images of children.", "Headteacher"),
        (
            "There is any concern about communication or social contact.",
            "both the Headteacher and the E-safety Officer",
        ),
        ("The concern is about the Headteacher.", "chair of governors"),
        ("The concern is about the designated safeguarding lead.", "tell the Headteacher"),
    ],
)
@pytest.mark.parametrize("javascript", [True, False])
def test_from_any_page_whom_to_tell_is_two_taps_away(
    leaf: Callable, happened: str, whom: str, javascript: bool
):
    page = leaf("/quizzes/images.html", javascript=javascript, **PHONE).page
    page.locator(".pb-emergency").get_by_role("link", name="Tell somebody").click()
    card = page.locator("details.pb-card").filter(has=page.get_by_text(happened, exact=True))
    card.locator("summary").first.click()
    expect(card.get_by_text(re.compile(whom)).first).to_be_visible()
