"""Pages of the training: questions, stories, the notebooks that tell them, and the induction.

It imports `ext.base` and `ext.policy`. Start with `questions`.
"""
