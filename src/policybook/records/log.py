"""The log of training: a CSV file to which a line is added for each record, once.

No line is lost to a crash, and none to two runs at once. No cell can be read as a formula by a spreadsheet.
"""

import csv
import io
import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Sequence
from pathlib import Path

from policybook.files import locked, read, write
from policybook.records.record import cleaned, code_of
from policybook.records.verify import Result

HEADER = ("name", "role", "edition", "date", "path", "result", "initials", "record")
"""The columns; `record` tells one record from another."""
LOGGED = ("complete", "incomplete", "stale")
"""A record that was altered, or cannot be read, says nothing that could be logged."""
# What a spreadsheet takes for the beginning of a formula, the wide and small forms of East Asian text included.
_FORMULA = re.compile("[=+\\-@|%\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]")


class LogError(ValueError):
    """A log that nothing may be added to: why, and what to do."""


def row_of(result: Result, initials: str = "") -> tuple[str, ...]:
    """The line of a record, in the order of HEADER."""
    path = ", ".join(filter(None, (result.path, result.reader)))
    edition = f"{result.edition} ({code_of(result.fingerprint)})"
    cells = (result.name, result.role, edition, result.date, path, result.state, initials)
    # A letter first, so that no spreadsheet takes it for a number.
    return (*map(cell, cells), f"r{result.digest[:16]}")


def cell(text: str) -> str:
    """A text that every spreadsheet shows as it is, in the one form of Unicode in which names compare."""
    words = unicodedata.normalize("NFC", cleaned(text))
    return f"'{words}" if _FORMULA.match(words) else words


def append(log: Path, rows: Sequence[Sequence[str]]) -> int:
    """Add the lines of records that the log does not have; how many were added.

    Raises LogError for a file that is not such a log, and OSError where it cannot be written. Either leaves the log
    as it was.
    """
    with locked(log.resolve().parent):
        before, columns, known = _read(log)
        new = {row[-1]: row for row in rows if row[-1] not in known}
        if new:
            told = (dict(zip(HEADER, row, strict=True)) for row in new.values())
            lines = [[row.get(name, "") for name in columns] for row in told]
            # The mark at the beginning is what tells Excel that this is UTF-8; some spreadsheets drop it.
            text = _written(lines if before else [HEADER, *lines])
            write(log, BOM_UTF8 + before.removeprefix(BOM_UTF8) + text)
        return len(new)


def _read(log: Path) -> tuple[bytes, Sequence[str], set[str]]:
    """What the log holds, ready for another line, its columns, and the records that it has."""
    try:
        before = read(log)
    except FileNotFoundError:
        before = b""
    if not before.strip():
        return b"", HEADER, set()
    try:
        rows = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        what = f"cannot be read as CSV ({error}). Mend it"
        if isinstance(error, UnicodeDecodeError):
            what = "is not UTF-8 text. Save it as “CSV UTF-8”"
        raise LogError(f"{log.name} {what}, or name another file.") from error
    columns = next(filter(None, rows), [])
    if len(columns) == 1 and columns[0].startswith(f"{HEADER[0]};"):
        what = f"{log.name} has semicolons between its columns, where a training log has commas."
        raise LogError(f"{what} Save it as “CSV UTF-8” with commas, or name another file.")
    if not set(HEADER) <= set(columns) or len(set(columns)) != len(columns):
        what = f"{log.name} is not a training log: its first line should be {','.join(HEADER)}."
        raise LogError(f"{what} Nothing was added. Name another file, or a new one.")
    ended = before if before.endswith(b"\n") else before + b"\r\n"
    at = columns.index(HEADER[-1])
    return ended, columns, {row[at] for row in rows if len(row) > at}


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
