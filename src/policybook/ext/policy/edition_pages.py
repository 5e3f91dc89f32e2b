"""A page for each edition, at an address that stays: Sphinx reads the frozen file as it reads a page.

The file is JSON. What Sphinx is given to parse is a heading and one directive, which shows what was frozen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from policybook.changes.compare import compare
from policybook.changes.report import differing
from policybook.editions.edition import FOLDER, EditionError, page_of, read_edition
from policybook.editions.history import vouched
from policybook.ext.base.book import Book
from policybook.ext.base.directive import HandbookDirective, claim_id
from policybook.ext.base.domain import Entry, anchor_of, domain_of, warn
from policybook.ext.base.nodes import Cite, Words, citation_link, definitions, link, notice, paragraph
from policybook.ext.base.views import View, separated, table
from policybook.ext.base.words import standing_alone
from policybook.ext.policy import standing
from policybook.ext.policy.clauses import clause_card, interpretation_card
from policybook.policy.english import capital, written_out
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.model import Section
from policybook.policy.problems import Kind

SUFFIX = ".json"
_HEAD = "---\norphan: true\n---\n\n# Edition {name}\n\n"
_WHOLE = "```{{edition}} {name}\n```\n"
_LOST = "This edition cannot be shown: its file is not as it was adopted.\n"


class EditionBook(Book):
    """The handbook that an edition froze; what is cited in it stands on the edition's own page, or nowhere."""

    def __init__(self, handbook: Handbook, page: str) -> None:
        super().__init__(handbook)
        self.page = page

    @cached_property
    def cites(self) -> Mapping[tuple[str, str], Cite]:
        """How each thing is cited; only clauses and interpretations have an address here."""
        here = ("clause", "interp")
        return {
            key: replace(cite, page=self.page if cite.kind in here else "", preview="")
            for key, cite in super().cites.items()
        }

    @cached_property
    def cited_by(self) -> Mapping[str, tuple[Cite, ...]]:
        """Nothing: questions are asked about the handbook as it stands."""
        return {}


def edition_book(env: BuildEnvironment, edition: Edition) -> EditionBook:
    """The handbook that an edition froze, read once a build."""
    kept: dict[str, EditionBook] = domain_of(env).book.then
    if edition.name not in kept:
        frozen = read_edition(Path(env.srcdir, env.config.policybook_root), edition.name)
        kept[edition.name] = EditionBook(frozen, page_of(edition.name))
    return kept[edition.name]


def since(env: BuildEnvironment) -> str:
    """How much of the handbook is not as it is in the newest edition, in a sentence; "" where there is none."""
    handbook = domain_of(env).book.handbook
    if not handbook.editions:
        return ""
    newest = handbook.editions[-1]
    return differing(compare(edition_book(env, newest).handbook, handbook), newest.name)


class EditionDirective(HandbookDirective):
    """A whole edition: what it is, the way to the others, its clauses, and the interpretations it had."""

    def render(self) -> list[nodes.Node]:
        """Render what was frozen under this name; only its own page does."""
        edition = next((one for one in self.book.handbook.editions if one.name == self.named), None)
        if edition is None or self.env.docname != page_of(edition.name):
            return []
        self.domain.note_shown(f"edition/{edition.name}")
        self.domain.note("edition", edition.name, Entry(self.env.docname, "", f"Edition {edition.name}"))
        then = edition_book(self.env, edition)
        self.env.temp_data["policybook-edition"] = then
        try:
            sections = [self._section(then, edition, section) for section in then.handbook.sections]
            notes = self._notes(then) if then.handbook.interpretations else []
        finally:
            del self.env.temp_data["policybook-edition"]
        return [*self._top(edition), *sections, *notes]

    def _top(self, edition: Edition) -> Iterable[nodes.Node]:
        """The banner, the switcher, and what is known of the edition."""
        kind, said = standing.standing(edition, self.book.handbook.editions, overdue=self.book.is_overdue)
        banner = paragraph(nodes.strong("", kind), f" {said}")
        yield notice("", banner, classes=["pb-notice"], html={"role": "note"})
        yield self._switcher(edition)
        rows = [*standing.facts(edition), ("Checked against", self._checked(edition))]
        yield definitions(((nodes.Text(name), value) for name, value in rows), classes=["pb-edition-facts"])

    def _checked(self, edition: Edition) -> str:
        """What vouches for the edition in this build, in words; the build fails where its history does not."""
        root = Path(self.env.srcdir, self.env.config.policybook_root)
        said = dict(vouched(root, self.book.handbook.editions))[edition]
        if isinstance(said, EditionError):
            warn(Kind.EDITION, str(said), self.get_location())
        return capital(f"{said}.")

    def _switcher(self, mine: Edition) -> nodes.Node:
        """Links to every other edition and to the pages of today; each clause has its own in its history."""
        editions = self.book.handbook.editions
        others: list[nodes.Node] = [
            link(standing.edition_cite(one), f"edition {one.name} ({standing.kind_of(one, editions)})")
            for one in reversed(editions)
            if one != mine
        ]
        first = next(iter(self.book.handbook.clauses.values()), None)
        if first:
            others.insert(0, self.link("clause", first.id, standing.today_called(self.book)))
        words = paragraph(f"You are reading edition {mine.name}. Read instead: ", *separated(others), ".")
        told = {"role": "navigation", "aria-label": "Editions"}
        return notice("", words, classes=["pb-edition-switcher"], html=told)

    def _section(self, then: EditionBook, edition: Edition, section: Section) -> nodes.Node:
        found = self.section(section.heading, anchor_of(section.page))
        for clause in section.clauses:
            moments = standing.history(self.book, clause.id, edition.name)
            card = clause_card(then, clause, self._then(clause.text), self._then(clause.plain), moments)
            found += self._card("pb-clause", clause.id, card)
        return found

    def _notes(self, then: EditionBook) -> list[nodes.Node]:
        found = self.section("Interpretations of this edition", "interpretations-then")
        for note in then.handbook.interpretations:
            cites = (then.cites["clause", name] for name in note.concerns if name in then.handbook.clauses)
            touches: list[nodes.Element] = [
                citation_link("", "", nodes.Text(c.label), refid=c.anchor, internal=True) for c in cites
            ]
            card = interpretation_card(then, note, self._then(note.text), touches)
            found += self._card("pb-interpretation", note.id.lower(), card)
        return [found]

    def _card(self, kind: str, anchor: str, content: list[nodes.Node]) -> nodes.Node:
        card = nodes.section("", *content, classes=[kind])
        claim_id(self.state.document, card, anchor)
        return card

    def _then(self, text: str) -> list[nodes.Node]:
        """Words as they were frozen, without a link to anything that may be gone."""
        return self.words(standing_alone(text), self.lineno) if text else []


def edition_list(view: View) -> Iterable[nodes.Node]:
    """Every edition, newest first, with what it is and its dates."""
    editions = view.book.handbook.editions
    if not editions:
        yield paragraph("No edition of this handbook has been frozen yet.")
        return
    yield paragraph(f"{standing.of_today(view.book)} {since(view.env)}")
    rows: list[list[Words]] = []
    for edition in reversed(editions):
        what = f"{capital(standing.kind_of(edition, editions))}."
        minute = "none recorded" if edition.restates else ""
        dates: list[Words] = [[written_out(day)] for day in (edition.adopted, edition.review_by)]
        rows.append([[link(standing.edition_cite(edition))], [what], *dates, [edition.minute or minute]])
    heads = ("Edition", "What it is", "Date of the policy", "Review by", "Minute")
    yield table(heads, rows, (3, 3, 3, 3, 2))


# ---- the files


def as_page(app: Sphinx, page: str, source: list[str]) -> None:
    """Give Sphinx the page of an edition to parse in place of its frozen file."""
    path = str(app.env.doc2path(page, base=False))
    if not path.endswith(SUFFIX):
        return
    name = page.rpartition("/")[2]
    known = any(page == page_of(edition.name) for edition in domain_of(app.env).book.handbook.editions)
    source[0] = (_HEAD + (_WHOLE if known else _LOST)).format(name=name)


def read_editions_as_pages(_app: Sphinx, config: Config) -> None:
    """Let Sphinx find the frozen files, and no other JSON; they are parsed as Markdown is."""
    others = [f"**{suffix}" for suffix in config.source_suffix if suffix != SUFFIX]
    config.include_patterns = [*others, f"{FOLDER}/*{SUFFIX}"]
    parser = config.source_suffix.get(".md", "markdown")
    config.source_suffix = {**config.source_suffix, SUFFIX: parser}
