"""What the browser tests stand on: the built site, a server of it, a browser, and axe.

visit(path, width=1280, height=900, dark=False, javascript=True, whole=False)  opens a page in a new, empty browser context
leaf(path, …)                                         the same in a window that the next test uses too, cleared
axe(page, *rules)                                     everything axe-core finds wrong there, one string each
page_path                                             a test that asks for it runs once for every page built
server, browser, site_dir                             what those rest on
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect

from policybook.site.serve import Server
from tools.browser import NoBrowserError, driver, launch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Not pages of the book: fragments and indexes that the builder leaves for its own use, and Jupyter.
NOT_PAGES = ("_static/", "_sources/", "_images/", "lite/")
# A minute in one test: begun last, it would be waited for by every other worker.
LONGEST = ("test_scripts_mark", "test_text_without_power")
# Milliseconds for what is to come: as much as Playwright gives whatever is pressed, for a machine with much else to do.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that nobody forgets; first comes what takes longest."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes page_path once for every page of the built site."""
    if "page_path" in metafunc.fixturenames:
        # With no site, one run is left to fail for that reason.
        metafunc.parametrize("page_path", built_pages() or ["/index.html"])


def built_pages() -> list[str]:
    """Every page of the built site, from its root."""
    found = (path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    return sorted(f"/{name}" for name in found if not name.startswith(NOT_PAGES))


@pytest.fixture(scope="session")
def site_dir() -> Path:
    """The folder of the built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("the site is not built: run `python3 noxfile.py -s site` first", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def server(site_dir: Path) -> Iterator[Server]:
    """A loopback server that compresses and lets browsers keep files for ten minutes, as public hosts do."""
    with Server(site_dir, cache_control="max-age=600") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that was found or installed; with none, the tests fail and say what to install."""
    with driver() as playwright:
        try:
            found = launch(playwright)
        except NoBrowserError as error:
            pytest.fail(str(error), pytrace=False)
        yield found
        found.close()


@dataclass
class Visit:
    """One person's visit to the site, in a browser that has never been there."""

    page: Page
    server: Server
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    new: bool = True
    _sent_before: int = 0

    def go(self, path: str) -> Page:
        """Go on to another page of the site, with what the browser has kept so far."""
        self._sent_before = self.server.sent
        self.page.goto(self.server.url + path)
        return self.page

    @property
    def transferred(self) -> int:
        """Bytes that came over the wire since the last `go`, compressed, headers included."""
        assert self.new, "a window that is used again has files of the site: count in one of `visit`"
        self.page.wait_for_load_state("networkidle")
        return self.server.sent - self._sent_before

    @property
    def outside(self) -> list[str]:
        """Requests that went to another host."""
        own = (f"{self.server.url}/", "data:", "blob:", "about:")
        return [url for url in self.requests if not url.startswith(own)]


def window(browser: Browser, server: Server, javascript: bool) -> Visit:
    """Open a new, empty browser context that notes what it asks for and what goes wrong."""
    context = browser.new_context(java_script_enabled=javascript, locale="en-GB", service_workers="block")
    made = Visit(context.new_page(), server)
    context.on("request", lambda request: made.requests.append(request.url))
    context.on("weberror", lambda error: made.problems.append(f"script error: {error.error}"))
    context.on("console", lambda message: message.type == "error" and made.problems.append(message.text))
    context.on(
        "response",
        lambda answer: answer.status >= 400 and made.problems.append(f"{answer.status} {answer.url}"),
    )
    return made


def open_in(
    made: Visit, path: str, *, width: int = 1280, height: int = 900, dark: bool = False, whole: bool = False
) -> Visit:
    """Open a page in a window of this size and these colours, with nothing else that a test may have asked of it.

    Nothing glides, as for readers who ask for that: what moves under a finger is missed now and then. A test of motion
    asks for it.
    """
    made.page.set_viewport_size({"width": width, "height": height})
    made.page.emulate_media(
        color_scheme="dark" if dark else "light", media="null", reduced_motion="reduce", forced_colors="null"
    )
    made.go(path)
    if whole:
        # Somebody who prefers all the decisions of a page at once.
        made.page.get_by_role("button", name="All on one page").click()
    return made


def nothing_is_wrong(visits: list[Visit]) -> None:
    assert [url for made in visits for url in made.outside] == [], "the page asks other hosts for something"
    assert [problem for made in visits for problem in made.problems] == [], "the browser reports errors"


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visit]]:
    """Open pages; afterwards, fail on a request to another host, a script error or a file that is missing."""
    visits: list[Visit] = []

    def start(path: str, *, javascript: bool = True, **looks: Any) -> Visit:
        made = window(browser, server, javascript)
        visits.append(made)
        return open_in(made, path, **looks)

    yield start
    try:
        nothing_is_wrong(visits)
    finally:
        for made in visits:
            made.page.context.close()


@pytest.fixture(scope="session")
def windows() -> dict[bool, Visit]:
    """The windows that `leaf` has open: with JavaScript, and without."""
    return {}


@pytest.fixture
def leaf(browser: Browser, server: Server, windows: dict) -> Iterator[Callable[..., Visit]]:
    """Open pages as `visit` does, one after the other in one window: a new one costs more than a page in it.

    Nothing is kept there but copies of the site's files. What cannot be undone asks for a window of its own: whoever
    scripts, routes or listens to a window, sets its clock, counts its bytes, or needs two of them, takes `visit`.
    """
    used: set[bool] = set()
    for made in windows.values():
        made.requests.clear()
        made.problems.clear()

    def turn(path: str, *, javascript: bool = True, **looks: Any) -> Visit:
        used.add(javascript)
        if not (javascript in windows and cleared(windows[javascript])):
            windows[javascript] = window(browser, server, javascript)
            windows[javascript].new = False
        return open_in(windows[javascript], path, **looks)

    yield turn
    try:
        nothing_is_wrong([windows[key] for key in used])
    except AssertionError:
        # What is late in coming is not to be laid at the next page's door.
        for key in used:
            windows.pop(key).page.context.close()
        raise


def cleared(made: Visit) -> bool:
    """Whether a window could be made as good as new."""
    try:
        # Under another address, or a place of the same page would be gone to without opening the page anew.
        made.page.evaluate(
            "localStorage.clear(), sessionStorage.clear(), history.replaceState(null, '', '/')"
        )
    except Error:
        # It was left where nothing can be kept.
        made.page.context.close()
        return False
    return True


# Every rule of levels A and AA, best practices and the experimental ones. Those of level AAA stay as axe has them.
# A page that is still on its way to a place of its own is another one: what stays in sight lies over something else.
RUN_AXE = """async (named) => {
  const frame = () => new Promise((done) => { requestAnimationFrame(done); });
  for (let at = NaN; at !== scrollY;) {
    at = scrollY;
    await frame();
    await frame();
  }
  const rules = axe.getRules().filter(rule => !rule.tags.includes('wcag2aaa') && (!named.length || named.includes(rule.ruleId)));
  const enabled = Object.fromEntries(rules.map(rule => [rule.ruleId, {enabled: true}]));
  const only = named.length ? {runOnly: named} : {};
  return (await axe.run(document, {rules: enabled, resultTypes: ['violations'], ...only})).violations;
}"""


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page: `assert axe(page) == []`; by these rules alone, where any are named."""
    if not AXE.is_file():
        pytest.fail("axe-core is not installed: `python3 noxfile.py -s tests` installs it", pytrace=False)
    source = AXE.read_text(encoding="utf-8")

    def examine(page: Page, *rules: str) -> list[str]:
        # Once a page: a test may go on to another width or colour scheme and ask again.
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        return [describe(found, node) for found in page.evaluate(RUN_AXE, rules) for node in found["nodes"]]

    return examine


def describe(found: dict[str, Any], node: dict[str, Any]) -> str:
    """One finding in one line: the rule, the element, and what would mend it."""
    what = re.sub(r"\s+", " ", node["failureSummary"])
    return f"{found['id']} ({found['impact']}) at {node['target']}: {what} {node['html'][:200]}"
