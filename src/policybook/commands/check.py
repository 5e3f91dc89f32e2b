"""`policybook check`: says all that is wrong with a handbook, or nothing."""

import gc
from argparse import Namespace
from pathlib import Path

from policybook.check.run import check
from policybook.commands.output import report, say, warn
from policybook.editions.edition import EditionError
from policybook.editions.history import vouched
from policybook.policy.english import listed, several
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Place, Problem, typed
from policybook.reviews.lock import AUTHORS_DRAFT, LOCK, read_lock


def run(options: Namespace) -> int:
    """Check the handbook; 1 where anything is wrong. What is yet to be filled in is said last, and is not wrong."""
    handbook, problems = check(options.root)
    for edition, said in vouched(options.root, handbook.editions):
        if isinstance(said, EditionError):
            problems += (Problem(Kind.EDITION, Place(edition.path), said.what, said.hint),)
        elif options.history:
            say(f"Edition {edition.name} was checked against {said}.")
    # What was read stays to the end: to look through it for circles among objects once more takes long.
    gc.freeze()
    for said in filter(None, (unfilled(handbook), drafts(options.root))) if not problems else ():
        warn(said)
    return report(problems, options.json)


def drafts(root: Path) -> str:
    """How much of what is published nobody but its authors has looked at; "" where an office has looked at all of it."""
    seen = read_lock(root).by_key.values()
    count = sum(review.by == AUTHORS_DRAFT for review in seen)
    what = f"{LOCK}: {count} of {several(len(seen), 'review')} are a draft, and await an office:"
    return f"{what} {typed('review', '--list')} names them, and the pages say so." if count else ""


def unfilled(handbook: Handbook) -> str:
    """Which offices nobody can ring; "" where all are filled in."""
    empty = [role.title for role in handbook.roles if not role.telephone]
    what = f"book/organisation.yml: to fill in: no telephone number yet for {listed(empty)}."
    return f"{what} Until then the pages tell people to ask for them." if empty else ""
