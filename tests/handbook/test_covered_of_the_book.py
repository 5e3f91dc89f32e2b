"""The page of who is covered by each rule: it is run as doctests, it is whole, and it goes red."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from places import ROOT
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.myst import PythonCodeBlockParser
from the_book import BOOK

from policybook.judging import covered
from policybook.mutants import apply
from policybook.mutants.norms import of_norm
from policybook.notebook import Working
from policybook.policy.model import PRACTICE

PAGE = ROOT / covered.PAGE
TEXT = PAGE.read_text(encoding="utf-8")


def run(page, handbook):
    """Run every table of a page as a doctest, and return the calls; SybilFailure where one shows something else."""
    document = Sybil(parsers=[PythonCodeBlockParser()], encoding="utf-8").parse(page)
    document.namespace["covered"] = lambda name: Working(covered.covered(handbook, name))
    calls = []
    for example in document.examples():
        calls.append(example.parsed.source.strip())
        example.evaluate()
    return calls


def test_every_clause_with_a_rule_has_a_table_that_runs_and_says_what_the_policy_says():
    beside = [guidance for guidance in BOOK.guidance if guidance.layer != PRACTICE]
    holders = [*BOOK.clauses.values(), *beside]
    assert run(PAGE, BOOK) == [f'covered("{holder.id}")' for holder in holders if holder.norms]


def test_the_page_is_as_it_would_be_written():
    assert covered.page(BOOK) == TEXT


def test_nothing_on_the_page_is_skipped_or_loosened():
    assert "doctest:" not in TEXT


def test_a_change_of_who_changes_the_table_of_every_rule():
    tables = {clause: covered.covered(BOOK, clause) for clause in BOOK.clauses}
    for norm in BOOK.policy_norms:
        mutants = [mutant for mutant in of_norm(BOOK, norm) if mutant.sort.startswith("norm: actor")]
        # One of each rule's, or it would take ten seconds.
        for mutant in mutants[:1]:
            assert covered.covered(apply(BOOK, mutant), norm.clause) != tables[norm.clause], mutant


def test_a_kind_of_people_that_moves_in_the_vocabulary_is_noticed():
    name = re.search(r"^  covers: .*?([a-z-]+)$", TEXT, re.MULTILINE)[1]
    people = {**BOOK.vocabulary.people, name: replace(BOOK.vocabulary.people[name], parents=())}
    moved = replace(BOOK, vocabulary=replace(BOOK.vocabulary, people=people))
    with pytest.raises(SybilFailure):
        run(PAGE, moved)


def test_a_name_left_out_of_a_table_goes_red(tmp_path):
    copy = tmp_path / PAGE.name
    left_out = re.sub(r"^(  covers: )[a-z-]+, ", r"\1", TEXT, count=1, flags=re.MULTILINE)
    assert left_out != TEXT
    copy.write_text(left_out, encoding="utf-8")
    with pytest.raises(SybilFailure):
        run(copy, BOOK)
