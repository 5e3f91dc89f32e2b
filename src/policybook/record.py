"""The record of an induction: made from answers, and marked again from them.

A record is a small JSON file in the shape of `record.schema.json`. It holds a digest of itself, so that an
altered answer, edition or date is noticed. The digest is not a signature: whoever alters a record can work
out a new one. That is why a record is marked again, and why it is an aid to a talk and no proof.

A browser makes the same record, byte for byte, with `record-core.js`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal, NoReturn

from policybook import edition as editions
from policybook.bank import Bank, Weighed, bank_of
from policybook.model import Handbook, Question
from policybook.paths import decisions, reader_of

FORMAT = "policybook-record-1"
LIMIT = 100_000
"""Bytes: a longer file is no record. The longest that this handbook can make has a fifth of that."""
LONGEST = 120
"""Characters of a name, a role or an edition's name."""
State = Literal["complete", "incomplete", "stale", "altered", "unreadable"]

_KEYS = frozenset(
    ("format", "name", "role", "reader", "path", "edition", "date", "answers", "clauses", "digest")
)
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PAGE = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")
_ANSWER = re.compile(r"[a-z](?: [a-z])*")
_MARK = re.compile(r"[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# The browser has the same two lists. What does not show, or turns the line round, could make a name read as
# something else; the joiners of emoji and of several scripts (200c, 200d) stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile("[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def cleaned(text: str) -> str:
    """A name as it is kept: one line, without what does not show, and no longer than a name is."""
    words = _SPACES.sub(" ", _HIDDEN.sub("", text)).strip(" ")
    return words[:LONGEST].strip(" ")


def canonical(record: Mapping[str, Any]) -> str:
    """The text that the digest is taken of: every key but `digest`, sorted, and no space that is not needed."""
    kept = {key: value for key, value in record.items() if key != "digest"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(record: Mapping[str, Any]) -> str:
    """Sha256 of the canonical text, as 64 digits."""
    return hashlib.sha256(canonical(record).encode("utf-8", "surrogatepass")).hexdigest()


def code_of(fingerprint: str) -> str:
    """The first digits of a fingerprint or a digest as a person can compare them: 3f2a-9c1b-07de."""
    return "-".join(fingerprint[at : at + 4] for at in (0, 4, 8))


def written(letters: str | Sequence[str], question: Question) -> str:
    """An answer as a record holds it: letters with a space between, sorted unless their order counts."""
    chosen = letters.split() if isinstance(letters, str) else list(letters)
    return " ".join(chosen if question.kind == "order" else sorted(chosen))


# ---- what a handbook holds of records


class Marker:
    """A handbook as records are marked against it. Build it with `marker_of`, which keeps one for each handbook."""

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        self._asked: dict[tuple[str, str], tuple[Question, ...]] = {}

    @cached_property
    def fingerprint(self) -> str:
        """The policy's fingerprint."""
        return editions.fingerprint(self.handbook)

    @cached_property
    def name(self) -> str:
        """The name of the edition that this handbook is, or follows."""
        return editions.name_of(self.handbook)

    def decisions(self, path: str, reader: str) -> tuple[Question, ...]:
        """The decisions of a path; none where there is no such path or reader."""
        if (path, reader) not in self._asked:
            person = reader_of(self.handbook, reader)
            known = (person is not None) == bool(reader)
            self._asked[path, reader] = decisions(self.handbook, path, person) if known else ()
        return self._asked[path, reader]

    @cached_property
    def _bank(self) -> Bank:
        return bank_of(self.handbook)

    def of(self, question: Question) -> Weighed:
        """What the policy makes of a question."""
        return self._bank.of(question)

    def is_right(self, question: Question, answer: str) -> bool:
        """Whether the policy supports an answer."""
        return written(answer, question) in self.of(question).key

    @cached_property
    def clauses(self) -> Mapping[str, str]:
        """The first twelve digits of each clause's fingerprint, by its id."""
        return {name: clause.fingerprint[:12] for name, clause in self.handbook.clauses.items()}


@lru_cache(maxsize=32)
def marker_of(handbook: Handbook) -> Marker:
    """The one Marker of a handbook."""
    return Marker(handbook)


# ---- making a record


def make(
    handbook: Handbook,
    *,
    name: str,
    role: str,
    path: str,
    reader: str = "",
    answers: Mapping[str, str | Sequence[str]],
    date: str,
) -> str:
    """The text of a record's file. What is not answered yet may be missing: the record is then incomplete.

    `answers` are letters by the id of the question; those that the path does not ask are left out. `date` is
    ISO. Raises ValueError, saying what to do, for an empty name or role, an unknown path or reader, and no date.
    """
    marker = marker_of(handbook)
    asked = marker.decisions(path, reader)
    if not cleaned(name) or not cleaned(role):
        raise ValueError("Type your name and your role first.")
    if not asked:
        raise ValueError(f"There is no path “{path}” for “{reader or 'everybody'}”.")
    if day_of(date) is None:
        raise ValueError(f"“{date}” is not a date such as 2019-01-15.")
    given = {
        q.id: {"answer": written(answers[q.id], q), "question": marker.of(q).fingerprint}
        for q in asked
        if answers.get(q.id)
    }
    record: dict[str, Any] = {
        "format": FORMAT,
        "name": cleaned(name),
        "role": cleaned(role),
        "reader": reader,
        "path": path,
        "edition": {"name": marker.name, "fingerprint": marker.fingerprint},
        "date": date,
        "answers": dict(sorted(given.items())),
        "clauses": {
            name: marker.clauses[name] for name in sorted({n for q in asked for n in marker.of(q).cited})
        },
    }
    record["digest"] = digest_of(record)
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def file_name(record: Mapping[str, Any]) -> str:
    """What a record's file is called: no name of a person stands in it."""
    path = str(record["path"]).replace("/", "-")
    reader = f"-{record['reader']}" if record["reader"] else ""
    return f"record-{path}{reader}-{record['date']}-{record['digest'][:6]}.json"


# ---- marking one again


class RecordError(ValueError):
    """Text that is no record: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a record comes to. `why` is one sentence or more; the other texts are "" where nothing could be read.

    `decisions` are the questions to answer or to take again; `clauses` those that have changed since.
    """

    state: State
    why: str
    name: str = ""
    role: str = ""
    reader: str = ""
    path: str = ""
    edition: str = ""
    fingerprint: str = ""
    date: str = ""
    digest: str = ""
    decisions: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def read_record(text: str | bytes) -> dict[str, Any]:
    """The record that a file holds, its shape known to be right and its digest not yet looked at.

    Raises RecordError for anything else.
    """
    if len(text) > LIMIT:
        raise RecordError("it is far too long to be a record.")
    try:
        words = text if isinstance(text, str) else text.decode("utf-8-sig")
        data = json.loads(words, object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise RecordError("it is not UTF-8 text.") from error
    except RecursionError as error:
        raise RecordError("it is nested too deeply.") from error
    except RecordError:
        raise
    except ValueError as error:
        raise RecordError("it is not JSON, or was cut short.") from error
    _check_shape(data)
    found: dict[str, Any] = data
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RecordError("something stands in it twice.")
    return found


def _no_number(_text: str) -> NoReturn:
    raise RecordError("it holds a number that is none.")


def _check_shape(data: object) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise RecordError(f"it is not a record of the format {FORMAT}.")
    if data.keys() != _KEYS:
        raise RecordError("it does not hold what a record holds.")
    for key in ("name", "role"):
        if not isinstance(data[key], str) or not data[key] or cleaned(data[key]) != data[key]:
            raise RecordError(f"its {key} is empty, too long, or holds characters that do not show.")
    edition = data["edition"]
    if not isinstance(edition, dict) or edition.keys() != {"name", "fingerprint"}:
        raise RecordError("it names no edition.")
    name = edition["name"]
    fits = (
        isinstance(name, str) and name and cleaned(name) == name,
        _matches(_DIGEST, edition["fingerprint"]),
        _matches(_DIGEST, data["digest"]),
        _matches(_PAGE, data["path"]),
        data["reader"] == "" or _matches(_ID, data["reader"]),
        isinstance(data["date"], str) and day_of(data["date"]),
        isinstance(data["answers"], dict) and all(map(_is_answer, data["answers"].items())),
        isinstance(data["clauses"], dict)
        and all(_matches(_ID, key) and _matches(_MARK, value) for key, value in data["clauses"].items()),
    )
    if not all(fits):
        raise RecordError("a part of it has the wrong shape.")


def _is_answer(item: tuple[object, object]) -> bool:
    name, given = item
    if not _matches(_ID, name) or not isinstance(given, dict) or given.keys() != {"answer", "question"}:
        return False
    return _matches(_ANSWER, given["answer"]) and _matches(_MARK, given["question"])


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and pattern.fullmatch(value) is not None


def day_of(text: str) -> dt.date | None:
    """The day that “2026-01-31” names; None for any other text."""
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def verify(
    text: str | bytes,
    handbook: Handbook,
    open_edition: Callable[[str], Handbook] | None = None,
    today: dt.date | None = None,
) -> Result:
    """What a record comes to, marked again from its answers against the edition that it names.

    `open_edition` gives the frozen handbook of one of `handbook.editions`, by its name. A record is complete
    when every decision of its path was answered, and every answer is right; nothing is averaged. It is stale
    when it was, and a decision of the path is another now, or rests on a clause that has changed.
    """
    try:
        record = read_record(text)
    except RecordError as error:
        return Result("unreadable", f"This cannot be read: {error}")
    return _Verifying(record, handbook, open_edition, today or dt.date.today()).result()


@dataclass
class _Try:
    """A path as one handbook has it, with what a record leaves out of it or gets wrong."""

    marker: Marker
    asked: tuple[Question, ...]
    missing: list[Question] = field(default_factory=list)
    wrong: list[Question] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether the path is there, and nothing of it is missing or wrong."""
        return bool(self.asked) and not self.missing and not self.wrong


@dataclass
class _Verifying:
    """One record on its way to a result."""

    record: dict[str, Any]
    handbook: Handbook
    open_edition: Callable[[str], Handbook] | None
    today: dt.date
    now: Marker = field(init=False)

    def __post_init__(self) -> None:
        self.now = marker_of(self.handbook)

    def result(self) -> Result:
        return self._altered() or self._marked()

    def _say(
        self, state: State, why: str, decisions: Sequence[str] = (), clauses: Sequence[str] = ()
    ) -> Result:
        record = self.record
        return Result(
            state,
            why,
            record["name"],
            record["role"],
            record["reader"],
            record["path"],
            record["edition"]["name"],
            record["edition"]["fingerprint"],
            record["date"],
            record["digest"],
            tuple(decisions),
            tuple(clauses),
        )

    def _altered(self) -> Result | None:
        record = self.record
        if digest_of(record) != record["digest"]:
            return self._say("altered", "Something in it was changed after it was made.")
        if (day_of(record["date"]) or self.today) > self.today + dt.timedelta(days=1):
            return self._say("altered", "Its date has not come yet.")
        name, mark = record["edition"]["name"], record["edition"]["fingerprint"]
        adopted = {edition.name: edition.fingerprint for edition in self.handbook.editions}
        if adopted.get(name, mark) != mark:
            return self._say("altered", f"Its fingerprint is not that of the edition {name}.")
        known = {self.now.name: self.now.fingerprint, **adopted}
        # A draft may have been adopted since, under a name of its own.
        if mark in known.values() and name not in known and not name.startswith(editions.WORKING_DRAFT):
            return self._say("altered", f"There is no edition {name}, and its fingerprint is another's.")
        return None

    def _frozen(self) -> list[Marker]:
        """What was frozen of the policy that the record names."""
        if self.open_edition is None:
            return []
        mark = self.record["edition"]["fingerprint"]
        same = (edition for edition in self.handbook.editions if edition.fingerprint == mark)
        return [marker_of(self.open_edition(edition.name)) for edition in same]

    def _marked(self) -> Result:
        record = self.record
        markers = [self.now] if self.now.fingerprint == record["edition"]["fingerprint"] else []
        tries = [self._try(marker, markers) for marker in markers]
        if not any(one.is_whole for one in tries):
            # An edition is opened only where this handbook does not do: it takes longer than all the rest.
            markers += self._frozen()
            tries = [self._try(marker, markers) for marker in markers]
        if not markers:
            return self._of_no_edition()
        if any(markers[0].clauses.get(name) != mark for name, mark in record["clauses"].items()):
            return self._say("altered", "Its clauses are not those of the edition that it names.")
        whole = next((one for one in tries if one.is_whole), None)
        if whole:
            return self._since(whole)
        if not tries[0].asked:
            return self._say("incomplete", f"Its edition has no path “{record['path']}” for this reader.")
        return self._incomplete(tries[0])

    def _try(self, marker: Marker, markers: Sequence[Marker]) -> _Try:
        """The path as one handbook has it, each answer marked by the one that holds its question as it was."""
        answers = self.record["answers"]
        path = (self.record["path"], self.record["reader"])
        # An edition that was frozen before it had this reader or path is held to the path as it is now.
        found = _Try(marker, marker.decisions(*path) or self.now.decisions(*path))
        for question in found.asked:
            if question.id not in answers:
                found.missing.append(question)
            elif (as_asked := self._as_asked(question, markers)) is None:
                continue  # It was reworded since, and is to be taken again: see _since.
            else:
                found.cited.update(as_asked[0].of(as_asked[1]).cited)
                if not as_asked[0].is_right(as_asked[1], answers[question.id]["answer"]):
                    found.wrong.append(question)
        return found

    def _as_asked(self, question: Question, markers: Sequence[Marker]) -> tuple[Marker, Question] | None:
        """The question as it was when it was answered, with the handbook that holds it so."""
        mark = self.record["answers"][question.id]["question"]
        for marker in markers:
            same = marker.handbook.question_by_id.get(question.id)
            if same and marker.of(same).fingerprint == mark:
                return marker, same
        return None

    def _incomplete(self, found: _Try) -> Result:
        said = []
        for questions, what in ((found.wrong, "Not right yet"), (found.missing, "Not answered")):
            if questions:
                critical = [f"{q.id} (safety-critical)" for q in questions if q.safety_critical]
                others = [q.id for q in questions if not q.safety_critical]
                said.append(f"{what}: {', '.join([*critical, *others])}.")
        order = sorted((*found.wrong, *found.missing), key=lambda question: not question.safety_critical)
        return self._say("incomplete", " ".join(said), [question.id for question in order])

    def _since(self, whole: _Try) -> Result:
        """Whether what was right then is still all that the path asks."""
        then = whole.marker.clauses
        changed = sorted(name for name in whole.cited if self.now.clauses.get(name) != then[name])
        if not self.now.decisions(self.record["path"], self.record["reader"]):
            return self._say("stale", "The handbook has no such path now.", (), changed)
        again = self._again(changed)
        if not again:
            since = "" if whole.marker is self.now else " Nothing on its path has changed since."
            return self._say("complete", f"Each of its {len(whole.asked)} decisions is right.{since}")
        return self._say("stale", self._stale(changed, again), again, changed)

    def _again(self, changed: Sequence[str]) -> list[str]:
        """What the path asks now that this record does not answer rightly, or that a change of a clause touches."""
        now, answers = self.now, self.record["answers"]
        return [
            q.id
            for q in now.decisions(self.record["path"], self.record["reader"])
            if q.id not in answers
            or answers[q.id]["question"] != now.of(q).fingerprint
            or not now.is_right(q, answers[q.id]["answer"])
            or not set(changed).isdisjoint(now.of(q).cited)
        ]

    def _of_no_edition(self) -> Result:
        """A draft that nobody kept: nothing of it is complete, and what has not changed need not be taken again."""
        now, record = self.now, self.record
        changed = sorted(name for name, mark in record["clauses"].items() if now.clauses.get(name) != mark)
        again = self._again(changed)
        why = f"The edition that it names ({record['edition']['name']}) is not kept here."
        return self._say("stale", f"{why} {self._stale(changed, again)}", again, changed)

    def _stale(self, changed: Sequence[str], again: Sequence[str]) -> str:
        clauses = self.handbook.clauses
        named = [clauses[name].heading if name in clauses else name for name in changed]
        since = f"Changed since: {', '.join(named)}." if named else "No clause of its path has changed since."
        return f"{since} To take again: {', '.join(again) or 'nothing, but the record is to be made again'}."
