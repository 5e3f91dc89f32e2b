"""A check and a verdict of unchanged files are answered as before, and nothing that is kept makes an answer wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from badinput import copy_of_small
from places import SOURCE

from policybook import kept
from policybook.check import run as checking
from policybook.cli import main
from policybook.commands import check as command
from policybook.editions.edition import EditionError
from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.load.extends import EXTENDS, digest_of
from policybook.policy.handbook import Edition

pytestmark = pytest.mark.usefixtures("keeping")
CHECK, JUDGE = ["check"], ["judge", "lifeguard run"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_of_small(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], root: Path):
    def answered(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--root", str(root)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return answered


@pytest.fixture
def fresh(run, root):
    """What is answered where nothing is kept."""

    def answered(*arguments: str) -> tuple[int, str, str]:
        shutil.rmtree(root / kept.FOLDER, ignore_errors=True)
        return run(*arguments)

    return answered


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which commands read the handbook's files."""
    found: list[str] = []
    look = checking.looked_at
    monkeypatch.setattr(checking, "looked_at", lambda root: (found.append("check"), look(root))[1])
    from policybook import load

    judge = load.load
    monkeypatch.setattr(load, "load", lambda root: (found.append("judge"), judge(root))[1])
    return found


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def kept_files(root: Path) -> list[str]:
    return sorted(path.name for path in (root / kept.FOLDER).iterdir())


@pytest.mark.parametrize("arguments", [CHECK, [*CHECK, "--json"], JUDGE, [*JUDGE, "--json"]], ids=" ".join)
def test_unchanged_files_are_read_once_and_answered_alike(run, reads, arguments):
    first = run(*arguments)
    assert run(*arguments) == first
    assert reads == arguments[:1]


def test_problems_are_answered_alike_as_lines_and_as_json(run, reads, root):
    change(root, "book/policy/rules.md", "anyone must not run", "anyone must not fly")
    first = run("check"), run("check", "--json")
    reads.clear()
    assert (run("check"), run("check", "--json")) == first
    assert (first[0][0], reads) == (1, [])
    assert json.loads(first[1][1])


def test_a_handbook_with_problems_keeps_no_verdict(run, reads, root):
    change(root, "book/policy/rules.md", "anyone must not run", "anyone must not fly")
    assert run(*JUDGE) == run(*JUDGE)
    assert reads == ["judge", "judge"]
    assert not (root / kept.FOLDER).exists()


def edits(root: Path) -> Iterator[Path]:
    ours = ("book", "quizzes", "scenarios", "proposals", "editions", "reviews")
    yield from (path for name in ours for path in sorted((root / name).rglob("*")) if path.is_file())
    yield from (root / "_toc.yml", root / "index.md", root / "reviews.lock")


def test_whichever_file_changes_comes_goes_or_is_renamed_is_looked_at_again(root):
    before = kept.inputs(root)
    assert before is not None
    files = list(filter(Path.exists, edits(root)))
    assert len(files) > 8
    for file in files:
        was = file.read_bytes()
        for now in (b"", was + b"\n", was[:-1] + b"?"):
            file.write_bytes(now)
            assert kept.inputs(root) != before, file
        file.unlink()
        assert kept.inputs(root) != before, file
        file.with_name(f"other{file.suffix}").write_bytes(was)
        assert kept.inputs(root) != before, file
        file.with_name(f"other{file.suffix}").rename(file)
        assert kept.inputs(root) == before, file


OPENED: list[str] | None = None


def _heard(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and OPENED is not None and isinstance(arguments[0], str | os.PathLike):
        OPENED.append(os.fspath(arguments[0]))


sys.addaudithook(_heard)


@pytest.mark.parametrize("arguments", [CHECK, JUDGE], ids=lambda arguments: arguments[0])
def test_every_file_that_an_answer_rests_on_is_among_its_inputs(run, root, monkeypatch, arguments):
    monkeypatch.setattr(kept, "inputs", lambda root, code="": None)
    monkeypatch.setattr(sys.modules[__name__], "OPENED", [])
    run(*arguments)
    opened = {os.path.relpath(path, root).replace(os.sep, "/") for path in OPENED or ()}
    monkeypatch.undo()
    given = kept.inputs(root)
    assert given
    ours = {path for path in opened if not path.startswith("..")}
    assert len(ours) > 8
    assert ours <= given.files


@pytest.mark.parametrize("arguments", [CHECK, JUDGE], ids=lambda arguments: arguments[0])
def test_other_code_and_another_python_answer_anew(run, reads, monkeypatch, arguments):
    first = run(*arguments)
    monkeypatch.setattr(sys, "version", f"{sys.version} and more")
    assert run(*arguments) == first
    assert len(reads) == 2


def test_a_module_that_changes_is_other_code(monkeypatch, tmp_path):
    package = tmp_path / "policybook"
    shutil.copytree(SOURCE / "policybook", package, ignore=shutil.ignore_patterns("__pycache__", "theme"))
    spec = type("Spec", (), {"submodule_search_locations": [str(package)]})
    monkeypatch.setattr(kept, "find_spec", lambda name: spec)
    before = kept.code_digest()
    for folder in (package, package / "check"):
        (folder / "__pycache__").mkdir()
        (folder / "__pycache__" / "rule.cpython-311.pyc").touch()
    assert kept.code_digest() == before
    with (package / "check" / "rule.py").open("a") as file:
        file.write("# more\n")
    assert kept.code_digest() != before


def test_a_file_that_changes_during_a_check_leaves_nothing_kept(run, root, monkeypatch):
    look = checking.looked_at

    def meanwhile(at: Path):
        found = look(at)
        change(root, "book/policy/rules.md", "anyone must not run", "anyone must not fly")
        return found

    monkeypatch.setattr(checking, "looked_at", meanwhile)
    assert run("check")[0] == 0
    assert not (root / kept.FOLDER).exists()


def test_a_page_or_an_image_that_lies_elsewhere_leaves_nothing_kept(run, fresh, root):
    picture = "\n![A pool](../pool.png)\n"
    for place in (root / "pool.png", root / "book" / "pool.png", root / "images" / "pool.png"):
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"")
        before = (root / "index.md").read_text("utf-8")
        path = place.relative_to(root).as_posix()
        (root / "index.md").write_text(before + picture.replace("../pool.png", path), "utf-8")
        first = fresh("check")
        assert (root / kept.FOLDER).exists() == (not path.startswith("images/"))
        place.unlink()
        assert run("check") != first
        (root / "index.md").write_text(before, "utf-8")


def test_a_folder_that_the_contents_name_is_looked_at(run, root):
    (root / "more").mkdir()
    (root / "more" / "page.md").write_text("# More\n", "utf-8")
    with (root / "_toc.yml").open("a") as contents:
        contents.write("  - file: more/page\n")
    first = run("check")
    assert (root / kept.FOLDER).exists()
    (root / "more" / "page.md").write_text("# More\n\n<b>no</b>\n", "utf-8")
    assert run("check") != first


@pytest.mark.parametrize("path", ["base.json", "trust/base.released", "../base.json"])
def test_what_a_handbook_extends_is_looked_at(run, root, path):
    base = root / path
    base.parent.mkdir(exist_ok=True)
    base.write_text(to_json(load(root)), "utf-8")
    said = f"handbook: {path}\ndigest: {digest_of(base)}\nname: the trust's policy\n"
    (root / EXTENDS).write_text(said, "utf-8")
    first = run("check")
    assert first[0] == 0
    assert (root / kept.FOLDER).exists() == (path[0] != ".")
    base.write_text(base.read_text("utf-8") + " ", "utf-8")
    assert run("check")[0] == 1


def test_where_a_link_of_the_disk_leads_is_not_kept(run, root):
    (root / "quizzes" / "linked.md").symlink_to(root / "index.md")
    assert kept.inputs(root) is None
    run("check")
    assert not (root / kept.FOLDER).exists()


def test_git_is_asked_each_time(run, monkeypatch):
    assert run("check")[0] == 0
    edition = Edition("2026.1.0", "", "", "", "", path="editions/2026.1.0.json")
    monkeypatch.setattr(
        command, "vouched", lambda root, editions: [(edition, EditionError("it was changed.", "Restore it."))]
    )
    code, _, err = run("check")
    assert (code, err) == (1, "editions/2026.1.0.json:1: it was changed. Restore it. [edition]\n")


def test_the_folder_does_not_grow(run, root):
    for number in range(3):
        (root / "index.md").write_text(f"# The pool {number}\n", "utf-8")
        run("check")
        run(*JUDGE)
    assert kept_files(root) == ["check.json", "judge.json"]


# ---- what is kept may be anything


def sealed(root: Path, answer: object) -> bytes:
    given = kept.inputs(root)
    assert given
    body = json.dumps(answer).encode()
    return b"\n".join((kept._head(given.digest, body), body))


BROKEN = {
    "nothing": lambda root, file: b"",
    "cut short": lambda root, file: file.read_bytes()[:-20],
    "one sign else": lambda root, file: (
        file.read_bytes().replace(b"lifeguard", b"lifeguarD").replace(b"[]", b"[0]")
    ),
    "no text": lambda root, file: bytes(range(256)),
    "of other files": lambda root, file: b"g" + file.read_bytes()[1:],
    "no answer": lambda root, file: sealed(root, None),
    "a number": lambda root, file: sealed(root, 1),
    "another shape": lambda root, file: sealed(root, [[["no such kind", 1]], [], []]),
    "too few": lambda root, file: sealed(root, [[], []]),
    "an object": lambda root, file: sealed(root, {"": "Norm"}),
    "nested": lambda root, file: sealed(root, json.loads("[" * 500 + "]" * 500)),
}


@pytest.mark.parametrize("arguments", [CHECK, JUDGE], ids=lambda arguments: arguments[0])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_answer_is_worked_out_anew(run, root, reads, arguments, broken):
    first = run(*arguments)
    file = root / kept.FOLDER / f"{arguments[0]}.json"
    file.write_bytes(BROKEN[broken](root, file))
    assert run(*arguments) == first
    assert len(reads) == 2
    assert run(*arguments) == first
    assert len(reads) == 2


@pytest.mark.parametrize("arguments", [CHECK, JUDGE], ids=lambda arguments: arguments[0])
def test_a_folder_in_the_place_of_an_answer_and_a_file_in_the_place_of_the_folder(run, root, arguments):
    first = run(*arguments)
    file = root / kept.FOLDER / f"{arguments[0]}.json"
    file.unlink()
    file.mkdir()
    assert run(*arguments) == first
    shutil.rmtree(root / kept.FOLDER)
    (root / kept.FOLDER).write_text("mine", "utf-8")
    assert run(*arguments) == first
    assert (root / kept.FOLDER).read_text("utf-8") == "mine"


@pytest.mark.parametrize("arguments", [CHECK, JUDGE], ids=lambda arguments: arguments[0])
def test_where_nothing_can_be_written_nothing_is_kept(run, root, monkeypatch, arguments):
    first = run(*arguments)
    shutil.rmtree(root / kept.FOLDER)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    assert run(*arguments) == first
    monkeypatch.undo()
    (root / kept.FOLDER).mkdir()
    monkeypatch.setattr(kept, "write", refused)
    assert run(*arguments) == first
    assert kept_files(root) == []


def test_runs_at_once_all_answer_alike(root):
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "policybook"]
    runs = [
        subprocess.Popen(
            [*command, *(CHECK if number % 2 else JUDGE)],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(6)
    ]
    said = [(*run.communicate(timeout=60), run.returncode) for run in runs]
    assert [code for *_, code in said] == [0] * 6
    assert said[0] == said[2] == said[4]
    assert said[1] == said[3] == said[5]
    assert kept_files(root) == ["check.json", "judge.json"]


def test_a_continuous_integration_checks_anew_whatever_is_kept(run, reads, monkeypatch):
    run("check")
    assert reads == ["check"]
    monkeypatch.setenv("CI", "true")
    run("check")
    assert reads == ["check", "check"]
