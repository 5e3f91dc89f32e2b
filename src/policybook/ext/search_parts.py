"""A search whose list is too long to be fetched whole: the list by pages, and where each word stands in it.

The browser fetches the words that are asked for, takes the pages on which most of them stand, and searches those as it
would search a list that is whole (theme/static/search-parts.js). Words are made here as words.js and search.js make them.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from policybook.policy.handbook import Handbook

LARGE = 150_000
"""So many characters of clauses are still fetched whole: with the scripts, a first search then stays within 40 KB."""
RUN = 4_000
"""So many characters, or with one word more, are in a file of words."""
COMMON, FEW = 4, 25
"""Of a word in more than one of `COMMON` entries, these first are listed: it tells nothing apart."""
WHOLE = frozenset(("card", "may", "office", "term"))
"""The kinds that do not grow with the policy, and stand in what is fetched first."""
IDLE = frozenset(
    re.findall(
        r"\w+",
        """may i can a an the my me to of on in for it is that who this with at and or do from be have has somebody someone
        please about are as if when what how any we they he she his her you your not no but so there was am does did
        should must would will could allowed ok""",
    )
)
"""Words that say nothing of what is asked: those of words.js."""
_NUMBER = re.compile(r"(?a:\b)([0-9])\s?\(([a-zA-Z])\)")
_TOKEN = re.compile(r"[^\W_]+")
_END = re.compile(r"(?:(?<=.{4})ing|ed|es|e|s)\Z")
_VOWEL = re.compile(r"(?<=..)(?:y|ie)\Z")

Listed = tuple[object, ...]
"""What can be found on a page: kind, title, anchor, sentences, and other words or the numbers of everyday questions."""
Part = Mapping[str, Sequence[Listed]]


def words(text: str) -> list[str]:
    """The words of a text that say something, without their endings."""
    return [stem(one) for one in _TOKEN.findall(_NUMBER.sub(r"\1\2", text).lower()) if one not in IDLE]


@cache
def stem(word: str) -> str:
    """A word without its ending."""
    found = _END.search(word)
    if found and _units(word) - len(found[0]) > 2:
        word = word[: found.start()]
    return _VOWEL.sub("i", word)


def _units(word: str) -> int:
    """How long JavaScript takes a word to be."""
    return len(word.encode("utf-16-le")) // 2


@lru_cache(maxsize=1)
def _length(handbook: Handbook) -> int:
    return sum(len(f"{one.title}{one.id}{one.plain}{one.text}") for one in handbook.clauses.values())


def is_long(handbook: Handbook) -> bool:
    """Whether what is searched is published in parts."""
    return _length(handbook) > LARGE


def in_parts(part: Part) -> tuple[str, dict[str, str]]:
    """A list as what is fetched first, with what finds the rest; and the rest, the text of each script by its path."""
    asked = [one for listed in part.values() for one in listed if one[0] == "may"]
    quoted = {str(one[3]).partition(" ")[2] for one in asked} - {""}
    first: dict[str, list[Listed]] = {}
    pages: dict[str, list[Listed]] = {}
    for page, listed in part.items():
        for one in listed:
            # What answers an everyday question is quoted with it, whatever is fetched.
            if one[0] in WHOLE or one[2] in quoted:
                first.setdefault(page, []).append(one)
            if one[0] not in WHOLE:
                pages.setdefault(page, []).append(one)
    runs = list(_runs(_where([one for listed in pages.values() for one in listed], asked)))
    made = {
        f"pages/{page.removesuffix('.html')}.js": _script("pages", page, listed)
        for page, listed in pages.items()
    }
    made |= {f"words/{at}.js": _script("words", at, dict(run)) for at, run in enumerate(runs)}
    places = {
        "pages": {page: len(listed) for page, listed in pages.items()},
        "starts": [run[0][0] for run in runs],
        "version": hashlib.sha256("".join(made.values()).encode()).hexdigest()[:16],
    }
    return f"{_json(first)};globalThis.policybookSearch_places={_json(places)}", made


def _script(kind: str, key: object, data: object) -> str:
    name = f"globalThis.policybookSearch_{kind}"
    return f"({name}??={{}})[{_json(key)}]={_json(data)};\n"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


Places = tuple[list[int], list[int], int]
"""Of a word: the entries that have it in their title or among their other words, the other entries, and how many."""


def _where(entries: Sequence[Listed], asked: Sequence[Listed]) -> dict[str, Places]:
    titled: dict[str, list[int]] = {}
    beside: dict[str, list[int]] = {}
    for at, (_, title, anchor, text, others) in enumerate(entries):
        given = list(others) if isinstance(others, list | tuple) else [others]
        near = " ".join(map(str, (part for one in given if isinstance(one, int) for part in asked[one])))
        called = dict.fromkeys(words(" ".join([str(title), *(one for one in given if isinstance(one, str))])))
        for word in called:
            titled.setdefault(word, []).append(at)
        for word in dict.fromkeys(words(f"{anchor} {text} {near}")):
            if word not in called:
                beside.setdefault(word, []).append(at)
    most, found = len(entries) // COMMON, {}
    for word in titled.keys() | beside.keys():
        title, other = titled.get(word, []), beside.get(word, [])
        count = len(title) + len(other)
        if count > max(most, FEW):
            title, other = title[:FEW], other[: max(0, FEW - len(title))]
        found[word] = title, other, count
    return found


def _runs(found: Mapping[str, Places]) -> Iterator[list[tuple[str, list[object]]]]:
    """The words in the order of JavaScript, in files of like length; numbers of entries as steps from one to the next."""
    run: list[tuple[str, list[object]]] = []
    length = 0
    for word in sorted(found, key=lambda one: one.encode("utf-16-be")):
        title, other, count = found[word]
        told: list[object] = [_steps(title), _steps(other)]
        told += [count] if count > len(title) + len(other) else []
        run.append((word, told))
        length += len(_json(told)) + len(word)
        if length > RUN:
            yield run
            run, length = [], 0
    if run:
        yield run


def _steps(numbers: Iterable[int]) -> list[int]:
    return [after - before for before, after in pairwise((0, *numbers))]
