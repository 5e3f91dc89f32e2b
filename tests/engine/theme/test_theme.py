"""The theme's own parts: scripts without their comments, a school's logo, the line on danger, and what a page may run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from docutils import nodes
from docutils.utils.smartquotes import educate_tokens
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from policybook.policy.organisation import Emergency, Organisation
from policybook.site import pages
from policybook.theme.assets import COMMENT_LINES
from policybook.theme.marking import HERE
from policybook.theme.mended import _EDUCATED, _FINDALL, _find, _ToEducate
from policybook.theme.site import BEGIN, policy

TEXTS = st.lists(
    st.sampled_from([*"\"'`\\&.- a,\0#;()", "--", "...", ". . .", "&#46;", "&quot;", "it's"])
).map("".join)
SCRIPTS = sorted((HERE / "static").glob("*.js"))
KEPT = [
    "const a = 1; // why",
    "/** @type {Element} */ (row).hidden = true;",
    "const all = /** @type {Element[]} */ (found);",
    "try { go(); } catch { /* as before */ }",
    "/** @type {Element} */ (row).hidden = true; /* why */",
]
KINDS = (nodes.paragraph, nodes.emphasis, nodes.strong)
TREES = st.recursive(
    st.text("ab", max_size=2).map(nodes.Text),
    lambda inner: st.builds(
        lambda kind, below: kind("", "", *below), st.sampled_from(KINDS), st.lists(inner, max_size=4)
    ),
    max_leaves=20,
).map(lambda below: nodes.section("", below))
ASKED = (None, *KINDS, nodes.Element, nodes.Text, lambda node: len(node.children) == 1, bool)


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


# ---- what a template shows is words

HTML = ("super()", "body", "pb_toc", "pb_begin", "pb_policy", "loop.index", "prev.title", "next.title")
"""What is HTML already, or our own."""


@pytest.mark.parametrize("path", sorted((HERE / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_whatever_a_template_shows_is_escaped(path):
    shown = [one.strip() for one in re.findall(r"\{\{-?(.*?)-?\}\}", path.read_text("utf-8"), re.DOTALL)]
    bare = [one for one in shown if not one.endswith("|e") and one not in HTML]
    assert [one for one in bare if not re.fullmatch(r"pathto\([^()]*\)|link\.depth", one)] == []


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


def test_every_rule_for_a_page_is_asked_of_each_and_every_page_is_read(tmp_path):
    makes = [
        one for one in vars(pages).values() if getattr(one, "__annotations__", {}).get("return") == "Said"
    ]
    rules = [one for one in makes if [*one.__annotations__.values()] == ["Page", "Organisation", "Said"]]
    assert rules == [*pages.RULES]
    for name in ("index.html", "book/x.html", "editions/x.html", "_static/x.html", "lite/x.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<p>x</p>", "utf-8")
    assert [*pages.read(tmp_path)] == ["book/x.html", "editions/x.html", "index.html"]


@pytest.mark.parametrize("number", ["101", "111", "999", "100"])
def test_a_page_has_one_number_for_danger_and_the_police_have_theirs_where_nobody_is_in_danger(number):
    said = f"<article><p>Where nobody is in danger, ring {number}.</p></article>"
    found = on_page(said.replace("Where nobody is in danger, r", "R"), pages.every_call)
    assert [number in what for _, what in found] == [True]
    assert bool(on_page(said, pages.every_call)) is (number != "101")


@pytest.mark.parametrize(
    "more",
    [
        *(
            "script-src-elem 'self' data:",
            "script-src-attr 'unsafe-inline'",
            "object-src 'self'",
            "frame-src data:",
        ),
        *("media-src https://example.com", "font-src *", "child-src blob:", "base-uri 'self'", "sandbox"),
    ],
)
def test_a_policy_with_anything_more_in_it_is_not_what_it_has_to_be(more):
    for said in (f"{policy(BEGIN)}; {more}", f"{more}; {policy(BEGIN)}"):
        page = f'<meta http-equiv="Content-Security-Policy" content="{said}"><script>{BEGIN}</script>'
        assert more in str(on_page(page, pages.no_power))


def test_a_policy_without_any_one_of_its_parts_is_not_what_it_has_to_be():
    parts = policy(BEGIN).split("; ")
    for part in parts:
        said = "; ".join(one for one in parts if one != part)
        page = f'<meta http-equiv="Content-Security-Policy" content="{said}"><script>{BEGIN}</script>'
        assert part in str(on_page(page, pages.no_power))


@pytest.mark.parametrize(
    "put",
    [
        *("<iframe srcdoc='x'></iframe>", "<object data='x'></object>", "<embed src='x'>", "<base href='/'>"),
        *(
            "<style>p {}</style>",
            "<p onclick='x'></p>",
            "<a href=' java\nscript:x'>x</a>",
            "<script>x</script>",
        ),
        *(
            "<meta http-equiv='Refresh' content='0; url=https://example.com/'>",
            "<img src='data:text/html,x'>",
        ),
    ],
)
def test_what_could_run_frame_or_lead_away_has_no_place_on_a_page(put):
    sound = f'<meta http-equiv="Content-Security-Policy" content="{policy(BEGIN)}"><script>{BEGIN}</script>'
    assert on_page(sound, pages.no_power) == []
    assert on_page(f"{sound}{put}", pages.no_power) != []


@given(st.lists(TEXTS), st.sampled_from(("en", "fr", "de")))
def test_smart_quotes_see_every_block_that_they_would_change(texts, language):
    # As Sphinx gives it to them: see SphinxSmartQuotes.get_tokens.
    escaped = [("plain", re.sub(r"(?<=\x00)([-\\'\".`])", r"\\\1", text)) for text in texts]
    if not any(map(_EDUCATED.search, texts)):
        assert [*educate_tokens(escaped, "qDew", language)] == texts


def test_smart_quotes_see_nothing_else():
    page = nodes.paragraph("", "A quiet block.")
    loud = nodes.paragraph("", "", nodes.emphasis("", "One that isn't."))
    seen = _ToEducate(nodes.section("", page, loud)).findall(nodes.TextElement)
    assert [*seen] == [loud, loud[0]]


@given(TREES, st.sampled_from(ASKED), st.sampled_from([{}, {"include_self": False}, {"siblings": True}]))
def test_nodes_are_found_as_docutils_finds_them(tree, asked, ways):
    for start in _FINDALL(tree):
        theirs = [*map(id, _FINDALL(start, asked, **ways))]
        assert [*map(id, _find(start, asked, **ways))] == theirs


@given(TREES, st.sampled_from([nodes.Text, nodes.Element, None]), st.sampled_from(["take", "put", "fill"]))
def test_nodes_are_found_as_docutils_finds_them_while_they_change(tree, asked, change):
    def found(find, page):
        for at, node in enumerate(find(page, asked)):
            yield node.pformat()
            if at > 30 or node.parent is None:
                continue
            if change == "take":
                node.parent.remove(node)
            elif change == "put":
                node.parent.replace(node, nodes.inline("", "", nodes.Text("c")))
            elif isinstance(node, nodes.Element):
                node.append(nodes.Text("d"))

    assert [*found(_find, tree.deepcopy())] == [*found(_FINDALL, tree.deepcopy())]
