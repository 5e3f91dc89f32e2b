"""The induction: a page for each reader, and the page on which somebody makes their completion record.

A reader's page asks the decisions of the core path itself, one after another, and leads to the quiz pages for
the full one. It holds what its script needs, so that it works from a disk as well, and reads as plain questions
without one. Nothing here marks an answer: what is right was worked out by the one engine.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from policybook.ext.base.book import Book
from policybook.ext.base.directive import claim_id
from policybook.ext.base.domain import domain_of
from policybook.ext.base.nodes import Words, address, bullets, paragraph, tagged
from policybook.ext.base.views import View
from policybook.ext.training.questions import QuestionDirective
from policybook.ext.training.stories import anchor_of, called_in
from policybook.policy.english import several
from policybook.policy.handbook import Handbook
from policybook.policy.problems import nearest
from policybook.policy.training import Question, Reader, Scenario
from policybook.records.record import marker_of
from policybook.training.minutes import takes, words_of
from policybook.training.paths import CORE, FULL, decisions, questions_on, reader_of

READER_PAGES = "book/induction/"
"""Where each reader has a page, named by the reader's id."""
RECORD_PAGE = "book/record"
FORM = Path(__file__).with_name("record-form.html").read_text("utf-8")


class path_progress(nodes.General, nodes.Element):  # noqa: N801 - docutils looks its visitors up by the class's name
    """How far somebody has come on a path, for `induction.js` to fill in. Attributes: path, reader."""


class path_results(nodes.General, nodes.Element):  # noqa: N801
    """Where `quiz.js` says what the answers of a path come to."""


class record_form(nodes.General, nodes.Element):  # noqa: N801
    """Where somebody makes their record, with all that `record.js` needs."""


# ---- directives


class InductionReaders(View):
    """One line for each reader, with a link to their page."""

    seen = "taught"

    def view(self) -> Iterable[nodes.Node]:
        """A list."""
        handbook = self.handbook
        for reader in handbook.readers:
            if f"{READER_PAGES}{reader.id}" not in self.env.found_docs:
                self.warn(f"there is no page {READER_PAGES}{reader.id}.md for the reader “{reader.id}”.")
        readers = bullets(map(self._line, handbook.readers))
        readers["classes"].append("pb-readers")
        yield readers

    def _line(self, reader: Reader) -> Words:
        href = self.env.app.builder.get_relative_uri(self.env.docname, f"{READER_PAGES}{reader.id}")
        page = nodes.reference("", "", nodes.Text(f"I am {reader.title}"), internal=True, refuri=href)
        return [page, f": {length(self.handbook, reader)}"]


def length(handbook: Handbook, reader: Reader) -> str:
    """How long a reader's core path is, in a sentence."""
    words = words_of(handbook, *questions_on(handbook, CORE, reader))
    return f"{several(len(decisions(handbook, CORE, reader)), 'decision')}, about {takes(words)}."


class Induction(View, QuestionDirective):
    """A reader's path: `worker core` asks each of its decisions here; `worker full` leads to the pages that do."""

    optional_arguments = 1
    at_home = False
    seen = "taught"

    def view(self) -> Iterable[nodes.Node]:
        """How long it takes, and the path."""
        name, _, path = self.named.partition(" ")
        handbook = self.handbook
        reader = reader_of(handbook, name)
        if reader is None or path not in (CORE, FULL):
            hint = nearest(name, [one.id for one in handbook.readers], "See book/induction.yml.")
            self.warn(f"“{self.named}” should be a reader and core or full. {hint}")
            return
        asked = questions_on(handbook, path, reader)
        scored = decisions(handbook, path, reader)
        said = length(handbook, reader)
        if path == FULL:
            said = f"{len(scored)} decisions, and {len(asked) - len(scored)} to talk over: several sittings."
        yield paragraph(said)
        yield path_progress("", path=path, reader=reader.id, ids=[f"{reader.id}-{path}"])
        if path == CORE:
            yield from (self._decision(question, at, len(asked)) for at, question in enumerate(asked, 1))
            yield path_results(classes=["pb-results-here"])

    def _decision(self, question: Question, at: int, of: int) -> nodes.Element:
        """A question as its quiz page asks it, and where else it stands."""
        node = self.shown(question, f"Decision {at} of {of}.")
        claim_id(self.state.document, node, question.id)
        if self.book.key(question):
            cited = (self.book.order[name] for name in self.book.bank.of(question).cited)
            node["html"]["data-clauses"] = " ".join(map(str, cited))
        said: Words = [self.link("question", question.id, "Its working is on the quiz page"), "."]
        for story in self.handbook.scenarios:
            if question.id in story.questions:
                said += [" It is also in a story: ", self.link("scenario", story.id, story.title), "."]
        node += paragraph(*said, classes=["pb-status"])
        return node

    def situation(self, _question: Question) -> list[nodes.Node]:
        """Nothing: on a path of their own, the scene is the reader's own."""
        return []


class RecordForm(View):
    """Where a completion record is made."""

    def view(self) -> Iterable[nodes.Node]:
        """One node, written whole."""
        yield record_form("")


# ---- HTML


def _book(self: HTML5Translator) -> Book:
    book: Book = domain_of(self.builder.env).book
    return book


def _title(self: HTML5Translator, page: str) -> str:
    title = self.builder.env.titles.get(page)
    return title.astext() if title else page


def _script(data: object, name: str) -> str:
    """Data for a script; nothing in it can end the element that holds it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>\n'


def _write_progress(self: HTML5Translator, node: nodes.Element) -> None:
    """A box for the script; on the full path the pages that ask it, which need no script."""
    book = _book(self)
    path, reader = node["path"], reader_of(book.handbook, node["reader"])
    told = f'data-path="{path}" data-reader="{node["reader"]}"'
    scored = decisions(book.handbook, path, reader)
    names = {question.id for question in scored}
    topics = "; ".join(topic.title for topic in book.handbook.topics if names.intersection(topic.questions))
    told += f' data-topics="{self.attval(topics)}" data-lead="{self.attval(book.handbook.lead)}"'
    if RECORD_PAGE in self.builder.env.found_docs:
        told += f' data-record="{self.attval(address(self, RECORD_PAGE))}"'
    self.body.append(f'<div class="pb-path" data-induction {told} id="{node["ids"][0]}">\n')
    if path == FULL:
        self.body.append("<ul>\n")
        for page, count in Counter(question.page for question in scored).items():
            href = self.attval(address(self, page))
            title = self.encode(_title(self, page))
            self.body.append(f'<li data-page="{href}"><a href="{href}">{title}</a>: {count} decisions</li>\n')
        self.body.append("</ul>\n")
        self.body.append(_script(_rows(self, book, scored), "pb-full"))
    else:
        full = decisions(book.handbook, FULL, reader)
        self.body.append(_script(_edition(self, book, (*scored, *full)), "pb-edition"))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _rows(self: HTML5Translator, book: Book, scored: Sequence[Question]) -> dict[str, Any]:
    """Questions with their answers and the clauses that decide them, and the pages that they stand on."""
    pages = list(dict.fromkeys(question.page for question in scored))
    return {
        "pages": [[address(self, page), _title(self, page)] for page in pages],
        "questions": [
            [
                question.id,
                book.bank.of(question).fingerprint,
                ";".join(book.key(question)),
                int(question.safety_critical),
                pages.index(question.page),
                book.handbook.places_of_questions[question.id],
                sorted(book.order[name] for name in book.bank.of(question).cited),
            ]
            for question in scored
        ],
    }


def _edition(self: HTML5Translator, book: Book, asked: Iterable[Question]) -> dict[str, Any]:
    """The edition, and each clause that decides one of these questions: its mark, its name, its address."""
    marker, clauses = marker_of(book.handbook), book.handbook.clauses
    rows: dict[int, list[str]] = {}
    for name in sorted({name for question in asked for name in book.bank.of(question).cited}):
        where = address(self, clauses[name].page, name)
        rows[book.order[name]] = [name, marker.clauses[name], clauses[name].heading, where]
    return {"name": marker.name, "fingerprint": marker.fingerprint, "clauses": rows}


def _write_record(self: HTML5Translator, _node: nodes.Element) -> None:
    """A form that the script wakes up, its data, and what to do without it."""
    book = _book(self)
    handbook = book.handbook
    said = {"handbook": handbook.organisation.handbook, "lead": handbook.lead, "to": handbook.takes_records}
    told = " ".join(f'data-{name}="{self.attval(words)}"' for name, words in said.items())
    self.body.append(f'<div class="pb-record" data-induction {told}>\n')
    readers = "".join(
        f'<option value="{self.attval(reader.id)}">{self.encode(reader.title)}</option>'
        for reader in book.handbook.readers
    )
    self.body.append(FORM.format(readers=readers, lead=self.encode(handbook.lead)))
    self.body.append(_script(_paths(self, book), "pb-paths"))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def _paths(self: HTML5Translator, book: Book) -> dict[str, Any]:
    """Every path, as numbers of questions; every question, with its answers and the clauses that decide it."""
    handbook = book.handbook
    full = decisions(handbook, FULL, handbook.readers[0]) if handbook.readers else ()
    scored = full + tuple(q for q in handbook.questions if q.kind != "discussion" and q not in full)
    at = {question.id: number for number, question in enumerate(scored)}
    pages = list(dict.fromkeys(question.page for question in scored))
    places = [*pages, *(scenario.page for scenario in handbook.scenarios)]
    paths: list[list[object]] = [
        [CORE, reader.id, "", [at[q.id] for q in decisions(handbook, CORE, reader)], _met(self, reader)]
        for reader in handbook.readers
    ]
    paths.append([FULL, "*", "", [at[q.id] for q in full], []])
    for page in places:
        asked = [at[q.id] for q in decisions(handbook, page, None)]
        paths.append([page, "", _title(self, page), asked, _told(self, handbook.story_on(page))])
    return {**_edition(self, book, scored), **_rows(self, book, scored), "paths": paths}


def _met(self: HTML5Translator, reader: Reader) -> list[list[str]]:
    """What each decision of a reader's core path is called there, and where it stands."""
    page = f"{READER_PAGES}{reader.id}"
    if page not in self.builder.env.found_docs:
        return []
    asked = enumerate(questions_on(_book(self).handbook, CORE, reader), 1)
    return [[f"Decision {at}", address(self, page, q.id)] for at, q in asked if q.kind != "discussion"]


def _told(self: HTML5Translator, story: Scenario | None) -> list[list[str]]:
    """The same of a story's decisions; nothing where the page is none."""
    if story is None:
        return []
    scored = [question.id for question in decisions(_book(self).handbook, story.page, None)]
    return [[called_in(story, q).rstrip("."), address(self, story.page, anchor_of(story, q))] for q in scored]


# ---- other builders


class PlainPaths(SphinxPostTransform):
    """For builders other than HTML: the pages of the full path as a plain list, and no form."""

    default_priority = 8  # before Sphinx resolves references

    def run(self, **_options: object) -> None:
        """Replace what only HTML can write."""
        if self.app.builder.format == "html":
            return
        book = domain_of(self.env).book
        for progress in list(self.document.findall(path_progress)):
            asked = decisions(book.handbook, FULL, reader_of(book.handbook, progress["reader"]))
            pages = dict.fromkeys(question.page for question in asked if progress["path"] == FULL)
            if pages:
                found = bullets([self.env.titles[page].astext()] for page in pages)
                progress.parent.insert(progress.parent.index(progress), found)
        for kind in (path_progress, path_results):
            for node in list(self.document.findall(kind)):
                node.parent.remove(node)
        for form in list(self.document.findall(record_form)):
            form.replace_self(paragraph(f"On paper, ask {book.handbook.takes_records} for the form."))


VISITORS: dict[type[nodes.Element], tuple[Any, Any]] = {
    path_progress: (_write_progress, None),
    path_results: tagged("div", ""),
    record_form: (_write_record, None),
}
"""How each node is written in HTML."""
