"""The house rules that CI enforces: one small class for each, over the one model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from policybook import retired
from policybook.answers import marked_options
from policybook.bank import doctest_of, weighed, working
from policybook.coverage import PAGE
from policybook.coverage import RULES as RULES_OF_COVERAGE
from policybook.covered import problems as who_is_covered
from policybook.lint import RULES as RULES_OF_THE_BANK
from policybook.load import read
from policybook.load.editions import edition_problems
from policybook.load.proposals import read as read_proposals
from policybook.model import Handbook, Option, Question, SourceItem
from policybook.paths import CorePathsAreWhole
from policybook.problems import Kind, Place, Problem, nearest
from policybook.reviews import read_lock, review_problems
from policybook.story import directive
from policybook.storylint import RULES_OF_STORIES, texts_of

_CITES = re.compile(r"\{(?P<role>clause|interp|question|role|edition)\}`(?:[^`<]*<)?(?P<name>[^`>]+)>?`")


_CALLED = {"interp": "interpretation", "role": "office"}


class Rule(Protocol):
    """A house rule: its docstring says what it forbids; `derived` rules need a policy without problems."""

    derived: bool

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Every problem that this rule finds."""


class SourceIsCarried:
    """Every source item is carried by the clauses that say so, or is not carried for a stated reason."""

    derived = False

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare source.yml with the `:source:` of every clause, both ways."""
        claims: dict[str, set[str]] = {}
        for clause in handbook.clauses.values():
            for label in clause.source:
                claims.setdefault(label, set()).add(clause.id)
        items = {item.label: item for item in handbook.source.items}
        for item in items.values():
            claimed = claims.get(item.label, set())
            if not item.carried_by and not item.not_carried:
                hint = "Say which clause carries it (carried-by), or why none does (not-carried)."
                yield Problem(
                    Kind.SOURCE, item.place, f"source item {item.label} is carried by nobody.", hint
                )
            for name in item.carried_by:
                if name not in handbook.clauses:
                    yield Problem(
                        Kind.SOURCE, item.place, *self._gone(item.label, name, claimed - set(item.carried_by))
                    )
                elif name not in claimed:
                    what = f"source item {item.label} names “{name}”, whose “:source:” does not name it back."
                    yield Problem(Kind.SOURCE, item.place, what, "Make the two agree.")
        for clause in handbook.clauses.values():
            for label in clause.source:
                yield from self._claim(clause.id, clause.place, label, items)

    @staticmethod
    def _gone(label: str, name: str, instead: set[str]) -> tuple[str, str]:
        if instead:
            found = min(instead)
            what = f"source item {label} is carried by “{name}”, which is gone; “{found}” claims it now."
            return what, f"Ids are permanent: call the clause “{name}” again."
        what = f"source item {label} is carried by “{name}”, and there is no such clause."
        return what, "Restore the clause, or say in not-carried why nothing carries the item."

    @staticmethod
    def _claim(name: str, place: Place, label: str, items: Mapping[str, SourceItem]) -> Iterator[Problem]:
        if label == "new":
            return
        if label not in items:
            hint = nearest(label, items, "Use a label of book/source.yml, or “new”.")
            yield Problem(
                Kind.SOURCE,
                place,
                f"the clause “{name}” claims the source item “{label}”, which does not exist.",
                hint,
            )
        elif name not in items[label].carried_by:
            hint = (
                "Add it to carried-by there. If it is an old clause with a new id, give it its old id back."
            )
            yield Problem(
                Kind.SOURCE, place, f"book/source.yml does not say that “{name}” carries {label}.", hint
            )


class ReferencesExist:
    """Nothing cites a clause, norm, interpretation, question, office or edition that is not there."""

    derived = False

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Follow every citation in words, options and readings."""
        known: dict[str, Mapping[str, object]] = {
            "clause": {**handbook.clauses, **{guidance.id: guidance for guidance in handbook.guidance}},
            "interp": {note.id: note for note in handbook.interpretations},
            "question": handbook.question_by_id,
            "role": {role.id: role for role in handbook.roles},
            "edition": {
                name: edition
                for edition in handbook.editions
                for name in (edition.name, *(f"{edition.name}#{clause}" for clause in edition.clauses))
            },
        }
        for place, text in self._texts(handbook):
            for found in _CITES.finditer(text):
                role, name = found["role"], found["name"].strip()
                if name not in known[role]:
                    yield self._missing(f"{_CALLED.get(role, role)} “{name}”", name, known[role], place)
        yield from self._readings(handbook, known["clause"])
        yield from self._scenarios(handbook, known["question"])

    @staticmethod
    def _missing(what: str, name: str, known: Iterable[str], place: Place) -> Problem:
        hint = nearest(name, known)
        return Problem(Kind.REFERENCE, place, f"this cites the {what}, and there is none.", hint)

    @staticmethod
    def _texts(handbook: Handbook) -> Iterator[tuple[Place, str]]:
        for clause in handbook.clauses.values():
            yield clause.place, f"{clause.text} {clause.plain}"
        for note in handbook.interpretations:
            yield note.place, note.text
        for guidance in handbook.guidance:
            yield guidance.place, guidance.text
        for question in handbook.questions:
            yield question.place, question.prompt
            for option in question.options:
                yield option.place, f"{option.text} {option.feedback}"
        yield from texts_of(handbook)

    def _readings(self, handbook: Handbook, clauses: Iterable[str]) -> Iterator[Problem]:
        for note in handbook.interpretations:
            for name in note.clauses:
                if name not in handbook.clauses:
                    yield self._missing(f"clause “{name}”", name, clauses, note.place)
            for reading in note.readings:
                for name in filter(None, (*reading.norms, reading.source, reading.under)):
                    if name not in handbook.norms and name not in handbook.clauses:
                        names = [*handbook.norms, *handbook.clauses]
                        yield self._missing(f"norm “{name}”", name, names, reading.place)
                    elif (
                        name in handbook.clauses
                        and not handbook.clauses[name].norms
                        and name != reading.under
                    ):
                        what = f"this reads the clause “{name}”, which has no norm."
                        yield Problem(
                            Kind.REFERENCE, reading.place, what, "Name a norm, or a clause that has one."
                        )

    def _scenarios(self, handbook: Handbook, questions: Iterable[str]) -> Iterator[Problem]:
        for scenario in handbook.scenarios:
            for cell in scenario.cells:
                for name in (*cell.asks, *cell.shows):
                    if name not in handbook.question_by_id:
                        yield self._missing(
                            f"question “{name}” in cell {cell.index}", name, questions, cell.place
                        )


class QuestionsCanBeAnswered:
    """A question has two options or more, no two alike, in one manner, at least one marked, each with feedback."""

    derived = False

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Look at each question's form, whatever the policy says."""
        for question in handbook.questions:
            yield from self._question(question)

    def _question(self, question: Question) -> Iterator[Problem]:
        if not question.prompt:
            yield self._wrong(question, "it asks nothing.", "Write the question above its options.")
        if len(question.options) < 2:
            hint = "Write each as “- [ ] text {act}`…`”."
            yield self._wrong(question, "there are fewer than two options.", hint)
            return
        yield from self._marks(question)
        seen: dict[str, Option] = {}
        for option in question.options:
            same = seen.setdefault(" ".join(option.text.lower().split()), option)
            if same is not option:
                what = f"options {same.letter} and {option.letter} are the same."
                yield self._wrong(question, what, "Change one.", option.place)
            yield from self._option(question, option)
        judged = [option for option in question.options if option.acts or option.claims]
        manners = {bool(option.claims) for option in judged}
        if len(manners) > 1 or any(option.acts and option.claims for option in judged):
            hint = "Use {act} in all of them, or {says} in all."
            yield self._wrong(question, "some options act and others claim.", hint)

    def _marks(self, question: Question) -> Iterator[Problem]:
        marked = [option for option in question.options if option.marked]
        if not marked and question.kind != "discussion":
            yield self._wrong(question, "no option is marked right.", "Put [x] on the right one.")
        if question.kind == "one" and len(marked) > 1:
            hint = "Mark one, or say “:kind: all”."
            yield self._wrong(question, "two options are marked right.", hint, marked[1].place)
        if question.kind == "discussion" and marked:
            hint = "Nothing is right or wrong here: write [ ] for each, or choose another kind."
            what = "it is for discussion, and an option is marked."
            yield self._wrong(question, what, hint, marked[0].place)
        steps = sorted(option.place_in_order for option in marked)
        ordered = any(steps)
        if marked and (
            ordered != (question.kind == "order") or (ordered and steps != [*range(1, len(steps) + 1)])
        ):
            hint = "In “:kind: order”, and only there, mark the steps [1], [2] and so on, and the rest [ ]."
            yield self._wrong(question, "its marks are not an order.", hint)

    def _option(self, question: Question, option: Option) -> Iterator[Problem]:
        if not option.feedback:
            hint = "Say why under it, indented by two spaces, ending in the clause."
            yield self._wrong(question, f"option {option.letter} has no feedback.", hint, option.place)
        if question.kind == "tell" and not option.part[0]:
            hint = "Each option says {whom}`…`, {joined}`…` or {soon}`…`."
            what = f"option {option.letter} says neither whom nor how soon."
            yield self._wrong(question, what, hint, option.place)
        elif question.kind != "tell" and not option.acts and not option.claims:
            hint = "Say what it amounts to with {act}`…`, or what it says with {says}`…`."
            what = f"option {option.letter} amounts to nothing that can be judged."
            yield self._wrong(question, what, hint, option.place)

    @staticmethod
    def _wrong(question: Question, what: str, hint: str, place: Place | None = None) -> Problem:
        return Problem(Kind.QUESTION, place or question.place, f"“{question.id}”: {what}", hint)


class MarksAreSupported:
    """A mark is what the policy supports, neither more nor less."""

    derived = True

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Weigh every option, and compare with its mark."""
        for question in handbook.questions:
            if question.kind == "discussion":
                yield from self._discussion(handbook, question)
            elif question.kind == "order":
                yield from self._order(handbook, question)
            elif question.kind == "all" and not any(option.claims for option in question.options):
                yield from self._course(handbook, question)
            else:
                yield from self._options(handbook, question)

    def _options(self, handbook: Handbook, question: Question) -> Iterator[Problem]:
        found = weighed(handbook, question).answered
        for option in question.options:
            answered = found[option.letter]
            if option.marked != answered.right:
                marked = "marked right" if option.marked else "not marked"
                what = f"option {option.letter} is {marked}, and the policy finds it “{answered.outcome}”."
                yield self._wrong(question, what, option.place)

    def _course(self, handbook: Handbook, question: Question) -> Iterator[Problem]:
        if not weighed(handbook, question).right_letters:
            letters = ", ".join(option.letter for option in marked_options(question))
            yield self._wrong(question, f"the policy does not support {letters} as one course of action.")

    def _order(self, handbook: Handbook, question: Question) -> Iterator[Problem]:
        yield from self._course(handbook, question)
        # What has to come before something else comes after it in the order turned round.
        if weighed(handbook, question).is_right(marked_options(question)[::-1]):
            yield self._wrong(question, "no rule asks for an order, so every order would be right.")

    def _discussion(self, handbook: Handbook, question: Question) -> Iterator[Problem]:
        status = weighed(handbook, question).status
        if status in ("decided", "partly"):
            yield self._wrong(question, f"it is for discussion, and the policy finds it “{status}”.")

    def _wrong(self, question: Question, what: str, place: Place | None = None) -> Problem:
        return Problem(Kind.KEY, place or question.place, f"“{question.id}”: {what}", self._hint(question))

    @staticmethod
    def _hint(question: Question) -> str:
        return f"Change the mark or what the option says; “policybook working {question.id}” shows why."


class WorkingIsShown:
    """Each question shows its working as a doctest that runs, and that says what the policy says."""

    derived = True

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare the doctest as written with the working as derived."""
        for question in handbook.questions:
            expected = doctest_of(handbook, question.id)
            found = question.doctest.strip()
            hint = f"“policybook working {question.id}” prints it, ready to paste."
            if not found:
                what = f"“{question.id}” has no doctest that shows its working."
                yield Problem(Kind.WORKING, question.place, what, hint)
            elif "SKIP" in found or "doctest:" in found:
                what = f"the doctest of “{question.id}” is skipped or loosened, so it would prove nothing."
                yield Problem(Kind.WORKING, question.place, what, "Take the “# doctest:” comment away.")
            elif found != expected:
                what = f"the working of “{question.id}” is not what the policy says{_first_difference(found, expected)}."
                yield Problem(Kind.WORKING, question.place, what, hint)


class StoredAsksHold:
    """What a scenario's cells store for the site is what they ask."""

    derived = False

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare each stored directive with the cell's own words; nbval compares the other outputs."""
        for scenario in handbook.scenarios:
            asked = {decision.cell: decision for decision in scenario.decisions}
            for cell in scenario.cells:
                decision = asked.get(cell.index)
                if decision and cell.shown != directive(decision):
                    what = f"cell {cell.index} stores for the site something other than what it asks."
                    hint = "Run “nox -s notebooks”, which runs every cell and stores what it printed."
                    yield Problem(Kind.NOTEBOOK, cell.place, what, hint)


class StoredKeysHold:
    """What a scenario's key cells store is what the policy says now."""

    derived = True

    def check(self, handbook: Handbook) -> Iterator[Problem]:
        """Compare each stored working with the derived one; nbval runs the cells themselves."""
        for scenario in handbook.scenarios:
            for cell in scenario.cells:
                names = [name for name in cell.shows if name in handbook.question_by_id]
                expected = "\n".join(working(handbook, name) for name in names)
                if names and cell.output.strip() != expected:
                    change = _first_difference(cell.output.strip(), expected)
                    what = f"the key stored under cell {cell.index} is not what the policy says{change}."
                    hint = "Read the change, then run “nox -s notebooks” to store it anew."
                    yield Problem(Kind.NOTEBOOK, cell.place, what, hint)


def _first_difference(found: str, expected: str) -> str:
    was, now = found.split("\n"), expected.split("\n")
    for at in range(max(len(was), len(now))):
        left, right = (lines[at] if at < len(lines) else "nothing" for lines in (was, now))
        if left != right:
            return f": line {at + 1} says “{left}” and should say “{right}”"
    return ""


RULES: tuple[Rule, ...] = (
    SourceIsCarried(),
    ReferencesExist(),
    QuestionsCanBeAnswered(),
    MarksAreSupported(),
    WorkingIsShown(),
    StoredAsksHold(),
    StoredKeysHold(),
    CorePathsAreWhole(),
    *RULES_OF_STORIES,
    *RULES_OF_THE_BANK,
)


def check(root: Path | str) -> tuple[Handbook, tuple[Problem, ...]]:
    """The handbook under `root` and all that is wrong with it, in order of place.

    Rules that weigh answers wait until the policy itself can be read whole: a key against half a policy
    would bury the one real problem under false ones. A question that cannot be read waits for its author, and
    the others do not wait for it.
    """
    handbook, problems = read(root)
    found = list(problems)
    lock = read_lock(Path(root))
    if handbook.sections and handbook.vocabulary.acts:
        unread = {p.place.path for p in problems if p.kind in (Kind.FILE, Kind.YAML)}
        for rule in RULES:
            if not rule.derived and not (isinstance(rule, SourceIsCarried) and "book/source.yml" in unread):
                found += _news(rule.check(handbook), problems)
        if not any(_of_the_policy(problem) for problem in found):
            weighed = without_ailing(handbook, found)
            derived = [problem for rule in RULES if rule.derived for problem in rule.check(weighed)]
            found += _news(derived, problems)
            found += who_is_covered(handbook, Path(root))
            # The page promises it; and what is ill is healed first, so that its norms are not said to be bare.
            if (Path(root) / PAGE).is_file() and not any(p.place.path.startswith("quizzes/") for p in found):
                found += [problem for rule in RULES_OF_COVERAGE for problem in rule.check(handbook)]
            if lock.kept:
                found += review_problems(lock, weighed, handbook, Path(root), problems)
        if not any(_of_the_policy(problem) for problem in found):
            found += retired.problems(handbook)
            found += read_proposals(Path(root), handbook)[1]
    found += edition_problems(Path(root), handbook.editions)
    found += lock.problems
    return handbook, tuple(sorted(set(found), key=lambda problem: (problem.place, problem.what)))


def _news(found: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """Without what only follows from a sentence that could not be read, or a cell that was not run."""
    words = {problem.place for problem in problems if problem.kind in (Kind.WORD, Kind.NORM)}
    cells = {problem.place for problem in problems if problem.kind is Kind.NOTEBOOK}
    known = {Kind.QUESTION: words, Kind.NOTEBOOK: cells}
    return [problem for problem in found if problem.place not in known.get(problem.kind, ())]


def _of_the_policy(problem: Problem) -> bool:
    at = problem.place.path
    return problem.kind not in (Kind.SOURCE, Kind.EDITION, Kind.PATH) and not at.startswith(
        ("quizzes/", "scenarios/", "proposals/")
    )


def without_ailing(handbook: Handbook, problems: Iterable[Problem]) -> Handbook:
    """The handbook without the questions in whose lines something is wrong already."""
    wrong = [problem.place for problem in problems if problem.place.path.startswith("quizzes/")]
    if not wrong:
        return handbook
    begins = sorted(question.place for question in handbook.questions)
    ailing = {max((begin for begin in begins if begin <= place), default=place) for place in wrong}
    return replace(handbook, questions=tuple(q for q in handbook.questions if q.place not in ailing))
