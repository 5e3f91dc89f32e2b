"""Reads reviews/situations.md, and says where it is not what the policy says; the page's head says how it is written.

Every problem is one line: file and line, what, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from policybook.judging.beside import ask
from policybook.judging.judge import judge_of
from policybook.judging.unstated import Unstated
from policybook.judging.verdict import Situation, Verdict
from policybook.policy.english import capital, labels, listed, plain_text, third_person
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_act, parse_situation
from policybook.policy.model import AGAINST, FOR, PRACTICE, Act, Norm
from policybook.policy.tokens import LanguageError

PAGE = "reviews/situations.md"
_HEADING = re.compile(r"### (?P<heading>.+) \(`(?P<id>[a-z0-9-]+)`\)")
_SITUATION = re.compile(r"`([^`]+)`")
_SAID = re.compile(r"(?P<verdict>[^,]+?)(, by (?P<notes>I-[0-9]+( and I-[0-9]+)*))?(: (?P<leads>.+) leads)?")
_DITTO = "″"
_SAME = "Consequences ″"
_USUAL = re.compile(r"^Where nobody is named, it is (.+) who acts\.$", re.MULTILINE)
_ANYBODY = "person"
_SENTENCES = re.compile(r"\. (?=[A-Z])")
_ADVICE = "Read the clause in the source: put right its rule, or this line where it misread the source."
_TOP = ("| In plain words |", "| --- |")
_ODD = {
    "having": "has",
    "making": "makes",
    "not": "does not",
    "check who can see their pages, and learn": "checks who can see their pages, and learns",
    "supplement and complement": "supplements and complements",
}
"""How labels that do not begin with one plain verb begin when they are said of somebody."""
_BAD = ("against", "unsafe", "falls short", "open")
_LAW, _DISCHARGED, _CARE = "The law binds everybody", "Nobody else to tell", "Take care, and ask"
_ASKS = "Asks for care"
_WHOLE = "Nothing else is missed"
_EXACT = ("Breaks ", _LAW, _DISCHARGED, _CARE)
_SHORT = "falls short of "
_TURNS = ("Ask ", "Otherwise only if ")
_FOLLOWS = ("May ", "Will ")
_BREACH = "May face action under the disciplinary procedure"
_GENERAL = {_BREACH, "May face disciplinary action"}
"""What may follow from a breach of any clause, and from anything that is published: a line need not say it."""


@dataclass(frozen=True)
class Line:
    """A situation, the clause that it turns on, and what the table says of it; `number` is its line in the file."""

    number: int
    clause: str
    words: str
    said: str
    quoted: str
    situation: str
    meant: str
    """What is said, in full: the consequences too that are those of the line above."""

    def wrong(self, what: str) -> str:
        """A problem of this line."""
        return f"{PAGE}:{self.number}: {what}"


@dataclass(frozen=True)
class Said:
    """What a line says: the verdict, the notes it rests on, who leads instead, and everything said beside."""

    verdict: str
    notes: frozenset[str] = frozenset()
    leads: str = ""
    beside: frozenset[str] = frozenset()

    def of(self, *starts: str) -> set[str]:
        """What is said beside that begins so."""
        return {sentence for sentence in self.beside if sentence.startswith(starts)}


def headings(text: str) -> Iterator[tuple[int, str, str]]:
    """The line, the clause's heading and its id, of each clause of the table."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HEADING.fullmatch(line):
            yield number, found["heading"], found["id"]


def lines(text: str) -> Iterator[Line]:
    """Each situation of the table. Raises ValueError with a problem for a row that is none."""
    clause, quoted, follows = "", "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            found = _HEADING.fullmatch(line)
            clause = found["id"] if found else ""
        elif clause and line.startswith("| ") and not line.startswith(_TOP):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            situation = _SITUATION.fullmatch(cells[-1])
            if len(cells) != 4 or not situation:
                what = "this is no situation: write words, what the policy says, the clause's words, `situation`."
                raise ValueError(f"{PAGE}:{number}: {what}")
            quoted = quoted if cells[2] == _DITTO else cells[2]
            meant = cells[1].replace(_SAME, follows)
            follows = ". ".join(part for part in _SENTENCES.split(meant) if part.startswith(_FOLLOWS))
            yield Line(number, clause, cells[0], cells[1], quoted, situation[1], meant)


# ---- a situation, and the same in plain words


def situation_of(book: Handbook, text: str) -> Situation:
    """A situation; “, then ” parts the acts of a course, whose last one says what is given."""
    head, *after = text.split(", then ")
    who, first = parse_situation(head, book.vocabulary)
    course = (first, *(parse_act(act, book.vocabulary) for act in after))
    given = tuple(fact for act in course for fact in act.given)
    bare = (Act(a.act, a.objects, a.recipients, a.preposition, a.timing) for a in course)
    return Situation(who, tuple(bare), given)


def in_words(book: Handbook, situation: Situation, usual: str = "", before: Situation | None = None) -> str:
    """The situation as a sentence, in the vocabulary's own plain words: of who is `usual` where nobody is named.

    What is given is not said again where the line `before` of the same clause gives the same.
    """
    known = labels(book.vocabulary)

    def several(names: Sequence[str]) -> str:
        return listed([known[name] for name in names])

    def done(act: Act) -> str:
        label = known[act.act].removesuffix("," if not act.objects else "")
        odd = next((start for start in _ODD if f"{label} ".startswith(f"{start} ")), "")
        doing = f"{_ODD[odd]}{label.removeprefix(odd)}" if odd else third_person(label)
        what = (doing, several(act.objects), act.preposition, several(act.recipients))
        return " ".join(filter(None, (*what, act.timing)))

    who = " who is also ".join(known[name] for name in situation.who)
    who = "" if who == usual else who
    given = f"when {' and '.join(known[fact] for fact in situation.given)}" if situation.given else ""
    if given and before and before.given == situation.given:
        given = "in the same case"
    acts = ", then ".join(map(done, situation.course))
    return f"{capital(' '.join(filter(None, (who, acts, given))))}."


# ---- what the table says, and what the judge says, in the same words


def said(cell: str) -> Said | None:
    """What a cell says; None where it is not in the words of the page's head."""
    first, *beside = _SENTENCES.split(cell.removesuffix("."))
    found = _SAID.fullmatch(first)
    if not found:
        return None
    notes = frozenset((found["notes"] or "").split(" and ")) - {""}
    return Said(found["verdict"], notes, found["leads"] or "", frozenset(beside))


@lru_cache(maxsize=1024)
def judged(book: Handbook, situation: Situation) -> Said:
    """What the judge says of a situation, in the words of the table."""
    judge = judge_of(book)
    findings = judge.weigh(situation)
    unsafe = judge.broken(situation)
    beside = {f"Breaks “{_called(book, norm)}”" for norm in unsafe if norm.layer == "house"}
    beside |= {_LAW for norm in unsafe if norm.layer == "law"}
    missed = {_called(book, finding.norm) for finding in findings if finding.effect == "falls short"}
    beside |= {f"{capital(_SHORT)}{name}" for name in missed} or {_WHOLE}
    if len(situation.course) > 1:
        worst = next((effect for effect in _BAD if effect in {f.effect for f in findings}), "")
        return Said(f"As a course: {worst or 'nothing against it'}", beside=frozenset(beside))
    asked, known = ask(judge, situation), labels(book.vocabulary)
    verdict = asked.verdict
    beside |= {_LAW} if verdict.law else set()
    beside |= {_DISCHARGED} if verdict.discharged else set()
    beside |= {_CARE} if verdict.needs_care else set()
    beside |= {_ASKS} if any(b.relation == "guides" and not b.doubtful for b in verdict.bearings) else set()
    # What is done today is its organisation's to change, and no line of this table turns on it.
    beside |= {f"See “{_called(book, norm)}”" for norm in asked.answers if norm.layer != PRACTICE}
    beside |= {f"Perhaps {_SHORT}{_called(book, f.norm)}" for f in asked.missed if f.effect == "open"}
    beside |= set(_turns(asked.unstated, known))
    doubtful = [bearing.norm for bearing in verdict.bearings if bearing.doubtful]
    for norm in (*verdict.outcomes, *asked.follows):
        if norm in doubtful:
            continue
        how = norm.verb if norm.verb.endswith(" face") else norm.outcome_verb
        beside |= {capital(f"{how} {known[outcome]}") for outcome in norm.outcomes}
    return Said(_verdict(verdict), frozenset(verdict.interpretations), _leads(verdict), frozenset(beside))


def _turns(found: Unstated, known: Mapping[str, str]) -> Iterator[str]:
    """What was not said and would change the verdict, a sentence for each fact."""
    if found.is_what_was_noticed:
        yield "Ask what was noticed"
    else:
        yield from (f"Ask whether {known[turn.fact]}" for turn in found.asks)
    yield from (f"Otherwise only if {known[turn.fact]}" for turn in found.lifts)
    if found.ways:
        yield f"Ask how: {listed([known[name] for name in found.ways], 'or')}"


def _verdict(verdict: Verdict) -> str:
    side = {FOR: "for", AGAINST: "against"}.get(verdict.points, "")
    status = capital(verdict.status)
    if verdict.status == "decided":
        status = capital(side) or "Stated"
    elif verdict.status == "partly":
        status = f"Partly {side}"
    return f"{status} (“{verdict.verb}”)" if verdict.verb else status


def _leads(verdict: Verdict) -> str:
    return f"the {verdict.handed_to.replace('-', ' ')}" if verdict.handed_to else ""


def _called(book: Handbook, norm: Norm) -> str:
    """A clause by its number, guidance by its title."""
    clause = book.clauses.get(norm.clause)
    return clause.number if clause else book.guidance_by_id[norm.clause].title


def differences(situation: Situation, mine: Said, judges: Said) -> Iterator[str]:
    """What a line says otherwise than the judge. A decided verdict rests on no note, so none is asked of it."""
    if mine.verdict != judges.verdict or mine.leads != judges.leads:
        yield f"it says “{mine.verdict}”, and the judge “{judges.verdict}”"
    elif mine.notes != judges.notes and not mine.verdict.startswith(("For", "Against", "Stated")):
        yield f"it rests on {_and(mine.notes)}, and by the judge on {_and(judges.notes)}"
    telling = situation.course[0].act == "tell" or mine.of(capital(_SHORT), f"Perhaps {_SHORT}", _WHOLE)
    exact = [*_EXACT, *([capital(_SHORT), f"Perhaps {_SHORT}"] if telling else []), *filter(mine.of, _TURNS)]
    exact += ["See "] if mine.of("See ") or judges.verdict.startswith(("Silent", "Conflict")) else []
    for start in exact:
        if mine.of(start) != judges.of(start):
            yield f"it says {_and(mine.of(start))}, and the judge {_and(judges.of(start))}"
    if mine.of(*_FOLLOWS) - _GENERAL != judges.of(*_FOLLOWS) - _GENERAL:
        yield f"it says {_and(mine.of(*_FOLLOWS))}, and the judge {_and(judges.of(*_FOLLOWS))}"
    due = {_BREACH} if "gainst (" in mine.verdict else set()
    for sentence in sorted((mine.beside | due) - judges.beside - mine.of(*exact)):
        yield f"it says “{sentence}”, and the judge does not"


def _and(names: set[str] | frozenset[str]) -> str:
    return listed(sorted(names)) or "nothing"


# ---- what may be wrong with the table


def problems_of_words(book: Handbook, text: str) -> Iterator[str]:
    """Headings, sentences, quotations, and clauses that are left out: nothing is judged."""
    for number, heading, name in headings(text):
        clause = book.clauses.get(name)
        if not clause:
            yield f"{PAGE}:{number}: there is no clause “{name}”. Move its lines to another, or take them away."
        elif clause.heading != heading:
            yield f"{PAGE}:{number}: the clause is called “{clause.heading}” now. Write that."
    listed_once: dict[str, int] = {}
    before: tuple[str, Situation | None] = ("", None)
    usual = found[1] if (found := _USUAL.search(text)) else ""
    for line in lines(text):
        if (first := listed_once.setdefault(line.situation, line.number)) != line.number:
            yield line.wrong(f"the same situation stands in line {first}. Take one of them away.")
        try:
            one = situation_of(book, line.situation)
        except LanguageError as error:
            yield line.wrong(f"`{line.situation}` is no situation: {error} Put it right.")
            continue
        words = in_words(book, one, usual, before[1] if before[0] == line.clause else None)
        before = (line.clause, one)
        if words != line.words:
            yield line.wrong(f"in plain words `{line.situation}` is “{words}” Write that.")
        if said(line.meant) is None:
            yield line.wrong(f"“{line.said}” is not in the words that the head of the page explains.")
        if line.clause in book.clauses and not _stands(book, line):
            clause = book.clauses[line.clause]
            what = f"{line.quoted} does not stand on one line of {clause.heading}."
            yield line.wrong(f"{what} Read {clause.place} and quote the words that decide.")
    named = {line.clause for line in lines(text)}
    for clause in book.clauses.values():
        if clause.norms and clause.id not in named:
            what = f"no situation turns on {clause.heading} (`{clause.id}`), which has a rule."
            yield f"{PAGE}:1: {what} Read the clause, and write one for each of its limbs."


def _stands(book: Handbook, line: Line) -> bool:
    texts = [plain_text(book, text) for text in book.clauses[line.clause].text.split("\n")]
    return any(line.quoted.removeprefix("“").removesuffix("”") in text for text in texts)


def problems_of_verdicts(book: Handbook, text: str) -> Iterator[str]:
    """Each line whose verdict, notes, house rules or consequences are not what the judge says."""
    for line in lines(text):
        mine = said(line.meant)
        try:
            situation = situation_of(book, line.situation)
        except LanguageError:
            continue
        if mine is None:
            continue
        for called, one in _each(book, line.situation, situation):
            for what in differences(one, mine, judged(book, one)):
                yield line.wrong(f"`{called}`: {what}. {_ADVICE}")


def _each(book: Handbook, called: str, situation: Situation) -> Iterator[tuple[str, Situation]]:
    """A situation; where something is done to anybody, the same done to everybody and every body."""
    act = situation.course[0]
    if act.objects != (_ANYBODY,):
        yield called, situation
        return
    for name in book.vocabulary.people:
        one = replace(situation, course=(replace(act, objects=(name,)), *situation.course[1:]))
        yield called.replace(_ANYBODY, name), one
