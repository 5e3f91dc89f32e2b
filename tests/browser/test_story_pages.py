"""A story in the browser: it branches, leads back and ends, by keyboard, on a phone, and without a script."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyboard import choose_by_keyboard, press_until
from playwright.sync_api import expect
from walking import poor_answers

from policybook.load import load
from policybook.training.bank import weighed
from policybook.training.story import END, graph, sides, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from policybook.policy.handbook import Handbook
    from policybook.policy.training import Scenario

ROOT = Path(__file__).parents[2]
PHONE = 320


@cache
def handbook() -> Handbook:
    return load(ROOT)


STORIES = [scenario.id for scenario in handbook().scenarios]


def story_of(name: str) -> Scenario:
    return next(scenario for scenario in handbook().scenarios if scenario.id == name)


def branching() -> Scenario:
    """A story with a side decision."""
    return next(scenario for scenario in handbook().scenarios if sides(scenario.decisions))


def form_of(page: Page, name: str) -> Locator:
    return page.locator(f'fieldset[data-question="{name}"]')


def scene_of(page: Page, name: str) -> Locator:
    return page.locator("section section").filter(has=form_of(page, name)).first


def words(markdown: str) -> str:
    """The longest part of a text that is words and nothing else."""
    return max(re.split(r"[{}`*\[\]()\n“”'’<>]+", markdown), key=len).strip()


def answer_by_keyboard(page: Page, name: str, letters: tuple[str, ...]) -> Locator:
    form = form_of(page, name)
    if handbook().question_by_id[name].kind == "order":
        for at, letter in enumerate(letters, 1):
            press_until(page, "Tab", form.locator(f'[data-letter="{letter}"] select'))
            page.keyboard.type(f"Step {at}")
    else:
        choose_by_keyboard(page, form, letters)
    press_until(page, "Tab", form.get_by_role("button", name="Check my answer"))
    page.keyboard.press("Enter")
    result = form.locator(".pb-result")
    expect(result).to_be_focused()
    return result


def poor_ways(story: Scenario) -> dict[str, tuple[str, ...]]:
    """For each decision that has one, a poor answer, one that leads aside if there is one."""
    found: dict[str, tuple[str, ...]] = {}
    for decision in story.decisions:
        name = decision.question
        poor = poor_answers(handbook(), handbook().question_by_id[name])
        aside = [one for one in poor if step(handbook(), story.decisions, name, one).to != name]
        if poor:
            found[name] = (aside or poor)[0]
    return found


def test_a_branching_story_is_finished_on_a_phone_by_keyboard_alone(leaf: Callable) -> None:
    story = branching()
    page = leaf(f"/{story.page}.html", width=PHONE).page
    # Keys are pressed faster here than a page scrolls softly.
    page.emulate_media(reduced_motion="reduce")
    for name in sides(story.decisions):
        expect(form_of(page, name)).to_be_hidden()
    poor = poor_ways(story)
    at, met, back = story.decisions[0].question, [], 0
    while at != END:
        letters = poor.pop(at, None) or weighed(handbook(), handbook().question_by_id[at]).right_answers[0]
        came = step(handbook(), story.decisions, at, letters)
        result = answer_by_keyboard(page, at, letters)
        met.append(at)
        assert len(met) < 40
        expect(result).to_have_text(re.compile(r"^Right\." if came.right else r"^Not yet\."))
        for text in came.texts:
            expect(result).to_contain_text(words(text))
        if came.to == at:
            expect(result).to_contain_text("choose again")
            press_until(page, "Tab", form_of(page, at).get_by_role("button", name="Try again"))
            page.keyboard.press("Enter")
            back += 1
            continue
        press_until(page, "Tab", form_of(page, at).get_by_role("button", name="Next"))
        page.keyboard.press("Enter")
        if came.to != END:
            scene = scene_of(page, came.to)
            expect(scene).to_be_visible()
            expect(page.locator("fieldset.pb-question:visible")).to_have_count(1)
            expect(scene.locator("h2")).to_be_in_viewport()
            expect(scene.locator("h2")).to_be_focused()
        if came.to in met:
            # What was answered poorly there stands until it is tried again.
            press_until(page, "Tab", form_of(page, came.to).get_by_role("button", name="Try again"))
            page.keyboard.press("Enter")
        at = came.to
    assert back, "a poor choice led back"
    assert sides(story.decisions) & set(met), "a side decision was met"
    expect(page.get_by_role("heading", name="What you know now")).to_be_in_viewport()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing has to be scrolled sideways"


@pytest.mark.parametrize("name", STORIES)
def test_nothing_before_an_answer_gives_it_away(leaf: Callable, name: str) -> None:
    story = story_of(name)
    page = leaf(f"/{story.page}.html").page
    page.get_by_role("button", name="All on one page").click()
    seen = page.locator("article").inner_text()
    for decision in story.decisions:
        if handbook().question_by_id[decision.question].kind != "discussion":
            for _, text in decision.follows:
                assert words(text) not in seen, f"{decision.question}: {text}"
    for decision in story.decisions:
        if decision.question in sides(story.decisions):
            assert decision.scene not in seen, "its heading is not in the contents of the page either"


@pytest.mark.parametrize("name", STORIES)
def test_without_a_script_every_answer_opens_to_what_follows_it(leaf: Callable, name: str) -> None:
    story = story_of(name)
    page = leaf(f"/{story.page}.html", javascript=False).page
    edges = graph(story.decisions)
    for decision in story.decisions:
        form = form_of(page, decision.question)
        for key, text in decision.follows:
            fold = form.locator(f'details[data-letter="{key}"], details[data-follows="{key}"]')
            expect(fold).to_have_count(1)
            expect(fold).not_to_have_attribute("open", "")
            fold.locator("summary").click()
            expect(fold).to_contain_text(words(text))
            way = "choose again" if edges[decision.question][key] == decision.question else ": "
            expect(fold.locator(".pb-onward")).to_contain_text(way)
        if decision.question in sides(story.decisions):
            expect(form.locator(".pb-aside")).to_contain_text("You come here only after ")


def test_a_side_decision_stays_where_it_was_come_to_and_goes_with_the_answers(visit: Callable) -> None:
    story = branching()
    made = visit(f"/{story.page}.html", whole=True)
    page = made.page
    name, target = next(
        (name, step(handbook(), story.decisions, name, letters).to)
        for name, letters in poor_ways(story).items()
        if step(handbook(), story.decisions, name, letters).to != name
    )
    counted = page.locator(".pb-score").inner_text()
    form = form_of(page, name)
    choose_by_keyboard(page, form, poor_ways(story)[name])
    form.get_by_role("button", name="Check my answer").click()
    expect(form_of(page, target)).to_be_visible()
    assert page.locator(".pb-score").inner_text() != counted
    page.reload()
    expect(form_of(page, target)).to_be_visible()
    expect(form.locator(".pb-result")).to_contain_text("What would follow")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase all my answers").click()
    expect(form_of(page, target)).to_be_hidden()
    anchor = scene_of(page, target).get_attribute("id")
    made.go("/index.html")
    made.go(f"/{story.page}.html#{anchor}")
    expect(form_of(page, target)).to_be_visible()


def test_axe_finds_nothing_in_what_follows(leaf: Callable, axe: Callable) -> None:
    story = branching()
    page = leaf(f"/{story.page}.html", width=PHONE, dark=True, whole=True).page
    for name, letters in poor_ways(story).items():
        form = form_of(page, name)
        if form.is_visible() and handbook().question_by_id[name].kind != "order":
            choose_by_keyboard(page, form, letters)
            form.get_by_role("button", name="Check my answer").click()
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    assert axe(page) == []


def test_a_page_without_a_story_has_no_script_or_stylesheet_for_one(site_dir: Path) -> None:
    page = (site_dir / "quizzes" / "images.html").read_text("utf-8")
    assert "quiz.js" in page
    assert "story." not in page
