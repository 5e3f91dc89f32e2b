"""A sabotage is undone again, counts as noticed where its file and a line are named, and a survivor fails the run."""

from __future__ import annotations

import json

import pytest
from places import SMALL

from policybook.mutants.gate import KILLED, SURVIVED
from tools import sabotage
from tools.sabotage import Sabotage, Tree

RULES = "book/policy/rules.md"
BAN = "{norm}`anyone must not run`"


@pytest.fixture
def tree(monkeypatch):
    files = [path.relative_to(SMALL).as_posix() for path in SMALL.rglob("*") if path.is_file()]
    made = Tree(SMALL, files)
    monkeypatch.setattr(sabotage, "_work", [made])
    yield made
    assert {file: (made.root / file).read_bytes() for file in files} == {
        file: (SMALL / file).read_bytes() for file in files
    }
    made.remove()


def tried(**change):
    return sabotage._one(Sabotage("sort", "what", **{"path": RULES, "old": BAN, "to": BAN, **change}))


def test_what_the_check_names_is_killed_and_is_said_with_file_and_line(tree):
    found = tried(to="{norm}`anyone must dance`")
    assert (found.verdict, found.by) == (KILLED, "check")
    assert found.said.startswith(f"{RULES}:10: ")


def test_what_nobody_names_or_what_is_named_in_another_file_survives(tree):
    assert tried(to=f"{BAN}\n").verdict == SURVIVED
    elsewhere = tried(path="book/organisation.yml", old="manager: {", to="keeper: {", names="index.md")
    assert elsewhere.verdict == SURVIVED
    assert "named elsewhere" in elsewhere.said
    assert tried(path="book/organisation.yml", old="manager: {", to="keeper: {", names="").verdict == KILLED


def test_what_is_not_there_once_could_not_be_tried_and_survives(tree):
    for change in ({"old": "no such words"}, {"old": "n"}, {"path": "no/such.md"}):
        found = tried(**change)
        assert found.verdict == SURVIVED
        assert "could not be tried" in found.said


def test_a_file_can_be_written_taken_away_and_changed_by_a_pattern(tree):
    for change in (
        {"old": "", "to": "nothing\n", "path": "_toc.yml"},
        {"old": "", "to": None, "path": "_toc.yml"},
        {"old": r"(anyone) must \w+ (run)", "to": r"\1 must \2 \2", "is_pattern": True},
    ):
        assert tried(**{**change, "names": ""}).verdict == KILLED


def test_a_survivor_fails_the_run_and_stands_in_the_table_and_in_json(monkeypatch, tmp_path, capsys):
    one = Sabotage("sort", "nothing is changed", "index.md", "#", "#", by="gate")
    monkeypatch.setattr(sabotage, "table", lambda: [one])
    monkeypatch.setattr(sabotage, "sound", lambda _by: [])
    monkeypatch.setattr(
        sabotage, "sweep", lambda some, *_: [sabotage.Tried(x, SURVIVED, "", "nobody notices") for x in some]
    )
    assert sabotage.main(["--json", str(tmp_path / "x.json")]) == 1
    said = capsys.readouterr().out
    assert "survived: index.md: nothing is changed: nobody notices" in said
    found = json.loads((tmp_path / "x.json").read_text())
    assert (found["sabotages"], found["survived"], len(found["survivors"])) == (1, 1, 1)


def test_what_is_wrong_before_anything_is_done_is_said_and_nothing_is_tried(monkeypatch, capsys):
    monkeypatch.setattr(sabotage, "table", lambda: [Sabotage("sort", "what", "x", "", "")])
    monkeypatch.setattr(sabotage, "sound", lambda _by: ["index.md:1: file"])
    assert sabotage.main([]) == 2
    assert "mend this first" in capsys.readouterr().err
    monkeypatch.setattr(sabotage, "table", list)
    assert sabotage.main([]) == 2


def test_a_sample_takes_of_each_guard(monkeypatch):
    monkeypatch.setattr(sabotage, "files_of", lambda _root: [])
    whole = [Sabotage("sort", str(at), "x", "", "", by=by) for by in ("check", "gate") for at in range(9)]
    found = sabotage.sample(whole, 3)
    assert [one.by for one in found] == ["check"] * 3 + ["gate"] * 3
