"""“May I …?”: everyday questions with their answers, and the table in which a script looks up any other.

The answers stand in the page by themselves, so that it reads without a script. The table is a script of its own, which
may.js asks for when somebody asks something: a page that is opened from a disk may fetch nothing else.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from policybook import files
from policybook.ext.base.book import Book, filled_in
from policybook.ext.base.domain import domain_of
from policybook.ext.base.narrow import askable
from policybook.ext.base.nodes import address, bullets, fold, notice, paragraph
from policybook.ext.base.views import View
from policybook.judging.judge import judge_of
from policybook.judging.lookup import Answer, Lookup, Row, Told, answer, duties_of, told
from policybook.judging.unstated import circumstances, more_general
from policybook.policy.english import counted, whose
from policybook.policy.everyday import Asked
from policybook.policy.handbook import Handbook
from policybook.policy.model import PRACTICE

TABLE = "_static/may-table.js"
_VIEW = "view/may-i"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
HEADLINES = {
    "yes": ("Yes", "keeps"),
    "no": ("No", "against"),
    "ask": ("Ask first", "judgement"),
    "silent": ("The policy does not say", "silent"),
}
"""What each answer is called, and the class of its sign."""


class MayI(View):
    """Everyday questions by their matters, each with its answer; its argument is the line of practice on silence."""

    optional_arguments = 1

    def view(self) -> Iterable[nodes.Node]:
        """The form for the script, and then the list."""
        everyday, to = self.book.handbook.everyday, self.env.app.builder.get_relative_uri
        data = {
            "data-table": f"{'../' * self.env.docname.count('/')}{TABLE}?v={self.book.digest(_VIEW)}",
            "data-tell": to(self.env.docname, "book/who-to-tell"),
            "data-first": " ".join(everyday.tell_first),
            "data-silent": self.named,
            "data-usual": self.book.handbook.usual,
            "data-left": self.book.handbook.organisation.in_doubt,
        }
        yield notice("", html=data, classes=["pb-may"])
        for matter in everyday.matters:
            yield fold(matter.title, *map(self._asked, matter.questions), classes=["pb-matter"])

    def _asked(self, asked: Asked) -> nodes.Node:
        judge, given = judge_of(self.book.handbook), (*asked.given, *asked.act.objects)
        said = answer(judge, asked.who, asked.act, asked.given)
        owed = (told(judge, norm, asked.who, given) for norm in duties_of(judge))
        answered = self._answer(said, [told_in_words(self.book, one) for one in owed if one])
        node = fold(asked.title, *answered, classes=["pb-asked"])
        node["ids"] = [f"may-{asked.id}"]
        situation = [asked.who, asked.act.act, asked.whom, " ".join(asked.given)]
        node["html"] = {"data-asks": "|".join(situation), "data-words": "; ".join(asked.words)}
        return node

    def _answer(self, said: Answer, owed: list[str]) -> Iterator[nodes.Node]:
        words, sign = HEADLINES[said.headline]
        yield paragraph(nodes.inline("", words, classes=["pb-verdict", f"pb-{sign}"]))
        left = self.book.handbook.organisation.in_doubt
        first = spoken(self.book, said.by[0]) if said.by else left
        yield paragraph(first if said.headline in ("yes", "no") or not said.by else f"{left} {first}")
        if said.headline == "silent" and self.named:
            yield paragraph(f"{whose(self.book.handbook, self.named)}: {spoken(self.book, self.named)}")
        yield from [bullets([words] for words in dict.fromkeys(owed))] if owed else []
        links = self.links("clause", (*said.by, *([self.named] if said.headline == "silent" else [])))
        links += self.links("interp", said.notes)
        yield from [bullets([link] for link in links)] if links else []


class MayIField(View):
    """A field that leads to the page which answers, and the everyday questions that its argument names."""

    optional_arguments = 1

    def view(self) -> Iterable[nodes.Node]:
        """The field."""
        titles = {asked.id: asked.title for asked in self.book.handbook.everyday.questions}
        for name in (names := self.named.split()):
            if name not in titles:
                self.warn(f"“{name}” is no everyday question of book/everyday.yml. Name one by its id.")
        yield may_i_field("", asked=[(name, titles[name]) for name in names if name in titles])


class may_i_field(nodes.comment):  # noqa: N801 - docutils looks its visitors up by the class's name
    """The field, which only HTML has. Its attribute: what is asked, by id and title."""


def write_field(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the field as a form that needs no script."""
    page = _page(self.builder.env)
    to = self.attval(address(self, page)) if page else ""
    chips = (
        f'<a class="pb-chip" href="{to}#may-{name}">{self.encode(title)}</a>' for name, title in node["asked"]
    )
    self.body.append(
        f'<form class="pb-ask" action="{to}"><label for="pb-ask">May I …? Ask in your own words.</label>'
        '<span class="pb-field"><input id="pb-ask" name="q" type="text" autocomplete="off">'
        f'<button type="submit">Ask</button></span></form>\n<p class="pb-chips">{" ".join(chips)}</p>\n'
    )
    raise nodes.SkipNode


VISITORS = {may_i_field: (write_field, None)}


def _page(env: BuildEnvironment) -> str | None:
    """The page on which questions are answered."""
    return next((page for page, shown in sorted(domain_of(env).shown.items()) if _VIEW in shown), None)


def spoken(book: Book, name: str) -> str:
    """The one sentence of a clause, or of guidance, that an answer shows."""
    if clause := book.handbook.clauses.get(name):
        return book.plain(clause.plain)
    return book.plain(book.handbook.guidance_by_id[name].text.partition("\n\n")[0])


def told_in_words(book: Book, owed: Told) -> str:
    """Whom to tell, and how soon."""
    offices = {role.id: filled_in(role) for role in book.handbook.roles}
    people = counted([book.labels[name] + offices.get(name, "") for name in owed.recipients], owed.joiner)
    guidance = book.handbook.guidance_by_id.get(owed.by)
    start = "Perhaps tell" if owed.perhaps else "Tell"
    if guidance and guidance.layer == PRACTICE:
        start = f"{whose(book.handbook, owed.by)}: tell"
    return f"{start} {people or 'somebody'}{f', {owed.timing}' if owed.timing else ''}."


# ---- the table


def table_of(book: Book, lookup: Lookup) -> dict[str, Any]:
    """The table as plain data; a class is a digit, and each partition and each cell stands there once."""
    parts: dict[str, int] = {}
    cells: dict[tuple[int, ...], int] = {}
    rows: dict[Row, int] = {}

    def part(classes: Iterable[int]) -> int:
        return parts.setdefault("".join(_DIGITS[one] for one in classes), len(parts))

    def row(found: Row) -> list[Any]:
        places = [part(classes) for classes in (found.who, found.whom, found.facts)]
        return [*places, [cells.setdefault(cell, len(cells)) for line in found.cells for cell in line]]

    acts = {name: rows.setdefault(found, len(rows)) for name, found in lookup.acts.items()}
    duties = [rows.setdefault(found, len(rows)) for found in lookup.duties.values()]
    words, asked = book.handbook.vocabulary, circumstances(lookup.judge)
    things = {
        name: [book.labels[name], words.things[name].ask, list(more_general(lookup.judge, name))]
        for name in lookup.things
    }
    return {
        "rows": [row(found) for found in rows],
        "parts": list(parts),
        "cells": list(cells),
        "said": [plain_said(book, said) for said in lookup.said],
        "duties": duties,
        "headlines": HEADLINES,
        "acts": {name: [at, words.acts[name].ask, words.takes(name)] for name, at in acts.items()},
        "people": {name: book.labels[name] for name in lookup.people},
        "things": {name: row if name in asked else row[:2] for name, row in things.items()},
        "who": list(dict.fromkeys(kind for reader in book.handbook.readers for kind in reader.kinds)),
    }


def _table(handbook: Handbook) -> dict[str, Any]:
    return table_of(Book(handbook), Lookup(judge_of(handbook)))


def plain_said(book: Book, said: Answer | Told | None) -> list[str] | None:
    """What an answer or a duty is in the table."""
    if isinstance(said, Told):
        return [said.by, told_in_words(book, said)]
    if said is None:
        return None
    return [said.headline, said.verb, " ".join(said.by), " ".join(said.notes), said.handed_to]


def _texts(app: Sphinx, book: Book, page: str) -> dict[str, list[str]]:
    """What each clause, guidance and note is called, where it stands from the page, and its sentence."""
    found = {}
    for (role, name), cite in book.cites.items():
        if role in ("clause", "interp") and cite.page in app.env.found_docs:
            href = f"{app.builder.get_relative_uri(page, cite.page)}#{cite.anchor}"
            found[name] = [cite.label, href, *([spoken(book, name)] if role == "clause" else [])]
    return found


def begin(app: Sphinx, _env: BuildEnvironment, read: list[str]) -> None:
    """Have the table worked out beside the pages, which come before it, where there are several processes."""
    book = domain_of(app.env).book
    if read and app.parallel > 1 and app.builder.format == "html" and book.handbook.everyday.matters:
        book.kept.begin(_table, book.handbook, seen=askable)


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the table beside the site's scripts, for the page that asks for it, unless it is there already."""
    domain, page = domain_of(app.env), _page(app.env)
    if exception or app.builder.format != "html" or page is None:
        return
    path, digest = Path(app.outdir, TABLE), domain.book.digest(_VIEW)
    head = f"// {digest}\n"
    if path.is_file() and path.read_text("utf-8").startswith(head):
        return
    table = domain.book.kept.of(_table, domain.book.handbook, seen=askable)
    table["texts"] = _texts(app, domain.book, page)
    data = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    files.write(path, f"{head}globalThis.policybookMayTable={data};\n")
