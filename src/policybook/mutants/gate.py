"""How a handbook takes a mutant in, and what the gate that CI runs says of it: the rules of `check`, on the same model."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from policybook.changes.situations import Side
from policybook.check.questions import marks_are_supported, questions_can_be_answered, working_is_shown
from policybook.check.references import facts_are_read_or_idle, notes_name_what_they_change
from policybook.check.rule import Subject
from policybook.check.stored import stored_asks_hold, stored_keys_hold
from policybook.check.stories import branches_are_written, paths_hold
from policybook.judging.beside import breaches
from policybook.judging.covered import covered
from policybook.judging.judge import judge_of
from policybook.mutants.keys import marks_of
from policybook.mutants.mutant import Mutant
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Clause, Guidance, Interpretation, Norm, Reading, Word
from policybook.policy.problems import Kind, Problem
from policybook.policy.training import Question, Scenario
from policybook.training.bank import doctest_of, weighed, working

_Holder = TypeVar("_Holder", Clause, Guidance)
_Named = TypeVar("_Named", Interpretation, Question, Scenario)
KILLED, SURVIVED, EQUIVALENT = "killed", "survived", "equivalent"
BY_KEY, BY_PATH, BY_NOTE, BY_OUTCOME, BY_WORDS, BY_TABLE = "key", "path", "note", "outcome", "words", "table"
"""What noticed a mutant, strongest first: a mark that no longer holds; a path of a story that does not; a note that
no longer names what it changes; another outcome in a working, or others in the table of who is covered; or no more
than the words that the working or the stored output repeats. Where none of these does, a table of situations may."""

_BY = {Kind.READING: BY_NOTE, Kind.KEY: BY_KEY, Kind.QUESTION: BY_KEY, Kind.STORY: BY_PATH}
ANOTHER_ANSWER = "the new marks are another right answer to the question, and marking accepts it either way"
NOTHING_ASKED = "each rule and each reading takes in what it took in, as firmly and by the same notes"

# The rules on keys. A lock of reviews goes red at any change at all, and a rule of style by chance: neither proves
# anything here.
GATE = (questions_can_be_answered, marks_are_supported, working_is_shown, stored_keys_hold)
GATE_OF_STORIES = (stored_asks_hold, branches_are_written, paths_hold)
# A word or a reading reaches further than keys: these rules hold what a note changes, and what facts are for.
GATE_OF_NOTES = (notes_name_what_they_change, facts_are_read_or_idle)


def problems(handbook: Handbook, *, stories: bool = True) -> list[Problem]:
    """What the gate finds wrong in quiz pages and notebooks; without the branches of stories where so asked."""
    rules = (*GATE, *GATE_OF_STORIES) if stories else GATE
    found = (problem for rule in rules for problem in rule.check(Subject(handbook)))
    return [problem for problem in found if problem.place.path.startswith(("quizzes/", "scenarios/"))]


def _problems_of(mutant: Mutant, changed: Handbook) -> list[Problem]:
    """What the gate finds wrong in a handbook with this mutant in it, its notes first: they are soonest read."""
    if isinstance(mutant.old, Word | Interpretation):
        found = [problem for rule in GATE_OF_NOTES for problem in rule.check(Subject(changed))]
        return found or problems(changed, stories=False)
    return problems(changed, stories=isinstance(mutant.new, Scenario))


def verdict_on(mutant: Mutant, handbook: Handbook, asked: Iterable[str] | None = None) -> tuple[str, str]:
    """(killed, survived or equivalent; by what). `asked` names the only questions that can tell; None is all.

    The handbook itself must be sound, so that every problem is the mutant's.
    """
    only = None if asked is None else frozenset(asked)
    questions = tuple(q for q in handbook.questions if only is None or q.id in only)
    smaller = replace(handbook, questions=questions)
    changed = apply(smaller, mutant)
    # Nothing but a change in a story can break its branches, and it breaks no other story.
    if isinstance(mutant.new, Scenario):
        changed = replace(changed, scenarios=(mutant.new,))
    if isinstance(mutant.old, Norm | Scenario) and mutant.new is not None:
        # At most its norms are different: its judge can use the graphs that are built already.
        judge, other = judge_of(handbook), judge_of(changed)
        other.people, other.acts, other.things = judge.people, judge.acts, judge.things
    found = _problems_of(mutant, changed)
    if not found and isinstance(mutant.old, Norm) and mutant.old.clause in handbook.guidance_by_id:
        # No key rests on what is no policy, and its table on the page of who is covered is held by the check.
        tables = [covered(book, mutant.old.clause) for book in (handbook, changed)]
        return (KILLED, BY_WORDS) if tables[0] != tables[1] else (SURVIVED, "")
    if not found:
        reason = _equivalent(mutant, handbook, changed)
        return (EQUIVALENT, reason) if reason else (SURVIVED, "")
    return KILLED, _by(mutant, smaller, changed, found)


def _by(mutant: Mutant, before: Handbook, after: Handbook, found: Iterable[Problem]) -> str:
    kinds = {problem.kind for problem in found}
    if by := next((by for kind, by in _BY.items() if kind in kinds), ""):
        return by
    if not isinstance(mutant.old, Norm):
        return BY_WORDS
    told = any(outline(before, question) != outline(after, question) for question in after.questions)
    return BY_OUTCOME if told or _reached(before, mutant.old) != _reached(after, mutant.old) else BY_WORDS


def _reached(handbook: Handbook, norm: Norm) -> list[str]:
    """Who is covered by each rule of a norm's clause, without the sentences that the table repeats."""
    if norm.clause not in handbook.clauses:
        return []
    return [line for line in covered(handbook, norm.clause).split("\n") if line.startswith(" ")]


def outline(handbook: Handbook, question: Question) -> list[str]:
    """A working without the sentences that it repeats: letters, outcomes, clauses and interpretations."""
    lines = working(handbook, question.id).split("\n")
    return [line.partition(": ")[0] + line[line.rfind(" (") :] * line.endswith(")") for line in lines]


def _equivalent(mutant: Mutant, handbook: Handbook, changed: Handbook) -> str:
    """The rule by which a mutant that survived could change no verdict; "" where there is none."""
    if isinstance(mutant.old, Word | Interpretation):
        return NOTHING_ASKED if all_asked(handbook) == all_asked(changed) else ""
    if not isinstance(mutant.new, Question):
        return ""
    question = changed.question_by_id[mutant.new.id]
    marks = marks_of(question)
    letters = tuple(sorted(marks, key=lambda letter: (marks[letter], letter)))
    return ANOTHER_ANSWER if letters in weighed(changed, question).right_answers else ""


@lru_cache(maxsize=2)
def all_asked(handbook: Handbook) -> tuple[object, ...]:
    """All that judging asks of every word, for every rule: where it is equal, so is every verdict."""
    side, words = Side(handbook), handbook.vocabulary
    judge = side.judge
    norms = (*handbook.norms.values(), *(norm for line in handbook.practice for norm in line.norms))
    facts = side.facts(norms)
    told = dict.fromkeys(name for norm in norms for name in norm.recipients)
    return (
        {name: (side.of_person(name, norms), side.of_object(name, norms, facts)) for name in words.people},
        {name: [judge.people.cover((name,), (office,)) for office in told] for name in words.people},
        {name: (side.of_act(name, norms), *breaches(judge, Act(name))) for name in words.acts},
        {name: side.of_object(name, norms, facts) for name in words.things},
        [side.as_read(norm) for norm in norms],
        (side.excused, judge.parts, judge.true_of),
    )


# ---- taking a mutant in


def apply(handbook: Handbook, mutant: Mutant) -> Handbook:
    """The handbook with the mutant in it; ids stay, so that only what the norms say can be noticed."""
    if isinstance(mutant.old, Norm):
        return _with_norm(handbook, mutant.old, mutant.new if isinstance(mutant.new, Norm) else None)
    if isinstance(mutant.old, Word) and isinstance(mutant.new, Word):
        tables = {name: dict(table) for name, table in handbook.vocabulary.tables.items()}
        for table in tables.values():
            if table.get(mutant.new.name) == mutant.old:
                table[mutant.new.name] = mutant.new
        return replace(handbook, vocabulary=handbook.vocabulary.having(tables))
    if isinstance(mutant.new, Interpretation):
        return replace(handbook, interpretations=_instead(handbook.interpretations, mutant.new))
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
        notes = tuple(replace(n, readings=tuple(_left(handbook, n, old))) for n in notes)
    return replace(handbook, sections=sections, guidance=guidance, interpretations=notes)


def _changed(holder: _Holder, old: Norm, new: Norm | None) -> _Holder:
    if holder.id != old.clause:
        return holder
    kept = (new if norm.id == old.id else norm for norm in holder.norms)
    return replace(holder, norms=tuple(filter(None, kept)))


def _left(handbook: Handbook, note: Interpretation, gone: Norm) -> Iterator[Reading]:
    clause = handbook.clauses.get(gone.clause)
    names = {gone.id} | ({gone.clause} if clause and len(clause.norms) == 1 else set())
    for reading in note.readings:
        norms = tuple(name for name in reading.norms if name not in names)
        if reading.source not in names and (norms or not reading.norms):
            yield replace(reading, norms=norms)
