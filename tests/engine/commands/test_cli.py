"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from badinput import copy_of_small
from places import SMALL, SOURCE

from policybook.cli import main
from policybook.commands.new import TEMPLATE


def run(capsys: pytest.CaptureFixture[str], *arguments: str, root: Path = SMALL) -> tuple[int, str, str]:
    code = main([*arguments, "--root", str(root)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_check_is_quiet_when_all_is_well_and_says_last_which_numbers_are_not_filled_in(capsys, tmp_path):
    said = (
        "book/organisation.yml: to fill in: no telephone number yet for The manager, The deputy and The safety lead. "
        "Until then the pages tell people to ask for them.\n"
    )
    assert run(capsys, "check") == (0, "", said)
    assert run(capsys, "check", "--json") == (0, "[]\n", said)
    root = copy_of_small(tmp_path)
    text = (root / "book/organisation.yml").read_text("utf-8")
    (root / "book/organisation.yml").write_text(text.replace("}", ", telephone: 01632 960001}"), "utf-8")
    assert run(capsys, "check", root=root) == (0, "", "")


def test_judge_says_the_status_the_side_the_verb_and_the_clauses(capsys):
    code, out, err = run(capsys, "judge", "lifeguard", "run")
    assert (code, err) == (0, "")
    first, second = out.strip().split("\n")
    assert first.startswith("decided: ")
    assert "against" in first
    assert "“must not”" in first
    assert second.startswith("  1(a) Walk ")
    assert second.endswith(": anyone must not run")


def test_judge_takes_one_word_an_argument_or_one_sentence(capsys):
    one = run(capsys, "judge", "lifeguard film child when lesson")
    assert one == run(capsys, "judge", "lifeguard", "film", "child", "when", "lesson")
    assert one[1].startswith("silent")


def test_judge_names_the_interpretations_that_a_verdict_rests_on(capsys):
    _, out, _ = run(capsys, "judge", "lifeguard film child")
    assert out.startswith("partly")
    assert "I-1: Nearly an accident (an interpretation)" in out


def test_judge_names_a_house_rule_that_is_broken_where_the_policy_is_silent(capsys):
    rule = "[house] anyone must never investigate"
    _, out, _ = run(capsys, "judge", "lifeguard", "investigate")
    assert out.startswith("silent\n")
    assert f"  it breaks a house rule, which is not policy: {rule}" in out.splitlines()
    _, out, _ = run(capsys, "judge", "lifeguard", "investigate", "--json")
    assert json.loads(out)["house_rules_broken"] == [rule]
    assert "house rule" not in run(capsys, "judge", "lifeguard", "run")[1]


def test_judge_speaks_json(capsys):
    _, out, _ = run(capsys, "judge", "lifeguard run", "--json")
    facts = json.loads(out)
    assert facts["status"] == "decided"
    assert facts["verb"] == "must not"
    assert facts["points"] == "against"
    assert facts["norms"] == [
        {"id": "no-running/run", "relation": "bans", "sentence": "anyone must not run", "doubtful": False}
    ]
    assert (facts["interpretations"], facts["handed_to"], facts["outside"]) == ([], "", [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "lifegaurd run",
            "policybook: “lifegaurd” is not a kind of person of the vocabulary. Did you mean “lifeguard”?\n",
        ),
        ("lifeguard rn", "policybook: “rn” is not a kind of act of the vocabulary. Did you mean “run”?\n"),
        ("lifeguard film", "policybook: “film” is done to people: say to whom or to what.\n"),
        (
            "lifeguard tell the manager",
            "policybook: “the” is no word of a rule. Leave it out.\n",
        ),
        (
            "lifeguard admit children",
            "policybook: “children” is not a kind of person of the vocabulary. Did you mean “child”?\n",
        ),
        (
            "trainee-lifeguards run",
            "policybook: “trainee-lifeguards” is not a kind of person of the vocabulary. "
            "Did you mean “trainee-lifeguard”?\n",
        ),
        (
            "somebody-who-works run",
            "policybook: “somebody-who-works” is not a kind of person of the vocabulary. "
            "Did you mean “worker”?\n",
        ),
        (
            "lifeguard run or walk",
            "policybook: “lifeguard run or walk” says “or”, and an act is what somebody does. "
            "Write one of them, and give the other an option of its own.\n",
        ),
        ("lifeguard", "policybook: the sentence “lifeguard” stops where a kind of act should come.\n"),
        ("lifeguard run fast", "policybook: “fast” is left over at the end of “lifeguard run fast”.\n"),
    ],
)
def test_judge_says_what_it_does_not_understand(words, said, capsys):
    assert run(capsys, "judge", words) == (1, "", said)


def test_judge_hands_over_what_another_policy_takes_and_shows_its_rule(capsys, tmp_path):
    root = copy_of_small(tmp_path)
    page = root / "book/interpretations.md"
    handed = "hands over filming when disclosure to safeguarding-policy under filming"
    page.write_text(page.read_text("utf-8").replace("leaves open filming/film", handed), "utf-8")
    code, out, _ = run(capsys, "judge", "lifeguard film child when disclosure", root=root)
    assert code == 0
    assert out.splitlines() == [
        "conflict",
        "  handed over to the safeguarding policy:",
        "    outside guidance: [safeguarding-policy] anyone must tell safety-lead immediately when disclosure",
        "  It turns on something that was not said: whether there is a lesson.",
        "  I-1: Nearly an accident (an interpretation)",
    ]


def test_working_prints_the_doctest_as_it_stands_on_the_page(capsys):
    _, out, _ = run(capsys, "working", "late-for-a-lesson")
    assert out.strip() in (SMALL / "quizzes/rules.md").read_text(encoding="utf-8")


def test_working_of_an_unknown_question_names_the_nearest(capsys):
    said = "policybook: there is no question “late-for-lesson”. Did you mean “late-for-a-lesson”?\n"
    assert run(capsys, "working", "late-for-lesson") == (1, "", said)


def test_export_to_the_screen_and_to_a_file_are_the_same(capsys, tmp_path):
    file = tmp_path / "handbook.json"
    assert run(capsys, "export", str(file)) == (0, "", "")
    _, out, _ = run(capsys, "export")
    assert json.loads(out) == json.loads(file.read_text(encoding="utf-8"))


def test_export_to_where_nothing_can_be_written_says_so(capsys, tmp_path):
    code, out, err = run(capsys, "export", str(tmp_path / "no" / "such" / "folder.json"))
    assert (code, out) == (1, "")
    assert err.startswith("policybook: ")


@pytest.mark.parametrize("command", [["judge", "lifeguard run"], ["working", "a-fall"], ["export"]])
def test_a_broken_handbook_is_said_by_every_command(command, capsys, tmp_path):
    root = copy_of_small(tmp_path)
    (root / "book/organisation.yml").write_text("roles: [\n")
    code, out, err = run(capsys, *command, root=root)
    assert (code, out) == (1, "")
    assert "book/organisation.yml:" in err
    assert "Traceback" not in err


def test_a_notebook_that_was_not_run_stops_no_command_but_check(capsys, tmp_path):
    root = copy_of_small(tmp_path)
    notebook = root / "scenarios/first-day.ipynb"
    notebook.write_text(notebook.read_text().replace('"execution_count": 3', '"execution_count": null'))
    assert run(capsys, "working", "a-fall", root=root)[0] == 0
    assert run(capsys, "judge", "lifeguard run", root=root)[0] == 0
    assert run(capsys, "check", root=root)[0] == 1


@pytest.mark.parametrize("arguments", [[], ["no-such-command"], ["judge"], ["check", "--no-such-option"]])
def test_a_command_that_is_none_exits_with_two(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: policybook" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["judge", "--help"], ["working", "--help"]]
)
def test_help_exits_with_nothing_wrong(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    assert "usage: policybook" in capsys.readouterr().out


def test_hints_and_the_readme_of_a_new_handbook_name_only_what_there_is(capsys):
    texts = {
        path: path.read_text("utf-8")
        for path in SOURCE.rglob("*.*")
        if path.suffix in (".py", ".html", ".js", ".md")
    }
    hinted = [name for text in texts.values() for name in re.findall(r"\btyped\(\"?'?(\w+)[\"']", text)]
    told = re.findall(r"^policybook (\w+)|`policybook (\w+)", texts[TEMPLATE / "README.md"], re.MULTILINE)
    assert len(hinted) > 15
    assert len(told) > 5
    for name in {*hinted, *map("".join, told)}:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0, f"there is no command “{name}”"
    assert [
        path for path, text in texts.items() if re.search(r"noxfile|\bnox -s|python -m tools", text)
    ] == []
