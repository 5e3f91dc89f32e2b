"""Reads proposals/*.md: what is proposed, why, on what authority, and in which words the policy would change."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from policybook.load.allowed import read_blocks
from policybook.load.desk import Desk, Field, cites_outside, needed, optional
from policybook.load.markdown import CHANGES, DIRECTIVES, PROPOSED, Block, names_in, title
from policybook.load.policy import CLAUSE_KIND, read_readings, read_words
from policybook.policy import proposal as proposed
from policybook.policy.citations import clauses_named
from policybook.policy.english import day_of, quoted
from policybook.policy.handbook import Handbook, Tombstone
from policybook.policy.model import TABLES, Word, closure
from policybook.policy.outside import SURE, OutsideSource
from policybook.policy.problems import HandbookError, Kind, Place, Problem, in_order, nearest
from policybook.policy.quotations import Passage, fixed, problems_of
from policybook.policy.tokens import is_word

FOLDER = "proposals"
TOGETHER = "together"
_KEPT = {"amend": "amended", "add": "added", "retire": "retired", "settle": "settled", "source": "sources"}
"""Where a proposal keeps what each directive says, new words apart."""
_DATES = ("drafted", "put", "taken-in", "withdrawn")
_SINCE = {proposed.PUT: "put", proposed.TAKEN_IN: "taken-in", proposed.WITHDRAWN: "withdrawn"}
_NO_OFFICE = "the owner “{}” is not an office of book/organisation.yml."
_NO_STATE = "“{}” is not a state of a proposal."
_STATE = Field("state", proposed.STATES, _NO_STATE, "The states are: {}.", Kind.PROPOSAL, needed=True)
_NOT_SURE = "“{}” does not say how sure a source is."
_SURE = Field("sure", SURE, _NOT_SURE, "Say one of: {}.", Kind.PROPOSAL, needed=True)


def read_proposals(root: Path, handbook: Handbook) -> tuple[proposed.Proposal, ...]:
    """The proposals under `root`, by number. Raises HandbookError with every problem that they have."""
    proposals, _, problems = read_all(root, handbook)
    if problems:
        raise HandbookError(problems)
    return proposals


def read_all(
    root: Path, handbook: Handbook
) -> tuple[tuple[proposed.Proposal, ...], tuple[proposed.Bundle, ...], tuple[Problem, ...]]:
    """The proposals by number, the pages that show several of them together, and every problem met on the way.

    A handbook whose policy cannot be read whole is no ground to judge a proposal on: give one that can be.
    """
    desk = Desk(root, handbook.vocabulary, outside={source.id: source for source in handbook.outside})
    reading = _Reading(desk, handbook)
    for page in sorted((f"{FOLDER}/{path.stem}" for path in root.glob(f"{FOLDER}/*.md")), key=_in_order):
        reading.open(page)
    proposals = reading.finish()
    bundles = tuple(reading.bundles)
    return proposals, bundles, in_order(desk.problems)


def _in_order(page: str) -> tuple[int, str]:
    digits = re.search(r"[0-9]+", page)
    return (int(digits[0]) if digits else 0, page)


class _Reading:
    """What has been read so far: the heads of all, so that each may name the others, then what each changes."""

    def __init__(self, desk: Desk, handbook: Handbook) -> None:
        self.desk, self.handbook = desk, handbook
        self.ids: dict[str, Place] = {}
        self.heads: dict[str, tuple[proposed.Proposal, list[Block]]] = {}
        self.together: list[Block] = []
        self.bundles: list[proposed.Bundle] = []
        offices, add = [role.id for role in handbook.roles], "Add it to book/organisation.yml."
        owner = Field("owner", offices, _NO_OFFICE, add, Kind.REFERENCE, needed=True)
        drafted, *later = _DATES
        more = optional("needs", "safety-critical")
        self.fields = (owner, _STATE, *more, *needed(drafted), *optional(*later))

    # ---- first: what there is

    def open(self, page: str) -> None:
        """Find what stands on a page."""
        lines, found = read_blocks(self.desk, f"{page}.md", (*PROPOSED, *DIRECTIVES))
        if not lines:
            return
        for block in found:
            if block.name in DIRECTIVES:
                what = f"a {block.name} does not belong on a page of proposals."
                hint = "Nothing here is policy: say what would change with “amend”, “add” or “retire”."
                self.desk.add(Kind.DIRECTIVE, block.place, what, hint)
        heads = [block for block in found if block.name == "proposal"]
        bundles = [block for block in found if block.name == TOGETHER]
        self.together += bundles
        self.bundles += [proposed.Bundle(together(block.argument), title(lines), page) for block in bundles]
        changes = [block for block in found if block.name in CHANGES]
        if len(heads) == 1:
            name = self.desk.title(f"{page}.md", lines)
            if self.desk.check_number(heads[0], self.ids, "P", "[1-9][0-9]*", "a proposal"):
                self.heads[heads[0].argument] = (self._proposal(page, heads[0], name), changes)
        elif heads or changes or not bundles:
            where = heads[1].place if heads else Place(f"{page}.md")
            what = f"this page has {len(heads)} proposals and needs one."
            self.desk.add(Kind.PROPOSAL, where, what, "Give each proposal a page of its own in proposals/.")

    def _proposal(self, page: str, block: Block, name: str) -> proposed.Proposal:
        desk, options = self.desk, block.options
        desk.check_options(block, self.fields)
        self._dates(block)
        reason = block.inline.without(())
        if not reason:
            hint = "Write why under its options."
            desk.add(Kind.PROPOSAL, block.place, f"{block.argument} gives no reason.", hint)
        said: dict[str, Any] = {n.replace("-", "_"): options.get(n, "") for n in ("owner", "state", *_DATES)}
        said |= {"needs": block.names("needs"), "safety_critical": "safety-critical" in options}
        return proposed.Proposal(block.argument, name, reason=reason, **said, page=page, place=block.place)

    def _dates(self, block: Block) -> None:
        """Each date is one, none is before the one that it follows, and a state has the date it began."""
        before = ("", date.min)
        for name in _DATES:
            text = block.options.get(name, "")
            day = day_of(text)
            if text and not day:
                hint = "Write it as year-month-day: 2026-01-31."
                self.desk.add(Kind.PROPOSAL, block.at(name), f"“{text}” is not a date.", hint)
            elif day and day < before[1]:
                what = f"the dates run backwards: {name} on {day}, and {before[0]} on {before[1]}."
                self.desk.add(Kind.PROPOSAL, block.at(name), what, "Put right whichever is wrong.")
            before = (name, day) if day else before
        state = block.options.get("state", "")
        since = _SINCE.get(state, "")
        if since and not block.options.get(since):
            what = f"{block.argument} is “{state}”, and nothing says since when."
            self.desk.add(Kind.PROPOSAL, block.at("state"), what, f"Add a line “:{since}: 2026-01-31”.")

    # ---- then: what each would change

    def finish(self) -> tuple[proposed.Proposal, ...]:
        """Read the changes of each, in the words that it may use."""
        in_order = sorted(self.heads.values(), key=lambda head: head[0].number)
        found = tuple(self._whole(proposal, changes) for proposal, changes in in_order)
        for block in self.together:
            for name in together(block.argument):
                if name not in self.heads:
                    hint = nearest(name, self.heads, "Name proposals that there are, or “all”.")
                    what = f"there is no proposal {name} to show."
                    self.desk.add(Kind.REFERENCE, block.place, what, hint)
        return found

    def _whole(self, proposal: proposed.Proposal, changes: list[Block]) -> proposed.Proposal:
        self._needs(proposal)
        words = [word for block in changes if block.name == "word" if (word := self._word(block, proposal))]
        beneath = [block for name in self._beneath(proposal) for block in self.heads[name][1]]
        lent = [_new_word(Desk(self.desk.root), block) for block in beneath if block.name == "word"]
        vocabulary = proposed.with_words(self.handbook.vocabulary, [*filter(None, lent), *words])
        for new in words:
            self.desk.check_related(new.word, new.table, vocabulary.tables[new.table])
        self.desk.vocabulary = vocabulary
        named: dict[str, Block] = {}
        rows: dict[str, list[Any]] = {name: [] for name in _KEPT.values()}
        for block in changes:
            if block.name == "word":
                continue
            first = named.setdefault(f"{block.name == 'source'} {block.argument}", block)
            if first is not block:
                what = f"“{block.argument}” stands twice in {proposal.id}, first at {first.place}."
                self.desk.add(Kind.PROPOSAL, block.place, what, "Make one of the two.")
                continue
            read = getattr(self, f"_{block.name}")(block, proposal)
            rows[_KEPT[block.name]] += [read] if read else []
        if not rows["sources"]:
            what = f"{proposal.id} names no source."
            hint = "Say what it rests on, with “:::{source} Title” and how sure that is."
            self.desk.add(Kind.PROPOSAL, proposal.place, what, hint)
        kept: dict[str, Any] = {name: tuple(found) for name, found in rows.items()}
        whole = replace(proposal, words=tuple(words), **kept)
        self.desk.vocabulary = self.handbook.vocabulary
        if whole.is_live:
            self._check_what_is_left(whole)
        return self._quoted(whole)

    def _quoted(self, proposal: proposed.Proposal) -> proposed.Proposal:
        """The proposal with the verbs printed that its reasons quote, as it words them; a problem for each that is none."""
        worded = proposed.as_worded(self.handbook, proposal)
        for change in proposal.worded:
            self.desk.problems += fixed(change.clause, change.place)
        for passage in _passages(proposal):
            self.desk.problems += problems_of(worded, passage, self.handbook)
        found: dict[str, Any] = {
            name: tuple(replace(change, why=quoted(worded, change.why)) for change in getattr(proposal, name))
            for name in _KEPT.values()
            if name != "sources"
        }
        return replace(proposal, reason=quoted(worded, proposal.reason), **found)

    def _needs(self, proposal: proposed.Proposal) -> None:
        for name in proposal.needs:
            if name not in self.heads or name == proposal.id:
                hint = nearest(name, self.heads, "Name a proposal that there is.")
                what = f"{proposal.id} needs {name}, and there is no such proposal."
                self.desk.add(Kind.REFERENCE, proposal.place, what, hint)
        if proposal.id in self._beneath(proposal):
            what = f"{proposal.id} needs itself, by way of what it needs."
            self.desk.add(Kind.PROPOSAL, proposal.place, what, "Break the circle.")

    def _beneath(self, proposal: proposed.Proposal) -> tuple[str, ...]:
        """Every proposal that this one needs, at any remove."""
        found = closure(proposal.needs, lambda name: self.heads[name][0].needs if name in self.heads else ())
        return tuple(name for name in found if name in self.heads)

    def _word(self, block: Block, proposal: proposed.Proposal) -> proposed.NewWord | None:
        new = _new_word(self.desk, block)
        if new and proposal.is_live and new.word.name in self.handbook.vocabulary.tables[new.table]:
            what = f"“{new.word.name}” is among the {new.table} of the vocabulary already."
            self.desk.add(Kind.WORD, block.place, what, "Use it as it is, or choose another word.")
            return None
        return new

    def _source(self, block: Block, _proposal: proposed.Proposal) -> OutsideSource | None:
        desk, options = self.desk, block.options
        base = desk.outside.get(options.get("from", ""))
        if "from" in options:
            desk.check_options(block, (cites_outside(desk), replace(_SURE, needed=False)))
        else:
            desk.check_options(block, (*needed("edition"), *optional("link"), _SURE))
        link, gist = options.get("link", ""), block.inline.without(())
        sure = options.get("sure", base.sure if base else "")
        ranks = list(SURE)
        if base and sure in ranks and base.sure in ranks and ranks.index(sure) < ranks.index(base.sure):
            what = f"“{sure}” is surer than book/outside.yml is of “{base.id}”, which is “{base.sure}”."
            hint = "Say it there first, or say no more than it does."
            desk.add(Kind.PROPOSAL, block.at("sure"), what, hint)
        if link and not re.fullmatch(r"https?://[^\s<>\"]+", link):
            what = f"“{link}” is not a web address."
            desk.add(Kind.PROPOSAL, block.at("link"), what, "Begin with https://.")
        if not block.argument or not gist:
            what = "this source has no title, or does not say what it says."
            hint = "Write “:::{source} Title”, and what it says under its options."
            desk.add(Kind.PROPOSAL, block.place, what, hint)
            return None
        base = base or OutsideSource("", "", options.get("edition", ""), "", link=link)
        return replace(base, title=block.argument, gist=gist, sure=sure, place=block.place)

    def _amend(self, block: Block, proposal: proposed.Proposal) -> proposed.Worded | None:
        self.desk.check_options(block, (*optional("title"), CLAUSE_KIND))
        was = self.handbook.clauses.get(block.argument)
        if was is None and not self._is_lent(block, proposal):
            return None
        clause = read_words(self.desk, block, kind=was.kind if was else "rule")
        why = self._why(block, clause.text)
        if was and "title" not in block.options:
            clause = replace(clause, title=was.title)
        return proposed.Worded(clause, why, retitled="title" in block.options, place=block.place)

    def _is_lent(self, block: Block, proposal: proposed.Proposal) -> bool:
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

    def _add(self, block: Block, proposal: proposed.Proposal) -> proposed.Worded | None:
        desk = self.desk
        taken = {} if not proposal.is_live else {c.id: c.place for c in self.handbook.clauses.values()}
        taken |= {guidance.id: guidance.place for guidance in self.handbook.guidance}
        if not desk.check_id(block, taken):
            return None
        desk.check_options(block, (*needed("after", "title"), CLAUSE_KIND, *optional("unlettered")))
        after = block.options.get("after", "")
        beneath = [name for lender in self._beneath(proposal) for name in _added_by(self.heads[lender][1])]
        known = [*self.handbook.clauses, *beneath, *_added_by(self.heads[proposal.id][1])]
        if after and (after not in known or after == block.argument):
            hint = nearest(after, known, "Name a clause that the policy has.")
            what = f"“{block.argument}” is to stand after “{after}”, and there is no such clause."
            desk.add(Kind.REFERENCE, block.at("after"), what, hint)
            return None
        clause = read_words(desk, block)
        why = self._why(block, clause.text)
        return proposed.Worded(replace(clause, source=("new",)), why, after, place=block.place)

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

    def _retire(self, block: Block, proposal: proposed.Proposal) -> Tombstone | None:
        desk = self.desk
        desk.check_options(block, optional("into"))
        into = block.names("into")
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
        return Tombstone(block.argument, into, why, place=block.place)

    def _settle(self, block: Block, proposal: proposed.Proposal) -> proposed.Settled | None:
        desk = self.desk
        desk.check_options(block, ())
        notes = [note.id for note in self.handbook.interpretations]
        if block.argument not in notes:
            what = f"{proposal.id} settles {block.argument}, and there is no such interpretation."
            desk.add(Kind.REFERENCE, block.place, what, nearest(block.argument, notes))
            return None
        left = tuple(read_readings(desk, block))
        return proposed.Settled(block.argument, left, block.inline.without(("reading",)), place=block.place)

    def _check_what_is_left(self, proposal: proposed.Proposal) -> None:
        """No reading may be left that names a norm which the proposal takes away."""
        gone = self._norms_gone(proposal)
        settled = {settled.note: settled.left for settled in proposal.settled}
        for note in self.handbook.interpretations if gone else ():
            for reading in settled.get(note.id, note.readings):
                lost = [n for n in (*reading.norms, reading.source, reading.under) if n in gone]
                if lost:
                    what = f"{proposal.id} takes away “{lost[0]}”, which {note.id} reads."
                    becomes = f"“:::{{settle}} {note.id}”, with the readings that are left."
                    hint = f"Say what becomes of it: {becomes}"
                    self.desk.add(Kind.PROPOSAL, gone[lost[0]], what, hint)
        retired = {retired.clause: retired.place for retired in proposal.retired}
        for name, text in self._texts(proposal) if retired else ():
            for clause in set(clauses_named(text)) & set(retired):
                what = f"{proposal.id} retires “{clause}”, which “{name}” cites."
                self.desk.add(Kind.PROPOSAL, retired[clause], what, f"Amend “{name}” too.")

    def _norms_gone(self, proposal: proposed.Proposal) -> dict[str, Place]:
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

    def _texts(self, proposal: proposed.Proposal) -> Iterable[tuple[str, str]]:
        new = {a.clause.id: a.clause.text for a in proposal.worded}
        gone = {retired.clause for retired in proposal.retired}
        for clause in self.handbook.clauses.values():
            if clause.id not in gone:
                yield clause.id, new.get(clause.id, clause.text)
        for note in self.handbook.interpretations:
            if note.id not in {settled.note for settled in proposal.settled}:
                yield note.id, note.text
        yield from ((guidance.id, guidance.text) for guidance in self.handbook.guidance)


def together(argument: str) -> tuple[str, ...]:
    """The ids that a `together` directive names; none where it says “all”."""
    return () if argument.strip() == "all" else names_in(argument)


def _passages(proposal: proposed.Proposal) -> Iterator[Passage]:
    """What a proposal says for itself; the clauses that it words or retires are beside all of it.

    Once it can no longer be adopted, what it quotes by hand is history.
    """
    said = [(proposal.place, part, proposal.clauses) for part in proposal.reason.split("\n\n")]
    said += [(new.place, new.why, (new.clause.id,)) for new in proposal.worded]
    said += [(gone.place, gone.why, proposal.clauses) for gone in proposal.retired]
    said += [(note.place, note.why, proposal.clauses) for note in proposal.settled]
    yield from (Passage(*one, judged=not proposal.is_live) for one in said)


def _added_by(changes: Iterable[Block]) -> list[str]:
    return [block.argument for block in changes if block.name == "add"]


def _new_word(desk: Desk, block: Block) -> proposed.NewWord | None:
    """A word as `:::{word} acts name` has it."""
    desk.check_options(block, (*needed("label"), *optional("is", "contrary", "takes")))
    table, _, name = block.argument.partition(" ")
    if table not in TABLES or not is_word(name, desk.vocabulary):
        what = f"“{block.argument}” is no new word."
        desk.add(Kind.WORD, block.place, what, f"Write one of {', '.join(TABLES)}, then the word.")
        return None
    label, takes = block.options.get("label", name), block.options.get("takes", "")
    word = Word(name, label, block.names("is"), block.names("contrary"), takes, place=block.place)
    return proposed.NewWord(table, word, place=block.place)
