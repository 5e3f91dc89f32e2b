"""The flips: that none is passed over and none made up, what they say, how they are ranked, and how long it takes."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from making import policy
from test_compare import renumbered
from test_situations import BOOK, REAL, asked, mutants, with_words, without_notes

from policybook.changes.flips import flips
from policybook.changes.retakes import retakes
from policybook.changes.sayings import Sayings
from policybook.changes.situations import Pair, lent
from policybook.changes.told import GROUPS, Flip, Kinds
from policybook.changes.training import Suspect
from policybook.judging.judge import Judge
from policybook.policy.english import labels, third_person
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Word


def told(old: list[str], new: list[str], **more: dict[str, list[str]]) -> list[tuple[str, str]]:
    """(group, sentence) for each flip from one rule of a small policy to another."""
    found = flips(policy({"rule": old}, **more).handbook, policy({"rule": new}, **more).handbook)
    return [(flip.group, flip.sentence) for flip in found]


# ---- none passed over, none made up


def covers(flip: Flip, key: tuple[str, str, str, str], given: tuple[str, ...], pair: Pair) -> bool:
    who, act, thing, told_to = key
    if not (who in flip.who and act in flip.acts and thing in flip.objects):
        return False
    if told_to not in flip.recipients and "" not in flip.recipients:
        return False
    facts = (*given, thing) if thing in pair.vocabulary.things else given
    above = {name for side in pair.sides for fact in facts for name in side.judge.things.above(fact)}
    return any(all(set(alike) & above for alike in one) for one in flip.given)


@pytest.mark.parametrize("seed", range(6))
def test_every_saying_that_a_situation_loses_or_gains_is_told_by_a_flip_that_covers_it(seed):
    chance = random.Random(seed)
    other = [without_notes(BOOK), with_words(mutants(BOOK, 3)[5]), *chance.sample(mutants(BOOK, 1), 4)][seed]
    pair = Pair(BOOK, other)
    found = flips(BOOK, other)
    judges = [Judge(lent(BOOK, other)), Judge(lent(other, BOOK))]
    sayings = Sayings(labels(pair.vocabulary))
    people = Kinds(pair.vocabulary.people)
    keys = [key for key in asked(pair) if not people.below[key[0]]]
    moved = {act for flip in found for act in flip.acts}
    busy = [key for key in keys if key[1] in moved] or keys
    things = list(pair.vocabulary.things)
    for _ in range(500):
        key = chance.choice(chance.choice((keys, busy)))
        given = tuple(chance.sample(things, chance.randint(0, 2)))
        act = Act(key[1], (key[2],) if key[2] else (), (key[3],) if key[3] else ())
        was, would = ({s.words for s in sayings.of(j.judge(key[:1], act, given))} for j in judges)
        mine = [flip for flip in found if covers(flip, key, given, pair)]
        assert was - would <= {bare(s.words) for flip in mine for s in flip.was}, (key, given)
        assert would - was <= {bare(s.words) for flip in mine for s in flip.would}, (key, given)


def bare(words: str) -> str:
    return words.removesuffix(", in part or by an interpretation")


@pytest.mark.parametrize("at", [0, 40, 80, 120])
def test_every_flip_is_a_change_in_what_is_said_of_each_situation_that_it_names(at):
    changed = mutants(REAL, 1)[at * 3]
    pair = Pair(REAL, changed)
    sayings = Sayings(labels(pair.vocabulary))
    judges = [Judge(lent(REAL, changed)), Judge(lent(changed, REAL))]
    for flip in flips(REAL, changed):
        chance = random.Random(1)
        for given in flip.given:
            who, act, thing = (chance.choice(kinds) for kinds in (flip.who, flip.acts, flip.objects))
            done = Act(act, (thing,) if thing else ())
            facts = tuple(alike[0] for alike in given)
            was, would = ({s.words for s in sayings.of(j.judge((who,), done, facts))} for j in judges)
            assert {bare(s.words) for s in flip.was} <= was, flip
            assert {bare(s.words) for s in flip.would} <= would, flip


def test_nothing_flips_where_only_words_and_numbers_change():
    assert flips(BOOK, renumbered(BOOK)) == ()
    assert flips(REAL, REAL) == ()


def test_what_fewer_facts_bring_about_is_not_told_again_with_more():
    found = flips(BOOK, replace(BOOK, sections=(), interpretations=()), None)
    assert max(len(facts) for flip in found for facts in flip.given) <= 2
    assert found == flips(BOOK, replace(BOOK, sections=(), interpretations=()))


@pytest.mark.parametrize(
    "rules",
    [
        ["worker must tell manager when accident", "worker must tell deputy when crowded"],
        # With both facts the stronger ban alone speaks; it was told with one.
        ["anyone should not run when accident", "anyone must not run when crowded"],
    ],
)
def test_two_rules_that_go_are_told_with_a_fact_each_and_not_again_with_both(rules):
    found = flips(policy(rule=rules).handbook, policy(rule=[]).handbook)
    assert found
    assert {len(facts) for flip in found for facts in flip.given} == {1}


def test_three_facts_are_found_in_the_full_run_alone():
    old = policy(rule=["anyone must not run when crowded and lesson and wet-floor"]).handbook
    new = policy(rule=["anyone may run"]).handbook
    three = [flip for flip in flips(old, new, None) if any(len(facts) == 3 for facts in flip.given)]
    assert three[0].was[0].words == "“must not”"
    assert not [f for f in flips(old, new) if any(len(facts) == 3 for facts in f.given)]


# ---- words


@pytest.mark.parametrize(
    ("old", "new", "group", "sentence"),
    [
        (
            ["worker must not film child"],
            [],
            "lost",
            "Somebody who works at the pool who films a child: was “must not”, 1(a); would be silent.",
        ),
        (
            [],
            ["worker must not film child"],
            "new",
            "Somebody who works at the pool who films a child: was silent; would be “must not”, 1(a).",
        ),
        (
            ["anyone should not run"],
            ["anyone must not run"],
            "strength",
            "Anybody who runs: was “should not”, 1(a); would be “must not”, 1(a).",
        ),
        (
            ["worker must tell manager when accident"],
            ["worker must tell manager immediately when accident"],
            "telling",
            "Somebody who works at the pool, when there is an accident: was “must” tell the manager, 1(a); "
            "would be “must” tell the manager immediately, 1(a).",
        ),
        (
            ["worker must tell manager and deputy when accident"],
            ["worker must tell manager or deputy when accident"],
            "critical",
            "Somebody who works at the pool, when there is an accident: was “must” tell both the deputy manager and "
            "the manager, 1(a); would be “must” tell either the deputy manager or the manager, 1(a).",
        ),
        (
            ["worker should be-careful if they admit child"],
            [],
            "other",
            "Somebody who works at the pool who lets in a child: was left to judgement and also with care: “should” "
            "be careful, 1(a); would be silent.",
        ),
        (
            ["anyone must not run"],
            [],
            "opposite",
            "Anybody who walks: was in keeping with it (the opposite is “must not”), 1(a); would be silent.",
        ),
    ],
)
def test_a_flip_is_a_plain_sentence_in_its_group(old, new, group, sentence):
    assert (group, sentence) in told(old, new)


def test_kinds_that_flip_alike_are_named_by_the_most_general_with_its_exceptions():
    (flip,) = (s for g, s in told(["worker must not dose acid"], []) if g == "lost")
    assert flip.startswith("Somebody who works at the pool who doses the water with acid")
    kinds = Kinds(BOOK.vocabulary.people, leaves=True)
    workers = kinds.below["worker"] | {"worker"}
    assert kinds.widest(frozenset(workers)) == (("worker", ()),)
    assert kinds.widest(frozenset(workers - {"cleaner"})) == (("worker", ("cleaner",)),)
    assert kinds.widest(frozenset({"cleaner", "child"})) == (("cleaner", ()), ("child", ()))


def test_a_new_word_is_asked_of_the_old_handbook_as_what_it_is_in_plain_english():
    words = dict(BOOK.vocabulary.people)
    words["diver"] = Word("diver", "a diver", ("worker",))
    new = replace(BOOK, vocabulary=replace(BOOK.vocabulary, people=words))
    assert flips(BOOK, new) == ()
    assert flips(new, BOOK) == ()


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("make a copy of", "makes a copy of"),
        ("kindly let pass", "kindly lets pass"),
        ("be open", "is open"),
        ("publish", "publishes"),
        ("try to hide", "tries to hide"),
        ("say no to", "says no to"),
        ("ring from a school telephone", "rings from a school telephone"),
        ("making allegations", "is making allegations"),
    ],
)
def test_an_act_is_said_of_one_person(label, said):
    assert third_person(label) == said


# ---- which are safety-critical


def critical(old: Handbook, new: Handbook) -> list[str]:
    return [flip.sentence for flip in flips(old, new) if flip.group == "critical"]


@pytest.mark.parametrize(
    ("old", "new", "weaker"),
    [
        ("anyone must tell manager", "anyone should tell manager", True),
        ("anyone must tell manager immediately", "anyone must tell manager", True),
        ("anyone must tell manager and deputy", "anyone must tell manager", True),
        ("anyone must tell manager", "anyone must tell manager or deputy", True),
        ("anyone must tell manager or deputy", "anyone must tell manager", False),
        ("anyone must tell manager", "anyone must tell manager and deputy", False),
        ("anyone should tell manager", "anyone must tell manager immediately", False),
    ],
)
def test_telling_that_is_weakened_is_safety_critical(old, new, weaker):
    old, new = f"{old} when accident", f"{new} when accident"
    assert bool(critical(policy(rule=[old]).handbook, policy(rule=[new]).handbook)) == weaker


def test_what_a_safety_critical_interpretation_names_is_safety_critical():
    readings = {"I-1": ["doubts rule/delete when recording"]}
    old, new = (
        policy({"rule": ["anyone must not delete recording"], "more": more}, readings).handbook
        for more in ([], ["anyone must not film child when recording"])
    )
    assert critical(old, new) == []
    weighty = [
        replace(b, interpretations=(replace(b.interpretations[0], safety_critical=True),)) for b in (old, new)
    ]
    assert critical(*weighty)


def test_freeing_what_a_house_rule_calls_unsafe_is_safety_critical():
    house = ["[house] anyone must never investigate"]
    assert critical(*(policy(rule=r, beside=house).handbook for r in (["anyone must not investigate"], [])))
    assert not critical(*(policy(rule=r).handbook for r in (["anyone must not investigate"], [])))


def test_the_gravest_come_first():
    found = flips(REAL, replace(REAL, sections=()))
    places = [list(GROUPS).index(flip.group) for flip in found]
    assert places == sorted(places)
    assert found[0].group == "critical"
    # The ban on indecent images of children is among the first things that anybody reads.
    assert any("indecent images of children" in flip.sentence for flip in found[:5])


# ---- training


def test_records_are_stale_by_path_and_by_reader():
    question = next(q for q in REAL.questions if "core" in q.paths and not q.roles)
    changed = retakes(REAL, REAL, [Suspect("question", question.id, (), holds=True)])
    assert [(retake.path, retake.questions) for retake in changed] == [
        ("core", (question.id,)),
        ("full", (question.id,)),
    ]
    assert len(changed[0].readers) == len(REAL.readers)
    assert retakes(REAL, REAL, []) == ()
    assert "retake 1 decision (" in str(changed[0])


# ---- time

TYPICAL = mutants(REAL, 1)[17]
WHOLESALE = replace(REAL, sections=())


@pytest.mark.parametrize("other", [TYPICAL, WHOLESALE], ids=["typical", "wholesale"])
def test_two_facts_are_soon_tried(other):
    begun = time.process_time()
    assert flips(REAL, other)
    # Three seconds are allowed, and the benchmark measures them; a busy or an old machine is no defect.
    assert time.process_time() - begun < 6


def test_all_combinations_of_facts_are_tried_in_time():
    begun = time.process_time()
    assert flips(REAL, TYPICAL, None)
    assert time.process_time() - begun < 180


def test_progress_is_told_from_beginning_to_end():
    seen: list[tuple[int, int]] = []
    flips(BOOK, without_notes(BOOK), progress=lambda done, of: seen.append((done, of)))
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]
