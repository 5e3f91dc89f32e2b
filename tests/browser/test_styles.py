"""Of furo's stylesheet the pages are sent what they use, and nothing looks otherwise for that."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import furo

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

# Every computed style of each kind of element, and of what stands before and after it. What scripts move in a window of
# another size, they move before its next frame.
LOOKS = """async () => {
  for (const _ of "12") await new Promise((done) => { requestAnimationFrame(done); });
  const found = {};
  const kind = (one) => (one ? `${one.tagName}.${one.className}` : "");
  for (const one of document.querySelectorAll("*")) {
    const name = `${kind(one.parentElement?.parentElement)} > ${kind(one.parentElement)} > ${kind(one)}`;
    if (name in found) continue;
    found[name] = [null, "::before", "::after"].flatMap((part) => {
      const styles = getComputedStyle(one, part);
      if (part && styles.content === "none") return [];
      return [...styles].filter((of) => !of.startsWith("--")).map((of) => `${part ?? ""} ${of}: ${styles.getPropertyValue(of)}`);
    });
  }
  return found;
}"""
PAGES = ["/scenarios/ask-the-policy.html"]


def test_what_is_kept_of_furo_is_what_the_pages_use(site_dir: Path):
    assert furo.KEPT.read_text("utf-8") == furo.cut(site_dir), "python -m tools.furo writes it anew"
    assert (site_dir / "_static" / "styles" / "furo.css").read_text("utf-8") == furo.KEPT.read_text("utf-8")
    assert len(furo.KEPT.read_bytes()) < len(furo.whole()) / 2


def send(sheet: str, route: Route) -> None:
    route.fulfill(body=sheet, content_type="text/css")


@pytest.mark.parametrize("path", PAGES)
def test_every_element_looks_as_with_the_whole_of_furo(visit: Callable, path: str):
    seen = []
    for sheet in (furo.KEPT.read_text("utf-8"), furo.whole()):
        page = visit("/404.html", width=360).page

        page.route("**/styles/furo.css*", partial(send, sheet))
        page.goto(page.url.replace("/404.html", path))
        looks = [page.evaluate(LOOKS)]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="dark")
        looks.append(page.evaluate(LOOKS))
        page.emulate_media(media="print")
        looks.append(page.evaluate(LOOKS))
        seen.append(looks)
    for cut, whole in zip(*seen, strict=True):
        assert len(cut) > 50
        assert list(cut) == list(whole)
        otherwise = {kind: set(cut[kind]) ^ set(whole[kind]) for kind in whole}
        assert {kind: styles for kind, styles in otherwise.items() if styles} == {}
