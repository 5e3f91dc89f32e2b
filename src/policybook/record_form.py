"""What the last cell of a notebook calls: a form that makes a completion record of the answers given above it.

The record and a page to print are written beside the notebook, and each is offered as a link, because a
notebook in a browser has no folder that a person could open. Nothing is sent. Only `record` needs anything
beyond the standard library (ipywidgets), and imports it when called.
"""

import base64
import datetime as dt
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from policybook import notebook
from policybook.files import write
from policybook.policy.english import written_out
from policybook.policy.handbook import Handbook
from policybook.records.record import code_of, file_name, make
from policybook.records.verify import Result, verify

_PAGE = (files("policybook") / "record-page.html").read_text("utf-8")
_RUN = "open the menu Run and choose Run All Cells"
UNMADE = f"To make a completion record, {_RUN}, and answer the questions above."


@dataclass(frozen=True, slots=True)
class Made:
    """A record: the name and the text of its file, the page to print, and what it comes to."""

    file: str
    text: str
    page: str
    result: Result


def what_it_is(handbook: Handbook) -> str:
    """What a record is worth."""
    talk = (
        f"This is a self-check and an aid to a talk with {handbook.lead}. It shows that somebody took part."
    )
    return f"{talk} It is not proof of competence, and it is not signed."


def made(
    handbook: Handbook, path: str, given: Mapping[str, Sequence[str]], *, name: str, role: str, day: dt.date
) -> Made:
    """A record of what was answered on a page. Raises ValueError, saying what to do, where there can be none."""
    text = make(handbook, name=name, role=role, path=path, answers=given, date=day.isoformat())
    result = verify(text, handbook, None, day)
    return Made(file_name(json.loads(text)), text, page_of(handbook, result), result)


def title_of(handbook: Handbook, path: str) -> str:
    """What a path is called."""
    story = next((scenario.title for scenario in handbook.scenarios if scenario.page == path), "")
    return f"the story “{story}”" if story else f"the quiz “{path.rpartition('/')[2].replace('-', ' ')}”"


def page_of(handbook: Handbook, result: Result) -> str:
    """A page of its own to print on one A4 sheet."""
    rows = {
        "Name": result.name,
        "Role": result.role,
        "What was done": title_of(handbook, result.path),
        "Date": written_out(result.date),
        "Result of the self-check": result.why,
        "Edition of the policy": result.edition,
        "Code of the edition": code_of(result.fingerprint),
        "Code of this record": code_of(result.digest),
    }
    listed = "".join(f"<dt>{what}</dt><dd>{html.escape(value)}</dd>" for what, value in rows.items())
    return _PAGE.format(rows=listed, what=html.escape(what_it_is(handbook)))


def record(path: str) -> None:
    """Show the form. `path` is the notebook's own, such as "scenarios/friend-request"."""
    from policybook.jupyter.widgets import show

    # The published page has a form of its own.
    published = "You can [make a completion record](../book/record.md) of this."
    show(_form(path), UNMADE, f"<p>{UNMADE}</p>", published)


def _form(path: str) -> Any:  # noqa: ANN401 - ipywidgets publishes no types
    """Two fields, a button, and a place where what came of it is said."""
    import ipywidgets as widgets

    wide = widgets.Layout(width="auto", max_width="38em")
    style = {"description_width": "9em"}
    # continuous_update: a key at a time, the last of a word would come after the press, and the record have half of it.
    name, role = (
        widgets.Text(description=what, continuous_update=False, layout=wide, style=style)
        for what in ("My name", "My role")
    )
    button = widgets.Button(description="Make my record", layout=widgets.Layout(width="auto"))
    said = widgets.HTML(value='<p role="status"></p>')

    def pressed(_button: object) -> None:
        said.value = f'<div role="status">{answered(path, name.value, role.value, Path.cwd())}</div>'

    button.on_click(pressed)
    book = notebook.handbook()
    sent = f"Nothing is sent: you give it to {book.takes_records} yourself."
    told = widgets.HTML(value=f"<p>{html.escape(f'{what_it_is(book)} {sent}')}</p>")
    form = widgets.VBox([told, name, role, button, said], layout=wide)
    form.add_class("pb-ask")
    return form


def answered(path: str, name: str, role: str, folder: Path) -> str:
    """Make the record of what this kernel was given, write both files, and say so as HTML."""
    try:
        day = dt.datetime.now().date()
        found = made(notebook.handbook(), path, notebook.given, name=name, role=role, day=day)
    except ValueError as error:
        return f"<p>{html.escape(str(error))}</p>"
    page = found.file.removesuffix(".json") + ".html"
    links = [
        _link(found.file, found.text, "application/json", "Save the record"),
        _link(page, found.page, "text/html", "Save the page to print"),
    ]
    state, why = html.escape(found.result.state.capitalize()), html.escape(found.result.why)
    said = [f"<p><strong>{state}.</strong> {why}</p>"]
    try:
        write(folder / found.file, found.text)
        write(folder / page, found.page)
        said.append(f"<p>Both files are beside this notebook: {found.file} and {page}.</p>")
    except OSError:
        said.append("<p>This folder cannot be written to, so save both from here.</p>")
    return "".join([*said, f"<p>{' '.join(links)}</p>"])


def _link(name: str, text: str, kind: str, words: str) -> str:
    """A link that holds the whole file, because a kernel in a browser has no address to offer it at."""
    data = base64.b64encode(text.encode()).decode()
    return f'<a download="{name}" href="data:{kind};charset=utf-8;base64,{data}">{words}</a>'
