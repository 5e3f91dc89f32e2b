"""A question as a form of widgets: answered with clicks or keys alone, and nothing here decides what is right.

Nothing but `policybook.notebook.ask` needs this, and it is read only when a question is asked.
"""

import html
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import ipywidgets as widgets

from policybook.policy.english import PARTS
from policybook.policy.training import Option, Question

STYLE = f"<style>\n{(files(__package__) / 'ask.css').read_text('utf-8')}</style>"
"""One decision at a time: whatever stands below a question, its working first, waits for an answer, or to be left."""
NUMBERED = "Type 1 for the first step, 2 for the next, and so on. Leave 0 where a step is not needed."
Plain = Callable[[str], str]
Chosen = Callable[[], list[str]]
"""Reads the chosen letters from widgets. Raises ValueError, in words for the reader, where they are no answer."""
Shows = Callable[[Callable[[], list[str] | None]], None]
"""Shows an answer that something reads, and what is said of it; nothing where there is none."""


def form(question: Question, plain: Plain, said: Callable[[list[str]], str]) -> tuple[Any, Shows]:
    """The question as one widget: the prompt, the options, a button, and an area that says what was answered.

    `plain` turns Markdown into words; `said` is called with the chosen letters and gives HTML. Beside it comes what
    shows an answer in it that was given before.
    """
    fields, chosen = _fields(question, plain)
    button = widgets.Button(description="Check my answer", layout=_block())
    # Jupyter leads the links of an output to the handbook's files, and those of a widget of HTML nowhere.
    result = widgets.Output()

    def say(words: str) -> None:
        data = {"text/html": f'<div role="status">{words}</div>'}
        result.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)

    def answered(read: Callable[[], list[str] | None]) -> None:
        try:
            if (letters := read()) is None:
                return
            words = said(letters)
            _choose(fields, letters)
            whole.add_class("pb-answered")
        except ValueError as error:
            words = f"<p>{html.escape(str(error))}</p>"
        say(words)

    say("")
    leave = widgets.Button(description="Leave this one for now", layout=_block())
    leave.add_class("pb-leave")
    prompt = widgets.HTML(value=f"{STYLE}<p>{html.escape(plain(question.prompt))}</p>")
    whole: Any = widgets.VBox([prompt, *fields, button, leave, result], layout=_block())
    whole.add_class("pb-ask")
    whole.add_class("pb-decision")
    button.add_class("pb-check")
    button.on_click(lambda _button: answered(chosen))
    leave.on_click(lambda _button: whole.add_class("pb-left"))
    return whole, answered


def show(view: Any, text: str, markup: str, markdown: str) -> None:  # noqa: ANN401
    """Show a widget in Jupyter, and its Markdown on the published page.

    `text` and `markup` (HTML) say what it is where neither can be shown: in Jupyter, until the cells have been run.
    """
    from IPython.display import display

    bundle = {**view._repr_mimebundle_(), "text/plain": text, "text/html": markup, "text/markdown": markdown}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _block() -> Any:  # noqa: ANN401
    return widgets.Layout(width="auto")


def _fields(question: Question, plain: Plain) -> tuple[list[Any], Chosen]:
    """The widgets of a question's options, and what reads the chosen letters from them."""
    words = {option.letter: f"{option.letter}. {plain(option.text)}" for option in question.options}
    if question.kind == "one":
        return _radios("", words)
    if question.kind == "order":
        return _places(words)
    if question.kind == "tell":
        return _parts(question.options, words)
    return _boxes(words)


def _choose(fields: Sequence[Any], letters: list[str]) -> None:
    """Set the widgets to these letters; the description of a box and of a place begins with its own."""
    for field in fields:
        letter = field.description[:1]
        if isinstance(field, widgets.RadioButtons):
            field.value = next((mine for _, mine in field.options if mine in letters), None)
        elif isinstance(field, widgets.Checkbox):
            field.value = letter in letters
        elif isinstance(field, widgets.BoundedIntText):
            field.value = letters.index(letter) + 1 if letter in letters else 0


def _radios(called: str, words: dict[str, str]) -> tuple[list[Any], Chosen]:
    options = [(text, letter) for letter, text in words.items()]
    radios = widgets.RadioButtons(options=options, value=None, description=called, layout=_block())
    return [radios], lambda: [radios.value] if radios.value else []


def _boxes(words: dict[str, str]) -> tuple[list[Any], Chosen]:
    boxes = {
        letter: widgets.Checkbox(description=text, value=False, indent=False, layout=_block())
        for letter, text in words.items()
    }
    return list(boxes.values()), lambda: [letter for letter, box in boxes.items() if box.value]


def _places(words: dict[str, str]) -> tuple[list[Any], Chosen]:
    """A number for each option, its place in the order: in JupyterLab the arrows of a list would move the cell."""
    fields = {
        letter: widgets.BoundedIntText(
            min=0, max=len(words), description=text, layout=_block(), style={"description_width": "initial"}
        )
        for letter, text in words.items()
    }
    for field in fields.values():
        field.add_class("pb-place")

    def read() -> list[str]:
        taken = sorted((field.value, letter) for letter, field in fields.items() if field.value)
        if len({place for place, _ in taken}) < len(taken):
            raise ValueError("Two steps have the same number. Give each a number of its own.")
        return [letter for _, letter in taken]

    return [widgets.HTML(value=f"<p>{NUMBERED}</p>"), *fields.values()], read


def _parts(options: Sequence[Option], words: dict[str, str]) -> tuple[list[Any], Chosen]:
    """Whom to tell: several; all of them or any one, and how soon: one of each."""
    fields: list[Any] = []
    readers: list[Chosen] = []
    for name, called in PARTS.items():
        mine = {option.letter: words[option.letter] for option in options if option.part[0] == name}
        if not mine:
            continue
        if name == "whom":
            fields.append(widgets.HTML(value=f"<p>{html.escape(called)}</p>"))
        found, reader = _boxes(mine) if name == "whom" else _radios(called, mine)
        fields += found
        readers.append(reader)
    return fields, lambda: sorted(letter for reader in readers for letter in reader())
