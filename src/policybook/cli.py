"""The command line: the table of commands, each in a module of its own, and the exit code."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from policybook.commands.output import ended_quietly, refuse, report
from policybook.policy.problems import HandbookError
from policybook.policy.tokens import LanguageError


def _in(module: str) -> Callable[[argparse.Namespace], int]:
    """The command that a module runs; imported when it is, so that no command waits for what another needs."""
    return lambda options: int(import_module(f"policybook.{module}").run(options))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something is wrong, 2 for a command it does not know."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return ended_quietly(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except HandbookError as error:
        return report(error.problems, options.json)
    except BrokenPipeError:
        raise
    except (LanguageError, OSError) as error:
        return refuse(error)


Adds = Callable[..., Any]
"""Adds an argument to a command, as argparse has it."""


def parser() -> argparse.ArgumentParser:
    """The commands, with what each takes."""
    what = "A policy handbook whose training follows its policy."
    whole = argparse.ArgumentParser(prog="policybook", description=what)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=Path(), help="the handbook's folder (this one)")
    common.add_argument("--json", action="store_true", help="print JSON, for machines")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, what: str, module: str = "") -> Adds:
        made = commands.add_parser(name, parents=[common], help=what, description=what)
        made.set_defaults(run=_in(module or f"commands.{name}"))
        return made.add_argument

    add = command("new", "begin a handbook in a folder of its own")
    add("name", help="what the organisation is called: the folder is named after it")
    add = command("check", "say all that is wrong with the handbook")
    add("--history", action="store_true", help="say too what each edition was checked against")
    add = command("judge", "what the policy says of a situation")
    add("words", nargs="+", help="who, what, to whom: worker lend key when visitor-present")
    add = command("working", "a question's answer key, ready to paste")
    add("question", nargs="*", help="the questions' ids (all)")
    add("--store", action="store_true", help="write all that is worked out into pages and stories")
    _add_covered(command("covered", "whom each rule reaches"))
    add = command("notebooks", "run stories, and store what they print")
    add("notebook", nargs="*", help="their ids or paths (those that are out of date)")
    add("--all", action="store_true", help="every one")
    add = command("words", "the words that a rule or an act may use")
    add("like", nargs="*", help="what they should be like: access, personal information (all)")
    _add_review(command("review", "what waits for a review since its clause changed; record one"))
    _add_adopt(command("adopt", "freeze the policy as an edition"))
    _add_compare(command("compare", "what changes from one edition to another"))
    _add_propose(command("propose", "what proposals would do if adopted"))

    _add_base(command("base", "what is otherwise than in the handbook that this one extends"))

    record = commands.add_parser("record", help="what people's completion records come to")
    doings = record.add_subparsers(title="commands", required=True, metavar="COMMAND")
    again = "mark records again from their answers"
    verify = doings.add_parser("verify", parents=[common], help=again, description=again)
    verify.add_argument("file", type=Path, nargs="+", help="the files that people have sent")
    verify.add_argument("--log", type=Path, metavar="CSV", help="add each record to this log, once")
    verify.add_argument("--initials", default="", help="who talked it over with them, for the log")
    verify.set_defaults(run=_in("commands.record"))

    add = command("export", "write the handbook as one file")
    add("file", type=Path, nargs="?", help="where to write it (JSON: the screen)")
    formats = ("json", "moodle", "qti")
    add("--to", choices=formats, default="json", help="the bank for a learning platform")
    add = command("site", "build the site, and show it to whoever is at a terminal", "site.build")
    serve = argparse.BooleanOptionalAction
    add("--serve", action=serve, help="serve it afterwards wherever this runs, or never")
    add("--port", type=int, default=8000, help="the first port to try (8000)")
    add = command("serve", "build the site again at each change, and show it", "site.live")
    add("--port", type=int, default=0, help="the port (any that is free)")
    add("--watch", action="append", default=[], metavar="FOLDER", help="what else to build again for")
    return whole


def _add_covered(add: Adds) -> None:
    add("clause", nargs="*", help="ids of clauses or of guidance (all)")
    add("--store", action="store_true", help="write the page of who is covered, and show what changed")


def _add_review(add: Adds) -> None:
    add("item", nargs="*", help="the questions, scenarios and plain lines reviewed (show what waits)")
    add("--by", metavar="ROLE", help="the office that reviewed them, as in book/organisation.yml")
    add("--clause", help="all that is suspect for this clause alone")
    add("--all", action="store_true", help="all that waits")
    add("--list", action="store_true", help="what has yet to be signed off")


def _add_adopt(add: Adds) -> None:
    add("--edition", required=True, metavar="NAME", help="its name: year, number, correction")
    add("--adopted", required=True, metavar="DATE", help="when it was adopted: 2026-01-31")
    add("--review-by", required=True, metavar="DATE", help="by when it is to be reviewed")
    add("--minute", default="", help="where the decision is minuted")
    restates = "what it restates, where its own words were not adopted"
    add("--restates", default="", metavar="WHAT", help=restates)
    add("--dry-run", action="store_true", help="show what would be frozen, and write nothing")
    add("--yes", action="store_true", help="do not ask first, for scripts")
    add("--commit", action="store_true", help="make the Git commit too")


def _add_compare(add: Adds) -> None:
    add("old", help="an edition's name, draft, base, or a path to a handbook.json")
    add("new", nargs="?", default="draft", help="the other one (draft)")
    add("--redline", action="store_true", help="show the words, taken out and put in")
    add("--flips", action="store_true", help="list the situations that are judged otherwise")
    add("--full", action="store_true", help="with all combinations of facts: half a minute")


def _add_base(add: Adds) -> None:
    add("item", nargs="*", help="what to have as that handbook has it: ids, and words")
    add("--release", type=Path, metavar="FILE", help="take this new release of it in")
    add("--yes", action="store_true", help="do not ask first, for scripts")


def _add_propose(add: Adds) -> None:
    add("proposal", nargs="*", help="their ids, P4 P5 (list them all)")
    add("--redline", action="store_true", help="show each clause's words from end to end")
    add("--facts", type=int, choices=(0, 1, 2), default=2, help="how many facts at once, in decisions (2)")
    add("--take-in", action="store_true", help="write their words into the working draft")
    add("--yes", action="store_true", help="with --take-in: do not ask first, for scripts")
