"""What vouches for an edition beside its own digests: the edition that follows it, and the history of Git.

Whoever rewrites an edition can work out its digests again, and those of all that follow. What was committed stands
in every copy of the repository.
"""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from policybook.editions.edition import FOLDER, EditionError
from policybook.policy.english import listed, several, written_out
from policybook.policy.handbook import Edition

_DIGITS = 12
"""So many of a commit's digits name it: Git's own short form grows with a repository, and differs between copies."""
_LOG = "log --diff-filter=AD --no-renames --no-show-signature --raw --no-abbrev --relative --format=%H=%cs"
_Additions = list[tuple[str, str, str]]
"""The commits that added a file, the latest first: each with its day, and Git's name for what the file held."""


class GitError(OSError):
    """What Git says where it does not do what was asked."""


def git(root: Path, *arguments: str) -> str:
    """What Git prints. Raises GitError."""
    command = ["git", "-C", str(root), *arguments]
    try:
        # Git itself, and no shell.
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    except OSError as error:
        raise GitError(f"Git cannot be run: {error.strerror}.") from error
    if done.returncode:
        raise GitError(f"Git says: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def vouched(root: Path, editions: Sequence[Edition]) -> Iterator[tuple[Edition, str | EditionError]]:
    """Each of the editions under `root` with what it was checked against, in words.

    One whose file is not as it was committed comes with the error that says so.
    """
    past, none = _past(root) if editions else ({}, "")
    paths = [edition.path for edition in editions if edition.path in past]
    now = dict(zip(paths, git(root, "hash-object", "--", *paths).split(), strict=True)) if paths else {}
    named = {after.follows: after.name for after in editions}
    for edition in editions:
        parts = ["its own digests"]
        if after := named.get((edition.name, edition.digest)):
            parts.append(f"the chain (edition {after} names its digest)")
        if edition.path not in now:
            yield edition, f"{'only ' * (len(parts) == 1)}{listed(parts)}; {none}"
            continue
        (commit, day, content), *earlier = past[edition.path]
        commit, day = commit[:_DIGITS], written_out(day)
        if now[edition.path] == content:
            again = f", which froze it anew after {several(len(earlier), 'earlier time')}" * bool(earlier)
            parts.append(f"the history of Git (unchanged since commit {commit} of {day}{again})")
            yield edition, listed(parts)
        else:
            what = f"this edition is not as it came in commit {commit} of {day}: it was changed, digests and all."
            yield edition, EditionError(what, f"Restore it: git checkout {commit} -- {edition.path}")


def _past(root: Path) -> tuple[Mapping[str, _Additions], str]:
    """The commits that added each edition's file, by its path; and why there is none for another."""
    try:
        if git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
            return {}, "this copy of the repository has only a part of Git’s history"
        lines = git(root, *_LOG.split(), "--", FOLDER).splitlines()
    except GitError:
        return {}, "there is no history of Git here"
    past: dict[str, _Additions] = {}
    gone: set[str] = set()
    commit = day = ""
    for line in filter(None, lines):
        if line.startswith(":"):
            about, _, path = line.partition("\t")
            *_, content, what = about.split()
            if what == "A":
                past.setdefault(path, []).append((commit, day, content))
            elif path not in past:
                gone.add(path)
        else:
            commit, day = line.split("=")
    return {path: past[path] for path in past.keys() - gone}, "its file is not committed to Git yet"
