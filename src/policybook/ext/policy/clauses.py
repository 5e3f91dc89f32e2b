"""The directives of the policy's own pages: clause, interpretation and guidance, as the loader read them."""

from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node

from policybook.ext.base.book import Book
from policybook.ext.base.directive import HandbookDirective
from policybook.ext.base.nodes import Cite, Words, bullets, clause_foot, fold, in_layer, paragraph, titled
from policybook.ext.base.words import KIND_LABELS, LAYER_LABELS
from policybook.ext.policy.standing import NOT_YET, history, is_draft
from policybook.judging.beside import may_follow
from policybook.judging.judge import judge_of
from policybook.policy.english import capital, listed, norm_in_words, runs, state_in_words, whose, written_out
from policybook.policy.model import Clause, Interpretation
from policybook.policy.outside import ORIGIN
from policybook.policy.readings import reading_sentence


class ClauseDirective(HandbookDirective):
    """A clause: its words, the same in plain words, and what stands under it."""

    def render(self) -> list[Node]:
        """Render the clause that the loader read under this id."""
        clause = self.block("clause", self.book.handbook.clauses)
        if clause is None:
            return []
        section = nodes.section(classes=["pb-clause"])
        self.stand("clause", section)
        words = self.words(clause.text, self.line_of(clause.text))
        plain = self.words(clause.plain, self.lineno) if clause.plain else []
        whose = NOT_YET if is_draft(self.book, clause) else ""
        section += clause_card(self.book, clause, words, plain, history(self.book, clause.id), whose)
        return [section]


Moments = list[tuple[str, Cite]]
"""What became of a clause, in words, and where it is read."""


def clause_card(
    book: Book, clause: Clause, words: list[Node], plain: list[Node], moments: Moments, whose: str = ""
) -> list[Node]:
    """What is seen of a clause: its title, its words, the same in plain words, and what stands under it.

    `whose` is the name of the layer where the clause is not policy.
    """
    number = nodes.reference("", clause.number, refid=clause.id, internal=True)
    title = nodes.title("", "", number, nodes.Text(f" {clause.title}"))
    policy = in_layer(whose or KIND_LABELS.get(clause.kind, "Policy"), "pb-policy", *words)
    simple = [in_layer("In plain words", "pb-plain", *plain)] if plain else []
    return [title, policy, *simple, _foot(book, clause, moments)]


def _foot(book: Book, clause: Clause, moments: Moments) -> clause_foot:
    notes = book.touching.get(clause.id, ())
    states = [state_in_words(book.handbook, n.state) + ", safety-critical" * n.safety_critical for n in notes]
    labels = [label for label in clause.source if label != "new"]
    items = f"{'Item' if len(labels) == 1 else 'Items'} {listed(labels)} of the policy as it was adopted"
    lists: dict[str, Any] = {
        "interpretations": [
            (f"{note.id}, {state}: {note.title}", book.cites["interp", note.id])
            for note, state in zip(notes, states, strict=True)
        ],
        "rules": [(norm_in_words(norm, book.labels), None) for norm in clause.norms],
        "follows": [
            (f"{norm_in_words(norm, book.labels)} ({book.handbook.clauses[norm.clause].number})", None)
            for norm in may_follow(judge_of(book.handbook), clause)
        ],
        "cited_by": list(_citing(book, clause, {note.id for note in notes})),
        "own": [(words, None) for words in book.own_words(clause.id)],
        "source": items if labels else "Not in the policy as it was adopted" if clause.source else "",
        "history": moments,
    }
    return clause_foot(**lists)


def _citing(book: Book, clause: Clause, above: Container[str]) -> Iterator[tuple[str, Cite]]:
    """What cites a clause: not the interpretations that stand above, and the questions of a page in one line."""
    kinds = {"interp": "Interpretation ", "guidance": "Outside guidance: "}
    cited = (
        cite for cite in book.cited_by.get(clause.id, ()) if cite.kind != "interp" or cite.id not in above
    )
    for page, same in groupby(cited, lambda cite: cite.page if cite.kind == "question" else None):
        cites = list(same)
        if page:
            numbers = runs([book.handbook.places_of_questions[cite.id] for cite in cites])
            yield f"question{'s' * (len(cites) > 1)} {listed(numbers)}", cites[0]
        else:
            yield from ((kinds.get(cite.kind, "") + cite.label, cite) for cite in cites)


class InterpretationDirective(HandbookDirective):
    """A note on an open reading, with the clauses it touches and what the answer keys make of it."""

    def render(self) -> list[Node]:
        """Render the interpretation that the loader read under this id."""
        note = self.block("interp", self.book.handbook.interpretation_by_id)
        if note is None:
            return []
        section = nodes.section(classes=["pb-interpretation"])
        self.stand("interp", section)
        words = self.words(note.text, self.line_of(note.text))
        section += interpretation_card(self.book, note, words, self.links("clause", note.concerns))
        return [section]


def interpretation_card(
    book: Book, note: Interpretation, words: list[Node], touches: list[Element]
) -> list[Node]:
    """What is seen of an interpretation: its title, its state, its words, and the clauses that it touches."""
    found: list[Node] = [
        nodes.title("", "", nodes.Text(note.heading)),
        paragraph("Interpretation", classes=["pb-layer"]),
        paragraph(capital(state_in_words(book.handbook, note.state)), classes=["pb-state"]),
    ]
    if note.safety_critical:
        found.append(paragraph("Safety-critical", classes=["pb-critical"]))
    found += words
    found += titled("It touches:", ([touched] for touched in touches))
    if note.readings:
        readings = bullets([nodes.literal("", reading_sentence(r))] for r in note.readings)
        found.append(fold("The reading, as the quizzes use it", readings, classes=["pb-norms"]))
    return found


class GuidanceDirective(HandbookDirective):
    """Words and rules that are not policy."""

    def render(self) -> list[Node]:
        """Render the guidance that the loader read under this id."""
        guidance = self.block("guidance", self.book.handbook.guidance_by_id)
        if guidance is None:
            return []
        section = nodes.section(classes=["pb-practice" if guidance.by else "pb-guidance"])
        self.stand("clause", section)
        section += nodes.title("", "", nodes.Text(guidance.title))
        theirs = self.book.labels.get(guidance.layer, guidance.layer)
        rank = LAYER_LABELS.get(guidance.layer) or f"not policy; where they differ, follow {theirs}"
        label = f"Outside guidance or proposal: {rank}"
        if guidance.by:
            by = whose(self.book.handbook, self.named)
            label = f"{by}: not policy; written on {written_out(guidance.on)}"
        section += paragraph(label, classes=["pb-layer"])
        words, _, origin = guidance.text.partition(f"**{ORIGIN}.**")
        section += self.words(words.strip(), self.line_of(words))
        if after := when_nobody_answers(self.book, guidance.next):
            section += paragraph(*after)
        section += [fold(ORIGIN, *self.words(origin.strip(), self.lineno))] if origin else []
        rules = [(norm_in_words(norm, self.book.labels), None) for norm in guidance.norms if not guidance.by]
        section += clause_foot(rules=rules)
        return [section]


def when_nobody_answers(book: Book, names: Sequence[str]) -> Words:
    """Who comes next, in the order in which they are tried; nothing where nobody does."""
    people = ", then ".join(book.offices.get(name, name) for name in names)
    return [nodes.strong("", "If nobody answers: "), f"{people}."] if people else []
