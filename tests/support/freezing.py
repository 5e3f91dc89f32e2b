"""Freezes small handbooks as editions, and changes them."""

from __future__ import annotations

from pathlib import Path

from policybook.check.run import check
from policybook.editions.edition import freeze
from policybook.load import load
from policybook.policy.handbook import Handbook

FIRST = {"name": "2019.1.0", "adopted": "2019-01-15", "review_by": "2020-01-15", "minute": "7"}


SECOND = {"name": "2020.1.0", "adopted": "2020-03-02", "review_by": "2021-03-02", "minute": "12"}


def put(root: Path, name: str, text: str) -> Path:
    file = root / "editions" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    return file


def adopted(root: Path, **head: str) -> Handbook:
    """Freeze the handbook under `root` as it is, and read it again."""
    put(root, head["name"], freeze(load(root), **head))
    return load(root)


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def said(root: Path) -> list[str]:
    return [str(problem) for problem in check(root)[1]]
