"""Runs a command as its own process and says how long it took and how much memory it needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread

PROJECT = Path(__file__).resolve().parents[1]


class BenchError(Exception):
    """A measured command failed, so its time would mean nothing."""


@dataclass(frozen=True)
class Run:
    """One run: seconds on the clock, seconds of processor, and the peak of the largest process in megabytes."""

    seconds: float
    processor: float
    megabytes: float


def run(command: Sequence[str], folder: Path, allowed: Collection[int] = (0,)) -> Run:
    """Run a command to its end; what it prints is shown only where its exit code is not allowed.

    A process counts the memory of the one that it was started by: it is started by one that has next to none.
    """
    with tempfile.TemporaryDirectory(prefix="policybook-bench-said-") as aside:
        said = Path(aside, "said")
        starter = (sys.executable, __file__, str(said), *command)
        done = subprocess.run(starter, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
        code, *measured = json.loads(done.stdout)
        if code not in allowed:
            lines = said.read_bytes().decode("utf-8", "replace").splitlines()[-15:]
            raise BenchError("\n".join([f"{' '.join(command)} ended with {code}:", *lines]))
    return Run(*measured)


def _started(said: str, *command: str) -> tuple[int, float, float, float]:
    """The exit code of a command, and what is measured of it; what it prints goes to the file `said`."""
    with Path(said).open("wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        code, processor, megabytes = _wait(process)
        return code, time.perf_counter() - start, processor, megabytes


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, float, float]:
    if not hasattr(os, "wait4"):  # Windows counts neither for a process that has ended
        return process.wait(), 0.0, 0.0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6


def busy(times: float) -> str:
    """What is said where the clock ran many times as long as the processor."""
    return (
        f"The machine was busy: the clock ran {times:.1f} times as long as the processor. Repeat when idle."
    )


def middle(runs: Sequence[Run]) -> Run:
    """The median of each measure."""
    return Run(
        *(median(getattr(one, name) for one in runs) for name in ("seconds", "processor", "megabytes"))
    )


@contextmanager
def telling(what: str, patience: float = 2.0) -> Iterator[None]:
    """Say on stderr what is being done once it takes longer than `patience`, and how long it took."""
    done = Event()
    start = time.perf_counter()

    def tell() -> None:
        if not done.wait(patience):
            print(f"  {what} …", end="", file=sys.stderr, flush=True)
            done.wait()
            print(f" {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)

    teller = Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


if __name__ == "__main__":
    print(json.dumps(_started(*sys.argv[1:])))
