"""The command line: the table of commands, each in a module of its own, and the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from policybook.commands.output import ended_quietly, refuse, report
from policybook.policy.problems import HandbookError
from policybook.policy.tokens import LanguageError


def _in(module: str) -> Callable[[argparse.Namespace], int]:
    """The command that a module runs; imported when it is, so that no command waits for what another needs."""
    return lambda options: int(import_module(f"policybook.commands.{module}").run(options))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something is wrong, 2 for a command it does not know."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return ended_quietly(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except HandbookError as error:
        return report(error.problems, options.json)
    except BrokenPipeError:
        raise
    except (LanguageError, OSError) as error:
        return refuse(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policybook", description="A policy handbook whose training follows its policy."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=Path(), help="the handbook's folder (this one)")
    common.add_argument("--json", action="store_true", help="print JSON, for machines")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    check = commands.add_parser("check", parents=[common], help="say all that is wrong with the handbook")
    check.set_defaults(run=_in("check"))

    judge = commands.add_parser("judge", parents=[common], help="what the policy says of a situation")
    judge.add_argument(
        "words", nargs="+", help="who, what, to whom: teacher befriend pupil when sibling-at-school"
    )
    judge.set_defaults(run=_in("judge"))

    shown = commands.add_parser("working", parents=[common], help="a question's answer key, ready to paste")
    shown.add_argument("question", nargs="*", help="the questions' ids (all)")
    shown.add_argument("--store", action="store_true", help="write it into the page, and show what changed")
    shown.set_defaults(run=_in("working"))

    words = commands.add_parser("words", parents=[common], help="the words that a rule or an act may use")
    words.add_argument("like", nargs="*", help="what they should be like: access, personal information (all)")
    words.set_defaults(run=_in("words"))

    _review_parser(commands, common)
    _adopt_parser(commands, common)
    _compare_parser(commands, common)
    _propose_parser(commands, common)
    _record_parser(commands, common)

    export = commands.add_parser("export", parents=[common], help="write the handbook as one file")
    export.add_argument("file", type=Path, nargs="?", help="where to write it (JSON: the screen)")
    export.add_argument(
        "--to", choices=("json", "moodle", "qti"), default="json", help="the bank for a learning platform"
    )
    export.set_defaults(run=_in("export"))
    return parser


def _review_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    review = commands.add_parser(
        "review", parents=[common], help="what waits for a review since its clause changed; record one"
    )
    review.add_argument(
        "item", nargs="*", help="the questions, scenarios and plain lines reviewed (show what waits)"
    )
    review.add_argument("--by", metavar="ROLE", help="the office that reviewed them, as in book/school.yml")
    review.add_argument("--clause", help="all that is suspect for this clause alone")
    review.add_argument("--all", action="store_true", help="all that waits")
    review.add_argument("--list", action="store_true", help="what the safeguarding lead has yet to sign off")
    review.set_defaults(run=_in("review"))


def _adopt_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    adopt = commands.add_parser("adopt", parents=[common], help="freeze the policy as an edition")
    adopt.add_argument("--edition", required=True, metavar="NAME", help="its name: year, number, correction")
    adopt.add_argument("--adopted", required=True, metavar="DATE", help="when it was adopted: 2026-01-31")
    adopt.add_argument("--review-by", required=True, metavar="DATE", help="by when it is to be reviewed")
    adopt.add_argument("--minute", default="", help="where the governors' decision is minuted")
    adopt.add_argument(
        "--restates",
        default="",
        metavar="WHAT",
        help="what it restates, where its own words were not adopted",
    )
    adopt.add_argument("--dry-run", action="store_true", help="show what would be frozen, and write nothing")
    adopt.add_argument("--yes", action="store_true", help="do not ask first, for scripts")
    adopt.add_argument("--commit", action="store_true", help="make the Git commit too")
    adopt.set_defaults(run=_in("adopt"))


def _compare_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    compare = commands.add_parser(
        "compare", parents=[common], help="what changes from one edition to another"
    )
    compare.add_argument("old", help="an edition's name, draft, or a path to a handbook.json")
    compare.add_argument("new", nargs="?", default="draft", help="the other one (draft)")
    compare.add_argument("--redline", action="store_true", help="show the words, taken out and put in")
    compare.add_argument("--flips", action="store_true", help="list the situations that are judged otherwise")
    compare.add_argument("--full", action="store_true", help="with all combinations of facts: some minutes")
    compare.set_defaults(run=_in("compare"))


def _propose_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    propose = commands.add_parser("propose", parents=[common], help="what proposals would do if adopted")
    propose.add_argument("proposal", nargs="*", help="their ids, P4 P5 (list them all)")
    propose.add_argument("--redline", action="store_true", help="show each clause's words from end to end")
    propose.add_argument(
        "--facts", type=int, choices=(0, 1, 2), default=2, help="how many facts at once, in decisions (2)"
    )
    propose.add_argument("--take-in", action="store_true", help="write their words into the working draft")
    propose.add_argument("--yes", action="store_true", help="with --take-in: do not ask first, for scripts")
    propose.set_defaults(run=_in("propose"))


def _record_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    record = commands.add_parser("record", help="what people's completion records come to")
    doings = record.add_subparsers(title="commands", required=True, metavar="COMMAND")
    verify = doings.add_parser("verify", parents=[common], help="mark records again from their answers")
    verify.add_argument("file", type=Path, nargs="+", help="the files that people have sent")
    verify.add_argument("--log", type=Path, metavar="CSV", help="add each record to this log, once")
    verify.add_argument("--initials", default="", help="who talked it over with them, for the log")
    verify.set_defaults(run=_in("record"))
