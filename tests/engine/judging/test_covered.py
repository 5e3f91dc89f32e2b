"""The page of who is covered by each rule: it is run as doctests, it is whole, and it goes red."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from places import ROOT
from proving import handbook_copy
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.myst import PythonCodeBlockParser

from policybook.check.covered import TablesAreWhatTheRulesSay
from policybook.check.rule import Subject
from policybook.judging import covered
from policybook.load import load
from policybook.mutants import apply
from policybook.mutants.norms import of_norm
from policybook.notebook import Working
from policybook.policy.language import sentence
from policybook.policy.problems import Kind, Place

PAGE = ROOT / covered.PAGE


@cache
def book():
    return load(ROOT)


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
    assert run(PAGE, book()) == [f'covered("{c.id}")' for c in book().clauses.values() if c.norms]


def test_the_page_is_as_it_would_be_written():
    assert PAGE.read_text(encoding="utf-8") == covered.page(book())


def test_nothing_on_the_page_is_skipped_or_loosened():
    assert "doctest:" not in PAGE.read_text(encoding="utf-8")


def test_whoever_is_covered_is_told_from_whoever_may_be():
    told = covered.covered(book(), "report-misuse").split("\n")
    assert told[0] == sentence(book().norms["report-misuse/tell"])
    assert [line.split(":")[0].strip() for line in told[1:]] == ["covers", "not clear", "does not cover"]
    assert "teacher" in told[1]
    assert "governor (I-1)" in told[2]
    assert "pupil (I-2)" in told[3]


def test_an_unknown_clause_is_said_to_be_unknown():
    with pytest.raises(KeyError):
        covered.covered(book(), "no-such-clause")


def test_a_change_of_who_changes_the_table_of_every_rule():
    tried = 0
    for norm in book().norms.values():
        for mutant in of_norm(book(), norm) if norm.clause in book().clauses else ():
            if mutant.sort.startswith("norm: actor"):
                tried += 1
                before = covered.covered(book(), norm.clause)
                assert covered.covered(apply(book(), mutant), norm.clause) != before, mutant
    assert tried > 400


def test_a_kind_of_people_that_moves_in_the_vocabulary_is_noticed():
    people = dict(book().vocabulary.people)
    people["caretaker"] = replace(people["caretaker"], parents=("person",))
    moved = replace(book(), vocabulary=replace(book().vocabulary, people=people))
    with pytest.raises(SybilFailure):
        run(PAGE, moved)


def test_a_name_left_out_of_a_table_goes_red(tmp_path):
    copy = tmp_path / PAGE.name
    copy.write_text(PAGE.read_text(encoding="utf-8").replace("caretaker, ", "", 1), encoding="utf-8")
    with pytest.raises(SybilFailure):
        run(copy, book())


def said(handbook, root):
    return list(TablesAreWhatTheRulesSay().check(Subject(handbook, root)))


def test_the_check_names_the_line_that_is_not_what_the_policy_says(tmp_path):
    folder = handbook_copy(tmp_path)
    page = folder / covered.PAGE
    lines = page.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("  covers: "))
    lines[at] += ", somebody-else"
    page.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = said(load(folder), folder)
    assert (problem.kind, problem.place) == (Kind.WORKING, Place(covered.PAGE, at + 1))
    assert said(book(), ROOT) == []
    page.unlink()
    assert said(load(ROOT), folder) == []
