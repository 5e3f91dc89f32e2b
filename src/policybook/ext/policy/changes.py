"""The page of what changed: each edition to the next, and the newest to the working draft."""

from collections.abc import Iterable
from itertools import pairwise

from docutils import nodes

from policybook.changes.compare import Change, Comparison, clause_number, compare
from policybook.changes.effects import retakes, summed_up
from policybook.changes.report import SORTS, alike, called, differing
from policybook.commands.compare import DRAFT
from policybook.editions.edition import name_of
from policybook.ext.base.book import Book
from policybook.ext.base.nodes import Words, bullets, fold, link, paragraph, titled
from policybook.ext.base.views import View
from policybook.ext.policy.edition_pages import edition_book
from policybook.ext.policy.proposals import clean, flips_nodes, flips_of, redlined, suspects_of, training
from policybook.policy.english import capital, listed
from policybook.policy.handbook import Handbook


def comparison_nodes(book: Book, comparison: Comparison) -> Iterable[nodes.Node]:
    """Every change in words, and each thing as it reads after it: the clean view."""
    for sort, heading in SORTS.items():
        changes = [c for c in comparison.all if c.sort == sort and not c.is_only_renumbered]
        if changes:
            yield paragraph(nodes.strong("", heading))
        for change in changes:
            yield _change(book, comparison, change)
    renumbered = [c for c in comparison.clauses if c.is_only_renumbered]
    if renumbered:
        said = [f"{clause_number(c.old)} is {clause_number(c.new)}" for c in renumbered]
        yield paragraph(f"Numbers change with them: {listed(said)}.")


def _change(book: Book, comparison: Comparison, change: Change) -> nodes.Node:
    title: Words = [called(change)]
    if change.sort == "clause" and change.new is not None and change.id in book.handbook.clauses:
        title = [link(book.cites["clause", change.id], called(change))]
    block = nodes.container(classes=["pb-compared"])
    block += paragraph(*title, f": {listed(change.classes)}.")
    if change.said:
        block += bullets([f"{capital(difference.words)}."] for difference in change.said)
    if change.new is not None and (words := comparison.redline(change)):
        block += fold("As it reads", *clean(words))
    return block


def redline_nodes(comparison: Comparison) -> Iterable[nodes.Node]:
    """Every change of the text word by word: what is taken out and what is put in."""
    marks = "“Taken out” and “put in” stand before the words."
    yield paragraph(f"{marks} Words taken out are struck through; words put in are underlined.")
    for change in comparison.all:
        pieces = comparison.redline(change)
        if pieces and not change.is_only_renumbered:
            block = nodes.container(classes=["pb-spoken"])
            block += paragraph(nodes.strong("", called(change)))
            block += list(redlined(pieces))
            yield block


def comparisons(view: View) -> Iterable[nodes.Node]:
    """Each edition compared with the next, and the newest with the working draft, the newest first."""
    editions = view.handbook.editions
    if not editions:
        yield paragraph("No edition has been adopted yet, so there is nothing to compare.")
    books = [(edition.name, edition_book(view.env, edition).handbook) for edition in editions]
    for (old, was), (new, now) in reversed([*pairwise((*books, (DRAFT, view.handbook)))]):
        title = f"From edition {old} to {'the working draft' if new == DRAFT else f'edition {new}'}"
        yield view.section(title, f"{old}..{new}", *_content(view, f"{old}..{new}", was, now))


def _content(view: View, anchor: str, was: Handbook, now: Handbook) -> Iterable[nodes.Node]:
    comparison = compare(was, now)
    if comparison.is_empty:
        again = retakes(was, now, ())
        said = " Nobody has anything to read again, and no record is stale because of it." * (not again)
        yield paragraph(f"No change: both say the same, word for word and rule for rule.{said}")
        if again:
            yield _again(view, anchor, was, now)
        return
    if now is view.handbook:
        yield paragraph(differing(comparison, name_of(was)))
    changed, flipped, every_word = _parts(view, anchor, comparison)
    yield from (changed, flipped, _again(view, anchor, was, now), every_word)


def _parts(view: View, anchor: str, comparison: Comparison) -> Iterable[nodes.Node]:
    """What changes in words, what it changes in practice, and the redline, each a section."""
    found = flips_of(view.book, comparison.old, comparison.new, 2)
    yield view.section("What changes", f"{anchor}-words", *comparison_nodes(view.book, comparison))
    yield view.section("What it changes in practice", f"{anchor}-flips", *flips_nodes(found))
    yield view.section("Every word: the full redline", f"{anchor}-redline", *redline_nodes(comparison))


def base_comparison(view: View) -> Iterable[nodes.Node]:
    """What is otherwise here than in the handbook that this one extends: why, in words, in practice and word by word."""
    extends = view.book.handbook.extends
    if extends is None or extends.base is None:
        yield paragraph("This handbook extends no other.")
        return
    comparison = compare(extends.base, view.book.handbook)
    reasons: list[Words] = [[_named(view, comparison, one.id), f": {one.why}"] for one in extends.overlays]
    if comparison.is_empty:
        yield paragraph(f"Nothing: it is {extends.name}, word for word and rule for rule.")
        return
    yield from titled(nodes.strong("", "What is our own, and why"), reasons)
    yield from _parts(view, "base", comparison)


def _named(view: View, comparison: Comparison, name: str) -> nodes.Node:
    """A thing by its title, and a link to it where it is a clause that stands here."""
    change = next((change for change in comparison.all if change.id == name), None)
    words = called(change) if change else name
    return (
        link(view.book.cites["clause", name], words)
        if name in view.book.handbook.clauses
        else nodes.Text(words)
    )


def _again(view: View, anchor: str, was: Handbook, now: Handbook) -> nodes.Node:
    suspects = suspects_of(view.book, alike(was, now), now)
    found = training(view, suspects, summed_up(was, now, suspects))
    rows = ([f"{capital(retake.short)}."] for retake in retakes(was, now, suspects))
    stale = titled(nodes.strong("", "Records that become stale"), rows)
    return view.section("Training to look at again", f"{anchor}-training", *found, *stale)
