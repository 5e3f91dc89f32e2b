"""An edition: the whole policy, frozen when it was adopted, in one file that nothing changes afterwards.

A file begins with what the edition is, so that its head can be read without the rest, and holds a digest of
every other character of itself. This is core: it needs nothing but Python.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from policybook.editions import codec
from policybook.editions.handbook_json import HALF, from_data, has_half_characters, to_data
from policybook.files import read
from policybook.policy import model
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.organisation import Office

FORMAT = "policybook-edition-1"
FOLDER = "editions"
WORKING_DRAFT = "working draft"
_NAME = re.compile(r"([1-9][0-9]{3})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
_FORMAT = re.compile(r'\{\n "format": "([^"\n]*)",\n')
_DIGEST = re.compile(r'^ "digest": "([^"\n]*)",$', re.MULTILINE)
_REST = '\n "handbook": '
# The head of a file is the edition's fields, these first, without those that only the whole file can tell.
_HEAD = ("name", "adopted", "review_by", "minute", "restates", "proposals", "follows")
_OF_THE_FILE = ("path", "digest")
RESTORE = "Restore it from the last commit."


class EditionError(ValueError):
    """A file that is not an edition as it was adopted: what is wrong, and what to do."""

    def __init__(self, what: str, hint: str = RESTORE) -> None:
        self.what, self.hint = what, hint
        super().__init__(f"{what} {hint}".rstrip())


def number_of(name: str) -> tuple[int, int, int] | None:
    """The three numbers of a name such as 2019.1.0, which order editions; None where it is no such name."""
    found = _NAME.fullmatch(name)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def path_of(name: str) -> str:
    """Where the edition of this name is kept, from the handbook's root."""
    return f"{FOLDER}/{name}.json"


def page_of(name: str) -> str:
    """Where the edition of this name can be read on the site, without an ending."""
    return f"{FOLDER}/{name}"


# ---- the policy's fingerprint


@lru_cache(maxsize=16)
def fingerprint(handbook: Handbook) -> str:
    """Sha256 of the policy: everything that is adopted, or that a verdict may rest on.

    That is the sections and clauses with their numbers, titles, words and norms; the vocabulary; what each
    interpretation reads; and the norms of the guidance. Plain lines, questions, the names of
    office-holders and what is done today are no part of it.
    """
    adopted = (handbook.vocabulary, handbook.sections, handbook.interpretations, handbook.guidance)
    return _fingerprint_of(to_data(Handbook(*adopted)))


_ADOPTED: Mapping[type, tuple[str, ...]] = {
    model.Section: ("number", "title", "clauses"),
    model.Clause: ("id", "number", "title", "kind", "meant"),
    model.Word: ("label", "parents", "contrary", "takes"),
    model.Interpretation: ("id", "state", "clauses", "readings"),
    model.Guidance: ("id", "layer", "norms"),
}
"""What the policy's fingerprint is taken of, in this order: a field that is not here is no part of it."""

_WHERE_SAID: Mapping[type, tuple[str, ...]] = {model.Word: ("gives", "of", "breach")}
"""What counts where it is said, with its name: an edition from before there was such a thing keeps its fingerprint."""


def _fingerprint_of(data: Mapping[str, Any]) -> str:
    """The same, of an exported handbook: six times as fast, for `check`, as reading its sentences first."""

    def adopted(kind: type, row: Mapping[str, Any], **more: object) -> list[object]:
        whole = {**row, **more}
        said = [[name, row[name]] for name in _WHERE_SAID.get(kind, ()) if row.get(name)]
        return [whole[name] for name in _ADOPTED[kind]] + said

    brief = {"contrary": [], "takes": ""}
    sections = [
        adopted(model.Section, s, clauses=[adopted(model.Clause, c, meant=_meant(c)) for c in s["clauses"]])
        for s in data["sections"]
    ]
    words = [
        {name: adopted(model.Word, brief | row, parents=row.get("is", [])) for name, row in table.items()}
        for table in (data["vocabulary"][name] for name in model.TABLES)
    ]
    notes = [adopted(model.Interpretation, row) for row in data["interpretations"]]
    theirs = (row for row in data["guidance"] if row["layer"] != model.PRACTICE)
    guidance = [adopted(model.Guidance, g, norms=[norm["sentence"] for norm in g["norms"]]) for g in theirs]
    vocabulary = data["vocabulary"]
    language = [vocabulary[name] for name in ("verbs", "timings") if vocabulary.get(name)]
    policy = [sections, words, notes, guidance, *language]
    return digest_of(json.dumps(policy, ensure_ascii=False, sort_keys=True))


def _meant(clause: Mapping[str, Any]) -> str:
    return model.meant(clause["text"], (norm["sentence"] for norm in clause["norms"]))


def digest_of(text: str) -> str:
    """Sha256 of a text, as 64 digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def name_of(handbook: Handbook) -> str:
    """What the handbook is called: the newest edition that it is, or the working draft after the last one."""
    if not handbook.editions:
        return WORKING_DRAFT
    mine = fingerprint(handbook)
    same = (edition.name for edition in reversed(handbook.editions) if edition.fingerprint == mine)
    return next(same, f"{WORKING_DRAFT} after {handbook.editions[-1].name}")


# ---- the file


def freeze(handbook: Handbook, *, proposals: Iterable[str] = (), **decided: str) -> str:
    """The text of the file that freezes this handbook as an edition; the same each time for one handbook.

    What is `decided` is its `name`, the dates `adopted` and `review_by` and, as far as there is one, its `minute`, or
    which document it `restates` where its own words have not been adopted. Of an office, the
    title alone is kept.
    """
    before = handbook.editions[-1:]
    edition = Edition(
        **{"minute": ""} | decided,
        fingerprint=fingerprint(handbook),
        proposals=tuple(proposals),
        follows=(before[0].name, before[0].digest) if before else ("", ""),
        clauses={clause.id: clause.fingerprint for clause in handbook.clauses.values()},
        pages={section.page: tuple(clause.id for clause in section.clauses) for section in handbook.sections},
    )
    head = {key: value for key, value in codec.write(edition, {}).items() if key not in _OF_THE_FILE}
    head = {key: head[key] for key in _HEAD} | head
    offices = tuple(Office(role.id, role.title) for role in handbook.roles)
    frozen = to_data(replace(handbook, roles=offices, editions=()))
    data = {"format": FORMAT, "edition": head, "digest": "", "handbook": frozen}
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return _DIGEST.sub(f' "digest": "{digest_of(text)}",', text, count=1)


def head_of(text: str, path: str = "") -> Edition:
    """The head of an edition's file, once every character of the file is known to be as it was adopted.

    Raises EditionError for any other text.
    """
    form = _FORMAT.match(text)
    if form is None:
        raise EditionError("this is not an edition of a policy.")
    if form[1] != FORMAT:
        hint = f"This policybook reads {FORMAT}: use a newer one."
        raise EditionError(f"this edition has the format “{form[1]}”, which is not known here.", hint)
    digest = _DIGEST.search(text)
    if digest is None or digest[1] != digest_of(_DIGEST.sub(' "digest": "",', text, count=1)):
        raise EditionError("this edition has been changed since it was adopted: its digest is another.")
    if has_half_characters(text):
        raise EditionError(HALF)
    try:
        head = json.loads(text.partition(_REST)[0].rstrip().rstrip(",") + "}")["edition"]
        return codec.read(Edition, {**head, "digest": digest[1], "path": path}, model.Vocabulary(), {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EditionError(f"this edition has no head that can be read: {error!r}.") from error


def verify(text: str, head: Edition | None = None) -> Mapping[str, Any]:
    """The exported handbook in an edition's file, once its policy is known to have the head's fingerprints.

    `head` is the file's head where it has been read already. Raises EditionError for any other text.
    """
    head = head or head_of(text)
    try:
        data: Mapping[str, Any] = json.loads(text)["handbook"]
        clauses = {c["id"]: digest_of(_meant(c)) for section in data["sections"] for c in section["clauses"]}
        pages = {s["page"]: tuple(clause["id"] for clause in s["clauses"]) for s in data["sections"]}
        same = (_fingerprint_of(data), clauses, pages) == (head.fingerprint, head.clauses, head.pages)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EditionError(f"the handbook in this edition cannot be read: {error!r}.") from error
    if not same:
        raise EditionError("the policy in this edition is not the one that its fingerprint was taken of.")
    return data


def handbook_of(text: str, path: str = "", earlier: Iterable[Edition] = ()) -> Handbook:
    """The handbook that an edition froze, with its own head and those of `earlier` ones as its editions.

    Raises EditionError for text that is not an edition as it was adopted.
    """
    head = head_of(text, path)
    data = verify(text, head)
    try:
        frozen = from_data(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EditionError(f"the handbook in this edition cannot be read: {error!r}.") from error
    return replace(frozen, editions=(*earlier, head))


def read_edition(root: Path | str, name: str) -> Handbook:
    """The handbook frozen as edition `name` of the handbook under `root`, questions included.

    Raises EditionError where there is none, or where its file is not as it was adopted.
    """
    heads = read_heads(root, lambda *_: None)
    mine = next((head for head in heads if (head.name, head.path) == (name, path_of(name))), None)
    file = Path(root, path_of(name))
    if mine is None and number_of(name) and file.exists():
        head_of(text_of(file))  # says what is wrong with it
    if mine is None:
        there = ", ".join(head.name for head in heads)
        hint = f"There are: {there}." if there else "None has been adopted."
        raise EditionError(f"there is no edition “{name}”.", hint)
    return handbook_of(text_of(file), mine.path, heads[: heads.index(mine)])


def read_heads(
    root: Path | str, wrong: Callable[[str, EditionError], None] | None = None
) -> tuple[Edition, ...]:
    """The head of every edition under `root`, oldest first.

    `wrong` is told of each file that is not an edition, with its path; without it the first one raises.
    """
    heads: list[Edition] = []
    for file in sorted(Path(root, FOLDER).glob("*.json")):
        path = f"{FOLDER}/{file.name}"
        try:
            heads.append(head_of(text_of(file), path))
        except EditionError as error:
            if wrong is None:
                raise EditionError(f"{path}: {error.what}", error.hint) from error
            wrong(path, error)
    return tuple(sorted(heads, key=lambda head: (number_of(head.name) or (0, 0, 0), head.path)))


def text_of(file: Path) -> str:
    """The text of a file, with line ends as they were written. Raises EditionError where it cannot be read."""
    try:
        return read(file).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise EditionError("this file is not UTF-8 text.") from error
    except OSError as error:
        raise EditionError(f"this file cannot be read: {error.strerror}.") from error


# ---- what became of each clause, from edition to edition and to the handbook as it stands

What = Literal["first", "same", "changed", "retired", "back"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to a clause in an edition; `edition` is None for the handbook as it stands.

    `what` is first (it came), same, changed (its words or its rules), retired or back (after being gone).
    """

    edition: Edition | None
    what: What


def timelines(handbook: Handbook) -> Mapping[str, tuple[Moment, ...]]:
    """The moments of every clause that an edition or the handbook has, oldest first, by its id.

    The handbook itself is the last moment where it is not the last edition without a change. What is gone
    stays gone: only the edition that retired a clause says so.
    """
    stands: list[tuple[Edition | None, Mapping[str, str]]] = [(e, e.clauses) for e in handbook.editions]
    if not handbook.editions or name_of(handbook) != handbook.editions[-1].name:
        stands.append((None, {clause.id: clause.fingerprint for clause in handbook.clauses.values()}))
    names = dict.fromkeys(name for _, clauses in reversed(stands) for name in clauses)
    return {name: tuple(_moments(name, stands)) for name in names}


def _moments(name: str, stands: Sequence[tuple[Edition | None, Mapping[str, str]]]) -> Iterator[Moment]:
    before = ""
    came: What = "first"
    for edition, clauses in stands:
        now = clauses.get(name, "")
        if now:
            stayed: What = "same" if now == before else "changed"
            yield Moment(edition, stayed if before else came)
            came = "back"
        elif before:
            yield Moment(edition, "retired")
        before = now


def changed_since(handbook: Handbook, edition: Edition, page: str) -> tuple[str, ...]:
    """The ids of the clauses on a page of the policy that are not as they were in an edition, nor gone since."""
    now = {c.id: c for c in handbook.clauses.values() if c.page == page}
    changed = [name for name, clause in now.items() if edition.clauses.get(name) != clause.fingerprint]
    return (*changed, *(name for name in edition.pages.get(page, ()) if name not in now))
