"""Says what is suspect: a question or scenario, or a clause's plain line, that changed since its review, or whose clause did.

`reviews.lock` holds a line for each of them, with the fingerprints of what was reviewed; `reviews/` keeps
the words of each clause as they then stood, each file named by its fingerprint, so that old words can be
shown beside the new ones in a copy without any history. A handbook that has neither keeps no reviews.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote

from policybook.bank import weighed
from policybook.changes.redline import redline
from policybook.citations import bare_words, clauses_named
from policybook.edition import RESTORE, is_date
from policybook.english import quoted
from policybook.load.desk import Desk
from policybook.model import Clause, Decision, Handbook, Option, Question, Scenario
from policybook.problems import Kind, Place, Problem
from policybook.sessions import typed

LOCK, TEXTS = "reviews.lock", "reviews"
HEADER = "# policybook-reviews 1"
NOTE = "# One line an item, sorted: kind, id, its own fingerprint, by which role, when, and its clauses with theirs."
AUTHORS_DRAFT = "authors-draft"
"""Who reviewed what no office has reviewed yet: a draft review by the authors, awaiting the safeguarding lead."""
_FORM = "A line is: question ID FINGERPRINT ROLE YYYY-MM-DD CLAUSE:FINGERPRINT …"
_LINE = re.compile(r"(plain|question|scenario) (\S+) (\S+) (\S+) (\S+)((?: [a-z0-9-]+:\S+)*)")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_CALLED = {"plain": "plain line of"}
_ITSELF = {"plain": "the line itself"}
_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
Key = tuple[str, str]
_Reads = Callable[[str], str]
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


@dataclass(frozen=True, slots=True)
class Reviewable:
    """What is reviewed as it stands: its own fingerprint, and those of the clauses that it cites."""

    key: Key
    place: Place
    own: str
    clauses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an item is suspect: its own words (no clause), or a clause with the words before and after."""

    clause: str
    what: str
    old: str = ""
    new: str = ""

    def told(self, *, whole: bool = False) -> str:
        """The change in words, with a redline where both texts are known."""
        if not self.old or not self.new:
            return self.what
        (was, *old), (now, *new) = self.old.split("\n"), self.new.split("\n")
        told = [f"words: “{redline(was, now, whole=whole)}”"] if was != now else []
        gone, come = (sorted(set(old) - set(new)), sorted(set(new) - set(old)))
        if gone or come:
            told.append(f"norms: “{redline('; '.join(gone), '; '.join(come), whole=whole)}”")
        return f"{self.what}: {'; '.join(told)}"


def shortened(fingerprint: str) -> str:
    """A fingerprint as the lock writes it: its first sixteen digits."""
    return fingerprint[:16]


def file_of(clause: str, fingerprint: str) -> str:
    """Where the words of a clause with this fingerprint are kept."""
    return f"{TEXTS}/{clause}-{fingerprint}.txt"


# ---- the lock


def read_lock(root: Path) -> Lock:
    """The lock under `root`, with every problem of its lines; `kept` is false where there is none."""
    if not (root / LOCK).exists():
        lock = Lock(kept=(root / TEXTS).is_dir())
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
    if not is_date(on):
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
    """An item in words: question “pupil-friend-request”."""
    return f"{_CALLED.get(key[0], key[0])} “{key[1]}”"


def lock_text(reviews: Iterable[Review]) -> str:
    """The whole lock, sorted."""
    return "".join(f"{line}\n" for line in (HEADER, NOTE, *map(str, sorted(reviews, key=lambda r: r.key))))


# ---- what there is to review


def reviewables_of(handbook: Handbook, root: Path) -> dict[Key, Reviewable]:
    """Every plain line, question and scenario as it stands, with the clauses that it cites."""
    found: dict[Key, Reviewable] = {}

    def reads(text: str) -> str:
        return bare_words(quoted(handbook, text))

    for clause in handbook.clauses.values():
        if clause.plain:
            key = ("plain", clause.id)
            found[key] = _item(handbook, key, clause.place, reads(clause.plain), [clause.id])
    cited: dict[str, tuple[str, ...]] = {}
    for question in handbook.questions:
        cited[question.id] = weighed(handbook, question).cited
        key = ("question", question.id)
        found[key] = _item(handbook, key, question.place, _of_question(question, reads), cited[question.id])
    for scenario in handbook.scenarios:
        if not cited.keys() >= set(scenario.questions):
            continue  # One of its questions waits for its author, and the scenario with it.
        names = {name for asked in scenario.questions for name in cited.get(asked, ())}
        told = (text for decision in scenario.decisions for text in decision.texts.values())
        names |= {name for text in told for name in clauses_named(text)} & set(handbook.clauses)
        key = ("scenario", scenario.id)
        found[key] = _item(handbook, key, scenario.place, _of_scenario(scenario, root, reads), names)
    return found


def _item(handbook: Handbook, key: Key, place: Place, own: str, cited: Iterable[str]) -> Reviewable:
    marks = {name: shortened(handbook.clauses[name].fingerprint) for name in sorted(cited)}
    return Reviewable(key, place, shortened(hashlib.sha256(own.encode()).hexdigest()), marks)


_AGREED: Mapping[type, tuple[str, ...]] = {
    Question: ("prompt", "kind", "hint", "who", "given", "ask_sentences", "safety_critical"),
    Option: (
        *("text", "feedback", "marked", "place_in_order"),
        *("act_sentences", "claim_sentences", "part"),
    ),
    Decision: ("question", "goes", "follows"),
}
"""What a reviewer agrees to, in this order: a field that is not here may change without another review."""


def _agreed(thing: Question | Option | Decision, reads: _Reads) -> list[object]:
    return [_words_of(getattr(thing, name), reads) for name in _AGREED[type(thing)]]


def _words_of(value: object, reads: _Reads) -> object:
    """A text without its markup, as it is read; anything else as it is, with such texts in it."""
    if isinstance(value, tuple):
        return [_words_of(part, reads) for part in value]
    return reads(value) if isinstance(value, str) else value


def _of_question(question: Question, reads: _Reads) -> str:
    """What a reviewer of a question agrees to: its situation, its words and its marks, not its layout."""
    options = (part for option in question.options for part in _agreed(option, reads))
    return json.dumps([*_agreed(question, reads), *options], ensure_ascii=False)


def _of_scenario(scenario: Scenario, root: Path, reads: _Reads) -> str:
    """What a reviewer of a scenario agrees to: its story and the questions in it, not what is stored under them."""
    story = ""
    try:
        notebook = json.loads((root / scenario.place.path).read_bytes().decode("utf-8-sig"))
        for cell in notebook["cells"]:
            source = cell["source"] if cell["cell_type"] == "markdown" else ""
            story += "\n" + (source if isinstance(source, str) else "".join(source))
    except (OSError, ValueError, TypeError, KeyError):
        pass  # The check says what is wrong with the notebook.
    told = [_agreed(decision, reads) for decision in scenario.decisions]
    return json.dumps([scenario.title, reads(story), scenario.questions, told], ensure_ascii=False)


def read_texts(
    root: Path, reviews: Iterable[Review], clauses: Mapping[str, Clause]
) -> tuple[dict[str, str], list[Problem]]:
    """The words that were reviewed, by file, and a problem for each file that is not what it should be."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name, mark in sorted({pair for review in reviews for pair in review.clauses.items()}):
        path = file_of(name, mark)
        if (root / path).exists():
            desk = Desk(root)
            text = (desk.text(path) or "").rstrip("\n")
            problems += desk.problems
            if shortened(hashlib.sha256(text.encode()).hexdigest()) == mark:
                texts[path] = text
            elif not desk.problems:
                what = "these are not the words that were reviewed: they have another fingerprint."
                problems.append(Problem(Kind.REVIEW, Place(path), what, RESTORE))
        elif name in clauses and shortened(clauses[name].fingerprint) == mark:
            # Where the clause has changed too, each suspect item says that its old words are lost.
            what = "the words that were reviewed are not kept here."
            problems.append(Problem(Kind.REVIEW, Place(path), what, RESTORE))
    return texts, problems


def causes_of(
    item: Reviewable, review: Review, handbook: Handbook, texts: Mapping[str, str]
) -> tuple[Cause, ...]:
    """Why an item is suspect; nothing where it and its clauses are as they were reviewed."""
    found = (
        [Cause("", f"{_ITSELF.get(item.key[0], f'the {item.key[0]} itself')} has changed")]
        if item.own != review.own
        else []
    )
    for name in sorted({*item.clauses, *review.clauses}):
        was, now = review.clauses.get(name), item.clauses.get(name)
        clause = handbook.clauses.get(name)
        if clause is None:
            found.append(Cause(name, f"the clause “{name}” is gone"))
        elif was is None:
            found.append(Cause(name, f"it now cites the clause “{name}”", new=clause.meant))
        elif was != shortened(clause.fingerprint):
            old = texts.get(file_of(name, was), "")
            lost = "" if old else f", and its old words are not in {file_of(name, was)}"
            found.append(Cause(name, f"the clause “{name}” has changed{lost}", old, clause.meant))
        elif now is None:
            found.append(Cause(name, f"it no longer cites the clause “{name}”"))
    return tuple(found)


def new_review(item: Reviewable, by: str, on: str) -> Review:
    """The review of an item as it stands."""
    return Review(item.key, item.own, by, on, item.clauses)


def texts_for(reviews: Iterable[Review], clauses: Mapping[str, Clause]) -> dict[str, str]:
    """The files of `reviews/` that these reviews need, and that the handbook as it stands can give."""
    found = {}
    for review in reviews:
        for name, mark in review.clauses.items():
            clause = clauses.get(name)
            if clause and shortened(clause.fingerprint) == mark:
                found[file_of(name, mark)] = clause.meant
    return found
