"""The house rules of stories: every path ends well, and every situation is told by one."""

import re
from collections.abc import Iterator
from itertools import chain

from policybook.check.rule import Found, Stage, Subject, rule
from policybook.load.prose import prose
from policybook.policy.citations import cited
from policybook.policy.handbook import Handbook
from policybook.policy.model import closure
from policybook.policy.problems import Kind, Place, Problem, Work, nearest
from policybook.policy.training import Decision, Question, Scenario
from policybook.training.bank import weighed
from policybook.training.minutes import amiss, words_of_story
from policybook.training.story import CITES, END, OTHERWISE, RIGHT, graph, leading, sides

ASIDE = "If you "
"""How the heading of a side decision begins."""


@rule(Kind.STORY, stage=Stage.POLICY)
def branches_are_written(subject: Subject) -> Iterator[Found]:
    """Each kind of answer to a decision has its text, and no text is for an answer that cannot be given."""
    for scenario in subject.handbook.scenarios:
        for decision in scenario.decisions:
            question = subject.handbook.question_by_id.get(decision.question)
            marked = {option.letter for option in question.options if option.marked} if question else ()
            if question and marked == set(weighed(subject.handbook, question).right_letters):
                yield from (_wrong(decision, *found) for found in _decision(decision, question))


def _decision(decision: Decision, question: Question) -> Iterator[tuple[str, str]]:
    texts = decision.texts
    letters = [option.letter for option in question.options]
    poor = [option.letter for option in question.options if not option.marked]
    needed = {"one": (RIGHT, *poor), "discussion": (OTHERWISE,)}.get(question.kind, (RIGHT, OTHERWISE))
    for key in needed:
        if not texts.get(key):
            yield f"it does not say what follows {_named(key)}.", f'Add {key}="…" to its ask.'
    for key in dict.fromkeys((*texts, *dict(decision.goes))):
        if key in (RIGHT, OTHERWISE):
            if question.kind == "discussion" and key == RIGHT:
                yield "it is for discussion, where no answer is right.", "Write otherwise= alone."
            if question.kind == "one" and key == OTHERWISE:
                hint = "Give each wrong letter its own text."
                yield "one answer is chosen, so nothing is “otherwise”.", hint
        elif key not in letters:
            hint = f"Its letters are {', '.join(letters)}."
            yield f"its question has no option “{key}”.", hint
        elif question.kind == "discussion":
            yield f"it is for discussion, and has a text for {key} alone.", "Write otherwise= alone."
        elif key not in poor:
            hint = "What follows a right answer is right=."
            yield f"option {key} is right, and has a branch of its own.", hint
        elif key not in texts:
            yield f"option {key} leads somewhere, and does not say what follows it.", f'Add {key}="…".'


@rule(Kind.STORY, stage=Stage.PAGES)
def paths_hold(subject: Subject) -> Iterator[Found]:
    """From each decision a path leads to an end that cites; no poor choice leads on; no right answers go round."""
    for scenario in subject.handbook.scenarios:
        for look in (_repeated, _targets, _rewarded, _introduced, _circles, _unreached, _endings):
            yield from look(scenario)


@rule(Kind.STORY, stage=Stage.PAGES)
def situations_are_told(subject: Subject) -> Iterator[Found]:
    """Each situation of scenarios/situations.yml is covered by a story, or is not for a stated reason."""
    known = {case.id for case in subject.handbook.cases}
    told = {name: story for story in subject.handbook.scenarios for name in story.situations}
    for story in subject.handbook.scenarios:
        for name in story.situations:
            if name not in known:
                hint = nearest(name, known, "The list is scenarios/situations.yml.")
                yield story.place, f"it covers “{name}”, which is not a situation.", hint
    for case in subject.handbook.cases:
        if case.id not in told and not case.no_story:
            what = f"no story covers {case.id}: {case.gist}"
            hint = "Name it in a story's metadata, or say here why there is none (no-story)."
            yield case.place, what, hint
        elif case.id in told and case.no_story:
            what = f"{case.id} is said to have no story, and {told[case.id].id} covers it."
            yield case.place, what, "Take its “no-story” away."


_BY_HAND = re.compile(r"\b(?:takes?|reads?)\b[^.?!]{0,80}?\b[\w-]{1,20} minutes?\b", re.IGNORECASE)


@rule(Kind.NOTEBOOK, Kind.PATH, stage=Stage.POLICY)
def times_are_worked_out(subject: Subject) -> Iterator[Found]:
    """A story says the minutes that its words take, with one wrong try in two; no page says any by hand."""
    known, torn = subject.handbook.question_by_id, {problem.place.path for problem in subject.problems}
    for story in subject.handbook.scenarios:
        if story.place.path not in torn and known.keys() >= set(story.questions):
            what, hint = amiss(story.minutes, words_of_story(subject.handbook, story))
            work = Work.REWRITE if story.minutes else Work.DECIDE
            yield from [(story.place, f"this story {what}", hint, work)] * bool(what)
    pages = ((path, text) for path, text in subject.pages if path.endswith(".md"))
    read = (prose(path, text) for path, text in pages if "minute" in text.lower())
    for passage in chain.from_iterable(read):
        if said := _BY_HAND.search(passage.text):
            what = f"this page says by hand how long something takes (“{' '.join(said[0].split())}”)."
            hint = "Take it away: a list of paths or stories says it."
            yield Problem(Kind.PATH, passage.place, what, hint)


def _named(key: str) -> str:
    return {RIGHT: "a right answer", OTHERWISE: "any other answer"}.get(key, f"the poor choice {key}")


def _wrong(decision: Decision, what: str, hint: str = "") -> Found:
    return decision.place, f"cell {decision.cell}, “{decision.question}”: {what}", hint


def _repeated(scenario: Scenario) -> Iterator[Found]:
    seen: dict[str, Decision] = {}
    for decision in scenario.decisions:
        first = seen.setdefault(decision.question, decision)
        if first is not decision:
            what = f"this is asked in cell {first.cell} already."
            yield _wrong(decision, what, "Ask each question once in a story, and lead back with goes=.")


def _targets(scenario: Scenario) -> Iterator[Found]:
    known = [decision.question for decision in scenario.decisions]
    for decision in scenario.decisions:
        for key, target in decision.goes:
            if target not in known and target != END:
                hint = nearest(target, [*known, END], "Name a decision of this notebook, or “end”.")
                what = f"{_named(key)} leads to “{target}”, which is not a decision here."
                yield _wrong(decision, what, hint)


def _rewarded(scenario: Scenario) -> Iterator[Found]:
    aside = sides(scenario.decisions)
    scenes = {decision.question: decision.scene for decision in scenario.decisions}
    for decision in scenario.decisions:
        for key, target in decision.goes:
            is_aside = target in aside and scenes.get(target, "").startswith(ASIDE)
            fair = is_aside or target == decision.question
            if key != leading(decision) and not fair and (target in scenes or target == END):
                where = "to the end" if target == END else f"on to “{target}”"
                hint = f"Lead back to the same decision, or to a side decision under a heading “## {ASIDE}…”."
                yield _wrong(decision, f"{_named(key)} is rewarded: it leads {where}.", hint)


def _introduced(scenario: Scenario) -> Iterator[Found]:
    aside = sides(scenario.decisions)
    for decision in scenario.decisions:
        if not decision.scene:
            hint = "Begin the Markdown cell above it with a heading “## …”."
            yield _wrong(decision, "this decision has no scene of its own.", hint)
        elif decision.scene.startswith(ASIDE) and decision.question not in aside:
            what = "its heading is that of a side decision, and no poor choice leads to it."
            other = f"begin its heading otherwise than “{ASIDE.strip()}”."
            yield _wrong(decision, what, f"Lead a poor choice to it with goes=, or {other}")


def _circles(scenario: Scenario) -> Iterator[Found]:
    edges = graph(scenario.decisions)
    onward = {one.question: edges[one.question][leading(one)] for one in scenario.decisions}
    told: set[str] = set()
    for decision in scenario.decisions:
        way, at = [decision.question], onward[decision.question]
        while at in onward and at not in way:
            way.append(at)
            at = onward[at]
        if at == decision.question and at not in told:
            told.update(way)
            what = f"right answers go round for ever: {' → '.join((*way, at))}."
            yield _wrong(decision, what, 'Lead one of them on with goes={"right": …}.')


def _unreached(scenario: Scenario) -> Iterator[Found]:
    edges = graph(scenario.decisions)
    first = [decision.question for decision in scenario.decisions[:1]]
    reached = closure(first, lambda at: edges[at].values() if at in edges else ())
    for decision in scenario.decisions:
        # What only a poor choice could lead to is told by its heading already.
        if decision.question not in reached and not decision.scene.startswith(ASIDE):
            hint = "Lead one here with goes=, or take the decision away."
            yield _wrong(decision, "no answer leads here.", hint)


def _endings(scenario: Scenario) -> Iterator[Found]:
    edges = graph(scenario.decisions)
    for decision in scenario.decisions:
        key = leading(decision)
        text = decision.texts.get(key, "")
        if text and edges[decision.question][key] == END and not cited(text, CITES):
            hint = "Cite the clause, or the interpretation, that the story ends with."
            yield _wrong(decision, f"the story ends after {_named(key)}, and “{key}” cites nothing.", hint)


def texts_of(handbook: Handbook) -> Iterator[tuple[Place, str]]:
    """Every text of every decision, with its place, for the rules of what is cited and quoted."""
    decisions = (decision for scenario in handbook.scenarios for decision in scenario.decisions)
    yield from ((decision.place, text) for decision in decisions for _, text in decision.follows)
