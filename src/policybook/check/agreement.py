"""Words and norms do not part: a clause says what its norms say, and praise is for what is right.

Each rule looks for a few words whose meaning is plain, and is no judge of prose: what it cannot see, a review does.
Where it is mistaken, book/agreement.yml names what it found, and says why; a handbook without that file may say its
rules in other words than its norms do, and is not held to them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from policybook.check.items.texts import shown
from policybook.check.rule import Found, Stage, Subject, rule
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.english import listed
from policybook.policy.handbook import Handbook
from policybook.policy.model import AGAINST, FOR, Clause, Guidance, Norm, Vocabulary
from policybook.policy.problems import Kind, Place, Problem, nearest

FILE = "book/agreement.yml"
"""The exceptions: by the id of a clause or question what is found and meant, each with the reason."""

_SAID: Mapping[tuple[str, ...], str] = {
    ("must not", "must never"): r"must (?:not|never)",
    ("must",): r"must",
    ("should never",): r"should never",
    ("should not",): r"should not|nor should",
    ("should",): r"should",
    ("needs to", "needs not to"): r"needs? to",
    ("may not acceptably",): r"(?:is|are) unacceptable|unacceptable to",
    ("is never justified in",): r"(?:no|nothing)\b[^.]{0,80}\bjustif(?:y|ies)",
    ("has a duty to",): r"dut(?:y|ies)|responsib(?:le|ility)|accountable",
    ("is advised to",): r"advised",
    ("is encouraged to",): r"encourage[sd]?",
    ("will face", "will"): r"will",
    ("may", "may face"): r"may|could|might",
}
"""How clauses say the verbs of the language; of several for the same words the first is named."""
_IN_PASSING = frozenset(verbs[0] for verbs in [*_SAID][8:])
"""What is also said where nothing is asked."""
_LEAVE = r"(?:may|can|might|need not|needn['’]t|do(?: not|n['’]t) (?:need|have) to)(?! be\b)"
_GIVES = re.compile(rf" {_LEAVE}\b", re.IGNORECASE)
"""What all leave holds, whoever is given it: most words have none, and this tells it sooner."""
_FORBIDS = re.compile(r"(?:^|[.:;!?] )(do not|don['’]t|never)\b", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:never|not|no|nobody|offence|against the law)\b", re.IGNORECASE)
_SOON: Mapping[str, re.Pattern[str]] = {
    "immediately": re.compile(r"\b(?:immediately|at once|straight away|now)\b", re.IGNORECASE),
    "at the earliest opportunity": re.compile(
        r"\b(?:at the earliest opportunity|as soon as)\b", re.IGNORECASE
    ),
    "later": re.compile(r"\b(?:later|in due course|at leisure|when (?:you|they) have time)\b", re.IGNORECASE),
}


class Language(NamedTuple):
    """How clauses say the verbs and times of a vocabulary.

    `said` finds a verb in its group of the same place as in `names`, and `named` gives each verb its name there.
    """

    said: re.Pattern[str]
    names: Sequence[str]
    named: Mapping[str, str]
    soon: Mapping[str, re.Pattern[str]]


def _language(words: Vocabulary) -> Language:
    # What a handbook declares is said in just those words, and “will not” is looked for before “will”.
    declared: dict[tuple[str, ...], str] = {
        (verb,): re.escape(verb) for verb in sorted(words.verbs, key=len, reverse=True)
    }
    every = {**declared, **_SAID}
    # A word is looked at more closely only if it begins as one of them does.
    begin = "".join({sign for how in every.values() for sign in re.findall(r"(?:^|\|)(?:\(\?:)?(\w)", how)})
    ways = "|".join(f"({how})" for how in every.values())
    said = re.compile(rf"\b(?=[{begin}])(?:{ways})\b", re.IGNORECASE)
    named = {verb: verbs[0] for verbs in every for verb in verbs}
    times = {time: re.compile(rf"\b{re.escape(time)}\b", re.IGNORECASE) for time in words.soon if time}
    soon = {time: _SOON.get(time, pattern) for time, pattern in times.items()}
    return Language(said, [verbs[0] for verbs in every], named, soon)


class Said(NamedTuple):
    """What is said otherwise than it is: of which clause or question, and where."""

    of: str
    place: Place
    what: str


@rule(Kind.AGREEMENT, stage=Stage.POLICY)
def words_say_what_norms_say(subject: Subject) -> Iterator[Found]:
    """A clause, and its plain line, say with “must”, “should”, “may” and their like what its norms say, and no other.

    In its own words each act of its norms has a verb. Nobody is given leave, and nothing is forbidden, that no norm
    gives leave to or forbids. Whom its norms tell is named, and no other office, joined as they are, and as soon.
    Guidance begins by forbidding where its norms do nothing else, and its title only there.
    """
    yield from _not_meant(subject, _words, "Let its words and its norms say the same")


@lru_cache(maxsize=2)
def _words(handbook: Handbook) -> tuple[Said, ...]:
    names = {name for norm in handbook.policy_norms for name in norm.who if "-" not in name}
    people = "|".join(map(re.escape, ("you", "they", "everybody", "anybody", *names)))
    leave = re.compile(rf"\b(?:{people})s? {_LEAVE}\b", re.IGNORECASE)
    language = _language(handbook.vocabulary)
    found = [Said(one.id, one.place, what) for one in handbook.guidance for what in _begins(one)]
    for clause in handbook.clauses.values():
        takes = handbook.vocabulary.takes
        telling = [n for n in clause.norms if n.direction == FOR and takes(n.phrase.acts[0]) == "recipients"]
        for called, text in (("it", clause.text), ("its plain line", clause.plain)) if clause.norms else ():
            # A list has one verb for all that is in it.
            counts, words = called == "it" and "\n- " not in text, _bare(text)
            whats = [
                *_verbs(clause, words, language, counts=counts),
                *_leaves(clause, words, leave),
                *_told(handbook, clause, telling, words),
                *_times(telling, words, language),
            ]
            found += [Said(clause.id, clause.place, f"{called} {what}") for what in whats]
    return tuple(found)


def _bare(text: str) -> str:
    """What is read, on one line: of a term its words."""
    return " ".join(shown(text.replace("{term}", "")).replace("*", "").replace("`", "").split())


def _begins(guidance: Guidance) -> Iterator[str]:
    ways = {norm.direction for norm in guidance.norms}
    if ways == {AGAINST} and not _AGAINST.search(_bare(guidance.text.strip().split("\n\n")[0])):
        yield "its first paragraph forbids nothing, and its norms do"
    elif ways == {FOR} and (found := _FORBIDS.search(guidance.title)):
        yield f"its title forbids (“{found[1]}”), and no norm of it does"


def _verbs(clause: Clause, words: str, language: Language, *, counts: bool) -> Iterator[str]:
    said = Counter(language.names[(found.lastindex or 1) - 1] for found in language.said.finditer(words))
    asked: dict[str, set[str]] = {}
    for norm in clause.norms:
        # Each act has its verb, and what follows from it another.
        for verb, act in ((norm.verb, norm.phrase.acts[0]), (norm.outcome_verb.split(" ")[0], "")):
            if verb in language.named:
                asked.setdefault(language.named[verb], set()).add(act)
    for verb, acts in asked.items():
        if said[verb] < (len(acts) if counts else 1):
            yield f"says “{verb}” less often than its norms do"
    for verb in said:
        if verb not in asked and verb not in _IN_PASSING:
            yield f"says “{verb}”, and no norm of it does"


def _leaves(clause: Clause, words: str, leave: re.Pattern[str]) -> Iterator[str]:
    permits = any(
        norm.verb.permits or norm.verb == "may face" or norm.outcome_verb.startswith("may")
        for norm in clause.norms
    )
    if not permits and _GIVES.search(words) and (found := leave.search(words)):
        yield f"gives leave (“{found[0]}”), and no norm of it does"
    if all(norm.direction != AGAINST for norm in clause.norms) and (found := _FORBIDS.search(words)):
        yield f"forbids (“{found[1]}”), and no norm of it does"


def _told(handbook: Handbook, clause: Clause, telling: Sequence[Norm], words: str) -> Iterator[str]:
    if not telling:
        return
    offices = {role.id: role.title for role in handbook.roles}
    told = {name for norm in telling for name in norm.recipients if name in offices}
    named = {name for name, title in offices.items() if re.search(rf"(?i)\b{re.escape(title)}\b", words)}
    for name in sorted(told - named):
        yield f"does not name whom its norms tell ({offices[name]})"
    for name in sorted(named - told - {name for norm in clause.norms for name in norm.who}):
        yield f"names an office that its norms do not tell ({offices[name]})"
    for norm in telling:
        titles = "|".join(re.escape(offices.get(name, name)) for name in norm.recipients)
        either = re.search(rf"(?i)\b(?:{titles})\W[^.]{{0,80}}\bor\b[^.]{{0,80}}\b(?:{titles})\b", words)
        if len(norm.recipients) > 1 and bool(either) != (norm.joiner == "or"):
            yield f"joins whom to tell otherwise than its norms (“{norm.joiner}”)"


def _times(telling: Sequence[Norm], words: str, language: Language) -> Iterator[str]:
    if not telling:
        return
    timings = {str(norm.timing) for norm in telling if norm.timing}
    for timing in sorted(timings ^ {timing for timing, said in language.soon.items() if said.search(words)}):
        yield f"{'does not say' if timing in timings else 'says'} how soon (“{timing}”) as its norms do"


_PRAISE = re.compile(
    r"^(?:yes|right|correct|exactly|good|well done)(?=[,.:;!]|$)|\bwell done\b|\b(?:exactly|quite) right\b"
    r"|\b(?:that|this) (?:is|was) (?:right|correct|fine|the right thing)\b|\bgood (?:choice|decision|answer)\b"
    r"|\byou (?:did|do) (?:well|right|the right thing)\b|\b(?:keeps|kept) (?:to )?(?:the|this) (?:policy|clause|rule)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"^(?:no|not|never|wrong|sadly|unfortunately)(?=[,.:;!]|$)|\byou (?:were wrong|should not have)\b"
    r"|\b(?:that|this) (?:is|was) (?:wrong|not right|a mistake)\b"
    r"|\b(?:breaks|broke|goes against|went against) (?:the|this) (?:policy|clause|rule)\b",
    re.IGNORECASE,
)


@rule(Kind.AGREEMENT, stage=Stage.POLICY)
def praise_is_for_what_is_right(subject: Subject) -> Iterator[Found]:
    """No feedback on a wrong option, and no branch after a poor choice, praises it; none of a right one blames it."""
    yield from _not_meant(subject, _praises, "Say what is so")


@lru_cache(maxsize=2)
def _praises(handbook: Handbook) -> tuple[Said, ...]:
    return tuple(
        Said(name, place, f"{called} {'blames' if right else 'praises'} it (“{found[0]}”)")
        for name, place, called, right, text in _answers(handbook)
        if (found := (_BLAME if right else _PRAISE).search(_bare(text)))
    )


def _answers(handbook: Handbook) -> Iterator[tuple[str, Place, str, bool, str]]:
    """What is said of each answer: of which question, where, what it is, whether the answer is right, and the words."""
    for question in handbook.questions:
        for option in question.options if question.kind != "discussion" else ():
            right = option.marked or bool(option.place_in_order)
            yield question.id, option.place, f"the feedback on {option.letter}", right, option.feedback
    for story in handbook.scenarios:
        for decision in story.decisions:
            for key, text in decision.follows if "right" in decision.texts else ():
                yield decision.question, decision.place, f"the branch “{key}”", key == "right", text


def _not_meant(subject: Subject, find: Callable[[Handbook], Sequence[Said]], hint: str) -> Iterator[Found]:
    """What is found, but for what the file of exceptions names; nothing is looked for where there is no such file."""
    meant, _ = _meant(subject)
    for of, place, what in find(subject.handbook) if meant is not None else ():
        if meant is not None and (of, what) not in meant:
            yield place, f"“{of}”: {what}.", f"{hint}; or name it in {FILE}, and say why."


@rule(Kind.AGREEMENT, Kind.YAML, stage=Stage.BOOK)
def what_is_meant_is_said(subject: Subject) -> Iterator[Found]:
    """Every exception of book/agreement.yml has its reason, and is of something that is found."""
    meant, problems = _meant(subject)
    yield from problems
    finds = (_words, _praises) if meant else ()
    there = {(said.of, said.what) for find in finds for said in find(subject.handbook)}
    for (name, words), place in (meant or {}).items():
        if (name, words) not in there:
            near = nearest(words, [what for of, what in there if of == name], "Take it away.")
            yield place, f"this excuses “{words}” of “{name}”, and nothing of it needs that.", near


def _meant(subject: Subject) -> tuple[dict[tuple[str, str], Place] | None, list[Problem]]:
    """What is meant, with its place, and what is wrong with the file; None where the handbook has none."""
    if subject.root is None or not (subject.root / FILE).is_file():
        return None, []
    desk = Desk(subject.root)
    file, found = YamlFile(desk, FILE), {}
    for name, _, entry in file.pairs(file.root, "the list of what is meant"):
        for words, key, reason in file.pairs(entry, f"“{name}”"):
            found[name, words] = file.place(key)
            if not file.string(reason, "the reason"):
                file.wrong(key, f"nothing says why “{words}” is meant.", "Say it in a sentence.")
    return found, desk.problems


_RING = r"(?:call|ring|dial|phone|telephone)(?:l?ing)?"
_NOT_TO = (
    r"\b(?:\w{0,9}n['’]t|not|never|no need to|without|instead of|rather than)(?! (?:hesitate|wait|delay))"
    rf"(?: \w+){{0,2}}? {_RING}\W+(?:\w+\W+){{0,2}}"
)
_DANGER = re.compile(r"(?<!nobody is in )\b(?:danger|emergency)\b", re.IGNORECASE)
_SHORT = re.compile(r"(?<![\d-])(?<!\d )\b\d{3}\b(?![ /.-]?\d)")


@rule(Kind.AGREEMENT, stage=Stage.PAGES)
def danger_has_one_number(subject: Subject) -> Iterator[Found]:
    """No line about danger has another number than the one of book/organisation.yml, and none says not to ring it.

    A wrong option may say so. The page that tells whom to tell, and the words on every page, have the number.
    """
    emergency = subject.handbook.organisation.emergency
    if emergency is None:
        return
    number = emergency.telephone
    never = re.compile(rf"{_NOT_TO}{number}\b", re.IGNORECASE)
    has = re.compile(rf"\b{number}\b")
    lines = [(emergency.place, emergency.title)]

    # Told by plain words first: an expression is too slow for every line of a handbook.
    def is_about_it(small: str) -> bool:
        return number in small or "danger" in small or "emergency" in small

    for path, text in subject.pages:
        if is_about_it(lowered := text.lower()):
            every = enumerate(zip(text.split("\n"), lowered.split("\n"), strict=True), 1)
            lines += [(Place(path, at), line) for at, (line, small) in every if is_about_it(small)]
    for place, line in lines:
        others = {found[0] for found in _SHORT.finditer(line)} - {number}
        if others and _DANGER.search(line):
            hint = f"Say {number}; other services belong in a line of their own."
            yield place, f"this line is about danger, and has the number {listed(sorted(others))}.", hint
        if number in line and "- [ ]" not in line and (found := never.search(line)):
            yield place, f"this says not to ring {number} (“{found[0]}”).", "Nobody is ever told not to."
    needed = [(Place(path), text) for path, text in subject.pages if "tell-somebody}" in text]
    for place, text in (*needed, lines[0]):
        if not has.search(text):
            yield place, f"this does not say to ring {number} in danger.", f"Say “Ring {number}”."
