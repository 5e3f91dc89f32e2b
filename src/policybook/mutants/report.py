"""The sweep's results as a table for people and as JSON for machines."""

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
    sorts = list(dict.fromkeys(result.mutant.sort for result in results))
    wide = max(map(len, ("sort", *sorts)), default=4)
    heads = "".join(f"{head:>12}" for head in (*_COLUMNS, *(f"by {by}" for by in _BY)))
    yield f"{'sort':{wide}}{heads}"
    for sort in sorts:
        yield _row(f"{sort:{wide}}", [result for result in results if result.mutant.sort == sort])
    yield _row(f"{'all':{wide}}", results)
    for result in results:
        if result.verdict == EQUIVALENT:
            yield f"equivalent: {result.mutant}: {result.by}"
    for result in results:
        if result.verdict == SURVIVED:
            yield f"survived: {result.mutant}: nobody notices"
    yield f"{len(results)} mutants in {seconds:.0f} s"


def _row(name: str, results: Sequence[MutantResult]) -> str:
    verdicts = Counter(result.verdict for result in results)
    by = Counter(result.by for result in results if result.verdict == KILLED)
    return name + "".join(f"{n:12}" for n in (*(verdicts[c] for c in _COLUMNS), *(by[b] for b in _BY)))


def as_json(results: Sequence[MutantResult]) -> dict[str, Any]:
    """The counts by sort and by norm, and every mutant that was not killed, or by its words alone: the same each time."""
    of_norms = [result for result in results if isinstance(result.mutant.old, Norm)]
    return {
        "mutants": len(results),
        **_counts(results),
        "sorts": _grouped([(result.mutant.sort, result) for result in results]),
        "norms": _grouped([(r.mutant.subject, r) for r in of_norms]),
        "survivors": [_named(result) for result in results if result.verdict == SURVIVED],
        "equivalents": [_named(result) for result in results if result.verdict == EQUIVALENT],
        "noticed by words alone": [_named(result) for result in of_norms if result.by == BY_WORDS],
    }


def _grouped(pairs: Sequence[tuple[str, MutantResult]]) -> dict[str, dict[str, int]]:
    return {name: _counts(results) for name, results in grouped(pairs).items()}


def _counts(results: Sequence[MutantResult]) -> dict[str, int]:
    verdicts = Counter(result.verdict for result in results)
    return {verdict: verdicts[verdict] for verdict in _COLUMNS}


def _named(result: MutantResult) -> dict[str, str]:
    mutant = result.mutant
    return {"sort": mutant.sort, "subject": mutant.subject, "what": mutant.what, "by": result.by}
