"""The browser finder that the browser tests stand on."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from tools import browser


class Broken:
    """A Playwright whose browsers never start, but for one."""

    def __init__(self, good: str | None = "none at all") -> None:
        self.chromium = SimpleNamespace(launch=self.launch)
        self.good = good
        self.asked: list[str | None] = []

    def launch(self, executable_path, args):
        self.asked.append(executable_path)
        if executable_path == self.good:
            return f"started {executable_path}"
        raise Error("BrowserType.launch: it does not start\n  at length")


@pytest.fixture
def bare(monkeypatch):
    """A machine with no browser, where nothing can be installed."""
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "present", lambda: iter(["one", "two"]))
    monkeypatch.setattr(browser, "install_with_apt", lambda: "not root on a Debian system")
    monkeypatch.setattr(browser, "install_with_playwright", lambda: "no network")
    return monkeypatch


def test_the_first_browser_that_starts_is_used(bare):
    assert browser.launch(Broken(good="two")) == "started two"


def test_a_browser_that_is_named_is_the_only_one_tried(bare):
    bare.setenv(browser.VARIABLE, "mine")
    machine = Broken(good="two")
    with pytest.raises(
        browser.NoBrowserError, match="POLICYBOOK_BROWSER names a browser that does not start"
    ):
        browser.launch(machine)
    assert machine.asked == ["mine"]


@pytest.mark.parametrize("has", ["chromium-headless-shell", "chromium"])
def test_a_browser_is_installed_where_there_is_none(bare, has):
    bare.setattr(browser, "install_with_apt", lambda: "")
    bare.setattr(browser.shutil, "which", lambda name: "new" if name == has else None)
    assert browser.launch(Broken(good="new")) == "started new"


@pytest.mark.parametrize("has", ["chromium-headless-shell", "chromium"])
def test_debians_shell_is_installed_or_where_there_is_none_its_whole_browser(monkeypatch, has):
    monkeypatch.setattr(browser, "may_use_apt", lambda: True)
    monkeypatch.setattr(
        browser, "run", lambda *command: "" if command[-1] in ("-qq", has) else "no such package"
    )
    assert browser.install_with_apt() == ""
    monkeypatch.setattr(browser, "run", lambda *command: "" if command[-1] == "-qq" else "no such package")
    assert browser.install_with_apt() == "no such package"


def test_the_shell_is_found_before_whole_browsers(monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert next(browser.present()) == "/usr/bin/chromium-headless-shell"


def test_the_browser_that_is_installed_is_the_one_that_the_locked_playwright_names(bare):
    machine = Broken()

    def have_it() -> str:
        machine.good = None
        return ""

    bare.setattr(browser, "install_with_playwright", have_it)
    bare.setattr(browser, "install_with_apt", lambda: pytest.fail("Debian's is whichever it has today"))
    assert browser.launch(machine) == "started None"


def test_with_no_browser_at_all_it_says_what_to_install_and_what_was_tried(bare):
    with pytest.raises(browser.NoBrowserError) as caught:
        browser.launch(Broken())
    said = str(caught.value)
    for words in (
        "sudo apt-get install chromium",
        browser.VARIABLE,
        "one: BrowserType",
        "no network",
        "not root",
    ):
        assert words in said


def test_an_installer_that_fails_is_quoted_in_one_line(capsys):
    assert browser.run("git", "no-such-command").startswith("git: 'no-such-command'")
    assert browser.run(str(Path("no", "such", "program"))) != ""
    assert browser.run("git", "--version") == ""
    assert browser.last_line("Error: no network\n  at length\n}") == "Error: no network"
