"""How the commands speak: what was asked for on the one stream, and what is wrong on the other."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec

from policybook.policy.english import listed, several
from policybook.policy.problems import Kind, Problem, Work, typed

_TELLS = f"{typed('working', '--store')} writes them anew, and shows what changes: read it."


def say(text: str) -> None:
    """Print what was asked for, if there is anything."""
    if text:
        print(text, flush=True)


def say_data(data: object) -> None:
    """Print plain data as JSON, for machines."""
    print(json.dumps(data, ensure_ascii=False, indent=1))


def warn(text: str) -> None:
    """Say something beside what was asked for."""
    print(text, file=sys.stderr)


def refuse(*reasons: object) -> int:
    """Say why nothing is done, a reason a line; 1, the exit code."""
    for reason in reasons:
        warn(f"policybook: {reason}")
    return 1


def lacks(extra: str, *modules: str) -> str:
    """How to install what a command needs beyond reading a handbook, where a module of it is not there; else ""."""
    if all(map(find_spec, modules)):
        return ""
    return f'this needs more than is installed: pip install "policybook[{extra}]"'


def asked(words: str, ask: Callable[[str], str] | None = None) -> str:
    """What somebody answers, in small letters; "" where nobody can."""
    try:
        return (ask or input)(words).strip().lower()
    except EOFError:
        return ""


def report(problems: Sequence[Problem], as_json: bool) -> int:
    """Say all that is wrong, in the order of work; 1, the exit code, where there is anything."""
    ordered = [problem for work in Work for problem in problems if problem.work is work]
    if as_json:
        say_data([_row(problem) for problem in ordered])
    else:
        for problem in folded(ordered):
            warn(str(problem))
    return 1 if problems else 0


def _row(problem: Problem) -> dict[str, object]:
    return {
        "kind": problem.kind.value,
        "path": problem.place.path,
        "line": problem.place.line,
        "what": problem.what,
        "hint": problem.hint,
        "group": problem.work.value,
    }


def folded(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The same problems, with all that one command rewrites as a single one, where the first of them stands."""
    stale = [problem for problem in problems if problem.work is Work.REWRITE]
    for problem in problems:
        if problem.work is not Work.REWRITE or len(stale) == 1:
            yield problem
        elif problem is stale[0]:
            what = f"{len(stale)} things are worked out and out of date: {listed(list(_counted(stale)))}."
            yield Problem(problem.kind, problem.place, what, _TELLS, Work.REWRITE)


def _counted(stale: Sequence[Problem]) -> Iterator[str]:
    workings = sum(p.kind is Kind.WORKING and p.place.path.startswith("quizzes/") for p in stale)
    outputs = [problem.place.path for problem in stale if problem.kind is Kind.NOTEBOOK]
    if workings:
        yield several(workings, "working")
    if len(stale) > workings + len(outputs):
        yield "the page of who is covered"
    if outputs:
        yield f"{several(len(outputs), 'output')} of {several(len(set(outputs)), 'notebook')}"


def ended_quietly(run: Callable[[], int]) -> int:
    """The exit code of a program; 1 where its output could not be written, said only where somebody can read it."""
    try:
        try:
            return run()
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except BrokenPipeError:
        return 1
    except OSError as error:
        with suppress(OSError):
            refuse(error)
        return 1
    finally:
        _let_go()


def _let_go() -> None:
    """Send what cannot be written nowhere, or Python would try again at its end, and complain."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


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
