"""Ask before a site is published on which offices have no telephone number: `python -m tools.ready`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from policybook.check.checked import unfilled
from policybook.commands.output import asked
from policybook.load.handbook import read


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where all are filled in, or somebody wants it all the same; where nobody can be asked, nobody does."""
    parser = argparse.ArgumentParser(description="Ask before a site without telephone numbers is published.")
    parser.add_argument("--yes", action="store_true", help="do not ask first, for scripts")
    options = parser.parse_args(arguments)
    said = unfilled(read(Path())[0])
    if not said:
        return 0
    print(said, file=sys.stderr)
    if options.yes:
        return 0
    if sys.stdin.isatty():
        return 0 if asked("Publish it without them? (yes or no) ") == "yes" else 1
    print("Fill them in, or say --yes to publish it without them.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
