"""One decision at a time: on a phone, with Next, stopped and gone on with, and found again from anywhere."""

from __future__ import annotations

import gzip
import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from policybook.load import load
from policybook.training.bank import weighed
from policybook.training.paths import CORE, decisions, questions_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Visit
    from playwright.sync_api import Locator, Page

    from policybook.policy.training import Question

ROOT = Path(__file__).parents[2]
BOOK = load(ROOT)
PHONE = {"width": 360, "height": 740}
READERS = [reader.id for reader in BOOK.readers]
LUNCHTIME = "lunchtime-and-site"
HEAVIER, SCRIPT = 20_000, 3_500
PLACE = "policybook/place"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What a screen reader is told of by itself while `what` is done: each change of a live region.
HEARD = """() => {
  window.heard = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    const region = (target.parentElement ?? target).closest?.('[role=status], [role=alert], [aria-live]');
    if (region?.textContent.trim() && !region.closest('[hidden]')) window.heard.push(region.textContent);
  })).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


STILL = """async () => {
  const frame = () => new Promise((done) => { requestAnimationFrame(done); });
  for (let at = NaN, since = 0; since < 5; since = at === scrollY ? since + 1 : 0) { at = scrollY; await frame(); }
}"""
"""Waits until a page has not moved for five frames."""


def path_of(reader: str) -> tuple[Question, ...]:
    return questions_on(BOOK, CORE, next(one for one in BOOK.readers if one.id == reader))


def shown(page: Page) -> Locator:
    """The one decision on the screen."""
    asked = page.locator("fieldset.pb-question:visible")
    expect(asked).to_have_count(1)
    return asked


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).locator("visible=true").click()


def right_answer(question: Question) -> tuple[str, ...]:
    return weighed(BOOK, question).right_answers[0]


def poor_answer(question: Question) -> tuple[str, ...]:
    """The right answer with its first letter changed for one that does not belong."""
    right = right_answer(question)
    part = {option.letter: option.part[0] for option in question.options}
    others = (one for one in part if one not in right and part[one] == part[right[0]])
    return (next(others), *right[1:])


def answer(page: Page, question: Question, letters: tuple[str, ...]) -> Locator:
    """Choose as a thumb would, part by part where there are parts; what is said of it has the focus."""
    form = shown(page)
    expect(form).to_have_attribute("data-question", question.id)
    left = set(letters)
    while left:
        for letter in sorted(left):
            option = form.locator(f'div.pb-option[data-letter="{letter}"] label')
            if option.is_visible():
                option.click()
                left.remove(letter)
        form.locator("[type=submit]").click()
    result = form.locator(".pb-result")
    expect(result).to_be_focused()
    expect(result).to_be_in_viewport()
    return result


def come_back_from_home(made: Visit, asked: Sequence[Question], half: int) -> None:
    page = made.page
    for start, title in (("/index.html", "What do you need?"), ("/book/induction.html", "I am new here")):
        made.go(start)
        expect(page.locator("h1")).to_have_text(title)
        offer = page.locator(".pb-place")
        expect(offer).to_contain_text(f"Go on: decision {half + 1} of {len(asked)}")
        expect(offer).to_contain_text("Induction for lunchtime and site staff")
        expect(offer).to_be_in_viewport()
    page.locator(".pb-place a").click()
    expect(shown(page)).to_have_attribute("data-question", asked[half].id)
    expect(shown(page)).to_be_in_viewport()
    # Without the link the path opens there too, and says how far they have come.
    made.go(f"/book/induction/{LUNCHTIME}.html")
    expect(shown(page)).to_have_attribute("data-question", asked[half].id)
    top = page.locator("[data-path=core] .pb-progress")
    expect(top).to_contain_text(f"{half - 1} of {len(asked)} right.")
    expect(top).to_be_in_viewport()


def finish(page: Page, asked: Sequence[Question]) -> None:
    """At the end: what was learnt, what to talk over, and the record handed in."""
    done = page.locator(".pb-done")
    expect(done).to_contain_text("You can now act on:")
    expect(done.locator("li")).to_have_count(len(BOOK.topics))
    tried = done.get_by_text(f"Talk over with {BOOK.lead}")
    expect(tried).to_contain_text("Decision 1, Decision 3,")
    expect(tried).not_to_contain_text("Decision 2,")
    done.get_by_role("link", name="Make your completion record").click()
    expect(page.locator(".pb-record-progress")).to_have_text(f"You have all {len(asked)} right.")
    page.locator("#pb-name").fill("Zoë Example")
    page.locator("#pb-role").fill("Lunchtime supervisor")
    tap(page, "Hand in my record")
    expect(page.locator(".pb-record-said").get_by_role("link", name="Write an email")).to_be_visible()


def test_a_core_path_is_done_on_a_phone_with_next_and_gone_on_with_from_home(leaf: Callable) -> None:
    made = leaf("/index.html", **PHONE)
    page = made.page
    expect(page.locator(".pb-place")).to_be_hidden()
    made.go(f"/book/induction/{LUNCHTIME}.html")
    asked = path_of(LUNCHTIME)
    half = len(asked) // 2
    missed = asked[2]
    for at, question in enumerate(asked[:half], 1):
        expect(page.locator(".pb-bar")).to_contain_text(f"{at} of {len(asked)}")
        if question is missed:
            # A mistake, and on with the next.
            expect(answer(page, question, poor_answer(question))).to_contain_text("Not yet.")
        elif at % 2:
            expect(answer(page, question, poor_answer(question))).to_contain_text("Not yet.")
            tap(page, "Try again")
            expect(shown(page).locator("input:checked")).to_have_count(0)
            expect(answer(page, question, right_answer(question))).to_contain_text("Right.")
        else:
            expect(answer(page, question, right_answer(question))).to_contain_text("Right.")
        tap(page, "Next")
        assert page.evaluate(WIDE) <= 0, "nothing has to be scrolled sideways"

    # They stop half-way, and come back another day.
    come_back_from_home(made, asked, half)
    skipped = asked[-2]
    for question in asked[half:]:
        if question is skipped:
            shown(page)
            tap(page, "Leave this one for now")
        else:
            answer(page, question, right_answer(question))
            tap(page, "Next")
    # What is left is named as they met it, and leads back there.
    expect(page.locator("fieldset.pb-question:visible")).to_have_count(0)
    results = page.locator(".pb-results")
    expect(results.locator("h2")).to_be_focused()
    expect(results).to_contain_text(f"{len(asked) - 2} of {len(asked)} right")
    expect(results).to_contain_text("To look at again: Decision 3.")
    expect(results).to_contain_text(f"Not answered yet: Decision {len(asked) - 1}.")
    results.get_by_role("link", name="Decision 3", exact=True).last.click()
    tap(page, "Try again")
    answer(page, missed, right_answer(missed))
    tap(page, "Next")
    # What is right already is passed by.
    answer(page, skipped, right_answer(skipped))
    tap(page, "Next")
    expect(results).to_contain_text(f"{len(asked)} of {len(asked)} right.")
    finish(page, asked)
    made.go("/index.html")
    expect(page.locator(".pb-place")).to_be_hidden()


def test_some_weeks_after_the_end_home_offers_a_refresher_of_what_was_missed(leaf: Callable) -> None:
    made = leaf(f"/book/induction/{LUNCHTIME}.html", **PHONE)
    page = made.page
    asked = path_of(LUNCHTIME)
    last = next(question for question in reversed(asked) if not question.safety_critical)
    for question in asked:
        if question is last:
            answer(page, question, poor_answer(question))
            tap(page, "Try again")
        answer(page, question, right_answer(question))
        tap(page, "Next")
    refresh = page.get_by_role("button", name="Begin the refresher")
    expect(refresh).to_have_count(0)
    made.go("/index.html")
    expect(page.locator(".pb-place")).to_be_hidden()
    weeks = "at => localStorage.setItem('policybook/finished', JSON.stringify({...JSON.parse(localStorage['policybook/finished']), at}))"
    page.evaluate(weeks, time.time() * 1000 - 29 * 24 * 60 * 60 * 1000)
    page.reload()
    page.get_by_role("link", name="Refresh what you know").click()
    refresh.locator("visible=true").first.click()
    # First what took more than one try, then what is safety-critical; everything else is kept.
    again = [*(question for question in asked if question.safety_critical)][:3]
    met = []
    for _ in range(4):
        now = shown(page).get_attribute("data-question")
        met.append(now)
        question = BOOK.question_by_id[now]
        answer(page, question, right_answer(question))
        tap(page, "Next")
    assert set(met) == {last.id, *(question.id for question in again)}
    expect(page.locator(".pb-done")).to_contain_text("That is all of it.")


@pytest.mark.parametrize("reader", READERS)
def test_the_first_decision_is_on_the_first_screen_with_its_whole_scene(leaf: Callable, reader: str) -> None:
    page = leaf(f"/book/induction/{reader}.html", **PHONE).page
    form = shown(page)
    assert page.evaluate("scrollY") == 0
    expect(form).to_have_attribute("data-question", path_of(reader)[0].id)
    check = form.get_by_role("button", name="Check my answer")
    expect(check).to_be_in_viewport(ratio=1)
    foot = check.evaluate("button => button.parentElement.getBoundingClientRect().top")
    for part in (form.locator(".pb-prompt").last, form.locator(".pb-how"), form.locator(".pb-option").first):
        assert part.evaluate("part => part.getBoundingClientRect().bottom") <= foot


@pytest.mark.parametrize("reader", READERS)
def test_a_path_is_light(site_dir: Path, reader: str) -> None:
    markup = (site_dir / f"book/induction/{reader}.html").read_text("utf-8")
    empty = re.sub(r"(<article[^>]*>).*(</article>)", r"\1\2", markup, flags=re.DOTALL)
    page, bare = (len(gzip.compress(text.encode())) for text in (markup, empty))
    assert 5_000 < page - bare <= HEAVIER
    assert len(gzip.compress((site_dir / "_static/steps.js").read_bytes())) <= SCRIPT


def test_whoever_prefers_it_has_all_on_one_page_and_it_is_remembered(leaf: Callable) -> None:
    made = leaf(f"/book/induction/{LUNCHTIME}.html", **PHONE)
    page = made.page
    asked = page.locator("fieldset.pb-question")
    count = len(path_of(LUNCHTIME))
    tap(page, "All on one page")
    expect(page.get_by_role("button", name="One at a time")).to_be_focused()
    for again in (False, True):
        if again:
            made.go("/quizzes/images.html")
            made.go(f"/book/induction/{LUNCHTIME}.html")
        expect(asked.locator("visible=true")).to_have_count(count)
        expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
        expect(page.get_by_text("Nothing graphic is shown.")).to_be_visible()
        expect(page.get_by_role("button", name="Next", exact=True)).to_have_count(0)
    page.get_by_role("button", name="One at a time").click()
    expect(asked.locator("visible=true")).to_have_count(1)
    page.reload()
    expect(asked.locator("visible=true")).to_have_count(1)


@pytest.mark.parametrize("quiz", sorted({question.page for question in BOOK.questions}))
def test_a_quiz_opens_at_its_first_question_and_then_where_it_was_left(leaf: Callable, quiz: str) -> None:
    asked = [question for question in BOOK.questions if question.page == quiz]
    page = leaf(f"/{quiz}.html", **PHONE).page
    expect(shown(page)).to_have_attribute("data-question", asked[0].id)
    # With the last one answered, what was passed by comes next, and no discussion counts as done.
    scored = [question for question in asked if question.kind != "discussion"]
    page.evaluate(
        "([id, text]) => localStorage.setItem('policybook/answer/' + id, text)",
        [
            scored[-1].id,
            json.dumps(
                {
                    "fingerprint": weighed(BOOK, scored[-1]).fingerprint,
                    "answer": weighed(BOOK, scored[-1]).key[0],
                }
            ),
        ],
    )
    page.reload()
    expect(shown(page)).to_have_attribute("data-question", scored[0].id)


def test_each_link_from_the_policy_to_a_question_shows_that_question(leaf: Callable) -> None:
    made = leaf("/book/policy/images.html", **PHONE)
    links = made.page.locator("article a[href*='/quizzes/']").evaluate_all(
        "all => all.map((link) => link.href)"
    )
    assert len(links) > 4
    for link in sorted(set(links))[:6]:
        name = link.partition("#")[2]
        page = made.go(link.removeprefix(made.server.url))
        expect(shown(page)).to_have_attribute("data-question", name)
        expect(shown(page).locator(".pb-prompt, .pb-option").first).to_be_in_viewport()
        # Within the page as well.
        other = page.locator("fieldset.pb-question").last.get_attribute("id")
        page.evaluate("id => { location.hash = id; }", other)
        expect(page.locator(f"fieldset[id='{other}']")).to_be_visible()
        page.go_back()
        expect(shown(page)).to_have_attribute("data-question", name)


def test_a_text_that_the_browser_finds_shows_its_decision(leaf: Callable) -> None:
    made = leaf("/index.html", **PHONE)
    asked = path_of(LUNCHTIME)[5]
    words = " ".join(asked.options[1].text.split()[:6])
    page = made.go(
        f"/book/induction/{LUNCHTIME}.html#:~:text={words.replace(' ', '%20').replace(',', '%2C')}"
    )
    expect(shown(page)).to_have_attribute("data-question", asked.id)
    expect(page.locator(".pb-bar")).to_contain_text(f"6 of {len(path_of(LUNCHTIME))}")


def test_back_and_the_browsers_own_buttons_go_through_the_decisions(leaf: Callable) -> None:
    page = leaf(f"/book/induction/{LUNCHTIME}.html", **PHONE).page
    first, second, third = path_of(LUNCHTIME)[:3]
    expect(page.get_by_role("button", name="Back")).to_be_hidden()
    for question in (first, second):
        answer(page, question, right_answer(question))
        tap(page, "Next")
    for question, does in (
        (second, lambda: tap(page, "Back")),
        (first, lambda: tap(page, "Back")),
        (second, page.go_back),
        (third, page.go_back),
        (second, page.go_back),
        (first, page.go_back),
        (second, page.go_forward),
    ):
        does()
        expect(shown(page)).to_have_attribute("data-question", question.id)
    # What was answered there stands, with its scene.
    expect(shown(page).locator(".pb-result")).to_contain_text("Right.")
    expect(shown(page).locator(".pb-prompt").first).to_be_visible()


def test_what_changed_is_read_out_once(leaf: Callable) -> None:
    page = leaf(f"/book/induction/{LUNCHTIME}.html", **PHONE).page
    first, second = path_of(LUNCHTIME)[:2]
    page.evaluate(HEARD)
    # What is said of an answer has the focus, and is no live region as well.
    result = answer(page, first, poor_answer(first))
    assert result.evaluate("result => result.closest('[role=status], [role=alert], [aria-live]')") is None
    tap(page, "Try again")
    expect(shown(page).locator("input").first).to_be_focused()
    answer(page, first, right_answer(first))
    # The scene is folded away until it is asked for.
    expect(shown(page).locator(".pb-prompt").first).to_be_hidden()
    tap(page, "The scene again")
    expect(shown(page).locator(".pb-prompt").first).to_be_visible()
    tap(page, "Next")
    legend = shown(page).locator(":scope > legend")
    expect(legend).to_be_focused()
    expect(legend).to_contain_text("Decision 2 of")
    expect(legend).to_contain_text(second.prompt.split()[0])
    assert page.evaluate("heard") == []


def test_whom_to_tell_is_asked_in_turn_and_a_part_that_is_lacking_is_named(leaf: Callable) -> None:
    question = next(q for q in path_of(LUNCHTIME) if q.kind == "tell")
    page = leaf(f"/book/induction/{LUNCHTIME}.html#{question.id}", **PHONE).page
    shown(page)
    form = page.locator(f"fieldset[data-question='{question.id}']")
    check = form.locator("[type=submit]")
    result = form.locator(".pb-result")
    parts = form.locator(":scope > .pb-part")
    right = right_answer(question)
    for at, part in enumerate(("Who is told?", "If there are several, all of them or any one?", "How soon?")):
        expect(parts.locator("visible=true")).to_have_count(1)
        expect(parts.nth(at).locator("legend")).to_be_visible()
        check.click()
        expect(result).to_have_text(f"“{part}” is not answered yet.")
        expect(result).to_be_focused()
        expect(parts.nth(at)).to_be_visible()
        for letter in right:
            if (option := parts.nth(at).locator(f'[data-letter="{letter}"] label')).count():
                option.click()
        expect(result).to_have_text("")
        if at == 1:
            tap(page, "Back")
            expect(parts.nth(0)).to_be_visible()
            check.click()
        expect(check).to_have_text("Check my answer" if at == 2 else "Next")
        check.click()
        if at < 2:
            expect(parts.nth(at + 1).locator("legend")).to_be_focused()
    expect(result).to_contain_text("Right.")
    # All at once, the same is said of the first part that is lacking.
    page.evaluate("localStorage.clear()")
    page.reload()
    tap(page, "All on one page")
    parts.nth(0).locator("input").first.check()
    parts.nth(2).locator("input").first.check()
    check.click()
    expect(result).to_have_text("“If there are several, all of them or any one?” is not answered yet.")


def test_progress_on_an_older_path_is_met_with_a_message_and_nothing_is_lost(leaf: Callable) -> None:
    page = leaf(f"/book/induction/{LUNCHTIME}.html", **PHONE).page
    asked = path_of(LUNCHTIME)
    for question in asked[:3]:
        answer(page, question, right_answer(question))
        tap(page, "Next")
    # The path was another one: one question was not on it, one has gone, and one was worded otherwise.
    page.evaluate(
        """([key, added, changed]) => {
          const place = JSON.parse(localStorage.getItem(key));
          place.asked = place.asked.filter((id) => id !== added).concat('one-that-has-gone');
          localStorage.setItem(key, JSON.stringify(place));
          localStorage.setItem('policybook/answer/one-that-has-gone', '{"answer":"a","fingerprint":"before"}');
          const answer = 'policybook/answer/' + changed;
          localStorage.setItem(answer, JSON.stringify({ ...JSON.parse(localStorage.getItem(answer)), fingerprint: 'before' }));
        }""",
        [PLACE, asked[4].id, asked[1].id],
    )
    page.reload()
    said = page.locator("[data-path=core] .pb-since")
    expect(said).to_be_in_viewport()
    expect(said).to_contain_text("This path has changed since you were last here.")
    expect(said).to_contain_text("New: Decision 5.")
    expect(said).to_contain_text("To be answered again: Decision 2.")
    expect(said).to_contain_text("No longer asked: 1.")
    expect(said).to_contain_text("Everything else that you answered is kept")
    kept = page.evaluate("({...localStorage})")
    held = {name.removeprefix("policybook/answer/") for name in kept if "/answer/" in name}
    assert held == {asked[0].id, asked[2].id, "one-that-has-gone"}
    said.get_by_role("link", name="Decision 2").click()
    expect(shown(page)).to_contain_text("This question has changed since you answered it here")
    answer(page, asked[1], right_answer(asked[1]))
    assert json.loads(page.evaluate("key => localStorage[key]", PLACE))["asked"] == [q.id for q in asked]


@pytest.mark.parametrize(
    "rubbish", ["", "{", "null", "[]", '{"page":"javascript:alert(1)","id":"x"}', "x" * 9000]
)
def test_a_place_that_cannot_be_read_is_no_place(leaf: Callable, rubbish: str) -> None:
    made = leaf("/index.html")
    made.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [PLACE, rubbish])
    made.page.reload()
    expect(made.page.locator(".pb-place")).to_be_hidden()
    page = made.go(f"/book/induction/{LUNCHTIME}.html")
    expect(shown(page)).to_have_attribute("data-question", path_of(LUNCHTIME)[0].id)
    answer(page, path_of(LUNCHTIME)[0], right_answer(path_of(LUNCHTIME)[0]))
    made.go("/index.html")
    expect(page.locator(".pb-place")).to_contain_text("decision 2 of")


def test_erased_answers_leave_no_place_behind(visit: Callable) -> None:
    made = visit(f"/book/induction/{LUNCHTIME}.html")
    page = made.page
    answer(page, path_of(LUNCHTIME)[0], right_answer(path_of(LUNCHTIME)[0]))
    made.go("/quizzes/images.html")
    tap(page, "All on one page")
    page.once("dialog", lambda dialog: dialog.accept())
    tap(page, "Erase all my answers")
    assert page.evaluate("({...localStorage})") == {"policybook/all": "yes"}
    made.go("/index.html")
    expect(page.locator(".pb-place")).to_be_hidden()


@pytest.mark.parametrize(("width", "dark"), [(320, True), (360, False), (1280, True)])
def test_axe_finds_nothing_in_a_decision_what_is_said_of_it_and_the_end(
    leaf: Callable, axe: Callable, width: int, dark: bool
) -> None:
    # So high that the bars that stay in view cover nothing half.
    page = leaf(f"/book/induction/{LUNCHTIME}.html", width=width, height=2400, dark=dark).page

    def examine() -> None:
        assert axe(page) == []
        assert page.evaluate(WIDE) <= 0

    asked = path_of(LUNCHTIME)
    for question in asked:
        if question.kind == "tell":
            examine()
            answer(page, question, poor_answer(question))
            examine()
            tap(page, "Next")
        elif question is asked[0]:
            answer(page, question, right_answer(question))
            examine()
            tap(page, "Next")
        else:
            tap(page, "Leave this one for now")
    expect(page.locator(".pb-results")).to_be_visible()
    examine()


def test_a_discussion_is_read_and_passed_with_next(leaf: Callable) -> None:
    question = next(question for question in BOOK.questions if question.kind == "discussion")
    page = leaf(f"/{question.page}.html#{question.id}", **PHONE).page
    shown(page).locator(".pb-option summary").first.click()
    expect(shown(page).locator(".pb-feedback").first).to_be_visible()
    tap(page, "Next")
    expect(page.locator(f"fieldset[data-question='{question.id}']")).to_be_hidden()


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_comes_from_the_first_to_the_last_decision(leaf: Callable, reader: str) -> None:
    page = leaf(f"/book/induction/{reader}.html", **PHONE).page
    # As most devices are set: what is next glides into its place, and is tapped when it stands there.
    page.emulate_media(reduced_motion="no-preference")
    scored = {q.id for q in decisions(BOOK, CORE, next(one for one in BOOK.readers if one.id == reader))}
    for question in path_of(reader):
        page.evaluate(STILL)
        if question.id in scored:
            answer(page, question, right_answer(question))
        page.evaluate(STILL)
        tap(page, "Next")
        assert page.evaluate(WIDE) <= 0
    expect(page.locator(".pb-score")).to_contain_text(f"{len(scored)} of {len(scored)} right.")
