"""The mutants of the small handbook: the whole sweep, the shortcut against the slow way, and the real tools against the verdicts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from badinput import copy_of_small
from making import policy
from mutating import Mutants, spread
from places import SMALL
from proving import examples, nbval, workings
from sybil.example import SybilFailure

from policybook.check.run import check
from policybook.load import load
from policybook.mutants import Mutant, MutantResult, apply, mutants_of, report, sweep
from policybook.mutants import words as words_made_wrong
from policybook.mutants.__main__ import main
from policybook.mutants.gate import (
    BY_NOTE,
    BY_TABLE,
    EQUIVALENT,
    KILLED,
    NOTHING_ASKED,
    SURVIVED,
    problems,
    verdict_on,
)
from policybook.mutants.keys import altered
from policybook.mutants.norms import of_norm
from policybook.policy.handbook import Handbook
from policybook.policy.model import VERBS, Norm, Word
from policybook.policy.problems import Kind
from policybook.policy.training import Question, Scenario
from policybook.training.bank import doctest_of
from policybook.training.story import directive

RED = {Kind.KEY, Kind.WORKING, Kind.NOTEBOOK, Kind.QUESTION, Kind.REFERENCE}
BOOK = load(SMALL)
MUTANTS = Mutants(BOOK)
of = MUTANTS.of
# What the small handbook says and asks nobody about; of what is no policy, the tables of who is covered tell.
UNASKED = {"no-running/be-careful"}


# ---- what there is to try


def test_the_handbook_itself_is_green_or_every_mutant_would_seem_killed():
    assert problems(BOOK) == []


def test_the_list_is_the_same_each_time():
    assert mutants_of(load(SMALL)) == MUTANTS.all


def test_every_norm_question_and_story_has_mutants_and_each_could_have_been_written():
    MUTANTS.could_all_have_been_written()


def test_a_norm_that_names_two_people_loses_each_takes_another_and_changes_its_joiner_and_time():
    rule = "anyone must tell manager and deputy at the earliest opportunity when accident"
    made = policy(rule=[rule], more=["anyone must not sing when dirty-water"]).handbook
    said = {str(mutant) for mutant in of_norm(made, made.norms["rule/tell"])}
    assert said >= {
        "rule/tell taken away",
        "rule/tell with “or” for “and”",
        "rule/tell without “manager”",
        "rule/tell without “deputy”",
        "rule/tell with “immediately” for “at the earliest opportunity”",
        "rule/tell with “no time stated” for “at the earliest opportunity”",
        "rule/tell with “must not” for “must”",
        "rule/tell with “worker” for “anyone”",
        "rule/tell without “accident” in “when”",
    }
    # Somebody who is told nowhere in the policy is no other office to confuse these with.
    assert not [text for text in said if "council" in text and "for “manager”" in text]


def test_a_standing_duty_gets_the_condition_that_it_lacks_and_loses_what_it_is_about():
    made = policy(care=["worker must be-careful especially if they admit child"]).handbook
    said = {str(mutant) for mutant in of_norm(made, made.norms["care/be-careful"])}
    assert "care/be-careful with “if they admit” for “especially if they admit”" in said
    assert "care/be-careful without “especially if they admit”" in said
    made = policy(care=["worker must be-careful if they admit child"]).handbook
    said = {str(mutant) for mutant in of_norm(made, made.norms["care/be-careful"])}
    assert "care/be-careful with “especially if they admit” for “if they admit”" in said


def test_a_word_loses_each_thing_that_it_says_of_itself():
    words = [
        Word("sliding", "slide", ("run", "race"), contrary=("walk",), breach=True),
        Word("hurt", "is hurt", gives="hurt-swimmer", of=("worker",)),
    ]
    acts, things = ({word.name: word} for word in words)
    made = replace(BOOK, vocabulary=replace(BOOK.vocabulary, people={}, acts=acts, things=things))
    assert [str(mutant) for mutant in words_made_wrong.of_words(made)] == [
        "acts/sliding no kind of “run”",
        "acts/sliding no kind of “race”",
        "acts/sliding not contrary to “walk”",
        "acts/sliding no breach",
        "things/hurt not giving who acts the part of “hurt-swimmer”",
        "things/hurt true of anybody",
    ]
    for mutant in words_made_wrong.of_words(made):
        table = mutant.subject.partition("/")[0]
        assert apply(made, mutant).vocabulary.tables[table][mutant.old.name] == mutant.new
        assert mutant.new != mutant.old


def test_a_reading_says_less_or_otherwise_or_is_not_there():
    readings = {
        "I-1": [
            "reads accident as covering near-accident and wet-floor",
            "doubts walk and sing when emergency",
        ]
    }
    made = policy(walk=["worker must not run"], sing=["worker must not sing"], readings=readings).handbook
    assert [str(mutant) for mutant in words_made_wrong.of_readings(made)] == [
        "I-1 with “reads accident as covering near-accident and wet-floor” taken away",
        "I-1 with “reads accident as covering near-accident and wet-floor” without “near-accident”",
        "I-1 with “reads accident as covering near-accident and wet-floor” without “wet-floor”",
        "I-1 with “reads accident as covering near-accident and wet-floor” as “leaves open whether”",
        "I-1 with “doubts walk and sing when emergency” taken away",
        "I-1 with “doubts walk and sing when emergency” without “walk”",
        "I-1 with “doubts walk and sing when emergency” without “sing”",
        "I-1 with “doubts walk and sing when emergency” without its circumstance",
    ]
    for mutant in words_made_wrong.of_readings(made):
        assert apply(made, mutant).readings != made.readings


def test_a_note_that_names_other_clauses_than_it_changes_is_noticed_whatever_is_asked():
    mutants = list(words_made_wrong.of_clauses(BOOK))
    assert [str(mutant) for mutant in mutants] == [
        "I-1 without “accidents” in its clauses",
        "I-1 without “filming” in its clauses",
        "I-1 with “no-running” in its clauses",
    ]
    assert [verdict_on(mutant, BOOK) for mutant in mutants] == [(KILLED, BY_NOTE)] * 3


def test_an_edge_is_missed_where_somebody_is_asked_about_it_and_survives_where_nobody_is():
    found = {str(result.mutant): result.verdict for result in sweep(SMALL, workers=1, of_words=True)}
    assert len(found) == len(mutants_of(BOOK, of_words=True))
    assert found["people/lifeguard no kind of “worker”"] == KILLED
    assert found["acts/film-underwater no kind of “film”"] == SURVIVED
    assert found["I-1 with “leaves open filming/film” taken away"] == KILLED
    # No rule names it, so nothing could be asked.
    assert found["acts/watch-deep-end no kind of “watch-pool”"] == EQUIVALENT


def test_a_table_of_situations_is_asked_where_nothing_else_tells_and_something_could():
    asked: list[Handbook] = []

    def told(book: Handbook) -> bool:
        asked.append(book)
        return "film" not in book.vocabulary.acts["film-underwater"].parents

    before = sweep(SMALL, workers=1, of_words=True)
    after = sweep(SMALL, workers=1, of_words=True, told=told)
    assert [r for r, was in zip(after, before, strict=True) if r != was] == [
        MutantResult(r.mutant, KILLED, BY_TABLE)
        for r in before
        if str(r.mutant) == "acts/film-underwater no kind of “film”"
    ]
    assert len(asked) == sum(result.verdict == SURVIVED for result in before)


def test_a_duplicate_edge_is_equivalent_and_the_only_one_is_not():
    words = BOOK.vocabulary.people
    doubled = replace(words["lifeguard"], parents=("worker", "anyone"))
    book = replace(BOOK, vocabulary=replace(BOOK.vocabulary, people={**words, "lifeguard": doubled}))
    for left, verdict in ((("worker",), (EQUIVALENT, NOTHING_ASKED)), (("anyone",), (KILLED, "key"))):
        mutant = Mutant("word: edge", "people/lifeguard", "", doubled, replace(doubled, parents=left))
        assert verdict_on(mutant, book) == verdict


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
    norm = BOOK.norms["filming/film"]
    assert any(norm.id in reading.norms for reading in BOOK.readings)
    without = apply(BOOK, Mutant("norm: deleted", norm.id, "taken away", norm, None))
    assert norm.id not in without.norms
    assert all(reading.source != norm.id and norm.id not in reading.norms for reading in without.readings)


# ---- the sweep


def test_nothing_survives_but_what_nobody_asks_about():
    results = sweep(SMALL, workers=1)
    assert [result.mutant for result in results] == list(MUTANTS.all)
    assert {result.mutant.subject for result in results if result.verdict == SURVIVED} == UNASKED
    assert all(result.verdict == KILLED for result in results if result.mutant.subject not in UNASKED)


def test_two_processes_find_what_one_finds():
    assert sweep(SMALL, every=9, workers=2) == sweep(SMALL, every=9, workers=1)


def test_what_nobody_asks_about_survives_and_is_named():
    unasked = BOOK.norms["no-running/be-careful"]
    mutant = Mutant(
        "norm: verb weaker",
        unasked.id,
        "with “is advised to” for “should”",
        unasked,
        replace(unasked, verb=VERBS["is advised to"]),
    )
    result = MutantResult(mutant, *verdict_on(mutant, BOOK))
    assert (result.verdict, result.by) == (SURVIVED, "")
    *_, said, _ = report.lines([result], 1.0)
    assert said == "survived: no-running/be-careful with “is advised to” for “should”: nobody notices"


def test_nothing_is_swept_where_the_handbook_is_not_sound(tmp_path, capsys):
    folder = copy_of_small(tmp_path)
    page = folder / "quizzes" / "rules.md"
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
    MUTANTS.the_shortcut_agrees(MUTANTS.all)


def test_a_question_that_the_shortcut_passes_over_has_the_working_that_it_had():
    assert MUTANTS.those_passed_over_keep_their_workings(of(Norm)) > 100


# ---- equivalents, by their rules

EITHER = """
:::{clause} dirty-water
:source: 2(d)
:title: Dirty water

Tell either.
{plain}`Tell either.`

{norm}`worker must tell manager or deputy when dirty-water`
:::

:::{clause} near-accidents
:source: 2(e)
:title: Near accidents

Report it.
{plain}`Report it.`

{norm}`worker has a duty to tell when near-accident`
:::
"""
FILLS = """
:::{interpretation} I-2
:title: Whom to tell
:clauses: near-accidents
:state: awaiting

**The question.** Who is told?

{reading}`fills near-accidents from accidents`
:::
"""
ONE_OF_TWO = """
::::{question} dirty-water-seen
:who: cleaner
:given: dirty-water
:paths: full
:kind: all

The water is dirty. What do you do?

- [x] Tell the manager. {act}`tell manager`
  Yes: {clause}`dirty-water`.
- [ ] Tell the deputy. {act}`tell deputy`
  Yes: {clause}`dirty-water`.
- [ ] Keep it secret. {act}`keep-secret`
  No: {clause}`dirty-water`.
::::

::::{question} nearly-an-accident
:who: cleaner
:given: near-accident
:paths: full

There was nearly an accident. What do you do?

- [x] Tell both, now. {act}`tell manager and deputy immediately`
  Yes: {clause}`near-accidents`.
- [ ] Sing. {act}`sing`
  No: {clause}`near-accidents`.
::::
"""


def add(folder, path, text):
    page = folder / path
    page.write_text(page.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture
def either(tmp_path):
    """The small handbook with a duty to tell either of two, and one whose people are those of another."""
    folder = copy_of_small(tmp_path)
    add(folder, "book/policy/reporting.md", EITHER)
    add(folder, "book/interpretations.md", FILLS)
    add(folder, "quizzes/rules.md", ONE_OF_TWO)
    book = load(folder)
    shown = tuple(replace(question, doctest=doctest_of(book, question.id)) for question in book.questions)
    sound = replace(book, questions=shown)
    assert problems(sound) == []
    return Mutants(sound)


def test_only_another_right_answer_is_equivalent_among_marks(either):
    anew = [mutant for mutant in either.of(Question, "mark") if mutant.anew]
    assert either.other_marks_are_killed_or_as_right(anew) > 0
    verdicts = {
        mutant.what: verdict_on(mutant, either.book)[0]
        for mutant in either.of(Question, "mark moved", "dirty-water-seen")
        if mutant.anew
    }
    assert verdicts == {
        "with b marked in place of a, the working stored anew": EQUIVALENT,
        "with c marked in place of a, the working stored anew": KILLED,
    }


def test_the_time_of_a_norm_that_a_reading_fills_shows_in_its_own_sentence(either):
    mutants = either.of(Norm, "norm: timing", "near-accidents/tell")
    assert mutants
    assert [verdict_on(mutant, either.book)[0] for mutant in mutants] == [KILLED] * len(mutants)


# ---- the real tools agree


def written(folder, mutant):
    """Write a mutant into the files of a copy of the handbook, as an editor would; the path of its page."""
    old, new = mutant.old, mutant.new
    if isinstance(old, Norm):
        page = folder / old.place.path
        _replace(page, f"{{norm}}`{old.sentence}`", f"{{norm}}`{new.sentence}`" if new else "")
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
    working = workings(load(folder))
    for page in sorted((folder / "quizzes").glob("*.md")):
        for example in examples(page, working):
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
    verdict, _ = verdict_on(mutant, BOOK)
    folder = copy_of_small(tmp_path)
    written(folder, mutant)
    _, found = check(folder)
    assert any(problem.kind in RED for problem in found) is (verdict == KILLED), mutant
    assert doctests_go_red(folder) is (verdict == KILLED), mutant


def test_real_nbval_agrees_with_the_verdict_on_stored_outputs(tmp_path):
    folder = copy_of_small(tmp_path)
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
        assert verdict_on(mutant, BOOK, mutant.old.questions)[0] == KILLED
        assert name in seen.failed, mutant


@pytest.mark.parametrize("sort", ["story: target", "story: text dropped", "story: citation dropped"])
def test_the_real_check_agrees_with_the_verdict_on_branches(sort, tmp_path):
    """The branches are written into the cell that asks, and what the site shows is stored anew."""
    for at, mutant in enumerate(spread(of(Scenario, sort), 2)):
        folder = copy_of_small(tmp_path / str(at))
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
        assert verdict_on(mutant, BOOK, mutant.old.questions) == (KILLED, "path")
        assert any(problem.kind is Kind.STORY for problem in found), mutant


def test_the_progress_line_is_for_a_terminal_alone(tmp_path):
    command = [sys.executable, "-m", "policybook.mutants", "--root", str(SMALL), "--every", "40"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    assert run.returncode in (0, 1)
