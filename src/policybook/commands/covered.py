"""`policybook covered`: whom each rule reaches, or the page that says so of all of them."""

from argparse import Namespace

from policybook.commands.output import refuse, say
from policybook.commands.working import store_tables
from policybook.judging import covered
from policybook.load import load
from policybook.policy.model import Clause, Guidance
from policybook.policy.problems import nearest


def run(options: Namespace) -> int:
    """Print who is covered by the clauses and guidance named, by all of them, or store the page and say what changed."""
    handbook = load(options.root)
    if options.store:
        say("\n".join(store_tables(handbook, options.root, make=True)))
        return 0
    holders: dict[str, Clause | Guidance] = {**handbook.clauses, **handbook.guidance_by_id}
    for name in options.clause:
        if name not in holders:
            hint = nearest(name, holders)
            return refuse(f"there is no clause or guidance “{name}”. {hint}".rstrip())
    for name in options.clause or [name for name, one in holders.items() if one.norms]:
        say(f"{name}:\n{covered.covered(handbook, name)}\n")
    return 0
