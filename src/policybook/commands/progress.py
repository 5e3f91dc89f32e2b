"""Says on a terminal how far something is that takes its time."""

from __future__ import annotations

import sys
import time


class Progress:
    """A line on a terminal that says how far a long piece of work is, once it has taken two seconds."""

    def __init__(self, things: str) -> None:
        self._things = things
        self._begun = time.monotonic()
        self._shown = -1

    def __call__(self, done: int, of: int) -> None:
        """Say it, if there is a terminal and something to say."""
        per_cent = 100 * done // of
        if sys.stderr.isatty() and time.monotonic() - self._begun > 2 and per_cent != self._shown:
            self._shown = per_cent
            end = "\n" if done == of else ""
            bar = "#" * (per_cent // 4)
            sys.stderr.write(f"\r[{bar:25}] {per_cent:3} % of {of} {self._things}{end}")
            sys.stderr.flush()
