"""Outside guidance in this handbook: where it comes from, how sure that is, and what it must not say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from places import ROOT
from the_book import BOOK

from policybook.load.proposals import read_proposals
from policybook.policy.citations import clauses_named
from policybook.policy.model import Guidance

KNOWN = {source.id: source for source in BOOK.outside}
OUTSIDE = [guidance for guidance in BOOK.guidance if guidance.layer not in ("house", "practice")]
WHERE = "\n\n**Where this comes from.**"
SERVICES = BOOK.guidance_by_id["people-to-ring"]
NUMBER = re.compile(r"\b(?:0\d{2,4}(?: \d{3,4}){1,2}|116 \d{3}|999|101)\b")
ADULTS = "intimate-image-of-an-adult"


def pages() -> Iterator[tuple[str, str]]:
    """Every page that people read, with what its author wrote, without what is worked out under a question."""
    for path in (ROOT / "index.md", *sorted(ROOT.glob("book/**/*.md")), *sorted(ROOT.glob("quizzes/*.md"))):
        yield str(path.relative_to(ROOT)), without_workings(path.read_text("utf-8"))
    for path in sorted(ROOT.glob("proposals/*.md")):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")
    for path in sorted(ROOT.glob("scenarios/*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        yield str(path.relative_to(ROOT)), "\n\n".join("".join(cell["source"]) for cell in cells)


def without_workings(text: str) -> str:
    return re.sub(r"^```\{doctest\}\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


PAGES = dict(pages())
LINES = [(page, line) for page, text in PAGES.items() for line in text.split("\n")]


def sources_of(guidance: Guidance) -> list[str]:
    """The ids of what it rests on, as its own words say them."""
    said = guidance.text.partition(WHERE)[2]
    return [source.id for source in BOOK.outside if f"- *{source.title}*: " in said]


# ---- where it comes from


@pytest.mark.parametrize("guidance", OUTSIDE, ids=lambda one: one.id)
def test_each_piece_names_its_sources_and_says_what_is_only_remembered(guidance):
    cited = [KNOWN[name].sure for name in sources_of(guidance)]
    assert cited
    said = guidance.text.partition(WHERE)[0]
    unread = ("remembered", "commonly advised", "believed")
    if "general-knowledge" in cited:
        assert any(word in said for word in unread)
    if set(cited) <= {"general-knowledge", "not-found"}:
        assert "guidance says" not in said.lower()
    if "not-found" in cited:
        assert "the school's own to settle" in said


def test_the_school_settles_what_no_guidance_was_found_on():
    said = BOOK.guidance_by_id["left-to-the-school"].text
    for matter in ("smart glasses", "group chats", "games", "former pupils", "go out together", "selling"):
        assert matter in said


def test_a_document_is_named_where_its_edition_stands_and_nowhere_else():
    named = ("Keeping children safe", "Working together to safeguard", "KCSIE", "UKCIS")
    for page, line in LINES:
        if not page.startswith(("proposals/", "book/guidance")):
            assert not any(name in line for name in named), f"{page}: {line}"


def test_what_the_proposals_rest_on_is_in_the_register_or_cited_once():
    seen: set[str] = set()
    for proposal in read_proposals(ROOT, BOOK):
        for source in proposal.sources:
            own = source.title if not source.id else ""
            assert not own or own not in seen or own.startswith("The school's policy"), own
            seen.add(own)


# ---- what is stale, or was never so


STALE = {
    "a final text that was found": r"final text|consultation from|A draft of Keeping children",
    "an act that is called a bill": r"\b[Tt]he [Bb]ill\b|Policing Bill|Schools Bill",
    "an edition that is said to be coming": r"to take effect in|was due to|whether the 2026 edition",
    "a paragraph without its edition": r"\bparagraphs? \d|¶",
    "a number of standards that pages disagree on": r"\b(?:13|14|thirteen|fourteen) standards\b",
    "a document that is called statutory, and is not": r"statutory.{0,40}(?:safer working|nudes)",
}


@pytest.mark.parametrize("pattern", STALE.values(), ids=STALE)
def test_nothing_says(pattern):
    assert [page for page, line in LINES if re.search(pattern, line)] == []


def test_the_direct_route_to_the_lado_is_for_a_conflict_in_telling_the_headteacher():
    said = [(page, line) for page, line in LINES if "conflict of interest" in line]
    assert said
    for page, line in said:
        assert re.search(r"(report|tell)ing (it )?to the (H|h)eadteacher|telling the Headteacher", line), page


def test_to_ring_the_lado_when_the_chair_does_not_answer_is_a_house_rule():
    for page, text in PAGES.items():
        for part in re.split(r"\n\n|\n- |:::\n", text):
            if re.search(r"chair\b[^.]* does not answer", part) and not page.startswith("proposals/"):
                assert "house rule" in part or "`[house] " in text[text.index(part) :], page


def test_where_the_lead_does_not_answer_there_is_a_deputy_then_a_senior_leader_or_social_care():
    for said in (BOOK.guidance_by_id["nobody-answers"].text, PAGES["book/who-to-tell.md"]):
        places = [said.index(who) for who in ("deputy", "senior leader", "children's social care")]
        assert places == sorted(places)


# ---- images


def test_whoever_is_advised_to_take_a_screen_print_is_warned_of_intimate_images_of_adults_too():
    prints = ("screen-print", "capture")
    found = [
        (question.id, option)
        for question in BOOK.questions
        for option in question.options
        if option.marked and any(act.act in prints for act in option.acts)
    ]
    assert found
    for name, option in found:
        assert "{interp}`I-16`" in option.feedback, name
        assert ADULTS in clauses_named(option.feedback), name
    assert ADULTS in clauses_named(BOOK.interpretation_by_id["I-16"].text)
    p4 = next(proposal for proposal in read_proposals(ROOT, BOOK) if proposal.id == "P4")
    evidence = next(new.clause for new in p4.amended if new.clause.id == "bullying-evidence")
    assert "intimate image of an adult" in evidence.text


def test_never_delete_an_image_of_a_child_goes_with_tell_at_once():
    handling = [
        BOOK.guidance_by_id["never-handle-a-childs-image"].text,
        BOOK.interpretation_by_id["I-16"].text,
    ]
    for said in (*handling, PAGES["book/who-to-tell.md"]):
        assert "delete" in said
        assert re.search(r"tell\b[^.]*(at once|immediately)", said)


def test_a_lost_child_is_nobodys_outside_guidance():
    options = BOOK.question_by_id["lost-on-the-trip"].options
    assert not any("Outside guidance" in option.feedback for option in options)
    assert any("No national guidance" in option.feedback for option in options)


# ---- services


def test_services_have_a_name_and_a_number_and_no_hours():
    known = set(NUMBER.findall(SERVICES.text))
    assert len(known) == 9
    hours = re.compile(
        r"at any time|24 hours|day and night|around the clock|\d ?[ap]m|Monday to", re.IGNORECASE
    )
    service = re.compile(r"Samaritans|Childline|NSPCC|[Hh]elpline|Education Support")
    for page, line in LINES:
        assert set(NUMBER.findall(line)) <= known, f"{page}: {line}"
        if service.search(line):
            assert not hours.search(line), f"{page}: {line}"
    closing = [line for page, line in LINES if service.search(line) and "*Outside guidance:*" in line]
    assert closing
    assert all(NUMBER.search(line) for line in closing)
