"""`policybook working`: shows workings, or writes all that is worked out into pages and stories; no check does this."""

import difflib
from argparse import Namespace
from collections.abc import Collection, Iterator
from pathlib import Path

from policybook.commands.notebooks import run_all, stale
from policybook.commands.output import refuse, say
from policybook.files import locked, write
from policybook.judging import covered
from policybook.load import read
from policybook.load.markdown import Block, blocks
from policybook.policy.handbook import Handbook
from policybook.policy.problems import HandbookError, Problem, nearest
from policybook.training.bank import doctest_of


def run(options: Namespace) -> int:
    """Print workings, or store them and say what changed. Raises HandbookError where the policy cannot be read."""
    handbook, problems = read(options.root)
    if any(problem.place.path.startswith("book/") for problem in problems):
        raise HandbookError(problems)
    for name in options.question:
        if name not in handbook.question_by_id:
            return refuse(f"there is no question “{name}”. {nearest(name, handbook.question_by_id)}".rstrip())
    if not options.store:
        say("\n\n".join(doctest_of(handbook, name) for name in options.question or handbook.question_by_id))
        return 0
    for name, before in store_workings(handbook, options.root, options.question):
        changes = difflib.ndiff(before.split("\n"), doctest_of(handbook, name).split("\n"))
        say("\n".join((f"{name}:", *(line for line in changes if line.startswith(("- ", "+ "))))))
    if not options.question:
        say("\n".join(store_tables(handbook, options.root)))
        # After the pages, for a story prints the same workings.
        return run_all(options.root, stale(options.root))
    return 0


def store_workings(handbook: Handbook, root: Path, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Replace the doctests of the questions named (of all, where none is), page by page.

    Yields (question, what was there before) for each that changed, once its page is written. A question without a
    doctest gets one before the end of its directive; marks, options and words are never touched.
    """
    wanted = set(names or handbook.question_by_id)
    for page in dict.fromkeys(question.page for question in handbook.questions):
        changed = []
        with locked(root):
            path = root / f"{page}.md"
            lines = path.read_text(encoding="utf-8").split("\n")
            for block in reversed(list(blocks(lines, f"{page}.md", ("question",), []))):
                if block.argument in handbook.question_by_id and block.argument in wanted:
                    before = _store(lines, block, doctest_of(handbook, block.argument).split("\n"))
                    if before is not None:
                        changed.append((block.argument, before))
            write(path, "\n".join(lines))
        yield from changed


def store_tables(handbook: Handbook, root: Path, *, make: bool = False) -> Iterator[str]:
    """Write the page of who is covered anew, where the handbook keeps one or is to; what changed, a line each."""
    path = root / covered.PAGE
    if not (make or path.is_file()):
        return
    with locked(root):
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        after = covered.page(handbook)
        write(path, after)
    if before != after:
        yield f"{covered.PAGE}:"
        changes = list(difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm=""))
        yield from (f"{line[0]} {line[1:]}" for line in changes[2:] if not line.startswith("@@"))


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
