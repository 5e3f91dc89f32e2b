"""Verbs, times and exceptions that a handbook declares: what they mean in a verdict, and that their words are theirs."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest
from badinput import copy_of_small
from making import WORDS, policy

from policybook.changes.differences import Sayer
from policybook.check.run import check
from policybook.editions.handbook_json import from_json, to_json
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_norm
from policybook.policy.model import Norm, Verb
from policybook.policy.tokens import LanguageError

DECLARED = {
    "shall": ("for", 7),
    "ought to": ("for", 3),
    "will not": ("against", 7),
    "cannot": ("against", 7),
    "are not permitted to": ("against", 5),
    "are free to": ("neither", 0),
}
OURS = replace(
    WORDS,
    verbs={text: Verb(text, *means) for text, means in DECLARED.items()},
    timings=("within 24 hours", "by the end of the day", "immediately"),
)


def ours(text: str) -> Norm:
    return parse_norm(text, OURS)


@pytest.mark.parametrize("verb", DECLARED)
def test_a_declared_verb_is_read_and_written_as_it_stands(verb):
    norm = ours(f"worker {verb} run when lesson")
    assert (norm.verb, norm.direction, norm.strength) == (verb, *DECLARED[verb])
    assert ours(norm.sentence) == norm
    with pytest.raises(LanguageError, match="has no verb"):
        parse_norm(norm.sentence, WORDS)


def test_a_declared_verb_decides_as_its_direction_and_strength_say():
    found = {verb: policy(walk=[f"worker {verb} run"], known=OURS).says("worker run") for verb in DECLARED}
    assert {verb: verdict.points for verb, verdict in found.items()} == {
        **dict.fromkeys(("shall", "ought to", "are free to"), "for"),
        **dict.fromkeys(("will not", "cannot", "are not permitted to"), "against"),
    }
    assert {verdict.status for verdict in found.values()} == {"decided"}
    assert (
        policy(a=["worker shall run"], b=["worker should not run"], known=OURS).status("worker run")
        == "conflict"
    )
    both = policy(a=["worker will not run"], b=["worker should not run"], known=OURS)
    assert both.verb("worker run") == "will not"


def test_leave_that_is_declared_is_leave_as_may_is():
    assert policy(a=["only worker are free to run"], known=OURS).status("worker run") == "decided"
    with pytest.raises(LanguageError, match="only"):
        ours("only worker ought to run")


def test_a_verb_is_borne_out_by_one_of_the_same_strength_and_by_no_other():
    book = policy(a=["worker ought to run"], known=OURS)
    assert book.bears_out("worker should run")
    assert not book.bears_out("worker shall run")


@pytest.mark.parametrize(
    ("asked", "told", "outcome"),
    [
        ("within 24 hours", "by the end of the day", "keeps"),
        ("by the end of the day", "immediately", "keeps"),
        ("by the end of the day", "within 24 hours", "falls short"),
        ("within 24 hours", "", "falls short"),
        ("", "within 24 hours", "keeps"),
    ],
)
def test_a_declared_time_is_met_by_itself_and_by_what_is_sooner(asked, told, outcome):
    book = policy(accidents=[f"worker must tell manager {asked} when accident"], known=OURS)
    assert book.outcome("worker", f"tell manager {told}", given="accident") == outcome


def test_times_that_are_not_declared_are_no_words():
    with pytest.raises(LanguageError, match="left over"):
        parse_norm("worker must tell manager within 24 hours", WORDS)
    with pytest.raises(LanguageError, match="left over"):
        ours("worker must tell manager at the earliest opportunity")


def test_what_comes_before_an_act_may_be_before_it_is_done_to_somebody():
    book = policy(ask=["worker must ask-advice from manager before film child"])
    assert book.outcome("worker", "film child") == "against"
    assert book.outcome("worker", "ask-advice from manager", "film child") == "keeps"
    assert book.status("worker film swimmer") == "silent"
    assert book.status("worker film child") == "decided"


def test_an_exception_of_several_facts_needs_them_all():
    book = policy(walk=["worker must not run unless emergency and lesson"])
    assert book.status("worker run when emergency") == "decided"
    assert book.status("worker run when lesson") == "decided"
    assert book.status("worker run when emergency and lesson") == "silent"
    either = policy(walk=["worker must not run unless emergency or lesson"])
    assert either.status("worker run when emergency") == "silent"


def test_an_exception_claimed_of_one_fact_is_not_that_of_both():
    book = policy(walk=["worker must not run unless emergency and lesson"])
    assert book.bears_out("worker must not run unless emergency and lesson")
    assert not book.bears_out("worker must not run unless emergency")


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (
            "must not run unless emergency or lesson",
            "must not run unless emergency and lesson",
            "exceptions: all",
        ),
        ("must run before film child", "must run before film swimmer", "before somebody does this: film"),
        ("must run", "must run before film child", "is put in"),
        ("shall run", "ought to run", "weaker"),
        ("must tell manager within 24 hours", "must tell manager immediately", "sooner"),
    ],
)
def test_what_changed_is_said(was, now, says):
    sayer = Sayer(Handbook(OURS), Handbook(OURS))
    found = sayer.differences(ours(f"worker {was}"), ours(f"worker {now}"))
    assert any(says in difference.words for difference in found), found


def test_the_same_words_with_another_strength_are_a_change():
    weaker = replace(OURS, verbs={**OURS.verbs, "shall": Verb("shall", "for", 3)})
    was, now = ours("worker shall run"), parse_norm("worker shall run", weaker)
    [change] = Sayer(Handbook(OURS), Handbook(weaker)).changes([was], [now])
    assert [difference.field for difference in change.differences] == ["verb"]


def test_a_handbook_of_declared_verbs_and_times_travels():
    book = policy(
        a=["worker shall tell manager by the end of the day before film child unless emergency and lesson"],
        known=OURS,
    ).handbook
    again = from_json(to_json(book))
    [norm] = again.policy_norms
    assert (norm.verb, norm.strength, norm.timing.rank) == (
        "shall",
        7,
        OURS.soon["by the end of the day"].rank,
    )
    assert again.vocabulary.soon == OURS.soon
    assert again.vocabulary.verbs == OURS.verbs


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_verbs_and_times_keep_what_they_mean_when_they_are_copied(copied):
    norm = copied(ours("worker shall tell manager immediately"))
    assert (norm.strength, norm.timing.rank) == (7, OURS.soon["immediately"].rank)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Nobody shall hurry; workers ought to be careful.", []),
        (
            "Nobody will not hurry; workers ought to be careful.",
            ["says “shall” less often", "says “will not”, and no"],
        ),
        (
            "Nobody shall hurry; workers should be careful.",
            ["says “ought to” less often", "says “should”, and no"],
        ),
    ],
)
def test_a_clause_says_its_declared_verbs_in_just_those_words(words, says, tmp_path):
    root = copy_of_small(tmp_path)
    (root / "book/agreement.yml").write_text("{}\n", encoding="utf-8")
    for name, old, new in (
        (
            "vocabulary.yml",
            "layers:",
            "verbs: {shall: {for: 7}, ought to: {for: 3}, will not: {against: 7}}\nlayers:",
        ),
        ("policy/rules.md", "Nobody may hurry; see {clause}`accidents` and {interp}`I-1`.", words),
        ("policy/rules.md", "anyone must not run", "anyone shall walk"),
        ("policy/rules.md", "worker should be-careful", "worker ought to be-careful"),
    ):
        page = root / "book" / name
        text = page.read_text(encoding="utf-8")
        assert old in text
        page.write_text(text.replace(old, new), encoding="utf-8")
    mine = [p.what for p in check(root)[1] if p.what.startswith("“no-running”: it ")]
    assert len(mine) == len(says)
    assert all(any(part in what for what in mine) for part in says), mine
