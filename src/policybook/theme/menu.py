"""The site menu, worked out once a build.

Furo asks Sphinx for the whole contents tree for every page, and Sphinx then copies every heading of every
page: the largest cost of a large site. The menu needs no more than the titles of the pages, in their order.
A long one shows what stands near the page alone, and leads to one page that lists every page: otherwise a site would
grow with the square of its pages.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

ALL = "all-pages"
"""The page that lists every page, which is there where a menu does not."""
MOST, NEAR, FEW, LONG = 40, 3, 3, 80
"""A group of more than `MOST` shows the page and so many as are `NEAR` it on either side; once all groups together have
more than `LONG`, each but the page's own shows its first `FEW`."""


@dataclass(frozen=True)
class MenuEntry:
    """A page, or an address elsewhere, in the menu; `under` names the page that it stands below, if any."""

    title: str
    page: str
    depth: int
    outside: bool = False
    under: str = ""


@dataclass(frozen=True)
class Group:
    """The entries under one caption."""

    caption: str
    entries: tuple[MenuEntry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as one page sees it."""

    title: str
    href: str
    depth: int
    current: bool


@dataclass
class Menu:
    """The groups of a build, and their links as seen from each folder."""

    groups: tuple[Group, ...] = ()
    _above: dict[str, str] = field(default_factory=dict)
    _seen_from: dict[str, dict[MenuEntry, str]] = field(default_factory=dict)

    def links(self, app: Sphinx, page: str) -> list[tuple[str, list[Link], int]]:
        """Return the captions and links for one page, and how many pages a group has where it does not show all."""
        opened, hrefs = _opened(self._above, page), self._hrefs(app, page)
        seen = [[one for one in g.entries if not one.under or one.under in opened] for g in self.groups]
        is_long = _is_long([len(entries) for entries in seen])

        def shown(group: Group, entries: list[MenuEntry]) -> tuple[str, list[Link], int]:
            near = _near(entries, opened, is_long)
            links = [Link(one.title, hrefs[one], one.depth, one.page == page) for one in near]
            return group.caption, links, 0 if len(near) == len(entries) else len(group.entries)

        return [shown(*pair) for pair in zip(self.groups, seen, strict=True)]

    def _hrefs(self, app: Sphinx, page: str) -> dict[MenuEntry, str]:
        folder, _, _ = app.builder.get_target_uri(page).rpartition("/")
        if folder not in self._seen_from:
            here, to = f"{folder}/" if folder else "", app.builder.get_target_uri
            entries = (entry for group in self.groups for entry in group.entries)
            self._seen_from[folder] = {
                entry: entry.page if entry.outside else relative_uri(here, to(entry.page))
                for entry in entries
            }
        return self._seen_from[folder]

    def all_pages(self, app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
        """The page that lists every page, in Sphinx's own shape, where the menu of one does not."""
        counted = [Counter(entry.under for entry in group.entries) for group in self.groups]
        opened = (("", *_opened(self._above, page)) for page in self._above)
        sizes = ([sum(count[one] for one in each) for count in counted] for each in opened)
        if any(max(each) > MOST or _is_long(each) for each in sizes) and ALL not in app.env.found_docs:
            hrefs = self._hrefs(app, ALL)
            groups = [
                (g.caption, [Link(one.title, hrefs[one], one.depth, False) for one in g.entries])
                for g in self.groups
            ]
            yield ALL, {"title": "All pages", "pb_all": groups}, "all-pages.html"

    def on_updated(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Read the menu, and have each page written again that shows another one than in the last build."""
        trees, above = _trees(env, env.config.root_doc), (env.config.root_doc,)
        groups = (Group(tree.get("caption") or "", tuple(_entries(env, tree, 0, above))) for tree in trees)
        self.groups = tuple(group for group in groups if group.entries)
        self._seen_from.clear()
        self._above = {entry.page: entry.under for group in self.groups for entry in group.entries}
        shown = Path(app.doctreedir) / "policybook-menu.json"
        # The first page stands in no menu, and the one after it says what it is called.
        titles = [{"title": env.titles[page].astext(), "page": page} for page in sorted(env.titles)]
        now = json.dumps([*map(asdict, self.groups), {"entries": titles}], ensure_ascii=False)
        before = shown.read_text("utf-8") if shown.is_file() else now
        if before != now or not shown.is_file():
            shown.write_text(now, "utf-8")
        return _showing(app, _renamed(before, now))

    def on_page(
        self, app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
    ) -> None:
        """Give a page its menu, and spare furo the making of another."""
        context["pb_menu"] = self.links(app, page)
        context["toctree"] = lambda **_options: ""
        # Furo would ask for the page's own contents a second time only to see whether there are any.
        context["pb_toc"] = context.pop("toc", "") if context.get("display_toc") else ""


def _renamed(before: str, now: str) -> set[str] | None:
    """The pages that are called otherwise in the menus; None where more than that is another, or cannot be told."""
    try:
        old, new = json.loads(before), json.loads(now)
        entries = [[entry for group in groups for entry in group["entries"]] for groups in (old, new)]
        titles = [[entry.pop("title") for entry in each] for each in entries]
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    if old != new:
        return None
    return {entry["page"] for entry, *said in zip(entries[0], *titles, strict=True) if said[0] != said[1]}


def _showing(app: Sphinx, renamed: set[str] | None) -> list[str]:
    """The pages that show what any of these is called, which is nowhere without a link to it; every page for None."""
    if renamed == set():
        return []
    if renamed is None or app.builder.format != "html":
        return sorted(app.env.found_docs)
    names = [quote(page.rpartition("/")[2]).encode() for page in renamed]

    def shows(page: str) -> bool:
        try:
            written = Path(app.builder.get_outfilename(page)).read_bytes()  # type: ignore[attr-defined]
        except OSError:
            return True
        return any(name in written for name in names)

    return sorted(filter(shows, app.env.found_docs))


def _opened(above: Mapping[str, str], page: str) -> set[str]:
    """The page and those that it stands below: what is below others is one step away, and not in the menu."""
    opened = {page}
    while (page := above.get(page, "")) and page not in opened:
        opened.add(page)
    return opened


def _is_long(sizes: Sequence[int]) -> bool:
    return len(sizes) > 1 and sum(sizes) > LONG


def _near(entries: list[MenuEntry], opened: Collection[str], is_long: bool) -> list[MenuEntry]:
    """What a group shows: all of it; or what is near the page, and that under which it stands; or its beginning."""
    here = max((at for at, entry in enumerate(entries) if entry.page in opened), default=-1)
    if len(entries) <= (FEW if is_long and here < 0 else MOST):
        return entries
    first, last = (here - NEAR, here + NEAR) if here >= 0 else (0, FEW - 1 if is_long else 2 * NEAR)
    return [one for at, one in enumerate(entries) if first <= at <= last or one.page in opened]


def _entries(
    env: BuildEnvironment, tree: addnodes.toctree, depth: int, above: tuple[str, ...]
) -> Iterator[MenuEntry]:
    under = above[-1] if depth else ""
    for said, page in tree["entries"]:
        if page in above:
            continue
        if page in env.titles:
            yield MenuEntry(said or env.titles[page].astext(), page, depth, under=under)
            for below in _trees(env, page):
                yield from _entries(env, below, depth + 1, (*above, page))
        elif "://" in page:
            yield MenuEntry(said or page, page, depth, outside=True, under=under)


def _trees(env: BuildEnvironment, page: str) -> Iterable[addnodes.toctree]:
    return env.tocs[page].findall(addnodes.toctree) if page in env.tocs else ()


def setup_menu(app: Sphinx) -> None:
    """Read the menu when everything else is numbered; show it before furo looks for its own."""
    menu = Menu()
    app.connect("env-updated", menu.on_updated, priority=900)
    app.connect("html-page-context", menu.on_page, priority=400)
    app.connect("html-collect-pages", menu.all_pages)
