"""Which questions can tell a mutant: the others' workings cannot change, and need not be derived again.

A norm takes part in a question only where one of its words meets an act or a fact of that question. Anything
that reaches further (a norm that an interpretation copies from or hands over, another policy's norm, a norm
taken away with its readings) is tried on every question. The tests hold this against the slow way.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from policybook.changes.training import words_of
from policybook.judging.judge import judge_of
from policybook.judging.norms import acts_of
from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.model import Norm
from policybook.policy.training import Question, Scenario


class Impact:
    """The acts and facts of every question, and which words of a norm meet them."""

    def __init__(self, handbook: Handbook) -> None:
        self._judge = judge_of(handbook)
        self._questions = tuple(question.id for question in handbook.questions)
        words = {question.id: words_of(question) for question in handbook.questions}
        self._acts = {name: acts for name, (acts, _) in words.items()}
        self._facts = {name: others for name, (_, others) in words.items()}
        copied = {norm.id for r in handbook.readings if r.source for norm in self._judge.named(r.source)}
        handed = [r for r in handbook.readings if r.form == "hands over"]
        names = [name for r in handed for name in (*r.norms, r.under)]
        self._far = copied | {norm.id for name in names for norm in self._judge.named(name)}
        self._named = {norm.id for r in handbook.readings for n in r.norms for norm in self._judge.named(n)}
        self._asked_by_act = lru_cache(maxsize=None)(self._find_act)
        self._asked_by_fact = lru_cache(maxsize=None)(self._find_fact)

    def asked(self, mutant: Mutant) -> tuple[str, ...]:
        """The ids of the questions that can tell, in the order of the book."""
        if isinstance(mutant.old, Question):
            return (mutant.old.id,)
        if isinstance(mutant.old, Scenario):
            return mutant.old.questions
        if self._reaches_far(mutant.old, mutant.new):
            return self._questions
        norms = [norm for norm in (mutant.old, mutant.new) if isinstance(norm, Norm)]
        found = {name for norm in norms for name in self._met(norm)}
        return tuple(name for name in self._questions if name in found)

    def _reaches_far(self, norm: Norm, new: object) -> bool:
        gone = new is None and norm.id in self._named
        return gone or norm.layer not in ("policy", "house") or norm.id in self._far

    def _met(self, norm: Norm) -> Iterator[str]:
        for act in acts_of(norm):
            yield from self._asked_by_act(act)
        for fact in norm.when:
            yield from self._asked_by_fact(fact)

    def _find_act(self, word: str) -> frozenset[str]:
        acts = self._judge.acts
        done = {act for found in self._acts.values() for act in found}
        met = {a for a in done if word in acts.above(a) or acts.contrary(a, (word,)) is not None}
        return frozenset(name for name, found in self._acts.items() if found & met)

    def _find_fact(self, word: str) -> frozenset[str]:
        things = self._judge.things
        given = {fact for found in self._facts.values() for fact in found}
        met = {fact for fact in given if word in things.above(fact)}
        return frozenset(name for name, found in self._facts.items() if found & met)
