"""What an everyday question is expected to be answered is what the policy says."""

from __future__ import annotations

from collections.abc import Iterator

from policybook.check.rule import Found, Stage, Subject, rule
from policybook.judging.judge import judge_of
from policybook.judging.lookup import answer
from policybook.policy.problems import Kind


@rule(Kind.KEY, stage=Stage.POLICY)
def everyday_answers_hold(subject: Subject) -> Iterator[Found]:
    """The answer that the safeguarding lead expects of an everyday question is the one that its situation gets."""
    judge = judge_of(subject.handbook)
    for asked in subject.handbook.everyday.questions:
        says = answer(judge, asked.who, asked.act, asked.given).headline
        if says != asked.says:
            what = f"“{asked.id}” expects “{asked.says}”, and the policy makes it “{says}”."
            hint = (
                "Correct what it says, or the situation; if the policy says too little, tell the governors."
            )
            yield asked.place, what, hint
