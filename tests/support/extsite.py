"""Builds sites with the extension, in this process, for the tests of `policybook.ext`."""

from __future__ import annotations

import io
import json
import re
import warnings
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import sphinx.application
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF = """\
extensions = {extensions}
source_suffix = {suffixes}
html_theme = "basic"
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_mime_priority_overrides = [["html", "text/markdown", 1]]
nitpicky = True
show_warning_types = True
language = "en_GB"
html_permalinks = False
html_copy_source = False
"""


@dataclass
class Site:
    """A handbook's folder, and what its last build said and read."""

    root: Path
    extensions: tuple[str, ...] = ("myst_parser", "policybook.ext")
    settings: str = ""
    """What conf.py says beyond the rest."""
    warnings: str = ""
    read: list[str] = field(default_factory=list)
    status: int = 0

    def build(self, jobs: int = 1, *, out: str = "out", builder: str = "html", strict: bool = False) -> Site:
        """Build, on top of what was built before under the same name."""
        notebooks = "myst_nb" in self.extensions
        suffixes = {".md": "myst-nb", ".ipynb": "myst-nb"} if notebooks else {".md": "markdown"}
        (self.root / "conf.py").write_text(
            CONF.format(extensions=list(self.extensions), suffixes=suffixes) + self.settings, "utf-8"
        )
        said = io.StringIO()
        folders = (str(self.root), str(self.root), str(self.root / out), str(self.root / out / ".doctrees"))
        self.read = []
        with patch_docutils(folders[1]), docutils_namespace(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the libraries say among themselves
            app = sphinx.application.Sphinx(
                *folders,
                builder,
                status=None,
                warning=said,
                parallel=jobs,
                warningiserror=strict,
                keep_going=True,
            )
            app.connect("env-before-read-docs", lambda _app, _env, pages: self.read.extend(sorted(pages)))
            app.build()
        self.status = app.statuscode
        self.env = app.env
        self.warnings = re.sub("\x1b\\[[0-9;]*m", "", said.getvalue()).replace(f"{self.root}/", "")
        return self

    def page(self, name: str, out: str = "out") -> str:
        """A built page."""
        return (self.root / out / f"{name}.html").read_text("utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Change a file, which must hold `old`."""
        text = (self.root / path).read_text("utf-8")
        assert old in text, f"{path} has no {old!r}"
        (self.root / path).write_text(text.replace(old, new, 1), "utf-8")

    def add(self, path: str, text: str) -> None:
        """Write a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def search_index(self) -> dict[str, list[list]]:
        """What the search page searches: of each page, what can be found there."""
        parts = ((name, self.root / f"out/_static/search-{name}.js") for name in ("index", "more"))
        found: dict[str, list[list]] = {}
        for name, file in parts:
            text = file.read_text("utf-8").removeprefix(f"globalThis.policybookSearch_{name}=")
            for page, listed in json.loads(text.removesuffix(";\n")).items():
                found.setdefault(page, []).extend(listed)
        return found


def generated(root: Path, pages: int = 8, clauses: int = 3) -> Site:
    """A made-up handbook in which every clause cites the next."""
    site = Site(root)
    names = [f"book/policy/part-{page}" for page in range(pages)]
    ids = [f"rule-{page}-{at}" for page in range(pages) for at in range(clauses)]
    for page, name in enumerate(names):
        mine = ids[page * clauses : (page + 1) * clauses]
        blocks = [clause(one, ids[(ids.index(one) + 1) % len(ids)]) for one in mine]
        site.add(f"{name}.md", f"# Part {page}\n\n" + "\n\n".join(blocks) + "\n")
    site.add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(names) + "\n```\n")
    site.add(
        "_toc.yml", "format: jb-book\nroot: index\nchapters:\n" + "".join(f"  - file: {n}\n" for n in names)
    )
    site.add("book/vocabulary.yml", "people:\n  adult: {label: an adult}\nacts:\n  run: {label: run fast}\n")
    items = "".join(f"  - {{label: s-{one}, gist: g, carried-by: [{one}]}}\n" for one in ids)
    site.add("book/source.yml", f"title: t\nadopted: 2019-01-15\nreview-by: 2020-01-15\nitems:\n{items}")
    site.add(
        "book/organisation.yml",
        "organisation: {name: a home, handbook: H, body: all, lead: head}\nroles:\n  head: {title: Headteacher}\n",
    )
    entry = "{title: A guide, edition: 2025, sure: reported, seen: 2026-01-10}"
    site.add("book/outside.yml", f"guide: {entry}\n")
    return site


def clause(name: str, cites: str, words: str = "Walk.") -> str:
    """A clause as an author writes it."""
    return (
        f":::{{clause}} {name}\n:source: s-{name}\n:title: Title of {name}\n\n{words} See {{clause}}`{cites}`.\n\n"
        f"{{plain}}`Plain words of {name}.`\n\n{{norm}}`adult must not run`\n:::"
    )


def table_rows(page: str) -> list[list[str]]:
    """The words of every row of every table."""
    found = []
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        cells = re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
        found.append([" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in cells])
    return found


def cards(page: str) -> list[list[str]]:
    """What each duty on a card says: [what has happened, who does it, what the policy asks, how soon, clause].

    Cards on something else, such as what to do when it is about one of those who are told, are left out.
    """
    found = []
    for card in re.findall(r'<details class="pb-card.*?(?=<details class="pb-card|\Z)', page, re.DOTALL):
        title = re.search(r"<summary>(.*?)</summary>", card, re.DOTALL)
        duty = r'(<p>(?:<strong>(?:Until|The policy )|Read this).*?)<p class="pb-source">(.*?)</p>'
        for said, source in re.findall(duty, card, re.DOTALL):
            asks, _, soon = map(_words, said.partition("<p><strong>How soon: </strong>"))
            who, _, cited = _words(source).partition(": ")
            found.append([unescape(title[1]), f"{who}.", asks.removeprefix("The policy asks: "), soon, cited])
    return found


def _words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


class Seen(HTMLParser):
    """The ids, the headings and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.links: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "a" and found.get("href"):
            self.links.setdefault(str(found["href"]), found)
