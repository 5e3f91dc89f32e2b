"""Reads what the pages say beside all that is loaded: paragraphs of pages, and of the notebooks' cells of words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from policybook.load.desk import Desk
from policybook.load.markdown import CHANGES, DIRECTIVES, blocks
from policybook.load.yamls import read_contents
from policybook.policy.problems import Place
from policybook.policy.quotations import Passage

_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,})(?!.*[`{])")


def read_pages(root: Path) -> Iterator[tuple[str, str]]:
    """The path and the text of each page in the contents."""
    desk = Desk(root)
    for page in read_contents(desk, "_toc.yml"):
        path = f"{page}.{'ipynb' if (root / f'{page}.ipynb').is_file() else 'md'}"
        yield path, desk.as_saved(path) or ""


def prose(path: str, text: str) -> Iterator[Passage]:
    """The words that stand on a page outside all that is loaded, a paragraph each."""
    return _of_notebook(path, text) if path.endswith(".ipynb") else paragraphs(path, text.split("\n"))


def paragraphs(path: str, lines: list[str]) -> Iterator[Passage]:
    """The paragraphs of a page, without its code and what the loader reads by itself."""
    left = list(lines)
    for block in blocks(lines, path, (*DIRECTIVES, "proposal", *CHANGES), []):
        end = block.body_line + len(block.body)
        left[block.place.line - 1 : end] = [""] * (min(end, len(left)) - block.place.line + 1)
    code = False
    first, part = 1, list[str]()
    for number, line in enumerate([*left, ""], 1):
        fence = _CODE.match(line) is not None
        code ^= fence
        if line.strip() and not code and not fence:
            first = first if part else number
            part.append(line)
        elif part:
            yield Passage(Place(path, first), "\n".join(part))
            part = []


def _of_notebook(path: str, text: str) -> Iterator[Passage]:
    """The paragraphs of a notebook's cells of Markdown."""
    try:
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # The reader of notebooks says what is wrong with it.
    for source in sources:
        for part in re.split(r"\n\s*\n", source):
            written = json.dumps(part.strip().partition("\n")[0], ensure_ascii=False)[1:-1]
            yield Passage(Place(path, text.count("\n", 0, max(0, text.find(written))) + 1), part)
