"""Reads the heads of the editions, and says where their names, their dates or their order are wrong."""

from collections.abc import Iterator

from policybook.editions.edition import RESTORE, number_of, path_of, read_heads
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.english import day_of
from policybook.policy.handbook import Edition, Tombstone
from policybook.policy.problems import Kind, Place


def read_editions(desk: Desk) -> tuple[Edition, ...]:
    """Every edition that can be read, oldest first, with a problem for each that is not as it was adopted."""
    heads = read_heads(
        desk.root, lambda path, error: desk.add(Kind.EDITION, Place(path), error.what, error.hint)
    )
    unread = any(problem.kind is Kind.EDITION for problem in desk.problems)
    for head in heads:
        for what, hint in _wrongs(head):
            desk.add(Kind.EDITION, Place(head.path), what, hint)
    named = tuple(head for head in heads if head.path == path_of(head.name))
    # An edition that cannot be read has been named already; what follows it does not miss it.
    for before, after in () if unread else zip((None, *named), named, strict=False):
        for what in _strangers(before, after):
            desk.add(Kind.EDITION, Place(after.path), what, RESTORE)
    return named


def read_retired(desk: Desk, path: str) -> tuple[Tombstone, ...]:
    """What authors say of the clauses that are gone; a handbook that never lost one has no such file."""
    if not (desk.root / path).exists():
        return ()
    file = YamlFile(desk, path)
    found: list[Tombstone] = []
    whole = file.known(file.root, "the file of retired clauses", ("retired",), "This file holds “retired:”.")
    for clause, place, entry in file.pairs(whole.get("retired"), "retired"):
        said = file.entry(entry, f"“{clause}”", into=file.strings, why=file.reason)
        if not said["why"]:
            what = f"nothing says why the clause “{clause}” is gone."
            file.wrong(place, what, "Add “why: …”, in a sentence or two.")
        found.append(Tombstone(clause, **said, place=file.place(place)))
    return tuple(found)


def _wrongs(head: Edition) -> Iterator[tuple[str, str]]:
    if number_of(head.name) is None:
        yield f"“{head.name}” is not the name of an edition, such as 2019.1.0.", RESTORE
    elif head.path != path_of(head.name):
        what = f"this file holds the edition {head.name}, whose place is {path_of(head.name)}."
        yield what, "Take the copy away, or give the file its name back."
    for called, value in (("adopted", head.adopted), ("review_by", head.review_by)):
        if not day_of(value):
            yield f"its “{called}” is “{value}”, which is not a date.", RESTORE


def _strangers(before: Edition | None, after: Edition) -> Iterator[str]:
    """Why an edition cannot come straight after the one that stands before it here."""
    name, digest = after.follows
    if before is None or name != before.name:
        if name:
            yield f"this edition follows {name}, and {path_of(name)} is missing."
        elif before:
            yield f"this edition follows none, and {before.name} stands before it."
    elif digest != before.digest:
        yield f"this edition follows another {name} than the one in {before.path}."
    if before and after.adopted < before.adopted:
        yield f"it was adopted on {after.adopted}, before {before.name}, which was adopted on {before.adopted}."
