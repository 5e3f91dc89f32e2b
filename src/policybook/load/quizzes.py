"""Reads questions: the prompt, the options with what they amount to, and the working as written."""

import re
import string
from collections.abc import MutableMapping
from itertools import accumulate, pairwise
from typing import NamedTuple

from policybook.load.desk import Desk, Field, needed, optional
from policybook.load.markdown import Block, Role, blocks, without
from policybook.policy.language import parse_act, parse_claim
from policybook.policy.model import LATER, Act, Claim
from policybook.policy.problems import Kind, Place, nearest
from policybook.policy.training import QUESTION_KINDS, Option, Question
from policybook.training.paths import PATHS

_PATHS = Field("paths", PATHS, "“{}” is not a path.", "The paths are: {}.", Kind.QUESTION, True, several=True)
_NO_KIND = "“{}” is not a kind of question."
_KIND = Field("kind", QUESTION_KINDS, _NO_KIND, "The kinds are: {}.", Kind.QUESTION, guess=False)
_FIELDS = (
    *(*needed("who"), *optional("given", "asks"), _PATHS),
    *(*optional("roles"), _KIND, *optional("hint", "safety-critical", "exact")),
)
_MARK = re.compile(r"^- \[(?P<mark>[ xX1-9])\] ")
_INDENT = re.compile("^  ", re.MULTILINE)
_BOX = re.compile(r"[ \t>]*[-+*][ \t]+\[[ xX\d]?\](?!\()")
"""What looks like an option, and is one where `_MARK` is met."""
_PARTS = ("whom", "joined", "soon")
_UNSTATED = "no time stated"
_TAKEN_OUT = ("act", "says", *_PARTS)
NOBODY = "nobody"
"""What `{whom}` says where the policy is silent."""


def read_question(desk: Desk, block: Block, page: str, seen: MutableMapping[str, Place]) -> Question | None:
    """One question; None, with problems noted, where it has no usable id."""
    if not desk.check_id(block, seen):
        return None
    desk.check_options(block, _FIELDS)
    people, things = desk.vocabulary.people, desk.vocabulary.things
    asks = (desk.parse(parse_act, text, block.at("asks")) for text in block.names("asks", ";"))
    prompt, options, doctest = _body(desk, block)
    return Question(
        id=block.argument,
        prompt=prompt,
        who=desk.words(block, "who", r"\sand\s", people, "a kind of person"),
        given=desk.words(block, "given", r"\sand\s", things, "a fact"),
        asks=tuple(filter(None, asks)),
        options=options,
        kind=block.options.get("kind", "one"),
        paths=block.names("paths"),
        roles=desk.words(block, "roles", ",", people, "a kind of person"),
        hint=block.options.get("hint", ""),
        safety_critical="safety-critical" in block.options,
        exact="exact" in block.options,
        doctest=doctest,
        page=page,
        place=block.place,
    )


def _body(desk: Desk, block: Block) -> tuple[str, tuple[Option, ...], str]:
    """(prompt, options, doctest) of a question's body."""
    path, lines = block.place.path, list(block.body)
    tests = list(blocks(lines, path, ("doctest",), desk.problems, block.body_line))
    for test in tests:
        start = test.place.line - block.body_line
        for at in range(start, min(len(lines), test.body_line - block.body_line + len(test.body) + 1)):
            lines[at] = " " * len(lines[at])  # So that what stands in the body keeps its place.
    for at, line in enumerate(lines):
        if _BOX.match(line) and not _MARK.match(line):
            what = f"“{line.strip()[:40]}” looks like an option, and is part of the words above it."
            hint = "Begin an option at the start of its line, with “- [ ] ” or “- [x] ”."
            desk.add(Kind.QUESTION, Place(path, block.body_line + at), what, hint)
    text = "\n".join(lines)
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    starts = [at for at, line in enumerate(lines) if _MARK.match(line)]
    options = []
    for number, (start, end) in enumerate(pairwise([*starts, len(lines)])):
        mine = [role for role in block.inline.roles if begins[start] <= role.start < begins[end]]
        whole = _Written(text, begins[start], begins[end], [r for r in mine if text[r.start] == "{"])
        options.append(_option(desk, Place(path, block.body_line + start), number, whole))
    prompt = without(text, (), 0, begins[starts[0]] if starts else None)
    return prompt, tuple(options), "\n".join(line for test in tests for line in test.body)


class _Written(NamedTuple):
    """Where an option stands in the text of its question, and the roles in it."""

    text: str
    start: int
    end: int
    roles: list[Role]

    def without_roles(self, start: int, end: int) -> str:
        """What stands from one place to another, without the roles that say what it amounts to."""
        out = (role for role in self.roles if role.name in _TAKEN_OUT and start <= role.start < end)
        return without(self.text, out, start, end)


def _option(desk: Desk, place: Place, number: int, written: _Written) -> Option:
    letter = string.ascii_lowercase[number] if number < 26 else f"option-{number}"
    line, *below = written.text[written.start : written.end].split("\n")
    for under, words in enumerate(below, place.line + 1):
        if words.strip() and not words.startswith("  "):
            what = f"“{words.strip()[:40]}” stands between options and belongs to none."
            desk.add(Kind.QUESTION, Place(place.path, under), what, "Indent feedback by two spaces.")
    acts: list[Act] = []
    claims: list[Claim] = []
    part = ("", "")
    for role in written.roles:
        at = Place(place.path, role.line)
        if role.name == "act" and (act := desk.parse(parse_act, role.text, at)):
            acts.append(act)
        elif role.name == "says" and (claim := desk.parse(parse_claim, role.text, at)):
            claims.append(claim)
        elif role.name in _PARTS:
            part = (role.name, _part(desk, role.name, role.text, at))
    mark, ends = line[3], written.start + len(line)
    return Option(
        letter=letter,
        text=written.without_roles(written.start + 6, ends),
        feedback=_INDENT.sub("", written.without_roles(ends + 1, written.end)),
        marked=mark != " ",
        place_in_order=int(mark) if mark.isdigit() else 0,
        part=part,
        acts=tuple(acts),
        claims=tuple(claims),
        place=place,
    )


def _part(desk: Desk, name: str, text: str, place: Place) -> str:
    """What an option of “whom do you tell?” stands for, checked."""
    soon = [timing or _UNSTATED for timing in reversed([*desk.vocabulary.soon]) if timing != LATER]
    closed = {"joined": ["and", "or", "alone"], "soon": soon}.get(name, [])
    known = closed or (NOBODY, *desk.vocabulary.people)
    if text not in known:
        hint = nearest(text, known, f"It is one of: {', '.join(closed)}." if closed else "")
        desk.add(Kind.WORD, place, f"“{text}” is not an answer to “{name}”.", hint)
    return "" if text == _UNSTATED else text
