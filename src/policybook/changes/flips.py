"""What a change does in practice: the situations whose verdict it flips, each sort of them once, ranked.

Two handbooks are judged on every sort of situation that could differ, and what each says is taken apart, saying
by saying. A saying that is lost or gained is told with the fewest facts that bring it about: that it is so with
more facts too is not told again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from policybook.changes.combinations import telling_sets
from policybook.changes.flips_in_words import Flip, Teller, rank_of
from policybook.changes.sayings import Saying, Sayings
from policybook.changes.situations import Facts, Pair, Sort
from policybook.policy.english import labels
from policybook.policy.handbook import Handbook
from policybook.policy.model import grouped


def flips(
    old: Handbook, new: Handbook, facts: int | None = 2, progress: Callable[[int, int], object] | None = None
) -> tuple[Flip, ...]:
    """Every flip from `old` to `new` with up to `facts` facts at once (None: all combinations), ranked.

    `progress` is called with (done, of) as it goes.
    """
    pair = Pair(old, new)
    sayings = Sayings(labels(pair.vocabulary))
    found: list[Flip] = []
    sorts = list(pair.sorts())
    for at, sort in enumerate(sorts):
        if progress:
            progress(at, len(sorts))
        found += of_sort(pair, sort, sayings, facts)
    if progress and sorts:
        progress(len(sorts), len(sorts))
    teller = Teller(pair)
    told = (flip for flip in merged(found) if teller.is_of_somebody(flip))
    return tuple(sorted(map(teller.finish, told), key=rank_of))


Delta = tuple[frozenset[Saying], frozenset[Saying]]
"""What is no longer said, and what is newly said."""


def of_sort(pair: Pair, sort: Sort, sayings: Sayings, most: int | None) -> Iterator[Flip]:
    """The flips of one sort of situation, each with the fewest facts that bring it about."""
    told: list[tuple[Facts, Delta]] = []
    for facts in telling_sets(pair, sort, sayings) if most is None else pair.fact_sets(sort, most):
        if not pair.may_differ(sort, facts):
            continue
        was, would = map(sayings.of, pair.judged(sort, facts))
        change = frozenset(was.keys() - would.keys()), frozenset(would.keys() - was.keys())
        if change == _NONE or _is_told(facts, change, told):
            continue
        told.append((facts, change))
        both = zip(change, (was, would), strict=True)
        clauses = [tuple(sorted({name for one in side for name in said[one]})) for side, said in both]
        given = tuple(_roots(pair, pair.alike(sort, fact)) for fact in facts.given)
        lost, gained = (tuple(sorted(side, key=lambda s: (_KINDS.index(s.kind), s.words))) for side in change)
        of = (sort.who, sort.acts, sort.objects, sort.recipients)
        yield Flip(*of, (given,), lost, gained, (clauses[0], clauses[1]))


_NONE: Delta = (frozenset(), frozenset())
_KINDS = ("verdict", "tell", "care", "follows", "outside")


def _is_told(facts: Facts, change: Delta, told: Iterable[tuple[Facts, Delta]]) -> bool:
    """Whether fewer facts have brought about each part of the change, and nothing else of it is left to tell."""
    lost: set[Saying] = set()
    gained: set[Saying] = set()
    for fewer, (was, would) in told:
        if was <= change[0] and would <= change[1] and facts.implies(fewer):
            lost |= was
            gained |= would
    return lost == change[0] and gained == change[1]


def _roots(pair: Pair, facts: tuple[str, ...]) -> tuple[str, ...]:
    """The most general of facts that are alike."""
    words = pair.vocabulary.things
    return tuple(fact for fact in facts if not set(words[fact].parents) & set(facts)) or facts[:1]


# ---- putting together what is alike


def merged(found: Iterable[Flip]) -> list[Flip]:
    """The flips with those that differ only in who, to whom, in which act or given which fact made one."""
    rows = [_without_firmness(flip) for flip in found]
    for name in ("who", "objects", "recipients", "given", "acts", "who"):
        rows = _merged_by(rows, name)
    return rows


def _without_firmness(flip: Flip) -> Flip:
    """The flip with how firmly it holds beside what is said, unless that is all that changes."""
    was, would = (tuple(replace(s, firm=True) for s in side) for side in (flip.was, flip.would))
    if set(was) & set(would):
        part = ", in part or by an interpretation"
        both = (flip.was, flip.would)
        said = ([s if s.firm else replace(s, words=s.words + part) for s in side] for side in both)
        was, would = map(tuple, said)
        return replace(flip, was=was, would=would)
    firm = all(saying.firm for saying in (*flip.was, *flip.would))
    return replace(flip, was=was, would=would, firm=(firm,))


def _merged_by(rows: Iterable[Flip], name: str) -> list[Flip]:
    nothing: dict[str, Any] = {name: (), "firm": ()}
    found = []
    for alone, alike in grouped((replace(flip, **nothing), flip) for flip in rows).items():
        values = {field: {value for flip in alike for value in getattr(flip, field)} for field in nothing}
        every: dict[str, Any] = {field: tuple(sorted(kinds)) for field, kinds in values.items()}
        found.append(replace(alone, **every))
    return found
