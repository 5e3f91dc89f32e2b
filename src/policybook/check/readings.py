"""The rules on interpretations and facts: a note names what it changes, and no fact is idle unseen."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.rule import Rule, Stage, Subject
from policybook.judging.judge import judge_of
from policybook.judging.reach import changed_by_notes
from policybook.policy.english import listed
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Problem


class NotesNameWhatTheyChange(Rule, kinds=(Kind.READING,), stage=Stage.POLICY):
    """The clauses of an interpretation are those whose norms its readings change, no more and no fewer."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare each note's clauses with what its readings touch."""
        book = subject.handbook
        for name, changed in changed_by_notes(judge_of(book)).items():
            note = book.interpretation_by_id[name]
            more = [clause for clause in changed if clause not in note.clauses]
            if more:
                what = f"the readings of {name} change {_named(more)}, and its “:clauses:” do not say so."
                yield self.problem(note.place, what, "Name what it changes, or read less.")
            idle = [clause for clause in note.clauses if clause not in changed]
            if idle:
                what = f"{name} names {_named(idle)}, and its readings change nothing there."
                hint = "Move what it is only about to “:related:”, or add the reading that its words promise."
                yield self.problem(note.place, what, hint)


class FactsAreReadOrIdle(Rule, kinds=(Kind.READING,), stage=Stage.POLICY):
    """Every fact is read by some norm or reading, or the vocabulary says that it makes no difference, never both."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look at each fact and at what falls under it."""
        words = subject.handbook.vocabulary.things
        read = read_facts(subject.handbook)
        for word in words.values():
            if word.name not in read and not word.idle:
                what = f"no norm and no reading turns on “{word.name}”."
                hint = "Add “idle: true” where it is to make no difference, or take the word away."
                yield self.problem(word.place, what, hint)
            elif word.idle and word.name in read:
                what = f"“{word.name}” is said to make no difference, and a norm or a reading turns on it."
                yield self.problem(word.place, what, "Take “idle” away.")


def read_facts(handbook: Handbook) -> set[str]:
    """The things on which some norm or reading turns, and what is above and below them."""
    graph, words = judge_of(handbook).things, handbook.vocabulary.things
    asked = {name for name, word in words.items() if word.gives} | {g.layer for g in handbook.guidance}
    for norm in handbook.norms.values():
        asked.update(norm.when, norm.unless, norm.especially, *(phrase.objects for phrase in norm.phrases))
    for reading in handbook.readings:
        asked.update(reading.facts, filter(None, (reading.policy,)))
    asked &= set(words)
    below = {name for name in words if asked & graph.above(name).keys()}
    return below | {above for name in below for above in graph.above(name)}


def _named(clauses: list[str]) -> str:
    return listed([f"“{name}”" for name in clauses])
