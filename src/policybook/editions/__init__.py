"""The whole handbook in one file, and back: as a handbook.json, and frozen as an edition.

It holds the one codec over the model's fields, the editions with their fingerprints, and what became of a clause
from one to the next. It imports `training` and what lies below. Start with `handbook_json`, then `codec`.
"""
