"""The questions and the plain lines of this handbook read easily; the other rules of the bank are its check's."""

from __future__ import annotations

import textstat
from places import ROOT

from policybook.check.items.reading import PlainLinesReadEasily, ReadingAge
from policybook.check.rule import Subject
from policybook.load import load


def test_the_bank_reads_easily():
    found = ReadingAge(textstat.flesch_kincaid_grade).check(Subject(load(ROOT)))
    assert [str(problem) for problem in found] == []


def test_the_plain_lines_read_easily_but_for_those_that_say_why():
    found = PlainLinesReadEasily(textstat.flesch_kincaid_grade).check(Subject(load(ROOT), ROOT))
    assert [str(problem) for problem in found] == []
