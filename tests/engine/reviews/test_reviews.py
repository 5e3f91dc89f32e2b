"""What is suspect after a change, and what is not; the lock, read and written; decisions, one at a time."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from badinput import copy_of_small
from citing import citing
from places import SMALL

from policybook.changes.redline import redline
from policybook.check.run import check
from policybook.cli import main
from policybook.commands import review
from policybook.commands.review import ReviewError, Reviews, decide_each
from policybook.load import load
from policybook.policy.problems import HandbookError, Kind
from policybook.reviews.lock import AUTHORS_DRAFT, LOCK, TEXTS, file_of

RULES, REPORTING, QUIZ = "book/policy/rules.md", "book/policy/reporting.md", "quizzes/rules.md"
DAY = "2026-01-31"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small handbook, all of it reviewed."""
    return reviewed(copy_of_small(tmp_path))


def reviewed(root: Path, by: str = "manager") -> Path:
    reviews = Reviews(root)
    reviews.record(reviews.pending(), by, DAY)
    return root


def change(root: Path, path: str, old: str, new: str) -> None:
    page = root / path
    text = page.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    page.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in check(root)[1] if problem.kind is Kind.REVIEW]


def suspects(root: Path) -> set[str]:
    """The ids of the items that the check calls suspect."""
    found = (
        re.search(r"the (?:question|scenario|plain line of) “(.+?)” is suspect", line)
        for line in problems(root)
    )
    return {match[1] for match in found if match}


# ---- what makes an item suspect, and what does not


def test_what_was_just_reviewed_is_not_suspect(root):
    assert check(root)[1] == ()
    assert main(["check", "--root", str(root)]) == 0


def test_a_word_of_a_clause_makes_what_cites_it_suspect_with_both_words(root):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    assert suspects(root) == citing(load(SMALL), "no-running")
    line = next(line for line in problems(root) if "“late-for-a-lesson”" in line)
    assert line.startswith(
        f"{QUIZ}:3: the question “late-for-a-lesson” is suspect. Since manager reviewed it on {DAY},"
    )
    assert "the clause “no-running” has changed: words: “Nobody may [-hurry;-] {+rush;+} see " in line
    assert line.endswith("then run “policybook review late-for-a-lesson --by ROLE”. [review]")
    assert main(["check", "--root", str(root)]) == 1


@pytest.mark.parametrize(
    ("name", "path", "old", "new"),
    [
        ("no-running", RULES, "Nobody may hurry;", "Nobody, not even guests, may hurry;"),
        ("filming", RULES, "Nobody films", "Nobody ever films"),
        ("accidents", REPORTING, "Tell two people", "Tell both people"),
        ("accident-meaning", REPORTING, "is what hurts", "is what harms"),
    ],
)
def test_a_word_of_any_clause_makes_exactly_what_cites_it_suspect(name, path, old, new, root):
    change(root, path, old, new)
    assert suspects(root) == citing(load(SMALL), name)


def test_a_norm_of_a_clause_makes_what_cites_it_suspect_with_both_norms(root):
    change(root, RULES, "anyone must not run", "anyone should not run")
    assert suspects(root) == citing(load(SMALL), "no-running")
    assert any("norms: “anyone [-must-] {+should+} not run" in line for line in problems(root))


def test_moving_a_clause_and_renumbering_make_nothing_suspect(root):
    page = root / RULES
    text = page.read_text()
    start, end = text.index(":::{clause} no-running"), text.index(":::{clause} filming")
    page.write_text(text[:start] + text[end:].rstrip("\n") + "\n\n" + text[start:end])
    handbook, found = check(root)
    assert handbook.clauses["no-running"].number != load(SMALL).clauses["no-running"].number
    assert found == ()


def test_moving_a_section_makes_nothing_suspect(root):
    contents = root / "_toc.yml"
    lines = contents.read_text().splitlines()
    first, second = (
        next(i for i, line in enumerate(lines) if page in line)
        for page in ("policy/rules", "policy/reporting")
    )
    lines[first], lines[second] = lines[second], lines[first]
    contents.write_text("\n".join(lines) + "\n")
    handbook, found = check(root)
    assert handbook.clauses["accidents"].number != load(SMALL).clauses["accidents"].number
    assert found == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nobody may hurry; see", "Nobody   may\nhurry; see"),
        ("Nobody may hurry;", "Nobody **may** hurry;"),
        ("Nobody may hurry;", "Nobody [may hurry](https://example.org/);"),
        ("Nobody may hurry;", "{term}`Nobody` may _hurry_;"),
    ],
    ids=["white space", "strong", "link", "role"],
)
def test_markup_and_white_space_make_nothing_suspect(old, new, root):
    change(root, RULES, old, new)
    assert problems(root) == []


def test_a_title_that_is_changed_makes_its_clause_suspect_alone_with_both_titles(root):
    change(root, RULES, ":title: Walk", ":title: Run")
    (line,) = problems(root)
    assert line.startswith(f"{RULES}:3: the clause “no-running” is suspect.")
    assert "the title itself has changed: words: “[-Walk-] {+Run+}”" in line


def test_a_plain_line_that_is_rewritten_is_suspect_alone(root):
    change(root, RULES, load(SMALL).clauses["no-running"].plain, "Running is fine.")
    (line,) = problems(root)
    assert "the plain line of “no-running” is suspect" in line
    assert "the line itself has changed" in line
    assert main(["review", "no-running", "--by", "manager", "--root", str(root)]) == 0
    assert problems(root) == []


def test_a_plain_line_is_shown_with_its_clause_to_whoever_reviews_it(root, capsys):
    clause = load(SMALL).clauses["no-running"]
    change(root, RULES, clause.plain, "Running is fine.")
    assert main(["review", "no-running", "--root", str(root)]) == 1
    shown = capsys.readouterr().out
    assert "In plain words: Running is fine." in shown
    assert clause.text.split("\n")[0] in shown


def test_a_question_that_is_rewritten_is_suspect_alone_with_its_scenario_untouched(root):
    change(root, QUIZ, "Late is better than hurt:", "Late is better than sorry:")
    assert suspects(root) == {"late-for-a-lesson"}
    assert "the question itself has changed" in problems(root)[0]


def test_a_story_that_is_rewritten_is_suspect(root):
    change(root, "scenarios/first-day.ipynb", "# ", "# Another ")
    assert suspects(root) == {"first-day"}


def test_a_new_question_is_not_yet_reviewed(root):
    page = root / QUIZ
    text = page.read_text()
    block = text[text.index("::::{question} late-for-a-lesson") : text.index("::::{question} a-fall")]
    page.write_text(f"{text}\n{block.replace('late-for-a-lesson', 'late-again')}")
    (line,) = problems(root)
    assert (
        "the question “late-again” is not yet reviewed. Read it, then run “policybook review late-again"
        in line
    )


# ---- the lock


def lines_of(root: Path) -> list[str]:
    return (root / LOCK).read_text(encoding="utf-8").splitlines()


def line_of(root: Path, item: str) -> int:
    """The number of the line of an item."""
    return next(at for at, line in enumerate(lines_of(root), 1) if line.startswith(f"{item} "))


def rewrite(root: Path, lines: list[str]) -> None:
    (root / LOCK).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_the_lock_has_a_line_for_each_item_sorted_and_kept_words_for_each_clause(root):
    header, note, *lines = lines_of(root)
    assert header == "# policybook-reviews 1"
    assert note.startswith("# ")
    assert lines == sorted(lines)
    assert [" ".join(line.split()[:2]) for line in lines] == [
        *(f"clause {name}" for name in ("accident-meaning", "accidents", "filming", "no-running")),
        *(f"file book/{name}.yml" for name in ("everyday",)),
        *(f"file book/{name}.md" for name in ("guidance", "interpretations")),
        *(f"file book/{name}.yml" for name in ("organisation", "outside")),
        *(f"file book/policy/{name}.md" for name in ("reporting", "rules")),
        *(f"file book/{name}.yml" for name in ("source", "vocabulary")),
        *("file index.md", "file quizzes/rules.md", "file scenarios/situations.yml"),
        *(f"guidance {name}" for name in ("leave-it-there", "never-look-into-it", "safety-first")),
        "interpretation I-1",
        "plain accident-meaning",
        "plain accidents",
        "plain filming",
        "plain no-running",
        "question a-fall",
        "question late-for-a-lesson",
        "question may-i-film",
        "scenario first-day",
    ]
    clauses = load(SMALL).clauses
    for line in lines:
        _, _, own, by, on, *cited = line.split()
        assert (len(own), by, on) == (16, "manager", DAY)
        for name, mark in (pair.split(":") for pair in cited):
            assert clauses[name].fingerprint.startswith(mark)
            assert (root / file_of(name, mark)).read_text() == f"{clauses[name].meant}\n"


def test_a_handbook_without_a_lock_keeps_no_reviews():
    assert not (SMALL / LOCK).exists()
    assert check(SMALL)[1] == ()


def test_an_unknown_question_is_named_with_its_line_and_the_nearest(root):
    lines = lines_of(root)
    at = line_of(root, "question a-fall")
    rewrite(root, [*lines[:at], lines[at - 1].replace("a-fall", "a-fell"), *lines[at:]])
    assert problems(root) == [
        f"reviews.lock:{at + 1}: this is a review of the question “a-fell”, and there is none. Did you mean “a-fall”? [review]"
    ]


def test_a_line_of_what_was_taken_away_is_named(root):
    lines = lines_of(root)
    rewrite(root, [*lines, lines[-1].replace("first-day", "zzz")])
    assert problems(root) == [
        f"reviews.lock:{len(lines) + 1}: this is a review of the scenario “zzz”, and there is none. If it was taken away, delete this line. [review]"
    ]


def test_a_second_line_of_one_item_is_named(root):
    lines = lines_of(root)
    at = line_of(root, "question a-fall")
    rewrite(root, [*lines[:at], *lines[at - 1 :]])
    assert problems(root) == [
        f"reviews.lock:{at + 1}: the question “a-fall” has a line already, line {at}. Delete the older of the two, or review it again. [review]"
    ]
    assert main(["review", "a-fall", "--by", "manager", "--root", str(root)]) == 0
    assert problems(root) == []


def test_lines_out_of_order_are_named_once_and_the_next_review_sorts_them(root):
    lines = lines_of(root)
    rewrite(root, [*lines[:2], *lines[:1:-1]])
    (line,) = problems(root)
    assert line.startswith("reviews.lock:4: the question “may-i-film” stands after the scenario “first-day”")
    assert main(["review", "a-fall", "--by", "manager", "--root", str(root)]) == 0
    assert problems(root) == []


def test_somebody_who_holds_no_office_is_named(root):
    change(root, LOCK, " manager ", " manger ")
    assert problems(root) == [
        "reviews.lock:3: “manger” is not an office of book/organisation.yml. Did you mean “manager”? [review]"
    ]


def test_a_wrong_fingerprint_is_a_clause_whose_old_words_are_nowhere(root):
    line = next(line for line in lines_of(root) if "late-for-a-lesson" in line)
    mark = line.rpartition("no-running:")[2][:16]
    change(root, LOCK, line, line.replace(mark, "0" * 16))
    (said,) = problems(root)
    assert (
        "“no-running” has changed, and its old words are not in reviews/no-running-0000000000000000.txt."
        in said
    )


def test_a_wrong_fingerprint_of_a_question_makes_it_suspect(root):
    line = next(line for line in lines_of(root) if "late-for-a-lesson" in line)
    change(root, LOCK, line.split()[2], "0" * 16)
    assert suspects(root) == {"late-for-a-lesson"}


def test_words_that_were_lost_or_altered_are_named(root):
    lost, altered = sorted((root / TEXTS).glob("*.txt"))[:2]
    lost.unlink()
    altered.write_text("Other words.\n")
    assert problems(root) == [
        f"{TEXTS}/{lost.name}:1: the words that were reviewed are not kept here. Restore it from the last commit. [review]",
        f"{TEXTS}/{altered.name}:1: these are not the words that were reviewed: they have another fingerprint. Restore it from the last commit. [review]",
    ]


def test_a_malformed_line_hides_no_suspect_and_calls_nothing_unreviewed(root):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    lines = lines_of(root)
    rewrite(root, [*lines[:-1], "scenario first-day"])
    assert suspects(root) == {"late-for-a-lesson", "no-running"} & citing(load(SMALL), "no-running")
    assert not any("not yet reviewed" in line for line in problems(root))
    assert any(
        line.startswith(f"reviews.lock:{len(lines)}: this line is not a review.") for line in problems(root)
    )


def test_a_lock_that_is_not_utf_8_is_one_problem(root):
    last = len(lines_of(root)) + 1
    (root / LOCK).write_bytes((root / LOCK).read_bytes() + b"\xff\n")
    lines = [str(problem) for problem in check(root)[1]]
    assert lines == [f"reviews.lock:{last}: this file is not UTF-8 text. Save it as UTF-8. [file]"]


@pytest.mark.parametrize(
    "text", ["\0" * 50, "question " * 100_000, "\n" * 100_000, "# policybook-reviews 1\n" + "x" * 10**6]
)
def test_hostile_locks_are_read_to_the_end(text, root):
    (root / LOCK).write_text(text)
    assert problems(root)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(root):
    for file in (root / LOCK, *(root / TEXTS).rglob("*.txt")):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(root) == []


def test_a_broken_question_page_makes_no_line_unknown(root):
    change(root, QUIZ, "::::{question} a-fall", "::::{question} A fall")
    assert problems(root) == []


# ---- a broken lock loses nothing


BROKEN = ["<<<<<<< ours", "scenario", "question a b c d"]


@pytest.mark.parametrize("line", BROKEN)
def test_nothing_is_written_while_a_line_of_the_lock_is_not_understood(line, root, capsys):
    rewrite(root, [*lines_of(root), line])
    before = (root / LOCK).read_bytes()
    assert main(["review", "--all", "--by", "manager", "--root", str(root)]) == 1
    assert f"reviews.lock:{len(lines_of(root))}:" in capsys.readouterr().err
    assert (root / LOCK).read_bytes() == before


def test_a_lock_that_is_missing_beside_its_words_is_not_begun_anew(root, capsys):
    (root / LOCK).unlink()
    assert main(["review", "--all", "--by", "manager", "--root", str(root)]) == 1
    assert "this file is missing" in capsys.readouterr().err
    assert not (root / LOCK).exists()


def test_a_write_that_fails_leaves_the_lock_as_it_was(root, monkeypatch):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    before = (root / LOCK).read_bytes()
    reviews = Reviews(root)

    def fail(self: Path, target: Path) -> Path:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        reviews.record(reviews.pending(), "manager")
    assert (root / LOCK).read_bytes() == before
    assert not [file for file in root.rglob(".*") if file.is_file()]


def test_a_review_that_somebody_else_recorded_meanwhile_is_kept(root):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    change(root, QUIZ, "Yes: {clause}`accidents`.", "Indeed: {clause}`accidents`.")
    ours, theirs = Reviews(root), Reviews(root)
    theirs.record(theirs.named(["a-fall"]), "manager", "2026-02-01")
    ours.record(ours.named(["late-for-a-lesson"]), AUTHORS_DRAFT, "2026-02-02")
    by = {line.split()[1]: line.split()[3:5] for line in lines_of(root)[2:]}
    assert by["a-fall"] == ["manager", "2026-02-01"]
    assert by["late-for-a-lesson"] == [AUTHORS_DRAFT, "2026-02-02"]


# ---- recording


def test_a_review_clears_the_item_keeps_the_new_words_and_drops_the_old(root):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    before = {file.name for file in (root / TEXTS).glob("*.txt")}
    assert main(["review", "--all", "--by", AUTHORS_DRAFT, "--root", str(root)]) == 0
    assert problems(root) == []
    after = {file.name for file in (root / TEXTS).glob("*.txt")}
    assert len(after) == len(before)
    (old,), (new,) = before - after, after - before
    assert old.rpartition("-")[0] == new.rpartition("-")[0] == "no-running"


def test_old_words_stay_while_one_item_still_waits(root):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    waiting = sorted(suspects(root))
    assert len(waiting) > 1
    assert main(["review", waiting[0], "--by", "manager", "--root", str(root)]) == 0
    assert suspects(root) == set(waiting[1:])
    assert "[-hurry;-]" in problems(root)[0]


def test_a_review_by_clause_leaves_what_has_changed_for_more(root, capsys):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    change(root, QUIZ, "Late is better than hurt:", "Late is better than sorry:")
    expected = suspects(root) - {"late-for-a-lesson"}
    assert main(["review", "--clause", "no-running", "--by", AUTHORS_DRAFT, "--root", str(root)]) == 1
    assert "left, for more has changed: late-for-a-lesson" in capsys.readouterr().err
    assert suspects(root) == {"late-for-a-lesson"}
    assert expected.isdisjoint(suspects(root))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["a-fell", "--by", "manager"],
            "policybook: there is no question, scenario, clause, note, guidance or page “a-fell”. Did you mean “a-fall”?",
        ),
        (
            ["a-fall", "--by", "manger"],
            "policybook: “manger” is not an office of book/organisation.yml. Did you mean “manager”? "
            "The offices are: manager, deputy, safety-lead, authors-draft.",
        ),
        (
            ["--clause", "no-runing", "--by", "manager"],
            "policybook: there is no clause “no-runing”. Did you mean “no-running”?",
        ),
    ],
)
def test_what_does_not_exist_is_said_with_the_nearest(arguments, words, root, capsys):
    before = (root / LOCK).read_bytes()
    assert main(["review", *arguments, "--root", str(root)]) == 1
    assert capsys.readouterr().err.strip() == words
    assert (root / LOCK).read_bytes() == before


def test_an_office_is_found_by_its_title(root):
    change(
        root,
        "book/organisation.yml",
        "roles:",
        "roles:\n  pl: {title: Pool lead}\n  pool-led: {title: Other}",
    )
    reviews = Reviews(root)
    with pytest.raises(ReviewError, match=r"Did you mean “pl”.*The offices are: pl, pool-led, manager, dep"):
        reviews.record(reviews.pending(), "pool-lead")


def test_an_item_with_another_problem_is_not_recorded_and_neither_are_the_others(root, capsys):
    change(root, RULES, "anyone must not run", "anyone should not run")
    before = (root / LOCK).read_bytes()
    assert main(["review", "--all", "--by", "manager", "--root", str(root)]) == 1
    assert "[working]" in capsys.readouterr().err
    assert (root / LOCK).read_bytes() == before
    with pytest.raises(HandbookError):
        Reviews(root).record(Reviews(root).named(["late-for-a-lesson"]), "manager")
    # What has no other problem can be.
    assert main(["review", "a-fall", "--by", "manager", "--root", str(root)]) == 0


def test_a_policy_with_a_problem_is_not_reviewed(root, capsys):
    change(root, RULES, "anyone must not run", "anyone must not fly")
    assert main(["review", "--all", "--by", "manager", "--root", str(root)]) == 1
    assert "[word]" in capsys.readouterr().err


def test_no_name_is_written_and_the_authors_own_review_says_what_it_is(tmp_path):
    root = reviewed(copy_of_small(tmp_path), AUTHORS_DRAFT)
    assert {line.split()[3] for line in lines_of(root)[2:]} == {"authors-draft"}
    with pytest.raises(ReviewError, match="not an office"):
        Reviews(root).record(Reviews(root).named(["a-fall"]), "Jo Smith")


# ---- showing


def test_what_waits_is_shown_whole_where_nobody_can_be_asked(root, capsys):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    assert main(["review", "--root", str(root)]) == 1
    shown = capsys.readouterr().out
    question = load(SMALL).question_by_id["late-for-a-lesson"]
    assert question.prompt in shown
    assert all(option.text in shown for option in question.options)
    assert '>>> working("late-for-a-lesson")' in shown
    assert "Nobody may [-hurry;-] {+rush;+}" in shown
    assert f"Reviewed by manager on {DAY}." in shown


def test_nothing_is_said_where_nothing_waits(root, capsys):
    assert main(["review", "--root", str(root)]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_waits_is_listed_for_machines(root, capsys):
    change(root, QUIZ, "Late is better than hurt:", "Late is better than sorry:")
    assert main(["review", "--json", "--root", str(root)]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "kind": "question",
            "id": "late-for-a-lesson",
            "why": "the question itself has changed: words: “Late is better than [-hurt:-] {+sorry:+} no-running.”",
            "by": "manager",
            "on": DAY,
        }
    ]


def test_what_awaits_the_safeguarding_lead_is_listed_until_they_sign_it_off(tmp_path, capsys):
    root = copy_of_small(tmp_path)
    change(root, QUIZ, ":who: ", ":safety-critical:\n:who: ")
    reviewed(root)
    assert main(["review", "--list", "--root", str(root)]) == 0
    listed = capsys.readouterr().out
    assert "question  late-for-a-lesson  safety-critical  manager" in listed
    for name in [line.split("  ")[1] for line in listed.splitlines()]:
        assert main(["review", name, "--by", "safety-lead", "--root", str(root)]) == 0
    capsys.readouterr()
    assert main(["review", "--list", "--root", str(root)]) == 0
    assert capsys.readouterr().out == ""
    change(root, QUIZ, "Late is better than hurt:", "Late is better than sorry:")
    assert [row["id"] for row in Reviews(root).rows(awaiting=True)] == ["late-for-a-lesson"]


# ---- one at a time


class Person:
    """Somebody at a terminal, who gives these answers and is shown the rest."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []

    def ask(self, words: str) -> str:
        self.shown.append(words)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def decides(self, root: Path, by: str = "") -> int:
        reviews = Reviews(root)
        return decide_each(reviews, reviews.pending(), by, say=self.shown.append, ask=self.ask)


@pytest.fixture
def two(root: Path) -> Path:
    """The small handbook with two questions to review."""
    change(root, QUIZ, "Late is better than hurt:", "Late is better than sorry:")
    change(root, QUIZ, "Yes: {clause}`accidents`.", "Indeed: {clause}`accidents`.")
    return root


def test_each_decision_is_recorded_at_once(two):
    assert Person("manager", "y", "y").decides(two) == 0
    assert problems(two) == []


def test_one_that_is_skipped_waits_on(two):
    assert Person("s", "y").decides(two, by="manager") == 1
    assert suspects(two) == {"late-for-a-lesson"}


@pytest.mark.parametrize(
    "answers", [("y", "q"), ("y",), ("y", "what?")], ids=["stops", "line lost", "unclear"]
)
def test_whoever_stops_loses_no_decision(answers, two):
    assert Person(*answers).decides(two, by="manager") == 1
    assert suspects(two) == {"a-fall"}


def test_one_with_another_problem_is_shown_and_not_asked_about(root):
    change(root, RULES, "anyone must not run", "anyone should not run")
    person = Person("s", "s")
    assert person.decides(root, by="manager") == 1
    # Of the clause and its plain line alone, which have no problem of their own.
    assert sum("Is it right" in words for words in person.shown) == 2
    assert any("Put right first:" in words for words in person.shown)


# ---- redlines


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("a b c", "a b c", "a b c"),
        ("a b c", "a x c", "a [-b-] {+x+} c"),
        ("a b", "a b c", "a b {+c+}"),
        ("a b c", "c", "[-a b-] c"),
        ("", "a", "{+a+}"),
        ("1 2 3 4 5 6 7 8 9 a", "1 2 3 4 5 6 7 8 9 b", "… 6 7 8 9 [-a-] {+b+}"),
        ("a 1 2 3 4 5 6 7 8 9 b", "x 1 2 3 4 5 6 7 8 9 y", "[-a-] {+x+} 1 2 3 4 5 6 7 8 9 [-b-] {+y+}"),
        (
            "a 1 2 3 4 5 6 7 8 9 10 b",
            "x 1 2 3 4 5 6 7 8 9 10 y",
            "[-a-] {+x+} 1 2 3 4 … 7 8 9 10 [-b-] {+y+}",
        ),
    ],
)
def test_a_redline_shows_the_words_that_changed_and_a_few_beside_them(old, new, shown):
    assert redline(old, new) == shown


def test_a_whole_redline_gives_both_texts_back():
    old = "Adults must never run at the pool. They may walk there, and they should watch the water, always."
    new = "Nobody may hurry at the pool. They should watch the water, and the children in it, and may walk."
    shown = redline(old, new, whole=True)
    was = re.sub(r"\[-(.*?)-\]", r"\1", re.sub(r"\{\+.*?\+\} ?", "", shown))
    now = re.sub(r"\{\+(.*?)\+\}", r"\1", re.sub(r"\[-.*?-\] ?", "", shown))
    assert shown.count("[-") > 2
    assert was.split() == old.split()
    assert now.split() == new.split()


def test_reviews_need_no_history(root, tmp_path):
    copy = Path(shutil.copytree(root, tmp_path / "from-a-zip"))
    change(copy, RULES, "Nobody may hurry;", "Nobody may rush;")
    assert any("[-hurry;-] {+rush;+}" in line for line in problems(copy))
    assert "git" not in Path(review.__file__).read_text()


# ---- every published word


PUBLISHED = [
    ("index.md", "nothing wrong with it", "everything wrong with it", "file “index.md”"),
    (QUIZ, "# Practise", "# Do not practise", f"file “{QUIZ}”"),
    ("book/guidance.md", "No right answer looks", "A right answer looks", "guidance “never-look-into-it”"),
    ("book/guidance.md", ":title: Leave it there", ":title: Take it away", "guidance “leave-it-there”"),
    ("book/organisation.yml", "The manager", "The owner", "file “book/organisation.yml”"),
    (QUIZ, ":paths: core, full", ":paths: full", "question “late-for-a-lesson”"),
]


@pytest.mark.parametrize(("path", "old", "new", "item"), PUBLISHED, ids=[row[3] for row in PUBLISHED])
def test_a_published_word_that_changes_is_suspect_alone_with_both_words_on_its_line(
    path, old, new, item, root
):
    number = next(
        at for at, line in enumerate((root / path).read_text("utf-8").split("\n"), 1) if old in line
    )
    change(root, path, old, new)
    (line,) = problems(root)
    assert line.startswith(f"{path}:{number if ':paths:' not in old else 3}: the {item} is suspect.")
    assert "[-" in line


def test_comments_of_yaml_and_white_space_make_nothing_suspect(root):
    change(root, "book/organisation.yml", "roles:", "# The pool fills this in.\n\nroles:")
    change(root, "index.md", "# The swimming pool\n", "# The swimming  pool\n\n")
    assert problems(root) == []


def test_a_new_page_cannot_be_forgotten(root):
    (root / "book/new.md").write_text("# New\n\nDive.\n", encoding="utf-8")
    change(root, "_toc.yml", "  - file: book/guidance", "  - file: book/new\n  - file: book/guidance")
    (line,) = problems(root)
    assert line.startswith("book/new.md:1: the file “book/new.md” is not yet reviewed.")


def test_old_words_that_are_not_kept_are_named_before_they_are_needed(root):
    (lost,) = (root / TEXTS / "file").glob("index.md-*")
    lost.unlink()
    (line,) = problems(root)
    assert line.startswith(f"{TEXTS}/file/{lost.name}:1: the words that were reviewed are not kept here.")
    change(root, "index.md", "nothing wrong", "everything wrong")
    (line,) = problems(root)
    assert "the file itself has changed, and its old words are not in reviews/file/index.md-" in line


# ---- by itself, after it was seen


ALONE = "left, for it is a clause's words or safety-critical, and is reviewed by itself: "


@pytest.mark.parametrize("how", [["--all"], ["--clause", "no-running"], ["no-running", "filming"]])
def test_a_clauses_words_are_not_reviewed_with_others_by_an_office(how, root, capsys):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    before = suspects(root)
    assert main(["review", *how, "--by", "manager", "--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert f"{ALONE}“policybook review no-running --by manager”" in said
    assert any("the clause “no-running” is suspect" in line for line in problems(root))
    assert suspects(root) == ({"no-running"} if how[0] != "no-running" else before)


@pytest.mark.parametrize("name", ["a-fall", "never-look-into-it", "book/organisation.yml", "accidents"])
def test_what_is_safety_critical_is_not_reviewed_with_others_by_an_office(name, tmp_path, capsys):
    root = copy_of_small(tmp_path)
    (root / LOCK).write_text("# policybook-reviews 1\n")
    assert main(["review", "--all", "--by", "manager", "--root", str(root)]) == 1
    assert f"“policybook review {name} --by manager”" in capsys.readouterr().err
    assert any(f"“{name}” is not yet reviewed" in line for line in problems(root))
    # One by one it is shown, and recorded.
    assert main(["review", name, "--by", "manager", "--root", str(root)]) == 0
    assert name in capsys.readouterr().out
    assert not any(f"“{name}” is not yet reviewed" in line for line in problems(root))


def test_a_draft_may_be_of_all_at_once_and_says_that_it_is_one(root, capsys):
    change(root, RULES, "Nobody may hurry;", "Nobody may rush;")
    assert main(["review", "--all", "--by", AUTHORS_DRAFT, "--root", str(root)]) == 0
    assert main(["check", "--root", str(root)]) == 0
    assert f"reviews.lock: 4 of {len(lines_of(root)) - 2} reviews are a draft, and" in capsys.readouterr().err
    assert main(["review", "--list", "--root", str(root)]) == 0
    listed = capsys.readouterr().out
    assert "clause  no-running  authors-draft" in listed
    assert "file  index.md" not in listed
