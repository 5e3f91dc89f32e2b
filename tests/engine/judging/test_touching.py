"""The norms that are weighed of an act are all that can bear on it, found without asking each."""

from __future__ import annotations

from itertools import product

import pytest
from making import policy
from places import SMALL

from policybook.judging.judge import Judge
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act

MADE = policy(
    {
        "before": ["anyone must ask-advice before film child"],
        "guided": ["anyone should be-careful if they film child"],
        "contrary": ["anyone must sing or walk"],
        "told": ["anyone must tell manager when accident"],
    }
).handbook


@pytest.mark.parametrize("handbook", [load(SMALL), MADE], ids=["small", "made"])
def test_no_norm_bears_on_an_act_that_does_not_touch_it(handbook: Handbook):
    judge, words = Judge(handbook), handbook.vocabulary
    borne = 0
    for name, done_to in product(words.acts, ((), *((word,) for word in (*words.people, *words.things)))):
        act = Act(name, done_to)
        touching = judge.touching(act)
        assert set(touching) <= set(handbook.norms.values())
        assert [norm.id for norm in touching] == sorted({norm.id for norm in touching})
        course = (act, Act("film", ("child",)))
        for norm in handbook.norms.values():
            if any(judge.relation(norm, act, some) for some in ((act,), course)):
                borne += 1
                assert norm in touching, (norm.sentence, act.sentence)
    assert borne > 20
