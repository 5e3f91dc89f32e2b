"""The policy as data: words, norms and clauses, the training and the handbook that they are part of, and the language between.

It holds frozen classes, the sentences that people write and read (norms, readings, citations, quotations), and what
can be wrong with them. It imports nothing else of this package, and nothing but Python. Start with `model`, then
read `language` beside decisions/0005; `training` and `handbook` are the rest of the model.
"""
