"""The table of situations: each line is what the policy says, in words that stand in the clause; and it goes red."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from places import ROOT
from the_book import BOOK

from policybook.mutants import Mutant, apply
from policybook.policy.model import VERBS
from tools.situations import (
    PAGE,
    headings,
    judged,
    lines,
    problems_of_verdicts,
    problems_of_words,
    said,
    situation_of,
)

TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
ENOUGH = 150
TWENTY_MINUTES = 20 * 240
"""So many words of plain English are read in that time."""


def none_of(problems):
    assert not (found := list(problems)), "\n" + "\n".join(found)


def test_each_line_says_its_situation_in_plain_words_and_quotes_its_clause():
    none_of(problems_of_words(BOOK, TEXT))


def test_the_policy_says_of_each_situation_what_its_line_says():
    none_of(problems_of_verdicts(BOOK, TEXT))


def test_there_are_enough_of_them_in_the_order_of_the_book():
    assert len(list(lines(TEXT))) >= ENOUGH
    named = [name for _, _, name in headings(TEXT)]
    assert named == sorted(named, key=list(BOOK.clauses).index)


def test_they_can_be_read_in_twenty_minutes():
    words = [word for line in lines(TEXT) for word in f"{line.words} {line.said}".split()]
    assert len(words) <= TWENTY_MINUTES


def test_each_note_that_reads_something_is_named():
    named = {note for line in lines(TEXT) for note in said(line.meant).notes}
    assert {note.id for note in BOOK.interpretations if note.readings} <= named


def test_each_fact_that_is_idle_is_given_and_makes_no_difference():
    situations = [situation_of(BOOK, line.situation) for line in lines(TEXT)]
    things = BOOK.vocabulary.things
    for idle in (name for name, word in things.items() if word.idle):
        within = [one for one in situations if idle in one.given]
        assert within or any(idle in act.objects for one in situations for act in one.course), idle
        for one in within:
            without = replace(one, given=tuple(fact for fact in one.given if fact != idle))
            assert judged(BOOK, without) == judged(BOOK, one)


WRONG = {
    "another title": (r"^(### \S+ ).+( \()", r"\1Another title\2", "the clause is called"),
    "an unknown clause": (r"\(`own-conduct`\)", "(`own-virtue`)", "there is no clause “own-virtue”"),
    "other words": (r"^\| Tells ", "| Shows ", "in plain words `teacher "),
    "an unknown word": ("`teacher act-doubtfully`", "`teacher act-madly`", "act-madly"),
    "words that no clause has": (r"\| “", "| “In truth, ", "does not stand on one line of"),
    "words of no verdict": (r"\| Silent \|", "| Silent, by hearsay |", "is not in the words"),
    "a situation twice": (r"(^\| Tells .+\n)", r"\1\1", "the same situation stands in line"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_line_that_is_not_as_it_should_be_is_told_with_file_and_line(wrong):
    pattern, instead, problem = WRONG[wrong]
    changed = re.sub(pattern, instead, TEXT, count=1, flags=re.MULTILINE)
    assert changed != TEXT
    found = list(problems_of_words(BOOK, changed))
    assert any(problem in line and re.match(rf"{PAGE}:\d+: ", line) for line in found), found


def test_a_clause_with_a_rule_and_no_situation_is_told():
    without = re.sub(r"^### [^\n]+\(`own-conduct`\).+?(?=^#)", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    (problem,) = problems_of_words(BOOK, without)
    assert "no situation turns on 2(a)" in problem


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        ("Against (“should never”)", "Against (“must not”)"),
        ("Partly against", "Against"),
        ("Silent", "Judgement"),
        (", by I-1 |", ", by I-2 |"),
        ("Falls short of 4(i)", "Falls short of 4(h)"),
        (". Breaks “Never keep it secret”", ""),
        ("May face disciplinary action", "Will face disciplinary action"),
    ],
)
def test_a_verdict_that_is_not_the_policys_is_told(pattern, instead):
    before = set(problems_of_verdicts(BOOK, TEXT))
    assert set(problems_of_verdicts(BOOK, TEXT.replace(pattern, instead))) - before


def test_what_is_said_of_anybody_is_held_for_everybody():
    police = BOOK.vocabulary.people["police"]
    nobody = Mutant("word: edge", "people/police", "no kind of “body”", police, replace(police, parents=()))
    problems = list(problems_of_verdicts(apply(BOOK, nobody), TEXT))
    assert problems
    assert all("`teacher communicate-with police`: it says “" in problem for problem in problems)


def test_consequences_that_a_line_does_not_repeat_are_held_as_those_of_the_line_above():
    repeated = [line for line in lines(TEXT) if line.said != line.meant]
    assert repeated
    assert all(re.search("(Will|May) ", line.meant) and "″" not in line.meant for line in repeated)
    without = TEXT.replace(f". {repeated[0].said.split('. ')[-1]} |", " |", 1)
    assert without != TEXT
    assert any(repeated[0].situation in problem for problem in problems_of_verdicts(BOOK, without))


def test_a_rule_that_gains_force_is_told():
    norm = next(norm for norm in BOOK.clauses["pupil-friend"].norms if norm.verb == "should never")
    stronger = Mutant("norm: verb", norm.id, "gains force", norm, replace(norm, verb=VERBS["must not"]))
    before = set(problems_of_verdicts(BOOK, TEXT))
    assert set(problems_of_verdicts(apply(BOOK, stronger), TEXT)) - before
