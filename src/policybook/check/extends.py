"""What is otherwise than in the handbook that is extended is said, with its reason, and decided anew when that changes."""

from collections.abc import Iterator

from policybook.changes.compare import Change
from policybook.changes.overlays import mark_of, own, things_of
from policybook.check.rule import Found, Stage, Subject, rule
from policybook.load.extends import EXTENDS
from policybook.policy.handbook import Extends, Handbook, Overlay
from policybook.policy.problems import Kind, nearest, typed

_READ = typed("compare", "base", "--redline")


@rule(Kind.EXTENDS, stage=Stage.BOOK)
def what_differs_is_said(subject: Subject) -> Iterator[Found]:
    """Nothing is otherwise than in the handbook that is extended without a reason in book/extends.yml."""
    handbook, extends = subject.handbook, subject.handbook.extends
    if extends is None or extends.base is None:
        return
    said = {overlay.id for overlay in extends.overlays}
    for name, change in own(handbook).items():
        if name not in said:
            yield change.new.place if change.new else extends.place, *_unsaid(extends, name, change)


def _unsaid(extends: Extends, name: str, change: Change) -> tuple[str, str]:
    if change.old is None:
        what = f"{extends.name} has no “{name}”, and nothing says why it is here."
        return what, f'Say so in {EXTENDS}, under “differs”: “{name}: {{why: "…"}}”.'
    fate = "is otherwise here than in" if change.new else "is not here, and stands in"
    say = f'“{name}: {{against: {mark_of(change.old)}, why: "…"}}”'
    hint = f"Take its words with {typed('base', name)}, or say why in {EXTENDS}, under “differs”: {say}."
    return f"“{name}” {fate} {extends.name}, and nothing says why.", hint


@rule(Kind.EXTENDS, stage=Stage.BOOK)
def what_is_said_to_differ_does(subject: Subject) -> Iterator[Found]:
    """Nothing is said to be otherwise that is not, that is gone from there, or that has changed there since."""
    extends = subject.handbook.extends
    if extends is None or extends.base is None:
        return
    for overlay in extends.overlays:
        found = _wrong(subject.handbook, extends, extends.base, overlay)
        if found:
            yield overlay.place, *found


def _wrong(here: Handbook, extends: Extends, base: Handbook, overlay: Overlay) -> tuple[str, str] | None:
    name, theirs, ours = overlay.id, things_of(base).get(overlay.id), things_of(here)
    if theirs is None and name not in ours:
        what = f"neither {extends.name} nor this handbook has “{name}”."
        return what, nearest(name, own(here), "Take its line away.")
    if theirs is None:
        what = f"“{name}” is gone from {extends.name}, and was to be otherwise here."
        keep = "or keep it as your own, and take “against” away."
        return (what, f"Take it out here too, {keep}") if overlay.against else None
    if name not in own(here):
        return f"“{name}” is as {extends.name} has it.", "Take its line away."
    mark = mark_of(theirs)
    if overlay.against != mark:
        what = f"{extends.name} has changed “{name}” since it was decided that it is otherwise here."
        if not overlay.against:
            what = f"nothing says against which words of {extends.name} “{name}” is otherwise here."
        return what, f"Read both with {_READ}, and decide again: “against: {mark}”."
    return None
