"""Lints the questions as an examiner would: tells, traps, length, names, and words that belie an option's acts.

The policy proves which answer is right. It cannot see that the right one is always the longest, or that its
words say “wait” where its act says “immediately”. Each rule states its bound in its own words. They run once a
question can be read and weighed: a question that is ill is healed first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from policybook.model import Act, Handbook, Option, Question
from policybook.problems import Kind, Place, Problem

CHANCE = 0.01
"""A pattern of the bank is a problem where chance alone would show it less often than this."""


class Rule(Protocol):
    """A rule of the bank: its docstring states what it forbids, with the bound."""

    derived: bool

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Every problem that this rule finds."""


# ---- what the rules share

_ROLE = re.compile(r"\{[a-z-]+\}`(?:([^`<]*?)\s*<)?([^`]*?)>?`")
_APART = str.maketrans(dict.fromkeys(".,:;!?“”‘()*", " "))
_WORD = re.compile(r"[\w’'-]+")
_CITED_LAST = re.compile(r"\{clause\}`[^`]+`[.)]?$")


def words_of(text: str) -> list[str]:
    """The words that a reader sees: citations left out, titles in them kept."""
    return _WORD.findall(shown(text))


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """The text as a reader sees it, nearly: a citation is its own words, or nothing."""
    return _ROLE.sub(lambda found: found[1] or "", text) if "{" in text else text


def texts_of(question: Question) -> Iterator[tuple[Place, str, str]]:
    """(place, what it is, text) of all that a reader of a question reads, citations left out."""
    yield question.place, "the question", shown(question.prompt)
    if question.hint:
        yield question.place, "the hint", shown(question.hint)
    for option in question.options:
        yield option.place, f"option {option.letter}", shown(option.text)
        yield option.place, f"the feedback on {option.letter}", shown(option.feedback)


def at_least(chances: Iterable[float], found: int) -> float:
    """How likely it is that `found` or more of some independent events happen, each with its own chance."""
    ways = [1.0]
    for chance in chances:
        ways = [
            (ways[at] * (1 - chance) if at < len(ways) else 0.0) + (ways[at - 1] * chance if at else 0.0)
            for at in range(len(ways) + 1)
        ]
    return sum(ways[found:])


def _choices(handbook: Handbook) -> dict[str, list[Question]]:
    """The choose-one questions of each page, and of "the bank"."""
    found: dict[str, list[Question]] = defaultdict(list)
    for question in handbook.questions:
        if question.kind == "one" and sum(option.marked for option in question.options) == 1:
            found[question.page].append(question)
            found["the bank"].append(question)
    return found


def _right(question: Question) -> Option:
    return next(option for option in question.options if option.marked)


def _item(question: Question, what: str, hint: str, place: Place | None = None) -> Problem:
    return Problem(Kind.ITEM, place or question.place, f"“{question.id}”: {what}", hint)


def _of_many(questions: Sequence[Question], what: str, hint: str) -> Problem:
    return Problem(Kind.ITEM, questions[0].place, what, hint)


# ---- one question at a time


class NoneOfTheAbove:
    """No option is about the other options: “all of the above”, “none of these answers”, “both A and B”."""

    derived = True
    _ABOUT = re.compile(
        r"\b(?:all|none|both|neither|any|either) of (?:the (?:above|below|(?:other )?(?:answers|options))|these\b)"
        r"|\b(?:both|neither|either) [A-F] (?:and|n?or) [A-F]\b",
        re.IGNORECASE,
    )

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Look for words about other options in each."""
        for question in handbook.questions:
            for option in question.options:
                if found := self._ABOUT.search(shown(option.text)):
                    what = f"option {option.letter} is about the other options (“{found[0]}”)."
                    yield _item(question, what, "Say in it what somebody does.", option.place)


class StemsSayWhatToDo:
    """No question asks for what is *not* so: “Which of these is not …?”, “… except”, “NOT” in capitals."""

    derived = True
    _NEGATIVE = re.compile(
        r"\b[Ww](?:hich|hat|ho|hom)\b[^.?!]*(?<!or )\b(?:not|never|except|least|\w+n['’]t)\b[^.?!]*\?|\bNOT\b|\bEXCEPT\b"
    )
    _QUOTED = re.compile(r"“[^”]*”")

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Look at each prompt, quotations left out."""
        for question in handbook.questions:
            if found := self._NEGATIVE.search(self._QUOTED.sub("", shown(question.prompt))):
                what = f"it asks for what is not so (“{' '.join(found[0].split())}”), which people misread."
                yield _item(question, what, "Ask for what is so, or “Choose all that are right”.")


class OptionsDiffer:
    """No two options say nearly the same.

    The same words, little ones and their order apart; or the same acts, with four in five of the words shared.
    """

    derived = True
    _LITTLE = frozenset(("a", "an", "the", "it", "that", "this", "then", "so", "to", "of"))
    _SHARED = 0.8

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare each option with those before it."""
        for question in handbook.questions:
            before: list[tuple[Option, frozenset[str]]] = []
            for option in question.options:
                mine = frozenset(word.lower() for word in words_of(option.text)) - self._LITTLE
                for other, words in before:
                    if self._alike(option, mine, other, words):
                        what = f"options {other.letter} and {option.letter} say nearly the same."
                        yield _item(question, what, "Make one a mistake of its own.", option.place)
                before.append((option, mine))

    def _alike(self, one: Option, mine: frozenset[str], other: Option, words: frozenset[str]) -> bool:
        if mine == words:
            return one.text.lower() != other.text.lower()  # which is a problem of another kind already
        same = (one.acts, one.claims, one.part) == (other.acts, other.claims, other.part)
        return same and len(mine & words) >= self._SHARED * len(mine | words)


class FeedbackCites:
    """The feedback on every option ends with the clause, or the outside guidance, that it rests on."""

    derived = True

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Look at the end of each option's feedback."""
        for question in handbook.questions:
            for option in question.options:
                if not _CITED_LAST.search(option.feedback.strip()):
                    what = f"the feedback on option {option.letter} does not end with its clause."
                    yield _item(question, what, "Put {clause}`…` on its last line.", option.place)


class TextsAreShort:
    """A prompt has 60 words at most, an option 25, its feedback 70, a hint 20, and a sentence of any of them 25."""

    derived = True
    _MOST: Mapping[str, int] = {"question": 60, "option": 25, "feedback": 70, "hint": 20}
    _SENTENCE = 25
    _ENDS = re.compile(r"(?<=[.?!:])[”’\"']?\s|\n\s*\n")

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Count the words of each text, and of each sentence in it."""
        for question in handbook.questions:
            for place, called, text in texts_of(question):
                most = next(most for kind, most in self._MOST.items() if kind in called)
                count = len(_WORD.findall(text))
                if count > most:
                    what = f"{called} has {count} words, and {most} are enough."
                    yield _item(question, what, "Say less.", place)
                if count <= self._SENTENCE:
                    continue
                longest = max(len(_WORD.findall(part)) for part in self._ENDS.split(text))
                if longest > self._SENTENCE:
                    what = f"a sentence of {called} has {longest} words, and {self._SENTENCE} are enough."
                    yield _item(question, what, "Make two of it.", place)


class NobodyIsNamed:
    """Nobody is named, real or made up: people are “a pupil”, “the Headteacher”, “a colleague”.

    A title before a capital (“Mrs A”), a capitalised word inside a sentence that is not capitalised anywhere in
    the book or in a short list here, and an unknown word that begins a sentence and does what people do.
    """

    derived = True
    _TITLES = frozenset(
        ("Mr", "Mrs", "Miss", "Ms", "Mx", "Dr", "Sir", "Dame", "Rev", "Revd", "Father", "Sister")
    )
    _NEXT = re.compile(r"\.? [A-Z][\w’'-]*")
    _CAPITAL = re.compile(r"\b[A-Z][\w’'-]*")
    _DOES = re.compile(
        r"(?:['’]s)? (?:asks|says|tells|sends|wants|writes|shows|posts|shares|works|thinks|laughs)\b"
    )
    _NO_PERSON = re.compile(r"(?:ing|ness|ion|ment|ship)$")
    _PRONOUNS = frozenset(
        (
            "he",
            "she",
            "it",
            "they",
            "one",
            "who",
            "this",
            "that",
            "somebody",
            "someone",
            "nobody",
            "everybody",
            "anybody",
        )
    )
    _KNOWN = frozenset(
        re.findall(
            r"\w+",
            "I LADO Year Reception Christmas Easter English Welsh Monday Tuesday Wednesday Thursday Friday Saturday "
            "Sunday January February March April May June July August September October November December",
        )
    )

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare the capitals of every text with those of the book."""
        book = " ".join(_book_texts(handbook))
        read = [(question, *text) for question in handbook.questions for text in texts_of(question)]
        capitals = {_bare(word) for word in self._CAPITAL.findall(book)} | self._KNOWN
        words = " ".join([book, *(text for _, _, _, text in read)]).translate(_APART).split()
        small = {word for word in words if word.islower()} | self._PRONOUNS
        for question, place, called, text in read:
            for name in self._names(text, capitals, small):
                yield _item(
                    question, f"{called} seems to name somebody: “{name}”.", "Say who in words.", place
                )

    def _names(self, text: str, capitals: Collection[str], small: Collection[str]) -> Iterator[str]:
        for found in self._CAPITAL.finditer(text):
            word = _bare(found[0])
            if word in self._TITLES and (named := self._NEXT.match(text, found.end())):
                yield f"{word}{named[0]}"
            if word in capitals or word.removesuffix("s") in self._KNOWN:
                continue
            before = text[: found.start()].rstrip(" *_(")
            is_inside = bool(before) and before[-1] not in '.?!:“‘”"\n'
            if is_inside or (word.lower() not in small and self._is_a_person(word, found)):
                yield word

    def _is_a_person(self, word: str, found: re.Match[str]) -> bool:
        owns = found[0].endswith(("'s", "’s"))
        does = owns or self._DOES.match(found.string, found.end())
        return bool(does) and not self._NO_PERSON.search(word)


def _bare(word: str) -> str:
    return word if word.isalpha() else re.sub(r"['’](?:s|m|ll|d|ve)?$", "", word)


def _book_texts(handbook: Handbook) -> Iterator[str]:
    """All the words of the book itself, labels and titles included."""
    for clause in handbook.clauses.values():
        yield f"{clause.title}. {shown(clause.text)} {shown(clause.plain)}"
    yield from (f"{note.title}. {shown(note.text)}" for note in handbook.interpretations)
    yield from (f"{guidance.title}. {shown(guidance.text)}" for guidance in handbook.guidance)
    words = handbook.vocabulary
    for table in (words.people, words.acts, words.things, words.outcomes):
        yield from (word.label for word in table.values())
    yield from (role.title for role in handbook.roles)
    yield from (section.title for section in handbook.sections)


class NobodyIsShamed:
    """No text makes a reader feel small: no word begins as one of a short list does (stupid, obvious, lazy, …)."""

    derived = True
    _SHAMING = (
        *(
            "stupid",
            "foolish",
            "idiot",
            "dumb",
            "naive",
            "careless",
            "lazy",
            "laziness",
            "ignorant",
            "ignorance",
        ),
        *("ridiculous", "shame", "ashamed", "obvious", "of course you", "clearly wrong", "common sense"),
        *("anybody can see", "anyone can see", "should know better", "ought to know better", "how could you"),
    )

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Look for these words in every text."""
        for question in handbook.questions:
            for place, called, text in texts_of(question):
                small = text.lower()
                for words in self._SHAMING:
                    if words in small and re.search(rf"\b{words}", small):
                        what = f"{called} says “{words}”, which can shame somebody."
                        yield _item(question, what, "Say what is so, and why.", place)


# ---- words against acts


class RightWordsAreSafe:
    """No right option says, in words, to wait, investigate, confront, promise secrecy or copy a child's image.

    A word of each list counts unless “not”, “never”, “without” and the like stand up to three words before it.
    Images count where the question is about child-image-found, or speaks of indecent ones. An option in which only
    others act is left out: those who investigate in the end are named by it, and the reader is not one of them.
    """

    derived = True
    _NOT = re.compile(
        r"(?:\b(?:not|never|nobody|no one|without|nor|instead of|rather than|before anybody)|n['’]t)(?:\W+\w+){0,3}\W*$",
        re.IGNORECASE,
    )
    _UNSAFE: Mapping[str, re.Pattern[str]] = {
        "put off": re.compile(
            r"\b(?:wait(?:s|ing)?|later|tomorrow|postpone|put(?:ting)? (?:it )?off|after the weekend|some other time"
            r"|next (?:week|month|term|year|lesson|meeting|Monday|Tuesday|Wednesday|Thursday|Friday))\b",
            re.IGNORECASE,
        ),
        "investigate": re.compile(
            r"\b(?:investigat(?:e|es|ing)|look(?:ing)? into (?:it|this|that)|find(?:ing)? out (?:who|why|whether|if|more)"
            r"|search(?:ing)? (?:the|his|her|their|for)|question(?:ing)? (?:the|him|her|them)|gather(?:ing)? (?:proof|evidence))\b",
            re.IGNORECASE,
        ),
        "confront": re.compile(
            r"\b(?:confront(?:s|ing)?|challeng(?:e|ing) (?:the|him|her|them)|have it out)\b", re.IGNORECASE
        ),
        "keep it secret": re.compile(
            r"\b(?:promis(?:e|ing)|(?:keep|keeping) (?:it|this|that) (?:a )?secret|between (?:us|you and)|tell(?:ing)? nobody)\b",
            re.IGNORECASE,
        ),
    }
    _COPIES = re.compile(
        r"\b(?:screen ?(?:shot|print|grab)\w*|photograph|copy|save|keep|print|forward|send|show|delete|look at)\b"
        r"[^.]*\b(?:image|picture|photo|video)s?\b",
        re.IGNORECASE,
    )
    _INDECENT = re.compile(r"\b(?:indecent|naked|nude|undressed|sexual)\b", re.IGNORECASE)

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Look at the words of every option that is marked right."""
        for question in handbook.questions:
            told = f"{question.prompt} {' '.join(option.text for option in question.options)}"
            images = "child-image-found" in question.given or bool(self._INDECENT.search(told))
            lists = {**self._UNSAFE, **({"handle the image": self._COPIES} if images else {})}
            for option in question.options:
                if option.marked and not (option.acts and all(act.who for act in option.acts)):
                    yield from self._option(question, option, lists)

    def _option(
        self, question: Question, option: Option, lists: Mapping[str, re.Pattern[str]]
    ) -> Iterator[Problem]:
        text = shown(option.text)
        for called, words in lists.items():
            for found in words.finditer(text):
                if not self._NOT.search(text[: found.start()]):
                    what = f"option {option.letter} is right, and its words say to {called} (“{found[0]}”)."
                    yield _item(question, what, "Let its words say what its acts say.", option.place)
                    break


class RightWordsTellWhomTheActsTell:
    """A right option names in words each office of school.yml that its acts tell, and no other.

    “Both of them” and “them both” name two. An office is named by the last two words of its title, or by the whole
    of it where a shorter title ends with the same two.
    """

    derived = True
    _BOTH = re.compile(r"\b(?:both of (?:them|these)|them both|both people)\b", re.IGNORECASE)

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare the words of every right option with whom its acts tell."""
        offices = self._offices(handbook)
        for question in handbook.questions:
            for option in question.options:
                if option.marked and option.acts:
                    yield from self._option(handbook, question, option, offices)

    @staticmethod
    def _offices(handbook: Handbook) -> dict[str, re.Pattern[str]]:
        found: dict[str, str] = {}
        for role in sorted(handbook.roles, key=lambda role: len(role.title)):
            short = " ".join(role.title.split()[-2:])
            found[role.id] = role.title if short in found.values() else short
        return {name: re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE) for name, words in found.items()}

    def _option(
        self, handbook: Handbook, question: Question, option: Option, offices: Mapping[str, re.Pattern[str]]
    ) -> Iterator[Problem]:
        told = {
            name for act in option.acts for name in _told(handbook, act) if name in offices and not act.who
        }
        text = shown(option.text)
        named = {name for name, title in offices.items() if title.search(text)}
        hint = "Let its words name whom its acts tell."
        if len(told) == 2 and self._BOTH.search(text):
            named |= told
        for name in sorted(told - named):
            yield _item(
                question, f"option {option.letter} tells {name}, and its words do not.", hint, option.place
            )
        for name in sorted(named - told):
            if re.search(rf"\b(?:tell|report)\b[^.]*?{offices[name].pattern}", text, re.IGNORECASE):
                what = f"option {option.letter} says to tell {name}, and its acts do not."
                yield _item(question, what, hint, option.place)


def _told(handbook: Handbook, act: Act) -> tuple[str, ...]:
    return act.recipients if handbook.vocabulary.takes(act.act) == "recipients" else ()


# ---- the bank as a whole


class LengthTellsNothing:
    """The right answer is not the longest option, or the shortest, more often than chance allows.

    Over the choose-one questions of a page, and over the bank: a count that guessing would reach less than once in
    a hundred times (each question counts as one in as many as it has options; ties count for nobody).
    """

    derived = True

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Count on each page, and over all of them."""
        for where, questions in _choices(handbook).items():
            for called, pick in (("longest", max), ("shortest", min)):
                found = sum(self._is_extreme(question, pick) for question in questions)
                chances = [1 / len(question.options) for question in questions]
                if found and at_least(chances, found) < CHANCE:
                    what = f"the right answer is the {called} in {found} of the {len(questions)} questions of {where}."
                    yield _of_many(questions, what, f"Make some right answers less than the {called}.")

    @staticmethod
    def _is_extreme(question: Question, pick: Callable[[Iterable[int]], int]) -> bool:
        lengths = [len(shown(option.text)) for option in question.options]
        most = pick(lengths)
        return len(shown(_right(question).text)) == most and lengths.count(most) == 1


class PlaceTellsNothing:
    """The right answer does not stand in one place more often than chance allows, on a page or over the bank."""

    derived = True

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Count each letter on each page, and over all of them."""
        for where, questions in _choices(handbook).items():
            for letter in sorted({option.letter for question in questions for option in question.options}):
                having = [q for q in questions if any(option.letter == letter for option in q.options)]
                found = sum(_right(question).letter == letter for question in having)
                if found and at_least([1 / len(q.options) for q in having], found) < CHANCE:
                    what = (
                        f"the right answer is {letter} in {found} of the {len(having)} questions of {where}."
                    )
                    yield _of_many(having, what, "Move some of them.")


class AbsolutesTellNothing:
    """Words such as “always” and “nobody” do not give wrong options away over the bank.

    Of the choose-one questions in which some options have such a word and some have none, the right answer has one
    at least as often as guessing would show once in a hundred times.
    """

    derived = True
    _ABSOLUTE = re.compile(
        r"\b(?:always|never|all|every|everybody|everyone|nobody|no one|none|nothing|anything|completely|entirely)\b",
        re.IGNORECASE,
    )

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Count over the whole bank."""
        chances, missed, telling = [], 0, []
        for question in _choices(handbook).get("the bank", []):
            having = sum(self._has(option) for option in question.options)
            if 0 < having < len(question.options):
                telling.append(question)
                chances.append(1 - having / len(question.options))
                missed += not self._has(_right(question))
        if missed and at_least(chances, missed) < CHANCE:
            what = f"in {missed} of the {len(telling)} questions with an “always” or a “never”, only wrong options have it."
            yield _of_many(telling, what, "Take the absolute out of some wrong options.")

    def _has(self, option: Option) -> bool:
        return bool(self._ABSOLUTE.search(shown(option.text)))


# ---- how hard it is to read


class ReadingAge:
    """A question reads at a grade of 8 at most (a reading age of 13), and a page of them at 6 (of 11).

    The grade is Flesch and Kincaid's, over all that a reader reads, as `grade` works it out. It is asked for by the
    tests alone: a library that knows syllables is too heavy for an author's loop (decisions/0009).
    """

    derived = True
    QUESTION, PAGE = 8.0, 6.0

    def __init__(self, grade: Callable[[str], float]) -> None:
        self._grade = grade

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Grade each question, and each page."""
        pages: dict[str, list[Question]] = defaultdict(list)
        for question in handbook.questions:
            pages[question.page].append(question)
            if (grade := self._grade(self._read(question))) > self.QUESTION:
                what = f"it reads at a grade of {grade:.1f}, and {self.QUESTION:.0f} is enough."
                yield _item(question, what, "Use shorter words, and shorter sentences.")
        for page, questions in pages.items():
            if (grade := self._grade(" ".join(map(self._read, questions)))) > self.PAGE:
                what = f"{page} reads at a grade of {grade:.1f}, and {self.PAGE:.0f} is enough."
                yield _of_many(questions, what, "Make its longest sentences two.")

    @staticmethod
    def _read(question: Question) -> str:
        """All that a reader reads, a full stop after each part, so that no two run together."""
        parts = (" ".join(text.split()) for _, _, text in texts_of(question))
        return " ".join(part if part.endswith((".", "?", "!", "”")) else f"{part}." for part in parts if part)


RULES: tuple[Rule, ...] = (
    NoneOfTheAbove(),
    StemsSayWhatToDo(),
    OptionsDiffer(),
    FeedbackCites(),
    TextsAreShort(),
    NobodyIsNamed(),
    NobodyIsShamed(),
    RightWordsAreSafe(),
    RightWordsTellWhomTheActsTell(),
    LengthTellsNothing(),
    PlaceTellsNothing(),
    AbsolutesTellNothing(),
)
