"""The build holds authors' text to be text by itself, and the lists hold all that the handbook has."""

from __future__ import annotations

import json

import pytest
from badinput import copy_of_small
from extsite import Site

from policybook.ext import DIRECTIVES, ROLES
from policybook.ext.base.guard import GENERATED
from policybook.load import allowed

PAGES = (
    "book/policy/rules",
    "book/policy/reporting",
    "book/interpretations",
    "book/guidance",
    "quizzes/rules",
)
STORY = "scenarios/first-day"


@pytest.fixture
def site(tmp_path) -> Site:
    site = Site(copy_of_small(tmp_path), ("myst_nb", "policybook.ext"))
    listed = "\n".join((*PAGES, STORY))
    site.add("index.md", f"# Home\n\n```{{toctree}}\n{listed}\n```\n\nWords.\n")
    return site


def test_the_lists_hold_every_block_and_role_of_the_handbook():
    assert DIRECTIVES.keys() <= allowed.BLOCKS | GENERATED
    assert ROLES.keys() <= allowed.ROLES
    assert not GENERATED & allowed.BLOCKS


HOSTILE = {
    "a block": ("```{include} ../kept.txt\n```", "the block “{include}” is not one that a page may use"),
    "a role": ("{download}`x <../kept.txt>`", "the role “{download}” is not one that a page may use"),
    "a link to a file": ("[x](../kept.txt)", "which is no page of the handbook, and is left out"),
    "an image elsewhere": (
        "![x](https://example.com/x.png)",
        "is no picture of the handbook's own, and is left",
    ),
    "an image of the machine": ("![x](../kept.txt)", "is no picture of the handbook's own, and is left out"),
    "a link in a list of pages": (
        "```{toctree}\nx <javascript://%0aalert(1)>\n```",
        "no link may lead to “javascript:",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_on_the_lists_is_left_out_and_named(name, site):
    text, says = HOSTILE[name]
    (site.root.parent / "kept.txt").write_text("kept outside")
    site.change("index.md", "Words.", text)
    site.build()
    # Once by the check, whose words the build repeats, and once by the build itself.
    assert says in site.warnings
    shown = [path for path in (site.root / "out").rglob("*") if path.is_file() and path.suffix != ".doctree"]
    assert not [path for path in shown if b"kept outside" in path.read_bytes()]
    assert "javascript:" not in site.page("index")
    assert "example.com" not in site.page("index")


def test_html_is_shown_as_words(site):
    site.change("index.md", "Words.", "<script>ran()</script>\n\nAnd <b>this</b>.")
    site.build()
    assert "&lt;script&gt;ran()&lt;/script&gt;" in site.page("index")
    assert "&lt;b&gt;this&lt;/b&gt;" in site.page("index")


@pytest.mark.parametrize(
    "front", ["myst:\n  disable_syntax: []", "file_format: mystnb", "html_meta:\n  a: b"]
)
def test_a_page_does_not_say_how_it_is_built(front, site):
    site.change("index.md", "# Home", f"---\n{front}\n---\n# Home")
    site.change("index.md", "Words.", "<b>this</b>")
    site.build()
    assert "&lt;b&gt;this&lt;/b&gt;" in site.page("index")
    assert '<meta content="b"' not in site.page("index")


def test_a_notebook_does_not_say_that_it_is_to_be_run(site):
    path = site.root / f"{STORY}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["mystnb"] = {"execution_mode": "force"}
    ran = site.root / "ran"
    cell = {"cell_type": "code", "id": "zz", "metadata": {}, "execution_count": 9, "outputs": []}
    notebook["cells"].append({**cell, "source": f"open({str(ran)!r}, 'w')"})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    site.build()
    assert not ran.exists()


def test_a_picture_of_the_handbooks_own_is_shown(site):
    (site.root / "pool.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    site.change("index.md", "Words.", "![The pool](pool.png)")
    site.build()
    assert 'src="_images/pool.png"' in site.page("index")
    assert "no picture" not in site.warnings
    (site.root.parent / "kept.png").write_bytes(b"kept outside")
    (site.root / "pool.png").unlink()
    (site.root / "pool.png").symlink_to(site.root.parent / "kept.png")
    assert "no picture of the handbook's own" in site.build(out="again").warnings


def test_no_file_is_inserted_and_nothing_raw_is_read_even_if_a_block_came_through(site):
    built = site.build()
    assert built.env.settings["file_insertion_enabled"] is False
    assert built.env.settings["raw_enabled"] is False
