"""Put a built site in the place of the one before it, in one step: `python -m tools.publish _build/html _build/publish`.

The place is a link to a folder that holds all that is published: the site, the same in one archive, a bill of
materials, and the digest of each file. From one commit each byte of it is the same, whoever makes it and when.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path

from policybook.files import locked

SITE, ARCHIVE, SUMS = "site", "site.zip", "SHA256SUMS"
_LEFT = ".policybook-publish-"
"""What is being made, or taken away: no reader is led there, and the next run takes it away."""


def write(built: Path, place: Path, beside: Iterable[Path] = ()) -> Path:
    """Publish a built site at a place, with the files `beside` it, and return the folder that the place now leads to.

    At every moment the place leads to the whole of the former publication, or to the whole of the new one.
    The former one stays until the next, for readers who are in the middle of it.
    """
    with locked(place.parent):
        for left in place.parent.glob(f"{_LEFT}*"):
            _take_away(left)
        making = place.with_name(f"{_LEFT}new")
        # .buildinfo serves the next build alone.
        shutil.copytree(built, making / SITE, ignore=shutil.ignore_patterns(".buildinfo"))
        # A host that would leave out folders whose names begin with “_” is told not to.
        (making / SITE / ".nojekyll").touch()
        for file in beside:
            shutil.copy(file, making)
        _pack(making, making / ARCHIVE)
        sums = "".join(f"{_digest(making / name)}  {name}\n" for name in _names(making))
        (making / SUMS).write_text(sums, "utf-8", newline="\n")
        made = place.with_name(f"{place.name}-{sha256(sums.encode()).hexdigest()[:12]}")
        former = place.resolve()
        if made.exists():
            _take_away(making)
        else:
            making.rename(made)
        _lead(place, made)
        for other in place.parent.glob(f"{place.name}-{'[0-9a-f]' * 12}"):
            if other.resolve() not in (made.resolve(), former):
                _take_away(other.rename(place.with_name(f"{_LEFT}old")))
    return made


def _names(folder: Path) -> list[str]:
    """Every file of a folder, in one order everywhere."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _pack(folder: Path, archive: Path) -> None:
    """Put all files of a folder into one archive, each with the date of the commit and the same mode."""
    when = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or 0), UTC)
    # An archive of this kind knows no year before 1980.
    date = max(when.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    names = _names(folder)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name in names:
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o100644 << 16,
                3,
            )
            packed.writestr(entry, (folder / name).read_bytes())


def _lead(place: Path, made: Path) -> None:
    """Have a place lead to a folder beside it."""
    if place.is_dir() and (sys.platform == "win32" or not place.is_symlink()):
        # A folder of its own, as Windows must have it: its links cannot be replaced.
        place.rename(place.with_name(f"{_LEFT}former"))
    if sys.platform == "win32":
        copy = place.with_name(f"{_LEFT}copy")
        shutil.copytree(made, copy)
        copy.rename(place)
        return
    link = place.with_name(f"{_LEFT}link")
    link.unlink(missing_ok=True)
    link.symlink_to(made.name)
    link.replace(place)


def _take_away(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Publish, or say in a line what stands in the way."""
    parser = argparse.ArgumentParser(prog="tools.publish", description="Put a built site in its place.")
    parser.add_argument("built", type=Path, help="the built site")
    parser.add_argument("place", type=Path, help="where it is published")
    parser.add_argument("beside", type=Path, nargs="*", help="files to publish beside it")
    options = parser.parse_args(arguments)
    try:
        made = write(options.built, options.place, options.beside)
    except OSError as error:
        print(f"Nothing was published: {error}. What was published before is as it was.", file=sys.stderr)
        return 1
    print(f"{options.place} is {made.name}. {ARCHIVE}: sha256 {_digest(made / ARCHIVE)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
