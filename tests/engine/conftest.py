"""The engine's tests know only made-up policies: one that opens a file of the real handbook fails, and says which."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from places import ROOT

EVENTS = frozenset(("open", "os.listdir", "os.scandir"))
INSIDE = f"{ROOT}{os.sep}"
REAL = frozenset(
    (
        *("book", "quizzes", "scenarios", "proposals", "editions", "reviews"),
        *("reviews.lock", "_toc.yml", "index.md"),
    )
)


class _Guard:
    """What was opened of the real handbook since somebody looked; None while nobody does."""

    seen: list[str] | None = None


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    # Every event of the process comes here, those of the handbook's own tests too: the cheapest questions first.
    if event not in EVENTS or _Guard.seen is None or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    path = Path(os.fsdecode(arguments[0]))
    # Whoever takes a folder away opens what is in it by os.open (no mode), from that folder and not from here.
    if event == "open" and arguments[1] is None and not path.is_absolute():
        return
    name = os.path.normpath(path.absolute())
    if name.startswith(INSIDE) and name.removeprefix(INSIDE).partition(os.sep)[0] in REAL:
        _Guard.seen.append(name)


# Nobody can take a hook away again, so there is one for the whole process, which this file is read once by.
sys.addaudithook(_heard)


@contextmanager
def _watched() -> Iterator[None]:
    _Guard.seen = []
    try:
        yield
    finally:
        _Guard.seen = None


def _said() -> str:
    """What was opened since the last time, in words; "" where nothing was, or where nobody looks."""
    seen = sorted(set(_Guard.seen or ()))
    if seen:
        _Guard.seen = []
    return f"a test of the engine reads the real handbook: {', '.join(seen)}" if seen else ""


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Watch what a module opens as it is imported."""
    if not isinstance(collector, pytest.Module):
        return (yield)
    with _watched():
        report = yield
        if said := _said():
            report.outcome, report.longrepr = "failed", said
    return report


@pytest.fixture(autouse=True, scope="module")
def _module_watched() -> Iterator[None]:
    """Watch what the tests of a module open, and the fixtures that they share."""
    with _watched():
        yield


@pytest.fixture(autouse=True)
def _no_real_handbook(_module_watched: None) -> Iterator[None]:
    """Fail the test that opened something, or that first asked for a fixture which did."""
    yield
    said = _said()
    assert not said, said
