"""What a change of wording touches: the words that a rule turns on, and the text as a reader sees it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from policybook.changes.differences import Difference, other
from policybook.changes.redline import hunks
from policybook.policy.citations import bare_words
from policybook.policy.english import listed, plain_text
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause, Guidance, Interpretation, Word

_TURNING = """must should shall may might can cannot could will need needs needed duty advised encouraged allowed
permitted required forbidden banned not never no none nothing nobody neither nor without unless except only and or
either both all any every each immediately soon sooner earliest before after until always if when"""
_FORCE = frozenset(_TURNING.split())
"""The words that a rule turns on: where one is taken out or put in, the change is never called editorial."""
_TRIM = "“”‘’\"'()[].,;:!?–—"


def wording(
    old: Handbook, new: Handbook, was: Clause, now: Clause, ruled: bool
) -> tuple[tuple[Difference, ...], bool]:
    """The differences beside the rules, and whether one of them is substantive. `ruled`: the rules change too."""
    forceful = was.kind != now.kind
    found = [*other("kind", "it is of the kind", was.kind, now.kind)]
    found += other("title", "it is called", was.title, now.title)
    for field, before, after in (("words", was.text, now.text), ("plain", was.plain, now.plain)):
        called = "the words change" if field == "words" else "the line in plain words changes"
        if bare_words(before) == bare_words(after):
            continue
        turned = force_changes(bare_words(before), bare_words(after), _offices(old, new))
        forceful |= bool(turned)
        alone = f" in {listed(turned)}, and no rule changes with them" if turned and not ruled else ""
        found.append(Difference(field, f"{called}{alone}"))
    if ruled and bare_words(was.text) == bare_words(now.text):
        found.append(Difference("words", "a rule changes, and no word of the clause does"))
    if set(was.source) != set(now.source):
        before, after = (listed(clause.source) or "nothing" for clause in (was, now))
        found.append(Difference("source", f"it carries {after} of the source, was {before}"))
    if was.lettered != now.lettered:
        found.append(Difference("source", "it has a letter now" if now.lettered else "it has no letter now"))
    return tuple(found), forceful


def _offices(old: Handbook, new: Handbook) -> tuple[str, ...]:
    """Whom some rule names, and the offices, in small letters and without “the”: to swap one is no mere wording."""
    found: list[str] = []
    for book in (old, new):
        told = {name for norm in book.norms.values() for name in norm.recipients}
        names = [book.vocabulary.people[name].label for name in told if name in book.vocabulary.people]
        found += sorted([*names, *(role.title for role in book.roles)])
    return tuple(dict.fromkeys(re.sub(r"^(the|an?) ", "", name.casefold()) for name in found if name))


# ---- rules


def force_changes(old: str, new: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The words that a rule turns on, and names, numbers too, that some change takes out or puts in, quoted."""
    found: dict[str, None] = {}
    for out, put, _ in hunks(old.split(), new.split()):
        was, now = Counter(_turning(out)), Counter(_turning(put))
        found.update(dict.fromkeys(sorted((was - now) | (now - was))))
    before, after = old.casefold(), new.casefold()
    found.update(dict.fromkeys(name for name in names if before.count(name) != after.count(name)))
    return tuple(f"“{word}”" for word in found)


def _turning(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        bare = word.strip(_TRIM)
        if bare.casefold() in _FORCE:
            yield bare.casefold()
        elif any(c.isdigit() for c in bare):
            yield bare


_BREAK = re.compile(r"\n\s*\n|\n(?=\s*[-*] |\s*\d+\. )")


def flat(book: Handbook, thing: Clause | Interpretation | Guidance | Word | None) -> str:
    """The words of something on one line, with “¶” where a paragraph ends."""
    if thing is None or isinstance(thing, Word):
        return ""
    parts = (bare_words(plain_text(book, part)) for part in _BREAK.split(thing.text.strip()))
    return " ¶ ".join(part for part in parts if part)
