"""Every page of this handbook is read as MyST reads it."""

from __future__ import annotations

import pytest
from mysting import read_by_us, run_by_myst
from places import ROOT

from policybook.load import load

PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for pattern in ("index.md", "book/**/*.md", "quizzes/*.md", "proposals/*.md")
    for path in sorted(ROOT.glob(pattern))
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_read_as_myst_reads_it(path):
    ours, refused = read_by_us(PAGES[path], path)
    theirs, nested = run_by_myst(PAGES[path])
    assert not nested
    assert not refused
    assert ours == theirs


def test_the_pages_hold_every_clause_and_every_question():
    book = load(ROOT)
    found = {(name, of) for path, text in PAGES.items() for _, name, of in read_by_us(text, path)[0]}
    assert found >= {("clause", name) for name in book.clauses}
    assert found >= {("question", name) for name in book.question_by_id}
