"""The coverage page: which questions exercise each rule, what each question rests on, and what awaits a sign-off."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from docutils import nodes
from docutils.nodes import Node

from policybook.ext.base.nodes import Cite, Words, bullets, more, paragraph
from policybook.ext.base.views import View, separated, table
from policybook.ext.base.words import STATUS_LABELS
from policybook.policy.english import capital, listed, norm_in_words, several
from policybook.policy.model import Norm
from policybook.policy.training import Question
from policybook.training.bank import weighed
from policybook.training.coverage import Coverage, Sweep, statuses
from policybook.training.paths import PATHS

MUTANTS = "mutants.json"
"""Where `python -m policybook.mutants --json` writes at the handbook's root, where somebody keeps its results."""


class OverTheBank(View):
    """A view of what the questions come to, and of files beside the handbook; it is shown anew when they change."""

    seen = "trained"

    def file(self, name: str) -> Path:
        """A file of the handbook, there or not: the page is read again when that, or what it holds, has changed."""
        self.domain.note_shown(f"file/{name}")
        return self.book.root / name

    def cite(self, role: str, name: str) -> Cite | None:
        """How something is cited, without a preview: a page of hundreds would be heavy with them."""
        self.domain.note_shown(f"called/{role}/{name}")
        cite = self.book.cites.get((role, name))
        return cite and replace(cite, preview="")

    def _title(self, page: str) -> str:
        self.domain.note_shown(f"title/{page}")
        return self.book.title_of(page)


class CoverageTable(OverTheBank):
    """Every rule with the questions that exercise it, and every question with the clauses that it rests on."""

    def view(self) -> Iterable[Node]:
        """A summary, then the two ways; nothing where the policy could not be read whole."""
        if not self.book.is_sound:
            return
        coverage = Coverage(self.handbook)
        sweep = self._sweep()
        yield paragraph(self._summary(coverage))
        if sweep:
            tried = sweep.killed + sweep.survived
            said = f"Rules, keys and stored answers were also made wrong in {tried} ways, one at a time"
            yield paragraph(f"{said}, and the checks noticed {sweep.killed} of them.")
        rules, asked = self._rules(coverage, sweep), self._asked(coverage)
        for name, content in (("rules-and-their-questions", rules), ("questions-and-their-clauses", asked)):
            yield nodes.container("", *content, classes=["pb-filter"], ids=[name])

    def _summary(self, coverage: Coverage) -> str:
        norms, questions = len(self.handbook.policy_norms), len(self.handbook.questions)
        asked, cite = norms - len([*coverage.bare_norms()]), questions - len([*coverage.bare_questions()])
        said = f"{asked} of the {norms} rules of the policy are exercised by a question"
        return f"{said}, and {cite} of the {questions} questions cite a clause."

    def _sweep(self) -> Sweep | None:
        """What the last sweep of mutants found, where it is kept and is of these rules."""
        try:
            sweep = Sweep(json.loads(self.file(MUTANTS).read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return sweep if sweep.is_of(self.handbook) else None

    def _rules(self, coverage: Coverage, sweep: Sweep | None) -> Iterable[Node]:
        heads = ["Rule", "Verb", "Questions"] + (["Wrong versions noticed"] if sweep else [])
        for section in self.handbook.sections:
            rows = []
            for norm in (norm for clause in section.clauses for norm in clause.norms):
                paths = [path for question in coverage.by_norm.get(norm.id, ()) for path in question.paths]
                rows.append((self._rule(norm, coverage, sweep), paths))
            if rows:
                yield _titled(section.heading, heads, rows)

    def _rule(self, norm: Norm, coverage: Coverage, sweep: Sweep | None) -> list[Words]:
        of = coverage.by_norm.get(norm.id, ())
        # A question by its page and its number there: "Principles 3".
        names = ((q.id, self._title(q.page).partition(":")[0]) for q in of)
        places = self.handbook.places_of_questions
        asked = [self.link("question", name, f"{page} {places[name]}") for name, page in names]
        said = norm_in_words(norm, self.book.labels)
        rule: Words = [paragraph(self.link("clause", norm.clause)), paragraph(said)]
        cells: list[Words] = [rule, [norm.verb], separated(asked) or ["None."]]
        if sweep:
            noticed, tried = sweep.tried(norm)
            loose = sweep.loose(norm)
            still = f" Not every change of its {listed(loose)} is." if loose else ""
            cells.append([f"{noticed} of {tried}.{still}"])
        return cells

    def _asked(self, coverage: Coverage) -> Iterable[Node]:
        for page, questions in groupby(self.handbook.questions, key=lambda question: question.page):
            rows = [(self._question(question, coverage), question.paths) for question in questions]
            yield _titled(self._title(page), ("Question", "Status", "Clauses", "Paths"), rows)

    def _question(self, question: Question, coverage: Coverage) -> list[Words]:
        found = weighed(self.handbook, question)
        status, notes = found.status, found.interpretations
        cites = self.links("clause", coverage.by_question[question.id])
        verdict: Words = [paragraph(STATUS_LABELS[status])]
        if links := self.links("interp", notes):
            verdict.append(paragraph("It rests on ", *separated(links)))
        paths = capital(listed([PATHS.get(path, path) for path in question.paths]))
        return [[self.link("question", question.id)], verdict, separated(cites), [f"{paths}."]]


class SignOffList(OverTheBank):
    """The questions that await a sign-off: safety-critical, or resting on an interpretation."""

    def view(self) -> Iterable[Node]:
        """One list, or a line that says that none waits."""
        if not self.book.is_sound:
            return
        self.domain.note_shown("waiting/all")
        asked = [item for item in self.book.waiting if item.key[0] == "question" and item.reasons]
        others = len(self.book.waiting) - len(asked)
        if not self.book.waiting:
            yield paragraph("Nothing awaits a sign-off.")
            return
        yield paragraph(f"{len(asked)} of the {len(self.handbook.questions)} questions await a sign-off.")
        said = several(
            others, "other piece of what is published awaits", "other pieces of what is published await"
        )
        yield paragraph(f"{said} a look by an office: so far they are a draft.")
        if asked:
            yield bullets(self._line(item.key[1], item.reasons) for item in asked)

    def _line(self, name: str, reasons: Sequence[str]) -> Words:
        notes = self.links("interp", reasons)
        said: Words = [self.link("question", name), ": "]
        critical = "safety-critical" in reasons
        said += ["safety-critical"] if critical else []
        said += [", and it rests on " if critical else "it rests on ", *separated(notes)] if notes else []
        return [*said, "."]


def assurance(view: View) -> Iterable[Node]:
    """One line on how sure the training is: how many questions there are, and what the policy makes of them."""
    if not view.book.is_sound:
        return
    found = statuses(view.book.handbook)
    parts = [f"{count} {_SAID[status]}" for status, count in found.items() if count]
    total = sum(found.values())
    said = f"The training asks {total} questions, and each answer key was worked out from the rules: "
    yield paragraph(said, f"{listed(parts)}.", classes=["pb-assurance"])


_SAID = {
    "decided": "are decided by the policy's own words",
    "partly": "are decided in part, or with an interpretation",
    "judgement": "are left to judgement",
    "silent": "are about what the policy does not say",
    "conflict": "are where two rules meet or another policy leads",
}


def _titled(called: str, heads: Sequence[str], rows: Sequence[tuple[list[Words], Sequence[str]]]) -> Node:
    """A table folded under its title; a row says in classes on which paths it is, for the script that filters."""
    node = table(heads, (cells for cells, _ in rows), (5, 2, 5, 2)[: len(heads)])
    for row, (_, paths) in zip(next(node.findall(nodes.tbody)).children, rows, strict=True):
        row["classes"] += [f"pb-on-{path}" for path in sorted(set(paths))]  # type: ignore[index]
    return more(called, [node], several(len(rows), "row"))
