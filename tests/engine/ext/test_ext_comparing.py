"""The page of what changed: no change said kindly, each change in words, the flips, and the full redline."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from badinput import copy_of_small
from extsite import Seen, Site

from policybook.commands.adopt import Adoption, Resolution
from policybook.ext.policy.proposals import MOST, flips_nodes

PAGE = "---\norphan: true\n---\n\n# What changed\n\n```{comparisons}\n```\n"
READERS = "readers:\n  guard: {title: Guards, kinds: [lifeguard]}\n"


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The small handbook after two editions; the second changed nothing, and the draft has changed much."""
    root: Path = copy_of_small(tmp_path_factory.mktemp("compared") / "book")
    for name, day in (("2025.1.0", "2025-01-15"), ("2026.1.0", "2026-01-15")):
        Adoption(root, Resolution(name, day, "2027-01-15", "12")).write()
    site = Site(root)
    site.add("what-changed.md", PAGE)
    rules = next(str(p.relative_to(root)) for p in root.glob("book/policy/*rules*.md"))
    site.change(rules, "Nobody may hurry", "Nobody should hurry")
    site.change(rules, "anyone must not run", "anyone should not run")
    return site.build()


@pytest.fixture(scope="module")
def reworded(tmp_path_factory) -> Site:
    """The small handbook after an edition: no rule is another, but a plain line, a note and a question are reworded."""
    root: Path = copy_of_small(tmp_path_factory.mktemp("reworded") / "book")
    Adoption(root, Resolution("2026.1.0", "2026-01-15", "2027-01-15", "12")).write()
    site = Site(root)
    site.add("book/induction.yml", READERS)
    site.add("what-changed.md", PAGE)
    site.add("governors.md", "---\norphan: true\n---\n\n# Governors\n\n```{policy-in-force}\n```\n")
    site.add("all.md", "---\norphan: true\n---\n\n# Editions\n\n```{edition-list}\n```\n")
    site.change("book/policy/rules.md", "{plain}`Walk, always.`", "{plain}`Always walk.`")
    site.change("book/interpretations.md", "nearly", "almost, by I-99,")
    site.change("quizzes/rules.md", "You are late. What do you do?", "You are very late. What do you do?")
    return site.build()


def section(site: Site, anchor: str) -> str:
    found = re.search(
        rf'<section id="{re.escape(anchor)}">(.*?)</section>', site.page("what-changed"), re.DOTALL
    )
    assert found, anchor
    return found[1]


def test_the_build_has_no_warning_of_ours(site):
    # The story is a notebook, and this site has no notebooks.
    said = [line for line in site.warnings.splitlines() if "what-changed" in line]
    assert [line for line in said if "“first-day”" not in line] == []


def test_each_pair_has_an_address_that_stays_and_the_newest_comes_first(site):
    ids = [name for name in Seen(site.page("what-changed")).ids if ".." in name]
    assert [name for name in ids if name.count("-") == 0] == ["2026.1.0..draft", "2025.1.0..2026.1.0"]
    assert len(ids) == len(set(ids))


def test_two_editions_that_say_the_same_are_said_to_kindly(site):
    said = words(section(site, "2025.1.0..2026.1.0"))
    assert said.startswith("From edition 2025.1.0 to edition 2026.1.0 No change: both say the same")


def test_every_change_is_said_in_words_and_read_clean_under_it(site):
    html = section(site, "2026.1.0..draft-words")
    said = words(html)
    assert "1(a) Walk : substantive." in said
    assert "“must not” becomes “should not”, which is weaker." in said
    assert "As it reads Nobody should hurry; see 2(a) Accidents and I-1 Nearly an accident." in said
    assert "<del" not in html
    assert "<details" in html


def test_the_redline_says_in_words_what_is_taken_out_and_put_in(site):
    html = section(site, "2026.1.0..draft-redline")
    assert re.search(r"<del[^>]*><span class=\"pb-said\">taken out: </span>may</del>", html)
    assert re.search(r"<ins[^>]*><span class=\"pb-said\">put in: </span>should</ins>", html)
    # Words that screens hide elsewhere are seen here.
    assert 'class="pb-spoken' in html


def test_the_flips_and_the_training_are_there(site):
    assert "Anybody who runs" in words(section(site, "2026.1.0..draft-flips"))
    assert "would need review" in words(section(site, "2026.1.0..draft-training"))


def test_every_page_says_the_same_of_how_much_differs_from_the_edition(reworded):
    differs = "What differs from edition 2026.1.0: 1 clause in its plain line, title or place alone and 1 interpretation."
    for page in ("governors", "all", "what-changed"):
        said = words(reworded.page(page))
        assert said.count(differs) == 1, page
        assert "without a change" not in said
        assert "Nothing differs" not in said


def test_what_is_to_be_retaken_is_not_beside_a_sentence_that_nothing_is(reworded):
    said = words(section(reworded, "2026.1.0..draft-training"))
    assert (
        "No question and no story rests on a clause that changed. 1 question is new, or asked in other words"
        in said
    )
    assert "retake 1 decision" in said
    assert "need review" not in said


def test_a_number_in_words_that_change_is_shown_as_it_is_written(reworded):
    said = words(section(reworded, "2026.1.0..draft-words"))
    assert "“I-99”" in said
    assert "i-99" not in said
    assert "The line in plain words changes." in said


def test_an_edition_of_the_same_policy_that_asks_otherwise_says_who_answers_again(tmp_path):
    root = copy_of_small(tmp_path / "book")
    Adoption(root, Resolution("2026.1.0", "2026-01-15", "2027-01-15", "12")).write()
    site = Site(root)
    site.add("book/induction.yml", READERS)
    site.add("what-changed.md", PAGE)
    site.change("quizzes/rules.md", "You are late. What do you do?", "You are very late. What do you do?")
    said = words(site.build().page("what-changed"))
    assert "No change: both say the same" in said
    assert "retake 1 decision" in said
    assert "no record is stale" not in said


def test_a_long_list_of_flips_is_folded_and_cut():
    nodes = list(flips_nodes([("lost", "S.")] * 100))
    rows = [row for node in nodes for row in node.findall(lambda n: n.tagname == "list_item")]
    assert len(rows) == MOST + 1
    assert "And 60 more" in rows[-1].astext()
    assert [node.tagname for node in nodes] == ["paragraph", "paragraph", "bullet_list", "folded"]
    assert "No situation" in next(iter(flips_nodes([]))).astext()


def test_without_an_edition_there_is_nothing_to_compare(tmp_path):
    site = Site(copy_of_small(tmp_path / "book"))
    site.add("what-changed.md", PAGE)
    assert "No edition has been adopted yet" in words(site.build().page("what-changed"))
