"""What each interpretation changes: the clauses whose norms its readings touch. Worked out without judging.

Each pair of words that a word falls under by way of an interpretation is found in the graphs, and each norm that
asks about the second of the two. The tests hold this against judging every situation with and without the note.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from policybook.judging.graph import Graph
from policybook.judging.judge import Judge
from policybook.policy.model import COVERING, SITUATION_TABLES, Interpretation, Norm, Reading, Word


def told_by(judge: Judge, norm: Norm) -> tuple[str, ...]:
    """Whom a norm has told, by its words or as a reading fills it in, and to whom a reading leaves it."""
    readings = judge.readings_on(norm)
    sources = (n.recipients for reading in readings for n in judge.named(reading.source))
    alone = (reading.who for reading in readings if reading.form == "leaves to")
    return tuple(chain(norm.recipients, *sources, *alone))


def changed_by_notes(judge: Judge) -> Mapping[str, tuple[str, ...]]:
    """The ids of the clauses that each interpretation changes, in the order of the book; none for one that reads nothing."""
    return _Reach(judge).clauses()


class _Reach:
    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.norms = judge.handbook.policy_norms
        tables = judge.handbook.vocabulary.tables
        self.graphs: list[tuple[Graph, Mapping[str, Word]]]
        self.graphs = [(getattr(judge, name), tables[name]) for name in SITUATION_TABLES]
        # The clauses whose norms ask about a word: of who acts, of the act, of what it is done to or of the facts.
        self.asking: dict[str, set[str]] = defaultdict(set)
        for norm in self.norms:
            for word in self._words(norm):
                self.asking[word].add(norm.clause)

    def clauses(self) -> Mapping[str, tuple[str, ...]]:
        order = list(self.judge.handbook.clauses)
        pairs = self._pairs()
        found = {}
        for note in self.judge.handbook.interpretations:
            touched = {c for word in pairs[note.id] for c in self.asking.get(word, ())}
            touched.update(c for reading in note.readings for c in self._named(reading))
            found[note.id] = tuple(sorted(touched, key=order.index))
        return found

    def _pairs(self) -> Mapping[str, set[str]]:
        """The words under which another falls by way of each note, or no longer falls."""
        found: dict[str, set[str]] = defaultdict(set)
        for graph, words in self.graphs:
            for name in words:
                for above, way in graph.above(name).items():
                    for name_of_note in way.interpretations:
                        found[name_of_note].add(above)
        for note in self.judge.handbook.interpretations:
            found[note.id].update(self._lost(note))
        return found

    def _lost(self, note: Interpretation) -> Iterator[str]:
        """What a word no longer falls under because a note says that it does not: above what is shut out."""
        shut = [reading for reading in note.readings if reading.form == "reads not"]
        others = [r for r in self.judge.handbook.readings if r.form in COVERING and r not in shut]
        for graph, words in self.graphs if shut else ():
            without = Graph(words, others)
            for name in {name for reading in shut for name in reading.particulars if name in words}:
                for below in words:
                    if name in graph.above(below) and graph.above(below) != without.above(below):
                        was, now = without.above(below), graph.above(below)
                        yield from (word for word in {*was, *now} if was.get(word) != now.get(word))

    def _words(self, norm: Norm) -> Iterator[str]:
        yield from (*norm.who, *norm.when, *norm.unless)
        for phrase in norm.mentions:
            yield from (*phrase.acts, *phrase.objects)
        for kind in {kind for act in norm.phrase.acts for kind in self.judge.acts.above(act)}:
            yield from self.judge.acts.contraries(kind)
        told = told_by(self.judge, norm)
        yield from told
        excusing = (reading for reading in self.judge.excusing if reading.recipient in told)
        for reading in (*self.judge.readings_on(norm), *excusing):
            yield from (*reading.facts, *reading.who)

    def _named(self, reading: Reading) -> Iterator[str]:
        """The clauses that a reading names by a norm, or by whom they have told."""
        names = (*reading.norms, reading.under) if reading.form == "lifts" else reading.norms
        named = (norm for name in names for norm in self.judge.named(name))
        yield from (norm.clause for norm in named if norm.layer == "policy")
        if reading.form == "excuses":
            yield from (norm.clause for norm in self.norms if reading.recipient in told_by(self.judge, norm))
