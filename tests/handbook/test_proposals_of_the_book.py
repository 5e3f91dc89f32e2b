"""The proposals to the governors: whatever is adopted, nobody is less safe, and nothing that is told is told later."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from places import ROOT
from the_book import BOOK

from policybook.changes import training
from policybook.changes.applied import as_if_adopted, clashes, members
from policybook.changes.effects import why
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import Flip, Kinds
from policybook.changes.sayings import HELD
from policybook.changes.training import suspect_training
from policybook.check.rule import Stage, Subject
from policybook.check.run import RULES
from policybook.judging.judge import judge_of
from policybook.judging.verdict import Situation
from policybook.load.proposals import read_all
from policybook.policy.handbook import Handbook
from policybook.policy.model import AGAINST, FOR, Act
from policybook.policy.problems import Kind
from policybook.policy.proposal import Proposal, with_needs
from policybook.training.bank import weighed

KNOWN, BUNDLES, _ = read_all(ROOT, BOOK)
IDS = [proposal.id for proposal in KNOWN]
# What is taken in or withdrawn changes nothing any more.
LIVE = [proposal for proposal in KNOWN if proposal.is_concrete and proposal.is_live]
CONCRETE = [proposal.id for proposal in LIVE]
SHOWN = {bundle.page: members(BOOK, bundle, KNOWN) for bundle in BUNDLES}
CLASHING = {page for page, shown in SHOWN.items() if any(c.binding for c in clashes(BOOK, shown))}
TOGETHER = [tuple(p.id for p in shown) for page, shown in SHOWN.items() if page not in CLASHING]
EACH = [(name,) for name in CONCRETE] + TOGETHER


def by_id(name: str) -> Proposal:
    return next(proposal for proposal in KNOWN if proposal.id == name)


@cache
def after(*names: str) -> Handbook:
    """The book with these taken in, made once: what a test works out of it, the next one finds there."""
    return as_if_adopted(BOOK, with_needs(KNOWN, names))


# ---- the register


def test_the_register_loses_no_proposal():
    assert [f"P{number}" for number in range(1, len(IDS) + 1)] == IDS


def test_what_is_shown_together_can_be_adopted_together_or_is_two_to_choose_between():
    assert {len(bundle.ids) for bundle in BUNDLES if bundle.page in CLASHING} <= {2}


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
        elif problem.place.path == "book/everyday.yml":
            # What the lead expects is said to be otherwise now, by the check, when it is adopted.
            assert problem.kind is Kind.KEY
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


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_nothing_is_told_later_than_it_was(names):
    """Each fact that anybody has to tell of today is told of just as soon, and to somebody."""
    new = after(*names)
    for fact in BOOK.vocabulary.things:
        for who in ("teacher", "volunteer", "lunchtime-supervisor"):
            was, now = (judge_of(b).judge((who,), Act("tell"), (fact,)) for b in (BOOK, new))
            duties = [[norm for norm in (*v.tell, *v.outside) if norm.recipients] for v in (was, now)]
            then, soon = (max((norm.timing.rank for norm in each), default=-1) for each in duties)
            if was.status in ("decided", "partly") or was.outside:
                assert soon >= then, (fact, who)


def have_been_told(new: Handbook, flip: Flip) -> bool:
    """Whether all whom a flip is about hold the office that they would have to tell: they know it already."""
    people = Kinds(new.vocabulary.people)
    each = [who for who in flip.who if not people.below[who]]
    facts = [tuple(alike[0] for alike in given) for given in flip.given]
    return bool(each) and all(
        judge_of(new).judge((who,), Act("tell"), given).discharged for who in each for given in facts
    )


@pytest.mark.parametrize("name", CONCRETE)
def test_nothing_that_was_forbidden_or_told_is_left_without_a_word(name):
    """In no situation does a ban or a duty to tell go, unless another stands in its place, or they have been told."""
    new = after(name)
    for flip in flips(BOOK, new, 1):
        bans = [
            any(s.kind == "verdict" and s.points == AGAINST for s in side) for side in (flip.was, flip.would)
        ]
        # What another policy asks after a hand-over counts where it is asked what is to be told.
        kinds = ("tell", "outside") if "tell" in flip.acts else ("tell",)
        # Who holds the office that would be told has been told.
        tells = [any(s.kind in kinds or s.words == HELD for s in side) for side in (flip.was, flip.would)]
        untold = {"keep-secret", "promise-secrecy", "do-nothing"}
        secret = {s.of for s in flip.was} == {"contrary"} and set(flip.acts) <= untold
        assert bans[1] or not bans[0] or (secret and have_been_told(new, flip)), flip.sentence
        assert tells[1] or not tells[0] or have_been_told(new, flip), flip.sentence


def test_whatever_does_not_clash_can_be_adopted():
    live = [proposal for proposal in LIVE if not proposal.needs]
    fighting = {(c.first, c.second) for c in clashes(BOOK, live) if c.binding}
    for one, other in combinations(live, 2):
        if (one.id, other.id) not in fighting:
            assert as_if_adopted(BOOK, [one, other]).clauses


@pytest.mark.parametrize("names", EACH, ids="+".join)
def test_weighing_only_what_may_be_touched_finds_all_that_weighing_everything_finds(names, monkeypatch):
    new = after(*names)
    found = suspect_training(BOOK, new)
    monkeypatch.setattr(training.Touch, "touches", lambda self, question: True)
    assert suspect_training(BOOK, new) == found
