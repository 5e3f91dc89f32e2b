"""Pages of the policy: clauses, what cites them, whom to tell, verdicts, editions, changes and proposals.

It imports `ext.base`. Start with `clauses`.
"""
