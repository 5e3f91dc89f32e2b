"""The engine knows no organisation: who it is, what it fears and whom it trains stands in the handbook's own files."""

from __future__ import annotations

import re

import pytest
from places import ROOT

KINDS = ("*.py", "*.html", "*.js", "*.mjs", "*.css", "*.json", "*.conf", "*.txt")
WORDS = re.compile(
    r"school|governors?\b|headteacher|teacher|pupil|\bpupils|e-safety|safeguarding|\bstaff\b|\b999\b|\bLADO\b|\bDSL\b"
    r"|\b(?:a|the|any|every|no) child\b(?! (?:of|hears|process))|\bchild's\b|\bchildren's\b|\blead's\b|\bthe lead\b",
    re.IGNORECASE,
)
BROUGHT = ("minisearch.js", "node_modules", "__pycache__")
"""What others wrote, or nobody did."""


def files():
    for top in ("src/policybook", "tools"):
        for kind in KINDS:
            yield from (p for p in (ROOT / top).rglob(kind) if not any(part in BROUGHT for part in p.parts))
    yield ROOT / "noxfile.py"


@pytest.mark.parametrize("path", sorted(files()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_word_of_an_organisation_is_in_the_engine(path):
    lines = enumerate(path.read_text("utf-8").split("\n"), 1)
    assert [(number, found[0]) for number, line in lines if (found := WORDS.search(line))] == []


def test_the_words_are_found():
    for line in ("the school's file", "Call 999.", "Tell the lead.", "it is about a child", "for governors"):
        assert WORDS.search(line)
    assert not WORDS.search("child.children leads to it")
