"""Reads a handbook from a file that somebody released: an edition, or an exported `handbook.json`."""

from pathlib import Path

from policybook.editions.edition import FORMAT, EditionError, handbook_of, text_of
from policybook.editions.handbook_json import from_json
from policybook.policy.handbook import Handbook
from policybook.policy.problems import typed


def read_released(file: Path) -> Handbook:
    """The handbook of a file. Raises EditionError, saying what is wrong and what to do, where it holds none."""
    text = text_of(file)
    if f'"format": "{FORMAT}"' in text[:200]:
        return handbook_of(text, str(file))
    try:
        return from_json(text)
    except ValueError as error:
        hint = f"Export it again with {typed('export')}, or name an edition."
        raise EditionError(f"this is no handbook: {error}", hint) from error
