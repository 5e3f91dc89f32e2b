"""The numbers of clauses, which nobody types: 3(d), 1.p2, or About 1 in a section that has no number."""

import string
from collections.abc import Iterable, Iterator
from itertools import count


def letter(number: int) -> str:
    """1 is "a", 26 is "z", 27 is "aa"."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = string.ascii_lowercase[rest] + text
    return text


def numbers(prefix: str, lettered: Iterable[bool], *, numbered: bool) -> Iterator[str]:
    """The number of each clause of a section in turn; `prefix` is the section's number, or its label."""
    letters, paragraphs = count(1), count(1)
    for has_letter in lettered:
        if has_letter and numbered:
            yield f"{prefix}({letter(next(letters))})"
        else:
            yield f"{prefix}{'.p' if numbered else ' '}{next(paragraphs)}"
