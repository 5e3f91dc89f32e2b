"""A handbook that extends a released one: what is otherwise is said, and a new release is taken in thing by thing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from places import SMALL

from policybook.changes.overlays import mark_of, things_of
from policybook.cli import main
from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.load.extends import EXTENDS, digest_of

RULES = "book/policy/rules.md"
WORDS = "book/vocabulary.yml"
OLD, NEW = "`anyone must not run`", "`anyone should not run`"
SAID = ("Nobody may hurry", "Nobody should hurry")


def edit(root: Path, path: str, *pairs: tuple[str, str]) -> None:
    text = (root / path).read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    (root / path).write_text(text, "utf-8")


def extends(root: Path, *differs: str, digest: str = "") -> None:
    """Say what the handbook extends, and which lines are otherwise."""
    said = digest or digest_of(root / "base.json")
    lines = ["handbook: base.json", f"digest: {said}", "name: the trust's policy"]
    lines += ["differs:", *(f"  {line}" for line in differs)] if differs else []
    (root / EXTENDS).write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def school(tmp_path) -> Path:
    """A copy of the small handbook that extends it as it is."""
    root = Path(shutil.copytree(SMALL, tmp_path / "school"))
    (root / "base.json").write_text(to_json(load(root)), "utf-8")
    extends(root)
    return root


@pytest.fixture
def released(school, tmp_path) -> Path:
    """A new release of what it extends: one clause weaker, one clause more with a word of its own, and another note."""
    root = Path(shutil.copytree(SMALL, tmp_path / "trust"))
    edit(root, RULES, (OLD, NEW), SAID)
    edit(root, WORDS, ("\nacts:\n", "\nacts:\n  whistle: {label: whistle}\n"))
    added = "\n:::{clause} no-whistling\n:source: new\n:title: No whistling\n\nNobody may whistle.\n{plain}`Do not whistle.`\n\n{norm}`anyone must not whistle`\n:::\n"
    edit(root, RULES, ("\n:::{clause} filming", f"{added}\n:::{{clause}} filming"))
    edit(root, "book/interpretations.md", (":title: ", ":title: In short: "))
    file = tmp_path / "new.json"
    file.write_text(to_json(load(root)), "utf-8")
    return file


@pytest.fixture
def run(school, capsys):
    def go(*arguments: str, code: int = 0) -> str:
        """Run a command in the school's folder, and give all that it says."""
        assert main([*arguments, "--root", str(school)]) == code
        done = capsys.readouterr()
        return done.out + done.err

    return go


def problems(said: str) -> list[str]:
    return [line for line in said.split("\n") if "[extends]" in line]


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_handbook_that_is_as_its_base_has_nothing_to_say(run):
    assert problems(run("check", code=0)) == []
    assert "Nothing is otherwise here." in run("base")


def test_what_is_otherwise_is_refused_until_it_is_said_why(school, run):
    edit(school, RULES, (OLD, NEW), SAID)
    (found,) = problems(run("check", code=1))
    mark = mark_of(things_of(load(SMALL))["no-running"])
    assert found == (
        f"{RULES}:3: “no-running” is otherwise here than in the trust's policy, and nothing says why. Take its words "
        f"with “policybook base no-running”, or say why in {EXTENDS}, under “differs”: "
        f'“no-running: {{against: {mark}, why: "…"}}”. [extends]'
    )
    extends(school, f"no-running: {{against: {mark}, why: Our hall is large.}}")
    assert problems(run("check", code=1)) == []
    assert "no-running: substantive. Our hall is large." in run("base")
    assert json.loads(run("base", "--json"))["differs"] == [
        {"id": "no-running", "classes": ["substantive"], "why": "Our hall is large."}
    ]
    said = run("compare", "base", "--redline", "--flips")
    assert "From the handbook that this one extends to the working draft" in said
    assert "run" in said.partition("would be judged otherwise")[2]


@pytest.mark.parametrize(
    ("differs", "what"),
    [
        (
            "no-such: {why: So.}",
            "neither the trust's policy nor this handbook has “no-such”. Take its line away.",
        ),
        ("filming: {why: So.}", "“filming” is as the trust's policy has it. Take its line away."),
        (
            "no-running: {why: So.}",
            "nothing says against which words of the trust's policy “no-running” is otherwise here.",
        ),
        (
            "no-running: {against: 01234567, why: So.}",
            "the trust's policy has changed “no-running” since it was decided",
        ),
    ],
)
def test_what_is_said_to_differ_and_does_not_is_named(school, run, differs, what):
    edit(school, RULES, (OLD, NEW), SAID)
    extends(school, differs)
    assert any(
        found.startswith(f"{EXTENDS}:5: ") and what in found for found in problems(run("check", code=1))
    )


def test_an_overlay_of_what_is_gone_is_named(school, run):
    text = (school / RULES).read_text("utf-8")
    start = text.index(":::{clause} filming")
    added = text[start : text.index(":::\n", start + 3) + 4].replace("filming", "filming-here", 1)
    (school / RULES).write_text(f"{text}\n{added}", "utf-8")
    assert "the trust's policy has no “filming-here”, and nothing says why it is here." in run(
        "check", code=1
    )
    extends(school, "filming-here: {against: 01234567, why: So.}")
    assert (
        "“filming-here” is gone from the trust's policy, and was to be otherwise here. Take it out here too, or keep"
        in run("check", code=1)
    )
    extends(school, "filming-here: {why: We have two pools.}")
    assert problems(run("check", code=1)) == []


def test_a_base_with_another_digest_is_no_base(school, run):
    extends(school, digest="0" * 64)
    (found,) = problems(run("check", code=1))
    assert (
        f"{EXTENDS}:2: the digest of base.json is {digest_of(school / 'base.json')[:12]}…, and the one here is 000000000000…."
        in found
    )
    assert found in run("base", code=1)
    assert found in run("compare", "base", code=1)
    assert found in run("base", "no-running", "--yes", code=1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("digest: 00\n", "nothing says which handbook this one extends."),
        ("handbook: none.json\n", "none.json cannot be read: No such file or directory."),
        ("handbook: base.json\n", "and the one here is missing."),
        ("handbook: base.json\nextra: 1\n", "“extra” is not read from here."),
        ("handbook: base.json\ndiffers: {filming: {}}\n", "nothing says why “filming” is otherwise here."),
        ("[", "this is not YAML"),
        ("", "this file is empty."),
    ],
)
def test_a_file_that_says_too_little_is_named(school, run, text, what):
    (school / EXTENDS).write_text(text, "utf-8")
    said = run("check", code=1)
    assert what in said
    assert what in run("base", code=1)


@pytest.mark.parametrize("content", ["", "[]", '{"format": "policybook-handbook-1"}', "{" * 2000, "\udcff"])
def test_a_base_that_is_no_handbook_is_named(school, run, content):
    (school / "base.json").write_text(content, "utf-8", "surrogateescape")
    extends(school)
    (found,) = problems(run("check", code=1))
    assert f"{EXTENDS}:2: base.json: " in found


def test_a_new_release_is_taken_in_thing_by_thing(school, run, released):
    edit(school, RULES, ("Nobody films a swimmer.", "Nobody films a swimmer here."))
    mark = mark_of(things_of(load(SMALL))["filming"])
    extends(school, f"filming: {{against: {mark}, why: We have one pool.}}")
    before = files(school)
    said = run("base", "--release", str(released), code=1)
    assert "Nothing is written." in said
    assert files(school) == before
    said = run("base", "--release", str(released), "--yes")
    assert "no-running: take it in with “policybook base no-running”." in said
    assert "no-whistling: take it in" in said
    assert (school / "base.json").read_bytes() == released.read_bytes()
    waiting = "\n".join(problems(run("check", code=1)))
    assert "“no-running” is otherwise here" in waiting
    assert "“no-whistling” is not here, and stands in the trust's policy" in waiting
    assert "“I-1” is otherwise here" in waiting
    assert "filming" not in waiting
    for names in (("no-running",), ("no-whistling", "whistle"), ("I-1",)):
        assert "Written." in run("base", *names, "--yes")
    here, there = things_of(load(school)), things_of(load(school).extends.base)
    assert {name for name in there if mark_of(here[name]) != mark_of(there[name])} == {"filming"}
    assert [*load(school).clauses] == [*load(school).extends.base.clauses]
    assert problems(run("check", code=1)) == []


def test_what_cannot_be_taken_in_is_said_and_nothing_is_written(school, run, released):
    run("base", "--release", str(released), "--yes")
    before = files(school)
    assert "Take them in with it: “policybook base no-whistling whistle”" in run(
        "base", "no-whistling", "--yes", code=1
    )
    assert "The base has no “no-runing”. Did you mean “no-running”?" in run(
        "base", "no-runing", "--yes", code=1
    )
    assert "Nothing is written." in run("base", "no-running", code=1)
    guidance = next(iter(load(school).guidance_by_id))
    assert "write it by hand" in run("base", guidance, "--yes", code=1)
    assert files(school) == before
    (school / EXTENDS).unlink()
    assert f"This handbook extends no other: there is no {EXTENDS}." in run("base", code=1)
    assert "this handbook extends no other." in run("compare", "base", code=1)


def test_a_release_that_is_none_changes_nothing(school, run, tmp_path):
    before = files(school)
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    assert "this is no handbook" in run("base", "--release", str(tmp_path / "bad.json"), "--yes", code=1)
    assert "cannot be read" in run("base", "--release", str(tmp_path / "none.json"), "--yes", code=1)
    assert files(school) == before


def test_every_clause_note_and_word_can_be_written_as_it_was_released(school, run):
    """Each is spoilt here, and has to come back from the released file alone."""
    there = load(school).extends.base
    names = [*there.clauses, *there.interpretation_by_id]
    for path in {place.path for name in names if (place := things_of(load(school))[name].place)}:
        text = (school / path).read_text("utf-8")
        (school / path).write_text(text.replace(":title: ", ":title: Not "), "utf-8")
    run("base", *names, "--yes")
    here = things_of(load(school))
    for name in names:
        assert here[name].title == things_of(there)[name].title
        assert mark_of(here[name]) == mark_of(things_of(there)[name])
