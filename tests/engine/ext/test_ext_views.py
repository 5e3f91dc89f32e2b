"""The generated pages of a small handbook: the reporting table, the verdict table, and the lists."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from badinput import copy_of_small
from extsite import Seen, Site, cards, generated, table_rows
from places import SMALL

from policybook.check.run import check
from policybook.ext.base.book import Book
from policybook.ext.oversight.page import in_force
from policybook.ext.policy.may import told_in_words
from policybook.judging.duties import duties
from policybook.judging.judge import judge_of
from policybook.judging.lookup import Told
from policybook.judging.table import Said, Verdicts
from policybook.load import load
from policybook.policy.english import counted, listed, shortened, written_out
from policybook.policy.handbook import Edition, Handbook, Source
from policybook.policy.model import Act
from policybook.training.remarks import OUTCOMES

DUTIES = {
    "dirty-water": "worker must tell manager or deputy when dirty-water",
    "wet-floor": "anyone should tell manager at the earliest opportunity when wet-floor",
    "near-accidents": "worker has a duty to tell when near-accident",
    "advice": "worker should ask-advice from council before investigate when crowded",
    "secrets": "worker must tell manager immediately when disclosure",
    "first-things": "worker must not sing when disclosure",
}
NOTES = {
    "I-2": ("near-accidents", "", "Tell both.", "fills near-accidents from accidents"),
    "I-3": (
        "advice",
        "",
        "Do not look into it, and ask nobody yourself.\nThe manager asks.",
        "leaves open advice",
    ),
    "I-4": (
        "accidents, dirty-water, wet-floor, near-accidents, secrets",
        ":safety-critical:\n",
        "Never tell the person whom it is about.\nSee {clause}`about-the-manager`.",
        "excuses manager when about-manager",
    ),
    "I-5": (
        "secrets",
        "",
        "The safety policy says whom to tell.",
        "hands over secrets when disclosure to safeguarding-policy under first-things",
    ),
}
ROUTE = """
:::{guidance} about-the-manager
:title: About the manager
:layer: safeguarding-policy
:from: pool-guide

Tell the safety lead of a concern about the manager.

{norm}`[safeguarding-policy] anyone is advised to tell safety-lead when about-manager`
:::
"""
TOLD = """
::::{question} told-by-a-child
:who: lifeguard
:given: disclosure
:paths: full

A child tells you that something is wrong.

- [x] Tell the safety lead, now. {act}`tell safety-lead immediately`
  Yes: {clause}`safety-first`.
- [ ] Tell the safety lead, later. {act}`tell safety-lead later`
  Not later: {clause}`safety-first`.
- [ ] Sing. {act}`sing`
  Not now: {clause}`first-things`.

```{doctest}
>>> working("told-by-a-child")
conflict (I-5)
a [x]  keeps        safety-first: [safeguarding-policy] anyone must tell safety-lead immediately when disclosure
b [ ]  falls short  safety-first: [safeguarding-policy] anyone must tell safety-lead immediately when disclosure
c [ ]  against      first-things: worker must not sing when disclosure
c [ ]  falls short  safety-first: [safeguarding-policy] anyone must tell safety-lead immediately when disclosure
```
::::
"""
PRACTICE = """\
:::{guidance} %s
:title: %s
:layer: practice
:by: safety-lead
:on: 2026-11-28
%s:from: pool-guide
:next: deputy, manager

Ring the safety lead.

Do not wait, and see {clause}`accidents`.

{norm}`[practice] anyone should tell safety-lead immediately when accident`
:::
"""
SIGNED = ":signed: 2026-12-01 ae37e6ff\n"
PAGES = {
    "who-to-tell": "Ring 999 in danger.\n\n```{tell-somebody}\n```\n\n## Who they are\n\n```{role-contacts}\n```",
    "verdicts": "```{verdict-table}\n```",
    "practice": PRACTICE % ("ring-first", "Ring first", "") + PRACTICE % ("ring-again", "Ring again", SIGNED),
    "clauses": "```{clause-index}\n```",
    "sources": "```{outside-sources}\n```",
    "governors": "```{awaiting-decision}\n```",
    "pack-to-print": "```{awaiting-decision}\n:in-full:\n```",
}


def pool(root) -> Site:
    """The small handbook with every sort of duty to tell, notes on them, and the pages that are made from them."""
    site = Site(copy_of_small(root))

    def more(path: str, text: str) -> None:
        site.add(path, (site.root / path).read_text("utf-8") + text)

    for at, (name, norm) in enumerate(DUTIES.items()):
        head = f"\n:::{{clause}} {name}\n:source: 3({'abcdef'[at]})\n:title: On {name}\n\nWords.\n"
        more("book/policy/reporting.md", f"{head}{{plain}}`Words.`\n\n{{norm}}`{norm}`\n:::\n")
        item = f"  - {{label: 3({'abcdef'[at]}), gist: {name}, carried-by: [{name}]}}\n"
        more("book/source.yml", item)
    for name, (clauses, options, meanwhile, reading) in NOTES.items():
        clause = clauses.partition(",")[0]
        head = f"\n:::{{interpretation}} {name}\n:title: On {clause}\n:clauses: {clauses}\n:state: awaiting\n{options}"
        asked = f"\n**The question.** What then?\n\n**Until the governors decide.** {meanwhile}\n"
        more("book/interpretations.md", f"{head}{asked}\n{{reading}}`{reading}`\n:::\n")
    more("book/guidance.md", ROUTE)
    more("book/organisation.yml", "  council: {title: The council}\n")
    more("quizzes/rules.md", TOLD)
    for name, view in PAGES.items():
        site.add(f"book/{name}.md", f"# The page {name}\n\n{view}\n")
    (site.root / "scenarios/first-day.ipynb").unlink()
    site.change("_toc.yml", "  - file: scenarios/first-day\n", "")
    more("_toc.yml", "".join(f"  - file: book/{name}\n" for name in PAGES))
    pages = re.findall(r"file: (\S+)", (site.root / "_toc.yml").read_text("utf-8"))
    site.add("index.md", "# Home\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Site:
    return pool(tmp_path_factory.mktemp("pool")).build()


@pytest.fixture(scope="module")
def handbook(built) -> Handbook:
    return check(built.root)[0]


@pytest.fixture
def told(built) -> list[list[str]]:
    """What each card of a duty says."""
    return cards(built.page("book/who-to-tell"))


def row(rows: list[list[str]], first: str) -> list[str]:
    """The first row that begins with these words."""
    return next(cells for cells in rows if cells[0].startswith(first))


# ---- whom to tell


def test_it_builds_without_a_warning(built):
    assert built.warnings == ""


def test_a_row_that_is_open_says_at_once_what_to_do_until_it_is_decided(told):
    whom = row(told, "The pool is crowded")[2]
    assert whom == (
        "Until the governors decide: Do not look into it, and ask nobody yourself. See I-3 On advice . "
        "The policy asks: Ask the advice of from the council, before they look into it."
    )


def test_and_and_or_are_spelled_out(told):
    assert row(told, "There is an accident")[2].startswith("Tell both the manager and the deputy manager.")
    assert row(told, "The water is dirty")[2] == "Tell either the manager or the deputy manager."


def test_how_soon_is_said_or_said_to_be_missing(told):
    assert row(told, "There is an accident")[3] == "Immediately."
    assert row(told, "The floor is wet")[3] == "At the earliest opportunity."
    assert row(told, "The water is dirty")[3] == "No time is stated."


def test_the_verb_is_the_policys(told):
    assert row(told, "The floor is wet")[1] == "Anybody should do this."
    assert row(told, "There is nearly")[1] == "Somebody who works at the pool has a duty to do this."


def test_each_row_cites_its_clause(told, handbook):
    assert row(told, "The water is dirty")[4] == f"{handbook.clauses['dirty-water'].number} On dirty-water"


def test_a_recipient_from_an_interpretation_is_marked(told):
    assert row(told, "There is nearly")[2] == (
        "The policy names nobody. By interpretation I-2 On near-accidents : "
        "Tell both the manager and the deputy manager."
    )


def test_the_most_urgent_comes_first(handbook, told):
    timings = [duty.written.timing for duty in duties(handbook)]
    order = ["immediately", "at the earliest opportunity", ""]
    assert timings == sorted(timings, key=order.index)
    assert set(timings) == set(order)
    assert [cells[0] for cells in told][-1] != "There is an accident."


def test_every_duty_to_tell_has_its_card(handbook, told):
    telling = {norm.id for norm in handbook.policy_norms if norm.phrase.acts[0] in ("tell", "ask-advice")}
    assert len(telling) == 6
    assert telling == {duty.written.id for duty in duties(handbook)}
    assert len(told) == len(telling)


def test_the_policy_is_silent_where_a_concern_is_about_the_person_to_be_told(built, handbook):
    page = built.page("book/who-to-tell")
    then = page[page.index('id="reporting-about-manager"') :]
    rows = table_rows(then)
    assert row(rows, "The floor is wet")[1].startswith("The policy is silent")
    assert row(rows, "There is an accident")[1].startswith("The policy is silent")
    assert row(rows, "The water is dirty")[1] == "Tell the deputy manager. No time is stated."
    given = ("accident", "about-manager")
    assert judge_of(handbook).judge(("lifeguard",), Act("tell"), given).status == "silent"
    route = then[then.index('<div class="pb-guidance') :]
    assert "Outside guidance, from the safety policy, not policy" in route
    assert "Tell the safety lead of a concern about the manager." in route


def test_what_is_handed_over_comes_first_in_a_layer_of_its_own(built):
    page = built.page("book/who-to-tell")
    box = re.search(r'<div class="pb-guidance.*?</div>', page, re.DOTALL)[0]
    assert "Tell the safety lead." in box
    assert "Immediately." in box
    assert page.index(box) < page.index("The policy asks: ")


def test_guidance_says_its_document_its_edition_and_how_sure_it_is_and_so_does_the_register(built):
    stated = (
        "2025, in force since 1 May 2025. Others report it, and the document itself was not read. "
        "Looked up on 10 January 2026."
    )
    assert table_rows(built.page("book/sources"))[1] == ["A guide to pools", stated]
    page = built.page("book/guidance")
    safety = page[page.index('id="safety-first"') :]
    assert "Check before relying on it." in safety
    assert f"<em>A guide to pools</em>: {stated}" in safety


def test_what_is_done_today_is_a_layer_of_its_own_that_says_whether_it_is_signed(built):
    page = built.page("book/practice")
    awaiting, signed = page[page.index('id="ring-first"') :].split('id="ring-again"')
    assert 'class="pb-layer">What our pool does, awaiting the safety lead: not policy' in awaiting
    assert "What our pool does, signed by the safety lead on 1 December 2026: not policy" in signed
    for said in (awaiting, signed):
        assert "written on 28 November 2026" in said
        assert "If nobody answers: </strong>The deputy, then The manager." in said
        first, fold, where = said.partition("<summary>Where this comes from</summary>")
        assert fold
        assert "Do not wait" in first
        assert "A guide to pools" not in first
        assert "A guide to pools" in where
        assert "Outside guidance" not in said


def test_a_card_keeps_signed_and_unsigned_lines_apart(built):
    page = built.page("book/who-to-tell")
    (card,) = re.findall(r"<summary>There is an accident.*?</details>", page, re.DOTALL)
    boxes = re.findall(r'<div class="pb-practice.*?</div>', card, re.DOTALL)
    assert [re.search(r"does, (\w+)", box)[1] for box in boxes] == ["awaiting", "signed"]
    assert 'href="practice.html#ring-first">Ring first</a>. </p>' in boxes[0]


def test_a_card_says_what_the_school_does_and_who_is_next_before_what_the_policy_asks(built):
    page = built.page("book/who-to-tell")
    (card,) = re.findall(
        r'<details class="pb-card[^<]*<summary>There is an accident.*?</details>', page, re.DOTALL
    )
    assert (
        card.index("Ring first")
        < card.index("The deputy, then The manager.")
        < card.index("The policy asks: ")
    )
    (other,) = re.findall(
        r'<details class="pb-card[^<]*<summary>The water is dirty.*?</details>', page, re.DOTALL
    )
    assert "Ring first" not in other


def test_what_the_page_says_of_all_stands_on_every_card(tmp_path):
    site = pool(tmp_path)
    site.change(
        "book/who-to-tell.md", "```{tell-somebody}", "```{tell-somebody}\nBe kind: {clause}`accidents`."
    )
    page = site.build().page("book/who-to-tell")
    assert page.count('<div class="pb-always') == page.count('<details class="pb-card') > 6
    assert page.count("Be kind: ") == page.count('<details class="pb-card')


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Site:
    """The same with numbers for two offices, and a second duty of one matter that binds nobody."""
    site = pool(tmp_path_factory.mktemp("filled"))
    norm = "{norm}`anyone should tell manager at the earliest opportunity when wet-floor`"
    more = "{norm}`worker may ask-advice from council when wet-floor and crowded`"
    site.change("book/policy/reporting.md", norm, f"{more}\n{norm}")
    site.change(
        "book/who-to-tell.md", "```{tell-somebody}", "```{tell-somebody}\n:ask: deputy\n:next: ring-again"
    )
    for name, number in (("manager", "01632 960001"), ("safety-lead", "+44 1632 960 002")):
        title = "The manager" if name == "manager" else "The safety lead"
        line = f'{name}: {{title: {title}, name: "", contact: ""'
        site.change("book/organisation.yml", line, f'{line}, telephone: "{number}"')
    return site.build()


def test_duties_of_one_matter_are_one_card_and_what_must_be_done_comes_first(filled):
    assert filled.warnings == ""
    page = filled.page("book/who-to-tell")
    (card,) = re.findall(r"<summary>The floor is wet\.?<.*?</details>", page, re.DOTALL)
    allows = "The policy allows, where the pool is crowded: </strong>Ask the advice of from the council."
    assert 0 < card.index("The policy asks: </strong>Tell the manager.") < card.index(allows)
    assert card.count("How soon: ") == 1


def test_a_card_rings_whoever_is_told_then_who_is_next_and_says_whom_to_ask_for_other_numbers(filled):
    page = filled.page("book/who-to-tell")
    (card,) = re.findall(r"<summary>There is an accident.*?</details>", page, re.DOTALL)
    rings = re.findall(r'<a class="pb-ring reference external" href="tel:(\S+)">Ring (.*?):', card)
    assert rings[:2] == [("+441632960002", "The safety lead"), ("01632960001", "The manager")]
    assert (
        "The pool has not filled in the telephone number of: The deputy. Ask the deputy manager now" in card
    )
    assert 'href="tel:999">In danger, ring 999' in card
    # A card without a line of its own says who is next all the same; one on somebody who would be told never does.
    (other,) = re.findall(r"<summary>The water is dirty.*?</details>", page, re.DOTALL)
    assert (
        other.index("Tell either the manager") < other.index("Ring again") < other.index("The deputy, then ")
    )
    about = page[page.index('id="reporting-about-manager"') :]
    assert "tel:01632960001" not in about.partition("</details>\n</details>")[0]
    assert ["The manager", "not filled in yet", "01632 960001"] in table_rows(page)


@pytest.mark.parametrize(
    ("owed", "said"),
    [
        (Told("accidents", ("manager",), "and", "immediately"), "Tell the manager, immediately."),
        (
            Told("accidents", ("manager", "deputy"), "or", ""),
            "Tell either the manager or the deputy manager.",
        ),
        (Told("accidents", (), "and", "", perhaps=True), "Perhaps tell somebody."),
    ],
)
def test_an_everyday_answer_says_whom_to_tell_and_how_soon(owed, said):
    assert told_in_words(Book(load(SMALL)), owed) == said


EMPTY = ("story-list", "quiz-list", "tell-somebody", "outside-sources")


def test_a_view_that_would_show_nothing_fails_the_build_unless_a_sentence_says_so(tmp_path):
    site = generated(tmp_path, pages=1)
    site.add("book/outside.yml", "{}")
    views = "".join(f"```{{{name}}}\n```\n\n" for name in EMPTY)
    site.change("index.md", "# Home", f"# Home\n\n{views}")
    site.build(strict=True)
    assert site.status == 1
    for at, name in enumerate(EMPTY):
        assert (
            f"index.md:{3 + 3 * at}: WARNING: “{name}” shows nothing here, or a table or a list"
            in site.warnings
        )
    site.change("index.md", views, views.replace("}\n", "}\n:if-empty: There is *none* of it yet.\n"))
    site.build(strict=True)
    assert (site.status, site.warnings) == (0, "")
    assert site.page("index").count("There is <em>none</em> of it yet.") == len(EMPTY)


def test_a_card_that_says_nobody_to_tell_fails_the_build(tmp_path):
    site = pool(tmp_path)
    route = "{norm}`[safeguarding-policy] anyone is advised to tell safety-lead when about-manager`"
    site.change("book/guidance.md", route, "")
    site.change(
        "book/who-to-tell.md", "```{tell-somebody}", "```{tell-somebody}\n:ask: deputies\n:next: ring"
    )
    said = site.build().warnings
    assert "book/who-to-tell.md:5: WARNING: “tell-somebody” shows nothing here, or a table or a list" in said
    assert "“:ask: deputies” names nothing of the handbook. Did you mean “deputy”?" in said
    assert "“:next: ring” names nothing of the handbook." in said


def test_a_newer_edition_of_an_outside_source_is_one_change(tmp_path):
    site = pool(tmp_path).build()
    site.change("book/outside.yml", "2025, in force since 1 May 2025", "2027")
    site.build()
    assert "<em>A guide to pools</em>: 2027. Others" in site.page("book/guidance")
    assert table_rows(site.page("book/sources"))[1][1].startswith("2027. Others")


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
    site.change("book/organisation.yml", "{title: Headteacher}", "{title: Headteacher, contact: room 1}")
    site.change("index.md", "# Home", "# Home\n\n```{tell-somebody}\n```")
    assert cards(site.build().page("index"))[0][:4] == [
        "There is a fire.",
        "An adult must do this.",
        "Tell the head (room 1).",
        "Immediately.",
    ]


def test_an_office_without_a_holder_says_so(built):
    assert ["The manager", "not filled in yet", "not filled in yet"] in table_rows(
        built.page("book/who-to-tell")
    )


# ---- every verdict


def test_the_verdict_table_agrees_with_the_judge(handbook):
    """The table judges one word of each sort: here every word is judged by itself."""
    verdicts, judged = Verdicts(handbook), 0
    for rows, acts in verdicts.acts().items():
        for act in acts:
            for one in rows:
                takes = handbook.vocabulary.takes(act)
                every = getattr(handbook.vocabulary, takes) if takes in ("people", "things") else ("",)
                for word in one.objects or every:
                    done = Act(act, (word,) if word else ())
                    found = judge_of(handbook).judge((verdicts.usual,), done, one.given)
                    assert (found.status, found.verb, found.clauses) == (
                        one.outcome.said.status,
                        one.outcome.said.verb,
                        tuple(sorted(one.outcome.clauses)),
                    ), (act, word, one.given)
                    judged += 1
    assert judged > 150


def test_whoever_gets_another_verdict_is_named(handbook):
    verdicts = Verdicts(handbook)
    rows = next(rows for rows, acts in verdicts.acts().items() if "film" in acts)
    outcome = next(one.outcome for one in rows if "child" in one.objects and not one.given)
    assert outcome.said == Said("partly", "against", "should never")
    silent_for = next(people for said, people in outcome.otherwise if said.status == "silent")
    assert "swimmer" in silent_for
    assert "lifeguard" not in silent_for


def test_every_act_is_in_the_verdict_table(built, handbook):
    page = built.page("book/verdicts").lower()
    assert [word.label for word in handbook.vocabulary.acts.values() if word.label.lower() not in page] == []


def test_a_verdict_says_when_its_verb_is_of_the_opposite(built):
    cells = row(table_rows(built.page("book/verdicts")), "Walk.")
    assert cells[1].startswith("Decided For it: of the opposite, the policy says “must not”.")


# ---- lists


def test_the_index_has_every_clause_and_every_link_a_target(built, handbook):
    links = Seen(built.page("book/clauses")).links
    for clause in handbook.clauses.values():
        assert f"{clause.page.removeprefix('book/')}.html#{clause.id}" in links
        assert clause.id in Seen(built.page(clause.page)).ids


def test_every_interpretation_awaits_the_governors_with_the_safety_critical_ones_first(built):
    page = built.page("book/governors")
    assert re.findall(r"Safety-critical: <a[^>]*>.*?(I-\d+) ", page) == ["I-4"]
    listed_first, listed_then = page.split("I-4 ", 1)
    assert not re.findall(r">(I-\d+) ", listed_first)
    assert re.findall(r">(I-\d+) ", listed_then) == ["I-1", "I-2", "I-3", "I-5"]


def test_the_pack_holds_the_words_of_each_interpretation_and_room_to_decide(built, handbook):
    page = built.page("book/pack-to-print")
    assert page.count("☐ Confirm") == len(handbook.interpretations)
    assert all(f'id="decide-{note.id.lower()}"' in page for note in handbook.interpretations)
    assert page.count("Until the governors decide.") == len(NOTES)


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
    told = handbook.question_by_id["told-by-a-child"]
    outcomes = {option.letter: book.outcome(told, option.letter) for option in told.options}
    assert outcomes == {"a": "keeps outside", "b": "falls short outside", "c": "against"}
    assert set(outcomes.values()) <= set(OUTCOMES)
    assert book.outcome(handbook.question_by_id["late-for-a-lesson"], "b") == "keeps"


def test_a_house_rule_is_not_previewed_as_outside_guidance(handbook):
    cites = Book(handbook).cites
    house = cites["clause", "never-look-into-it"].preview
    assert house.startswith("A house rule of this handbook, not policy.")
    assert cites["clause", "safety-first"].preview.startswith("Outside guidance, not policy.")
