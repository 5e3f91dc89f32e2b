"""A person takes their core path on the site, makes a record of it, and the office verifies it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from policybook.cli import main
from policybook.load import load
from policybook.training.paths import CORE, decisions, questions_on, reader_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
BOOK = load(ROOT)
PATH, RECORD = "/book/induction/teacher.html", "/book/record.html"
PHONE = 320
# Where the bar that stays in view covers no link half, and at once: a page that is still on its way there is another one.
UP = "scrollTo({ top: 0, behavior: 'instant' })"
STORED = "Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('policybook/')))"
# Answers everything on the teacher's core path as quiz.js would keep it; "wrong" leaves one out.
ANSWERED = """(left) => {
  const { questions, paths } = JSON.parse(document.getElementById("pb-paths").textContent);
  const [, , , core] = paths.find(([path, reader]) => path === "core" && reader === "teacher");
  for (const [id, fingerprint, right] of core.map((at) => questions[at])) {
    if (id !== left) localStorage.setItem(`policybook/answer/${id}`, JSON.stringify({ fingerprint, answer: right.split(";")[0] }));
  }
}"""


def tab_to(page: Page, what: str, key: str = "Tab") -> None:
    """Press Tab until the focus is where it should be."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"no number of presses of Tab reaches {what}")


def answer_by_keyboard(page: Page, question: str) -> None:
    """Answer a question rightly with nothing but keys; the page has just been opened at it."""
    root = page.locator(f'fieldset.pb-question[data-question="{question}"]')
    right = (root.get_attribute("data-right") or "").split(";")[0].split()
    here = f'[data-question="{question}"] '
    letters = root.locator("[data-letter]").evaluate_all("all => all.map(one => one.dataset.letter)")
    for letter in letters:
        control = root.locator(f'[data-letter="{letter}"] input')
        if letter not in right:
            continue
        while not control.is_visible():
            # Whom, whether together and how soon are asked in turn.
            tab_to(page, f"{here}button[type=submit]")
            page.keyboard.press("Enter")
        if control.get_attribute("type") == "checkbox":
            tab_to(page, f'{here}[data-letter="{letter}"] input')
            page.keyboard.press("Space")
            continue
        # A group of radio buttons is one stop: the arrows go through it.
        name = control.get_attribute("name")
        tab_to(page, f'{here}input[name="{name}"]')
        for _ in letters:
            if control.is_checked():
                break
            page.keyboard.press(
                "Space" if control.evaluate("e => e === document.activeElement") else "ArrowDown"
            )
        assert control.is_checked()
    tab_to(page, f"{here}button[type=submit]")
    page.keyboard.press("Enter")
    expect(root.locator(".pb-said-first")).to_have_text("Right.")


def saved(page: Page, folder: Path, name: str = "Zoë Example", role: str = "Class teacher") -> Path:
    """Fill in the form and save the record."""
    page.locator("#pb-name").fill(name)
    page.locator("#pb-role").fill(role)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my record as a file").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def states(capsys: pytest.CaptureFixture[str], files: list[Path], *more: str) -> list[str]:
    """What the command line calls each file."""
    capsys.readouterr()
    main(["record", "verify", "--root", str(ROOT), *map(str, files), *more])
    return [line.split(": ")[1] for line in capsys.readouterr().out.splitlines()]


def came_to(capsys: pytest.CaptureFixture[str], file: Path, *more: str) -> str:
    return states(capsys, [file], *more)[0]


def altered_in_every_way(file: Path) -> list[Path]:
    """The record with each answer, the edition, its fingerprint and the date changed, one at a time."""
    text = file.read_text("utf-8")
    found = []

    def change(where: list[str], value: str) -> None:
        data = json.loads(text)
        inner = data
        for key in where[:-1]:
            inner = inner[key]
        assert inner[where[-1]] != value
        inner[where[-1]] = value
        found.append(file.with_name(f"altered-{len(found)}.json"))
        found[-1].write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    for name, given in json.loads(text)["answers"].items():
        change(["answers", name, "answer"], "b" if given["answer"] != "b" else "a")
    change(["edition", "name"], "2018.1.0")
    change(["edition", "fingerprint"], "0" * 64)
    change(["date"], "2020-01-01")
    return found


def test_a_person_takes_the_core_path_by_keyboard_and_the_office_verifies_the_record(
    leaf: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = leaf("/book/induction.html").page
    tab_to(page, 'article a[href$="induction/teacher.html"]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/induction/teacher\.html"))
    asked = page.locator("fieldset.pb-question").evaluate_all("all => all.map(one => one.dataset.question)")
    count = len(asked)
    assert 10 <= count <= 14
    progress = page.locator("[data-path=core] .pb-progress strong")
    for at, question in enumerate(asked):
        expect(progress).to_have_text(f"{at} of {count} right.")
        # From one decision to the next there is nothing but Tab.
        answer_by_keyboard(page, question)
        tab_to(page, ".pb-foot button")
        expect(page.locator(":focus")).to_have_text("Next")
        page.keyboard.press("Enter")
    expect(progress).to_have_text(f"{count} of {count} right.")
    expect(page.locator(".pb-results")).to_contain_text("Every safety-critical question is right.")
    tab_to(page, ".pb-done a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/book/record\.html"))
    expect(page.locator(".pb-record-progress")).to_have_text(f"You have all {count} right.")
    tab_to(page, "#pb-name")
    page.keyboard.type("Zoë Example")
    page.keyboard.press("Tab")
    page.keyboard.type("Class teacher")
    tab_to(page, "#pb-save")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    expect(page.locator(".pb-record-said")).to_be_focused()

    log = tmp_path / "training.csv"
    assert came_to(capsys, file, "--log", str(log), "--initials", "KL") == "complete"
    assert '"Zoë Example","Class teacher",' in log.read_text("utf-8")
    assert len(json.loads(file.read_text("utf-8"))["answers"]) == count
    others = altered_in_every_way(file)
    assert len(others) == count + 3
    assert set(states(capsys, others)) == {"altered"}


def test_what_is_missing_is_listed_safety_critical_first_and_the_record_says_so(
    leaf: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = leaf(RECORD, width=PHONE).page
    left = page.locator(".pb-record-progress li")
    assert left.first.inner_text().endswith("(safety-critical)")
    page.evaluate(ANSWERED, "staff-group-chat")
    page.reload()
    expect(left).to_have_count(1)
    # It is called what its reader met it as, and it is there that it stands.
    asked = [question.id for question in questions_on(BOOK, CORE, reader_of(BOOK, "teacher"))]
    at = asked.index("staff-group-chat") + 1
    expect(left.locator("a")).to_have_text(f"Decision {at}")
    expect(left.locator("a")).to_have_attribute("href", "induction/teacher.html#staff-group-chat")
    file = saved(page, tmp_path)
    assert came_to(capsys, file) == "incomplete"
    left.locator("a").click()
    expect(page.locator("#staff-group-chat")).to_be_in_viewport()
    expect(page.locator(".pb-bar")).to_contain_text(f"{at} of {len(asked)}")


def test_another_reader_has_another_path_and_a_quiz_asks_the_same_of_everybody(
    leaf: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = leaf(f"{RECORD}#reader=governor&path=core").page
    expect(page.locator("#pb-reader")).to_have_value("governor")
    governor = len(decisions(BOOK, CORE, reader_of(BOOK, "governor")))
    expect(page.locator(".pb-record-progress")).to_contain_text(f"You have 0 of {governor} right.")
    page.locator("#pb-path").select_option("quizzes/images")
    file = saved(page, tmp_path)
    data = json.loads(file.read_text("utf-8"))
    assert (data["path"], data["reader"], data["answers"]) == ("quizzes/images", "", {})
    assert came_to(capsys, file) == "incomplete"
    page.locator("#pb-path").select_option("full")
    assert json.loads(saved(page, tmp_path).read_text("utf-8"))["reader"] == "governor"


@pytest.mark.parametrize("path", ["quizzes/images", "scenarios/friend-request"])
def test_the_end_of_a_quiz_or_a_story_leads_to_a_record_of_it(leaf: Callable, path: str) -> None:
    page = leaf(f"/{path}.html", whole=True).page
    page.locator(".pb-to-record").click()
    expect(page.locator("#pb-path")).to_have_value(path)


def test_all_that_is_missing_is_said_together_beside_its_field_and_nothing_is_made(leaf: Callable) -> None:
    page = leaf(RECORD, width=PHONE).page
    for button in ("Hand in my record", "Save my record as a file", "Print my record"):
        page.get_by_role("button", name=button).click()
        for field, words in (
            ("#pb-name", "Type your name."),
            ("#pb-role", "Type your role."),
        ):
            said = page.locator(f"{field}-lacks")
            expect(said).to_have_text(words)
            expect(said).to_be_visible()
            below = said.bounding_box()["y"] - page.locator(field).bounding_box()["y"]
            assert 0 < below < 100
            assert said.evaluate("e => getComputedStyle(e).color") != page.evaluate(
                "getComputedStyle(document.body).color"
            )
            edge = "e => [getComputedStyle(e).borderWidth, getComputedStyle(e).borderColor]"
            assert page.locator(field).evaluate(edge)[0] == "2px"
            expect(page.locator(field)).to_have_accessible_description(words)
        expect(page.locator("#pb-name")).to_be_focused()
        # Said once, by the field that is come to.
        expect(page.locator(".pb-record-said")).to_be_empty()
    page.locator("#pb-name").fill("Zoë")
    page.locator("#pb-role").fill(" \u200b ")
    page.get_by_role("button", name="Print my record").click()
    expect(page.locator("#pb-name-lacks")).to_be_hidden()
    expect(page.locator("#pb-role")).to_be_focused()


def test_a_record_is_handed_to_the_phones_own_sheet_and_nothing_is_sent_by_itself(
    leaf: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = leaf(RECORD, width=PHONE)
    page = made.page
    # What a phone lends, and this browser does not: it takes text, and no JSON.
    page.evaluate("""() => {
      navigator.canShare = ({files}) => files.every((file) => file.type === "text/plain" && file.name.endsWith(".txt"));
      navigator.share = async ({files}) => {
        if (window.refuses) throw new DOMException("", "AbortError");
        window.shared = [files[0].name, await files[0].text()];
      };
    }""")
    page.locator("#pb-name").fill("Zoë Example")
    page.locator("#pb-role").fill("Class teacher")
    page.evaluate("window.refuses = true")
    page.get_by_role("button", name="Hand in my record").click()
    expect(page.locator(".pb-record-said")).to_have_text("Nothing was handed on. You can try again.")
    page.evaluate("window.refuses = false")
    page.get_by_role("button", name="Hand in my record").click()
    expect(page.locator(".pb-record-said")).to_contain_text("Handed on.")
    name, text = page.evaluate("shared")
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert came_to(capsys, tmp_path / name) == "incomplete"


def test_without_such_a_sheet_there_is_an_email_with_the_record_in_it_and_a_code(
    leaf: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = leaf(RECORD, width=PHONE).page
    page.evaluate(ANSWERED)
    page.locator("#pb-name").fill("Zoë Example")
    page.locator("#pb-role").fill("Class teacher")
    page.get_by_role("button", name="Hand in my record").click()
    said = page.locator(".pb-record-said")
    expect(said).to_contain_text("Nothing has been sent yet.")
    address = urlsplit(said.locator("a").get_attribute("href"))
    assert address.scheme == "mailto"
    (body,) = parse_qs(address.query)["body"]
    file = tmp_path / "from-an-email.txt"
    file.write_text(body, encoding="utf-8")
    assert came_to(capsys, file) == "complete"
    digest = json.loads(body)["digest"]
    expect(said).to_contain_text("-".join(digest[at : at + 4] for at in (0, 4, 8)))


def test_nothing_is_kept_unless_it_is_asked_for_and_then_no_name(leaf: Callable, tmp_path: Path) -> None:
    page = leaf(RECORD).page
    page.evaluate(ANSWERED)
    before = page.evaluate(STORED)
    saved(page, tmp_path)
    assert page.evaluate(STORED) == before
    page.locator("#pb-remember").check()
    saved(page, tmp_path)
    new = {key: value for key, value in page.evaluate(STORED).items() if key not in before}
    assert list(new) == ["policybook/done/core/teacher"]
    assert "Zoë" not in str(new)
    assert "Class teacher" not in str(new)


def test_everything_is_erased_at_the_press_of_a_button(visit: Callable, tmp_path: Path) -> None:
    page = visit(RECORD).page
    page.evaluate(ANSWERED)
    page.locator("#pb-remember").check()
    saved(page, tmp_path)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase all that this handbook keeps").click()
    expect(page.locator(".pb-record-progress")).to_contain_text("It has been erased.")
    assert page.evaluate(STORED) == {}
    expect(page.locator("#pb-name")).to_have_value("")
    expect(page.locator(".pb-record-progress")).to_contain_text("You have 0 of")


def test_what_has_changed_since_is_said_with_the_clauses_and_the_decisions(
    leaf: Callable, tmp_path: Path
) -> None:
    made = leaf(RECORD)
    page = made.page
    page.evaluate(ANSWERED)
    page.locator("#pb-remember").check()
    saved(page, tmp_path)
    made.go(PATH)
    since = page.locator("[data-path=core] .pb-since")
    expect(since).to_contain_text("Nothing on this path. Your record still stands.")
    page.evaluate("""() => {
      const key = "policybook/done/core/teacher", then = JSON.parse(localStorage.getItem(key));
      then.edition.name = "2018.1.0";
      then.clauses["child-images"] = "0".repeat(12);
      then.questions["staff-group-chat"] = "0".repeat(12);
      localStorage.setItem(key, JSON.stringify(then));
    }""")
    page.reload()
    expect(since).to_contain_text("when you did the edition 2018.1.0")
    expect(since.locator("a[href$='images.html#child-images']")).to_have_count(1)
    again = [link.get_attribute("href") for link in since.locator("li a").all()]
    assert {"#image-on-shared-laptop", "#staff-group-chat"} <= set(again)
    assert "#pupil-friend-request" not in again
    since.locator("a[href='#staff-group-chat']").click()
    expect(page.locator("#staff-group-chat")).to_be_in_viewport()
    # The full path has not been done, so nothing is said of it.
    expect(page.locator("[data-path=full] .pb-since")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_accessible_on_a_phone_when_they_say_the_most(
    leaf: Callable, axe: Callable, tmp_path: Path, dark: bool
) -> None:
    made = leaf(RECORD, width=PHONE, dark=dark)
    page = made.page
    page.evaluate(ANSWERED, "staff-group-chat")
    page.get_by_role("button", name="Save my record as a file").click()
    page.evaluate(UP)
    assert axe(page) == []
    page.locator("#pb-remember").check()
    saved(page, tmp_path, name="A" * 120)
    page.evaluate(UP)
    assert axe(page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    page.evaluate("""() => {
      const key = "policybook/done/core/teacher", then = JSON.parse(localStorage.getItem(key));
      for (const name of Object.keys(then.clauses)) then.clauses[name] = "0".repeat(12);
      localStorage.setItem(key, JSON.stringify(then));
    }""")
    made.go(PATH)
    expect(page.locator(".pb-since li")).to_have_count(13)
    page.evaluate(UP)
    assert axe(page) == []
    assert page.evaluate(wide) <= 0


def test_progress_is_said_in_words_and_a_changed_question_does_not_count(leaf: Callable) -> None:
    made = leaf(RECORD)
    page = made.page
    page.evaluate(ANSWERED, "coach-is-late")
    page.evaluate("""() => {
      localStorage.setItem("policybook/answer/coach-is-late", JSON.stringify({ fingerprint: "before", answer: "a" }));
      const key = "policybook/answer/pupil-friend-request", kept = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...kept, answer: "a" }));
    }""")
    made.go(PATH)
    page.get_by_role("button", name="All on one page").click()
    expect(page.locator("[data-path=core] .pb-progress strong").first).to_have_text("11 of 13 right.")
    expect(page.locator("[data-path=core] .pb-since")).to_contain_text("This path has changed since")
    expect(page.locator("[data-path=core] .pb-since a")).to_have_attribute("href", "#coach-is-late")
    expect(page.locator("#coach-is-late")).to_contain_text("This question has changed since you answered it")
    expect(page.locator("#pupil-friend-request")).to_contain_text("Not yet.")
    expect(page.locator("#staff-group-chat")).to_contain_text("Right.")
    full = page.locator("[data-path=full]")
    expect(full.locator(".pb-progress strong")).to_contain_text("11 of ")
    said = full.locator("[data-page]").all_inner_texts()
    counts = [re.fullmatch(r".+: (\d+) decisions?, (\d+) right", line) for line in said]
    assert sum(int(found[2]) for found in counts) == 11
    # An answer that is given here counts at once, and so does one that is taken back.
    page.locator("#staff-group-chat").get_by_role("button", name="Clear this answer").click()
    expect(page.locator("[data-path=core] .pb-progress strong").first).to_have_text("10 of 13 right.")
    expect(full.locator(".pb-progress strong")).to_contain_text("10 of ")


def test_rubbish_in_the_browsers_keeping_breaks_nothing(leaf: Callable, tmp_path: Path) -> None:
    made = leaf(RECORD)
    page = made.page
    for rubbish in ("", "{", "null", "7", "[]", '{"answer":7}', "x" * 5000):
        page.evaluate(
            """(text) => {
              for (const key of ["answer/pupil-friend-request", "done/core/teacher", "answer/none"]) localStorage.setItem(`policybook/${key}`, text);
            }""",
            rubbish,
        )
        made.go(PATH)
        expect(page.locator("[data-path=core] .pb-progress > strong")).to_have_text("0 of 13 right.")
        made.go(RECORD)
        expect(page.locator(".pb-record-progress")).to_contain_text("You have 0 of 13 right.")
    assert saved(page, tmp_path).is_file()


def test_the_page_to_print_is_one_sheet_with_the_code_of_the_edition(visit: Callable, tmp_path: Path) -> None:
    page = visit(RECORD).page
    page.evaluate(ANSWERED)
    page.locator("#pb-name").fill("Zoë " * 30)
    page.locator("#pb-role").fill("Class teacher and lunchtime supervisor " * 3)
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Print my record").click()
    page.pdf(path=tmp_path / "record.pdf", prefer_css_page_size=True)
    sheets = PdfReader(tmp_path / "record.pdf").pages
    assert len(sheets) == 1
    assert [round(side) for side in sheets[0].mediabox[2:]] == [595, 842]
    words = " ".join(sheets[0].extract_text().split())
    mark = json.loads(
        page.locator("#pb-paths").inner_text() or page.locator("#pb-paths").text_content() or ""
    )
    code = "-".join(mark["fingerprint"][at : at + 4] for at in (0, 4, 8))
    assert f"Edition of the policy {mark['name']}" in words
    assert f"Code of the edition {code}" in words
    assert "Each of 13 decisions is right." in words
    assert "not proof of competence" in words
    assert "Is a child in danger" not in words
    # Printed by the browser's own menu, later, the page is itself again.
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.pdf(path=tmp_path / "page.pdf")
    words = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "page.pdf").pages)
    assert "It shows that you took part" in " ".join(words.split())


def test_without_javascript_the_path_is_read_and_the_form_says_what_to_do(leaf: Callable) -> None:
    page = leaf(PATH, javascript=False).page
    asked = page.locator("fieldset.pb-question")
    assert asked.count() >= 10
    asked.first.locator("details.pb-option summary").first.click()
    expect(asked.first.locator(".pb-feedback").first).to_be_visible()
    assert page.locator("[data-path=full] li a[href*='/quizzes/']").count() >= 7
    page = leaf(RECORD, javascript=False).page
    expect(page.locator(".pb-without-script")).to_contain_text("sign the log on paper")
    expect(page.locator(".pb-record-form")).to_be_hidden()


def test_a_record_is_made_from_a_disk_too(
    browser: Browser, site_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = browser.new_context(locale="en-GB")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto((site_dir / "book" / "record.html").as_uri())
    page.evaluate(ANSWERED)
    page.reload()
    file = saved(page, tmp_path)
    context.close()
    assert came_to(capsys, file) == "complete"
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
