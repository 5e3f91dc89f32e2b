"""Reads the policy's pages: sections with their clauses, interpretations and guidance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policybook.load.desk import Desk
from policybook.load.markdown import Block, Role, front_matter, title
from policybook.policy.english import STATES, listed
from policybook.policy.language import LAYERS, parse_norm, sentence
from policybook.policy.model import CLAUSE_KINDS, Clause, Guidance, Interpretation, Norm, Reading, Section
from policybook.policy.numbering import numbers
from policybook.policy.problems import Kind, Place, nearest
from policybook.policy.readings import parse_reading

_TAKEN_OUT = ("norm", "plain", "reading", "why")


def read_norms(desk: Desk, block: Block, written: Iterable[Role], layer: str) -> tuple[Norm, ...]:
    """The norms of a clause or of guidance, each with its computed id: clause, slash, first act."""
    found: list[Norm] = []
    for role in written:
        if role.name != "norm":
            continue
        place = Place(block.place.path, role.line)
        norm = desk.parse(parse_norm, role.text, place)
        if norm is None:
            continue
        if norm.layer != layer:
            hint = (
                f"Begin it with “[{layer}]”."
                if layer != "policy"
                else "Guidance belongs in a guidance directive."
            )
            desk.add(
                Kind.NORM,
                place,
                f"this norm's layer is “{norm.layer}”, and here it should be “{layer}”.",
                hint,
            )
            continue
        name = f"{block.argument}/{norm.phrase.acts[0]}"
        same = sum(1 for other in found if other.phrase.acts[0] == norm.phrase.acts[0])
        found.append(
            replace(norm, id=f"{name}-{same + 1}" if same else name, clause=block.argument, place=place)
        )
    sentences = [sentence(norm) for norm in found]
    for at, norm in enumerate(found):
        if sentences[at] in sentences[:at]:
            desk.add(Kind.NORM, norm.place, "this norm stands twice in its clause.", "Keep one of them.")
    return tuple(found)


def read_section(
    desk: Desk, page: str, lines: list[str], clause_blocks: list[Block], number: int, seen: dict[str, Place]
) -> Section:
    """A policy page as a section; `number` is 0 where its front matter says `numbered: false`."""
    facts, _ = front_matter(lines)
    name = title(lines)
    if not name:
        desk.add(Kind.FILE, Place(f"{page}.md"), "this page has no title.", "Begin it with a line “# Title”.")
    kept = [block for block in clause_blocks if desk.check_id(block, seen)]
    shown = numbers(
        str(number) if number else facts.get("label", name),
        ("unlettered" not in block.options for block in kept),
        numbered=bool(number),
    )
    clauses = [_clause(desk, block, here, page) for block, here in zip(kept, shown, strict=True)]
    return Section(str(number or ""), name, page, tuple(clauses), Place(f"{page}.md"))


def _clause(desk: Desk, block: Block, number: str, page: str) -> Clause:
    desk.check_options(block, ("source", "title", "unlettered", "kind"), ("source", "title"))
    return read_words(desk, block, number, page, check_kind(desk, block, "rule"))


def check_kind(desk: Desk, block: Block, otherwise: str) -> str:
    """The kind of a clause, which is `otherwise` where none is given; a problem is noted for an unknown one."""
    kind = block.options.get("kind", otherwise)
    if kind not in CLAUSE_KINDS:
        hint = f"The kinds are: {', '.join(CLAUSE_KINDS)}."
        desk.add(Kind.DIRECTIVE, block.at("kind"), f"“{kind}” is not a kind of clause.", hint)
    return kind


def read_words(desk: Desk, block: Block, number: str, page: str, kind: str) -> Clause:
    """The clause that a block holds: its words, its line in plain words, and its norms."""
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
    return Clause(
        id=block.argument,
        number=number,
        title=block.options.get("title", block.argument),
        text=words,
        plain=plain[0].text if plain else "",
        norms=norms,
        norm_sentences=tuple(sentence(norm) for norm in norms),
        source=tuple(label.strip() for label in block.options.get("source", "").split(",") if label.strip()),
        kind=kind,
        lettered="unlettered" not in block.options,
        page=page,
        place=block.place,
    )


def read_interpretation(desk: Desk, block: Block, page: str, seen: dict[str, Place]) -> Interpretation | None:
    """A note on an open reading; its id is a permanent register number such as I-12."""
    name = block.argument
    if not (name.startswith("I-") and name[2:].isdigit()):
        desk.add(
            Kind.ID,
            block.place,
            f"“{name}” is not an interpretation's id.",
            "They are numbered I-1, I-2 and so on.",
        )
        return None
    if name in seen:
        desk.add(
            Kind.ID,
            block.place,
            f"the id “{name}” is used already, at {seen[name]}.",
            "Take the next free number.",
        )
        return None
    seen[name] = block.place
    desk.check_options(block, ("title", "clauses", "state", "safety-critical"), ("title", "clauses", "state"))
    state = block.options.get("state", "")
    if state and state not in STATES:
        hint = f"It is {listed(list(STATES), 'or')}."
        desk.add(Kind.DIRECTIVE, block.at("state"), f"“{state}” is not a state.", hint)
    readings: list[Reading] = []
    for role in block.inline.roles:
        if role.name == "reading":
            place = Place(block.place.path, role.line)
            reading = desk.parse(parse_reading, role.text, place)
            if reading:
                readings.append(replace(reading, interpretation=name, place=place))
    return Interpretation(
        id=name,
        title=block.options.get("title", name),
        text=block.inline.without(_TAKEN_OUT),
        clauses=tuple(c.strip() for c in block.options.get("clauses", "").split(",") if c.strip()),
        state=state,
        safety_critical="safety-critical" in block.options,
        readings=tuple(readings),
        page=page,
        place=block.place,
    )


def read_guidance(desk: Desk, block: Block, page: str, seen: dict[str, Place]) -> Guidance | None:
    """A house rule, or a duty of another policy: shown as such, and never policy."""
    if not desk.check_id(block, seen):
        return None
    desk.check_options(block, ("title", "layer"), ("title", "layer"))
    layer = block.options.get("layer", "")
    if layer and layer not in LAYERS:
        hint = nearest(layer, LAYERS, f"The layers are: {', '.join(LAYERS)}.")
        desk.add(Kind.DIRECTIVE, block.at("layer"), f"“{layer}” is not a layer.", hint)
    written = block.inline.roles if layer in LAYERS else ()
    norms = read_norms(desk, block, written, layer)
    return Guidance(
        id=block.argument,
        title=block.options.get("title", block.argument),
        layer=layer,
        text=block.inline.without(_TAKEN_OUT),
        norms=norms,
        norm_sentences=tuple(sentence(norm) for norm in norms),
        page=page,
        place=block.place,
    )
