"""Rules that hold an option's words against the acts that it amounts to."""

import re
from collections.abc import Iterator, Mapping

from policybook.check.items.texts import of_the_bank, shown
from policybook.check.rule import Found, Said, Subject, of_question
from policybook.policy.handbook import Handbook
from policybook.policy.training import Option, Question

_NOT = re.compile(
    r"(?i)(?:\b(?:not|never|nobody|no one|without|nor|instead of|rather than|before anybody)|n['’]t)"
    r"(?:\W+\w+){0,3}\W*$"
)
_WORDS: Mapping[str, str] = {
    "put off": r"wait(?:s|ing)?|later|tomorrow|postpone|put(?:ting)? (?:it )?off|after the weekend|some other time"
    r"|next (?:week|month|term|year|lesson|meeting|Monday|Tuesday|Wednesday|Thursday|Friday)",
    "investigate": r"investigat(?:e|es|ing)|look(?:ing)? into (?:it|this|that)"
    r"|find(?:ing)? out (?:who|why|whether|if|more)|search(?:ing)? (?:the|his|her|their|for)"
    r"|question(?:ing)? (?:the|him|her|them)|gather(?:ing)? (?:proof|evidence)",
    "confront": r"confront(?:s|ing)?|challeng(?:e|ing) (?:the|him|her|them)|have it out",
    "keep it secret": r"promis(?:e|ing)|(?:keep|keeping) (?:it|this|that) (?:a )?secret|between (?:us|you and)"
    r"|tell(?:ing)? nobody",
}
_UNSAFE: Mapping[str, re.Pattern[str]] = {
    called: re.compile(rf"(?i)\b(?:{words})\b") for called, words in _WORDS.items()
}
_COPY = (
    r"\b(?:screen ?(?:shot|print|grab)\w*|photograph|copy|save|keep|print|forward|send|show|delete|look at)\b"
)
# From the last such word before an image on: so no letter is looked at twice.
_COPIES = re.compile(rf"(?i){_COPY}(?:(?!{_COPY})[^.]){{0,200}}\b(?:image|picture|photo|video)s?\b")


@of_the_bank
def right_words_are_safe(subject: Subject) -> Iterator[Found]:
    """No right option says, in words, to wait, investigate, confront, promise secrecy or handle what nobody touches.

    A word of each list counts unless “not”, “never”, “without” and the like stand up to three words before it.
    To copy counts where the question is given a fact that is `untouched`, or has one of that fact's words. An option
    in which only others act is left out: those who investigate in the end are named by it, and the reader is not one
    of them.
    """
    facts = {
        name: word.untouched for name, word in subject.handbook.vocabulary.things.items() if word.untouched
    }
    about = re.compile(
        rf"(?i)\b(?:{'|'.join(re.escape(word) for words in facts.values() for word in words) or '(?!)'})\b"
    )
    for question in subject.handbook.questions:
        told = f"{question.prompt} {' '.join(option.text for option in question.options)}"
        copies = bool(facts.keys() & {*question.given}) or about.search(told)
        lists = {**_UNSAFE, **({"handle it": _COPIES} if copies else {})}
        for option in question.options:
            if option.marked and not (option.acts and all(act.who for act in option.acts)):
                for place, what, hint in _unsafe(option, lists):
                    yield of_question(question, what, hint, place)


def _unsafe(option: Option, lists: Mapping[str, re.Pattern[str]]) -> Iterator[Said]:
    text = shown(option.text)
    for called, words in lists.items():
        for found in words.finditer(text):
            if not _NOT.search(text[max(0, found.start() - 200) : found.start()]):
                what = f"option {option.letter} is right, and its words say to {called} (“{found[0]}”)."
                hint = "Let its words say what its acts say."
                yield option.place, what, hint
                break


_BOTH = re.compile(r"\b(?:both of (?:them|these)|them both|both people)\b", re.IGNORECASE)


@of_the_bank
def right_words_tell_whom_the_acts_tell(subject: Subject) -> Iterator[Found]:
    """A right option names in words each office of organisation.yml that its acts tell, and no other.

    “Both of them” and “them both” name two. An office is named by the last two words of its title, or by the whole
    of it where a shorter title ends with the same two.
    """
    found: dict[str, str] = {}
    for role in sorted(subject.handbook.roles, key=lambda role: len(role.title)):
        short = " ".join(role.title.split()[-2:])
        found[role.id] = role.title if short in found.values() else short
    offices = {name: re.compile(rf"(?i)\b{re.escape(words)}\b") for name, words in found.items()}
    for question in subject.handbook.questions:
        for option in question.options:
            if option.marked and option.acts:
                yield from _option(subject.handbook, question, option, offices)


def _option(
    handbook: Handbook, question: Question, option: Option, offices: Mapping[str, re.Pattern[str]]
) -> Iterator[Found]:
    telling = [act for act in option.acts if handbook.vocabulary.takes(act.act) == "recipients"]
    told = {name for act in telling if not act.who for name in act.recipients if name in offices}
    text = shown(option.text)
    named = {name for name, title in offices.items() if title.search(text)}
    hint = "Let its words name whom its acts tell."
    if len(told) == 2 and _BOTH.search(text):
        named |= told
    for name in sorted(told - named):
        what = f"option {option.letter} tells {name}, and its words do not."
        yield of_question(question, what, hint, option.place)
    for name in sorted(named - told):
        office = offices[name].pattern.removeprefix("(?i)")
        if re.search(rf"(?i)\b(?:tell|report)\b[^.]{{0,200}}?{office}", text):
            what = f"option {option.letter} says to tell {name}, and its acts do not."
            yield of_question(question, what, hint, option.place)
