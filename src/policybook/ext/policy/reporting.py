"""The tables that judging works out: whom to tell, and how soon; and what the policy says of every act, in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives

from policybook.ext.base.book import filled_in
from policybook.ext.base.directive import claim_id
from policybook.ext.base.nodes import Words, bullets, fold, paragraph
from policybook.ext.base.views import View, ring, separated, table
from policybook.ext.base.words import STATUS_LABELS
from policybook.ext.policy.clauses import when_nobody_answers
from policybook.judging.duties import Duty, duties
from policybook.judging.table import Outcome, Row, Said, Verdicts
from policybook.policy.english import capital, counted, listed, whose
from policybook.policy.handbook import Handbook
from policybook.policy.model import Guidance, Norm, Reading, grouped
from policybook.policy.organisation import Office
from policybook.policy.problems import nearest

_UNTIL = re.compile(r"\*\*(Until [^*\n]{1,80})\.\*\*")
"""What stands before the safe reading of an interpretation, such as “**Until the trustees decide.**”."""
Exceptions = Sequence[Sequence[str]]
"""What must not have happened: any one of these, or all facts of one together."""
Speaking = Sequence[tuple[Guidance, Sequence[Norm]]]
"""Lines of guidance, each with its norms that speak of what has happened."""


@dataclass(frozen=True)
class Matter:
    """Something that has happened, with all that anybody says of whom to tell: a card, and a row of the poster.

    `lines` are what is done today, of which one without norms says only who is next; `outside` is what other
    policies ask. `reading` hands the matter over, or excuses whoever would tell the person whom it is about.
    """

    title: str
    facts: Sequence[str]
    lines: Speaking
    duties: Sequence[Duty] = ()
    outside: Speaking = ()
    reading: Reading | None = None

    @property
    def is_about(self) -> bool:
        """Whether it is a concern about somebody who would be told."""
        return self.reading is not None and self.reading.form == "excuses"

    @property
    def offices(self) -> list[str]:
        """Whoever is told, and whoever is next, in order."""
        said = [norm for _, norms in (*self.lines, *self.outside) for norm in norms]
        owed = [norm for norm in map(_settled, self.duties) if norm and norm.strength]
        told = [name for norm in (*said, *owed) for name in norm.recipients]
        return [*dict.fromkeys((*told, *(name for line, _ in self.lines for name in line.next)))]


def card_id(when: Iterable[str]) -> str:
    """The anchor of the card on what to do when these have happened; of several such the first has it."""
    return f"reporting-{'-'.join(when)}"


def matters(handbook: Handbook) -> Mapping[tuple[Sequence[str], Exceptions], list[Duty]]:
    """The duties to tell, by their matter: what has happened, and what must not have.

    Two are of one matter where one has all facts of the other, and perhaps more.
    """
    found = duties(handbook)
    # Whatever has no fact but those of another has one of them.
    sharing = grouped(
        ((one.written.exceptions, fact), at) for at, one in enumerate(found) for fact in one.written.when
    )

    def matter(norm: Norm) -> tuple[Sequence[str], Exceptions]:
        near = sorted({at for fact in norm.when for at in sharing[norm.exceptions, fact]})
        others = (found[at].written.when for at in near)
        return min((when for when in others if {*when} <= {*norm.when}), key=len, default=()), norm.exceptions

    return grouped((matter(duty.written), duty) for duty in found)


class TellSomebody(View):
    """Whom to tell: a card for each thing that has happened, and what changes when it is about one of them.

    What the page says in it stands on every card. `:ask:` names the office that knows the numbers that are not filled
    in, and `:next:` the line of practice that says who is next, for a card that has no line of its own.
    `:poster:` shows the same for one sheet of paper.
    """

    has_content = True
    option_spec = View.option_spec | {
        **dict.fromkeys(("ask", "next"), directives.unchanged_required),
        "poster": directives.flag,
    }

    def view(self) -> Iterable[nodes.Node]:
        """Hand-overs first, then the policy's duties, then each person whom a concern may be about."""
        happened, about = [*self._read("hands over"), *self._asked()], [*self._read("excuses")]
        self._look_up()
        if "poster" in self.options:
            return [nodes.container("", *self._poster(happened, about), classes=["pb-poster"])]
        between = [paragraph(nodes.strong("", "Is it about one of these people?"))] if about else []
        return [*map(self._card, happened), *between, *map(self._card, about)]

    def _look_up(self) -> None:
        """Say which of the options names nothing."""
        for option, known in (("ask", self._roles), ("next", self.book.handbook.guidance_by_id)):
            name = self.options.get(option, "")
            if name and name not in known:
                said = f"“:{option}: {name}” names nothing of the handbook. {nearest(name, known)}"
                self.warn(said.rstrip())

    # ---- what has happened

    def _asked(self) -> Iterable[Matter]:
        """What the policy asks, all duties of one matter together: first what binds most, last what may be done."""
        for (when, unless), group in matters(self.book.handbook).items():
            group.sort(key=lambda duty: -duty.written.strength)
            yield self._matter(when, unless, group)

    def _read(self, form: str) -> Iterable[Matter]:
        """What other policies ask for: of what is handed over to one, and where the usual person is not to be told."""
        things = self.book.handbook.vocabulary.things
        for reading in self.book.handbook.readings:
            if reading.form == form:
                whose = [reading.policy] if reading.policy else things
                theirs = (one for one in self.book.handbook.guidance if one.layer in whose)
                outside = _speaking(theirs, {*reading.when}.issuperset)
                yield self._matter(reading.when, outside=outside, reading=reading)

    def _matter(
        self,
        when: Sequence[str],
        unless: Exceptions = (),
        found: Sequence[Duty] = (),
        outside: Speaking = (),
        reading: Reading | None = None,
    ) -> Matter:
        facts = {*when, *(fact for duty in found for fact in duty.written.when)}
        lines = _speaking(self.book.handbook.practice, lambda when: not facts.isdisjoint(when))
        after = self.book.handbook.guidance_by_id.get(self.options.get("next", ""))
        if after and not lines and not (reading and reading.form == "excuses"):
            lines = [(after, [])]
        return Matter(self._happened(when, unless), when, lines, found, outside, reading)

    def _happened(self, when: Sequence[str], unless: Exceptions) -> str:
        facts = capital(listed([self.label(fact) for fact in when])) or "At any time"
        other = listed([listed([self.label(fact) for fact in together]) for together in unless], "or")
        return f"{facts}{f' (unless {other})' if other else ''}."

    # ---- a card

    def _card(self, matter: Matter) -> nodes.Element:
        """What to do here, what the policy asks and how soon, what never to do, and last what is said of less use."""
        route = nodes.container("", classes=["pb-route"])
        route += self._practice(line for line in matter.lines if line[1])
        route += [self._theirs(one, norms, matter) for one, norms in matter.outside]
        route += [part for duty in matter.duties for part in self._duty(duty, matter.facts)]
        route += self._practice(line for line in matter.lines if not line[1])
        always = self.words("\n".join(self.content), self.lineno)
        card = fold(matter.title, route, *self._unknown(matter), classes=["pb-card"])
        card += [nodes.container("", *always, classes=["pb-always"])] if always else []
        if matter.reading and matter.is_about:
            card += self._then(matter.reading)
        if card_id(matter.facts) not in self._claimed:
            claim_id(self.state.document, card, card_id(matter.facts))
            self._claimed.add(card_id(matter.facts))
        return card

    def _practice(self, lines: Iterable[tuple[Guidance, Sequence[Norm]]]) -> Iterable[nodes.Element]:
        """What is done today, a box for each state that lines are in, and who is next when nobody answers."""
        for label, found in groupby(lines, lambda said: whose(self.book.handbook, said[0].id)):
            group = list(found)
            titles = ((self.link("clause", line.id, line.title), ". ") for line, _ in group)
            whom = dict.fromkeys(name for _, norms in group for norm in norms for name in norm.recipients)
            after = [*dict.fromkeys(n for line, _ in group for n in line.next if n not in whom)]
            yield nodes.container(
                "",
                paragraph(f"{label}: not policy", classes=["pb-layer"]),
                paragraph(*(part for title in titles for part in title)),
                *self._rings(whom),
                paragraph(*when_nobody_answers(self.book, after)),
                *self._rings(after, "pb-after"),
                classes=["pb-practice"],
            )

    def _theirs(self, guidance: Guidance, norms: Iterable[Norm], matter: Matter) -> nodes.Element:
        """What another policy says to do; all else that it says is folded."""
        title = f"Outside guidance, from {self.label(guidance.layer)}, not policy"
        whom = (name for norm in norms for name in norm.recipients)
        rings = [] if matter.is_about and matter.lines else self._rings(whom)
        by = matter.reading.interpretation if matter.reading else ""
        rests: Words = [" It rests on ", self.interpretation(by), "."] if by else []
        why = paragraph("From: ", self.link("clause", guidance.id), ".", *rests)
        return nodes.container(
            "",
            paragraph(title, classes=["pb-layer"]),
            *(paragraph(self._told(norm)) for norm in norms),
            *rings,
            fold("More on this, and where it comes from", *self.words(guidance.text, self.lineno), why),
            classes=["pb-guidance"],
        )

    def _duty(self, duty: Duty, facts: Sequence[str]) -> Iterable[nodes.Node]:
        """What the policy asks or allows, how soon, and who does it."""
        norm, owed, settled = duty.written, duty.owed, _settled(duty)
        yield from self._meanwhile(duty)
        binds = norm.strength > 0
        more = listed([self.label(fact) for fact in norm.when if fact not in facts])
        asks = f"The policy {'asks' if binds else 'allows'}{', where ' * bool(more)}{more}: "
        said: Words = [self._act(owed) if owed else "The policy is silent."]
        if duty.is_filled:
            note = self.interpretation(duty.interpretations[0])
            said = ["The policy names nobody. ", nodes.strong("", "By interpretation "), note, ": ", *said]
        yield paragraph(nodes.strong("", asks), *said)
        yield from self._rings(settled.recipients if settled else (), "" if binds else "pb-after")
        if binds:
            yield paragraph(nodes.strong("", "How soon: "), _how_soon(owed))
        does = f"{capital(listed([self.label(who) for who in norm.who], 'or'))} {norm.verb} do this: "
        yield paragraph(does, self.link("clause", norm.clause), classes=["pb-source"])

    # ---- whom to ring

    @cached_property
    def _roles(self) -> dict[str, Office]:
        return {role.id: role for role in self.book.handbook.roles}

    def _rings(self, names: Iterable[str], kind: str = "") -> list[nodes.Node]:
        """A button for each of these offices whose number is filled in; of whoever is told, the name and contact too."""
        held = [self._roles[name] for name in dict.fromkeys(names) if name in self._roles]
        called = {role.id: role.title if kind else self.book.offices[role.id] for role in held}
        rings = [ring(role, f"Ring {called[role.id]}: ") for role in held if role.telephone]
        return [paragraph(*rings, classes=["pb-rings", *filter(None, [kind])])] if rings else []

    def _unknown(self, matter: Matter) -> Iterable[nodes.Node]:
        """Whom to ask for the numbers that are not filled in."""
        offices = [self._roles[name] for name in matter.offices if name in self._roles]
        if empty := [role.title for role in offices if not role.telephone]:
            ask = self.options.get("ask", "")
            which = f" of: {'; '.join(empty)}" if len(empty) < len(offices) else "s"
            organisation = self.book.handbook.organisation
            asked = f"Ask {self.label(ask) if ask else 'a colleague'} now: you need not say why."
            missing = f"{capital(organisation.name)} has not filled in the telephone number{which}."
            yield paragraph(f"{missing} {asked}")
            if organisation.emergency:
                danger = Office("", "", telephone=organisation.emergency.telephone)
                yield paragraph(ring(danger, "In danger, ring "), classes=["pb-rings"])
            yield from self._rings([ask])

    # ---- what the policy asks

    def _meanwhile(self, duty: Duty) -> Iterable[nodes.Element]:
        """The first sentence of what each interpretation says to do until it is decided."""
        for name in duty.interpretations if duty.owed and not duty.is_filled else ():
            text = self.book.handbook.interpretation_by_id[name].text
            found = _UNTIL.search(text)
            words = self.words(text[found.end() :].strip().partition("\n")[0], self.lineno) if found else []
            inline = [child for part in words for child in part.children]
            until = [nodes.strong("", f"{found[1]}: " if found else ""), *inline, " See "]
            yield paragraph(*(until if inline else ["Read this with "]), self.interpretation(name), ".")

    def _act(self, norm: Norm, *, named: bool = True) -> str:
        # A recipient in plain words, with the name and contact that are filled in.
        offices = {role.id: filled_in(role) for role in self.book.handbook.roles if named}
        names = [self.label(name) + offices.get(name, "") for name in norm.recipients]
        people = counted(names, norm.joiner or "and")
        act = norm.phrase.acts[0]
        if act == "tell":
            text = f"Tell {people}" if people else "Tell somebody: the policy does not say whom"
        else:
            text = f"{capital(self.label(act))} {norm.preposition} {people}".rstrip()
        if norm.before is None:
            return f"{text}."
        kinds = (norm.before.acts, norm.before.objects)
        doing = (listed([self.label(name) for name in names], "or") for names in kinds)
        return f"{text}, before they {' '.join(filter(None, doing))}."

    def _told(self, norm: Norm, *, named: bool = True) -> str:
        return f"{self._act(norm, named=named)} {_how_soon(norm) if norm.timing else ''}".rstrip()

    def _then(self, reading: Reading) -> nodes.Element:
        """What the policy says then, folded: most often nothing."""
        usual = {duty.written.id: duty.owed for duty in duties(self.book.handbook)}
        silent = "The policy is silent: it does not say what to do then."
        rows: list[list[Words]] = [
            [
                [self._happened(d.written.when, d.written.exceptions)],
                [f"{self._act(d.owed)} {_how_soon(d.owed)}" if d.owed else silent],
                [self.link("clause", d.written.clause)],
            ]
            for d in duties(self.book.handbook, reading.when)
            if d.owed != usual[d.written.id]
        ]
        note = paragraph("It rests on ", self.interpretation(reading.interpretation), ".")
        heads = ("What has happened", "What the policy says then", "Clause")
        asked = table(heads, rows, (4, 4, 3)) if rows else paragraph("It names this person nowhere.")
        return fold("What the policy says then", asked, note)

    # ---- the poster

    def _poster(self, happened: Sequence[Matter], about: Sequence[Matter]) -> Iterable[nodes.Node]:
        """What has happened and whom to tell, what never to do, and who holds each office, with room to write."""
        rows: list[list[Words]] = [[[m.title], self._sentences(m)] for m in (*happened, *about)]
        yield table(("What has happened", "Whom to tell, and how soon"), rows, (4, 7))
        kinds = dict.fromkeys(whose(self.book.handbook, line.id) for m in happened for line, _ in m.lines)
        yield paragraph(f"{'; '.join(kinds)}: not policy", classes=["pb-layer"])
        rules = [one for one in self.book.handbook.guidance if one.layer == "house"]
        yield paragraph(nodes.strong("", "Every time: house rules, not policy"))
        yield bullets([one.title] for one in rules)
        names = dict.fromkeys(name for matter in (*happened, *about) for name in matter.offices)
        held = (self._roles[name] for name in (*names, self.options.get("ask")) if name in self._roles)
        yield paragraph(nodes.strong("", "Whom to ring"))
        yield bullets(map(_to_ring, held))

    def _sentences(self, matter: Matter) -> Words:
        """Who is told first by what is done today, or by another policy; then what the policy asks."""
        cell: Words = []
        ours = capital(self.book.handbook.organisation.ours)
        for whom, lines in ((f"{ours}: ", matter.lines), ("Outside guidance: ", matter.outside)):
            acts = dict.fromkeys(self._told(norm, named=False) for _, norms in lines for norm in norms)
            cell += [paragraph(nodes.strong("", whom), " ".join(acts))] if acts and not cell else []
        for duty in matter.duties:
            cell += self._meanwhile(duty)
            owed = _settled(duty)
            known = owed and owed.strength and not self._roles.keys().isdisjoint(owed.recipients)
            if owed and (known or not cell):
                by = f"Interpretation {duty.interpretations[0]}: " if duty.is_filled else "The policy: "
                cell.append(paragraph(nodes.strong("", by), self._told(owed, named=False)))
        if matter.reading and matter.is_about:
            cell.append(paragraph(nodes.strong("", f"Never tell {self.label(matter.reading.recipient)}.")))
        return cell


def _speaking(lines: Iterable[Guidance], speaks: Callable[[Sequence[str]], bool]) -> Speaking:
    """The lines with norms whose facts speak of something, and those norms."""
    found = ((line, [norm for norm in line.norms if norm.when and speaks(norm.when)]) for line in lines)
    return [(line, norms) for line, norms in found if norms]


def _settled(duty: Duty) -> Norm | None:
    """What is owed, unless something else is to be done until it is decided."""
    return duty.owed if duty.is_filled or not duty.interpretations else None


def _to_ring(office: Office) -> Words:
    """An office on paper, with room to write by hand what is not filled in."""
    known = ", ".join(filter(None, (office.name, office.contact, office.telephone)))
    blank = [] if office.telephone else [nodes.inline("", "\u2007", classes=["pb-to-write"])]
    return [nodes.strong("", f"{office.title}: "), known, *blank]


def _how_soon(norm: Norm | None) -> str:
    return f"{capital(norm.timing)}." if norm and norm.timing else "No time is stated."


class VerdictTable(View):
    """What the policy says of every act, for who signs training off to read."""

    seen = "askable"

    def view(self) -> Iterable[nodes.Node]:
        """The acts that the policy speaks of, and then those that it does not."""
        rows: list[list[Words]] = []
        silent: list[str] = []
        usual, found = self.book.kept.of(_verdicts, self.handbook)
        for acts, said in ((acts, tuple(map(_row, rows_of))) for acts, rows_of in found):
            if all(row.outcome.is_silent for row in said):
                silent += acts
                continue
            for row in said:
                what, of = self._what(acts, row, said), row.outcome
                rows.append([what, self._verdict(of), self._others(of)])
        who = self.label(usual)
        heads = ("What somebody does", f"When {who} does it", "For whom it is different")
        yield table(heads, rows, (4, 4, 4))
        if silent:
            title = nodes.strong("", "The policy says nothing of these acts: ")
            yield paragraph(title, f"{self._labels(silent, '; ')}.")

    def _labels(self, words: Iterable[str], joiner: str = ", ") -> str:
        return joiner.join(self.label(word) for word in words)

    def _what(self, acts: list[str], row: Row, rows: tuple[Row, ...]) -> Words:
        blocks: Words = [paragraph(nodes.strong("", capital(self._labels(acts, "; or ")) + "."))]
        anything = "anybody" if self.handbook.vocabulary.takes(acts[0]) == "people" else "anything"
        whole = {word for other in rows if not other.given for word in other.objects}
        named = bool(row.objects) and set(row.objects) != whole
        if row.rest or named or (row.objects and not row.given):
            some = f"{anything} else" if row.rest else self._labels(row.objects, "; ") if named else anything
            blocks.append(paragraph(f"With or to {some}."))
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
        blocks: Words = []
        for said, people in outcome.otherwise:
            status = nodes.strong("", f"{STATUS_LABELS[said.status]}. ")
            for_whom = f"This is for {listed([self.label(word) for word in people])}."
            blocks.append(paragraph(status, f"{in_words(said)} ".lstrip(), for_whom))
        return blocks or ["Nobody."]


def _verdicts(handbook: Handbook) -> tuple[str, list[tuple[object, ...]]]:
    """The usual people, and the acts of which the same is said, with what is said, field by field."""
    verdicts = Verdicts(handbook)
    return verdicts.usual, [(acts, [*map(astuple, said)]) for said, acts in verdicts.acts().items()]


def _row(told: Sequence[Any]) -> Row:
    objects, given, (said, clauses, notes, otherwise), rest = told
    others = tuple((Said(*said), tuple(people)) for said, people in otherwise)
    return Row(tuple(objects), tuple(given), Outcome(Said(*said), tuple(clauses), tuple(notes), others), rest)


def in_words(said: Said) -> str:
    """What a verdict says of an act, its verb included."""
    if not said.verb:
        return ""
    opposite = "of the opposite, the policy says " if said.of == "contrary" else ""
    return f"{_WAYS[said.points]}: {opposite}“{said.verb}”."


_WAYS = {"for": "For it", "against": "Against it", "": "Neither for it nor against it"}
