"""Answering on the page: the form marks as Python does, keyboards and phones suffice, and nothing kept is trusted."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyboard import choose_by_keyboard, press_until
from playwright.sync_api import expect

from policybook.load import load
from policybook.training.bank import weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from policybook.policy.handbook import Handbook
    from policybook.policy.training import Question

ROOT = Path(__file__).parents[2]
PAGES = [f"quizzes/{path.stem}" for path in sorted(ROOT.glob("quizzes/*.md"))]
QUIZ = "quizzes/mixed-review"
PHONE, DESK = 320, 1280
EXTRA = 15_000
KEPT = "policybook/answer/"

# Answers one question several times, each time from nothing, as clicks would; says what came of each.
SUBMIT = """({id, answers}) => {
  const root = document.querySelector(`fieldset[data-question="${id}"]`);
  const result = root.querySelector('.pb-result');
  const rows = [...root.querySelectorAll('div.pb-option')];
  const controlOf = letter => rows.find(row => row.dataset.letter === letter).querySelector('input, select');
  const button = words => [...root.querySelectorAll('button')].find(one => one.textContent === words);
  const put = (control, place) => {
    if (control.matches('input')) { control.click(); return; }
    control.value = String(place);
    control.dispatchEvent(new Event('change', {bubbles: true}));
  };
  const check = () => {
    document.activeElement.blur();
    button('Check my answer').click();
    return {
      state: root.dataset.state, said: result.textContent, focused: document.activeElement === result,
      chosen: [...result.querySelectorAll('.pb-chosen')].map(one => one.textContent),
      verdicts: result.querySelectorAll('.pb-verdict').length,
      working: root.querySelector('.pb-working').hidden === false,
    };
  };
  return answers.map(letters => {
    button('Clear this answer').click();
    letters.forEach((letter, at) => put(controlOf(letter), at + 1));
    return [check(), check()];
  });
}"""


@cache
def handbook() -> Handbook:
    return load(ROOT)


def asked_on(page: str) -> list[Question]:
    found = [question for question in handbook().questions if question.page == page]
    assert found, f"{page} asks nothing"
    return found


def scored_on(page: str) -> list[Question]:
    return [question for question in asked_on(page) if question.kind != "discussion"]


def form_of(page: Page, question: Question) -> Locator:
    return page.locator(f'fieldset[data-question="{question.id}"]')


def answers_to(question: Question) -> Iterator[tuple[str, ...]]:
    """No answer, every right one, each of these with a part left out, put in or changed, and each option alone."""
    letters = [option.letter for option in question.options]
    yield ()
    yield from ((letter,) for letter in letters)
    for right in weighed(handbook(), question).right_answers:
        yield right
        if question.kind == "order":
            yield from permutations(right)
        for letter in letters:
            if letter in right:
                yield tuple(one for one in right if one != letter)
            elif question.kind == "tell":
                yield tuple(sorted((*(one for one in right if not excludes(question, one, letter)), letter)))
            elif question.kind != "one":
                yield (*right, letter) if question.kind == "order" else tuple(sorted((*right, letter)))
    if question.kind == "all":
        yield tuple(letters)


def excludes(question: Question, one: str, other: str) -> bool:
    """Whether the two are answers of which one is chosen: all or any, and how soon."""
    part = {option.letter: option.part[0] for option in question.options}
    return part[one] == part[other] != "whom"


# ---- the page marks as Python does


@pytest.mark.parametrize("name", PAGES)
def test_the_page_marks_every_answer_as_python_does(leaf: Callable, name: str) -> None:
    page = leaf(f"/{name}.html", whole=True).page
    for question in scored_on(name):
        answers = list(dict.fromkeys(answers_to(question)))
        came = page.evaluate(SUBMIT, {"id": question.id, "answers": answers})
        for letters, (first, again) in zip(answers, came, strict=True):
            expected = weighed(handbook(), question).mark(letters)
            where = f"{question.id} {letters}"
            if expected.problem:
                assert (first["state"], first["said"]) == ("", expected.problem), where
            else:
                assert first["state"] == ("right" if expected.right else "not-yet"), where
                assert first["said"].startswith("Right." if expected.right else "Not yet."), where
                chosen = [f"You chose {letter.upper()}." for letter in letters]
                assert (first["chosen"], first["verdicts"]) == (chosen, len(chosen)), where
            assert first["working"] is not bool(expected.problem), where
            assert first["focused"], where
            assert again == first, f"{where}: the same answer a second time"
        wrong = [
            letters
            for letters in answers
            if letters and not weighed(handbook(), question).mark(letters).right
        ]
        assert wrong, f"{question.id} can be answered wrongly"


@pytest.mark.parametrize("name", PAGES)
def test_rubbish_that_was_kept_is_no_answer(leaf: Callable, name: str) -> None:
    made = leaf(f"/{name}.html")
    questions = scored_on(name)
    for rubbish in (lambda _question: ["a", "z"], twice_or_two):
        entries = {question.id: rubbish(question) for question in questions}
        made.page.evaluate(
            """entries => document.querySelectorAll('fieldset[data-right]').forEach(({dataset}) => {
              const answer = entries[dataset.question].join(' ');
              const text = JSON.stringify({fingerprint: dataset.fingerprint, answer});
              localStorage.setItem('policybook/answer/' + dataset.question, text);
            })""",
            entries,
        )
        made.page.reload()
        came = made.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('fieldset[data-right]')].map(root =>
              [root.dataset.question, [root.dataset.state, root.querySelector('.pb-result').textContent]]))"""
        )
        for question in questions:
            assert not weighed(handbook(), question).mark(entries[question.id]).right
            state, said = came[question.id]
            assert (state, "could not be read" in said) == ("", True), question.id
        assert made.page.locator(".pb-question input:checked").count() == 0


def twice_or_two(question: Question) -> list[str]:
    """Two answers where the form takes one; elsewhere the same one twice."""
    letters = [option.letter for option in question.options]
    soon = [option.letter for option in question.options if option.part[0] == "soon"]
    if question.kind == "one":
        return letters[:2]
    return soon[:2] if len(soon) > 1 else letters[:1] * 2


def test_a_discussion_is_opened_and_read_and_not_scored(leaf: Callable) -> None:
    name = next(question.page for question in handbook().questions if question.kind == "discussion")
    page = leaf(f"/{name}.html", whole=True).page
    for question in asked_on(name):
        if question.kind == "discussion":
            form = form_of(page, question)
            assert weighed(handbook(), question).mark(["a"]).right is None
            expect(form).to_contain_text("is not scored")
            expect(form.locator("input, .pb-result")).to_have_count(0)
            expect(form.locator(".pb-working")).to_be_hidden()
            form.locator(".pb-option summary").first.click()
            expect(form.locator(".pb-feedback").first).to_be_visible()
            expect(form.locator(".pb-working")).to_be_visible()
    scored = len(scored_on(name))
    expect(page.locator(".pb-score")).to_contain_text(f"0 of {scored} right")


# ---- keyboards and phones


def test_a_whole_page_is_finished_on_a_phone_by_keyboard_alone(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", width=PHONE).page
    questions = scored_on(QUIZ)
    for question in questions:
        form = form_of(page, question)
        check = form.get_by_role("button", name="Check my answer")
        result = form.locator(".pb-result")
        right = weighed(handbook(), question).right_answers[0]
        wrong = next(option.letter for option in question.options if option.letter not in right)
        shown = page.locator("fieldset.pb-question:visible")
        expect(shown).to_have_count(1)
        if shown.get_attribute("data-kind") == "discussion":
            # It is read, and passed.
            press_until(page, "Tab", shown.get_by_role("button", name="Next"))
            page.keyboard.press("Enter")
        expect(shown).to_have_attribute("data-question", question.id)
        if question is questions[0]:
            choose_by_keyboard(page, form, (wrong,))
            press_until(page, "Tab", check)
            page.keyboard.press("Enter")
            expect(result).to_be_focused()
            expect(result).to_have_text(re.compile(r"^Not yet\."))
            expect(page.locator(".pb-score")).to_have_text(re.compile(r"one to look at again"))
            press_until(page, "Tab", form.get_by_role("button", name="Try again"))
            page.keyboard.press("Enter")
            expect(form.locator("input").first).to_be_focused()
        choose_by_keyboard(page, form, right)
        press_until(page, "Tab", check)
        page.keyboard.press("Enter")
        expect(result).to_be_focused()
        expect(result).to_have_text(re.compile(r"^Right\."))
        expect(result).to_be_in_viewport()
        press_until(page, "Tab", form.get_by_role("button", name="Next"))
        page.keyboard.press("Enter")
    expect(page.locator(".pb-score")).to_have_text(f"{len(questions)} of {len(questions)} right.")
    expect(page.locator(".pb-results")).to_contain_text("Every safety-critical question is right.")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing has to be scrolled sideways"


def test_the_ones_that_were_missed_are_tried_again_one_after_the_other(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", whole=True).page
    first, second, third = [question for question in scored_on(QUIZ) if question.kind == "one"][:3]
    for question, is_right in ((first, False), (second, True), (third, False)):
        right = weighed(handbook(), question).right_answers[0]
        wrong = tuple(o.letter for o in question.options if o.letter not in right)[:1]
        page.evaluate(SUBMIT, {"id": question.id, "answers": [right if is_right else wrong]})
    score = page.locator(".pb-score")
    expect(score).to_contain_text("two to look at again")
    page.get_by_role("button", name="Retry the ones you missed").click()
    expect(form_of(page, first).locator("input").first).to_be_focused()
    expect(score).to_contain_text(re.compile(r"^1 of \d+ right; \w+ not answered yet\.$"))
    assert form_of(page, second).get_attribute("data-state") == "right", "what was right stays"
    form_of(page, first).locator("input").first.check()
    form_of(page, first).get_by_role("button", name="Check my answer").click()
    page.locator(".pb-next-one a:visible").click()
    expect(form_of(page, third).locator("input").first).to_be_focused()


def test_each_safety_critical_question_has_to_be_right_whatever_the_others_come_to(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", whole=True).page
    critical = [question for question in scored_on(QUIZ) if question.safety_critical]
    assert critical
    for question in scored_on(QUIZ):
        if question is not critical[0]:
            right = weighed(handbook(), question).right_answers[0]
            page.evaluate(SUBMIT, {"id": question.id, "answers": [right]})
    expect(page.locator(".pb-critical-left")).to_contain_text("Still to be got right")
    expect(page.locator(".pb-critical-left a")).to_have_count(1)
    page.locator(".pb-critical-left a").click()
    expect(form_of(page, critical[0]).locator("input").first).to_be_focused()


def test_a_fail_gives_the_right_answer_away_nowhere_in_the_form(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", whole=True).page
    question = next(q for q in scored_on(QUIZ) if q.kind == "one")
    right = weighed(handbook(), question).right_answers[0][0]
    wrong = next(option for option in question.options if option.letter != right)
    page.evaluate(SUBMIT, {"id": question.id, "answers": [[wrong.letter]]})
    form = form_of(page, question)
    expect(form.locator(".pb-verdict")).to_have_text(["Not this one"])
    expect(form.locator(".pb-result").locator(".pb-said")).to_have_count(1)
    expect(form.locator(".pb-working")).not_to_have_attribute("open", "")


def test_steps_are_put_in_order_with_the_keyboard(leaf: Callable) -> None:
    question = next(question for question in handbook().questions if question.kind == "order")
    page = leaf(f"/{question.page}.html", width=PHONE, whole=True).page
    form = form_of(page, question)
    result = form.locator(".pb-result")
    check = form.get_by_role("button", name="Check my answer")
    right = weighed(handbook(), question).right_answers
    wrong = next(order for order in permutations(right[0]) if order not in right)

    def put(places: dict[str, str]) -> None:
        form.locator("select").first.focus()
        for option in question.options:
            press_until(page, "Tab", form.locator(f'[data-letter="{option.letter}"] select'))
            page.keyboard.type(places.get(option.letter, "Not needed"))
        press_until(page, "Tab", check)
        page.keyboard.press("Enter")
        expect(result).to_be_focused()

    put({})
    expect(result).to_have_text("Choose an answer first.")
    put(dict.fromkeys(right[0], "Step 1"))
    expect(result).to_have_text(re.compile("the same number"))
    put({letter: f"Step {at}" for at, letter in enumerate(wrong, 1)})
    expect(result).to_have_text(re.compile(r"^Not yet\. These steps are needed, but in another order\."))
    put({letter: f"Step {at}" for at, letter in enumerate(right[0][:-1], 1)})
    expect(result).to_have_text(re.compile(r"^Not yet\. What you chose belongs, and something is missing\."))
    put({letter: f"Step {at}" for at, letter in enumerate(right[0], 1)})
    expect(result).to_have_text(re.compile(r"^Right\."))
    page.reload()
    expect(result).to_have_text(re.compile(r"^Right\."))


# ---- what is kept


def keep(page: Page, question: Question, text: str) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEPT + question.id, text])


def kept(page: Page) -> dict[str, str]:
    # Whether decisions are shown at once is no answer.
    found = page.evaluate("() => ({...localStorage})")
    return {key: value for key, value in found.items() if key != "policybook/all"}


def answer_rightly(page: Page, question: Question) -> None:
    page.evaluate(SUBMIT, {"id": question.id, "answers": [weighed(handbook(), question).right_answers[0]]})


def test_answers_stay_in_the_browser_until_they_are_erased(visit: Callable) -> None:
    page = visit(f"/{QUIZ}.html", whole=True).page
    first, second = scored_on(QUIZ)[:2]
    page.evaluate("localStorage.setItem('another-program', 'its own')")
    for question in (first, second):
        answer_rightly(page, question)
    page.reload()
    for question in (first, second):
        expect(form_of(page, question)).to_have_attribute("data-state", "right")
        expect(form_of(page, question).locator(".pb-result")).to_contain_text("Right.")
    results = page.locator(".pb-results")
    expect(results).to_contain_text("Your answers stay in this browser")
    page.once("dialog", lambda dialog: dialog.dismiss())
    erase = page.get_by_role("button", name="Erase all my answers")
    erase.click()
    assert len([key for key in kept(page) if key.startswith(KEPT)]) == 2, "nobody erases by a slip"
    page.once("dialog", lambda dialog: dialog.accept())
    erase.click()
    expect(results.get_by_role("status")).to_have_text("Your answers have been erased.")
    assert kept(page) == {"another-program": "its own"}
    page.reload()
    assert page.locator(".pb-question input:checked").count() == 0


def test_one_answer_is_cleared_alone(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", whole=True).page
    first, second = scored_on(QUIZ)[:2]
    for question in (first, second):
        answer_rightly(page, question)
    form_of(page, first).get_by_role("button", name="Clear this answer").click()
    expect(form_of(page, first).locator("input").first).to_be_focused()
    assert list(kept(page)) == [KEPT + second.id]


def test_an_answer_to_a_question_that_has_changed_is_dropped_and_the_reader_told(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", whole=True).page
    first, second = scored_on(QUIZ)[:2]
    for question in (first, second):
        answer_rightly(page, question)
    entry = json.loads(kept(page)[KEPT + first.id])
    keep(page, first, json.dumps(entry | {"fingerprint": "0123456789ab"}))
    page.reload()
    expect(form_of(page, first).locator(".pb-result")).to_contain_text("has changed since you answered it")
    expect(form_of(page, first)).to_have_attribute("data-state", "")
    expect(form_of(page, second)).to_have_attribute("data-state", "right")
    assert list(kept(page)) == [KEPT + second.id]


def test_what_cannot_be_read_is_said_and_nothing_else_is_lost(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html", whole=True).page
    rubbish = ["{", "null", '{"answer": 7}', "<script>alert(1)</script>", "x" * 2_000_000]
    whole, *broken = scored_on(QUIZ)[: len(rubbish) + 1]
    answer_rightly(page, whole)
    for question, text in zip(broken, rubbish, strict=True):
        keep(page, question, text)
    page.reload()
    for question in broken:
        expect(form_of(page, question).locator(".pb-result")).to_have_text(
            "What this browser had kept for this question could not be read. "
            "Please answer it again; nothing else is lost."
        )
    expect(form_of(page, whole)).to_have_attribute("data-state", "right")
    expect(page.locator(".pb-score")).to_contain_text("1 of")
    for question in broken:
        answer_rightly(page, question)
    page.reload()
    for question in broken:
        expect(form_of(page, question)).to_have_attribute("data-state", "right")


REFUSE_ALL = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('refused', 'SecurityError'); },
});"""
REFUSE_MORE = (
    """Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"""
)


@pytest.mark.parametrize("refusal", [REFUSE_ALL, REFUSE_MORE])
def test_a_browser_that_keeps_nothing_answers_all_the_same(visit: Callable, refusal: str) -> None:
    made = visit("/index.html")
    made.page.add_init_script(refusal)
    page = made.go(f"/{QUIZ}.html")
    question = scored_on(QUIZ)[0]
    answer_rightly(page, question)
    expect(form_of(page, question)).to_have_attribute("data-state", "right")
    expect(page.locator(".pb-score")).to_contain_text("1 of")
    expect(form_of(page, question)).to_contain_text("This browser keeps nothing for this site")
    page.get_by_role("button", name="All on one page").click()
    expect(page.locator(".pb-results")).to_contain_text("This browser keeps nothing for this site")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase all my answers").click()
    expect(form_of(page, question)).to_have_attribute("data-state", "")


def test_a_story_asks_with_the_same_form_and_shares_the_answer(leaf: Callable) -> None:
    made = leaf("/scenarios/friend-request.html", width=PHONE)
    page = made.page
    form = page.locator("fieldset[data-right]").first
    asked = form.get_attribute("data-question")
    working = page.locator(f'.pb-working[data-working~="{asked}"]')
    expect(working).to_be_hidden()
    question = handbook().question_by_id[asked]
    for letter in weighed(handbook(), question).right_answers[0]:
        form.locator(f'div.pb-option[data-letter="{letter}"] input').check()
    form.get_by_role("button", name="Check my answer").click()
    expect(form.locator(".pb-result")).to_have_text(re.compile(r"^Right\."))
    expect(working).to_be_visible()
    made.go(f"/{question.page}.html")
    expect(form_of(page, question)).to_have_attribute("data-state", "right")


# ---- what it looks like, and weighs


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing_in_what_is_said_of_answers(leaf: Callable, axe: Callable, width: int) -> None:
    # Before an answer: see test_every_page.
    page = leaf(f"/{QUIZ}.html", width=width, dark=width == PHONE, whole=True).page
    for at, question in enumerate(scored_on(QUIZ)):
        right = weighed(handbook(), question).right_answers[0]
        wrong = tuple(option.letter for option in question.options if option.letter not in right)[:1]
        page.evaluate(SUBMIT, {"id": question.id, "answers": [wrong if at % 2 else right]})
    # From the top, where the bar that stays in view covers no button half: answering has scrolled the page.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    assert axe(page) == []


def test_paper_shows_the_questions_and_no_buttons(leaf: Callable) -> None:
    page = leaf(f"/{QUIZ}.html").page
    page.emulate_media(media="print")
    form = form_of(page, scored_on(QUIZ)[0])
    expect(form.locator("div.pb-option label").first).to_be_visible()
    for asked in asked_on(QUIZ):
        expect(form_of(page, asked).locator(".pb-prompt").first).to_be_visible()
        expect(form_of(page, asked).locator(".pb-option label, .pb-option summary").last).to_be_visible()
    expect(page.get_by_role("button", name="Check my answer").locator("visible=true")).to_have_count(0)
    expect(page.locator(".pb-bar, .pb-foot, .pb-foot-more").locator("visible=true")).to_have_count(0)
    expect(page.locator(".pb-results")).to_be_hidden()


@pytest.mark.parametrize("name", PAGES)
def test_the_form_adds_little_to_a_page(site_dir: Path, name: str) -> None:
    markup = (site_dir / f"{name}.html").read_text("utf-8")
    bare = re.sub(
        r' data-(?:right|fingerprint|critical|kind|question|working|part|letter)="[^"]*"', "", markup
    )
    bare = re.sub(r"\s*<script[^>]*(?:dom|quiz|steps)\.js[^>]*></script>", "", bare)
    scripts = [(site_dir / "_static" / script).read_bytes() for script in ("dom.js", "quiz.js", "steps.js")]
    weights = [len(gzip.compress(text)) for text in (markup.encode(), bare.encode(), *scripts)]
    assert weights[1] < weights[0], "there is something to weigh"
    extra = weights[0] - weights[1] + sum(weights[2:])
    assert extra <= EXTRA, f"{extra} bytes more"


def test_a_page_without_a_question_has_no_script_for_them(site_dir: Path) -> None:
    page = (site_dir / "book" / "policy" / "images.html").read_text("utf-8")
    assert [name for name in ("dom.js", "quiz.js") if name in page] == []
