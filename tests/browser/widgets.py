"""A question in Jupyter, answered with a keyboard alone: the same in the browser's Jupyter and in JupyterLab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keyboard import press_until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

RIGHT = re.compile(r"Right\.|no right or wrong")
SOON = 30_000
"""Milliseconds for an answer on a machine that has much else to do."""


def asked(page: Page) -> Locator:
    """The questions on the page, shown or waiting for those above them; the form that makes a record is none."""
    return page.locator(".pb-decision")


def by_keys(page: Page, form: Locator, letters: tuple[str, ...]) -> None:
    """Choose an answer and have it marked: with Tab and Space, and where order counts with a number."""
    places = [ord(letter) - ord("a") for letter in letters]
    if form.locator("input[type=number]").count():
        for place, at in sorted(enumerate(places, 1), key=lambda pair: pair[1]):
            press_until(page, "Tab", form.locator("input[type=number]").nth(at))
            page.keyboard.press("Control+A")
            page.keyboard.type(str(place))
    else:
        for at in sorted(places):
            press_until(page, "Tab", form.locator("input").nth(at))
            page.keyboard.press("Space")
    press_until(page, "Tab", form.get_by_role("button", name="Check my answer"))
    page.keyboard.press("Space")
