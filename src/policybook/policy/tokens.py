"""A sentence of the language as words, read from left to right, each checked against the vocabulary."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from policybook.policy.model import Vocabulary, Word
from policybook.policy.problems import nearest, typed

STARTS = frozenset(("to", "from", "before", "if", "when", "unless", "especially"))
_GRAMMAR = STARTS.union(("and", "or", "and/or", "for", "only", "they", "as", "will"))
T = TypeVar("T")
_WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PHRASE = re.compile(r"[a-z]+( [a-z0-9]+)*")


def is_phrase(text: str) -> bool:
    """Whether `text` may be a verb or a time: lower-case words that no sentence could take for another part of it."""
    return bool(_PHRASE.fullmatch(text)) and text.split(maxsplit=1)[0] not in _GRAMMAR - {"will"}


def is_word(text: str, vocabulary: Vocabulary) -> bool:
    """Whether `text` may be a word of the vocabulary: one that no sentence could mistake for its grammar."""
    if not _WORD.fullmatch(text) or text in _GRAMMAR:
        return False
    return not any(phrase.split()[:1] == [text] for phrase in (*vocabulary.every_verb, *vocabulary.soon))


@dataclass
class LanguageError(ValueError):
    """A sentence that the language does not allow; `word` is true when a word is unknown."""

    what: str
    hint: str = ""
    word: bool = False

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


def unknown(word: str, words: Mapping[str, Word], what: str) -> LanguageError:
    """The error for a word that should be one of `words`, with the nearest of them, or how to list them."""
    if word in ("a", "an", "the"):
        return LanguageError(f"“{word}” is no word of a rule.", "Leave it out.", word=True)
    otherwise = f"Use one of those that {typed('words')} lists, or add it to book/vocabulary.yml."
    hint = nearest(word, words, otherwise, {name: known.label for name, known in words.items()})
    return LanguageError(f"“{word}” is not {what} of the vocabulary.", hint, word=True)


ONES = {"a kind of person": "people", "a kind of act": "acts", "a fact": "things", "an outcome": "outcomes"}
"""What a word may have to be, and the part of the vocabulary that it is then a word of."""


class Tokens:
    """A sentence as words, read from left to right."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.words = tuple(text.split())
        self.text = " ".join(self.words)
        self.at = 0
        self.vocabulary = vocabulary

    def peek(self, offset: int = 0) -> str:
        """The word at hand, or one further on; "" past the end."""
        place = self.at + offset
        return self.words[place] if place < len(self.words) else ""

    def longest(self, phrases: Mapping[str, T]) -> T | None:
        """Step over the longest of these phrases that comes next, and say what it stands for."""
        rest = f"{' '.join(self.words[self.at :])} "
        found = max((p for p in phrases if p and rest.startswith(f"{p} ")), key=len, default="")
        self.at += len(found.split())
        return phrases[found] if found else None

    def starts(self) -> bool:
        """Whether something comes next that follows an act and what it is done to, or nothing does."""
        word = self.peek()
        return (
            not word or word in STARTS or any(word == t.partition(" ")[0] for t in self.vocabulary.soon if t)
        )

    def accept(self, phrase: tuple[str, ...]) -> bool:
        """Step over these words if they come next."""
        if self.words[self.at : self.at + len(phrase)] == phrase:
            self.at += len(phrase)
            return True
        return False

    def expect(self, *phrase: str) -> None:
        """Step over these words, which must come next."""
        if not self.accept(phrase):
            found = f"found “{self.peek()}”" if self.peek() else "the sentence ended"
            raise LanguageError(f"expected “{' '.join(phrase)}” but {found} in “{self.text}”.")

    def known(self, words: Mapping[str, Word], what: str) -> str:
        """The next word, which must be one of `words`."""
        word = self.peek()
        if not word:
            raise LanguageError(f"the sentence “{self.text}” stops where {what} should come.")
        if word not in words:
            raise unknown(word, words, what)
        self.at += 1
        return word

    def one(self, what: str) -> str:
        """The next word, as one of `ONES`: “a kind of person” and so on."""
        return self.known(getattr(self.vocabulary, ONES[what]), what)

    def thing_for(self, act: str) -> str:
        """The next word, as somebody or something that `act` is done to."""
        kind = self.vocabulary.takes(act)
        if kind not in ("people", "things"):
            what = f"“{act}” is not done to anybody or anything, so “{self.peek()}” cannot follow it."
            raise LanguageError(what)
        words: Mapping[str, Word] = getattr(self.vocabulary, kind)
        one = "a kind of person" if kind == "people" else "a thing"
        if self.peek() in words or nearest(self.peek(), words):
            return self.known(words, one)
        return self.known(words, f"{one} that “{act}” is done to, or a word that may follow,")

    def end(self) -> None:
        """Nothing may be left over."""
        if self.peek():
            left = " ".join(self.words[self.at :])
            raise LanguageError(f"“{left}” is left over at the end of “{self.text}”.")


def listed(tokens: Tokens, one: str, joiners: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Words joined by one and the same joiner: ("a", "b"), "or". Each is `one` of `ONES`."""
    found, used = [tokens.one(one)], ""
    while tokens.peek() in joiners and (not used or tokens.peek() == used):
        used = tokens.peek()
        tokens.at += 1
        found.append(tokens.one(one))
    if len(set(found)) != len(found):
        raise LanguageError(f"a word stands twice in a list of “{tokens.text}”.")
    return tuple(found), used


def facts(tokens: Tokens, start: tuple[str, ...], joiner: str) -> tuple[str, ...]:
    """The facts after the words of `start`; none where they do not come next."""
    return listed(tokens, "a fact", (joiner,))[0] if tokens.accept(start) else ()
