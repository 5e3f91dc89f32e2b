"""Ask the site's own scripts to mark every answer that Python has marked: `python -m tools.marking _build/html`.

Each question of a built page is put into a page without a browser (tests/js/marking.mjs, in Node), is answered in
every way in which it can be, and has to be marked as `policybook.training.bank` marks it; a story has to say what
follows, and to lead where `policybook.training.story` leads.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, permutations, product
from pathlib import Path
from typing import Any

from policybook.load import load
from policybook.policy.citations import bare_words
from policybook.policy.english import PARTS
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question, Scenario
from policybook.training.bank import weighed
from policybook.training.story import END, step

ROOT = Path(__file__).parents[1]
SCRIPT = "tests/js/marking.mjs"
LONGEST = 4
"""Of more steps than these, no more are tried in every order; whole answers are."""
FEW = 12
"""So many answers to a question, or a few more, are tried where a sample is enough."""
_FIELD = re.compile(r"<(/?)fieldset\b")


def answers_to(question: Question) -> Iterator[tuple[str, ...]]:
    """Every answer that a page lets somebody give, as letters, none at all included."""
    letters = [option.letter for option in question.options]
    if question.kind == "one":
        yield from ((), *((letter,) for letter in letters))
    elif question.kind == "order":
        orders = (permutations(letters, size) for size in range(len(letters) + 1) if size <= LONGEST)
        yield from chain(*orders, permutations(o.letter for o in question.options if o.marked))
    elif question.kind == "tell":
        parts = {name: [o.letter for o in question.options if o.part[0] == name] for name in PARTS}
        some = [
            _some(mine) if name == "whom" else [(one,) for one in mine]
            for name, mine in parts.items()
            if mine
        ]
        whole = [tuple(sorted(chain(*chosen))) for chosen in product(*some)]
        yield from whole
        # An answer that lacks a part.
        for mine in parts.values():
            yield tuple(letter for letter in whole[-1] if letter not in mine)
    else:
        yield from _some(letters)


def _some(letters: Sequence[str]) -> list[tuple[str, ...]]:
    return [*chain(*(combinations(letters, size) for size in range(len(letters) + 1)))]


def fields(site: Path, page: str) -> Iterator[tuple[str, str, str]]:
    """Each question of a page: its id, its HTML, and the file with the line on which it begins."""
    markup = (site / f"{page}.html").read_text("utf-8")
    for begins in re.finditer(r'<fieldset class="pb-question"[^>]*data-question="([^"]*)"', markup):
        deep = 0
        for found in _FIELD.finditer(markup, begins.start()):
            deep += -1 if found[1] else 1
            if not deep:
                line = markup.count("\n", 0, begins.start()) + 1
                yield (
                    begins[1],
                    f"{markup[begins.start() : found.start()]}</fieldset>",
                    f"{site}/{page}.html:{line}",
                )
                break


def of_questions(book: Handbook, site: Path) -> Iterator[dict[str, Any]]:
    """Every question that is scored, as its quiz page asks it, with its answers as Python marks them."""
    for page in dict.fromkeys(question.page for question in book.questions):
        for name, html, place in fields(site, page):
            question = book.question_by_id[name]
            found = weighed(book, question)
            if not found.key:
                continue
            marks = [(letters, found.mark(letters)) for letters in answers_to(question)]
            yield {
                "place": place,
                "id": name,
                "key": ";".join(found.key),
                "fingerprint": found.fingerprint,
                "html": f"<section><h1>Quiz</h1>{html}</section>",
                "answers": [
                    {"letters": one, "right": None if mark.problem else mark.right} for one, mark in marks
                ],
            }


def of_stories(book: Handbook, site: Path) -> Iterator[dict[str, Any]]:
    """Every story, with what follows each answer to its decisions, and where that leads."""
    for story in book.scenarios:
        _, _, after = (site / f"{story.page}.html").read_text("utf-8").partition("<article")
        markup = after.partition(">")[2].rpartition("</article>")[0]
        asked = [
            {"id": name, "place": place, "steps": [*_steps(book, story, name)]}
            for name, _, place in fields(site, story.page)
            if weighed(book, book.question_by_id[name]).key
        ]
        yield {"html": markup, "decisions": asked}


def _steps(book: Handbook, story: Scenario, name: str) -> Iterator[dict[str, Any]]:
    question = book.question_by_id[name]
    scenes = {decision.question: decision.scene for decision in story.decisions}
    for letters in answers_to(question):
        mark = weighed(book, question).mark(letters)
        if mark.problem or len(letters) > LONGEST:
            continue
        then = step(book, story.decisions, name, letters)
        texts = [
            line
            for text in then.texts
            for line in text.split("\n")
            if line and not re.search(r"[{`\[]", line)
        ]
        said = [" ".join(re.findall(r"[^\W_]+", bare_words(line))) for line in texts]
        to = "" if then.to in (END, name) else scenes[then.to]
        yield {"letters": letters, "right": bool(then.right), "texts": said, "to": to}


def some(book: Handbook, site: Path) -> dict[str, list[dict[str, Any]]]:
    """A question or two of each kind, and a story: enough to notice a script that marks otherwise."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for one in of_questions(book, site):
        question = book.question_by_id[one["id"]]
        found.setdefault((question.kind, question.safety_critical + 2 * (";" in one["key"])), one)
    for one in found.values():
        one["answers"] = [*one["answers"][:: 1 + len(one["answers"]) // FEW], one["answers"][-1]]
    story = next(one for one in of_stories(book, site) if len(one["decisions"]) > 1)
    return {"questions": [*found.values()], "stories": [{**story, "decisions": story["decisions"][:2]}]}


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Say each difference in a line; 1 where there is any."""
    parser = argparse.ArgumentParser(
        prog="tools.marking", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("site", type=Path)
    site = parser.parse_args(arguments).site
    book = load(root)
    said = json.dumps({"questions": [*of_questions(book, site)], "stories": [*of_stories(book, site)]})
    return subprocess.run(["node", SCRIPT], cwd=root, input=said.encode(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
