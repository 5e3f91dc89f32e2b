"""Adopting: what is refused and why, what is written, and that no interruption leaves half of anything."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from badinput import copy_of_small
from places import SOURCE

from policybook.check.run import check
from policybook.cli import main
from policybook.commands.adopt import AdoptError, Adoption, Resolution
from policybook.editions.edition import freeze, read_edition
from policybook.load import load

FIRST = ("--edition", "2019.1.0", "--adopted", "2019-01-15", "--review-by", "2020-01-15", "--minute", "7")
SECOND = ("--edition", "2020.1.0", "--adopted", "2020-03-02", "--review-by", "2021-03-02", "--minute", "12")
FILE = "editions/2019.1.0.json"
NOBODY = 65534
"""The user whom every Unix has, and who owns nothing."""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE)}


def adopt(root: Path, *options: str, yes: bool = True) -> int:
    return main(["adopt", "--root", str(root), *options, *(["--yes"] if yes else [])])


@pytest.fixture
def root(tmp_path) -> Path:
    return copy_of_small(tmp_path)


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


# ---- what is written


def test_an_adoption_writes_one_file_which_is_the_edition(root, capsys):
    before = files(root)
    expected = freeze(load(root), name="2019.1.0", adopted="2019-01-15", review_by="2020-01-15", minute="7")
    assert adopt(root, *FIRST) == 0
    after = files(root)
    assert after.pop(FILE).decode() == expected
    assert after == before
    assert check(root)[1] == ()
    assert capsys.readouterr().out.endswith(
        f"Written: {FILE}.\n"
        "To put it on record, commit it:\n"
        f"  git add {FILE}\n"
        f'  git commit -m "Adopt edition 2019.1.0" -- {FILE}\n'
    )


def test_an_edition_can_be_read_by_everybody(root):
    adopt(root, *FIRST)
    assert (root / FILE).stat().st_mode & 0o777 == 0o644


def test_what_would_be_frozen_is_shown_first(root, capsys):
    assert adopt(root, *FIRST, "--dry-run") == 0
    assert not (root / "editions").exists()
    said = capsys.readouterr().out
    assert "Edition 2019.1.0: The pool's rules" in said
    assert "adopted 15 January 2019, to be reviewed by 15 January 2020" in said
    assert "minute: 7" in said
    assert "4 clauses" in said
    assert "no reviews of the training are kept here" in said
    assert "It would be the first edition." in said
    assert said.endswith("Nothing was written.\n")


def test_an_edition_that_only_restates_says_so_and_needs_no_minute(root, capsys):
    restating = (*FIRST[:-2], "--restates", "the rules of 2018")
    assert adopt(root, *restating) == 0
    said = capsys.readouterr().out
    assert "minute: none is recorded" in said
    assert "it restates the rules of 2018; these words have not been adopted" in said
    assert "Freeze edition 2019.1.0" in said
    assert load(root).editions[0].restates == "the rules of 2018"


def test_a_second_edition_follows_the_first_and_says_what_changed(root, capsys):
    adopt(root, *FIRST)
    capsys.readouterr()
    assert adopt(root, *SECOND, "--dry-run") == 0
    assert "the policy is the same" in capsys.readouterr().out
    page = root / "book/policy/rules.md"
    page.write_text(page.read_text().replace("Nobody may hurry", "Nobody should hurry"))
    assert adopt(root, *SECOND) == 0
    assert "2019.1.0" in capsys.readouterr().out
    first, second = load(root).editions
    assert second.follows == (first.name, first.digest)
    assert check(root)[1] == ()
    assert "Nobody may hurry" in read_edition(root, "2019.1.0").clauses["no-running"].text


def test_an_edition_that_came_meanwhile_is_not_passed_over(root):
    adoption = Adoption(root, Resolution("2019.1.0", "2019-01-15", "2020-01-15", "7"))
    adopt(root, *changed(FIRST, edition="2019.2.0"))
    with pytest.raises(AdoptError, match="somebody else"):
        adoption.write()
    assert [edition.name for edition in load(root).editions] == ["2019.2.0"]


def test_nobody_who_can_be_asked_is_not_asked_and_nothing_is_written(root, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    assert adopt(root, *FIRST, yes=False) == 1
    assert "Say --yes" in capsys.readouterr().out
    assert not (root / "editions").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "written"), [("yes\n", True), ("no\n", False), ("y\n", False), ("", False)]
)
def test_somebody_at_a_terminal_is_asked(answer, written, root, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert adopt(root, *FIRST, yes=False) == (0 if written else 1)
    assert (root / FILE).exists() == written
    assert "Adopt it?" in capsys.readouterr().out


# ---- what is refused


def refused(root: Path, capsys, *options: str) -> list[str]:
    """What is said when an adoption is refused; that nothing was written is looked at here."""
    before = files(root)
    assert adopt(root, *options) == 1
    assert files(root) == before
    printed = capsys.readouterr()
    assert "Written" not in printed.out
    assert "Traceback" not in printed.err
    return printed.err.splitlines()


def changed(options: tuple[str, ...], **new: str) -> tuple[str, ...]:
    values = dict(zip(options[::2], options[1::2], strict=True))
    values |= {f"--{name.replace('_', '-')}": value for name, value in new.items()}
    return tuple(part for pair in values.items() for part in pair)


@pytest.mark.parametrize(
    "name", ["2019", "2019.1", "v2019.1.0", "2019.01.0", "../2019.1.0", "", "2019.1.0/x"]
)
def test_a_bad_name(name, root, capsys):
    assert refused(root, capsys, *changed(FIRST, edition=name)) == [
        f"policybook: “{name}” is not a name for an edition. Write year, number and correction: 2019.1.0."
    ]


@pytest.mark.parametrize("day", ["15.01.2019", "2019-1-15", "2019-02-30", "", "20190115"])
@pytest.mark.parametrize("option", ["adopted", "review_by"])
def test_a_bad_date(option, day, root, capsys):
    assert refused(root, capsys, *changed(FIRST, **{option: day})) == [
        f"policybook: --{option.replace('_', '-')}: “{day}” is not a date. Write it as year-month-day: 2026-01-31."
    ]


@pytest.mark.parametrize("day", ["2019-01-15", "2018-01-15"])
def test_a_review_that_is_not_after_the_adoption(day, root, capsys):
    assert refused(root, capsys, *changed(FIRST, review_by=day)) == [
        f"policybook: the review, by {day}, is not after the adoption, on 2019-01-15."
    ]


def test_an_adoption_that_has_not_come_yet(root, capsys):
    future = changed(FIRST, edition="9000.1.0", adopted="9000-01-15", review_by="9001-01-15")
    assert refused(root, capsys, *future) == [
        "policybook: 9000-01-15 has not come yet: an edition is frozen when it has been adopted."
    ]


def test_an_adoption_today_has_come(root):
    decision = Resolution("2020.1.0", "2020-03-02", "2021-03-02", "12")
    assert Adoption(root, decision, today=date(2020, 3, 2)).text
    with pytest.raises(AdoptError, match="has not come yet"):
        Adoption(root, decision, today=date(2020, 3, 1))


def test_a_name_of_another_year(root, capsys):
    assert refused(root, capsys, *changed(FIRST, edition="2020.1.0")) == [
        "policybook: “2020.1.0” begins with another year than its adoption, on 2019-01-15."
    ]


def test_no_minute_and_nothing_restated(root, capsys):
    assert refused(root, capsys, *changed(FIRST, minute=" ")) == [
        "policybook: say where the decision is minuted (--minute), or which document this restates (--restates)."
    ]


def test_a_minute_of_two_lines(root, capsys):
    assert refused(root, capsys, *changed(FIRST, minute="7\n8")) == [
        "policybook: the minute and what is restated are one line of plain text each."
    ]


def test_an_edition_that_exists(root, capsys):
    adopt(root, *FIRST)
    capsys.readouterr()
    assert refused(root, capsys, *FIRST) == [
        "policybook: there is an edition 2019.1.0 already, and it is exactly this one."
    ]
    assert refused(root, capsys, *changed(FIRST, minute="8")) == [
        "policybook: there is an edition 2019.1.0 already, and no edition is ever changed."
    ]


def test_a_name_that_is_not_newer(root, capsys):
    adopt(root, *SECOND)
    capsys.readouterr()
    older = changed(SECOND, edition="2020.0.9")
    assert refused(root, capsys, *older) == [
        "policybook: “2020.0.9” is not newer than 2020.1.0, the last edition."
    ]


def test_an_adoption_before_the_last_one(root, capsys):
    adopt(root, *SECOND)
    capsys.readouterr()
    before = changed(SECOND, edition="2020.2.0", adopted="2020-03-01")
    assert refused(root, capsys, *before) == [
        "policybook: it was adopted on 2020-03-01, before 2020.1.0, which was adopted on 2020-03-02."
    ]


def test_several_reasons_are_all_said(root, capsys):
    assert len(refused(root, capsys, *changed(FIRST, edition="x", adopted="y", minute=""))) == 3


def test_a_handbook_with_a_problem(root, capsys):
    page = root / "book/policy/rules.md"
    page.write_text(page.read_text().replace("{plain}`Walk, always.`", ""))
    (problem,) = map(str, check(root)[1])
    assert refused(root, capsys, *FIRST) == [
        problem,
        "policybook: nothing is adopted while there are problems: put right what is named above.",
    ]


def test_suspect_training(root, capsys):
    assert main(["review", "--root", str(root), "--all", "--by", "authors-draft"]) == 0
    page = root / "book/policy/rules.md"
    page.write_text(page.read_text().replace("Nobody films", "Nobody at all films"))
    said = refused(root, capsys, *FIRST)
    assert said[-1].startswith("policybook: nothing is adopted while")
    assert len(said) > 1
    assert all("is suspect" in line and line.endswith("[review]") for line in said[:-1])


def test_what_awaits_the_safeguarding_lead_is_said_and_stops_nothing(root, capsys):
    assert main(["review", "--root", str(root), "--all", "--by", "authors-draft"]) == 0
    assert adopt(root, *FIRST) == 0
    assert "pieces of what is published await an office, or the safety lead" in capsys.readouterr().out


def test_training_that_nobody_has_reviewed(root, capsys):
    (root / "reviews.lock").write_text("# policybook-reviews 1\n")
    said = refused(root, capsys, *FIRST)
    assert len(said) > 1
    assert all("is not yet reviewed" in line for line in said[:-1])


def test_an_older_edition_that_was_changed(root, capsys):
    adopt(root, *FIRST)
    capsys.readouterr()
    (root / FILE).write_text((root / FILE).read_text().replace("Walk, always.", "Run, always."))
    said = refused(root, capsys, *SECOND)
    assert said[0].startswith(f"{FILE}:1: this edition has been changed since it was adopted")


def test_a_handbook_that_is_not_there(tmp_path, capsys):
    assert "there is no handbook here" in refused(tmp_path, capsys, *FIRST)[0]


# ---- the disk


def test_a_file_in_the_place_of_the_folder(root, capsys):
    (root / "editions").write_text("")
    assert refused(root, capsys, *FIRST) == [
        "editions:1: this should be a folder. Take it away, and restore the folder from the last commit. [file]",
        "policybook: nothing is adopted while there are problems: put right what is named above.",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of this kind are not Windows's")
def test_a_folder_that_may_not_be_written_to(root, capsys):
    """Root may write anywhere, so for the time of it root is nobody, in a copy that anybody may read."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        shutil.copytree(root, book)
        Path(folder).chmod(0o755)
        # A first try, refused too, so that nothing is left to be imported by somebody who may not read it.
        (book / "editions").write_text("")
        refused(book, capsys, *FIRST)
        (book / "editions").unlink()
        (book / "editions").mkdir(mode=0o555)
        was = os.geteuid()
        if was == 0:
            os.seteuid(NOBODY)
        try:
            said = refused(book, capsys, *FIRST)
        finally:
            os.seteuid(was)
        (book / "editions").chmod(0o755)
    assert said == [f"policybook: {FILE} cannot be written: Permission denied. Nothing has changed."]


def test_a_disk_that_may_only_be_read(root, capsys, monkeypatch):
    opened = Path.open

    def refuse(self: Path, mode: str = "r", *more, **options):
        if mode[0] in "ax":
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(self, mode, *more, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(root, capsys, *FIRST) == [
        f"policybook: {FILE} cannot be written: Read-only file system. Nothing has changed."
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="it needs a limit on the size of files")
def test_a_disk_that_is_full(root):
    """A limit on the size of a file stands in for a disk without room: the write itself fails, half way."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
        "from policybook.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    run = subprocess.run(
        [sys.executable, "-B", "-c", code, "adopt", "--root", str(root), *FIRST, "--yes"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stderr.splitlines()) == (
        1,
        [f"policybook: {FILE} cannot be written: File too large. Nothing has changed."],
    )
    assert list((root / "editions").iterdir()) == []


# ---- the commit


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


@pytest.fixture
def repository(root) -> Path:
    git(root, "init", "-q")
    for key, value in (
        ("user.name", "A Clerk"),
        ("user.email", "clerk@example.org"),
        ("commit.gpgsign", "false"),
    ):
        git(root, "config", key, value)
    git(root, "config", "core.hooksPath", ".git/hooks")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def test_one_command_makes_one_commit_of_one_file(repository, capsys):
    assert adopt(repository, *FIRST, "--commit") == 0
    assert git(repository, "show", "--name-only", "--format=%s", "HEAD").split("\n")[:3] == [
        "Adopt edition 2019.1.0",
        "",
        FILE,
    ]
    assert git(repository, "status", "--porcelain") == ""
    assert capsys.readouterr().out.endswith("Committed: Adopt edition 2019.1.0.\n")


def test_what_is_not_committed_yet_is_committed_first(repository, capsys):
    (repository / "notes.txt").write_text("later")
    assert refused(repository, capsys, *FIRST, "--commit") == [
        "policybook: notes.txt is not committed yet (1 such files). Commit first: an edition freezes words that "
        "are on record."
    ]


def test_interrupted_before_its_commit_the_same_command_makes_the_commit(repository, capsys):
    adopt(repository, *FIRST)
    assert check(repository)[1] == ()
    assert adopt(repository, *FIRST, "--commit") == 0
    assert git(repository, "status", "--porcelain") == ""
    capsys.readouterr()
    assert refused(repository, capsys, *FIRST, "--commit") == [
        "policybook: there is an edition 2019.1.0 already, and it is committed."
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="it needs a signal of Unix")
@pytest.mark.parametrize(("step", "written"), [(1, False), (2, True)])
def test_killed_while_it_writes_it_recovers_where_git_ignores_nothing(step, written, repository):
    code = f"""
import os, signal, sys
left = {step}
def sync(handle):
    global left
    left -= 1
    left or os.kill(os.getpid(), signal.SIGKILL)
os.fsync = sync
from policybook.cli import main
main(sys.argv[1:])
"""
    command = [sys.executable, "-c", code, "adopt", "--root", str(repository), *FIRST, "--commit", "--yes"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert (repository / FILE).exists() == written
    left = git(repository, "status", "--porcelain", "--untracked-files=all")
    assert ".policybook-lock" in left
    assert ".tmp" in left
    assert adopt(repository, *FIRST, "--commit") == 0
    assert git(repository, "show", "--name-only", "--format=", "HEAD").split() == [FILE]
    assert check(repository)[1] == ()


@pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")
def test_a_commit_that_git_refuses_says_what_stands_and_what_to_do(repository, capsys):
    hook = repository / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    assert adopt(repository, *FIRST, "--commit") == 1
    assert capsys.readouterr().err.splitlines() == [
        f"policybook: {FILE} is written, and is not committed. Git says: not today",
        "policybook: Put that right, then run the same command again.",
    ]
    hook.unlink()
    assert adopt(repository, *FIRST, "--commit") == 0
    assert git(repository, "status", "--porcelain") == ""


def test_a_folder_without_git_has_nothing_to_commit_to(root, capsys, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    (said,) = refused(root, capsys, *FIRST, "--commit")
    assert said.startswith("policybook: Git says: ")


def test_a_machine_without_git_says_so(root, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(root))
    assert refused(root, capsys, *FIRST, "--commit") == [
        "policybook: Git cannot be run: No such file or directory."
    ]


def test_the_problems_are_said_to_machines_as_json(root, capsys):
    page = root / "book/policy/rules.md"
    page.write_text(page.read_text().replace("{plain}`Walk, always.`", ""))
    assert adopt(root, *FIRST, "--json") == 1
    assert json.loads(capsys.readouterr().out)[0]["kind"] == "directive"


# ---- what it would change, and proposals


def test_what_would_change_is_said_in_words_and_in_decisions(root, capsys):
    adopt(root, *FIRST)
    page = root / "book/policy/rules.md"
    text = page.read_text().replace("Nobody may hurry", "Nobody should hurry")
    page.write_text(text.replace("anyone must not run", "anyone should not run"))
    (root / "quizzes/rules.md").write_text("# Rules: a quiz\n")
    (root / "scenarios/first-day.ipynb").unlink()
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text().replace("  - file: scenarios/first-day\n", ""))
    capsys.readouterr()
    assert adopt(root, *SECOND, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "After edition 2019.1.0, which stays as it is:" in said
    assert "  1(a) Walk (no-running): substantive" in said
    assert "    “must not” becomes “should not”, which is weaker" in said
    assert "with up to 2 facts at once:" in said
    assert "    Anybody who runs: was “must not”, 1(a); would be “should not”, 1(a)." in said
    assert adopt(root, *SECOND) == 0
    assert "with up to 2 facts at once:" in capsys.readouterr().out


PROPOSAL = """# Walk slowly

:::{{proposal}} P{number}
:owner: manager
:state: {state}
:drafted: 2019-02-01
:put: 2019-02-01
:taken-in: 2019-02-01

It is safer.
:::

:::{{source}} A leaflet
:edition: 2019
:sure: general-knowledge

It says so.
:::

:::{{amend}} no-running
{words}

{{why}}`It is safer to say it so.`

{{plain}}`Walk, always.`

{{norm}}`anyone must not run`
:::
"""


def propose(root: Path, number: int, words: str, state: str = "taken into the draft") -> None:
    page = root / f"proposals/P{number}.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(PROPOSAL.format(number=number, state=state, words=words))
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text() + f"  - file: proposals/P{number}\n")


def test_what_the_draft_took_in_is_named_in_the_next_edition_and_in_no_later_one(root, capsys):
    propose(root, 4, "Nobody may hurry, ever.")
    assert adopt(root, *FIRST) == 0
    assert "with the proposals P4" in capsys.readouterr().out
    propose(root, 7, "Nobody may hurry at all.")
    assert adopt(root, *SECOND) == 0
    assert [edition.proposals for edition in load(root).editions] == [("P4",), ("P7",)]


def test_proposals_that_clash_are_not_adopted_together(root, capsys):
    propose(root, 4, "Nobody may hurry, ever.")
    propose(root, 7, "Nobody may hurry at all.")
    (said,) = refused(root, capsys, *FIRST)
    assert said.startswith("policybook: the draft took in two proposals that clash: ")
    assert "P4" in said
    assert "P7" in said
