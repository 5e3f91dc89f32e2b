"""Lints the questions as an examiner would: tells, traps, length, names, and words that belie an option's acts.

The policy proves which answer is right. It cannot see that the right one is always the longest, or that its
words say “wait” where its act says “immediately”. Each rule states its bound in its own words. They run once a
question can be read and weighed: a question that is ill is healed first. Start with `texts`, then `item`;
decisions/0009 says why.
"""
