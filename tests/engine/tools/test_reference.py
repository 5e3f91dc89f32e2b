"""The reference says what the program does: its lists are the program's own, and its examples run."""

from __future__ import annotations

import doctest
import re

import pytest
from yaml import safe_load

from policybook.cli import parser
from policybook.ext import DIRECTIVES
from policybook.load.allowed import BLOCKS, ROLES, VIEWS
from policybook.load.desk import Desk
from policybook.load.extends import EXTENDS, read_extends
from policybook.load.markdown import PROPOSED
from policybook.load.vocabulary import read_vocabulary
from policybook.policy.model import VERBS
from tools.reference import FOLDER, PAGES

OF_SPHINX = {"toctree", "glossary"}
WRITTEN = ("norms", "pages", "files", "embedding", "api")


def page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text("utf-8")


def terms(text: str) -> list[str]:
    """What a list of definitions defines."""
    return [
        one
        for line in re.findall(r"^(`.*)\n: ", text, re.MULTILINE)
        for one in re.findall(r"`([^`]+)`", line)
    ]


def rows(text: str) -> list[tuple[list[str], list[str]]]:
    """The names in the first and in the last cell of each row of tables."""
    cells = (line.strip("|").split("|") for line in re.findall(r"^\| `.*", text, re.MULTILINE))
    return [(re.findall(r"`([^`]+)`", row[0]), re.findall(r"`([^`]+)`", row[-1])) for row in cells]


@pytest.mark.parametrize("name", PAGES)
def test_what_the_program_says_of_itself_is_up_to_date(name):
    assert page(name.removesuffix(".md")) == PAGES[name](), "run `python -m tools.reference`"


@pytest.mark.parametrize("name", WRITTEN)
def test_each_example_of_python_runs(name):
    text = page(name)
    found = doctest.testfile(str(FOLDER / f"{name}.md"), module_relative=False)
    assert found.failed == 0
    assert found.attempted >= text.count("\n>>> ") + text.count("\n  >>> ")


def test_the_verbs_are_those_of_the_language():
    table = page("norms").partition("## Verbs")[2].partition("“May”")[0]
    found = {}
    for row in re.findall(r"^\|(.*)\|(.*)\| (\d) \|$", table, re.MULTILINE):
        for verb in filter(str.strip, ",".join(row[:2]).split(",")):
            found[verb.strip()] = int(row[2])
    assert found == {verb: means.strength for verb, means in VERBS.items() if means.strength}


def test_the_declared_verbs_and_times_are_read(tmp_path):
    text = page("norms").partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "words.yml").write_text(text, "utf-8")
    desk = Desk(tmp_path)
    found = read_vocabulary(desk, "words.yml")
    assert desk.problems == []
    said = safe_load(text)
    assert {verb: {means.direction: means.strength} for verb, means in found.verbs.items()} == said["verbs"]
    assert list(found.timings) == said["timings"]


def test_every_block_role_and_view_is_described_and_no_other():
    text = page("pages")
    blocks, _, rest = text.partition("## Views of the whole")
    views, _, roles = rest.partition("## Roles")
    described = {*re.findall(r"^### `(.+)`", blocks, re.MULTILINE)}
    assert described == {*BLOCKS} & {*DIRECTIVES} - {*VIEWS}
    assert {*PROPOSED} <= described
    assert {name for names, _ in rows(views) for name in names} == {*VIEWS}
    assert {name for names, _ in rows(roles) for name in names} == ROLES
    named = {*re.findall(r"`([a-z]+)`", blocks.partition("## Blocks")[0].rpartition("Beside these")[2])}
    assert named == BLOCKS - {*DIRECTIVES} - {"doctest"}


def test_every_option_of_a_view_is_described():
    views = page("pages").partition("## Views of the whole")[2].partition("## Roles")[0]
    options = {name: set(options) for names, options in rows(views) for name in names}
    real = {name: {*(DIRECTIVES[name].option_spec or ())} - {"if-empty"} for name in VIEWS}
    assert all(real[name] <= options[name] for name in VIEWS)
    # A row of several views names what any of them may say.
    for names, said in rows(views):
        assert set(said) <= set().union(*(real[name] for name in names)), names


def test_every_command_is_described():
    said = page("commands")
    names = parser().format_help()
    for name in re.findall(r"^    ([a-z]+) ", names, re.MULTILINE):
        assert f"## `policybook {name}" in said


def test_the_example_of_a_handbook_that_extends_another_is_read(tmp_path):
    said, *_, workflow = re.findall(r"```yaml\n(.*?)```", page("extending"), re.DOTALL)
    (tmp_path / "book").mkdir()
    (tmp_path / EXTENDS).write_text(said, "utf-8")
    desk = Desk(tmp_path)
    found = read_extends(desk)
    assert [problem.what.partition(":")[0] for problem in desk.problems] == [
        "base/handbook.json cannot be read"
    ]
    assert {one.id for one in found.overlays} == {*safe_load(said)["differs"]}
    steps = safe_load(workflow)["jobs"]["school"]["steps"]
    commands = [
        words.split()[1:]
        for step in steps
        for words in step.get("run", "").split("&& ")
        if words.startswith("policybook ")
    ]
    assert [parser().parse_args(words).run for words in commands]
    assert len(commands) == 2


def test_every_key_of_the_handbook_says_what_it_holds():
    rows = re.findall(r"^\| `(.*?)` \| (.*?) \| (.*?) \|$", page("handbook-json"), re.MULTILINE)
    assert len(rows) > 150
    assert [key for key, shape, what in rows if not (shape and what)] == []
