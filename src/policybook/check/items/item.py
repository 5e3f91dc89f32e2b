"""Rules of one question at a time: its form, its length, and its manners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from policybook.check.items.texts import WORD, OfTheBank, shown, texts_of, words_of
from policybook.check.rule import Subject
from policybook.policy.citations import citations, clauses_named
from policybook.policy.problems import Problem
from policybook.policy.training import Option
from policybook.training.bank import weighed


class NoneOfTheAbove(OfTheBank):
    """No option is about the other options: “all of the above”, “none of these answers”, “both A and B”."""

    _ABOUT = re.compile(
        r"(?i)\b(?:all|none|both|neither|any|either) of (?:the (?:above|below|(?:other )?(?:answers|options))|these\b)"
        r"|\b(?:both|neither|either) [A-F] (?:and|n?or) [A-F]\b"
    )

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look for words about other options in each."""
        for question in subject.handbook.questions:
            for option in question.options:
                if found := self._ABOUT.search(shown(option.text)):
                    what = f"option {option.letter} is about the other options (“{found[0]}”)."
                    yield self.of_question(question, what, "Say in it what somebody does.", option.place)


class StemsSayWhatToDo(OfTheBank):
    """No question asks for what is *not* so: “Which of these is not …?”, “… except”, “NOT” in capitals."""

    _SENTENCE = re.compile(r"[^.?!]+\??")
    _ASKS = re.compile(r"\b[Ww](?:hich|hat|ho|hom)\b")
    _NOT = re.compile(r"(?<!or )\b(?:not|never|except|least|\w{1,40}n['’]t)\b")
    _LOUD = re.compile(r"\bNOT\b|\bEXCEPT\b")
    _QUOTED = re.compile(r"“[^“”]*”")

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look at each prompt, quotations left out."""
        for question in subject.handbook.questions:
            if found := self._negative(self._QUOTED.sub("", shown(question.prompt))):
                what = f"it asks for what is not so (“{' '.join(found.split())}”), which people misread."
                yield self.of_question(question, what, "Ask for what is so, or “Choose all that are right”.")

    def _negative(self, text: str) -> str:
        """The first question of a text that asks for what is not so, or a loud word; "" where there is neither."""
        for sentence in self._SENTENCE.findall(text):
            asks = self._ASKS.search(sentence) if sentence.endswith("?") else None
            if asks and self._NOT.search(sentence, asks.end()):
                return str(sentence[asks.start() :])
        loud = self._LOUD.search(text)
        return loud[0] if loud else ""


class OptionsDiffer(OfTheBank):
    """No two options say nearly the same.

    The same words, little ones and their order apart; or the same acts, with four in five of the words shared.
    """

    _LITTLE = frozenset(("a", "an", "the", "it", "that", "this", "then", "so", "to", "of"))
    _SHARED = 0.8

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare each option with those before it."""
        for question in subject.handbook.questions:
            before: list[tuple[Option, frozenset[str]]] = []
            for option in question.options:
                mine = frozenset(word.lower() for word in words_of(option.text)) - self._LITTLE
                for other, words in before:
                    if self._alike(option, mine, other, words):
                        what = f"options {other.letter} and {option.letter} say nearly the same."
                        yield self.of_question(question, what, "Make one a mistake of its own.", option.place)
                before.append((option, mine))

    def _alike(self, one: Option, mine: frozenset[str], other: Option, words: frozenset[str]) -> bool:
        if mine == words:
            return one.text.lower() != other.text.lower()  # which is a problem of another kind already
        same = (one.acts, one.claims, one.part) == (other.acts, other.claims, other.part)
        return same and len(mine & words) >= self._SHARED * len(mine | words)


class FeedbackCites(OfTheBank):
    """The feedback on every option ends with the clause, or the outside guidance, that it rests on."""

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look at the end of each option's feedback."""
        for question in subject.handbook.questions:
            for option in question.options:
                # Nothing but a full stop or a bracket stands after the last citation, which is of a clause.
                text = option.feedback.strip()
                last = next(reversed([*citations(text)]), None)
                if not last or last.role != "clause" or text[last.span[1] :] not in ("", ".", ")"):
                    what = f"the feedback on option {option.letter} does not end with its clause."
                    yield self.of_question(question, what, "Put {clause}`…` on its last line.", option.place)


class CitationsAreShown(OfTheBank):
    """What feedback ends with bears on the question: a clause that is only a contrast is cited in a sentence.

    So every rule in a last line that is nothing but citations is one that a reader finds under “Show the working”, or
    in an interpretation that it names. A clause without a rule is shown by nothing, and is left alone.
    """

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Compare the last line of each option's feedback with what shows the question's answers."""
        handbook = subject.handbook
        with_rules = {norm.clause for norm in handbook.norms.values()}
        for question in handbook.questions:
            for option in question.options:
                last = option.feedback.strip().rpartition("\n")[2]
                if {*words_of(last)} - {"and"}:
                    continue
                bank = weighed(handbook, question)
                # Most bear on an act, which is found already: all that shows an answer is more work.
                borne = {norm.clause for norm in bank.norms}
                for name in clauses_named(last):
                    if name in with_rules and name not in borne and name not in bank.shown:
                        what = f"option {option.letter} ends with “{name}”, which shows none of its answers."
                        hint = "Leave it out, or say in a sentence above what it has to do with this."
                        yield self.of_question(question, what, hint, option.place)


class TextsAreShort(OfTheBank):
    """A prompt has 60 words at most, an option 25, its feedback 70, a hint 20, and a sentence of any of them 25."""

    _MOST: Mapping[str, int] = {"question": 60, "option": 25, "feedback": 70, "hint": 20}
    _SENTENCE = 25
    _ENDS = re.compile(r"(?<=[.?!:])[”’\"']?\s|\n\s*\n")

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Count the words of each text, and of each sentence in it."""
        for question in subject.handbook.questions:
            for place, called, text in texts_of(question):
                most = next(most for kind, most in self._MOST.items() if kind in called)
                count = len(WORD.findall(text))
                if count > most:
                    what = f"{called} has {count} words, and {most} are enough."
                    yield self.of_question(question, what, "Say less.", place)
                if count <= self._SENTENCE:
                    continue
                longest = max(len(WORD.findall(part)) for part in self._ENDS.split(text))
                if longest > self._SENTENCE:
                    what = f"a sentence of {called} has {longest} words, and {self._SENTENCE} are enough."
                    yield self.of_question(question, what, "Make two of it.", place)


class NobodyIsShamed(OfTheBank):
    """No text makes a reader feel small: no word begins as one of a short list does (stupid, obvious, lazy, …)."""

    _SHAMING = (
        *("stupid", "foolish", "idiot", "dumb", "naive", "careless", "lazy", "laziness", "ignorant"),
        *("ignorance", "ridiculous", "shame", "ashamed", "obvious", "of course you", "clearly wrong"),
        *("common sense", "anybody can see", "anyone can see", "should know better", "ought to know better"),
        "how could you",
    )

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look for these words in every text."""
        for question in subject.handbook.questions:
            for place, called, text in texts_of(question):
                small = text.lower()
                for words in self._SHAMING:
                    if words in small and re.search(rf"\b{words}", small):
                        what = f"{called} says “{words}”, which can shame somebody."
                        yield self.of_question(question, what, "Say what is so, and why.", place)
