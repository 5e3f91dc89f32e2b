"""Lighthouse on one page of each kind: see `__main__`."""
