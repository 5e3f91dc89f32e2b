"""Marks a completion record again from its answers, and says what it is worth now."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from policybook.editions import edition as editions
from policybook.policy.english import day_of
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question
from policybook.records.record import Marker, RecordError, digest_of, marker_of, read_record

State = Literal["complete", "incomplete", "stale", "altered", "unreadable"]


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
    found = _Verifying(record, handbook, open_edition, today or dt.date.today(), marker_of(handbook))
    return found.altered() or found.marked()


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
    """One record on its way to a result; `now` is the handbook as it stands."""

    record: dict[str, Any]
    handbook: Handbook
    open_edition: Callable[[str], Handbook] | None
    today: dt.date
    now: Marker

    def _say(
        self, state: State, why: str, decisions: Sequence[str] = (), clauses: Iterable[str] = ()
    ) -> Result:
        told = {name: self.record[name] for name in ("name", "role", "reader", "path", "date", "digest")}
        edition = self.record["edition"]
        told |= {"edition": edition["name"], "fingerprint": edition["fingerprint"]}
        return Result(state, why, **told, decisions=tuple(decisions), clauses=tuple(clauses))

    def altered(self) -> Result | None:
        """What is to be said where it is not as it was made; None where it is."""
        record = self.record
        if digest_of(record) != record["digest"]:
            return self._say("altered", "Something in it was changed after it was made.")
        if (day_of(record["date"]) or self.today) > self.today + dt.timedelta(days=1):
            return self._say("altered", "Its date has not come yet.")
        name, mark = record["edition"]["name"], record["edition"]["fingerprint"]
        # A draft's name ends with that of the edition that it follows.
        dates = {edition.name: edition.adopted for edition in self.handbook.editions}
        since = dates.get(name.removeprefix(f"{editions.WORKING_DRAFT} after "), "")
        if record["date"] < since:
            return self._say("altered", f"Its date is before {since}, when its edition was adopted.")
        adopted = {edition.name: edition.fingerprint for edition in self.handbook.editions}
        if adopted.get(name, mark) != mark:
            return self._say("altered", f"Its fingerprint is not that of the edition {name}.")
        known = {self.now.name: self.now.fingerprint, **adopted}
        # A draft may have been adopted since, under a name of its own.
        if mark in known.values() and name not in known and not name.startswith(editions.WORKING_DRAFT):
            return self._say("altered", f"There is no edition {name}, and its fingerprint is another's.")
        return None

    def marked(self) -> Result:
        """What its answers come to."""
        record = self.record
        markers = [self.now] if self.now.fingerprint == record["edition"]["fingerprint"] else []
        tries = [self._try(marker, markers) for marker in markers]
        if not any(one.is_whole for one in tries):
            # An edition is opened only where this handbook does not do: it takes longer than all the rest.
            mark, opened = record["edition"]["fingerprint"], self.open_edition
            frozen = [edition.name for edition in self.handbook.editions if edition.fingerprint == mark]
            markers += [marker_of(opened(name)) for name in frozen if opened]
            tries = [self._try(marker, markers) for marker in markers]
        if not markers:
            # A draft that nobody kept: nothing of it is complete, and what has not changed need not be taken again.
            here, then = self.now.clauses, record["clauses"].items()
            changed = sorted(name for name, mark in then if here.get(name) != mark)
            again = self._again(changed)
            why = f"The edition that it names ({record['edition']['name']}) is not kept here."
            return self._say("stale", f"{why} {self._stale(changed, again)}", again, changed)
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
        def in_order(questions: Iterable[Question]) -> list[Question]:
            return sorted(questions, key=lambda question: not question.safety_critical)

        said = []
        for questions, what in ((found.wrong, "Not right yet"), (found.missing, "Not answered")):
            names = [f"{q.id}{' (safety-critical)' * q.safety_critical}" for q in in_order(questions)]
            said += [f"{what}: {', '.join(names)}."] if names else []
        again = in_order((*found.wrong, *found.missing))
        return self._say("incomplete", " ".join(said), [question.id for question in again])

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

    def _stale(self, changed: Sequence[str], again: Sequence[str]) -> str:
        clauses = self.handbook.clauses
        named = [clauses[name].heading if name in clauses else name for name in changed]
        since = f"Changed since: {', '.join(named)}." if named else "No clause of its path has changed since."
        return f"{since} To take again: {', '.join(again) or 'nothing, but the record is to be made again'}."
