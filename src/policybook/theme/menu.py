"""The site menu, worked out once a build.

Furo asks Sphinx for the whole contents tree for every page, and Sphinx then copies every heading of every
page: the largest cost of a large site. The menu needs no more than the titles of the pages, in their order.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri


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
    _seen_from: dict[str, dict[MenuEntry, str]] = field(default_factory=dict)

    def links(self, app: Sphinx, page: str) -> list[tuple[str, list[Link]]]:
        """Return the captions and links for one page."""
        opened = _opened(self.groups, page)
        folder, _, _ = app.builder.get_target_uri(page).rpartition("/")
        if folder not in self._seen_from:
            here, to = f"{folder}/" if folder else "", app.builder.get_target_uri
            entries = (entry for group in self.groups for entry in group.entries)
            self._seen_from[folder] = {
                entry: entry.page if entry.outside else relative_uri(here, to(entry.page))
                for entry in entries
            }
        hrefs = self._seen_from[folder]

        def shown(group: Group) -> list[Link]:
            seen = (entry for entry in group.entries if not entry.under or entry.under in opened)
            return [Link(entry.title, hrefs[entry], entry.depth, entry.page == page) for entry in seen]

        return [(group.caption, shown(group)) for group in self.groups]

    def on_updated(self, app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Read the menu, and have every page written again when it is not what the last build showed."""
        trees, above = _trees(env, env.config.root_doc), (env.config.root_doc,)
        groups = (Group(tree.get("caption") or "", tuple(_entries(env, tree, 0, above))) for tree in trees)
        self.groups = tuple(group for group in groups if group.entries)
        self._seen_from.clear()
        shown = Path(app.doctreedir) / "policybook-menu.json"
        now = json.dumps([asdict(group) for group in self.groups], ensure_ascii=False)
        if shown.is_file() and shown.read_text("utf-8") == now:
            return ()
        changed = shown.is_file()
        shown.write_text(now, "utf-8")
        return sorted(env.found_docs) if changed else ()

    def on_page(
        self, app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
    ) -> None:
        """Give a page its menu, and spare furo the making of another."""
        context["pb_menu"] = self.links(app, page)
        context["toctree"] = lambda **_options: ""
        # Furo would ask for the page's own contents a second time only to see whether there are any.
        context["pb_toc"] = context.pop("toc", "") if context.get("display_toc") else ""


def _opened(groups: Iterable[Group], page: str) -> set[str]:
    """The page and those that it stands below: what is below others is one step away, and not in the menu."""
    above = {entry.page: entry.under for group in groups for entry in group.entries}
    opened = {page}
    while (page := above.get(page, "")) and page not in opened:
        opened.add(page)
    return opened


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
