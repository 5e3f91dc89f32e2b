"""Finds the directives of a Markdown page and the roles in them, by line, without building the page.

MyST renders the pages; this reads what an author wrote in directives such as `:::{clause} id`, in one
pass over the lines, so that a check of a whole handbook takes milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from policybook.problems import Kind, Place, Problem

_OPENING = re.compile(r"^ {0,3}(?P<fence>:{3,}|`{3,}|~{3,})(?:\{(?P<name>[\w-]+)\})?[ \t]*(?P<argument>.*)$")
_OPTION = re.compile(r"^:(?P<name>[\w-]+):[ \t]*(?P<value>.*)$")
_ROLE = re.compile(r"\{(?P<name>[a-z-]+)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)", re.DOTALL)


@dataclass(slots=True)
class Block:
    """A directive as written: its argument, its options, and its body with the line it begins on."""

    name: str
    argument: str
    place: Place
    options: dict[str, str] = field(default_factory=dict)
    option_lines: dict[str, int] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    body_line: int = 1

    def at(self, option: str) -> Place:
        """The place of an option, or of the directive where the option is not given."""
        return Place(self.place.path, self.option_lines.get(option, self.place.line))


@dataclass(frozen=True, slots=True)
class Role:
    """A role as written: {name}`text`, on a line of the page."""

    name: str
    text: str
    line: int


def blocks(
    lines: list[str], path: str, names: Collection[str], problems: list[Problem], first: int = 1
) -> Iterator[Block]:
    """Every directive in `lines` whose name is in `names`; other fences are stepped over whole.

    `first` is the line number of lines[0]. An unclosed fence is added to `problems`.
    """
    at = 0
    while at < len(lines):
        opening = _OPENING.match(lines[at]) if lines[at].lstrip(" ")[:1] in (":", "`", "~") else None
        if not opening or (opening["fence"][0] == ":" and not opening["name"]):
            at += 1
            continue
        end = _closing(lines, at + 1, opening["fence"])
        place = Place(path, first + at)
        if end is None:
            what = f"the block “{lines[at].strip()}” is never closed."
            hint = f"End it with a line of {len(opening['fence'])} or more “{opening['fence'][0]}”."
            problems.append(Problem(Kind.DIRECTIVE, place, what, hint))
            end = len(lines)
        if opening["name"] in names:
            yield _block(opening["name"], opening["argument"].strip(), place, lines[at + 1 : end])
        at = end + 1


def _closing(lines: list[str], at: int, fence: str) -> int | None:
    """The line that closes `fence`: nothing but as many of its character, or more."""
    char, length = fence[0], len(fence)
    for number in range(at, len(lines)):
        line = lines[number].strip()
        if len(line) >= length and not line.strip(char):
            return number
    return None


def _block(name: str, argument: str, place: Place, inner: list[str]) -> Block:
    block = Block(name, argument, place)
    at = 0
    while at < len(inner) and (option := _OPTION.match(inner[at])):
        block.options[option["name"]] = option["value"].strip()
        block.option_lines[option["name"]] = place.line + 1 + at
        at += 1
    block.body = inner[at:]
    block.body_line = place.line + 1 + at
    return block


def roles(lines: list[str], first: int) -> Iterator[Role]:
    """Every role in the text, with the line it begins on."""
    text = "\n".join(lines)
    if "{" not in text:
        return
    for found in _ROLE.finditer(text):
        line = first + text.count("\n", 0, found.start())
        yield Role(found["name"], " ".join(found["text"].split()), line)


def without_roles(lines: list[str], names: Collection[str]) -> str:
    """The text with these roles taken out, and the blank lines that they leave folded into one."""
    text = "\n".join(lines)
    text = _ROLE.sub(lambda found: "" if found["name"] in names else found[0], text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def front_matter(lines: list[str]) -> tuple[Mapping[str, str], int]:
    """The `key: value` lines between leading `---` lines, and the index of the first line after them."""
    if not lines or lines[0].strip() != "---":
        return {}, 0
    for at in range(1, len(lines)):
        if lines[at].strip() == "---":
            pairs = (line.partition(":") for line in lines[1:at])
            return {key.strip(): value.strip() for key, colon, value in pairs if colon}, at + 1
    return {}, 0


def title(lines: list[str]) -> str:
    """The first level-one heading, or ""."""
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")
