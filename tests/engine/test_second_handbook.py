"""A second handbook, of an invented laboratory: made with the wheel alone, adopted twice, built, answered and proved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import TESTS
from playwright.sync_api import expect
from wheeling import built_wheel

from policybook.site.build import hold
from policybook.site.serve import Server
from tools.browser import driver, launch

OFFICE = '  safety-officer: {title: The safety officer, name: "", contact: ""}\n'
DRAFT = ("--all", "--by", "authors-draft")
DECIDED = ("--yes", "--commit", "--review-by", "2027-02-02", "--minute", "2026/4")


@dataclass(frozen=True)
class Fresh:
    """An environment in which policybook is what the wheel holds, and a folder to work in."""

    python: Path
    root: Path

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run Python there, and give what it printed; it must end with this exit code."""
        outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        author = {
            f"GIT_{who}_{what}": "t@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.root,
            env={**outer, **author, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def policybook(self, *arguments: str, code: int = 0) -> str:
        return self.run("-m", "policybook", *arguments, code=code)

    def commit(self) -> None:
        for words in (
            ("add", "--all"),
            ("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-qm", "As it is"),
        ):
            subprocess.run(["git", *words], cwd=self.root, check=True)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Fresh:
    """A new environment that borrows this one's libraries, but for policybook, which comes from the wheel."""
    place = tmp_path_factory.mktemp("fresh")
    venv.create(place / "env", symlinks=os.name != "nt")
    python = place / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # --no-deps, --no-index: the libraries are borrowed, and nothing is fetched.
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", *quiet]
    subprocess.run([*pip, built_wheel(place)], check=True)
    (theirs,) = (place / "env").rglob("site-packages")
    # A folder that a .pth names is looked in last, and what its own .pth files name is not: so no checkout is.
    (theirs / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return Fresh(python, place)


@pytest.fixture(scope="module")
def made(fresh) -> Fresh:
    """The laboratory's handbook: begun by the command, written out, adopted, changed in one clause, adopted again."""
    assert "fell-laboratory" in fresh.policybook("new", "Fell Laboratory")
    lab = Fresh(fresh.python, fresh.root / "fell-laboratory")
    lab.policybook("check")
    shutil.copytree(TESTS / "second-handbook", lab.root, dirs_exist_ok=True)
    with (lab.root / "book/organisation.yml").open("a", encoding="utf-8") as file:
        file.write(OFFICE)
    subprocess.run(["git", "init", "-q", "."], cwd=lab.root, check=True)
    lab.policybook("working", "--store")
    lab.policybook("review", *DRAFT)
    lab.policybook("check")
    lab.commit()
    lab.policybook("adopt", "--edition", "2026.1.0", "--adopted", "2026-02-02", *DECIDED)
    page = lab.root / "book/policy/bench.md"
    page.write_text(page.read_text("utf-8").replace("should not", "must not"), "utf-8")
    lab.policybook("check", code=1)
    page.write_text(page.read_text("utf-8").replace("You should not", "You must not"), "utf-8")
    lab.policybook("review", *DRAFT)
    lab.commit()
    lab.policybook("adopt", "--edition", "2026.2.0", "--adopted", "2026-03-02", *DECIDED)
    return lab


@pytest.fixture(scope="module")
def site(made) -> Path:
    """Its site, built as strictly as ours."""
    assert "0 faults" in made.policybook("site")
    return made.root / "_build" / "html"


def test_it_is_made_with_the_wheel_and_not_with_the_checkout(fresh):
    where = Path(fresh.run("-c", "import policybook; print(policybook.__file__)").strip())
    assert where.is_relative_to(fresh.root)


def test_it_has_ten_clauses_a_story_a_proposal_and_two_editions_that_decide_otherwise(made):
    said = made.policybook("compare", "2026.1.0", "2026.2.0", "--flips")
    assert "works alone" in said or "work alone" in said
    assert "“should not”" in said
    assert "“must not”" in said
    assert "P1" in made.policybook("propose")
    assert "wear-goggles" in made.policybook("covered", "goggles")
    assert len(list((made.root / "editions").glob("*.json"))) == 2


def test_its_site_shows_every_clause_both_editions_and_the_proposal(site):
    bench = (site / "book/policy/bench.html").read_text("utf-8")
    assert bench.count('id="') >= 9
    assert "2(i)" in bench
    for page in ("editions/2026.1.0.html", "editions/2026.2.0.html", "proposals/P1.html"):
        assert "Fell Laboratory handbook" in (site / page).read_text("utf-8")
    assert "tel:" not in bench, "nobody said what to ring"


def test_what_is_taken_off_a_page_is_named(made, site, capsys):
    page = site / "quizzes/bench.html"
    sound = page.read_text("utf-8")
    page.write_text(
        sound.replace('class="pb-emergency"', "").replace('data-right="b"', 'data-right="a"'), "utf-8"
    )
    assert hold(made.root, site) == 1
    page.write_text(sound, "utf-8")
    said = capsys.readouterr().err
    assert "quizzes/bench.html:1: nothing leads to book/who-to-tell.html." in said
    assert "“a-broken-flask” has data-right “a”, and it is “b”." in said
    assert hold(made.root, site) == 0


def test_its_quiz_is_answered_wrong_then_right_in_a_browser(site):
    with driver() as playwright, Server(site) as server:
        browser = launch(playwright)
        page = browser.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
        page.goto(f"{server.url}/quizzes/bench.html")
        form = page.locator('fieldset[data-question="a-broken-flask"]')
        check = form.get_by_role("button", name="Check my answer")
        form.get_by_label("Mop the floor").check()
        check.click()
        expect(form).to_have_attribute("data-state", "not-yet")
        form.get_by_role("button", name="Try again").click()
        form.get_by_label("Tell the safety officer").check()
        check.click()
        expect(form).to_have_attribute("data-state", "right")
        expect(form.locator(".pb-result")).to_contain_text("2(h)")
        browser.close()
    assert troubles == []


def test_its_stories_are_proved_cell_by_cell(made):
    assert "6 passed" in made.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "scenarios")
    story = made.root / "scenarios/the-broken-flask.ipynb"
    sound = story.read_text("utf-8")
    try:
        story.write_text(sound.replace("b [x]  keeps", "b [x]  breaks"), "utf-8")
        made.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "scenarios", code=1)
    finally:
        story.write_text(sound, "utf-8")
