"""Holds every page of a built site to what must be on it.

The line on danger, the layer of each block, each loaded block once and in its own words, every right answer, no
section that is empty, and nothing by which a page could run what authors wrote. The pages are read without a browser,
and nothing here asks the extension that wrote them: what it forgets is missed.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from policybook.policy.handbook import Handbook
from policybook.policy.organisation import Organisation
from policybook.policy.training import Question
from policybook.training.bank import weighed
from policybook.training.paths import CORE, questions_on

NOT_PAGES = ("_static/", "_sources/", "_images/", "lite/")
TELL = "book/who-to-tell.html"
WAY = "Tell somebody"
FOOT = "The line on danger at the top is outside guidance, not the policy."
LAYERS: Mapping[str, tuple[str, ...]] = {
    "pb-policy": ("Policy", "Working draft, not policy yet", "Retired"),
    "pb-plain": ("In plain words",),
    "pb-interpretation": ("Interpretation",),
    "pb-guidance": ("Outside guidance",),
    "pb-proposal": ("Proposal, not policy",),
}
"""How the name of the layer begins that stands in each sort of block."""
ASKED = "pb-question"
ANSWERS = {"yes": "Yes", "no": "No", "ask": "Ask first", "silent": "The policy does not say"}
"""What an everyday question is answered with, by what its author expects of the policy."""
ALLOWED = {
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("style", "connect", "manifest", "worker")),
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
}
"""All that a page's policy says beside its scripts: what authors may not write does not run either (load/allowed.py)."""
_POWER = ("iframe", "object", "embed", "base", "frame", "style")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_HELD = ("ul", "ol", "dl", "tbody", "section", "details", "fieldset", "nav", "figure")
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend")
_FOR_SCRIPTS = ("input", "button", "img", "select", "script", "form")
_RING = re.compile(r"\b(?:call|ring|dial|phone)(?:ing)?\s+(\d{3})\b(?!\s?\d)", re.IGNORECASE)
_DANGER = re.compile(r"\bdanger\b[^.?!\d]{0,60}?\b(\d{3})\b(?!\s?\d)", re.IGNORECASE)
_POLICE = "101"
_NEVER = re.compile(
    r"\b(?:not|never|n[’']t)\s+(?:\w+\s+){0,2}?(?:call|ring|dial|phone)\s+(\d{3})\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


class Fault(NamedTuple):
    """What is wrong on a page, and where."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


Said = Iterator[tuple[int, str]]
"""The line of a page, and what is wrong there."""


@dataclass(slots=True, eq=False)
class Element:
    """An element of a page, with what stands in it."""

    tag: str
    said: Mapping[str, str]
    line: int
    inside: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> Collection[str]:
        """Its classes."""
        return self.said.get("class", "").split()

    @property
    def elements(self) -> Iterator[Element]:
        """The elements that stand directly in it."""
        return (one for one in self.inside if isinstance(one, Element))

    def all(self) -> Iterator[Element]:
        """It, and every element within it, in order."""
        yield self
        for one in self.elements:
            yield from one.all()

    @property
    def text(self) -> str:
        """All words within it, as they are written; what scripts and styles hold are none."""
        if self.tag in ("script", "style"):
            return ""
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    @property
    def words(self) -> str:
        """Its words on one line."""
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.top = Element("", {}, 1)
        self._open = [self.top]
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0])
        self._open[-1].inside.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


class Page:
    """One built page, read once."""

    def __init__(self, path: str, markup: str) -> None:
        self.path = path
        self.all = tuple(_Reader(markup).top.all())

    def of_class(self, name: str) -> list[Element]:
        """The elements that have this class."""
        return [one for one in self.all if name in one.classes]

    @cached_property
    def questions(self) -> list[tuple[str, Element]]:
        """Each question that it asks, by its id."""
        return [(one.said["data-question"], one) for one in self.all if "data-question" in one.said]

    @cached_property
    def article(self) -> Element:
        """What authors and the extension wrote on it."""
        return next((one for one in self.all if one.tag == "article"), Element("article", {}, 1))


@dataclass(frozen=True)
class Key:
    """What a page must say of a question: its kind, its right answers, its options, and whether it is safety-critical."""

    question: Question
    right: str
    fingerprint: str

    @classmethod
    def of(cls, book: Handbook, question: Question) -> Key:
        """The key that the policy gives."""
        found = weighed(book, question)
        return cls(question, ";".join(found.key), found.fingerprint if found.key else "")


class Block(NamedTuple):
    """Something that the loader read: where it must stand, and the words that must stand in it."""

    page: str
    sort: str
    id: str
    texts: tuple[str, ...]


class Book:
    """What the pages are held to."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        self.keys = {question.id: Key.of(handbook, question) for question in handbook.questions}

    @cached_property
    def blocks(self) -> list[Block]:
        """Every block that the loader read and that has an id of its own on a page."""
        book = self.handbook
        found = [Block(c.page, "pb-clause", c.id, (c.text, c.plain)) for c in book.clauses.values()]
        notes = ((note.page, note.id.lower(), (note.title, note.text)) for note in book.interpretations)
        found += [Block(page, "pb-interpretation", name, texts) for page, name, texts in notes]
        for one in book.guidance:
            sort = "pb-practice" if one.by else "pb-guidance"
            found.append(Block(one.page, sort, one.id, (one.title, one.text)))
        found += [Block(q.page, ASKED, q.id, (q.prompt,)) for q in book.questions]
        return found


# ---- the line on danger


def the_line_on_danger(page: Page, organisation: Organisation) -> Said:
    """Before anything else stands what to ring in danger and whom to tell, and at the foot what layer that is."""
    danger = organisation.emergency
    banners = page.of_class("pb-emergency")
    if not (banners or danger):
        return
    if len(banners) != 1:
        yield 1, f"the line on danger stands {len(banners)} times on this page, and has to stand once."
        return
    (banner,) = banners
    links = [(one.said.get("href", ""), one.words) for one in banner.all() if one.tag == "a"]
    ring = [(f"tel:{danger.telephone}", danger.title)] if danger else []
    if links[:-1] != ring or [words for _, words in links[-1:]] != [WAY]:
        yield banner.line, f"the line on danger has to hold {ring}, and “{WAY}”: {links}."
    elif not _leads_to(page.path, links[-1][0], TELL):
        yield banner.line, f"“{WAY}” leads to {links[-1][0]}, and not to {TELL}."
    said = " ".join((*(words for _, words in ring), WAY))
    if banner.words != said or any("hidden" in one.said for one in banner.all()):
        yield banner.line, f"the line on danger says “{banner.words}”, or hides a part of it."
    if page.all.index(banner) > page.all.index(page.article):
        yield banner.line, "the line on danger stands after what it has to stand before."
    if danger and not any(one.words == FOOT for one in page.of_class("pb-colophon")):
        yield page.all[-1].line, f"the foot of the page does not say “{FOOT}”"


def _leads_to(page: str, href: str, where: str) -> bool:
    to = href.partition("#")[0]
    there = to.removeprefix("/") if to.startswith("/") else normpath(join(dirname(page), to)) if to else page
    return there == where


def every_call(page: Page, organisation: Organisation) -> Said:
    """In danger there is one number, whoever says it, and nobody says not to ring it; a link rings what its words say."""
    danger = organisation.emergency.telephone if organisation.emergency else ""
    for one in page.all:
        number = "".join(_WORD.findall(one.said.get("href", "").removeprefix("tel:")))
        if not one.said.get("href", "").startswith("tel:"):
            continue
        shown = "".join(re.findall(r"\d", one.words))
        if (
            not number.isdigit()
            or (shown and shown != number)
            or (danger and len(number) == 3 and number != danger)
        ):
            yield one.line, f"“{one.words}” rings {number or 'nobody'}."
    for one in _paragraphs(page.article) if danger else ():
        words = one.words
        for found in (*_RING.finditer(words), *_DANGER.finditer(words)):
            police = found[1] == _POLICE and "nobody is in danger" in words
            if found[1] != danger and not police:
                yield one.line, f"“{found[0]}”: the number to ring in danger is {danger}."
        never = _NEVER.search(words)
        if "data-letter" not in one.said and never and never[1] == danger:
            yield one.line, f"“{never[0]}”: nobody is told not to ring {never[1]}."


def _paragraphs(top: Element) -> Iterator[Element]:
    """The elements that hold words themselves."""
    for one in top.all():
        if one.tag in ("p", "li", "td", "th", "dt", "dd", "summary", "legend", "h1", "h2", "h3", "h4"):
            yield one


# ---- what layer it is, and that something is there


def the_layer_of_each_block(page: Page, organisation: Organisation) -> Said:
    """Every block says in its first lines whose words they are."""
    layers = {**LAYERS, "pb-practice": (organisation.practice,)}
    for one in page.all:
        for sort in layers.keys() & {*one.classes}:
            names = [part.words for part in one.elements if "pb-layer" in part.classes]
            if not names and "pb-notice" in one.classes:
                names = [one.words]
            if len(names) != 1 or not names[0].startswith(layers[sort]):
                yield one.line, f"a block of {sort} has to say “{layers[sort][0]}” once, and says: {names}."
        if "pb-clause" in one.classes:
            parts = Counter(name for part in one.elements for name in part.classes)
            if parts["pb-policy"] != 1 or parts["pb-plain"] > 1:
                yield one.line, f"the clause “{one.said.get('id')}” has to show its words once, as policy."


def nothing_is_empty(page: Page, _organisation: Organisation) -> Said:
    """No section, list, table or fold is there with nothing in it."""
    for one in page.article.all():
        if one.tag in _HELD and "hidden" not in one.said and _is_bare(one):
            yield (
                one.line,
                f"a <{one.tag}> with nothing in it: {one.said.get('id') or one.words or ' '.join(one.classes)}",
            )
    if not page.article.words:
        yield 1, "the page says nothing."


def _is_bare(top: Element) -> bool:
    """Whether nothing is within it but its own heading, and nothing that a script would fill."""
    if "role" in top.said or any(name.startswith("data-") for name in top.said if top.tag != "fieldset"):
        return False
    if top.tag in ("ol", "ul", "tbody", "dl"):
        return not any(one.tag in ("li", "tr", "dt", "div") and one.words for one in top.all())
    left = [one for one in top.inside if not (isinstance(one, Element) and one.tag in _HEADS)]
    words = "".join(one if isinstance(one, str) else one.text for one in left)
    within = (part for one in left if isinstance(one, Element) for part in one.all())
    return not words.strip() and not any(
        part.tag in _FOR_SCRIPTS or any(name.startswith("data-") for name in part.said) for part in within
    )


# ---- the right answers


def the_keys(page: Page, keys: Mapping[str, Key]) -> Said:
    """Whatever a page says of an answer is what the policy makes of it."""
    for name, one in page.questions:
        key = keys.get(name)
        if one.tag == "fieldset" and ASKED in one.classes:
            yield from ((one.line, f"“{name}” {what}") for what in _unlike(one, key))
    for one in page.all:
        if one.tag == "script" and one.said.get("type") == "application/json":
            yield from ((one.line, what) for what in _unlike_data("".join(map(str, one.inside)), keys))


def _unlike(asked: Element, key: Key | None) -> Iterator[str]:
    if key is None:
        yield "is no question of the handbook."
        return
    question = key.question
    critical = "yes" if question.safety_critical else ""
    for name, needed in (
        ("data-right", key.right),
        ("data-kind", question.kind),
        ("data-critical", critical),
        ("data-fingerprint", key.fingerprint),
    ):
        if asked.said.get(name, "") != needed:
            yield f"has {name} “{asked.said.get(name, '')}”, and it is “{needed}”."
    options = {one.said["data-letter"]: one for one in asked.all() if "data-letter" in one.said}
    if list(options) != [option.letter for option in question.options]:
        yield f"shows the options {', '.join(options)}."
        return
    right = {letter for answer in key.right.split(";") for letter in answer.split()}
    for option in question.options:
        shown = options[option.letter]
        signs = [one for one in shown.all() if "pb-verdict" in one.classes]
        if len(signs) != 1 or (key.right and ("pb-keeps" in signs[0].classes) != (option.letter in right)):
            yield f"says of {option.letter} “{signs[0].words if signs else ''}”."
        yield from (f"does not show of {option.letter}: “{line}”" for line in missing(option.text, shown))
        yield from (f"does not show of {option.letter}: “{line}”" for line in missing(option.feedback, shown))
    legend = next((one for one in asked.all() if one.tag == "legend"), asked)
    yield from (f"does not ask “{line}”" for line in missing(question.prompt.split("\n\n")[0], legend))


def _unlike_data(text: str, keys: Mapping[str, Key]) -> Iterator[str]:
    """What data for scripts says of answers: a list for each question, with its id, its fingerprint and what is right."""
    try:
        data = json.loads(text)
    except ValueError:
        yield "data for scripts that is no JSON."
        return
    for name, mark, right, critical, *_ in data.get("questions", ()) if isinstance(data, dict) else ():
        key = keys.get(name)
        if key is None or (mark, right) != (key.fingerprint, key.right):
            yield f"the data for scripts says of “{name}” that “{right}” is right."
        elif bool(critical) != key.question.safety_critical:
            yield f"the data for scripts says of “{name}”, wrongly, whether it is safety-critical."


def the_answers(page: Page, book: Handbook) -> Said:
    """Where everyday questions stand, each does, in its own words, and is answered as its author expects."""
    shown = {one.said.get("id", ""): one for one in page.of_class("pb-asked")}
    for asked in book.everyday.questions if page.of_class("pb-may") else ():
        one = shown.get(f"may-{asked.id}")
        if one is None:
            yield page.article.line, f"“{asked.title}” is not asked."
            continue
        said = [sign.words for sign in one.all() if "pb-verdict" in sign.classes]
        if said != [ANSWERS.get(asked.says)]:
            yield one.line, f"“{asked.title}” is answered “{', '.join(said)}”, and it is “{asked.says}”."
        yield from ((one.line, f"“{asked.id}” does not ask “{line}”") for line in missing(asked.title, one))


def the_path(page: Page, book: Handbook) -> Said:
    """A reader's own page asks the whole core path, in order, and a story all its decisions."""
    asked = [name for name, one in page.questions if one.tag == "fieldset"]
    for one in page.of_class("pb-path"):
        reader = next((r for r in book.readers if r.id == one.said.get("data-reader")), None)
        if one.said.get("data-path") == CORE and reader:
            needed = [question.id for question in questions_on(book, CORE, reader)]
            if asked != needed:
                yield one.line, f"the core path asks {asked}, and has to ask {needed}."
    story = book.story_on(page.path.removesuffix(".html"))
    if story and asked != [decision.question for decision in story.decisions]:
        yield page.article.line, f"the story asks {asked}, and has to ask {list(story.questions)}."


# ---- every block, once, in its own words


def every_block(pages: Mapping[str, Page], book: Book) -> Iterator[Fault]:
    """Each thing that the loader read stands once on the site, on its own page, in the words of its file."""
    shown: dict[str, list[tuple[str, Element]]] = {}
    sorts = {block.sort for block in book.blocks}
    for page in pages.values():
        if not page.path.startswith("editions/"):
            for one in page.all:
                if "id" in one.said and sorts & {*one.classes}:
                    shown.setdefault(one.said["id"], []).append((page.path, one))
    for block in book.blocks:
        path = f"{block.page}.html"
        found = [(at, one) for at, one in shown.get(block.id, ()) if block.sort in one.classes]
        if block.sort == ASKED:  # a path asks it again
            found = [(at, one) for at, one in found if at == path]
        if [at for at, _ in found] != [path]:
            there = ", ".join(at for at, _ in found) or "no page"
            yield Fault(path, 1, f"“{block.id}” has to stand once, on this page, and stands on {there}.")
            continue
        for text in block.texts:
            for line in missing(text, found[0][1]):
                yield Fault(path, found[0][1].line, f"“{block.id}” does not show the line “{line}”")


def missing(text: str, shown: Element) -> Iterator[str]:
    """The lines of some Markdown that are not shown; those that cite or link are shown as what they cite is called."""
    there = f" {' '.join(_WORD.findall(shown.text))} "
    for line in text.split("\n"):
        if not any(sign in line for sign in ("{", "](", "`", "|")):
            words = " ".join(_WORD.findall(line.lstrip("0123456789. ")))
            if words and f" {words} " not in there:
                yield line.strip()


# ---- nothing runs but what the site brings


def no_power(page: Page, _organisation: Organisation) -> Said:
    """A page brings its policy before any script, and holds no code but the one that the policy names."""
    metas = [o for o in page.all if o.said.get("http-equiv", "").lower() == "content-security-policy"]
    inline = [
        o
        for o in page.all
        if o.tag == "script" and "src" not in o.said and o.said.get("type") != "application/json"
    ]
    if len(metas) != 1:
        yield 1, f"the page brings its policy {len(metas)} times, and has to bring it once."
        return
    said = metas[0].said.get("content", "")
    marks = [
        f"'sha256-{b64encode(sha256(''.join(map(str, o.inside)).encode()).digest()).decode()}'"
        for o in inline
    ]
    wrong = {*said.split("; ")} ^ {*ALLOWED, " ".join(("script-src 'self'", *marks))}
    if wrong:
        yield metas[0].line, f"the policy of the page is not what it has to be: {', '.join(sorted(wrong))}"
    before = page.all[: page.all.index(metas[0])]
    for one in before:
        if one.tag == "script" or one.said.get("rel") in ("stylesheet", "icon", "manifest", "preload"):
            yield one.line, "something is fetched or run before the policy of the page."
    for one in page.all:
        if one.tag in _POWER or one.said.get("http-equiv", "").lower() == "refresh":
            yield one.line, f"a <{one.tag}> {'that leads away ' * (one.tag == 'meta')}has no place on a page."
        for name, value in one.said.items():
            plain = "".join(value.split()).lower()
            if name.startswith("on") or plain.startswith(("javascript:", "data:text", "vbscript:")):
                yield one.line, f"a <{one.tag}> with {name}=“{value[:40]}” could run something."


RULES: tuple[Callable[[Page, Organisation], Said], ...] = (
    the_line_on_danger,
    every_call,
    the_layer_of_each_block,
    nothing_is_empty,
    no_power,
)
"""What is asked of each page by itself."""


def wrong_on(page: Page, book: Book) -> Iterator[Fault]:
    """Everything that is wrong on one page."""
    for rule in RULES:
        yield from (Fault(page.path, *found) for found in rule(page, book.handbook.organisation))
    yield from (Fault(page.path, *found) for found in the_keys(page, book.keys))
    for held in (the_path, the_answers):
        yield from (Fault(page.path, *found) for found in held(page, book.handbook))


def wrong(pages: Mapping[str, Page], book: Book) -> Iterator[Fault]:
    """Everything that is wrong on a site."""
    for page in pages.values():
        yield from wrong_on(page, book)
        if TELL in pages and not page.of_class("pb-emergency"):
            yield Fault(page.path, 1, f"nothing leads to {TELL}.")
    yield from every_block(pages, book)


def read(site: Path) -> dict[str, Page]:
    """Every page of a built site, Jupyter's left out."""
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    found = (path for path in paths if not path.startswith(NOT_PAGES))
    return {path: Page(path, (site / path).read_text("utf-8")) for path in found}
