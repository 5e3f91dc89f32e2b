"""`policybook compare`: opens the handbooks that somebody names, and says what changes between them."""

from argparse import Namespace
from pathlib import Path

from policybook.changes import report
from policybook.changes.compare import compare
from policybook.changes.effects import retakes, summed_up
from policybook.changes.flips import flips
from policybook.changes.training import suspect_training
from policybook.commands.output import Progress, say, say_data
from policybook.editions import edition as editions
from policybook.editions.edition import EditionError
from policybook.editions.released import read_released
from policybook.load import load, read
from policybook.load.extends import EXTENDS
from policybook.policy.english import listed
from policybook.policy.handbook import Handbook
from policybook.policy.problems import HandbookError, Kind, Place, Problem, nearest

DRAFT = "draft"
"""What the handbook as it stands is called, beside the names of editions."""
BASE = "base"
"""What the handbook that it extends is called there."""


def opened(root: Path, name: str) -> Handbook:
    """The handbook of an edition's name, of “draft” or “base”, or of a path to an edition or to a handbook.json.

    Raises HandbookError, with one problem, where there is none or where it is damaged.
    """
    if name == DRAFT:
        return load(root)
    if name == BASE:
        return _of_base(root)
    if name.endswith(".json") or "/" in name:
        return _of_file(Path(name))
    try:
        heads = {head.name: head for head in editions.read_heads(root)}
        if name in heads:
            return editions.read_edition(root, name)
    except EditionError as error:
        raise _problem(Kind.EDITION, "editions", error.what, error.hint) from error
    known = [*heads, DRAFT]
    hint = nearest(name, known, f"There are: {listed(known)}.")
    raise _problem(Kind.EDITION, "editions", f"there is no edition “{name}”.", hint)


def _of_base(root: Path) -> Handbook:
    handbook, problems = read(root)
    if handbook.extends and handbook.extends.base:
        return handbook.extends.base
    wrong = [problem for problem in problems if problem.kind is Kind.EXTENDS]
    if wrong:
        raise HandbookError(wrong)
    raise _problem(Kind.FILE, EXTENDS, "this handbook extends no other.", "Name an edition, or draft.")


def _of_file(file: Path) -> Handbook:
    try:
        return read_released(file)
    except EditionError as error:
        raise _problem(Kind.FILE, str(file), error.what, error.hint) from error


def _problem(kind: Kind, path: str, what: str, hint: str) -> HandbookError:
    return HandbookError([Problem(kind, Place(path), what, hint)])


def called_of(handbook: Handbook, name: str) -> str:
    """How a handbook that somebody named is called in a sentence."""
    if name == DRAFT:
        called = editions.name_of(handbook)
        return f"the {called if called.startswith(editions.WORKING_DRAFT) else editions.WORKING_DRAFT}"
    if name == BASE:
        return "the handbook that this one extends"
    return name if "/" in name or name.endswith(".json") else f"edition {name}"


# ---- the command


def run(options: Namespace) -> int:
    """Compare two handbooks. Raises HandbookError as `opened` does, and where both names are the same."""
    if options.old == options.new:
        what = f"“{options.old}” is compared with itself."
        raise _problem(Kind.EDITION, "editions", what, "Name two editions, or one and “draft”.")
    old, new = (opened(options.root, name) for name in (options.old, options.new))
    names = (called_of(old, options.old), called_of(new, options.new))
    comparison = compare(old, new)
    found = training = None
    if options.flips or options.full:
        found = flips(old, new, None if options.full else 2, Progress("sorts of situation"))
        training = suspect_training(report.alike(old, new), new)
    if options.json:
        say_data(report.as_data(comparison, names, found, training))
        return 0
    parts = [report.as_text(comparison, names, redline=options.redline)]
    if found is not None and training is not None and not comparison.is_empty:
        stale = map(str, retakes(old, new, training))
        told = report.training_text(training, summed_up(old, new, training), stale)
        parts += [report.flips_text(found), told]
    say("\n\n".join(parts))
    return 0
