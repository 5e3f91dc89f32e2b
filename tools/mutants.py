"""Makes every key, norm, word and reading wrong, and asks the table of situations too: `python -m tools.mutants`."""

from __future__ import annotations

import sys
from pathlib import Path

from policybook.commands.output import ended_quietly
from policybook.mutants.__main__ import main
from policybook.policy.handbook import Handbook
from tools.situations import PAGE, problems_of_verdicts


def told(book: Handbook) -> bool:
    """Whether a line of the table says otherwise than this handbook."""
    return any(True for _ in problems_of_verdicts(book, Path(PAGE).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(ended_quietly(lambda: main(told=told)))
