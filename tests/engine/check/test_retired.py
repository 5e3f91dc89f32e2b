"""Ids are permanent: a clause of an edition never goes without a word, and no id is used again."""

from __future__ import annotations

from pathlib import Path

import pytest
from badinput import copy_of_small
from freezing import FIRST, SECOND, adopted, change, said

from policybook.editions.handbook_json import from_json, to_json
from policybook.load import load

RULES = "book/policy/rules.md"
FILMING = ":::{clause} filming"
RETIRED = "book/retired.yml"


@pytest.fixture
def root(tmp_path) -> Path:
    """A small handbook with an edition, in which nothing but its clauses can be wrong."""
    root = copy_of_small(tmp_path)
    (root / "quizzes/rules.md").unlink()
    (root / "scenarios/first-day.ipynb").unlink()
    (root / "book/interpretations.md").write_text("# Open readings\n")
    change(root, "_toc.yml", "  - file: quizzes/rules\n  - file: scenarios/first-day\n", "")
    change(root, RULES, " and {interp}`I-1`", "")
    adopted(root, **FIRST)
    assert said(root) == []
    return root


def retire(root: Path, told: str = "") -> None:
    """Take the clause on filming out of the policy, and say so where `told` is not empty."""
    text = (root / RULES).read_text()
    (root / RULES).write_text(text[: text.index(FILMING)])
    change(root, "book/source.yml", "carried-by: [filming]", "not-carried: It is gone.")
    if told:
        (root / RETIRED).write_text(f"retired:\n  filming: {told}\n")


WHY = "{into: [no-running], why: Running says it now.}"


def test_a_clause_that_is_gone_without_a_word_is_missed(root):
    retire(root)
    assert said(root) == [
        "book/retired.yml:1: the clause “filming” of edition 2019.1.0 is gone, and nothing says where its rule "
        'went. Restore it, or say in book/retired.yml: “filming: {into: [other-clause], why: "…"}”. [edition]'
    ]


def test_a_clause_whose_rule_is_said_to_have_gone_elsewhere_is_not_missed(root):
    retire(root, WHY)
    assert said(root) == []
    (tombstone,) = load(root).retired
    assert (tombstone.clause, tombstone.into, tombstone.why) == (
        "filming",
        ("no-running",),
        "Running says it now.",
    )
    assert from_json(to_json(load(root))).retired == (tombstone,)


def test_a_clause_may_go_with_its_rule(root):
    retire(root, "{why: Nobody films any more.}")
    assert said(root) == []


def test_the_id_of_a_retired_clause_is_never_used_again(root):
    kept = (root / RULES).read_text()
    retire(root, WHY)
    adopted(root, **SECOND)
    (root / RULES).write_text(kept)
    change(root, "book/source.yml", "not-carried: It is gone.", "carried-by: [filming]")
    assert said(root) == [
        "book/policy/rules.md:14: the id “filming” belongs to a clause of edition 2019.1.0, which is retired. "
        "An id is never used again: choose another for the newer one. [id]"
    ]


def test_the_id_of_a_retired_clause_is_not_used_for_guidance(root):
    retire(root, WHY)
    page = root / "book/guidance.md"
    page.write_text(page.read_text() + "\n:::{guidance} filming\n:title: T\n:layer: house\n\nWords.\n:::\n")
    (line,) = said(root)
    assert "the id “filming” belongs to a clause of edition 2019.1.0, which is retired." in line


def test_a_clause_that_stands_is_not_retired(root):
    (root / RETIRED).write_text(f"retired:\n  filming: {WHY}\n")
    assert said(root) == [
        "book/retired.yml:2: the clause “filming” is said to be retired, and it stands at "
        "book/policy/rules.md:14. Take it out of one of the two. [edition]"
    ]


def test_what_no_edition_had_is_not_retired(root):
    (root / RETIRED).write_text(f"retired:\n  filmin: {WHY}\n")
    assert said(root) == [
        "book/retired.yml:2: no edition has a clause “filmin”, so none is retired. Did you mean “filming”? [edition]"
    ]


def test_a_rule_goes_into_a_clause_that_there_is(root):
    retire(root, "{into: [no-runing], why: It is the same.}")
    assert said(root) == [
        "book/retired.yml:2: the rule of “filming” went into the clause “no-runing”, and there is none. "
        "Did you mean “no-running”? [edition]"
    ]


def test_a_tombstone_says_why(root):
    retire(root, "{into: [no-running]}")
    assert said(root) == [
        "book/retired.yml:2: nothing says why the clause “filming” is gone. Add “why: …”, in a sentence or two. "
        "[yaml]"
    ]


def test_the_file_holds_nothing_else(root):
    (root / RETIRED).write_text("buried: {}\n")
    assert said(root) == [
        "book/retired.yml:1: “buried” is not read from here. This file holds “retired:”. [yaml]"
    ]


def test_a_page_of_an_edition_keeps_its_address(root):
    change(root, "_toc.yml", "  - file: book/policy/reporting\n", "  - file: book/policy/accidents\n")
    (root / "book/policy/reporting.md").rename(root / "book/policy/accidents.md")
    assert said(root) == [
        "book/policy/reporting.md:1: the page book/policy/reporting of edition 2019.1.0 is gone, and every link "
        "to it would die. Keep it, with “numbered: false” and a line on what became of it. [edition]"
    ]


def test_a_page_without_clauses_keeps_the_address_of_what_moved(root):
    text = (root / "book/policy/reporting.md").read_text()
    (root / "book/policy/reporting.md").write_text("---\nnumbered: false\n---\n# Reporting\n\nIt moved.\n")
    (root / "book/policy/accidents.md").write_text(text)
    change(
        root,
        "_toc.yml",
        "  - file: book/policy/reporting\n",
        "  - file: book/policy/reporting\n  - file: book/policy/accidents\n",
    )
    assert said(root) == []


def test_nothing_is_said_of_clauses_while_the_policy_cannot_be_read(root):
    change(root, RULES, "worker should never film", "worker should nevr film")
    retired = [line for line in said(root) if "gone" in line]
    assert retired == []
