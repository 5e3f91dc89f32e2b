"""The questions and the plain lines of this handbook read easily; the other rules of the bank are its check's."""

from __future__ import annotations

from dataclasses import replace

import textstat
from places import ROOT
from the_book import BOOK

from policybook.check.items.acts import right_words_are_safe
from policybook.check.items.reading import plain_lines_read_easily, reading_age
from policybook.check.rule import Subject
from policybook.load import load


def test_the_bank_reads_easily():
    found = reading_age(Subject(load(ROOT)), textstat.flesch_kincaid_grade)
    assert [str(problem) for problem in found] == []


def test_the_plain_lines_read_easily_but_for_those_that_say_why():
    found = plain_lines_read_easily.find(Subject(load(ROOT), ROOT), textstat.flesch_kincaid_grade)
    assert [str(problem) for problem in found] == []


def test_here_a_childs_image_is_what_nobody_touches():
    words = BOOK.vocabulary.things["child-image-found"].untouched
    assert {"indecent", "naked", "nude", "undressed", "sexual"} <= {*words}
    asked = next(one for one in BOOK.questions if any(word in one.prompt for word in words))
    at = next(place for place, one in enumerate(asked.options) if one.marked)
    copies = replace(asked.options[at], text="Save the picture, and tell the Headteacher.")
    asked = replace(asked, options=(*asked.options[:at], copies, *asked.options[at + 1 :]))
    found = right_words_are_safe.find(Subject(replace(BOOK, questions=(asked,))))
    assert any("its words say to handle it" in str(one) for one in found)
