"""Pages and files for who adopts the policy: what is in force, what is covered, calendar, feed, and the handbook as data.

It imports the other folders of `ext`. Start with `page`.
"""
