"""The closed language of norms, acts, claims and readings: sentence to model, and back to the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from policybook.model import AGAINST, TIMINGS, VERBS, Act, Claim, Norm, Phrase, Reading, Vocabulary, Word
from policybook.problems import nearest

LAYERS = ("house", "safeguarding-policy")
STATUSES = ("silent", "judgement", "conflict")
PREPOSITIONS = ("to", "from")
_TIMINGS = [tuple(timing.split()) for timing in TIMINGS if timing]
_STARTS = {"to", "from", "before", "if", "when", "unless", "especially"} | {t[0] for t in _TIMINGS}
_VERBS: dict[str, list[tuple[str, ...]]] = {}
for _words in sorted((tuple(verb.split()) for verb in VERBS), key=len, reverse=True):
    _VERBS.setdefault(_words[0], []).append(_words)
_OUTCOME_VERBS = ("may face", "will face", "may", "will")


_GRAMMAR = (
    _STARTS | {verb[0] for verb in _VERBS} | {"and", "or", "and/or", "for", "only", "they", "as", "will"}
)
_WORD = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def is_word(text: str) -> bool:
    """Whether `text` may be a word of the vocabulary: one that no sentence could mistake for its grammar."""
    return bool(_WORD.fullmatch(text)) and text not in _GRAMMAR


@dataclass
class LanguageError(ValueError):
    """A sentence that the language does not allow; `word` is true when a word is unknown."""

    what: str
    hint: str = ""
    word: bool = False

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


class _Tokens:
    """A sentence as words, read from left to right."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.words = tuple(text.split())
        self.text = " ".join(self.words)
        self.at = 0
        self.vocabulary = vocabulary

    def peek(self, offset: int = 0) -> str:
        place = self.at + offset
        return self.words[place] if place < len(self.words) else ""

    def accept(self, phrase: tuple[str, ...]) -> bool:
        if self.words[self.at : self.at + len(phrase)] == phrase:
            self.at += len(phrase)
            return True
        return False

    def expect(self, *phrase: str) -> None:
        if not self.accept(phrase):
            found = f"found “{self.peek()}”" if self.peek() else "the sentence ended"
            raise LanguageError(f"expected “{' '.join(phrase)}” but {found} in “{self.text}”.")

    def known(self, words: Mapping[str, Word], what: str) -> str:
        word = self.peek()
        if not word:
            raise LanguageError(f"the sentence “{self.text}” stops where {what} should come.")
        if word not in words:
            hint = nearest(word, words, "Add it to book/vocabulary.yml, or use a word that is there.")
            raise LanguageError(f"“{word}” is not {what} of the vocabulary.", hint, word=True)
        self.at += 1
        return word

    def person(self) -> str:
        return self.known(self.vocabulary.people, "a kind of person")

    def act(self) -> str:
        return self.known(self.vocabulary.acts, "a kind of act")

    def fact(self) -> str:
        return self.known(self.vocabulary.things, "a fact")

    def outcome(self) -> str:
        return self.known(self.vocabulary.outcomes, "an outcome")

    def thing_for(self, act: str) -> str:
        kind = self.vocabulary.takes(act)
        if kind == "things":
            return self.known(
                self.vocabulary.things, f"a thing that “{act}” is done to, or a word that may follow,"
            )
        if kind == "people":
            return self.known(
                self.vocabulary.people,
                f"a kind of person that “{act}” is done to, or a word that may follow,",
            )
        raise LanguageError(
            f"“{act}” is not done to anybody or anything, so “{self.peek()}” cannot follow it."
        )

    def end(self) -> None:
        if self.peek():
            raise LanguageError(
                f"“{' '.join(self.words[self.at :])}” is left over at the end of “{self.text}”."
            )


def _listed(tokens: _Tokens, one: str, joiners: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Words joined by one and the same joiner: ("a", "b"), "or"."""
    read = getattr(tokens, one)
    found, used = [read()], ""
    while tokens.peek() in joiners and (not used or tokens.peek() == used):
        used = tokens.peek()
        tokens.at += 1
        found.append(read())
    if len(set(found)) != len(found):
        raise LanguageError(f"a word stands twice in a list of “{tokens.text}”.")
    return tuple(found), used


def _phrase(tokens: _Tokens) -> Phrase:
    acts = [tokens.act()]
    while tokens.peek() == "or" and tokens.peek(1) in tokens.vocabulary.acts:
        tokens.at += 1
        acts.append(tokens.act())
    objects: list[str] = []
    last = acts[-1]
    if tokens.vocabulary.takes(last) != "recipients" and tokens.peek() and tokens.peek() not in _STARTS:
        objects.append(tokens.thing_for(last))
        while tokens.accept(("or",)):
            objects.append(tokens.thing_for(last))
    return Phrase(tuple(acts), tuple(objects))


def _recipients(tokens: _Tokens, act: str) -> tuple[tuple[str, ...], str, str]:
    """(recipients, joiner, preposition) of "tell a and b", or of "to a", "from a or b"."""
    bare = tokens.vocabulary.takes(act) == "recipients"
    if tokens.peek() in PREPOSITIONS:
        preposition = tokens.peek()
        tokens.at += 1
        return (*_listed(tokens, "person", ("and", "or")), preposition)
    if bare and tokens.peek() and tokens.peek() not in _STARTS:
        return (*_listed(tokens, "person", ("and", "or")), "")
    return (), "", ""


def _timing(tokens: _Tokens) -> str:
    return next((" ".join(timing) for timing in _TIMINGS if tokens.accept(timing)), "")


def _facts(tokens: _Tokens, start: tuple[str, ...], joiner: str) -> tuple[str, ...]:
    return _listed(tokens, "fact", (joiner,))[0] if tokens.accept(start) else ()


def _outcomes(tokens: _Tokens) -> tuple[tuple[str, ...], str]:
    return _listed(tokens, "outcome", ("and", "or", "and/or"))


def _verb(tokens: _Tokens) -> str:
    for verb in _VERBS.get(tokens.peek(), ()):
        if tokens.accept(verb):
            return " ".join(verb)
    hint = f"The verbs are: {', '.join(VERBS)}."
    raise LanguageError(f"“{tokens.text}” has no verb of the policy after its people.", hint)


def parse_norm(text: str, vocabulary: Vocabulary) -> Norm:
    """Read one norm.

    Raises LanguageError where the sentence leaves the grammar or uses an unknown word.
    """
    main, comma, rest = " ".join(text.split()).partition(", or else ")
    tokens = _Tokens(main, vocabulary)
    layer = "policy"
    if tokens.peek().startswith("["):
        layer = tokens.peek().strip("[]")
        if layer not in LAYERS:
            raise LanguageError(
                f"“{layer}” is not a layer.", nearest(layer, LAYERS, f"The layers are {LAYERS}.")
            )
        tokens.at += 1
    only = tokens.accept(("only",))
    who, _ = _listed(tokens, "person", ("or",))
    norm = _after_who(tokens, who, only, layer)
    tokens.end()
    if comma:
        ending = _Tokens(rest, vocabulary)
        verb = next((v for v in _OUTCOME_VERBS if ending.accept(tuple(v.split()))), "")
        outcomes, joiner = _outcomes(ending)
        ending.end()
        norm = replace(norm, outcomes=outcomes, outcome_joiner=joiner, outcome_verb=verb)
    return norm


def _after_who(tokens: _Tokens, who: tuple[str, ...], only: bool, layer: str) -> Norm:
    verb = _verb(tokens)
    outcomes: tuple[str, ...] = ()
    outcome_joiner = ""
    if verb.endswith(" face"):
        outcomes, outcome_joiner = _outcomes(tokens)
        tokens.expect("for")
    phrase = _phrase(tokens)
    recipients, joiner, preposition = _recipients(tokens, phrase.acts[-1])
    timing = _timing(tokens)
    if timing == "later" and layer != "house":
        raise LanguageError("“later” belongs to house rules alone: no policy asks anybody to wait.")
    return Norm(
        who=who,
        verb=verb,
        only=only,
        layer=layer,
        outcomes=outcomes,
        outcome_joiner=outcome_joiner,
        phrase=phrase,
        recipients=recipients,
        joiner=joiner,
        preposition=preposition,
        timing=timing,
        before=tokens.act() if tokens.accept(("before",)) else "",
        governs=_phrase(tokens) if tokens.accept(("if", "they")) else None,
        when=_facts(tokens, ("when",), "and"),
        unless=_facts(tokens, ("unless",), "or"),
        especially=_facts(tokens, ("especially", "when"), "or"),
    )


def _phrase_sentence(phrase: Phrase) -> str:
    return " ".join(filter(None, (" or ".join(phrase.acts), " or ".join(phrase.objects))))


def sentence(norm: Norm) -> str:
    """The norm as its author wrote it: `parse_norm(sentence(norm))` is the norm again."""
    outcomes = f" {norm.outcome_joiner} ".join(norm.outcomes)
    faces = norm.verb.endswith(" face")
    parts = [
        f"[{norm.layer}]" if norm.layer != "policy" else "",
        "only" if norm.only else "",
        " or ".join(norm.who),
        f"{norm.verb} {outcomes} for" if faces else norm.verb,
        _phrase_sentence(norm.phrase),
        norm.preposition,
        f" {norm.joiner} ".join(norm.recipients),
        norm.timing,
        norm.before and f"before {norm.before}",
        f"if they {_phrase_sentence(norm.governs)}" if norm.governs else "",
        f"when {' and '.join(norm.when)}" if norm.when else "",
        f"unless {' or '.join(norm.unless)}" if norm.unless else "",
        f"especially when {' or '.join(norm.especially)}" if norm.especially else "",
    ]
    main = " ".join(part for part in parts if part)
    if faces or not norm.outcomes:
        return main
    return f"{main}, or else {' '.join(filter(None, (norm.outcome_verb, outcomes)))}"


def parse_act(text: str, vocabulary: Vocabulary) -> Act:
    """Read what somebody does: "befriend pupil", "tell headteacher and e-safety-officer immediately".

    Raises LanguageError as `parse_norm` does, and where an act that is done to something names nothing.
    """
    who, colon, rest = text.partition(": ")
    if colon:
        people = _Tokens(who, vocabulary)
        kinds, _ = _listed(people, "person", ("and",))
        people.end()
        return replace(_act(_Tokens(rest, vocabulary)), who=kinds)
    return _act(_Tokens(text, vocabulary))


def _act(tokens: _Tokens) -> Act:
    act = tokens.act()
    takes = tokens.vocabulary.takes(act)
    objects: tuple[str, ...] = ()
    if takes in ("people", "things"):
        if not tokens.peek() or tokens.peek() in _STARTS:
            raise LanguageError(f"“{act}” is done to {takes}: say to whom or to what.")
        found = [tokens.thing_for(act)]
        while tokens.accept(("and",)):
            found.append(tokens.thing_for(act))
        objects = tuple(found)
    recipients, joiner, preposition = _recipients(tokens, act)
    if joiner == "or":
        raise LanguageError(f"“{tokens.text}” says “or”: an act is what somebody does, so write who is told.")
    timing = _timing(tokens)
    given = _facts(tokens, ("when",), "and")
    tokens.end()
    return Act(act, objects, recipients, preposition, timing, given)


def parse_situation(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], Act]:
    """Read "teacher befriend pupil when sibling-at-school": who, and what they do."""
    tokens = _Tokens(text, vocabulary)
    who, _ = _listed(tokens, "person", ("and",))
    return who, _act(tokens)


def parse_claim(text: str, vocabulary: Vocabulary) -> Claim:
    """Read what an option says of the policy: a norm, or "silent: teacher befriend pupil"."""
    status, colon, rest = " ".join(text.split()).partition(": ")
    if not colon:
        return Claim(norm=parse_norm(text, vocabulary))
    if status not in STATUSES:
        raise LanguageError(f"“{status}” is not a status that can be claimed.", nearest(status, STATUSES))
    who, act = parse_situation(rest, vocabulary)
    return Claim(status=status, who=who, act=act)


def parse_reading(text: str, vocabulary: Vocabulary) -> Reading:
    """Read one of the nine forms that an interpretation may take.

    Norms are named by id ("pupil-friend/befriend") or by clause ("pupil-friend"); whether they exist is
    the loader's to say. Raises LanguageError where the sentence is none of the forms.
    """
    tokens = _Tokens(text, vocabulary)
    for start, read in _FORMS:
        if tokens.accept(start):
            reading = read(tokens, " ".join(start))
            tokens.end()
            return reading
    forms = ", ".join(f"“{' '.join(start)} …”" for start, _ in _FORMS)
    raise LanguageError(f"“{tokens.text}” is not a form of reading.", f"The forms are {forms}.")


def _graph(tokens: _Tokens, word: str) -> Mapping[str, Word]:
    vocabulary = tokens.vocabulary
    graphs = (vocabulary.people, vocabulary.acts, vocabulary.things)
    for graph in graphs:
        if word in graph:
            return graph
    known = [name for graph in graphs for name in graph]
    raise LanguageError(f"“{word}” is not in the vocabulary.", nearest(word, known), word=True)


def _covering(tokens: _Tokens, form: str, general: str) -> Reading:
    graph = _graph(tokens, general)
    particulars = [tokens.known(graph, "a word of the same part")]
    while tokens.accept(("and",)):
        particulars.append(tokens.known(graph, "a word of the same part"))
    return Reading(form, general=general, particulars=tuple(particulars))


def _reads(tokens: _Tokens, form: str) -> Reading:
    general = tokens.peek()
    _graph(tokens, general)
    tokens.at += 1
    tokens.expect("as")
    negative = tokens.accept(("not",))
    tokens.expect("covering")
    return _covering(tokens, "reads not" if negative else form, general)


def _leaves_whether(tokens: _Tokens, form: str) -> Reading:
    general = tokens.peek()
    _graph(tokens, general)
    tokens.at += 1
    tokens.expect("covers")
    return _covering(tokens, form, general)


def _names(tokens: _Tokens) -> tuple[str, ...]:
    names: list[str] = []
    while not names or tokens.accept(("and",)):
        if not tokens.peek():
            raise LanguageError(f"“{tokens.text}” stops where a norm should be named.")
        names.append(tokens.peek())
        tokens.at += 1
    return tuple(names)


def _on_norms(tokens: _Tokens, form: str) -> Reading:
    norms = _names(tokens)
    if form == "leaves open":
        return Reading(form, norms=norms)
    if form == "fills":
        tokens.expect("from")
        return Reading(form, norms=norms, source=_names(tokens)[0])
    if tokens.peek() != "when":
        tokens.expect("when")
    reading = Reading(form, norms=norms, when=_facts(tokens, ("when",), "and"))
    if form == "hands over":
        tokens.expect("to")
        policy = tokens.known(tokens.vocabulary.things, "a policy")
        tokens.expect("under")
        reading = replace(reading, policy=policy, under=_names(tokens)[0])
    return reading


def _excuses(tokens: _Tokens, form: str) -> Reading:
    recipient = tokens.person()
    if tokens.peek() != "when":
        tokens.expect("when")
    return Reading(form, recipient=recipient, when=_facts(tokens, ("when",), "and"))


_FORMS = (
    (("reads",), _reads),
    (("leaves", "open", "whether"), _leaves_whether),
    (("leaves", "open"), _on_norms),
    (("doubts",), _on_norms),
    (("sets", "aside"), _on_norms),
    (("fills",), _on_norms),
    (("hands", "over"), _on_norms),
    (("excuses",), _excuses),
)


def reading_sentence(reading: Reading) -> str:
    """The reading as its author wrote it."""
    words, norms, when = (" and ".join(x) for x in (reading.particulars, reading.norms, reading.when))
    return {
        "reads": f"reads {reading.general} as covering {words}",
        "reads not": f"reads {reading.general} as not covering {words}",
        "leaves open whether": f"leaves open whether {reading.general} covers {words}",
        "leaves open": f"leaves open {norms}",
        "doubts": f"doubts {norms} when {when}",
        "sets aside": f"sets aside {norms} when {when}",
        "fills": f"fills {norms} from {reading.source}",
        "hands over": f"hands over {norms} when {when} to {reading.policy} under {reading.under}",
        "excuses": f"excuses {reading.recipient} when {when}",
    }[reading.form]


def act_sentence(act: Act) -> str:
    """The act as an author writes it."""
    who = f"{' and '.join(act.who)}:" if act.who else ""
    when = f"when {' and '.join(act.given)}" if act.given else ""
    middle = (act.act, " and ".join(act.objects), act.preposition, " and ".join(act.recipients), act.timing)
    return " ".join(filter(None, (who, *middle, when)))


def in_plain_words(norm: Norm, vocabulary: Vocabulary) -> str:
    """The norm's sentence with each word's label in place of the word."""
    tables = (vocabulary.people, vocabulary.acts, vocabulary.things, vocabulary.outcomes)
    labels = {name: word.label for table in tables for name, word in table.items()}
    text = sentence(norm).removeprefix(f"[{norm.layer}] ")
    return " ".join(labels.get(w.rstrip(","), w) + ("," if w.endswith(",") else "") for w in text.split())


def is_ban(norm: Norm) -> bool:
    """True where the norm says not to do its act."""
    return norm.direction == AGAINST
