"""The same made-up handbook for each way of building a site: its pages, its settings and its command.

A reader sees the same words everywhere. What policybook computes, its peers are given ready-made: numbers,
the titles of what is cited, the rules as sentences, and what cites each clause.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ours
import yaml
from generate import PER_PAGE, Book, Clause
from measure import PROJECT

from policybook.site.settings import EXTENSIONS, SETTINGS

STRICT = ("-n", "-W", "--keep-going")
_ID = re.compile(r'\bid="([^"]+)"')


@dataclass(frozen=True)
class Peer:
    """One way to build the site."""

    name: str
    write: Callable[[Book, Path], None]
    command: tuple[str, ...]
    output: str

    def clean(self, root: Path) -> None:
        """Leave nothing of an earlier build."""
        shutil.rmtree(root / "_build", ignore_errors=True)

    def missing(self, book: Book, root: Path) -> list[str]:
        """The clauses that cannot be found in what was built: a build that drops some would be fast."""
        built: set[str] = set()
        for page in (root / self.output).rglob("*.html"):
            built.update(_ID.findall(page.read_text("utf-8")))
        ids = (clause.id for page in range(book.pages) for clause in book.page(page))
        return [name for name in ids if name not in built]


# ---- policybook, and the same pages without it


def _write_ours(book: Book, root: Path) -> None:
    ours.write(book, root)
    _jupyter_book(root, with_extension=True)


def _write_same_theme(book: Book, root: Path) -> None:
    for page, text in _markdown(book, _myst_link, "({id})=\n## {heading}"):
        (root / "book" / "policy").mkdir(parents=True, exist_ok=True)
        (root / "book" / "policy" / f"{page}.md").write_text(text, "utf-8")
    (root / "index.md").write_text(ours.HOME, "utf-8")
    (root / "_toc.yml").write_text(ours.contents([f"book/policy/{page}" for page in _pages(book)]), "utf-8")
    _jupyter_book(root, with_extension=False)


def _jupyter_book(root: Path, *, with_extension: bool) -> None:
    """The project's own settings, with its extension or without."""
    settings = yaml.safe_load((PROJECT / "_config.yml").read_text("utf-8"))
    # As `policybook new` sets it, and the same without what is ours.
    extensions = ["policybook.site"] if with_extension else [n for n in EXTENSIONS if n != "policybook.ext"]
    # The colour is this handbook's own.
    ours_to_set = {} if with_extension else SETTINGS
    settings["sphinx"]["config"] = {**ours_to_set, "extensions": extensions}
    (root / "_config.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


# ---- plain Markdown


def _pages(book: Book) -> list[str]:
    return [f"page-{page + 1}" for page in range(book.pages)]


def _page_of(at: int) -> str:
    return f"page-{at // PER_PAGE + 1}"


def _myst_link(clause: Clause) -> str:
    return f"[{clause.heading}](#{clause.id})"


def _mkdocs_link(clause: Clause) -> str:
    return f"[{clause.heading}]({_page_of(clause.at)}.md#{clause.id})"


def rule(norm: str) -> str:
    """A norm as policybook shows it: its words' labels in place of the words."""
    said = norm.replace("-", " ")
    return f"{said[0].upper()}{said[1:]}."


def _markdown(book: Book, link: Callable[[Clause], str], heading: str) -> Iterator[tuple[str, str]]:
    """(page, text) with each clause under a heading of its own."""
    for page in range(book.pages):
        parts = [f"# {page + 1} {book.page_title(page)}", NOTICE]
        for clause in book.page(page):
            parts.append(heading.format(id=clause.id, heading=clause.heading))
            parts += _clause(book, clause, link)
        yield f"page-{page + 1}", "\n\n".join(parts) + "\n"


NOTICE = (
    "This page restates the policy that the governing body adopted and issued on 15 January 2019, which governs "
    "until the governors adopt an edition of this handbook. That policy was due for review by 15 January 2020, "
    "and that date has passed."
)


def _clause(book: Book, clause: Clause, link: Callable[[Clause], str]) -> Iterator[str]:
    yield "**Policy**"
    yield "\n".join((*clause.sentences, f"See also {link(book.clause(clause.cites))}."))
    yield "**In plain words**"
    yield clause.plain
    yield "The rule, as the quizzes read it"
    yield "\n".join(f"- {rule(norm)}" for norm in clause.norms)
    citing = book.citing.get(clause.at, ())
    if citing:
        yield "Cited by"
        yield "\n".join(f"- {link(book.clause(at))}" for at in citing)
    yield f"Item {clause.number} of the policy as it was adopted"


# ---- plain Sphinx


_CONF = """\
extensions = ["myst_parser"]
project = "E-safety handbook"
html_theme = "alabaster"
exclude_patterns = ["_build"]
"""


def _write_alabaster(book: Book, root: Path) -> None:
    for page, text in _markdown(book, _myst_link, "({id})=\n## {heading}"):
        (root / f"{page}.md").write_text(text, "utf-8")
    _sphinx(book, root, _CONF)


def _sphinx(book: Book, root: Path, conf: str) -> None:
    tree = "\n".join(("```{toctree}", *_pages(book), "```"))
    (root / "index.md").write_text(f"{ours.HOME}\n{tree}\n", "utf-8")
    (root / "conf.py").write_text(conf, "utf-8")


# ---- sphinx-needs


_NEEDS_CONF = """\
extensions = ["myst_parser", "sphinx_needs"]
project = "E-safety handbook"
html_theme = "alabaster"
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
needs_types = [{"directive": "clause", "title": "Clause", "prefix": "", "color": "#BFD8D2", "style": "node"}]
needs_id_regex = "^[a-z][a-z0-9-]*$"
"""


def _write_needs(book: Book, root: Path) -> None:
    for page in range(book.pages):
        parts = [f"# {page + 1} {book.page_title(page)}", NOTICE]
        for clause in book.page(page):
            # What cites a clause is sphinx-needs' own work here, as it is policybook's.
            cites = book.clause(clause.cites).id
            words = list(_clause(book, clause, lambda cited: f"{{need}}`{cited.id}`"))
            if "Cited by" in words:
                del words[words.index("Cited by") : words.index("Cited by") + 2]
            body = "\n\n".join(words)
            parts.append(f":::{{clause}} {clause.heading}\n:id: {clause.id}\n:links: {cites}\n\n{body}\n:::")
        (root / f"page-{page + 1}.md").write_text("\n\n".join(parts) + "\n", "utf-8")
    _sphinx(book, root, _NEEDS_CONF)


# ---- mkdocs-material


def _write_mkdocs(book: Book, root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text(ours.HOME, "utf-8")
    for page, text in _markdown(book, _mkdocs_link, "## {heading} {{ #{id} }}"):
        (root / "docs" / f"{page}.md").write_text(text, "utf-8")
    settings = {
        "site_name": "E-safety handbook",
        "site_dir": "_build/html",
        "theme": {"name": "material", "font": False},
        "plugins": ["search"],
        "markdown_extensions": ["attr_list"],
        "nav": ["index.md", *(f"{page}.md" for page in _pages(book))],
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


_PYTHON = sys.executable
_JUPYTER_BOOK = (_PYTHON, "-c", "from jupyter_book.cli.main import main; main()", "build", ".", *STRICT)
_SPHINX = (_PYTHON, "-m", "sphinx", *STRICT, ".", "_build/html")
OURS = Peer("policybook", _write_ours, _JUPYTER_BOOK, "_build/html")
SAME_THEME = Peer("plain Markdown, same theme and settings", _write_same_theme, _JUPYTER_BOOK, "_build/html")
ALABASTER = Peer("plain Sphinx and MyST, alabaster", _write_alabaster, _SPHINX, "_build/html")
NEEDS = Peer("sphinx-needs, alabaster", _write_needs, _SPHINX, "_build/html")
MKDOCS = Peer("mkdocs-material", _write_mkdocs, (_PYTHON, "-m", "mkdocs", "build", "--strict"), "_build/html")
ZENSICAL = Peer(
    "Zensical",
    _write_mkdocs,
    (_PYTHON, "-m", "zensical", "build", "--strict", "-f", "mkdocs.yml"),
    "_build/html",
)
PEERS = (OURS, SAME_THEME, ALABASTER, NEEDS, MKDOCS, ZENSICAL)
