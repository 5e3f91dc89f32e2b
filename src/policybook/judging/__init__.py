"""What the policy says of a situation: a verdict with its clauses, worked out from norms and interpretations alone.

It holds the is-a graphs, the judge, and what is read off it without a question: whom to tell, who is covered, the
table of every act. It imports `policy` alone. Start with `judge`; decisions/0005 has the rules.
"""
