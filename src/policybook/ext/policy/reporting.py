"""The tables that judging works out: whom to tell, and how soon; and what the policy says of every act, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from docutils.nodes import Element, Node

from policybook.ext.base.book import filled_in
from policybook.ext.base.directive import claim_id
from policybook.ext.base.nodes import Words, fold, paragraph
from policybook.ext.base.views import View, separated, table
from policybook.ext.base.words import STATUS_LABELS
from policybook.ext.policy.clauses import when_nobody_answers
from policybook.judging.duties import Duty, duties
from policybook.judging.table import Outcome, Row, Said, Verdicts
from policybook.policy.english import capital, counted, listed, whose
from policybook.policy.model import Norm, Reading

UNTIL = "**Until the governors decide.**"
"""What stands before the safe reading of an interpretation."""


def card_id(when: Iterable[str]) -> str:
    """The anchor of the card on what to do when these have happened; of several such the first has it."""
    return f"reporting-{'-'.join(when)}"


class TellSomebody(View):
    """Whom to tell: a card for each thing that has happened, and what changes when it is about one of them.

    What the page says in it stands on every card.
    """

    has_content = True

    def view(self) -> Iterable[Node]:
        """Hand-overs first, then the policy's duties, then each person whom a concern may be about."""
        for reading in self.book.handbook.readings:
            if reading.form == "hands over":
                yield from self._handed_over(reading)
        yield from map(self._card, duties(self.book.handbook))
        for reading in self.book.handbook.readings:
            if reading.form == "excuses":
                yield self._about(reading)

    def _card(self, duty: Duty) -> Node:
        """What to do here, what the policy asks and how soon, and last where that comes from."""
        rows: tuple[tuple[str, Words], ...] = (
            ("The policy asks: ", self._whom(duty)),
            ("How soon: ", [_how_soon(duty.owed)]),
            ("Who does it: ", [self._who(duty)]),
            ("Clause: ", self._cited(duty)),
        )
        asked = (paragraph(nodes.strong("", name), *words) for name, words in rows)
        when = duty.written.when
        return self._folded(self._matter(duty), when, *self._practice(when), *asked)

    def _folded(self, title: str, when: Sequence[str], *content: Node) -> Element:
        always = nodes.container("", *self.words("\n".join(self.content), self.lineno), classes=["pb-always"])
        card = fold(title, *content, always, classes=["pb-card"])
        if card_id(when) not in self._claimed:
            claim_id(self.state.document, card, card_id(when))
            self._claimed.add(card_id(when))
        return card

    def _practice(self, facts: Iterable[str]) -> Iterable[Node]:
        """What the school does when any of this has happened, and who is next when nobody answers."""
        book = self.book
        for line in book.handbook.practice:
            if not {fact for norm in line.norms for fact in norm.when}.isdisjoint(facts):
                said = paragraph(
                    self.link("clause", line.id, line.title), ". ", *when_nobody_answers(book, line)
                )
                layer = paragraph(f"{whose(book.handbook, line.id)}: not policy", classes=["pb-layer"])
                yield nodes.container("", layer, said, classes=["pb-practice"])

    def _matter(self, duty: Duty) -> str:
        norm = duty.written
        facts = capital(listed([self.label(fact) for fact in norm.when])) or "At any time"
        other = listed([self.label(fact) for fact in norm.unless], "or")
        return f"{facts}{f' (unless {other})' if other else ''}."

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
        until = [" ", nodes.strong("", "Until the governors decide: "), *inline, " See "]
        return [*(until if inline else [" Read this with "]), self.interpretation(name), "."]

    def _act(self, norm: Norm) -> str:
        # A recipient in plain words, with the name and contact that the school has filled in.
        offices = {role.id: filled_in(role) for role in self.book.handbook.roles}
        names = [self.label(name) + offices.get(name, "") for name in norm.recipients]
        people = counted(names, norm.joiner or "and")
        act = norm.phrase.acts[0]
        if act == "tell":
            text = f"Tell {people}" if people else "Tell somebody: the policy does not say whom"
        else:
            text = f"{capital(self.label(act))} {norm.preposition} {people}".rstrip()
        return f"{text}, before they {self.label(norm.before)}." if norm.before else f"{text}."

    def _cited(self, duty: Duty) -> Words:
        return [self.link("clause", duty.written.clause)]

    def _handed_over(self, reading: Reading) -> Iterable[Node]:
        """What another policy asks for first, in its own layer."""
        clause = self.book.handbook.clauses.get(reading.norms[0].partition("/")[0]) if reading.norms else None
        theirs = [one for one in self.book.handbook.guidance if one.layer == reading.policy]
        owed = [norm for one in theirs for norm in one.norms if set(norm.when) <= set(reading.when)]
        if clause is None or not owed:
            return
        facts = capital(listed([self.label(fact) for fact in reading.when]))
        told = (
            paragraph(f"{self._act(norm)} {_how_soon(norm)} See ", self.link("clause", norm.clause), ".")
            for norm in owed
        )
        note = paragraph("This policy hands it over: ", self.interpretation(reading.interpretation), ".")
        box = self._outside_box(reading.policy, *told, note)
        yield self._folded(f"{facts}.", reading.when, *self._practice(reading.when), box)

    def _outside_box(self, whose: str, *content: Node) -> Element:
        title = paragraph(f"Outside guidance, from {self.label(whose)}, not policy", classes=["pb-layer"])
        return nodes.container("", title, *content, classes=["pb-guidance"])

    def _about(self, reading: Reading) -> Node:
        """The route that is left when the concern is about somebody who would be told, and what the policy says then."""
        facts = listed([self.label(fact) for fact in reading.when])
        found = [*self._practice(reading.when), *self._outside(reading)]
        usual = {duty.written.id: duty.owed for duty in duties(self.book.handbook)}
        silent = "The policy is silent: it does not say what to do then."
        rows: list[list[Words]] = [
            [
                [self._matter(d)],
                [f"{self._act(d.owed)} {_how_soon(d.owed)}" if d.owed else silent],
                self._cited(d),
            ]
            for d in duties(self.book.handbook, reading.when)
            if d.owed != usual[d.written.id]
        ]
        note = paragraph("It rests on ", self.interpretation(reading.interpretation), ".")
        heads = ("What has happened", "What the policy says then", "Clause")
        asked = table(heads, rows, (4, 4, 3)) if rows else paragraph("It names this person nowhere.")
        found.append(fold("What the policy says then", asked, note))
        return self._folded(f"{capital(facts)}.", reading.when, *found)

    def _outside(self, reading: Reading) -> list[Node]:
        """What other policies and guidance say of whom to tell then."""
        boxes: list[Node] = []
        for route in self.book.handbook.guidance:
            is_theirs = route.layer in self.book.handbook.vocabulary.things
            if is_theirs and any({*norm.when} == {*reading.when} for norm in route.norms):
                origin = paragraph("From: ", self.link("clause", route.id), ".")
                boxes.append(self._outside_box(route.layer, *self.words(route.text, self.lineno), origin))
        return boxes


def _how_soon(norm: Norm | None) -> str:
    return f"{capital(norm.timing)}." if norm and norm.timing else "No time is stated."


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
        heads = ("What somebody does", f"When {who} does it", "For whom it is different")
        yield table(heads, rows, (4, 4, 4))
        if silent:
            title = nodes.strong("", "The policy says nothing of these acts: ")
            yield paragraph(title, f"{self._labels(silent, '; ')}.")

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
        blocks: Words = []
        for said, people in outcome.otherwise:
            status = nodes.strong("", f"{STATUS_LABELS[said.status]}. ")
            for_whom = f"This is for {listed([self.label(word) for word in people])}."
            blocks.append(paragraph(status, f"{in_words(said)} ".lstrip(), for_whom))
        return blocks


def in_words(said: Said) -> str:
    """What a verdict says of an act, its verb included."""
    if not said.verb:
        return ""
    opposite = "of the opposite, the policy says " if said.of == "contrary" else ""
    return f"{_WAYS[said.points]}: {opposite}“{said.verb}”."


_WAYS = {"for": "For it", "against": "Against it", "": "Neither for it nor against it"}
