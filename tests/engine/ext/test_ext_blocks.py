"""Every block that was read is shown once, and every directive of ours shows something; or the build says which not."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from badinput import copy_of_small
from extsite import CONF, Site, clause, generated
from sphinx.config import Config

PAGES = (
    "book/policy/rules",
    "book/policy/reporting",
    "book/interpretations",
    "book/guidance",
    "quizzes/rules",
)
STORY = "scenarios/first-day"
UNREAD = "because the handbook was read without it. Is its page in _toc.yml, and is policybook_root the folder of the documents? [policybook.directive]"


@pytest.fixture
def site(tmp_path) -> Site:
    """The small handbook with its notebook, not built yet."""
    site = Site(copy_of_small(tmp_path), ("myst_nb", "policybook.ext"))
    listed = "\n".join((*PAGES, STORY))
    site.add("index.md", f"# Home\n\n```{{toctree}}\n{listed}\n```\n")
    return site


def said(site: Site) -> list[str]:
    return site.warnings.splitlines()


def test_a_page_that_only_sphinx_knows_is_named_with_its_block(site):
    site.change("_toc.yml", "  - file: book/guidance\n", "")
    site.build(strict=True)
    assert f"book/guidance.md:3: WARNING: “guidance never-look-into-it” shows nothing here, {UNREAD}" in said(
        site
    )
    assert site.status == 1


def test_a_page_that_is_listed_later_is_read_again_and_shown(made_up):
    made_up.change("_toc.yml", "  - file: book/policy/part-3\n", "")
    assert "part-3.md:1: WARNING: this page is not in _toc.yml" in made_up.build().warnings
    assert "Title of rule-3-0" not in made_up.page("book/policy/part-3")
    made_up.change("_toc.yml", "part-2\n", "part-2\n  - file: book/policy/part-3\n")
    assert made_up.build().warnings == ""
    assert "book/policy/part-3" in made_up.read
    assert "Title of rule-3-0" in made_up.page("book/policy/part-3")


def test_a_handbook_below_the_documents_is_named_block_by_block(tmp_path):
    inner = copy_of_small(tmp_path)
    site = Site(tmp_path, ("myst_nb", "policybook.ext"), 'policybook_root = "handbook"\n')
    assert inner == tmp_path / "handbook"
    listed = "\n".join(f"handbook/{page}" for page in (*PAGES, STORY))
    site.add("index.md", f"# Home\n\n```{{toctree}}\n{listed}\n```\n")
    (inner / "index.md").unlink()
    (inner / "index.md").write_text("---\norphan: true\n---\n# Pool\n")
    site.build(strict=True)
    root = "policybook_root has to be the folder of the documents. [policybook.directive]"
    assert (
        "book/policy/rules.md:3: WARNING: the clause “no-running” was read, and is shown on no page. "
        f"Sphinx finds no page “book/policy/rules”: {root}"
    ) in said(site)
    assert (
        f"handbook/book/policy/rules.md:3: WARNING: “clause no-running” shows nothing here, {UNREAD}"
        in said(site)
    )
    assert site.status == 1


def test_a_story_shows_its_decisions_on_the_settings_of_myst_nb_alone(site, monkeypatch):
    bare = [line for line in CONF.splitlines() if not line.startswith(("nb_", "myst_"))]
    monkeypatch.setattr("extsite.CONF", "\n".join(bare) + "\n")
    site.build(strict=True)
    assert (site.status, site.warnings) == (0, "")
    assert 'data-question="late-for-a-lesson"' in site.page(STORY)


def test_a_story_that_no_extension_shows_is_named(site):
    site.extensions = ("myst_parser", "policybook.ext")
    site.build()
    assert (
        "scenarios/first-day.ipynb:74: WARNING: the decision “late-for-a-lesson” was read, and is shown on no page."
        in (site.warnings)
    )


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "text", "linkcheck", "dummy"])
def test_no_builder_raises_a_false_alarm(site, builder):
    site.settings = (
        'nb_mime_priority_overrides = [["html", "text/markdown", 1], ["dirhtml", "text/markdown", 1]]\n'
    )
    site.build(builder=builder, out=builder)
    assert "is shown" not in site.warnings
    assert "shows nothing" not in site.warnings


def test_what_two_processes_read_is_counted_once(made_up):
    assert made_up.build(jobs=2).warnings == ""
    made_up.change(
        "book/policy/part-1.md", clause("rule-1-0", "rule-1-1"), clause("rule-1-0", "rule-1-1", "Stroll.")
    )
    assert made_up.build(jobs=2).warnings == ""


def test_a_clause_that_moves_to_another_page_is_shown_there_alone(made_up):
    made_up.build()
    moved = clause("rule-1-0", "rule-1-1")
    made_up.change("book/policy/part-1.md", f"{moved}\n\n", "")
    made_up.add(
        "book/policy/part-2.md", (made_up.root / "book/policy/part-2.md").read_text() + f"\n{moved}\n"
    )
    assert made_up.build().warnings == ""


def test_a_change_in_another_language_is_refused(made_up):
    made_up.change("index.md", "# Home", "# Home\n\n````{eval-rst}\n.. amend:: rule-1-0\n\n   Words.\n````")
    assert (
        "index.md:3: WARNING: the block “{eval-rst}” is not one that a page may use."
        in made_up.build().warnings
    )


@pytest.fixture
def made_up(tmp_path) -> Site:
    return generated(tmp_path)


def test_a_block_with_the_packages_name_before_its_own_is_the_same_block(site):
    site.settings = 'exclude_patterns = ["jupyter_execute", "plain"]\n'
    plain = site.build(out="plain", strict=True).page("book/policy/rules", "plain")
    for page in PAGES:
        text = (site.root / f"{page}.md").read_text("utf-8")
        site.add(f"{page}.md", re.sub(r"^(:{3,}\{)", r"\1policybook-", text, flags=re.MULTILINE))
    site.change("index.md", "\n```\n", "\n```\n\n```{policybook-clause-index}\n```\n")
    site.build(strict=True)
    assert (site.status, site.warnings) == (0, "")
    assert site.page("book/policy/rules") == plain
    assert "Walk" in site.page("index")


def test_a_package_name_before_what_is_none_of_ours_is_refused(site):
    site.change(
        "book/guidance.md", "# Beside the policy", "# Beside the policy\n\n```{policybook-include} x\n```"
    )
    site.build()
    assert "“{policybook-include}” is not one that a page may use" in site.warnings


def test_a_build_leaves_what_sphinx_sets_by_itself_as_it_was(site):
    def defaults() -> dict[str, object]:
        return {
            name: deepcopy(Config.config_values[name].default) for name in ("templates_path", "source_suffix")
        }

    before = defaults()
    site.extensions = ("myst_nb", "policybook.theme", "policybook.ext")
    site.settings = 'html_theme = "furo"\n'
    site.build()
    assert (site.root / "out" / "404.html").is_file()
    assert defaults() == before
