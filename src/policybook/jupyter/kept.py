"""What a reader answered, kept in a file beside the notebook, so that it is there when the notebook is run again.

An entry counts while its question is the same. Nothing is written but when somebody answers, and no stored output shows it.
"""

import json
from pathlib import Path
from typing import Any

from policybook.files import write
from policybook.training.bank import Weighed

FILE = "my-answers.json"
UNREADABLE = f"Your answers are not kept: the file {FILE}, beside this notebook, cannot be read. To begin anew, delete it."
CHANGED = "This question has changed since you answered it, so that answer no longer counts. Please answer it again."


def kept(folder: Path, question: Weighed) -> list[str] | None:
    """The letters of the last answer; None where there is none. Raises ValueError, in words for the reader, for one that does not count."""
    entry = _read(folder).get(question.question.id)
    if entry is None:
        return None
    if not isinstance(entry, dict) or entry.get("fingerprint") != question.fingerprint:
        raise ValueError(CHANGED)
    return str(entry.get("answer")).split()


def keep(folder: Path, question: Weighed, letters: list[str]) -> None:
    """Keep an answer. Raises ValueError, in words for the reader, where that cannot be done."""
    entry = {"answer": " ".join(letters), "fingerprint": question.fingerprint}
    found = _read(folder) | {question.question.id: entry}
    try:
        write(folder / FILE, f"{json.dumps(found, indent=1)}\n")
    except OSError as error:
        raise ValueError(f"Your answers are not kept, and are gone when you close Jupyter: {error}") from None


def _read(folder: Path) -> dict[str, Any]:
    try:
        # What is no object has no items, and is none of ours.
        return dict(json.loads((folder / FILE).read_text("utf-8")).items())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, RecursionError):
        raise ValueError(UNREADABLE) from None
