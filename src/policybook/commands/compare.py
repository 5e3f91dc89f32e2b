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
from policybook.editions.handbook_json import from_json
from policybook.load import load
from policybook.policy.english import listed
from policybook.policy.handbook import Handbook
from policybook.policy.problems import HandbookError, Kind, Place, Problem, nearest, typed

DRAFT = "draft"
"""What the handbook as it stands is called, beside the names of editions."""


def opened(root: Path, name: str) -> Handbook:
    """The handbook of an edition's name, of “draft”, or of a path to an edition or to a handbook.json.

    Raises HandbookError, with one problem, where there is none or where it is damaged.
    """
    if name == DRAFT:
        return load(root)
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


def _of_file(file: Path) -> Handbook:
    try:
        text = editions.text_of(file)
        if f'"format": "{editions.FORMAT}"' in text[:200]:
            return editions.handbook_of(text, str(file))
        return from_json(text)
    except EditionError as error:
        raise _problem(Kind.FILE, str(file), error.what, error.hint) from error
    except ValueError as error:
        hint = f"Export it again with {typed('export')}, or name an edition."
        raise _problem(Kind.FILE, str(file), f"this is no handbook: {error}", hint) from error


def _problem(kind: Kind, path: str, what: str, hint: str) -> HandbookError:
    return HandbookError([Problem(kind, Place(path), what, hint)])


def called_of(handbook: Handbook, name: str) -> str:
    """How a handbook that somebody named is called in a sentence."""
    if name == DRAFT:
        called = editions.name_of(handbook)
        return f"the {called if called.startswith(editions.WORKING_DRAFT) else editions.WORKING_DRAFT}"
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
