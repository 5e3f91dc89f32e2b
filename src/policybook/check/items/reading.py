"""How hard a question, and the plain line of a clause, are to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from policybook.check.items.texts import OfTheBank, of_many, shown, texts_of
from policybook.check.rule import Rule, Stage, Subject
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.problems import Kind, Place, Problem, nearest
from policybook.policy.training import Question


class ReadingAge(OfTheBank):
    """A question reads at a grade of 8 at most (a reading age of 13), and a page of them at 6 (of 11).

    The grade is Flesch and Kincaid's, over all that a reader reads, as `grade` works it out. It is asked for by the
    tests alone: a library that knows syllables is too heavy for an author's loop (decisions/0009).
    """

    QUESTION, PAGE = 8.0, 6.0

    def __init__(self, grade: Callable[[str], float]) -> None:
        self._grade = grade

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Grade each question, and each page."""
        pages: dict[str, list[Question]] = defaultdict(list)
        for question in subject.handbook.questions:
            pages[question.page].append(question)
            if (grade := self._grade(self._read(question))) > self.QUESTION:
                what = f"it reads at a grade of {grade:.1f}, and {self.QUESTION:.0f} is enough."
                yield self.of_question(question, what, "Use shorter words, and shorter sentences.")
        for page, questions in pages.items():
            if (grade := self._grade(" ".join(map(self._read, questions)))) > self.PAGE:
                what = f"{page} reads at a grade of {grade:.1f}, and {self.PAGE:.0f} is enough."
                yield of_many(questions, what, "Make its longest sentences two.")

    @staticmethod
    def _read(question: Question) -> str:
        """All that a reader reads, a full stop after each part, so that no two run together."""
        parts = (" ".join(text.split()) for _, _, text in texts_of(question))
        return " ".join(part if part.endswith((".", "?", "!", "”")) else f"{part}." for part in parts if part)


class PlainLinesReadEasily(Rule, kinds=(Kind.ITEM,), stage=Stage.BOOK):
    """A plain line reads at a grade of 7 at most, but for those that book/plain-lines.yml names with the reason.

    None is named there that reads easily enough, or that is the line of no clause. The grade is the one of
    `ReadingAge`; without it, as an author's check asks, the names alone are looked at.
    """

    ENOUGH, FILE = 7.0, "book/plain-lines.yml"

    def __init__(self, grade: Callable[[str], float] | None = None) -> None:
        self._grade = grade

    def check(self, subject: Subject) -> Iterator[Problem]:
        """Look at each name, then grade each line."""
        if subject.root is None:
            return
        desk = Desk(subject.root)
        named = dict(self._named(desk))
        yield from desk.problems
        clauses = subject.handbook.clauses
        for name, place in named.items():
            if name not in clauses:
                what = f"this names the plain line of “{name}”, and there is no such clause."
                yield self.problem(place, what, nearest(name, clauses, "Take this line away."))
        if self._grade is None:
            return
        for clause in clauses.values():
            grade = self._grade(shown(clause.plain))
            said = f"the plain line of “{clause.id}” reads at a grade of {grade:.1f}"
            if grade > self.ENOUGH and clause.id not in named:
                hint = f"Use shorter words, and shorter sentences; or say in {self.FILE} why nothing easier will do."
                yield self.problem(clause.place, f"{said}, and {self.ENOUGH:.0f} is enough.", hint)
            elif grade <= self.ENOUGH and clause.id in named:
                what = f"{said}, so it needs no reason."
                yield self.problem(named[clause.id], what, "Take this line away.")

    def _named(self, desk: Desk) -> Iterator[tuple[str, Place]]:
        """Each clause that the file names, with its place; a problem for each without a reason."""
        if not (desk.root / self.FILE).is_file():
            return
        file = YamlFile(desk, self.FILE)
        for name, key, reason in file.pairs(file.root, "the list of plain lines"):
            if not file.string(reason, f"the reason of “{name}”"):
                what = f"nothing says why the plain line of “{name}” cannot be easier."
                desk.problems.append(self.problem(file.place(key), what, "Say it in a sentence."))
            yield name, file.place(key)
