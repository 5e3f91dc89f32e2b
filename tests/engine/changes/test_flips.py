"""The flips: that none is passed over and none made up, what they say, how they are ranked, and how long it takes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from changing import asked, bare, covers, every_flip_is_true, mutants, renumbered, with_words, without_notes
from making import clause, policy
from places import SMALL

from policybook.changes.effects import retakes
from policybook.changes.flips import flips
from policybook.changes.flips_in_words import GROUPS, Kinds
from policybook.changes.sayings import Sayings
from policybook.changes.situations import Pair, lent
from policybook.changes.training import Suspect
from policybook.judging.judge import Judge
from policybook.load import load
from policybook.policy.english import labels, third_person
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act, Section, Word
from policybook.policy.organisation import Office
from policybook.policy.training import Reader

BOOK = load(SMALL)


def told(old: list[str], new: list[str], **more: dict[str, list[str]]) -> list[tuple[str, str]]:
    """(group, sentence) for each flip from one rule of a small policy to another."""
    found = flips(policy({"rule": old}, **more).handbook, policy({"rule": new}, **more).handbook)
    return [(flip.group, flip.sentence) for flip in found]


# ---- none passed over, none made up


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


def test_every_flip_is_a_change_in_what_is_said_of_each_situation_that_it_names():
    others = [without_notes(BOOK), replace(BOOK, sections=()), *mutants(BOOK, 3)]
    assert sum(every_flip_is_true(BOOK, other) for other in others) > 50


def test_nothing_flips_where_only_words_and_numbers_change():
    assert flips(BOOK, renumbered(BOOK)) == ()


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
            "Somebody who works at the pool (but not the manager), when there is an accident: was “must” tell the "
            "manager, 1(a); would be “must” tell the manager immediately, 1(a).",
        ),
        (
            ["worker must tell manager and deputy when accident"],
            ["worker must tell manager or deputy when accident"],
            "critical",
            "A lifeguard or a cleaner, when there is an accident: was “must” tell both the deputy manager and the "
            "manager, 1(a); would be “must” tell either the deputy manager or the manager, 1(a).",
        ),
        (
            ["worker must tell manager and deputy when accident"],
            ["worker must tell manager or deputy when accident"],
            "critical",
            "The deputy manager, when there is an accident: was “must” tell the manager, 1(a); would be nobody else "
            "to tell, 1(a).",
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
    kinds = Kinds(BOOK.vocabulary.people, among=set())
    workers = kinds.below["worker"] | {"worker"}
    assert kinds.widest(frozenset(workers)) == (("worker", ()),)
    assert kinds.widest(frozenset(workers - {"cleaner"})) == (("worker", ("cleaner",)),)
    assert kinds.widest(frozenset({"cleaner", "child"})) == (("cleaner", ()), ("child", ()))


def test_a_kind_below_which_there_is_only_an_office_holds_people_too():
    people = {"worker": Word("worker", "a worker"), "boss": Word("boss", "the boss", ("worker",))}
    words = {"people": people, "acts": {"tell": Word("tell", "tell", takes="recipients")}}
    words |= {"things": {"fire": Word("fire", "there is a fire")}, "outcomes": {}}
    vocabulary = BOOK.vocabulary.having(words)
    empty = Handbook(vocabulary, roles=(Office("boss", "Boss"),))
    old, new = (
        replace(
            empty,
            sections=(
                Section(
                    "1", "One", "one", (clause("rule", [f"worker {verb} tell boss when fire"], vocabulary),)
                ),
            ),
        )
        for verb in ("must", "should")
    )
    (flip,) = flips(old, new)
    assert flip.sentence.startswith(
        "A worker (but not the boss), when there is a fire: was “must” tell the boss"
    )
    held_by_many = [replace(book, roles=()) for book in (old, new)]
    assert flips(*held_by_many) == ()


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
    rules = [
        "anyone must tell manager immediately when accident",
        "anyone must not race",
        "anyone may sing",
        "anyone should walk",
    ]
    weaker = ["anyone should tell manager when accident", "anyone may race", "anyone must walk"]
    found = flips(policy(rule=rules).handbook, policy(rule=weaker).handbook)
    groups = [flip.group for flip in found]
    places = [list(GROUPS).index(group) for group in groups]
    assert places == sorted(places)
    assert groups[0] == "critical"
    assert len(set(groups)) > 3


# ---- training


def test_records_are_stale_by_path_and_by_reader():
    readers = tuple(Reader(name, name, name, (name,)) for name in ("lifeguard", "cleaner"))
    book = replace(BOOK, readers=readers)
    question = next(q for q in book.questions if "core" in q.paths and not q.roles)
    changed = retakes(book, book, [Suspect("question", question.id, (), holds=True)])
    assert [(retake.path, retake.questions) for retake in changed] == [
        ("core", (question.id,)),
        ("full", (question.id,)),
    ]
    assert len(changed[0].readers) == len(readers)
    assert retakes(book, book, []) == ()
    assert "retake 1 decision (" in str(changed[0])


# ---- progress


def test_progress_is_told_from_beginning_to_end():
    seen: list[tuple[int, int]] = []
    flips(BOOK, without_notes(BOOK), progress=lambda done, of: seen.append((done, of)))
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]
