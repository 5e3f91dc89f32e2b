"""The handbook of one build, loaded once, with what its pages show of it worked out once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from os import environ
from pathlib import Path
from typing import Any

from policybook.editions.edition import Moment, changed_since, name_of, page_of, timelines
from policybook.ext.base.kept import Kept, digest_of
from policybook.ext.base.narrow import NARROW
from policybook.ext.base.nodes import Cite
from policybook.ext.base.proposed import Proposed
from policybook.files import read
from policybook.load.markdown import title
from policybook.policy.citations import citations, clauses_named
from policybook.policy.english import (
    label_of,
    labels,
    layer_in_words,
    norm_in_words,
    plain_text,
    shortened,
    state_in_words,
    verb_of,
)
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.model import PRACTICE, Clause, Guidance, Interpretation, Section, grouped
from policybook.policy.organisation import Office
from policybook.policy.problems import Kind, Problem
from policybook.policy.training import Question
from policybook.reviews.suspects import Reviewable
from policybook.training.bank import Bank, bank_of
from policybook.training.paths import readers_of
from policybook.training.remarks import OUTCOMES, outcome_shown, remark


class Book:
    """A handbook, and what the pages show of it beyond an author's own words."""

    proposed: Proposed
    """The proposals, which are no part of the handbook: `policybook.ext.policy.proposals` reads them."""

    waiting: Sequence[Reviewable] = ()
    """What no office has looked at as it stands, or not the one that has to."""
    keeps_reviews = False

    root: Path
    """The handbook's folder."""
    kept: Kept
    """What earlier builds have worked out."""

    def __init__(self, handbook: Handbook, problems: Iterable[Problem] = ()) -> None:
        self.handbook = handbook
        self.problems = tuple(problems)
        self.labels = labels(handbook.vocabulary)
        self._digests: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self.then: dict[str, Any] = {}
        """The books of the editions that have been read: see `policybook.ext.policy.edition_pages`."""

    # ---- what there is, by id

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """Every section of the policy by its page."""
        return {section.page: section for section in self.handbook.sections}

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Every office-holder by id: the title, with the name and the contact as far as they are filled in."""
        return {role.id: role.title + filled_in(role) for role in self.handbook.roles}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of every clause among all, by its id."""
        return {name: at for at, name in enumerate(self.handbook.clauses)}

    # ---- what cites what

    @cached_property
    def cites(self) -> Mapping[tuple[str, str], Cite]:
        """How each thing is cited, by (role, id)."""
        found: dict[tuple[str, str], Cite] = {}

        def put(role: str, name: str, preview: str, page: str, anchor: str, kind: str = "") -> None:
            label = label_of(self.handbook, role, name)
            found[role, name] = Cite(kind or role, name, label, preview, page, anchor)

        for clause in self.handbook.clauses.values():
            put("clause", clause.id, self.plain(clause.plain), clause.page, clause.id)
        for guidance in self.handbook.guidance:
            words = self.plain(guidance.text.split("\n\n")[0])
            preview = shortened(f"{layer_in_words(self.handbook, guidance.layer)}, not policy. {words}", 240)
            # The label of what is done today says already whose it is.
            kind = "clause" if guidance.layer == PRACTICE else "guidance"
            put("clause", guidance.id, preview, guidance.page, guidance.id, kind)
        for note in self.handbook.interpretations:
            preview = f"An interpretation, {state_in_words(self.handbook, note.state)}."
            put("interp", note.id, preview, note.page, note.id.lower())
        for question in self.handbook.questions:
            put("question", question.id, self.plain(question.prompt), question.page, question.id)
        for edition in self.handbook.editions:
            put("edition", edition.name, "", page_of(edition.name), "")
        for scenario in self.handbook.scenarios:
            put("scenario", scenario.id, "", scenario.page, "")
        return found

    def known(self, role: str) -> list[str]:
        """Every id that a role may cite."""
        if role == "role":
            return list(self.offices)
        return [name for kind, name in self.cites if kind == role]

    def plain(self, markdown: str) -> str:
        """Markdown as plain text, citations as what they cite is called."""
        return plain_text(self.handbook, markdown)

    @cached_property
    def cited_by(self) -> Mapping[str, tuple[Cite, ...]]:
        """What cites each clause: clauses, interpretations, guidance, questions, then scenarios."""
        found: dict[str, dict[Cite, None]] = defaultdict(dict)

        def note(cite: Cite, texts: Iterable[str], others: Iterable[str] = ()) -> None:
            named = (name for text in texts for name in clauses_named(text))
            for name in (*others, *named):
                if name != cite.id:
                    found[name][cite] = None

        cites, book = self.cites, self.handbook
        for clause in book.clauses.values():
            note(cites["clause", clause.id], (clause.text, clause.plain))
        for interpretation in book.interpretations:
            names = [n for r in interpretation.readings for n in (*r.norms, r.source, r.under) if n]
            touched = (*interpretation.concerns, *(name.partition("/")[0] for name in names))
            note(cites["interp", interpretation.id], (interpretation.text,), touched)
        for guidance in book.guidance:
            note(cites["clause", guidance.id], (guidance.text,))
        for question in book.questions:
            note(cites["question", question.id], _texts(question), self._decided_by(question))
        for scenario in book.scenarios:
            for name in scenario.questions:
                if question_in := book.question_by_id.get(name):
                    note(cites["scenario", scenario.id], _texts(question_in), self._decided_by(question_in))
        return {name: tuple(by) for name, by in found.items()}

    def _decided_by(self, question: Question) -> tuple[str, ...]:
        return self.bank.of(question).cited if self.is_sound else ()

    @cached_property
    def is_sound(self) -> bool:
        """Whether the policy could be read whole, so that judging by it means something."""
        elsewhere = (
            *(Kind.KEY, Kind.WORKING, Kind.NOTEBOOK, Kind.SOURCE, Kind.QUOTATION, Kind.REVIEW),
            *(Kind.ITEM, Kind.COVERAGE, Kind.EDITION, Kind.PATH, Kind.AGREEMENT),
        )
        return all(p.kind in elsewhere for p in self.problems)

    @cached_property
    def timelines(self) -> Mapping[str, tuple[Moment, ...]]:
        """What became of each clause, by its id; nothing where no edition was frozen."""
        return timelines(self.handbook) if self.handbook.editions else {}

    @cached_property
    def buried(self) -> Mapping[str, str]:
        """The last page of the policy on which each clause stood that is gone, by its id."""
        pages = ((page, names) for edition in self.handbook.editions for page, names in edition.pages.items())
        return {name: page for page, names in pages for name in names if name not in self.handbook.clauses}

    @cached_property
    def gone_from(self) -> Mapping[str, Mapping[str, Edition]]:
        """For each page, the clauses that stood there and do not now, each with the last edition that had it there."""
        found: dict[str, dict[str, Edition]] = defaultdict(dict)
        for edition in self.handbook.editions:
            for page, names in edition.pages.items():
                for name in names:
                    stands = self.handbook.clauses.get(name)
                    if not stands or stands.page != page:
                        found[page][name] = edition
        return found

    @cached_property
    def touching(self) -> Mapping[str, Sequence[Interpretation]]:
        """The interpretations that say of themselves that they touch a clause, by its id."""
        return grouped((name, note) for note in self.handbook.interpretations for name in note.concerns)

    @cached_property
    def waiting_on(self) -> frozenset[str]:
        """The pages on which something waits for an office to look at it."""
        return frozenset(item.place.path.rpartition(".")[0] for item in self.waiting)

    def is_draft(self, page: str) -> bool:
        """Whether a page says that words on it are a draft."""
        return self.keeps_reviews and page in self.waiting_on

    # ---- what a page shows, as a digest: see policybook.ext.base.build

    def digest(self, key: str) -> str:
        """A digest of what is shown under `key` ("cite/clause/spare-keys"); "" where there is nothing."""
        if key not in self._digests:
            what, _, name = key.partition("/")
            shown = getattr(self, f"_shown_{what}")(name)
            self._digests[key] = "" if shown is None else _digest_of(shown)
        return self._digests[key]

    @cached_property
    def _whole(self) -> str:
        return _digest_of(self.handbook)

    def seen(self, name: str) -> Handbook:
        """As much of the handbook as `NARROW` has under this name."""
        return NARROW[name](self.handbook)

    def _shown_seen(self, name: str) -> object:
        return self.is_sound, _digest_of(self.seen(name))

    @cached_property
    def _proposable(self) -> str:
        """What the pages of proposals rest on, but for the words of guidance, and the plain lines of clauses: each shows some."""
        seen = self.seen("proposed")
        sections = (
            replace(section, clauses=tuple(replace(clause, plain="") for clause in section.clauses))
            for section in seen.sections
        )
        guidance = (replace(line, text="") for line in seen.guidance)
        return _digest_of(replace(seen, sections=tuple(sections), guidance=tuple(guidance)))

    def _shown_cite(self, name: str) -> object:
        role, _, of = name.partition("/")
        if role == "verb":
            return verb_of(self.handbook, of)
        return self.offices.get(of) if role == "role" else self.cites.get((role, of))

    def _shown_clause(self, name: str) -> object:
        clause = self.handbook.clauses.get(name)
        if not clause:
            return None
        touching = [(n.id, n.title, n.state, n.page) for n in self.touching.get(name, ())]
        cites = self.cites["clause", name], self.cited_by.get(name), self.own_words(name)
        return clause.kind, clause.source, cites, touching, self._rules(clause), self._history(name)

    def own_words(self, name: str) -> list[str]:
        """Why something is otherwise here than in the handbook that is extended; nothing where it is not."""
        extends = self.handbook.extends
        overlays = extends.overlays if extends else ()
        return [
            f"Otherwise than in {extends.name}: {one.why}" for one in overlays if extends and one.id == name
        ]

    def _rules(self, of: Clause | Guidance) -> object:
        return [norm_in_words(norm, self.labels) for norm in of.norms]

    def _history(self, name: str) -> object:
        """What the history of a clause shows, as far as it may change."""
        stands = self.handbook.clauses.get(name)
        moments = ((m.edition, m.what) for m in self.timelines.get(name, ()))
        told = [(edition and (edition.name, edition.adopted), what) for edition, what in moments]
        return told, stands.page if stands else self.buried.get(name, "")

    def _shown_guidance(self, name: str) -> object:
        found = self.handbook.guidance_by_id.get(name)
        # Its words too: they end with what it rests on, which stands in another file.
        return found and (found, self.labels.get(found.layer), self.cites["clause", name], self._rules(found))

    def _shown_interp(self, name: str) -> object:
        note = self.handbook.interpretation_by_id.get(name)
        return note and (note, [self.cites.get(("clause", clause)) for clause in note.concerns])

    def _shown_question(self, name: str) -> object:
        question = self.handbook.question_by_id.get(name)
        if not question:
            return None
        words = [self.labels.get(word, word) for word in (*question.who, *question.given)]
        status, notes = self.status(question)
        by = [(note, self.cites.get(("interp", note))) for note in notes]
        letters = [option.letter for option in question.options]
        outcomes = [(self.outcome(question, one), self.remark(question, one)) for one in letters]
        whose = self.handbook.places_of_questions[name], readers_of(self.handbook, question)
        return question, whose, words, status, by, self.key(question), outcomes

    def _shown_section(self, name: str) -> object:
        section = self.sections.get(name)
        if not section:
            return None
        told = grouped((stone.clause, stone) for stone in self.handbook.retired)
        gone = [
            (n, e.name, self._history(n), self.cites.get(("clause", n)), told.get(n))
            for n, e in self.gone_from.get(name, {}).items()
        ]
        changed = [changed_since(self.handbook, newest, name) for newest in self.handbook.editions[-1:]]
        source = self.handbook.source
        return section.number, source.adopted, source.review_by, self._heads, changed, gone

    @cached_property
    def _heads(self) -> str:
        return _digest_of((self.handbook.editions, name_of(self.handbook), self.is_overdue))

    def _shown_edition(self, name: str) -> object:
        mine = next((edition for edition in self.handbook.editions if edition.name == name), None)
        return mine and (self._heads, [self._history(clause) for clause in mine.clauses])

    def _shown_proposals(self, name: str) -> object:
        """Of the proposal on a page, all of it; of the others, not what they rest on."""
        mine = self.proposed.by_page.get(name)
        return name, self._proposed, mine and mine.sources

    @cached_property
    def _proposed(self) -> str:
        known = [replace(proposal, sources=()) for proposal in self.proposed.known]
        named = (cited for cited in citations(repr(known)) if cited.role == "question")
        asked = [self.cites.get(("question", cited.id)) for cited in named]
        return _digest_of((self._proposable, asked, known, self.proposed.bundles, self.proposed.sound))

    def _shown_plain(self, name: str) -> object:
        clause = self.handbook.clauses.get(name)
        return clause and clause.plain

    def _shown_file(self, name: str) -> object:
        """What stands in a file beside the handbook; None where none can be read."""
        with suppress(OSError):
            return read(self.root / name)
        return None

    def _shown_waiting(self, _: str) -> object:
        return self.keeps_reviews, [(item.key, item.reasons) for item in self.waiting]

    def _shown_draft(self, page: str) -> object:
        return self.is_draft(page)

    def _shown_view(self, name: str) -> object:
        return name, self.is_sound, self._whole, self.handbook.outside

    def _shown_called(self, name: str) -> object:
        role, _, of = name.partition("/")
        cite = self.cites.get((role, of))
        return cite and replace(cite, preview="")

    def _shown_title(self, page: str) -> object:
        return self.title_of(page)

    def title_of(self, page: str) -> str:
        """The title of a page of Markdown, which Sphinx may not have read yet; its name where it cannot be read."""
        if page not in self._titles:
            self._titles[page] = page
            with suppress(OSError, ValueError):
                self._titles[page] = title(read(self.root / f"{page}.md").decode().splitlines())
        return self._titles[page]

    # ---- what the policy makes of a question

    @cached_property
    def bank(self) -> Bank:
        """Every question, weighed once; kept here, since what proposals would do builds many other banks."""
        return bank_of(self.handbook)

    def status(self, question: Question) -> tuple[str, tuple[str, ...]]:
        """The status of what a question asks, and the interpretations it rests on."""
        if not self.is_sound:
            return "decided", ()
        found = self.bank.of(question)
        return found.status, found.interpretations

    def key(self, question: Question) -> tuple[str, ...]:
        """Every right answer, each as its letters with a space between; none to a discussion."""
        return self.bank.of(question).key if self.is_sound else ()

    def right(self, question: Question) -> frozenset[str]:
        """The letters that are part of a right answer."""
        return frozenset(letter for answer in self.key(question) for letter in answer.split())

    def outcome(self, question: Question, letter: str) -> str:
        """What the policy makes of one option on its own; "… outside" where nothing but outside guidance does."""
        return outcome_shown(self.bank.of(question), letter) if self.is_sound else "silent"

    def remark(self, question: Question, letter: str) -> str:
        """The one sentence of an option; "" where nothing can be said of it alone."""
        return remark(self.bank.of(question), letter) if self.is_sound else OUTCOMES["silent"]

    @cached_property
    def is_overdue(self) -> bool:
        """Whether the day by which the policy was to be reviewed is past on the day of the build."""
        newest = self.handbook.editions[-1:]
        return (newest[0] if newest else self.handbook.source).review_by < today()


def _digest_of(shown: object) -> str:
    return digest_of(shown)[:16]


def filled_in(role: Office) -> str:
    """Name and contact in brackets, as far as they are filled in; "" where it has neither."""
    details = ", ".join(filter(None, (role.name, role.contact)))
    return f" ({details})" if details else ""


def today() -> str:
    """The day of the build, or the day that SOURCE_DATE_EPOCH names, as yyyy-mm-dd."""
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(epoch), UTC).date() if epoch.isdigit() else date.today()).isoformat()


def _texts(question: Question) -> Iterable[str]:
    yield question.prompt
    for option in question.options:
        yield f"{option.text} {option.feedback}"
