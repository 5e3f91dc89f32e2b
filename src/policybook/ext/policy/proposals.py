"""The register of proposals and its pages. Every part of them says that it is a proposal, and not policy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from docutils import nodes
from docutils.nodes import Element, Node, system_message
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from policybook.changes.applied import members
from policybook.changes.compare import Change, clause_number
from policybook.changes.effects import Effects, called, summary, why
from policybook.changes.effects import said as changes_said
from policybook.changes.flips import flips as all_flips
from policybook.changes.flips_in_words import GROUPS
from policybook.changes.redline import IN, OUT, Piece
from policybook.changes.training import Suspect, changed_clauses, suspect_training
from policybook.ext.base import nodes as pb
from policybook.ext.base.book import Book
from policybook.ext.base.build import BLOCK, say_empty
from policybook.ext.base.directive import HandbookDirective
from policybook.ext.base.domain import domain_of, warn
from policybook.ext.base.narrow import judged, trained
from policybook.ext.base.proposed import Proposed
from policybook.ext.base.views import View, table
from policybook.load.proposals import read_all
from policybook.policy.english import capital, listed, stated, written_out
from policybook.policy.handbook import Handbook
from policybook.policy.model import Clause
from policybook.policy.outside import BEWARE, OutsideSource
from policybook.policy.problems import Kind, nearest, typed
from policybook.policy.proposal import DRAFTED, MARK, TAKEN_IN, Proposal, with_needs

FACTS = 1
"""How many facts are given at once: a page shows what one fact brings about, and the command line what two do."""
FEW = 3
"""So many proposals are weighed together on a page."""

SHOWN = 6
"""How many rows of a long list stand open; the rest is folded away."""

_CALLED = {DRAFTED: "a draft", TAKEN_IN: "taken into the working draft"}
"""What a state is called on a page, where it is not called the same."""
_CHANGED = {
    "added": "a new clause",
    "retired": "retired",
    "moved": "moved",
    "editorial": "new words",
    "substantive": "amended",
}


class ProposalPart(HandbookDirective):
    """What the proposal on this page, or several together, would do."""

    seen = "proposed"

    def rest(self) -> None:
        """Have the page read again when anything changes that a proposal's page rests on."""
        self.domain.note_shown(f"proposals/{self.env.docname}")
        if self.is_whole:
            super().rest()

    def effects(self, effects: Effects, alone: bool = True) -> Iterable[Node]:
        """What would change in words, in decisions and in training; or why that cannot be said.

        Decisions are listed unless there are so many proposals that each is better looked at `alone`.
        """
        for clause in (clause for proposal in effects.proposals for clause in proposal.clauses):
            self.domain.note_shown(f"plain/{clause}")
        if not self.proposed.sound:
            yield pb.paragraph(
                "What it would do is not worked out while something is wrong with the proposals."
            )
            return
        if not effects.can_be_adopted:
            said = "They cannot all be adopted as they stand, so there are no words to show:"
            yield from pb.titled(nodes.strong("", said), ([c.what] for c in effects.clashes if c.binding))
            return
        yield self.section("What it would say", "words", *self._words(effects))
        decisions = _marked(effects.proposals, *self._decisions(effects, alone))
        yield self.section("What it would change in practice", "flips", decisions)
        suspects = suspects_of(self.book, effects.handbook, effects.after)
        suspects.sort(key=lambda suspect: not suspect.safety_critical)
        again = _marked(effects.proposals, *training(self, suspects))
        yield self.section("Training that would need review", "training", again)

    def _decisions(self, effects: Effects, alone: bool) -> Iterable[Node]:
        ids = " ".join(proposal.id for proposal in effects.proposals)
        if alone:
            yield from flips_nodes(flips_of(self.book, effects.handbook, effects.after, FACTS))
            two = f"On the command line, {typed('propose', ids)} gives two."
            yield pb.paragraph(f"Here one fact is given at a time. {two}")
            return
        yield pb.paragraph("What each would change in practice stands on its own page:")
        yield pb.bullets([named(self.proposed, p.id)] for p in effects.proposals)
        yield pb.paragraph(
            f"On the command line, {typed('propose', ids)} says what they would change together."
        )

    def _words(self, effects: Effects) -> Iterable[Node]:
        yield pb.paragraph("Words struck through would go, and words underlined would be new.")
        for change in effects.changes:
            kinds = [_CHANGED[name] for name in change.classes if name in _CHANGED]
            heading = f"{called(change)}: {listed(kinds)}"
            self.domain.note_shown(f"plain/{change.id}")
            yield self.section(heading, f"change-{change.id}", *changed(self.book, effects, change))
        moved = [c for c in effects.comparison.clauses if c.is_only_renumbered]
        if moved:
            said = [f"{clause_number(c.old)} would be {clause_number(c.new)}" for c in moved]
            yield pb.paragraph(f"Numbers would change with them: {listed(said)}.")
        for proposal, settled in [(p, settled) for p in effects.proposals for settled in p.settled]:
            left = "would still be needed in part" if settled.left else "would no longer be needed"
            cite = self.link("interp", settled.note)
            yield _marked([proposal], pb.paragraph(cite, f" {left}. {self.book.plain(settled.why)}"))
        words = [new for proposal in effects.proposals for new in proposal.words]
        if words:
            rows = pb.bullets([nodes.literal("", new.word.name), f": {new.word.label}"] for new in words)
            yield pb.fold("New words of the vocabulary, for the rules", rows)


def _marked(proposals: Iterable[Proposal], *content: Node) -> Element:
    """A layer that says of these proposals what they are."""
    return pb.in_layer(f"{MARK} ({listed([p.id for p in proposals])})", "pb-proposal", *content)


def changed(book: Book, effects: Effects, change: Change) -> Iterable[Node]:
    """A clause with its redline, as it would read, its rules, and why."""
    block = _marked(p for p in effects.proposals if change.id in p.clauses)
    block += redlined(effects.comparison.redline(change))
    if isinstance(change.new, Clause):
        block += pb.fold("As it would read", *clean(effects.comparison.redline(change)))
        block += pb.paragraph(nodes.strong("", "In plain words: "), book.plain(change.new.plain))
    rules = [[words] for words in changes_said(effects, change)]
    if rules:
        block += pb.fold("What changes in its rules", pb.bullets(rules), classes=["pb-norms"])
    for name, reason in why(effects.proposals, change.id):
        whose = f"Why, says {name}: " if len(effects.proposals) > 1 else "Why these words: "
        block += pb.paragraph(nodes.strong("", whose), book.plain(reason))
    if change.id in book.handbook.clauses:
        block += pb.paragraph("The clause as it stands: ", pb.link(book.cites["clause", change.id]))
    yield block


def redlined(pieces: Iterable[Piece]) -> Iterable[Node]:
    """The words before and after, a paragraph each, in words as well as in strokes."""
    node = pb.paragraph(classes=["pb-redline"])
    for piece in pieces:
        for at, part in enumerate(" ".join(piece.words).split("¶")):
            if at and piece.fate != OUT:
                yield node
                node = pb.paragraph(classes=["pb-redline"])
            if words := part.strip():
                kind, said = _FATES.get(piece.fate, (None, ""))
                text = nodes.Text(words)
                node += kind("", "", nodes.inline("", said, classes=["pb-said"]), text) if kind else text
                node += nodes.Text(" ")
    yield node


_FATES = {IN: (pb.put_in, "put in: "), OUT: (pb.taken_out, "taken out: ")}


def clean(pieces: Iterable[Piece]) -> Iterable[Node]:
    """The words as they would read, a paragraph each."""
    words = " ".join(word for piece in pieces if piece.fate != OUT for word in piece.words)
    return [pb.paragraph(part.strip()) for part in words.split("¶") if part.strip()]


def training(part: HandbookDirective, found: Sequence[Suspect], said: str = "") -> Iterable[Node]:
    """What somebody would have to read again before it could be adopted; `said` sums it up otherwise."""
    yield pb.paragraph(said or summary(found))
    rows = [_suspect(part, suspect) for suspect in found]
    if any(suspect.safety_critical for suspect in found):
        yield pb.paragraph("Those that are safety-critical come first.")
    if rows:
        yield pb.bullets(rows[:SHOWN])
    if rows[SHOWN:]:
        yield pb.fold(f"The other {len(rows) - SHOWN}", pb.bullets(rows[SHOWN:]))


def _suspect(part: HandbookDirective, suspect: Suspect) -> pb.Words:
    undone = "" if suspect.holds else ". The marked answer would no longer be right"
    said = f"{', safety-critical' if suspect.safety_critical else ''}{undone}."
    cite = part.cite(suspect.kind, suspect.id)
    if cite is None:  # It stands on no page of this site.
        return [suspect.id, said]
    return [pb.link(cite, cite.label if suspect.kind == "scenario" else part.book.plain(cite.preview)), said]


class ProposalDirective(ProposalPart):
    """A proposal: that it is one, its state, why, on what authority, and what it would do."""

    def render(self) -> list[Node]:
        """Render the proposal that the loader read under this id."""
        self.rest()
        proposal = self.proposed.by_id.get(self.named)
        if proposal is None or proposal.page != self.env.docname:
            return []
        head = banner(proposal.id)
        head[BLOCK] = f"{self.name} {proposal.id}"
        return [head, *self._parts(proposal)]

    def _parts(self, proposal: Proposal) -> Iterable[Node]:
        yield self._facts(proposal)
        yield from self.words(proposal.reason, self.lineno)
        sources = (_source(self.book, source) for source in proposal.sources)
        yield self.section("What it rests on", "sources", _marked([proposal], *sources))
        if proposal.is_live and proposal.is_concrete:
            together = with_needs(self.proposed.known, [proposal.id])
            if len(together) > 1:
                yield pb.paragraph(f"It is shown together with {listed(proposal.needs)}, which it needs.")
            yield from self.effects(self.proposed.of(together))
        elif not proposal.is_concrete:
            yield pb.paragraph("It proposes no words for a clause yet, so there is nothing to compare.")
        yield self.section("Beside the other proposals", "others", *self._others(proposal))

    def _facts(self, proposal: Proposal) -> nodes.bullet_list:
        proposed, day = self.proposed, proposal.since
        state = f"{_CALLED.get(proposal.state, proposal.state)}{f', since {written_out(day)}' if day else ''}"
        edition = proposed.adopted_in(proposal)
        rows: list[pb.Words] = [
            [nodes.strong("", "State: "), f"adopted in {edition}." if edition else f"{state}."],
            [
                nodes.strong("", "Who answers for it: "),
                f"{self.book.offices.get(proposal.owner, proposal.owner)}.",
            ],
        ]
        if proposal.safety_critical:
            rows.append([nodes.strong("", "Safety-critical: "), "it bears on how somebody is protected."])
        rows += [[nodes.strong("", "It needs: "), named(proposed, name)] for name in proposal.needs]
        return pb.bullets(rows)

    def _others(self, proposal: Proposal) -> Iterable[Node]:
        known = self.proposed.known
        mine = [c for c in self.proposed.of(known).clashes if proposal.id in (c.first, c.second)]
        give_way = ([clash.what] for clash in mine if clash.binding)
        yield from pb.titled("It clashes, so that one of the two has to give way:", give_way)
        yield from pb.titled("Read together:", ([clash.what] for clash in mine if not clash.binding))
        if not mine:
            yield pb.paragraph("It clashes with no other proposal.")
        seen = [b for b in self.proposed.bundles if proposal in members(self.handbook, b, known)]
        yield from pb.titled("See it with others:", ([pb.page_link(b.page, b.title)] for b in seen))


def banner(whose: str) -> Element:
    """What stands first on every page of proposals."""
    said = f"{MARK}. Nothing here holds until it is adopted: no clause, no answer and no training follows {whose}."
    return pb.notice("", pb.paragraph(said), classes=["pb-notice", "pb-proposal"], html={"role": "note"})


def _source(book: Book, source: OutsideSource) -> Element:
    said = f". {book.plain(source.gist)} {stated(source)} "
    parts: pb.Words = [nodes.strong("", source.title), said, nodes.strong("", BEWARE)]
    if source.link:
        parts += [" Where it was found: ", nodes.literal("", source.link)]
    return pb.paragraph(*parts)


def named(proposed: Proposed, name: str) -> Element:
    """A link to a proposal by its id."""
    proposal = proposed.by_id[name]
    return pb.page_link(proposal.page, f"{name} {proposal.title}")


class Nothing(HandbookDirective):
    """What the loader has read, and the proposal on the page shows."""

    def run(self) -> list[Node]:
        """Show nothing here, and say so where no proposal shows it either."""
        proposal = self.book.proposed.by_page.get(self.env.docname)
        if proposal is None or (self.name, self.named) not in _changes(proposal):
            say_empty(self)
        return []


def _changes(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """The name and the argument of every directive that the loader read into a proposal."""
    yield from (("amend", change.clause.id) for change in proposal.amended)
    yield from (("add", new.clause.id) for new in proposal.added)
    yield from (("retire", gone.clause) for gone in proposal.retired)
    yield from (("settle", settled.note) for settled in proposal.settled)
    yield from (("word", f"{new.table} {new.word.name}") for new in proposal.words)
    yield from (("source", source.title) for source in proposal.sources)


class Together(ProposalPart):
    """Several proposals as if all of them were adopted."""

    def render(self) -> list[Node]:
        """Render what they would do together."""
        self.rest()
        bundle = next((b for b in self.proposed.bundles if b.page == self.env.docname), None)
        if bundle is None:
            return []
        chosen = members(self.handbook, bundle, self.proposed.known)
        rows = ([named(self.proposed, proposal.id)] for proposal in chosen)
        found: list[Node] = [banner("these proposals"), pb.paragraph("These proposals:"), pb.bullets(rows)]
        if not bundle.ids:
            left = [p for p in self.proposed.known if p.is_concrete and p.is_live and p not in chosen]
            rows = ([named(self.proposed, proposal.id)] for proposal in left)
            found += pb.titled("Left out, because each clashes with another:", rows)
        return [*found, *self.effects(self.proposed.of(chosen), alone=len(chosen) <= FEW)]


def proposal_register(view: View) -> Iterable[Node]:
    """Every proposal, and the pages that show several together."""
    proposed = view.proposed
    view.domain.note_shown("proposals/register")
    yield banner("a proposal")
    several = nodes.strong("", "See several as if they were adopted together:")
    yield from pb.titled(several, ([pb.page_link(b.page, b.title)] for b in proposed.bundles))
    clashes = [clash for clash in proposed.of(proposed.known).clashes if clash.binding]
    fighting = {name for clash in clashes for name in (clash.first, clash.second)}
    rows: list[list[pb.Words]] = []
    for proposal in proposed.known:
        edition = proposed.adopted_in(proposal)
        marks = [capital(f"adopted in {edition}" if edition else _CALLED.get(proposal.state, proposal.state))]
        marks += ["safety-critical"] if proposal.safety_critical else []
        marks += ["clashes with another"] if proposal.id in fighting else []
        words = "The new words are there" if proposal.is_concrete else "No words yet"
        owner = view.book.offices.get(proposal.owner, proposal.owner)
        rows.append([[named(proposed, proposal.id)], [f"{listed(marks)}."], [f"{words}."], [owner]])
    yield table(("Proposal", "State", "Words", "Who answers for it"), rows, (5, 3, 3, 3))


class ProposalRole(SphinxRole):
    """A citation of a proposal by its id."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make a link to its page."""
        domain = domain_of(self.env)
        name = self.text.strip()
        domain.note_shown(f"proposals/{name}")
        if name in domain.book.proposed.by_id:
            return [named(domain.book.proposed, name)], []
        hint = nearest(name, domain.book.proposed.by_id)
        said = f"this cites the proposal “{name}”, and there is none. {hint}"
        warn(Kind.REFERENCE, said, self.get_location())
        return [nodes.inline(self.rawtext, name)], []


class ProposalPage(SphinxTransform):
    """Say in the title of its page, and so in menus and searches, that a proposal is one."""

    default_priority = 400

    def apply(self, **_options: object) -> None:
        """Look whether this page is a proposal's, and finish its title."""
        proposed = domain_of(self.env).book.proposed
        title = self.document.next_node(nodes.title)
        if title is None:
            return
        proposal = proposed.by_page.get(self.env.docname)
        if proposal:
            title.insert(0, nodes.Text(f"Proposal {proposal.id}: "))
        elif any(bundle.page == self.env.docname for bundle in proposed.bundles):
            title.insert(0, nodes.Text("Proposals: "))


def load(app: Sphinx) -> None:
    """Read the proposals once the handbook is read."""
    book = domain_of(app.env).book
    root = Path(app.srcdir, app.config.policybook_root)
    known, bundles, problems = read_all(root, book.handbook) if book.is_sound else ((), (), ())
    book.proposed = Proposed(book.seen(ProposalPart.seen), known, bundles, not problems)


OPEN, MOST = 8, 40
"""So many sentences of a group stand open, and so many are listed at all; on safety more stand open."""
FOLDED = ("other", "opposite")
"""The groups that say least, and so are folded away whole."""


def told_flips(old: Handbook, new: Handbook, facts: int) -> list[tuple[str, str]]:
    """The group of each flip, and the sentence that says it."""
    return [(flip.group, flip.sentence) for flip in all_flips(old, new, facts)]


def suspect_rows(old: Handbook, new: Handbook, changed: Sequence[str]) -> list[tuple[object, ...]]:
    """The questions and stories that would be suspect by these clauses, field by field."""
    return [astuple(suspect) for suspect in suspect_training(old, new, changed)]


def suspects_of(book: Book, old: Handbook, new: Handbook) -> list[Suspect]:
    """The questions and stories that would be suspect."""
    rows = book.kept.of(suspect_rows, old, new, sorted(changed_clauses(old, new)), seen=trained)
    return [Suspect(kind, name, tuple(clauses), *rest) for kind, name, clauses, *rest in rows]


def flips_of(book: Book, old: Handbook, new: Handbook, facts: int) -> list[tuple[str, str]]:
    """The same, kept: it takes seconds."""
    return [(group, said) for group, said in book.kept.of(told_flips, old, new, facts, seen=judged)]


def flips_nodes(flips: Sequence[tuple[str, str]]) -> Iterable[Node]:
    """The flips in their groups, a sentence each."""
    if not flips:
        yield pb.paragraph("No situation would be judged otherwise.")
        return
    kinds = "One kind of situation" if len(flips) == 1 else f"{len(flips)} kinds of situation"
    each = "Each is said of the facts that it names, and no others that the policy asks about."
    yield pb.paragraph(f"{kinds} would be judged otherwise. {each}")
    for name, group in groupby(flips, key=itemgetter(0)):
        yield from _group(name, [[sentence] for _, sentence in group])


def _group(name: str, rows: list[pb.Words]) -> Iterable[Node]:
    title = GROUPS[name]
    rest = len(rows) - MOST
    if rest > 0:
        more = f"And {rest} more, which {typed('compare', '--flips')} and {typed('propose')} list."
        rows = [*rows[:MOST], [more]]
    if name in FOLDED:
        yield pb.fold(f"{title} ({len(rows)})", pb.bullets(rows))
        return
    yield pb.paragraph(nodes.strong("", title))
    shown = 2 * OPEN if name == "critical" else OPEN
    shown = len(rows) if len(rows) <= shown + 2 else shown
    yield pb.bullets(rows[:shown])
    if rows[shown:]:
        yield pb.fold(f"{title}: the other {len(rows) - shown}", pb.bullets(rows[shown:]))
