"""Every house rule: what CI refuses, each in one shape, in the room of its subject.

It imports `reviews` and what lies below. Start with `rule`, which says what a rule is, then `run`, which holds the
list and the stages; a new rule needs a bad input (tests/engine/check/test_rules.py).
"""
