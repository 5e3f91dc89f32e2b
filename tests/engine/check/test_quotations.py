"""A quoted verb follows its clause, and one quoted by hand is refused once the clause says something else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from badinput import copy_of_small
from extsite import Site
from places import SMALL

from policybook.check.run import check
from policybook.cli import main
from policybook.load import load
from policybook.load.proposals import read_all
from policybook.load.prose import paragraphs
from policybook.policy.english import plain_text, quoted, verb_of
from policybook.policy.handbook import Handbook
from policybook.policy.problems import Kind, Place
from policybook.policy.quotations import Passage, forms_of, problems_of
from policybook.reviews.suspects import reviewables_of
from policybook.training.bank import weighed

SMALL_BOOK = load(SMALL)


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("filming", "should never"),
        ("no-running/run", "must not"),
        ("safety-first", "must"),
        ("no-running", ""),
        ("accident-meaning", ""),
        ("gone", ""),
    ],
)
def test_a_verb_is_that_of_a_norm_or_of_all_norms_of_a_clause(name, verb):
    assert verb_of(SMALL_BOOK, name) == verb


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{clause}`filming` says “should never”.", ""),
        ("{clause}`filming` says {verb}`filming`, and not {contrast}`must`.", ""),
        ("{clause}`filming` says “Should never.”", ""),
        ('{clause}`filming` says "should\n  never".', ""),
        ("{clause}`filming` says that it “may” face a warning.", ""),
        ("{clause}`filming` says “must”.", "“must”"),
        ("{clause}`filming` says “should never film”.", ""),
        ("{clause}`filming` says “must never film”.", "“must never”"),
        ("{clause}`filming`: “I must go”, “Must I?” and “what I may be” are speech.", ""),
        ("“Should never” is far from any citation.", "“should never”"),
        ("{interp}`I-1` says “should”.", "“should”"),
    ],
)
def test_a_verb_quoted_by_hand_is_that_of_a_clause_cited_with_it(text, said):
    found = list(problems_of(SMALL_BOOK, Passage(Place("x.md", 3), text)))
    assert [problem.kind for problem in found] == [Kind.QUOTATION] * bool(said)
    assert all(f"this quotes {said}" in problem.what for problem in found)


def test_what_is_beside_a_passage_without_being_cited_counts_too():
    assert not list(problems_of(SMALL_BOOK, Passage(Place("x.md"), "It says “must”.", ("accidents",))))


def test_each_verb_is_known_in_the_forms_that_a_sentence_needs():
    for form in (
        "must",
        "need to",
        "have a duty to",
        "are advised to",
        "encouraged",
        "is never justified",
        "will",
    ):
        assert form in forms_of(()).verbs
    assert "does" not in forms_of(()).verbs


def test_a_paragraph_is_what_stands_between_blank_lines_outside_code_and_what_is_loaded():
    page = "# Title\n\none\ntwo\n\n```\n“must”\n```\n\n:::{clause} x\n“must”\n:::\n\n:::{note}\nthree\n:::\n"
    found = [(passage.place.line, passage.text) for passage in paragraphs("x.md", page.split("\n"))]
    assert found == [(1, "# Title"), (3, "one\ntwo"), (14, ":::{note}\nthree\n:::")]


def test_an_option_may_claim_a_wrong_verb_and_its_feedback_may_not(tmp_path):
    root = copy_of_small(tmp_path)
    page = root / "quizzes/rules.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("- [ ] It is allowed.", "- [ ] It “may” be done.", 1), "utf-8")
    assert not check(root)[1]
    page.write_text(
        text.replace("  It is not: {clause}`filming`.", "  It says “must”: {clause}`filming`."), "utf-8"
    )
    assert [problem.kind for problem in check(root)[1]] == [Kind.QUOTATION]


def test_a_review_and_an_answer_are_of_the_words_as_they_are_read(tmp_path):
    def of(prompt: str) -> tuple[str, str]:
        question = replace(SMALL_BOOK.questions[0], prompt=prompt)
        book = replace(SMALL_BOOK, questions=(question,), scenarios=())
        return weighed(book, question).fingerprint, reviewables_of(book, tmp_path)[
            "question", question.id
        ].own

    assert of("Is it {verb}`filming`?") == of("Is it “should never”?")
    assert of("Is it {verb}`filming`?") != of("Is it {verb}`no-running/run`?")


# ---- the experiment: “should never” becomes “must never”

QUOTING = {
    "quizzes/rules.md": [
        (
            "What do the rules say of filming?",
            "The rules say {verb}`filming`: {clause}`filming`. What is meant?",
        ),
        ("  So it is in {clause}`filming`.", "  The words {verb}`filming/film` are in {clause}`filming`."),
    ],
    "scenarios/first-day.ipynb": [
        (
            "and nobody slips: {clause}`no-running`.",
            "{clause}`filming` says {verb}`filming`, {clause}`no-running`.",
        )
    ],
    "book/guidance.md": [
        (
            "No right answer looks into it.",
            "{clause}`filming` says {verb}`filming`, and no right answer films.",
        )
    ],
}


@pytest.fixture(scope="module")
def stronger(tmp_path_factory):
    """A small handbook that quotes its clause about filming, which now says “must never”, with workings written anew."""
    root = copy_of_small(tmp_path_factory.mktemp("stronger"))
    rules = "book/policy/rules.md"
    for path, changes in {**QUOTING, rules: [("worker should never film", "worker must never film")]}.items():
        text = (root / path).read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (root / path).write_text(text, "utf-8")
    main(["working", "--store", "--root", str(root)])
    return root


def about_filming(book: Handbook) -> list[str]:
    """All that quotes the clause, as a reader reads it."""
    texts = [text for q in book.questions for text in (q.prompt, *(o.feedback for o in q.options))]
    texts += [text for s in book.scenarios for d in s.decisions for _, text in d.follows]
    texts += [guidance.text for guidance in book.guidance]
    return [plain_text(book, text) for text in texts if "{verb}`filming" in text]


def test_the_texts_that_quote_the_clause_follow_it(stronger, capsys):
    book, problems = check(stronger)
    assert Kind.QUOTATION not in {problem.kind for problem in problems}
    assert len(about_filming(book)) == 4
    assert all("“must never”" in text and "should" not in text for text in about_filming(book))
    capsys.readouterr()


@pytest.mark.parametrize(
    ("path", "old"),
    [(path, new) for path, changes in QUOTING.items() for _, new in changes],
    ids=["prompt", "feedback", "story", "guidance"],
)
def test_what_quotes_the_old_verb_by_hand_is_red(stronger, path, old):
    file = stronger / path
    text = file.read_text("utf-8")
    assert old in text
    try:
        file.write_text(text.replace(old, re.sub(r"\{verb\}`[a-z/]+`", "“should never”", old)), "utf-8")
        found = [problem for problem in check(stronger)[1] if problem.kind is Kind.QUOTATION]
    finally:
        file.write_text(text, "utf-8")
    assert [problem.place.path for problem in found] == [path]
    assert "this quotes “should never”" in found[0].what
    assert "“must never”" in found[0].what


# ---- where it is printed


PROPOSAL = """# Walk slowly

:::{proposal} P1
:owner: manager
:state: draft
:drafted: 2026-01-10

It is {verb}`no-running`, and filming {verb}`filming`.
:::

Outside of it: {verb}`no-running`.

:::{source} A guide to pools
:edition: 2025
:sure: read

Floors are wet.
:::

:::{amend} no-running
Nobody should run.
{why}``{verb}`no-running`, where “must not” was.``
{plain}`Walk.`
{norm}`anyone should not run`
:::
"""


def test_a_proposal_quotes_the_verb_that_it_words(tmp_path):
    root = copy_of_small(tmp_path)
    contents = (root / "_toc.yml").read_text("utf-8")
    (root / "_toc.yml").write_text(f"{contents}  - file: proposals/P1\n", "utf-8")
    (root / "proposals").mkdir()
    (root / "proposals/P1.md").write_text(PROPOSAL, "utf-8")
    (proposal,), _, problems = read_all(root, load(root))
    assert not problems
    assert proposal.reason == "It is “should not”, and filming “should never”."
    assert proposal.amended[0].why == "“should not”, where “must not” was."


def test_no_role_is_left_raw_on_the_site_or_in_what_is_searched(tmp_path):
    root = copy_of_small(tmp_path)
    page = root / "quizzes/rules.md"
    text = page.read_text("utf-8").replace(
        "You are late.", "It is {verb}`no-running/run`. You are {contrast}`late`.", 1
    )
    page.write_text(text, "utf-8")
    listed = "\n".join(
        (
            "book/policy/rules",
            "book/policy/reporting",
            "book/interpretations",
            "book/guidance",
            "quizzes/rules",
        )
    )
    said = "{verb}`filming` and {question}`late-for-a-lesson`"
    (root / "index.md").write_text(f"# Home\n\n{said}\n\n```{{toctree}}\n{listed}\n```\n", "utf-8")
    site = Site(root).build()
    assert "“should never” and" in site.page("index")
    assert "It is “must not”. You are “late”." in site.page("quizzes/rules")
    for file in (*root.glob("out/**/*.html"), *root.glob("out/_static/search-*.js")):
        assert "{verb}" not in file.read_text("utf-8")
        assert "no-running/run" not in file.read_text("utf-8")


def test_a_page_is_read_again_when_the_verb_that_it_quotes_changes(tmp_path):
    root = copy_of_small(tmp_path)
    (root / "index.md").write_text(
        "# Home\n\n{verb}`filming`\n\n```{toctree}\nbook/policy/rules\n```\n", "utf-8"
    )
    site = Site(root).build()
    site.change("book/policy/rules.md", "worker should never film", "worker must never film")
    assert "“must never”" in site.build().page("index")


def test_only_quotations_are_printed_where_citations_stay():
    assert quoted(SMALL_BOOK, "{verb}`filming` of {clause}`filming`") == "“should never” of {clause}`filming`"
