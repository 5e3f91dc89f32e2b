"""Authors' text is text: script, handlers, frames and files, put wherever words may stand, do nothing on any page.

Two copies of the handbook have hostile text in every clause, title, name, question, label, output, edition and proposal.
One has what the check refuses, and is built without its leave, as if nobody had looked. The other has what it lets
pass, in code and in the data beside the pages: so it is judged too, and every view shows what it has.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import yaml

from policybook.editions.edition import freeze
from policybook.load import read
from policybook.site.serve import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
TOKEN = "kept-outside-of-the-handbook"
SCRIPT = (
    "\" onfocus=\"window.ran = 1\" <script>window.ran = 1</script><img src=x onerror='window.ran = 1'><svg onload='window.ran = 1'></svg>"
    "<iframe src='https://example.com/'></iframe>"
)
RST = f"""```{{eval-rst}}
.. raw:: html

   {SCRIPT}

.. include:: ../../outside.txt

`press <javascript:window.ran=1>`_ and other_

.. _other: javascript:window.ran=1
```

"""
MORE = f"""

[press](javascript:window.ran=1), <javascript:window.ran=1>, [press](&#106;avascript:window.ran=1), [file](../outside.txt)

{SCRIPT}

<div onclick="window.ran = 1">

![x](https://example.com/x.png) ![x](../outside.txt) ![x](../../outside.txt)

{{raw-html}}`{SCRIPT}` {{download}}`x <../../outside.txt>`

```{{include}} ../outside.txt
```

```{{include}} ../../outside.txt
```

{RST}```{{raw}} html
{SCRIPT}
```

```{{literalinclude}} ../../outside.txt
```

```{{figure}} https://example.com/x.png
:target: javascript:window.ran=1
```

```{{code-cell}}
open("ran", "w")
```
"""
FRONT = "---\nmyst:\n  disable_syntax: []\n  html_meta:\n    http-equiv=refresh: 0; url=https://example.com/\n---\n"
LOOK = """() => ({
  ran: window.ran ?? 0,
  frames: document.querySelectorAll("iframe, object, embed, base, meta[http-equiv=refresh]").length,
  handlers: [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes])
    .filter((one) => one.name.startsWith("on")).map((one) => one.value),
  scripts: [...document.scripts].filter((one) => !one.type && one.text.includes("window.ran")).length,
  links: [...document.querySelectorAll("[href]")].map((one) => one.href)
    .filter((address) => !/^(https?|mailto|tel):/.test(address)),
})"""
NOTHING = {"ran": 0, "frames": 0, "handlers": [], "scripts": 0, "links": []}


def poison(root: Path) -> None:
    """Put hostile text wherever an author's words may stand."""
    for path in [*root.glob("book/**/*.md"), *root.glob("quizzes/*.md"), *root.glob("proposals/*.md")]:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^(# .*|:title: .*|:hint: .*|- \[[ x]\] )", rf"\1 {SCRIPT} ", text, flags=re.MULTILINE)
        text = re.sub(r"(\{(?:plain|why)\}`)", rf"\1{SCRIPT} ", text)
        text = re.sub(r"^(:::\{clause\} [\s\S]*?\n)\n", rf"\1\n{SCRIPT} ", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    for name in (
        "index.md",
        "book/glossary.md",
        "book/policy/images.md",
        "quizzes/images.md",
        "proposals/P1.md",
    ):
        path = root / name
        path.write_text(FRONT + path.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    words = json.dumps(SCRIPT)
    for name in ("vocabulary", "induction", "organisation", "source"):
        path = root / f"book/{name}.yml"
        text = re.sub(
            r"((?:label|title|together|contact|name|gist): )\"?([^\",}\n]*)\"?",
            r"\1@\2@",
            path.read_text("utf-8"),
        )
        path.write_text(
            re.sub("@([^@]*)@", lambda found: f'"{found[1]} {words[1:-1]}"', text), encoding="utf-8"
        )
    for path in root.glob("scenarios/*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"]["mystnb"] = {"execution_mode": "force"}
        cells = notebook["cells"]
        whole = [*cells[:FIRST], next(cell for cell in cells if cell.get("outputs"))]
        for cell in cells:
            poison_cell(cell, MORE if cell in whole else MORE.replace(RST, ""))
        path.write_text(json.dumps(notebook), encoding="utf-8")


FIRST = 4
"""So many cells of a notebook have it in reStructuredText too, which is read behind ten thousand empty lines for each cell before."""


def poison_cell(cell: dict[str, Any], more: str) -> None:
    if cell["cell_type"] == "markdown":
        cell["source"] = "".join(cell["source"]) + more
    for output in cell.get("outputs", ()):
        for kind, text in output.get("data", {}).items():
            output["data"][kind] = "".join(text) + (more if kind == "text/markdown" else SCRIPT)
        if "text" in output:
            output["text"] = "".join(output["text"]) + SCRIPT


# ---- what the check lets pass, each with a mark by which it is found again

IN_DATA = {
    "_toc": ("caption",),
    "book/vocabulary": ("label", "ask"),
    "book/induction": ("title", "together"),
    "book/organisation": (
        *("name", "ours", "handbook", "policy", "body", "title", "asks", "then", "contact", "capitals"),
    ),
    "book/source": ("title", "gist"),
    "book/outside": ("title", "edition"),
    "book/everyday": ("title", "words", "happened", "same", "tell-first"),
    "scenarios/situations": ("gist",),
}
"""What is said in words in each file of data, by its name there."""
IN_PAGES = {
    "heading": r"^#+ .*",
    "option": r"^- \[[ x\d]\] [^{\n]*",
    "title": r"^:title: .*",
    "hint": r"^:hint: .*",
    "feedback": r"^- \[[ x\d]\] .*\n  ",
    **{
        name: rf"^:{{3,}}\{{{name}\}} .*\n(?::.*\n)*\n?(?=[A-Z*])"
        for name in ("clause", "guidance", "interpretation", "question", "proposal", "source")
    },
}
"""What stands on the pages, and after what it stands there."""
UNSEEN = {
    "zzsituationsgist": "for the check alone",
    "zzorganisationasks": "a notebook's, whose output is stored",
    "zzorganisationthen": "a notebook's, whose output is stored",
}
"""What no page shows, and why."""


def hostile_in(data: Any, keys: tuple[str, ...], mark: str, key: str = "", under: str = "") -> Any:
    """The same, with hostile text after what these keys say, and at the end of their lists."""
    if isinstance(data, dict):
        return {one: hostile_in(value, keys, mark, one, key) for one, value in data.items()}
    named = next((one for one in (key, under) if one in keys), "")
    more = f"zz{mark}{named.replace('-', '')} {next(NUMBERS)} {SCRIPT}"
    if isinstance(data, list):
        found = [hostile_in(value, keys, mark, "", key) for value in data]
        return [*found, more] if named and all(isinstance(one, str) for one in data) else found
    return f"{data} {more}" if key in keys and isinstance(data, str) else data


NUMBERS = count()
"""No two words of everyday questions may be alike."""


def poison_quietly(root: Path) -> None:
    """Put hostile text into the files of data as it is, and into the pages as code."""
    for name, keys in IN_DATA.items():
        file = root / f"{name}.yml"
        said = hostile_in(yaml.safe_load(file.read_text("utf-8")), keys, file.stem.strip("_"))
        file.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), "utf-8")
    for path in [*root.glob("book/**/*.md"), *root.glob("quizzes/*.md"), *root.glob("proposals/*.md")]:
        text = path.read_text("utf-8")
        for name, where in IN_PAGES.items():
            text = re.sub(f"({where})", rf"\1 zz{name} `` {SCRIPT} `` ", text, flags=re.MULTILINE)
        path.write_text(text, "utf-8")
    for path in root.glob("scenarios/*.ipynb"):
        notebook = json.loads(path.read_text("utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = f"{''.join(cell['source'])}\n\nzzstory `` {SCRIPT} ``"
        path.write_text(json.dumps(notebook), "utf-8")


WAYS: Mapping[str, Callable[[Path], None]] = {"refused": poison, "let pass": poison_quietly}


@pytest.fixture(scope="module", params=WAYS)
def hostile(request, tmp_path_factory) -> Path:
    """The built site of a handbook in which every text is hostile."""
    root = tmp_path_factory.mktemp("hostile") / "handbook"
    root.mkdir()
    for name in ("book", "quizzes", "scenarios", "proposals"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("_config.yml", "_toc.yml", "index.md"):
        shutil.copy(ROOT / name, root)
    for folder in (root, root.parent):
        (folder / "outside.txt").write_text(TOKEN, encoding="utf-8")
    WAYS[request.param](root)
    (root / "editions").mkdir()
    frozen = freeze(
        replace(read(root)[0], editions=()), name="2019.1.0", adopted="2019-01-15", review_by="2020-01-15"
    )
    (root / "editions/2019.1.0.json").write_text(frozen, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--keep-going"]
    run = subprocess.run(command, cwd=root, capture_output=True, timeout=1200, check=False)
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    return root / "_build/html"


@pytest.fixture(scope="module")
def shown(hostile) -> Iterator[Server]:
    with Server(hostile, cache_control="max-age=600") as running:
        yield running


@pytest.fixture
def page(browser: Browser, shown) -> Iterator[Page]:
    """A page that asks no other host for anything."""
    context, asked = browser.new_context(service_workers="block"), list[str]()
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    assert [url for url in asked if not url.startswith((shown.url, "data:", "blob:"))] == []


def test_nothing_that_an_author_wrote_runs_on_any_page(hostile, shown, page):
    pages = sorted(path.relative_to(hostile).as_posix() for path in hostile.rglob("*.html"))
    assert len(pages) > 80
    words = 0
    for name in pages:
        page.goto(f"{shown.url}/{name}")
        assert page.evaluate(LOOK) == NOTHING, name
        words += "window.ran" in page.locator("body").inner_text()
    assert words > 60, "the hostile text stands there as words"
    page.goto(f"{shown.url}/book/record.html")
    for field in page.locator("form input[type=text]:visible").all():
        field.fill(SCRIPT)
    page.locator("form button:visible").first.click()
    assert page.evaluate(LOOK) == NOTHING


@pytest.mark.parametrize("hostile", ["let pass"], indirect=True)
def test_whatever_is_looked_for_asked_or_put_into_an_address_is_words(hostile, shown, page):
    files = [path.read_text("utf-8", "replace") for path in hostile.rglob("*") if path.is_file()]
    marks = {
        f"zz{Path(name).stem.strip('_')}{one.replace('-', '')}" for name in IN_DATA for one in IN_DATA[name]
    }
    marks |= {"zzstory", *(f"zz{name}" for name in IN_PAGES)}
    assert {mark for mark in marks if not any(mark in text for text in files)} == UNSEEN.keys()
    found = 0
    for words in (*sorted(marks), SCRIPT):
        for name in ("search.html", "book/may-i.html"):
            page.goto(f"{shown.url}/{name}?q={quote(words)}")
            page.locator("html.pb-ready").wait_for(state="attached")
            found += words in page.locator("article").inner_text()
            assert page.evaluate(LOOK) == NOTHING, (name, words)
    assert found > len(marks), "each is found by what it says"
    for name in (
        "book/may-i.html",
        "book/record.html",
        "quizzes/images.html",
        "scenarios/friend-request.html",
        "no.html",
    ):
        for part in ("", "who=", "act=", "reader=", "who=teacher&act=", "who=teacher&act=film&given="):
            page.goto(f"{shown.url}/{name}?{part}{quote(SCRIPT)}#{part}{quote(SCRIPT)}")
            assert page.evaluate(LOOK) == NOTHING, (name, part)


@pytest.mark.parametrize("hostile", ["let pass"], indirect=True)
def test_whatever_another_page_of_the_host_has_kept_is_words(hostile, shown, page):
    """What a browser keeps belongs to a host, and other sites may stand there."""
    page.goto(f"{shown.url}/book/induction/teacher.html")
    page.evaluate("localStorage.clear()")
    for name in ("index", "book/record", "book/induction/teacher", "book/what-is-kept", "quizzes/images"):
        page.goto(f"{shown.url}/{name}.html")
        if page.locator("fieldset[data-right] input:visible").count():
            page.locator("fieldset[data-right] input:visible").first.check()
            page.get_by_role("button", name="Check my answer").locator("visible=true").first.click()
    keys = page.evaluate("Object.keys(localStorage)")
    assert len(keys) > 2
    for text in (SCRIPT, *map(hostile_entry, ("page", "title", "answer"))):
        page.evaluate(
            "([keys, text]) => keys.forEach((key) => localStorage.setItem(key, text))", [keys, text]
        )
        for name in ("index", "book/record", "book/induction/teacher", "book/what-is-kept", "quizzes/images"):
            page.goto(f"{shown.url}/{name}.html")
            assert page.evaluate(LOOK) == NOTHING, (name, text)


def hostile_entry(wrong: str) -> str:
    """What every script of ours might take for its own, with hostile text wherever words may stand."""
    sound = {
        "page": "book/induction/teacher",
        "id": "a",
        "answer": "a",
        "fingerprint": "b",
        "at": 0,
        "asked": [SCRIPT],
    }
    return json.dumps(sound | dict.fromkeys(("title", "called", "name", "role", wrong), SCRIPT))


@pytest.mark.parametrize("hostile", ["let pass"], indirect=True)
def test_what_a_newsreader_and_a_calendar_take_is_words(hostile):
    for entry in ElementTree.parse(hostile / "editions.atom").iter():
        if (entry.text or "").strip() and "type" in entry.attrib:
            assert entry.get("type") == "text" or "<script" not in entry.text, entry.tag
    lines = (hostile / "review-dates.ics").read_text("utf-8").split("\n")
    assert [line for line in lines if "html" in line.lower()] == []


def test_no_file_from_outside_is_on_the_site_and_no_code_was_run(hostile):
    for path in hostile.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes(), path
    assert not [*hostile.parents[1].rglob("ran")]
