"""The site keeps to itself: what its pages may run and fetch, what a browser keeps of them, and what works without a connection."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import built_pages
from playwright.sync_api import expect

from policybook.site.root import MOST, read, write
from policybook.site.serve import Handler, Server
from tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

CARDS, MAY, CLAUSE = "/book/who-to-tell.html", "/book/may-i.html", "/book/policy/safer-networking.html"
PATH, QUIZ, KEPT = "/book/induction/teacher.html", "/quizzes/images.html", "/book/what-is-kept.html"
LISTEN = """addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  (window.violations ??= []).push(`${violatedDirective} ${blockedURI}`));"""
VIOLATIONS = "window.violations ?? []"


# ---- What a page may run and fetch


def test_every_page_has_the_policy_and_keeps_to_it(visit: Callable, site_dir: Path) -> None:
    made = visit("/index.html")
    made.page.add_init_script(LISTEN)
    broken = {}
    for path in built_pages():
        page = made.go(path)
        found = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        assert "default-src 'none'" in found
        assert "unsafe" not in found
        if seen := page.evaluate(VIOLATIONS):
            broken[path] = seen
    assert broken == {}


def test_what_somebody_puts_into_a_page_does_not_run(visit: Callable) -> None:
    made = visit("/index.html")
    page = made.page
    page.add_init_script(LISTEN)
    injected = (
        "<script>window.ran = 1</script><img src='x' onerror='window.ran = 2'><a href='javascript:window.ran = 3'>x</a>"
        "<script src='data:text/javascript,window.ran = 4'></script><p style='position: fixed'>over all</p>"
        "<form action='http://example.org/'><button>Send</button></form><base href='http://example.org/'>"
        "<iframe src='http://example.org/'></iframe><object data='http://example.org/x'></object>"
        "<img src='http://example.org/x.png'><video src='http://example.org/x.mp4'></video>"
        "<link rel='stylesheet' href='http://example.org/x.css'><script src='http://example.org/x.js'></script>"
    )

    def put(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<article", f"{injected}<article", 1))

    reached: list[str] = []
    page.route("http://example.org/**", lambda route: reached.append(route.request.url) or route.abort())
    page.route("**/book/who-to-tell.html", put)
    made.go(CARDS)
    directives = (
        *(
            "script-src-elem",
            "script-src-attr",
            "style-src-attr",
            "style-src-elem",
            "form-action",
            "base-uri",
        ),
        *("frame-src", "object-src", "img-src", "media-src"),
    )
    found = page.evaluate(
        """async (directives) => {
          document.querySelector("a[href^=javascript]").click();
          document.querySelector("form[action*=example] button").click();
          const seen = () => directives.every(one => window.violations?.join(" ").includes(one));
          for (let at = 0; at < 150 && !(at && seen()); at += 1) await new Promise(done => setTimeout(done, 200));
          const { position } = getComputedStyle(document.querySelector("p[style]"));
          return { ran: window.ran ?? 0, address: location.pathname, position, seen: window.violations.join(" ") };
        }""",
        directives,
    )
    for directive in directives:
        assert directive in found["seen"]
    assert (found["ran"], found["address"], found["position"]) == (0, CARDS, "static")
    assert reached == []
    # Playwright tells of a request that the policy stopped as of any other.
    made.requests.clear()
    made.problems.clear()


# ---- What a browser keeps


def test_all_that_is_kept_has_one_prefix_and_one_button_erases_it(
    context: BrowserContext, site: Server
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site.url + PATH)
    page.evaluate("localStorage.setItem('another-program', 'its own')")
    controlled(page)
    page.get_by_role("button", name="Colours").click()
    page.get_by_role("button", name="All on one page").click()
    for question in page.locator("fieldset[data-right]").all()[:2]:
        question.locator("input").first.check()
        question.get_by_role("button", name="Check my answer").click()
    page.goto(f"{site.url}/book/record.html")
    page.locator("#pb-name").fill("Zoë Example")
    page.locator("#pb-role").fill("Teacher")
    page.locator("#pb-remember").check()
    with page.expect_download():
        page.locator("#pb-save").click()
    page.goto(f"{site.url}{MAY}")
    page.locator("#pb-may-words").fill("photograph")
    page.get_by_role("button", name="Ask").click()
    page.goto(f"{site.url}/search.html?q=friend")
    page.locator(".pb-find a").first.wait_for()
    names = page.evaluate(NAMES)
    assert {name.split("/")[1] for name in names["entries"] if name != "another-program"} >= {
        *("answer", "missed", "place", "theme", "all", "done")
    }
    assert [name for found in names.values() for name in found if not name.startswith("policybook/")] == [
        "another-program"
    ]
    assert len(names["caches"]) == len(names["workers"]) == 1
    page.goto(site.url + KEPT)
    expect(page.locator(".pb-kept")).to_contain_text("answers to questions: 2")
    expect(page.locator(".pb-kept")).to_contain_text("your choice of colours")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Erase all that this handbook keeps in this browser").click()
    expect(page.locator(".pb-kept [role=status]")).to_contain_text("keeps nothing")
    assert page.evaluate(NAMES) == {
        "entries": ["another-program"],
        "databases": [],
        "caches": [],
        "workers": [],
    }


NAMES = """async () => ({
  entries: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).map(() => "policybook/worker"),
})"""


# ---- Without a connection


class Patient(Handler):
    """A server that gives a page only when it may, by when somebody has stopped waiting for it."""

    may = threading.Event()

    def send_head(self) -> Any:
        if self.path.endswith(".html"):
            self.may.wait(60)
        return super().send_head()


@pytest.fixture
def site(site_dir: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of a copy of the site, which a test may build anew, at a host that has another site beside it."""
    if not (site_dir / "worker.js").is_file():
        pytest.fail("build it with `policybook site` first", pytrace=False)
    copy = tmp_path / "site"
    shutil.copytree(site_dir, copy, ignore=shutil.ignore_patterns("lite", ".doctrees"))
    with Server(copy, cache_control="max-age=600") as running:
        running.RequestHandlerClass = Patient
        Patient.may.set()
        yield running
        Patient.may.set()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been there, and whose workers work."""
    made = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    yield made
    made.close()


def controlled(page: Page) -> None:
    """Wait until the worker of the newest build is in charge of the page."""
    within(
        page,
        """() => new Promise(done => {
          const workers = navigator.serviceWorker;
          if (workers.controller) done(); else workers.addEventListener("controllerchange", done);
        })""",
    )


def within(page: Page, waits: str, given: str = "") -> None:
    """Wait for what a script waits for, and not for ever."""
    late = "new Promise((_, no) => setTimeout(() => no(new Error('it did not come')), 30000))"
    page.evaluate(f"given => Promise.race([({waits})(given), {late}])", given)


def rebuild(folder: Path, page: str, old: str, new: str) -> None:
    """Change what a page says, as a new build would."""
    file = folder / page.lstrip("/")
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    write(folder, read((ROOT / "book" / "kept.yml").read_text("utf-8")))


def test_after_one_visit_to_the_first_page_what_is_needed_works_without_a_connection(
    context: BrowserContext, site: Server
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/index.html")
    page.wait_for_load_state("load")
    before = site.sent
    controlled(page)
    assert 0 < site.sent - before <= MOST
    context.set_offline(True)
    page.get_by_role("link", name="Tell somebody").first.click()
    expect(page.locator("h1")).to_have_text("Tell somebody")
    page.goto(f"{site.url}{MAY}")
    page.locator("#pb-may-words").fill("parent own phone")
    page.get_by_role("button", name="Ask").click()
    page.locator(".pb-chip").first.click()
    expect(page.locator(".pb-may-answer h1, .pb-may-answer h2").first).to_be_visible()
    page.goto(f"{site.url}{CLAUSE}#pupil-friend")
    expect(page.locator("#pupil-friend")).to_be_in_viewport()
    assert page.evaluate("getComputedStyle(document.querySelector('.pb-clause')).borderLeftStyle") == "solid"
    # What is not kept is said in words that lead on, and the site answers for no other program of its host.
    assert page.goto(f"{site.url}{QUIZ}").status == 503
    page.get_by_role("link", name="Tell somebody").click()
    expect(page.locator("h1")).to_have_text("Tell somebody")
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{site.url}/another/program.html")


def test_a_path_that_was_begun_is_kept_too_and_through_a_new_build(
    context: BrowserContext, site: Server
) -> None:
    page = context.new_page()
    page.goto(site.url + PATH)
    controlled(page)
    page.locator("fieldset[data-right] input").first.check()
    page.get_by_role("button", name="Check my answer").locator("visible=true").click()
    within(page, KEEPS, f"{site.url}{PATH}")
    rebuild(site.folder, CARDS, "What has happened?", "What happened?")
    newer(page, f"{site.url}/index.html")
    context.set_offline(True)
    page.goto(site.url + PATH)
    expect(page.locator(".pb-bar")).to_contain_text("2 of")
    page.goto(f"{site.url}{CARDS}")
    expect(page.locator("h2").first).to_have_text("What happened?")


KEEPS = "async address => { while (!await caches.match(address)) await new Promise(done => setTimeout(done, 50)); }"


def newer(page: Page, address: str) -> None:
    """Open a page, and wait until the worker has taken the new build in."""
    then = page.evaluate("caches.keys()")
    page.goto(address)
    within(
        page,
        "async then => { while ((await caches.keys()).includes(then)) await new Promise(done => setTimeout(done, 50)); }",
        then[0],
    )
    assert len(page.evaluate("caches.keys()")) == 1


def test_a_new_build_is_seen_at_once_and_replaces_the_old_one_whole_or_not_at_all(
    context: BrowserContext, site: Server
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/index.html")
    controlled(page)
    # Half of a build is there: its worker's list, and a page that is not the one of the list.
    rebuild(site.folder, CARDS, "What has happened?", "What happened?")
    right = (site.folder / CARDS.lstrip("/")).read_text("utf-8")
    (site.folder / CARDS.lstrip("/")).write_text(right.replace("What happened?", "Half of it"), "utf-8")
    then = page.evaluate("caches.keys()")
    page.goto(f"{site.url}{CARDS}")
    expect(page.locator("h2").first).to_have_text("Half of it")  # online, what the host has is what is shown
    within(page, UPDATED)
    assert page.evaluate("caches.keys()") == then
    context.set_offline(True)
    page.goto(f"{site.url}{CARDS}")
    expect(page.locator("h2").first).to_have_text("What has happened?")
    context.set_offline(False)
    (site.folder / CARDS.lstrip("/")).write_text(right, "utf-8")
    newer(page, f"{site.url}{CARDS}")
    expect(page.locator("h2").first).to_have_text("What happened?")
    context.set_offline(True)
    page.goto(f"{site.url}{CARDS}")
    expect(page.locator("h2").first).to_have_text("What happened?")


UPDATED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const made = registration.installing ?? registration.waiting;
  const over = /redundant|activated/;
  if (made && !over.test(made.state)) await new Promise(done => made.addEventListener("statechange", () => over.test(made.state) && done()));
}"""
"""Ask for a newer worker, and wait until it is in charge or has given up."""


def test_a_slow_network_shows_what_is_kept_and_then_what_is_newer(
    context: BrowserContext, site: Server
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/index.html")
    controlled(page)
    file = site.folder / CARDS.lstrip("/")
    file.write_text(file.read_text("utf-8").replace("What has happened?", "What happened?"), "utf-8")
    Patient.may.clear()
    page.goto(f"{site.url}{CARDS}", wait_until="commit")
    expect(page.locator("h2").first).to_have_text("What has happened?")
    Patient.may.set()
    expect(page.locator("h2").first).to_have_text("What happened?")


def test_a_page_from_a_disk_works_as_it_did(browser: Browser, site_dir: Path) -> None:
    page = browser.new_page()
    problems: list[str] = []
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((site_dir / MAY.lstrip("/")).as_uri())
    page.locator("#pb-may-words").fill("parent own phone")
    page.get_by_role("button", name="Ask").click()
    page.locator(".pb-chip").first.click()
    expect(page.locator(".pb-may-answer h1, .pb-may-answer h2").first).to_be_visible()
    page.wait_for_timeout(300)
    assert problems == []
    page.close()


# ---- What stands at the root


def test_an_address_without_a_page_leads_on_from_any_depth(visit: Callable) -> None:
    made = visit("/index.html", width=320)
    for address in ("/no-such-page", "/book/policy/old/page.html"):
        page = made.go(address)
        expect(page.locator("h1")).to_have_text("This page is not here")
        for name in ("Tell somebody", "May I …?", "Every clause, in order", "Search", "the first page"):
            page.locator("article").get_by_role("link", name=name, exact=True).click()
            expect(page.locator("h1")).not_to_have_text("This page is not here")
            made.go(address)
    assert {problem.split()[0] for problem in made.problems} <= {"404", "Failed"}
    made.problems.clear()


def test_what_a_page_says_of_itself_is_its_own_first_words(visit: Callable) -> None:
    said = {}
    for path in ("/index.html", CARDS, CLAUSE, "/proposals/P4.html"):
        page = visit(path).page
        said[path] = page.locator("meta[name=description][property='og:description']").get_attribute(
            "content"
        )
        assert page.locator("link[rel=canonical]").count() == 0  # no address is set in _config.yml
    assert said[CLAUSE].startswith(
        "This policy covers the social networking sites of today and of the future."
    )
    assert said[CARDS].startswith("Is somebody in danger now? Ring 999.")
    assert said["/proposals/P4.html"].startswith("Proposal, not policy.")
    manifest = page.request.get(f"{page.url.split('/proposals')[0]}/_static/manifest.webmanifest").json()
    assert manifest["start_url"] == "../index.html"
