"""The command `propose`: what it shows, when it refuses, and that taking in writes what was shown or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from proposed import REGISTER, small_with_proposals

from policybook.changes.applied import as_if_adopted
from policybook.cli import main
from policybook.commands import take_in
from policybook.editions.edition import fingerprint
from policybook.load import load, read
from policybook.load.proposals import read_all, read_proposals
from policybook.policy.proposal import MARK, with_needs


@pytest.fixture(scope="module")
def pool(tmp_path_factory) -> Path:
    """The small handbook with a register of proposals."""
    return small_with_proposals(tmp_path_factory.mktemp("pool"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The same, to write in."""
    return small_with_proposals(tmp_path)


@pytest.fixture
def shown(pool, capsys):
    """What the command says of some proposals: its exit code, its output and its errors."""
    return lambda *arguments: run(capsys, *arguments, root=pool)


def run(capsys: pytest.CaptureFixture[str], *arguments: str, root: Path) -> tuple[int, str, str]:
    code = main(["propose", *arguments, "--root", str(root)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_without_an_id_it_lists_the_register_and_says_that_it_is_not_policy(shown):
    code, out, err = shown()
    assert (code, err) == (0, "")
    first, *rows = out.strip().split("\n")
    assert first == f"{MARK}."
    assert [row.split("  ")[0] for row in rows] == list(REGISTER)
    assert rows[:2] == [
        "P1  draft  no words yet  Sing at the pool",
        "P2  draft  words  Tell the safety lead of an accident",
    ]


def test_it_shows_the_redline_the_rules_the_reasons_and_the_training(shown):
    code, out, _ = shown("P2", "P3", "P7", "--facts", "1")
    assert code == 0
    assert out.startswith(f"{MARK}: P2 Tell the safety lead of an accident, P3 ")
    assert "  Tell [-two people about-] {+the manager and the safety lead of+} an [-accident; " in out
    assert "In this rule, “must not” becomes “must never”, which is as strong." in out
    assert "A new rule: Anybody must never tell the manager when it is about the manager." in out
    assert "Why, says P7: It is as strong as it was, and no stronger." in out
    assert "Read together: P7 cites the clause “accidents”, which P2 amends: read the two together." in out
    assert "2 questions and 1 story would need review." in out
    assert "a-fall, safety-critical (accidents); its marked answer would no longer be right" in out
    assert "  - question late-for-a-lesson (no-running)\n" in out


def test_what_an_interpretation_would_still_be_needed_for_is_said(shown):
    assert "\nI-1 would be needed in part, says P4.\n" in shown("P4", "--facts", "0")[1]
    assert "\nI-1 would be needed no more, says P5.\n" in shown("P5", "--facts", "0")[1]


def test_a_whole_redline_leaves_nothing_out(copy, capsys):
    long = "From the door to the water, and from the water to the door, everybody walks with care."
    for page, old in (("book/policy/rules", "Nobody may hurry;"), ("proposals/P7", "Nobody may ever hurry;")):
        path = copy / f"{page}.md"
        path.write_text(path.read_text("utf-8").replace(old, f"{long} {old}"), "utf-8")
    short, whole = (
        run(capsys, "P7", "--facts", "0", *all_of_it, root=copy)[1] for all_of_it in ((), ("--redline",))
    )
    assert "  … with care. Nobody may {+ever+} hurry;" in short
    assert f"  {long} Nobody may {{+ever+}} hurry;" in whole


def test_what_a_proposal_needs_is_shown_with_it(shown):
    assert shown("P4", "--facts", "0")[1].startswith(
        f"{MARK}: P2 Tell the safety lead of an accident, P4 Film no child\n"
    )


def test_where_two_clash_it_names_both_and_the_place_and_exits_1(shown):
    code, out, _ = shown("P4", "P5")
    assert code == 1
    assert "CLASH: P4 and P5 both change the clause “filming”." in out
    assert out.endswith("They cannot all be adopted as they stand.\n")
    code, out, _ = shown("P4", "P5", "--json")
    data = json.loads(out)
    assert code == 1
    assert [(clash["first"], clash["second"], clash["binding"]) for clash in data["clashes"]] == [
        ("P4", "P5", True),
        ("P4", "P5", True),
    ]
    assert [place.partition(":")[0] for clash in data["clashes"] for place in clash["places"]] == [
        "proposals/P4.md",
        "proposals/P5.md",
    ] * 2
    assert "changes" not in data


def test_machines_get_the_same_with_the_mark(shown):
    data = json.loads(shown("P2", "P7", "--json", "--facts", "0")[1])
    assert data["mark"] == MARK
    changed = {change["id"] for change in data["changes"] if change["sort"] == "clause"}
    assert changed == {"accidents", "no-running"}
    assert data["flips"]
    assert [(row["kind"], row["id"], row["holds"]) for row in data["training"]] == [
        ("question", "a-fall", False),
        ("question", "late-for-a-lesson", True),
        ("scenario", "first-day", True),
    ]


def test_one_without_words_says_so(shown):
    code, out, _ = shown("P1")
    assert code == 0
    assert "these proposals hold no words yet" in out


def test_an_unknown_id_is_one_line_with_the_nearest_and_exits_1(shown):
    assert shown("P22") == (1, "", "policybook: there is no proposal P22. Did you mean “P2”?\n")


# ---- taking in


@pytest.mark.parametrize("names", [("P3", "P4", "P7"), ("P3", "P5", "P6", "P7")])
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
    taken = {proposal.id for proposal in with_needs(known, names)}
    assert {name for name, state in states.items() if state == "taken into the draft"} == taken
    assert read_all(copy, after)[2] == ()


def test_it_asks_first_and_writes_nothing_without_a_yes(copy, capsys):
    before = files(copy)
    code, out, _ = run(capsys, "P4", "--take-in", root=copy)
    assert code == 1
    assert "P2 amends accidents\n" in out
    assert "P4 amends filming\n" in out
    assert "Nothing is written." in out
    assert files(copy) == before


def test_questions_and_stories_are_left_for_people(copy, capsys):
    before = files(copy)
    run(capsys, "P2", "P3", "P5", "--take-in", "--yes", root=copy)
    changed = {name for name, data in files(copy).items() if before.get(name) != data}
    assert changed == {
        "book/interpretations.md",
        "book/vocabulary.yml",
        "book/policy/reporting.md",
        "book/policy/rules.md",
        "proposals/P2.md",
        "proposals/P3.md",
        "proposals/P5.md",
    }


@pytest.mark.parametrize(
    ("names", "said"),
    [(("P4", "P5"), "both change the clause “filming”"), (("P1",), "None of these holds words")],
)
def test_what_clashes_or_holds_no_words_is_refused_and_nothing_is_written(names, said, copy, capsys):
    before = files(copy)
    code, _, err = run(capsys, *names, "--take-in", "--yes", root=copy)
    assert code == 1
    assert said in err
    assert files(copy) == before


def test_what_clashes_with_something_taken_in_before_is_refused(copy, capsys):
    assert run(capsys, "P5", "--take-in", "--yes", root=copy)[0] == 0
    before = files(copy)
    code, _, err = run(capsys, "P4", "--take-in", "--yes", root=copy)
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
    plan = take_in.plan(copy, ["P7"], "2026-11-23")
    path = copy / next(iter(plan.texts))
    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda self, other: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        plan.write()
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*"))


def test_what_somebody_changed_meanwhile_is_not_written_over(copy):
    plan = take_in.plan(copy, ["P7"], "2026-11-23")
    page = copy / list(plan.texts)[-1]
    page.write_text(page.read_text("utf-8") + "\nAnother sentence.\n", "utf-8")
    before = files(copy)
    with pytest.raises(take_in.TakeInError, match=rf"{page.name} has changed meanwhile"):
        plan.write()
    assert files(copy) == before
