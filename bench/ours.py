"""Writes a made-up handbook as policybook reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from generate import TOLD, Book, Clause, name, outcomes

from policybook.check.run import check
from policybook.policy.problems import Kind

HOME = "# The handbook\n\nWhat the school asks of adults.\n"


def write(book: Book, root: Path) -> None:
    """Write the front page, book/ and the table of contents."""
    policy = root / "book" / "policy"
    policy.mkdir(parents=True, exist_ok=True)
    for page in range(book.pages):
        clauses = "\n\n".join(_clause(clause) for clause in book.page(page))
        (policy / f"page-{page + 1}.md").write_text(f"# {book.page_title(page)}\n\n{clauses}\n", "utf-8")
    (root / "index.md").write_text(HOME, "utf-8")
    (root / "book" / "vocabulary.yml").write_text("\n".join(_vocabulary(book)) + "\n", "utf-8")
    (root / "book" / "source.yml").write_text("\n".join(_source(book)) + "\n", "utf-8")
    offices = "\n".join(f"  {office}: {{title: {office}}}" for office in TOLD)
    (root / "book" / "organisation.yml").write_text(
        f"organisation: {{name: a home, handbook: H, body: all, lead: {TOLD[0]}}}\nroles:\n{offices}\n",
        "utf-8",
    )
    pages = [f"book/policy/page-{page + 1}" for page in range(book.pages)]
    (root / "_toc.yml").write_text(contents(pages), "utf-8")
    _say_what_is_idle(root)


def _say_what_is_idle(root: Path) -> None:
    """Mark the words on which no norm turns, as the check asks for: a site with a warning would be none."""
    path = root / "book" / "vocabulary.yml"
    lines = path.read_text("utf-8").split("\n")
    for problem in check(root)[1]:
        if problem.kind is Kind.READING:
            at = problem.place.line - 1
            lines[at] = lines[at].removesuffix("}") + ", idle: true}"
    path.write_text("\n".join(lines), "utf-8")


def contents(pages: list[str]) -> str:
    """A table of contents in Jupyter Book's format."""
    return "format: jb-book\nroot: index\nchapters:\n" + "".join(f"  - file: {page}\n" for page in pages)


def _clause(clause: Clause) -> str:
    first, *others = clause.sentences
    norms = "\n".join(f"{{norm}}`{norm}`" for norm in clause.norms)
    words = "\n".join((first, *others, f"See also {{clause}}`{name(clause.cites)}`."))
    return (
        f":::{{clause}} {clause.id}\n:source: {clause.number}\n:title: {clause.title}\n\n"
        f"{words}\n\n{{plain}}`{clause.plain}`\n\n{norms}\n:::"
    )


def _vocabulary(book: Book) -> Iterator[str]:
    contraries = book.words.contraries
    takes = {"tell": "recipients", "meet": "people", "handle": "things"}
    for kind, words in (
        ("people", book.words.people),
        ("acts", book.words.acts),
        ("things", book.words.things),
    ):
        yield f"{kind}:"
        for word, above in words.items():
            facts = [f'label: "{word.replace("-", " ")}"']
            facts += [f"is: [{', '.join(above)}]"] if above else []
            facts += [f"takes: {takes[word]}"] if kind == "acts" and word in takes else []
            facts += [f"contrary: [{contraries[word]}]"] if kind == "acts" and word in contraries else []
            yield f"  {word}: {{{', '.join(facts)}}}"
    yield "outcomes:"
    yield from (f'  {word}: {{label: "{word.replace("-", " ")}"}}' for word in outcomes())


def _source(book: Book) -> Iterator[str]:
    yield from ("title: A made-up policy", "adopted: 2019-01-15", "review-by: 2020-01-15", "items:")
    for page in range(book.pages):
        for clause in book.page(page):
            gist = f"A {clause.title[2:].lower()} is looked after."
            yield f"  - {{label: {json.dumps(clause.number)}, gist: {json.dumps(gist)}, carried-by: [{clause.id}]}}"
