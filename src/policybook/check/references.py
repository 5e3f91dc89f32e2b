"""What is named is there: citations, verbs that are quoted, what the source's items and the readings of notes concern.

Whoever is to be told holds an office, and no fact is idle unseen.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from policybook.check.rule import Found, Stage, Subject, rule
from policybook.check.stories import texts_of
from policybook.judging.judge import judge_of
from policybook.judging.reach import changed_by_notes
from policybook.load.prose import prose
from policybook.policy.citations import citations, clauses_named
from policybook.policy.english import listed
from policybook.policy.handbook import Handbook, SourceItem
from policybook.policy.model import AGAINST, ancestors
from policybook.policy.problems import Kind, Place, nearest
from policybook.policy.quotations import Passage, fixed, may_quote, problems_of

_CALLED = {"interp": "interpretation", "role": "office"}


@rule(Kind.REFERENCE, stage=Stage.PAGES)
def references_exist(subject: Subject) -> Iterator[Found]:
    """Nothing cites a clause, norm, interpretation, question, office or edition that is not there."""
    book = subject.handbook
    known: dict[str, Mapping[str, object]] = {
        "clause": {**book.clauses, **book.guidance_by_id},
        "interp": book.interpretation_by_id,
        "question": book.question_by_id,
        "role": {role.id: role for role in book.roles},
        "edition": dict.fromkeys(
            name for e in book.editions for name in (e.name, *(f"{e.name}#{one}" for one in e.clauses))
        ),
    }
    for place, text in _texts(book):
        for found in citations(text):
            there, name = known.get(found.role), found.id
            if there is not None and name not in there:
                what = f"{_CALLED.get(found.role, found.role)} “{name}”"
                yield _missing(what, name, there, place)
    yield from _readings(book, known["clause"])
    yield from _scenarios(book, known["question"])


def _missing(what: str, name: str, known: Iterable[str], place: Place) -> Found:
    return (place, f"this cites the {what}, and there is none.", nearest(name, known))


def _texts(handbook: Handbook) -> Iterator[tuple[Place, str]]:
    for clause in handbook.clauses.values():
        yield clause.place, f"{clause.text} {clause.plain}"
    for note in handbook.interpretations:
        yield note.place, note.text
    for guidance in handbook.guidance:
        yield guidance.place, guidance.text
    for question in handbook.questions:
        yield question.place, question.prompt
        for option in question.options:
            yield option.place, f"{option.text} {option.feedback}"
    yield from texts_of(handbook)


def _readings(handbook: Handbook, clauses: Iterable[str]) -> Iterator[Found]:
    bare = {clause.id for clause in handbook.clauses.values() if not clause.norms}
    for note in handbook.interpretations:
        for name in note.concerns:
            if name not in handbook.clauses:
                yield _missing(f"clause “{name}”", name, clauses, note.place)
        for reading in note.readings:
            for name in filter(None, (*reading.norms, reading.source, reading.under)):
                if name not in handbook.norms and name not in handbook.clauses:
                    names = [*handbook.norms, *handbook.clauses]
                    yield _missing(f"norm “{name}”", name, names, reading.place)
                elif name in bare and name != reading.under:
                    what = f"this reads the clause “{name}”, which has no norm."
                    yield reading.place, what, "Name a norm, or a clause that has one."


def _scenarios(handbook: Handbook, questions: Iterable[str]) -> Iterator[Found]:
    for scenario in handbook.scenarios:
        for cell in scenario.cells:
            for name in (*cell.asks, *cell.shows):
                if name not in handbook.question_by_id:
                    what = f"question “{name}” in cell {cell.index}"
                    yield _missing(what, name, questions, cell.place)


@rule(Kind.REFERENCE, stage=Stage.BOOK)
def recipients_have_offices(subject: Subject) -> Iterator[Found]:
    """Nobody is to be told or asked, by a norm of any layer, who has no office in organisation.yml.

    A ban has nobody told: whom nothing may be lent to needs no office.
    The office is their own, or that of a kind of them: where “the library” is to be told, the librarian's does.
    """
    people = subject.handbook.vocabulary.people
    held = {name for role in subject.handbook.roles for name in (role.id, *ancestors(role.id, people))}
    practice = (norm for line in subject.handbook.practice for norm in line.norms)
    for norm in (*subject.handbook.norms.values(), *practice):
        for name in () if norm.direction == AGAINST else norm.recipients:
            if name not in held:
                held.add(name)
                what = f"“{name}” is to be told or asked, and has no office in book/organisation.yml."
                hint = f'Add “{name}: {{title: …, name: "", contact: ""}}” to the roles there.'
                yield norm.place, what, hint


FILE = "book/source.yml"
_LOST = "Restore the clause, or say in not-carried why nothing carries the item."


@rule(Kind.SOURCE, stage=Stage.PAGES)
def source_is_carried(subject: Subject) -> Iterator[Found]:
    """Every source item is carried by the clauses that say so, or is not carried for a stated reason."""
    if any(p.place.path == FILE and p.kind in (Kind.FILE, Kind.YAML) for p in subject.problems):
        return
    claims: dict[str, set[str]] = {}
    for clause in subject.handbook.clauses.values():
        for label in clause.source:
            claims.setdefault(label, set()).add(clause.id)
    items = {item.label: item for item in subject.handbook.source.items}
    for item in items.values():
        claimed = claims.get(item.label, set())
        if not item.carried_by and not item.not_carried:
            hint = "Say which clause carries it (carried-by), or why none does (not-carried)."
            yield item.place, f"source item {item.label} is carried by nobody.", hint
        for name in item.carried_by:
            if name not in subject.handbook.clauses:
                said = f"source item {item.label} is carried by “{name}”"
                what, hint = f"{said}, and there is no such clause.", _LOST
                if instead := claimed - set(item.carried_by):
                    what = f"{said}, which is gone; “{min(instead)}” claims it now."
                    hint = f"Ids are permanent: call the clause “{name}” again."
                yield item.place, what, hint
            elif name not in claimed:
                what = f"source item {item.label} names “{name}”, whose “:source:” does not name it back."
                yield item.place, what, "Make the two agree."
    for clause in subject.handbook.clauses.values():
        for label in clause.source:
            yield from _claim(clause.id, clause.place, label, items)


def _claim(name: str, place: Place, label: str, items: Mapping[str, SourceItem]) -> Iterator[Found]:
    if label == "new":
        return
    if label not in items:
        what = f"the clause “{name}” claims the source item “{label}”, which does not exist."
        hint = nearest(label, items, "Use a label of book/source.yml, or “new”.")
        yield place, what, hint
    elif name not in items[label].carried_by:
        what = f"book/source.yml does not say that “{name}” carries {label}."
        back = "If it is an old clause with a new id, give it its old id back."
        yield place, what, f"Add it to carried-by there. {back}"


@rule(Kind.QUOTATION, Kind.REFERENCE, stage=Stage.POLICY)
def quoted_verbs_are_their_clauses(subject: Subject) -> Iterator[Found]:
    """Nothing quotes the verb of no norm, or by hand a verb that no clause cited beside it has."""
    handbook = subject.handbook
    for clause in handbook.clauses.values():
        yield from fixed(clause, clause.place)
    said = [(note.place, note.text, note.concerns) for note in handbook.interpretations]
    said += [(one.place, one.text, (one.id,)) for one in handbook.guidance]
    ours = (Passage(place, part, by) for place, text, by in said for part in text.split("\n\n"))
    read = (prose(path, text) for path, text in subject.pages if may_quote(text, handbook.vocabulary))
    for passage in chain(ours, _of_questions(handbook), *read):
        if may_quote(passage.text, handbook.vocabulary):
            yield from problems_of(handbook, passage)


def _of_questions(handbook: Handbook) -> Iterator[Passage]:
    for question in handbook.questions:
        yield Passage(question.place, question.prompt)
        yield Passage(question.place, question.hint)
        for option in question.options:
            if may_quote(f"{option.text} {option.feedback}", handbook.vocabulary):
                # What it claims is weighed against the policy, so a wrong verb may be its point.
                named = tuple(clauses_named(option.feedback))
                yield Passage(option.place, option.text, named, judged=bool(option.claims))
                yield Passage(option.place, option.feedback, tuple(clauses_named(option.text)))
    yield from (Passage(place, text) for place, text in texts_of(handbook))


@rule(Kind.READING, stage=Stage.POLICY)
def notes_name_what_they_change(subject: Subject) -> Iterator[Found]:
    """The clauses of an interpretation are those whose norms its readings change, no more and no fewer."""
    book = subject.handbook
    for name, changed in changed_by_notes(judge_of(book)).items():
        note = book.interpretation_by_id[name]
        more = [clause for clause in changed if clause not in note.clauses]
        if more:
            what = f"the readings of {name} change {_named(more)}, and its “:clauses:” do not say so."
            yield note.place, what, "Name what it changes, or read less."
        idle = [clause for clause in note.clauses if clause not in changed]
        if idle:
            what = f"{name} names {_named(idle)}, and its readings change nothing there."
            hint = "Move what it is only about to “:related:”, or add the reading that its words promise."
            yield note.place, what, hint


@rule(Kind.READING, stage=Stage.POLICY)
def facts_are_read_or_idle(subject: Subject) -> Iterator[Found]:
    """Every fact is read by some norm or reading, or the vocabulary says that it makes no difference, never both."""
    words = subject.handbook.vocabulary.things
    read = read_facts(subject.handbook)
    for word in words.values():
        if word.name not in read and not word.idle:
            what = f"no norm and no reading turns on “{word.name}”."
            hint = "Add “idle: true” where it is to make no difference, or take the word away."
            yield word.place, what, hint
        elif word.idle and word.name in read:
            what = f"“{word.name}” is said to make no difference, and a norm or a reading turns on it."
            yield word.place, what, "Take “idle” away."


def read_facts(handbook: Handbook) -> set[str]:
    """The things on which some norm or reading turns, and what is above and below them."""
    graph, words = judge_of(handbook).things, handbook.vocabulary.things
    asked = {name for name, word in words.items() if word.gives} | {g.layer for g in handbook.guidance}
    for norm in handbook.norms.values():
        asked.update(norm.when, norm.unless, norm.especially, *(phrase.objects for phrase in norm.mentions))
    for reading in handbook.readings:
        asked.update(reading.facts, filter(None, (reading.policy,)))
    asked &= set(words)
    below = {name for name in words if asked & graph.above(name).keys()}
    return below | {above for name in below for above in graph.above(name)}


def _named(clauses: list[str]) -> str:
    return listed([f"“{name}”" for name in clauses])
