"""What the reader takes for a block of ours at the margin of a page is what MyST takes for one, or it is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from places import ROOT

from policybook.load.desk import Desk
from policybook.load.markdown import fences
from policybook.load.net import refuse
from policybook.load.proposals import CHANGES

PROPOSED = ("proposal", "together", *CHANGES)
SITE = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
MYST = create_md_parser(
    MdParserConfig(enable_extensions=set(SITE["parse"]["myst_enable_extensions"])), RendererHTML
)
NAMES = ("clause", "interpretation", "guidance", "question", *PROPOSED)
ROLES = ("norm", "plain", "reading", "act", "says", "whom", "joined", "soon", "why")


def run_by_myst(text: str) -> tuple[set[tuple[int, str, str]], bool]:
    """The blocks of ours that MyST runs, by line, name and argument; and whether one is not at the top of the page."""
    found: set[tuple[int, str, str]] = set()
    nested = False

    def look(text: str, first: int, depth: int) -> None:
        nonlocal nested
        for token in MYST.parse(text):
            info = token.info.split(maxsplit=1) if token.type in ("fence", "colon_fence") else []
            word = info[0] if info else ""
            if token.map and word[:1] == "{" and word[-1:] == "}":
                if word[1:-1].lower() in NAMES:
                    nested |= bool(depth or token.level)
                    argument = info[1].strip() if len(info) > 1 else ""
                    found.add((first + token.map[0], word[1:-1], argument))
                if word[1:-1] in ("note", *NAMES):
                    look(token.content, first + token.map[0] + 1, depth + 1)
            elif token.map and token.type == "colon_fence":
                look(token.content, first + token.map[0] + 1, depth + 1)

    look(text, 1, 0)
    return found, nested


def read_by_us(text: str, path: str = "book/policy/page.md") -> tuple[set[tuple[int, str, str]], list[str]]:
    """The blocks that the loader reads, by line, name and argument; and what it refuses."""
    desk = Desk(ROOT)
    lines = text.split("\n")
    apart = list(fences(lines, path, desk.problems))
    read = [fence.block(lines, path) for fence in apart if fence.name in NAMES]
    refuse(desk, path, lines, apart, read)
    return {(block.place.line, block.name, block.argument) for block in read}, [str(p) for p in desk.problems]


MARKS = st.sampled_from([":::", "::::", ":::::", "```", "````", "~~~", "~~~~"])
BEFORE = st.sampled_from(
    ["", "", "", "", " ", "  ", "   ", "    ", "\t", "> ", "- ", "  - ", "1. ", "2. ", "[^a]: ", ": ", "% "]
)
SAID = st.sampled_from(
    [
        "{clause} a",
        "{clause} b",
        "{question} c",
        "{Clause} d",
        " {clause} e",
        "{clause}f",
        "{ clause } g",
        "{note}",
        "note",
        "",
        " python",
    ]
)
LINES = st.one_of(
    st.builds(str.__add__, BEFORE, st.builds(str.__add__, MARKS, SAID)),
    st.builds(str.__add__, BEFORE, MARKS),
    st.builds(str.__add__, BEFORE, MARKS),
    st.builds(
        str.__add__,
        BEFORE,
        st.sampled_from(
            [
                "words",
                "<!--",
                "-->",
                "<!-- x -->",
                "<div>",
                "</div>",
                "<pre>",
                "</pre>",
                "a | b",
                "--- | ---",
                "---",
                "===",
                "# Title",
                "+++",
                "(a)=",
                "{.a}",
                "[a]: /b",
                "$$",
                "<b>x</b>",
                "<https://a.b>",
                "<?x",
                "?>",
                "`",
                "***",
            ]
        ),
    ),
    st.just(""),
    st.just(""),
)
INNER = st.recursive(
    st.sampled_from([["words"], [""], ["<!-- x -->"], ["% x"], ["", "<div>", "x", "</div>", ""]]),
    lambda inner: st.builds(
        lambda before, mark, said, parts: [
            f"{before}{mark}{said}",
            *(" " * len(before.expandtabs(4)) + line for part in parts for line in part),
            " " * len(before.expandtabs(4)) + mark,
        ],
        st.sampled_from(["", "", "", "  ", "- ", "> "]),
        MARKS,
        SAID,
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)
NESTED = st.lists(INNER, max_size=3).map(lambda parts: "\n".join(line for part in parts for line in part))
SOUND = (
    (":::{clause} a", "words", ":::"),
    ("<!-- a", "```", "-->", "", "~~~{clause} b", "~~~"),
    ("```{clause} a", "```", "", "::::{question} b", ":::", "::::"),
    ("- item", "  ```", "  code", "  ```", "", "% words", "<div>", "", ":::{clause} a", ":::  "),
)
REAL = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("index.md", "book/**/*.md", "quizzes/*.md", "proposals/*.md")
    for path in ROOT.glob(pattern)
)
PAGES = st.lists(LINES, max_size=14).map("\n".join)


@settings(max_examples=600)
@given(PAGES)
def test_a_page_is_read_as_myst_reads_it_or_refused(text):
    ours, refused = read_by_us(text)
    theirs, nested = run_by_myst(text)
    if not refused:
        assert not nested
        assert ours == theirs


@settings(max_examples=600)
@given(NESTED)
def test_blocks_in_blocks_are_read_as_myst_reads_them_or_refused(text):
    test_a_page_is_read_as_myst_reads_it_or_refused.hypothesis.inner_test(text)


def test_the_generated_pages_are_not_all_refused():
    found = [read_by_us(text) for text in ("\n".join(page) for page in SOUND)]
    assert [(len(read), refused) for read, refused in found] == [(1, []), (1, []), (2, []), (1, [])]


@pytest.mark.parametrize("path", REAL)
def test_every_real_page_is_read_as_myst_reads_it(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    ours, refused = read_by_us(text, path)
    theirs, nested = run_by_myst(text)
    assert not nested
    assert not refused
    assert ours == theirs


def test_the_real_pages_hold_blocks():
    assert sum(len(read_by_us((ROOT / path).read_text(encoding="utf-8"), path)[0]) for path in REAL) > 200


@pytest.mark.parametrize("page", ["index.md", "book/governors.md"])
def test_code_may_show_how_a_clause_is_written_where_no_policy_stands(page):
    shown = "Write this, or `:::{clause}` in short:\n\n````\n:::{clause} an-id\n{norm}`staff must tell dsl`\n:::\n````\n"
    assert read_by_us(shown, page) == (set(), [])
    assert read_by_us(shown, "book/policy/page.md")[1]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_of_ours_may_stand_outside_the_blocks(role):
    for written in (f"{{{role}}}`x`", f"{{{role.upper()}}}`x`", f"{{ {role} }}`x`", f"{{{role}}} `x`"):
        assert read_by_us(f"# Page\n\nWords {written}.\n", "index.md")[1]
