"""What a notebook shows, a question as a form of widgets, and what it keeps of the answers.

It imports `training` and what lies below. `policybook.notebook` is what a notebook's cells call; start there.
"""
