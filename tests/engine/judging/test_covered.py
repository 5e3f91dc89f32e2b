"""Who is covered by each rule: it is worked out from the words, and the page of it is held to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from badinput import copy_of_small
from making import policy
from places import SMALL

from policybook.check.rule import Subject
from policybook.check.stored import tables_are_what_the_rules_say
from policybook.judging import covered
from policybook.load import load
from policybook.mutants import apply
from policybook.mutants.norms import of_norm
from policybook.policy.problems import Kind, Place

POOL = load(SMALL)
READ = policy(
    care=["lifeguard or manager must not run", "swimmer should wash towel"],
    readings={
        "I-1": ["leaves open whether lifeguard covers helper"],
        "I-2": ["reads lifeguard as not covering trainee-lifeguard"],
        "I-3": ["reads manager as covering council"],
    },
).handbook


def test_each_rule_names_those_whom_it_covers_and_whoever_is_covered_is_told_from_whoever_may_be():
    assert covered.covered(READ, "care").split("\n") == [
        "lifeguard or manager must not run",
        "  covers: council (I-3), lifeguard, manager",
        "  not clear: helper (I-1)",
        "  does not cover: trainee-lifeguard (I-2)",
        "swimmer should wash towel",
        "  covers: child, club-swimmer, hurt-swimmer",
    ]


def test_the_page_has_a_table_for_each_clause_with_a_rule_under_its_section():
    lines = covered.page(POOL).split("\n")
    kept = [line for line in lines if line.startswith(("## ", "{clause}", ">>> "))]
    assert kept == [
        "## Rules",
        "{clause}`no-running`",
        '>>> covered("no-running")',
        "{clause}`filming`",
        '>>> covered("filming")',
        "## Reporting",
        "{clause}`accidents`",
        '>>> covered("accidents")',
        "## House rules, the law and outside guidance, which are not policy",
        "{clause}`never-look-into-it`",
        '>>> covered("never-look-into-it")',
        "{clause}`safety-first`",
        '>>> covered("safety-first")',
        "{clause}`leave-it-there`",
        '>>> covered("leave-it-there")',
    ]
    assert covered.covered(POOL, "accidents") in covered.page(POOL)


def test_an_unknown_clause_is_said_to_be_unknown():
    with pytest.raises(KeyError):
        covered.covered(POOL, "no-such-clause")


@pytest.mark.parametrize("book", [POOL, READ], ids=["small", "with readings"])
def test_a_change_of_who_changes_the_table_of_every_rule(book):
    for norm in book.policy_norms:
        mutants = [mutant for mutant in of_norm(book, norm) if mutant.sort.startswith("norm: actor")]
        assert mutants
        for mutant in mutants:
            before = covered.covered(book, norm.clause)
            assert covered.covered(apply(book, mutant), norm.clause) != before, mutant


def test_a_kind_of_people_that_moves_in_the_vocabulary_is_noticed():
    people = dict(POOL.vocabulary.people)
    people["cleaner"] = replace(people["cleaner"], parents=("anyone",))
    moved = replace(POOL, vocabulary=replace(POOL.vocabulary, people=people))
    before, after = (covered.covered(book, "filming").split("\n") for book in (POOL, moved))
    assert [line.replace("cleaner, ", "") for line in before] == after != before


def test_the_check_names_the_line_that_is_not_what_the_policy_says(tmp_path):
    root = copy_of_small(tmp_path)

    def said():
        return list(tables_are_what_the_rules_say.check(Subject(POOL, root)))

    page = root / covered.PAGE
    assert said() == []
    page.write_text(covered.page(POOL), encoding="utf-8")
    assert said() == []
    lines = covered.page(POOL).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("  covers: "))
    lines[at] += ", somebody-else"
    page.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = said()
    assert (problem.kind, problem.place) == (Kind.WORKING, Place(covered.PAGE, at + 1))
