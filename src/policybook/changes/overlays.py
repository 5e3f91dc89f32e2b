"""What is otherwise in a handbook than in the one that it extends, as far as somebody has to answer for it."""

import json
from collections.abc import Mapping
from functools import lru_cache

from policybook.changes.compare import Change, compare
from policybook.editions import codec
from policybook.editions.edition import digest_of
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause, Guidance, Interpretation, Word, meant

_OF_PLACE = {"moved", "renumbered"}
Thing = Clause | Interpretation | Guidance | Word


def mark_of(thing: Thing) -> str:
    """Eight digits of what a thing says: of a clause or guidance its words and norms, of the rest all that it travels with."""
    if isinstance(thing, Clause):
        return thing.fingerprint[:8]
    if isinstance(thing, Guidance):
        return digest_of(meant(thing.text, (norm.sentence for norm in thing.norms)))[:8]
    return digest_of(json.dumps(codec.write(thing, {}), ensure_ascii=False, sort_keys=True))[:8]


@lru_cache(maxsize=4)
def own(handbook: Handbook) -> Mapping[str, Change]:
    """Each change from the handbook that is extended to this one, by its id: none where it extends none.

    A new number or place alone is no change here, nor is a word that was added: nothing is judged by it alone.
    """
    if handbook.extends is None or handbook.extends.base is None:
        return {}
    changes = compare(handbook.extends.base, handbook).all
    return {
        change.id: change
        for change in changes
        if not {*change.classes} <= _OF_PLACE and not (change.sort == "word" and change.old is None)
    }


def things_of(handbook: Handbook) -> Mapping[str, Thing]:
    """All that may be otherwise than in another handbook, by its id; what is done today is no part of it."""
    found: dict[str, Thing] = {}
    for table in handbook.vocabulary.tables.values():
        found.update(table)
    found.update(handbook.interpretation_by_id)
    found.update({one.id: one for one in handbook.guidance if one not in handbook.practice})
    found.update(handbook.clauses)
    return found
