"""Runs that are killed, and runs at once, each in a copy of its own of one folder.

What is run is Python that defines `act(root, number)`, an exit code. A process of its own reads it once and forks
the runs, so that hundreds of them take seconds.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from places import ROOT

ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
ENVIRONMENT["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
TOUCHES = {"os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.truncate"}
Act = Callable[[Path, int], int]


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def act_of(code: str) -> Act:
    """The function that the code defines."""
    space: dict[str, Act] = {}
    exec(code, space)
    return space["act"]


def killed(code: str, start: Path, out: Path) -> list[Path]:
    """The copies that killed runs have left; the first is of a run that nothing stopped."""
    _drive("kill", code, start, out)
    return sorted(out.iterdir(), key=lambda copy: int(copy.name))


def at_once(code: str, start: Path, out: Path, runs: int, rounds: int) -> list[tuple[Path, list[int]]]:
    """The copy of each round, and how each of its runs ended."""
    _drive("race", code, start, out, str(runs), str(rounds))
    return [(out / str(n), json.loads((out / f"{n}.codes").read_text())) for n in range(rounds)]


def _drive(*arguments: str | Path) -> None:
    command = [sys.executable, "-B", __file__, *arguments]
    subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=True, timeout=300)


def _fork(run: Callable[[], int]) -> int:
    child = os.fork()
    if not child:
        code = 70
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            code = run()
        finally:
            os._exit(code)
    return child


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _kill_at_step(root: Path, steps: int) -> None:
    """Have this process die before it touches the disk once more than so many times."""
    left = steps

    def step() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def touched(event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in TOUCHES) and str(arguments[0]).startswith(str(root)):
            step()

    # A step, and no wait for the disk: what was written outlives whoever is killed.
    os.fsync = lambda _handle: step()
    sys.addaudithook(touched)


def _kill_at_size(size: int) -> None:
    """Have the system end this process in the middle of a write, when a file would grow beyond a size."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _kill(act: Act, start: Path, out: Path) -> None:
    numbers = count()

    def copy() -> Path:
        return Path(shutil.copytree(start, out / str(next(numbers)), symlinks=True))

    def run(root: Path, prepare: Callable[[], None]) -> int:
        def prepared() -> int:
            prepare()
            return act(root, 0)

        return _fork(prepared)

    whole = copy()
    began = time.monotonic()
    assert _ended(run(whole, lambda: None)) == 0
    seconds = time.monotonic() - began
    for steps in count():
        root = copy()
        if _ended(run(root, lambda root=root, steps=steps: _kill_at_step(root, steps))) != -signal.SIGKILL:
            break
    assert steps > 3
    before, after = contents(start), contents(whole)
    sizes = {len(after[name]) for name in after if after[name] != before.get(name)}
    for size in sorted({0, 1, *(size // 2 for size in sizes), *(size - 1 for size in sizes)}):
        _ended(run(copy(), lambda size=size: _kill_at_size(size)))
    chance = random.Random(5)
    for _ in range(10):
        child = run(copy(), lambda: None)
        time.sleep(chance.uniform(0, seconds * 1.1))
        os.kill(child, signal.SIGKILL)
        _ended(child)


def _race(act: Act, start: Path, out: Path, runs: int, rounds: int) -> None:
    for number in range(rounds):
        root = Path(shutil.copytree(start, out / str(number)))
        ready, go = os.pipe()

        def run(mine: int, root: Path = root, ready: int = ready, go: int = go) -> int:
            os.close(go)
            os.read(ready, 1)
            return act(root, mine)

        children = [_fork(lambda mine=mine, run=run: run(mine)) for mine in range(runs)]
        os.close(go)
        os.close(ready)
        (out / f"{number}.codes").write_text(json.dumps([_ended(child) for child in children]))


if __name__ == "__main__":
    how, code, start, out, *numbers = sys.argv[1:]
    act = act_of(code)
    with tempfile.TemporaryDirectory() as warm:
        # This run reads all modules in, for the others.
        act(Path(shutil.copytree(start, Path(warm, "copy"), symlinks=True)), 0)
    {"kill": _kill, "race": _race}[how](act, Path(start), Path(out), *map(int, numbers))
