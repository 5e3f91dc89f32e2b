"""The pages of editions, by real builds of a small handbook with three: addresses that stay, and what became of each."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from badinput import copy_of_small
from extsite import Seen, Site
from freezing import FIRST, SECOND, adopted, change, said

from policybook.check.run import check
from policybook.editions.edition import read_edition, timelines
from policybook.load import load

PAGES = (
    "book/policy/rules",
    "book/policy/reporting",
    "book/interpretations",
    "book/guidance",
    "book/accidents",
)
THIRD = {"name": "2021.1.0", "adopted": "2021-03-01", "review_by": "9022-03-01", "minute": "20"}
RULES = "book/policy/rules.md"
FILMING = ":::{clause} filming"
ED1, ED2, ED3 = (f"editions/{name}" for name in ("2019.1.0", "2020.1.0", "2021.1.0"))


def handbook(root: Path) -> Site:
    """Three editions: running was reworded, filming was retired, and accidents were moved to a page of their own."""
    site = Site(copy_of_small(root))
    (site.root / "quizzes/rules.md").unlink()
    (site.root / "scenarios/first-day.ipynb").unlink()
    site.add("book/interpretations.md", "# Open readings\n")
    change(site.root, "_toc.yml", "  - file: quizzes/rules\n  - file: scenarios/first-day\n", "")
    change(site.root, RULES, " and {interp}`I-1`", "")
    change(
        site.root,
        RULES,
        "Nobody films a swimmer.",
        "Nobody films a [swimmer](reporting.md), a {term}`guest` or {clause}`no-running`.",
    )
    adopted(site.root, **FIRST | {"restates": "the rules of 2018"})
    text = (site.root / RULES).read_text("utf-8")
    site.add(RULES, text[: text.index(FILMING)])
    change(site.root, RULES, "Nobody may hurry", "Nobody should hurry")
    change(site.root, "book/source.yml", "carried-by: [filming]", "not-carried: It is gone.")
    site.add("book/retired.yml", "retired:\n  filming: {into: [no-running], why: Who walks does not film.}\n")
    adopted(site.root, **SECOND)
    moved = (site.root / "book/policy/reporting.md").read_text("utf-8")
    before, _, after = moved.partition(":::{clause} accident-meaning")
    site.add("book/policy/reporting.md", before)
    site.add("book/policy/meaning.md", f"# Meaning\n\n:::{{clause}} accident-meaning{after}")
    change(
        site.root,
        "_toc.yml",
        "  - file: book/policy/reporting\n",
        "  - file: book/policy/reporting\n  - file: book/policy/meaning\n",
    )
    adopted(site.root, **THIRD)
    listed = "\n".join((*PAGES[:-1], "book/policy/meaning"))
    site.add("index.md", f"# Home\n\n```{{edition-list}}\n```\n\n```{{toctree}}\n{listed}\n```\n")
    assert said(site.root) == []
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Site:
    return handbook(tmp_path_factory.mktemp("built")).build(strict=True)


@pytest.fixture
def site(built, tmp_path) -> Site:
    """A copy, with what the build left, to be built again."""
    return Site(Path(shutil.copytree(built.root, tmp_path / "handbook")))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def card(html: str, name: str) -> str:
    """What stands from an anchor to the next section."""
    return re.split(r"<section|</section>", html.partition(f'id="{name}"')[2])[0]


# ---- addresses


def test_three_editions_build_without_a_warning(built):
    assert built.warnings == ""
    assert built.status == 0


def test_every_clause_of_every_edition_has_its_address_for_ever(built):
    for edition in load(built.root).editions:
        ids = Seen(built.page(edition.path.removesuffix(".json"))).ids
        assert set(edition.clauses) <= set(ids)
        assert len(ids) == len(set(ids))


def test_every_address_that_a_page_of_the_policy_had_is_still_there(built):
    for edition in load(built.root).editions:
        for page, names in edition.pages.items():
            assert set(names) <= set(Seen(built.page(page)).ids)


def test_every_link_between_the_pages_of_editions_and_of_today_leads_somewhere(built):
    pages = [path.relative_to(built.root / "out") for path in (built.root / "out").rglob("*.html")]
    ids = {page.as_posix(): set(Seen((built.root / "out" / page).read_text("utf-8")).ids) for page in pages}
    followed = 0
    for page in ("index", ED1, ED2, ED3, "book/policy/rules", "book/policy/reporting", "book/policy/meaning"):
        for href in Seen(built.page(page)).links:
            path, _, anchor = href.partition("#")
            if "://" in path or not anchor:
                continue
            target = (
                Path(built.root / "out" / f"{page}.html").parent / path
                if path
                else built.root / "out" / f"{page}.html"
            )
            name = target.resolve().relative_to((built.root / "out").resolve()).as_posix()
            assert anchor in ids[name], f"{page} links to {href}"
            followed += 1
    assert followed > 20


def test_an_edition_is_found_by_its_name_and_its_words_do_not_hide_those_of_today(built):
    index = built.search_index()
    editions = {page: found for page, found in index.items() if page.startswith("editions/")}
    assert len(editions) == 3
    assert [one[:3] for one in editions["editions/2019.1.0.html"]] == [["page", "Edition 2019.1.0", ""]]


# ---- what an edition's page says


def test_an_edition_is_shown_whole_in_its_own_words(built):
    page = built.page(ED1)
    frozen = read_edition(built.root, "2019.1.0")
    for clause in frozen.clauses.values():
        shown = words(card(page, clause.id))
        assert f"{clause.number} {clause.title}" in shown
        assert clause.plain in shown
    assert "Nobody may hurry; see 2(a) Accidents." in words(card(page, "no-running"))
    assert "Nobody should hurry" in words(card(built.page(ED2), "no-running"))
    assert "Anybody must not run." in words(card(page, "no-running"))


def test_what_an_edition_cites_stands_on_its_own_page(built):
    links = Seen(built.page(ED1)).links
    assert "#accidents" in links
    filming = card(built.page(ED1), "filming")
    assert "Nobody films a swimmer, a guest or" in words(filming)
    assert 'href="#no-running"' in filming
    assert "reporting.html" not in filming.partition("History")[0]


@pytest.mark.parametrize(
    ("page", "banner"),
    [
        (
            ED1,
            "Superseded. Edition 2020.1.0 took its place, adopted on 2 March 2020. It restates the rules of 2018. The words of this edition had not been adopted.",
        ),
        (ED2, "Superseded. Edition 2021.1.0 took its place, adopted on 1 March 2021."),
        (
            ED3,
            "In force. It was adopted on 1 March 2021 (minute 20). It is due for review by 1 March 9022.",
        ),
    ],
)
def test_a_banner_says_where_an_edition_stands(page, banner, built):
    assert banner in words(built.page(page))


def test_an_edition_leads_to_the_others_and_to_today(built):
    switcher = built.page(ED2).partition('aria-label="Editions"')[2].partition("</div>")[0]
    assert list(Seen(switcher).links) == [
        "../book/policy/rules.html#no-running",
        "2021.1.0.html",
        "2019.1.0.html",
    ]
    assert "You are reading edition 2020.1.0. Read instead: the pages of today;" in words(f"<a {switcher}")


def test_the_facts_of_an_edition_are_given(built):
    shown = words(built.page(ED1))
    for name, value in (
        ("What it is", "A restatement of the rules of 2018"),
        ("Date of that policy", "15 January 2019"),
        ("Minute", "7"),
        ("Review by", "15 January 2020"),
    ):
        assert f"{name}{value}" in shown
    assert load(built.root).editions[0].fingerprint in shown


def test_the_list_of_editions_is_newest_first(built):
    listed = [href for href in Seen(built.page("index")).links if href.startswith("editions/")]
    assert listed == [f"{page}.html" for page in (ED3, ED2, ED1)]
    assert (
        "have the words and the rules of edition 2021.1.0. Nothing differs from edition 2021.1.0."
        in words(built.page("index"))
    )


# ---- what became of each clause


def test_a_timeline_says_what_became_of_each_clause(built):
    found = {
        name: [moment.what for moment in moments] for name, moments in timelines(load(built.root)).items()
    }
    assert found == {
        "no-running": ["first", "changed", "same"],
        "accidents": ["first", "same", "same"],
        "accident-meaning": ["first", "same", "same"],
        "filming": ["first", "retired"],
    }


def test_each_clause_leads_to_itself_in_every_edition(built):
    history = card(built.page("book/policy/rules"), "no-running").partition("History of this clause")[2]
    assert list(Seen(history).links) == [f"../../{page}.html#no-running" for page in (ED1, ED2, ED3)]
    assert "Edition 2020.1.0, 2 March 2020: its words or its rules changed" in words(history)
    then = card(built.page(ED2), "no-running").partition("History of this clause")[2]
    assert list(Seen(then).links) == [
        "2019.1.0.html#no-running",
        "2021.1.0.html#no-running",
        "../book/policy/rules.html#no-running",
    ]
    assert "Edition 2020.1.0, this page" in words(then)


def test_what_changed_is_a_link_away_where_the_site_has_a_page_that_says_it(site):
    assert "What changed from" not in site.page("book/policy/rules")
    site.add("book/what-changed.md", "# What changed\n\n```{comparisons}\n```\n")
    site.change("_toc.yml", "chapters:\n", "chapters:\n  - file: book/what-changed\n")
    site.change("index.md", "```{toctree}\n", "```{toctree}\nbook/what-changed\n")
    site.build(out="fresh", strict=True)
    assert site.warnings == ""
    rules = Seen(site.page("book/policy/rules", "fresh")).links
    assert "../what-changed.html#2019.1.0..2020.1.0" in rules
    then = card(site.page(ED1, "fresh"), "filming")
    assert "../book/what-changed.html#2019.1.0..2020.1.0" in Seen(then).links
    ids = Seen(site.page("book/what-changed", "fresh")).ids
    assert {"2019.1.0..2020.1.0", "2020.1.0..2021.1.0", "2021.1.0..draft"} <= set(ids)


def test_a_retired_clause_says_at_its_old_address_where_its_rule_went(built):
    stone = card(built.page("book/policy/rules"), "filming")
    assert words(stone).endswith(
        "1(b) Filming Retired The policy no longer has this clause. Who walks does not film. "
        "Its rule went into: 1(a) Walk The clause as it stood in edition 2019.1.0"
    )
    assert {"#no-running", f"../../{ED1}.html#filming"} <= set(Seen(stone).links)
    history = card(built.page(ED1), "filming").partition("History of this clause")[2]
    assert "Edition 2020.1.0, 2 March 2020: retired" in words(history)
    assert "../book/policy/rules.html#filming" in Seen(history).links


def test_a_clause_that_moved_says_at_its_old_address_where_it_stands(built):
    stone = card(built.page("book/policy/reporting"), "accident-meaning")
    assert "This clause stood here in edition 2020.1.0. It now stands at 3(a) What an accident is." in words(
        stone
    )
    assert "meaning.html#accident-meaning" in Seen(stone).links


# ---- the pages of the policy


def test_a_page_of_the_policy_says_to_which_edition_it_belongs(built):
    page = built.page("book/policy/rules")
    assert (
        "Edition 2021.1.0. It was adopted on 1 March 2021 (minute 20). It is due for review by 1 March 9022. "
        "This page in edition 2021.1.0" in words(page)
    )
    assert f"../../{ED3}.html#book-policy-rules" in Seen(page).links


def test_a_page_of_the_working_draft_says_that_it_is_not_policy(site):
    site.change(RULES, "Nobody should hurry", "Nobody at all should hurry")
    site.build(strict=True)
    assert site.warnings == ""
    page = words(site.page("book/policy/rules"))
    assert (
        "Working draft after 2021.1.0. 1 clause on this page differs from edition 2021.1.0 in its words or rules. "
        "This page is not policy until" in page
    )
    assert "Working draft, this page: its words or its rules changed" in page
    assert "Working draft, not policy yet Nobody at all should hurry" in page
    assert "Policy Tell two people about an accident" in words(site.page("book/policy/reporting"))
    assert "Policy Nobody should hurry" in words(site.page(ED3))
    assert "No clause on this page differs from edition 2021.1.0 in its words or rules." in words(
        site.page("book/policy/reporting")
    )
    assert "What differs from edition 2021.1.0: 1 clause in its words or rules." in words(site.page("index"))
    assert "Working draft: its words or its rules changed" in words(site.page(ED1))
    assert "Read instead: the working draft;" in words(site.page(ED1))


def test_a_draft_after_a_restatement_is_not_said_to_restate_the_policy(tmp_path):
    site = Site(copy_of_small(tmp_path))
    listed = "\n".join(
        ("book/policy/rules", "book/policy/reporting", "book/interpretations", "quizzes/rules")
    )
    site.add("index.md", f"# Home\n\n```{{toctree}}\n{listed}\n```\n")
    adopted(site.root, **FIRST | {"restates": "the rules of 2018"})
    site.build()
    governs = "That policy governs until an edition of this handbook is adopted."
    due = "It was due for review by 15 January 2020, and that date has passed."
    assert f"Edition 2019.1.0. This page restates the rules of 2018. {governs} {due}" in words(
        site.page("book/policy/rules")
    )
    site.change(RULES, "Nobody may hurry", "Nobody should hurry")
    site.build()
    page = words(site.page("book/policy/rules"))
    assert (
        f"differs from edition 2019.1.0 in its words or rules. That edition restates the rules of 2018. {governs} {due}"
        in page
    )
    assert "This page restates" not in page


def test_a_clause_retired_in_the_draft_alone_is_not_said_to_be_gone(site):
    text = (site.root / "book/policy/meaning.md").read_text("utf-8")
    site.add("book/policy/meaning.md", text.partition(":::{clause}")[0] + "Nothing yet.\n")
    site.change("book/source.yml", "carried-by: [accident-meaning]", "not-carried: It is gone.")
    site.change("book/retired.yml", "retired:\n", "retired:\n  accident-meaning: {why: Everybody knows.}\n")
    assert [str(problem) for problem in check(site.root)[1]] == []
    site.build(strict=True)
    stone = words(card(site.page("book/policy/meaning"), "accident-meaning"))
    assert (
        "Retired in the working draft The working draft has no such clause. Edition 2021.1.0 still has it. Everybody knows."
        in stone
    )


# ---- building again


def test_nothing_is_read_again_that_is_as_it_was(site):
    site.build()
    assert site.build().read == []


def test_a_new_edition_supersedes_the_last_one_in_a_build_on_top(site):
    site.build()
    adopted(site.root, name="2022.1.0", adopted="2022-03-01", review_by="9023-03-01", minute="30")
    site.build(strict=True)
    assert site.warnings == ""
    assert {ED1, ED2, ED3, "editions/2022.1.0", "book/policy/rules", "index"} <= set(site.read)
    assert "Superseded. Edition 2022.1.0 took its place" in words(site.page(ED3))
    assert "In force." in words(site.page("editions/2022.1.0"))


def test_a_build_on_top_is_the_same_as_a_build_from_nothing(site):
    site.change(RULES, "Nobody should hurry", "Nobody at all should hurry")
    site.build()
    site.build(out="fresh")
    for page in ("index", ED1, ED2, ED3, "book/policy/rules", "book/policy/reporting"):
        assert site.page(page) == site.page(page, "fresh")


def test_two_processes_build_the_same_pages(site):
    site.build(jobs=2, out="two", strict=True)
    assert site.warnings == ""
    for page in (ED1, ED3, "book/policy/rules"):
        assert site.page(page, "two") == site.page(page)


def test_an_edition_that_was_changed_is_not_shown(site):
    site.change("editions/2019.1.0.json", "Walk, always.", "Walk, always!")
    site.build()
    assert (
        "editions/2019.1.0.json:1: WARNING: this edition has been changed since it was adopted"
        in site.warnings
    )
    assert "This edition cannot be shown" in words(site.page(ED1))
    assert "Walk, always" not in site.page(ED1)


def test_a_page_may_cite_an_edition_or_a_clause_in_it(site):
    site.change(
        "index.md",
        "# Home\n",
        "# Home\n\n{edition}`2019.1.0` and {edition}`filming then <2019.1.0#filming>`.\n",
    )
    site.build(strict=True)
    page = site.page("index")
    assert "edition 2019.1.0 and filming then." in words(page)
    assert f"{ED1}.html#filming" in Seen(page).links


@pytest.mark.parametrize("name", ["2018.1.0", "2019.1.0#swimming"])
def test_citing_an_edition_that_is_not_there_is_a_warning(name, site):
    site.change("index.md", "# Home\n", f"# Home\n\n{{edition}}`x <{name}>`.\n")
    site.build()
    assert f"this cites the edition “{name}”, and there is none." in site.warnings


def test_the_editions_are_said_in_plain_text_too(site):
    site.build(builder="text", out="text", strict=True)
    text = (site.root / "text" / "editions" / "2019.1.0.txt").read_text("utf-8")
    assert "History of this clause:" in text
    assert "Edition 2020.1.0, 2 March 2020: retired" in text
