"""What a program that looks at a page as it comes cannot see: its states, its keys, its edges, and what is said when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

MAY, SEARCH, RECORD, TELL = "/book/may-i.html", "/search.html", "/book/record.html", "/book/who-to-tell.html"
POLICY, QUIZ, STORY = (
    "/book/policy/safer-networking.html",
    "/quizzes/introduction.html",
    "/scenarios/friend-request.html",
)
PATH, TABLE = "/book/induction/lunchtime-and-site.html", "/book/verdicts.html"
KINDS = ["/index.html", POLICY, QUIZ, STORY, PATH, TELL, MAY, SEARCH, RECORD, TABLE, "/book/governors.html"]
# Every rule on a phone in the light; then what the width and the colours have a say in, elsewhere and in the dark.
LOOKS: list[tuple[int, str, tuple[str, ...]]] = [
    (320, "light", ()),
    (320, "dark", ("color-contrast", "link-in-text-block")),
    (768, "dark", ("target-size", "scrollable-region-focusable")),
    (1280, "light", ("target-size", "scrollable-region-focusable")),
]
SMALLEST = 24
PICK = """(isRight) => {
  const asked = [...document.querySelectorAll("fieldset.pb-question[data-kind=one]")].find((one) => one.checkVisibility());
  const key = asked.dataset.right.split(" ");
  const options = [...asked.querySelectorAll("div.pb-option")];
  options.find((one) => key.includes(one.dataset.letter) === isRight).querySelector("label").click();
  asked.querySelector("[type=submit]").focus();
  asked.querySelector("[type=submit]").click();
}"""


# ---- What a reader does


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def ask(page: Page, words: str) -> None:
    page.get_by_label("Ask in your own words").fill(words)
    press(page, "Ask")


def link(page: Page, where: str) -> None:
    """Go to a place of the page, and wait for what its script makes of it."""
    page.evaluate("where => { location.hash = where; }", where)
    expect(
        page.locator(".pb-may-headline, .pb-may-message:not(:empty)").locator("visible=true")
    ).to_have_count(1)


def lists(page: Page) -> None:
    page.get_by_text("Or choose from lists").click()
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()


def seek(page: Page, words: str) -> None:
    page.locator("#pb-search-field").fill(words)
    press(page, "Search")
    if words:
        expect(page.locator(".pb-found-said")).to_contain_text(words)


def hand_in(page: Page) -> None:
    page.locator("#pb-name").fill("Zoë Example")
    page.locator("#pb-role").fill("Class teacher")
    press(page, "Hand in my record")
    expect(page.locator(".pb-record-said")).to_contain_text("Nothing has been sent yet.")


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def answer(*, rightly: bool, whole: bool = False) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        if whole:
            press(page, "All on one page")
        page.evaluate(PICK, rightly)
        expect(page.locator(".pb-said-first")).to_have_text(
            "Right." if rightly else "Not yet. Read why, and try another."
        )

    return do


def preview(page: Page) -> None:
    page.keyboard.press("Tab")
    page.locator("article a.pb-cite[data-preview]").locator("visible=true").first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "questions offered": (MAY, lambda page: ask(page, "a parent wrote to my own phone")),
    "nothing typed": (MAY, lambda page: ask(page, "")),
    "no": (MAY, lambda page: link(page, "may-accept-a-pupils-request")),
    "the policy does not say": (MAY, lambda page: link(page, "who=teacher&act=garden&whom=&given=")),
    "lists": (MAY, lists),
    "results": (SEARCH, lambda page: seek(page, "parent")),
    "nothing found": (SEARCH, lambda page: seek(page, "xylophone")),
    "nothing sought": (SEARCH, lambda page: seek(page, "")),
    "fields lacking": (RECORD, lambda page: press(page, "Hand in my record")),
    "handed in": (RECORD, hand_in),
    "a card": (TELL, lambda page: page.locator(".pb-card > summary").first.click()),
    "every fold": (POLICY, unfold),
    "a preview": ("/book/interpretations.html", preview),
    "nothing chosen": (QUIZ, lambda page: press(page, "Check my answer")),
    "right": (QUIZ, answer(rightly=True)),
    "not yet": (QUIZ, answer(rightly=False)),
    "all on one page, right": (QUIZ, answer(rightly=True, whole=True)),
    "all on one page, not yet": (STORY, answer(rightly=False, whole=True)),
    "a path, not yet": (PATH, answer(rightly=False)),
}


# ---- What is asked of each state

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# What can be pressed and is too small, but links in a sentence.
SMALL = """(least) => [...document.querySelectorAll("a[href], button, select, summary, input")].filter((one) => {
  if (!one.checkVisibility({ visibilityProperty: true }) || one.closest("[inert], .skip-to-content")) return false;
  const { width, height } = (one.matches("input") && one.labels[0]?.parentElement || one).getBoundingClientRect();
  if (!width || (width >= least && height >= least)) return false;
  const around = one.parentElement.closest("p, li, dd, td, th, legend, label, div, span, h2, h3");
  return !(getComputedStyle(one).display === "inline" && around.textContent.trim().length > one.textContent.trim().length);
}).map((one) => one.outerHTML.slice(0, 150))"""
# What is pressed or filled in, and what a verdict stands in: each has an edge where the reader's own colours rule.
EDGELESS = """() => [...document.querySelectorAll(
  "button, select, input, .pb-ring, .pb-option, .pb-may-again, .pb-chip, .pb-go-on, .pb-verdict, .pb-may-verdict, .pb-may-asks, .pb-result, .pb-card, .pb-notice, .pb-tell-first, .pb-may-message",
)].filter((one) => {
  if (!one.checkVisibility() || one.closest("[inert]") || ["radio", "checkbox"].includes(one.type)) return false;
  if (one.matches(".pb-result") && (!one.textContent || one.querySelector(".pb-lacks"))) return false;
  const edges = getComputedStyle(one);
  const drawn = ["Top", "Right", "Bottom", "Left"].some((side) => edges[`border${side}Style`] !== "none" && parseFloat(edges[`border${side}Width`]) >= 1);
  return !drawn && !edges.textDecorationLine.includes("underline");
}).map((one) => one.outerHTML.slice(0, 150))"""


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state_and_what_is_pressed_can_be_hit_and_has_an_edge(
    leaf: Callable, axe: Callable[[Page], list[str]], state: str
):
    path, do = STATES[state]
    page = leaf(path, width=320, height=740).page
    do(page)
    # What stands there in every state is looked at as it comes: test_every_page.
    page.evaluate("document.querySelectorAll('.pb-menu-groups, .pb-matter').forEach((one) => one.remove())")
    for width, colours, rules in LOOKS:
        # So high, and so far up, that what stays in sight covers nothing: for that there is a test of its own.
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        page.set_viewport_size({"width": width, "height": 2000})
        page.emulate_media(color_scheme=colours)
        assert axe(page, *rules) == [], f"{width} pixels, {colours}"
        assert page.evaluate(FITS), f"{width} pixels"
    assert page.evaluate(SMALL, SMALLEST) == []
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate(SMALL, SMALLEST) == []
    page.emulate_media(forced_colors="active")
    assert page.evaluate(EDGELESS) == []


# ---- Keys

# What has the focus and lies under something else: a line of it, or "" where it is in sight; null at the end.
COVERED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = [...one.getClientRects()].find(({ width, height }) => width && height);
  const at = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return one.contains(at) ? "" : `${one.outerHTML.slice(0, 150)} under ${at?.outerHTML.slice(0, 150)}`;
}"""
# What has moved by itself, since the page began to come, and how far.
SHIFTED = """() => new Promise((done) => {
  const found = [];
  const moved = ({ node, previousRect, currentRect }) => [node?.outerHTML?.slice(0, 150) ?? node?.textContent, previousRect, currentRect];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) if (value) found.push([value, ...sources.map(moved)]);
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found), 100);
})"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_by_itself_and_what_has_the_focus_is_never_covered(leaf: Callable, kind: str):
    made = leaf("/404.html", width=320, height=568)
    page = made.page
    page.emulate_media(reduced_motion="reduce")
    for width, height in ((320, 568), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        made.go(kind)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(SHIFTED) == []
        pressed = 0
        while (found := tabbed(page)) is not None:
            assert found == "", f"{width} by {height}"
            pressed += 1
        assert pressed > 5


def tabbed(page: Page) -> str | None:
    page.keyboard.press("Tab")
    return page.evaluate(COVERED)


# ---- What is read out

LISTEN = """() => {
  Object.assign(window, { said: new Set(), at: document.activeElement, pressed: null });
  addEventListener("click", ({ target }) => { window.at = document.activeElement; window.pressed = target.closest("a, button, summary, select, input"); }, true);
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    const region = (target.closest ? target : target.parentElement)?.closest("[role=status], [role=alert], [aria-live]");
    if (region?.textContent.trim() && region.checkVisibility()) window.said.add(region.textContent.trim());
  })).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
HEARS = """() => window.said.size || ![document.body, window.at, window.pressed].includes(document.activeElement)"""
# What somebody who listens hears of what was just done: each live region that changed, and what the focus was moved to.
HEARD = """() => {
  const { activeElement: now, body } = document;
  const moved = now !== body && now !== window.at && now !== window.pressed;
  const heard = [...window.said, ...(moved ? [`focus: ${now.textContent.trim().slice(0, 60) || now.id}`] : [])];
  window.said.clear();
  window.at = now;
  return heard;
}"""
EVENTS: dict[str, list[Callable[[Page], None]]] = {
    QUIZ: [
        lambda page: press(page, "Check my answer"),
        lambda page: page.evaluate(PICK, False),
        lambda page: press(page, "Try again"),
        lambda page: page.evaluate(PICK, True),
        lambda page: press(page, "Next"),
        lambda page: press(page, "Back"),
    ],
    STORY: [lambda page: page.evaluate(PICK, True), lambda page: press(page, "Next")],
    MAY: [
        lambda page: ask(page, ""),
        lambda page: ask(page, "a parent wrote to my own phone"),
        lambda page: link(page, "may-accept-a-pupils-request"),
        lambda page: press(page, "No"),
        lambda page: link(page, "who=nobody&act=befriend&whom=pupil&given="),
    ],
    SEARCH: [
        lambda page: seek(page, ""),
        lambda page: seek(page, "parent"),
        lambda page: seek(page, "xylophone"),
    ],
    RECORD: [
        lambda page: press(page, "Hand in my record"),
        hand_in,
        lambda page: page.get_by_label("I am").select_option("office"),
        lambda page: press(page, "Erase all that this handbook keeps in this browser"),
    ],
    TABLE: [lambda page: page.locator(".pb-filters select").nth(1).select_option("Silent")],
}


@pytest.mark.parametrize("path", EVENTS)
def test_whatever_happens_is_read_out_once(visit: Callable, path: str):
    page = visit(path, width=360, height=740).page
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate(LISTEN)
    for nth, event in enumerate(EVENTS[path], 1):
        event(page)
        page.wait_for_function(HEARS)
        page.wait_for_timeout(100)  # for what else might be said
        heard = page.evaluate(HEARD)
        assert len(heard) == 1, f"event {nth}: {heard}"


@pytest.mark.parametrize(
    ("path", "do", "field"),
    [
        (MAY, lambda page: ask(page, ""), "#pb-may-words"),
        (SEARCH, lambda page: seek(page, ""), "#pb-search-field"),
        (RECORD, lambda page: press(page, "Hand in my record"), "#pb-name"),
        (RECORD, lambda page: press(page, "Hand in my record"), "#pb-role"),
        (QUIZ, lambda page: press(page, "Check my answer"), "fieldset.pb-question >> visible=true"),
    ],
)
def test_what_is_lacking_is_said_beside_its_field_and_tied_to_it(
    leaf: Callable, path: str, do: Callable[[Page], None], field: str
):
    page = leaf(path, width=320, height=740).page
    found = page.locator(field)
    expect(found).not_to_have_attribute("aria-invalid", "true")
    do(page)
    words = page.locator(f"#{found.get_attribute('aria-describedby')}")
    expect(words).to_be_visible()
    assert words.evaluate("e => !!(e.closest('.pb-lacks') ?? e.querySelector('.pb-lacks'))")
    if found.evaluate("e => e.matches('input')"):
        expect(found).to_have_attribute("aria-invalid", "true")
    beside, of = words.bounding_box(), found.bounding_box()
    assert beside
    assert of
    assert beside["y"] - (of["y"] + of["height"]) < 100


def test_right_not_yet_and_what_the_policy_says_keep_their_edges_in_colours_of_the_readers_own(
    leaf: Callable,
):
    """Colours are gone: a sign and the words tell them apart, and an edge shows where each begins."""
    page = leaf(QUIZ, width=360).page
    page.emulate_media(forced_colors="active")
    signs = []
    for rightly in (False, True):
        answer(rightly=rightly)(page)
        result = page.locator(".pb-result").locator("visible=true")
        assert result.evaluate("e => parseFloat(getComputedStyle(e).borderLeftWidth)") >= 4
        signs.append(page.locator(".pb-said-first").evaluate("e => getComputedStyle(e, '::before').content"))
        press(page, "Try again" if not rightly else "Next")
    assert len(set(signs)) == 2
