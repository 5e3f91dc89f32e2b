"""A question that a notebook asks, on the screen: real widgets, found and clicked as a reader does."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any

import ipywidgets as widgets
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from ipywidgets.widgets.widget import _instances

from policybook import notebook


class Asked:
    """A question on the screen: its parts, found as a reader finds them."""

    def __init__(self, name: str, **follows: Any) -> None:
        InteractiveShell.instance()
        with capture_output() as seen:
            notebook.ask(name, **follows)
        (self.output,) = seen.outputs
        parts = list(self._parts(self._form()))
        self.radios = [part for part in parts if isinstance(part, widgets.RadioButtons)]
        self.boxes = [part for part in parts if isinstance(part, widgets.Checkbox)]
        self.places = [part for part in parts if isinstance(part, widgets.BoundedIntText)]
        self.button, self.leave = (part for part in parts if isinstance(part, widgets.Button))
        self.prompt, *self.headings = [part for part in parts if isinstance(part, widgets.HTML)]
        (self._result,) = (part for part in parts if isinstance(part, widgets.Output))

    def _form(self) -> widgets.Widget:
        return _instances[self.output.data["application/vnd.jupyter.widget-view+json"]["model_id"]]

    @property
    def answered(self) -> bool:
        """Whether the working below may be read."""
        return "pb-answered" in self._form()._dom_classes

    def _parts(self, widget: widgets.Widget) -> Iterator[widgets.Widget]:
        yield widget
        for child in getattr(widget, "children", ()):
            yield from self._parts(child)

    def choose(self, *letters: str) -> None:
        for radios in self.radios:
            mine = [letter for _, letter in radios.options]
            radios.value = next((letter for letter in letters if letter in mine), None)
        for box in self.boxes:
            box.value = box.description[0] in letters
        for place, letter in zip(self.places, ascii_lowercase, strict=False):
            place.value = letters.index(letter) + 1 if letter in letters else 0

    def check(self, *letters: str) -> str:
        """Choose, press the button, and read what is said."""
        self.choose(*letters)
        self.button.click()
        return self.words

    @property
    def words(self) -> str:
        """What is said of the answer."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.said))

    @property
    def said(self) -> str:
        """What is said of the answer, as HTML."""
        return self._result.outputs[0]["data"]["text/html"]
