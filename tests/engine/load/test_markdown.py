"""What the reader takes for a block of ours at the margin of a page is what MyST takes for one, or it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mysting import read_by_us, run_by_myst

ROLES = ("norm", "plain", "reading", "act", "says", "whom", "joined", "soon", "why")
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
    ("% a", "", "~~~{clause} b", "~~~"),
    ("```{clause} a", "```", "", "::::{question} b", ":::", "::::"),
    ("- item", "  ```", "  code", "  ```", "", "% words", "", ":::{clause} a", ":::  "),
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


@pytest.mark.parametrize("page", ["index.md", "book/governors.md"])
def test_code_may_show_how_a_clause_is_written_where_no_policy_stands(page):
    shown = "Write this, or `:::{clause}` in short:\n\n````\n:::{clause} an-id\n{norm}`staff must tell dsl`\n:::\n````\n"
    assert read_by_us(shown, page) == (set(), [])
    assert read_by_us(shown, "book/policy/page.md")[1]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_of_ours_may_stand_outside_the_blocks(role):
    for written in (f"{{{role}}}`x`", f"{{{role.upper()}}}`x`", f"{{ {role} }}`x`", f"{{{role}}} `x`"):
        assert read_by_us(f"# Page\n\nWords {written}.\n", "index.md")[1]
