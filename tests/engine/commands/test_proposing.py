"""The command `propose`: what it shows, when it refuses, and that taking in writes what was shown or nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from places import ROOT

from policybook.changes.applied import as_if_adopted
from policybook.cli import main
from policybook.commands import take_in
from policybook.editions.edition import fingerprint
from policybook.load import load, read
from policybook.load.proposals import read_all, read_proposals
from policybook.policy.proposal import MARK, with_needs


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the handbook, to write in."""
    for folder in ("book", "quizzes", "scenarios", "editions", "proposals"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("_toc.yml", "index.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str, root: Path = ROOT) -> tuple[int, str, str]:
    code = main(["propose", *arguments, "--root", str(root)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_without_an_id_it_lists_the_register_and_says_that_it_is_not_policy(capsys):
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    first, *rows = out.strip().split("\n")
    assert first == f"{MARK}."
    assert [row.split("  ")[0] for row in rows] == [f"P{number}" for number in range(1, 26)]


def test_it_shows_the_redline_the_rules_the_reasons_and_the_training(capsys):
    code, out, _ = run(capsys, "P4", "P5", "--facts", "1")
    assert code == 0
    assert out.startswith(f"{MARK}: P4 ")
    assert "{+" in out
    assert "[-" in out
    assert "A new rule: " in out
    assert "Why, says P5: " in out
    assert "would need review." in out
    assert (
        "question image-on-shared-laptop, safety-critical (child-images); its marked answer would no longer be right"
        in out
    )


def test_a_whole_redline_leaves_nothing_out(capsys):
    short, whole = run(capsys, "P5", "--facts", "0")[1], run(capsys, "P5", "--facts", "0", "--redline")[1]
    assert "… " in short
    assert "Adults must not ask a pupil for any personal information." in whole


def test_what_a_proposal_needs_is_shown_with_it(capsys):
    assert run(capsys, "P7", "--facts", "0")[1].startswith(
        f"{MARK}: P2 Name the designated safeguarding lead, P7 "
    )


def test_where_two_clash_it_names_both_and_the_place_and_exits_1(capsys):
    code, out, _ = run(capsys, "P7", "P12")
    assert code == 1
    assert "CLASH: P7 and P12 both change the clause “extremist-views”." in out
    code, out, _ = run(capsys, "P7", "P12", "--json")
    data = json.loads(out)
    assert code == 1
    assert {clash["first"] for clash in data["clashes"] if clash["binding"]} == {"P7"}
    assert all(place.startswith("proposals/P") for clash in data["clashes"] for place in clash["places"])
    assert "changes" not in data


def test_machines_get_the_same_with_the_mark(capsys):
    data = json.loads(run(capsys, "P4", "--json", "--facts", "0")[1])
    assert data["mark"] == MARK
    changed = {change["id"] for change in data["changes"] if change["sort"] == "clause"}
    assert changed == {"child-images", "bullying-evidence"}
    assert data["flips"]
    assert {row["kind"] for row in data["training"]} == {"question", "scenario"}


def test_one_without_words_says_so(capsys):
    code, out, _ = run(capsys, "P1")
    assert code == 0
    assert "these proposals hold no words yet" in out


def test_an_unknown_id_is_one_line_with_the_nearest_and_exits_1(capsys):
    assert run(capsys, "P44") == (1, "", "policybook: there is no proposal P44. Did you mean “P4”?\n")


# ---- taking in


@pytest.mark.parametrize("names", [("P4", "P5", "P7"), ("P3", "P6", "P14", "P16", "P18", "P19", "P22")])
def test_what_is_taken_in_reads_as_what_was_shown_as_if_adopted(names, copy, capsys):
    handbook = load(copy)
    known = read_proposals(copy, handbook)
    wanted = as_if_adopted(handbook, with_needs(known, names))
    code, out, err = run(capsys, *names, "--take-in", "--yes", root=copy)
    assert (code, err) == (0, "")
    assert out.startswith("Taken into the working draft: ")
    after, _ = read(copy)
    assert fingerprint(after) == fingerprint(wanted)
    states = {p.id: p.state for p in read_all(copy, after)[0]}
    assert {states[name] for name in names} == {"taken into the draft"}
    assert read_all(copy, after)[2] == ()


def test_it_asks_first_and_writes_nothing_without_a_yes(copy, capsys):
    before = files(copy)
    code, out, _ = run(capsys, "P4", "--take-in", root=copy)
    assert code == 1
    assert "P4 amends child-images" in out
    assert "Nothing is written." in out
    assert files(copy) == before


def test_questions_and_stories_are_left_for_people(copy, capsys):
    before = files(copy)
    run(capsys, "P4", "P5", "--take-in", "--yes", root=copy)
    changed = {name for name, data in files(copy).items() if before.get(name) != data}
    assert changed == {
        "book/interpretations.md",
        "book/vocabulary.yml",
        "book/policy/communication.md",
        "book/policy/cyberbullying.md",
        "book/policy/images.md",
        "proposals/P4.md",
        "proposals/P5.md",
    }


@pytest.mark.parametrize(
    ("names", "said"),
    [(("P7", "P12"), "both change the clause “extremist-views”"), (("P1",), "None of these holds words")],
)
def test_what_clashes_or_holds_no_words_is_refused_and_nothing_is_written(names, said, copy, capsys):
    before = files(copy)
    code, _, err = run(capsys, *names, "--take-in", "--yes", root=copy)
    assert code == 1
    assert said in err
    assert files(copy) == before


def test_what_clashes_with_something_taken_in_before_is_refused(copy, capsys):
    assert run(capsys, "P12", "--take-in", "--yes", root=copy)[0] == 0
    before = files(copy)
    code, _, err = run(capsys, "P7", "--take-in", "--yes", root=copy)
    assert code == 1
    assert "both change the clause" in err
    assert files(copy) == before


def test_a_plan_that_would_read_otherwise_than_shown_is_not_written(copy, monkeypatch, capsys):
    monkeypatch.setattr(
        take_in,
        "_body",
        lambda block: [*block.inline.without(("why",)).split("\n"), "And more."],
    )
    before = files(copy)
    code, _, err = run(capsys, "P4", "--take-in", "--yes", root=copy)
    assert code == 1
    assert "would not read as the policy that was shown" in err
    assert files(copy) == before


def test_a_file_that_cannot_be_written_is_as_it_was(copy, monkeypatch):
    plan = take_in.plan(copy, ["P4"], "2026-11-23")
    path = copy / next(iter(plan.texts))
    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda self, other: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        take_in.write(copy, plan)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*"))


def test_what_somebody_changed_meanwhile_is_not_written_over(copy):
    plan = take_in.plan(copy, ["P4"], "2026-11-23")
    page = copy / list(plan.texts)[-1]
    page.write_text(page.read_text("utf-8") + "\nAnother sentence.\n", "utf-8")
    before = files(copy)
    with pytest.raises(take_in.TakeInError, match=rf"{page.name} has changed meanwhile"):
        take_in.write(copy, plan)
    assert files(copy) == before
