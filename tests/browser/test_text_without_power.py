"""Authors' text is text: script, handlers, frames and files, put wherever words may stand, do nothing on any page.

A copy of the handbook has hostile text in every clause, title, name, question, label, output, edition and proposal.
It is built without the check's leave, as if nobody had looked.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policybook.editions.edition import freeze
from policybook.load import read
from policybook.site.serve import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
TOKEN = "kept-outside-of-the-handbook"
SCRIPT = (
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><svg onload='window.ran = 1'></svg>"
    "<iframe src='https://example.com/'></iframe>"
)
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

```{{eval-rst}}
.. raw:: html

   {SCRIPT}

.. include:: ../../outside.txt

`press <javascript:window.ran=1>`_ and other_

.. _other: javascript:window.ran=1
```

```{{raw}} html
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
        for cell in notebook["cells"]:
            poison_cell(cell)
        path.write_text(json.dumps(notebook), encoding="utf-8")


def poison_cell(cell: dict[str, Any]) -> None:
    if cell["cell_type"] == "markdown":
        cell["source"] = "".join(cell["source"]) + MORE
    for output in cell.get("outputs", ()):
        for kind, text in output.get("data", {}).items():
            output["data"][kind] = "".join(text) + (MORE if kind == "text/markdown" else SCRIPT)
        if "text" in output:
            output["text"] = "".join(output["text"]) + SCRIPT


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The built site of a handbook in which every text is hostile."""
    root = tmp_path_factory.mktemp("hostile") / "handbook"
    root.mkdir()
    for name in ("book", "quizzes", "scenarios", "proposals"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("_config.yml", "_toc.yml", "index.md"):
        shutil.copy(ROOT / name, root)
    for folder in (root, root.parent):
        (folder / "outside.txt").write_text(TOKEN, encoding="utf-8")
    poison(root)
    (root / "editions").mkdir()
    frozen = freeze(
        replace(read(root)[0], editions=()), name="2019.1.0", adopted="2019-01-15", review_by="2020-01-15"
    )
    (root / "editions/2019.1.0.json").write_text(frozen, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "--keep-going"]
    run = subprocess.run(command, cwd=root, capture_output=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr.decode()[-2000:]
    return root / "_build/html"


@pytest.fixture(scope="module")
def shown(hostile) -> Iterator[Server]:
    with Server(hostile, cache_control="no-store") as running:
        yield running


def test_nothing_that_an_author_wrote_runs_on_any_page(hostile, shown, browser: Browser):
    pages = sorted(path.relative_to(hostile).as_posix() for path in hostile.rglob("*.html"))
    assert len(pages) > 80
    words, asked = 0, list[str]()
    page = browser.new_context(service_workers="block").new_page()
    page.on("request", lambda request: asked.append(request.url))
    for name in pages:
        page.goto(f"{shown.url}/{name}")
        found = page.evaluate(LOOK)
        assert found == NOTHING, name
        words += "window.ran" in page.locator("body").inner_text()
    assert words > 60, "the hostile text stands there as words"
    page.goto(f"{shown.url}/search.html?q=window")
    page.wait_for_timeout(1500)
    assert page.evaluate(LOOK) == NOTHING
    page.goto(f"{shown.url}/book/record.html")
    for field in page.locator("form input[type=text]:visible").all():
        field.fill(SCRIPT)
    page.locator("form button:visible").first.click()
    assert page.evaluate(LOOK) == NOTHING
    assert [url for url in asked if not url.startswith((shown.url, "data:", "blob:"))] == []
    page.context.close()


def test_no_file_from_outside_is_on_the_site_and_no_code_was_run(hostile):
    for path in hostile.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes(), path
    assert not [*hostile.parents[1].rglob("ran")]
