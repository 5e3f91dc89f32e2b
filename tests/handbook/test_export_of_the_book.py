"""This handbook's exported file: valid, the same every time, and read back whole."""

from __future__ import annotations

from exporting import (
    keys_travel,
    parts_are_those_of_the_sentence,
    read_back_whole,
    valid_and_the_same_each_time,
)
from the_book import BOOK


def test_the_exported_file_is_valid_and_the_same_byte_for_byte():
    valid_and_the_same_each_time(BOOK)


def test_the_file_is_read_back_whole():
    read_back_whole(BOOK)


def test_the_key_of_each_question_travels_with_it():
    keys_travel(BOOK)


def test_each_norms_parts_are_those_of_its_sentence():
    parts_are_those_of_the_sentence(BOOK)
