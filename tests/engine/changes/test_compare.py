"""Comparing two handbooks: each class of change, and each difference that is called out in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changing import every_change_of_a_norm_is_told, renumbered, with_clause
from hypothesis import given, settings
from hypothesis import strategies as st
from making import clause, policy
from places import SMALL

from policybook.changes.compare import Change, compare
from policybook.changes.differences import pair_norms
from policybook.changes.redline import KEPT, OUT
from policybook.changes.wording import force_changes
from policybook.load import load
from policybook.mutants import apply, mutants_of
from policybook.mutants.norms import of_norm
from policybook.policy.handbook import Handbook
from policybook.policy.model import Section

BOOK = load(SMALL)


def only(old: Handbook, new: Handbook) -> Change:
    """The one change that there is."""
    (change,) = compare(old, new).all
    return change


def said(old: str, new: str) -> list[tuple[str, str]]:
    """The differences of two rules of one clause."""
    change = only(policy(rule=[old]).handbook, policy(rule=[new]).handbook)
    assert change.classes == ("substantive",)
    return [(d.field, d.words) for norm in change.norms for d in norm.differences]


# ---- classes


def test_a_handbook_compared_with_itself_has_no_change():
    assert compare(BOOK, BOOK).is_empty


FIRST = next(iter(BOOK.clauses))


def test_a_clause_that_only_one_has_is_added_or_retired():
    section = BOOK.sections[0]
    more = replace(
        BOOK, sections=(replace(section, clauses=(*section.clauses, clause("new", []))), *BOOK.sections[1:])
    )
    assert [(c.id, c.classes) for c in compare(BOOK, more).clauses] == [("new", ("added",))]
    assert [(c.id, c.classes) for c in compare(more, BOOK).clauses] == [("new", ("retired",))]


def test_renumbering_alone_is_renumbered_only():
    found = compare(BOOK, renumbered(BOOK))
    assert {c.classes for c in found.all} == {("renumbered",)}
    assert len(found.all) == len(BOOK.clauses)


def test_a_clause_in_another_section_has_moved():
    first, second = "one", "two"
    a, b, c = (clause(name, ["anyone must not run"]) for name in "abc")
    old = replace(BOOK, sections=(Section("1", "First", first, (a, b)), Section("2", "Second", second, (c,))))
    new = replace(BOOK, sections=(Section("1", "First", first, (a,)), Section("2", "Second", second, (b, c))))
    pages = {"a": first, "b": first, "c": second}
    for name, page in pages.items():
        old = with_clause(old, name, page=page)
    for name, page in {**pages, "b": second}.items():
        new = with_clause(new, name, page=page)
    (change,) = compare(old, new).clauses
    assert (change.id, change.classes) == ("b", ("moved",))
    assert change.differences[0].words == "it stands in “Second”, was in “First”"


def test_of_clauses_in_another_order_the_fewest_have_moved():
    a, b, c, d = (clause(name, ["anyone must not run"]) for name in "abcd")
    old, new = (
        replace(BOOK, sections=(Section("1", "", "p", order),)) for order in ((a, b, c, d), (d, a, b, c))
    )
    assert [(x.id, x.classes) for x in compare(old, new).clauses] == [("d", ("moved",))]


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("text", "Words about the pool, said better.", "editorial"),
        ("title", "Another title", "editorial"),
        ("plain", "Plain words, said better.", "editorial"),
        ("source", ("9(z)",), "editorial"),
        ("kind", "aim", "substantive"),
    ],
)
def test_words_that_no_rule_turns_on_are_editorial(field, value, kind):
    old = policy(rule=["anyone must not run"]).handbook
    change = only(old, with_clause(old, "rule", **{field: value}))
    assert change.classes == (kind,)
    assert change.said


@pytest.mark.parametrize(
    ("was", "now", "turned"),
    [
        ("You must walk.", "You should walk.", "“must” and “should”"),
        ("You must not run.", "You must run.", "“not”"),
        ("Tell the manager and the deputy.", "Tell the manager or the deputy.", "“and” and “or”"),
        ("Tell them immediately.", "Tell them in time.", "“immediately”"),
        ("Wait 5 minutes.", "Wait 50 minutes.", "“5” and “50”"),
        ("You may run if it is dry.", "You may run.", "“if”"),
    ],
)
def test_a_word_that_rules_turn_on_makes_a_change_of_words_substantive(was, now, turned):
    old = with_clause(policy(rule=["anyone must not run"]).handbook, "rule", text=was)
    change = only(old, with_clause(old, "rule", text=now))
    assert change.classes == ("substantive",)
    assert change.differences[0].words == f"the words change in {turned}, and no rule changes with them"
    plain = with_clause(old, "rule", plain=was)
    assert only(plain, with_clause(plain, "rule", plain=now)).classes == ("substantive",)


def test_another_office_in_the_words_is_substantive_though_no_rule_changes():
    old = with_clause(policy(rule=["anyone must tell manager"]).handbook, "rule", text="Tell the manager.")
    change = only(old, with_clause(old, "rule", text="Tell the keeper."))
    assert change.classes == ("substantive",)


def test_a_not_that_moves_to_another_sentence_is_noticed():
    assert force_changes("Do not run. You walk.", "Do run. You not walk.") == ("“not”",)
    assert force_changes("One two three.", "One four three.") == ()


def test_a_rule_without_its_words_is_called_out():
    old = policy(rule=["anyone must not run"]).handbook
    change = only(old, policy(rule=["anyone should not run"]).handbook)
    assert ("words", "a rule changes, and no word of the clause does") in [
        (d.field, d.words) for d in change.differences
    ]


# ---- what is called out


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("anyone should walk", "anyone must walk", "verb", "“should” becomes “must”, which is stronger"),
        ("anyone must walk", "anyone should walk", "verb", "“must” becomes “should”, which is weaker"),
        (
            "anyone must not run",
            "anyone must never run",
            "verb",
            "“must not” becomes “must never”, which is as strong",
        ),
        (
            "anyone must run",
            "anyone must not run",
            "negation",
            "“must” becomes “must not”: this is forbidden, was asked for",
        ),
        (
            "anyone must not run",
            "anyone may run",
            "negation",
            "“must not” becomes “may”: this is allowed, was forbidden",
        ),
        (
            "anyone must tell manager or deputy",
            "anyone must tell manager and deputy",
            "joiner",
            "tells the manager and the deputy manager, was “or”: all of them",
        ),
        (
            "anyone must tell manager",
            "anyone must tell manager and deputy",
            "recipient",
            "tells the manager and the deputy manager, was the manager",
        ),
        (
            "anyone must tell manager",
            "anyone must tell manager or deputy",
            "joiner",
            "“or” is put in: any one of them is enough",
        ),
        (
            "anyone must tell manager at the earliest opportunity",
            "anyone must tell manager immediately",
            "timing",
            "“at the earliest opportunity” becomes “immediately”: sooner",
        ),
        (
            "anyone must tell manager immediately",
            "anyone must tell manager",
            "timing",
            "“immediately” becomes no time stated: later",
        ),
        (
            "anyone must not run",
            "worker must not run",
            "actor",
            "it is for somebody who works at the pool, was for anybody",
        ),
        ("worker may film child", "only worker may film child", "actor", "“only” is put in"),
        ("anyone must not run", "anyone must not race", "act", "the act is “race”, was “run”"),
        (
            "anyone must not film child",
            "anyone must not film swimmer",
            "object",
            "it is about a swimmer, was about a child",
        ),
        (
            "anyone must walk",
            "anyone must walk when crowded",
            "condition",
            "“when the pool is crowded” is put in",
        ),
        (
            "anyone must not run unless emergency",
            "anyone must not run",
            "condition",
            "“unless it is an emergency” is taken out",
        ),
        (
            "anyone should be-careful if they run especially when crowded",
            "anyone should be-careful if they run",
            "condition",
            "“especially when the pool is crowded” is taken out",
        ),
        (
            "anyone should be-careful if they run",
            "anyone should be-careful if they race",
            "condition",
            "“if they run” becomes “if they race”",
        ),
        (
            "anyone should ask-advice from council before investigate",
            "anyone should ask-advice from council",
            "condition",
            "“before somebody does this: look into it” is taken out",
        ),
    ],
)
def test_each_difference_of_a_rule_is_called_out_in_words(old, new, field, words):
    assert (field, words) in said(old, new)


def test_a_consequence_is_called_out():
    outcomes = list(BOOK.vocabulary.outcomes)
    one, other = outcomes[0], outcomes[1]
    found = said(
        f"anyone must not run, or else may face {one}", f"anyone must not run, or else will face {one}"
    )
    assert [field for field, _ in found] == ["consequence"]
    found = said(f"anyone may face {one} for run", f"anyone may face {other} for run")
    assert [field for field, _ in found] == ["consequence"]


def test_a_rule_that_comes_or_goes_is_called_out():
    change = only(
        policy(rule=["anyone must walk"]).handbook,
        policy(rule=["anyone must walk", "anyone must not film child"]).handbook,
    )
    assert [d.words for norm in change.norms for d in norm.differences] == ["a rule is put in"]


def test_a_rule_that_stands_in_another_clause_now_says_where():
    old = policy(one=["anyone must walk", "anyone must not run"], two=["anyone must not film child"]).handbook
    new = policy(one=["anyone must walk"], two=["anyone must not film child", "anyone must not run"]).handbook
    words = [
        d.words for change in compare(old, new).clauses for norm in change.norms for d in norm.differences
    ]
    assert words == [
        "the rule itself stays: it now stands in 1(a) two",
        "the rule itself stays: it stood in 1(a) one",
    ]


def test_rules_are_paired_though_their_ids_move_up():
    old = policy(rule=["anyone must not run", "worker must not run when crowded"]).handbook.clauses["rule"]
    new = policy(rule=["worker should not run when crowded"]).handbook.clauses["rule"]
    pairs = [(a and a.sentence, b and b.sentence) for a, b in pair_norms(old.norms, new.norms)]
    assert ("worker must not run when crowded", "worker should not run when crowded") in pairs


# ---- interpretations, guidance, words


def test_a_reading_a_state_and_a_weight_of_an_interpretation_are_called_out():
    old = policy({"rule": ["anyone must not run"]}, {"I-1": ["reads run as covering walk"]}).handbook
    note = old.interpretations[0]
    other = policy({"rule": ["anyone must not run"]}, {"I-1": ["reads run as not covering walk"]}).handbook
    assert [d.words for d in only(old, other).said] == [
        "it no longer reads run as covering walk",
        "it reads run as not covering walk",
    ]
    for change, words in (
        ({"state": "confirmed"}, "it is confirmed by the board, was awaiting the board"),
        ({"safety_critical": True}, "it is safety-critical"),
    ):
        found = only(old, replace(old, interpretations=(replace(note, **change),)))
        assert (found.classes, [d.words for d in found.said]) == (("substantive",), [words])


def test_guidance_and_words_are_compared_too():
    old = policy(beside=["[house] anyone must never investigate"]).handbook
    change = only(old, policy(beside=["[house] anyone should not investigate"]).handbook)
    assert (change.sort, change.said[0].field) == ("guidance", "verb")
    words = dict(old.vocabulary.people)
    words["helper"] = replace(words["helper"], parents=("worker",))
    new = replace(old, vocabulary=replace(old.vocabulary, people=words))
    change = only(old, new)
    assert (change.sort, change.id, change.said[0].words) == ("word", "helper", "it is a kind of worker")
    words["helper"] = replace(old.vocabulary.people["helper"], label="a kind helper")
    assert only(old, replace(old, vocabulary=replace(old.vocabulary, people=words))).classes == ("editorial",)


# ---- redlines


def test_the_redline_gives_both_texts_back():
    old = with_clause(BOOK, FIRST, text="Walk near the water.\n\nAlways.")
    new = with_clause(BOOK, FIRST, text="Walk with care near the water.\n\nAlways, please.")
    found = compare(old, new)
    pieces = found.redline(found.clauses[0])
    was = " ".join(p.text for p in pieces if p.fate in (KEPT, OUT))
    now = " ".join(p.text for p in pieces if p.fate != OUT)
    assert (was, now) == (
        "Walk near the water. ¶ Always.",
        "Walk with care near the water. ¶ Always, please.",
    )


# ---- properties

OF_NORMS = {mutant for norm in BOOK.norms.values() for mutant in of_norm(BOOK, norm)}
MUTANTS = [mutant for mutant in mutants_of(BOOK) if mutant in OF_NORMS]
books = st.sampled_from([BOOK, renumbered(BOOK), *(apply(BOOK, m) for m in MUTANTS[::11])])


@settings(max_examples=40)
@given(books, books)
def test_swapping_the_two_swaps_what_is_added_and_retired_and_keeps_the_rest(one, other):
    forth, back = compare(one, other), compare(other, one)
    swapped = {"added": "retired", "retired": "added"}
    assert {(c.sort, c.id, tuple(sorted(swapped.get(k, k) for k in c.classes))) for c in forth.all} == {
        (c.sort, c.id, tuple(sorted(c.classes))) for c in back.all
    }


def test_every_change_of_a_norm_is_substantive_and_says_what_it_is():
    assert every_change_of_a_norm_is_told(BOOK, 1) > 80
