"""What vouches for an edition: its digests, the edition that follows it, and the history of Git where it is there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from badinput import copy_of_small
from extsite import Site
from freezing import FIRST, SECOND, adopted, change

from policybook.check.run import check
from policybook.cli import main

RULES = "book/policy/rules.md"
ONE, TWO = (f"editions/{head['name']}.json" for head in (FIRST, SECOND))


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root: Path, message: str) -> str:
    """Commit all that there is, and return the twelve digits that name the commit."""
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")[:12]


@pytest.fixture
def root(tmp_path) -> Path:
    """A handbook of two editions, each committed on 2 February 2026."""
    root = copy_of_small(tmp_path)
    git(root, "init", "-q")
    for key, value in (("name", "A Clerk"), ("email", "clerk@example.org")):
        git(root, "config", f"user.{key}", value)
    git(root, "config", "commit.gpgsign", "false")
    git(root, "config", "core.hooksPath", ".git/hooks")
    return root


@pytest.fixture
def commits(root, monkeypatch) -> list[str]:
    """The commits of the two editions."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-02-02T12:00:00+00:00")
    found = []
    for head in (FIRST, SECOND):
        adopted(root, **head)
        found.append(commit(root, f"Adopt {head['name']}"))
    return found


def rewrite(root: Path, head: dict[str, str]) -> None:
    """Put other words into an edition, under digests that are right."""
    editions = {path: path.read_bytes() for path in (root / "editions").iterdir()}
    for path in editions:
        if path.stem >= head["name"]:
            path.unlink()
    before = (root / RULES).read_text("utf-8")
    change(root, RULES, "Nobody may hurry", "Anybody may hurry")
    adopted(root, **head)
    (root / RULES).write_text(before, "utf-8")


def checked(root: Path, capsys, *options: str) -> tuple[int, list[str], list[str]]:
    code = main(["check", "--root", str(root), *options])
    printed = capsys.readouterr()
    return (
        code,
        printed.out.splitlines(),
        [line for line in printed.err.splitlines() if "to fill in" not in line],
    )


def test_what_an_edition_was_checked_against_is_said(root, commits, capsys):
    one, two = commits
    assert checked(root, capsys, "--history") == (
        0,
        [
            "Edition 2019.1.0 was checked against its own digests, the chain (edition 2020.1.0 names its digest) and "
            f"the history of Git (unchanged since commit {one} of 2 February 2026).",
            "Edition 2020.1.0 was checked against its own digests and "
            f"the history of Git (unchanged since commit {two} of 2 February 2026).",
        ],
        [],
    )
    assert checked(root, capsys) == (0, [], [])


@pytest.mark.parametrize("then_committed", [False, True])
def test_an_edition_rewritten_under_right_digests_is_one_problem(then_committed, root, commits, capsys):
    rewrite(root, SECOND)
    if then_committed:
        commit(root, "Put a word right")
    assert not check(root)[1]  # its digests are right
    wrong = (
        f"{TWO}:1: this edition is not as it came in commit {commits[1]} of 2 February 2026: it was changed, "
        f"digests and all. Restore it: git checkout {commits[1]} -- {TWO} [edition]"
    )
    assert checked(root, capsys) == (1, [], [wrong])
    git(root, "checkout", commits[1], "--", TWO)  # as it says
    assert checked(root, capsys)[0] == 0


def test_nothing_is_adopted_after_an_edition_that_was_rewritten(root, commits, capsys):
    rewrite(root, SECOND)
    third = ["--edition", "2021.1.0", "--adopted", "2021-01-15", "--review-by", "2022-01-15", "--minute", "7"]
    assert main(["adopt", "--root", str(root), *third, "--yes"]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"policybook: {TWO}: this edition is not as it came in commit {commits[1]}")
    assert not (root / "editions/2021.1.0.json").exists()


def test_the_whole_chain_rewritten_is_found_too(root, commits, capsys):
    rewrite(root, FIRST)
    adopted(root, **SECOND)
    assert check(root)[1] == ()
    code, _, err = checked(root, capsys)
    assert (code, [line.partition(":")[0] for line in err]) == (1, [ONE, TWO])


def test_an_edition_changed_on_a_branch_is_found_after_the_merge(root, commits, capsys):
    git(root, "checkout", "-q", "-b", "other")
    rewrite(root, SECOND)
    commit(root, "Put a word right")
    git(root, "checkout", "-q", "-")
    (root / "notes.txt").write_text("meanwhile")
    commit(root, "Note")
    git(root, "merge", "-q", "--no-edit", "other")
    assert checked(root, capsys)[0] == 1


def test_an_edition_that_was_taken_out_and_frozen_anew_says_so(root, commits, capsys):
    (root / TWO).unlink()
    commit(root, "Take it out")
    adopted(root, **SECOND | {"minute": "13"})
    assert checked(root, capsys, "--history")[1][1].endswith("its file is not committed to Git yet.")
    again = commit(root, "Freeze it anew")
    said = f"unchanged since commit {again} of 2 February 2026, which froze it anew after 1 earlier time)."
    assert checked(root, capsys, "--history")[1][1].endswith(said)


def test_what_git_cannot_say_is_said(root, commits, tmp_path, capsys, monkeypatch):
    chain = "its own digests and the chain (edition 2020.1.0 names its digest)"

    def said(where: Path) -> list[str]:
        code, out, err = checked(where, capsys, "--history")
        assert (code, err) == (0, [])
        return [line.partition(" against ")[2] for line in out]

    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "shallow")
    part = "this copy of the repository has only a part of Git’s history."
    assert said(tmp_path / "shallow") == [f"{chain}; {part}", f"only its own digests; {part}"]
    git(root, "rm", "-q", "--cached", TWO)
    git(root, "commit", "-q", "--amend", "-m", "Nothing", "--allow-empty")
    assert said(root)[1] == "only its own digests; its file is not committed to Git yet."
    monkeypatch.setenv("PATH", str(root))
    none = "there is no history of Git here."
    assert said(root) == [f"{chain}; {none}", f"only its own digests; {none}"]


def test_the_page_of_an_edition_says_what_it_was_checked_against(root, commits):
    site = Site(root).build(strict=True)
    said = f"Its own digests and the history of Git (unchanged since commit {commits[1]} of 2 February 2026)."
    assert said in site.page(TWO.removesuffix(".json"))


def test_no_site_is_built_of_an_edition_that_was_rewritten(root, commits):
    rewrite(root, SECOND)
    site = Site(root).build(strict=True)
    assert site.status
    assert f"this edition is not as it came in commit {commits[1]}" in site.warnings
