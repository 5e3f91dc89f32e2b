"""Verbs that are quoted follow their clauses."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.rule import Rule, Stage, Subject
from policybook.check.stories import texts_of
from policybook.load.prose import read_prose
from policybook.policy.citations import clauses_named
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Problem
from policybook.policy.quotations import Passage, fixed, may_quote, problems_of
from policybook.policy.training import Option


class QuotedVerbsAreTheirClauses(Rule, kinds=(Kind.QUOTATION, Kind.REFERENCE), stage=Stage.POLICY):
    """Nothing quotes the verb of no norm, or by hand a verb that no clause cited beside it has."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Read everything but proposals, which are read by themselves."""
        handbook = subject.handbook
        for clause in handbook.clauses.values():
            yield from fixed(clause, clause.place)
        prose = read_prose(subject.root) if subject.root else ()
        for passage in (*_of_the_policy(handbook), *_of_questions(handbook), *prose):
            if may_quote(passage.text):
                yield from problems_of(handbook, passage)


def _of_the_policy(handbook: Handbook) -> Iterator[Passage]:
    for note in handbook.interpretations:
        yield from (Passage(note.place, part, note.concerns) for part in note.text.split("\n\n"))
    for guidance in handbook.guidance:
        yield from (Passage(guidance.place, part, (guidance.id,)) for part in guidance.text.split("\n\n"))


def _of_questions(handbook: Handbook) -> Iterator[Passage]:
    for question in handbook.questions:
        yield Passage(question.place, question.prompt)
        yield Passage(question.place, question.hint)
        for option in question.options:
            if may_quote(f"{option.text} {option.feedback}"):
                yield from _of_option(option)
    yield from (Passage(place, text) for place, text in texts_of(handbook))


def _of_option(option: Option) -> Iterator[Passage]:
    """An option and what is said of it. What it claims is weighed against the policy, so a wrong verb may be its point."""
    named = tuple(clauses_named(option.feedback))
    yield Passage(option.place, option.text, named, judged=bool(option.claims))
    yield Passage(option.place, option.feedback, tuple(clauses_named(option.text)))
