"""`policybook check`: says all that is wrong with a handbook, or nothing."""

from __future__ import annotations

import gc
from argparse import Namespace

from policybook.check.run import check
from policybook.commands.output import report


def run(options: Namespace) -> int:
    """Check the handbook; 1 where anything is wrong."""
    _, problems = check(options.root)
    # What was read stays to the end: to look through it for circles among objects once more takes long.
    gc.freeze()
    return report(problems, options.json)
