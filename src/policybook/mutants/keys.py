"""Marks, workings, stored outputs and the branches of stories made wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from policybook.judging.verdict import EFFECTS
from policybook.mutants.mutant import Mutant
from policybook.policy.citations import recited
from policybook.policy.model import STATUSES
from policybook.policy.training import Decision, Question, Scenario
from policybook.training.story import CITES, END, OTHERWISE, RIGHT, directive, graph, leading, sides

_OUTCOMES = (*EFFECTS, "silent", "true", "false")
ANEW = ", the working stored anew"

Marks = dict[str, int]
"""The place in order of each letter that is marked; where order does not count, 0."""


def of_question(question: Question) -> Iterator[Mutant]:
    """Every mutant of one question: of its marks, as stored and stored anew, and of its working."""
    for sort, what, marks in _marks(question):
        new = with_marks(question, marks)
        for more in ("", ANEW):
            yield Mutant(f"mark {sort}{more}", question.id, f"{what}{more}", question, new, anew=bool(more))
    yield from _of_doctest(question)


# ---- marks


def marks_of(question: Question) -> Marks:
    """The marks as the author put them."""
    return {option.letter: option.place_in_order for option in question.options if option.marked}


def with_marks(question: Question, marks: Marks) -> Question:
    """The question with other marks."""
    options = tuple(
        replace(option, marked=option.letter in marks, place_in_order=marks.get(option.letter, 0))
        for option in question.options
    )
    return replace(question, options=options)


def _marks(question: Question) -> Iterator[tuple[str, str, Marks]]:
    marks, part = marks_of(question), {option.letter: option.part[0] for option in question.options}
    for letter in marks:
        # Without one step, and the later ones moved up.
        fewer = {name: at - (at > marks[letter] > 0) for name, at in marks.items() if name != letter}
        yield "taken away", f"with {letter} not marked", fewer
    for letter in [name for name in part if name not in marks]:
        place = len(marks) + 1 if question.kind == "order" else 0
        yield "added", f"with {letter} marked too", {**marks, letter: place}
        # What this one could be taken for: of whom to tell, those that say the same thing.
        for other in [name for name in marks if part[name] == part[letter]]:
            left = {name: place for name, place in marks.items() if name != other}
            yield "moved", f"with {letter} marked in place of {other}", {**left, letter: marks[other]}
    if question.kind == "order":
        for one, other in combinations(marks, 2):
            what = f"with the steps {one} and {other} the other way round"
            yield "swapped", what, {**marks, one: marks[other], other: marks[one]}


# ---- workings


def _of_doctest(question: Question) -> Iterator[Mutant]:
    call, _, shown = question.doctest.partition("\n")

    def made(sort: str, what: str, doctest: str) -> Mutant:
        return Mutant(f"working: {sort}", question.id, what, question, replace(question, doctest=doctest))

    yield made("taken away", "without its doctest", "")
    yield made("skipped", "with its doctest skipped", f"{call}  # doctest: +SKIP\n{shown}")
    yield made("another's", "with another question's working asked for", f'>>> working("other")\n{shown}')
    for sort, what, lines in altered(shown.split("\n")):
        yield made(sort, f"{what} of its working", "\n".join((call, *lines)))


def altered(lines: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """(sort, what was done, the lines after it) for each line, a few ways."""
    for at, line in enumerate(lines):
        number = f"line {at + 1}"
        before, after = list(lines[:at]), list(lines[at + 1 :])
        yield "line dropped", f"without {number}", [*before, *after]
        yield "line added", f"with {number} twice", [*before, line, line, *after]
        if at:
            moved = [*before[:-1], line, before[-1], *after]
            yield "line moved", f"with {number} before the one above it", moved
        for sort, new in _of_line(line, first=at == 0):
            if new != line:
                yield sort, f"with “{new}” as {number}", [*before, new, *after]


def _of_line(line: str, *, first: bool) -> Iterator[tuple[str, str]]:
    known = STATUSES if first else _OUTCOMES
    named = next((word for word in sorted(known, key=len, reverse=True) if word in line[:19]), "")
    if named:
        other = known[(known.index(named) + 1) % len(known)]
        yield "outcome word", line.replace(named, other, 1)
    if "[x]" in line or "[ ]" in line:
        yield "mark", line.replace("[x]", "[ ]", 1) if "[x]" in line else line.replace("[ ]", "[x]", 1)
    if ": " in line:
        head, _, said = line.partition(": ")
        last = said.split()
        yield "sentence word", f"{head}: {' '.join(last[:-1])}"
        yield "sentence word", f"{head}: {' '.join((last[0], 'does', *last[2:]))}"
        yield "clause", f"{head}-too: {said}"
    yield "interpretation", line.rpartition(" (")[0] if line.rstrip().endswith(")") else f"{line} (I-99)"


# ---- stored outputs


def of_scenario(scenario: Scenario) -> Iterator[Mutant]:
    """Every mutant of one notebook: each key cell's stored output, line by line, and each decision's branches."""
    yield from _branches(scenario)
    for at, cell in enumerate(scenario.cells):
        if not cell.shows:
            continue
        dropped: tuple[str, str, list[str]] = ("output dropped", "without any line", [])
        for sort, what, lines in (dropped, *altered(cell.output.rstrip("\n").split("\n"))):
            new = replace(cell, output="\n".join(lines))
            changed = replace(scenario, cells=(*scenario.cells[:at], new, *scenario.cells[at + 1 :]))
            where = f"{what} of the key under cell {cell.index}"
            yield Mutant(f"notebook: {sort}", scenario.id, where, scenario, changed)


# ---- branches: where an answer leads, what follows it, and what is stored of it for the site


def _branches(scenario: Scenario) -> Iterator[Mutant]:
    """Every mutant of a story's decisions."""
    for decision in scenario.decisions:
        for sort, what, new in (*_targets(scenario, decision), *_texts(scenario, decision)):
            decisions = tuple(new if one is decision else one for one in scenario.decisions)
            changed = _stored_anew(replace(scenario, decisions=decisions), new)
            where = f"with {what} in “{decision.question}”"
            yield Mutant(f"story: {sort}", scenario.id, where, scenario, changed)
        yield from _stored(scenario, decision)


def _stored_anew(scenario: Scenario, decision: Decision) -> Scenario:
    """What the site shows of a decision, stored again, so that the story's own rules have to notice."""
    shown = directive(decision)
    cells = (replace(cell, shown=shown) if cell.index == decision.cell else cell for cell in scenario.cells)
    return replace(scenario, cells=tuple(cells))


def _targets(scenario: Scenario, decision: Decision) -> Iterator[tuple[str, str, Decision]]:
    edges, aside = graph(scenario.decisions)[decision.question], sides(scenario.decisions)
    on = leading(decision)
    order = [one.question for one in scenario.decisions]
    later = order[order.index(decision.question) + 1 :]
    following = next((name for name in later if name not in aside), "")

    def leads(key: str, target: str) -> Decision:
        return replace(decision, goes=tuple({**dict(decision.goes), key: target}.items()))

    yield "target", f"{_called(on)} leading round to the same decision", leads(on, decision.question)
    for key in (key for key in decision.texts if key in edges and key != on):
        yield "target", f"{_called(key)} leading to the end", leads(key, END)
        yield "target", f"{_called(key)} leading to no decision", leads(key, f"{decision.question}-too")
        if following:
            yield "target", f"{_called(key)} leading on to “{following}”", leads(key, following)


def _texts(scenario: Scenario, decision: Decision) -> Iterator[tuple[str, str, Decision]]:
    texts = decision.texts
    # Where "otherwise" stands, a letter needs no words of its own.
    needed = [key for key in texts if key in (RIGHT, OTHERWISE) or OTHERWISE not in texts]
    for key in needed:
        left = tuple(pair for pair in decision.follows if pair[0] != key)
        yield "text dropped", f"nothing after {_called(key)}", replace(decision, follows=left)
    on = leading(decision)
    if graph(scenario.decisions)[decision.question][on] == END:
        bare = {**texts, on: recited(texts[on], lambda cited: "the policy" if cited.role in CITES else None)}
        new = replace(decision, follows=tuple(bare.items()))
        yield "citation dropped", "an ending that cites nothing", new


def _stored(scenario: Scenario, decision: Decision) -> Iterator[Mutant]:
    """What is stored for the site, without each text, and with another word in it."""
    for key, text in decision.follows:
        gone = replace(decision, follows=tuple(pair for pair in decision.follows if pair[0] != key))
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        other = replace(decision, follows=tuple({**decision.texts, key: f"{first} {text}"}.items()))
        for what, shown in (("without", gone), ("with another word in", other)):
            where = f"{what} what follows {_called(key)}, as stored under cell {decision.cell}"
            yield Mutant("notebook: branch", scenario.id, where, scenario, _stored_anew(scenario, shown))


def _called(key: str) -> str:
    return {RIGHT: "a right answer", OTHERWISE: "any other answer"}.get(key, f"answer {key}")
