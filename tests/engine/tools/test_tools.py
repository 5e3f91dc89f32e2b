"""The server and the browser finder that the browser tests stand on."""

from __future__ import annotations

import gzip
import os
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from tools import browser, serve

WORDS = "Say no to pupils' friend requests, always. " * 200


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text(WORDS, encoding="utf-8")
    (tmp_path / "dot.png").write_bytes(b"\x89PNG")
    return tmp_path


def ask(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.status, dict(answer.headers), answer.read()


def test_text_is_compressed_and_counted(folder):
    with serve.Server(folder) as running:
        status, headers, body = ask(f"{running.url}/", **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert gzip.decompress(body).decode() == WORDS
        assert len(body) < running.sent < len(body) + 500


def test_what_does_not_compress_goes_as_it_is(folder):
    with serve.Server(folder) as running:
        assert ask(f"{running.url}/dot.png", **{"Accept-Encoding": "gzip"})[2] == b"\x89PNG"
        assert ask(f"{running.url}/index.html")[2].decode() == WORDS


def test_a_page_that_has_not_changed_is_not_sent_again_and_one_changed_within_a_second_is(folder):
    page = folder / "index.html"
    with serve.Server(folder) as running:
        version = ask(f"{running.url}/", **{"Accept-Encoding": "gzip"})[1]["ETag"]
        with pytest.raises(urllib.error.HTTPError, match="304") as caught:
            ask(f"{running.url}/", **{"Accept-Encoding": "gzip", "If-None-Match": version})
        caught.value.close()
        written = page.stat().st_mtime_ns
        page.write_text(WORDS[::-1], encoding="utf-8")
        os.utime(page, ns=(written, written // 10**9 * 10**9 + (written + 1) % 10**9))
        assert ask(f"{running.url}/", **{"Accept-Encoding": "gzip", "If-None-Match": version})[0] == 200


def test_nothing_outside_the_folder_is_served(folder):
    with serve.Server(folder / ".") as running, pytest.raises(urllib.error.HTTPError, match="404") as caught:
        ask(f"{running.url}/%2e%2e/%2e%2e/etc/passwd")
    caught.value.close()


def test_a_port_in_use_is_passed_over(folder):
    with serve.open_server(folder, 18000) as first, serve.open_server(folder, first.server_port) as second:
        assert second.server_port > first.server_port


def test_with_nobody_at_a_terminal_it_says_where_the_site_is(folder, capsys):
    assert serve.main([str(folder)]) == 0
    assert "-- --serve" in capsys.readouterr().out


def test_with_no_site_it_says_how_to_build_one(tmp_path, capsys):
    assert serve.main([str(tmp_path)]) == 1
    assert "python3 noxfile.py -s site" in capsys.readouterr().err


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
