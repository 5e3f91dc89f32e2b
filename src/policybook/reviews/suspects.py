"""Says what is suspect: a piece of what is published that changed since its review, or whose clause did."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from policybook.changes.redline import redline
from policybook.editions.edition import RESTORE, digest_of
from policybook.judging.covered import PAGE
from policybook.load.desk import Desk
from policybook.load.markdown import DIRECTIVES, blocks
from policybook.load.prose import read_pages
from policybook.policy.citations import bare_words, clauses_named
from policybook.policy.english import quoted
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Claim, Clause
from policybook.policy.problems import Kind, Place, Problem
from policybook.policy.training import Decision, Option, Question, Scenario
from policybook.reviews.lock import AUTHORS_DRAFT, Key, Reads, Review, file_of, file_of_own, shortened
from policybook.training.bank import weighed
from policybook.training.coverage import CRITICAL, sign_off_reasons
from policybook.training.minutes import TIME
from policybook.training.paths import readers_of

ORGANISATION_FILE = "book/organisation.yml"
_WHOM_TO_TELL = ("tell-somebody}", "role-contacts}")


@dataclass(frozen=True)
class Reviewable:
    """What is reviewed as it stands: its words, and the fingerprints of the clauses that it cites.

    Of what is read line by line, `lines` are the numbers of the lines that its words stand on.
    """

    key: Key
    place: Place
    words: str
    clauses: Mapping[str, str]
    lines: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why who signs training off has to sign it off; nothing where that is not needed."""

    @cached_property
    def own(self) -> str:
        """The fingerprint of its words, as the lock has it."""
        return shortened(digest_of(self.words))

    @property
    def is_alone(self) -> bool:
        """Whether a review of it is given by itself, after it was seen: a clause's words, and what is safety-critical."""
        return self.key[0] in ("clause", "plain") or CRITICAL in self.reasons

    def awaits(self, review: Review | None, sign: Collection[str]) -> bool:
        """Whether an office has yet to look at it as it stands: a draft is none, and some things only these sign off."""
        if review is None or (review.own, review.clauses) != (self.own, self.clauses):
            return True
        return review.by == AUTHORS_DRAFT or (bool(self.reasons) and review.by not in sign)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an item is suspect: its own words (no clause), or a clause with the words before and after."""

    clause: str
    what: str
    old: str = ""
    new: str = ""
    line: int = 0
    """The first line of its own words that is new, where that is known."""

    def told(self, *, whole: bool = False) -> str:
        """The change in words, with a redline where both texts are known."""
        if not self.old or not self.new:
            return self.what
        was, now = _lines(self.old), _lines(self.new)
        parts = [("words", " ", was, now)]
        if self.clause:
            parts = [("words", " ", was[:1], now[:1]), ("norms", "; ", sorted(was[1:]), sorted(now[1:]))]
        told = []
        for called, between, before, after in parts:
            out, put_in = (between.join(_gone(*pair)) for pair in ((before, after), (after, before)))
            told += [f"{called}: “{redline(out, put_in, whole=whole)}”"] if out or put_in else []
        return ": ".join(filter(None, (self.what, "; ".join(told))))


def _lines(words: str) -> list[str]:
    """The lines of some words, or each text of the list that a question or a story is kept as."""
    try:
        return list(filter(None, _leaves(json.loads(words) if words.startswith("[") else words.split("\n"))))
    except ValueError:
        return words.split("\n")  # A page that begins with a link.


def _leaves(value: object) -> Iterator[str]:
    yield from chain.from_iterable(map(_leaves, value)) if isinstance(value, list) else (str(value),)


def _gone(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """What is in the one and not in the other, in order."""
    there = frozenset(new)
    return [line for line in old if line not in there]


def reviewables_of(
    handbook: Handbook, root: Path, pages: Iterable[tuple[str, str]] | None = None
) -> dict[Key, Reviewable]:
    """Every piece of what is published as it stands, with the clauses that it cites; `pages` where they were read."""
    found: dict[Key, Reviewable] = {}

    def reads(text: str) -> str:
        return bare_words(quoted(handbook, text))

    def add(key: Key, place: Place, own: str, cited: Iterable[str], reasons: Iterable[str] = ()) -> None:
        marks = {name: shortened(handbook.clauses[name].fingerprint) for name in sorted(cited)}
        why = tuple(sorted({*reasons}, key=lambda reason: (reason != CRITICAL, reason)))
        found[key] = Reviewable(key, place, own, marks, reasons=why)

    for clause in handbook.clauses.values():
        add(("clause", clause.id), clause.place, clause.title, [clause.id])
        if clause.plain:
            add(("plain", clause.id), clause.place, reads(clause.plain), [clause.id])
    cited = {question.id: weighed(handbook, question).cited for question in handbook.questions}
    reasons = {question.id: sign_off_reasons(handbook, question) for question in handbook.questions}
    for question in handbook.questions:
        name, own = question.id, _of_question(handbook, question, reads)
        add(("question", name), question.place, own, cited[name], reasons[name])
    for scenario in handbook.scenarios:
        if not cited.keys() >= set(scenario.questions):
            continue  # One of its questions waits for its author, and the scenario with it.
        names = {name for asked in scenario.questions for name in cited.get(asked, ())}
        told = (text for decision in scenario.decisions for text in decision.texts.values())
        names |= {name for text in told for name in clauses_named(text)} & set(handbook.clauses)
        why = tuple(reason for asked in scenario.questions for reason in reasons[asked])
        add(("scenario", scenario.id), scenario.place, _of_scenario(scenario, root, reads), names, why)
    files = _of_files(handbook, root, read_pages(root) if pages is None else pages)
    return found | {item.key: item for item in files if item.words}


def _of_files(handbook: Handbook, root: Path, pages: Iterable[tuple[str, str]]) -> Iterator[Reviewable]:
    """Each note and piece of guidance, and what is left of each page, and each file that pages are made from."""
    desk, stories = Desk(root), {scenario.place.path for scenario in handbook.scenarios}
    found = (file for folder in ("book", "scenarios") for file in (root / folder).glob("*.yml"))
    files = sorted(file.relative_to(root).as_posix() for file in found)
    for path, text in (*pages, *((path, desk.as_saved(path) or "") for path in files)):
        lines = text.split("\n")
        if path in stories or path == PAGE:
            continue  # The one is reviewed as a story, and the other is worked out.
        for block in blocks(lines, path, DIRECTIVES, []) if path.endswith(".md") else ():
            first, end = block.place.line, min(block.body_line + len(block.body), len(lines))
            if block.name in ("guidance", "interpretation"):
                yield _written(handbook, (block.name, block.argument), path, lines[first - 1 : end], first)
            lines[first - 1 : end] = [""] * (end - first + 1)
        yield _written(handbook, ("file", path), path, lines)


def _written(handbook: Handbook, key: Key, path: str, lines: Iterable[str], first: int = 1) -> Reviewable:
    """What stands on these lines, as it is written but for the verbs that it quotes; comments of YAML are no words."""
    comment = "#" if path.endswith(".yml") else "\0"
    found = {
        at: " ".join(quoted(handbook, line).split())
        for at, line in enumerate(lines, first)
        if line.strip() and not line.lstrip().startswith(comment)
    }
    words, note = "\n".join(found.values()), handbook.interpretation_by_id.get(key[1])
    tells = path == ORGANISATION_FILE or any(view in words for view in _WHOM_TO_TELL)
    critical = tells or key[0] == "guidance" or (note is not None and note.safety_critical)
    return Reviewable(
        key, Place(path, min(found, default=first)), words, {}, tuple(found), (CRITICAL,) * critical
    )


_AGREED: Mapping[type, tuple[str, ...]] = {
    Question: ("prompt", "kind", "exact", "hint", "who", "given", "asks", "safety_critical", "paths"),
    Option: ("text", "feedback", "marked", "place_in_order", "acts", "claims", "part"),
    Decision: ("question", "goes", "follows"),
}
"""What a reviewer agrees to, in this order: a field that is not here may change without another review."""


def _agreed(thing: Question | Option | Decision, reads: Reads) -> list[object]:
    return [_words_of(getattr(thing, name), reads) for name in _AGREED[type(thing)]]


def _words_of(value: object, reads: Reads) -> object:
    """A text without its markup, as it is read; anything else as it is, with such texts in it."""
    if isinstance(value, tuple):
        return [_words_of(part, reads) for part in value]
    if isinstance(value, Act | Claim):
        return reads(value.sentence)
    return reads(value) if isinstance(value, str) else value


def _of_question(handbook: Handbook, question: Question, reads: Reads) -> str:
    """What a reviewer of a question agrees to: its situation, words and marks, and who is asked it; not its layout."""
    options = (part for option in question.options for part in _agreed(option, reads))
    asked = [reader.id for reader in readers_of(handbook, question)]
    return json.dumps([*_agreed(question, reads), asked, *options], ensure_ascii=False)


def _of_scenario(scenario: Scenario, root: Path, reads: Reads) -> str:
    """What a reviewer of a scenario agrees to: its story and the questions in it, not what is stored under them."""
    story = ""
    try:
        notebook = json.loads((root / scenario.place.path).read_bytes().decode("utf-8-sig"))
        for cell in notebook["cells"]:
            source = cell["source"] if cell["cell_type"] == "markdown" else ""
            story += "\n" + (source if isinstance(source, str) else "".join(source))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        pass  # The check says what is wrong with the notebook.
    told = [_agreed(decision, reads) for decision in scenario.decisions]
    # How long it takes is worked out from words that are reviewed.
    story = reads(TIME.sub("", story))
    return json.dumps([scenario.title, story, scenario.questions, told], ensure_ascii=False)


def read_texts(
    root: Path, reviews: Iterable[Review], clauses: Mapping[str, Clause], items: Mapping[Key, Reviewable]
) -> tuple[dict[str, str], list[Problem]]:
    """The words that were reviewed, by file, and a problem for each file that is not what it should be.

    Of the own words of items, those alone are read that have changed since.
    """
    now = {file_of(name, shortened(clause.fingerprint)) for name, clause in clauses.items()}
    needed = {file_of(*pair): pair[1] for review in reviews for pair in review.clauses.items()}
    unread: set[str] = set()
    for review in reviews:
        item, path = items.get(review.key), file_of_own(review)
        if item:
            needed[path] = review.own
        if item and item.own == review.own:
            unread.add(path)
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path, mark in sorted(needed.items()):
        if not (root / path).exists():
            # Where the words have changed too, each suspect item says that its old words are lost.
            if path in now or path in unread:
                what = "the words that were reviewed are not kept here."
                problems.append(Problem(Kind.REVIEW, Place(path), what, RESTORE))
        elif path not in unread:
            desk = Desk(root)
            text = (desk.as_saved(path) or "").rstrip("\n")
            problems += desk.problems
            if shortened(digest_of(text)) == mark:
                texts[path] = text
            elif not desk.problems:
                what = "these are not the words that were reviewed: they have another fingerprint."
                problems.append(Problem(Kind.REVIEW, Place(path), what, RESTORE))
    return texts, problems


def causes_of(
    item: Reviewable, review: Review, handbook: Handbook, texts: Mapping[str, str]
) -> tuple[Cause, ...]:
    """Why an item is suspect; nothing where it and its clauses are as they were reviewed."""
    found = [_own_cause(item, review, texts)] if item.own != review.own else []
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


def _own_cause(item: Reviewable, review: Review, texts: Mapping[str, str]) -> Cause:
    """That an item has changed itself, and on which line first."""
    itself = {"plain": "line", "clause": "title"}.get(item.key[0], item.key[0])
    old = texts.get(file_of_own(review), "")
    lost = "" if old else f", and its old words are not in {file_of_own(review)}"
    there = frozenset(old.split("\n"))
    lines = zip(item.lines, item.words.split("\n"), strict=False)
    line = next((at for at, words in lines if old and words not in there), 0)
    return Cause("", f"the {itself} itself has changed{lost}", old, item.words, line)


def new_review(item: Reviewable, by: str, on: str) -> Review:
    """The review of an item as it stands."""
    return Review(item.key, item.own, by, on, item.clauses)


def texts_for(
    reviews: Iterable[Review], clauses: Mapping[str, Clause], items: Mapping[Key, Reviewable]
) -> dict[str, str]:
    """The files of `reviews/` that these reviews need; "" for those whose words the handbook as it stands has not."""
    known = {file_of(name, shortened(clause.fingerprint)): clause.meant for name, clause in clauses.items()}
    found: dict[str, str] = {}
    for review in reviews:
        item = items.get(review.key)
        found[file_of_own(review)] = item.words if item and item.own == review.own else ""
        found |= {path: known.get(path, "") for path in (file_of(*pair) for pair in review.clauses.items())}
    return dict(sorted(found.items()))
