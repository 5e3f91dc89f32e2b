"""Finds what waits for a review, shows it with the old and the new words, and records decisions on it."""

import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from policybook.check.run import check, without_ailing
from policybook.commands.output import asked, refuse, say, say_data, warn
from policybook.files import locked, write
from policybook.policy.model import grouped
from policybook.policy.problems import HandbookError, Kind, Place, Problem, nearest, typed
from policybook.reviews import suspects
from policybook.reviews.lock import AUTHORS_DRAFT, LOCK, TEXTS, Key, Review, called, lock_text, read_lock
from policybook.training.bank import doctest_of
from policybook.training.coverage import CRITICAL


class ReviewError(Exception):
    """A review that cannot be recorded, and why."""


@dataclass(frozen=True)
class Waiting:
    """An item with the review it has, if any, why it is suspect, and what else is wrong with it."""

    item: suspects.Reviewable
    review: Review | None
    causes: tuple[suspects.Cause, ...]
    problems: tuple[Problem, ...]

    @property
    def is_pending(self) -> bool:
        """Whether it is not yet reviewed, or has changed since."""
        return self.review is None or bool(self.causes)

    @property
    def reasons(self) -> str:
        """Why who signs training off has to sign it off, in words."""
        return ", ".join(why if why == CRITICAL else f"rests on {why}" for why in self.item.reasons)


class Reviews:
    """The reviews of the handbook under `root`, read once.

    Raises HandbookError where the policy itself has a problem, or a line of the lock cannot be understood.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.handbook, problems = check(root)
        self.problems = tuple(problem for problem in problems if problem.kind is not Kind.REVIEW)
        self.lock = read_lock(root)
        in_the_way = [p for p in self.problems if not p.place.path.startswith(("quizzes/", "scenarios/"))]
        if in_the_way or not self.lock.whole:
            raise HandbookError([*in_the_way, *self.lock.problems])

    @cached_property
    def items(self) -> dict[Key, Waiting]:
        """Every piece of what is published, but for the questions and stories that cannot be judged, by kind and id."""
        ailing = [p for p in self.problems if p.kind not in (Kind.KEY, Kind.WORKING)]
        judged = without_ailing(self.handbook, ailing)
        items = suspects.reviewables_of(judged, self.root)
        texts, _ = suspects.read_texts(self.root, self.lock.reviews, self.handbook.clauses, items)
        found = {}
        for key, item in items.items():
            review = self.lock.by_key.get(key)
            causes = suspects.causes_of(item, review, self.handbook, texts) if review else ()
            found[key] = Waiting(item, review, causes, tuple(self._problems_of(item)))
        return found

    def _problems_of(self, item: suspects.Reviewable) -> Iterator[Problem]:
        """What else is wrong between the first line of an item and the next item of its page."""
        # Of other words there is nothing to say: what is wrong in the policy stops every review.
        if item.key[0] == "scenario":
            yield from (problem for problem in self.problems if problem.place.path == item.place.path)
        for name in self._asked(item.key):
            begins = self.handbook.question_by_id[name].place
            places = (question.place for question in self.handbook.questions)
            later = (place for place in places if place.path == begins.path and place > begins)
            end = min(later, default=Place(f"{begins.path}\0"))
            yield from (problem for problem in self.problems if begins <= problem.place < end)

    def _asked(self, key: Key) -> Iterable[str]:
        """The questions that an item is made of: itself, or those of a story."""
        kind, name = key
        scenarios = (s.questions for s in self.handbook.scenarios if kind == "scenario" and s.id == name)
        return (name,) if kind == "question" else dict.fromkeys(one for names in scenarios for one in names)

    # ---- choosing

    def rows(self, *, awaiting: bool) -> list[dict[str, object]]:
        """A row for each item: those that await an office's look, or those that wait for any review."""
        return [
            {
                "kind": waiting.item.key[0],
                "id": waiting.item.key[1],
                "why": waiting.reasons if awaiting else ", ".join(c.told() for c in waiting.causes),
                "by": waiting.review.by if waiting.review else "not yet reviewed",
                "on": waiting.review.on if waiting.review else "",
            }
            for waiting in self.items.values()
            if (
                waiting.item.awaits(waiting.review, self.handbook.organisation.sign_off)
                if awaiting
                else waiting.is_pending
            )
        ]

    def named(self, names: Iterable[str]) -> list[Waiting]:
        """The items with these ids. Raises ReviewError, naming the nearest, for one that is not there."""
        known = grouped((key[1], waiting) for key, waiting in self.items.items())
        for name in names:
            if name not in known:
                what = f"there is no question, scenario, clause, note, guidance or page “{name}”."
                raise ReviewError(f"{what} {nearest(name, known)}".rstrip())
        return [waiting for name in dict.fromkeys(names) for waiting in known[name]]

    def pending(self) -> list[Waiting]:
        """What is suspect or not yet reviewed, in the order of the book."""
        return [waiting for waiting in self.items.values() if waiting.is_pending]

    def of_clause(self, clause: str) -> tuple[list[Waiting], list[Waiting]]:
        """What is suspect for this clause alone, and what is suspect for more than this clause."""
        if clause not in self.handbook.clauses:
            hint = nearest(clause, self.handbook.clauses)
            raise ReviewError(f"there is no clause “{clause}”. {hint}".rstrip())
        found = [w for w in self.items.values() if any(cause.clause == clause for cause in w.causes)]
        alone = [w for w in found if all(cause.clause == clause for cause in w.causes)]
        return alone, [w for w in found if w not in alone]

    # ---- showing

    def shown(self, waiting: Waiting) -> str:
        """An item for a reader who is to decide: its words, its working, and what has changed."""
        kind, name = waiting.item.key
        lines = [f"{called(waiting.item.key)}, {waiting.item.place}"]
        if waiting.reasons:
            lines.append(f"  for {self.handbook.lead}: {waiting.reasons}")
        written = (f"  {line}" for line in waiting.item.words.split("\n"))
        words = {"clause": self._clause, "plain": self._plain, "question": self._question}
        known = words | {"scenario": self._scenario}
        lines += ["", *(known[kind](name) if kind in known else written), ""]
        review = waiting.review
        lines.append(f"Reviewed by {review.by} on {review.on}." if review else "Nobody has reviewed it yet.")
        for cause in waiting.causes:
            clause = self.handbook.clauses.get(cause.clause)
            number = f" ({clause.heading})" if clause else ""
            lines.append(f"  {cause.told(whole=True)}{number}")
        lines += [f"  Put right first: {problem}" for problem in waiting.problems]
        return "\n".join(lines)

    def _plain(self, name: str) -> Iterator[str]:
        clause = self.handbook.clauses[name]
        yield f"  In plain words: {clause.plain}"
        yield from self._clause(name)

    def _clause(self, name: str) -> Iterator[str]:
        clause = self.handbook.clauses[name]
        yield f"  {clause.heading}"
        yield from (f"  {line}" for line in clause.text.split("\n"))
        yield from (f"  {norm.sentence}" for norm in clause.norms)

    def _question(self, name: str) -> Iterator[str]:
        question = self.handbook.question_by_id[name]
        yield from (f"  {line}" for line in question.prompt.split("\n"))
        for option in question.options:
            mark = option.place_in_order or ("x" if option.marked else " ")
            yield f"  {option.letter} [{mark}] {option.text}"
            yield from (f"        {line}" for line in option.feedback.split("\n"))
        yield ""
        yield from (f"  {line}" for line in doctest_of(self.handbook, name).split("\n"))

    def _scenario(self, name: str) -> Iterator[str]:
        scenario = next(s for s in self.handbook.scenarios if s.id == name)
        yield f"  {scenario.title}: read {scenario.place.path}."
        yield f"  Its decisions: {', '.join(scenario.questions)}."

    # ---- recording

    def offices(self) -> list[str]:
        """By whom a review can be recorded."""
        return [*(role.id for role in self.handbook.roles), AUTHORS_DRAFT]

    def record(self, chosen: Collection[Waiting], by: str, on: str = "") -> None:
        """Record that `by` has reviewed these as they stand; all of them or, at a problem, none.

        Raises ReviewError for an office that there is not, and HandbookError for an item with
        another problem.
        """
        if by not in self.offices():
            hint = nearest(by, self.offices(), labels={role.id: role.title for role in self.handbook.roles})
            known = f"The offices are: {', '.join(self.offices())}."
            said = (f"“{by}” is not an office of book/organisation.yml.", hint, known)
            raise ReviewError(" ".join(filter(None, said)))
        wrong = dict.fromkeys(problem for waiting in chosen for problem in waiting.problems)
        if wrong:
            raise HandbookError(wrong)
        on = on or date.today().isoformat()
        made = {waiting.item.key: suspects.new_review(waiting.item, by, on) for waiting in chosen}
        with locked(self.root):
            # Read again: somebody may have recorded a review since.
            lock = read_lock(self.root)
            if not lock.whole:
                raise HandbookError(lock.problems)
            self._write({**lock.by_key, **made})

    def _write(self, reviews: dict[Key, Review]) -> None:
        """The words first, then the lock, then what nobody needs goes: at no moment are reviewed words lost."""
        folder = self.root / TEXTS
        if not (self.root / LOCK).exists():
            # Words without a lock would be taken for words whose lock was lost.
            write(self.root / LOCK, lock_text(reviews.values()))
        items = {key: waiting.item for key, waiting in self.items.items()}
        needed = suspects.texts_for(reviews.values(), self.handbook.clauses, items)
        for kind in {Path(path).parent for path in needed}:
            (self.root / kind).mkdir(parents=True, exist_ok=True)
        for path, text in needed.items():
            if text:
                write(self.root / path, f"{text}\n")
        write(self.root / LOCK, lock_text(reviews.values()))
        for file in folder.rglob("*.txt"):
            if file.relative_to(self.root).as_posix() not in needed:
                file.unlink()


def decide_each(
    reviews: Reviews,
    chosen: Collection[Waiting],
    by: str,
    *,
    say: Callable[[str], None],
    ask: Callable[[str], str],
) -> int:
    """Show one item after another and take a decision on each, recorded at once; 1 where something waits on.

    Whoever stops, or loses the line, loses no decision taken before.
    """
    left = len(chosen)
    for waiting in chosen:
        say(f"{reviews.shown(waiting)}\n")
        if waiting.problems:
            continue
        by = by or asked(f"By which office? ({', '.join(reviews.offices())}) ", ask)
        answer = asked(f"Is it right as it stands? (y: yes, reviewed by {by}; s: skip; q: stop) ", ask)
        if answer == "y" and by:
            reviews.record([waiting], by)
            left -= 1
        elif not by or answer != "s":
            break
    return 1 if left else 0


def run(options: Namespace) -> int:
    """Show what waits, or record a review; 1 while something waits. Raises HandbookError as `Reviews` does."""
    records = bool(options.by and (options.item or options.clause or options.all))
    try:
        # Whoever records reads under the lock too: of what another run is writing, all or nothing.
        with locked(options.root) if records else nullcontext():
            return _run(Reviews(options.root), options, records)
    except ReviewError as error:
        return refuse(error)


def _run(reviews: Reviews, options: Namespace, records: bool) -> int:
    if options.list or options.json:
        rows = reviews.rows(awaiting=options.list)
        if options.json:
            say_data(rows)
        else:
            say("\n".join("  ".join(str(value) for value in row.values() if value) for row in rows))
        return 0
    left: list[Waiting] = []
    if options.item:
        chosen = reviews.named(options.item)
    elif options.clause and not options.all:
        chosen, left = reviews.of_clause(options.clause)
    else:
        chosen = reviews.pending()
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if records:
        is_draft, is_one = options.by == AUTHORS_DRAFT, len({*options.item}) == 1
        alone = [] if is_draft else [waiting for waiting in chosen if waiting.item.is_alone]
        if is_one and alone and at_terminal:
            return decide_each(reviews, chosen, options.by, say=say, ask=input)
        unseen = [] if is_one else alone
        reviews.record([waiting for waiting in chosen if waiting not in unseen], options.by)
        for waiting in alone if is_one else ():
            say(reviews.shown(waiting))
        for waiting in left:
            warn(f"left, for more has changed: {waiting.item.key[1]}")
        for name in dict.fromkeys(waiting.item.key[1] for waiting in unseen):
            how = typed("review", name, "--by", options.by)
            warn(f"left, for it is a clause's words or safety-critical, and is reviewed by itself: {how}")
        return 1 if left or unseen else 0
    if at_terminal:
        return decide_each(reviews, chosen, options.by or "", say=say, ask=input)
    say("\n\n\n".join(reviews.shown(waiting) for waiting in chosen))
    return 1 if any(waiting.is_pending for waiting in chosen) else 0
