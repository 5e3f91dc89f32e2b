"""Questions: the prompt, each answer with what the policy makes of it, and the working; no JavaScript needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from policybook.ext.nodes import block_line, fold, fold_title, folded, group, group_title, link, paragraph
from policybook.ext.render import HandbookDirective, claim_id
from policybook.ext.words import OUTCOMES, listed
from policybook.problems import Kind, nearest

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from policybook.model import Option, Question

logger = logging.getLogger(__name__)
PATHS = {"core": "the core path", "full": "the full path"}
STATUS = {
    "partly": "The policy does not settle this alone",
    "judgement": "The policy leaves this to judgement",
    "silent": "The policy says nothing of this",
    "conflict": "Two rules meet here, and the policy does not settle this alone",
}
"""What is said under a question whose answer the policy does not decide by itself."""


class QuestionDirective(HandbookDirective):
    """A question, where it is asked of everybody: on its quiz page."""

    def run(self) -> list[Node]:
        """Render the question that the loader read under this id."""
        question = self.book.handbook.question_by_id.get(self.named)
        if question is None or not self.is_mine(question.place, question.id):
            return []
        cite = self.book.cites["question", question.id]
        node = self.shown(question, f"Question {self.book.places_of_questions[question.id]}.")
        if question.doctest:
            code = nodes.literal_block("", question.doctest, language="pycon")
            node += fold("Show the working", code, classes=["pb-working"])
        return [*self.stand("question", node, cite, (cite.label,)), node]

    def shown(self, question: Question, called: str) -> Element:
        """Render the whole of a question, its working excepted."""
        self.domain.note_shown(f"question/{question.id}")
        node = group(classes=["pb-question"], html={"data-question": question.id, "data-kind": question.kind})
        prompt = self.words(question.prompt, self.line_in(question, question.prompt))
        lines = [part for part in prompt if isinstance(part, nodes.paragraph)]
        legend = group_title("", "", nodes.strong("", called), nodes.Text(" "))
        legend += [block_line("", "", *part.children, classes=["pb-prompt"]) for part in lines]
        node += legend
        node += [part for part in prompt if part not in lines]
        node += self._facts(question)
        right = self.book.right(question)
        for option in question.options:
            node += self._option(question, option, is_right=option.letter in right)
        node += self._status(question)
        return node

    def line_in(self, _question: Question, text: str) -> int:
        """The line on which words of this question begin."""
        return self.line_of(text)

    def line_of_option(self, option: Option) -> int:
        """The line on which an option begins."""
        return option.place.line

    def _facts(self, question: Question) -> list[Node]:
        labels = self.book.labels
        said: list[Node] = []
        if question.safety_critical:
            said.append(
                paragraph("Safety-critical: everybody needs to get this one right.", classes=["pb-critical"])
            )
        who = listed([labels.get(word, word) for word in question.who])
        given = listed([labels.get(word, word) for word in question.given])
        facts: list[str | Node] = [nodes.strong("", "You are: "), f"{who}."]
        if given:
            facts += [" ", nodes.strong("", "What you know: "), f"{given}."]
        said.append(paragraph(*facts, classes=["pb-given"]))
        paths = listed([PATHS.get(path, path) for path in question.paths])
        choose = "Choose one answer." if question.kind == "one" else "Choose every answer that belongs."
        part_of = f" This question is part of {paths}." if paths else ""
        said.append(
            paragraph(
                f"{choose} Open an answer to see what the policy makes of it.{part_of}", classes=["pb-how"]
            )
        )
        return said

    def _option(self, question: Question, option: Option, *, is_right: bool) -> Element:
        letter = option.letter.upper()
        line = self.line_of_option(option)
        text = self.words(option.text, line)
        inline = (
            [child for part in text for child in part.children]
            if _is_words(text)
            else [nodes.Text(self.book.plain(option.text))]
        )
        node = folded(classes=["pb-option"], html={"data-letter": option.letter})
        node += fold_title("", "", nodes.strong("", f"{letter}."), nodes.Text(" "), *inline)
        sign, why = OUTCOMES[self.book.outcome(question, option.letter)]
        word = nodes.strong(
            "",
            "Right" if is_right else "Not this one",
            classes=["pb-verdict", "pb-keeps" if is_right else f"pb-{sign}"],
        )
        parts: list[str | Node] = (
            [word] if question.kind == "all" and not option.claims else [word, f" {why}"]
        )
        said = nodes.container(
            "", paragraph(*parts), *self.words(option.feedback, line + 1), classes=["pb-feedback"]
        )
        node += said
        return node

    def _status(self, question: Question) -> list[Node]:
        status, notes = self.book.status(question)
        if status == "decided" and not notes:
            return []
        said = STATUS.get(status, "The policy settles this with an interpretation")
        if not notes:
            return [paragraph(f"{said}.", classes=["pb-status"])]
        parts: list[str | Node] = [f"{said}: it rests on "]
        for at, note in enumerate(notes):
            if at:
                parts.append(" and " if at == len(notes) - 1 else ", ")
            cite = self.book.cites.get(("interp", note))
            parts.append(link(cite) if cite else note)
        return [paragraph(*parts, ".", classes=["pb-status"])]


def _is_words(parts: list[Node]) -> bool:
    return all(isinstance(part, nodes.paragraph) for part in parts)


class AskDirective(QuestionDirective):
    """A question as a scenario asks it: the same, under an anchor of its own; the next cell shows its working."""

    def run(self) -> list[Node]:
        """Render the question, wherever it stands."""
        question = self.book.handbook.question_by_id.get(self.named)
        if question is None:
            self.domain.note_shown(f"cite/question/{self.named}")
            hint = nearest(self.named, self.book.known("question"), "The questions are in quizzes/.")
            message = f"this asks the question “{self.named}”, and there is none. {hint}"
            logger.warning(
                message, location=self.get_location(), type="policybook", subtype=Kind.REFERENCE.value
            )
            return []
        asked = self.env.temp_data.setdefault("policybook-asked", [])
        asked.append(question.id)
        node = self.shown(question, f"Decision {len(asked)}.")
        claim_id(self.state.document, node, f"ask-{question.id}-{len(asked)}")
        return [node]

    def line_in(self, _question: Question, _text: str) -> int:
        """Everything stands on the line of the cell that asks."""
        return self.lineno

    def line_of_option(self, _option: Option) -> int:
        """Everything stands on the line of the cell that asks."""
        return self.lineno


def setup_questions(app: Sphinx) -> None:
    """Add the two directives."""
    app.add_directive("question", QuestionDirective)
    app.add_directive("ask", AskDirective)
