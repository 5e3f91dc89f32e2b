"""The handbook itself, read once for every test of it: it is frozen, and what is worked out of it is kept with it."""

from __future__ import annotations

from functools import cache

from places import ROOT

from policybook.check.run import check
from policybook.load import load
from policybook.policy.problems import Problem

BOOK = load(ROOT)


@cache
def problems() -> tuple[Problem, ...]:
    """Everything that the check finds wrong with it, asked when a test first wants to know."""
    return check(ROOT)[1]
