"""Reads proposals/*.md: what is proposed, why, on what authority, and in which words the policy would change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from policybook.load.desk import Desk
from policybook.load.markdown import Block, fences, title
from policybook.load.net import refuse
from policybook.load.policy import check_kind, read_words
from policybook.policy.citations import clauses_named
from policybook.policy.english import quoted
from policybook.policy.handbook import Handbook, Tombstone
from policybook.policy.model import TABLES, Reading, Word, closure
from policybook.policy.problems import HandbookError, Kind, Place, Problem, nearest
from policybook.policy.proposal import (
    PUT,
    STATES,
    SURE,
    TAKEN_IN,
    WITHDRAWN,
    Added,
    Amended,
    Bundle,
    NewWord,
    OutsideSource,
    Proposal,
    Settled,
    as_worded,
    with_words,
)
from policybook.policy.quotations import Passage, fixed, problems_of
from policybook.policy.readings import parse_reading
from policybook.policy.tokens import is_word

FOLDER = "proposals"
CHANGES = ("amend", "add", "retire", "settle", "word", "source")
STRANGE = ("clause", "interpretation", "guidance", "question")
TOGETHER = "together"
_DATES = ("drafted", "put", "taken-in", "withdrawn")
_NEEDED = {PUT: "put", TAKEN_IN: "taken-in", WITHDRAWN: "withdrawn"}
_OPTIONS = ("owner", "state", "needs", "safety-critical", *_DATES)
_ID = re.compile(r"P[1-9][0-9]*")


def read(root: Path, handbook: Handbook) -> tuple[tuple[Proposal, ...], tuple[Problem, ...]]:
    """The proposals that could be read, by number, and every problem met on the way."""
    proposals, _, problems = read_all(root, handbook)
    return proposals, problems


def read_proposals(root: Path, handbook: Handbook) -> tuple[Proposal, ...]:
    """The proposals under `root`, by number. Raises HandbookError with every problem that they have."""
    proposals, problems = read(root, handbook)
    if problems:
        raise HandbookError(problems)
    return proposals


def read_all(
    root: Path, handbook: Handbook
) -> tuple[tuple[Proposal, ...], tuple[Bundle, ...], tuple[Problem, ...]]:
    """The proposals by number, the pages that show several of them together, and every problem met on the way.

    A handbook whose policy cannot be read whole is no ground to judge a proposal on: give one that can be.
    """
    desk = Desk(root, handbook.vocabulary)
    pages = {
        path.relative_to(root).as_posix().removesuffix(".md"): path for path in root.glob(f"{FOLDER}/*.md")
    }
    reading = _Reading(desk, handbook)
    for page in sorted(pages, key=_in_order):
        reading.open(page)
    proposals = reading.finish()
    bundles = tuple(reading.bundles)
    return proposals, bundles, tuple(sorted(desk.problems, key=lambda problem: (problem.place, problem.what)))


def _in_order(page: str) -> tuple[int, str]:
    digits = re.search(r"[0-9]+", page)
    return (int(digits[0]) if digits else 0, page)


class _Reading:
    """What has been read so far: the heads of all, so that each may name the others, then what each changes."""

    def __init__(self, desk: Desk, handbook: Handbook) -> None:
        self.desk, self.handbook = desk, handbook
        self.heads: dict[str, tuple[Proposal, list[Block]]] = {}
        self.together: list[Block] = []
        self.bundles: list[Bundle] = []
        self.offices = [role.id for role in handbook.roles]

    # ---- first: what there is

    def open(self, page: str) -> None:
        """Find what stands on a page."""
        text = self.desk.text(f"{page}.md")
        if text is None:
            return
        lines = text.split("\n")
        names = ("proposal", TOGETHER, *CHANGES, *STRANGE)
        apart = list(fences(lines, f"{page}.md", self.desk.problems))
        found = [fence.block(lines, f"{page}.md") for fence in apart if fence.name in names]
        refuse(self.desk, f"{page}.md", lines, apart, found)
        for block in found:
            if block.name in STRANGE:
                what = f"a {block.name} does not belong on a page of proposals."
                hint = "Nothing here is policy: say what would change with “amend”, “add” or “retire”."
                self.desk.add(Kind.DIRECTIVE, block.place, what, hint)
        heads = [block for block in found if block.name == "proposal"]
        for block in found:
            if block.name == TOGETHER:
                self.together.append(block)
                self.bundles.append(Bundle(together(block.argument), title(lines), page))
        changes = [block for block in found if block.name in CHANGES]
        if len(heads) == 1:
            self._head(page, heads[0], title(lines), changes)
        elif heads or changes or not any(block.name == TOGETHER for block in found):
            where = heads[1].place if heads else Place(f"{page}.md")
            what = f"this page has {len(heads)} proposals and needs one."
            self.desk.add(Kind.PROPOSAL, where, what, "Give each proposal a page of its own in proposals/.")

    def _head(self, page: str, block: Block, name: str, changes: list[Block]) -> None:
        if not name:
            what, hint = "this page has no title.", "Begin it with a line “# Title”."
            self.desk.add(Kind.FILE, Place(block.place.path), what, hint)
        if not _ID.fullmatch(block.argument):
            hint = "They are numbered P1, P2 and so on."
            self.desk.add(Kind.ID, block.place, f"“{block.argument}” is not a proposal's id.", hint)
        elif block.argument in self.heads:
            what = f"the id “{block.argument}” is used already, at {self.heads[block.argument][0].place}."
            self.desk.add(Kind.ID, block.place, what, "Take the next free number.")
        else:
            self.heads[block.argument] = (self._proposal(page, block, name), changes)

    def _proposal(self, page: str, block: Block, name: str) -> Proposal:
        desk, options = self.desk, block.options
        desk.check_options(block, _OPTIONS, ("owner", "state", "drafted"))
        owner, state = options.get("owner", ""), options.get("state", "")
        if owner and owner not in self.offices:
            hint = nearest(owner, self.offices, "Add it to book/school.yml.")
            what = f"the owner “{owner}” is not an office of book/school.yml."
            desk.add(Kind.REFERENCE, block.at("owner"), what, hint)
        if state and state not in STATES:
            hint = nearest(state, STATES, f"The states are: {', '.join(STATES)}.")
            desk.add(Kind.PROPOSAL, block.at("state"), f"“{state}” is not a state of a proposal.", hint)
        self._dates(block, state)
        reason = block.inline.without(())
        if not reason:
            hint = "Write why under its options."
            desk.add(Kind.PROPOSAL, block.place, f"{block.argument} gives no reason.", hint)
        return Proposal(
            id=block.argument,
            title=name,
            owner=owner,
            state=state,
            reason=reason,
            needs=_names(options.get("needs", "")),
            safety_critical="safety-critical" in options,
            drafted=options.get("drafted", ""),
            put=options.get("put", ""),
            taken_in=options.get("taken-in", ""),
            withdrawn=options.get("withdrawn", ""),
            page=page,
            place=block.place,
        )

    def _dates(self, block: Block, state: str) -> None:
        """Each date is one, none is before the one that it follows, and a state has the date it began."""
        before = ("", date.min)
        for name in _DATES:
            text = block.options.get(name, "")
            if not text:
                continue
            try:
                day = date.fromisoformat(text)
            except ValueError:
                hint = "Write it as year-month-day: 2026-01-31."
                self.desk.add(Kind.PROPOSAL, block.at(name), f"“{text}” is not a date.", hint)
                continue
            if day < before[1]:
                what = f"the dates run backwards: {name} on {day}, and {before[0]} on {before[1]}."
                self.desk.add(Kind.PROPOSAL, block.at(name), what, "Put right whichever is wrong.")
            before = (name, day)
        needed = _NEEDED.get(state, "")
        if needed and not block.options.get(needed):
            what = f"{block.argument} is “{state}”, and nothing says since when."
            self.desk.add(Kind.PROPOSAL, block.at("state"), what, f"Add a line “:{needed}: 2026-01-31”.")

    # ---- then: what each would change

    def finish(self) -> tuple[Proposal, ...]:
        """Read the changes of each, in the words that it may use."""
        found = [
            self._whole(*self.heads[name]) for name in sorted(self.heads, key=lambda name: int(name[1:]))
        ]
        for block in self.together:
            self._together(block)
        return tuple(found)

    def _whole(self, proposal: Proposal, changes: list[Block]) -> Proposal:
        self._needs(proposal)
        words = [word for block in changes if block.name == "word" if (word := self._word(block, proposal))]
        needed = [word for name in self._beneath(proposal) for word in self._words_of(name)]
        vocabulary = with_words(self.handbook.vocabulary, [*needed, *words])
        self._check_words(words, vocabulary.acts, vocabulary.people, vocabulary.things, vocabulary.outcomes)
        self.desk.vocabulary = vocabulary
        named: dict[str, Block] = {}
        rows: dict[str, list[object]] = {name: [] for name in CHANGES}
        for block in changes:
            if block.name == "word":
                continue
            first = named.setdefault(f"{block.name == 'source'} {block.argument}", block)
            if first is not block:
                what = f"“{block.argument}” stands twice in {proposal.id}, first at {first.place}."
                self.desk.add(Kind.PROPOSAL, block.place, what, "Make one of the two.")
                continue
            read = getattr(self, f"_{block.name}")(block, proposal)
            rows[block.name] += [read] if read else []
        if not rows["source"]:
            what = f"{proposal.id} names no source."
            hint = "Say what it rests on, with “:::{source} Title” and how sure that is."
            self.desk.add(Kind.PROPOSAL, proposal.place, what, hint)
        whole = replace(
            proposal,
            words=tuple(words),
            sources=tuple(rows["source"]),  # type: ignore[arg-type]
            amended=tuple(rows["amend"]),  # type: ignore[arg-type]
            added=tuple(rows["add"]),  # type: ignore[arg-type]
            retired=tuple(rows["retire"]),  # type: ignore[arg-type]
            settled=tuple(rows["settle"]),  # type: ignore[arg-type]
        )
        self.desk.vocabulary = self.handbook.vocabulary
        if whole.is_live:
            self._check_what_is_left(whole)
        return self._quoted(whole)

    def _quoted(self, proposal: Proposal) -> Proposal:
        """The proposal with the verbs printed that its reasons quote, as it words them; a problem for each that is none."""
        worded = as_worded(self.handbook, proposal)
        for change in proposal.worded:
            self.desk.problems += fixed(change.clause, change.place)
        for passage in _passages(proposal):
            self.desk.problems += problems_of(worded, passage, self.handbook)
        return replace(
            proposal,
            reason=quoted(worded, proposal.reason),
            amended=tuple(replace(new, why=quoted(worded, new.why)) for new in proposal.amended),
            added=tuple(replace(new, why=quoted(worded, new.why)) for new in proposal.added),
            retired=tuple(replace(gone, why=quoted(worded, gone.why)) for gone in proposal.retired),
            settled=tuple(replace(note, why=quoted(worded, note.why)) for note in proposal.settled),
        )

    def _needs(self, proposal: Proposal) -> None:
        for name in proposal.needs:
            if name not in self.heads or name == proposal.id:
                hint = nearest(name, self.heads, "Name a proposal that there is.")
                what = f"{proposal.id} needs {name}, and there is no such proposal."
                self.desk.add(Kind.REFERENCE, proposal.place, what, hint)
        if proposal.id in self._beneath(proposal):
            what = f"{proposal.id} needs itself, by way of what it needs."
            self.desk.add(Kind.PROPOSAL, proposal.place, what, "Break the circle.")

    def _beneath(self, proposal: Proposal) -> tuple[str, ...]:
        """Every proposal that this one needs, at any remove."""
        found = closure(proposal.needs, lambda name: self.heads[name][0].needs if name in self.heads else ())
        return tuple(name for name in found if name in self.heads)

    def _words_of(self, name: str) -> list[NewWord]:
        quiet = Desk(self.desk.root)
        found = [_new_word(quiet, block) for block in self.heads[name][1] if block.name == "word"]
        return [word for word in found if word]

    def _word(self, block: Block, proposal: Proposal) -> NewWord | None:
        new = _new_word(self.desk, block)
        if new and proposal.is_live and new.word.name in self.handbook.vocabulary.tables[new.table]:
            what = f"“{new.word.name}” is among the {new.table} of the vocabulary already."
            self.desk.add(Kind.WORD, block.place, what, "Use it as it is, or choose another word.")
            return None
        return new

    def _check_words(self, words: Iterable[NewWord], *known: Mapping[str, Word]) -> None:
        acts, people, things, outcomes = known
        tables = {"acts": acts, "people": people, "things": things, "outcomes": outcomes}
        for new in words:
            for other in (*new.word.parents, *new.word.contrary):
                if other not in tables[new.table]:
                    hint = nearest(other, tables[new.table], "Add it, or use a word that is there.")
                    what = f"“{new.word.name}” names “{other}”, which is not among the {new.table}."
                    self.desk.add(Kind.WORD, new.place, what, hint)

    def _source(self, block: Block, _proposal: Proposal) -> OutsideSource | None:
        desk, options = self.desk, block.options
        desk.check_options(block, ("edition", "link", "sure"), ("edition", "sure"))
        sure, link, gist = options.get("sure", ""), options.get("link", ""), block.inline.without(())
        if sure and sure not in SURE:
            hint = nearest(sure, SURE, f"Say one of: {', '.join(SURE)}.")
            desk.add(Kind.PROPOSAL, block.at("sure"), f"“{sure}” does not say how sure a source is.", hint)
        if link and not re.fullmatch(r"https?://[^\s<>\"]+", link):
            desk.add(
                Kind.PROPOSAL, block.at("link"), f"“{link}” is not a web address.", "Begin with https://."
            )
        if not block.argument or not gist:
            hint = "Write “:::{source} Title”, and what it says under its options."
            desk.add(
                Kind.PROPOSAL, block.place, "this source has no title, or does not say what it says.", hint
            )
            return None
        return OutsideSource(block.argument, options.get("edition", ""), gist, sure, link, block.place)

    def _amend(self, block: Block, proposal: Proposal) -> Amended | None:
        self.desk.check_options(block, ("title", "kind"))
        was = self.handbook.clauses.get(block.argument)
        if was is None and not self._is_lent(block, proposal):
            return None
        kind = check_kind(self.desk, block, was.kind if was else "rule")
        clause = read_words(self.desk, block, "", "", kind)
        why = self._why(block, clause.text)
        if was and "title" not in block.options:
            clause = replace(clause, title=was.title)
        return Amended(clause, "title" in block.options, why, block.place)

    def _is_lent(self, block: Block, proposal: Proposal) -> bool:
        """Whether the clause that is amended is one that a needed proposal adds; a problem where it is not."""
        adding = [name for name, (_, changes) in self.heads.items() if block.argument in _added_by(changes)]
        if set(adding) & set(self._beneath(proposal)):
            return True
        if adding:
            what = f"“{block.argument}” is no clause of the policy: {adding[0]} proposes it."
            hint = f"Say “:needs: {adding[0]}”, or amend a clause that the policy has."
        elif gone := [e.name for e in self.handbook.editions if block.argument in e.clauses]:
            what = f"{proposal.id} amends the clause “{block.argument}”, which was retired after edition {gone[-1]}."
            hint = "Amend the clause that its rule went to."
        else:
            what = f"{proposal.id} amends the clause “{block.argument}”, and there is none."
            hint = nearest(block.argument, self.handbook.clauses, "See book/clauses.md for what there is.")
        self.desk.add(Kind.REFERENCE, block.place, what, hint)
        return False

    def _add(self, block: Block, proposal: Proposal) -> Added | None:
        desk = self.desk
        taken = {} if not proposal.is_live else {c.id: c.place for c in self.handbook.clauses.values()}
        taken |= {guidance.id: guidance.place for guidance in self.handbook.guidance}
        if not desk.check_id(block, taken):
            return None
        desk.check_options(block, ("after", "title", "kind", "unlettered"), ("after", "title"))
        after = block.options.get("after", "")
        beneath = [name for needed in self._beneath(proposal) for name in _added_by(self.heads[needed][1])]
        known = [*self.handbook.clauses, *beneath, *_added_by(self.heads[proposal.id][1])]
        if after and (after not in known or after == block.argument):
            hint = nearest(after, known, "Name a clause that the policy has.")
            what = f"“{block.argument}” is to stand after “{after}”, and there is no such clause."
            desk.add(Kind.REFERENCE, block.at("after"), what, hint)
            return None
        clause = read_words(desk, block, "", "", check_kind(desk, block, "rule"))
        return Added(replace(clause, source=("new",)), after, self._why(block, clause.text), block.place)

    def _why(self, block: Block, text: str) -> str:
        """Why these words, and no stronger or weaker; and nothing cited that there is not."""
        why = [role.text for role in block.inline.roles if role.name == "why"]
        if len(why) != 1:
            what = f"{block.name} “{block.argument}” says {len(why)} times why, and once is needed."
            hint = "Write {why}`…`: why these words, and why this strength of verb."
            self.desk.add(Kind.PROPOSAL, block.place, what, hint)
        known = [*self.handbook.clauses, *(guidance.id for guidance in self.handbook.guidance)]
        known += [name for _, changes in self.heads.values() for name in _added_by(changes)]
        for name in clauses_named(text):
            if name not in known:
                what = f"this cites the clause “{name}”, and there is none."
                self.desk.add(Kind.REFERENCE, block.place, what, nearest(name, known))
        return why[0] if why else ""

    def _retire(self, block: Block, proposal: Proposal) -> Tombstone | None:
        desk = self.desk
        desk.check_options(block, ("into",))
        into = _names(block.options.get("into", ""))
        known = [*self.handbook.clauses, *_added_by(self.heads[proposal.id][1])]
        for name in (block.argument, *into):
            if name not in known:
                place = block.place if name == block.argument else block.at("into")
                what = f"{proposal.id} retires “{block.argument}”, and there is no clause “{name}”."
                desk.add(Kind.REFERENCE, place, what, nearest(name, known))
                return None
        why = block.inline.without(())
        if not why:
            what = f"{proposal.id} retires “{block.argument}” and does not say why."
            desk.add(Kind.PROPOSAL, block.place, what, "Write why, and where its rule goes.")
        return Tombstone(block.argument, into, why, block.place)

    def _settle(self, block: Block, proposal: Proposal) -> Settled | None:
        desk = self.desk
        desk.check_options(block, ())
        notes = [note.id for note in self.handbook.interpretations]
        if block.argument not in notes:
            what = f"{proposal.id} settles {block.argument}, and there is no such interpretation."
            desk.add(Kind.REFERENCE, block.place, what, nearest(block.argument, notes))
            return None
        left: list[Reading] = []
        for role in block.inline.roles:
            place = Place(block.place.path, role.line)
            reading = desk.parse(parse_reading, role.text, place) if role.name == "reading" else None
            if reading:
                left.append(replace(reading, interpretation=block.argument, place=place))
        return Settled(block.argument, tuple(left), block.inline.without(("reading",)), block.place)

    def _check_what_is_left(self, proposal: Proposal) -> None:
        """No reading may be left that names a norm which the proposal takes away."""
        gone = self._norms_gone(proposal)
        settled = {settled.note: settled.left for settled in proposal.settled}
        for note in self.handbook.interpretations if gone else ():
            for reading in settled.get(note.id, note.readings):
                lost = [n for n in (*reading.norms, reading.source, reading.under) if n in gone]
                if lost:
                    what = f"{proposal.id} takes away “{lost[0]}”, which {note.id} reads."
                    hint = (
                        f"Say what becomes of it: “:::{{settle}} {note.id}”, with the readings that are left."
                    )
                    self.desk.add(Kind.PROPOSAL, gone[lost[0]], what, hint)
        retired = {retired.clause: retired.place for retired in proposal.retired}
        for name, text in self._texts(proposal) if retired else ():
            for clause in set(clauses_named(text)) & set(retired):
                what = f"{proposal.id} retires “{clause}”, which “{name}” cites."
                self.desk.add(Kind.PROPOSAL, retired[clause], what, f"Amend “{name}” too.")

    def _norms_gone(self, proposal: Proposal) -> dict[str, Place]:
        kept = {norm.id for norm in proposal.norms}
        gone: dict[str, Place] = {}
        for amended in proposal.amended:
            was = self.handbook.clauses.get(amended.clause.id)
            gone |= {norm.id: amended.place for norm in was.norms if norm.id not in kept} if was else {}
            if was and was.norms and not amended.clause.norms:
                gone[was.id] = amended.place
        for retired in proposal.retired:
            clause = self.handbook.clauses[retired.clause]
            gone |= dict.fromkeys((clause.id, *(norm.id for norm in clause.norms)), retired.place)
        return gone

    def _texts(self, proposal: Proposal) -> Iterable[tuple[str, str]]:
        new = {a.clause.id: a.clause.text for a in proposal.worded}
        gone = {retired.clause for retired in proposal.retired}
        for clause in self.handbook.clauses.values():
            if clause.id not in gone:
                yield clause.id, new.get(clause.id, clause.text)
        for note in self.handbook.interpretations:
            if note.id not in {settled.note for settled in proposal.settled}:
                yield note.id, note.text
        yield from ((guidance.id, guidance.text) for guidance in self.handbook.guidance)

    def _together(self, block: Block) -> None:
        for name in together(block.argument):
            if name not in self.heads:
                hint = nearest(name, self.heads, "Name proposals that there are, or “all”.")
                self.desk.add(Kind.REFERENCE, block.place, f"there is no proposal {name} to show.", hint)


def together(argument: str) -> tuple[str, ...]:
    """The ids that a `together` directive names; none where it says “all”."""
    return () if argument.strip() == "all" else _names(argument)


def _passages(proposal: Proposal) -> Iterator[Passage]:
    """What a proposal says for itself; the clauses that it words or retires are beside all of it.

    Once it can no longer be adopted, what it quotes by hand is history.
    """
    said = [(proposal.place, part, proposal.clauses) for part in proposal.reason.split("\n\n")]
    said += [(new.place, new.why, (new.clause.id,)) for new in proposal.worded]
    said += [(gone.place, gone.why, proposal.clauses) for gone in proposal.retired]
    said += [(note.place, note.why, proposal.clauses) for note in proposal.settled]
    yield from (Passage(*one, judged=not proposal.is_live) for one in said)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _added_by(changes: Iterable[Block]) -> list[str]:
    return [block.argument for block in changes if block.name == "add"]


def _new_word(desk: Desk, block: Block) -> NewWord | None:
    """A word as `:::{word} acts name` has it."""
    desk.check_options(block, ("label", "is", "contrary", "takes"), ("label",))
    table, _, name = block.argument.partition(" ")
    if table not in TABLES or not is_word(name):
        what = f"“{block.argument}” is no new word."
        desk.add(Kind.WORD, block.place, what, f"Write one of {', '.join(TABLES)}, then the word.")
        return None
    options = block.options
    word = Word(
        name,
        options.get("label", name),
        _names(options.get("is", "")),
        _names(options.get("contrary", "")),
        options.get("takes", ""),
        block.place,
    )
    return NewWord(table, word, block.place)
