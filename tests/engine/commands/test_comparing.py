"""`policybook compare`: what it prints, its exit codes, and the one problem that bad input gives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from badinput import copy_of_small

from policybook.cli import main
from policybook.commands.adopt import Adoption, Resolution
from policybook.editions.handbook_json import to_data, to_json
from policybook.load import load


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small handbook with one edition, and with a draft that says "should not" for "must not"."""
    copy = copy_of_small(tmp_path / "book")
    Adoption(copy, Resolution("2026.1.0", "2026-01-15", "2027-01-15", "12")).write()
    page = next(copy.glob("book/policy/*rules*.md"))
    page.write_text(page.read_text("utf-8").replace("anyone must not run", "anyone should not run"), "utf-8")
    return copy


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["compare", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_edition_is_compared_with_the_draft(capsys, root):
    code, out, err = run(capsys, "2026.1.0", "--root", root)
    assert (code, err) == (0, "")
    assert out.startswith("From edition 2026.1.0 to the working draft")
    assert "  1(a) Walk: substantive\n" in out
    assert "    - “must not” becomes “should not”, which is weaker\n" in out
    assert "would be judged otherwise" not in out


def test_the_redline_and_the_flips_are_shown_when_asked_for(capsys, root):
    _, out, _ = run(capsys, "2026.1.0", "draft", "--redline", "--flips", "--root", root)
    assert "    | Nobody may hurry; see 2(a) Accidents and I-1 Nearly an accident.\n" in out
    assert ": was “must not”, 1(a); would be “should not”, 1(a).\n" in out
    assert "Training that would need review:" in out
    assert "No record would be stale." in out


def test_all_combinations_of_facts_can_be_tried(capsys, root):
    assert run(capsys, "2026.1.0", "--full", "--root", root) == run(
        capsys, "2026.1.0", "--flips", "--root", root
    )


def test_the_same_is_said_as_data(capsys, root):
    _, out, _ = run(capsys, "2026.1.0", "--flips", "--json", "--root", root)
    data = json.loads(out)
    assert [change["id"] for change in data["changes"]] == ["no-running"]
    assert data["flips"][0]["would"] == ["“should not”"]
    assert data["training"]


def test_an_exported_file_can_be_compared_and_no_change_is_said(capsys, root, tmp_path):
    file = tmp_path / "handbook.json"
    file.write_text(to_json(load(root)), "utf-8")
    code, out, _ = run(capsys, file, "draft", "--flips", "--root", root)
    assert (code, out) == (0, f"No change: {file} and the working draft after 2026.1.0 say the same.\n")
    code, out, _ = run(capsys, root / "editions/2026.1.0.json", file, "--root", root)
    assert "“must not” becomes “should not”" in out


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ("2026.1.0", "2026.1.0"),
            "“2026.1.0” is compared with itself. Name two editions, or one and “draft”.",
        ),
        (("2026.1.1",), "there is no edition “2026.1.1”. Did you mean “2026.1.0”?"),
        (("gone.json",), "this file cannot be read"),
        (("empty.json",), "this is no handbook"),
        (("cut.json",), "this is no handbook"),
        (("changed.json",), "this edition has been changed since it was adopted"),
    ],
)
def test_bad_names_and_files_give_one_problem_and_no_traceback(capsys, root, monkeypatch, names, said):
    monkeypatch.chdir(root)
    Path("empty.json").write_text("{}", "utf-8")
    Path("cut.json").write_text(to_json(load(root))[:5000], "utf-8")
    frozen = Path("editions/2026.1.0.json").read_text("utf-8")
    Path("changed.json").write_text(frozen.replace("must not run", "must not hop", 1), "utf-8")
    code, out, err = run(capsys, *names)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def without(data: dict, **changed: object) -> str:
    """An exported handbook whose first clause has something else in it."""
    data["sections"][0]["clauses"][0].update(changed)
    return json.dumps(data)


ANY_FILE = {
    "a-folder": None,
    "nothing": b"",
    "binary": bytes(range(256)) * 40,
    "nul-bytes": b"\0" * 500,
    "utf-16": "{}".encode("utf-16"),
    "a-list": b"[]",
    "a-number": b"9" * 10_000,
    "deep": b"[" * 100_000,
    "deep-and-closed": b'{"format": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "an-older-notebook": b'{"nbformat": 3, "worksheets": [{"cells": []}]}',
    "a-head-alone": b'{"format": "policybook-handbook-1"}',
    "half-a-character": b'{"format": "policybook-handbook-1", "title": "\\ud83d"}',
    "half-an-edition": lambda root: (root / "editions/2026.1.0.json").read_bytes()[:4_000],
    "another-format": lambda root: (root / "editions/2026.1.0.json").read_bytes().replace(b"n-1", b"n-9", 1),
    **{
        f"{key}-is-{json.dumps(value)}": lambda root, key=key, value=value: without(
            to_data(load(root)), **{key: value}
        ).encode()
        for key in ("id", "text", "norms", "number")
        for value in ([], None, 7, {"a": 1}, ["a"])
        # A clause may have no norm.
        if (key, value) != ("norms", [])
    },
}


@pytest.mark.parametrize("name", ANY_FILE)
@pytest.mark.parametrize("ending", [".json", ".ipynb"])
def test_whatever_file_is_named_ends_in_one_problem(name, ending, capsys, root, tmp_path):
    file, content = tmp_path / f"given{ending}", ANY_FILE[name]
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content(root) if callable(content) else content)
    for names in ((file, "draft"), ("draft", file)):
        code, out, err = run(capsys, *names, "--root", root)
        assert (code, out) == (1, "")
        assert err.startswith(f"{file}:1: ")
        assert err.endswith(" [file]\n")
        assert len(err.splitlines()) == 1


def test_a_damaged_edition_is_one_problem(capsys, root):
    file = root / "editions/2026.1.0.json"
    file.write_text(file.read_text("utf-8").replace("must not run", "must not hop", 1), "utf-8")
    code, out, err = run(capsys, "2026.1.0", "--root", root)
    assert (code, out) == (1, "")
    assert "has been changed since it was adopted" in err
    assert len(err.strip().splitlines()) == 1
    shutil.rmtree(root)
