"""Counts what is shown: every block that the loader read stands once on the pages, and every directive shows something.

A clause that stands on no page would be in force unseen, and a directive that shows nothing was written in vain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from policybook.ext.base.book import Book
from policybook.ext.base.domain import domain_of
from policybook.policy.problems import Kind, Place

logger = logging.getLogger(__name__)
BLOCK = "pb-block"
"""The attribute of a node that shows a block: its kind and its id."""
DECISION = "decision"
PAGES = ("html", "dirhtml")
"""The builders whose pages show what a notebook's cells put out as decisions."""


def say_empty(directive: SphinxDirective) -> None:
    """Warn of a directive that shows nothing, unless something is wrong with its page that is said already."""
    env = directive.env
    book = domain_of(env).book
    path = env.doc2path(env.docname, base=False)
    wrong = any(problem.place.path == path for problem in book.problems)
    if wrong or (path.startswith("proposals/") and not (book.is_sound and book.proposed.sound)):
        return
    written = " ".join((directive.name, *directive.arguments))
    logger.warning(
        "“%s” shows nothing here, because the handbook was read without it. Is its page in _toc.yml, and is "
        "policybook_root the folder of the documents?",
        written,
        location=directive.get_location(),
        type="policybook",
        subtype=Kind.DIRECTIVE.value,
    )


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Remember which blocks a page shows, once it is as it will be kept."""
    shown = [node[BLOCK] for node in doctree.findall(nodes.Element) if BLOCK in node.attributes]
    blocks = domain_of(app.env).blocks
    if shown:
        blocks[app.env.docname] = shown


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of every block that was read and is not shown once."""
    domain = domain_of(env)
    everywhere = Counter(block for shown in domain.blocks.values() for block in shown)
    for kind, name, page, place in _loaded(domain.book):
        if kind == DECISION and app.builder.name not in PAGES:
            continue
        count = (Counter(domain.blocks.get(page, ())) if kind == DECISION else everywhere)[f"{kind} {name}"]
        if count == 1:
            continue
        how = "is shown on no page" if not count else f"is shown {count} times"
        hint = "Show it once."
        if page not in env.found_docs:
            hint = f"Sphinx finds no page “{page}”: policybook_root has to be the folder of the documents."
        elif kind == DECISION:
            hint = (
                "Let Sphinx show a cell's text/markdown: set nb_mime_priority_overrides as _config.yml does."
            )
        message = f"the {kind} “{name}” was read, and {how}. {hint}"
        logger.warning("%s", message, location=str(place), type="policybook", subtype=Kind.DIRECTIVE.value)


def _loaded(book: Book) -> Iterator[tuple[str, str, str, Place]]:
    """Every block that the loader read: its kind, its id, its page and its place."""
    handbook = book.handbook
    for clause in handbook.clauses.values():
        yield "clause", clause.id, clause.page, clause.place
    for interpretation in handbook.interpretations:
        yield "interpretation", interpretation.id, interpretation.page, interpretation.place
    for guidance in handbook.guidance:
        yield "guidance", guidance.id, guidance.page, guidance.place
    for question in handbook.questions:
        yield "question", question.id, question.page, question.place
    for scenario in handbook.scenarios:
        for decision in scenario.decisions:
            yield DECISION, decision.question, scenario.page, decision.place
    for proposal in book.proposed.known:
        yield "proposal", proposal.id, proposal.page, proposal.place
