"""What holds on every page of the built site, whoever wrote it."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from policybook.ext.base.short import FOR_PRINT
from policybook.load import load
from tools.journeys import journeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
PHONE, DESK = 320, 1280
SCREENS = 25
"""How long a page may be, in screens of 360 by 740, unless it is made to be printed."""
FIRST_VISIT, NEXT_PAGE = 35_000, 8_192
A_CLAUSE_PAGE = "/book/policy/safer-networking.html"
ONE_OF_EACH = [
    "/index.html",
    A_CLAUSE_PAGE,
    "/quizzes/images.html",
    "/scenarios/friend-request.html",
    "/book/who-to-tell.html",
    "/book/induction/teacher.html",
    "/book/record.html",
    "/proposals/P4.html",
]
PRINTED = [f"/{name}.html" for name in FOR_PRINT]
# The name of a vocabulary, not an address that anything is fetched from.
SVG = "http://www.w3.org/2000/svg"
# Letters, words, lines and paragraphs as far apart as WCAG 1.4.12 has them; and letters twice as large.
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
DOUBLED = "html { font-size: 200% !important; }"
CUT_OFF = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
  return [...document.querySelectorAll("body *")].filter((one) => {
    const { overflowX, overflowY, clipPath } = getComputedStyle(one);
    const cuts = [overflowX, overflowY].some((way) => ["hidden", "clip"].includes(way)) && clipPath === "none" && !one.closest("thead");
    return cuts && one.checkVisibility() && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
  }).map((one) => one.outerHTML.slice(0, 150));
}"""
FETCHED = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
    "object": "data",
    "embed": "src",
    "form": "action",
}


class Outline(HTMLParser):
    """What a page's markup says, without a browser."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.language = ""
        self.title = ""
        self.ids: Counter[str] = Counter()
        self.headings = 0
        self.fetched: list[str] = []
        self._in_title = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "html":
            self.language = said.get("lang") or ""
        self._in_title = tag == "title"
        self.headings += tag == "h1"
        if said.get("id"):
            self.ids[said["id"] or ""] += 1
        if address := said.get(FETCHED.get(tag, "")):
            self.fetched.append(address)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


def outline(site_dir: Path, page_path: str) -> Outline:
    return Outline((site_dir / page_path.lstrip("/")).read_text(encoding="utf-8"))


def elsewhere(text: str) -> list[str]:
    """Addresses on other hosts that a text names."""
    named = re.findall(r"""https?://[^\s"')]+|(?<=["'(])//[\w-]+\.[^\s"')]+""", text)
    return [address for address in named if not address.startswith(SVG)]


def test_a_page_says_its_language_and_its_title_and_has_one_main_heading(site_dir: Path, page_path: str):
    page = outline(site_dir, page_path)
    assert page.language == "en-GB"
    assert page.title.strip()
    assert page.headings == 1


def test_no_two_elements_of_a_page_share_an_id(site_dir, page_path):
    assert [name for name, times in outline(site_dir, page_path).ids.items() if times > 1] == []


def test_a_page_fetches_nothing_from_another_host(site_dir, page_path):
    assert [address for address in outline(site_dir, page_path).fetched if elsewhere(f'"{address}"')] == []


def test_no_stylesheet_script_or_picture_names_another_host_not_even_in_a_comment(site_dir):
    # Jupyter's own scripts name standards and their authors' pages; test_jupyter looks at all that it asks for.
    ours = [path for path in site_dir.rglob("*") if not path.is_relative_to(site_dir / "lite")]
    files = [path for path in ours if path.suffix in {".css", ".js", ".mjs", ".svg", ".map"}]
    # The search index holds the words of the policy, and so its addresses.
    named = {
        path.name: elsewhere(path.read_text("utf-8")) for path in files if path.name != "search-index.js"
    }
    assert {name: found for name, found in named.items() if found} == {}
    assert named, "the site has stylesheets and scripts to look at"


# Colours do not depend on the width, nor widths on the colours: each page is looked at in light on a phone and
# in the dark on a desk, and a page of each kind in all four ways.


def test_a_page_is_whole_on_a_phone_and_axe_finds_nothing_with_everything_open(
    leaf: Callable, axe: Callable[[Page], list[str]], page_path: str
):
    page = leaf(page_path, width=PHONE).page
    assert screens(page, page_path) <= SCREENS
    assert fits(page)
    unfold(page)
    assert fits(page), "nothing lies beside the screen when everything is open"
    assert axe(page) == []
    for style in (SPACED, DOUBLED):
        assert page.evaluate(CUT_OFF, style) == []
        assert fits(page), style


def test_axe_finds_nothing_on_a_desk_in_the_dark_with_everything_as_it_comes(
    leaf: Callable, axe: Callable, page_path: str
):
    page = leaf(page_path, width=DESK, dark=True).page
    assert axe(page) == []


@pytest.mark.parametrize("one_of_each", ONE_OF_EACH)
def test_axe_finds_nothing_in_the_dark_on_a_phone_or_in_the_light_on_a_desk(
    leaf: Callable, axe: Callable, one_of_each: str
):
    page = leaf(one_of_each, width=PHONE, dark=True).page
    unfold(page)
    assert axe(page) == []
    assert axe(leaf(one_of_each, width=DESK).page) == []


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_colours_that_the_reader_chose(leaf: Callable, axe: Callable, theme: str):
    page = leaf(A_CLAUSE_PAGE, dark=theme == "light").page
    button = page.get_by_role("button", name="Colours")
    while theme not in button.inner_text():
        button.click()
    assert axe(page) == []
    page.reload()
    assert page.evaluate("document.body.dataset.theme") == theme, "the choice is kept"


def test_axe_finds_nothing_in_an_open_menu(leaf: Callable, axe: Callable):
    page = leaf(A_CLAUSE_PAGE, width=PHONE).page
    page.get_by_role("button", name="Menu", exact=True).click()
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")  # it slides in
    assert axe(page) == []


def test_a_page_reads_on_a_phone_without_javascript(leaf: Callable, page_path: str):
    page = leaf(page_path, width=PHONE, javascript=False).page
    assert screens(page, page_path) <= SCREENS
    assert page.locator("h1").is_visible()
    assert len(page.locator("article[role=main]").inner_text().split()) > 5
    assert fits(page)
    page.get_by_role("link", name="Menu", exact=True).click()
    menu = page.get_by_role("navigation", name="Handbook")
    assert menu.is_visible()
    assert menu.get_by_role("link").count() > 5
    page.get_by_role("link", name="Close menu").click()
    assert not menu.is_visible()


def screens(page: Page, path: str) -> float:
    """How long the page is, as it comes."""
    page.set_viewport_size({"width": 360, "height": 740})
    box = page.locator("body").bounding_box()  # asked for from outside: the page may have no scripts
    page.set_viewport_size({"width": PHONE, "height": 900})
    assert box
    return 0 if path in PRINTED else box["height"] / 740


def fits(page: Page) -> bool:
    """Nothing has to be scrolled sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return bool(wide <= 0)


def test_a_first_visit_to_a_clause_page_is_light_and_the_next_page_lighter(visit: Callable):
    person = visit(A_CLAUSE_PAGE)
    assert person.transferred <= FIRST_VISIT
    for section in load(ROOT).sections:
        person.go(f"/{section.page}.html?")  # so that the browser has no copy of the first of them either
        assert person.transferred <= NEXT_PAGE, section.page


def test_the_phone_menu_works_by_keyboard_alone(leaf: Callable):
    page = leaf(A_CLAUSE_PAGE, width=PHONE).page
    focused = "document.activeElement.id || document.activeElement.textContent.trim()"
    menu = page.locator("#pb-menu")
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Skip to content"
    while page.evaluate(focused) != "pb-menu-open":
        page.keyboard.press("Tab")
    opener = page.locator("#pb-menu-open")
    assert opener.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert opener.get_attribute("aria-expanded") == "true"
    assert page.evaluate(focused) == "pb-menu-close", "focus moves in"
    for _ in range(40):  # round the menu and out to the browser's own buttons, never behind it
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('#pb-menu')"
        )
    page.keyboard.press("Escape")
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.evaluate(focused) == "pb-menu-open", "focus comes back"
    for _ in range(8):
        page.keyboard.press("Tab")
        assert not page.evaluate("!!document.activeElement.closest('#pb-menu')"), (
            "a shut menu is out of reach"
        )
    expect(menu).to_be_hidden()


def test_the_skip_link_goes_to_the_content(leaf: Callable):
    page = leaf(A_CLAUSE_PAGE).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "furo-main-content"


def test_a_citation_is_previewed_on_focus_and_on_hover_until_escape(leaf: Callable):
    page = leaf("/book/interpretations.html").page
    link = page.locator("article a.pb-cite[data-preview]").locator("visible=true").first
    preview = page.get_by_role("tooltip")
    page.keyboard.press("Tab")  # what follows is a person at a keyboard
    link.focus()
    preview.wait_for()
    assert preview.inner_text() == link.get_attribute("data-preview")
    assert link.get_attribute("aria-describedby") == preview.get_attribute("id")
    page.keyboard.press("Escape")
    assert not preview.is_visible()
    page.mouse.move(0, 0)
    link.hover()
    preview.wait_for()
    preview.hover()
    page.wait_for_timeout(400)
    assert preview.is_visible(), "it stays while the pointer is on it"
    page.mouse.move(0, 0)
    preview.wait_for(state="hidden")


def test_nobodys_whole_journey_takes_more_than_its_bound(site_dir: Path) -> None:
    """The pages of the induction, the core path, whom to tell and the record, by the words that are met."""
    found = list(journeys(load(ROOT), site_dir))
    assert len(found) == len(load(ROOT).readers)
    assert [line for line in found if not line.startswith("ok ")] == []


def test_every_page_begins_with_999_to_ring_and_the_way_to_tell_somebody(
    site_dir: Path, page_path: str
) -> None:
    """Before anything else, and both of them lead somewhere; what layer that is stands at the foot."""
    markup = (site_dir / page_path.lstrip("/")).read_text(encoding="utf-8")
    banner = re.search(r'<aside class="pb-emergency".*?</aside>', markup, re.DOTALL)
    assert banner
    assert markup.index(banner[0]) < markup.index("<main" if "<main" in markup else "<article")
    ring, tell = re.findall(r'<a href="([^"]*)">([^<]+)</a>', banner[0])
    assert ring == ("tel:999", "In danger? Ring 999")
    assert tell[1] == "Tell somebody"
    leads = tell[0].partition("#")[0]
    here = (site_dir / page_path.lstrip("/")).parent
    if leads.startswith("/"):  # the page for addresses without one, which stands at any depth
        here, leads = site_dir, leads[1:]
    found = here / leads if leads else site_dir / page_path.lstrip("/")
    assert found.resolve() == (site_dir / "book/who-to-tell.html").resolve()
    assert "The line on danger at the top is outside guidance, not the policy." in markup


@pytest.mark.parametrize("width", [320, 360])
def test_the_banner_is_one_line_on_a_phone_and_can_be_tapped(leaf: Callable, width: int) -> None:
    page = leaf("/index.html", width=width, height=640).page
    assert page.locator(".pb-emergency").bounding_box()["height"] <= 0.08 * 640
    for link in page.locator(".pb-emergency a").all():
        box = link.bounding_box()
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.locator(".pb-emergency").evaluate("e => getComputedStyle(e).display") != "none"
