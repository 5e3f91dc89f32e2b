"""Each bad input gives its own clear words, exit code 1 and no traceback, and hides nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from badinput import FOLDER, BadInput, bad_inputs, copy_of_small
from places import SMALL, SOURCE

from policybook.check.run import check
from policybook.cli import main
from policybook.commands.review import Reviews
from policybook.judging.covered import page as page_of_who_is_covered
from policybook.policy.problems import Kind, Problem, Work

CASES = bad_inputs()
NOWHERE = "source item 9(z) is carried by nobody. Say which clause carries it (carried-by), or why none does (not-carried). [source]"
STRAY = "book/policy/stray.md:1: this page is not in _toc.yml, so nobody would see it. Add a line “- file: book/policy/stray” there. [file]"
BY_SUBPROCESS = (
    "id-renamed",
    "norm-unknown-act",
    "question-unsupported-mark",
    "yaml-broken-vocabulary",
    "notebook-not-json",
)
# Without a vocabulary, or a table of contents, no page can be looked at. The other files still are.
LOST = (
    "contents-empty",
    "contents-missing",
    "contents-nested-aliases",
    "contents-without-policy",
    "vocabulary-missing",
    "yaml-alias-of-itself",
    "yaml-broken-contents",
    "yaml-broken-vocabulary",
    "yaml-empty-vocabulary",
    "yaml-list-contents",
    "yaml-list-vocabulary",
)
BROKEN_BESIDE_THEM = [case for case in CASES if case.name not in (*LOST, "book-missing")]


def names(cases: list[BadInput]) -> list[str]:
    return [case.name for case in cases]


def said(root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `policybook check` prints about a handbook in which something is wrong."""
    assert main(["check", "--root", str(root)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


def test_the_small_handbook_is_sound(capsys):
    assert main(["check", "--json", "--root", str(SMALL)]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_there_are_bad_inputs_and_each_differs_from_the_others():
    assert len(CASES) > 180
    assert len({case.changes for case in CASES}) == len(CASES)
    assert all(case.says for case in CASES)
    assert {path.suffix for path in FOLDER.iterdir()} == {".txt"}


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_a_bad_input_gives_exactly_its_own_words(case, tmp_path, capsys):
    root = copy_of_small(tmp_path)
    case.plant(root)
    assert said(root, capsys) == list(case.says)


@pytest.mark.parametrize("case", [c for c in CASES if c.name in BY_SUBPROCESS], ids=sorted(BY_SUBPROCESS))
def test_a_bad_input_gives_its_words_on_a_real_command_line(case, tmp_path):
    root = copy_of_small(tmp_path)
    case.plant(root)
    # No encoding of the terminal may turn a message into a traceback.
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "policybook", "check"]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=60, check=False)
    assert run.returncode == 1
    assert run.stdout == b""
    assert run.stderr.decode("utf-8").splitlines() == list(case.says)


@pytest.mark.parametrize("case", BROKEN_BESIDE_THEM, ids=names(BROKEN_BESIDE_THEM))
def test_a_bad_input_does_not_hide_another(case, tmp_path, capsys):
    root = copy_of_small(tmp_path)
    case.plant(root)
    if case.touches("book/source.yml") or case.touches("_toc.yml"):
        (root / "book/policy/stray.md").write_text("# Stray\n")
        assert STRAY in said(root, capsys)
    else:
        with (root / "book/source.yml").open("a") as items:
            items.write("  - {label: 9(z), gist: nothing}\n")
        lines = said(root, capsys)
        assert [line for line in lines if not line.endswith(NOWHERE)] == list(case.says)
        assert len(lines) == len(case.says) + 1


@pytest.mark.parametrize("case", [case for case in CASES if case.name in LOST], ids=LOST)
def test_what_makes_the_pages_unreadable_does_not_hide_the_other_files(case, tmp_path, capsys):
    root = copy_of_small(tmp_path)
    case.plant(root)
    (root / "book/organisation.yml").write_text("rules: {}\n")
    wrong = (
        "book/organisation.yml:1: nothing says who the organisation is. "
        "Say “organisation:”, and under it “name”, “handbook”, “body” and “lead”. [yaml]",
        "book/organisation.yml:1: “rules” is not read from here. "
        "This file holds “organisation:”, “emergency:” and “roles:”. [yaml]",
    )
    assert said(root, capsys) == sorted([*case.says, *wrong])


def test_every_message_names_a_file_a_line_and_a_kind():
    for line in [line for case in CASES for line in case.says]:
        path, number, rest = line.split(":", 2)
        assert path
        assert int(number) >= 1
        assert rest.endswith(tuple(f"[{kind.value}]" for kind in Kind))
        assert "Traceback" not in line
        assert "policybook." not in line


def test_every_kind_of_problem_has_a_bad_input():
    met = {line.rpartition("[")[2].rstrip("]") for case in CASES for line in case.says}
    assert met == {kind.value for kind in Kind}


def test_problems_are_said_to_machines_as_json(tmp_path, capsys):
    case = next(case for case in CASES if case.name == "norm-unknown-act")
    root = copy_of_small(tmp_path)
    case.plant(root)
    assert main(["check", "--json", "--root", str(root)]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "kind": "word",
            "path": "book/policy/reporting.md",
            "line": 10,
            "what": "“tel” is not a kind of act of the vocabulary.",
            "hint": "Did you mean “tell”?",
            "group": "decide",
        }
    ]


# ---- what no text file can hold


PAGES = (
    "book/vocabulary.yml",
    "book/source.yml",
    "book/organisation.yml",
    "_toc.yml",
    "book/policy/rules.md",
    "quizzes/rules.md",
    "scenarios/first-day.ipynb",
    "index.md",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_not_utf_8_is_named_with_its_line(page, tmp_path):
    root = copy_of_small(tmp_path)
    lines = (root / page).read_bytes().split(b"\n")
    lines[1] += b" \xff\xfe"
    (root / page).write_bytes(b"\n".join(lines))
    _, problems = check(root)
    assert [str(p) for p in problems if p.place.path == page] == [
        f"{page}:2: this file is not UTF-8 text. Save it as UTF-8. [file]"
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_byte_order_mark_and_windows_line_ends_are_read_as_if_they_were_not_there(page, tmp_path):
    root = copy_of_small(tmp_path)
    text = (root / page).read_bytes()
    (root / page).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert check(root)[1] == ()


def test_windows_line_ends_change_no_line_number_and_no_fingerprint(tmp_path):
    sound, _ = check(SMALL)
    root = copy_of_small(tmp_path)
    page = root / "book/policy/rules.md"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    handbook, _ = check(root)
    for name, clause in sound.clauses.items():
        assert handbook.clauses[name].fingerprint == clause.fingerprint
        assert handbook.clauses[name].place == clause.place


def test_an_empty_book_is_one_problem(tmp_path, capsys):
    (tmp_path / "book").mkdir()
    words = "book:1: there is no handbook here. Run this in the folder that holds book/. [file]"
    assert said(tmp_path, capsys) == [words]


def test_a_folder_that_does_not_exist_is_one_problem(tmp_path, capsys):
    assert len(said(tmp_path / "nowhere", capsys)) == 1


def test_a_folder_where_a_file_should_be_is_one_problem(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    (root / "book/organisation.yml").unlink()
    (root / "book/organisation.yml").mkdir()
    wrong = [line for line in said(root, capsys) if "this file cannot be read" in line]
    assert [line.split(" ")[0] for line in wrong] == ["book/organisation.yml:1:"]


FOLDERS = ("book/induction.yml", "book/retired.yml", "book/who-is-covered.md", "reviews.lock", "_toc.yml")


@pytest.mark.parametrize("path", FOLDERS)
def test_a_folder_in_the_place_of_a_file_is_said(path, tmp_path, capsys):
    root = copy_of_small(tmp_path)
    (root / path).unlink(missing_ok=True)
    (root / path).mkdir()
    assert any(line.startswith(f"{path}:1: this file cannot be read:") for line in said(root, capsys))


@pytest.mark.parametrize("path", ["editions", "proposals", "quizzes", "reviews", "scenarios"])
def test_a_file_in_the_place_of_a_folder_is_said(path, tmp_path, capsys):
    root = copy_of_small(tmp_path)
    shutil.rmtree(root / path, ignore_errors=True)
    (root / path).write_text("x")
    assert any(line.startswith(f"{path}:1: this should be a folder.") for line in said(root, capsys))


HOSTILE = {
    "nul-bytes": "\0" * 50,
    "huge-line": "x" * 3_000_000,
    "huge-word": "{norm}`" + "y" * 1_000_000 + "`",
    "many-fences": ":::{clause} a\n" * 3_000,
    "many-backticks": "{norm}`" * 20_000,
    "many-roles": "{norm}`anyone must run` " * 30_000,
    "many-unknown-words": "".join(f"{{norm}}`anyone must zz{at}` " for at in range(30_000)),
    "many-colons": ":" * 100_000 + "\n" + ": :::" * 20_000,
    "many-brackets": "[" * 50_000 + "](" * 50_000,
    "many-quotations": "“" * 100_000,
    "many-braces": "{" * 200_000,
    "many-blank-lines": "\n" * 200_000,
    "right-to-left": "\u202e{norm}`\u202enever`",
    "lone-carriage-returns": "\r" * 1_000,
    "line-separators": "\u2028:::{clause} x\u2028:::",
}


@pytest.mark.parametrize("page", ["book/policy/rules.md", "quizzes/rules.md", "book/interpretations.md"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_on_a_page_is_read_to_the_end(name, page, tmp_path):
    root = copy_of_small(tmp_path)
    text = (root / page).read_text()
    (root / page).write_text(f"{text}\n{HOSTILE[name]}\n{text}", newline="")
    began = time.process_time()
    _, problems = check(root)
    assert time.process_time() - began < 10
    assert problems


IN_A_CLAUSE = HOSTILE | {"many-roles-unclosed": "{norm}`" * 100_000}


@pytest.mark.parametrize("name", IN_A_CLAUSE)
def test_hostile_text_inside_a_clause_is_read_to_the_end(name, tmp_path):
    root = copy_of_small(tmp_path)
    page = root / "book/policy/rules.md"
    sound = page.read_text()
    broken = sound.replace("Nobody films a swimmer.", f"Nobody films a swimmer.\n{IN_A_CLAUSE[name]}\n")
    assert broken != sound
    page.write_text(broken, newline="")
    began = time.process_time()
    check(root)
    assert time.process_time() - began < 10


DEEP = {
    "yaml-flow": ("book/organisation.yml", "roles: " + "[" * 50_000),
    "yaml-flow-closed": ("book/organisation.yml", "roles: " + "[" * 5_000 + "]" * 5_000),
    "yaml-flow-with-brackets-in-words": ("book/vocabulary.yml", "people:\n" + ' ["]",\n' * 30_000),
    "yaml-flow-with-brackets-in-comments": ("book/organisation.yml", "roles:\n" + " [ # ]\n" * 30_000),
    "yaml-block": ("book/organisation.yml", "".join(" " * depth + "a:\n" for depth in range(2_000))),
    "yaml-contents": ("_toc.yml", "root: index\nchapters: " + "[" * 900 + "{file: index}" + "]" * 900),
    "yaml-name": ("_toc.yml", 'root: "index\\0"'),
    "yaml-long-name": ("_toc.yml", "root: " + "x" * 5_000),
    "yaml-tags": ("book/organisation.yml", "roles: !!python/object/apply:os.system [exit 3]"),
    "yaml-number": ("book/organisation.yml", "roles: " + "9" * 10_000),
    "yaml-binary": ("book/organisation.yml", "roles: !!binary abc"),
    "json": ("scenarios/first-day.ipynb", "[" * 200_000),
    "json-closed": ("scenarios/first-day.ipynb", '{"cells": ' + "[" * 50_000 + "]" * 50_000 + "}"),
    "json-number": ("scenarios/first-day.ipynb", '{"cells": ' + "9" * 10_000 + "}"),
    "json-surrogate": (
        "scenarios/first-day.ipynb",
        '{"cells": [{"cell_type": "code", "source": "\\ud800"}]}',
    ),
    "json-code": (
        "scenarios/first-day.ipynb",
        json.dumps({"cells": [{"cell_type": "code", "source": "(" * 20_000}]}),
    ),
    "json-shapes": (
        "scenarios/first-day.ipynb",
        '{"cells": [{"cell_type": "code", "source": 7, "metadata": 1, "outputs": 2}]}',
    ),
    "json-outputs": (
        "scenarios/first-day.ipynb",
        '{"cells": [{"cell_type": "code", "source": ["ask(1)"], "outputs": [7, {}]}]}',
    ),
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_too_deeply_or_shaped_strangely_is_said_and_not_thrown(name, tmp_path):
    root = copy_of_small(tmp_path)
    path, text = DEEP[name]
    (root / path).write_text(text)
    began = time.process_time()
    _, problems = check(root)
    assert time.process_time() - began < 10
    assert [problem for problem in problems if problem.place.path == path]


# ---- in the order of work


def stale(root: Path) -> list[Problem]:
    """What is wrong once a rule has another verb: a mark, two workings, a table, a notebook, and what cites it."""
    reviews = Reviews(root)
    (root / "reviews.lock").write_text("# policybook-reviews 1\n", encoding="utf-8")
    reviews = Reviews(root)
    reviews.record(reviews.pending(), "manager")
    handbook, _ = check(root)
    (root / "book/who-is-covered.md").write_text(page_of_who_is_covered(handbook), encoding="utf-8")
    page = root / "book/policy/rules.md"
    page.write_text(page.read_text().replace("{norm}`anyone must not run`", "{norm}`anyone must run`"))
    return list(check(root)[1])


def test_problems_come_in_the_order_of_work_and_what_a_command_rewrites_is_one_line(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    problems = stale(root)
    lines = said(root, capsys)
    kinds = [line.rpartition("[")[2].rstrip("]") for line in lines]
    assert kinds == ["key", "key", "working", *["review"] * (len(kinds) - 3)]
    assert len(kinds) > 4
    rewritten = [problem for problem in problems if problem.work is Work.REWRITE]
    assert lines[2].startswith(
        f"{rewritten[0].place}: 3 things are worked out and out of date: 1 working, the page of who is covered "
        "and 1 output of 1 notebook. “policybook working --store” "
    )
    assert main(["check", "--json", "--root", str(root)]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(problems) == len(lines) + 2
    groups = [row["group"] for row in rows]
    assert groups == sorted(groups, key=["decide", "rewrite", "re-read"].index)


def test_what_a_command_rewrites_is_named_in_full_where_it_is_one_thing(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    page = root / "quizzes/rules.md"
    page.write_text(page.read_text().replace("b [x]  keeps ", "b [x]  silent"))
    (line,) = said(root, capsys)
    assert "line 4 says" in line
