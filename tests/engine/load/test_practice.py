"""What is done today: read, signed, exported, and never a part of the policy."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from badinput import bad_inputs, copy_of_small
from exporting import read_back_whole, valid_and_the_same_each_time
from making import policy

from policybook.changes.compare import compare
from policybook.check.run import check
from policybook.editions.edition import fingerprint
from policybook.load import load, read
from policybook.policy.english import label_of, whose
from policybook.policy.model import PRACTICE

WRITTEN = next(case for case in bad_inputs() if case.name == "practice-without-a-date")


@pytest.fixture
def root(tmp_path) -> Path:
    """The small handbook with one line of practice, in which nothing is wrong."""
    root = copy_of_small(tmp_path)
    WRITTEN.plant(root)
    said(root, ":by: safety-lead\n", ":by: safety-lead\n:on: 2026-11-28\n")
    return root


def said(root: Path, old: str, new: str) -> None:
    page = root / "book/practice.md"
    text = page.read_text("utf-8")
    assert text.count(old) == 1
    page.write_text(text.replace(old, new), "utf-8")


def signed(root: Path, day: str = "2026-12-01") -> None:
    """Sign the line as its office does: with the code that the check gives."""
    said(root, ":next:", f":signed: {day}\n:next:")
    (problem,) = check(root)[1]
    code = re.search(rf":signed: {day} ([0-9a-f]{{8}})”", problem.hint)
    said(root, f":signed: {day}\n", f":signed: {day} {code[1]}\n")


def test_a_line_is_read_with_its_office_its_day_and_whom_to_go_on_to(root):
    book, problems = check(root)
    (line,) = book.practice
    assert problems == ()
    assert (line.layer, line.by, line.on, line.signed) == (PRACTICE, "safety-lead", "2026-11-28", "")
    assert line.next == ("deputy", "manager")
    assert "A guide to pools" in line.text


def test_unsigned_it_awaits_its_office_and_signed_it_says_when(root):
    book = load(root)
    assert whose(book, "tell-the-lead") == "What our pool does, awaiting the safety lead"
    signed(root)
    book, problems = check(root)
    assert problems == ()
    label = "What our pool does, signed by the safety lead on 1 December 2026"
    assert label_of(book, "clause", "tell-the-lead") == f"{label}: Tell the safety lead first"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at once", "soon"),
        ("first", "now"),
        (":by: safety-lead", ":by: manager"),
        ("2026-11-28", "2026-11-27"),
        ("deputy, manager", "manager, deputy"),
        ("when accident", "when lesson"),
    ],
)
def test_no_signature_outlives_what_it_was_put_to(root, old, new):
    signed(root)
    said(root, old, new)
    book, problems = read(root)
    assert [str(problem.place) for problem in problems] == ["book/practice.md:9"]
    assert book.practice[0].signed == ""


def test_to_break_lines_otherwise_is_to_change_nothing(root):
    signed(root)
    said(root, "In our pool nobody\nhas", "In our pool\nnobody has")
    assert check(root)[1] == ()


def test_other_guidance_is_not_signed(root):
    said(root, ":layer: practice\n:by:", ":layer: house\n:by:")
    assert "guidance has no option “:by:”" in "\n".join(map(str, read(root)[1]))


def test_it_travels_whole_and_is_no_part_of_the_policy(root):
    signed(root)
    book = load(root)
    without = replace(book, guidance=tuple(g for g in book.guidance if g.layer != PRACTICE))
    valid_and_the_same_each_time(book)
    read_back_whole(book)
    assert fingerprint(book) == fingerprint(without)
    assert compare(without, book).is_empty
    assert book.norms == without.norms


def test_a_layer_of_practice_is_in_no_verdict_and_weighs_nothing():
    clauses = {"walk": ["anyone must not run"], "accidents": ["worker must tell manager when accident"]}
    plain = policy(clauses)
    lines = ["[practice] anyone should run", "[practice] anyone must tell deputy immediately when accident"]
    beside = policy(clauses, beside=lines)
    for asked in ("lifeguard run", "lifeguard tell deputy when accident", "lifeguard sing when accident"):
        assert beside.says(asked) == plain.says(asked)
    for course in (["run"], ["tell manager"], ["tell deputy"], ["sing"]):
        one, other = (book.weigh("lifeguard", *course, given="accident") for book in (plain, beside))
        assert one == other
