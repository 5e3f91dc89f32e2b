"""The table of sabotages fits the handbook as it stands: what each changes is there once. `-s sabotage` tries them."""

from __future__ import annotations

from collections import Counter

import pytest
from places import ROOT

from tools import sabotage

TABLE = sabotage.table()
# Those of built pages are tried where there is a site.
IN_FILES = [one for one in TABLE if not one.path.startswith(sabotage.SITE)]


def test_there_are_enough_of_every_guard():
    assert Counter(one.by for one in TABLE).keys() == sabotage.GUARDS.keys()
    assert len(TABLE) >= 250
    assert len({(one.path, one.old, one.to) for one in TABLE}) == len(TABLE)


@pytest.mark.parametrize("one", IN_FILES, ids=str)
def test_what_it_changes_is_there_once(one: sabotage.Sabotage):
    path = ROOT / one.path
    text = path.read_text("utf-8") if path.is_file() else ""
    assert one.to is None or one.done_to(text) != text
