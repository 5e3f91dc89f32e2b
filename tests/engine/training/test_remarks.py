"""One sentence for each mark and status: no two that are said of one answer contradict each other."""

from __future__ import annotations

import pytest
from making import WORDS, Policy, act, policy

from policybook.policy.language import parse_claim
from policybook.policy.training import Option, Question
from policybook.training.bank import Weighed
from policybook.training.remarks import remark

RULES = {
    "no-running": ["anyone must not run"],
    "care": ["worker should be-careful if they admit child"],
    "filming": ["worker should never film swimmer"],
    "tell": ["worker must tell manager immediately when accident"],
    "sing": ["worker must not sing"],
    "sing-too": ["worker must sing when lesson"],
}
READINGS = {"I-1": ["reads worker as covering helper"], "I-2": ["leaves open whether worker covers council"]}


@pytest.fixture(scope="module")
def pool() -> Policy:
    return policy(RULES, readings=READINGS)


def claims(pool: Policy, *texts: str, kind: str = "one", given: str = "") -> list[str]:
    """What is said of each of some claims; the first one is the right one."""
    options = [
        Option(letter, text, "Why.", letter == "a", claims=(parse_claim(text, WORDS),))
        for letter, text in zip("abc", texts, strict=False)
    ]
    facts = tuple(filter(None, [given]))
    question = Question("a-question", "What?", ("worker",), facts, (), tuple(options), kind)
    weighed = Weighed(pool.judge, question)
    return [remark(weighed, option.letter) for option in options]


@pytest.mark.parametrize(
    ("text", "given", "said"),
    [
        ("worker must not run", "", "The policy says this."),
        ("helper should never film swimmer", "", "The policy says this, read with an interpretation."),
        (
            "worker should be-careful if they admit child",
            "",
            "The policy says this, and the rest is left to judgement.",
        ),
        ("judgement: worker admit child", "", "The policy leaves this to judgement, as this answer says."),
        ("silent: worker wash towel", "", "The policy says nothing of this, as this answer says."),
        (
            "conflict: worker sing",
            "lesson",
            "Two rules meet here, and the policy does not settle this alone, as this answer says.",
        ),
    ],
)
def test_a_claim_that_is_borne_out_is_said_with_what_the_policy_makes_of_it(pool, text, given, said):
    assert claims(pool, text, "worker may run", given=given) == [said, "The policy does not say this."]


def acts(pool: Policy, who: str, kind: str, *texts: str) -> list[str]:
    """What is said of each of some acts after an accident; the first one is the right one."""
    options = [
        Option(letter, text, "Why.", letter == "a", acts=(act(text),))
        for letter, text in zip("abc", texts, strict=False)
    ]
    question = Question("a-question", "What?", (who,), ("accident",), (), tuple(options), kind)
    weighed = Weighed(pool.judge, question)
    return [remark(weighed, option.letter) for option in options]


def test_an_act_is_said_to_keep_the_policy_as_far_as_it_settles_the_matter(pool):
    courses = ("tell manager immediately", "run", "tell deputy")
    assert acts(pool, "worker", "one", *courses) == [
        "It keeps the policy.",
        "It goes against the policy.",
        "It falls short of what the policy asks.",
    ]
    assert acts(pool, "helper", "one", *courses)[0] == "It keeps the policy, read with an interpretation."


def test_of_one_of_several_acts_that_belong_nothing_is_said(pool):
    assert acts(pool, "worker", "all", "tell manager immediately", "run")[0] == ""


def test_a_discussion_has_no_right_answer_to_say_more_of(pool):
    assert acts(pool, "worker", "discussion", "film swimmer", "tell manager immediately") == [
        "It goes against the policy.",
        "It keeps the policy.",
    ]
