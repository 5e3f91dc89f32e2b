"""What each interpretation of the real book changes, found by judging every sort of situation with it and without.

This holds what is worked out without judging: that a note names the clauses that its readings change, and no others.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from the_book import BOOK

from policybook.changes.situations import Pair
from policybook.judging.judge import Judge
from policybook.judging.reach import changed_by_notes
from policybook.policy.model import Act

WITH = Judge(BOOK)
CHANGED = changed_by_notes(WITH)
READING = [note.id for note in BOOK.interpretations if note.readings]


def made_of(judge: Judge, who: tuple[str, ...], act: Act, facts: tuple[str, ...]) -> dict[str, object]:
    """What each norm makes of an act, as the readings leave it, by its id."""
    given = judge._true(facts, who)
    seen = judge._facts(given, (act,))
    who = tuple(judge.cast(who, seen))
    found = {}
    for norm in judge.relevant(act):
        bearing = judge.bears(norm, who, act, (act,), given) if norm.layer == "policy" else None
        if bearing is not None:
            treated = judge.held(norm, seen, who)
            reach = judge._reach(treated, bearing, who)
            # Whom a concern is about shows in what it changes, if anything.
            found[norm.id] = (bearing.relation, reach, replace(treated, concerned=()))
    return found


@pytest.mark.parametrize("name", READING)
def test_a_note_names_the_clauses_that_judging_without_it_changes(name):
    note = BOOK.interpretation_by_id[name]
    without = replace(BOOK, interpretations=tuple(n for n in BOOK.interpretations if n.id != name))
    judges = (WITH, Judge(without))
    pair, found = Pair(BOOK, without), set()
    # A reading in a circumstance shows on a norm in a circumstance with two facts at once; the others with one.
    for facts in (1, 2):
        for sort in pair.sorts() if found != set(note.clauses) else ():
            for given in pair.fact_sets(sort, facts):
                was, now = (made_of(judge, sort.one, sort.act, given.given) for judge in judges)
                found |= {BOOK.norms[norm].clause for norm in {*was, *now} if was.get(norm) != now.get(norm)}
    assert found == set(note.clauses)
    assert found == set(CHANGED[name])


def test_a_note_that_reads_nothing_changes_nothing():
    others = [note for note in BOOK.interpretations if not note.readings]
    assert others
    assert [note.clauses for note in others] == [()] * len(others)
    assert all(note.related for note in others)


@pytest.mark.parametrize("who", ["governor", "chair-of-governors", "contractor", "pta-member"])
def test_whom_the_first_note_leaves_open_no_clause_passes_over_in_silence(who):
    """Where a teacher is told something by a clause that the note names, they are told that it is open."""
    note = BOOK.interpretation_by_id["I-1"]
    silent = []
    for norm in BOOK.policy_norms:
        act = Act(norm.phrase.acts[0], norm.phrase.objects[:1], norm.recipients[:1])
        told = [WITH.judge((kind,), act, norm.when) for kind in ("teacher", who)]
        bears = [any(bearing.norm.id == norm.id for bearing in verdict.bearings) for verdict in told]
        if norm.clause in note.clauses and bears == [True, False]:
            silent.append(norm.id)
    assert silent == []
