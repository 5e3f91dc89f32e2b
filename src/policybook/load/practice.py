"""Reads a line of practice, what the school does today: its office, its day, and the signature to its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date

from policybook.load.desk import Desk, Field
from policybook.load.markdown import Block
from policybook.policy.model import SCHOOL, VERBS, Guidance
from policybook.policy.problems import Kind, Place

PAGE = "book/practice"
"""The one page on which lines of practice stand, and no other guidance."""
_VERBS = "|".join(sorted({*VERBS, "have to", "has to", "shall"} - {"does", "might"}, reverse=True))
_OF_POLICY = re.compile(
    rf"[^.?!:]*?(?<![\w-])({_VERBS})(?![\w-])[^.?!:]*".replace(" ", r"\s+"), re.IGNORECASE
)


def fields(desk: Desk, layer: str) -> tuple[Field, ...]:
    """The options that a line of practice has, and other guidance has not."""
    wrong, hint = "“{}” is no office of book/school.yml.", "Use one of: {}."
    by = Field("by", desk.offices, wrong, hint, Kind.REFERENCE, needed=True)
    then = replace(by, name="next", needed=False, several=True)
    return (by, then, Field("on", needed=True), Field("signed")) if layer == SCHOOL else ()


def read_practice(desk: Desk, block: Block, line: Guidance) -> Guidance:
    """The guidance with what is said of it as a line of practice; as it is where it is none."""

    def wrong(place: Place, what: str, hint: str) -> None:
        desk.add(Kind.DIRECTIVE, place, what, hint)

    if (line.layer == SCHOOL) != (line.page == PAGE):
        hint = f"Keep what the school does, with “:layer: {SCHOOL}”, in {PAGE}.md, and nothing else there."
        wrong(block.place, f"“{line.id}” is of the layer “{line.layer}”, and stands on {line.page}.md.", hint)
    if line.layer != SCHOOL:
        return line
    # Its norms are blanked, and not taken out, so that the lines stay where they are.
    body = re.sub(r"\{norm\}`[^`]*`", lambda norm: "\n" * norm[0].count("\n"), block.inline.text)
    for first, text in ((block.at("title").line, line.title), (block.body_line, body)):
        for found in _OF_POLICY.finditer(text):
            if "our school" not in " ".join(found[0].split()).lower():
                place = Place(block.place.path, first + text.count("\n", 0, found.start(1)))
                what = f"this line of practice says “{found[1]}”, and could be taken for policy."
                wrong(place, what, "Say what to do (“Tell …”), or whose rule it is (“In our school …”).")
    on, (day, _, code) = block.options.get("on", ""), block.options.get("signed", "").partition(" ")
    for name, text in (("on", on), ("signed", day)):
        try:
            date.fromisoformat(text or "2026-01-31")
        except ValueError:
            wrong(block.at(name), f"“{text}” is not a date.", "Write it as year-month-day: 2026-01-31.")
    # The code is of all that was signed, so that no signature outlives the words that it was put to.
    options = sorted(f"{name} {text}" for name, text in block.options.items() if name != "signed")
    mine = hashlib.sha256(" ".join(" ".join((*options, *block.body)).split()).encode()).hexdigest()[:8]
    if day and code != mine:
        hint = f"Take “:signed:” away, or read the line again and write “:signed: {day} {mine}”."
        wrong(block.at("signed"), "this signature is not to these words.", hint)
    signed, by = day if code == mine else "", block.options.get("by", "")
    return replace(line, by=by, on=on, signed=signed, next=block.names("next"))
