"""Reads questions: the prompt, the options with what they amount to, and the working as written."""

from __future__ import annotations

import re
import string

from policybook.load.desk import Desk
from policybook.load.markdown import Block, blocks, roles, without_roles
from policybook.policy.language import act_sentence, claim_sentence, parse_act, parse_claim
from policybook.policy.model import Act, Claim
from policybook.policy.problems import Kind, Place, nearest
from policybook.policy.training import QUESTION_KINDS, Option, Question
from policybook.training.paths import PATHS

_OPTIONS = ("who", "given", "asks", "paths", "roles", "kind", "hint", "safety-critical")
_MARK = re.compile(r"^- \[(?P<mark>[ xX1-9])\] ")
_BOX = re.compile(r"[ \t>]*[-+*][ \t]+\[[ xX\d]?\](?!\()")
"""What looks like an option, and is one where `_MARK` is met."""
_PARTS = {
    "whom": (),
    "joined": ("and", "or", "alone"),
    "soon": ("immediately", "at the earliest opportunity", "no time stated"),
}
NOBODY = "nobody"
"""What `{whom}` says where the policy is silent."""


def read_question(desk: Desk, block: Block, page: str, seen: dict[str, Place]) -> Question | None:
    """One question; None, with problems noted, where it has no usable id."""
    if not desk.check_id(block, seen):
        return None
    desk.check_options(block, _OPTIONS, ("who", "paths"))
    words = desk.vocabulary
    who = desk.words(
        block.options.get("who", ""), r"\sand\s", words.people, "a kind of person", block.at("who")
    )
    given = desk.words(block.options.get("given", ""), r"\sand\s", words.things, "a fact", block.at("given"))
    paths = tuple(name.strip() for name in block.options.get("paths", "").split(",") if name.strip())
    for name in paths:
        if name not in PATHS:
            hint = nearest(name, PATHS, f"The paths are: {', '.join(PATHS)}.")
            desk.add(Kind.QUESTION, block.at("paths"), f"“{name}” is not a path.", hint)
    roles_for = desk.words(
        block.options.get("roles", ""), ",", words.people, "a kind of person", block.at("roles")
    )
    kind = block.options.get("kind", "one")
    if kind not in QUESTION_KINDS:
        hint = f"The kinds are: {', '.join(QUESTION_KINDS)}."
        desk.add(Kind.QUESTION, block.at("kind"), f"“{kind}” is not a kind of question.", hint)
    asks = _asks(desk, block)
    prompt, options, doctest = _body(desk, block)
    return Question(
        id=block.argument,
        prompt=prompt,
        who=who,
        given=given,
        asks=asks,
        options=options,
        kind=kind,
        paths=paths,
        roles=roles_for,
        hint=block.options.get("hint", ""),
        safety_critical="safety-critical" in block.options,
        doctest=doctest,
        ask_sentences=tuple(act_sentence(act) for act in asks),
        page=page,
        place=block.place,
    )


def _asks(desk: Desk, block: Block) -> tuple[Act, ...]:
    texts = [text.strip() for text in block.options.get("asks", "").split(";") if text.strip()]
    found = [desk.parse(parse_act, text, block.at("asks")) for text in texts]
    return tuple(act for act in found if act)


def _body(desk: Desk, block: Block) -> tuple[str, tuple[Option, ...], str]:
    """(prompt, options, doctest) of a question's body."""
    path, lines = block.place.path, list(block.body)
    tests = list(blocks(lines, path, ("doctest",), desk.problems, block.body_line))
    for test in tests:
        start = test.place.line - block.body_line
        for at in range(start, min(len(lines), test.body_line - block.body_line + len(test.body) + 1)):
            lines[at] = ""
    for at, line in enumerate(lines):
        if _BOX.match(line) and not _MARK.match(line):
            what = f"“{line.strip()[:40]}” looks like an option, and is part of the words above it."
            hint = "Begin an option at the start of its line, with “- [ ] ” or “- [x] ”."
            desk.add(Kind.QUESTION, Place(path, block.body_line + at), what, hint)
    starts = [at for at, line in enumerate(lines) if _MARK.match(line)]
    ends = [*starts[1:], len(lines)][: len(starts)]
    options = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        options.append(_option(desk, path, lines[start:end], block.body_line + start, number))
    prompt = without_roles(lines[: starts[0]] if starts else lines, ())
    return prompt, tuple(options), "\n".join(line for test in tests for line in test.body)


def _option(desk: Desk, path: str, lines: list[str], first: int, number: int) -> Option:
    place = Place(path, first)
    letter = string.ascii_lowercase[number] if number < 26 else f"option-{number}"
    mark = lines[0][3]
    feedback: list[str] = []
    for offset, line in enumerate(lines[1:], 1):
        if line.strip() and not line.startswith("  "):
            what = f"“{line.strip()[:40]}” stands between options and belongs to none."
            desk.add(Kind.QUESTION, Place(path, first + offset), what, "Indent feedback by two spaces.")
        feedback.append(line[2:])
    acts: list[Act] = []
    claims: list[Claim] = []
    part = ("", "")
    for role in roles(lines, first):
        at = Place(path, role.line)
        if role.name == "act" and (act := desk.parse(parse_act, role.text, at)):
            acts.append(act)
        elif role.name == "says" and (claim := desk.parse(parse_claim, role.text, at)):
            claims.append(claim)
        elif role.name in _PARTS:
            part = (role.name, _part(desk, role.name, role.text, at))
    taken_out = ("act", "says", *_PARTS)
    return Option(
        letter=letter,
        text=without_roles([lines[0][6:]], taken_out),
        feedback=without_roles(feedback, taken_out),
        marked=mark != " ",
        place_in_order=int(mark) if mark.isdigit() else 0,
        part=part,
        acts=tuple(acts),
        claims=tuple(claims),
        act_sentences=tuple(act_sentence(act) for act in acts),
        claim_sentences=tuple(claim_sentence(claim) for claim in claims),
        place=place,
    )


def _part(desk: Desk, name: str, text: str, place: Place) -> str:
    """What an option of “whom do you tell?” stands for, checked."""
    known = _PARTS[name] or (NOBODY, *desk.vocabulary.people)
    if text not in known:
        hint = nearest(text, known, f"It is one of: {', '.join(_PARTS[name])}." if _PARTS[name] else "")
        desk.add(Kind.WORD, place, f"“{text}” is not an answer to “{name}”.", hint)
    return "" if text == "no time stated" else text
