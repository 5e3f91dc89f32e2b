"""What the search page searches: clauses, cards, everyday questions, decisions, pages and the rest, each with its words.

One script holds them all, and search.js, which only that page loads, makes an index of it. What the handbook has as data
comes from there; what stands on pages alone, their own paragraphs and the glossary, is noted when a page is read.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from policybook import files
from policybook.ext import search_parts
from policybook.ext.base.book import Book, filled_in
from policybook.ext.base.build import BLOCK
from policybook.ext.base.domain import domain_of
from policybook.ext.policy.may import told_in_words
from policybook.ext.policy.reporting import card_id, matters
from policybook.ext.training.stories import anchor_of
from policybook.judging.judge import judge_of
from policybook.judging.lookup import answer, duties_of, told
from policybook.judging.unstated import more_general
from policybook.judging.verdict import Situation
from policybook.policy.english import capital, listed, shortened
from policybook.policy.model import PRACTICE, Act, grouped
from policybook.policy.outside import ORIGIN

PAGE = "search"
LONG = 160
"""So many characters are kept of what stands on a page alone, and of what is not policy."""
MORE = ("decision", "part", "proposal")
"""What a first search leaves for the next: training, parts of pages, and what may never be policy."""
_NOTED = "policybook-words"
_SAID = r'(?: data-preview="[^"]*")?'
_CITED = re.compile(rf'(<a class="pb-cite"){_SAID}( href="[^"#]*#([^"]+)"){_SAID}')
_PROSE = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list)
Found = tuple[str, str, str, str, str, object]
"""What can be found: its kind, what it is called, its page, its anchor, its sentences (the first line are those that an
answer quotes), and other words for it: as they are, or of which everyday questions, by their numbers."""


def settle(app: Sphinx) -> None:
    """Have the page of our theme searched by our script, and Sphinx make no index of its own."""
    if app.builder.format == "html" and "policybook.theme" in app.extensions:
        app.builder.search = False  # type: ignore[attr-defined]
        app.config.html_additional_pages = {**app.config.html_additional_pages, PAGE: "search.html"}
        app.config.html_context = {**app.config.html_context, "pb_search": True}


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the words of a page that no block of the handbook holds, by the headings that they stand under."""
    page, metadata = app.env.docname, app.env.metadata[app.env.docname]
    found = []
    for section in doctree.findall(nodes.section):
        if BLOCK not in section.attributes and section["ids"]:
            words = " ".join(part.astext() for part in section.children if isinstance(part, _PROSE))
            found.append((section["ids"][0], section[0].astext(), shortened(" ".join(words.split()), LONG)))
    for term in doctree.findall(nodes.term):
        meaning = term.parent[-1].astext() if term.parent else ""
        found += [(name, term.astext(), " ".join(meaning.split())) for name in term["ids"][:1]]
    # What a view shows stands elsewhere too, and so does an edition: of their pages the beginning is enough.
    views = any(key.startswith(("view/", "proposals/")) for key in domain_of(app.env).shown.get(page, ()))
    metadata[_NOTED] = found[:1] if views or page.startswith("editions/") else found


def everything(app: Sphinx) -> Iterator[Found]:
    """All that can be found."""
    domain = domain_of(app.env)
    if not domain.book.is_sound:
        return
    # In an order of their own: pages are read in another one each time, by several processes or some of them anew.
    book, pages = domain.book, {key: page for page, shown in sorted(domain.shown.items()) for key in shown}
    yield from _layers(book, pages.get("view/may-i", ""))
    yield from _cards(book, pages.get("view/tell-somebody", ""))
    for role in book.handbook.roles:
        words, page = filled_in(role) or "nobody is named here yet", pages.get("view/role-contacts", "")
        yield "office", role.title, page, "", f"{role.title}: {words}.", "who, name, number, ring, contact"
    yield from _decisions(app, book)
    for proposal in book.proposed.known:
        words = shortened(book.plain(proposal.reason), LONG)
        yield "proposal", f"{proposal.id} {proposal.title}", proposal.page, "", words, "proposal"
    yield from _pages(app, book)


def _layers(book: Book, may: str) -> Iterator[Found]:
    """The policy, everyday questions with what answers them, and what stands beside it."""
    handbook, judge = book.handbook, judge_of(book.handbook)
    asked: dict[str, list[int]] = {}
    for at, one in enumerate(handbook.everyday.questions):
        said = answer(judge, one.who, one.act, one.given)
        for name in said.by:
            asked.setdefault(name, []).append(at)
        first = said.by[0] if said.by and said.headline != "silent" else ""
        yield "may", one.title, may, f"may-{one.id}", f"{said.headline} {first}", one.words
    for clause in handbook.clauses.values():
        words = f"{book.plain(clause.plain)}\n{book.plain(clause.text)}"
        yield "clause", clause.heading, clause.page, clause.id, words, asked.get(clause.id, ())
    for line in handbook.guidance:
        kind = line.layer if line.layer in ("house", PRACTICE) else "guidance"
        first, _, rest = line.text.partition(f"**{ORIGIN}.**")[0].partition("\n\n")
        words = f"{book.plain(first)}\n{book.plain(rest)}"
        yield kind, book.cites["clause", line.id].label, line.page, line.id, words, asked.get(line.id, ())
    for of in handbook.interpretations:
        yield "note", of.heading, of.page, of.id.lower(), shortened(book.plain(of.text), LONG), ""


def _cards(book: Book, page: str) -> Iterator[Found]:
    """Each thing that may have happened, and whom to tell then."""
    if not page:
        return
    handbook, judge = book.handbook, judge_of(book.handbook)
    usual, duties = handbook.usual, duties_of(judge)
    places = {norm.id: at for at, norm in enumerate(duties)}
    practice = {at for at, norm in enumerate(duties) if norm.layer == PRACTICE}
    things = {name: at for at, name in enumerate(handbook.vocabulary.things)}
    kinds = grouped((up, name) for name in things for up in more_general(judge, name))
    when = [r.when for r in handbook.readings if r.form in ("hands over", "excuses")]
    for facts in dict.fromkeys((*when, *(facts for facts, _ in matters(handbook)))):
        weighed = judge.weigh(Situation((usual,), (Act(""),), tuple(facts)))
        near = practice | {places[found.norm.id] for found in weighed if found.norm.id in places}
        owed = (told(judge, duties[at], usual, facts) for at in sorted(near))
        below = sorted({name for fact in facts for name in kinds.get(fact, ())}, key=things.__getitem__)
        title = f"{capital(listed([book.labels[fact] for fact in facts]))}."
        words = {one.recipients: told_in_words(book, one) for one in owed if one}
        others = [word for name in (*facts, *below) for word in handbook.everyday.happened.get(name, ())]
        others += [book.labels[name] for name in below]
        yield "card", title, page, card_id(facts), " ".join(words.values()), others


def _decisions(app: Sphinx, book: Book) -> Iterator[Found]:
    """Each question: as a story asks it, if one does, and else in its quiz."""
    stories = {one.question: (story, one) for story in book.handbook.scenarios for one in story.decisions}
    for asked in book.handbook.questions:
        if asked.page not in app.env.titles:
            continue
        title, page, anchor = app.env.titles[asked.page].astext(), asked.page, asked.id
        if asked.id in stories:
            story, decision = stories[asked.id]
            title, page, anchor = f"{story.title}: {decision.scene}", story.page, anchor_of(story, asked.id)
        facts = [book.labels[fact] for fact in asked.given]
        yield "decision", title, page, anchor, book.plain(asked.prompt), facts


def _pages(app: Sphinx, book: Book) -> Iterator[Found]:
    quizzes = {question.page for question in book.handbook.questions}
    for page in sorted(app.env.found_docs - book.proposed.by_page.keys()):
        story = book.handbook.story_on(page)
        noted = app.env.metadata[page].get(_NOTED, ())
        for at, (anchor, title, words) in enumerate(noted[:1] if story else noted):
            kind = "term" if anchor.startswith("term-") else "part" if at else "page"
            said = f"It is about {story.touches}." if story else "" if page in quizzes else words
            yield kind, title, page, anchor if at else "", said, ""


def lighten(app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Where what is searched is in parts, have previews taken from there, and not said again on each page that cites."""
    if "policybook.theme" in app.extensions and search_parts.is_long(domain_of(app.env).book.handbook):
        clauses = domain_of(app.env).book.handbook.clauses
        bare = lambda link: f"{link[1]}{link[2]}" if link[3] in clauses else link[0]  # noqa: E731
        context |= {"pb_parts": True, "body": _CITED.sub(bare, context.get("body") or "")}


def give(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Give the search page its index, and write that beside the site's scripts."""
    if page != PAGE:
        return
    handbook = domain_of(app.env).book.handbook
    context |= {"pb_everyday": handbook.everyday, "pb_left": handbook.organisation.in_doubt}
    parts: dict[str, dict[str, list[search_parts.Listed]]] = {"index": {}, "more": {}}
    for kind, called, there, *words in everything(app):
        if there in app.env.found_docs:
            part = parts["more" if kind in MORE else "index"]
            part.setdefault(app.builder.get_relative_uri(PAGE, there), []).append((kind, called, *words))
    index, more = (json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in parts.values())
    index, made = search_parts.in_parts(parts["index"]) if search_parts.is_long(handbook) else (index, {})
    _put(Path(app.outdir) / "_static" / "search-parts", made)
    for name, data in (("index", index), ("more", more)):
        text = f"globalThis.policybookSearch_{name}={data};\n"
        file = f"_static/search-{name}.js"
        files.write(Path(app.outdir, file), text)
        context[f"pb_{name}"] = f"{file}?v={hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _put(folder: Path, made: Mapping[str, str]) -> None:
    """Have a folder hold these files alone; like pages, which are as many, without waiting for the disk at each."""
    if not made:
        shutil.rmtree(folder, ignore_errors=True)
    for old in set(folder.rglob("*.js")) - {folder / name for name in made}:
        old.unlink()
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
