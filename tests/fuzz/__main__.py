"""Give hostile inputs, found by the code that they reach, to everything that reads what somebody wrote.

`--seconds N` is shared among the targets, or among those that are named; `--runs N` ends each after so many inputs.
What breaks one is kept in `tests/fuzz/found`, one input for each kind, and the run ends with 1. Mend the kind, then
move the input to `tests/fuzz/cases`, where every run of the tests tries it again.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import traceback
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["policybook"]):
    import fuzzing
    from fuzzing import LONG, Target, mutated, pumped, seconds, targets

FOUND = Path(__file__).parent / "found"
SLOWED = 4.0
"""Seconds for an input: one, and what the looking at each branch costs beside it."""


def kind_of(error: BaseException) -> str:
    """What broke, by the line of the program that it came from."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "policybook" in frame.filename]
    at = f"{Path(ours[-1].filename).stem}-{ours[-1].lineno}" if ours else "harness"
    return f"{type(error).__name__.lower()}-{at}"


def tried(target: Target, data: bytes) -> None:
    """Try an input, and keep the first of each kind that breaks something."""
    kind = ""
    try:
        took = seconds(target, data)
        kind = "slow" if took > SLOWED else ""
    except (Exception, SystemExit) as error:
        kind = kind_of(error)
    file = FOUND / f"{target.name}-{kind}"
    if kind and not file.exists():
        FOUND.mkdir(exist_ok=True)
        file.write_bytes(data)
        print(f"{target.name}: {kind}", file=sys.stderr, flush=True)


def fuzz(name: str, seed: int, bounds: list[str]) -> None:
    """Fuzz one target; libFuzzer never comes back from this."""
    with TemporaryDirectory() as folder:
        target = targets(Path(folder))[name]
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for at, data in enumerate(target.seeds):
            (corpus / str(at)).write_bytes(data)

        def changed(data: bytes, most: int, seed: int) -> bytes:
            chance = Random(seed)
            way = chance.random()
            if way < 0.1:
                return bytes(atheris.Mutate(data, most))
            return pumped(target, data, chance) if way < 0.11 else mutated(target, data, chance)[:most]

        options = (f"-max_len={LONG}", f"-seed={seed}", "-timeout=60", "-rss_limit_mb=0", *bounds)
        atheris.Setup(
            [sys.argv[0], *options, str(corpus)], lambda data: tried(target, data), custom_mutator=changed
        )
        atheris.Fuzz()


def main() -> int:
    """Fuzz each target in a process of its own, and say how many inputs it was given."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", help="targets, or files of inputs to try again")
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together (600)")
    parser.add_argument("--runs", type=int, default=0, help="inputs for each target (no bound)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other inputs (1)")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        known = targets(Path(folder))
        for file in [Path(name) for name in options.target if name not in known]:
            name, data = fuzzing.case(file)
            fuzzing.WHOLE = 1
            print(f"{file}: {seconds(known[name], data):.2f} s")
        names = [name for name in options.target or known if name in known]
    bounds = [f"-max_total_time={options.seconds // max(1, len(names))}", f"-runs={options.runs or -1}"]
    if options.only:
        fuzz(options.only, options.seed, bounds)
    broken, total = 0, 0
    for name in names:
        more = (
            "--seconds",
            str(options.seconds // len(names)),
            "--runs",
            str(options.runs),
            "--seed",
            str(options.seed),
        )
        command = (sys.executable, __file__, "--only", name, *more, name)
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace") as run:
            lines = [line.rstrip() for line in run.stderr or ()]
        found = [line for line in lines if line.startswith(f"{name}: ")]
        done = re.search(r"^Done (\d+) runs in (\d+) second", "\n".join(lines), re.MULTILINE)
        count, took = (int(done[1]), int(done[2])) if done else (0, 0)
        total, broken = total + count, broken + len(found) + (done is None)
        print(
            "\n".join((f"{name}: {count:,} inputs in {took} s", *found, *(lines[-40:] if not done else ()))),
            flush=True,
        )
    print(f"{total:,} inputs, {broken} kinds of break")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
