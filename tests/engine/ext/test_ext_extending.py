"""The page of what is otherwise than in the handbook that is extended, and the clauses that say so beneath them."""

from __future__ import annotations

from pathlib import Path

import pytest
from badinput import copy_of_small
from extsite import Seen, Site

from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.load.extends import EXTENDS, digest_of

PAGE = "---\norphan: true\n---\n\n# What is our own\n\n```{base-comparison}\n```\n"
WHY = "Our hall is large, and <b>empty</b>."


def says(root: Path, *differs: str) -> str:
    lines = ["handbook: base.json", f"digest: {digest_of(root / 'base.json')}", "name: the trust's policy"]
    return "\n".join([*lines, "differs:" if differs else "", *(f"  {line}" for line in differs), ""])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    root: Path = copy_of_small(tmp_path_factory.mktemp("extending") / "book")
    (root / "base.json").write_text(to_json(load(root)), "utf-8")
    site = Site(root)
    site.add("our-own.md", PAGE)
    site.add(EXTENDS, says(root))
    return site.build()


def test_a_handbook_that_is_its_base_says_so(site):
    assert "Nothing: it is the trust’s policy, word for word and rule for rule." in site.page("our-own")
    assert "Our own words here" not in site.page("book/policy/rules")


def test_each_difference_is_shown_with_its_reason_its_flips_and_its_words(site):
    root = Path(site.root)
    site.change("book/policy/rules.md", "Nobody may hurry", "Nobody should hurry")
    site.change("book/policy/rules.md", "anyone must not run", "anyone should not run")
    mark = load(root).extends.base.clauses["no-running"].fingerprint[:8]
    (root / EXTENDS).write_text(says(root, f"no-running: {{against: {mark}, why: '{WHY}'}}"), "utf-8")
    site.build()
    page = site.page("our-own")
    ids = Seen(page).ids
    assert {"base-words", "base-flips", "base-redline"} <= {*ids}
    assert "Our hall is large, and &lt;b&gt;empty&lt;/b&gt;." in page
    assert 'href="book/policy/rules.html#no-running"' in page
    assert "<del" in page or "taken out" in page.lower()
    clause = site.page("book/policy/rules")
    assert "Our own words here" in clause
    assert "Otherwise than in the trust" in clause
    assert "&lt;b&gt;empty" in clause


def test_a_handbook_that_extends_none_says_so(site):
    (Path(site.root) / EXTENDS).unlink()
    site.build()
    assert "This handbook extends no other." in site.page("our-own")
    assert "Our own words here" not in site.page("book/policy/rules")
