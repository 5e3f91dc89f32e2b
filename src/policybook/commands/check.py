"""`policybook check`: says all that is wrong with a handbook, or nothing."""

from argparse import Namespace

from policybook.check.checked import checked
from policybook.commands.output import report, say, warn
from policybook.editions.edition import EditionError
from policybook.editions.history import vouched
from policybook.policy.problems import Kind, Place, Problem


def run(options: Namespace) -> int:
    """Check the handbook; 1 where anything is wrong. What is yet to be filled in is said last, and is not wrong."""
    found = checked(options.root)
    problems = list(found.problems)
    # What Git knows is no file's, and is asked each time.
    for edition, said in vouched(options.root, found.editions):
        if isinstance(said, EditionError):
            problems.append(Problem(Kind.EDITION, Place(edition.path), said.what, said.hint))
        elif options.history:
            say(f"Edition {edition.name} was checked against {said}.")
    for awaited in found.awaited if not problems else ():
        warn(awaited)
    return report(problems, options.json)
