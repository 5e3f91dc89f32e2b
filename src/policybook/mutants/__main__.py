"""`python -m policybook.mutants`: tries every mutant, prints what became of them; 1 where one survives."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from policybook.commands.output import Progress, ended_quietly
from policybook.files import write
from policybook.load import load
from policybook.mutants.gate import SURVIVED, problems
from policybook.mutants.report import as_json, lines
from policybook.mutants.sweep import Told, sweep
from policybook.policy.problems import HandbookError


def main(arguments: Sequence[str] | None = None, told: Told | None = None) -> int:
    """Sweep, print, and say by the exit code whether anything survived; 2 where there is nothing to try."""
    options = _parser().parse_args(arguments)
    try:
        book = load(options.root)
        found: list[object] = [*problems(book)]
        found += ["The table of situations says otherwise."] if told and told(book) else []
    except HandbookError as error:
        found = [*error.problems]
    if found:
        print(*found, sep="\n", file=sys.stderr)
        print("mutants: mend the handbook first, or every mutant would seem killed.", file=sys.stderr)
        return 2
    begun = time.monotonic()
    how = (options.root, options.every, options.workers, Progress("mutants"))
    results = sweep(*how, of_words=options.words, told=told)
    seconds = time.monotonic() - begun
    print(*lines(results, seconds), sep="\n")
    if options.json:
        write(options.json, json.dumps(as_json(results), indent=1, ensure_ascii=False) + "\n")
    return int(any(result.verdict == SURVIVED for result in results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="policybook.mutants", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the handbook's folder (this one)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try one in N (all)")
    each = "processes (one for each processor)"
    parser.add_argument("--workers", type=int, default=0, metavar="N", help=each)
    parser.add_argument("--words", action="store_true", help="try the words and the readings instead")
    return parser


if __name__ == "__main__":
    sys.exit(ended_quietly(main))
