"""`policybook notebooks`: runs stories, stores their outputs without what changes at every run, and shows what changed.

Named ones, by id or by path; `--all` of them; or else those whose stored outputs may be out of date.
"""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

from policybook.check.run import check
from policybook.commands.output import lacks, refuse, say, warn
from policybook.files import locked, write
from policybook.load import read
from policybook.policy.problems import HandbookError, Work, nearest, typed
from policybook.training.minutes import TIME, takes, words_of_story

FOLDER = "scenarios"

WIDGET = "application/vnd.jupyter.widget-view+json"


class ChangedError(Exception):
    """A notebook that was changed while it ran."""


def shown(notebook: Any) -> Iterator[str]:  # noqa: ANN401 - nbformat publishes no types
    """What is worked out in each cell and stored under it, line by line."""
    for number, cell in enumerate(notebook.cells, 1):
        # How long a story takes is worked out too.
        if said := TIME.search(cell.source):
            yield f"cell {number}: {said[0]}"
        for output in cell.get("outputs", ()):
            texts = {"": output["text"]} if "text" in output else output.get("data", {})
            # In the order in which they are written.
            for kind, text in sorted(texts.items()):
                name = f"cell {number} {kind}".rstrip()
                yield from (f"{name}: {line}" for line in str(text).splitlines())


def store(path: Path, time: str = "") -> list[str]:
    """Run every cell of a notebook, in its own folder, and keep what it showed; what changed, as a unified diff.

    Where it says how long it takes, that becomes this `time`, such as “7 minutes”.
    """
    import nbformat
    from nbclient import NotebookClient

    source = path.read_text("utf-8")
    notebook = nbformat.reads(source, as_version=4)
    before = list(shown(notebook))
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        # Neither times nor a widget's inner state.
        record_timing=False,
        store_widget_state=False,
        # One output for what a cell prints: a kernel may send it in parts, as it happens.
        coalesce_streams=True,
    )
    client.execute()
    for cell in notebook.cells:
        if time and cell.cell_type == "markdown":
            cell.source = TIME.sub(rf"\1 {time}", cell.source, count=1)
        for output in cell.get("outputs", ()):
            # A widget has a new id at every run, and shows as an error until it is run again.
            output.get("data", {}).pop(WIDGET, None)
    # The version of Python is this machine's own.
    notebook.metadata.language_info = {"name": "python"}
    keep(path, source, nbformat.writes(notebook))
    name = path.as_posix()
    return list(
        unified_diff(before, list(shown(notebook)), name, name, "as stored", "as run now", lineterm="")
    )


def keep(path: Path, before: str, after: str) -> None:
    """Write a notebook that was run. Raises ChangedError, with nothing written, where it is not what it was before."""
    with locked(path.parent):
        if path.read_text("utf-8") != before:
            raise ChangedError("somebody changed it while it ran. Run it again.")
        write(path, after.rstrip("\n") + "\n")


def stale(root: Path) -> list[Path]:
    """The notebooks whose stored outputs the check finds out of date, and those to try the policy in.

    Only a run says whether what those answer is what the policy says now. Raises HandbookError where the policy has a problem: against half a policy no output can be judged.
    """
    handbook, problems = check(root)
    found = {p.place.path for p in problems if p.work is Work.REWRITE and p.place.path.startswith(FOLDER)}
    wrong = [p for p in problems if p.work is Work.DECIDE and p.place.path.startswith("book/")]
    if wrong and not found:
        raise HandbookError(wrong)
    return [root / path for path in sorted({*found, *(f"{page}.ipynb" for page in handbook.trials)})]


def named(root: Path, names: Sequence[str]) -> list[Path]:
    """The notebooks of these ids or paths. Raises FileNotFoundError, with the nearest, for one that is not there."""
    known = {path.stem: path for path in sorted((root / FOLDER).glob("*.ipynb"))}
    for name in names:
        if Path(name).stem not in known:
            hint = nearest(Path(name).stem, known)
            raise FileNotFoundError(f"there is no notebook “{name}” in {FOLDER}/. {hint}".rstrip())
    return [known[Path(name).stem] for name in names]


def run(options: Namespace) -> int:
    """Run what was asked for, and print what changed; 1 where one cannot be run, and the others are run all the same."""
    root = options.root
    try:
        names = [path.stem for path in (root / FOLDER).glob("*.ipynb")] if options.all else options.notebook
        chosen = named(root, sorted(names)) if names else stale(root)
    except FileNotFoundError as error:
        return refuse(error)
    if not chosen:
        say(f"No notebook is out of date; {typed('notebooks', '--all')} runs every one.")
    return run_all(root, chosen)


def run_all(root: Path, chosen: Sequence[Path]) -> int:
    """Run these, and print what changed; 1 where one cannot be run, and the others are run all the same."""
    if chosen and (said := lacks("notebook", "nbclient", "ipykernel", "ipywidgets")):
        return refuse(f"to run a story, {said}")
    handbook, _ = read(root)
    times = {
        s.id: takes(words_of_story(handbook, s))
        for s in handbook.scenarios
        if {*s.questions} <= {*handbook.question_by_id}
    }
    return max([_run(path, times.get(path.stem, "")) for path in chosen], default=0)


def _run(path: Path, time: str) -> int:
    from nbclient.exceptions import CellExecutionError

    try:
        for line in store(path, time):
            say(line)
    except CellExecutionError as error:
        warn(f"{path.as_posix()} is left as it was: a cell does not run: {error.ename}: {error.evalue}")
        return 1
    except ChangedError as error:
        warn(f"{path.as_posix()} is left as it is: {error}")
        return 1
    return 0
