"""Before a site is published, somebody is asked about offices that nobody can ring; a machine says so, and stops."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from badinput import copy_of_small

from tools.ready import main


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(copy_of_small(tmp_path))
    return tmp_path


def test_where_nobody_can_be_asked_it_stops_unless_told(root, capsys, monkeypatch):
    with Path("/dev/null").open() as nobody:
        monkeypatch.setattr(sys, "stdin", nobody)
        assert main([]) == 1
    said = capsys.readouterr().err
    assert "no telephone number yet for The manager, The deputy and The safety lead." in said
    assert "say --yes to publish it without them" in said
    assert main(["--yes"]) == 0


def test_where_all_are_filled_in_nothing_is_said(root, capsys):
    school = Path("book/organisation.yml")
    school.write_text(school.read_text("utf-8").replace("}", ", telephone: 01632 960001}"), "utf-8")
    assert main([]) == 0
    assert capsys.readouterr() == ("", "")
