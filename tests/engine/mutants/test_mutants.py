"""The mutants: a sample of the sweep, the shortcut against the slow way, and the real tools against the verdicts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import islice

import pytest
from places import ROOT, SMALL
from proving import examples, handbook_copy, nbval
from sybil.example import SybilFailure

from policybook.check.run import check
from policybook.load import load
from policybook.mutants import Mutant, MutantResult, apply, mutants_of, report, sweep
from policybook.mutants.__main__ import main
from policybook.mutants.gate import ANOTHER_ANSWER, EQUIVALENT, FILLED, KILLED, SURVIVED, problems, verdict_on
from policybook.mutants.keys import altered, marks_of
from policybook.mutants.reach import Impact
from policybook.notebook import Working
from policybook.policy.language import parse_norm, sentence
from policybook.policy.model import Norm
from policybook.policy.problems import Kind
from policybook.policy.training import Question, Scenario
from policybook.training.bank import doctest_of, weighed, working
from policybook.training.story import directive

RED = {Kind.KEY, Kind.WORKING, Kind.NOTEBOOK, Kind.QUESTION, Kind.REFERENCE}


@cache
def book():
    return load(ROOT)


@cache
def mutants():
    return mutants_of(book())


def of(kind, sort="", subject=""):
    return [
        m for m in mutants() if isinstance(m.old, kind) and m.sort.startswith(sort) and subject in m.subject
    ]


def spread(found, count):
    """So many of them, evenly from the first to the last."""
    return list(islice(found, 0, None, max(len(found) // count, 1)))[:count]


# ---- what there is to try


def test_the_handbook_itself_is_green_or_every_mutant_would_seem_killed():
    assert problems(book()) == []


def test_the_list_is_the_same_each_time():
    assert mutants_of(load(ROOT)) == mutants()


def test_every_norm_question_and_key_has_mutants_and_no_two_norms_of_one_subject_are_alike():
    subjects = {mutant.subject for mutant in mutants()}
    assert subjects >= set(book().norms) | set(book().question_by_id)
    assert subjects >= {story.id for story in book().scenarios if any(cell.shows for cell in story.cells)}
    for norm in book().norms.values():
        made = [sentence(m.new) for m in of(Norm) if m.subject == norm.id and m.new]
        assert len(set(made)) == len(made)
        assert sentence(norm) not in made


def test_every_mutant_is_something_else_than_what_stands_there_and_could_have_been_written():
    for mutant in mutants():
        assert mutant.new != mutant.old, mutant
        if isinstance(mutant.new, Norm):
            text = sentence(mutant.new)
            read = parse_norm(text, book().vocabulary)
            assert replace(read, id=mutant.old.id, clause=mutant.old.clause) == mutant.new


def test_a_norm_that_names_two_people_loses_each_takes_another_and_changes_its_joiner_and_time():
    said = {str(mutant) for mutant in of(Norm, subject="any-concern/tell")}
    assert said >= {
        "any-concern/tell taken away",
        "any-concern/tell with “or” for “and”",
        "any-concern/tell without “headteacher”",
        "any-concern/tell without “e-safety-officer”",
        "any-concern/tell with “dsl” for “headteacher”",
        "any-concern/tell with “and dsl”",
        "any-concern/tell with “immediately” for “at the earliest opportunity”",
        "any-concern/tell with “no time stated” for “at the earliest opportunity”",
        "any-concern/tell with “must not” for “must”",
        "any-concern/tell with “adult” for “anyone”",
        "any-concern/tell without “contact-concern” in “when”",
    }


def test_every_line_of_a_working_is_dropped_doubled_moved_and_changed():
    lines = ["decided", "a [x]  keeps        pupil-friend: adult should never befriend pupil (I-4)"]
    assert [sort for sort, _, new in altered(lines) if new != lines] == [
        "line dropped",
        "line added",
        "outcome word",
        "interpretation",
        "line dropped",
        "line added",
        "line moved",
        "outcome word",
        "mark",
        "sentence word",
        "sentence word",
        "clause",
        "interpretation",
    ]


def test_a_norm_taken_away_is_taken_out_of_the_readings_too():
    norm = book().norms["any-concern/tell"]
    without = apply(book(), Mutant("norm: deleted", norm.id, "taken away", norm, None))
    assert norm.id not in without.norms
    assert all(reading.source != norm.id and norm.id not in reading.norms for reading in without.readings)


# ---- a sample of the sweep


def test_in_a_sample_of_the_sweep_nothing_survives():
    results = sweep(ROOT, every=97, workers=1)
    assert len(results) > 100
    assert [str(result.mutant) for result in results if result.verdict == SURVIVED] == []


def test_two_processes_find_what_one_finds():
    assert sweep(SMALL, every=9, workers=2) == sweep(SMALL, every=9, workers=1)


def test_what_nobody_asks_about_survives_and_is_named(tmp_path, capsys):
    folder = handbook_copy(tmp_path)
    page = folder / "book" / "policy" / "safer-networking.md"
    text = page.read_text(encoding="utf-8")
    norm = "{norm}`adult should never befriend pupil`"
    page.write_text(
        text.replace(norm, f"{norm}\n{{norm}}`caretaker must never promise-secrecy when at-home`"), "utf-8"
    )
    handbook = load(folder)
    unasked = handbook.norms["pupil-friend/promise-secrecy"]
    weaker = replace(unasked, verb="may not acceptably")
    mutant = Mutant(
        "norm: verb weaker", unasked.id, "with “may not acceptably” for “must never”", unasked, weaker
    )
    result = MutantResult(mutant, *verdict_on(mutant, handbook))
    assert (result.verdict, result.by) == (SURVIVED, "")
    *_, said, _ = report.lines([result], 1.0)
    assert (
        said
        == "survived: pupil-friend/promise-secrecy with “may not acceptably” for “must never”: nobody notices"
    )


def test_nothing_is_swept_where_the_handbook_is_not_sound(tmp_path, capsys):
    folder = handbook_copy(tmp_path)
    page = folder / "quizzes" / "safer-networking.md"
    page.write_text(page.read_text(encoding="utf-8").replace("- [x]", "- [ ]", 1), "utf-8")
    assert main(["--root", str(folder)]) == 2
    assert "mend the handbook first" in capsys.readouterr().err


def test_the_command_prints_a_table_writes_json_and_says_by_its_exit_code_whether_all_are_killed(
    tmp_path, capsys
):
    file = tmp_path / "mutants.json"
    code = main(["--root", str(SMALL), "--every", "7", "--workers", "1", "--json", str(file)])
    told = capsys.readouterr().out.splitlines()
    written = json.loads(file.read_text(encoding="utf-8"))
    assert told[0].split()[:4] == ["sort", "killed", "survived", "equivalent"]
    assert code == (1 if written["survived"] else 0)
    assert written["mutants"] == written["killed"] + written["survived"] + written["equivalent"]
    assert len([line for line in told if line.startswith("survived: ")]) == written["survived"]
    assert len([line for line in told if line.startswith("equivalent: ")]) == written["equivalent"]
    assert sum(counts["killed"] for counts in written["sorts"].values()) == written["killed"]


# ---- the shortcut against the slow way


def test_the_shortcut_finds_what_the_slow_way_finds():
    reach = Impact(book())
    sample = spread(of(Norm), 5) + spread(of(Question), 1) + spread(of(Scenario), 1)
    for mutant in sample:
        quick, slow = verdict_on(mutant, book(), reach.asked(mutant)), verdict_on(mutant, book())
        assert quick == slow, mutant


def test_a_question_that_the_shortcut_passes_over_has_the_working_that_it_had():
    reach = Impact(book())
    passed = 0
    for mutant in spread(of(Norm), 6):
        asked = set(reach.asked(mutant))
        changed = apply(book(), mutant)
        others = [question for question in book().questions if question.id not in asked]
        passed += len(others)
        for question in others:
            assert doctest_of(changed, question.id) == question.doctest, mutant
    assert passed > 50


# ---- equivalents, by their rules


def test_only_another_right_answer_is_equivalent_among_marks():
    several = [mutant for mutant in of(Question, "mark") if mutant.old.kind in ("all", "order", "tell")]
    for mutant in spread([mutant for mutant in several if mutant.anew], 60):
        if mutant.sort.startswith("mark taken") or len(mutant.old.options) < 5:
            verdict, by = verdict_on(mutant, book(), [mutant.subject])
            letters = set(marks_of(mutant.new))
            right = weighed(book(), mutant.old).right_answers
            if verdict == EQUIVALENT:
                assert by == ANOTHER_ANSWER
                assert letters in [set(answer) for answer in right]
            else:
                assert verdict == KILLED, mutant


def test_the_time_of_a_norm_that_a_reading_fills_is_never_read():
    (mutant, *_) = of(Norm, "norm: timing", "report-misuse/tell")
    assert verdict_on(mutant, book()) == (EQUIVALENT, FILLED)


# ---- the real tools agree


def written(folder, mutant):
    """Write a mutant into the files of a copy of the handbook, as an editor would; the path of its page."""
    old, new = mutant.old, mutant.new
    if isinstance(old, Norm):
        page = folder / old.place.path
        _replace(page, f"{{norm}}`{sentence(old)}`", f"{{norm}}`{sentence(new)}`" if new else "")
        return page
    page = folder / f"{old.page}.md"
    _replace(page, f"{old.doctest}\n", f"{new.doctest}\n")
    lines = page.read_text(encoding="utf-8").split("\n")
    for option in new.options:
        sign = str(option.place_in_order or "x") if option.marked else " "
        at = option.place.line - 1
        lines[at] = re.sub(r"^- \[.\]", f"- [{sign}]", lines[at])
    page.write_text("\n".join(lines), encoding="utf-8")
    return page


def _replace(page, old, new):
    text = page.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    page.write_text(text.replace(old, new), encoding="utf-8")


def doctests_go_red(folder):
    """Whether any doctest of any quiz page of a copy shows something else than what its handbook says."""
    handbook = load(folder)
    for page in sorted((folder / "quizzes").glob("*.md")):
        for example in examples(page):
            example.namespace["working"] = lambda name: Working(working(handbook, name))
            try:
                example.evaluate()
            except (SybilFailure, KeyError):
                return True
    return False


NORMS = ("norm: actor narrower", "norm: timing")


@pytest.mark.parametrize("sort", [*NORMS, "working: sentence word", "mark moved"])
def test_the_real_check_and_the_real_doctests_agree_with_the_verdict(sort, tmp_path):
    kind = Norm if sort in NORMS else Question
    mutant = spread([mutant for mutant in of(kind, sort) if not mutant.anew], 3)[1]
    verdict, _ = verdict_on(mutant, book())
    folder = handbook_copy(tmp_path)
    written(folder, mutant)
    _, found = check(folder)
    assert any(problem.kind in RED for problem in found) is (verdict == KILLED), mutant
    assert doctests_go_red(folder) is (verdict == KILLED), mutant


def test_real_nbval_agrees_with_the_verdict_on_stored_outputs(tmp_path):
    folder = handbook_copy(tmp_path)
    (folder / "scenarios" / "tried").mkdir()
    chosen = {}
    stored_keys = [
        m for m in of(Scenario) if m.sort.startswith("notebook: ") and m.sort != "notebook: branch"
    ]
    for at, mutant in enumerate((*spread(stored_keys, 2), *spread(of(Scenario, "notebook: branch"), 2))):
        path = folder / f"{mutant.old.page}.ipynb"
        story = json.loads(path.read_text(encoding="utf-8"))
        for cell in mutant.new.cells:
            stored = story["cells"][cell.index - 1]
            if cell.shows:
                stored["outputs"][0]["text"] = (
                    cell.output if cell.output.endswith("\n") else f"{cell.output}\n"
                )
            elif cell.asks:
                stored["outputs"][0]["data"]["text/markdown"] = cell.shown
        (folder / "scenarios" / "tried" / f"mutant-{at}.ipynb").write_text(json.dumps(story), "utf-8")
        chosen[f"mutant-{at}"] = mutant
    seen = nbval(folder, "scenarios/tried")
    for name, mutant in chosen.items():
        assert verdict_on(mutant, book(), mutant.old.questions)[0] == KILLED
        assert name in seen.failed, mutant


@pytest.mark.parametrize("sort", ["story: target", "story: text dropped", "story: citation dropped"])
def test_the_real_check_agrees_with_the_verdict_on_branches(sort, tmp_path):
    """The branches are written into the cell that asks, and what the site shows is stored anew."""
    for at, mutant in enumerate(spread(of(Scenario, sort), 2)):
        folder = handbook_copy(tmp_path / str(at))
        path = folder / f"{mutant.old.page}.ipynb"
        story = json.loads(path.read_text(encoding="utf-8"))
        changed = next(new for new in mutant.new.decisions if new not in mutant.old.decisions)
        cell = story["cells"][changed.cell - 1]
        given = {**changed.texts, **({"goes": dict(changed.goes)} if changed.goes else {})}
        parts = ", ".join(f"{name}={value!r}" for name, value in given.items())
        cell["source"] = f"ask({changed.question!r}, {parts})"
        cell["outputs"][0]["data"]["text/markdown"] = directive(changed)
        path.write_text(json.dumps(story), encoding="utf-8")
        _, found = check(folder)
        assert verdict_on(mutant, book(), mutant.old.questions) == (KILLED, "path")
        assert any(problem.kind is Kind.STORY for problem in found), mutant


def test_the_progress_line_is_for_a_terminal_alone(tmp_path):
    command = [sys.executable, "-m", "policybook.mutants", "--root", str(SMALL), "--every", "40"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    assert run.returncode in (0, 1)
