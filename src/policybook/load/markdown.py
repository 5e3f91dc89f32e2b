"""Finds the directives of a Markdown page and the roles in them, by line, without building the page.

MyST renders the pages; this reads what an author wrote in directives such as `:::{clause} id`, in one
pass over the lines, so that a check of a whole handbook takes milliseconds. It reads what stands at the margin in
the one spelling that authors use, and only where MyST runs it too: `policybook.load.net` refuses what is left.
"""

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

from policybook.policy.problems import Kind, Place, Problem

_FENCE = re.compile(
    r"(?P<before>(?:[ \t]*(?:[-+*:]|[0-9]{1,9}[.)]|\[\^[^\]]+\]:)(?=[ \t]))*[ \t]*)"
    r"(?P<fence>:{3,}|`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)"
)
"""A line that begins a fence: at the margin, indented, or first in an item of a list and its like."""
_CLOSING = re.compile(r"(?P<before> *)(?P<fence>:{3,}|`{3,}|~{3,})[ \t]*")
_NAMED = re.compile(r"\{(?P<name>[^\s{}]+)\}(?:[ \t]+(?P<argument>\S.*)?)?")
_MAY_OPEN = frozenset(":`~-+*[0123456789\t")
"""What a line begins with that may be a fence."""
DIRECTIVES = ("clause", "interpretation", "guidance", "question")
"""The directives that a handbook is made of."""
CHANGES = ("amend", "add", "retire", "settle", "word", "source")
PROPOSED = ("proposal", "together", *CHANGES)
"""The directives of proposals."""
PREFIX = "policybook-"
"""What may stand before the name of each of our directives, where another extension of Sphinx has one of that name."""
_CODE = ("code", "code-block", "sourcecode")
_OPTION = re.compile(r":(?P<name>[\w-]+):(?P<value>.*)")
# Each run of backticks is taken whole (`(?!`)`), so that nothing is tried twice; written without possessive
# quantifiers, which some releases of Python 3.11 get wrong.
_INLINE = re.compile(
    r"[{`\\](?:"
    r"(?<=\{)(?P<name>[\w+:-]+)\}(?P<ticks>`+)(?!`)(?P<text>[^`]+(?:(?!(?P=ticks))`+[^`]+)*)(?P=ticks)"
    r"|(?<=`)(?P<code>`*)(?!`)"
    r"(?:[^`\n]*(?:(?:\n(?![ \t]*\n)|(?!`(?P=code)(?!`))`+(?!`))[^`\n]*)*`(?P=code)(?!`))?"
    r"|(?<=\\)[\\`{])",
    re.DOTALL,
)
"""A role, a piece of code, or a character that is taken as it is: whichever begins first hides the others."""
_BROKEN = re.compile(r"\n[ \t]*(?:[-+*>#:|%<~=\n]|[0-9]+[.)]|$)")
"""Inside a role: a line with which a new paragraph, item or heading begins, so that it is none."""


class Role(NamedTuple):
    """A role as written: {name}`text`, on a line of the page, and from where to where it stands in its text."""

    name: str
    text: str
    line: int
    start: int
    end: int


class Inline:
    """A text with the roles in it, found in one pass."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.text = "\n".join(lines)
        self.roles: list[Role] = []
        line, counted = first, 0
        for found in _INLINE.finditer(self.text) if "{" in self.text else ():
            name, _, words, _ = found.groups()
            if name is None or ("\n" in words and _BROKEN.search(words)):
                continue
            start = found.start()
            line += self.text.count("\n", counted, start)
            counted = start
            self.roles.append(Role(name, " ".join(words.split()), line, start, found.end()))

    def without(self, names: Collection[str]) -> str:
        """The text with the roles of these names taken out, as `without` does it."""
        return without(self.text, (role for role in self.roles if role.name in names))


def without(text: str, roles: Iterable[Role], start: int = 0, end: int | None = None) -> str:
    """A text from one place to another with these roles taken out, and the blank lines that they leave folded into one."""
    pieces, at = [], start
    for role in roles:
        pieces.append(text[at : role.start])
        at = role.end
    left = "".join((*pieces, text[at:end])).strip()
    if "\n" in left:
        left = "\n".join(map(str.rstrip, left.split("\n")))
    return re.sub(r"\n{3,}", "\n\n", left) if "\n\n\n" in left else left


def spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each role and each piece of code stands in a text."""
    return (found.span() for found in _INLINE.finditer(text))


def lines_before(text: str) -> Callable[[int], int]:
    """What tells how many lines end before a place in a text, without counting them anew for each."""
    return partial(bisect, [end.end() for end in re.finditer("\n", text)])


def names_in(text: str, joiner: str = ",") -> tuple[str, ...]:
    """The names of a list in words."""
    return tuple(name.strip() for name in text.split(joiner) if name.strip())


@dataclass
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

    def names(self, option: str, joiner: str = ",") -> tuple[str, ...]:
        """The names that an option lists; none where it is not given."""
        return names_in(self.options.get(option, ""), joiner)

    @cached_property
    def inline(self) -> Inline:
        """The body with its roles."""
        return Inline(self.body, self.body_line)


class Fence(NamedTuple):
    """Lines that stand apart, from the index that opens them to the one that closes them: a directive or code.

    `name` is that of a directive at the margin, spelt as authors spell it, and "" for everything else.
    """

    name: str
    argument: str
    start: int
    end: int
    is_code: bool = False

    def block(self, lines: list[str], path: str, first: int = 1) -> Block:
        """The directive that it is, out of the lines in which it was found."""
        block = Block(self.name, self.argument, Place(path, first + self.start))
        at = self.start + 1
        while at < self.end and (option := _OPTION.match(lines[at])):
            block.options[option["name"]] = option["value"].strip()
            block.option_lines[option["name"]] = first + at
            at += 1
        block.body, block.body_line = lines[at : self.end], first + at
        return block


def blocks(
    lines: list[str], path: str, names: Collection[str], problems: list[Problem], first: int = 1
) -> Iterator[Block]:
    """Every directive in `lines` whose name is in `names`; other fences are stepped over whole.

    `first` is the line number of lines[0]. An unclosed fence is added to `problems`.
    """
    found = fences(lines, path, problems, first)
    return (fence.block(lines, path, first) for fence in found if fence.name in names)


def fences(lines: list[str], path: str, problems: list[Problem], first: int = 1) -> Iterator[Fence]:
    """Everything in `lines` that stands apart, as MyST finds it; what is not sure is added to `problems`."""
    at = past_front_matter(lines) if first == 1 else 0
    while at < len(lines):
        if lines[at].lstrip(" ")[:1] in _MAY_OPEN and (opening := _FENCE.match(lines[at])):
            fence = _fence(lines, at, opening, path, problems, first)
            yield fence
            at = fence.end
        at += 1


def past_front_matter(lines: list[str]) -> int:
    """The index of the first line after the front matter."""
    opening = re.match("-{3,}", lines[0]) if lines else None
    if opening:
        closing = re.compile(rf" {{0,3}}-{{{opening.end()},}}[ \t]*|\.\.\.[ \t]*")
        return next((at + 1 for at in range(1, len(lines)) if closing.fullmatch(lines[at])), 0)
    return 0


def _fence(
    lines: list[str], at: int, opening: re.Match[str], path: str, problems: list[Problem], first: int
) -> Fence:
    fence, info = opening["fence"], opening["info"]
    before = opening["before"]
    end, closed = _closing(lines, at + 1, fence, len(before.expandtabs(4)))
    if not closed or before.strip():
        what = f"the block “{lines[at].strip()}” is never closed."
        hint = f"End it with a line of {len(fence)} or more “{fence[0]}”."
        if before.strip():
            what = f"the block “{fence}{info}” begins in the middle of a line."
            hint = "Begin it on a line of its own."
        problems.append(Problem(Kind.DIRECTIVE, Place(path, first + at), what, hint))
    named = _NAMED.fullmatch(info)
    if named and not before:
        return Fence(
            named["name"].removeprefix(PREFIX),
            (named["argument"] or "").strip(),
            at,
            end,
            named["name"] in _CODE,
        )
    word = info.split(maxsplit=1)[0] if info.strip() else ""
    is_code = fence[0] != ":" and (not word.startswith("{") or word.strip("{}") in _CODE)
    return Fence("", "", at, end, is_code)


def _closing(lines: list[str], at: int, fence: str, indent: int) -> tuple[int, bool]:
    """The line that closes a fence, nothing but as many of its character, or more; and whether there is one.

    An indented fence may stand in a list, which would end it at a line that is indented less: that is no closing.
    """
    for number in range(at, len(lines)):
        line = lines[number]
        if indent and line.strip() and len(line) - len(line.lstrip(" ")) < indent and line[0] != "\t":
            return number - 1, False
        if fence in line and (closing := _CLOSING.fullmatch(line)) and closing["fence"].startswith(fence):
            before = len(closing["before"])
            if before <= max(3, indent):
                return number, True
            if indent:
                return number, False
    return len(lines), False


def front_matter(lines: list[str]) -> Mapping[str, str]:
    """The `key: value` lines of the front matter."""
    pairs = (line.partition(":") for line in lines[1 : max(past_front_matter(lines) - 1, 1)])
    return {key.strip(): value.strip() for key, colon, value in pairs if colon}


def title(lines: list[str]) -> str:
    """The first level-one heading, or ""."""
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")
