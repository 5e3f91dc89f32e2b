"""The theme's own parts: scripts without their comments, a school's logo, the line on danger, and what a page may run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from jinja2 import Environment, FileSystemLoader

from policybook.policy.organisation import Emergency, Organisation
from policybook.site import pages
from policybook.theme.assets import COMMENT_LINES, HERE
from policybook.theme.site import BEGIN, policy

SCRIPTS = sorted((HERE / "static").glob("*.js"))
KEPT = [
    "const a = 1; // why",
    "/** @type {Element} */ (row).hidden = true;",
    "const all = /** @type {Element[]} */ (found);",
    "try { go(); } catch { /* as before */ }",
    "/** @type {Element} */ (row).hidden = true; /* why */",
]


def published(text: str) -> str:
    return COMMENT_LINES.sub("", text)


@pytest.mark.parametrize("line", KEPT)
def test_a_line_with_code_stays_as_it_is(line):
    assert published(f"{line}\n  const next = 1;\n/** last */\n") == f"{line}\nconst next = 1;\n"


def test_comments_of_a_line_and_of_several_go():
    text = "// one\n  /** two */\n  /**\n   * @param {string} a  three\n   */\n  const b = (a) => a;\n"
    assert published(text) == "const b = (a) => a;\n"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_looks_like_a_comment_stands_in_no_text_of_several_lines(script):
    text = script.read_text("utf-8")
    found = list(COMMENT_LINES.finditer(text))
    assert found
    assert [one[0] for one in found if published(text[: one.start()]).count("`") % 2] == []


def test_a_schools_own_logo_stands_beside_its_name_in_the_header_and_in_the_menu(tmp_path):
    source, out = tmp_path / "book", tmp_path / "out"
    source.mkdir()
    (source / "conf.py").write_text(
        'extensions = ["policybook.theme"]\nhtml_theme = "furo"\nproject = "Our handbook"\nhtml_logo = "crest.png"\n'
        # What the search asks of the handbook.
        'html_context = {"pb_index": "", "pb_more": "", "pb_everyday": {"tell_first": [], "same": []}}\n',
        "utf-8",
    )
    (source / "index.rst").write_text("Home\n====\n", "utf-8")
    shutil.copy(HERE / "static" / "icon.png", source / "crest.png")
    command = [sys.executable, "-m", "sphinx", "-q", str(source), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    page = (out / "index.html").read_text("utf-8")
    assert len(re.findall(r'<img class="pb-logo" src="_static/crest\.png" alt="">Our handbook', page)) == 2
    assert (out / "_static" / "crest.png").is_file()


DANGER = Organisation(emergency=Emergency("In danger? Ring 112", "112"))


def on_page(markup: str, rule, organisation=DANGER) -> list:
    return [*rule(pages.Page("book/x.html", markup), organisation)]


def test_the_template_of_the_line_on_danger_says_all_of_it_and_the_page_begins_with_it():
    templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
    said = templates.get_template("policybook/emergency.html").render(
        hasdoc=lambda _page: True,
        pathto=lambda page: f"../{page}.html",
        pb_organisation=DANGER,
    )
    bare = templates.get_template("policybook/emergency.html").render(hasdoc=lambda _page: False)
    assert bare.strip() == ""
    foot = f'<p class="pb-colophon">{pages.FOOT}</p>'
    assert on_page(f"{said}<article></article>{foot}", pages.the_line_on_danger) == []
    assert on_page(f"{said}<article></article>", pages.the_line_on_danger) != []
    assert on_page(f"{said}<article></article>{foot}", pages.the_line_on_danger, Organisation()) != []
    assert foot in (HERE / "templates/policybook/footer.html").read_text("utf-8")
    body = (HERE / "templates/page.html").read_text("utf-8").partition("{%- block body %}")[2]
    before = body.partition('{% include "policybook/emergency.html" %}')[0]
    assert before != body
    assert "<div" not in before


def test_the_policy_of_a_page_allows_what_it_has_to_and_no_more():
    said = f'<meta http-equiv="Content-Security-Policy" content="{policy(BEGIN)}">'
    assert on_page(f"{said}<script>{BEGIN}</script>", pages.no_power) == []
    assert on_page(f"{said}<script>{BEGIN} </script>", pages.no_power) != []
