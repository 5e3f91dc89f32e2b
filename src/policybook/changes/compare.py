"""Compares two handbooks clause by clause, and says in words what each change is.

A clause is known by its id, so that neither a new number nor a new place makes it another. Nothing here
judges: what a change does to people's situations is the work of `policybook.changes.flips`.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from policybook.changes.differences import Difference, NormChange, Sayer, one_or_none, other, rule_of
from policybook.changes.redline import Piece, pieces
from policybook.changes.wording import flat, force_changes, wording
from policybook.policy.citations import bare_words
from policybook.policy.english import listed, quoted, state_in_words
from policybook.policy.handbook import Handbook
from policybook.policy.model import TABLES, Clause, Guidance, Interpretation, Norm, Word
from policybook.policy.readings import reading_sentence

CLASSES = ("added", "retired", "moved", "renumbered", "editorial", "substantive")
"""What a change may be; several may hold at once."""
_Kept = TypeVar("_Kept", Clause, Interpretation, Guidance, Word)


@dataclass(frozen=True)
class Change:
    """What became of one clause, interpretation, piece of guidance or word of the vocabulary.

    `sort` is clause, interpretation, guidance or word; `classes` are some of CLASSES, in their order;
    `old` or `new` is None for what was added or retired.
    """

    sort: str
    id: str
    old: Clause | Interpretation | Guidance | Word | None
    new: Clause | Interpretation | Guidance | Word | None
    classes: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    norms: tuple[NormChange, ...] = ()

    @property
    def is_only_renumbered(self) -> bool:
        """Whether a new number is all that happened."""
        return self.classes == ("renumbered",)

    @property
    def said(self) -> tuple[Difference, ...]:
        """Every difference, those of its rules included."""
        return (*self.differences, *(found for norm in self.norms for found in norm.differences))


def clause_number(thing: object) -> str:
    """The number of a clause, and "" of anything else."""
    return thing.number if isinstance(thing, Clause) else ""


@dataclass(frozen=True)
class Comparison:
    """Every change from one handbook to another, in the order of the newer book."""

    old: Handbook
    new: Handbook
    clauses: tuple[Change, ...] = ()
    interpretations: tuple[Change, ...] = ()
    guidance: tuple[Change, ...] = ()
    words: tuple[Change, ...] = ()

    @property
    def all(self) -> tuple[Change, ...]:
        """Every change: of clauses, interpretations, guidance, then words."""
        return (*self.clauses, *self.interpretations, *self.guidance, *self.words)

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same, in the same words and order."""
        return not self.all

    def redline(self, change: Change) -> tuple[Piece, ...]:
        """The words before and after, word by word; a paragraph's end is the word “¶”.

        What is cited is written by its title. Nothing for a word of the vocabulary, which has no text.
        """
        texts = (flat(self.old, change.old), flat(self.new, change.new))
        return pieces(*texts) if any(texts) else ()


def compare(old: Handbook, new: Handbook) -> Comparison:
    """Every change from `old` to `new`; what is done today is no part of either, and is not compared."""
    notes, guidance = ((_as_read(old, n), _as_read(new, n)) for n in ("interpretations", "guidance"))
    tables = ((old.vocabulary.tables[name], new.vocabulary.tables[name]) for name in TABLES)
    found = (
        _clauses(old, new),
        _changes("interpretation", *notes, partial(_of_note, new)),
        _changes("guidance", *guidance, partial(_of_guidance, Sayer(old, new))),
        (change for was, now in tables for change in _changes("word", was, now, _of_word)),
    )
    return Comparison(old, new, *map(tuple, found))


def _as_read(book: Handbook, kept: str) -> dict[str, Any]:
    """The interpretations or the guidance by their ids, with the verbs that they quote as they then were."""
    items = (item for item in getattr(book, kept) if item not in book.practice)
    return {item.id: replace(item, text=quoted(book, item.text)) for item in items}


# ---- what became of each thing


_Judged = tuple[bool, tuple[Difference, ...], tuple[NormChange, ...]]
"""(whether it is substantive, its differences, those of its rules)"""


def _changes(
    sort: str, old: Mapping[str, _Kept], new: Mapping[str, _Kept], judged: Callable[[_Kept, _Kept], _Judged]
) -> Iterator[Change]:
    """The changes of things that have neither number nor place."""
    for name in _in_order(old, new):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            yield Change(sort, name, was, now, ("added" if was is None else "retired",))
            continue
        substantive, differences, norms = judged(was, now)
        if differences or norms:
            kind = "substantive" if substantive else "editorial"
            yield Change(sort, name, was, now, (kind,), differences, norms)


def _in_order(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Every name in the newer order, each retired one after what it used to stand after."""
    order = list(new)
    present, before = set(order), ""
    for name in old:
        if name not in present:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name
    return order


def _clauses(old: Handbook, new: Handbook) -> Iterator[Change]:
    moved, rehoused, say = _moved(old, new), _rehoused(old, new), Sayer(old, new)
    for name in _in_order(old.clauses, new.clauses):
        was, now = old.clauses.get(name), new.clauses.get(name)
        norms = tuple(_norm_changes(say, was, now, rehoused))
        if was is None or now is None:
            yield Change("clause", name, was, now, ("added" if was is None else "retired",), (), norms)
            continue
        differences, forceful = wording(old, new, was, now, bool(norms))
        touched = {
            "moved": name in moved,
            "renumbered": was.number != now.number,
            "editorial": bool(differences) and not forceful and not norms,
            "substantive": forceful or bool(norms),
        }
        classes = tuple(kind for kind in CLASSES if touched.get(kind))
        if name in moved:
            differences = (Difference("place", _place(old, new, was, now)), *differences)
        if classes:
            yield Change("clause", name, was, now, classes, differences, norms)


def _place(old: Handbook, new: Handbook, was: Clause, now: Clause) -> str:
    titles = [{section.page: section.title for section in book.sections} for book in (old, new)]
    if was.page == now.page:
        return f"it stands at {now.number}, was at {was.number}"
    return f"it stands in “{titles[1].get(now.page, now.page)}”, was in “{titles[0].get(was.page, was.page)}”"


def _moved(old: Handbook, new: Handbook) -> set[str]:
    """The clauses that stand in another section, or elsewhere among those that stayed in theirs."""
    both = {name: clause.page for name, clause in new.clauses.items() if name in old.clauses}
    found = {name for name, page in both.items() if old.clauses[name].page != page}
    place = {name: at for at, name in enumerate(old.clauses)}
    for page in set(both.values()):
        stayed = [name for name, its in both.items() if its == page and name not in found]
        kept = _longest_rising([place[name] for name in stayed])
        found |= {name for name in stayed if place[name] not in kept}
    return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The numbers of a longest rising run, with gaps, of different numbers: those that kept their order."""
    ends: list[int] = []
    best: list[tuple[int, ...]] = []
    for number in numbers:
        at = bisect_left(ends, number)
        run = (*(best[at - 1] if at else ()), number)
        ends[at:], best[at:] = [number, *ends[at + 1 :]], [run, *best[at + 1 :]]
    return set(best[-1]) if best else set()


# ---- rules


def _norm_changes(
    say: Sayer, was: Clause | None, now: Clause | None, rehoused: Mapping[tuple[str, str], str]
) -> Iterator[NormChange]:
    """Every rule that is not as it was; a rule that now stands elsewhere says where."""
    for change in say.changes(was.norms if was else (), now.norms if now else ()):
        fate, way = ("left", "it now stands in") if change.old else ("come", "it stood in")
        alone = None if change.old and change.new else change.old or change.new
        home = rehoused.get((fate, alone.id)) if alone else None
        stays = (Difference("rule", f"the rule itself stays: {way} {home}"),)
        yield replace(change, differences=stays) if home else change


def _rehoused(old: Handbook, new: Handbook) -> dict[tuple[str, str], str]:
    """For each rule that left a clause and stands in another, word for word, the other clause in words."""

    def loose(book: Handbook, other: Handbook) -> dict[object, Norm]:
        found: dict[object, Norm] = {}
        for clause in book.clauses.values():
            there = other.clauses.get(clause.id)
            kept = {rule_of(norm) for norm in there.norms} if there else set()
            found.update({rule_of(norm): norm for norm in clause.norms if rule_of(norm) not in kept})
        return found

    left, come = loose(old, new), loose(new, old)
    homes: dict[tuple[str, str], str] = {}
    for rule in left.keys() & come.keys():
        homes["left", left[rule].id] = new.clauses[come[rule].clause].heading
        homes["come", come[rule].id] = old.clauses[left[rule].clause].heading
    return homes


# ---- interpretations, guidance and words


def _of_note(handbook: Handbook, was: Interpretation, now: Interpretation) -> _Judged:
    found: list[Difference] = []
    before, after = (sorted(map(reading_sentence, note.readings)) for note in (was, now))
    found += [Difference("reading", f"it no longer {text}") for text in before if text not in after]
    found += [Difference("reading", f"it {text}") for text in after if text not in before]
    if was.state != now.state:
        earlier, later = (state_in_words(handbook, note.state) for note in (was, now))
        found.append(Difference("state", f"it is {later}, was {earlier}"))
    if was.safety_critical != now.safety_critical:
        still = "" if now.safety_critical else "no longer "
        found.append(Difference("state", f"it is {still}safety-critical"))
    if set(was.concerns) != set(now.concerns):
        found.append(Difference("clauses", "it touches other clauses"))
    substantive = bool(found)
    found += other("title", "it is called", was.title, now.title)
    if bare_words(was.text) != bare_words(now.text):
        turned = force_changes(bare_words(was.text), bare_words(now.text))
        substantive |= bool(turned)
        found.append(Difference("words", f"its words change{f' in {listed(turned)}' if turned else ''}"))
    return substantive, tuple(found), ()


def _of_guidance(say: Sayer, was: Guidance, now: Guidance) -> _Judged:
    """The differences of guidance, whose rules are said as a clause's are."""
    found = [*other("rule", "it is of the layer", was.layer, now.layer)]
    found += other("title", "it is called", was.title, now.title)
    if bare_words(was.text) != bare_words(now.text):
        found.append(Difference("words", "its words change"))
    norms = tuple(say.changes(was.norms, now.norms))
    return bool(norms) or was.layer != now.layer, tuple(found), norms


def _of_word(was: Word, now: Word) -> _Judged:
    found: list[Difference] = []
    for said, before, after in (
        ("a kind of", was.parents, now.parents),
        ("contrary to", was.contrary, now.contrary),
        ("done to", one_or_none(was.takes), one_or_none(now.takes)),
        ("what makes who acts", one_or_none(was.gives), one_or_none(now.gives)),
        ("true only of", was.of, now.of),
        ("marked as", ("a breach",) * was.breach, ("a breach",) * now.breach),
    ):
        gone, come = ([n for n in one if n not in other] for one, other in ((before, after), (after, before)))
        found += [Difference("edge", f"it is no longer {said} {name}") for name in gone]
        found += [Difference("edge", f"it is {said} {name}") for name in come]
    substantive = bool(found)
    found += other("label", "it is called", was.label, now.label)
    return substantive, tuple(found), ()
