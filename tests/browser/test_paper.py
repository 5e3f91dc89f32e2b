"""What is printed is a design of its own: few sheets, questions as a paper with its key, and folds as the reader has them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader

from policybook.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

BOOK = load(".")
QUIZ, PATH = "/quizzes/images.html", "/book/induction/teacher.html"
EDITION = f"/editions/{BOOK.editions[-1].name}.html"
SHEETS = 16
"""Of A4, for the whole policy: its pages together, and the newest edition with its interpretations."""
NORMS = "details.pb-norms"


def printed(page: Page) -> list[str]:
    """The words of each sheet; whatever the page does for the printer, it has undone."""
    before = page.locator("article").evaluate("article => article.outerHTML")
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert [round(side) for side in sheets[0].mediabox[2:]] == [595, 842]
    assert page.locator("article").evaluate("article => article.outerHTML") == before
    return [" ".join(sheet.extract_text().replace("ﬁ", "fi").split()) for sheet in sheets]


def test_the_policy_is_printed_on_16_sheets_with_its_folds_as_the_reader_has_them(leaf: Callable) -> None:
    made = leaf(EDITION)
    edition = printed(made.page)
    assert len(edition) <= SHEETS
    words = " ".join(edition)
    for clause in BOOK.clauses.values():
        assert clause.number in words
    assert "Interpretations of this edition" in words, "what a long page folds is there"
    assert "Menu" not in words
    pages = [section.page for section in BOOK.sections]
    assert sum(len(printed(made.go(f"/{page}.html"))) for page in pages) <= SHEETS
    page = made.go(f"/{pages[3]}.html")
    assert "as the quizzes read it" not in " ".join(printed(page))
    page.locator(f"{NORMS} > summary").first.click()
    assert " ".join(printed(page)).count("as the quizzes read it") == 1
    page.locator(f"{NORMS} > summary").first.click()
    assert "as the quizzes read it" not in " ".join(printed(page))


def test_questions_are_printed_as_a_paper_without_marks_and_with_their_key_on_the_last_sheet(
    leaf: Callable,
) -> None:
    made = leaf(QUIZ)
    for path, most in ((QUIZ, 9), (PATH, 5), ("/scenarios/friend-request.html", 4)):
        page = made.go(path)
        # Somebody has answered before they print: it is no answer of the paper's.
        page.locator("fieldset.pb-question:visible .pb-option label").first.click()
        page.get_by_role("button", name="Check my answer").click()
        said = page.locator(".pb-said-first:visible").inner_text()
        sheets = printed(page)
        assert len(sheets) <= most
        assert "Name: ____" in sheets[0]
        assert "Date: ____" in sheets[0]
        paper, key = " ".join(sheets[:-1]), sheets[-1]
        assert key.startswith("Key to:")
        assert "Key to:" not in paper
        asked = page.locator("fieldset.pb-question")
        assert paper.count("☐") >= 3 * page.locator("[data-kind=one]").count()
        assert key.count(": ") >= page.locator("[data-right]").count()
        for mark in (
            said,
            "You chose",
            "Next",
            "Where this comes from",
            "Check my answer",
            "All on one page",
        ):
            assert mark not in paper
        assert all(legend.split()[-1] in paper for legend in asked.locator("> legend").all_text_contents())
