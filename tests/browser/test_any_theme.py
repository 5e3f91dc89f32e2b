"""The extension goes with any theme and any Sphinx of its range: a handbook is built strictly, and a question answered."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from badinput import copy_of_small
from playwright.sync_api import expect

from policybook.site.serve import Server

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

THEMES = os.environ.get("POLICYBOOK_THEMES", "furo alabaster").split()
"""The themes that are installed: `nox -s matrix` names one more."""
CONF = """\
extensions = ["myst_nb", "{looks}", "policybook.ext"]
html_theme = "{theme}"
exclude_patterns = ["out"]
nitpicky = True
"""


def build(folder: Path, theme: str, looks: str) -> subprocess.CompletedProcess[str]:
    """The small handbook, built by Sphinx alone with the fewest settings, every warning being an error."""
    root = copy_of_small(folder)
    pages = [
        line.removeprefix("  - file: ")
        for line in (root / "_toc.yml").read_text("utf-8").splitlines()
        if "- file" in line
    ]
    (root / "index.md").write_text("# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n", "utf-8")
    (root / "conf.py").write_text(CONF.format(theme=theme, looks=looks), "utf-8")
    command = (
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "html",
        str(root),
        str(root / "out"),
    )
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("theme", THEMES)
def test_a_handbook_is_built_and_its_question_answered_in_any_theme(
    theme: str, tmp_path: Path, browser: Browser
) -> None:
    done = build(tmp_path, theme, "policybook.theme" if theme == "furo" else "policybook.theme.marking")
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "handbook" / "out"
    # A story's decision is there, and not its key alone.
    assert "data-question=" in (out / "scenarios/first-day.html").read_text("utf-8")
    for page in out.rglob("*.html"):
        if not page.is_relative_to(out / "_static"):
            assert ("pb-emergency" in page.read_text("utf-8")) or page.stem in ("search", "genindex"), page
    problems: list[str] = []
    with Server(out) as served:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{served.url}/quizzes/rules.html")
        form = page.locator("[data-question='late-for-a-lesson']")
        for answer, says in (("Run.", "Not yet"), ("Walk.", "Right")):
            page.evaluate("localStorage.clear()")
            page.reload()
            form.get_by_label(answer).check()
            form.get_by_role("button", name="Check").click()
            expect(form.locator(".pb-result")).to_contain_text(says)
        # What is read stands out from what it stands on.
        ink, paper = page.evaluate(
            """() => {
              const option = document.querySelector(".pb-option"), found = [];
              for (let at = option; at; at = at.parentElement) found.push(getComputedStyle(at).backgroundColor);
              return [getComputedStyle(option).color, found.find(one => !/, 0\\)$/.test(one)) ?? "rgb(255, 255, 255)"];
            }"""
        )
        assert ink != paper
        page.close()
    assert problems == []


def test_furos_templates_with_another_theme_are_refused_in_words(tmp_path: Path) -> None:
    done = build(tmp_path, "alabaster", "policybook.theme")
    assert done.returncode != 0
    assert "policybook.theme holds templates for furo, and html_theme is “alabaster”." in done.stderr
    assert "Name policybook.theme.marking in its place" in done.stderr
