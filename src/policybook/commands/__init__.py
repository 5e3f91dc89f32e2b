"""What each command does and says, a module each, with no rule of the policy in it.

It imports `check` and what lies below. Start with `policybook.cli`, the table of commands; `output` is how they all
speak.
"""
