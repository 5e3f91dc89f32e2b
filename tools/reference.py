"""Write the pages of the reference that the program says of itself: `python -m tools.reference`.

Its problems come from the list of kinds and from the house rules' docstrings, its commands from the parser, the keys of
`handbook.json` from its schema. The other pages are written by hand, and held to the program by tests/engine/tools/test_reference.py.
"""

import argparse
import ast
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import policybook
from policybook.check.run import RULES
from policybook.cli import parser
from policybook.policy import problems

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
PACKAGE = Path(policybook.__file__).parent


def kinds() -> dict[str, str]:
    """The kinds of problems, and what each is: the words under it in the one list of them."""
    tree = ast.parse(inspect.getsource(problems.Kind)).body[0]
    assert isinstance(tree, ast.ClassDef)
    lines = [line for line in tree.body[1:] if isinstance(line, ast.Assign | ast.Expr)]
    said = [str(getattr(line.value, "value", "")) for line in lines]
    return dict(zip(said[::2], said[1::2], strict=True))


def of_problems() -> str:
    """The page of what the check refuses."""
    parts = [
        "# What the check refuses",
        "`policybook check` prints a line for each problem: file, line, what is wrong, what to do, and its kind in brackets.\n"
        "It ends with exit code 1 where there is any. These are the kinds, and the rules of the house under each.",
    ]
    for kind, words in kinds().items():
        rules = [rule for rule in RULES if rule.kinds[0].value == kind]
        parts += [f"## `{kind}`", words]
        parts += [
            "\n".join(
                f"- {inspect.cleandoc(rule.find.__doc__ or '').replace(chr(10) * 2, chr(10))}"
                for rule in rules
            )
        ]
    return "\n\n".join(filter(None, parts)) + "\n"


def of_commands() -> str:
    """The page of the command line."""
    parts = ["# The command line", "Exit code 0: all is well. 1: something is wrong. 2: no such command."]
    for name, command in _commands(parser(), ""):
        parts += [f"## `policybook {name}`", f"{command.description}.", *_table(command)]
    return "\n\n".join(parts) + "\n"


def _commands(of: argparse.ArgumentParser, above: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command by the words that it is called by."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                below = list(_commands(command, f"{above}{name} "))
                yield from below or [(f"{above}{name}", command)]


def _table(command: argparse.ArgumentParser) -> Iterator[str]:
    rows = []
    for action in command._actions:
        if not isinstance(action, argparse._HelpAction):
            taken = action.metavar or (
                " \\| ".join(map(str, action.choices)) if action.choices else action.dest.upper()
            )
            named = f"`{action.option_strings[0]}`" if action.option_strings else f"`{action.dest}`"
            value = f" {taken}" if action.option_strings and action.nargs != 0 else ""
            rows.append(f"| {named}{value} | {action.help} |")
    yield "\n".join(("| | |", "| --- | --- |", *rows))


_API = """# The Python API

What stands here runs on the standard library alone, and so in a browser. A room imports only rooms below it: `policy` nothing, \
`judging` the policy, `training` both, and `editions` all of them.

```pycon
>>> from policybook.editions.handbook_json import from_json, to_json
>>> from policybook.policy.handbook import Handbook
>>> from policybook.policy.model import Vocabulary
>>> len(from_json(to_json(Handbook(Vocabulary()))).clauses)
0

```"""


def of_api() -> str:
    """The page of the modules that others may build on, each described by its own docstrings."""
    parts = [_API]
    for room in ("policy", "judging", "training", "editions"):
        names = sorted(one.stem for one in (PACKAGE / room).glob("*.py") if one.stem != "__init__")
        shown = "\n".join(f".. automodule:: policybook.{room}.{name}\n   :members:\n" for name in names)
        parts.append(f"## `policybook.{room}`\n\n```{{eval-rst}}\n{shown}```")
    return "\n\n".join(parts) + "\n"


_JSON = """# `handbook.json`, key by key

This is what the JSON schema in the package, `policybook/handbook.schema.json`, says. A key that is *optional* is left out where there is \
nothing to say. What stands in `[…]` is a list; an id is lower-case words joined by hyphens, and permanent."""
_SHARED = {"id": "id", "strings": "[text]", "sha256": "sha256", "edition-name": "text"}


def of_handbook_json() -> str:
    """The page of the keys of an exported handbook."""
    schema = json.loads((PACKAGE / "handbook.schema.json").read_text("utf-8"))
    parts = [_JSON, _keys(schema, "")]
    for name, one in schema["$defs"].items():
        if name not in _SHARED:
            inner = one.get("additionalProperties") or one
            parts += [f"({name})=\n## `{name}`", _keys(inner, "")]
    return "\n\n".join(parts) + "\n"


def _keys(of: dict[str, Any], above: str) -> str:
    rows = [f"| `{key}` | {shape} | {what} |" for key, shape, what in _rows(of, above)]
    return "\n".join(("| key | shape | what it holds |", "| --- | --- | --- |", *rows))


def _rows(of: dict[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    """Each key below something, with its shape and what it holds."""
    for name, one in of.get("properties", {}).items():
        optional = "" if name in of.get("required", ()) else ", *optional*"
        yield (
            f"{above}{name}",
            f"{_shape(one)}{optional}",
            one.get("description", "Its id" if name == "id" else ""),
        )
        within = one.get("items") or {}
        yield from _rows(within, f"{above}{name}[].")
        yield from _rows(one, f"{above}{name}.")


def _shape(one: dict[str, Any]) -> str:
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        return _SHARED.get(name, f"[`{name}`](#{name})")
    if "items" in one:
        return f"[{_shape(one['items'])}]"
    if "enum" in one or "const" in one:
        return ", ".join(
            f"`{json.dumps(value).strip(chr(34))}`" for value in one.get("enum", [one.get("const")])
        )
    kinds = one.get("type", "")
    names = {"string": "text", "integer": "number", "boolean": "`true` or `false`", "null": "null"}
    found = [names.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    return " or ".join(found)


PAGES = {
    "problems.md": of_problems,
    "commands.md": of_commands,
    "api.md": of_api,
    "handbook-json.md": of_handbook_json,
}


def main() -> int:
    """Write each page that says something else than the program."""
    for name, page in PAGES.items():
        if (FOLDER / name).read_text("utf-8") != page() if (FOLDER / name).is_file() else True:
            (FOLDER / name).write_text(page(), "utf-8")
            print(f"docs/reference/{name}: written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main())
