"""Reads the file that says which released handbook this one extends, and what is otherwise here."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from policybook.editions.edition import EditionError
from policybook.editions.released import read_released
from policybook.files import read
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.handbook import Extends, Handbook, Overlay
from policybook.policy.problems import Kind, typed

EXTENDS = "book/extends.yml"
"""The file that says so, where a handbook extends another."""
_HEX = re.compile(r"[0-9a-f]{64}")
_HOLDS = "This file holds “handbook:”, “digest:”, “name:” and “differs:”."


def read_extends(desk: Desk) -> Extends | None:
    """What this handbook extends; None where it stands by itself, or where nothing can be made of the file."""
    if not (desk.root / EXTENDS).exists():
        return None
    file = YamlFile(desk, EXTENDS)
    whole = file.known(file.root, EXTENDS, ("handbook", "digest", "name", "differs"), _HOLDS)
    said = {name: file.string(whole.get(name), name) for name in ("handbook", "digest", "name")}
    overlays = []
    for name, key, entry in file.pairs(whole.get("differs"), "differs"):
        found = file.entry(entry, f"“{name}”", why=file.reason, against=file.string)
        if not found["why"]:
            file.wrong(key, f"nothing says why “{name}” is otherwise here.", "Add “why: …”, in a sentence.")
        overlays.append(Overlay(name, **found, place=file.place(key)))
    if file.root is None:
        return None
    if not said["handbook"]:
        file.wrong(
            file.root, "nothing says which handbook this one extends.", "Add “handbook:” and its path."
        )
        return None
    place = file.place(whole["digest"] if "digest" in whole else whole["handbook"])
    name = said["name"] or "the base"
    stands = Extends(said["handbook"], said["digest"], name, tuple(overlays), place=place)
    return replace(stands, base=_base(desk, stands))


def _base(desk: Desk, extends: Extends) -> Handbook | None:
    """The handbook of the file; None, with a problem noted, where it is not the one that was released."""
    file = desk.root / extends.handbook
    try:
        digest = digest_of(file)
    except OSError as error:
        what = f"{extends.handbook} cannot be read: {error.strerror}."
        desk.add(Kind.EXTENDS, extends.place, what, "Put the released handbook there, or write its path.")
        return None
    if not _HEX.fullmatch(extends.digest) or digest != extends.digest:
        said = f"{extends.digest[:12]}…" if extends.digest else "missing"
        what = f"the digest of {extends.handbook} is {digest[:12]}…, and the one here is {said}."
        hint = f"Restore the file that was released, or take a new release in with {typed('base', '--release', 'FILE')}."
        desk.add(Kind.EXTENDS, extends.place, what, hint)
        return None
    try:
        return read_released(file)
    except EditionError as error:
        desk.add(Kind.EXTENDS, extends.place, f"{extends.handbook}: {error.what}", error.hint)
        return None


def digest_of(file: Path) -> str:
    """Sha256 of a file's bytes, as `sha256sum` prints it. Raises OSError where it cannot be read."""
    return hashlib.sha256(read(file)).hexdigest()
