"""What the office does with records: reads each file, says what it comes to, and logs it."""

import os
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

from policybook.commands.output import refuse, say, say_data
from policybook.editions.edition import EditionError, read_edition
from policybook.files import read
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.records import log
from policybook.records.record import LIMIT, cleaned
from policybook.records.verify import Result, verify


def _meant(file: Path) -> list[Path]:
    """The files that a name stands for: not every system's command line knows what “*.json” is."""
    if not any(sign in file.name for sign in "*?") or os.path.lexists(file):
        return [file]
    return sorted(file.parent.glob(file.name)) or [file]


def _verify(handbook: Handbook, opened: Callable[[str], Handbook], file: Path) -> Result:
    """What a file's record comes to; a file that cannot be opened is unreadable like any other."""
    try:
        content = read(file, LIMIT)
    except (OSError, ValueError) as error:
        return Result("unreadable", f"This cannot be read: {getattr(error, 'strerror', None) or error}.")
    return verify(content, handbook, opened)


def line(file: Path, result: Result) -> str:
    """One line for a file: its name, the state, whose it is, and why."""
    whose = ", ".join(filter(None, (result.name, result.role)))
    what = ", ".join(filter(None, (result.path, result.reader, result.edition, result.date)))
    of = "; ".join(filter(None, (whose, what)))
    return ": ".join(filter(None, (cleaned(file.name), result.state, of, result.why)))


def run(options: Namespace) -> int:
    """Mark records again, say what they come to, and log them; 0 where each is complete."""
    handbook, opened = load(options.root), cache(partial(read_edition, options.root))
    try:
        files = [file for given in options.file for file in _meant(given)]
        found = [(file, _verify(handbook, opened, file)) for file in files]
        if options.json:
            say_data([{"file": str(file), **asdict(result)} for file, result in found])
        else:
            say("\n".join(line(*one) for one in found))
        if options.log:
            logged = (result for _, result in found if result.state in log.LOGGED)
            log.append(options.log, [log.row_of(one, options.initials) for one in logged])
    except (EditionError, log.LogError) as error:
        return refuse(error)
    return 0 if all(result.state == "complete" for _, result in found) else 1
