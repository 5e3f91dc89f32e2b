"""A register of proposals for the small handbook: one without words, one that needs another, and two that clash."""

from __future__ import annotations

from pathlib import Path

from badinput import copy_of_small

HEAD = """\
# {title}

:::{{proposal}} {id}
:owner: manager
:state: draft
:drafted: 2026-01-10
{options}
The pool would be better for it.
:::

:::{{source}} What pools do
:edition: 2026
:sure: general-knowledge

Other pools do it.
:::

"""

AMEND = """\
:::{{amend}} {clause}
{options}{words}

{{plain}}`{words}`

{norms}

{{why}}`It is as strong as it was, and no stronger.`
:::
"""


def amend(clause: str, words: str, *norms: str, title: str = "") -> str:
    """The new words of a clause."""
    options = f":title: {title}\n\n" if title else ""
    written = "\n".join(f"{{norm}}`{norm}`" for norm in norms)
    return AMEND.format(clause=clause, options=options, words=words, norms=written)


def add(clause: str, after: str, title: str, words: str, *norms: str) -> str:
    """A new clause."""
    text = amend(clause, words, *norms, title=title)
    return text.replace("{amend}", "{add}").replace(":title:", f":after: {after}\n:title:")


def settle(note: str, *readings: str) -> str:
    """An interpretation that is settled, and the readings of it that are left."""
    left = "\n".join(f"{{reading}}`{reading}`" for reading in readings)
    return f"\n:::{{settle}} {note}\nThe words say it.\n\n{left}\n:::\n"


COVERS = "reads accident as covering near-accident"
REGISTER = {
    "P1": ("Sing at the pool", "", ""),
    "P2": (
        "Tell the safety lead of an accident",
        "",
        amend(
            "accidents",
            "Tell the manager and the safety lead of an accident.",
            "worker must tell manager and safety-lead immediately when accident",
        ),
    ),
    "P3": (
        "Say whom to tell about the manager",
        ":safety-critical:\n",
        ":::{word} things conflict\n:label: the two are friends\n:::\n\n"
        + add(
            "concern-about-manager",
            "no-running",
            "A concern about the manager",
            "Tell the safety lead, and never the manager.",
            "anyone must never tell manager when about-manager",
            "anyone must tell safety-lead immediately when about-manager unless conflict",
        ),
    ),
    "P4": (
        "Film no child",
        ":needs: P2\n",
        amend(
            "filming",
            "Nobody films a swimmer, in a lesson either.",
            "worker should never film swimmer, or else may face warning",
            title="No filming",
        )
        + settle("I-1", COVERS),
    ),
    "P5": (
        "Film in lessons alone",
        "",
        amend(
            "filming",
            "Nobody films a swimmer but in a lesson.",
            "worker must not film swimmer unless lesson, or else may face warning",
        )
        + settle("I-1"),
    ),
    "P6": (
        "Report what nearly happened",
        "",
        add(
            "near-accidents",
            "accident-meaning",
            "Near accidents",
            "Tell the manager of it, as of those in {clause}`accidents`.",
            "worker must tell manager when near-accident",
        ).replace(
            "{plain}`Tell the manager of it, as of those in {clause}`accidents`.`", "{plain}`Tell of it.`"
        )
        + add(
            "near-accident-book",
            "near-accidents",
            "The book of near accidents",
            "Keep a recording of it.",
            "worker must keep recording when near-accident",
        ),
    ),
    "P7": (
        "Never run",
        "",
        amend(
            "no-running",
            "Nobody may ever hurry; see {clause}`accidents`.",
            "anyone must never run",
            "worker should be-careful if they admit child especially when crowded",
        ).replace("{plain}`Nobody may ever hurry; see {clause}`accidents`.`", "{plain}`Walk, always.`"),
    ),
}


def page(name: str, title: str, options: str, changes: str) -> str:
    """The page of a proposal."""
    return HEAD.format(id=name, title=title, options=options) + changes


def propose(root: Path, **pages: str) -> Path:
    """Put pages of proposals into a handbook, and into its contents."""
    (root / "proposals").mkdir(exist_ok=True)
    contents = root / "_toc.yml"
    listed = "".join(f"  - file: proposals/{name}\n" for name in pages)
    contents.write_text(contents.read_text("utf-8") + listed, "utf-8")
    for name, text in pages.items():
        (root / "proposals" / f"{name}.md").write_text(text, "utf-8")
    return root


def small_with_proposals(folder: Path) -> Path:
    """A copy of the small handbook with the whole register."""
    return propose(
        copy_of_small(folder),
        **{name: page(name, *parts) for name, parts in REGISTER.items()},
        together="# Both ways to film\n\n:::{together} P4, P5\n:::\n",
    )
