"""The handbook as one JSON file, and back: what a browser kernel or another program reads.

Norms travel as sentences of the language, with their parts spelled out beside them for programs that do
not want to parse; reading the file back parses the sentences. `policybook.editions.codec` says how each field travels;
here is what is derived, and the head of the file.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from policybook.editions import codec
from policybook.policy.handbook import Handbook
from policybook.policy.language import LAYERS, OUTSIDE
from policybook.policy.model import Clause, Norm, Vocabulary
from policybook.policy.training import Question
from policybook.training.bank import weighed

FORMAT = "policybook-handbook-1"
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
HALF = "it holds half a character (\\ud800 to \\udfff alone), which no page can show."


def has_half_characters(text: str) -> bool:
    """Whether some JSON holds half of a pair of codes that make one character, so that it is no text."""
    if not _MAY_BE_HALF.search(text):
        return False
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except (ValueError, RecursionError):
        pass  # It is no JSON, which its reader says.
    return False


def to_json(handbook: Handbook) -> str:
    """The whole handbook as JSON text, two exports of one handbook byte for byte the same."""
    return json.dumps(to_data(handbook), ensure_ascii=False, indent=1) + "\n"


def to_parts(handbook: Handbook) -> tuple[bytes, bytes]:
    """The same without spaces, and for whoever wants one clause where it stands there: by its id, [first byte, bytes]."""
    data, short = to_data(handbook), json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    whole, at, places = f"{short(data)}\n".encode(), 0, {}
    for section in data["sections"]:
        for clause in section["clauses"]:
            part = short(clause).encode()
            # Within words a quotation mark is never bare, so nothing else begins like this one.
            at = whole.index(part, at)
            places[clause["id"]] = [at, len(part)]
    return whole, f"{short(places)}\n".encode()


def to_data(handbook: Handbook) -> dict[str, Any]:
    """The whole handbook as plain data, in the shape of `handbook.schema.json`."""

    def of_question(question: Question) -> dict[str, Any]:
        found = weighed(handbook, question)
        return {
            "key": list(found.right_letters),
            "status": found.status,
            "interpretations": list(found.interpretations),
            "clauses": list(found.cited),
        }

    told: codec.Extras = {
        Norm: lambda n: {"direction": n.direction, "strength": n.strength, **codec.write(n.phrase, {})},
        Clause: lambda clause: {"fingerprint": clause.fingerprint},
        Question: of_question,
    }
    data = codec.write(handbook, told)
    head = {
        "format": FORMAT,
        "language": handbook.organisation.language,
        "source": data["source"],
        "roles": data["roles"],
        "induction": {name: data.pop(name) for name in ("readers", "topics")},
    }
    return {**head, **data}


def from_json(text: str) -> Handbook:
    """The handbook of an exported file.

    Raises ValueError, saying what is wrong, for text that is not such a file.
    """
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise ValueError("this JSON is nested too deeply to be a handbook.") from error
    if has_half_characters(text):
        raise ValueError(HALF)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError(f"this is not a handbook of the format {FORMAT}.")
    try:
        return from_data(data)
    except KeyError as error:
        raise ValueError(f"this handbook is damaged: it has no “{error.args[0]}”.") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"this handbook is damaged: {error}.") from error


def from_data(data: Mapping[str, Any]) -> Handbook:
    """The handbook of plain data in the shape of `handbook.schema.json`."""
    # What was exported before other policies were declared names them in its guidance alone.
    named = {row["layer"]: OUTSIDE for row in data["guidance"] if row["layer"] not in LAYERS}
    declared = {**named, **data["vocabulary"].get("layers", {})}
    words = codec.read(Vocabulary, {**data["vocabulary"], "layers": declared}, Vocabulary(), {})
    # What was exported before there were readers has none.
    induction = data.get("induction") or {"readers": [], "topics": []}
    flat = {**data, "readers": induction["readers"], "topics": induction["topics"]}
    return codec.read(Handbook, flat, words, {})
