"""Handbooks that differ, and what holds of every comparison of two: each situation judged by itself beside its sort."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

from policybook.changes.compare import compare
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import Flip
from policybook.changes.sayings import Sayings
from policybook.changes.situations import Facts, Pair, Sort, lent, together
from policybook.judging.judge import Judge
from policybook.mutants import apply
from policybook.mutants.norms import of_norm
from policybook.policy.english import labels
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Vocabulary, Word

# ---- handbooks that differ


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


def with_clause(book: Handbook, name: str, **changes: object) -> Handbook:
    """The book with a clause that is otherwise."""
    sections = [
        replace(s, clauses=tuple(replace(c, **changes) if c.id == name else c for c in s.clauses))
        for s in book.sections
    ]
    return replace(book, sections=tuple(sections))


def renumbered(book: Handbook) -> Handbook:
    """The book with another number on every clause, and nothing else."""
    for name, one in book.clauses.items():
        book = with_clause(book, name, number=f"9{one.number}")
    return book


# ---- what holds of two of them


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
        assert said[0] == said[1] or pair.may_differ(sort, facts), (who, act, thing, told, given)
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


def covers(flip: Flip, key: tuple[str, str, str, str], given: tuple[str, ...], pair: Pair) -> bool:
    who, act, thing, told_to = key
    if not (who in flip.who and act in flip.acts and thing in flip.objects):
        return False
    if told_to not in flip.recipients and "" not in flip.recipients:
        return False
    facts = (*given, thing) if thing in pair.vocabulary.things else given
    above = {name for side in pair.sides for fact in facts for name in side.judge.things.above(fact)}
    return any(all(set(alike) & above for alike in one) for one in flip.given)


def bare(words: str) -> str:
    return words.removesuffix(", in part or by an interpretation")


def every_flip_is_true(old: Handbook, new: Handbook) -> int:
    """Judge a situation of each sort that a flip names, and find what the flip says of it; how many flips."""
    pair = Pair(old, new)
    sayings = Sayings(labels(pair.vocabulary))
    judges = [Judge(lent(old, new)), Judge(lent(new, old))]
    found = flips(old, new)
    for flip in found:
        chance = random.Random(1)
        for given in flip.given:
            named = (flip.who, flip.acts, flip.objects, flip.recipients)
            who, act, thing, told_to = (chance.choice(kinds) for kinds in named)
            done = Act(act, (thing,) if thing else (), (told_to,) if told_to else ())
            facts = tuple(alike[0] for alike in given)
            was, would = ({s.words for s in sayings.of(j.judge((who,), done, facts))} for j in judges)
            assert {bare(s.words) for s in flip.was} <= was, flip
            assert {bare(s.words) for s in flip.would} <= would, flip
    return len(found)


def every_change_of_a_norm_is_told(book: Handbook, every: int) -> int:
    """Compare the book with each of these mutants of its norms: each is substantive, and said in words; how many."""
    tried = 0
    for norm in book.norms.values():
        for mutant in list(of_norm(book, norm))[::every]:
            changes = compare(book, apply(book, mutant)).all
            mine = [change for change in changes if change.id == norm.clause]
            assert mine, mutant
            assert "substantive" in mine[0].classes, mutant
            assert any(d.words for n in mine[0].norms for d in n.differences), mutant
            tried += 1
    return tried
