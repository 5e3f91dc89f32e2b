"""What a check of a handbook's files finds; where nothing has changed since, what it found then."""

import gc
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from policybook import kept
from policybook.files import without_collecting
from policybook.policy.english import listed, several
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.problems import Kind, Place, Problem, Work, typed
from policybook.reviews.lock import AUTHORS_DRAFT, LOCK, read_lock

if TYPE_CHECKING:
    from policybook.check.rule import Subject


class Checked(NamedTuple):
    """All that is wrong with a handbook's files, what is yet to be done by people, and the heads of its editions.

    `subject` is there where the handbook had to be read.
    """

    problems: tuple[Problem, ...]
    awaited: Sequence[str]
    editions: Sequence[Edition]
    subject: "Subject | None" = None


@without_collecting()
def checked(root: Path) -> Checked:
    """What a check of the files under `root` finds, or found, where nothing has changed since that it rests on."""
    # What a continuous integration kept, whoever could write there has answered: there it is found anew each time.
    given = None if os.environ.get("CI") else kept.inputs(root)
    answer = kept.kept(root, "check", given.digest) if given else None
    if answer is not None:
        with suppress(LookupError, TypeError, ValueError):
            return _read(answer)
    from policybook.check.run import looked_at

    subject, problems = looked_at(root)
    # What was read stays to the end: to look through it for circles among objects once more takes long.
    gc.freeze()
    awaited = tuple(filter(None, (unfilled(subject.handbook), drafts(root))))
    found = Checked(problems, awaited, subject.handbook.editions, subject)
    if given:
        given.keep(root, "check", _written(found), subject.elsewhere)
    return found


def _written(found: Checked) -> list[Any]:
    return [
        [[p.kind.value, p.place.path, p.place.line, p.what, p.hint, p.work.value] for p in found.problems],
        found.awaited,
        [[edition.name, edition.path, edition.digest, edition.follows] for edition in found.editions],
    ]


def _read(answer: Any) -> Checked:  # noqa: ANN401 - as `_written` wrote it
    problems, awaited, editions = answer
    return Checked(
        tuple(
            Problem(Kind(k), Place(path, line), what, hint, Work(w))
            for k, path, line, what, hint, w in problems
        ),
        awaited,
        [Edition(n, "", "", "", "", path=p, digest=d, follows=(f[0], f[1])) for n, p, d, f in editions],
    )


def drafts(root: Path) -> str:
    """How much of what is published nobody but its authors has looked at; "" where an office has looked at all of it."""
    seen = read_lock(root).by_key.values()
    count = sum(review.by == AUTHORS_DRAFT for review in seen)
    what = f"{LOCK}: {count} of {several(len(seen), 'review')} are a draft, and await an office:"
    return f"{what} {typed('review', '--list')} names them, and the pages say so." if count else ""


def unfilled(handbook: Handbook) -> str:
    """Which offices nobody can ring; "" where all are filled in."""
    empty = [role.title for role in handbook.roles if not role.telephone]
    what = f"book/organisation.yml: to fill in: no telephone number yet for {listed(empty)}."
    return f"{what} Until then the pages tell people to ask for them." if empty else ""
