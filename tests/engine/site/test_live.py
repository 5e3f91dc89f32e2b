"""What `policybook serve` shows: each change as soon as it is saved, what is wrong with it, and never an old page."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest
from places import ROOT
from playwright.sync_api import expect

from policybook.cli import main
from policybook.reviews.lock import LOCK
from tools.browser import driver, launch

PAGE = "book/policy/keys.html"
CLAUSE, QUIZ, STORY = "book/policy/keys.md", "quizzes/keys.md", "scenarios/the-lost-key.ipynb"
VOCABULARY, ORGANISATION, CONTENTS = "book/vocabulary.yml", "book/organisation.yml", "_toc.yml"
EDITS = int(os.environ.get("POLICYBOOK_EDITS", "4"))
"""So many random edits are compared with a clean build; more by hand."""
LONG = 60.0


class Serving:
    """A handbook that is being served, and what its open page is told."""

    def __init__(self, root: Path) -> None:
        self.root, self.told = root, list[dict]()
        self.process = subprocess.Popen(
            (sys.executable, "-m", "policybook", "serve", "--root", str(root)),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        assert self.process.stdout
        self.url = re.search(r"http://[^ /]+", self.process.stdout.readline())[0]
        threading.Thread(target=self._hear, daemon=True).start()
        self.reader = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.reader.start()
        self.until(lambda: self.builds == 1)

    def _hear(self) -> None:
        address = f"{self.url}/-live?page=/{PAGE}&was=x"
        # At the end the server is gone in the middle of a sentence.
        with suppress(OSError, HTTPException), urllib.request.urlopen(address) as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    self.told.append(json.loads(line[6:]))

    @property
    def builds(self) -> int:
        return self.told[-1]["builds"] if self.told else 0

    @property
    def problems(self) -> list[str]:
        return self.told[-1]["problems"]

    def get(self, page: str) -> str:
        with urllib.request.urlopen(f"{self.url}/{page}") as answer:
            return answer.read().decode()

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + LONG
        while not true():
            assert time.monotonic() < end, self.told[-3:]
            time.sleep(0.02)

    def change(self, path: str, old: str, new: str) -> None:
        """Change a file, and wait until the site is whole again."""
        text = (self.root / path).read_text("utf-8")
        assert old in text, (path, old)
        self.write(path, text.replace(old, new, 1))

    def write(self, path: str, text: str) -> None:
        built = self.builds
        (self.root / path).write_text(text, "utf-8")
        self.until(lambda: self.builds > built)

    def stop(self) -> None:
        # Not as somebody at a terminal would: what runs in the background may have been told not to listen to that.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(10)
        self.reader.join()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("serving")
    assert main(["new", "Fell Laboratory", "--root", str(folder)]) == 0
    serving = Serving(folder / "fell-laboratory")
    yield serving
    serving.stop()


def built_anew(root: Path, out: Path) -> dict[str, str]:
    """Every page of a site that is built from nothing."""
    subprocess.run((sys.executable, "-m", "sphinx", "-q", root, out), check=False, capture_output=True)
    return pages(out)


def pages(site: Path) -> dict[str, str]:
    return {str(path.relative_to(site)): path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}


def assert_as_built_anew(serving: Serving, out: Path) -> None:
    live, clean = pages(serving.root / "_build/live"), built_anew(serving.root, out)
    assert live.keys() == clean.keys()
    assert [page for page in clean if live[page] != clean[page]] == []


def test_a_page_has_the_script_that_asks_after_it_and_is_else_the_built_one(serving):
    page = serving.get(PAGE)
    built = (serving.root / "_build/live" / PAGE).read_text("utf-8")
    assert re.sub(r'<script src="/-live\.js" data-was="[0-9a-f]{16}"></script>\n', "", page) == built
    assert "EventSource" in serving.get("-live.js")


@pytest.mark.parametrize(
    ("path", "old", "new", "page"),
    [
        (CLAUSE, "Lost a key?", "Lost any key?", PAGE),
        (QUIZ, "What do you do?", "What do you do now?", "quizzes/keys.html"),
        (STORY, "It is past seven", "It is well past seven", "scenarios/the-lost-key.html"),
        (VOCABULARY, "a key is lost", "some key is lost", "quizzes/keys.html"),
        (
            ORGANISATION,
            "  manager: {title: The manager",
            "  manager: {title: The night manager",
            "book/who-to-tell.html",
        ),
        (CONTENTS, "  - file: book/guidance\n", "", PAGE),
        ("book/guidance.md", "anyone must never", "anyone must neither", "book/interpretations.html"),
    ],
)
def test_each_kind_of_file_is_shown_at_once_and_as_a_clean_build_shows_it(
    serving, tmp_path, path, old, new, page
):
    text = (serving.root / path).read_text("utf-8")
    before = serving.get(page)
    try:
        serving.change(path, old, new)
        assert serving.get(page) != before
        assert_as_built_anew(serving, tmp_path / "clean")
    finally:
        serving.write(path, text)


def test_a_page_stops_being_a_draft_when_its_words_are_signed_off(serving, tmp_path):
    lock, said = (serving.root / LOCK).read_text("utf-8"), "Words here are a draft"
    assert said in serving.get(PAGE)
    try:
        serving.write(LOCK, lock.replace("authors-draft", "manager"))
        assert said not in serving.get(PAGE)
        assert_as_built_anew(serving, tmp_path / "clean")
    finally:
        serving.write(LOCK, lock)
    assert said in serving.get(PAGE)


def test_what_is_open_is_shown_before_the_site_is_whole(serving):
    text = (serving.root / CLAUSE).read_text("utf-8")
    built = serving.builds
    (serving.root / CLAUSE).write_text(text.replace("at once", "right now"), "utf-8")
    serving.until(lambda: "right now" in serving.get(PAGE))
    assert serving.builds == built
    serving.until(lambda: serving.builds > built)
    serving.write(CLAUSE, text)


def test_a_file_saved_in_two_writes_ends_as_it_was_written_last(serving, tmp_path):
    text = (serving.root / CLAUSE).read_text("utf-8")
    built = serving.builds
    (serving.root / CLAUSE).write_text(text[: len(text) // 2], "utf-8")
    time.sleep(0.15)
    (serving.root / CLAUSE).write_text(text.replace("at once", "forthwith"), "utf-8")
    serving.until(lambda: serving.builds > built and "forthwith" in serving.get(PAGE))
    assert_as_built_anew(serving, tmp_path / "clean")
    serving.write(CLAUSE, text)


def test_what_is_wrong_is_said_on_the_page_and_goes_when_it_is_put_right(serving):
    serving.change(CLAUSE, "member must tell", "member must tel")
    assert any(line.startswith(f"{CLAUSE}:") and "tel" in line for line in serving.problems)
    serving.change(CLAUSE, "member must tel manager", "member must tell manager")
    assert not any(line.startswith(f"{CLAUSE}:") for line in serving.problems)


def test_a_build_that_was_killed_begins_again_with_the_next_change(serving, tmp_path):
    warm = ["policybook.site.warm", str(serving.root)]
    found = [one for one in psutil.process_iter(["cmdline"]) if warm == (one.info["cmdline"] or ())[2:4]]
    for process in found:
        process.kill()
    assert found
    text = (serving.root / CLAUSE).read_text("utf-8")
    time.sleep(0.2)
    serving.change(CLAUSE, "at once", "without delay")
    assert "without delay" in serving.get(PAGE)
    assert_as_built_anew(serving, tmp_path / "clean")
    serving.write(CLAUSE, text)


def test_random_edits_end_as_a_clean_build(serving, tmp_path):
    chance = random.Random(os.environ.get("POLICYBOOK_SEED", "1"))
    found = (path for ending in ("md", "yml", "ipynb", "lock") for path in serving.root.rglob(f"*.{ending}"))
    kinds = (path.relative_to(serving.root).as_posix() for path in found if path.name[0] not in "_R")
    kept = {path: (serving.root / path).read_text("utf-8") for path in sorted(kinds) if path[0] not in "._"}
    kept = {path: text for path, text in kept.items() if re.search(" [a-z]{3,9} ", text)}
    assert {CLAUSE, QUIZ, STORY, VOCABULARY, ORGANISATION, LOCK, "book/interpretations.md"} <= kept.keys()
    for at in range(EDITS):
        path = chance.choice([*kept])
        words = re.findall(r"(?<= )[a-z]{3,9}(?= )", kept[path])
        word, text = chance.choice(words), kept[path]
        places = [found.start() for found in re.finditer(f" {word} ", text)]
        place = chance.choice(places)
        serving.write(path, f"{text[:place]} {word}{at} {text[place + len(word) + 2 :]}")
        assert_as_built_anew(serving, tmp_path / f"clean-{at}")
        if chance.random() < 0.5:
            serving.write(path, text)
    for path, text in kept.items():
        if (serving.root / path).read_text("utf-8") != text:
            serving.write(path, text)


def test_a_browser_loads_the_page_again_and_shows_what_is_wrong(serving):
    text = (serving.root / CLAUSE).read_text("utf-8")
    with driver() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
        page.goto(f"{serving.url}/{PAGE}")
        (serving.root / CLAUSE).write_text(text.replace("at once", "there and then"), "utf-8")
        expect(page.get_by_text("there and then").first).to_be_visible(timeout=30_000)
        serving.change(CLAUSE, "member must tell", "member must tel")
        bar = page.locator("body > aside[role=status]")
        expect(bar).to_contain_text(f"{CLAUSE}:", timeout=30_000)
        serving.write(CLAUSE, text)
        expect(bar).to_be_hidden(timeout=30_000)
        browser.close()
    assert troubles == []
