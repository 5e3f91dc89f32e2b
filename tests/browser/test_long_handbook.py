"""A handbook too long for one list: what its search finds first, and what that fetches; its menu; and one clause of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from policybook.site.serve import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
CLAUSES = 2000
FIRST, NEXT = 40_000, 20_000
"""So many bytes a first search fetches at most, compressed, its page left aside; and the next."""
PHONE = {"width": 360, "height": 740}
FOUND = ".pb-find [role=status]"


@pytest.fixture(scope="module")
def site_dir(tmp_path_factory) -> Path:
    """The site of a made-up handbook."""
    sys.path.insert(0, str(ROOT / "bench"))
    from generate import Book
    from peers import OURS

    sys.path.remove(str(ROOT / "bench"))
    root = tmp_path_factory.mktemp("long")
    OURS.write(Book(CLAUSES), root)
    done = subprocess.run(OURS.command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return root / OURS.output


@pytest.fixture(scope="module")
def server(site_dir: Path) -> Iterator[Server]:
    """A server of that site."""
    with Server(site_dir, cache_control="max-age=600") as running:
        yield running


def search(page, typed: str) -> None:
    page.get_by_label("A word, or the number of a clause").fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator(FOUND)).to_contain_text(f"“{typed}”")


def test_a_search_brings_what_it_needs_and_no_more(visit: Callable, axe: Callable):
    visited = visit("/search.html", **PHONE)
    page = visited.page
    page.wait_for_load_state("networkidle")
    before = visited.server.sent
    search(page, "shared calendar archive")
    page.wait_for_load_state("networkidle")
    scripts = page.evaluate(
        """performance.getEntriesByType("resource").filter((one) => /minisearch|words[.]js|search[.]js/.test(one.name)).reduce((sum, one) => sum + one.transferSize, 0)"""
    )
    fetched = visited.server.sent - before
    assert 15_000 < scripts + fetched <= FIRST
    expect(page.locator(".pb-found a").first).to_have_text(re.compile("A shared calendar in the archive$"))
    expect(page.locator(FOUND)).to_have_text(re.compile(r"^The best \d+ results for"))
    assert axe(page) == []
    before = visited.server.sent
    search(page, "sealed telephone pool")
    page.wait_for_load_state("networkidle")
    assert visited.server.sent - before <= NEXT
    for typed, first in (
        ("57(f)", "57(f) A"),
        ("sharde leter hall", "A shared letter in the hall"),
        ("sofa", ""),
    ):
        search(page, typed)
        if first:
            expect(page.locator(".pb-found a").first).to_contain_text(first)
        else:
            expect(page.locator(FOUND)).to_contain_text("Nothing here fits")


def test_it_works_from_a_disk(browser, site_dir: Path):
    page = browser.new_page()
    page.goto(f"{(site_dir / 'search.html').as_uri()}?q=shared+calendar+archive")
    expect(page.locator(".pb-found a").first).to_contain_text("A shared calendar in the archive")
    page.locator(".pb-found a").first.click()
    expect(page.locator("#shared-calendar-archive")).to_be_visible()
    page.close()


def test_the_menu_shows_what_is_near_and_leads_to_every_page(visit: Callable, axe: Callable):
    page = visit("/book/policy/page-50.html", **PHONE).page
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    links = page.locator("#pb-menu .pb-menu-groups a")
    shown = links.all_text_contents()
    assert [one.split()[0] for one in shown[:-1]] == [str(n) for n in range(47, 54)]
    expect(page.locator("#pb-menu [aria-current=page]")).to_be_visible()
    assert axe(page) == []
    every = page.get_by_role("link", name=f"All {CLAUSES // 20} pages")
    every.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/all-pages.html")
    listed = page.locator("article li a")
    assert listed.count() == CLAUSES // 20
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    listed.last.click()
    page.wait_for_url(f"**/page-{CLAUSES // 20}.html")


def test_one_clause_of_the_data_is_fetched_alone(visit: Callable):
    page = visit("/index.html").page
    clause = page.evaluate("""async () => {
      const [first, length] = (await (await fetch("handbook-index.json")).json())["shared-calendar-archive"];
      const answer = await fetch("handbook.json", { headers: { Range: `bytes=${first}-${first + length - 1}` } });
      return [answer.status, await answer.text()];
    }""")
    assert clause[0] == 206
    assert json.loads(clause[1])["title"] == "A shared calendar in the archive"


def test_what_a_citation_previews_is_brought_when_it_is_looked_at(visit: Callable):
    visited = visit("/book/policy/page-50.html")
    page = visited.page
    link = page.locator(".pb-policy a.pb-cite").first
    preview = page.get_by_role("tooltip")
    assert "data-preview" not in page.content()
    link.focus()
    link.press("Shift")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    noun, place = link.inner_text().split()[-4], link.inner_text().split()[-1]
    expect(preview).to_have_text(
        f"You should look after the {noun} in the {place}. Ask first if you are not sure."
    )
    assert link.get_attribute("aria-describedby") == preview.get_attribute("id")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    link.hover()
    expect(preview).to_be_visible()
    assert len([one for one in visited.requests if "/search-parts/pages/" in one]) == 1
