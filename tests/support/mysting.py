"""What MyST takes for a block of ours on a page, and what the loader takes for one."""

from __future__ import annotations

from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from places import ROOT

from policybook.ext.base.guard import HTML
from policybook.load.allowed import refuse_power
from policybook.load.desk import Desk
from policybook.load.markdown import PROPOSED, fences
from policybook.load.net import refuse
from policybook.site.settings import SETTINGS

MYST = create_md_parser(
    MdParserConfig(enable_extensions=set(SETTINGS["myst_enable_extensions"]), disable_syntax=HTML),
    RendererHTML,
)
NAMES = ("clause", "interpretation", "guidance", "question", *PROPOSED)


def run_by_myst(text: str) -> tuple[set[tuple[int, str, str]], bool]:
    """The blocks of ours that MyST runs, by line, name and argument; and whether one is not at the top of the page."""
    found: set[tuple[int, str, str]] = set()
    nested = False

    def look(text: str, first: int, depth: int) -> None:
        nonlocal nested
        for token in MYST.parse(text):
            info = token.info.split(maxsplit=1) if token.type in ("fence", "colon_fence") else []
            word = info[0] if info else ""
            if token.map and word[:1] == "{" and word[-1:] == "}":
                if word[1:-1].lower() in NAMES:
                    nested |= bool(depth or token.level)
                    argument = info[1].strip() if len(info) > 1 else ""
                    found.add((first + token.map[0], word[1:-1], argument))
                if word[1:-1] in ("note", *NAMES):
                    look(token.content, first + token.map[0] + 1, depth + 1)
            elif token.map and token.type == "colon_fence":
                look(token.content, first + token.map[0] + 1, depth + 1)

    look(text, 1, 0)
    return found, nested


def read_by_us(text: str, path: str = "book/policy/page.md") -> tuple[set[tuple[int, str, str]], list[str]]:
    """The blocks that the loader reads, by line, name and argument; and what it refuses."""
    desk = Desk(ROOT)
    lines = text.split("\n")
    apart = list(fences(lines, path, desk.problems))
    read = [fence.block(lines, path) for fence in apart if fence.name in NAMES]
    refuse(desk, path, lines, apart, read)
    refuse_power(desk, path, lines, apart)
    return {(block.place.line, block.name, block.argument) for block in read}, [str(p) for p in desk.problems]
