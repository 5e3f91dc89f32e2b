"""How much of this handbook's bank a blind guesser finds, and what else gives right answers away.

`python3 noxfile.py -s items` prints all of it, with the questions to mend first.
"""

from __future__ import annotations

import pytest
from places import ROOT

from policybook.load import load
from tools.items import Figure, figures

RECORDED: dict[str, float] = {}
"""What does not meet its bound yet, and may only fall. Without a line here, a figure is held to its bound."""
SLACK = 5
"""How far below its record a figure may be before the record has to follow."""


@pytest.fixture(scope="module")
def found() -> dict[str, Figure]:
    return {figure.name: figure for figure in figures(load(ROOT))}


def test_no_figure_is_worse_than_its_bound_or_than_it_was(found):
    wrong = [
        f"{name}: {figure.value:.1f} ({figure.said}), and it may be {allowed}"
        for name, figure in found.items()
        if figure.value > (allowed := RECORDED.get(name, figure.bound))
    ]
    assert wrong == []


def test_a_record_follows_its_figure_down(found):
    assert [name for name, record in RECORDED.items() if record - found[name].value > SLACK] == []


def test_nothing_is_recorded_that_meets_its_bound(found):
    assert [name for name in RECORDED if found[name].value <= found[name].bound] == []
