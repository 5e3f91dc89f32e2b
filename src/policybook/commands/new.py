"""`policybook new`: begins a handbook that is sound at once, in a folder of its own, from the template beside this file."""

import json
import os
import re
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from policybook import __version__
from policybook.commands.output import lacks, refuse, say
from policybook.commands.review import Reviews
from policybook.policy.problems import typed
from policybook.reviews.lock import AUTHORS_DRAFT

TEMPLATE = Path(__file__).with_name("template")
_TAKEN = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for itself."""
_MOST = 60


def run(options: Namespace) -> int:
    """Make the folder under `root`, and say what comes next; 1, with nothing written, where it cannot be made."""
    name, root = options.name.strip(), options.root
    if said := lacks("site", "jinja2"):
        return refuse(said)
    folder = root / folder_of(name)
    if folder == root:
        hint = f"Give a name of letters and digits, {_MOST} signs at most; --root says where its folder is to be."
        return refuse(f"no folder can be called after “{repr(name)[1:-1]}”. {hint}")
    if not root.is_dir():
        return refuse(f"there is no folder {root}, in which to make one.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return refuse(f"there is something in {folder} already. Take it away, or give another name.")
    make(folder, rendered({"name": name, "version": __version__}))
    say(
        f"{folder} holds a handbook: there, {typed('check')} says what is wrong, and {typed('site')} builds it."
    )
    return 0


def folder_of(name: str) -> str:
    """What the folder of an organisation is called: “fell-laboratory”; "" where no folder can be called after it."""
    if not name.isprintable() or len(name) > _MOST or {*"/\\"} & {*name}:
        return ""
    found = "-".join(re.findall(r"[^\W_]+", name.casefold().translate({ord(sign): None for sign in "'’"})))
    return "" if _TAKEN.fullmatch(found) else found


def rendered(said: Mapping[str, str]) -> dict[str, str]:
    """Every file of a new handbook, by its path."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Neither sign stands in Markdown, YAML or a notebook. Nothing is escaped: no page holds what was said.
    made = Environment(  # noqa: S701
        loader=FileSystemLoader(TEMPLATE),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        variable_start_string="[[",
        variable_end_string="]]",
    )
    made.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    return {name: made.get_template(name).render(said) for name in made.list_templates()}


def make(folder: Path, files: Mapping[str, str]) -> None:
    """Have a folder hold these files, with a first review of them as a draft: all of it at once, or nothing."""
    beside = Path(tempfile.mkdtemp(prefix=".policybook-", dir=folder.parent))
    try:
        for name, text in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_text(text, "utf-8", newline="\n")
        reviews = Reviews(beside)
        reviews.record(reviews.pending(), AUTHORS_DRAFT)
        beside.chmod(0o777 & ~_umask())
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _umask() -> int:
    os.umask(was := os.umask(0))
    return was
