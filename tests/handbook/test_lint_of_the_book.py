"""The questions and the plain lines of this handbook read easily; the other rules of the bank are its check's."""

from __future__ import annotations

import textstat
from places import ROOT

from policybook.check.items.reading import plain_lines_read_easily, reading_age
from policybook.check.rule import Subject
from policybook.load import load


def test_the_bank_reads_easily():
    found = reading_age(Subject(load(ROOT)), textstat.flesch_kincaid_grade)
    assert [str(problem) for problem in found] == []


def test_the_plain_lines_read_easily_but_for_those_that_say_why():
    found = plain_lines_read_easily.find(Subject(load(ROOT), ROOT), textstat.flesch_kincaid_grade)
    assert [str(problem) for problem in found] == []
