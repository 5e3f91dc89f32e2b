"""What was tried and what became of it, as a table for people and as JSON for machines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from policybook.mutants import gate
from policybook.mutants.gate import BY_WORDS, EQUIVALENT, KILLED, SURVIVED
from policybook.mutants.sweep import MutantResult
from policybook.policy.model import Norm, grouped

_COLUMNS = (KILLED, SURVIVED, EQUIVALENT)
_BY = (gate.BY_KEY, gate.BY_PATH, gate.BY_NOTE, gate.BY_OUTCOME, BY_WORDS, gate.BY_TABLE)


def lines(results: Sequence[MutantResult], seconds: float) -> Iterator[str]:
    """The table by sort, then each equivalent with its rule, then each survivor by name."""
    yield from as_table(results, _BY, _COLUMNS)
    for result in results:
        if result.verdict == EQUIVALENT:
            yield f"equivalent: {result.mutant}: {result.by}"
    for result in results:
        if result.verdict == SURVIVED:
            yield f"survived: {result.mutant}: nobody notices"
    yield f"{len(results)} mutants in {seconds:.0f} s"


def as_table(
    results: Sequence[Any], noticed: Sequence[str], columns: Sequence[str] = (KILLED, SURVIVED)
) -> Iterator[str]:
    """How many of each sort became what, and by what they were noticed: mutants, or whatever else is tried like them."""
    sorts = list(dict.fromkeys(result.mutant.sort for result in results))
    wide = max(map(len, ("sort", *sorts)), default=4)
    yield f"{'sort':{wide}}" + "".join(f"{head:>12}" for head in (*columns, *(f"by {by}" for by in noticed)))
    for sort in (*sorts, ""):
        mine = [result for result in results if sort in ("", result.mutant.sort)]
        verdicts = Counter(result.verdict for result in mine)
        by = Counter(result.by for result in mine if result.verdict == KILLED)
        counts = (*(verdicts[name] for name in columns), *(by[name] for name in noticed))
        yield f"{sort or 'all':{wide}}" + "".join(f"{count:12}" for count in counts)


def as_json(results: Sequence[MutantResult]) -> dict[str, Any]:
    """The counts by sort and by norm, and every mutant that was not killed, or by its words alone: the same each time."""
    of_norms = [result for result in results if isinstance(result.mutant.old, Norm)]
    return {
        **counted(results, "mutants"),
        "norms": _grouped([(r.mutant.subject, r) for r in of_norms]),
        "survivors": [_named(result) for result in results if result.verdict == SURVIVED],
        "equivalents": [_named(result) for result in results if result.verdict == EQUIVALENT],
        "noticed by words alone": [_named(result) for result in of_norms if result.by == BY_WORDS],
    }


def counted(results: Sequence[Any], called: str) -> dict[str, Any]:
    """How many there were, and the counts of all and of each sort."""
    sorts = _grouped([(result.mutant.sort, result) for result in results])
    return {called: len(results), **_counts(results), "sorts": sorts}


def _grouped(pairs: Sequence[tuple[str, Any]]) -> dict[str, dict[str, int]]:
    return {name: _counts(results) for name, results in grouped(pairs).items()}


def _counts(results: Sequence[Any]) -> dict[str, int]:
    verdicts = Counter(result.verdict for result in results)
    return {verdict: verdicts[verdict] for verdict in _COLUMNS}


def _named(result: MutantResult) -> dict[str, str]:
    mutant = result.mutant
    return {"sort": mutant.sort, "subject": mutant.subject, "what": mutant.what, "by": result.by}
