"""What changes between two handbooks: in words, in decisions, and for the training.

It holds the comparison clause by clause, redlines, flips (situations that are judged otherwise), what a change asks
people to retake, and what a proposal would do if it were adopted. It imports `portable` and what lies below. Start
with `compare` for words, and with `flips` for decisions; decisions/0014 says why.
"""
