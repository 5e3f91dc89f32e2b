"""The list of all mutants, and how a handbook takes one in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from policybook.mutants import keys, norms
from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.language import sentence
from policybook.policy.model import Clause, Guidance, Interpretation, Norm, Reading
from policybook.policy.training import Question, Scenario
from policybook.training.bank import doctest_of

_Holder = TypeVar("_Holder", Clause, Guidance)
_Named = TypeVar("_Named", Question, Scenario)


def mutants_of(handbook: Handbook) -> tuple[Mutant, ...]:
    """Every mutant of the handbook, always in the same order."""
    found = [mutant for norm in handbook.norms.values() for mutant in norms.of_norm(handbook, norm)]
    found += [mutant for question in handbook.questions for mutant in keys.of_question(question)]
    found += [mutant for scenario in handbook.scenarios for mutant in keys.of_scenario(scenario)]
    return tuple(found)


def apply(handbook: Handbook, mutant: Mutant) -> Handbook:
    """The handbook with the mutant in it; ids stay, so that only what the norms say can be noticed."""
    if isinstance(mutant.old, Norm):
        new = mutant.new if isinstance(mutant.new, Norm) else None
        return _with_norm(handbook, mutant.old, new)
    if isinstance(mutant.new, Question):
        changed = replace(handbook, questions=_instead(handbook.questions, mutant.new))
        if not mutant.anew:
            return changed
        anew = replace(mutant.new, doctest=doctest_of(changed, mutant.new.id))
        return replace(handbook, questions=_instead(handbook.questions, anew))
    if isinstance(mutant.new, Scenario):
        return replace(handbook, scenarios=_instead(handbook.scenarios, mutant.new))
    raise TypeError(f"nothing is known about how to make {mutant}")


def _instead(found: tuple[_Named, ...], new: _Named) -> tuple[_Named, ...]:
    return tuple(new if one.id == new.id else one for one in found)


def _with_norm(handbook: Handbook, old: Norm, new: Norm | None) -> Handbook:
    sections = tuple(
        replace(section, clauses=tuple(_changed(clause, old, new) for clause in section.clauses))
        for section in handbook.sections
    )
    guidance = tuple(_changed(one, old, new) for one in handbook.guidance)
    notes = handbook.interpretations
    if new is None:
        # Whoever takes a norm away takes its name out of the readings too, or the references would tell.
        notes = tuple(_without(handbook, note, old) for note in notes)
    return replace(handbook, sections=sections, guidance=guidance, interpretations=notes)


def _changed(holder: _Holder, old: Norm, new: Norm | None) -> _Holder:
    if holder.id != old.clause:
        return holder
    kept = (new if norm.id == old.id else norm for norm in holder.norms)
    norms = tuple(norm for norm in kept if norm is not None)
    return replace(holder, norms=norms, norm_sentences=tuple(map(sentence, norms)))


def _without(handbook: Handbook, note: Interpretation, gone: Norm) -> Interpretation:
    return replace(note, readings=tuple(_readings_without(handbook, note, gone)))


def _readings_without(handbook: Handbook, note: Interpretation, gone: Norm) -> Iterator[Reading]:
    clause = handbook.clauses.get(gone.clause)
    names = {gone.id} | ({gone.clause} if clause and len(clause.norms) == 1 else set())
    for reading in note.readings:
        norms = tuple(name for name in reading.norms if name not in names)
        if reading.source not in names and (norms or not reading.norms):
            yield replace(reading, norms=norms)
