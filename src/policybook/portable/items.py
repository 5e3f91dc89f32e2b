"""Each question as any learning platform can hold it: plain pages, options with feedback, and every right answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement, tostring

from policybook.policy.citations import Citation, recited, relinked
from policybook.policy.english import called, written_out
from policybook.policy.handbook import Handbook
from policybook.policy.training import Option, Question
from policybook.training.bank import weighed

SAFETY_CRITICAL = "This question is safety-critical: get it wholly right before you go on."
NOT_SCORED = "This is for discussion, and it is not scored: the policy does not decide it."
NOTICE = "The handbook restates the policy adopted on {}, which governs until an edition of it is adopted."
_ELEMENTS = {"**": "strong", "*": "em", "`": "code"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold at all."""
_MARKS = re.compile(r"(\*\*.+?\*\*|\*[^*\s][^*]*\*|`[^`]+`)")


@dataclass(frozen=True, slots=True)
class Item:
    """A question, its choices, and every answer that is right (letters; in their order where order counts).

    All of its texts are Markdown whose citations are spelled out.
    """

    id: str
    title: str
    page: str
    section: str
    kind: str
    prompt: str
    hint: str
    choices: tuple[Option, ...]
    right: tuple[tuple[str, ...], ...]
    marked: frozenset[str]
    notes: tuple[str, ...]
    tags: tuple[str, ...]


def items_of(handbook: Handbook) -> Iterator[Item]:
    """Every question of the handbook, in the order of the book."""
    spell = _speller(handbook)
    for question in handbook.questions:
        options = question.options
        yield Item(
            id=question.id,
            title=question.id.replace("-", " ").capitalize(),
            page=question.page,
            section=question.page.rpartition("/")[2].replace("-", " ").capitalize(),
            kind=question.kind,
            prompt=spell(question.prompt),
            hint=spell(question.hint),
            choices=tuple(replace(o, text=spell(o.text), feedback=spell(o.feedback)) for o in options),
            right=weighed(handbook, question).right_answers,
            marked=frozenset(option.letter for option in options if option.marked),
            notes=tuple(_notes(handbook, question, spell)),
            tags=(
                *("safety-critical" for _ in range(question.safety_critical)),
                *(f"path: {path}" for path in question.paths),
                *(f"for: {role}" for role in question.roles),
            ),
        )


def _notes(handbook: Handbook, question: Question, spell: Callable[[str], str]) -> Iterator[str]:
    """What is said of the question as a whole, once it has been answered."""
    if question.safety_critical:
        yield SAFETY_CRITICAL
    if question.kind == "discussion":
        yield NOT_SCORED
    for clause in weighed(handbook, question).cited:
        yield spell(f"Policy: {{clause}}`{clause}`.")
    for note in weighed(handbook, question).interpretations:
        yield spell(f"It rests on an interpretation: {{interp}}`{note}`.")
    if handbook.source.adopted:
        yield NOTICE.format(written_out(handbook.source.adopted))


def _speller(handbook: Handbook) -> Callable[[str], str]:
    """Spells citations out: a clause by its number, its title, and its page on the site."""
    where = {("clause", c.id): f" ({c.page}.html#{c.id})" for c in handbook.clauses.values()}
    # What is done today is called so by its label.
    outside = {g.id: "" if g in handbook.practice else ", outside guidance" for g in handbook.guidance}
    where |= {("clause", g.id): f"{outside[g.id]} ({g.page}.html#{g.id})" for g in handbook.guidance}
    where |= {("interp", n.id): f" ({n.page}.html#{n.id.lower()})" for n in handbook.interpretations}
    where |= {("question", q.id): f" ({q.page}.html#{q.id})" for q in handbook.questions}

    def one(cited: Citation) -> str:
        return called(handbook, cited) + where.get((cited.role, cited.id), "")

    return lambda text: recited(text, one)


# ---- Markdown as the elements of a page


def paragraphs(parent: Element, text: str) -> None:
    """Add some Markdown to an element: paragraphs, lists and quotations, with emphasis and code."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if all(line.startswith(("- ", "* ")) for line in lines):
            listed = SubElement(parent, "ul")
            for line in lines:
                inline(SubElement(listed, "li"), line[2:])
        elif all(line.startswith(">") for line in lines):
            quoted = SubElement(SubElement(parent, "blockquote"), "p")
            inline(quoted, " ".join(line.lstrip("> ") for line in lines))
        else:
            inline(SubElement(parent, "p"), " ".join(lines))


def plain(parent: Element, **values: str) -> None:
    """Add an element that holds nothing but text for each of these, under its name."""
    for name, value in values.items():
        SubElement(parent, name).text = value


def document(root: Element) -> bytes:
    """An element as a file of its own."""
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def inline(parent: Element, text: str) -> None:
    """Add the words of one paragraph to an element; a link is spelled out."""
    text = relinked(" ".join(text.split()), lambda link: f"{link.words} ({link.to})")
    last: Element | None = None
    for piece in filter(None, _MARKS.split(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))):
        sign = next((s for s in _ELEMENTS if piece.startswith(s)), "") if _MARKS.fullmatch(piece) else ""
        if sign:
            last = SubElement(parent, _ELEMENTS[sign])
            last.text = piece[len(sign) : -len(sign)]
        elif last is None:
            parent.text = (parent.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece
