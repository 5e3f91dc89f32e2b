"""No word of this handbook that somebody could act on changes unseen, and none parts from what it is of."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from places import ROOT

from policybook.check.run import check
from policybook.policy.problems import Kind, Problem

FILES = (
    *("book", "quizzes", "scenarios", "proposals", "editions", "reviews", "_toc.yml", "index.md"),
    "reviews.lock",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The handbook, to be changed a line at a time."""
    root = tmp_path_factory.mktemp("words")
    for name in FILES:
        take = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        take(ROOT / name, root / name)
    return root


@contextmanager
def changed(root: Path, *changes: tuple[str, str, str]) -> Iterator[None]:
    """The handbook with some words of its files changed."""
    were = {path: (root / path).read_text("utf-8") for path, _, _ in changes}
    try:
        for path, old, new in changes:
            text = (root / path).read_text("utf-8")
            assert old in text, old
            (root / path).write_text(text.replace(old, new, 1), "utf-8")
        yield
    finally:
        for path, text in were.items():
            (root / path).write_text(text, "utf-8")


def found(root: Path, kind: Kind) -> list[Problem]:
    return [problem for problem in check(root)[1] if problem.kind is kind]


# ---- what is published is suspect with both words, until somebody has looked

PUBLISHED = {
    "whom to tell": ("book/who-to-tell.md", "Ring 999](tel:999)", "Ring 111](tel:111)", ""),
    "an office": ("book/organisation.yml", "title: Headteacher", "title: Caretaker", 0),
    "in danger": ("book/organisation.yml", "In danger? Ring 999", "In danger? Wait", ""),
    "a house rule": ("book/guidance.md", "Never keep a concern secret", "Keep a concern secret", ""),
    "guidance": ("book/guidance.md", "0808 800 5000", "0808 800 5001", ""),
    "where it comes from": (
        "book/outside.yml",
        "pages of the services and of others",
        "pages of the service",
        "",
    ),
    "practice": ("book/practice.md", "Then tell everybody else whom", "Then tell nobody else whom", ""),
    "an interpretation": (
        "book/interpretations.md",
        "Volunteers and students on placement follow",
        "No one follows",
        "",
    ),
    "the glossary": ("book/glossary.md", "hurt, frighten or shame", "help, cheer or thank", ""),
    "a clause's title": ("book/policy/images.md", ":title: Indecent images of children", ":title: Images", 0),
    "a clause": (
        "book/policy/images.md",
        "Headteacher must be told immediately.",
        "Headteacher must be told.",
        0,
    ),
    "a plain line": ("book/policy/images.md", "{plain}`Nothing justifies", "{plain}`Something justifies", 0),
    "a label": ("book/vocabulary.yml", 'label: "call 999"', 'label: "call 111"', ""),
    "a situation": ("scenarios/situations.yml", "A Year 5 pupil asks", "A Year 6 pupil asks", ""),
    "induction": (
        "book/induction/governor.md",
        "until the governors decide".capitalize(),
        "When they decide",
        "",
    ),
    "who is asked": ("book/induction.yml", "title: threats and abuse online", "title: other things", ""),
    "a question": ("quizzes/safer-networking.md", "A Year 5 pupil sends", "A Year 6 pupil sends", 0),
    "a scene": (
        "scenarios/friend-request.ipynb",
        "Your first day went well.",
        "Your first day went badly.",
        0,
    ),
    "an everyday answer": (
        "book/everyday.yml",
        "title: May I call 999 myself?",
        "title: Must I call 999?",
        "",
    ),
    "accessibility": ("book/accessibility.md", "nothing has a time limit", "nothing has a name", ""),
    "what is kept": ("book/what-is-kept.md", "is sent to anybody", "is sent to everybody", ""),
    "the first page": ("index.md", "These are the rules.", "These are no rules.", ""),
}
"""Where, the old words, the new ones; and "" where the line itself is named, not the beginning of its block."""


@pytest.fixture(scope="module")
def suspects(copy) -> list[Problem]:
    """What waits for a review once all of these have changed: each stands alone, so one check will do."""
    with changed(copy, *(row[:3] for row in PUBLISHED.values())):
        return found(copy, Kind.REVIEW)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_word_that_changes_is_suspect_with_both_words_and_its_line(name, suspects, copy):
    path, old, new, where = PUBLISHED[name]
    text = (copy / path).read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    was, now = (set(re.findall(r"\w+", words)) for words in (old, new))
    telling = [
        problem.what
        for problem in suspects
        if problem.place.path == path and (problem.place.line == line or where == 0)
        if all(word in problem.what for word in ("is suspect. Since authors-draft", "[-"))
        if all(re.search(rf"\b{word}\b", problem.what) for word in was ^ now)
    ]
    assert telling, [str(problem) for problem in suspects if problem.place.path == path]


def test_a_page_that_is_new_is_not_yet_reviewed(copy):
    (copy / "book/new.md").write_text("# New\n\nKeep it to yourself.\n", "utf-8")
    try:
        at = "      - file: book/practise"
        with changed(copy, ("_toc.yml", at, f"      - file: book/new\n{at}")):
            (problem,) = found(copy, Kind.REVIEW)
    finally:
        (copy / "book/new.md").unlink()
    assert str(problem.place) == "book/new.md:1"
    assert "is not yet reviewed" in problem.what


# ---- words and norms, feedback and marks, branches and acts, danger and its number

CLAUSES, QUIZ, STORY = "book/policy/", "quizzes/safer-networking.md", "scenarios/friend-request.ipynb"
EVASIONS = [
    (
        f"{CLAUSES}communication.md",
        "Adults must not ask a pupil",
        "Adults may ask a pupil",
        "gives leave (“Adults may”)",
    ),
    (
        f"{CLAUSES}communication.md",
        "they must not respond to it",
        "they should respond to it",
        "says “should”, and no",
    ),
    (
        f"{CLAUSES}communication.md",
        "must not ask a pupil",
        "need not ask a pupil",
        "gives leave (“Adults need not”)",
    ),
    (
        f"{CLAUSES}communication.md",
        "{plain}`You must not ask",
        "{plain}`You must ask",
        "its plain line says “must”, and",
    ),
    (
        f"{CLAUSES}safer-networking.md",
        "{plain}`You should never become",
        "{plain}`You can become",
        "gives leave (“You can”)",
    ),
    (
        f"{CLAUSES}safer-networking.md",
        "{plain}`You should never use a pupil's",
        "{plain}`Do use a pupil's",
        "says “should never” less",
    ),
    (
        f"{CLAUSES}images.md",
        "{plain}`Nothing justifies",
        "{plain}`Much justifies",
        "says “is never justified in” less often",
    ),
    (
        f"{CLAUSES}images.md",
        "Headteacher must be told immediately.`",
        "Headteacher must be told later.`",
        "how soon (“later”)",
    ),
    (
        f"{CLAUSES}images.md",
        "everybody should keep personal",
        "everybody must keep personal",
        "says “should” less often",
    ),
    (
        f"{CLAUSES}communication.md",
        "the Headteacher **and** the",
        "the Headteacher **or** the",
        "joins whom to tell",
    ),
    (
        f"{CLAUSES}communication.md",
        "You must raise it with the E-safety Officer too.",
        "",
        "does not name whom its norms tell",
    ),
    (
        f"{CLAUSES}cyberbullying.md",
        "{plain}`You must report every case, to the",
        "{plain}`You must report every case, to the School office, the",
        "names an office",
    ),
    (
        f"{CLAUSES}principles.md",
        "{plain}`You have a responsibility: report",
        "{plain}`You have a responsibility: do not report",
        "forbids (“do not”)",
    ),
    (
        f"{CLAUSES}safer-networking.md",
        "{norm}`adult should never befriend pupil`",
        "{norm}`adult should befriend pupil`",
        "pupil-friend",
    ),
    (
        "book/guidance.md",
        "Never keep a concern secret.\nNever promise secrecy",
        "Keep a concern secret.\nPromise secrecy",
        "forbids nothing",
    ),
    (
        QUIZ,
        "  Asking the club is a good thing to do.",
        "  Yes, that is a good thing to do.",
        "praises it (“Yes”)",
    ),
    (
        QUIZ,
        "  Asking the club is a good thing to do.",
        "  That was the right thing.",
        "praises it (“That was the right thing”)",
    ),
    (QUIZ, "  Yes", "  No", "blames it (“No”)"),
    (STORY, '"    You accept.', '"    You accept, and that is right.', "praises it (“that is right”)"),
    (STORY, '"    You say no to the request,', '"    That was wrong,', "blames it (“That was wrong”)"),
    (
        "book/who-to-tell.md",
        "[Ring 999](tel:999)",
        "[Ring 111](tel:111)",
        "about danger, and has the number 111",
    ),
    (
        "book/who-to-tell.md",
        "Is somebody in danger now? [Ring 999](tel:999).",
        "",
        "does not say to ring 999",
    ),
    (
        "book/practice.md",
        "immediate danger, call 999 first",
        "immediate danger, do not call 999 first",
        "not to ring 999",
    ),
    (
        "book/guidance.md",
        "call 999 first, from whatever",
        "never ring 999 first, from whatever",
        "not to ring 999",
    ),
    ("scenarios/the-late-coach.ipynb", "Call 999, then tell", "Don't call 999, but tell", "not to ring 999"),
    ("book/organisation.yml", "In danger? Ring 999", "In danger? Ring 112", "has the number 112"),
    ("book/organisation.yml", "In danger? Ring 999", "In danger? Keep calm", "does not say to ring 999"),
    ("book/organisation.yml", "In danger? Ring 999", "Do not ring 999", "says not to ring 999"),
]


@pytest.fixture(scope="module")
def parted(copy) -> dict[int, list[Problem]]:
    """What each evasion gives: those of the same file together where they are far apart, so that few checks will do."""
    rounds: list[dict[int, tuple[str, int]]] = []
    for at, (path, old, _, _) in enumerate(EVASIONS):
        text = (copy / path).read_text("utf-8")
        assert old in text, old
        line = text[: text.index(old)].count("\n") + 1
        near = (there for there in rounds if all(p != path or abs(n - line) > 40 for p, n in there.values()))
        there = next(near, None)
        if there is None:
            rounds.append(there := {})
        there[at] = (path, line)
    gave: dict[int, list[Problem]] = {}
    for there in rounds:
        with changed(copy, *(EVASIONS[at][:3] for at in there)):
            problems = found(copy, Kind.AGREEMENT)
        for at, (path, line) in there.items():
            gave[at] = [p for p in problems if p.place.path == path and line - 35 < p.place.line <= line]
    return gave


@pytest.mark.parametrize("at", range(len(EVASIONS)), ids=[f"{row[0]}: {row[3]}" for row in EVASIONS])
def test_words_that_part_from_what_they_are_of_are_refused_with_file_and_line(at, parted):
    assert any(EVASIONS[at][3] in str(problem) for problem in parted[at]), [str(p) for p in parted[at]]


def test_words_that_nobody_could_take_for_leave_or_blame_are_left_alone(copy):
    words = "never hesitate to call 999. Do not wait: call 999."
    with changed(copy, ("book/practice.md", "call 999 first.", words)):
        assert found(copy, Kind.AGREEMENT) == []


def test_every_exception_has_a_reason_and_is_needed(copy):
    with changed(copy, ("book/agreement.yml", "its plain line gives leave", "its line gives leave")):
        problems = [str(problem) for problem in found(copy, Kind.AGREEMENT)]
    assert any("its plain line gives leave" in line and "images.md" in line for line in problems)
    assert any("and nothing of it needs that" in line for line in problems)
    reasons = re.findall(r"^  .+: (.*)$", (ROOT / "book/agreement.yml").read_text("utf-8"), re.MULTILINE)
    assert reasons
    assert all(len(reason.split()) > 5 for reason in reasons)
