"""`policybook check`: says all that is wrong with a handbook, or nothing."""

from __future__ import annotations

from argparse import Namespace

from policybook.check.run import check
from policybook.commands.output import report


def run(options: Namespace) -> int:
    """Check the handbook; 1 where anything is wrong."""
    _, problems = check(options.root)
    return report(problems, options.json)
