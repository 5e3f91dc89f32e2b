"""Cut furo's stylesheet down to what the handbook's pages can use: `python -m tools.furo`, when the site is built.

A rule goes when it asks for a class or an id that no built page has, that no script of ours gives, and that authors
cannot bring in, or when it is of a sign that ours never shows; a custom property goes when nothing uses it. The result is kept beside our own styles, under the name that
furo's has, so that the site is given it in furo's place: see decisions/0004.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
STATIC = ROOT / "src" / "policybook" / "theme" / "static"
KEPT = STATIC / "styles" / "furo.css"
AUTHORS = frozenset(
    (
        *("admonition", "admonition-title", "note", "tip", "important", "warning", "container", "glossary"),
        *("footnote", "footnote-list", "footnote-reference", "brackets", "label", "fn-backref", "backrefs"),
        *("align-left", "align-center", "align-right", "align-default", "docutils", "simple", "literal"),
        *("highlight", "literal-block", "doctest", "toctree-wrapper", "reference", "external", "internal"),
    )
)
"""Classes that a page may have as soon as an author writes one of the directives of `policybook.load.allowed`."""
UNSHOWN = re.compile(r"admonition.*:before$")
"""Our own stylesheet has no sign before the title of an admonition."""
_OPENS, _SHUTS = "([{", ")]}"
_CLASS = re.compile(r"[.#][A-Za-z_][\w-]*")
_WITHIN = re.compile(r":(?:not|is|where|has)\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^][]*\]")


def parts(css: str, ends: str) -> Iterator[str]:
    """Split at these characters where they stand in no string and no bracket; each part keeps its own."""
    start = depth = 0
    quote = ""
    for at, char in enumerate(css):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        else:
            depth += (char in _OPENS) - (char in _SHUTS)
            if char in ends and not depth:
                yield css[start : at + 1]
                start = at + 1
    yield css[start:]


def used(css: str, known: frozenset[str]) -> str:
    """The rules whose selectors can match where these classes are known."""
    found = []
    for rule in parts(css, "};"):
        head, brace, body = rule.partition("{")
        if not brace or head.startswith(("@font-face", "@keyframes")):
            found.append(rule)
        elif head.startswith("@"):
            inner = used(body[:-1], known)
            found += [f"{head}{{{inner}}}"] if inner else []
        else:
            able = [one for one in map(bare, parts(head, ",")) if can_match(one, known)]
            found += [f"{','.join(able)}{{{body}"] if able else []
    return "".join(found)


def bare(selector: str) -> str:
    """A selector without the comma after it."""
    return selector.removesuffix(",")


def can_match(selector: str, known: frozenset[str]) -> bool:
    """Whether a page may have all the classes and ids that the selector asks for."""
    return known.issuperset(_CLASS.findall(_WITHIN.sub("", selector))) and not UNSHOWN.search(selector)


def without_properties(css: str, others: str) -> str:
    """Take away the custom properties that nothing uses, until each one left is used."""
    while True:
        wanted = set(re.findall(r"var\(\s*(--[\w-]+)", css + others))
        left = _declared(css, wanted)
        if left == css:
            return css
        css = left


def _declared(css: str, wanted: set[str]) -> str:
    found = []
    for rule in parts(css, "};"):
        head, brace, body = rule.partition("{")
        if not brace:
            found.append(rule)
        elif head.startswith("@media"):
            inner = _declared(body[:-1], wanted)
            found += [f"{head}{{{inner}}}"] if inner else []
        else:
            kept = [one for one in parts(body[:-1], ";") if not _is_unused(one, wanted)]
            found += [f"{head}{{{''.join(kept).removesuffix(';')}}}"] if kept else []
    return "".join(found)


def _is_unused(declaration: str, wanted: set[str]) -> bool:
    name = declaration.partition(":")[0].strip()
    return not name or (name.startswith("--") and name not in wanted)


def on_pages(site: Path) -> Iterator[str]:
    """Every class and id of the built pages, as a selector names it."""
    for page in site.rglob("*.html"):
        if "lite" not in page.relative_to(site).parts:
            for kind, said in re.findall(r"""\s(class|id)=["']?([^"'>]*)""", page.read_text("utf-8")):
                yield from (("." if kind == "class" else "#") + name for name in said.split())


def in_scripts() -> Iterator[str]:
    """Every class that a script of ours gives."""
    for script in STATIC.glob("*.js"):
        for said in re.findall(r"""class(?:Name|List\.\w+)?\W+["'`]([^"'`]*)""", script.read_text("utf-8")):
            yield from (f".{name}" for name in said.split())


def whole() -> str:
    """Furo's own stylesheet, as it is installed."""
    spec = find_spec("furo")
    if spec is None or spec.origin is None:
        sys.exit("furo is not installed: python3 noxfile.py -s site installs it")
    sheet = Path(spec.origin).parent / "theme" / "furo" / "static" / "styles" / "furo.css"
    return re.sub(r"/\*[\s\S]*?(?:\*/\s*|\Z)", "", sheet.read_text("utf-8"))


def cut(site: Path) -> str:
    """What the pages can use of it."""
    known = frozenset(chain(on_pages(site), in_scripts(), (f".{name}" for name in AUTHORS)))
    ours = "".join(sheet.read_text("utf-8") for sheet in STATIC.glob("*.css"))
    title = f"/* What these pages use of furo {version('furo')}: MIT License, Copyright (c) 2020 Pradyun Gedam; and of normalize.css 8.0.1: MIT License, Copyright (c) Nicolas Gallagher and Jonathan Neal. */\n"
    return title + without_properties(used(whole(), known), ours) + "\n"


if __name__ == "__main__":
    if not (SITE / "index.html").is_file():
        sys.exit("the site is not built: python3 noxfile.py -s site builds it")
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(cut(SITE), "utf-8")
    print(f"{KEPT.relative_to(ROOT)}: {len(whole())} characters cut to {KEPT.stat().st_size}")
