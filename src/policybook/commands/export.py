"""`policybook export`: writes the whole handbook, or its questions for a learning platform, into one file."""

from argparse import Namespace

from policybook.check.run import check
from policybook.commands.output import refuse, report, say
from policybook.editions.handbook_json import to_json
from policybook.files import write
from policybook.load import load
from policybook.portable import FORMATS


def run(options: Namespace) -> int:
    """Write the handbook as JSON, or its bank for a platform. Raises HandbookError and OSError.

    No question leaves a handbook in which something is wrong.
    """
    if options.to == "json":
        text = to_json(load(options.root))
        if options.file:
            write(options.file, text)
        else:
            say(text)
        return 0
    if not options.file:
        return refuse(f"say where to write it: export --to {options.to} FILE")
    handbook, problems = check(options.root)
    if problems:
        return report(problems, options.json)
    write(options.file, FORMATS[options.to](handbook))
    return 0
