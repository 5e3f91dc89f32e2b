"""What people come to ask on a phone, from home, in three taps or one search each: with a connection, without, and without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from policybook.site.serve import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

PHONE = {"width": 360, "height": 740}
MOST = 3
ASKED = (
    # as it is typed, its matter and its question, the answer, and what stands with it
    (
        "answer a parent from my own phone",
        "Messages and calls",
        "May I answer a parent from my own phone?",
        "No",
        "4(a)",
    ),
    (
        "a former pupil of 19 added me",
        "Friends and followers",
        "May I accept a friend request from a former pupil?",
        "Ask first",
        "3(d)",
    ),
    ("a photograph of my class", "What I post", "May I post a class photograph?", "Ask first", "1.p1"),
    (
        "chatgpt for reports",
        "Logins, devices and the network",
        "May I use an AI service for reports on pupils?",
        "The policy does not say",
        "What our school does",
    ),
)
HAPPENED = (
    # what has happened, the card, and whom it says to tell
    ("a colleague joked about a pupil", "contact-concern", "Tell the designated safeguarding lead"),
    ("something horrible is on a laptop", "unsuitable-material-concern-about-staff", "Headteacher"),
    ("a child told me something", "disclosure", "designated safeguarding lead"),
    ("I am worried about the Headteacher", "about-headteacher", "chair of governors"),
    ("I am worried about the lead", "about-dsl", "Headteacher"),
)


class Taps:
    """Somebody's finger, which counts."""

    count = 0

    def on(self, place: Locator) -> None:
        """Tap what can be seen and is not too small."""
        place.evaluate("place => place.scrollIntoView({ block: 'center' })")
        assert min(place.bounding_box()["height"], place.bounding_box()["width"]) >= 24
        place.click()
        self.count += 1


@pytest.fixture(scope="module", params=["with a connection", "without a connection", "without a script"])
def phone(request: pytest.FixtureRequest, browser: Browser, site_dir: Path, server: Server) -> Iterator[Page]:
    """A phone, by the way that the test is tried, on which the first page has been seen once."""
    script = request.param != "without a script"
    context = browser.new_context(viewport=PHONE, locale="en-GB", java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{server.url}/index.html")
    if request.param == "without a connection":
        page.evaluate("navigator.serviceWorker.ready")
        context.set_offline(True)
    page.scripted = script
    yield page
    context.close()


@pytest.fixture
def home(phone: Page, server: Server) -> Page:
    """The first page there, with nothing kept of what somebody else asked."""
    phone.evaluate("localStorage.clear(), sessionStorage.clear()")
    phone.goto(f"{server.url}/index.html")
    return phone


@pytest.mark.parametrize(("typed", "matter", "question", "answer", "with_it"), ASKED)
def test_a_question_is_answered_with_its_clause(
    home: Page, typed: str, matter: str, question: str, answer: str, with_it: str
) -> None:
    taps = Taps()
    home.get_by_label("Ask in your own words").fill(typed)
    taps.on(home.get_by_role("button", name="Ask"))
    if home.scripted:
        taps.on(home.get_by_role("link", name=question))
        shown = home.locator(".pb-may-answer")
        expect(home.locator("h1")).to_have_text(question)
        expect(shown.locator(".pb-may-headline")).to_have_text(answer)
        headline = shown.locator(".pb-may-headline").bounding_box()
        assert headline["y"] + headline["height"] <= PHONE["height"]
    else:
        taps.on(home.get_by_text(matter, exact=True))
        taps.on(home.get_by_text(question, exact=True))
        shown = home.locator(".pb-asked[open]")
        expect(shown.locator(".pb-verdict")).to_have_text(answer)
    expect(shown).to_contain_text(with_it)
    assert taps.count <= MOST


@pytest.mark.parametrize(("happened", "card", "told"), HAPPENED)
def test_who_to_tell_stands_there_with_a_number_or_who_can_give_it(
    home: Page, happened: str, card: str, told: str
) -> None:
    taps = Taps()
    if home.scripted:
        home.get_by_label("Ask in your own words").fill(happened)
        taps.on(home.get_by_role("button", name="Ask"))
        taps.on(home.locator(".pb-may-offers a").first)
    else:
        taps.on(home.locator("article").get_by_role("link", name="Tell somebody"))
    shown = home.locator(f"#reporting-{card}")
    taps.on(shown.locator("summary").first)
    # What to do stands on the first screen from the card's title on.
    shown.evaluate("card => card.scrollIntoView()")
    expect(shown.locator("p:visible", has_text=told).first).to_be_in_viewport()
    rings = shown.locator("a.pb-ring")
    assert rings.count() or shown.get_by_text("has not filled in the telephone number").is_visible()
    expect(home.locator("a[href='tel:999']").first).to_be_visible()
    assert taps.count <= MOST
