"""Says what is suspect: a question or story, or a clause's plain line, that changed since its review, or whose clause did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from policybook.changes.redline import redline
from policybook.editions.edition import RESTORE, digest_of
from policybook.load.desk import Desk
from policybook.policy.citations import bare_words, clauses_named
from policybook.policy.english import quoted
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Claim, Clause
from policybook.policy.problems import Kind, Place, Problem
from policybook.policy.training import Decision, Option, Question, Scenario
from policybook.reviews.lock import Key, Reads, Review, file_of, shortened
from policybook.training.bank import weighed
from policybook.training.minutes import TIME
from policybook.training.paths import readers_of


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


def reviewables_of(handbook: Handbook, root: Path) -> dict[Key, Reviewable]:
    """Every plain line, question and scenario as it stands, with the clauses that it cites."""
    found: dict[Key, Reviewable] = {}

    def reads(text: str) -> str:
        return bare_words(quoted(handbook, text))

    def add(kind: str, thing: Clause | Question | Scenario, own: str, cited: Iterable[str]) -> None:
        marks = {name: shortened(handbook.clauses[name].fingerprint) for name in sorted(cited)}
        key = (kind, thing.id)
        found[key] = Reviewable(key, thing.place, shortened(digest_of(own)), marks)

    for clause in handbook.clauses.values():
        if clause.plain:
            add("plain", clause, reads(clause.plain), [clause.id])
    cited: dict[str, tuple[str, ...]] = {}
    for question in handbook.questions:
        cited[question.id] = weighed(handbook, question).cited
        add("question", question, _of_question(handbook, question, reads), cited[question.id])
    for scenario in handbook.scenarios:
        if not cited.keys() >= set(scenario.questions):
            continue  # One of its questions waits for its author, and the scenario with it.
        names = {name for asked in scenario.questions for name in cited.get(asked, ())}
        told = (text for decision in scenario.decisions for text in decision.texts.values())
        names |= {name for text in told for name in clauses_named(text)} & set(handbook.clauses)
        add("scenario", scenario, _of_scenario(scenario, root, reads), names)
    return found


_AGREED: Mapping[type, tuple[str, ...]] = {
    Question: (
        "prompt",
        "kind",
        "exact",
        "hint",
        "who",
        "given",
        "asks",
        "safety_critical",
        "paths",
    ),
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
    except (OSError, ValueError, TypeError, KeyError):
        pass  # The check says what is wrong with the notebook.
    told = [_agreed(decision, reads) for decision in scenario.decisions]
    # How long it takes is worked out from words that are reviewed.
    story = reads(TIME.sub("", story))
    return json.dumps([scenario.title, story, scenario.questions, told], ensure_ascii=False)


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
            if shortened(digest_of(text)) == mark:
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
    itself = f"the {'line' if item.key[0] == 'plain' else item.key[0]} itself"
    found = [Cause("", f"{itself} has changed")] if item.own != review.own else []
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
    cited = {pair for review in reviews for pair in review.clauses.items() if pair[0] in clauses}
    return {
        file_of(name, mark): clauses[name].meant
        for name, mark in sorted(cited)
        if shortened(clauses[name].fingerprint) == mark
    }
