"""The reporting table: whom to tell, and how soon, worked out from the norms by judging."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from docutils.nodes import Element, Node

from policybook.ext.base.book import filled_in
from policybook.ext.base.nodes import Words, paragraph
from policybook.ext.base.views import View, table
from policybook.judging.duties import Duty, duties
from policybook.policy.citations import clauses_named
from policybook.policy.english import capital, counted, listed
from policybook.policy.model import Norm, Reading

UNTIL = "**Until the governors decide.**"
"""What stands before the safe reading of an interpretation."""


class ReportingTable(View):
    """Whom to tell: what the policy says, what an interpretation adds, and where the policy is silent."""

    def view(self) -> Iterable[Node]:
        """Hand-overs first, then the policy's table, then each person whom a concern may be about."""
        for reading in self.book.handbook.readings:
            if reading.form == "hands over":
                yield from self._handed_over(reading)
        rows = map(self._row, duties(self.book.handbook))
        yield table(("What has happened", "Who", "Whom to tell", "How soon", "Clause"), rows, (4, 3, 4, 2, 3))
        for reading in self.book.handbook.readings:
            if reading.form == "excuses":
                yield self._about(reading)

    def _row(self, duty: Duty) -> list[Words]:
        matter, who, how_soon = self._matter(duty), self._who(duty), _how_soon(duty.owed)
        return [[matter], [who], self._whom(duty), [how_soon], self._cited(duty)]

    def _matter(self, duty: Duty) -> str:
        norm = duty.written
        facts = capital(listed([self.label(fact) for fact in norm.when])) or "At any time"
        unless = (
            f" (unless {listed([self.label(fact) for fact in norm.unless], 'or')})" if norm.unless else ""
        )
        return f"{facts}{unless}."

    def _who(self, duty: Duty) -> str:
        return f"{capital(listed([self.label(who) for who in duty.written.who], 'or'))} {duty.written.verb} do this."

    def _whom(self, duty: Duty) -> Words:
        norm = duty.owed
        if norm is None:
            return ["The policy is silent."]
        said: Words = [self._act(norm)]
        if duty.is_filled:
            said = [
                "The policy names nobody. ",
                nodes.strong("", "By interpretation "),
                self.interpretation(duty.interpretations[0]),
                f": {self._act(norm)}",
            ]
        elif duty.interpretations:
            said += [part for name in duty.interpretations for part in self._meanwhile(name)]
        return said

    def _meanwhile(self, name: str) -> Words:
        """The first sentence of what an interpretation says to do until the governors decide."""
        text = self.book.handbook.interpretation_by_id[name].text.partition(UNTIL)[2].strip()
        words = self.words(text.partition("\n")[0], self.lineno)
        inline = [child for part in words for child in part.children]
        said = (
            [" ", nodes.strong("", "Until the governors decide: "), *inline, " See "]
            if inline
            else [" Read this with "]
        )
        return [*said, self.interpretation(name), "."]

    def _act(self, norm: Norm) -> str:
        people = counted([self._named(name) for name in norm.recipients], norm.joiner or "and")
        act = norm.phrase.acts[0]
        people = people or "nobody is named" if act == "tell" else people
        if act == "tell":
            text = f"Tell {people}" if norm.recipients else "Tell somebody: the policy does not say whom"
        else:
            text = f"{capital(self.label(act))} {norm.preposition} {people}".rstrip()
        return f"{text}, before they {self.label(norm.before)}." if norm.before else f"{text}."

    def _named(self, word: str) -> str:
        """A recipient in plain words, with the name and contact that the school has filled in."""
        role = next((role for role in self.book.handbook.roles if role.id == word), None)
        return self.label(word) + (filled_in(role) if role else "")

    def _cited(self, duty: Duty) -> Words:
        return [self.link("clause", duty.written.clause)]

    def _handed_over(self, reading: Reading) -> Iterable[Node]:
        """What another policy asks for first, in its own layer."""
        clause = self.book.handbook.clauses.get(reading.norms[0].partition("/")[0]) if reading.norms else None
        owed = [
            n
            for g in self.book.handbook.guidance
            if g.layer == reading.policy
            for n in g.norms
            if set(n.when) <= set(reading.when)
        ]
        if clause is None or not owed:
            return
        box = self._outside_box(reading.policy)
        facts = capital(listed([self.label(fact) for fact in reading.when]))
        for norm in owed:
            said = f"{self._act(norm)} {_how_soon(norm)} See "
            cite = self.link("clause", norm.clause)
            box += paragraph(nodes.strong("", f"{facts}: "), said, cite, ".")
        note = self.interpretation(reading.interpretation)
        box += paragraph("This policy hands it over by interpretation ", note, ".")
        yield box

    def _outside_box(self, whose: str, *content: Node) -> Element:
        title = paragraph(f"Outside guidance, from {self.label(whose)}, not policy", classes=["pb-layer"])
        return nodes.container("", title, *content, classes=["pb-guidance"])

    def _about(self, reading: Reading) -> Node:
        """What changes when the concern is about somebody who would be told."""
        facts = listed([self.label(fact) for fact in reading.when])
        section = self.section(f"When {facts}", f"reporting-{'-'.join(reading.when)}")
        section += paragraph(
            "Never tell the person whom it is about. Interpretation ",
            self.interpretation(reading.interpretation),
            " says how the table changes then.",
        )
        usual = {duty.written.id: duty for duty in duties(self.book.handbook)}
        changed = [
            duty
            for duty in duties(self.book.handbook, reading.when)
            if duty.owed != usual[duty.written.id].owed
        ]
        rows: list[list[Words]] = [
            [[self._matter(duty)], [self._instead(duty.owed)], self._cited(duty)] for duty in changed
        ]
        section += table(("What has happened", "What the policy says then", "Clause"), rows, (4, 4, 3))
        section += self._outside(reading)
        return section

    def _instead(self, norm: Norm | None) -> str:
        if norm is None:
            return "The policy is silent: it does not say what to do then."
        return f"{self._act(norm)} {_how_soon(norm)}"

    def _outside(self, reading: Reading) -> list[Node]:
        note = self.book.handbook.interpretation_by_id[reading.interpretation]
        known = self.book.handbook.guidance_by_id
        names = dict.fromkeys(name for name in clauses_named(note.text) if name in known)
        routes = [known[name] for name in names if reading.recipient in name]
        return [
            self._outside_box(
                route.layer,
                *self.words(route.text, self.lineno),
                paragraph("From: ", self.link("clause", route.id), "."),
            )
            for route in routes
        ]


def _how_soon(norm: Norm | None) -> str:
    return f"{capital(norm.timing)}." if norm and norm.timing else "No time is stated."
