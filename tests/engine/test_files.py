"""Writing files: nothing torn by a run that is killed, nothing lost by runs at once, and what is said otherwise."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from badinput import copy_of_small
from killing import ENVIRONMENT, ROOT, act_of, at_once, contents, killed
from places import SMALL

from policybook import files
from policybook.check.run import check
from policybook.cli import main
from policybook.commands.notebooks import ChangedError, keep
from policybook.files import FileError, locked, write, write_once
from policybook.reviews.lock import LOCK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it needs signals and permissions of Unix")


# ---- what is read


def longer(file: Path) -> None:
    file.touch()
    os.truncate(file, files.LONGEST + 1)


ENDLESS = {
    "a pipe or a device": os.mkfifo,
    "no file": lambda file: file.symlink_to("/dev/zero"),
    "far too long": longer,
}
READS = (
    ("compare given.json draft", "given.json"),
    ("compare draft ./given.json", "given.json"),
    ("record verify given", "given"),
    ("record verify none --log log.csv", "log.csv"),
    ("check", "_toc.yml"),
    ("check", "index.md", "book/organisation.yml", "scenarios/first-day.ipynb"),
    ("check", "editions/2026.1.0.json", LOCK),
)
"""A command, and what it reads."""


@pytest.mark.parametrize("words", ENDLESS)
@pytest.mark.parametrize("reads", READS, ids=" ".join)
def test_what_has_no_end_is_said_in_a_line_and_not_read(reads, words, tmp_path):
    root, (command, *paths) = copy_of_small(tmp_path), reads
    for path in paths:
        (root / path).unlink(missing_ok=True)
        (root / path).parent.mkdir(exist_ok=True)
        ENDLESS[words](root / path)
    run = [sys.executable, "-m", "policybook", *command.split()]
    done = subprocess.run(run, cwd=root, env=ENVIRONMENT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for path in paths:
        line = next(one for one in (done.stdout + done.stderr).splitlines() if path.partition(".")[0] in one)
        # Of a page that is no file, the table of contents says that there is none.
        assert words in line or (line.startswith("_toc.yml") and "there is no page" in line)


# ---- one file


def test_a_file_is_written_and_nothing_is_left_beside_it(tmp_path):
    write(tmp_path / "a", "ä\n")
    write(tmp_path / "a", b"two")
    write(tmp_path / "b", "")
    assert contents(tmp_path) == {"a": b"two", "b": b""}


def test_a_file_that_holds_it_already_is_left_alone(tmp_path):
    write(tmp_path / "a", "one")
    was = (tmp_path / "a").stat()
    write(tmp_path / "a", "one")
    now = (tmp_path / "a").stat()
    # To look into it may count as a use of it, and is none.
    assert (now.st_ino, now.st_mtime_ns, now.st_ctime_ns) == (was.st_ino, was.st_mtime_ns, was.st_ctime_ns)


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755])
def test_a_file_keeps_its_mode_and_a_new_one_has_that_of_its_maker(mode, tmp_path):
    (tmp_path / "a").write_text("one")
    (tmp_path / "a").chmod(mode)
    (tmp_path / "plain").write_text("")
    write(tmp_path / "a", "two")
    write(tmp_path / "b", "two")
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode
    assert (tmp_path / "b").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link_and_its_file_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there/a")
    for text in ("one", "two"):
        write(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "there/a").read_text() == text
    assert sorted(contents(tmp_path)) == ["link", "there/a"]


def test_nothing_takes_the_place_of_a_pipe_or_a_device():
    run = [sys.executable, "-m", "policybook", "export", "/dev/stdout", "--root", str(SMALL)]
    shown = subprocess.run(run, env=ENVIRONMENT, capture_output=True, check=True, timeout=60).stdout
    assert json.loads(shown)
    write(Path(os.devnull), "gone")
    assert Path(os.devnull).is_char_device()


def test_a_file_that_is_there_is_never_written_over_by_one_that_is_written_once(tmp_path, monkeypatch):
    write_once(tmp_path / "new" / "x", "one")
    with pytest.raises(FileExistsError):
        write_once(tmp_path / "new" / "x", "two")

    def refuse(*_names: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    # A disk that cannot name a file twice.
    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(FileExistsError):
        write_once(tmp_path / "new" / "x", "two")
    write_once(tmp_path / "new" / "y", "three")
    assert contents(tmp_path) == {"new/x": b"one", "new/y": b"three"}


# ---- what cannot be written


@pytest.fixture
def nobody():
    """Who owns nothing, where a test is run by root, who may write anywhere; and a folder that they may read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        was = os.geteuid()
        try:
            yield lambda: os.seteuid(65534) if was == 0 else None, copy_of_small(Path(folder))
        finally:
            os.seteuid(was)


def test_a_folder_that_may_not_be_written_to_is_named_and_nothing_changes(nobody, capsys):
    drop, root = nobody
    page = root / "quizzes/rules.md"
    page.write_text(page.read_text().replace("decided\n", "undecided\n"))
    page.chmod(0o666)
    assert main(["working", "--root", str(root)]) == 0
    before, printed = contents(root), capsys.readouterr()
    for open_to_all, named in ((page.parent, root), (root, page.parent)):
        named.chmod(0o555)
        open_to_all.chmod(0o777)
        drop()
        assert main(["working", "--store", "--root", str(root)]) == 1
        printed = capsys.readouterr()
        said = f"policybook: the folder {named} cannot be written to: Permission denied. It is as it was.\n"
        assert (printed.out, printed.err) == ("", said)
        os.seteuid(0) if os.getuid() == 0 else None
        assert contents(root) == before


def test_a_file_that_may_not_be_written_to_is_not_replaced(nobody):
    drop, root = nobody
    root.chmod(0o777)
    (root / "index.md").chmod(0o444)
    before = contents(root)
    drop()
    with pytest.raises(FileError, match=r"index\.md cannot be written to: Permission denied"):
        write(root / "index.md", "new")
    assert contents(root) == before


@pytest.mark.parametrize("path", ["no/such/folder", "folder"])
def test_what_is_no_file_is_said(path, tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    assert main(["export", str(tmp_path / path), "--root", str(SMALL)]) == 1
    assert "cannot be written to: " in capsys.readouterr().err
    assert contents(tmp_path) == {}


def test_a_disk_that_is_full_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    write(tmp_path / "a", "one")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left"):
        write(tmp_path / "a", "two")
    assert contents(tmp_path) == {"a": b"one"}


# ---- the lock


def test_whoever_waits_too_long_says_so_and_the_lock_of_a_dead_run_keeps_nobody_out(
    tmp_path, monkeypatch, capsys
):
    root = copy_of_small(tmp_path)
    review = ["review", "--all", "--by", "authors-draft", "--root", str(root)]
    hold = "import sys; from pathlib import Path; from policybook.files import locked\n"
    hold += "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(root)]
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        monkeypatch.setattr(files, "WAIT", 0.1)
        before = contents(root)
        assert main(review) == 1
        assert capsys.readouterr().err == (
            f"policybook: another run has been writing in {root} for 0 seconds. Nothing has changed. "
            "Wait until it has ended, then run this again.\n"
        )
        assert contents(root) == before
        holder.kill()
    assert main(review) == 0
    assert not strays(root)


def test_a_run_that_holds_a_folder_holds_what_is_below_it_and_lets_go_however_it_ends(tmp_path):
    (tmp_path / "a").mkdir()
    with locked(tmp_path), locked(tmp_path / "a"), locked(tmp_path):
        assert strays(tmp_path) == [files.LOCK]
        with pytest.raises(IsADirectoryError), locked(tmp_path):
            (tmp_path / "a").read_bytes()
        assert strays(tmp_path) == [files.LOCK]
    with pytest.raises(IsADirectoryError), locked(tmp_path):
        (tmp_path / "a").read_bytes()
    assert contents(tmp_path) == {}


# ---- killed


def strays(root: Path) -> list[str]:
    """What is there only while something is written."""
    return sorted(name for name in contents(root) if name.rpartition("/")[2].startswith(".policybook-"))


REVIEWED = [
    "no-running",
    "accidents",
    "filming",
    "accident-meaning",
    "late-for-a-lesson",
    "a-fall",
    "may-i-film",
    "first-day",
]
REVIEW = f"""
from policybook.cli import main
ITEMS = {REVIEWED}
def act(root, number):
    return main(["review", "--all", "--by", "authors-draft", "--root", str(root)])
def one(root, number):
    return main(["review", ITEMS[number], "--by", "manager", "--root", str(root)])
"""
STORE = """
from policybook.cli import main
QUESTIONS = "late-for-a-lesson a-fall may-i-film".split()
def act(root, number):
    return main(["working", "--store", "--root", str(root)])
def one(root, number):
    return main(["working", "--store", QUESTIONS[number % 3], "--root", str(root)])
"""
LOG = """
from policybook.records.log import append
def act(root, number):
    log(root, range(8 + 4 * number))
    return 0
def one(root, number):
    for number in range(4 * number, 4 * number + 8):
        log(root, [number])
    return 0
def log(root, numbers):
    row = ("Ada", "Teacher", "2020.1.0", "2020-02-03", "core", "complete", "KL")
    append(root / "training.csv", [(*row, f"r{number:016x}") for number in numbers])
"""
ADOPT = """
from policybook.cli import main
from policybook.load import load
def adopt(root, name):
    decision = ["--edition", name, "--adopted", f"{name[:4]}-01-15", "--review-by", "2030-01-15", "--minute", "7"]
    return main(["adopt", *decision, "--yes", "--root", str(root)])
def act(root, number):
    adopted = {edition.name for edition in load(root).editions}
    names = ["2019.1.0", "2020.1.0"][:number + 1]
    return max(adopt(root, name) for name in names if name not in adopted)
def one(root, number):
    return adopt(root, f"2019.{number}.0")
"""
KEEP = """
from policybook.commands.notebooks import keep
def act(root, number):
    path = root / "scenarios/first-day.ipynb"
    before = path.read_text("utf-8")
    keep(path, before, before.replace("# The first day", "# The very first day"))
    return 0
"""
EXPORT = """
from policybook.cli import main
def act(root, number):
    return main(["export", str(root / "handbook.json"), "--root", str(root)])
"""


def nothing_done(root: Path) -> None:
    """The small handbook as it is."""


def reviewed_once(root: Path) -> None:
    """Every item was reviewed, and the words of a clause have changed since."""
    assert act_of(REVIEW)(root, 0) == 0
    page = root / "book/policy/rules.md"
    page.write_text(page.read_text().replace("Nobody may hurry", "Nobody may rush"))


def without_workings(root: Path) -> None:
    """Three pages of one question, none with its working."""
    head, *questions = re.sub(
        r"\n```\{doctest\}.*?```", "", (root / "quizzes/rules.md").read_text(), flags=re.DOTALL
    ).split("::::{question}")
    (root / "quizzes/rules.md").write_text(head)
    for number, question in enumerate(questions):
        (root / f"quizzes/quiz-{number}.md").write_text(f"{head}::::{{question}}{question}")
        (root / "_toc.yml").write_text((root / "_toc.yml").read_text() + f"  - file: quizzes/quiz-{number}\n")


def with_an_old_table(root: Path) -> None:
    """The page of who is covered, of an earlier day, and a log and an export as well."""
    (root / "book/who-is-covered.md").write_text("# Who is covered\n")
    (root / "handbook.json").write_text("{}\n")
    assert act_of(LOG)(root, -1) == 0


@pytest.mark.parametrize(
    ("code", "prepare"),
    [
        (REVIEW, nothing_done),
        (REVIEW, reviewed_once),
        (STORE, without_workings),
        (STORE, with_an_old_table),
        (LOG, nothing_done),
        (LOG, with_an_old_table),
        (ADOPT, nothing_done),
        (KEEP, nothing_done),
        (EXPORT, with_an_old_table),
    ],
    ids=["first-review", "review", "store", "covered", "first-log", "log", "adopt", "notebook", "export"],
)
def test_killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_succeeds(
    code, prepare, tmp_path, monkeypatch
):
    start, act = copy_of_small(tmp_path), act_of(code)
    prepare(start)
    (tmp_path / "out").mkdir()
    whole, *copies = killed(code, start, tmp_path / "out")
    old, new = contents(start), contents(whole)
    assert old != new
    assert not strays(whole)
    states = {}
    for copy in copies:
        left = strays(copy)
        found = {name: data for name, data in contents(copy).items() if name not in left}
        for name in old.keys() | new.keys() | found.keys():
            assert found.get(name) in (old.get(name), new.get(name)), name
        states[tuple(sorted(found.items())), tuple(copy.joinpath(name).parent.name for name in left)] = copy
    assert len(copies) > 15
    assert len(states) > 4
    assert any(strays(copy) for copy in states.values())
    # What the next run makes of each is looked at here and now: thousands of waits for the disk would change nothing.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    assert act(whole, 1) == 0
    for copy in states.values():
        assert act(copy, 1) == 0
        assert contents(copy) == contents(whole)


def test_git_does_not_see_what_a_killed_run_leaves(tmp_path):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    (tmp_path / "folder").mkdir()
    with locked(tmp_path), files._beside(tmp_path / "folder/a", b""):
        assert len(strays(tmp_path)) == 2
        for arguments in (["init", "-q"], ["add", "--all"], ["ls-files"]):
            command = ["git", "-C", str(tmp_path), *arguments]
            seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert seen == ".gitignore\n"


# ---- at once


@pytest.fixture
def rounds(tmp_path):
    """The copies of rounds of eight runs at once, each with how its runs ended."""

    def run(code: str, prepare=nothing_done, rounds: int = 10) -> list[tuple[Path, list[int]]]:
        start = copy_of_small(tmp_path)
        prepare(start)
        (tmp_path / "out").mkdir()
        return at_once(f"{code}\nact = one", start, tmp_path / "out", 8, rounds)

    return run


@pytest.mark.parametrize("prepare", [nothing_done, reviewed_once])
def test_of_eight_reviews_recorded_at_once_none_is_lost(prepare, rounds):
    for copy, codes in rounds(REVIEW, prepare):
        assert codes == [0] * 8
        recorded = {line.split()[1] for line in (copy / LOCK).read_text().splitlines() if " manager " in line}
        assert recorded == {*REVIEWED}
        assert not [one for one in check(copy)[1] if any(f"“{name}”" in one.what for name in REVIEWED)]
        assert not strays(copy)


def test_of_workings_stored_at_once_in_one_page_none_is_lost(rounds):
    def bare(root: Path) -> None:
        page = root / "quizzes/rules.md"
        page.write_text(re.sub(r"\n```\{doctest\}.*?```", "", page.read_text(), flags=re.DOTALL))

    for copy, codes in rounds(STORE, bare):
        assert codes == [0] * 8
        assert check(copy)[1] == ()


def test_runs_that_log_at_once_lose_no_line_and_write_none_twice(rounds):
    for copy, codes in rounds(LOG):
        assert codes == [0] * 8
        # They overlap: what two of them bring stands once.
        lines = (copy / "training.csv").read_text("utf-8-sig").splitlines()[1:]
        assert sorted(line[-18:-1] for line in lines) == [f"r{number:016x}" for number in range(36)]


def test_of_editions_adopted_at_once_each_follows_the_one_before(rounds):
    for copy, codes in rounds(ADOPT, rounds=5):
        assert set(codes) <= {0, 1}
        assert codes.count(0) == len(list((copy / "editions").iterdir())) > 0
        assert check(copy)[1] == ()


def test_a_notebook_that_was_changed_while_it_ran_is_left_as_it_is(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("saved meanwhile")
    with pytest.raises(ChangedError):
        keep(path, "before", "after")
    assert contents(tmp_path) == {"a.ipynb": b"saved meanwhile"}


# ---- output that nobody reads

COMMANDS = (
    "check",
    "judge lifeguard run",
    "working",
    "working --store",
    "review",
    "review --list",
    "adopt --edition 2019.1.0 --adopted 2019-01-15 --review-by 2020-01-15 --minute 7 --dry-run",
    "compare old.json draft",
    "propose",
    "record verify index.md",
    "export",
    "review no-such-thing",
    "--help",
)


@pytest.mark.parametrize("words", COMMANDS)
def test_whoever_stops_reading_is_told_nothing(words, tmp_path):
    """The output goes to a pipe whose reader has gone, and so do errors where a command says nothing else."""
    root = copy_of_small(tmp_path)
    assert main(["export", str(root / "old.json"), "--root", str(root)]) == 0
    page = root / "quizzes/rules.md"
    if words in ("check", "working --store"):
        page.write_text(page.read_text().replace("decided\n", "undecided\n"))
    shut, pipe = os.pipe()
    os.close(shut)
    command = [sys.executable, "-m", "policybook", *words.split()]
    errors = pipe if words in ("check", "review no-such-thing") else subprocess.PIPE
    done = subprocess.run(command, cwd=root, env=ENVIRONMENT, stdout=pipe, stderr=errors, timeout=60)
    os.close(pipe)
    assert (done.returncode, done.stderr or b"") == (1, b"")


@pytest.mark.parametrize("pipeline", ["check 2>&1 | head -1", "working | head -1", "export | head -c 10"])
def test_the_head_of_an_output_is_all_that_is_shown(pipeline, tmp_path):
    # So many questions that each output is longer than a pipe holds; the check finds none of them right.
    root = copy_of_small(tmp_path)
    page = root / "quizzes/rules.md"
    text = page.read_text("utf-8")
    question, _, _ = text[text.index("::::{question} late") :].partition("```{doctest}")
    if pipeline.startswith("check"):
        question = question.replace("[x]", "[ ]")
    more = (question.replace("late-for-a-lesson", f"late-{number}") for number in range(900))
    page.write_text(text + "".join(f"\n{one}::::\n" for one in more), "utf-8")
    command = f"exec 2>&1; '{sys.executable}' -m policybook {pipeline}"
    shown = subprocess.run(command, shell=True, cwd=root, env=ENVIRONMENT, capture_output=True, timeout=60)
    assert len(shown.stdout.splitlines()) <= 1 + pipeline.startswith("export")


def test_an_output_that_has_no_room_is_one_line():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("it needs a device that is full")
    with full.open("wb") as out:
        command = [sys.executable, "-m", "policybook", "export", "--root", str(SMALL)]
        done = subprocess.run(command, env=ENVIRONMENT, stdout=out, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["policybook: [Errno 28] No space left on device"],
    )
