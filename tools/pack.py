"""Print the pack for those who adopt the policy as a PDF beside its page: `python -m tools.pack _build/html`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml
from playwright.sync_api import Browser

from policybook.ext.oversight.page import PACK
from policybook.site.serve import Server
from tools import ROOT
from tools.browser import NoBrowserError, driver, launch

PAGE = "book/pack-to-print.html"
_LINE = "font: 8pt sans-serif; color: #333; width: 100%; margin: 0 16mm; display: flex; justify-content: space-between"
FOOTER = (
    f'<div style="{_LINE}"><span class="title"></span>'
    '<span>Page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>'
)
"""What stands under each page: the browser fills in the title and the numbers by these names of classes."""


LEAD = """base => {
  for (const link of document.querySelectorAll("a[href]")) {
    if (link.origin !== location.origin || link.getAttribute("href").startsWith("#")) continue;
    if (base) link.href = base + link.pathname.slice(1) + link.hash;
    else link.removeAttribute("href");
  }
}"""
"""Has the links to other pages lead to the site, and not to this machine; where nobody knows its address, nowhere."""
_DATE = re.compile(rb"(?<=Date \(D:)\d{14}(?=\+00'00'\))")
_CELL = re.compile(rb"(?<=\(node)\d{8}(?=\))")


def printed(browser: Browser, address: str, base: str = "") -> bytes:
    """The pack of the site at an address, as a PDF that is tagged and has bookmarks.

    `base` is the address that the site will have, with a slash at its end. Where SOURCE_DATE_EPOCH names a moment,
    the PDF is as if it were printed then.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    when = datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    page = browser.new_page(locale="en-GB", timezone_id="Europe/London")
    if when:
        page.clock.set_fixed_time(when)
    page.goto(f"{address}/{PAGE}")
    page.evaluate(LEAD, base)
    pdf = page.pdf(
        format="A4",
        tagged=True,  # headings, tables and lists are what they are, for a screen reader
        outline=True,  # bookmarks, made of the headings
        print_background=False,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        margin={"top": "16mm", "bottom": "20mm", "left": "16mm", "right": "16mm"},
    )
    page.close()
    # Cells are named by counts of all that the browser has met so far: here by their own, in the same order.
    named = {name: b"%08d" % number for number, name in enumerate(sorted(set(_CELL.findall(pdf))))}
    pdf = _CELL.sub(lambda found: named[found[0]], pdf)
    # Each of one length, so that whatever stands behind it stays where the PDF says it is.
    return _DATE.sub(f"{when:%Y%m%d%H%M%S}".encode(), pdf) if when else pdf


def write(site: Path, base: str = "") -> Path:
    """Print the pack of a built site beside its page, and return the file; `base` is as in `printed`.

    Raises FileNotFoundError where the site has no such page, and NoBrowserError where nothing can print it.
    """
    if not (site / PAGE).is_file():
        raise FileNotFoundError(f"{site / PAGE} is not there: build the site first.")
    with Server(site) as server, driver() as playwright:
        browser = launch(playwright)
        pdf = printed(browser, server.url, base)
        browser.close()
    # Beside it first: a reader never gets half a file.
    part = site / f"{PACK}.part"
    part.write_bytes(pdf)
    return part.replace(site / PACK)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print it; 1 where that cannot be done."""
    parser = argparse.ArgumentParser(description="Print the pack of a built site as a PDF.")
    parser.add_argument("site", type=Path, nargs="?", default=Path("_build/html"), help="the built site")
    try:
        base = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["html"]["baseurl"]
        print(write(parser.parse_args(arguments).site, base))
    except (FileNotFoundError, NoBrowserError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
