"""The book under another name, with other offices and one clause changed: nothing but its own files is edited."""

from __future__ import annotations

import re
import shutil

import pytest
from extsite import Site
from places import ROOT

from policybook.check.run import check
from policybook.cli import main

PAGES = ("book/interpretations", "book/practice", "book/record", "book/pack-to-print", "book/who-to-tell")
CHANGES = (
    ("book/organisation.yml", "  name: the school\n", "  name: the academy\n"),
    ("book/organisation.yml", "  handbook: E-safety handbook\n", "  handbook: Handbook of the academy\n"),
    ("book/organisation.yml", "  body: the governors\n", "  body: the trustees\n"),
    ("book/organisation.yml", "  records: office\n", "  records: headteacher\n"),
    ("book/organisation.yml", "signs: [chair-of-governors, headteacher, dsl]", "signs: [headteacher]"),
    (
        "book/policy/introduction.md",
        ":title: Answering for what is published",
        ":title: Answering for what you publish",
    ),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The book without its stories, with these changes."""
    root = tmp_path_factory.mktemp("another")
    for name in ("book", "quizzes", "editions"):
        shutil.copytree(ROOT / name, root / name)
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    (root / "_toc.yml").write_text(re.sub(r".*file: (scenarios|proposals)/.*\n", "", contents), "utf-8")
    (root / "index.md").write_text("# Home\n", "utf-8")
    for path in (*root.rglob("*.md"), *root.rglob("*.yml")):
        text = path.read_text("utf-8").replace("our school", "our academy")
        path.write_text(
            text.replace("Headteacher", "Principal").replace("the headteacher", "the principal"), "utf-8"
        )
    for path, old, new in CHANGES:
        text = (root / path).read_text("utf-8")
        assert old in text, (path, old)
        (root / path).write_text(text.replace(old, new), "utf-8")
    assert main(["working", "--store", "--root", str(root)]) == 0
    return root


def test_it_is_as_sound_as_it_was(root):
    wrong = check(root)[1]
    assert [str(problem) for problem in wrong] == []


def test_its_pages_name_it_as_its_own_file_does(root):
    site = Site(
        root, settings=f"include_patterns = {[f'{page}.md' for page in PAGES]}\nroot_doc = '{PAGES[0]}'\n"
    )
    site.build()
    assert "awaiting the trustees" in site.page("book/interpretations").lower()
    assert "What our academy does, awaiting" in site.page("book/practice")
    assert 'data-to="the Principal"' in site.page("book/record")
    assert "Principal (name and signature)" in site.page("book/pack-to-print")
    assert "The academy has not filled in the telephone number" in site.page("book/who-to-tell")
    everything = " ".join(map(site.page, PAGES))
    assert not re.search(
        r"(?:awaiting|confirmed by) the governors|What our school does, (awaiting|signed)",
        everything,
        re.IGNORECASE,
    )
    assert "<title>" in everything
    assert "Handbook of the academy" in everything
