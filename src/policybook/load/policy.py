"""Reads the policy's pages: sections with their clauses, interpretations, guidance, and lines of practice.

A line of practice says what the organisation does today: it has an office, a day, and a signature to its words.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import replace
from functools import lru_cache

from policybook.load.desk import Desk, Field, cites_outside, needed, optional
from policybook.load.markdown import Block, Role, front_matter, lines_before
from policybook.policy import model
from policybook.policy.english import STATES, day_of, listed, stated
from policybook.policy.language import layers, parse_norm
from policybook.policy.numbering import numbers
from policybook.policy.outside import BEWARE, ORIGIN
from policybook.policy.problems import Kind, Place
from policybook.policy.readings import parse_reading

_TAKEN_OUT = ("norm", "plain", "reading", "why")
_NO_KIND = "“{}” is not a kind of clause."
CLAUSE_KIND = Field("kind", model.CLAUSE_KINDS, _NO_KIND, "The kinds are: {}.", guess=False)
_OF_A_CLAUSE = (*needed("source", "title"), *optional("unlettered"), CLAUSE_KIND)
_IT_IS = f"It is {listed(list(STATES), 'or')}."
_STATE = Field("state", STATES, "“{}” is not a state.", _IT_IS, needed=True, guess=False)
_OF_A_NOTE = (*needed("title"), _STATE, *optional("safety-critical", "related"))


def read_norms(desk: Desk, block: Block, written: Iterable[Role], layer: str) -> tuple[model.Norm, ...]:
    """The norms of a clause or of guidance, each with its computed id: clause, slash, first act."""
    found: list[model.Norm] = []
    for role in written:
        if role.name != "norm":
            continue
        place = Place(block.place.path, role.line)
        norm = desk.parse(parse_norm, role.text, place)
        if norm is None:
            continue
        if norm.layer != layer:
            what = f"this norm's layer is “{norm.layer}”, and here it should be “{layer}”."
            guidance = "Guidance belongs in a guidance directive."
            hint = guidance if layer == "policy" else f"Begin it with “[{layer}]”."
            desk.add(Kind.NORM, place, what, hint)
            continue
        same = sum(1 for other in found if other.phrase.acts[0] == norm.phrase.acts[0])
        name = f"{block.argument}/{norm.phrase.acts[0]}{f'-{same + 1}' if same else ''}"
        found.append(replace(norm, id=name, clause=block.argument, place=place))
    said = [norm.sentence for norm in found] if len(found) > 1 else []
    for at, (norm, sentence) in enumerate(zip(found, said, strict=False)):
        if sentence in said[:at]:
            desk.add(Kind.NORM, norm.place, "this norm stands twice in its clause.", "Keep one of them.")
    return tuple(found)


def read_section(
    desk: Desk,
    page: str,
    lines: list[str],
    clause_blocks: list[Block],
    number: int,
    seen: MutableMapping[str, Place],
) -> model.Section:
    """A policy page as a section; `number` is 0 where its front matter says `numbered: false`."""
    facts = front_matter(lines)
    name = desk.title(f"{page}.md", lines)
    kept = [block for block in clause_blocks if desk.check_id(block, seen)]
    shown = numbers(
        str(number) if number else facts.get("label", name),
        ("unlettered" not in block.options for block in kept),
        numbered=bool(number),
    )
    clauses = []
    for block, here in zip(kept, shown, strict=True):
        desk.check_options(block, _OF_A_CLAUSE)
        clauses.append(read_words(desk, block, here, page))
    return model.Section(str(number or ""), name, page, tuple(clauses), place=Place(f"{page}.md"))


def read_words(
    desk: Desk, block: Block, number: str = "", page: str = "", kind: str = "rule"
) -> model.Clause:
    """The clause that a block holds: its words, its line in plain words, and its norms.

    It is of this kind unless the block says of which.
    """
    kind = block.options.get("kind", kind)
    before = len(desk.problems)
    written = block.inline.roles
    norms = read_norms(desk, block, written, "policy")
    if kind == "rule" and not norms and len(desk.problems) == before:
        hint = "Add {norm}`…`, or say what it is with “:kind: aim” and so on."
        desk.add(Kind.NORM, block.place, f"the rule “{block.argument}” has no norm.", hint)
    plain = [role for role in written if role.name == "plain"]
    if len(plain) != 1:
        what = f"the clause “{block.argument}” has {len(plain)} plain-English lines and needs one."
        desk.add(Kind.DIRECTIVE, block.place, what, "Write {plain}`…` once, after the words.")
    words = block.inline.without(_TAKEN_OUT)
    if not words:
        desk.add(Kind.DIRECTIVE, block.place, f"the clause “{block.argument}” has no words.")
    return model.Clause(
        id=block.argument,
        number=number,
        title=block.options.get("title", block.argument),
        text=words,
        plain=plain[0].text if plain else "",
        norms=norms,
        source=block.names("source"),
        kind=kind,
        lettered="unlettered" not in block.options,
        page=page,
        place=block.place,
    )


def read_interpretation(
    desk: Desk, block: Block, page: str, seen: MutableMapping[str, Place]
) -> model.Interpretation | None:
    """A note on an open reading; its id is a permanent register number such as I-12."""
    if not desk.check_number(block, seen, "I-", "[0-9]+", "an interpretation"):
        return None
    # A note that changes nothing is still about some clause.
    clauses = optional("clauses") if block.options.get("related") else needed("clauses")
    desk.check_options(block, (*_OF_A_NOTE, *clauses))
    return model.Interpretation(
        id=block.argument,
        title=block.options.get("title", block.argument),
        text=block.inline.without(_TAKEN_OUT),
        clauses=block.names("clauses"),
        state=block.options.get("state", ""),
        safety_critical="safety-critical" in block.options,
        readings=tuple(read_readings(desk, block)),
        related=block.names("related"),
        page=page,
        place=block.place,
    )


def read_readings(desk: Desk, block: Block) -> Iterator[model.Reading]:
    """What a block says that the interpretation of its id reads, and how."""
    for role in block.inline.roles:
        place = Place(block.place.path, role.line)
        reading = desk.parse(parse_reading, role.text, place) if role.name == "reading" else None
        if reading:
            yield replace(reading, interpretation=block.argument, place=place)


def read_guidance(
    desk: Desk, block: Block, page: str, seen: MutableMapping[str, Place]
) -> model.Guidance | None:
    """A house rule, a duty of another policy, or what is done today: shown as such, and never policy."""
    if not desk.check_id(block, seen):
        return None
    layer = block.options.get("layer", "")
    known = layers(desk.vocabulary)
    of = Field("layer", known, "“{}” is not a layer.", "The layers are: {}.", Kind.WORD, needed=True)
    rests_on = cites_outside(desk, needed=layer in known and layer != "house", several=True)
    desk.check_options(block, (*needed("title"), of, rests_on, *_of_practice(desk, layer)))
    norms = read_norms(desk, block, block.inline.roles if layer in known else (), layer)
    guidance = model.Guidance(
        id=block.argument,
        title=block.options.get("title", block.argument),
        layer=layer,
        text=block.inline.without(_TAKEN_OUT) + _where_from(desk, block),
        norms=norms,
        page=page,
        place=block.place,
    )
    return _read_practice(desk, block, guidance)


def _where_from(desk: Desk, block: Block) -> str:
    """What stands under guidance: each document that it rests on, its edition and its state, as the register has them."""
    cited = [desk.outside[name] for name in block.names("from") if name in desk.outside]
    rows = "\n".join(f"- *{source.title}*: {stated(source)}" for source in cited)
    return f"\n\n**{ORIGIN}.** {BEWARE} Do not let checking delay you.\n\n{rows}" if rows else ""


_PRACTICE = "book/practice"
"""The one page on which lines of practice stand, and no other guidance."""


@lru_cache(maxsize=8)
def _of_policy(declared: tuple[str, ...]) -> re.Pattern[str]:
    """The verbs that would make a line of practice read as policy."""
    verbs = {*model.VERBS, *declared, "have to", "has to", "shall"} - {"does", "might"}
    said = "|".join(sorted(verbs, reverse=True)).replace(" ", r"\s{1,9}")
    return re.compile(rf"(?<![\w-])({said})(?![\w-])", re.IGNORECASE)


def _sentence_around(text: str, at: int) -> str:
    """The sentence in which something stands, in small letters and on one line."""
    start = max(text.rfind(end, 0, at) for end in ".?!:")
    ends = [end for sign in ".?!:" if (end := text.find(sign, at)) >= 0]
    return " ".join(text[start + 1 : min(ends, default=len(text))].split()).lower()


def _of_practice(desk: Desk, layer: str) -> tuple[Field, ...]:
    """The options that a line of practice has, and other guidance has not."""
    wrong, hint = "“{}” is no office of book/organisation.yml.", "Use one of: {}."
    by = Field("by", desk.offices, wrong, hint, Kind.REFERENCE, needed=True)
    then = replace(by, name="next", needed=False, several=True)
    return (by, then, Field("on", needed=True), Field("signed")) if layer == model.PRACTICE else ()


def _read_practice(desk: Desk, block: Block, line: model.Guidance) -> model.Guidance:
    """The guidance with what is said of it as a line of practice; as it is where it is none."""

    def wrong(place: Place, what: str, hint: str) -> None:
        desk.add(Kind.DIRECTIVE, place, what, hint)

    if (line.layer == model.PRACTICE) != (line.page == _PRACTICE):
        theirs = f"with “:layer: {model.PRACTICE}”, in {_PRACTICE}.md"
        hint = f"Keep what is done today, {theirs}, and nothing else there."
        wrong(block.place, f"“{line.id}” is of the layer “{line.layer}”, and stands on {line.page}.md.", hint)
    if line.layer != model.PRACTICE:
        return line
    # Its norms are blanked, and not taken out, so that the lines stay where they are.
    body = re.sub(r"\{norm\}`[^`]*`", lambda norm: "\n" * norm[0].count("\n"), block.inline.text)
    for first, text in ((block.at("title").line, line.title), (block.body_line, body)):
        before = lines_before(text)
        for found in _of_policy((*desk.vocabulary.verbs,)).finditer(text):
            if desk.organisation.ours.lower() not in _sentence_around(text, found.start()):
                place = Place(block.place.path, first + before(found.start(1)))
                what = f"this line of practice says “{found[1]}”, and could be taken for policy."
                wrong(
                    place,
                    what,
                    f"Say what to do (“Tell …”), or whose rule it is (“In {desk.organisation.ours} …”).",
                )
    on, (day, _, code) = block.options.get("on", ""), block.options.get("signed", "").partition(" ")
    for name, text in (("on", on), ("signed", day)):
        if text and not day_of(text):
            wrong(block.at(name), f"“{text}” is not a date.", "Write it as year-month-day: 2026-01-31.")
    # The code is of all that was signed, so that no signature outlives the words that it was put to.
    options = sorted(f"{name} {text}" for name, text in block.options.items() if name != "signed")
    mine = hashlib.sha256(" ".join(" ".join((*options, *block.body)).split()).encode()).hexdigest()[:8]
    if day and code != mine:
        hint = f"Take “:signed:” away, or read the line again and write “:signed: {day} {mine}”."
        wrong(block.at("signed"), "this signature is not to these words.", hint)
    signed, by = day if code == mine else "", block.options.get("by", "")
    return replace(line, by=by, on=on, signed=signed, next=block.names("next"))
