"""A handbook is begun in one command: sound at once, named after whom it is for, or refused with nothing written."""

from __future__ import annotations

import re
import sys

import pytest
import yaml
from places import ROOT

from policybook.check.run import check
from policybook.cli import main
from policybook.commands.new import TEMPLATE, folder_of
from policybook.load import load


def new(root, name: str) -> int:
    return main(["new", name, "--root", str(root)])


def test_a_new_handbook_is_sound_at_once_and_nothing_in_it_waits(tmp_path, capsys):
    assert new(tmp_path, "Fell Laboratory") == 0
    root = tmp_path / "fell-laboratory"
    assert [path.name for path in tmp_path.iterdir()] == ["fell-laboratory"]
    assert "“policybook check” says what is wrong, and “policybook site” builds it" in capsys.readouterr().out
    assert [str(problem) for problem in check(root)[1]] == []
    assert main(["check", "--root", str(root)]) == 0
    assert main(["review", "--root", str(root)]) == 0, "something in it is suspect, or not yet reviewed"
    book = load(root)
    found = (book.clauses, book.questions, book.interpretations, book.guidance, book.scenarios, book.roles)
    assert [len(things) for things in found] == [1] * 6
    assert "working --store" in (root / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["St. John's: “Keys” & #1", '"Ü" {{ 1 }} [[ 2 ]]', "- no", "1984"])
def test_whatever_a_name_holds_it_is_the_name(tmp_path, name):
    assert new(tmp_path, name) == 0
    (root,) = tmp_path.iterdir()
    assert load(root).organisation.name == name
    assert check(root)[1] == ()


def test_an_empty_folder_is_filled_and_any_other_left_alone(tmp_path, capsys):
    there = tmp_path / "fell-laboratory"
    there.mkdir()
    assert new(tmp_path, "Fell Laboratory") == 0
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert new(tmp_path, "Fell Laboratory") == 1
    assert capsys.readouterr().err == (
        f"policybook: there is something in {there} already. Take it away, or give another name.\n"
    )
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    (tmp_path / "a-file").touch()
    assert new(tmp_path, "A file") == 1


@pytest.mark.parametrize(
    "name", ["", " ", "..", "!?", "a/b", "../up", "a\\b", "a\nb", "a\0b", "CON", "nul", "x" * 61, "\u202e"]
)
def test_a_name_after_which_no_folder_can_be_called_is_refused(tmp_path, capsys, name):
    assert new(tmp_path, name) == 1
    said = capsys.readouterr().err
    assert said.startswith("policybook: no folder can be called after “")
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_said(tmp_path, capsys):
    assert new(tmp_path / "gone", "A") == 1
    assert (
        capsys.readouterr().err
        == f"policybook: there is no folder {tmp_path / 'gone'}, in which to make one.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_called_in_small_letters_after_every_word(tmp_path):
    assert [*map(folder_of, ("Fell Laboratory", "St John’s", "Über-Haus No. 7"))] == [
        "fell-laboratory",
        "st-johns",
        "über-haus-no-7",
    ]


@pytest.mark.parametrize(
    ("module", "command", "extra"),
    [
        ("jinja2", ["new", "A"], "site"),
        ("furo", ["site"], "site"),
        ("furo", ["serve"], "site"),
        ("nbclient", ["notebooks", "--all"], "notebook"),
    ],
)
def test_what_is_not_installed_is_named_with_how_to_install_it(
    tmp_path, capsys, monkeypatch, module, command, extra
):
    assert new(tmp_path, "B") == 0
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setitem(sys.modules, module, None)
    assert main([*command, "--root", str(tmp_path if command[0] == "new" else tmp_path / "b")]) == 1
    assert f'pip install "policybook[{extra}]"' in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_its_workflow_is_held_to_the_actions_of_this_project_and_its_builder_has_no_token():
    steps = re.compile(r"uses: (\S+)")
    text = (TEMPLATE / ".github/workflows/site.yml").read_text("utf-8")
    assert {*steps.findall(text)} == {*steps.findall((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))}
    flow = yaml.safe_load(text)
    assert flow["permissions"] == {"contents": "read"}
    assert [name for name, job in flow["jobs"].items() if "permissions" in job] == ["publish"]
    assert [step["uses"].partition("@")[0] for step in flow["jobs"]["publish"]["steps"]] == [
        "actions/deploy-pages"
    ]
