"""How long each reader's whole journey takes: the induction's pages, their core path, whom to tell, and the record.

The decisions are counted as everywhere (`policybook.training.minutes`), and the words around them on the built pages.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from math import ceil
from pathlib import Path

from policybook.policy.handbook import Handbook
from policybook.training.minutes import PACE, count, words_of
from policybook.training.paths import CORE, questions_on

BUILT = Path("_build/html")
_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))


class _Words(HTMLParser):
    """The words of a page's article: what is folded away is left out, and so are its decisions and the theme's marks."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        """For each open element, whether its words are met."""
        self.met: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether what follows is met."""
        if tag in _VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        met = self.open[-1] if self.open else False
        if tag == "article":
            met = True
        elif tag in ("script", "style", "details") or {"pb-question", "headerlink", "pb-without-script"} & {
            *classes
        }:
            met = False
        elif tag == "summary":
            met = self._around()
        self.open.append(met)

    def handle_endtag(self, tag: str) -> None:
        """Go back to what is around it."""
        if self.open and tag not in _VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the words that are met."""
        if self.open and self.open[-1]:
            self.met.append(data)

    def _around(self) -> bool:
        """Whether the words around the fold whose title begins are met."""
        return len(self.open) > 1 and self.open[-2]


def words_on(page: Path) -> int:
    """How many words somebody meets on a built page, its decisions aside. Raises FileNotFoundError where there is none."""
    reader = _Words()
    reader.feed(page.read_text(encoding="utf-8"))
    return count(" ".join(reader.met))


def journeys(handbook: Handbook, built: Path = BUILT) -> Iterator[str]:
    """A line for each reader, the longest part of whose journey is plain to see."""
    most = handbook.organisation.minutes
    shared = {name: words_on(built / f"book/{name}.html") for name in ("induction", "who-to-tell", "record")}
    for reader in handbook.readers:
        parts = {
            "induction": shared["induction"],
            "own page": words_on(built / f"book/induction/{reader.id}.html"),
            "core path": round(words_of(handbook, *questions_on(handbook, CORE, reader))),
            "whom to tell": shared["who-to-tell"],
            "record": shared["record"],
        }
        whole = ceil(sum(parts.values()) / PACE)
        sign = "ok  " if whole <= most else "MEND"
        told = ", ".join(f"{name} {words}" for name, words in parts.items())
        yield f"{sign} {reader.id}: {whole} minutes, at most {most} ({sum(parts.values())} words: {told})"
