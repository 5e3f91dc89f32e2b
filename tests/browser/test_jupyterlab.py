"""JupyterLab and Notebook 7 themselves: a story is done there with keys alone, and makes a record that holds.

These run in an environment of their own (`nox -s lab_tests`), at the end of the gate.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from keyboard import press_until
from playwright.sync_api import expect
from widgets import RIGHT, SOON, asked, by_keys

from policybook.cli import main
from policybook.load import load
from policybook.training.bank import weighed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[2]
STORY = "scenarios/a-folder-of-files"
"""It has a question in which order counts: the arrows of a list would move the notebook's cell."""
PAGES = {"lab": "lab/tree", "notebook": "notebooks"}
START = 60_000
"""Milliseconds."""


@pytest.fixture(params=sorted(PAGES))
def program(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the handbook: a record is written beside its notebook."""
    copy = tmp_path / "handbook"
    for name in ("book", "editions", "proposals", "quizzes", "scenarios"):
        shutil.copytree(ROOT / name, copy / name)
    for name in ("_toc.yml", "index.md"):
        shutil.copy(ROOT / name, copy)
    return copy


@contextmanager
def started(program: str, folder: Path) -> Iterator[str]:
    """Where the program answers, started as `nox -s lab` starts it, for this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = f"--LabApp.app_settings_dir={ROOT / 'tools' / 'lab'}"
    alone = ("--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=")
    command = (sys.executable, "-m", f"jupyter{program}" if program == "lab" else program)
    home = {**os.environ, "HOME": str(folder.parent), "JUPYTER_PREFER_ENV_PATH": "1"}
    log = (folder.parent / "jupyter.log").open("w")
    process = subprocess.Popen(
        [*command, settings, *alone, "--notebook-dir", folder], env=home, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        yield answering(f"http://127.0.0.1:{port}", process, Path(log.name))
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            # It was asked while it was starting a kernel, and does not hear: what the test found stands.
            process.kill()
            process.wait()
        log.close()


def answering(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    """The same address, once somebody answers there."""
    for _ in range(START // 200):
        try:
            with urllib.request.urlopen(f"{url}/api"):
                return url
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8"))


def opened(browser: Browser, url: str, program: str, outside: list[str]) -> Page:
    """The story, in a window of its own; what is asked of another host is noted."""
    page = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900}).new_page()
    own = (url, url.replace("http", "ws"), "data:", "blob:", "about:")
    page.on("request", lambda request: None if request.url.startswith(own) else outside.append(request.url))
    page.goto(f"{url}/{PAGES[program]}/{STORY}.ipynb")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=START)
    # A kernel that the page does not know yet would lose the press of the button.
    for _ in range(START // 200):
        kernels = kernels_of(url)
        if any(one["connections"] and one["execution_state"] == "idle" for one in kernels):
            return page
        page.wait_for_timeout(200)
    raise AssertionError(kernels)


def kernels_of(url: str) -> list[dict[str, Any]]:
    """The kernels that run; none while one is being started, when the program fails to list them."""
    try:
        with urllib.request.urlopen(f"{url}/api/kernels") as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code != 500:
            raise
        return []


def run_all_cells(page: Page, program: str) -> None:
    """With one press of our own button, which keys reach; a Notebook without it has its menu."""
    if program == "lab":
        page.get_by_role("button", name="Run all cells", exact=True).press("Enter")
    else:
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()


def follow(page: Page, program: str, link: Locator) -> None:
    """JupyterLab opens a file in a tab of its own, and Notebook 7 in one of the browser's."""
    if program == "lab":
        link.press("Enter")
        page.locator(".jp-MarkdownViewer").wait_for(timeout=START)
    else:
        with page.context.expect_page():
            link.press("Enter")


def test_a_story_done_by_keys_alone_makes_a_record_that_the_office_verifies_and_is_there_another_day(
    browser: Browser, program: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside: list[str] = []
    handbook = load(ROOT)
    story = next(one for one in handbook.scenarios if one.page == STORY)
    with started(program, folder) as address:
        page = opened(browser, address, program, outside)
        run_all_cells(page, program)
        expect(asked(page)).to_have_count(len(story.questions), timeout=START)
        expect(page.locator("pre", has_text="Traceback")).to_have_count(0)
        for at, name in enumerate(story.questions):
            form = asked(page).nth(at)
            form.locator("input").first.focus()
            by_keys(page, form, weighed(handbook, handbook.question_by_id[name]).right_answers[0])
            expect(form.locator("[role=status]")).to_contain_text(RIGHT, timeout=SOON)
        form = page.locator(".pb-ask").filter(has=page.get_by_role("button", name="Make my record"))
        form.locator("input").first.focus()
        page.keyboard.type("Zoë Example")
        press_until(page, "Tab", form.locator("input").nth(1))
        page.keyboard.type("Office manager")
        press_until(page, "Tab", form.get_by_role("button", name="Make my record"))
        page.keyboard.press("Space")
        expect(form.locator("[role=status]")).to_contain_text("Complete.", timeout=SOON)
        page.context.close()
    (file,) = (folder / "scenarios").glob("record-*.json")
    capsys.readouterr()
    assert main(["record", "verify", "--root", str(ROOT), str(file)]) == 0
    assert f"complete: Zoë Example, Office manager; {STORY}, " in capsys.readouterr().out
    # Jupyter was closed, and is opened another day.
    with started(program, folder) as address:
        page = opened(browser, address, program, outside)
        run_all_cells(page, program)
        for at, name in enumerate(story.questions):
            form = asked(page).nth(at)
            expect(form.locator("[role=status]")).to_contain_text(RIGHT, timeout=START)
            right = weighed(handbook, handbook.question_by_id[name]).right_answers[0]
            for field, letter in zip(form.locator("input[type=number]").all(), "abcdef", strict=False):
                expect(field).to_have_value(str(right.index(letter) + 1 if letter in right else 0))
            expect(form.get_by_role("button", name="Leave this one for now")).to_be_hidden()
        clause = handbook.clauses["report-misuse"]
        follow(page, program, asked(page).first.get_by_role("link", name=clause.heading).first)
        shown = page.context.pages[-1].locator("body")
        expect(shown).to_contain_text(f":::{{clause}} {clause.id}", timeout=START)
        page.context.close()
    assert outside == []
