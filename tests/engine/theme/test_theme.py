"""What the theme takes out of the scripts that it publishes, and nothing else; and a school's own logo."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from policybook.theme.assets import COMMENT_LINES, HERE

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
