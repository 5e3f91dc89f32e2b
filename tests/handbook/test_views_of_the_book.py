"""The generated pages of the book: whom to tell, every verdict, and the lists, whole and in agreement with the judge."""

from __future__ import annotations

import random
import re
import shutil
from html import unescape

import pytest
from extsite import Seen, Site, cards, table_rows
from places import ROOT
from the_book import BOOK
from unsaying import contradictions

from policybook.judging.duties import duties
from policybook.judging.judge import judge_of
from policybook.judging.table import Verdicts
from policybook.policy.model import Act

UNTIL = "**Until the governors decide.**"
AWAITING = [note for note in BOOK.interpretations if note.state == "awaiting"]
EXCUSES = [reading for reading in BOOK.readings if reading.form == "excuses"]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Site:
    """The book without its notebooks, which its contents do not name either: so it is sound. Built once."""
    root = tmp_path_factory.mktemp("built")
    for name in ("book", "quizzes", "proposals", "editions"):
        shutil.copytree(ROOT / name, root / name)
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    (root / "_toc.yml").write_text(re.sub(r".*file: scenarios/.*\n", "", contents), "utf-8")
    pages = re.findall(r"file: (?!scenarios/)(\S+)", contents)
    site = Site(root)
    site.add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    return site.build()


def test_the_book_builds_without_a_warning_of_ours(built):
    said = [line for line in built.warnings.splitlines() if "[policybook." in line]
    # The stories are no part of this build, and so there is none to list.
    # Nor does anything need to be excused in them.
    without = ("scenarios/", "“story-list”", "book/agreement.yml")
    assert [line for line in said if not any(part in line for part in without)] == []


# ---- one verdict, one sentence


def test_no_page_says_of_a_right_answer_what_another_sentence_unsays(built):
    seen = 0
    for page in dict.fromkeys(question.page for question in BOOK.questions):
        for block in built.page(page).split('<fieldset class="pb-question')[1:]:
            key = re.search(r'data-right="([^"]*)"', block)
            right = set(key[1].replace(";", " ").split()) if key else set()
            verdict = r'data-letter="(\w)".*?<p><strong class="pb-verdict[^>]*>(.*?)</p>'
            options = re.findall(verdict, block, re.DOTALL)
            status = re.findall(r'<p class="pb-status">(.*?)</p>', block, re.DOTALL)
            said = " ".join([*(words for letter, words in options if letter in right), *status])
            assert bool(right) == ('data-kind="discussion"' not in block)
            assert {letter for letter, _ in options} >= right
            assert contradictions(said) == [], said
            seen += 1
    assert seen == len(BOOK.questions)


def test_the_pages_agree_on_what_differs_from_the_newest_edition(built):
    newest = re.escape(BOOK.editions[-1].name)
    pages = ("book/governors", "book/pack-to-print", "book/editions", "book/what-changed")
    texts = {page: " ".join(unescape(re.sub("<[^>]+>", " ", built.page(page))).split()) for page in pages}
    found = {
        page: re.findall(rf"\w+ differs from edition {newest}[^.]*\.", text) for page, text in texts.items()
    }
    nothing = "No change: both say the same" in texts["book/what-changed"]
    assert [len(sentences) for sentences in found.values()] == [1, 1, 1, 0 if nothing else 1]
    assert len({sentence for sentences in found.values() for sentence in sentences}) == 1
    assert found["book/governors"][0].startswith("Nothing") == nothing
    assert not (
        "No question and no story would need review" in texts["book/what-changed"]
        and ": retake " in texts["book/what-changed"]
    )
    assert [page for page, text in texts.items() if re.search(r"“i-\d+”", text)] == []


# ---- whom to tell


def test_every_duty_to_tell_has_its_card_and_the_most_urgent_comes_first(built):
    telling = {norm.id for norm in BOOK.policy_norms if norm.phrase.acts == ("tell",)}
    found = duties(BOOK)
    assert telling
    assert telling <= {duty.written.id for duty in found}
    timings = [duty.written.timing for duty in found]
    assert timings == sorted(timings, key=["immediately", "at the earliest opportunity", ""].index)
    page = built.page("book/who-to-tell")
    rows = cards(page)
    numbers = [BOOK.clauses[duty.written.clause].number for duty in found]
    assert sorted(cells[-1].split()[0] for cells in rows) == sorted(numbers)
    # Duties of one matter stand on one card, where the most urgent of them would.
    firsts = {cells[0]: cells[-1].split()[0] for cells in reversed(rows)}
    order = [numbers.index(number) for number in reversed(firsts.values())]
    assert order == sorted(order)
    assert len(firsts) < len(rows)


def test_a_duty_that_is_read_in_the_meantime_says_what_to_do_meanwhile(built):
    rows = cards(built.page("book/who-to-tell"))
    for duty in duties(BOOK):
        number = BOOK.clauses[duty.written.clause].number
        said = " ".join(cells[2] for cells in rows if cells[-1].split()[0] == number)
        notes = [BOOK.interpretation_by_id[name] for name in duty.interpretations]
        if duty.owed and not duty.is_filled:
            assert said.count("Until the governors decide:") == sum(UNTIL in note.text for note in notes)
        assert all(note.id in said for note in notes[: 1 if duty.is_filled else None] if duty.owed)


@pytest.mark.parametrize("reading", EXCUSES, ids=lambda reading: reading.recipient)
def test_nobody_is_sent_to_the_person_whom_it_is_about(built, reading):
    page = built.page("book/who-to-tell")
    then = page.partition(f'id="reporting-{"-".join(reading.when)}"')[2]
    rows = [cells for cells in table_rows(then.partition('<details class="pb-card')[0]) if len(cells) == 3]
    label = BOOK.vocabulary.people[reading.recipient].label
    assert then
    assert [cells for cells in rows[1:] if label in cells[1]] == []


def test_the_policy_is_silent_about_the_headteacher_and_another_route_is_given(built):
    page = built.page("book/who-to-tell")
    then = page.partition('id="reporting-about-headteacher"')[2]
    assert "The policy is silent" in then
    route = then.partition('<div class="pb-guidance')[2].partition('id="reporting-')[0]
    assert "Outside guidance" in route
    assert "chair of governors" in route


def test_a_disclosure_goes_to_the_safeguarding_lead_immediately(built):
    """In a layer of its own before all else, as long as the policy hands it over; or else in the policy's own row."""
    page = built.page("book/who-to-tell").partition('id="reporting-about-')[0]
    if any(reading.form == "hands over" and "disclosure" in reading.when for reading in BOOK.readings):
        card = re.search(r'<details class="pb-card.*?</details>', page, re.DOTALL)[0]
        assert '<div class="pb-guidance' in card
        assert page.index(card) < page.index("The policy asks: ")
        told = [" ".join(re.sub("<[^>]+>", " ", card).split())]
    else:
        told = [" ".join(cells) for cells in cards(page)]
    label = BOOK.vocabulary.things["disclosure"].label
    mine = [said for said in told if label.casefold() in said.casefold()]
    assert any("Tell the designated safeguarding lead" in said and "Immediately." in said for said in mine)


# ---- every verdict


def test_the_verdict_table_agrees_with_the_judge():
    """The table judges one word of each sort: here every word is judged by itself."""
    verdicts = Verdicts(BOOK)
    spoken = [
        (act, rows) for rows, acts in verdicts.acts().items() if any(r.objects for r in rows) for act in acts
    ]
    for act, rows in random.Random(3).sample(spoken, min(8, len(spoken))):
        for row in rows:
            for word in row.objects:
                done = Act(act, (word,) if word else ())
                found = judge_of(BOOK).judge((verdicts.usual,), done, row.given)
                assert (found.status, found.verb, found.clauses) == (
                    row.outcome.said.status,
                    row.outcome.said.verb,
                    tuple(sorted(row.outcome.clauses)),
                ), (act, word, row.given)


def plain(text: str) -> str:
    for curly, straight in ("’'", '“"', '”"'):
        text = text.replace(curly, straight)
    return text.lower()


def test_every_act_is_in_the_verdict_table_and_the_page_is_not_heavy(built):
    html = built.page("book/verdicts")
    page = plain(unescape(html))
    assert [word.label for word in BOOK.vocabulary.acts.values() if plain(word.label) not in page] == []
    assert len(html.encode()) < 400_000


# ---- lists


def test_the_index_has_every_clause_and_every_link_a_target(built):
    links = Seen(built.page("book/clauses")).links
    for clause in BOOK.clauses.values():
        assert f"{clause.page.removeprefix('book/')}.html#{clause.id}" in links
        assert clause.id in Seen(built.page(clause.page)).ids


def test_every_interpretation_that_awaits_the_governors_is_listed_the_safety_critical_ones_first(built):
    page = built.page("book/governors")
    listed = re.findall(r"(Safety-critical: )?<a[^>]*>[^<]*?(I-\d+) ", page.partition("<ul")[2])
    wanted = sorted(AWAITING, key=lambda note: not note.safety_critical)
    found = list(dict.fromkeys(name for _, name in listed))
    assert [name for name in found if name in {note.id for note in AWAITING}] == [note.id for note in wanted]
    critical = {note.id for note in AWAITING if note.safety_critical}
    assert {name for marked, name in listed if marked} == critical


def test_the_pack_holds_the_words_of_each_interpretation_and_room_to_decide(built):
    page = built.page("book/pack-to-print")
    assert page.count("☐ Confirm") == len(AWAITING)
    assert all(f'id="decide-{note.id.lower()}"' in page for note in AWAITING)
    assert page.count(UNTIL.strip("*")) == sum(note.text.count(UNTIL) for note in AWAITING)
