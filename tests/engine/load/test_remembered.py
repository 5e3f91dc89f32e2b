"""What a process remembers of a handbook's files makes no other handbook of them: each edit is read as without it."""

from __future__ import annotations

import random
import re

import pytest
from badinput import bad_inputs, copy_of_small

from policybook.load.handbook import Remembered, read
from policybook.policy.problems import Kind

FILES = (
    *("book/policy/rules.md", "book/policy/reporting.md", "book/interpretations.md", "book/guidance.md"),
    *("quizzes/rules.md", "book/vocabulary.yml", "book/source.yml", "book/organisation.yml", "_toc.yml"),
)


def same(one, other) -> None:
    (handbook, problems), (again, found) = one, other
    assert repr(again) == repr(handbook)
    assert found == problems


@pytest.mark.parametrize("seed", range(3))
def test_each_edit_is_read_as_without_it(tmp_path, seed):
    root, chance, remembered = copy_of_small(tmp_path), random.Random(seed), Remembered()
    files = [path for path in FILES if (root / path).exists()]
    assert len(files) >= 8
    for _ in range(25):
        path = chance.choice(files)
        text = (root / path).read_text("utf-8")
        word = chance.choice(re.findall(r"\w+", text))
        place = chance.choice([found.start() for found in re.finditer(rf"\b{word}\b", text)])
        new = chance.choice(["", f"{word} {word}", "pool", f"{word}s"])
        (root / path).write_text(text[:place] + new + text[place + len(word) :], "utf-8")
        same(read(root), read(root, remembered))
        if chance.random() < 0.7:
            (root / path).write_text(text, "utf-8")
            same(read(root), read(root, remembered))


@pytest.mark.parametrize("case", bad_inputs(), ids=lambda case: case.name)
def test_what_is_wrong_is_found_again_after_the_sound_one_was_read(tmp_path, case):
    root, remembered = copy_of_small(tmp_path), Remembered()
    sound = read(root, remembered)
    same(read(root), sound)
    case.plant(root)
    handbook, problems = read(root)
    again, found = read(root, remembered)
    assert repr(again) == repr(handbook)
    # That two files do not go together is said by a reading that remembers nothing.
    assert {p for p in problems if p.kind is not Kind.ID} <= {*found}
