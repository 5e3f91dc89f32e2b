"""The verdict table as a page shows it: status and verb in words, with the clauses and whom it differs for."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from docutils.nodes import Node

from policybook.ext.base.nodes import Words, paragraph
from policybook.ext.base.views import View, separated, table
from policybook.ext.base.words import STATUS_LABELS
from policybook.judging.table import Outcome, Row, Said, Verdicts
from policybook.policy.english import capital, listed


class VerdictTable(View):
    """What the policy says of every act, for the safeguarding lead to read."""

    def view(self) -> Iterable[Node]:
        """The acts that the policy speaks of, and then those that it does not."""
        verdicts = Verdicts(self.book.handbook)
        rows: list[list[Words]] = []
        silent: list[str] = []
        for said, acts in verdicts.acts().items():
            if all(row.outcome.is_silent for row in said):
                silent += acts
            else:
                rows += [
                    [self._what(acts, row, said), self._verdict(row.outcome), self._others(row.outcome)]
                    for row in said
                ]
        who = self.label(verdicts.usual)
        yield table(
            ("What somebody does", f"When {who} does it", "For whom it is different"), rows, (4, 4, 4)
        )
        if silent:
            yield paragraph(
                nodes.strong("", "The policy says nothing of these acts: "), f"{self._labels(silent, '; ')}."
            )

    def _labels(self, words: Iterable[str], joiner: str = ", ") -> str:
        return joiner.join(self.label(word) for word in words)

    def _what(self, acts: list[str], row: Row, rows: tuple[Row, ...]) -> Words:
        blocks: Words = [paragraph(nodes.strong("", capital(self._labels(acts, "; or ")) + "."))]
        people = self.book.handbook.vocabulary.takes(acts[0]) == "people"
        whole = {word for other in rows if not other.given for word in other.objects}
        if row.rest:
            blocks.append(paragraph(f"With or to {'anybody' if people else 'anything'} else."))
        elif row.objects and set(row.objects) != whole:
            blocks.append(paragraph(f"With or to {self._labels(row.objects, '; ')}."))
        elif row.objects and not row.given:
            blocks.append(paragraph(f"With or to {'anybody' if people else 'anything'}."))
        if row.given:
            blocks.append(paragraph(f"When {listed([self.label(fact) for fact in row.given])}."))
        return blocks

    def _verdict(self, outcome: Outcome) -> Words:
        said = outcome.said
        status = nodes.inline("", STATUS_LABELS[said.status], classes=["pb-verdict", f"pb-{said.status}"])
        blocks: Words = [paragraph(status, f" {in_words(said)}")]
        if clauses := self.links("clause", outcome.clauses):
            blocks.append(paragraph(*separated(clauses)))
        if notes := self.links("interp", outcome.interpretations):
            blocks.append(paragraph("It rests on ", *separated(notes)))
        return blocks

    def _others(self, outcome: Outcome) -> Words:
        if not outcome.otherwise:
            return ["Nobody."]
        return [
            paragraph(
                nodes.strong("", f"{STATUS_LABELS[said.status]}. "),
                f"{in_words(said)} ".lstrip(),
                f"This is for {listed([self.label(w) for w in people])}.",
            )
            for said, people in outcome.otherwise
        ]


def in_words(said: Said) -> str:
    """What a verdict says of an act, its verb included."""
    if not said.verb:
        return ""
    verb = f"“{said.verb}”"
    if said.of == "contrary":
        return f"{_WAYS[said.points]}: of the opposite, the policy says {verb}."
    return f"{_WAYS[said.points]}: {verb}."


_WAYS = {"for": "For it", "against": "Against it", "": "Neither for it nor against it"}
