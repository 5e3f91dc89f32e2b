"""Answers, keys and stories: what the policy makes of an option, and what a reader is asked.

It holds the weighing of one answer, the bank that keeps what was weighed, the ways through a story, the paths of the
induction, and which norm is exercised where. It imports `judging` and `policy`. Start with `answers`, then `bank`.
"""
