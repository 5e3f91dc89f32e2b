"""reviews.lock: a line for each piece of what is published that was reviewed, with the fingerprints that it then had.

`reviews/` keeps the words of each as they stood then, and those of the clauses that it cites, each file named by its
fingerprint, so that old words can be shown beside the new ones in a copy without any history. A handbook that has
neither keeps no reviews.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote

from policybook.editions.edition import RESTORE
from policybook.load.desk import Desk
from policybook.policy.english import day_of
from policybook.policy.problems import Kind, Place, Problem, typed

LOCK, TEXTS = "reviews.lock", "reviews"
HEADER = "# policybook-reviews 1"
NOTE = "# One line an item, sorted: kind, id, its own fingerprint, by which role, when, and its clauses with theirs."
AUTHORS_DRAFT = "authors-draft"
"""Who reviewed what no office has reviewed yet: a draft review by the authors, awaiting who signs training off."""

_FORM = "A line is: question ID FINGERPRINT ROLE YYYY-MM-DD CLAUSE:FINGERPRINT …"
KINDS = ("clause", "file", "guidance", "interpretation", "plain", "question", "scenario")
"""What is reviewed: a clause's title and words, a page or a file of the book but for what has a line of its own, …"""
_LINE = re.compile(rf"({'|'.join(KINDS)}) (\S+) (\S+) (\S+) (\S+)((?: [a-z0-9-]+:\S+)*)")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_CALLED = {"plain": "plain line of"}
_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_ENOUGH = 100
"""Lines that are no review: it is another file, and nobody reads on."""
Key = tuple[str, str]
Reads = Callable[[str], str]
"""What makes words of some Markdown as they are read: without markup, and with the verbs that it quotes."""


@dataclass(frozen=True, slots=True)
class Review:
    """A line of the lock: what was reviewed, by which role, when, and the fingerprints that it then had."""

    key: Key
    own: str
    by: str
    on: str
    clauses: Mapping[str, str]
    line: int = 0

    def __str__(self) -> str:
        kind, name = self.key
        cited = (f"{clause}:{mark}" for clause, mark in sorted(self.clauses.items()))
        return " ".join((kind, quote(name), self.own, self.by, self.on, *cited))


@dataclass
class Lock:
    """The lock as read; it may be written again only if every line of it was understood."""

    reviews: list[Review] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kept: bool = False
    whole: bool = True

    @cached_property
    def by_key(self) -> dict[Key, Review]:
        """The review of each item; of several lines, the last."""
        return {review.key: review for review in self.reviews}


def shortened(fingerprint: str) -> str:
    """A fingerprint as the lock writes it: its first sixteen digits."""
    return fingerprint[:16]


def file_of(clause: str, fingerprint: str) -> str:
    """Where the words of a clause with this fingerprint are kept."""
    return f"{TEXTS}/{clause}-{fingerprint}.txt"


def file_of_own(review: Review) -> str:
    """Where the words that were reviewed are kept."""
    kind, name = review.key
    return file_of(f"{kind}/{name.replace('/', '-')}", review.own)


def read_lock(root: Path) -> Lock:
    """The lock under `root`, with every problem of its lines; `kept` is false where there is none."""
    kept = (root / TEXTS).is_dir()  # Asked first: the first review writes the lock, and then the words.
    if not (root / LOCK).exists():
        lock = Lock(kept=kept)
        if lock.kept:
            what = f"this file is missing, and {TEXTS}/ keeps words that were reviewed."
            lock.problems.append(Problem(Kind.REVIEW, Place(LOCK), what, RESTORE))
            lock.whole = False
        return lock
    desk = Desk(root)
    text = desk.as_saved(LOCK)
    lock = Lock(problems=desk.problems, kept=True, whole=text is not None)
    if text is not None:
        _read_lines(lock, text.removesuffix("\n").split("\n"))
    return lock


def _read_lines(lock: Lock, lines: list[str]) -> None:
    def wrong(number: int, what: str, hint: str = "") -> None:
        lock.problems.append(Problem(Kind.REVIEW, Place(LOCK, number), what, hint))

    marker = next((number for number, line in enumerate(lines, 1) if line.startswith(_MARKERS)), 0)
    if marker:
        lock.whole = False
        hint = f"Keep the lines of both sides, take the lines with {_MARKERS[0]}, ======= and >>>>>>> away, and run the check again."
        wrong(marker, "a merge conflict was left here.", hint)
        return
    if lines[0].rstrip() != HEADER:
        lock.whole = False
        wrong(1, f"this is not a lock of reviews: it does not begin with “{HEADER}”.", RESTORE)
        return
    for number, line in enumerate(lines, 1):
        if line.rstrip() in (HEADER, NOTE):
            continue
        review = _review(line.rstrip(), number, wrong)
        if review:
            lock.reviews.append(review)
        else:
            lock.whole = False
            if len(lock.problems) >= _ENOUGH:
                break
    _check_order(lock.reviews, wrong)


def _review(line: str, number: int, wrong: Callable[[int, str, str], None]) -> Review | None:
    """The review of a line; None, with one problem noted, where it is not one."""
    found = _LINE.fullmatch(line)
    if not found:
        wrong(number, "this line is not a review.", f"{_FORM} {RESTORE}")
        return None
    kind, name, own, by, on, rest = found.groups()
    pairs = [pair.split(":", 1) for pair in rest.split()]
    for mark in (own, *(mark for _, mark in pairs)):
        if not _FINGERPRINT.fullmatch(mark):
            wrong(number, f"“{mark}” is not a fingerprint: sixteen of 0–9 and a–f.", RESTORE)
            return None
    if not day_of(on):
        wrong(number, f"“{on}” is not a date.", "Write it as year-month-day: 2026-01-31.")
        return None
    if len({clause for clause, _ in pairs}) != len(pairs):
        wrong(number, "this line names a clause twice.", RESTORE)
        return None
    return Review((kind, unquote(name)), own, by, on, dict(pairs), number)


def _check_order(reviews: list[Review], wrong: Callable[[int, str, str], None]) -> None:
    """Note each item that has two lines, and the first line that is out of order."""
    seen: dict[Key, int] = {}
    for review in reviews:
        first = seen.setdefault(review.key, review.line)
        if first != review.line:
            what = f"the {called(review.key)} has a line already, line {first}."
            wrong(review.line, what, "Delete the older of the two, or review it again.")
    for before, after in pairwise(reviews):
        if after.key < before.key:
            what = f"the {called(after.key)} stands after the {called(before.key)}: the lines are not sorted."
            wrong(after.line, what, f"Sort them; {typed('review')} does whenever it writes.")
            return


def called(key: Key) -> str:
    """An item in words: question “spare-keys”."""
    return f"{_CALLED.get(key[0], key[0])} “{key[1]}”"


def lock_text(reviews: Iterable[Review]) -> str:
    """The whole lock, sorted."""
    return "".join(f"{line}\n" for line in (HEADER, NOTE, *map(str, sorted(reviews, key=lambda r: r.key))))
