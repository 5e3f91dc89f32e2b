"""What a notebook's cells call: ask a question with buttons, print its working, try the policy.

Only `ask` needs anything beyond the standard library (ipywidgets), and imports it when called.
"""

import html
import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from policybook.editions.handbook_json import from_json
from policybook.judging.beside import ask as _ask_all
from policybook.judging.judge import judge_of, situation_of
from policybook.judging.plainly import helped, listing, told
from policybook.judging.verdict import Verdict
from policybook.jupyter.kept import keep, kept
from policybook.policy.citations import clauses_named, may_lead_to, recited, relinked
from policybook.policy.english import linking, listed, plain_text
from policybook.policy.handbook import Handbook
from policybook.policy.model import SITUATION_TABLES
from policybook.policy.tokens import LanguageError
from policybook.policy.training import Decision, Question
from policybook.training.bank import weighed
from policybook.training.remarks import remark
from policybook.training.story import END, Step, decision_of, directive, step, still


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


def working(question_id: str) -> "Working":
    """The answer key of a question, in the open: every option, and every clause that decides it."""
    return Working(weighed(handbook(), _known(question_id)).working)


class Working(str):
    """Text that a notebook and a doctest both show as it is, without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Told(Working):
    """What the policy says, as words that a notebook shows as they are; it has the verdict's own attributes too."""

    verdict: Verdict | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the verdict has
        return getattr(self.verdict, name)


def judge(who: str, act: str, whom: str = "", given: str = "") -> Told:
    """What the policy says when `who` does `act` to `whom`, given facts joined by “and”.

    A word that nobody knows is answered with those that are near; nothing is raised.
    """
    if not all(isinstance(word, str) for word in (who, act, whom, given)):
        return Told('Write each word between quotation marks, such as "worker".')
    text = " ".join(filter(None, (who, act, whom, given and f"when {given}")))
    try:
        asked = _ask_all(judge_of(handbook()), situation_of(text, handbook().vocabulary))
    except LanguageError as error:
        return Told(helped(handbook(), error))
    said = Told("\n".join(told(handbook(), asked)))
    said.verdict = asked.verdict
    return said


def words(kind: str = "people", like: str = "") -> Told:
    """The words that `judge` knows: of "people", "acts" or "things"; `like` keeps those that hold it."""
    if kind not in SITUATION_TABLES:
        return Told(f"There are three kinds of words: {', '.join(SITUATION_TABLES)}.")
    found = "\n".join(listing(handbook(), kind, like))
    return Told(found or f"No word of the {kind} is like “{like}”.")


given: dict[str, tuple[str, ...]] = {}
"""The last answer that was checked in this kernel, as letters, by the question's id."""
_asked: dict[str, Decision] = {}
"""The decisions that this kernel has asked, in order."""
_again: dict[str, Callable[[], None]] = {}
"""What shows each decision's answer of last time: where it leads is known only when all have been asked."""


def ask(question_id: str, *, goes: Mapping[str, str] | None = None, **follows: str) -> None:
    """Show a question that is answered with clicks or keys; on the site the page shows it instead.

    `right` says what happens after a right answer, a letter what would follow from that poor choice, and
    `otherwise` what from any other; all are Markdown. `goes` names where an answer leads: the id of another
    decision of the notebook, or "end".
    """
    from policybook.jupyter.widgets import form, show

    question = _known(question_id)
    decision = decision_of(question_id, follows, goes or {})
    _asked[question_id] = decision
    view, shows = form(question, plain, lambda letters: _said(question, letters))
    _again[question_id] = lambda: shows(lambda: kept(Path.cwd(), weighed(handbook(), question)))
    for again in _again.values() if follows else (_again[question_id],):
        again()
    # The published page shows the same question.
    show(view, *still(handbook(), question), directive(decision))


def _known(question_id: str) -> Question:
    questions = handbook().question_by_id
    if question_id not in questions:
        raise KeyError(f"there is no question “{question_id}”.")
    return questions[question_id]


def plain(text: str) -> str:
    """Markdown as plain text: citations as what they cite is called, links as their words."""
    return plain_text(handbook(), text)


def _said(question: Question, letters: list[str]) -> str:
    """What is said of an answer, and what follows it; the answer is noted and kept. Raises ValueError for what is none."""
    marked = weighed(handbook(), question).mark(letters)
    if marked.problem:
        raise ValueError(marked.problem)
    given[question.id] = tuple(letters)
    said, way = [feedback(question, letters)], ""
    texts = [option.feedback for option in question.options if option.letter in letters]
    decision = _asked.get(question.id)
    if decision and decision.follows:
        came = step(handbook(), tuple(_asked.values()), question.id, letters)
        called = "What would follow" if came.right is False else "What happens then"
        told = "".join(paragraphs(text) for text in came.texts)
        said.append(f"<p><strong>{called}</strong></p>{told}")
        way = f"<p><strong>{_way(came)}</strong></p>"
        texts += came.texts
    said += [_in_full(name) for name in dict.fromkeys(clauses_named(" ".join(texts)))]
    try:
        keep(Path.cwd(), weighed(handbook(), question), letters)
    except ValueError as error:
        said.append(f"<p>{html.escape(str(error))}</p>")
    return "".join((*said, way))


def _in_full(name: str) -> str:
    """A clause's words, to be unfolded: in Jupyter its page is a file, with its marks. "" of what is no clause."""
    if (clause := handbook().clauses.get(name)) is None:
        return ""
    summary = f"<summary>Policy: {html.escape(clause.heading)}</summary>"
    return f"<details>{summary}{paragraphs(clause.text)}</details>"


def _way(came: Step) -> str:
    """Where the reader goes next, in words."""
    if came.to == came.decision:
        return "Have another look, and choose again."
    if came.to == END:
        return "Here the story ends. Read on."
    order = list(_asked)
    back = order.index(came.to) <= order.index(came.decision) if came.to in _asked else False
    # The story that this notebook is, as far as its questions tell.
    known = (story.decisions for story in handbook().scenarios if set(_asked) <= set(story.questions))
    scene = next((one.scene for one in next(known, ()) if one.question == came.to), "")
    named = f"“{html.escape(scene)}”" if scene else ""
    if back:
        return f"Go back up to {named or 'the decision above'}."
    return f"Next: {named or 'the decision'}, further down."


def feedback(question: Question, letters: Sequence[str]) -> str:
    """What to say about an answer, as HTML: a plain first word, then why, for each option chosen."""
    found = weighed(handbook(), question)
    marked = found.mark(letters)
    if marked.problem:
        return f"<p>{html.escape(marked.problem)}</p>"
    first = {
        True: "Right.",
        False: "Not yet. Have another look, and try again.",
        None: "There is no right or wrong here: talk it over.",
    }[marked.right]
    chosen = [option for option in question.options if option.letter in letters]
    words = [f"{o.letter}. {remark(found, o.letter)} {o.feedback}" for o in chosen]
    if notes := listed([f"{{interp}}`{name}`" for name in found.interpretations]):
        words.append(f"The answer rests on {notes}.")
    return f"<p><strong>{first}</strong></p>{''.join(map(paragraphs, words))}"


def paragraphs(text: str) -> str:
    """Markdown as simple HTML: its paragraphs, with what is stressed in them; citations and links as links."""
    words = recited(text, lambda cited: linking(handbook(), cited))
    made = [html.escape(" ".join(part.split())) for part in re.split(r"\n\s*\n", words.strip())]
    for sign, tag in ((r"\*\*", "strong"), (r"\*", "em")):
        made = [re.sub(f"{sign}(.+?){sign}", rf"<{tag}>\1</{tag}>", part) for part in made]
    said = "".join(f"<p>{part}</p>" for part in made).replace("`", "")
    return relinked(
        said, lambda link: f'<a href="{link.to}">{link.words}</a>' if may_lead_to(link.to) else link.words
    )
