"""`policybook site`: builds a handbook's site from nothing, holds it to what must be on each page, and shows it."""

import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

from yaml.nodes import Node

from policybook.commands.output import lacks, refuse, say, warn
from policybook.load import load
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.problems import HandbookError, typed
from policybook.site import pages, root
from policybook.site.serve import serve

MADE = Path("_build", "html")
JUPYTER_BOOK = ("-c", "from jupyter_book.cli.main import main; main()")
# -n: complain of every broken reference. -W: a warning fails the build. --keep-going: report them all first.
STRICTLY = ("-n", "-W", "--keep-going")


def run(options: Namespace) -> int:
    """Build it, and serve it to whoever is at a terminal; 1 where anything is wrong.

    Raises HandbookError, and touches nothing, where the handbook or its settings cannot be read.
    """
    if said := lacks("site", "jupyter_book", "furo"):
        return refuse(said)
    load(options.root)
    look_at_settings(options.root)
    site = options.root / MADE
    if failed := build(options.root, site):
        return failed
    if options.serve or (options.serve is None and sys.stdout.isatty()):
        serve(site, options.port)
    else:
        say(f"The site is in {site}; to serve it as well: policybook site --serve")
    return 0


def look_at_settings(handbook: Path) -> None:
    """Read `_config.yml` as far as it is ours. Raises HandbookError where it is missing, or of another shape."""
    file = YamlFile(Desk(handbook), "_config.yml")

    def part(node: Node | None, name: str) -> dict[str, Node]:
        return {key: value for key, _, value in file.pairs(node, name)}

    top = part(file.root, "the site's settings")
    part(top.get("html"), "html")
    part(part(top.get("sphinx"), "sphinx").get("config"), "config")
    if file.desk.problems:
        raise HandbookError(file.desk.problems)


def python(*arguments: str, quiet: bool = False) -> int:
    """Run this Python with these arguments, and give its exit code."""
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run((sys.executable, *arguments), stdout=out, check=False).returncode  # noqa: S603


def build(handbook: Path, site: Path) -> int:
    """Build the site of the handbook in a folder, with what stands at its root; 1 where anything is wrong."""
    # An incremental build forgives what a clean one does not. What is published stays until the new one is whole.
    for made in site.parent.glob("*"):
        if not made.name.startswith("publish"):
            shutil.rmtree(made, ignore_errors=True)
    if python(*JUPYTER_BOOK, "build", str(handbook), *STRICTLY):
        return refuse(f"The site is not built. {typed('check')} says in short what stands above.")
    try:
        root.write_for(handbook, site)
    except (root.KeptError, OSError) as error:
        return refuse(error)
    return hold(handbook, site)


def hold(handbook: Path, site: Path) -> int:
    """Say what is not on a built page that must be; 1 where anything is. Whatever the build forgot, nobody publishes."""
    found = pages.read(site)
    faults = [*pages.wrong(found, pages.Book(load(handbook)))]
    say(f"{len(found)} pages, {len(faults)} faults")
    for fault in faults:
        warn(str(fault))
    return int(bool(faults))
