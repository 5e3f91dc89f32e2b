"""The page of what changed: no change said kindly, each change in words, the flips, and the full redline."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from badinput import copy_of_small
from extsite import Seen, Site

import policybook
from policybook.changes.flips_in_words import Flip
from policybook.commands.adopt import Adoption, Resolution
from policybook.ext.base.proposed import Proposed, digest_of_modules
from policybook.ext.policy.flips import MOST, flips_nodes
from policybook.policy.handbook import Handbook
from policybook.policy.model import Vocabulary

PAGE = "---\norphan: true\n---\n\n# What changed\n\n```{comparisons}\n```\n"


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


def test_a_long_list_of_flips_is_folded_and_cut():
    flip = Flip(("a",), ("b",), ("",), ("",), ((),), (), (), ((), ()), sentence="S.", group="lost")
    nodes = list(flips_nodes([flip] * 100))
    rows = [row for node in nodes for row in node.findall(lambda n: n.tagname == "list_item")]
    assert len(rows) == MOST + 1
    assert "And 60 more" in rows[-1].astext()
    assert [node.tagname for node in nodes] == ["paragraph", "paragraph", "bullet_list", "folded"]
    assert "No situation" in next(iter(flips_nodes([]))).astext()


def test_without_an_edition_there_is_nothing_to_compare(tmp_path):
    site = Site(copy_of_small(tmp_path / "book"))
    site.add("what-changed.md", PAGE)
    assert "No edition has been adopted yet" in words(site.build().page("what-changed"))


def test_what_a_build_keeps_of_flips_holds_for_this_code_alone_the_folders_within_it_included(tmp_path):
    package = Path(policybook.__file__).parent
    copy = tmp_path / "policybook"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    before = digest_of_modules(copy)
    assert before == digest_of_modules(package) == Proposed(Handbook(Vocabulary()), (), (), True).digest
    for name in ("judging/judge.py", "changes/flips.py"):
        module = copy / name
        text = module.read_text("utf-8")
        module.write_text(f"{text}\n# another line\n", "utf-8")
        assert digest_of_modules(copy) != before, name
        module.write_text(text, "utf-8")
