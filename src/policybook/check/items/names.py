"""The rule that nobody is named."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache

from policybook.check.items.texts import of_the_bank, shown, texts_of
from policybook.check.rule import Found, Subject, of_question
from policybook.policy.english import MONTHS
from policybook.policy.handbook import Handbook

_APART = ".,:;!?“”‘()* \t\n"
"""What stands between two words."""
_TITLES = frozenset(("Mr", "Mrs", "Miss", "Ms", "Mx", "Dr", "Sir", "Dame", "Rev", "Revd", "Father", "Sister"))
_NEXT = re.compile(r"\.? [A-Z][\w’'-]*")
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]*")
_DOES = re.compile(
    r"(?:['’]s)? (?:asks|says|tells|sends|wants|writes|shows|posts|shares|works|thinks|laughs)\b"
)
_NO_PERSON = re.compile(r"(?:ing|ness|ion|ment|ship)$")
_PRONOUNS = frozenset(
    (
        *("he", "she", "it", "they", "one", "who", "this", "that", "somebody", "someone", "nobody"),
        *("everybody", "anybody"),
    )
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KNOWN = frozenset(("I", "Christmas", "Easter", "English", "Welsh", *_DAYS, *MONTHS))


@of_the_bank
def nobody_is_named(subject: Subject) -> Iterator[Found]:
    """Nobody is named, real or made up: people are “a visitor”, “the manager”, “a colleague”.

    A title before a capital (“Mrs A”), a capitalised word inside a sentence that is not capitalised anywhere in
    the book or in a short list here, and an unknown word that begins a sentence and does what people do.
    """
    book = " ".join(_book_texts(subject.handbook))
    read = [(question, *text) for question in subject.handbook.questions for text in texts_of(question)]
    capitals = (
        {_bare(word) for word in _CAPITAL.findall(book)} | _KNOWN | {*subject.handbook.organisation.capitals}
    )

    words = " ".join([book, *(text for _, _, _, text in read)])

    @cache
    def is_small(word: str) -> bool:
        """Whether it is a pronoun, or stands in the texts by itself in small letters."""
        found = (one.span() for one in re.finditer(re.escape(word), words))
        sides = (words[max(0, start - 1) : start] + words[end : end + 1] for start, end in found)
        return word in _PRONOUNS or any(not side.strip(_APART) for side in sides)

    for question, place, called, text in read:
        for name in _names(text, capitals, is_small):
            what = f"{called} seems to name somebody: “{name}”."
            yield of_question(question, what, "Say who in words.", place)


def _names(text: str, capitals: Collection[str], is_small: Callable[[str], bool]) -> Iterator[str]:
    for found in _CAPITAL.finditer(text):
        word = _bare(found[0])
        if word in _TITLES and (named := _NEXT.match(text, found.end())):
            yield f"{word}{named[0]}"
        if word in capitals or word.removesuffix("s") in _KNOWN:
            continue
        before = text[: found.start()].rstrip(" *_(")
        is_inside = bool(before) and before[-1] not in '.?!:“‘”"\n'
        owns_or_does = found[0].endswith(("'s", "’s")) or _DOES.match(text, found.end())
        is_a_person = owns_or_does and not _NO_PERSON.search(word)
        if is_inside or (is_a_person and not is_small(word.lower())):
            yield word


def _bare(word: str) -> str:
    return word if word.isalpha() else re.sub(r"['’](?:s|m|ll|d|ve)?$", "", word)


def _book_texts(handbook: Handbook) -> Iterator[str]:
    """All the words of the book itself, labels and titles included."""
    for clause in handbook.clauses.values():
        yield f"{clause.title}. {shown(clause.text)} {shown(clause.plain)}"
    yield from (f"{note.title}. {shown(note.text)}" for note in handbook.interpretations)
    yield from (f"{guidance.title}. {shown(guidance.text)}" for guidance in handbook.guidance)
    for table in handbook.vocabulary.tables.values():
        yield from (word.label for word in table.values())
    yield from (role.title for role in handbook.roles)
    yield from (section.title for section in handbook.sections)
