"""The generated pages of the real book: the reporting table, the verdict table, and the lists."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape

import pytest
from extsite import Seen, Site, generated
from places import ROOT

from policybook.check.run import check
from policybook.ext.base.book import Book
from policybook.ext.base.words import OUTCOMES
from policybook.ext.governors.page import in_force
from policybook.judging.duties import duties
from policybook.judging.judge import judge
from policybook.judging.table import Said, Verdicts
from policybook.policy.english import counted, listed, shortened, written_out
from policybook.policy.handbook import Edition, Source

PROJECT = ROOT


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Site:
    """The real book without its notebooks, built once."""
    root = tmp_path_factory.mktemp("real")
    for name in ("book", "quizzes", "proposals", "editions"):
        shutil.copytree(PROJECT / name, root / name)
    shutil.copy(PROJECT / "_toc.yml", root)
    pages = re.findall(r"file: (?!scenarios/)(\S+)", (PROJECT / "_toc.yml").read_text("utf-8"))
    Site(root).add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    return Site(root).build()


@pytest.fixture(scope="module")
def handbook():
    return check(PROJECT)[0]


def rows(page: str) -> list[list[str]]:
    """The words of every row of every table."""
    found = []
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        cells = re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)
        found.append([" ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in cells])
    return found


def row(page: str, first: str, clause: str) -> list[str]:
    """The first row that begins with these words and cites this clause."""
    return next(cells for cells in rows(page) if cells[0].startswith(first) and clause in cells[-1])


# ---- whom to tell


def test_a_row_that_is_open_says_at_once_what_to_do_until_the_governors_decide(real):
    page = real.page("book/who-to-tell")
    whom = row(page, "Other unsuitable material", "5(d)")[2]
    assert "Seek advice from Management Support to Schools" in whom
    assert "Until the governors decide: Do not investigate, and do not seek the advice yourself" in whom
    assert "I-19" in whom
    assert "If you are in doubt, tell the Headteacher." in row(page, "Social contact", "4(g)")[2]


def test_the_real_book_builds_without_a_warning_of_ours(real):
    assert [
        line for line in real.warnings.splitlines() if "[policybook." in line and "scenarios/" not in line
    ] == []


def test_and_and_or_are_spelled_out(real):
    page = real.page("book/who-to-tell")
    assert (
        row(page, "A potential issue with pupils’ access", "5(c)")[2]
        == "Tell both the Headteacher and the E-safety Officer."
    )
    assert row(page, "Cyberbullying", "6(c)")[2] == "Tell either the E-safety Officer or the Headteacher."


def test_how_soon_is_said_or_said_to_be_missing(real):
    page = real.page("book/who-to-tell")
    assert row(page, "Somebody finds indecent images", "5(a)")[3] == "Immediately."
    assert row(page, "There is any concern", "4(i)")[3] == "At the earliest opportunity."
    assert row(page, "Cyberbullying", "6(c)")[3] == "No time is stated."


def test_the_verb_is_the_policys(real):
    page = real.page("book/who-to-tell")
    assert row(page, "Social contact may have", "4(g)")[1] == "A member of staff should do this."
    assert (
        row(page, "A misuse of technology", "2(d)")[1]
        == "A user of the school’s technology has a duty to do this."
    )


def test_a_recipient_from_an_interpretation_is_marked(real):
    told = row(real.page("book/who-to-tell"), "A misuse of technology", "2(d)")[2]
    assert re.match(
        r"The policy names nobody\. By interpretation I-15 .*: Tell both the Headteacher and", told
    )


def test_the_most_urgent_comes_first(handbook):
    timings = [duty.written.timing for duty in duties(handbook)]
    order = ["immediately", "at the earliest opportunity", ""]
    assert timings == sorted(timings, key=order.index)
    assert set(timings) == set(order)


def test_every_duty_to_tell_is_in_the_table(handbook):
    telling = {
        norm.id
        for clause in handbook.clauses.values()
        for norm in clause.norms
        if norm.phrase.acts == ("tell",)
    }
    assert telling <= {duty.written.id for duty in duties(handbook)}


def test_the_policy_is_silent_about_a_concern_about_the_headteacher(real, handbook):
    page = real.page("book/who-to-tell")
    then = page[page.index('id="reporting-about-headteacher"') :]
    assert row(then, "Somebody finds indecent images", "5(a)")[1].startswith("The policy is silent")
    assert row(then, "Cyberbullying", "6(c)")[1] == "Tell the E-safety Officer. No time is stated."
    assert (
        judge(handbook, "teacher", "tell", given="child-image-found and about-headteacher").status == "silent"
    )
    route = then[then.index('<div class="pb-guidance') :]
    assert "Outside guidance, from the school’s safeguarding policies, not policy" in route
    assert "chair of governors" in route[: route.index('id="reporting-')]


def test_a_disclosure_goes_to_the_safeguarding_lead_in_a_layer_of_its_own(real):
    page = real.page("book/who-to-tell")
    box = re.search(r'<div class="pb-guidance.*?</div>', page, re.DOTALL)[0]
    assert "Tell the designated safeguarding lead." in box
    assert "Immediately." in box
    assert page.index(box) < page.index("<table")


def test_a_filled_in_office_is_named(tmp_path):
    site = generated(tmp_path, pages=1)
    site.add(
        "book/vocabulary.yml",
        "people:\n  adult: {label: an adult}\n  head: {label: the head}\nacts:\n  run: {label: run}\n"
        "  tell: {label: tell, takes: recipients}\nthings:\n  fire: {label: there is a fire}\n",
    )
    site.change(
        "book/policy/part-0.md",
        "{norm}`adult must not run`",
        "{norm}`adult must tell head immediately when fire`",
    )
    site.change("book/school.yml", "{title: Headteacher}", "{title: Headteacher, contact: room 1}")
    site.change("index.md", "# Home", "# Home\n\n```{reporting-table}\n```")
    assert rows(site.build().page("index"))[1][:4] == [
        "There is a fire.",
        "An adult must do this.",
        "Tell the head (room 1).",
        "Immediately.",
    ]


# ---- every verdict


def test_the_verdict_table_agrees_with_the_judge(handbook):
    """The table judges one word of each sort: here every word is judged by itself."""
    verdicts = Verdicts(handbook)
    table = {act: said for said, acts in verdicts.acts().items() for act in acts}
    for act in ("befriend", "accept-request", "look-at-page-of", "message", "decline", "ignore"):
        for row_ in table[act]:
            for word in row_.objects:
                verdict = judge(handbook, verdicts.usual, act, word, row_.given)
                assert (verdict.status, verdict.verb, verdict.clauses) == (
                    row_.outcome.said.status,
                    row_.outcome.said.verb,
                    tuple(sorted(row_.outcome.clauses)),
                ), (act, word, row_.given)


def test_whoever_gets_another_verdict_is_named(handbook):
    verdicts = Verdicts(handbook)
    row_ = next(
        r
        for said, acts in verdicts.acts().items()
        if "accept-request" in acts
        for r in said
        if "pupil" in r.objects
    )
    assert row_.outcome.said == Said("decided", "against", "should never")
    open_for = next(people for said, people in row_.outcome.otherwise if said.status == "judgement")
    assert set(open_for) == {"governor", "contractor", "pta-member"}


def test_every_act_is_in_the_verdict_table(real, handbook):
    page = unescape(real.page("book/verdicts")).replace("’", "'").lower()
    page = page.replace("“", '"').replace("”", '"')
    assert [word.label for word in handbook.vocabulary.acts.values() if word.label.lower() not in page] == []


def test_a_verdict_says_when_its_verb_is_of_the_opposite(real):
    cells = next(
        cells
        for cells in rows(real.page("book/verdicts"))
        if "say no to a connection with" in cells[0].lower() and "a pupil" in cells[0]
    )
    assert cells[1].startswith("Decided For it: of the opposite, the policy says “should never”.")


def test_the_verdict_page_is_not_heavy(real):
    assert len(real.page("book/verdicts").encode()) < 400_000


# ---- lists


def test_the_index_has_every_clause_and_every_link_a_target(real, handbook):
    links = Seen(real.page("book/clauses")).links
    for clause in handbook.clauses.values():
        href = f"{clause.page.removeprefix('book/')}.html#{clause.id}"
        assert href in links
        assert clause.id in Seen(real.page(clause.page)).ids


def test_every_interpretation_awaits_the_governors_with_the_safety_critical_ones_first(real, handbook):
    page = real.page("book/governors")
    critical = re.findall(r"Safety-critical: <a[^>]*>.*?(I-\d+) ", page)
    assert critical == [note.id for note in handbook.interpretations if note.safety_critical]
    listed_first, listed_then = page.split(f"{critical[-1]} ", 1)
    assert set(re.findall(r">(I-\d+) ", listed_then)) == {note.id for note in handbook.interpretations} - set(
        critical
    )
    assert set(re.findall(r">(I-\d+) ", listed_first)) <= set(critical)


def test_the_pack_holds_the_words_of_each_interpretation_and_room_to_decide(real, handbook):
    page = real.page("book/governors-pack")
    assert page.count("☐ Confirm") == len(handbook.interpretations)
    assert all(f'id="decide-{note.id.lower()}"' in page for note in handbook.interpretations)
    assert page.count("Until the governors decide.") == len(handbook.interpretations)


def test_what_is_in_force_is_the_document_until_an_edition_is_adopted(handbook):
    source = Source("The old policy", "2019-01-15", "2020-01-15")
    restated = Edition("2019.1.0", "2019-01-15", "2020-01-15", "", "x", restates="the old policy")
    adopted = Edition("2026.1.0", "2026-12-01", "2027-12-01", "7 of 1 December", "y")
    before = dict(in_force(replace(handbook, source=source, editions=(restated,))))
    assert before["In force"] == "The document that you adopted: The old policy"
    assert before["Restated in"] == "Edition 2019.1.0 of this handbook"
    assert before["This site shows"].startswith("The working draft after 2019.1.0: not in force")
    after = dict(in_force(replace(handbook, source=source, editions=(restated, adopted))))
    assert after["In force"] == "Edition 2026.1.0 of this handbook"
    assert (after["Minute"], after["Review by"]) == ("7 of 1 December", "1 December 2027")


def test_an_office_without_a_holder_says_so(real):
    assert ["Headteacher", "not filled in yet", "not filled in yet"] in rows(real.page("book/who-to-tell"))


# ---- words


@pytest.mark.parametrize(
    ("items", "joiner", "said"),
    [
        (["a"], "and", "a"),
        (["a", "b"], "and", "both a and b"),
        (["a", "b"], "or", "either a or b"),
        (["a", "b", "c"], "and", "all of a, b and c"),
        (["a", "b", "c"], "or", "any one of a, b or c"),
    ],
)
def test_a_list_says_whether_one_will_do(items, joiner, said):
    assert counted(items, joiner) == said


def test_small_words():
    assert listed([]) == ""
    assert written_out("2019-01-15") == "15 January 2019"
    months = [written_out(f"2019-{month:02}-01").split()[1] for month in range(1, 13)]
    assert " ".join(months) == (
        "January February March April May June July August September October November December"
    )
    assert written_out("soon") == "soon"
    assert shortened("one two three", 8) == "one two …"


def test_a_disclosure_that_is_told_keeps_the_other_policy_and_is_not_said_to_keep_this_one(handbook):
    book = Book(handbook)
    told = handbook.question_by_id["told-in-the-playground"]
    outcomes = {option.letter: book.outcome(told, option.letter) for option in told.options}
    assert {letter for letter, outcome in outcomes.items() if outcome == "keeps outside"} == {"a"}
    assert "falls short outside" in outcomes.values()
    assert "keeps" not in outcomes.values()
    assert set(outcomes.values()) <= set(OUTCOMES)
    image = handbook.question_by_id["image-on-shared-laptop"]
    assert "keeps" in {book.outcome(image, option.letter) for option in image.options}


def test_a_house_rule_is_not_previewed_as_outside_guidance(handbook):
    cites = Book(handbook).cites
    assert cites["clause", "never-confront"].preview.startswith("A house rule of this handbook, not policy.")
    assert cites["clause", "about-the-headteacher"].preview.startswith("Outside guidance, not policy.")
