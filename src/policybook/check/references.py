"""What is cited exists, and whoever is to be told holds an office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policybook.check.rule import Rule, Stage, Subject
from policybook.check.stories import texts_of
from policybook.policy.citations import citations
from policybook.policy.handbook import Handbook
from policybook.policy.model import ancestors
from policybook.policy.problems import Kind, Place, Problem, nearest

_CALLED = {"interp": "interpretation", "role": "office"}


class ReferencesExist(Rule, kinds=(Kind.REFERENCE,), stage=Stage.PAGES):
    """Nothing cites a clause, norm, interpretation, question, office or edition that is not there."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Follow every citation in words, options and readings."""
        book = subject.handbook
        known: dict[str, Mapping[str, object]] = {
            "clause": {**book.clauses, **book.guidance_by_id},
            "interp": book.interpretation_by_id,
            "question": book.question_by_id,
            "role": {role.id: role for role in book.roles},
            "edition": dict.fromkeys(
                name for e in book.editions for name in (e.name, *(f"{e.name}#{one}" for one in e.clauses))
            ),
        }
        for place, text in self._texts(book):
            for found in citations(text):
                there, name = known.get(found.role), found.id
                if there is not None and name not in there:
                    what = f"{_CALLED.get(found.role, found.role)} “{name}”"
                    yield self._missing(what, name, there, place)
        yield from self._readings(book, known["clause"])
        yield from self._scenarios(book, known["question"])

    def _missing(self, what: str, name: str, known: Iterable[str], place: Place) -> Problem:
        return self.problem(place, f"this cites the {what}, and there is none.", nearest(name, known))

    @staticmethod
    def _texts(handbook: Handbook) -> Iterator[tuple[Place, str]]:
        for clause in handbook.clauses.values():
            yield clause.place, f"{clause.text} {clause.plain}"
        for note in handbook.interpretations:
            yield note.place, note.text
        for guidance in handbook.guidance:
            yield guidance.place, guidance.text
        for question in handbook.questions:
            yield question.place, question.prompt
            for option in question.options:
                yield option.place, f"{option.text} {option.feedback}"
        yield from texts_of(handbook)

    def _readings(self, handbook: Handbook, clauses: Iterable[str]) -> Iterator[Problem]:
        bare = {clause.id for clause in handbook.clauses.values() if not clause.norms}
        for note in handbook.interpretations:
            for name in note.concerns:
                if name not in handbook.clauses:
                    yield self._missing(f"clause “{name}”", name, clauses, note.place)
            for reading in note.readings:
                for name in filter(None, (*reading.norms, reading.source, reading.under)):
                    if name not in handbook.norms and name not in handbook.clauses:
                        names = [*handbook.norms, *handbook.clauses]
                        yield self._missing(f"norm “{name}”", name, names, reading.place)
                    elif name in bare and name != reading.under:
                        what = f"this reads the clause “{name}”, which has no norm."
                        yield self.problem(reading.place, what, "Name a norm, or a clause that has one.")

    def _scenarios(self, handbook: Handbook, questions: Iterable[str]) -> Iterator[Problem]:
        for scenario in handbook.scenarios:
            for cell in scenario.cells:
                for name in (*cell.asks, *cell.shows):
                    if name not in handbook.question_by_id:
                        what = f"question “{name}” in cell {cell.index}"
                        yield self._missing(what, name, questions, cell.place)


class RecipientsHaveOffices(Rule, kinds=(Kind.REFERENCE,), stage=Stage.BOOK):
    """Nobody is to be told or asked, by a norm of any layer, who has no office in school.yml.

    The office is their own, or that of a kind of them: where “the school” is to be told, the Headteacher's does.
    """

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look for the office of every recipient; it is said once, at the first norm that names them."""
        people = subject.handbook.vocabulary.people
        held = {name for role in subject.handbook.roles for name in (role.id, *ancestors(role.id, people))}
        practice = (norm for line in subject.handbook.practice for norm in line.norms)
        for norm in (*subject.handbook.norms.values(), *practice):
            for name in norm.recipients:
                if name not in held:
                    held.add(name)
                    what = f"“{name}” is to be told or asked, and has no office in book/school.yml."
                    hint = f'Add “{name}: {{title: …, name: "", contact: ""}}” to the roles there.'
                    yield self.problem(norm.place, what, hint)
