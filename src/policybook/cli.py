"""The command line: the table of commands, each in a module of its own, and the exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

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
    _add(parser, COMMANDS)
    return parser


def _add(parser: argparse.ArgumentParser, table: Mapping[str, _Row], module: str = "") -> None:
    """Give a parser the commands of a table; what stands in a table within it, the outer one's module runs."""
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, (says, *arguments) in table.items():
        command = commands.add_parser(name, help=says)
        if arguments and isinstance(arguments[0], dict):
            _add(command, arguments[0], name)
            continue
        for argument, how in (*_COMMON, *arguments):
            command.add_argument(argument, **how)
        command.set_defaults(run=_in(module or name))


def _of(name: str, says: str, **how: object) -> _Argument:
    return name, {"help": says, **how}


def _flag(name: str, says: str) -> _Argument:
    return _of(name, says, action="store_true")


_Argument = tuple[str, dict[str, Any]]
_Row = tuple[Any, ...]
_COMMON = (
    _of("--root", "the handbook's folder (this one)", type=Path, default=Path()),
    _flag("--json", "print JSON, for machines"),
)
COMMANDS: Mapping[str, _Row] = {
    "check": ("say all that is wrong with the handbook",),
    "judge": (
        "what the policy says of a situation",
        _of("words", "who, what, to whom: teacher befriend pupil when sibling-at-school", nargs="+"),
    ),
    "working": (
        "a question's answer key, ready to paste",
        _of("question", "the questions' ids (all)", nargs="*"),
        _flag("--store", "write it into the page, and show what changed"),
    ),
    "words": (
        "the words that a rule or an act may use",
        _of("like", "what they should be like: access, personal information (all)", nargs="*"),
    ),
    "review": (
        "what waits for a review since its clause changed; record one",
        _of("item", "the questions, scenarios and plain lines reviewed (show what waits)", nargs="*"),
        _of("--by", "the office that reviewed them, as in book/school.yml", metavar="ROLE"),
        _of("--clause", "all that is suspect for this clause alone"),
        _flag("--all", "all that waits"),
        _flag("--list", "what the safeguarding lead has yet to sign off"),
    ),
    "adopt": (
        "freeze the policy as an edition",
        _of("--edition", "its name: year, number, correction", required=True, metavar="NAME"),
        _of("--adopted", "when it was adopted: 2026-01-31", required=True, metavar="DATE"),
        _of("--review-by", "by when it is to be reviewed", required=True, metavar="DATE"),
        _of("--minute", "where the governors' decision is minuted", default=""),
        _of(
            "--restates", "what it restates, where its own words were not adopted", default="", metavar="WHAT"
        ),
        _flag("--dry-run", "show what would be frozen, and write nothing"),
        _flag("--yes", "do not ask first, for scripts"),
        _flag("--commit", "make the Git commit too"),
    ),
    "compare": (
        "what changes from one edition to another",
        _of("old", "an edition's name, draft, or a path to a handbook.json"),
        _of("new", "the other one (draft)", nargs="?", default="draft"),
        _flag("--redline", "show the words, taken out and put in"),
        _flag("--flips", "list the situations that are judged otherwise"),
        _flag("--full", "with all combinations of facts: some minutes"),
    ),
    "propose": (
        "what proposals would do if adopted",
        _of("proposal", "their ids, P4 P5 (list them all)", nargs="*"),
        _flag("--redline", "show each clause's words from end to end"),
        _of("--facts", "how many facts at once, in decisions (2)", type=int, choices=(0, 1, 2), default=2),
        _flag("--take-in", "write their words into the working draft"),
        _flag("--yes", "with --take-in: do not ask first, for scripts"),
    ),
    "record": (
        "what people's completion records come to",
        {
            "verify": (
                "mark records again from their answers",
                _of("file", "the files that people have sent", type=Path, nargs="+"),
                _of("--log", "add each record to this log, once", type=Path, metavar="CSV"),
                _of("--initials", "who talked it over with them, for the log", default=""),
            )
        },
    ),
    "export": (
        "write the handbook as one file",
        _of("file", "where to write it (JSON: the screen)", type=Path, nargs="?"),
        _of("--to", "the bank for a learning platform", choices=("json", "moodle", "qti"), default="json"),
    ),
}
"""What each command says of itself, with its arguments or a table of the commands in it."""
