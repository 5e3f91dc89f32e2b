"""A proposal changes nothing until it is adopted; adopted, it gives a sound policy that nobody is less safe under."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest
from badinput import copy_of_small
from places import ROOT

from policybook.changes import training
from policybook.changes.applied import SETTLED, as_if_adopted, clashes, members, peaceful
from policybook.changes.effects import Effects, summary, why
from policybook.changes.flips import flips
from policybook.changes.training import suspect_training
from policybook.check.rule import Stage, Subject
from policybook.check.run import RULES
from policybook.editions.edition import fingerprint
from policybook.editions.handbook_json import to_json
from policybook.judging.judge import judge_of
from policybook.judging.verdict import Situation
from policybook.load import load
from policybook.load.proposals import read, read_all, read_proposals
from policybook.policy.handbook import Handbook
from policybook.policy.model import AGAINST, FOR, TIMINGS, Act
from policybook.policy.problems import HandbookError, Place
from policybook.policy.proposal import SURE, Proposal, with_needs
from policybook.training.bank import weighed

BOOK = load(ROOT)
KNOWN, BUNDLES, PROBLEMS = read_all(ROOT, BOOK)
IDS = [proposal.id for proposal in KNOWN]
CONCRETE = [proposal.id for proposal in KNOWN if proposal.is_concrete]
ASKED_FOR = ("P2", "P3", "P4", "P5", "P7")
TOGETHER = [
    tuple(p.id for p in members(BOOK, bundle, KNOWN))
    for bundle in BUNDLES
    if bundle.page != "proposals/together-p7-p12"
]
EACH = [(name,) for name in CONCRETE] + TOGETHER


def by_id(name: str) -> Proposal:
    return next(proposal for proposal in KNOWN if proposal.id == name)


def after(*names: str) -> Handbook:
    return as_if_adopted(BOOK, with_needs(KNOWN, names))


# ---- the register


def test_the_register_holds_every_proposal_once_and_in_order():
    assert PROBLEMS == ()
    assert [f"P{number}" for number in range(1, 26)] == IDS
    assert set(ASKED_FOR) < set(CONCRETE)
    assert len(CONCRETE) >= len(ASKED_FOR) + 5


@pytest.mark.parametrize("name", IDS)
def test_each_says_on_what_it_rests_and_how_sure_that_is(name):
    for source in by_id(name).sources:
        assert source.sure in SURE
        assert source.edition
        assert source.gist


@pytest.mark.parametrize("name", CONCRETE)
def test_each_change_gives_a_reason_for_its_words(name):
    proposal = by_id(name)
    for clause in proposal.clauses:
        assert all(len(reason) > 40 for _, reason in why([proposal], clause))


def test_no_proposal_names_a_final_text_that_nobody_could_find():
    for path in (ROOT / "proposals").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "KCSIE" not in text
        assert "paragraph " not in text.replace("paragraph numbers change", "")


# ---- nothing of it is policy


def test_the_handbook_is_the_same_with_and_without_its_proposals(tmp_path):
    folders = ("book", "quizzes", "scenarios", "editions")
    for folder in folders:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "index.md", tmp_path)
    lines = (ROOT / "_toc.yml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if "proposals" not in line]
    kept = [
        line
        for at, line in enumerate(kept)
        if not (
            line.strip() == "sections:"
            and "  file" not in kept[at - 1]
            and "- file: book/source-defects" in kept[at - 1]
        )
    ]
    (tmp_path / "_toc.yml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    without = load(tmp_path)
    assert to_json(without) == to_json(BOOK)
    assert fingerprint(without) == fingerprint(BOOK)


def test_what_is_exported_holds_no_word_of_a_proposal():
    exported = to_json(BOOK)
    known = {*BOOK.clauses, *(guidance.id for guidance in BOOK.guidance)}
    for proposal in KNOWN:
        for new in proposal.added:
            assert new.clause.id not in known
            assert f'"{new.clause.id}"' not in exported
        for new in proposal.words:
            assert new.word.name not in getattr(BOOK.vocabulary, new.table)
        for change in proposal.worded:
            assert change.clause.text not in exported


def test_looking_at_proposals_leaves_the_handbook_as_it_was():
    before = to_json(BOOK)
    for names in EACH:
        after(*names)
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
    _, problems = read(root, handbook)
    assert "a clause does not belong on a page of proposals." in {problem.what for problem in problems}


# ---- as if adopted


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_adopted_it_gives_a_sound_policy_and_only_training_that_is_listed_is_out_of_date(names):
    new = after(*names)
    assert [str(p) for rule in RULES if rule.stage is Stage.PAGES for p in rule.check(Subject(new))] == []
    listed = {suspect.id for suspect in suspect_training(BOOK, new)}
    outdated = [p for rule in RULES if rule.stage is Stage.POLICY for p in rule.check(Subject(new))]
    questions = {question.place: question.id for question in new.questions}
    options = {o.place: q.id for q in new.questions for o in q.options}
    for problem in outdated:
        if problem.place.path.startswith("quizzes/"):
            assert {**questions, **options}[problem.place] in listed
        else:
            story = next(s.id for s in new.scenarios if s.place.path == problem.place.path)
            assert story in listed


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_adopted_it_makes_no_unsafe_answer_right(names):
    new = after(*names)
    for question in BOOK.questions:
        old_key, new_key = weighed(BOOK, question), weighed(new, question)
        was, now = old_key.right_answers, new_key.right_answers
        for option in question.options:
            before, later = (key.answered[option.letter].outcome for key in (old_key, new_key))
            if before == "unsafe":
                assert later in ("unsafe", "against"), f"{question.id} {option.letter}"
            newly = {x for letters in now for x in letters} - {x for letters in was for x in letters}
            if question.safety_critical and option.letter in newly:
                assert before not in ("against", "unsafe"), f"{question.id} {option.letter}"
                assert f"about-{option.part[1]}" not in question.given


@pytest.mark.parametrize("name", CONCRETE)
def test_nobody_is_asked_to_do_what_is_unsafe(name):
    new = after(name)
    judge = judge_of(new)
    for norm in by_id(name).norms:
        if norm.direction != FOR or norm.before:
            continue
        for act in norm.phrase.acts:
            done = Act(act, norm.phrase.objects[:1], norm.recipients, norm.preposition, norm.timing)
            for who in norm.who:
                found = judge.weigh(Situation((who,), (done,), norm.when))
                assert "unsafe" not in {finding.effect for finding in found}


def _covered(words: object, name: str) -> set[str]:
    above, todo = set(), [name]
    while todo:
        word = todo.pop()
        if word not in above and word in words:
            above.add(word)
            todo += words[word].parents
    return above


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_nothing_is_told_later_than_it_was(names):
    """Each fact that anybody has to tell of today is told of just as soon, and to somebody."""
    new = after(*names)
    for fact in BOOK.vocabulary.things:
        for who in ("teacher", "volunteer", "lunchtime-supervisor"):
            was, now = (judge_of(b).judge((who,), Act("tell"), (fact,)) for b in (BOOK, new))
            duties = [[norm for norm in (*v.tell, *v.outside) if norm.recipients] for v in (was, now)]
            then, soon = (max((TIMINGS[norm.timing] for norm in each), default=-1) for each in duties)
            if was.status in ("decided", "partly") or was.outside:
                assert soon >= then, (fact, who)


def test_the_order_in_which_proposals_come_changes_nothing():
    chosen = with_needs(KNOWN, ("P2", "P3", "P6", "P7"))
    marks = {fingerprint(as_if_adopted(BOOK, order)) for order in permutations(chosen)}
    assert len(marks) == 1


def test_numbers_are_worked_out_anew_and_a_new_clause_stands_where_it_says():
    new = after("P3")
    order = list(new.clauses)
    assert order.index("concern-about-headteacher") == order.index("any-concern") + 1
    assert new.clauses["concern-about-headteacher"].number == "4(j)"
    assert after("P16").clauses["who-can-see"].number == "4(c)"
    assert BOOK.clauses["who-can-see"].number == "4(b)"


def test_a_settled_interpretation_is_kept_and_reads_nothing():
    notes = {note.id: note for note in after("P4", "P5").interpretations}
    assert (notes["I-16"].state, notes["I-16"].readings) == (SETTLED, ())
    assert notes["I-12"].state == "awaiting"
    assert len(notes["I-12"].readings) == 2


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


def test_what_a_proposal_needs_comes_with_it_and_before_it():
    assert [p.id for p in with_needs(KNOWN, ["P7"])] == ["P2", "P7"]
    with pytest.raises(HandbookError, match="P7 needs P2"):
        as_if_adopted(BOOK, [by_id("P7")])


def test_two_that_change_one_clause_clash_and_both_places_are_named():
    found = [clash for clash in clashes(BOOK, [by_id("P2"), by_id("P7"), by_id("P12")]) if clash.binding]
    assert [clash.what for clash in found] == [
        "P7 and P12 both change the clause “extremist-views”.",
        "P7 and P12 both settle I-15, and differently.",
    ]
    assert {place.path for clash in found for place in clash.places} == {
        "proposals/P7.md",
        "proposals/P12.md",
    }
    with pytest.raises(HandbookError, match="both change the clause “extremist-views”"):
        after("P7", "P12")
    assert {"P7", "P12"}.isdisjoint(peaceful(BOOK, KNOWN))


def _other(proposal: Proposal, **change: object) -> Proposal:
    return replace(proposal, id="P99", needs=(), **change)


def test_two_that_add_one_id_or_mean_different_things_by_a_word_clash():
    p4, p3 = by_id("P4"), by_id("P3")
    word = replace(p4.words[0], word=replace(p4.words[0].word, label="something else"))
    said = [c.what for c in clashes(BOOK, [p3, _other(p3, words=())]) if c.binding]
    assert said == ["P3 and P99 both add a clause “concern-about-headteacher”."]
    new = replace(p3.added[0], clause=replace(p3.added[0].clause, id="quite-new"))
    said = [c.what for c in clashes(BOOK, [p4, _other(p3, added=(new,), words=(word,))]) if c.binding]
    assert said == ["P4 and P99 both bring in the word “adult-involved”, and mean different things by it."]


def test_one_that_has_somebody_told_whom_the_other_leaves_out_clashes():
    p6 = by_id("P6")
    clause = p6.added[0].clause
    told = replace(clause.norms[0], recipients=("e-safety-officer",))
    new = replace(p6.added[0], clause=replace(clause, norms=(told,)))
    said = [c.what for c in clashes(BOOK, [by_id("P2"), _other(p6, added=(new,))]) if c.binding]
    assert said == [
        "P99 has “e-safety-officer” told in “low-level-concerns”, and P2 names that office nowhere."
    ]


def test_one_that_cites_what_the_other_amends_is_read_together_with_it_and_does_not_clash():
    found = clashes(BOOK, [by_id("P2"), by_id("P6")])
    assert found
    assert not any(clash.binding for clash in found)


def test_whatever_does_not_clash_can_be_adopted():
    live = [proposal for proposal in KNOWN if proposal.is_concrete and not proposal.needs]
    fighting = {(c.first, c.second) for c in clashes(BOOK, live) if c.binding}
    for one, other in combinations(live, 2):
        if (one.id, other.id) not in fighting:
            assert as_if_adopted(BOOK, [one, other]).clauses


def test_what_is_withdrawn_or_taken_in_is_applied_no_more():
    for state in ("withdrawn", "taken into the draft"):
        assert fingerprint(as_if_adopted(BOOK, [replace(by_id("P4"), state=state)])) == fingerprint(BOOK)


# ---- training


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_weighing_only_what_may_be_touched_finds_all_that_weighing_everything_finds(names, monkeypatch):
    new = after(*names)
    found = suspect_training(BOOK, new)
    monkeypatch.setattr(training._Touch, "touches", lambda self, question: True)
    assert suspect_training(BOOK, new) == found


def test_training_that_p4_and_p5_make_suspect_is_counted_in_a_sentence():
    effects = Effects(BOOK, with_needs(KNOWN, ("P4", "P5")))
    said = summary(effects.training)
    questions = [s for s in effects.training if s.kind == "question"]
    assert said.startswith(f"{len(questions)} questions and ")
    assert effects.training[0].safety_critical
    assert {change.id for change in effects.changes} == {
        "child-images",
        "bullying-evidence",
        "personal-information",
    }
    assert summary(()) == "No question and no story would need review."


def test_a_story_is_suspect_with_its_questions():
    found = suspect_training(BOOK, after("P4"))
    stories = {suspect.id for suspect in found if suspect.kind == "scenario"}
    asked = {suspect.id for suspect in found if suspect.kind == "question"}
    assert stories == {s.id for s in BOOK.scenarios if asked & set(s.questions)}


def test_training_is_compared_for_one_set_of_questions():
    with pytest.raises(ValueError, match="one set of questions"):
        suspect_training(BOOK, replace(BOOK, questions=()))


def test_a_page_that_cannot_be_read_hides_no_other(tmp_path):
    root = copy_of_small(tmp_path)
    (root / "proposals").mkdir()
    (root / "proposals/P1.md").write_bytes(b"# \xff\n")
    _, problems = read(root, load_all(root))
    assert [p.place for p in problems] == [Place("proposals/P1.md", 1)]


def load_all(root: Path) -> Handbook:
    contents = root / "_toc.yml"
    contents.write_text(contents.read_text().replace("chapters:\n", "chapters:\n  - file: proposals/P1\n"))
    return load(root)


@pytest.mark.parametrize("name", CONCRETE)
def test_nothing_that_was_forbidden_or_told_is_left_without_a_word(name):
    """In no situation does a ban or a duty to tell go, unless another stands in its place."""
    for flip in flips(BOOK, after(name), 1):
        bans = [
            any(s.kind == "verdict" and s.points == AGAINST for s in side) for side in (flip.was, flip.would)
        ]
        # What another policy asks after a hand-over counts where it is asked what is to be told.
        kinds = ("tell", "outside") if "tell" in flip.acts else ("tell",)
        tells = [any(s.kind in kinds for s in side) for side in (flip.was, flip.would)]
        assert bans[1] or not bans[0], flip.sentence
        assert tells[1] or not tells[0], flip.sentence


def test_an_amendment_of_a_retired_clause_names_the_edition_that_it_was_last_in():
    sections = tuple(
        replace(section, clauses=tuple(c for c in section.clauses if c.id != "child-images"))
        for section in BOOK.sections
    )
    _, problems = read(ROOT, replace(BOOK, sections=sections))
    said = "P4 amends the clause “child-images”, which was retired after edition 2019.1.0."
    assert said in {problem.what for problem in problems}
