"""The words around a path's decisions, as a built page has them, and how long the whole journey takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from places import SMALL

from policybook.load import load
from policybook.policy.training import Reader
from policybook.training.minutes import PACE, words_of
from policybook.training.paths import CORE, questions_on
from tools.journeys import journeys, words_on

GUARD = Reader("guard", "a lifeguard", "lifeguards", ("lifeguard",))
BOOK = load(SMALL)
BOOK = replace(
    BOOK, readers=(GUARD,), questions=tuple(replace(q, paths=(CORE,), roles=()) for q in BOOK.questions)
)
PAGES = ("induction", "induction/guard", "who-to-tell", "record")


def page(folder, body: str, name: str = "page"):
    path = folder / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<nav>Menu</nav><article>{body}</article><footer>End</footer>", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "met"),
    [
        ("<h1>Whom to tell<a class='headerlink' href='#x'>link</a></h1><p>Tell <em>now</em>.<br>Go</p>", 6),
        ("<script>var a = 1;</script><style>p { margin: 0 }</style><p>One</p>", 1),
        ("<details><summary>Open <b>it</b></summary><p>Folded away</p></details><p>after</p>", 3),
        ("<details><summary>Open</summary><details><summary>Deep</summary></details></details>", 1),
        (
            "<fieldset class='pb-question'><legend>Asked</legend><details><summary>A</summary></details></fieldset>",
            0,
        ),
        ("<form><label>My name</label><input value='x'><p class='pb-without-script'>No script</p></form>", 2),
    ],
)
def test_what_is_met_on_a_page(tmp_path, body, met):
    assert words_on(page(tmp_path, body)) == met


def test_a_journey_is_its_pages_and_its_core_path(tmp_path):
    for name in PAGES:
        page(tmp_path / "book", "<p>one two three</p>", name)
    words = 12 + round(words_of(BOOK, *questions_on(BOOK, CORE, GUARD)))
    (line,) = journeys(BOOK, tmp_path)
    assert line.startswith("ok   guard: ")
    assert (
        f"({words} words: induction 3, own page 3, core path {words - 12}, whom to tell 3, record 3)" in line
    )
    page(tmp_path / "book", "<p>" + "more " * 25 * PACE, "record")
    assert next(journeys(BOOK, tmp_path)).startswith("MEND guard: ")
