"""How hard a question, and the plain line of a clause, are to read."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from policybook.check.items.texts import shown, texts_of
from policybook.check.rule import Found, Stage, Subject, of_question, rule
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.problems import Kind, Place, nearest
from policybook.policy.training import Question

QUESTION, PAGE, PLAIN_LINE = 8.0, 6.0, 7.0
"""The highest grades."""
FILE = "book/plain-lines.yml"


def reading_age(subject: Subject, grade: Callable[[str], float]) -> Iterator[Found]:
    """A question reads at a grade of 8 at most (a reading age of 13), and a page of them at 6 (of 11).

    The grade is Flesch and Kincaid's, over all that a reader reads, as `grade` works it out. It is asked for by the
    tests alone: a library that knows syllables is too heavy for an author's loop (decisions/0009).
    """
    pages: dict[str, list[Question]] = defaultdict(list)
    for question in subject.handbook.questions:
        pages[question.page].append(question)
        if (found := grade(_read(question))) > QUESTION:
            what = f"it reads at a grade of {found:.1f}, and {QUESTION:.0f} is enough."
            yield of_question(question, what, "Use shorter words, and shorter sentences.")
    for page, questions in pages.items():
        if (found := grade(" ".join(map(_read, questions)))) > PAGE:
            what = f"{page} reads at a grade of {found:.1f}, and {PAGE:.0f} is enough."
            yield questions[0].place, what, "Make its longest sentences two."


def _read(question: Question) -> str:
    """All that a reader reads, a full stop after each part, so that no two run together."""
    parts = (" ".join(text.split()) for _, _, text in texts_of(question))
    return " ".join(part if part.endswith((".", "?", "!", "”")) else f"{part}." for part in parts if part)


@rule(Kind.ITEM, stage=Stage.BOOK)
def plain_lines_read_easily(subject: Subject, grade: Callable[[str], float] | None = None) -> Iterator[Found]:
    """A plain line reads at a grade of 7 at most, but for those that book/plain-lines.yml names with the reason.

    None is named there that reads easily enough, or that is the line of no clause. The grade is the one of
    `reading_age`; without it, as an author's check asks, the names alone are looked at.
    """
    if subject.root is None:
        return
    desk = Desk(subject.root)
    named = dict(_named(desk))
    yield from desk.problems
    clauses = subject.handbook.clauses
    for name, place in named.items():
        if name not in clauses:
            what = f"this names the plain line of “{name}”, and there is no such clause."
            yield place, what, nearest(name, clauses, "Take this line away.")
    if grade is None:
        return
    for clause in clauses.values():
        found = grade(shown(clause.plain))
        said = f"the plain line of “{clause.id}” reads at a grade of {found:.1f}"
        if found > PLAIN_LINE and clause.id not in named:
            hint = f"Use shorter words, and shorter sentences; or say in {FILE} why nothing easier will do."
            yield clause.place, f"{said}, and {PLAIN_LINE:.0f} is enough.", hint
        elif found <= PLAIN_LINE and clause.id in named:
            yield named[clause.id], f"{said}, so it needs no reason.", "Take this line away."


def _named(desk: Desk) -> Iterator[tuple[str, Place]]:
    """Each clause that the file names, with its place; a problem for each without a reason."""
    if not (desk.root / FILE).is_file():
        return
    file = YamlFile(desk, FILE)
    for name, key, reason in file.pairs(file.root, "the list of plain lines"):
        if not file.string(reason, f"the reason of “{name}”"):
            what = f"nothing says why the plain line of “{name}” cannot be easier."
            desk.add(Kind.ITEM, file.place(key), what, "Say it in a sentence.")
        yield name, file.place(key)
