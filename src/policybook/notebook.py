"""What a notebook's cells call: ask a question with buttons, print its working, try the policy.

Only `ask` needs anything beyond the standard library (ipywidgets), and imports it when called.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from policybook import quiz
from policybook.export import from_json
from policybook.judge import judge as _judge
from policybook.model import Decision, Handbook, Question
from policybook.story import decision_of, directive
from policybook.verdict import Verdict


@cache
def handbook() -> Handbook:
    """The handbook that this notebook belongs to.

    That is the file named by POLICYBOOK_HANDBOOK, else the nearest folder upwards that holds `book/`, else
    the nearest `handbook.json`, else the one inside the package, where it was built for a browser. Raises
    FileNotFoundError where there is none.
    """
    named = os.environ.get("POLICYBOOK_HANDBOOK")
    if named:
        return from_json(Path(named).read_text(encoding="utf-8"))
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "book" / "vocabulary.yml").exists():
            from policybook.load import load

            return load(folder)
        if (folder / "handbook.json").exists():
            return from_json((folder / "handbook.json").read_text(encoding="utf-8"))
    inside = files("policybook") / "handbook.json"
    if inside.is_file():
        return from_json(inside.read_text(encoding="utf-8"))
    raise FileNotFoundError("no handbook here: open this notebook from inside the handbook's folder.")


def working(question_id: str) -> Working:
    """The answer key of a question, in the open: every option, and every clause that decides it."""
    _known(question_id)
    return Working(quiz.working(handbook(), question_id))


class Working(str):
    """Text that a notebook and a doctest both show as it is, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def judge(who: str, act: str, whom: str = "", given: str = "") -> Verdict:
    """What the policy says when `who` does `act` to `whom`, given facts joined by “and”."""
    return _judge(handbook(), who, act, whom, given)


given: dict[str, tuple[str, ...]] = {}
"""The last answer that was checked in this kernel, as letters, by the question's id."""
_asked: dict[str, Decision] = {}
"""The decisions that this kernel has asked, in order."""


def ask(question_id: str, *, goes: Mapping[str, str] | None = None, **follows: str) -> None:
    """Show a question that is answered with clicks or keys; on the site the page shows it instead.

    `right` says what happens after a right answer, a letter what would follow from that poor choice, and
    `otherwise` what from any other; all are Markdown. `goes` names where an answer leads: the id of another
    decision of the notebook, or "end".
    """
    from IPython.display import display

    question = _known(question_id)
    decision = decision_of(question_id, follows, goes or {})
    _asked[question_id] = decision
    view = _form(question)
    bundle = dict(view._repr_mimebundle_()) if hasattr(view, "_repr_mimebundle_") else {}
    # The widget is for Jupyter. The Markdown is for the published page, which shows the same question. The
    # other two say what it is where neither can be shown: in Jupyter, until the cells have been run.
    bundle["text/plain"] = plain(question.prompt)
    bundle["text/html"] = _unasked(question)
    bundle["text/markdown"] = directive(decision)
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _known(question_id: str) -> Question:
    questions = handbook().question_by_id
    if question_id not in questions:
        raise KeyError(f"there is no question “{question_id}”.")
    return questions[question_id]


def plain(text: str) -> str:
    """Markdown as plain text: citations become the clause's number and title."""
    book = handbook()

    def cited(found: re.Match[str]) -> str:
        words = re.fullmatch(r"(.*?)\s*<([^>]+)>", found[2])
        if words:
            return words[1]
        clause = book.clauses.get(found[2]) if found[1] == "clause" else None
        return f"{clause.number} {clause.title}" if clause else found[2]

    text = re.sub(r"\{([a-z-]+)\}`([^`]+)`", cited, text)
    return re.sub(r"[*`]", "", " ".join(text.split()))


def _unasked(question: Question) -> str:
    """The question as still HTML, which says how to bring it to life."""
    options = "".join(f"<li>{html.escape(plain(option.text))}</li>" for option in question.options)
    how = "To answer with a click, open the menu Run and choose Run All Cells."
    return f'<p>{html.escape(plain(question.prompt))}</p><ol type="a">{options}</ol><p>{how}</p>'


_STYLE = """<style>
.pb-ask label { white-space: normal; line-height: 1.4; height: auto; width: auto; max-width: 44em; }
.pb-ask .widget-radio-box label, .pb-ask .widget-checkbox label { display: flex; gap: .5em; align-items: start; }
</style>"""


def _form(question: Question) -> Any:  # noqa: ANN401 - ipywidgets publishes no types
    """The question as a widget: its prompt, its options, a button, and a place where the answer is said."""
    import ipywidgets as widgets

    options = [(f"{option.letter}. {plain(option.text)}", option.letter) for option in question.options]
    wide = widgets.Layout(width="auto")
    boxes: Any
    if question.kind == "one":
        boxes = widgets.RadioButtons(options=options, value=None, layout=wide)
        chosen = [boxes]
    elif question.kind == "order":
        places = [("not needed", 0), *((f"step {place}", place) for place in range(1, len(options) + 1))]
        chosen = [widgets.Dropdown(options=places, value=0, layout=wide) for _ in options]
        lines = zip(options, chosen, strict=True)
        boxes = widgets.VBox([widgets.VBox([widgets.Label(text), box]) for (text, _), box in lines])
    else:
        chosen = [
            widgets.Checkbox(description=text, value=False, indent=False, layout=wide) for text, _ in options
        ]
        boxes = widgets.VBox(chosen)
    button = widgets.Button(description="Check my answer", layout=widgets.Layout(width="auto"))
    said = widgets.HTML(value='<p role="status"></p>')

    def letters() -> list[str]:
        if question.kind == "one":
            return [chosen[0].value] if chosen[0].value else []
        if question.kind == "order":
            taken = [
                (box.value, letter) for box, (_, letter) in zip(chosen, options, strict=True) if box.value
            ]
            return [letter for _, letter in sorted(taken)]
        return [letter for box, (_, letter) in zip(chosen, options, strict=True) if box.value]

    def answered(_button: object) -> None:
        said.value = f'<div role="status">{feedback(question, letters())}</div>'

    button.on_click(answered)
    prompt = widgets.HTML(value=f"{_STYLE}<p>{html.escape(plain(question.prompt))}</p>")
    form = widgets.VBox([prompt, boxes, button, said], layout=wide)
    form.add_class("pb-ask")
    return form


def feedback(question: Question, letters: list[str]) -> str:
    """What to say about an answer, as HTML: a plain first word, then why, for each option chosen."""
    marked = quiz.mark(handbook(), question, letters)
    if marked.problem:
        return f"<p>{html.escape(marked.problem)}</p>"
    first = {
        True: "Right.",
        False: "Not yet. Have another look, and try again.",
        None: "There is no right or wrong here: talk it over.",
    }[marked.right]
    chosen = [option for option in question.options if option.letter in letters]
    said = (f"<p>{option.letter}. {html.escape(plain(option.feedback))}</p>" for option in chosen)
    return f"<p><strong>{first}</strong></p>{''.join(said)}"
