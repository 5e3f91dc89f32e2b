"""Refuses what looks like a directive or a role of ours and was not read, so that MyST runs nothing unseen.

`policybook.load.markdown` reads one spelling, at the margin of a page. Whatever else MyST might run (a capital, a space,
a place in a note or a list), and whatever it would not run though it looks read (in a comment, in code), is a problem.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from policybook.load.desk import Desk
from policybook.load.markdown import DIRECTIVES, PROPOSED, Block, Fence, fences, lines_before
from policybook.policy.problems import Kind, Place, Problem

_READ: Mapping[str, tuple[str, ...]] = {
    "clause": ("norm", "plain"),
    "interpretation": ("reading",),
    "guidance": ("norm",),
    "question": ("act", "says", "whom", "joined", "soon"),
    "amend": ("norm", "plain", "why"),
    "add": ("norm", "plain", "why"),
    "settle": ("reading",),
}
"""The roles that are read in each directive."""
_DIRECTIVES = (*DIRECTIVES, *PROPOSED)
READ_ROLES = tuple(dict.fromkeys(role for roles in _READ.values() for role in roles))
CITING = ("interp", "scenario", "edition", "role", "term", "verb", "contrast")
_PLAIN = {name: {*_READ.get(name, ()), *_DIRECTIVES, *CITING} for name in _DIRECTIVES}
"""The roles that may stand in each directive without a second look."""
_NAMES = "|".join((*_DIRECTIVES, *READ_ROLES, *CITING, "doctest"))
_OURS = re.compile(rf"(?i)\{{[ \t]*({_NAMES})[ \t]*\}}")
_BARE = re.compile(rf"(?im)^[^\w\n`]*?(?<!:):{{3,}}(?!:)[ \t]*({'|'.join(_DIRECTIVES)})\b")
_MARKS = {":": 2, "`": 3, "~": 3}
"""How many of these begin a block, or are meant to."""
_COMMENT = re.compile(r"^[ \t>]*%.*|<!--.*", re.MULTILINE)
_ODD = ("%", "<!", "\n<", "\t", "::", "~~~", "\n    ")
"""What may hide something in a block, so that it needs a second look."""
_TEST, _TESTED = "\n```{doctest}\n", 2
_OPTION = re.compile(r"^- \[[ xX1-9]\] ", re.MULTILINE)
_MOST = 300
"""Roles in a block: ten times as many as anybody needs."""
_SHOWS_NONE = ("book/policy/", "quizzes/", "proposals/")


def refuse(desk: Desk, path: str, lines: list[str], apart: Iterable[Fence], read: Sequence[Block]) -> None:
    """Note everything on a page that looks like ours and is not among the blocks that were read.

    Code that only shows how something is written may stand on a page that holds neither policy nor questions.
    """
    starts = {block.place.line - 1 for block in read}
    at = 0
    for fence in (*(fence for fence in apart if fence.start in starts), None):
        between = lines[at : fence.start if fence else len(lines)]
        if any(between):
            desk.problems += _unread(between, path, at + 1)
        at = fence.end + 1 if fence else at
    for block in read:
        if len(block.inline.roles) > _MOST:
            what = f"this {block.name} holds more than {_MOST} roles, and they are not read."
            desk.add(Kind.DIRECTIVE, block.place, what, "Split it.")
            block.inline.roles.clear()
        elif not _is_plain(block):
            desk.problems += _in_block(block)


def refuse_in_cell(desk: Desk, place: Place, source: str) -> None:
    """Note everything in a notebook's Markdown that looks like ours: nothing is read from there."""
    found = _unread(source.split("\n"), place.path, 1)
    desk.problems += [Problem(problem.kind, place, problem.what, problem.hint) for problem in found]


def _is_plain(block: Block) -> bool:
    """Whether all that looks like ours in a block was read, told at a glance."""
    text, roles, plain = block.inline.text, block.inline.roles, _PLAIN[block.name]
    # A question ends with its one doctest, and its roles are read from the first option on.
    tests = int(block.name == "question" and text.count(_TEST) == 1 and text.count("```") == _TESTED)
    if text.count("{") != len(roles) + tests or ("```" in text and not tests):
        return False
    if any(odd in text for odd in _ODD):
        return False
    options = text.find("\n- [") if block.name == "question" else -1
    return all(role.name in plain and (role.start > options or role.name not in READ_ROLES) for role in roles)


def _in_block(block: Block) -> Iterator[Problem]:
    """What is wrong in a block: a comment, or something of ours that is not read there."""
    path, first, text = block.place.path, block.body_line, block.inline.text
    before = lines_before(text)
    for comment in _COMMENT.finditer(text):
        what = f"the comment “{comment[0].strip()[:40]}” stands in a {block.name}, as if it were part of it."
        place = Place(path, first + before(comment.start()))
        yield Problem(Kind.DIRECTIVE, place, what, "Take it out, or put it above the block.")
    apart = list(fences(block.body, path, [], first))
    read = {role.start for role in block.inline.roles if _is_read(role.name, role.line - first, block, apart)}
    tests = {fence.start for fence in apart if block.name == "question" and fence.name == "doctest"}
    for look in _looks(block.inline.text):
        if look.at not in read and not (look.name == "doctest" and look.line in tests):
            yield look.problem(path, first)


def _is_read(name: str, line: int, block: Block, apart: Iterable[Fence]) -> bool:
    """Whether a role is read on this line of the block, counted from 0: not in code or in another block."""
    if name not in _READ.get(block.name, ()) or any(f.start <= line <= f.end for f in apart):
        return False
    if block.name == "question" and not any(map(_OPTION.match, block.body[: line + 1])):
        return False
    is_indented = block.body[line].startswith(("    ", "\t"))
    return not is_indented or bool(line and block.body[line - 1].strip())


class _Look(NamedTuple):
    """Something that looks like ours: its name, where it stands in its text, how it is written, the fence before it."""

    name: str
    at: int
    line: int
    written: str
    fence: str
    before: str

    def problem(self, path: str, first: int) -> Problem:
        """What to say of it, where it was not read."""
        name, place = self.name, Place(path, first + self.line)
        if name in READ_ROLES and not self.fence:
            homes = ", ".join(home for home, roles in _READ.items() if name in roles)
            hint = f"Write it as “{{{name}}}`…`”, outside comments and code, in one of these blocks: {homes}."
            return Problem(Kind.DIRECTIVE, place, f"“{self.written}” is not read here.", hint)
        if not self.fence:
            what = f"“{self.written}” is not read as a citation."
            return Problem(Kind.DIRECTIVE, place, what, f"Write it as “{{{name}}}”.")
        what = f"“{self.fence}{self.written}” looks like the beginning of a block, and is not read."
        marks = "```" if name == "doctest" else ":::"
        hint = f"Write “{marks}{{{name}}}” at the start of a line, outside every other block, list, comment and piece of code."
        if name in PROPOSED and not path.startswith("proposals/"):
            hint = "It belongs on a page in proposals/."
        return Problem(Kind.DIRECTIVE, place, what, hint)


def _looks(text: str) -> Iterator[_Look]:
    """Everything in a text that looks like ours; a citation in its usual spelling is none."""
    before = lines_before(text)
    for found in sorted((*_OURS.finditer(text), *_BARE.finditer(text)), key=lambda found: found.start(1)):
        at = found.start() if found[0][0] == "{" else found.start(1)
        begins = max(text.rfind("\n", 0, at) + 1, at - 500)
        stem = text[begins:at].rstrip(" \t")
        marks = len(stem) - len(stem.rstrip(stem[-1:] or " "))
        is_fenced = stem[-1:] in _MARKS and marks >= _MARKS[stem[-1:]]
        name = found[1].lower()
        if is_fenced or found[0] != f"{{{name}}}" or name in READ_ROLES:
            fence = text[begins + len(stem) - marks : at] if is_fenced else ""
            yield _Look(
                name, at, before(at), text[at : found.end()], fence, stem[:-marks] if is_fenced else stem
            )


def _unread(lines: list[str], path: str, first: int) -> Iterable[Problem]:
    """What looks like ours in lines of which none is read; code may show it, unless policy may stand on the page."""
    text = "\n".join(lines)
    if "{" not in text and ":::" not in text:
        return
    may_show = not path.startswith(_SHOWS_NONE)
    apart = list(fences(lines, path, [], first))
    said = [fence for fence in apart if fence.is_code] if may_show else []
    for look in _looks(text):
        is_shown = may_show and len(re.findall("`+", look.before)) % 2 == 1
        is_shown = is_shown or any(fence.start < look.line < fence.end for fence in said)
        if not is_shown and look.name != "doctest":
            yield look.problem(path, first)
            # What stands in a block that is not read is not read either: that goes without saying.
            said += [fence for fence in apart if look.fence and fence.start <= look.line <= fence.end]
