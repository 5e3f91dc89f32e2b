"""A proposal changes nothing until it is adopted: tried on a register of proposals for the small handbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest
from badinput import copy_of_small
from freezing import FIRST, adopted
from places import SMALL
from proposed import REGISTER, amend, page, propose, small_with_proposals

from policybook.changes import training
from policybook.changes.applied import SETTLED, as_if_adopted, clashes, members, peaceful
from policybook.changes.effects import Effects, summary, why
from policybook.changes.training import suspect_training
from policybook.check.run import check
from policybook.editions.edition import fingerprint
from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.load.proposals import read_all, read_proposals
from policybook.policy.handbook import Handbook
from policybook.policy.problems import HandbookError, Place
from policybook.policy.proposal import Bundle, Proposal, with_needs

BOOK = load(SMALL)
CONCRETE = ("P2", "P3", "P4", "P5", "P6", "P7")
PEACEFUL = ("P2", "P3", "P6", "P7")
EACH = [*((name,) for name in CONCRETE), ("P2", "P7"), PEACEFUL]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return small_with_proposals(tmp_path_factory.mktemp("proposed"))


@pytest.fixture(scope="module")
def known(root) -> tuple[Proposal, ...]:
    return read_proposals(root, BOOK)


def by_id(known: tuple[Proposal, ...], name: str) -> Proposal:
    return next(proposal for proposal in known if proposal.id == name)


def after(known: tuple[Proposal, ...], *names: str) -> Handbook:
    return as_if_adopted(BOOK, with_needs(known, names))


# ---- the register


def test_the_register_is_read_whole_and_in_order(root):
    known, bundles, problems = read_all(root, BOOK)
    assert problems == ()
    assert [proposal.id for proposal in known] == list(REGISTER)
    assert tuple(proposal.id for proposal in known if proposal.is_concrete) == CONCRETE
    assert [bundle.ids for bundle in bundles] == [("P4", "P5")]
    assert check(root)[1] == ()


def test_the_reason_for_the_words_of_a_clause_is_found(known):
    said = "It is as strong as it was, and no stronger."
    assert why(known, "filming") == (("P4", said), ("P5", said))


# ---- nothing of it is policy


def test_the_handbook_is_the_same_with_and_without_its_proposals(root):
    with_them = load(root)
    assert to_json(with_them) == to_json(BOOK)
    assert fingerprint(with_them) == fingerprint(BOOK)


def test_what_is_exported_holds_no_word_of_a_proposal(root, known):
    exported = to_json(load(root))
    for proposal in known:
        for new in proposal.added:
            assert f'"{new.clause.id}"' not in exported
        for new in proposal.words:
            assert new.word.name not in getattr(BOOK.vocabulary, new.table)
        for change in proposal.worded:
            assert change.clause.text not in exported


def test_looking_at_proposals_leaves_the_handbook_as_it_was(known):
    before = to_json(BOOK)
    for names in EACH:
        after(known, *names)
    assert to_json(BOOK) == before


def test_a_clause_on_the_page_of_a_proposal_is_refused_and_not_read(tmp_path):
    root = copy_of_small(tmp_path)
    (root / "proposals").mkdir()
    page = "# Slip\n\n:::{clause} slip\n:source: new\n:title: Slip\n\nSlip.\n{plain}`Slip.`\n{norm}`anyone must run`\n:::\n"
    (root / "proposals/P1.md").write_text(page)
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text().replace("chapters:\n", "chapters:\n  - file: proposals/P1\n"))
    handbook = load(root)
    assert "slip" not in handbook.clauses
    *_, problems = read_all(root, handbook)
    assert "a clause does not belong on a page of proposals." in {problem.what for problem in problems}


# ---- as if adopted


def test_the_order_in_which_proposals_come_changes_nothing(known):
    chosen = with_needs(known, ("P2", "P3", "P4", "P7"))
    marks = {fingerprint(as_if_adopted(BOOK, order)) for order in permutations(chosen)}
    assert len(marks) == 1
    assert fingerprint(BOOK) not in marks


def test_numbers_are_worked_out_anew_and_a_new_clause_stands_where_it_says(known):
    new = after(known, "P3")
    order = list(new.clauses)
    assert order.index("concern-about-manager") == order.index("no-running") + 1
    assert new.clauses["concern-about-manager"].number == "1(b)"
    assert new.clauses["filming"].number == "1(c)"
    assert BOOK.clauses["filming"].number == "1(b)"
    assert list(after(known, "P6").clauses)[-2:] == ["near-accidents", "near-accident-book"]


def test_an_amended_clause_keeps_its_place_and_takes_the_words_and_a_title_if_it_has_one(known):
    new = after(known, "P4")
    was, now = BOOK.clauses["filming"], new.clauses["filming"]
    assert (now.number, now.source, now.page) == (was.number, was.source, was.page)
    assert (now.title, now.text) == ("No filming", "Nobody films a swimmer, in a lesson either.")
    assert after(known, "P5").clauses["filming"].title == was.title


def test_a_settled_interpretation_is_kept_and_reads_nothing(known):
    (note,) = after(known, "P5").interpretations
    assert (note.state, note.readings) == (SETTLED, ())
    (note,) = after(known, "P4").interpretations
    assert note.state == "awaiting"
    assert len(note.readings) == len(BOOK.readings) - 1


def test_a_retired_clause_leaves_its_rule_and_its_source_where_it_went(tmp_path):
    root = copy_of_small(tmp_path)
    (root / "proposals").mkdir()
    (root / "proposals/P1.md").write_text(
        "# One rule\n\n:::{proposal} P1\n:owner: manager\n:state: draft\n:drafted: 2026-01-10\n\nTwo are one.\n:::\n\n"
        ":::{source} Sense\n:edition: 2026\n:sure: general-knowledge\n\nOne is enough.\n:::\n\n"
        ":::{retire} filming\n:into: no-running\n\nIt is said elsewhere.\n:::\n\n:::{settle} I-1\nIt read it.\n:::\n"
    )
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text().replace("chapters:\n", "chapters:\n  - file: proposals/P1\n"))
    handbook = load(root)
    new = as_if_adopted(handbook, read_proposals(root, handbook))
    assert "filming" not in new.clauses
    assert new.clauses["no-running"].source == ("1(a)", "1(b)")
    assert [item.carried_by for item in new.source.items if item.label == "1(b)"] == [("no-running",)]


# ---- needs and clashes


def test_what_a_proposal_needs_comes_with_it_and_before_it(known):
    assert [p.id for p in with_needs(known, ["P4"])] == ["P2", "P4"]
    with pytest.raises(HandbookError, match="P4 needs P2"):
        as_if_adopted(BOOK, [by_id(known, "P4")])


def test_two_that_change_one_clause_clash_and_both_places_are_named(known):
    found = [clash for clash in clashes(BOOK, known) if clash.binding]
    assert [clash.what for clash in found] == [
        "P4 and P5 both change the clause “filming”.",
        "P4 and P5 both settle I-1, and differently.",
    ]
    assert {place.path for clash in found for place in clash.places} == {
        "proposals/P4.md",
        "proposals/P5.md",
    }
    with pytest.raises(HandbookError, match="both change the clause “filming”"):
        after(known, "P4", "P5")


def test_a_page_of_all_shows_those_that_clash_with_no_other(known):
    assert peaceful(BOOK, known) == PEACEFUL
    assert tuple(p.id for p in members(BOOK, Bundle((), "All", "proposals/all"), known)) == PEACEFUL


def _other(proposal: Proposal, **change: object) -> Proposal:
    return replace(proposal, id="P99", needs=(), **change)


def test_two_that_add_one_id_or_mean_different_things_by_a_word_clash(known):
    p3 = by_id(known, "P3")
    said = [c.what for c in clashes(BOOK, [p3, _other(p3, words=())]) if c.binding]
    assert said == ["P3 and P99 both add a clause “concern-about-manager”."]
    new = replace(p3.added[0], clause=replace(p3.added[0].clause, id="quite-new"))
    word = replace(p3.words[0], word=replace(p3.words[0].word, label="something else"))
    said = [c.what for c in clashes(BOOK, [p3, _other(p3, added=(new,), words=(word,))]) if c.binding]
    assert said == ["P3 and P99 both bring in the word “conflict”, and mean different things by it."]


def test_one_that_has_somebody_told_whom_the_other_leaves_out_clashes(known):
    p6 = by_id(known, "P6")
    clause = p6.added[0].clause
    told = replace(clause.norms[0], recipients=("deputy",))
    new = replace(p6.added[0], clause=replace(clause, norms=(told,)))
    said = [c.what for c in clashes(BOOK, [by_id(known, "P2"), _other(p6, added=(new,))]) if c.binding]
    assert said == ["P99 has “deputy” told in “near-accidents”, and P2 names that office nowhere."]


def test_one_that_cites_what_the_other_amends_is_read_together_with_it_and_does_not_clash(known):
    (found,) = clashes(BOOK, [by_id(known, "P2"), by_id(known, "P6")])
    assert found.what == "P6 cites the clause “accidents”, which P2 amends: read the two together."
    assert not found.binding


def test_whatever_does_not_clash_can_be_adopted(known):
    live = [proposal for proposal in known if proposal.is_concrete and not proposal.needs]
    fighting = {(c.first, c.second) for c in clashes(BOOK, live) if c.binding}
    for one, other in combinations(live, 2):
        if (one.id, other.id) not in fighting:
            assert fingerprint(as_if_adopted(BOOK, [one, other])) != fingerprint(BOOK)


@pytest.mark.parametrize("state", ["withdrawn", "taken into the draft"])
def test_what_is_withdrawn_or_taken_in_is_applied_no_more(state, known):
    gone = replace(by_id(known, "P3"), state=state)
    assert fingerprint(as_if_adopted(BOOK, [gone])) == fingerprint(BOOK)


# ---- training


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_weighing_only_what_may_be_touched_finds_all_that_weighing_everything_finds(
    names, known, monkeypatch
):
    new = after(known, *names)
    found = suspect_training(BOOK, new)
    monkeypatch.setattr(training.Touch, "touches", lambda self, question: True)
    assert suspect_training(BOOK, new) == found
    assert bool(found) == (names not in (("P3",), ("P6",)))


def test_training_that_two_make_suspect_is_counted_in_a_sentence(known):
    effects = Effects(BOOK, with_needs(known, ("P2", "P7")))
    kinds = Counter(suspect.kind for suspect in effects.training)
    assert kinds == {"question": 2, "scenario": 1}
    assert summary(effects.training).startswith("2 questions and 1 story")
    assert (effects.training[0].id, effects.training[0].safety_critical) == ("a-fall", True)
    assert {change.id for change in effects.changes} == {"accidents", "no-running"}
    assert summary(()) == "No question and no story would need review."


def test_a_story_is_suspect_with_its_questions(known):
    for name, story in (("P7", ["first-day"]), ("P2", [])):
        found = suspect_training(BOOK, after(known, name))
        assert [suspect.id for suspect in found if suspect.kind == "scenario"] == story


def test_training_is_compared_for_one_set_of_questions():
    with pytest.raises(ValueError, match="one set of questions"):
        suspect_training(BOOK, replace(BOOK, questions=()))


def test_a_page_that_cannot_be_read_hides_no_other(tmp_path):
    root = copy_of_small(tmp_path)
    (root / "proposals").mkdir()
    (root / "proposals/P1.md").write_bytes(b"# \xff\n")
    *_, problems = read_all(root, load_all(root))
    assert [p.place for p in problems] == [Place("proposals/P1.md", 1)]


def load_all(root: Path) -> Handbook:
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text().replace("chapters:\n", "chapters:\n  - file: proposals/P1\n"))
    return load(root)


def test_an_amendment_of_a_retired_clause_names_the_edition_that_it_was_last_in(tmp_path):
    root = copy_of_small(tmp_path)
    handbook = adopted(root, **FIRST)
    propose(root, P1=page("P1", "Film", "", amend("filming", "Film.", "worker may film swimmer")))
    sections = tuple(
        replace(section, clauses=tuple(c for c in section.clauses if c.id != "filming"))
        for section in handbook.sections
    )
    *_, problems = read_all(root, replace(handbook, sections=sections))
    said = "P1 amends the clause “filming”, which was retired after edition 2019.1.0."
    assert said in {problem.what for problem in problems}
