"""What was adopted stays as it was, nothing of it is gone without a word, and what is proposed could be adopted."""

from collections.abc import Iterator, Mapping

from policybook.check.rule import Found, Stage, Subject, rule
from policybook.editions.edition import EditionError, text_of, verify
from policybook.load.proposals import read_all
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.problems import Kind, Place, nearest


@rule(Kind.EDITION, stage=Stage.FILES)
def editions_are_as_adopted(subject: Subject) -> Iterator[Found]:
    """Nothing inside the newest edition has changed; it names the digest of the one before, and that one of its own."""
    if subject.root is None:
        return
    for head in subject.handbook.editions[-1:]:
        try:
            verify(text_of(subject.root / head.path), head)
        except EditionError as error:
            yield Place(head.path), error.what, error.hint


FILE = "book/retired.yml"


def last_stood(handbook: Handbook) -> Mapping[str, Edition]:
    """The newest edition in which each clause stood, by its id."""
    return {name: edition for edition in handbook.editions for name in edition.clauses}


@rule(Kind.EDITION, stage=Stage.BOOK)
def clauses_go_with_a_word(subject: Subject) -> Iterator[Found]:
    """No clause of an edition is gone without a word on where its rule went."""
    told = {tombstone.clause for tombstone in subject.handbook.retired}
    for name, edition in last_stood(subject.handbook).items():
        if name not in subject.handbook.clauses and name not in told:
            what = f"the clause “{name}” of edition {edition.name} is gone, and nothing says where its rule went."
            hint = f'Restore it, or say in {FILE}: “{name}: {{into: [other-clause], why: "…"}}”.'
            yield Place(FILE), what, hint


@rule(Kind.ID, stage=Stage.BOOK)
def ids_are_used_once(subject: Subject) -> Iterator[Found]:
    """No id of a retired clause is given to anything newer."""
    handbook = subject.handbook
    newest = handbook.editions[-1].clauses if handbook.editions else {}
    stands = {clause.id: clause.place for clause in handbook.clauses.values()}
    stands |= {guidance.id: guidance.place for guidance in handbook.guidance}
    for name, edition in last_stood(handbook).items():
        if name in stands and (name not in newest or name not in handbook.clauses):
            what = f"the id “{name}” belongs to a clause of edition {edition.name}, which is retired."
            hint = "An id is never used again: choose another for the newer one."
            yield stands[name], what, hint


@rule(Kind.EDITION, stage=Stage.BOOK)
def retired_clauses_stood(subject: Subject) -> Iterator[Found]:
    """No clause is said to be retired that never stood, or still stands, or went into one that is not there."""
    clauses, stood = subject.handbook.clauses, last_stood(subject.handbook)
    for tombstone in subject.handbook.retired:
        name = tombstone.clause
        if name not in stood:
            what = f"no edition has a clause “{name}”, so none is retired."
            yield tombstone.place, what, nearest(name, stood, "Take it away.")
        elif name in clauses and name in subject.handbook.editions[-1].clauses:
            what = f"the clause “{name}” is said to be retired, and it stands at {clauses[name].place}."
            yield tombstone.place, what, "Take it out of one of the two."
        for into in tombstone.into:
            if into not in clauses:
                what = f"the rule of “{name}” went into the clause “{into}”, and there is none."
                yield tombstone.place, what, nearest(into, clauses)


@rule(Kind.EDITION, stage=Stage.BOOK)
def pages_keep_their_address(subject: Subject) -> Iterator[Found]:
    """No page of an edition is gone, for those who marked it or printed it."""
    there = {section.page for section in subject.handbook.sections}
    gone = {page: e for e in subject.handbook.editions for page in e.pages if page not in there}
    for page, edition in gone.items():
        what = f"the page {page} of edition {edition.name} is gone, and every link to it would die."
        hint = "Keep it, with “numbered: false” and a line on what became of it."
        yield Place(f"{page}.md"), what, hint


_WORDED = (Kind.NORM, Kind.QUOTATION, Kind.REFERENCE, Kind.WORD)
_OF_PROPOSALS = (Kind.DIRECTIVE, Kind.FILE, Kind.ID, Kind.PROPOSAL, *_WORDED)


@rule(*_OF_PROPOSALS, stage=Stage.BOOK)
def proposals_could_be_adopted(subject: Subject) -> Iterator[Found]:
    """No proposal is unreadable, without a reason or a source, at odds with the policy, or with its own words."""
    if subject.root:
        yield from read_all(subject.root, subject.handbook)[2]
