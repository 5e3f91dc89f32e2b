"""A fixture that cannot fail guards nothing: each is shown a defect here."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from pacing import pace


def seen(made, words):
    """Wait until a problem with these words has been noted."""
    for _ in range(300):
        if any(words in problem for problem in made.problems):
            return
        made.page.wait_for_timeout(100)
    raise AssertionError(f"{words} was not noted: {made.problems}")


def test_axe_finds_a_picture_without_words(visit, axe):
    page = visit("/index.html").page
    page.evaluate("document.querySelector('main, body').append(document.createElement('img'))")
    assert any(found.startswith("image-alt (critical)") for found in axe(page))


def test_axe_leaves_no_rule_out_but_those_of_level_aaa(visit, axe):
    page = visit("/index.html").page
    axe(page)
    examined = page.evaluate("axe.getRules().filter(rule => !rule.tags.includes('wcag2aaa')).length")
    assert examined > 90
    assert page.evaluate("axe.getRules(['best-practice']).length") > 20


def test_a_request_to_another_host_is_seen_and_goes_nowhere(visit):
    # A file has no policy of its own, as a page has, that would stop the request before it is one.
    made = visit("/_static/policybook.css")
    assert made.outside == []
    reached = made.page.evaluate("fetch('http://example.org/').then(() => true, () => false)")
    assert reached is False
    assert made.outside == ["http://example.org/"]
    made.requests.clear()
    made.problems.clear()


def test_a_missing_file_and_a_script_error_are_seen(visit):
    made = visit("/index.html")
    made.page.evaluate("fetch('/no-such-file.json')")
    made.page.evaluate("setTimeout(() => { throw new Error('as planned') })")
    seen(made, "404")
    seen(made, "as planned")
    made.problems.clear()


def test_bytes_are_counted_and_what_the_browser_keeps_is_not(visit):
    made = visit("/index.html")
    first = made.transferred
    made.go("/index.html")
    assert 0 <= made.transferred < first


def test_the_browser_does_without_all_that_playwright_would_have_it_do_without(browser):
    started = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    lists = re.findall(r"--disable-features=(\S+)", started)
    assert len(lists) > 1, "Playwright's own list comes first, and the last one counts"
    assert {name for one in lists for name in one.split(",")} - set(lists[-1].split(",")) == set()


def test_a_window_that_is_used_again_has_kept_no_answer_and_sees_the_defects_of_each_page(leaf):
    for path in ("/index.html", "/search.html", "/index.html"):
        made = leaf(path)
        assert made.page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert (made.problems, made.outside) == ([], [])
        made.page.evaluate("localStorage.setItem('policybook/all', sessionStorage.x = 'yes')")
        made.page.evaluate(
            "fetch('/no-such-file.json').then(() => fetch('http://example.org/').catch(() => 0))"
        )
        seen(made, "404")
        seen(made, "http://example.org/")  # the page's policy stops it
        made.requests.clear()
        made.problems.clear()


def test_a_machine_that_has_much_else_to_do_is_seen_to_be_slower():
    pace()
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4 * os.cpu_count())]
    try:
        assert pace() > 2
    finally:
        for other in others:
            other.kill()
            other.wait()


LEFT = """() => ({
  size: [innerWidth, innerHeight],
  asked: ["print", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)", "(forced-colors: active)"].filter((one) => matchMedia(one).matches),
  under: document.querySelector("body :hover")?.tagName ?? null,
  left: window.left ?? null,
})"""


def test_a_window_that_is_used_again_is_as_it_is_asked_for_opens_a_page_anew_and_counts_no_bytes(leaf):
    page = leaf("/index.html", width=320, height=500, dark=True).page
    page.emulate_media(media="print", reduced_motion="reduce", forced_colors="active")
    page.mouse.move(100, 100)
    page.evaluate("window.left = 'behind'")
    left = page.evaluate(LEFT)
    assert (left["size"], len(left["asked"]), left["left"]) == ([320, 500], 4, "behind")
    assert left["under"]
    made = leaf("/index.html#what-do-you-need")
    asked = ["(prefers-reduced-motion: reduce)"]
    assert made.page.evaluate(LEFT) == {"size": [1280, 900], "asked": asked, "under": None, "left": None}
    with pytest.raises(AssertionError, match="count in one of `visit`"):
        made.transferred  # noqa: B018 - it is counted when it is asked for
