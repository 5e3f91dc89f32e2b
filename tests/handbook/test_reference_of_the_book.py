"""The reference names every option and every key that the loader reads, and no other: heard while it reads this handbook."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from badinput import copy_of_small
from places import ROOT
from proposed import HEAD, propose

from policybook.check.run import check
from policybook.load.desk import Desk
from policybook.load.proposals import read_proposals
from policybook.load.yamls import YamlFile

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def heard(tmp_path_factory):
    """(options of each block: whether needed, keys of each file) that were asked for."""
    options, keys = defaultdict(dict), defaultdict(set)

    def check_options(desk, block, fields):
        fields = list(fields)
        for field in fields:
            options[block.name].setdefault(field.name, set()).add(field.needed)
        options[block.name].setdefault("", set()).add(frozenset(field.name for field in fields))
        return theirs(desk, block, fields)

    def known(file, node, what, names, hint=""):
        keys[file.path].update(names)
        return ours(file, node, what, names, hint)

    theirs, ours = Desk.check_options, YamlFile.known
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "check_options", check_options)
        patch.setattr(YamlFile, "known", known)
        handbook, _ = check(ROOT)
        read_proposals(ROOT, handbook)
        # This handbook has proposals of every kind but one.
        small = copy_of_small(tmp_path_factory.mktemp("small"))
        gone = (
            HEAD.format(title="Walk", id="P1", options="")
            + ":::{retire} no-running\n:into: accidents\n\nSo it is.\n:::\n"
        )
        propose(small, p1=gone)
        read_proposals(small, check(small)[0])
    return options, keys


def definitions(text: str) -> dict[str, str]:
    """What a list defines, and what else its line says."""
    found = {}
    for line in re.findall(r"^(`.*)\n: ", text, re.MULTILINE):
        found.update(
            {name.strip(":"): line.rpartition("`")[2].strip() for name in re.findall(r"`([^`]+)`", line)}
        )
    return found


def sections(name: str, level: str) -> dict[str, str]:
    """The text under each heading of a page that names something in code."""
    _, *parts = re.split(
        rf"^{level} (?=`)", (REFERENCE / f"{name}.md").read_text("utf-8"), flags=re.MULTILINE
    )
    return {
        part.partition("\n")[0]: re.split(r"^## ", part.partition("\n")[2], flags=re.MULTILINE)[0]
        for part in parts
    }


def test_each_block_has_its_options_and_whether_they_are_needed(heard):
    options, _ = heard
    said = {name.strip("`"): definitions(text) for name, text in sections("pages", "###").items()}
    assert {name for name, fields in options.items() if set(fields) - {""}} <= set(said)
    for name, described in said.items():
        asked = {field for field in options[name] if field}
        assert set(described) == asked, name
        always = [set(one) for one in options[name].get("", ())]
        for field, words in described.items():
            needed = options[name][field] == {True} and all(field in one for one in always)
            assert (words == "(needed)") == needed, (name, field)


def test_each_file_has_its_keys(heard):
    _, keys = heard
    described = {
        path: set(definitions(text))
        for heading, text in sections("files", "##").items()
        for path in re.findall(r"`([^`]+)`", heading)
    }
    for path, asked in keys.items():
        assert asked <= described[path], path
        # The vocabulary reads its words by hand; a bad input and the schema hold those.
        if path != "book/vocabulary.yml":
            assert described[path] == asked, path
