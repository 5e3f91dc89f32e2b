"""Questions: the prompt, each answer with what the policy makes of it, and the working; no JavaScript needed."""

from typing import Any

from docutils import nodes

from policybook.ext.base import nodes as pb
from policybook.ext.base.directive import HandbookDirective
from policybook.ext.base.words import SIGNS
from policybook.policy.english import PARTS, listed
from policybook.policy.training import Option, Question
from policybook.training.paths import CORE, FULL, PATHS, is_collective, readers_of
from policybook.training.remarks import UNSETTLED

HOW = {
    "one": "Choose one answer.",
    "all": "Choose every answer that belongs.",
    "order": "Choose the steps that are needed, and put them in order.",
    "tell": "Choose whom to tell, whether all of them, and how soon.",
    "exact": "Choose whom the policy names and nobody else, whether all of them, and how soon.",
    "discussion": "This is for discussion, and is not scored: the policy leaves it open. "
    "Open each answer to read what it would mean.",
}
"""What a reader of each kind of question is to do."""
MARKS = {"one": ("Right", "Not this one"), "order": ("A step to take", "Not a step here")}
"""What an option is called that is part of a right answer, and what any other is, by the kind of question."""


class QuestionDirective(HandbookDirective):
    """A question, where it is asked of everybody: on its quiz page."""

    at_home = True
    """Whether this is its quiz page, where its words have lines: elsewhere the page says whose path asks it."""

    def render(self) -> list[nodes.Node]:
        """Render the question that the loader read under this id."""
        question = self.block("question", self.book.handbook.question_by_id)
        if question is None:
            return []
        node = self.shown(question, f"Question {self.book.handbook.places_of_questions[question.id]}.")
        if question.doctest:
            # As if its source were another: then Sphinx gives it no colours, an element for each word.
            kind: dict[str, Any] = {"testnodetype": "doctest", "groups": ["working"]}
            code = nodes.literal_block(question.id, question.doctest, **kind)
            working = pb.fold("Show the working", code, classes=["pb-working"])
            working["html"] = {"data-working": question.id}
            node += working
        self.stand("question", node)
        return [node]

    def shown(self, question: Question, called: str) -> nodes.Element:
        """Render the whole of a question, its working excepted."""
        self.domain.note_shown(f"question/{question.id}")
        # All that quiz.js is told: what is right, and not why.
        told = {"data-question": question.id, "data-kind": question.kind}
        if key := self.book.key(question):
            mark = self.book.bank.of(question).fingerprint
            told |= {"data-right": ";".join(key), "data-fingerprint": mark}
        if question.safety_critical:
            told["data-critical"] = "yes"
        node = pb.group(classes=["pb-question"], html=told)
        prompt = self.words(question.prompt, self.line_of(question.prompt) if self.at_home else self.lineno)
        lines = [part for part in prompt if isinstance(part, nodes.paragraph)]
        legend = pb.group_title("", "", nodes.strong("", called), nodes.Text(" "))
        legend += [pb.block_line("", "", *part.children, classes=["pb-prompt"]) for part in lines]
        node += legend
        node += [part for part in prompt if part not in lines]
        node += self._facts(question)
        node += self._options(question)
        if question.hint:
            node += pb.fold("Show a hint", *self.words(question.hint, self.lineno), classes=["pb-hint"])
        node += self._status(question)
        return node

    def situation(self, question: Question) -> list[nodes.Node]:
        """Say who the reader is, where not everybody is, and what they know."""
        who = [word for word in question.who if not is_collective(self.book.handbook, word)]
        said: pb.Words = []
        for called, words in (("You are: ", who), ("What you know: ", question.given)):
            if words:
                said += [nodes.strong("", called), f"{listed([self.label(word) for word in words])}. "]
        return [pb.paragraph(*said, classes=["pb-given"])] if said else []

    def _facts(self, question: Question) -> list[nodes.Node]:
        said: list[nodes.Node] = []
        if question.safety_critical:
            needs = nodes.inline("", ": everybody needs to get this one right", classes=["pb-at-length"])
            said.append(pb.paragraph("Safety-critical", needs, ".", classes=["pb-critical"]))
        said += self.situation(question)
        how: pb.Words = [HOW["exact" if question.exact else question.kind]]
        if question.kind != "discussion":
            open_it = " Open an answer to see what the policy makes of it."
            how.append(nodes.inline("", open_it, classes=["pb-without-form"]))
        if self.at_home:
            how.append(nodes.inline("", f" {self._for_whom(question)}", classes=["pb-at-length"]))
        said.append(pb.paragraph(*how, classes=["pb-how"]))
        return said

    def _for_whom(self, question: Question) -> str:
        """Whom the question is for, on which path."""
        if CORE not in question.paths or not question.roles:
            return f"It is for everybody, on {listed([PATHS[path] for path in question.paths])}."
        readers = readers_of(self.book.handbook, question)
        core = listed([r.together for r in readers] or [self.label(word) for word in question.roles])
        full = ", and for everybody on the full path" if FULL in question.paths else ""
        return f"It is for {core} on the core path{full}."

    def _options(self, question: Question) -> list[nodes.Node]:
        right = self.book.right(question)
        shown = [(o.part[0], self._option(question, o, is_right=o.letter in right)) for o in question.options]
        if question.kind != "tell":
            return [node for _, node in shown]
        parts: list[nodes.Node] = []
        for name, called in PARTS.items():
            part = pb.group(classes=["pb-part"], html={"data-part": name})
            part += pb.group_title("", "", nodes.Text(called))
            part += [node for of, node in shown if of == name]
            parts += [part] if len(part) > 1 else []
        return parts

    def _option(self, question: Question, option: Option, *, is_right: bool) -> nodes.Element:
        letter = option.letter.upper()
        line = option.place.line if self.at_home else self.lineno
        text = self.words(option.text, line)
        inline: list[nodes.Node] = [nodes.Text(self.book.plain(option.text))]
        if all(isinstance(part, nodes.paragraph) for part in text):
            inline = [child for part in text for child in part.children]
        node = pb.folded(classes=["pb-option"], html={"data-letter": option.letter})
        node += pb.fold_title("", "", nodes.strong("", f"{letter}."), nodes.Text(" "), *inline)
        verdict = pb.paragraph(*self._verdict(question, option, is_right=is_right))
        feedback = self.words(option.feedback, line + 1)
        node += nodes.container("", verdict, *feedback, classes=["pb-feedback"])
        return node

    def _verdict(self, question: Question, option: Option, *, is_right: bool) -> pb.Words:
        outcome, said = self.book.outcome(question, option.letter), self.book.remark(question, option.letter)
        classes = ["pb-verdict", "pb-keeps" if is_right else f"pb-{SIGNS.get(outcome, outcome)}"]
        if question.kind == "discussion":
            return [nodes.strong("", said, classes=classes)]
        belongs, does_not = MARKS.get(question.kind, ("This belongs", "This does not belong"))
        word = nodes.strong("", belongs if is_right else does_not, classes=classes)
        return [word, f" {said}"] if said else [word]

    def _status(self, question: Question) -> list[nodes.Node]:
        """What the answer rests on, and no second verdict; of a discussion, what the policy makes of it."""
        status, notes = self.book.status(question)
        said = UNSETTLED.get(status, "") if question.kind == "discussion" else ""
        if not notes:
            return [pb.paragraph(f"{said}.", classes=["pb-status"])] if said else []
        parts: pb.Words = [f"{said}: it rests on " if said else "The answer rests on "]
        for at, note in enumerate(notes):
            if at:
                parts.append(" and " if at == len(notes) - 1 else ", ")
            parts.append(self.interpretation(note))
        return [pb.paragraph(*parts, ".", classes=["pb-status"])]
