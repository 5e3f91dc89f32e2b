"""Loads the handbook at the start of a build, says every problem that it has, and which pages to read again.

Numbers, titles, previews and what cites what are written into a page when it is read. Each page remembers a
digest of each thing that it shows, and is read again when one of them has changed: a clause more, a word
renamed in vocabulary.yml, an office-holder filled in.

At the end it counts what is shown: every block that the loader read stands once on the pages, and every directive
shows something. A clause that stands on no page would be in force unseen.
"""

import gc
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.parallel import make_chunks

from policybook import files
from policybook.check.checked import checked
from policybook.check.rule import Subject
from policybook.ext.base.book import Book
from policybook.ext.base.domain import domain_of, warn
from policybook.ext.base.kept import Kept
from policybook.ext.base.nodes import notice
from policybook.load.desk import Desk
from policybook.load.handbook import read
from policybook.load.organisation import read_organisation
from policybook.policy.problems import Kind, Place, Problem
from policybook.reviews.lock import read_lock
from policybook.reviews.suspects import ORGANISATION_FILE


def name(app: Sphinx, config: Config) -> None:
    """Call the site what the organisation calls its handbook, in its language."""
    root = Path(app.srcdir, config.policybook_root)
    if (root / ORGANISATION_FILE).is_file():
        organisation, _ = read_organisation(Desk(root), ORGANISATION_FILE)
        config.project = config.html_title = organisation.handbook
        config.language = organisation.language.replace("-", "_")


class _Left:
    """How many objects may be frozen before what earlier builds of this process left among them is looked through."""

    most = 0


def hold_back(app: Sphinx, _config: Config) -> None:
    """Have Python look for garbage seldom while the pages are made: they are kept to the end, and looked through in vain.

    What a build leaves is looked through when a later one begins in this process, and there is half as much again as was
    in use: mostly none does, and to look before each of many would take longer than to build.
    """
    app.connect("build-finished", partial(_let_go, gc.get_threshold()), priority=990)
    if gc.get_freeze_count() > _Left.most:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _Left.most = gc.get_freeze_count() * 3 // 2
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def _let_go(usual: tuple[int, int, int], app: Sphinx, _exception: Exception | None) -> None:
    """Leave Python, and what is kept for the next build, as they should be."""
    gc.set_threshold(*usual)
    gc.freeze()
    domain_of(app.env).book.kept.tidy()


def load(app: Sphinx) -> None:
    """Read the handbook once, for every page of this build, and say all that is wrong with it."""
    root = Path(app.srcdir, app.config.policybook_root)
    found = checked(root)
    take(app, found.subject or Subject(read(root)[0], root), found.problems)
    for problem in domain_of(app.env).book.problems:
        warn(problem.kind, f"{problem.what} {problem.hint}".rstrip(), str(problem.place))


def take(app: Sphinx, subject: Subject, problems: tuple[Problem, ...], before: Book | None = None) -> None:
    """Have every page show the handbook of `subject`; what waits for a review is for now what waited `before`, where that is given."""
    root = Path(app.srcdir, app.config.policybook_root)
    book = domain_of(app.env).book = Book(subject.handbook, problems)
    book.root, book.kept = root, Kept(root)
    if before:
        book.waiting, book.keeps_reviews = before.waiting, before.keeps_reviews
    elif book.is_sound:
        lock = read_lock(root)
        sign = subject.handbook.organisation.sign_off
        items = subject.reviewables.values()
        book.waiting = tuple(item for item in items if item.awaits(lock.by_key.get(item.key), sign))
        book.keeps_reviews = lock.kept


def head_and_foot(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Give a page what stands on every page for whoever is in danger, and whether words on it are a draft."""
    book = domain_of(app.env).book
    context["pb_organisation"] = book.handbook.organisation
    context["pb_draft"] = book.is_draft(page)


def outdated(
    _app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the pages to read again though their files are as they were."""
    domain = domain_of(env)
    return sorted(
        page
        for page, shown in domain.shown.items()
        if page not in added | changed | removed
        and any(domain.book.digest(key) != then for key, then in shown.items())
    )


_LONG = (b"{comparisons}", b"{base-comparison}", b"{proposal}", b"{together}")
"""What a page holds that takes longest to read: it shows what editions and proposals come to."""


def spread(app: Sphinx, env: BuildEnvironment, read: list[str]) -> None:
    """Have the processes that read the pages begin with the longest, and share them evenly."""
    if app.parallel > 1:
        in_turn = sorted(read, key=lambda page: not _is_long(Path(env.doc2path(page))))
        share = len(make_chunks(read, app.parallel)[0]) if read else 1
        # The first place of each share, then the second of each.
        places = sorted(range(len(read)), key=lambda at: (at % share, at))
        for at, page in zip(places, in_turn, strict=True):
            read[at] = page


def hand_over(_app: Sphinx, env: BuildEnvironment, _read: list[str]) -> None:
    """Have each process that reads pages hand over what it knows of these, and not all that was read before it began."""
    here = os.getpid()
    _READ.clear()

    def state() -> dict[str, Any]:
        whole: dict[str, Any] = type(env).__getstate__(env)
        del whole["__getstate__"]
        if os.getpid() != here:
            whole["tocs"] = {page: env.tocs[page] for page in _READ if page in env.tocs}
            whole["domaindata"] = whole["domaindata"] | {"policy": domain_of(env).of_pages({*_READ})}
        return whole

    env.__getstate__ = state  # type: ignore[method-assign]


_READ: list[str] = []
"""The pages that this process has read, of those that several share."""


def _is_long(page: Path) -> bool:
    with suppress(OSError):
        text = files.read(page)
        return any(long in text for long in _LONG)
    # Sphinx says of one that cannot be read, or is gone, what is to be said.
    return False


BLOCK = "pb-block"
"""The attribute of a node that shows a block: its kind and its id."""
DECISION = "decision"
IF_EMPTY = "if-empty"
"""The option of a view with the sentence that stands where there is nothing to show."""
PAGES = ("html", "dirhtml")
"""The builders whose pages show what a notebook's cells put out as decisions."""


def is_bare(shown: Sequence[nodes.Node]) -> bool:
    """Whether nothing is shown; or a table, a list or a box with nothing in it, which nobody can make sense of."""
    holders = (nodes.tbody, nodes.bullet_list, nodes.definition_list, nodes.container)
    # A notice with nothing in it is there for a script.
    seen = [top for top in shown if top.children or not isinstance(top, notice)]
    held = (node for top in seen for node in top.findall(lambda node: isinstance(node, holders)))
    return not seen or not all(node.children for node in held)


def say_empty(directive: SphinxDirective) -> None:
    """Warn of a directive that shows nothing, unless something is wrong that is said already and explains it."""
    env = directive.env
    book = domain_of(env).book
    path = env.doc2path(env.docname, base=False)
    is_view = IF_EMPTY in (directive.option_spec or ())
    wrong = any(is_view or problem.place.path == path for problem in book.problems)
    if wrong or (path.startswith("proposals/") and not (book.is_sound and book.proposed.sound)):
        return
    written = " ".join((directive.name, *directive.arguments))
    what = f"“{written}” shows nothing here, because the handbook was read without it."
    hint = "Is its page in _toc.yml, and is policybook_root the folder of the documents?"
    if is_view:
        what = f"“{written}” shows nothing here, or a table or a list with nothing in it."
        hint = f"Write what it is made from; or, where there may be none, a sentence that says so: “:{IF_EMPTY}: …”."
    warn(Kind.DIRECTIVE, f"{what} {hint}", directive.get_location())


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Remember which blocks a page shows, once it is as it will be kept, and whether it says that it is a draft."""
    _READ.append(app.env.docname)
    domain_of(app.env).note_shown(f"draft/{app.env.docname}")
    shown = [node[BLOCK] for node in doctree.findall(nodes.Element) if BLOCK in node.attributes]
    if shown:
        domain_of(app.env).blocks[app.env.docname] = shown


def count(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of every block that was read and is not shown once."""
    domain = domain_of(env)
    everywhere = Counter(block for shown in domain.blocks.values() for block in shown)
    for kind, name, page, place in _loaded(domain.book):
        if kind == DECISION and app.builder.name not in PAGES:
            continue
        times = (Counter(domain.blocks.get(page, ())) if kind == DECISION else everywhere)[f"{kind} {name}"]
        if times == 1:
            continue
        how = "is shown on no page" if not times else f"is shown {times} times"
        hint = "Show it once."
        if page not in env.found_docs:
            hint = f"Sphinx finds no page “{page}”: policybook_root has to be the folder of the documents."
        elif kind == DECISION:
            hint = "A cell's text/markdown shows it: is myst_nb among the extensions?"
        warn(Kind.DIRECTIVE, f"the {kind} “{name}” was read, and {how}. {hint}", str(place))


def _loaded(book: Book) -> Iterator[tuple[str, str, str, Place]]:
    """Every block that the loader read: its kind, its id, its page and its place."""
    handbook = book.handbook
    for kind, blocks in (
        ("clause", handbook.clauses.values()),
        ("interpretation", handbook.interpretations),
        ("guidance", handbook.guidance),
        ("question", handbook.questions),
        ("proposal", book.proposed.known),
    ):
        yield from ((kind, block.id, block.page, block.place) for block in blocks)
    for scenario in handbook.scenarios:
        for decision in scenario.decisions:
            yield DECISION, decision.question, scenario.page, decision.place
