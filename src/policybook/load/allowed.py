"""Authors' text is text: what they may use on a page is a list, and whatever else a page might do is refused.

The build holds to the same lists by itself: `policybook.ext.base.guard`.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from posixpath import dirname, join, normpath

from policybook.load import markdown
from policybook.load.desk import Desk
from policybook.load.net import CITING, READ_ROLES, refuse
from policybook.policy.citations import SCHEMES, links
from policybook.policy.english import listed
from policybook.policy.problems import Kind, Place

VIEWS = (
    *("clause-index", "role-contacts", "story-list", "quiz-list", "tell-somebody", "verdict-table"),
    *(
        "edition-list",
        "comparisons",
        "base-comparison",
        "outside-sources",
        "may-i",
        "may-i-field",
        "proposal-register",
    ),
    *("induction-readers", "induction", "record-form", "coverage-table", "sign-off-list", "assurance"),
    *("policy-in-force", "awaiting-decision", "pack-to-print", "signatures"),
)
"""The views of the whole handbook that a page may show."""
_OF_SPHINX = ("note", "tip", "important", "warning", "admonition", "container", "glossary", "toctree")
BLOCKS = frozenset((*markdown.DIRECTIVES, *markdown.PROPOSED, "doctest", *VIEWS, *_OF_SPHINX))
"""The directives that authors may use: the handbook's own, and a few of Sphinx's that hold nothing but words."""
KNOWN = BLOCKS.union(
    f"{markdown.PREFIX}{name}" for name in (*markdown.DIRECTIVES, *markdown.PROPOSED, *VIEWS)
)
"""The same by every name that they may be called by."""
ROLES = frozenset((*READ_ROLES, *CITING, "clause", "question", "proposal", "any"))
"""The roles that authors may use."""
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""How the names of images end. An SVG is a document, and may hold script."""
FACTS = ("label", "numbered", "orphan")
"""What the front matter of a page may say, each on a line of its own."""

_FACT = re.compile(rf"(?:{'|'.join(FACTS)}):[\w ,.–-]*")
_NAMES = re.compile(r"\{([^{}\n`]*)\}`")
_BLOCKS = re.compile(r"\{([^{}\n`]*)\}(?!`)")
_BEGINS = re.compile(r"^[^\w{}`~:\n]*(?::{3,}|`{3,}|~{3,})[ \t]*\{([^{}\n`]*)\}", re.MULTILINE)
_HTML = re.compile(r"(?<!\\)<(?:/?[A-Za-z][\w-]*(?=[\s/>])|[!?])")
_ADDRESS = re.compile(r"(?:\]\(|\]:|<)[ \t\n]{0,9}<?([A-Za-z][\w+.-]{0,40}):")
_PICTURE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([ \t]{0,9}([^()\s]{0,500}))?")
_Wrong = tuple[int, str, str]
"""From where it stands in its text: what is wrong, and what to do."""


def read_blocks(desk: Desk, path: str, names: Collection[str]) -> tuple[list[str], list[markdown.Block]]:
    """The lines of a page and its directives of these names; no lines where it cannot be read.

    Whatever else on it looks like ours, and whatever it could do beyond being read, is a problem.
    """
    text = desk.text(path)
    if text is None:
        return [], []
    lines = text.split("\n")
    apart = list(markdown.fences(lines, path, desk.problems))
    found = [fence.block(lines, path) for fence in apart if fence.name in names]
    refuse(desk, path, lines, apart, found)
    refuse_power(desk, path, lines, apart)
    return lines, found


def refuse_power(desk: Desk, path: str, lines: Sequence[str], apart: Iterable[markdown.Fence]) -> None:
    """Note everything on a page by which it could do more than be read."""
    if lines[0].startswith("---"):
        end = markdown.past_front_matter(list(lines))
        for number, line in enumerate(lines[1 : end - 1] if end else lines[:1], 2 if end else 1):
            if not is_fact(line):
                what = f"the front matter holds “{line[:40]}”, by which a page could be built in another way."
                hint = f"It may hold {listed(FACTS)}, each with a word or two, and nothing else."
                desk.add(Kind.DIRECTIVE, Place(path, number), what, hint)
    text = "\n".join(lines)
    if not _is_plain(text):
        text = _without_code(lines, apart)
        before = markdown.lines_before(text)
        for at, what, hint in _look(text, desk.root, path):
            desk.add(Kind.DIRECTIVE, Place(path, before(at) + 1), what, hint)


def is_fact(line: str) -> bool:
    """Whether a line of front matter is one that a page may have: plain words, and nothing that YAML would take apart."""
    return not line.strip() or _FACT.fullmatch(line) is not None


def refuse_power_in_cell(desk: Desk, place: Place, source: str) -> None:
    """Note everything in a notebook's Markdown by which its page could do more than be read."""
    if not _is_plain(source):
        for _, what, hint in _look(source, desk.root, place.path):
            desk.add(Kind.DIRECTIVE, place, what, hint)


def _is_plain(text: str) -> bool:
    """Whether a text needs no closer look, told at a glance."""
    if "![" in text or ("<" in text and _HTML.search(text)):
        return False
    if any(sign in text for sign in ("](", "]:", "<")) and not _leads_nowhere_else(text):
        return False
    return ROLES.issuperset(_NAMES.findall(text)) and KNOWN.issuperset(_BLOCKS.findall(text))


def _leads_nowhere_else(text: str) -> bool:
    return SCHEMES.issuperset(map(str.lower, _ADDRESS.findall(text))) and not any(
        _is_strange(link.to) for link in links(text)
    )


def _is_strange(to: str) -> bool:
    """Whether a link within the handbook leads to anything but a page."""
    page = to.strip().strip("<>").partition("#")[0].partition("?")[0]
    return bool(page) and ":" not in page and not page.endswith((".md", ".ipynb"))


def _without_code(lines: Sequence[str], apart: Iterable[markdown.Fence]) -> str:
    kept = list(lines)
    for fence in apart:
        if fence.is_code:
            kept[fence.start : fence.end + 1] = [""] * (min(fence.end + 1, len(kept)) - fence.start)
    return "\n".join(kept)


def _look(text: str, root: Path, path: str) -> Iterator[_Wrong]:
    roles = ((role.name, role.start) for role in markdown.Inline(text.split("\n"), 1).roles)
    yield from _strangers(roles, ROLES, "role")
    yield from _strangers(((found[1], found.start(1)) for found in _BEGINS.finditer(text)), KNOWN, "block")
    words = _without_spans(text)
    last = -1
    for found in _HTML.finditer(words):
        if last >= 0 and "\n" not in words[last : found.start()]:
            continue  # The line is named already.
        last = found.start()
        shown = text[found.start() : found.start() + 40].split("\n", maxsplit=1)[0]
        hint = "Write it in Markdown. A note to other authors is a line that begins with “%”, above a block."
        yield found.start(), f"“{shown}” is HTML, which no page shows.", hint
    for found in _ADDRESS.finditer(words):
        if found[1].lower() not in SCHEMES:
            hint = f"A link begins with {listed(sorted(SCHEMES), 'or')}, or leads to a page."
            yield found.start(1), f"no link may begin with “{found[1]}:”.", hint
    for link in links(words):
        if _is_strange(link.to) and not words.startswith("!", max(0, link.span[0] - 1)):
            what = f"this link leads to “{link.to[:60]}”, which is no page of the handbook."
            yield link.span[0], what, "Link to a page by its file, such as ../book/glossary.md."
    for found in _PICTURE.finditer(words):
        named = found[1] or ""
        if not is_picture(root, path, named):
            what = f"the image “{named[:60]}” is no picture of the handbook's own."
            hint = f"Put it beside the page, and name it by its path from there: {listed(PICTURES, 'or')}."
            yield found.start(), what, hint


def _strangers(named: Iterable[tuple[str, int]], known: frozenset[str], called: str) -> Iterator[_Wrong]:
    """Each name that is not on its list; one of ours in another spelling is the business of `policybook.load.net`."""
    for name, at in named:
        if name.strip().lower() not in KNOWN | ROLES or (name in KNOWN | ROLES and name not in known):
            hint = f"The {called}s are: {', '.join(sorted(known & (BLOCKS | ROLES)))}."
            yield at, f"the {called} “{{{name}}}” is not one that a page may use.", hint


def _without_spans(text: str) -> str:
    """The text with spaces in the place of each role and each piece of code, so that all else stands where it stood."""
    parts, at = list[str](), 0
    for start, end in markdown.spans(text):
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def pictures(page: str, text: str) -> Iterator[str]:
    """The paths from the root of the images that a page may show, and "" where what looks like one has no path."""
    found = [match[1] for match in _PICTURE.finditer(text)] if "![" in text else []
    yield from (normpath(join(dirname(page), uri)) if uri else "" for uri in found)
    yield from [""] * (text.count("![") - len(found))


def is_picture(root: Path, page: str, uri: str) -> bool:
    """Whether an image that a page names is a picture in the handbook's folder, where links on the disk lead too."""
    if not uri.lower().endswith(PICTURES) or ":" in uri or uri.startswith(("/", "\\")):
        return False
    top, file = os.path.realpath(root), os.path.realpath(root / Path(page).parent / uri)
    return os.path.commonpath((top, file)) == top and Path(file).is_file()
