"""The extension, by real builds: numbers, anchors, citations, warnings, search, and the pages' own facts."""

from __future__ import annotations

import json
import logging
import re
import zlib
from itertools import pairwise

import pytest
from badinput import copy_of_small
from extsite import Seen, Site, clause, generated

from policybook.ext.base.book import Book, today
from policybook.ext.base.domain import Entry, domain_of
from policybook.ext.policy.pages import status_of_policy
from policybook.load import load
from policybook.policy.handbook import Source

PAGES = (
    "book/policy/rules",
    "book/policy/reporting",
    "book/interpretations",
    "book/guidance",
    "quizzes/rules",
)
SCENARIO = "scenarios/first-day"


def small(root) -> Site:
    site = Site(copy_of_small(root))
    listed = "\n".join((*PAGES, SCENARIO))
    site.add(
        "index.md",
        f"# Home\n\n{{clause}}`accidents` and {{role}}`manager`.\n\n```{{toctree}}\n{listed}\n```\n",
    )
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Site:
    """The small handbook, with its notebook, built once."""
    site = small(tmp_path_factory.mktemp("built"))
    site.extensions = ("myst_nb", "policybook.ext")
    return site.build()


@pytest.fixture
def made_up(tmp_path) -> Site:
    return generated(tmp_path)


def test_a_sound_handbook_builds_without_a_warning(built):
    assert built.warnings == ""


# ---- citations


def test_a_citation_is_a_link_with_number_title_and_preview(built):
    assert (
        '<a class="pb-cite" data-preview="Tell them both." href="reporting.html#accidents">2(a) Accidents</a>'
        in (built.page("book/policy/rules"))
    )


def test_a_citation_reaches_across_folders(built):
    links = Seen(built.page("index")).links
    assert links["book/policy/reporting.html#accidents"]["data-preview"] == "Tell them both."


def test_the_words_of_a_preview_are_said_once_on_a_page(made_up):
    made_up.change(
        "index.md", "# Home", "# Home\n\n{clause}`rule-0-0`, again {clause}`rule-0-0`, {clause}`rule-0-1`"
    )
    page = made_up.build().page("index")
    assert page.count('class="pb-cite"') == 3
    assert page.count("data-preview=") == 2


def test_a_citation_may_have_words_of_its_own(made_up):
    made_up.change("index.md", "# Home", "# Home\n\n{clause}`the first <rule-0-0>`")
    assert ">the first</a>" in made_up.build().page("index")


def test_a_missing_citation_is_a_warning_that_names_place_and_nearest(made_up):
    made_up.change("index.md", "# Home", "# Home\n\nHere is\n{clause}`rule-0-00`.")
    warning = "index.md:3: WARNING: this cites the clause “rule-0-00”, and there is none. Did you mean “rule-0-0”? [policybook.reference]"
    assert warning in made_up.build().warnings.splitlines()


def test_a_missing_citation_in_a_clause_is_said_once(made_up):
    made_up.change("book/policy/part-0.md", "{clause}`rule-0-1`", "{clause}`rule-0-X`")
    said = [line for line in made_up.build().warnings.splitlines() if "rule-0-X" in line]
    assert len(said) == 1
    assert said[0].startswith("book/policy/part-0.md:3: WARNING: this cites the clause “rule-0-X”")


def test_a_missing_office_is_a_warning(made_up):
    made_up.change("index.md", "# Home", "# Home\n\nAsk the {role}`hea`.")
    assert (
        "index.md:3: WARNING: this cites the role “hea”, and there is none. Did you mean “head”?"
        in made_up.build().warnings
    )


def test_a_citation_of_no_type_finds_the_clause(made_up):
    made_up.change("index.md", "# Home", "# Home\n\n{any}`rule-0-0`")
    assert made_up.build().warnings == ""
    assert 'href="book/policy/part-0.html#rule-0-0"' in made_up.page("index")


# ---- numbers, and what is built anew


def test_adding_a_clause_renumbers_the_pages_that_cite_later_ones(made_up):
    made_up.build()
    assert ">2(a) Title of rule-1-0</a>" in made_up.page("book/policy/part-0")
    made_up.change("book/policy/part-1.md", "# Part 1\n", f"# Part 1\n\n{clause('newcomer', 'rule-1-0')}\n")
    made_up.change(
        "book/source.yml", "items:\n", "items:\n  - {label: s-newcomer, gist: g, carried-by: [newcomer]}\n"
    )
    made_up.build()
    assert ">2(b) Title of rule-1-0</a>" in made_up.page("book/policy/part-0")
    assert made_up.warnings == ""
    # part-0 cites rule-1-0, and part-2 shows that rule-1-2 cites it.
    assert made_up.read == ["book/policy/part-0", "book/policy/part-1", "book/policy/part-2"]


def test_nothing_is_read_again_when_nothing_has_changed(made_up):
    made_up.build()
    assert made_up.build().read == []


def test_a_renamed_word_refreshes_the_rules(made_up):
    made_up.build()
    made_up.change("book/vocabulary.yml", "run fast", "run about")
    assert "An adult must not run about." in made_up.build().page("book/policy/part-3")


def test_filling_an_office_in_refreshes_the_pages_that_name_it(made_up):
    made_up.change("index.md", "# Home", "# Home\n\nAsk the {role}`head`.")
    assert 'Ask the <span class="pb-role">Headteacher</span>.' in made_up.build().page("index")
    made_up.change(
        "book/organisation.yml",
        "{title: Headteacher}",
        "{title: Headteacher, name: A Person, contact: room 1}",
    )
    assert "Headteacher (A Person, room 1)</span>." in made_up.build().page("index")
    assert made_up.read == ["index"]


def test_a_page_that_cites_a_clause_not_written_yet_is_read_again_when_it_is(made_up):
    made_up.change("index.md", "# Home", "# Home\n\n{clause}`newcomer`")
    assert "newcomer" in made_up.build().warnings
    made_up.change("book/policy/part-7.md", "# Part 7\n", f"# Part 7\n\n{clause('newcomer', 'rule-0-0')}\n")
    made_up.change(
        "book/source.yml", "items:\n", "items:\n  - {label: s-newcomer, gist: g, carried-by: [newcomer]}\n"
    )
    assert made_up.build().warnings == ""
    assert ">8(a) Title of newcomer</a>" in made_up.page("index")


def test_a_changed_date_refreshes_the_notice(made_up):
    made_up.build()
    made_up.change("book/source.yml", "2019-01-15", "2021-03-02")
    assert "adopted and issued on 2 March 2021" in made_up.build().page("book/policy/part-5")


def test_three_processes_build_what_one_builds(made_up):
    made_up.build(1, out="one")
    made_up.build(3, out="three")
    one, three = made_up.root / "one", made_up.root / "three"
    files = sorted(
        path.relative_to(one) for path in one.rglob("*") if path.suffix in (".html", ".js", ".inv", ".json")
    )
    assert len(files) > 10
    assert [f for f in files if (one / f).read_bytes() != (three / f).read_bytes()] == []


def test_what_pages_show_is_remembered_across_processes(made_up):
    made_up.build(3)
    made_up.change("book/vocabulary.yml", "run fast", "run about")
    assert made_up.build().read == [f"book/policy/part-{page}" for page in range(8)]


def test_a_clause_stands_in_the_contents_of_its_page_and_of_the_site(built):
    links = re.findall(
        r'<a class="reference internal" href="#no-running">(.*?)</a>', built.page("book/policy/rules")
    )
    assert links == ["1(a)", "1(a) Walk"]
    assert (
        '<a class="reference internal" href="book/policy/rules.html#no-running">1(a) Walk</a>'
        in built.page("index")
    )


# ---- ids


def test_an_id_used_twice_is_a_warning_with_both_places(made_up):
    made_up.change("book/policy/part-4.md", "{clause} rule-4-1", "{clause} rule-2-1")
    warnings = made_up.build(strict=True).warnings
    assert re.search(
        r"book/policy/part-4.md:14: WARNING: the id “rule-2-1” is used already, at book/policy/part-2.md:14",
        warnings,
    )
    assert made_up.status == 1


def test_what_two_processes_read_under_one_id_is_a_warning(made_up, caplog):
    domain = domain_of(made_up.build().env)
    logging.getLogger("sphinx").addHandler(caplog.handler)
    other = {
        "entries": {("clause", "rule-0-0"): Entry("elsewhere", "rule-0-0", "9(z) Another")},
        "shown": {},
        "blocks": {},
    }
    domain.merge_domaindata(["another-page"], other)
    assert caplog.text == ""
    domain.merge_domaindata(["elsewhere"], other)
    assert "the clause “rule-0-0” stands on two pages, book/policy/part-0 and elsewhere" in caplog.text


def test_a_retitled_clause_keeps_its_anchor(made_up):
    made_up.build()
    made_up.change("book/policy/part-0.md", "Title of rule-0-0", "Another title")
    made_up.build()
    assert '<section class="pb-clause" id="rule-0-0">' in made_up.page("book/policy/part-0")
    assert ">1(a) Another title</a>" in made_up.page("book/policy/part-7")


@pytest.mark.parametrize("before", [True, False], ids=["before the clause", "after the clause"])
def test_a_heading_does_not_take_a_clauses_anchor(made_up, before):
    path, heading = "book/policy/part-0.md", "## Rule 0 0\n\nWords.\n"
    if before:
        made_up.change(path, "# Part 0\n", f"# Part 0\n\n{heading}")
    else:
        made_up.add(path, (made_up.root / path).read_text("utf-8") + f"\n{heading}")
    assert made_up.build().warnings == ""
    page = made_up.page("book/policy/part-0")
    assert 'class="pb-clause" id="rule-0-0"' in page
    assert Seen(page).ids.count("rule-0-0") == 1


@pytest.mark.parametrize("page", [*PAGES, SCENARIO])
def test_ids_are_unique_and_headings_skip_no_level(built, page):
    seen = Seen(built.page(page))
    assert len(set(seen.ids)) == len(seen.ids)
    body = Seen(
        built.page(page).partition('<div class="body"')[2].partition('<div class="sphinxsidebar"')[0]
    ).levels
    assert body[0] == 1
    assert [pair for pair in pairwise(body) if pair[1] > pair[0] + 1] == []


def test_every_link_between_pages_has_its_target(built):
    for page in (*PAGES, SCENARIO):
        for href in Seen(built.page(page)).links:
            path, _, anchor = href.partition("#")
            if "://" in href or not anchor:
                continue
            target = (
                (built.root / "out" / f"{page}.html").parent / path
                if path
                else built.root / "out" / f"{page}.html"
            )
            assert anchor in Seen(target.read_text("utf-8")).ids, f"{page}: {href}"


# ---- search and other sites


def test_search_finds_a_clause_by_its_number_and_by_its_title(built):
    found = built.search_index()["book/policy/rules.html"]
    assert ["clause", "1(a) Walk", "no-running"] in [one[:3] for one in found]


def test_what_the_search_finds_is_never_stale(made_up):
    made_up.build()
    made_up.change("book/policy/part-0.md", ":title: Title of rule-0-0", ":title: Bells")
    made_up.change("book/policy/part-1.md", "# Part 1", "# Part 1\n\nAbout whistles.")
    index = made_up.build().search_index()
    assert ["clause", "1(a) Bells", "rule-0-0"] in [one[:3] for one in index["book/policy/part-0.html"]]
    assert ["page", "2 Part 1", "", "About whistles.", ""] in index["book/policy/part-1.html"]


def test_the_inventory_has_each_clause_by_id_and_by_number(built):
    inventory = zlib.decompress((built.root / "out/objects.inv").read_bytes().split(b"zlib.\n")[1]).decode()
    assert "no-running policy:clause -1 book/policy/rules.html#$ 1(a) Walk" in inventory
    assert "1(a) Walk policy:clause 1 book/policy/rules.html#no-running -" in inventory


def test_the_handbook_is_published_as_data(built):
    data = json.loads((built.root / "out/handbook.json").read_text("utf-8"))
    assert data["format"] == "policybook-handbook-1"
    assert json.loads((built.root / "out/handbook.schema.json").read_text("utf-8"))
    at, length = json.loads((built.root / "out/handbook-index.json").read_text("utf-8"))["no-running"]
    whole = (built.root / "out/handbook.json").read_bytes()
    assert json.loads(whole[at : at + length])["title"] == "Walk"


# ---- problems


def test_every_problem_is_a_warning_of_its_own_kind_and_refuses_a_strict_build(made_up):
    made_up.change("book/policy/part-0.md", "{norm}`adult must not run`", "{norm}`adult must not rum`")
    made_up.change("book/policy/part-1.md", ":title: Title of rule-1-0\n", "")
    made_up.build(strict=True)
    assert made_up.status == 1
    assert re.search(
        r"book/policy/part-0.md:11: WARNING: “rum” is not .* Did you mean “run”\? \[policybook.word\]",
        made_up.warnings,
    )
    assert re.search(
        r"book/policy/part-1.md:3: WARNING: the clause “rule-1-0” has no “:title:”.*\[policybook.directive\]",
        made_up.warnings,
    )


def test_a_second_build_of_the_same_problem_says_it_again(made_up):
    made_up.change("book/policy/part-0.md", "{norm}`adult must not run`", "{norm}`adult must not rum`")
    made_up.build()
    made_up.build(strict=True)
    assert (made_up.read, made_up.status) == ([], 1)


# ---- what stands on the pages


def test_a_policy_page_says_what_it_restates(built):
    page = built.page("book/policy/rules")
    assert '<div class="pb-notice" role="note">' in page
    assert "adopted and issued on 15 January 2019, which governs until an edition" in page
    assert "was due for review by 15 January 2020, and that date has passed" in page
    assert "pb-notice" not in built.page("quizzes/rules")


def test_the_notice_stays_true_before_the_review(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1570000000")
    assert today() == "2019-10-02"
    said = status_of_policy(Source("t", "2019-01-15", "2020-01-15"), overdue=today() > "2020-01-15")
    assert said.endswith("That policy is due for review by 15 January 2020.")


def test_a_clause_names_its_layers_its_rules_and_what_cites_it(built):
    page = built.page("book/policy/reporting")
    one = page[page.index('id="accidents"') : page.index('id="accident-meaning"')]
    parts = ("Policy", "In plain words", "Interpretation", "The rule, as the quizzes read it", "Cited by")
    assert [one.index(f">{part}<") for part in parts] == sorted(one.index(f">{part}<") for part in parts)
    assert ">I-1, awaiting the trustees: Nearly an accident</a>" in one
    assert 'href="rules.html#no-running" data-preview="Walk, always.">1(a) Walk</a>' in one
    assert 'href="../../quizzes/rules.html#a-fall"' in one


def test_a_question_can_be_answered_without_javascript(built):
    page = built.page("quizzes/rules")
    one = page[page.index('id="a-fall"') : page.index('id="may-i-film"')]
    assert '<legend><strong>Question 2.</strong> <span class="pb-prompt">Somebody fell.' in one
    assert "Safety-critical" in one
    assert "there is an accident" in one
    assert "the full path" in one
    options = re.findall(r'<details class="pb-option".*?</details>', one, re.DOTALL)
    said = [re.sub("<[^>]+>", "", option).split("\n")[1:4:2] for option in options]
    assert [[part.split(".")[0] for part in pair] for pair in said] == [
        ["A", "This belongs"],
        ["B", "This belongs"],
        ["C", "This does not belong"],
    ]


def test_a_page_says_what_is_right_and_not_why(built):
    told = dict(re.findall(r'data-question="([^"]+)" data-right="([^"]*)"', built.page("quizzes/rules")))
    assert told == {"late-for-a-lesson": "b", "a-fall": "a b", "may-i-film": "a"}
    assert "data-right" not in built.page("index")


def test_an_answer_is_given_to_the_words_the_options_and_the_key_and_to_nothing_else(tmp_path):
    def fingerprints(site):
        found = re.findall(
            r'data-fingerprint="(\w+)"[^>]* data-question="([^"]+)"', site.page("quizzes/rules")
        )
        return {question: digest for digest, question in found}

    site = small(tmp_path).build()
    first = fingerprints(site)
    assert len(first) == 3
    site.change("quizzes/rules.md", "Late is better than hurt:", "Better late than hurt:")
    assert fingerprints(site.build()) == first
    site.change("quizzes/rules.md", "You are late.", "You are very late.")
    second = fingerprints(site.build())
    assert {name for name in first if first[name] != second[name]} == {"late-for-a-lesson"}
    site.change("quizzes/rules.md", "The council. {act}", "The town council. {act}")
    assert fingerprints(site.build())["a-fall"] != second["a-fall"]


def test_the_working_is_shown_once(built):
    assert built.page("quizzes/rules").count("<summary>Show the working</summary>") == 3
    assert (
        built.page("quizzes/rules").count('<span class="s2">"a-fall"</span>')
        + built.page("quizzes/rules").count("&quot;a-fall&quot;")
        == 1
    )


def test_a_question_that_rests_on_an_interpretation_says_so(built):
    page = built.page("quizzes/rules")
    assert re.search(r"The answer rests on <a [^>]*>I-1 Nearly an accident</a>\.", page)
    assert page.count("read with an interpretation") == page.count("The answer rests on") == 1


def test_a_scenario_asks_the_question_of_the_quiz_and_folds_its_working(built):
    page = built.page(SCENARIO)
    assert 'id="ask-late-for-a-lesson-1"' in page
    assert "<strong>Decision 1.</strong>" in page
    assert (
        "ask"
        not in re.sub("<[^>]+>", "", re.search(r'<div class="cell.*?<fieldset', page, re.DOTALL)[0]).split()
    )
    assert page.count("<summary>Show the working</summary>") == 1
    folded = page[page.index("Show the working") :]
    assert folded.index("no-running: anyone must not run") < folded.index("</details>")


def test_a_story_tells_in_its_scene_who_the_reader_is_and_a_quiz_with_the_question(built):
    assert "You are: " in built.page("quizzes/rules")
    assert "You are: " not in built.page(SCENARIO)
    assert "It is for everybody, on " in built.page("quizzes/rules")
    assert "It is for everybody, on " not in built.page(SCENARIO)


def test_an_unknown_question_in_a_scenario_names_the_nearest(made_up):
    made_up.change("index.md", "# Home", "# Home\n\n:::{ask} rule\n:::")
    assert (
        "index.md:3: WARNING: this asks the question “rule”, and there is none." in made_up.build().warnings
    )


def test_other_builders_say_the_same_in_words(tmp_path):
    site = small(tmp_path)
    site.add("index.md", (site.root / "index.md").read_text("utf-8").replace(f"\n{SCENARIO}", ""))
    site.build(builder="text", out="text")
    assert site.warnings == ""
    page = (site.root / "text/book/policy/rules.txt").read_text("utf-8")
    for words in (
        "1(a) Walk",
        "**Policy**",
        "**In plain words**",
        "Anybody must not run.",
        "Cited by:",
        "2(a) Accidents",
    ):
        assert words in page


def test_what_cites_a_clause_is_worked_out_from_the_handbook(tmp_path):
    cited_by = Book(load(copy_of_small(tmp_path))).cited_by
    assert [cite.label for cite in cited_by["accidents"] if cite.kind == "clause"] == ["1(a) Walk"]
    assert [cite.id for cite in cited_by["no-running"]] == ["late-for-a-lesson", "first-day"]
