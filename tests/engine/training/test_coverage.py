"""Coverage both ways: what exercises a norm, what a question cites, and what the pages say of it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from badinput import copy_of_small
from extsite import Seen, Site
from making import act
from places import SMALL

from policybook.check.coverage import PAGE, norms_are_exercised, questions_cite
from policybook.check.rule import Subject
from policybook.check.run import check
from policybook.load import load
from policybook.mutants import mutants_of
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind
from policybook.training.coverage import FIELDS, Coverage, Sweep, field_of, sign_off_reasons, statuses


@pytest.fixture(scope="module")
def small() -> Handbook:
    return load(SMALL)


# ---- both ways


def test_a_norm_is_exercised_by_the_questions_whose_working_prints_it(small):
    asked = {name: [q.id for q in found] for name, found in Coverage(small).by_norm.items()}
    assert asked == {
        "no-running/run": ["late-for-a-lesson"],
        "accidents/tell": ["a-fall"],
        "filming/film": ["may-i-film"],
    }


def test_a_norm_that_no_working_prints_is_bare_and_house_norms_are_not_asked_for(small):
    assert [norm.id for norm in Coverage(small).bare_norms()] == ["no-running/be-careful"]


def test_a_question_cites_what_decides_it_and_what_its_words_name(small):
    coverage = Coverage(small)
    assert coverage.by_question["a-fall"] == ("accidents",)
    silent = small.question_by_id["late-for-a-lesson"]
    options = tuple(replace(o, acts=(), claims=(), feedback="See {clause}`filming`.") for o in silent.options)
    bank = replace(small, questions=(replace(silent, options=options),))
    assert Coverage(bank).by_question == {"late-for-a-lesson": ("filming",)}


@pytest.fixture
def promised(tmp_path) -> Path:
    """The folder of a small handbook that has the page."""
    root = copy_of_small(tmp_path)
    (root / PAGE).write_text("# Coverage\n", "utf-8")
    return root


def test_a_question_that_cites_nothing_is_found(small, promised):
    question = small.question_by_id["late-for-a-lesson"]
    options = tuple(replace(o, acts=(), claims=(), feedback="No.") for o in question.options)
    bare = replace(small, questions=(replace(question, options=options), *small.questions[1:]))
    (problem,) = questions_cite.check(Subject(bare, promised))
    assert problem.kind is Kind.COVERAGE
    assert problem.what == "“late-for-a-lesson” cites no clause of the policy."


def test_a_norm_without_a_question_is_found(small, promised):
    kept = tuple(q for q in small.questions if q.id != "a-fall")
    found = norms_are_exercised.check(Subject(replace(small, questions=kept), promised))
    assert [problem.what for problem in found] == [
        f"no question exercises the norm “{name}”." for name in ("no-running/be-careful", "accidents/tell")
    ]


def test_only_a_handbook_with_the_page_is_held_to_it(tmp_path):
    root = copy_of_small(tmp_path)
    assert check(root)[1] == ()
    (root / PAGE).write_text("# Coverage\n", "utf-8")
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text("utf-8") + "  - file: book/coverage\n", "utf-8")
    assert [problem.kind for problem in check(root)[1]] == [Kind.COVERAGE]


# ---- fields


def test_every_sort_of_mutant_of_a_norm_is_of_a_field_that_the_norm_has_or_might_have(small):
    sorts = {mutant.sort for mutant in mutants_of(small) if mutant.sort.startswith("norm: ")}
    assert {sort: field_of(sort) for sort in sorts if not field_of(sort)} == {"norm: deleted": ""}
    assert {field_of(sort) for sort in sorts} - {""} == set(FIELDS)
    assert field_of("mark added") == ""


def sweep_of(handbook: Handbook) -> dict[str, object]:
    """What a sweep would write of this handbook, had each norm ten mutants and one of them survived once."""
    norms = {name: {"killed": 10, "survived": 0, "equivalent": 1} for name in handbook.norms}
    first = next(iter(norms))
    norms[first] = {"killed": 9, "survived": 1, "equivalent": 0}
    survivors = [{"sort": "norm: actor wider", "subject": first, "what": "wider", "by": ""}]
    return {"killed": 99, "survived": 1, "norms": norms, "survivors": survivors}


def test_a_sweep_says_how_many_were_noticed_and_which_field_is_loose(small):
    sweep = Sweep(sweep_of(small))
    first, second, *_ = small.norms.values()
    assert sweep.is_of(small)
    assert (sweep.tried(first), sweep.loose(first)) == ((9, 10), ("who",))
    assert (sweep.tried(second), sweep.loose(second)) == ((10, 10), ())


def test_a_sweep_of_other_norms_is_not_of_this_handbook(small):
    fewer = replace(small, sections=small.sections[:1])
    assert not Sweep(sweep_of(fewer)).is_of(small)
    assert not Sweep(sweep_of(small)).is_of(fewer)
    assert not Sweep({}).is_of(small)


# ---- for people


def test_the_questions_are_counted_by_their_status(small):
    silent = replace(small.question_by_id["late-for-a-lesson"], id="silent", asks=(act("sing"),))
    book = replace(small, questions=(*small.questions, silent))
    assert list(statuses(book).items()) == [
        ("decided", 2),
        ("partly", 1),
        ("judgement", 0),
        ("silent", 1),
        ("conflict", 0),
    ]


def test_what_is_safety_critical_or_rests_on_an_interpretation_needs_a_sign_off(small):
    said = {q.id: sign_off_reasons(small, q) for q in small.questions}
    assert said == {"late-for-a-lesson": (), "a-fall": ("safety-critical",), "may-i-film": ("I-1",)}


# ---- on the page


def small_site(root: Path) -> Site:
    """The small handbook with a page of all views, where a norm is bare."""
    made = Site(copy_of_small(root))
    shutil.rmtree(made.root / "scenarios")
    contents = (made.root / "_toc.yml").read_text("utf-8")
    made.add("_toc.yml", contents.replace("scenarios/first-day", "book/views"))
    pages = re.findall(r"file: (\S+)", (made.root / "_toc.yml").read_text("utf-8"))
    made.add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    views = "# Views\n\n```{coverage-table}\n```\n\n```{sign-off-list}\n```\n\n```{assurance}\n```\n"
    made.add("book/views.md", views)
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The page, with the results of a made-up sweep, built once."""
    made = small_site(tmp_path_factory.mktemp("covered"))
    made.add("mutants.json", json.dumps(sweep_of(load(made.root))))
    return made.build(strict=True)


def words(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def test_the_page_of_coverage_has_a_row_for_each_norm_and_each_question(site, small):
    page = site.page("book/views")
    assert page.count("<tr") - page.count("<thead") == 4 + 3
    assert "3 of the 4 rules of the policy are exercised by a question" in words(page)
    assert "3 of the 3 questions cite a clause." in words(page)


def test_each_question_is_linked_and_each_link_has_a_target(site, small):
    links = Seen(site.page("book/views")).links
    targets = {page: Seen(site.page(page)).ids for page in {question.page for question in small.questions}}
    for question in small.questions:
        assert f"../{question.page}.html#{question.id}" in links
        assert question.id in targets[question.page]


def test_the_score_of_the_sweep_is_shown_where_it_is_kept(site):
    page = words(site.page("book/views"))
    assert "wrong in 100 ways, one at a time, and the checks noticed 99 of them." in page
    assert "9 of 10. Not every change of its who is." in page


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"norms": {"other": {}}}', '{"survivors": [{}]}', "null"])
def test_a_sweep_that_is_none_of_ours_is_left_out(tmp_path, text):
    made = small_site(tmp_path)
    made.add("mutants.json", text)
    assert "Wrong versions noticed" not in made.build(strict=True).page("book/views")


def test_rows_say_on_which_paths_they_are_and_tables_fold_under_their_titles(site):
    page = site.page("book/views")
    assert len(re.findall(r'<tr class="[^"]*pb-on-core', page)) == 2
    titles = [words(title) for title in re.findall("<summary>[^<]*<span>.*?</summary>", page)]
    assert [re.sub(r" \(\d+ rows?\)", "", title) for title in titles] == [
        "1 Rules",
        "2 Reporting",
        "Practise",
    ]


def test_a_rule_without_a_question_says_so(site):
    assert "should None." in words(site.page("book/views"))


def test_what_awaits_a_sign_off_is_listed_with_its_reasons(site):
    page = words(site.page("book/views"))
    assert "2 of the 3 questions await a sign-off." in page
    assert re.search("Question 2: Somebody fell.*? : safety-critical. ", page)


def test_a_sign_off_by_the_safeguarding_lead_takes_a_question_off_the_list_until_it_changes(tmp_path):
    from policybook.reviews.lock import lock_text
    from policybook.reviews.suspects import new_review, reviewables_of, texts_for

    made = small_site(tmp_path)
    handbook = load(made.root)
    items = reviewables_of(handbook, made.root)
    reviews = [new_review(item, "safety-lead", "2026-11-22") for item in items.values()]
    made.add("reviews.lock", lock_text(reviews))
    for path, text in texts_for(reviews, handbook.clauses, items).items():
        made.add(path, f"{text}\n")
    assert "Nothing awaits a sign-off." in words(made.build().page("book/views"))
    made.change("quizzes/rules.md", "Somebody fell.", "Somebody fell over.")
    made.build()
    assert "book/views" in made.read
    assert "1 of the 3 questions await a sign-off." in words(made.page("book/views"))


def test_the_governors_are_told_what_the_questions_come_to(site):
    page = words(site.page("book/views"))
    assert "The training asks 3 questions, and each answer key was worked out from the rules: " in page
    assert (
        "2 are decided by the policy’s own words and 1 are decided in part, or with an interpretation."
        in page
    )
