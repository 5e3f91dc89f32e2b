"""What every directive of the extension stands on: the handbook of a build, its domain, its nodes, roles and views.

It imports nothing of `ext` but itself. Start with `book`, then `directive`.
"""
