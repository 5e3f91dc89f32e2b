"""All combinations of facts, found without trying each: held against trying each, in policies that are made up."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from making import WORDS, policy

from policybook.changes.flips import flips
from policybook.policy.model import Word

EVERY = 99
"""So many facts at once that every set of them is tried by itself."""
FACTS = ("accident", "broken-bone", "self-hurt", "crowded", "lesson", "about-manager", "disclosure")
HURT = Word("self-hurt", "who acts is hurt", ("accident",), gives="hurt-swimmer")
KNOWN = replace(WORDS, things={**WORDS.things, HURT.name: HURT})

one = st.sampled_from
some_facts = st.lists(one(FACTS), min_size=1, max_size=2, unique=True).map(" and ".join)
when = st.one_of(st.just(""), some_facts.map(" when {}".format))
unless = st.one_of(st.just(""), one(FACTS).map(" unless {}".format))
who = one(("anyone", "worker", "swimmer", "hurt-swimmer", "manager"))
told = st.tuples(
    one(("must tell", "should tell", "is encouraged to tell")),
    one(("", " manager", " deputy", " manager and deputy", " manager or deputy")),
    one(("", " immediately")),
).map("".join)
done = one(
    (
        "must not run",
        "must run",
        "should not run",
        "may run",
        "must not keep-secret",
        "should be-careful if they run",
        "may face warning for run",
    )
)
rule = st.tuples(who, st.just(" "), st.one_of(told, done), when, unless).map("".join)
rules = st.lists(rule, max_size=3)
reading = st.one_of(
    when.map("doubts rule{}".format),
    st.just("leaves open rule"),
    some_facts.map("sets aside rule when {}".format),
    some_facts.map("hands over rule when {} to safeguarding-policy under rule".format),
    st.just("excuses manager when about-manager"),
    st.just("excuses deputy when crowded and lesson"),
    st.just("reads accident as covering lesson"),
    st.just("leaves open whether accident covers disclosure"),
    st.just("reads accident as not covering self-hurt"),
)
notes = st.lists(reading, max_size=3, unique=True).map(
    lambda all_: {f"I-{at}": [it] for at, it in enumerate(all_)}
)
outside = st.lists(
    one(
        (
            "[safeguarding-policy] worker must tell manager or deputy immediately when disclosure",
            "[safeguarding-policy] anyone must tell deputy when accident and crowded",
            "[safeguarding-policy] hurt-swimmer must tell manager when lesson",
        )
    ),
    max_size=2,
    unique=True,
)
made = st.builds(
    lambda first, second, third, read, beside: (
        policy(
            {"rule": [*first, "worker must tell manager when accident"], "second": second, "third": third},
            read,
            beside,
            KNOWN,
        ).handbook
    ),
    rules,
    rules,
    rules,
    notes,
    outside,
)


@given(made, made)
@settings(max_examples=40)
def test_what_is_told_is_what_trying_every_set_of_facts_tells(old, new):
    assert flips(old, new, None) == flips(old, new, EVERY)
