"""What a reader opens: the stories as they are, without stored keys, and each quiz page as a notebook."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from policybook.jupyter.kept import FILE
from policybook.load.ask_cell import record_of
from policybook.policy.citations import recited
from policybook.policy.english import linking
from policybook.policy.handbook import Handbook
from tools.lite.quiz_page import KEPT, code_cell, quiz_notebook, words_cell

IN_LAB = f"Your answers are kept in the file `{FILE}` beside this notebook, until you delete it."
RECORD = """\
## Your completion record

When you have answered everything above, you can make a small file to hand in, and a page to print.
Nothing is sent: you hand it in yourself."""
_LINK = re.compile(r"(\]\((?!\w{1,40}:)[^()\s#]{1,500})\.(?:md|ipynb)(#[^()\s]*)?\)")
WHEN = "2019-01-15T00:00:00Z"
"""A date for every file, so that two builds of the same words are the same bytes."""


def notebooks(handbook: Handbook, root: Path) -> dict[str, dict[str, Any]]:
    """Every notebook that is published, by its path: stories, quizzes, and those to try the policy in."""
    found = {
        f"{scenario.page}.ipynb": story(
            handbook, json.loads((root / f"{scenario.page}.ipynb").read_text("utf-8"))
        )
        for scenario in handbook.scenarios
    }
    for page in dict.fromkeys(question.page for question in handbook.questions):
        text = (root / f"{page}.md").read_text("utf-8")
        found[f"{page}.ipynb"] = linked(quiz_notebook(handbook, page, text))
    made = {path: recorded(notebook, path.removesuffix(".ipynb")) for path, notebook in found.items()}
    for page in handbook.trials:
        made[f"{page}.ipynb"] = story(handbook, json.loads((root / f"{page}.ipynb").read_text("utf-8")))
    return made


def recorded(notebook: dict[str, Any], page: str) -> dict[str, Any]:
    """The notebook with a form at its end that makes a completion record, where it has none."""
    source = record_of(page)
    if not any("".join(cell["source"]).strip() == source for cell in notebook["cells"]):
        notebook["cells"] += [words_cell("completion-record", RECORD), code_cell("make-record", source)]
    return notebook


def story(handbook: Handbook, notebook: dict[str, Any]) -> dict[str, Any]:
    """A story as a reader opens it: nothing has been run, so no key is shown before it is asked.

    Its citations are links, and it says where a browser keeps answers.
    """
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
        else:
            words = "".join(cell["source"]).replace(IN_LAB, KEPT)
            cell["source"] = recited(words, lambda cited: linking(handbook, cited))
    return linked(notebook)


def linked(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with its links to other pages of the handbook leading to the pages of the site."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _LINK.sub(r"\1.html\2)", "".join(cell["source"]))
    return notebook


def write(found: dict[str, dict[str, Any]], site: Path) -> None:
    """Write the notebooks where the page fetches them, with the listing of each folder that it asks for."""
    for path, notebook in found.items():
        target = site / "files" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    folders = sorted({path.rpartition("/")[0] for path in found})
    _list(site, "", [_model(folder, "directory") for folder in folders])
    for folder in folders:
        inside = sorted(path for path in found if path.rpartition("/")[0] == folder)
        _list(site, folder, [_model(path, "notebook") for path in inside])


def _list(site: Path, folder: str, models: list[dict[str, Any]]) -> None:
    path = site / "api" / "contents" / folder / "all.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    listing = {**_model(folder, "directory"), "format": "json", "content": models}
    path.write_text(json.dumps(listing, indent=1) + "\n", "utf-8", newline="\n")


def _model(path: str, kind: str) -> dict[str, Any]:
    """A file or folder as Jupyter's contents API describes it, without what is in it."""
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "type": kind,
        "created": WHEN,
        "last_modified": WHEN,
        "writable": True,
        "mimetype": None,
        "format": None,
        "size": None,
        "content": None,
    }
