"""A bank as learning platforms read it, by others' programs, and what must hold of each question there."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from functools import cached_property
from html.parser import HTMLParser
from itertools import chain, combinations, permutations

from moodle_xml_parser.parser import parse_bytes

from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.portable import moodle_xml, qti_package
from policybook.portable.items import Item, items_of
from policybook.portable.moodle import only_right, orders_of
from policybook.training.bank import weighed

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
# What Moodle takes as a share of a mark; another is refused when the file is imported.
SHARES = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5)
MOODLE_SHARES = {0, -100, *SHARES, 11.11111, 10, 5}
TICKED = ("one", "all", "tell")


class Words(HTMLParser):
    """The words of a page, without its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(html: str) -> str:
    reader = Words()
    reader.feed(html)
    reader.close()
    return " ".join(" ".join(reader.found).split())


def plain(markdown: str) -> str:
    """What is left of some Markdown whose citations are spelled out."""
    return " ".join(re.sub(r"[*`]", "", markdown).split())


class Exported:
    """A bank in both formats, and each of its questions as it is found there."""

    def __init__(self, book: Handbook) -> None:
        self.book = book
        self.items = {item.id: item for item in items_of(book)}
        self.moodle = moodle_xml(book)
        self.package = qti_package(book)

    @cached_property
    def by_id(self) -> dict[str, ET.Element]:
        """The questions of the Moodle file."""
        questions = ET.fromstring(self.moodle).findall("question")
        return {q.findtext("idnumber", ""): q for q in questions if q.get("type") != "category"}

    @cached_property
    def parsed(self) -> dict:
        """The same as another's parser reads them, which knows titles and no ids, and no essays."""
        return {question.name: question for question in parse_bytes(self.moodle)["multichoice"]}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The files of the QTI package."""
        with zipfile.ZipFile(io.BytesIO(self.package)) as package:
            assert package.testzip() is None
            return {name: package.read(name) for name in package.namelist()}

    def item_xml(self, name: str) -> ET.Element:
        return ET.fromstring(self.files[f"items/{name}.xml"])

    def of_kinds(self, *kinds: str) -> list[Item]:
        return [item for item in self.items.values() if item.kind in kinds]


# ---- Moodle


def moodle_has_each_once(bank: Exported) -> None:
    assert list(bank.by_id) == list(bank.book.question_by_id)
    assert set(bank.parsed) == {item.title for item in bank.of_kinds(*TICKED, "order")}


def moodle_keeps_the_words(bank: Exported, item: Item) -> None:
    parsed = bank.parsed[item.title]
    assert words_of(parsed.text_pre_parse) == plain(item.prompt)
    gone, _ = only_right(item)
    kept = [choice for choice in item.choices if choice.letter not in gone]
    assert [(words_of(o.answer), words_of(o.feedback)) for o in parsed.options] == [
        (plain(choice.text), plain(choice.feedback)) for choice in kept
    ]
    for choice in item.choices:
        if choice.letter in gone:
            assert plain(f"{choice.text} {choice.feedback}") in words_of(parsed.general_feedback)


def moodle_gives_full_marks_to_what_is_right_alone(bank: Exported, item: Item) -> None:
    parsed = bank.parsed[item.title]
    gone, _ = only_right(item)
    letters = [choice.letter for choice in item.choices if choice.letter not in gone]
    share = dict(zip(letters, (option.score_fraction for option in parsed.options), strict=True))
    assert set(share.values()) <= MOODLE_SHARES
    assert parsed.single == (item.kind == "one")
    sizes = [1] if parsed.single else range(1, len(letters) + 1)
    full = [
        some
        for some in chain.from_iterable(combinations(letters, size) for size in sizes)
        # Moodle calls an answer right from 0.999999 on.
        if min(sum(share[letter] for letter in some), 100) / 100 > 0.999999
    ]
    question = bank.book.question_by_id[item.id]
    assert full
    assert all(weighed(bank.book, question).mark(some).right for some in full)
    if not gone:
        assert full == [tuple(sorted(answer)) for answer in item.right]


def moodle_offers_orders_each_marked_by_the_policy(bank: Exported, item: Item) -> None:
    parsed = bank.parsed[item.title]
    orders = orders_of(item)
    found = weighed(bank.book, bank.book.question_by_id[item.id])
    assert len(orders) == len(parsed.options) == len(set(orders))
    for order, option in zip(orders, parsed.options, strict=True):
        assert (option.score_fraction == 100) == found.mark(order).right
    assert {0, 100} == {option.score_fraction for option in parsed.options}
    said = " ".join(words_of(o.feedback) for o in parsed.options) + words_of(parsed.general_feedback)
    assert all(plain(choice.feedback) in said for choice in item.choices)


# ---- QTI


def qti_keeps_the_words(bank: Exported, item: Item) -> None:
    xml = bank.item_xml(item.id)
    assert xml.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    shown = {
        feedback.get("identifier"): [plain("".join(p.itertext())) for p in feedback.iter(f"{QTI}p")]
        for feedback in xml.findall(f"{QTI}modalFeedback[@outcomeIdentifier='FEEDBACK']")
    }
    assert list(shown) == [choice.letter for choice in item.choices]
    body = plain(" ".join("".join(p.itertext()) for p in xml.findall(f"{QTI}itemBody/{QTI}div/*")))
    assert body == plain(item.prompt)
    texts = [*xml.iter(f"{QTI}simpleChoice")] or xml.findall(f"{QTI}itemBody/{QTI}ol/{QTI}li")
    assert [plain("".join(text.itertext())) for text in texts] == [plain(c.text) for c in item.choices]
    for choice in item.choices:
        assert " ".join(shown[choice.letter]) == plain(f"{choice.letter}. {choice.text} {choice.feedback}")


def qti_stands_in_the_order_of_the_schema(bank: Exported, item: Item) -> None:
    order = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
    names = [child.tag.removeprefix(QTI) for child in bank.item_xml(item.id)]
    assert list(dict.fromkeys(names)) == order
    assert names == sorted(names, key=order.index)


class Session:
    """A small reading of QTI's response processing: what a platform would give for an answer."""

    def __init__(self, xml: ET.Element, chosen: tuple[str, ...]) -> None:
        self.cardinality = xml.find(f"{QTI}responseDeclaration").get("cardinality")
        self.known: dict[str, tuple[str, ...]] = {"RESPONSE": chosen}
        self.run(xml.find(f"{QTI}responseProcessing"))

    def run(self, rules: ET.Element) -> None:
        for rule in rules:
            name = rule.tag.removeprefix(QTI)
            if name == "responseCondition":
                (branch,) = rule
                if self.true(branch[0]):
                    for change in branch[1:]:
                        self.set(change)
            else:
                self.set(rule)

    def set(self, rule: ET.Element) -> None:
        assert rule.tag == f"{QTI}setOutcomeValue"
        self.known[rule.get("identifier")] = self.value(rule[0])

    def true(self, test: ET.Element) -> bool:
        name = test.tag.removeprefix(QTI)
        if name == "or":
            return any(self.true(inner) for inner in test)
        left, right = (self.value(inner) for inner in test)
        if not left or not right:
            return False
        if name == "member":
            return left[0] in right
        assert name == "match"
        return left == right if self.cardinality == "ordered" else sorted(left) == sorted(right)

    def value(self, element: ET.Element) -> tuple[str, ...]:
        name = element.tag.removeprefix(QTI)
        if name == "variable":
            return self.known.get(element.get("identifier"), ())
        if name == "baseValue":
            return (element.text,)
        assert name in ("multiple", "ordered")
        return tuple(value for inner in element for value in self.value(inner))


def answers_to(question: Question) -> list[tuple[str, ...]]:
    """Every answer that can be given, or a thousand of them."""
    letters = [option.letter for option in question.options]
    if question.kind == "one":
        return [(letter,) for letter in letters]
    choose = permutations if question.kind == "order" else combinations
    found = chain.from_iterable(choose(letters, size) for size in range(1, len(letters) + 1))
    return [answer for answer, _ in zip(found, range(1024), strict=False)]


def qti_scores_every_answer_as_the_policy_does(bank: Exported, question: Question) -> None:
    xml, right = bank.item_xml(question.id), bank.items[question.id].right
    for chosen in answers_to(question):
        session = Session(xml, chosen)
        mine = chosen if question.kind == "order" else tuple(sorted(chosen))
        assert (session.known.get("SCORE") == ("1",)) == (mine in right)
        assert set(session.known["FEEDBACK"]) == set(chosen)
        assert session.known["ABOUT"] == ("about",)
    correct = tuple(v.text for v in xml.findall(f"{QTI}responseDeclaration/{QTI}correctResponse/{QTI}value"))
    assert correct in right


# ---- both


def a_discussion_asks_and_tells_and_scores_nothing(bank: Exported, item: Item) -> None:
    question = bank.by_id[item.id]
    assert question.get("type") == "essay"
    assert question.findtext("defaultgrade") == "0"
    said = words_of(question.findtext("generalfeedback/text", ""))
    assert all(plain(choice.feedback) in said for choice in item.choices)
    assert "it is not scored" in said
    xml = bank.item_xml(item.id)
    assert xml.find(f"{QTI}itemBody/{QTI}extendedTextInteraction") is not None
    assert xml.find(f".//{QTI}outcomeDeclaration[@identifier='SCORE']") is None
    assert Session(xml, ("some words",)).known["FEEDBACK"] == tuple(c.letter for c in item.choices)


def safety_critical_questions_say_so(bank: Exported, item: Item) -> None:
    critical = bank.book.question_by_id[item.id].safety_critical
    question = bank.by_id[item.id]
    tags = [tag.text for tag in question.findall("tags/tag/text")]
    assert ("safety-critical" in tags) == critical
    assert ("safety-critical" in question.findtext("generalfeedback/text", "")) == critical
    assert "language: en-GB" in tags
    about = bank.item_xml(item.id).find(f"{QTI}modalFeedback[@outcomeIdentifier='ABOUT']")
    assert ("safety-critical" in "".join(about.itertext())) == critical
