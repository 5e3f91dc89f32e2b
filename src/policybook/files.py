"""The one way to read a file and to write one, and the one lock for what two runs may write at once.

A file is made beside the one that it follows, brought to the disk and put in its place in one step: at every
moment there is the old file or the new one, whole. Whoever reads a file in order to write it anew holds the
lock of its folder meanwhile; for a handbook's own files that is the handbook's folder. The system lets a lock
go when its run ends, however it ends. What a run that was killed leaves behind has a name that Git ignores,
and the next run that writes there takes it away.
"""

import errno
import gc
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_OURS = ".policybook-"
LOCK = f"{_OURS}lock"
_BESIDE = _OURS + "{}.tmp"
LONGEST = 100_000_000
"""Bytes: a longer file is no handbook's. An edition of 20,000 clauses has a third of that."""
WAIT = 30.0
"""So many seconds a run waits for another."""
_held: list[Path] = []


class FileError(OSError):
    """A file that cannot be written, or a folder that cannot be written to; `strerror` says why."""

    def __str__(self) -> str:
        return f"{self.filename} cannot be written to: {self.strerror}. It is as it was."


class BusyError(OSError):
    """Another run writes here, and did not end in time."""


def read(file: Path, most: int = LONGEST) -> bytes:
    """What a file holds.

    Raises OSError where it cannot be read, has more bytes than `most`, or is a pipe or a device, which may never end.
    """
    found = file.stat()
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EINVAL, "It is a pipe or a device, and no file", str(file))
    with file.open("rb") as source:
        # Room is made for what is asked for, and to ask for the most takes longer than to read.
        content = source.read(min(found.st_size, most) + 1)
        if len(content) > found.st_size:
            content += source.read(most + 1 - len(content))
    if len(content) > most:
        raise OSError(errno.EFBIG, f"It is far too long, with more than {most:,} bytes", str(file))
    return content


@contextmanager
def without_collecting() -> Iterator[None]:
    """Have Python look for no circles among objects meanwhile: reading makes many and drops few."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def write(file: Path, content: str | bytes) -> None:
    """Have a file hold this: through a link, with the mode that it had; one that holds it already is left alone.

    Raises FileError, the file being as it was, where that cannot be done, and BusyError as `locked` does.
    """
    data = content.encode() if isinstance(content, str) else content
    real = Path(os.path.realpath(file))
    with _saying(file):
        if sys.platform == "emscripten" or (file.exists() and not file.is_file()):
            # A browser has one run, and nothing takes the place of a pipe or a device.
            file.write_bytes(data)
            return
        with locked(real.parent):
            if real.exists() and real.read_bytes() == data:
                return
            with _beside(real, data) as new:
                if real.exists():
                    real.open("r+b").close()  # What may not be written to is not replaced either.
                    _open_to_the_same(real.stat(), new)
                new.replace(real)


def write_once(file: Path, content: str) -> None:
    """Write a file that is not there yet, its folder too: at every moment it is there whole, or not at all.

    Raises FileExistsError where it is there, another OSError where it cannot be written, and BusyError.
    """
    file.parent.mkdir(exist_ok=True)
    with _beside(file, content.encode()) as new:
        try:
            os.link(new, file)
        except OSError:
            # Some disks cannot name a file twice.
            if os.path.lexists(file):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from None
            new.replace(file)


def is_left(path: str) -> bool:
    """Whether a path is of what stands beside other files only while a run writes, or after it was killed."""
    return path.rpartition("/")[2].startswith(_OURS)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the one run that writes in a folder, and wait for another that is; once held, for all that is below it.

    Raises FileError where the folder cannot be written to, and BusyError where another run takes too long.
    """
    folder = Path(os.path.realpath(folder))
    if any(folder.is_relative_to(held) for held in _held):
        yield
        return
    with _saying(f"the folder {folder}"):
        file = _taken(folder / LOCK)
    _held.append(folder)
    try:
        yield
    finally:
        _held.remove(folder)
        # While nobody else can have it; Windows takes away only what is closed, and what nobody has opened.
        with file, suppress(OSError):
            (folder / LOCK).unlink()
        if sys.platform == "win32":
            with suppress(OSError):
                (folder / LOCK).unlink()


def _taken(path: Path) -> IO[bytes]:
    """The file of a lock, held by nobody else."""
    until = time.monotonic() + WAIT
    while True:
        file = path.open("ab")
        if _lock(file) and _stands(path, file):
            return file
        file.close()
        if time.monotonic() > until:
            raise BusyError(
                f"another run has been writing in {path.parent} for {WAIT:.0f} seconds. "
                "Nothing has changed. Wait until it has ended, then run this again."
            )
        time.sleep(0.01)


def _stands(path: Path, file: IO[bytes]) -> bool:
    """Whether an open file still has its name: one that was let go has not, and keeps nobody out."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
elif sys.platform == "emscripten":

    def _lock(file: IO[bytes]) -> bool:
        return not file.closed
else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _open_to_the_same(was: os.stat_result, new: Path) -> None:
    """Give a new file the owner, where that is allowed, and the mode of the one that it replaces."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.chown(new, was.st_uid, was.st_gid)
    new.chmod(stat.S_IMODE(was.st_mode))


@contextmanager
def _beside(file: Path, data: bytes) -> Iterator[Path]:
    """A file on the disk that holds this and waits for its name; the folder is locked."""
    with locked(file.parent):
        for left in file.parent.glob(_BESIDE.format("*")):
            left.unlink(missing_ok=True)  # of a run that was killed
        new = file.with_name(_BESIDE.format(os.urandom(8).hex()))
        with _saying(f"the folder {file.parent}"):
            writing = new.open("xb")
        try:
            with writing:
                writing.write(data)
                writing.flush()
                os.fsync(writing.fileno())
            yield new
            _settle(file.parent)
        finally:
            new.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Have the disk keep the folder's list of names too, where the system can be told so."""
    if sys.platform != "win32":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


@contextmanager
def _saying(what: Path | str) -> Iterator[None]:
    """Say of which file or folder an error of the system is."""
    try:
        yield
    except (FileError, BusyError, BrokenPipeError):
        raise
    except OSError as error:
        raise FileError(error.errno, error.strerror or str(error), str(what)) from error
