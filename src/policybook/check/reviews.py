"""What is reviewed is as it was reviewed, and reviews.lock can be read."""

from collections.abc import Iterable, Iterator

from policybook.check.rule import Found, Stage, Subject, rule
from policybook.editions.edition import RESTORE
from policybook.policy.handbook import Handbook
from policybook.policy.model import grouped
from policybook.policy.problems import Kind, Place, Problem, Work, nearest, typed
from policybook.reviews.lock import AUTHORS_DRAFT, LOCK, Key, Review, called
from policybook.reviews.suspects import causes_of, read_texts

_HOMES = {"question": "quizzes", "scenario": "scenarios"}


@rule(Kind.FILE, Kind.REVIEW, stage=Stage.FILES)
def lock_can_be_read(subject: Subject) -> Iterator[Found]:
    """No line of reviews.lock is something else than a review, and none is out of its place."""
    yield from subject.lock.problems if subject.lock else ()


@rule(Kind.REVIEW, stage=Stage.POLICY)
def nothing_is_suspect(subject: Subject) -> Iterator[Found]:
    """Nothing has changed since its review, nor has a clause that it cites; nothing waits for its first review.

    And no line of the lock is about something that is not there, or by somebody who holds no office.
    """
    lock, root = subject.lock, subject.root
    if lock is None or root is None or not lock.kept:
        return
    items = subject.reviewables
    texts, wrong = read_texts(root, lock.reviews, subject.handbook.clauses, items)
    yield from wrong
    for key, item in items.items():
        review = lock.by_key.get(key)
        if review is None and lock.whole:
            hint = f"Read it, then run {typed('review', key[1], '--by ROLE')}."
            what = f"the {called(key)} is not yet reviewed."
            yield Problem(Kind.REVIEW, item.place, what, hint, Work.REREAD)
        elif review and (causes := causes_of(item, review, subject.handbook, texts)):
            told = "; ".join(cause.told() for cause in causes)
            since = f"Since {review.by} reviewed it on {review.on}, {told}."
            hint = f"Read both, put it right, then run {typed('review', key[1], '--by ROLE')}."
            what = f"the {called(key)} is suspect. {since}"
            line = next((cause.line for cause in causes if cause.line), item.place.line)
            yield Problem(Kind.REVIEW, Place(item.place.path, line), what, hint, Work.REREAD)
    unread = {problem.place.path.partition("/")[0] for problem in subject.problems}
    read = [review for review in lock.reviews if _HOMES.get(review.key[0], "book") not in unread]
    yield from _strange(read, subject.whole or subject.handbook, items)


def _strange(reviews: Iterable[Review], handbook: Handbook, items: Iterable[Key]) -> Iterator[Found]:
    """The lines about something that is not there, or by somebody who holds no office."""
    # What waits for its author is there as well.
    known = grouped(items)
    known["question"] = [question.id for question in handbook.questions]
    known["scenario"] = [scenario.id for scenario in handbook.scenarios]
    offices = [AUTHORS_DRAFT, *(role.id for role in handbook.roles)]
    for review in reviews:
        kind, name = review.key
        place, names = Place(LOCK, review.line), known.get(kind, [])
        if name not in names:
            hint = nearest(name, names, "If it was taken away, delete this line.")
            yield place, f"this is a review of the {called(review.key)}, and there is none.", hint
        if review.by not in offices:
            what = f"“{review.by}” is not an office of book/organisation.yml."
            yield place, what, nearest(review.by, offices, RESTORE)
