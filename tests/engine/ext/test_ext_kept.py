"""What a build keeps for the next: right or worked out anew, and the same pages in one process, in several and on top."""

from __future__ import annotations

import gc
import os
import pickle
import re
import shutil
import time
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from extsite import Site, generated
from proposed import small_with_proposals
from sphinx.errors import ExtensionError
from sphinx.util.parallel import make_chunks

from policybook import kept
from policybook.changes.effects import Effects
from policybook.commands.adopt import Adoption, Resolution
from policybook.ext import DIRECTIVES
from policybook.ext.base import build
from policybook.ext.base.book import Book
from policybook.ext.base.domain import domain_of
from policybook.ext.base.kept import Kept
from policybook.ext.base.narrow import judged
from policybook.ext.oversight.coverage import CoverageTable
from policybook.ext.policy.may import _table, askable, table_of
from policybook.ext.policy.proposals import ProposalPart, told_flips
from policybook.files import FileError
from policybook.judging.judge import judge_of
from policybook.judging.lookup import Lookup
from policybook.kept import FOLDER
from policybook.load import load
from policybook.load.proposals import read_all

VIEWS = "# All\n\n```{comparisons}\n```\n\n```{coverage-table}\n```\n\n```{verdict-table}\n```\n\n```{sign-off-list}\n```\n\n```{clause-index}\n```\n\n```{role-contacts}\n```\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The small handbook with proposals, an edition and what has changed since, built once."""
    root = small_with_proposals(tmp_path_factory.mktemp("kept"))
    (root / "scenarios/first-day.ipynb").unlink()
    site = Site(root, ("myst_parser", "policybook.theme", "policybook.ext"), 'html_theme = "furo"\n')
    site.change("_toc.yml", "  - file: scenarios/first-day\n", "  - file: book/all\n  - file: book/who\n")
    site.add("book/who.md", "# Who\n\n```{role-contacts}\n```\n\nSee [](../quizzes/rules.md).\n")
    site.add("book/all.md", VIEWS)
    Adoption(root, Resolution("2026.1.0", "2026-01-15", "2027-01-15", "12")).write()
    site.change("book/policy/rules.md", "Nobody may hurry", "Nobody should hurry")
    site.change("book/policy/rules.md", "anyone must not run", "anyone should not run")
    pages = re.findall(r"file: (\S+)", (root / "_toc.yml").read_text("utf-8"))
    site.add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    return site.build()


@pytest.fixture
def copy(site, tmp_path) -> Site:
    """A copy, with what the build left."""
    return Site(Path(shutil.copytree(site.root, tmp_path / "handbook")), site.extensions, site.settings)


@pytest.fixture(scope="module")
def kept_aside(site, tmp_path_factory) -> Path:
    """The site as it was built."""
    return Path(shutil.copytree(site.root, tmp_path_factory.mktemp("aside") / "handbook"))


@pytest.fixture
def built(site, kept_aside) -> Iterator[Site]:
    """The site to be built again where it is, and put back afterwards."""
    yield Site(site.root, site.extensions, site.settings)
    shutil.rmtree(site.root)
    shutil.copytree(kept_aside, site.root)


def made(site: Site, out: str = "out") -> dict[str, bytes]:
    """Every file of a built site."""
    files = (
        file for file in (site.root / out).rglob("*") if file.is_file() and ".doctrees" not in file.parts
    )
    return {str(file.relative_to(site.root / out)): file.read_bytes() for file in files}


def of_proposals(site: Site) -> list[str]:
    return [page for page in site.read if page.startswith("proposals/")]


# ---- an answer that is kept


def worked_out(words: str, times: int) -> list[object]:
    calls.append(words)
    return [[words] * times, {"é": None}]


calls: list[str] = []


@pytest.fixture
def answers(tmp_path):
    """A folder with one answer in it, and its file."""
    calls.clear()
    answers = Kept(tmp_path)
    assert answers.of(worked_out, "a", 2) == [["a", "a"], {"é": None}]
    (file,) = (tmp_path / FOLDER).glob("*.json")
    return answers, file


def test_an_answer_is_worked_out_once_for_the_same_question(answers, tmp_path):
    assert Kept(tmp_path).of(worked_out, "a", 2) == [["a", "a"], {"é": None}]
    assert calls == ["a"]
    assert Kept(tmp_path).of(worked_out, "a", 1) == [["a"], {"é": None}]
    assert calls == ["a", "a"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-3]),
        lambda file: file.write_bytes(file.read_bytes().replace(b'"a"', b'"b"')),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\xff\x00" * 99),
        lambda file: file.write_text('[["forged", "forged"], {}]', "utf-8"),
        lambda file: (file.unlink(), file.mkdir()),
        lambda file: (file.unlink(), os.mkfifo(file)),
        lambda file: (file.unlink(), file.symlink_to(file)),
        lambda file: (shutil.rmtree(file.parent), file.parent.write_text("a file", "utf-8")),
    ],
    ids=["cut-short", "changed", "empty", "bytes", "foreign", "folder", "pipe", "circle", "no-folder"],
)
def test_an_answer_that_cannot_be_read_is_worked_out_anew(answers, tmp_path, spoil):
    spoil(answers[1])
    assert Kept(tmp_path).of(worked_out, "a", 2) == [["a", "a"], {"é": None}]
    assert calls == ["a", "a"]


def test_an_answer_to_another_question_is_none(answers, tmp_path):
    Kept(tmp_path).of(worked_out, "b", 1)
    (other,) = (file for file in (tmp_path / FOLDER).glob("*.json") if file != answers[1])
    shutil.copy(other, answers[1])
    assert Kept(tmp_path).of(worked_out, "a", 2) == [["a", "a"], {"é": None}]
    assert calls == ["a", "b", "a"]


def test_where_nothing_can_be_written_it_is_worked_out_each_time_and_what_is_there_is_read(
    answers, tmp_path, monkeypatch
):
    def refuse(path: Path, *_: object) -> None:
        raise FileError(13, "Permission denied", str(path))

    monkeypatch.setattr(kept, "write", refuse)
    monkeypatch.setattr(Path, "touch", refuse)
    assert Kept(tmp_path).of(worked_out, "a", 2) == [["a", "a"], {"é": None}]
    assert calls == ["a"]
    for _ in range(2):
        assert Kept(tmp_path).of(worked_out, "c", 1) == [["c"], {"é": None}]
    assert calls == ["a", "c", "c"]


def test_what_was_used_last_stays_and_a_time_yet_to_come_is_no_use(answers, tmp_path, monkeypatch):
    monkeypatch.setattr("policybook.ext.base.kept.MOST", 2)
    files = [answers[1].with_name(f"{name}.json") for name in ("page-old", "page-new", "page-to-come")]
    for at, file in enumerate(files):
        file.touch()
        os.utime(file, (at + 1, at + 1) if at < 2 else (9e9, 9e9))
    Kept(tmp_path).tidy()
    assert {*(tmp_path / FOLDER).glob("*.json")} == {answers[1], files[1]}
    Kept(tmp_path / "nowhere").tidy()


def test_what_is_kept_holds_for_this_code_alone(answers, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "code_digest", lambda: "another")
    Kept(tmp_path).of(worked_out, "a", 2)
    assert calls == ["a", "a"]


def test_where_nobody_can_tell_what_the_code_is_nothing_is_kept(tmp_path, monkeypatch):
    def refuse() -> str:
        raise OSError

    monkeypatch.setattr(kept, "code_digest", refuse)
    assert Kept(tmp_path).of(worked_out, "a", 1) == [["a"], {"é": None}]
    assert not (tmp_path / FOLDER).exists()


def told_of(folder: str) -> int:
    with (Path(folder) / "told").open("a", encoding="utf-8") as told:
        told.write(f"{os.getpid()}\n")
    return os.getpid()


def test_an_answer_that_was_begun_is_worked_out_once_and_elsewhere(tmp_path):
    answers = Kept(tmp_path)
    for _ in range(2):
        answers.begin(told_of, str(tmp_path))
        (who,) = {answers.of(told_of, str(tmp_path)), Kept(tmp_path).of(told_of, str(tmp_path))}
        assert who != os.getpid()
        assert (tmp_path / "told").read_text("utf-8") == f"{who}\n"


@pytest.mark.parametrize("code", ["known", "unknown"])
def test_what_was_begun_and_could_not_be_kept_is_worked_out_here(tmp_path, monkeypatch, code):
    if code == "unknown":
        monkeypatch.setattr(Kept, "_code", "")
    (tmp_path / FOLDER).touch()
    answers = Kept(tmp_path)
    answers.begin(told_of, str(tmp_path))
    assert answers.of(told_of, str(tmp_path)) == os.getpid()
    told = (tmp_path / "told").read_text("utf-8").split()
    assert told[-1] == str(os.getpid())
    assert len(told) == (2 if code == "known" else 1)


def test_what_is_left_out_of_a_handbook_changes_nothing_that_is_worked_out_of_it(site):
    handbook = load(site.root)
    known, _, _ = read_all(site.root, handbook)
    for proposal in (known[1], known[6]):
        after = Effects(handbook, (proposal,)).after
        flips = told_flips(handbook, after, 1)
        assert flips
        assert told_flips(judged(handbook), judged(after), 1) == flips
    asked = replace(handbook.vocabulary.acts["run"], ask="run")
    acts = {**handbook.vocabulary.acts, "run": asked}
    handbook = replace(handbook, vocabulary=replace(handbook.vocabulary, acts=acts))
    table = table_of(Book(handbook), Lookup(judge_of(handbook)))
    assert table["rows"]
    assert _table(askable(handbook)) == table


@pytest.mark.parametrize(
    "work",
    [
        lambda book: [clause.title for clause in book.clauses.values()],
        lambda book: f"{next(iter(book.clauses.values())).plain}.",
        lambda book: len(book.questions),
        lambda book: book.story_on("scenarios/none") is None,
        lambda book: book.organisation.lead or "",
        lambda book: "" in next(iter(book.clauses.values())).text,
        lambda book: next(iter(book.clauses.values())).title == "Walk",
    ],
    ids=["title", "plain", "questions", "story", "organisation", "text", "compared"],
)
def test_an_answer_that_rests_on_what_its_name_does_not_tell_is_right_and_not_kept(site, tmp_path, work):
    handbook = load(site.root)
    assert Kept(tmp_path).of(work, handbook, seen=judged) == work(handbook)
    assert not (tmp_path / FOLDER).exists()


# ---- builds


@pytest.mark.parametrize("spoil", ["cut", "swapped", "no-folder"])
def test_pages_are_the_same_whatever_became_of_what_is_kept(site, copy, spoil):
    files = sorted((copy.root / FOLDER).glob("*.json"))
    assert len(files) > 5
    for file, other in zip(files, reversed(files), strict=True):
        file.write_bytes(file.read_bytes()[:90] if spoil == "cut" else other.read_bytes())
    if spoil == "no-folder":
        shutil.rmtree(copy.root / FOLDER)
        (copy.root / FOLDER).touch()
    assert made(copy.build(out="again"), "again") == made(site)


def test_a_clean_build_asks_nothing_again(site, monkeypatch, tmp_path):
    copied = shutil.copytree(site.root, tmp_path / "handbook", ignore=shutil.ignore_patterns("out"))
    again = Site(Path(copied), site.extensions, site.settings)
    for name in ("all_flips", "suspect_training"):
        monkeypatch.setattr(f"policybook.ext.policy.proposals.{name}", None)
    assert made(again.build()) == made(site)


@pytest.mark.parametrize("jobs", [2, 3])
def test_several_processes_make_the_same_bytes(site, copy, jobs):
    assert made(copy.build(jobs=jobs, out="beside", strict=True), "beside") == made(site)


def test_long_pages_come_first_and_are_shared_evenly(tmp_path):
    long = ["comparisons", "base-comparison", "proposal", "together"] * 4
    pages = [f"page-{at}" for at in range(60)]
    for at, page in enumerate(pages):
        text = f"```{{{long.pop()}}}\n```" if at in range(30, 46) else "# Short"
        (tmp_path / page).write_text(text, "utf-8")
    (tmp_path / "page-0").unlink()
    (tmp_path / "page-1").unlink()
    os.mkfifo(tmp_path / "page-1")
    read, app = [*pages], SimpleNamespace(parallel=3)
    build.spread(app, SimpleNamespace(doc2path=lambda page: tmp_path / page), read)
    assert sorted(read) == sorted(pages)
    shares = [[30 <= int(page.partition("-")[2]) < 46 for page in share] for share in make_chunks(read, 3)]
    assert {sum(share) for share in shares} <= {3, 4}
    assert all(share == sorted(share, reverse=True) for share in shares)
    app.parallel, alone = 1, [*pages]
    build.spread(app, None, alone)
    assert alone == pages


class Read:
    """What a build has read, as Sphinx keeps it."""

    def __init__(self) -> None:
        self.tocs = {"first": "1", "second": "2"}
        self.domaindata = {"policy": "all", "std": "all"}

    def __getstate__(self) -> dict[str, object]:
        return {**vars(self)}


def test_a_process_hands_over_the_pages_that_it_has_read_alone(monkeypatch):
    env = Read()
    monkeypatch.setattr(build, "domain_of", lambda _env: SimpleNamespace(of_pages=sorted))
    build.hand_over(None, env, [])
    monkeypatch.setattr(build, "_READ", ["second"])
    assert vars(pickle.loads(pickle.dumps(env))) == vars(Read())
    here = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: here + 1)
    given = pickle.loads(pickle.dumps(env))
    assert vars(given) == {"tocs": {"second": "2"}, "domaindata": {"policy": ["second"], "std": "all"}}


@pytest.mark.usefixtures("keeping")
def test_a_build_says_what_a_check_of_the_same_files_found(copy, monkeypatch):
    copy.change("book/policy/rules.md", "see {clause}`accidents`", "see {clause}`no-such-rule`")
    said = copy.build(out="first").warnings
    assert "no-such-rule" in said
    from policybook.check import run

    look = run.looked_at
    monkeypatch.setattr(run, "looked_at", None)
    assert copy.build(out="again").warnings == said
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ExtensionError, match="NoneType"):
        copy.build(out="ci")
    monkeypatch.delenv("CI")
    copy.change("book/who.md", "# Who", "# Who it is")
    with pytest.raises(ExtensionError, match="NoneType"):
        copy.build(out="changed")
    monkeypatch.setattr(run, "looked_at", look)
    assert copy.build(out="changed").warnings == said


CHANGES = {
    "a plain line that no proposal bears on": (
        "book/policy/reporting.md",
        "{plain}`It hurts.`",
        "{plain}`It does hurt.`",
    ),
    "a plain line that one amends": ("book/policy/rules.md", "Put the camera away", "Put cameras away"),
    "a plain line as a proposal has it": (
        "book/policy/reporting.md",
        "{plain}`Tell them both.`",
        "{plain}`Tell the manager and the safety lead of an accident.`",
    ),
    "words": ("book/policy/rules.md", "Nobody films a swimmer.", "Nobody films swimmers."),
    "a rule": ("book/policy/rules.md", "worker should never film", "worker must never film"),
    "a note": ("book/interpretations.md", "nearly", "almost"),
    "a question": ("quizzes/rules.md", "You are late.", "You are very late."),
    "a label": ("book/vocabulary.yml", "film", "film with a camera"),
    "an office": ("book/organisation.yml", "  manager: {title: ", "  manager: {title: The very "),
    "one of two pages with the same view": ("book/all.md", "# All", "# All of it"),
    "what a page is called": ("quizzes/rules.md", "# ", "# All "),
    "what the first page is called": ("index.md", "# ", "# Our "),
    "what a proposal is called": ("proposals/P4.md", "# ", "# Really "),
    "the order of the pages": ("index.md", "book/all\nbook/who\n", "book/who\nbook/all\n"),
    "what a menu is called": ("index.md", "```{toctree}\n", "```{toctree}\n:caption: Everything\n"),
    "a proposal": ("proposals/P4.md", "Nobody films a swimmer, in", "Nobody films swimmers, in"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_build_on_top_is_the_same_as_a_build_from_nothing(built, change):
    built.change(*change)
    on_top = made(built.build())
    shutil.rmtree(built.root / FOLDER)
    assert made(built.build(out="fresh"), "fresh") == on_top


def written(site: Site, since: float) -> set[str]:
    """The pages that the last build wrote, of those that it did not read."""
    files = ((path, site.root / f"out/{path}.html") for path in site.env.found_docs)
    return {path for path, file in files if file.stat().st_mtime > since} - {*site.read}


def test_a_page_that_is_called_otherwise_has_those_written_again_that_lead_to_it(built):
    since = time.time()
    built.change("_toc.yml", "chapters:", "chapters: ")
    assert written(built.build(), since) == set()
    file = built.root / "out/.doctrees/policybook-menu.json"
    for text in (
        "[",
        "{}",
        "[1]",
        "[{}]",
        '[{"entries": [[]]}]',
        file.read_text("utf-8").replace("Who", "All"),
    ):
        since = time.time()
        file.write_text(text, "utf-8")
        built.build()
        assert len(written(built, since)) == len(built.env.found_docs), text
    page = built.root / "out/book/policy/reporting.html"
    page.write_text(page.read_text("utf-8").partition("<nav")[0], "utf-8")
    since = time.time()
    built.change(*CHANGES["one of two pages with the same view"])
    others = {*built.build().env.found_docs} - {*built.read}
    assert others - written(built, since) == {"book/policy/reporting"}


def test_a_plain_line_has_no_proposal_read_again_that_does_not_show_it(built):
    built.change(*CHANGES["a plain line that no proposal bears on"])
    assert of_proposals(built.build()) == []
    built.change(*CHANGES["a plain line that one amends"])
    assert of_proposals(built.build()) == ["proposals/P4", "proposals/P5", "proposals/together"]


def test_a_page_is_read_again_for_a_file_that_comes_changes_or_goes_and_not_for_one_that_is_absent(built):
    assert built.build().read == []
    for text in ("{}", "[]"):
        built.add("mutants.json", text)
        assert built.build().read == ["book/all"]
        assert built.build().read == []
    (built.root / "mutants.json").unlink()
    assert built.build().read == ["book/all"]
    assert built.build().read == []


def test_what_other_code_has_read_is_read_again_and_each_time_where_none_can_tell(built, monkeypatch):
    assert built.build().read == []
    monkeypatch.setattr(kept, "code_digest", lambda: "a1")
    everything = built.build().read
    assert len(everything) == len(built.env.all_docs)
    assert built.build().read == []
    monkeypatch.setattr(kept, "code_digest", lambda: Path("gone").read_text("utf-8"))
    assert [built.build().read, built.build().read] == [everything, everything]


SEEN = {f"view/{name}" for name, directive in DIRECTIVES.items() if getattr(directive, "seen", "")}


def rests_on(site: Site) -> set[str]:
    return {key for shown in domain_of(site.env).shown.values() for key in shown}


def test_what_says_that_it_rests_on_less_than_the_whole_needs_no_more(site):
    found = rests_on(site)
    assert not found & SEEN
    assert {f"seen/{name}" for name in ("askable", "trained", "told")} <= found


def test_what_needs_more_than_it_says_is_shown_whole_and_read_again_with_the_whole(site, copy, monkeypatch):
    monkeypatch.setattr(CoverageTable, "seen", "askable")
    monkeypatch.setattr(ProposalPart, "seen", "askable")
    assert made(copy.build(out="again"), "again") == made(site)
    assert rests_on(copy) & SEEN == {"view/coverage-table", "view/proposal", "view/together"}


def test_what_earlier_builds_left_is_looked_through_once_there_is_enough_of_it(tmp_path, monkeypatch):
    site, circle = generated(tmp_path, pages=1), Site(tmp_path)
    circle.env, left = circle, weakref.ref(circle)
    gc.freeze()
    del circle
    for enough, is_let_go in ((10**9, False), (0, True)):
        monkeypatch.setattr(build._Left, "most", enough)
        site.build()
        assert (left() is None) == is_let_go
    assert build._Left.most > 0
