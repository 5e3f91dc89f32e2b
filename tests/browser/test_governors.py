"""What governors read: the page says whether the review is overdue, and the pack prints as a PDF for everybody."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from policybook.check.run import check
from tools.pack import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from policybook.site.serve import Server

BOOK = check(".")[0]


@pytest.fixture(scope="module")
def pack(browser: Browser, server: Server) -> PdfReader:
    """The pack that the published site offers on its page."""
    page = browser.new_page()
    page.goto(f"{server.url}/book/pack-to-print.html")
    with page.expect_download() as waiting:
        page.evaluate(
            "link => { link.download = ''; link.click(); }",
            page.get_by_role("link", name="as a PDF").element_handle(),
        )
    pdf = waiting.value.path().read_bytes()
    page.close()
    return PdfReader(BytesIO(pdf))


@pytest.fixture(scope="module")
def text(pack: PdfReader) -> str:
    """All its words, a space between."""
    return " ".join(" ".join(page.extract_text() for page in pack.pages).replace("ﬁ", "fi").split())


def bare(text: str) -> str:
    """A text without what typesetting makes of it: ligatures and curly quotation marks."""
    return re.sub('[‘’“”"]', "'", text.replace("ﬁ", "fi"))


def tags(node: Any) -> Iterator[str]:
    """Every tag below a node of a PDF's structure."""
    found = node.get_object()
    if isinstance(found, list):
        for child in found:
            yield from tags(child)
    elif isinstance(found, dict):
        if "/S" in found:
            yield found["/S"]
        if "/K" in found:
            yield from tags(found["/K"])


def test_the_pack_is_tagged_in_english_and_titled(pack: PdfReader) -> None:
    root: Any = pack.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pack.metadata is not None
    assert str(pack.metadata.title).startswith("Governors’ pack: the e-safety policy")
    found = set(tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= found


def test_the_pack_has_a_bookmark_for_each_heading_and_each_interpretation(pack: PdfReader) -> None:
    def titles(outline: Any) -> Iterator[str]:
        for item in outline:
            if isinstance(item, list):
                yield from titles(item)
            else:
                yield item.title

    found = [bare(title) for title in titles(pack.outline)]
    for heading in ("1. What is in force", "2. Interpretations that await your decision"):
        assert heading in found
    for note in BOOK.interpretations:
        assert bare(f"{note.id} {note.title}") in found


def addresses(pack: PdfReader) -> list[str]:
    """Where the links of a PDF lead that leave it."""
    found = [note.get_object() for page in pack.pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] for note in found if "/URI" in note.get("/A", {})]


def test_no_link_of_the_pack_leads_to_the_machine_that_printed_it(pack: PdfReader) -> None:
    assert not [address for address in addresses(pack) if not address.startswith(("https://", "tel:"))]


def test_printed_for_an_address_and_a_day_the_pack_leads_there_and_is_the_same_each_time(
    browser: Browser, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836800")  # 1 January 2020, before the review was due
    base = "https://handbook.example.org/"
    one, two = (printed(browser, server.url, base) for _ in range(2))
    assert one == two
    found = PdfReader(BytesIO(one))
    assert f"{base}book/policy/principles.html" in {one.partition("#")[0] for one in addresses(found)}
    assert found.metadata is not None
    assert {str(found.metadata.creation_date), str(found.metadata.modification_date)} == {
        "2020-01-01 00:00:00+00:00"
    }
    assert "Overdue" not in " ".join(page.extract_text() for page in found.pages)


def test_each_page_of_the_pack_has_its_number(pack: PdfReader) -> None:
    for number, page in enumerate(pack.pages, 1):
        assert f"Page {number} of {len(pack.pages)}" in page.extract_text()
        assert abs(page.mediabox.width - 595) < 2  # A4, in points
        assert abs(page.mediabox.height - 842) < 2


def test_the_pack_says_what_is_in_force_and_leaves_room_to_decide(text: str) -> None:
    assert BOOK.source.title in text
    assert "Overdue: the review was due by 15 January 2020" in text
    assert "An indecent image of a child is never evidence to keep" in text
    assert text.count("☐ Confirm") == len(BOOK.interpretations)
    assert "Minute reference" in text
    assert "Chair of governors (name and signature)" in text


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2020-01-14T09:00:00", "The review is due by 15 January 2020, in 1 day."),
        ("2020-01-15T09:00:00", "The review is due today, 15 January 2020."),
        ("2026-11-22T09:00:00", "Overdue: the review was due by 15 January 2020, more than 6 years ago."),
    ],
)
def test_the_readers_own_clock_says_whether_the_review_is_due(visit: Any, now: str, said: str) -> None:
    page = visit("/index.html").page
    page.clock.set_fixed_time(now)
    page.goto(page.url.replace("index.html", "book/governors.html"))
    assert page.locator(".pb-due").inner_text() == said


def test_without_javascript_the_page_still_says_when_the_review_was_due(leaf: Any) -> None:
    page = leaf("/book/governors.html", javascript=False).page
    assert "due by 15 January 2020" in page.locator(".pb-due").inner_text()
