"""Completion records: how one is made and sealed, what it is worth when it comes back, and the log of them.

It imports `load` and what lies below, and of these a browser needs the core alone. Start with `record`, then
`verify`; decisions/0012 says why.
"""
