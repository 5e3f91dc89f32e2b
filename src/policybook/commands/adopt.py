"""Adopts an edition: shows what would be frozen, refuses what must not be, and writes one file or nothing."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from policybook.changes.applied import clashes
from policybook.changes.compare import compare
from policybook.changes.flips import flips
from policybook.check.run import check
from policybook.commands.output import Progress, asked, refuse, report, say
from policybook.commands.review import Reviews
from policybook.editions import edition as editions
from policybook.editions.history import GitError, git, vouched
from policybook.files import is_left, locked, write_once
from policybook.load.proposals import read_proposals
from policybook.policy.english import day_of, several, written_out
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.model import Clause
from policybook.policy.problems import HandbookError, typed
from policybook.policy.proposal import PUT, TAKEN_IN, Proposal

FLIPS_SHOWN = 12
"""So many changed decisions are shown before an adoption, the weightiest first."""


class AdoptError(Exception):
    """Why nothing was adopted, or why what was adopted is not committed; one reason in each of `reasons`."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided: the name of the edition, its dates (yyyy-mm-dd), and where it is minuted.

    `restates` names a document that the edition restates, where they have not adopted the edition's own words.
    """

    name: str
    adopted: str
    review_by: str
    minute: str = ""
    restates: str = ""


class Adoption:
    """A decision on the handbook under `root`, with the text that it would freeze.

    Raises HandbookError where anything is wrong with the handbook, suspect training included, and AdoptError,
    with every reason, where the decision cannot be frozen.
    """

    def __init__(self, root: Path, decision: Resolution, *, today: date | None = None) -> None:
        handbook, problems = check(root)
        if problems:
            raise HandbookError(problems)
        self.root, self.decision = root, decision
        self.path = editions.path_of(decision.name)
        others = tuple(edition for edition in handbook.editions if edition.name != decision.name)
        self.handbook = replace(handbook, editions=others)
        self.proposals = _taken_in(self.handbook, root)
        reasons = list(_wrongs(decision, others[-1:], today or date.today()))
        frozen = asdict(decision) | {"proposals": [proposal.id for proposal in self.proposals]}
        self.text = "" if reasons else editions.freeze(self.handbook, **frozen)
        self.is_written = len(others) < len(handbook.editions)
        if self.is_written and (reasons or editions.text_of(root / self.path) != self.text):
            reasons = [f"there is an edition {decision.name} already, and no edition is ever changed."]
        past = vouched(root, others)
        reasons += [f"{e.path}: {said}" for e, said in past if isinstance(said, editions.EditionError)]
        if reasons:
            raise AdoptError(*reasons)

    def told(self, facts: int | None = 2, progress: Callable[[int, int], object] | None = None) -> str:
        """What would be frozen, and what it changes in words and, with up to `facts` facts, in decisions.

        None stands for all combinations of facts; `progress` is called with (done, of) meanwhile.
        """
        book, decision = self.handbook, self.decision
        awaiting = sum(note.state == "awaiting" for note in book.interpretations)
        # What has yet to be signed off stops no adoption, and is said before it.
        reviews, signed_off = Reviews(self.root), "no reviews of the training are kept here"
        if reviews.lock.kept:
            waiting = len(reviews.rows(awaiting=True)) or "no"
            signed_off = f"{waiting} pieces of what is published await an office, or {book.lead}"
        lines = [
            f"Edition {decision.name}: {book.source.title}",
            f"  adopted {written_out(decision.adopted)}, to be reviewed by {written_out(decision.review_by)}",
            f"  minute: {decision.minute or 'none is recorded'}",
        ]
        if decision.restates:
            lines.append(f"  it restates {decision.restates}; these words have not been adopted")
        if self.proposals:
            lines.append(f"  with the proposals {', '.join(proposal.id for proposal in self.proposals)}")
        lines += [
            f"  {several(len(book.clauses), 'clause')}, {several(len(book.policy_norms), 'norm')}, {several(len(book.questions), 'question')}",
            f"  {several(len(book.interpretations), 'interpretation')}, {awaiting} of them awaiting {book.organisation.body}",
            f"  {signed_off}",
            f"  fingerprint {editions.fingerprint(book)}",
        ]
        return "\n".join([*lines, "", *self._compared(facts, progress)])

    def _compared(self, facts: int | None, progress: Callable[[int, int], object] | None) -> Iterator[str]:
        """What is different from the edition in force: the words, then the decisions."""
        new = self.handbook
        if not new.editions:
            yield "It would be the first edition."
            return
        name = new.editions[-1].name
        yield f"After edition {name}, which stays as it is:"
        old = editions.read_edition(self.root, name)
        comparison = compare(old, new)
        if comparison.is_empty:
            yield "  the policy is the same, word for word"
            return
        for change in comparison.all:
            now = change.new or change.old
            # A clause by its number, title and id; anything else by what it is, and its id.
            called = f"{now.heading} ({now.id})" if isinstance(now, Clause) else f"{change.sort} {change.id}"
            yield f"  {called}: {', '.join(change.classes)}"
            yield from (f"    {difference.words}" for difference in change.said)
        found = flips(old, new, facts, progress)
        how = "every combination of facts" if facts is None else f"up to {facts} facts at once"
        yield f"  decisions that change, with {how}: {len(found) or 'none'}"
        yield from (f"    {flip.sentence}" for flip in found[:FLIPS_SHOWN])
        if len(found) > FLIPS_SHOWN:
            yield f"    and {len(found) - FLIPS_SHOWN} more: {typed('compare', name, 'draft')} lists them"

    def write(self) -> None:
        """Write the edition's one file. Raises AdoptError, with nothing written, where that cannot be done."""
        try:
            with locked(self.root):
                if editions.read_heads(self.root) != self.handbook.editions:
                    what = "somebody else adopted an edition meanwhile."
                    raise AdoptError(f"{what} Look again at what would be frozen.")
                write_once(self.root / self.path, self.text)
        except OSError as error:
            why = error.strerror or str(error)
            raise AdoptError(f"{self.path} cannot be written: {why}. Nothing has changed.") from error

    # ---- the commit

    @property
    def message(self) -> str:
        """What the commit says."""
        return f"{'Freeze' if self.decision.restates else 'Adopt'} edition {self.decision.name}"

    def check_new(self, *, commit: bool) -> None:
        """Raise AdoptError where there is nothing left to do, or where a commit would change more than the edition."""
        name = self.decision.name
        if not commit:
            if self.is_written:
                raise AdoptError(f"there is an edition {name} already, and it is exactly this one.")
            return
        said = git(self.root, "status", "--porcelain", "--untracked-files=all", "--", ".")
        changed = [line for line in said.split("\n") if line.strip()]
        # What a run that was killed leaves is no word of anybody's, whether Git is told to ignore it or not.
        others = [line[3:] for line in changed if not line.endswith(self.path) and not is_left(line[3:])]
        if others:
            what = f"{others[0]} is not committed yet ({len(others)} such files)."
            raise AdoptError(f"{what} Commit first: an edition freezes words that are on record.")
        if self.is_written and not changed:
            raise AdoptError(f"there is an edition {name} already, and it is committed.")

    def commit(self) -> None:
        """Commit the edition's file, and nothing else. Raises AdoptError where Git refuses."""
        try:
            git(self.root, "add", "--", self.path)
            git(self.root, "commit", "-q", "-m", self.message, "--", self.path)
        except GitError as error:
            reason = f"{self.path} is written, and is not committed. {error}"
            raise AdoptError(reason, "Put that right, then run the same command again.") from error


def _wrongs(decision: Resolution, before: tuple[Edition, ...], today: date) -> Iterator[str]:
    """Why a decision cannot be frozen after the edition in force."""
    number = editions.number_of(decision.name)
    dates = {"--adopted": decision.adopted, "--review-by": decision.review_by}
    bad = [(option, value) for option, value in dates.items() if not day_of(value)]
    if number is None:
        yield f"“{decision.name}” is not a name for an edition. Write year, number and correction: 2019.1.0."
    for option, value in bad:
        yield f"{option}: “{value}” is not a date. Write it as year-month-day: 2026-01-31."
    if not decision.minute and not decision.restates:
        yield "say where the decision is minuted (--minute), or which document this restates (--restates)."
    if not decision.minute.isprintable() or not decision.restates.isprintable():
        yield "the minute and what is restated are one line of plain text each."
    if bad or number is None:
        return
    if decision.review_by <= decision.adopted:
        yield f"the review, by {decision.review_by}, is not after the adoption, on {decision.adopted}."
    if decision.adopted > today.isoformat():
        yield f"{decision.adopted} has not come yet: an edition is frozen when it has been adopted."
    if number[0] != int(decision.adopted[:4]):
        yield f"“{decision.name}” begins with another year than its adoption, on {decision.adopted}."
    for edition in before:
        if number <= (editions.number_of(edition.name) or number):
            yield f"“{decision.name}” is not newer than {edition.name}, the last edition."
        if decision.adopted < edition.adopted:
            yield f"it was adopted on {decision.adopted}, before {edition.name}, which was adopted on {edition.adopted}."


def _taken_in(handbook: Handbook, root: Path) -> tuple[Proposal, ...]:
    """The proposals that the draft took in since the last edition. Raises AdoptError where two of them clash."""
    before = {name for edition in handbook.editions for name in edition.proposals}
    known = read_proposals(root, handbook)
    found = tuple(proposal for proposal in known if proposal.state == TAKEN_IN and proposal.id not in before)
    # Clashes are looked for among what could still be adopted, in the words that it was written for.
    live = [replace(proposal, state=PUT) for proposal in found]
    was = editions.read_edition(root, handbook.editions[-1].name) if handbook.editions else handbook
    reasons = [clash.what for clash in clashes(was, live) if clash.binding]
    if reasons:
        raise AdoptError(*(f"the draft took in two proposals that clash: {reason}" for reason in reasons))
    return found


def run(options: Namespace) -> int:
    """Show what would be frozen and, where somebody agrees, freeze it; 1 where nothing was adopted."""
    try:
        return _adopting(options)
    except HandbookError as error:
        report(error.problems, options.json)
        return refuse("nothing is adopted while there are problems: put right what is named above.")
    except AdoptError as error:
        return refuse(*error.reasons)


def _adopting(options: Namespace) -> int:
    minute, restates = options.minute.strip(), options.restates.strip()
    decision = Resolution(options.edition, options.adopted, options.review_by, minute, restates)
    adoption = Adoption(options.root, decision)
    adoption.check_new(commit=options.commit and not options.dry_run)
    # Two facts at once take a second; all combinations, which take half a minute, are `compare --full`.
    say(adoption.told(2, Progress("sorts of situation")))
    if options.dry_run or not (options.yes or _agreed()):
        say("Nothing was written.")
        return 0 if options.dry_run else 1
    if not adoption.is_written:
        adoption.write()
        say(f"Written: {adoption.path}.")
    if options.commit:
        adoption.commit()
        say(f"Committed: {adoption.message}.")
    else:
        commands = f"git add {adoption.path}", f'git commit -m "{adoption.message}" -- {adoption.path}'
        say("\n  ".join(("To put it on record, commit it:", *commands)))
    return 0


def _agreed() -> bool:
    """Whether somebody who has read what would happen wants it; where nobody can be asked, nobody does."""
    if not sys.stdin.isatty():
        say("Say --yes to adopt it without being asked.")
        return False
    return asked("Adopt it? Nothing changes an edition afterwards. (yes or no) ") == "yes"
