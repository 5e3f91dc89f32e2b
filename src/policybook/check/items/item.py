"""Rules of one question at a time: its form, its length, and its manners."""

import re
from collections.abc import Iterator, Mapping

from policybook.check.items.texts import WORD, of_each_question, of_the_bank, shown, texts_of, words_of
from policybook.check.rule import Found, Said, Subject, of_question
from policybook.policy.citations import citations, clauses_named
from policybook.policy.training import Option, Question
from policybook.training.bank import weighed

_ABOUT = re.compile(
    r"(?i)\b(?:all|none|both|neither|any|either) of (?:the (?:above|below|(?:other )?(?:answers|options))|these\b)"
    r"|\b(?:both|neither|either) [A-F] (?:and|n?or) [A-F]\b"
)


@of_each_question
def none_of_the_above(question: Question) -> Iterator[Said]:
    """No option is about the other options: “all of the above”, “none of these answers”, “both A and B”."""
    for option in question.options:
        if found := _ABOUT.search(shown(option.text)):
            what = f"option {option.letter} is about the other options (“{found[0]}”)."
            yield option.place, what, "Say in it what somebody does."


_SENTENCE = re.compile(r"[^.?!]+\??")
_ASKS = re.compile(r"\b[Ww](?:hich|hat|ho|hom)\b")
_NOT = re.compile(r"(?<!or )\b(?:not|never|except|least|\w{1,40}n['’]t)\b")
_LOUD = re.compile(r"\bNOT\b|\bEXCEPT\b")
_QUOTED = re.compile(r"“[^“”]*”")


@of_each_question
def stems_say_what_to_do(question: Question) -> Iterator[Said]:
    """No question asks for what is *not* so: “Which of these is not …?”, “… except”, “NOT” in capitals."""
    if found := _negative(_QUOTED.sub("", shown(question.prompt))):
        what = f"it asks for what is not so (“{' '.join(found.split())}”), which people misread."
        yield question.place, what, "Ask for what is so, or “Choose all that are right”."


def _negative(text: str) -> str:
    """The first question of a text that asks for what is not so, or a loud word; "" where there is neither."""
    for sentence in _SENTENCE.findall(text):
        asks = _ASKS.search(sentence) if sentence.endswith("?") else None
        if asks and _NOT.search(sentence, asks.end()):
            return str(sentence[asks.start() :])
    loud = _LOUD.search(text)
    return loud[0] if loud else ""


_LITTLE = frozenset(("a", "an", "the", "it", "that", "this", "then", "so", "to", "of"))
_SHARED = 0.8


@of_each_question
def options_differ(question: Question) -> Iterator[Said]:
    """No two options say nearly the same.

    The same words, little ones and their order apart; or the same acts, with four in five of the words shared.
    """
    before: list[tuple[Option, frozenset[str]]] = []
    for option in question.options:
        mine = frozenset(word.lower() for word in words_of(option.text)) - _LITTLE
        for other, words in before:
            if _alike(option, mine, other, words):
                what = f"options {other.letter} and {option.letter} say nearly the same."
                yield option.place, what, "Make one a mistake of its own."
        before.append((option, mine))


def _alike(one: Option, mine: frozenset[str], other: Option, words: frozenset[str]) -> bool:
    if mine == words:
        return one.text.lower() != other.text.lower()  # which is a problem of another kind already
    same = (one.acts, one.claims, one.part) == (other.acts, other.claims, other.part)
    return same and len(mine & words) >= _SHARED * len(mine | words)


@of_each_question
def feedback_cites(question: Question) -> Iterator[Said]:
    """The feedback on every option ends with the clause, or the outside guidance, that it rests on."""
    for option in question.options:
        # Nothing but a full stop or a bracket stands after the last citation, which is of a clause.
        text = option.feedback.strip()
        last = next(reversed([*citations(text)]), None)
        if not last or last.role != "clause" or text[last.span[1] :] not in ("", ".", ")"):
            what = f"the feedback on option {option.letter} does not end with its clause."
            yield option.place, what, "Put {clause}`…` on its last line."


@of_the_bank
def citations_are_shown(subject: Subject) -> Iterator[Found]:
    """What feedback ends with bears on the question: a clause that is only a contrast is cited in a sentence.

    So every rule in a last line that is nothing but citations is one that a reader finds under “Show the working”, or
    in an interpretation that it names. A clause without a rule is shown by nothing, and is left alone.
    """
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
                    yield of_question(question, what, hint, option.place)


_MOST: Mapping[str, int] = {"question": 60, "option": 25, "feedback": 70, "hint": 20}
_MOST_OF_A_SENTENCE = 25
_ENDS = re.compile(r"(?<=[.?!:])[”’\"']?\s|\n\s*\n")


@of_each_question
def texts_are_short(question: Question) -> Iterator[Said]:
    """A prompt has 60 words at most, an option 25, its feedback 70, a hint 20, and a sentence of any of them 25."""
    for place, called, text in texts_of(question):
        most = next(most for kind, most in _MOST.items() if kind in called)
        count = len(WORD.findall(text))
        if count > most:
            what = f"{called} has {count} words, and {most} are enough."
            yield place, what, "Say less."
        if count <= _MOST_OF_A_SENTENCE:
            continue
        longest = max(len(WORD.findall(part)) for part in _ENDS.split(text))
        if longest > _MOST_OF_A_SENTENCE:
            what = f"a sentence of {called} has {longest} words, and {_MOST_OF_A_SENTENCE} are enough."
            yield place, what, "Make two of it."


_SHAMING = (
    *("stupid", "foolish", "idiot", "dumb", "naive", "careless", "lazy", "laziness", "ignorant"),
    *("ignorance", "ridiculous", "shame", "ashamed", "obvious", "of course you", "clearly wrong"),
    *("common sense", "anybody can see", "anyone can see", "should know better", "ought to know better"),
    "how could you",
)


@of_each_question
def nobody_is_shamed(question: Question) -> Iterator[Said]:
    """No text makes a reader feel small: no word begins as one of a short list does (stupid, obvious, lazy, …)."""
    for place, called, text in texts_of(question):
        small = text.lower()
        for words in _SHAMING:
            if words in small and re.search(rf"\b{words}", small):
                what = f"{called} says “{words}”, which can shame somebody."
                yield place, what, "Say what is so, and why."
