"""The bank as Moodle XML, for "Import questions" in a course's question bank.

What Moodle's own kinds can hold decides the mapping. Tick boxes add up, so that only one set can have full
marks: where several are right, just as many options are left out as makes the author's the only one, and
the general feedback tells what else is right. An order is chosen from several, each marked by the policy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, permutations
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from policybook.policy.handbook import Handbook
from policybook.policy.training import Option
from policybook.portable.items import Item, document, items_of, paragraphs, plain

_SHARES = {1: "100", 3: "33.33333", 6: "16.66667", 7: "14.28571", 9: "11.11111"}
"""A hundredth part as Moodle spells it; other counts divide without a rest."""
ORDERS = 8
"""How many orders at most are there to choose from."""


class Answer(NamedTuple):
    """An answer to tick, as Moodle holds it: its words, its feedback, and what share of the mark it gives."""

    text: str
    feedback: str
    share: str


def moodle_xml(handbook: Handbook) -> bytes:
    """The whole bank as one file, a category for each page."""
    quiz = Element("quiz")
    for _, page in groupby(items_of(handbook), key=lambda item: item.page):
        items = list(page)
        category = SubElement(quiz, "question", type="category")
        _text(category, "category", f"$course$/top/{handbook.organisation.handbook}/{items[0].section}")
        plain(category, idnumber=items[0].page)
        for item in items:
            _question(quiz, item)
    indent(quiz, " ")
    return document(quiz)


def _question(quiz: Element, item: Item) -> None:
    kind = "essay" if item.kind == "discussion" else "multichoice"
    question = SubElement(quiz, "question", type=kind)
    _text(question, "name", item.title)
    {"discussion": _essay, "order": _order}.get(item.kind, _ticks)(question, item)
    tags = SubElement(question, "tags")
    for tag in ("language: en-GB", *item.tags):
        _text(tags, "tag", tag)


def _essay(question: Element, item: Item) -> None:
    """A discussion: what there is to weigh stands in the question, and what there is to say of it after."""
    weighed = "\n\n".join(f"{choice.letter}. {choice.text}" for choice in item.choices)
    _begin(question, item, "0", f"{item.prompt}\n\n{weighed}", *_each(item.choices))
    plain(question, responseformat="editor", responserequired="0", responsefieldlines="10", attachments="0")
    _page(question, "graderinfo", item.notes[0])


def _ticks(question: Element, item: Item) -> None:
    left_out, right = only_right(item)
    offered = [choice for choice in item.choices if choice.letter not in left_out]
    others = [choice for choice in item.choices if choice.letter in left_out]
    single = item.kind == "one"
    share = "100" if single else _SHARES.get(len(right), f"{100 / max(len(right), 1):g}")
    wrong = "0" if single else "-100"
    keys = {letter for answer in item.right for letter in answer} if single else set(right)
    answers = [Answer(c.text, c.feedback, share if c.letter in keys else wrong) for c in offered]
    more = [f"Also right, and left out of the choice: {choice.text} {choice.feedback}" for choice in others]
    _choice(question, item, answers, single=single, more=more)


def only_right(item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The letters to leave out so that one answer alone is right, and that answer.

    They are the fewest that leave one answer, and then whatever belongs to none but the others. Of as few, those
    are left out that the author did not mark, and then the last.
    """
    if item.kind == "one":
        return (), item.right[0]
    letters = sorted({letter for answer in item.right for letter in answer}, reverse=True)
    for size in range(len(letters) + 1):
        for gone in sorted(combinations(letters, size), key=lambda some: len(item.marked.intersection(some))):
            left = [answer for answer in item.right if not set(answer).intersection(gone)]
            if len(left) == 1:
                return tuple(letter for letter in letters if letter not in left[0]), left[0]
    return (), ()


def _order(question: Element, item: Item) -> None:
    steps = {choice.letter: choice for choice in item.choices}
    orders = orders_of(item)
    answers = []
    for order in orders:
        chosen = [steps[letter] for letter in order]
        text = "\n\n".join(f"{place}. {step.text}" for place, step in enumerate(chosen, 1))
        said = [f"{place}. {step.feedback}" for place, step in enumerate(chosen, 1)]
        if order not in item.right:
            said.insert(0, "The policy does not support these steps in this order.")
        answers.append(Answer(text, "\n\n".join(said), "100" if order in item.right else "0"))
    used = {letter for order in orders for letter in order}
    others = [choice for choice in item.choices if choice.letter not in used]
    asked = replace(item, prompt=f"{item.prompt}\n\nChoose one of these orders.")
    _choice(question, asked, answers, single=True, more=list(_each(others)))


def orders_of(item: Item) -> list[tuple[str, ...]]:
    """The orders to choose from: every right one, then wrong ones, each near to a right one."""
    first = item.right[0]
    spare = [choice.letter for choice in item.choices if choice.letter not in first]
    wrong = [order for order in permutations(first) if order not in item.right]
    wrong = [first[1:], *((letter, *first) for letter in spare), *wrong]
    count = max(3, ORDERS - len(item.right))
    return sorted([*item.right, *wrong[:count]], key=lambda order: (len(order), order))


def _choice(
    question: Element, item: Item, answers: Sequence[Answer], *, single: bool, more: Sequence[str]
) -> None:
    _begin(question, item, "1", item.prompt, *more)
    plain(question, single="true" if single else "false", shuffleanswers="false", answernumbering="abc")
    plain(question, showstandardinstruction="1")
    _page(question, "correctfeedback", "That is right.")
    _page(question, "partiallycorrectfeedback", "Part of that is right: look at it again.")
    _page(question, "incorrectfeedback", "That is not right yet: look at it again.")
    for answer in answers:
        element = SubElement(question, "answer", fraction=answer.share, format="html")
        _inner(element, answer.text)
        _page(element, "feedback", answer.feedback)
    if item.hint:
        _page(question, "hint", item.hint)


def _begin(question: Element, item: Item, grade: str, prompt: str, *said: str) -> None:
    _page(question, "questiontext", prompt)
    _page(question, "generalfeedback", *said, *item.notes)
    plain(question, defaultgrade=grade, penalty="0", hidden="0", idnumber=item.id)


def _each(choices: Sequence[Option]) -> Iterator[str]:
    for choice in choices:
        yield f"**{choice.letter}.** {choice.text}"
        yield choice.feedback


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(SubElement(parent, name), "text").text = text


def _page(parent: Element, name: str, *parts: str) -> None:
    _inner(SubElement(parent, name, format="html"), "\n\n".join(parts))


def _inner(element: Element, markdown: str) -> None:
    """A page within a page: Moodle keeps HTML as text."""
    body = Element("div")
    paragraphs(body, markdown)
    SubElement(element, "text").text = "".join(tostring(child, encoding="unicode") for child in body)
