"""What the handbook would be if it adopted some proposals, and which of them clash.

`as_if_adopted` makes another handbook, and leaves its own as it was.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from policybook.judging.judge import judge_of
from policybook.judging.reach import changed_by_notes
from policybook.policy.citations import clauses_named
from policybook.policy.handbook import Handbook, SourceItem
from policybook.policy.model import Clause, Interpretation, Section, closure
from policybook.policy.numbering import numbers
from policybook.policy.problems import HandbookError, Kind, Place, Problem
from policybook.policy.proposal import Bundle, Proposal, with_needs, with_words
from policybook.policy.readings import reading_sentence

SETTLED = "settled"
"""The state of an interpretation whose question the policy's own words would answer."""


def members(handbook: Handbook, bundle: Bundle, known: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals that a page shows together, with those that they need."""
    return with_needs(known, bundle.ids or peaceful(handbook, known))


def peaceful(handbook: Handbook, known: Sequence[Proposal]) -> tuple[str, ...]:
    """The ids of the proposals that could be adopted, and that clash with no other one."""
    live = [p.id for p in known if p.is_live and p.is_concrete]
    fighting = {name for c in clashes(handbook, known) if c.binding for name in (c.first, c.second)}
    needs = {p.id: p.needs for p in known}
    return tuple(name for name in live if name not in fighting and not fighting & set(needs[name]))


# ---- as if adopted


def as_if_adopted(handbook: Handbook, proposals: Sequence[Proposal]) -> Handbook:
    """The handbook that these proposals together would make; pure, and the same in whatever order they come.

    Raises HandbookError where two of them clash, or one needs another that is not among them.
    """
    ids = {proposal.id for proposal in proposals}
    wrong = []
    for one, name in ((p, name) for p in proposals for name in p.needs if name not in ids):
        what = f"{one.id} needs {name}, which is not put with it."
        wrong.append(Problem(Kind.PROPOSAL, one.place, what, f"Put {name} too."))
    wrong += [clash.problem for clash in clashes(handbook, proposals) if clash.binding]
    if wrong:
        raise HandbookError(wrong)
    live = [p for p in with_needs(proposals, sorted(ids)) if p.is_live]
    for proposal in live:
        handbook = _adopted(handbook, proposal)
    return _with_notes(handbook) if live else handbook


def _with_notes(handbook: Handbook) -> Handbook:
    """The handbook with each interpretation naming the clauses that its readings change now."""
    changed = changed_by_notes(judge_of(handbook))
    notes = []
    for note in handbook.interpretations:
        related = tuple(name for name in note.concerns if name not in changed[note.id])
        notes.append(replace(note, clauses=changed[note.id], related=related))
    return replace(handbook, interpretations=tuple(notes))


def _adopted(handbook: Handbook, proposal: Proposal) -> Handbook:
    return replace(
        handbook,
        vocabulary=with_words(handbook.vocabulary, proposal.words),
        sections=tuple(_section(section, proposal) for section in handbook.sections),
        interpretations=tuple(_note(note, proposal) for note in handbook.interpretations),
        source=replace(handbook.source, items=tuple(_item(item, proposal) for item in handbook.source.items)),
    )


def _section(section: Section, proposal: Proposal) -> Section:
    """The section with clauses amended, added and retired, and numbered anew."""
    amended = {change.clause.id: change for change in proposal.amended}
    gone = {retired.clause: retired for retired in proposal.retired}
    moved = {name: retired.clause for retired in proposal.retired for name in retired.into}
    sources = {clause.id: clause.source for clause in section.clauses}
    clauses: list[Clause] = []
    for clause in section.clauses:
        if clause.id not in gone:
            kept = clause
            if change := amended.get(clause.id):
                stays = {n: getattr(clause, n) for n in ("number", "source", "lettered", "page", "place")}
                kept = replace(change.clause, **stays)
                kept = kept if change.retitled else replace(kept, title=clause.title)
            more = sources.get(moved.get(clause.id, ""), ())
            clauses.append(replace(kept, source=(*kept.source, *more)) if more else kept)
        clauses += [replace(new, page=section.page) for new in _after(clause.id, proposal)]
    first = section.clauses[0].number if section.clauses else ""
    prefix = section.number or first.rpartition(" ")[0] or section.title
    shown = numbers(prefix, (c.lettered for c in clauses), numbered=bool(section.number))
    numbered = (replace(clause, number=here) for clause, here in zip(clauses, shown, strict=True))
    return replace(section, clauses=tuple(numbered))


def _after(name: str, proposal: Proposal) -> Iterator[Clause]:
    """The clauses that would stand after this one, in the order of the proposal's page."""
    for new in proposal.added:
        if new.after == name:
            yield new.clause
            yield from _after(new.clause.id, proposal)


def _note(note: Interpretation, proposal: Proposal) -> Interpretation:
    gone = {retired.clause for retired in proposal.retired}
    for settled in proposal.settled:
        if settled.note == note.id:
            note = replace(note, readings=settled.left, state=note.state if settled.left else SETTLED)
    return replace(note, clauses=(), related=tuple(name for name in note.concerns if name not in gone))


def _item(item: SourceItem, proposal: Proposal) -> SourceItem:
    """What carries an item of the adopted document once a clause has gone."""
    for gone in proposal.retired:
        if gone.clause in item.carried_by:
            carried = dict.fromkeys((*item.carried_by, *gone.into))
            carried.pop(gone.clause)
            why = "" if carried else f"{proposal.id} would retire it: {gone.why}"
            item = replace(item, carried_by=tuple(carried), not_carried=why)
    return item


# ---- clashes


@dataclass(frozen=True, slots=True)
class Clash:
    """Why two proposals do not go together as they stand, or (not `binding`) should be read together."""

    first: str
    second: str
    what: str
    binding: bool
    places: tuple[Place, Place]

    @property
    def problem(self) -> Problem:
        """The clash as a problem, at the place of the later proposal."""
        there, here = self.places
        hint = f"Put one of the two, or let one say “:needs:” of the other. The other place is {there}."
        return Problem(Kind.PROPOSAL, here, self.what, hint)


def clashes(handbook: Handbook, proposals: Iterable[Proposal]) -> tuple[Clash, ...]:
    """Every two live proposals that cannot both be adopted as written, and every two to be read together.

    A proposal that needs another is written on top of it, so those two do not clash.
    """
    live = sorted((p for p in proposals if p.is_live and p.is_concrete), key=lambda p: p.number)
    by_id = {proposal.id: proposal for proposal in live}
    left_out = {proposal.id: _left_out(handbook, proposal) for proposal in live}
    found: dict[tuple[str, str, str], Clash] = {}
    for one, other in combinations(live, 2):
        if other.id in _all_needs(one, by_id) or one.id in _all_needs(other, by_id):
            continue
        for what, binding, places in _pair(one, other, left_out):
            found.setdefault((one.id, other.id, what), Clash(one.id, other.id, what, binding, places))
    return tuple(found.values())


_Found = tuple[str, bool, tuple[Place, Place]]


def _all_needs(proposal: Proposal, by_id: Mapping[str, Proposal]) -> Collection[str]:
    return closure(proposal.needs, lambda name: by_id[name].needs if name in by_id else ())


def _pair(one: Proposal, other: Proposal, left_out: Mapping[str, set[str]]) -> Iterator[_Found]:
    theirs = _does(other)
    for key, (meaning, place) in _does(one).items():
        if key in theirs and (meaning is None or meaning != theirs[key][0]):
            yield f"{one.id} and {other.id} both {key[1]}", True, (place, theirs[key][1])
    for find in (_leans, lambda mine, its: _words_lost(mine, its, left_out[its.id])):
        yield from find(one, other)
        yield from ((what, binding, places[::-1]) for what, binding, places in find(other, one))


def _does(proposal: Proposal) -> dict[tuple[str, str], tuple[object, Place]]:
    """What no other proposal may do too, by its table and in words, with where it says so.

    One that means the very same by it may, unless that is None.
    """
    changed = [(change.clause.id, change.place) for change in proposal.amended]
    changed += [(gone.clause, gone.place) for gone in proposal.retired]
    found: dict[tuple[str, str], tuple[object, Place]] = {}
    found |= {("", f"change the clause “{name}”."): (None, place) for name, place in changed}
    found |= {("", f"add a clause “{new.clause.id}”."): (None, new.place) for new in proposal.added}
    for note in proposal.settled:
        left = set(map(reading_sentence, note.left))
        found["", f"settle {note.note}, and differently."] = (left, note.place)
    for word in proposal.words:
        what = f"bring in the word “{word.word.name}”, and mean different things by it."
        found[word.table, what] = (word.word, word.place)
    return found


def _leans(one: Proposal, other: Proposal) -> Iterator[_Found]:
    """Where the words of `one` rest on a clause that `other` changes; the first place is that of `one`."""
    gone = {r.clause: r.place for r in other.retired}
    changed = {a.clause.id: a.place for a in other.amended}
    for place, name, how in _rests_on(one):
        if name in gone:
            yield f"{one.id} {how} the clause “{name}”, which {other.id} retires.", True, (place, gone[name])
        elif name in changed and name not in one.clauses:
            what = f"{one.id} {how} the clause “{name}”, which {other.id} amends: read the two together."
            yield what, False, (place, changed[name])


def _rests_on(proposal: Proposal) -> Iterator[tuple[Place, str, str]]:
    for change in proposal.worded:
        for name in clauses_named(change.clause.text):
            yield change.place, name, "cites"
    for new in proposal.added:
        yield new.place, new.after, "adds a clause after"
    for retired in proposal.retired:
        for name in retired.into:
            yield retired.place, name, "moves a rule into"


def _left_out(handbook: Handbook, proposal: Proposal) -> set[str]:
    """The people whom the policy tells or binds, and whom it would no longer name."""
    books = (handbook, _adopted(handbook, proposal))
    before, after = ({name for norm in book.policy_norms for name in norm.recipients} for book in books)
    return before - after


def _words_lost(one: Proposal, other: Proposal, left_out: set[str]) -> Iterator[_Found]:
    for change in one.worded:
        for name in sorted(left_out & {r for norm in change.clause.norms for r in norm.recipients}):
            what = f"{one.id} has “{name}” told in “{change.clause.id}”, and {other.id} names that office nowhere."
            yield what, True, (change.place, other.place)
