"""The record of an induction: made from answers, and marked again from them.

A record is a small JSON file in the shape of `record.schema.json`. It holds a digest of itself, so that an
altered answer, edition or date is noticed. The digest is not a signature: whoever alters a record can work
out a new one. That is why a record is marked again, and why it is an aid to a talk and no proof.

A browser makes the same record, byte for byte, with `record-core.js`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NoReturn

from policybook.editions import edition as editions
from policybook.policy.english import day_of
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.training.bank import Weighed, bank_of
from policybook.training.paths import decisions, reader_of

FORMAT = "policybook-record-1"
LIMIT = 100_000
"""Bytes: a longer file is no record. The longest that this handbook can make has a fifth of that."""

LONGEST = 120
"""Characters of a name, a role or an edition's name."""

_KEYS = {"format", "name", "role", "reader", "path", "edition", "date", "answers", "clauses", "digest"}

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PAGE = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*")
_ANSWER = re.compile(r"[a-z](?: [a-z])*")
_MARK = re.compile(r"[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# The browser has the same two lists. What does not show, or turns the line round, could make a name read as
# something else; the joiners of emoji and of several scripts (200c, 200d) stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

_SPACES = re.compile("[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def cleaned(text: str) -> str:
    """A name as it is kept: one line, without what does not show, and no longer than a name is."""
    return _SPACES.sub(" ", _HIDDEN.sub("", text)).strip(" ")[:LONGEST].strip(" ")


def canonical(record: Mapping[str, Any]) -> str:
    """The text that the digest is taken of: every key but `digest`, sorted, and no space that is not needed."""
    kept = {key: value for key, value in record.items() if key != "digest"}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(record: Mapping[str, Any]) -> str:
    """Sha256 of the canonical text, as 64 digits."""
    return editions.digest_of(canonical(record))


def code_of(fingerprint: str) -> str:
    """The first digits of a fingerprint or a digest as a person can compare them: 3f2a-9c1b-07de."""
    return "-".join(fingerprint[at : at + 4] for at in (0, 4, 8))


def written(letters: str | Sequence[str], question: Question) -> str:
    """An answer as a record holds it: letters with a space between, sorted unless their order counts."""
    chosen = letters.split() if isinstance(letters, str) else list(letters)
    return " ".join(chosen if question.kind == "order" else sorted(chosen))


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
    def of(self) -> Callable[[Question], Weighed]:
        """What the policy makes of a question."""
        return bank_of(self.handbook).of

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
    asked, of = marker.decisions(path, reader), marker.of
    if not cleaned(name) or not cleaned(role):
        raise ValueError("Type your name and your role first.")
    if not asked:
        raise ValueError(f"There is no path “{path}” for “{reader or 'everybody'}”.")
    if day_of(date) is None:
        raise ValueError(f"“{date}” is not a date such as 2019-01-15.")
    answered = (q for q in asked if answers.get(q.id))
    given = {q.id: {"answer": written(answers[q.id], q), "question": of(q).fingerprint} for q in answered}
    cited = sorted({name for q in asked for name in of(q).cited})
    record: dict[str, Any] = {
        "format": FORMAT,
        "name": cleaned(name),
        "role": cleaned(role),
        "reader": reader,
        "path": path,
        "edition": {"name": marker.name, "fingerprint": marker.fingerprint},
        "date": date,
        "answers": dict(sorted(given.items())),
        "clauses": {name: marker.clauses[name] for name in cited},
    }
    record["digest"] = digest_of(record)
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def file_name(record: Mapping[str, Any]) -> str:
    """What a record's file is called: no name of a person stands in it."""
    path = str(record["path"]).replace("/", "-")
    reader = f"-{record['reader']}" if record["reader"] else ""
    return f"record-{path}{reader}-{record['date']}-{record['digest'][:6]}.json"


class RecordError(ValueError):
    """Text that is no record: what is wrong with it."""


def read_record(text: str | bytes) -> dict[str, Any]:
    """The record that a file holds, its shape known to be right and its digest not yet looked at.

    Raises RecordError for anything else.
    """
    if len(text) > LIMIT:
        raise RecordError("it is far too long to be a record.")
    try:
        words = text if isinstance(text, str) else text.decode("utf-8-sig")
        data: dict[str, Any] = json.loads(words, object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise RecordError("it is not UTF-8 text.") from error
    except RecursionError as error:
        raise RecordError("it is nested too deeply.") from error
    except RecordError:
        raise
    except ValueError as error:
        raise RecordError("it is not JSON, or was cut short.") from error
    _check_shape(data)
    return data


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
    name, clauses = edition["name"], data["clauses"]
    fits = (
        isinstance(name, str) and name and cleaned(name) == name,
        _matches(_DIGEST, edition["fingerprint"]),
        _matches(_DIGEST, data["digest"]),
        _matches(_PAGE, data["path"]),
        data["reader"] == "" or _matches(_ID, data["reader"]),
        isinstance(data["date"], str) and day_of(data["date"]),
        isinstance(data["answers"], dict) and all(map(_is_answer, data["answers"].items())),
        isinstance(clauses, dict)
        and all(_matches(_ID, k) and _matches(_MARK, v) for k, v in clauses.items()),
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
