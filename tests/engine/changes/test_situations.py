"""Every situation is of a sort whose one situation is judged for all: held against judging each of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

import pytest
from places import ROOT, SMALL

from policybook.changes.sayings import Sayings
from policybook.changes.situations import Facts, Pair, Sort, lent, together
from policybook.judging.judge import Judge
from policybook.load import load
from policybook.mutants.made import apply
from policybook.mutants.norms import of_norm
from policybook.policy.english import labels
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Vocabulary, Word

BOOK = load(SMALL)
REAL = load(ROOT)


def mutants(book: Handbook, every: int) -> list[Handbook]:
    """The handbook with one norm made wrong, in many ways."""
    made = [mutant for norm in book.norms.values() for mutant in of_norm(book, norm)]
    return [apply(book, mutant) for mutant in made[::every]]


def without_notes(book: Handbook) -> Handbook:
    return replace(book, interpretations=())


def with_words(book: Handbook) -> Handbook:
    """The handbook with a new kind of person, of act and of thing, each below an old one."""
    words = book.vocabulary
    tables = {}
    for name in ("people", "acts", "things"):
        table = dict(getattr(words, name))
        above = next(iter(table))
        tables[name] = {**table, f"new-{name}": Word(f"new-{name}", f"new {name}", (above,))}
    return replace(book, vocabulary=Vocabulary(**tables, outcomes=words.outcomes))


def asked(pair: Pair) -> Iterator[tuple[str, str, str, str]]:
    """Every who, act, object and recipient."""
    words = pair.vocabulary
    for act in words.acts:
        takes = {side.judge.handbook.vocabulary.takes(act) for side in pair.sides}
        objects = [n for kind in ("people", "things") if kind in takes for n in getattr(words, kind)] or [""]
        for who in words.people:
            yield from (
                (who, act, thing, told) for thing in objects for told in ("", *list(words.people)[:2])
            )


def hold(pair: Pair, most: int, chance: random.Random | None = None, many: int = 0) -> int:
    """Judge situations one by one, and compare each with the one that stands for it; how many flipped."""
    judges = [Judge(lent(pair.before, pair.after)), Judge(lent(pair.after, pair.before))]
    sayings = Sayings(labels(pair.vocabulary))
    sorts = {
        (who, act, thing, told): sort
        for sort in pair.sorts(every=True)
        for who in sort.who
        for act in sort.acts
        for thing in sort.objects
        for told in sort.recipients
    }
    single = {(who, act, thing) for who, act, thing, told in sorts if told}
    sets = [given for size in range(most + 1) for given in combinations(pair.vocabulary.things, size)]
    situations = [(key, given) for key in asked(pair) for given in (sets if not many else [()])]
    if chance:
        keys = [key for key, _ in situations]
        busy = [key for key in keys if key in sorts]
        situations = [(chance.choice(chance.choice((keys, busy))), chance.choice(sets)) for _ in range(many)]
    flipped = 0
    for (who, act, thing, told), given in situations:
        done = Act(act, (thing,) if thing else (), (told,) if told else ())
        said = [sayings.of(judge.judge((who,), done, given)).keys() for judge in judges]
        sort = sorts.get((who, act, thing, told if (who, act, thing) in single else ""))
        flipped += said[0] != said[1]
        if sort is None:
            assert all(found == {"silent"} for found in ({s.words for s in one} for one in said)), (
                who,
                act,
                thing,
            )
            continue
        assert said[0] == said[1] or sort.differs, (who, act, thing, told, given)
        facts = standing_for(pair, sort, given, most)
        assert [sayings.of(v).keys() for v in pair.judged(sort, facts)] == said, (
            who,
            act,
            thing,
            told,
            given,
        )
    return flipped


def standing_for(pair: Pair, sort: Sort, given: tuple[str, ...], most: int) -> Facts:
    ways = sort.base
    for fact in given:
        alike = (side.ways(fact, wanted) for side, wanted in zip(pair.sides, sort.wanted, strict=True))
        ways = together(ways, tuple(chain.from_iterable(alike)))
    return next(facts for facts in pair.fact_sets(sort, most) if facts.ways == ways)


SMALL_PAIRS = {
    "no notes": (BOOK, without_notes(BOOK)),
    "notes": (without_notes(BOOK), BOOK),
    "nothing": (BOOK, replace(BOOK, sections=(), interpretations=())),
    "new words": (BOOK, with_words(BOOK)),
    "retired words": (with_words(BOOK), BOOK),
}


@pytest.mark.parametrize("name", SMALL_PAIRS)
def test_one_situation_stands_for_its_sort_in_the_small_book(name):
    flipped = hold(Pair(*SMALL_PAIRS[name]), 1)
    assert bool(flipped) == ("words" not in name)


@pytest.mark.parametrize("name", ["no notes", "nothing"])
def test_one_set_of_facts_stands_for_its_sort_in_the_small_book(name):
    assert hold(Pair(*SMALL_PAIRS[name]), 3, random.Random(7), 2500)


def test_no_situation_of_a_changed_norm_is_passed_over():
    chance = random.Random(6)
    changed = chance.sample(mutants(BOOK, 1), 25)
    assert sum(hold(Pair(BOOK, other), 2, chance, 300) for other in changed)


def test_sampled_situations_of_the_real_book_are_of_their_sorts():
    chance = random.Random(5)
    changed = [*chance.sample(mutants(REAL, 5), 4), without_notes(REAL)]
    assert sum(hold(Pair(REAL, other), 2, chance, 800) for other in changed)


def test_nothing_is_judged_where_nothing_differs():
    assert list(Pair(REAL, REAL).sorts()) == []
    assert list(Pair(BOOK, replace(BOOK)).sorts()) == []
