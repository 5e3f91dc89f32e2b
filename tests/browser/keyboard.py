"""A reader with a keyboard alone: the keys are pressed until what they are to reach is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def press_until(page: Page, key: str, target: Locator, limit: int = 150) -> None:
    # On a wide page the whole menu stands before the first question.
    for _ in range(limit):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} was not reached with {limit} presses of {key}")


def choose_by_keyboard(page: Page, form: Locator, letters: tuple[str, ...]) -> None:
    for letter in letters:
        control = form.locator(f'div.pb-option[data-letter="{letter}"] input')
        while not control.is_visible():
            # Whom, whether together and how soon are asked in turn.
            press_until(page, "Tab", form.locator("[type=submit]", has_text="Next"))
            page.keyboard.press("Enter")
        if control.get_attribute("type") == "checkbox":
            press_until(page, "Tab", control)
            page.keyboard.press("Space")
        else:
            name = control.get_attribute("name")
            group = form.locator(f'input[name="{name}"]')
            at = group.evaluate_all("all => all.findIndex(one => one.checked)")
            press_until(page, "Tab", group.nth(max(at, 0)))
            if control.evaluate("element => element === document.activeElement"):
                page.keyboard.press("Space")
            press_until(page, "ArrowDown", control)
        assert control.is_checked()
