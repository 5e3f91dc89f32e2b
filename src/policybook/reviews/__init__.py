"""What people have reviewed, and what has changed since.

It holds the reader and writer of reviews.lock, and what makes a question, a story or a plain line suspect. It imports
`load`, `changes` and what lies below. Start with `lock`; decisions/0007 says why.
"""
