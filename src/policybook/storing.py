"""Writes into the pages what is derived, for an author who has read what changed; no check does this.

`python -m policybook.storing` writes the page of who is covered by each rule.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from policybook import covered
from policybook.bank import doctest_of
from policybook.load import load
from policybook.markdown import Block, blocks
from policybook.model import Handbook
from policybook.problems import Problem


def store_workings(handbook: Handbook, root: Path, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Replace the doctests of the questions named (of all, where none is), page by page.

    Yields (question, what was there before) for each that changed. A question without a doctest gets one
    before the end of its directive; marks, options and words are never touched.
    """
    pages = dict.fromkeys(question.page for question in handbook.questions)
    for page in pages:
        path = root / f"{page}.md"
        lines = path.read_text(encoding="utf-8").split("\n")
        changed = False
        found = blocks(lines, f"{page}.md", ("question",), [])
        for block in reversed(list(found)):
            if block.argument in handbook.question_by_id and (not names or block.argument in names):
                before = _store(lines, block, doctest_of(handbook, block.argument).split("\n"))
                if before is not None:
                    changed = True
                    yield block.argument, before
        if changed:
            path.write_text("\n".join(lines), encoding="utf-8")


def _store(lines: list[str], block: Block, new: list[str]) -> str | None:
    """Put the new lines into the question's doctest; None where they are there already."""
    unused: list[Problem] = []
    tests = list(blocks(block.body, block.place.path, ("doctest",), unused, block.body_line))
    if not tests:
        end = block.body_line - 1 + len(block.body)
        lines[end:end] = ["", "```{doctest}", *new, "```"]
        return ""
    start = tests[0].body_line - 1
    old = tests[0].body
    if old == new:
        return None
    lines[start : start + len(old)] = new
    return "\n".join(old)


def store_covered(root: Path) -> int:
    """Write the page of who is covered, and say whether it changed."""
    path = root / covered.PAGE
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = covered.page(load(root))
    if after != before:
        path.write_text(after, encoding="utf-8")
        sys.stdout.write(f"{covered.PAGE}: written anew; read what changed with “git diff {covered.PAGE}”.\n")
    return 0


if __name__ == "__main__":
    sys.exit(store_covered(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
