"""Print the headers that a host should send with a built site: `python -m tools.headers _build/publish/site nginx`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from html import unescape
from pathlib import Path

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
LITE = "lite"
BESIDE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
"""What a page cannot say of itself, with `frame-ancestors`."""


def policy(page: Path) -> str:
    """The policy that a page brings, with what only a header can say."""
    found = _POLICY.search(page.read_text("utf-8"))
    if not found:
        raise ValueError(f"{page} brings no Content-Security-Policy: build the site first.")
    return f"{unescape(found[1])}; frame-ancestors 'none'"


def policies(site: Path) -> tuple[str, str]:
    """The policy of the site's pages, and the one of Jupyter's folder; "" where there is no Jupyter."""
    jupyter = site / LITE / "notebooks" / "index.html"
    return policy(site / "index.html"), policy(jupyter) if jupyter.is_file() else ""


def netlify(site: Path) -> str:
    """A file `_headers`, which Netlify and Cloudflare Pages read.

    Each of them joins what several rules say of one address, so no rule for the pages covers Jupyter's folder.
    """
    pages, jupyter = policies(site)
    folders = sorted({path.relative_to(site).parts[0] for path in site.glob("*/**/*.html")} - {LITE})
    addresses = [
        "/",
        *(f"/{path.name}" for path in sorted(site.glob("*.html"))),
        *(f"/{name}/*" for name in folders),
    ]
    rules = dict.fromkeys(addresses, pages) | ({f"/{LITE}/*": jupyter} if jupyter else {})
    said = [f"{address}\n  Content-Security-Policy: {one}" for address, one in rules.items()]
    return "\n".join([*said, "/*", *(f"  {name}: {value}" for name, value in BESIDE.items())]) + "\n"


def nginx(site: Path) -> str:
    """Lines for a `server` block of nginx."""
    pages, jupyter = policies(site)
    beside = [f'add_header {name} "{value}" always;' for name, value in BESIDE.items()]
    said = ["error_page 404 /404.html;", f'add_header Content-Security-Policy "{pages}" always;', *beside]
    if jupyter:
        # A location that adds a header of its own inherits none.
        inside = [f'add_header Content-Security-Policy "{jupyter}" always;', *beside]
        said += [f"location /{LITE}/ {{", *(f"    {line}" for line in inside), "}"]
    return "\n".join(said) + "\n"


def apache(site: Path) -> str:
    """A file `.htaccess`, for Apache with mod_headers."""
    pages, jupyter = policies(site)
    said = ["ErrorDocument 404 /404.html", f'Header always set Content-Security-Policy "{pages}"']
    said += [f'Header always set {name} "{value}"' for name, value in BESIDE.items()]
    if jupyter:
        inside = f'    Header always set Content-Security-Policy "{jupyter}"'
        said += [f'<If "%{{REQUEST_URI}} =~ m#/{LITE}/#">', inside, "</If>"]
    return "\n".join(said) + "\n"


HOSTS = {"netlify": netlify, "nginx": nginx, "apache": apache}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print them, or say in a line what is missing."""
    parser = argparse.ArgumentParser(prog="tools.headers", description="Headers for a built site.")
    parser.add_argument("site", type=Path)
    parser.add_argument("host", choices=HOSTS)
    options = parser.parse_args(arguments)
    try:
        print(HOSTS[options.host](options.site), end="")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
