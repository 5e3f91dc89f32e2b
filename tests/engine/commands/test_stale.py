"""What is worked out is written anew by one command: workings, who is covered, and only the notebooks that are stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from badinput import copy_of_small
from places import SMALL

from policybook.check.run import check
from policybook.cli import main
from policybook.commands.notebooks import stale
from policybook.judging import covered
from policybook.load import load
from policybook.policy.problems import HandbookError

STORY = "scenarios/first-day.ipynb"
RULE = "{norm}`anyone must not run`"


@pytest.fixture
def root(tmp_path) -> Path:
    """A sound copy of the small handbook that keeps a page of who is covered."""
    root = copy_of_small(tmp_path)
    (root / covered.PAGE).write_text(covered.page(load(root)), encoding="utf-8")
    assert check(root)[1] == ()
    return root


def run(root: Path, *notebooks: str) -> int:
    return main(["notebooks", *notebooks, "--root", str(root)])


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_one_changed_verb_is_followed_by_workings_tables_and_stories(root, capsys):
    change(root / "book/policy/rules.md", RULE, "{norm}`anyone must never run`")
    assert main(["working", "--store", "--root", str(root)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "late-for-a-lesson:" in said
    assert f"{covered.PAGE}:" in said
    assert "- anyone must not run" in said
    assert "+ anyone must never run" in said
    assert "+cell 6: a [ ]  against      no-running: anyone must never run" in said
    assert check(root)[1] == ()
    assert run(root) == 0
    assert capsys.readouterr().out.startswith("No notebook is out of date; ")


def test_a_story_alone_is_run_once_its_question_was_stored(root, capsys):
    change(root / "book/policy/rules.md", RULE, "{norm}`anyone must never run`")
    assert main(["working", "late-for-a-lesson", "--store", "--root", str(root)]) == 0
    assert stale(root) == [root / STORY]
    assert run(root) == 0
    assert "+cell 6: a [ ]  against      no-running: anyone must never run" in capsys.readouterr().out
    assert stale(root) == []


def test_what_is_not_out_of_date_is_left_alone(root, capsys):
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.*")}
    assert main(["working", "--store", "--root", str(root)]) == 0
    assert run(root) == 0
    assert main(["working", "a-fall", "--store", "--root", str(root)]) == 0
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.*")} == before


def test_one_question_that_is_named_is_stored_without_the_tables(root, capsys):
    page = root / covered.PAGE
    page.write_text("something else", encoding="utf-8")
    assert main(["working", "a-fall", "--store", "--root", str(root)]) == 0
    assert page.read_text(encoding="utf-8") == "something else"


def test_a_handbook_without_the_page_of_who_is_covered_gets_none(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    assert main(["working", "--store", "--root", str(root)]) == 0
    assert not (root / covered.PAGE).exists()


def test_whom_a_rule_reaches_is_said_of_one_clause_or_of_all_and_the_page_is_made_when_asked(
    tmp_path, capsys
):
    root = copy_of_small(tmp_path)
    asked = ("covered", "--root", str(root))
    assert main([*asked, "no-running"]) == 0
    one = capsys.readouterr().out
    assert one.startswith("no-running:\nanyone must not run\n  covers: ")
    assert main([*asked]) == 0
    every = capsys.readouterr().out
    assert one in every
    assert "accident-meaning:" not in every, "it has no rule"
    assert main([*asked, "no-runing"]) == 1
    said = "policybook: there is no clause or guidance “no-runing”. Did you mean “no-running”?\n"
    assert capsys.readouterr().err == said
    assert main([*asked, "--store"]) == 0
    assert (root / covered.PAGE).read_text(encoding="utf-8") == covered.page(load(root))
    assert "+ >>> covered" in capsys.readouterr().out
    assert main([*asked, "--store"]) == 0
    assert capsys.readouterr().out == ""


def test_a_notebook_is_run_by_its_name_and_all_of_them_when_asked_for(root, capsys):
    sound = (root / STORY).read_text(encoding="utf-8")
    for asked in (["first-day"], [STORY], ["--all"]):
        (root / STORY).write_text(sound.replace("a [ ]  against", "a [ ]  amiss"), encoding="utf-8")
        assert run(root, *asked) == 0
        assert check(root)[1] == ()
    assert capsys.readouterr().out.count("-cell 6: a [ ]  amiss") == 3
    assert run(root, "first-dya") == 1
    said = "policybook: there is no notebook “first-dya” in scenarios/. Did you mean “first-day”?\n"
    assert capsys.readouterr().err == said


def test_a_cell_that_does_not_run_is_named_and_the_notebook_stays_as_it_was(root, capsys):
    notebook = json.loads((root / STORY).read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["source"] = ["1 / 0\n"]
    (root / STORY).write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    before = (root / STORY).read_bytes()
    assert run(root, "first-day") == 1
    assert "is left as it was: a cell does not run: ZeroDivisionError: " in capsys.readouterr().err
    assert (root / STORY).read_bytes() == before


def test_against_half_a_policy_no_notebook_is_run(root, capsys):
    change(root / "book/policy/rules.md", RULE, "{norm}`anyone must not rnu`")
    with pytest.raises(HandbookError):
        stale(root)
    assert run(root) == 1
    assert "book/policy/rules.md:10: “rnu” is not a kind of act" in capsys.readouterr().err


# ---- the words that one may write


def words(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(["words", *arguments, "--root", str(SMALL)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_words_are_found_by_name_by_label_and_by_being_near(capsys):
    assert words(capsys, "film") == (
        0,
        "Acts:\n  film: film (done to people)\n  film-underwater: film under water (done to people)\n"
        "  show-film: show a film\n",
        "",
    )
    assert (
        words(capsys, "film", "under")[1] == "Acts:\n  film-underwater: film under water (done to people)\n"
    )
    assert words(capsys, "swimmers")[1].startswith("People:\n  swimmer: a swimmer\n")
    assert words(capsys, "tell")[1].startswith("Acts:\n  tell: tell (followed by people)\n")
    assert words(capsys, "warning")[1] == "Outcomes:\n  warning: a warning\n"


def test_without_an_argument_all_words_are_listed_by_table(capsys):
    _, out, _ = words(capsys)
    book = load(SMALL).vocabulary
    tables = (book.people, book.acts, book.things, book.outcomes)
    assert [line for line in out.split("\n") if line and line[0] != " "] == [
        "People:",
        "Acts:",
        "Things and facts:",
        "Outcomes:",
    ]
    found = [line.strip().partition(":")[0] for line in out.split("\n") if line.startswith("  ")]
    assert found == [name for table in tables for name in table]


def test_words_speak_json(capsys):
    _, out, _ = words(capsys, "film-underwater", "--json")
    first, *_ = json.loads(out)
    assert first == {
        "table": "acts",
        "word": "film-underwater",
        "label": "film under water",
        "takes": "people",
    }


def test_where_no_word_is_found_it_is_said_what_to_do(capsys):
    code, out, err = words(capsys, "zzzz")
    assert (code, out) == (1, "")
    assert err.startswith("policybook: no word is like “zzzz”. ")
    assert "book/vocabulary.yml" in err
    assert words(capsys, "zzzz", "--json")[:2] == (1, "[]\n")


def test_a_vocabulary_that_cannot_be_read_is_said(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    (root / "book/vocabulary.yml").write_text("acts: [\n")
    assert main(["words", "film", "--root", str(root)]) == 1
    assert "book/vocabulary.yml:" in capsys.readouterr().err
