"""What the readers of the different files share: the problems found so far, and how to add one."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from policybook.files import read
from policybook.load.markdown import Block, title
from policybook.policy.english import listed
from policybook.policy.model import Vocabulary, Word
from policybook.policy.organisation import Organisation
from policybook.policy.outside import OutsideSource
from policybook.policy.problems import Kind, Place, Problem, Work, nearest, typed
from policybook.policy.tokens import LanguageError

T = TypeVar("T")
_MARKS = "<<<<<<<, ======= and >>>>>>>"
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|>{7}) ", re.MULTILINE)
_MARKED = ("<<<<<<< ", "||||||| ", ">>>>>>> ")
"""What is told at a glance: a search for the beginnings of lines looks at each of them."""
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
"""What no text holds, and no page can show."""
_OF_THE_SITE = ("pb-", "furo-")
"""How ids begin that every page of the site has."""


@dataclass(frozen=True, slots=True)
class Field:
    """An option of a directive: whether it is needed, and the words that it may be, where they are a closed list.

    `wrong` is what is said of another word, in the place of “{}”, and `hint` with all that are known in that place,
    unless it is to `guess` and one of them is near. An option of `several` words has commas between them.
    """

    name: str
    known: Collection[str] = ()
    wrong: str = ""
    hint: str = ""
    kind: Kind = Kind.DIRECTIVE
    needed: bool = False
    guess: bool = True
    several: bool = False


def needed(*names: str) -> tuple[Field, ...]:
    """Options that a directive needs, each any text."""
    return tuple(Field(name, needed=True) for name in names)


def optional(*names: str) -> tuple[Field, ...]:
    """Options that a directive may have, each any text."""
    return tuple(map(Field, names))


OUTSIDE = "book/outside.yml"
"""The register of outside sources, where a handbook has any."""


def cites_outside(desk: "Desk", *, needed: bool = True, several: bool = False) -> Field:
    """The option that names what a thing rests on, by its id in the register of outside sources."""
    wrong = "“{}” is no source of book/outside.yml."
    hint = "Add it there, with its title, its edition, how sure that is, and the day on which you looked."
    # Where there is no register, no name is in it; where it could not be read, that is said already.
    known = desk.outside or ("",) * (not (desk.root / OUTSIDE).exists())
    return Field("from", known, wrong, hint, Kind.REFERENCE, needed=needed, several=several)


_ENOUGH = 100
"""So many lines with a control character are named: a file with more of them is no text."""


@dataclass
class Desk:
    """The handbook's root, its vocabulary, outside sources and offices by id, and every problem met while reading."""

    root: Path
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    problems: list[Problem] = field(default_factory=list)
    outside: Mapping[str, OutsideSource] = field(default_factory=dict)
    offices: Collection[str] = ()
    organisation: Organisation = field(default_factory=Organisation)

    def add(self, kind: Kind, place: Place, what: str, hint: str = "", work: Work = Work.DECIDE) -> None:
        """Note a problem and go on reading."""
        self.problems.append(Problem(kind, place, what, hint, work))

    def text(self, path: str) -> str | None:
        """The text of a file; None, with a problem noted, where it cannot be read as UTF-8.

        Of a merge conflict that was left in it, the first side is read on, and a problem is noted.
        """
        text = self.as_saved(path)
        if text is None or not any(mark in text for mark in _MARKED) or not _CONFLICT.search(text):
            return text
        lines, within, kept = text.split("\n"), False, True
        for at, line in enumerate(lines):
            begins, ends = line.startswith("<<<<<<< "), line.startswith(">>>>>>> ")
            marks = bool(_CONFLICT.match(line)) or (within and line == "=======")
            if marks and (begins or not within):
                hint = f"Keep what is right, take the lines with {_MARKS} away, and run the check again."
                self.add(Kind.FILE, Place(path, at + 1), "a merge conflict was left here.", hint)
            if marks:
                within, kept = not ends, begins or ends
            if marks or not kept:
                lines[at] = ""
        return "\n".join(lines)

    def as_saved(self, path: str) -> str | None:
        """The text of a file with any conflict that is in it."""
        try:
            saved = read(self.root / path)
            text = saved.removeprefix(BOM_UTF8).decode().replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.add(Kind.FILE, Place(path, line), "this file is not UTF-8 text.", "Save it as UTF-8.")
        except OSError as error:
            self.add(Kind.FILE, Place(path), f"this file cannot be read: {error.strerror}.")
        else:
            odd = len(saved.translate(None, _CONTROLS)) != len(saved)
            lines = enumerate(text.split("\n") if odd else (), 1)
            signs = (
                (at, next((one for one in words if one.encode() in _CONTROLS), "")) for at, words in lines
            )
            for number, sign in islice(filter(itemgetter(1), signs), _ENOUGH):
                what = f"this line holds a control character (U+{ord(sign):04X}), which no page can show."
                self.add(Kind.FILE, Place(path, number), what, "Delete the line, and type it again.")
            return text
        return None

    def check_folders(self, *paths: str) -> None:
        """Note every path at which something stands that is no folder."""
        for path in paths:
            if (self.root / path).exists() and not (self.root / path).is_dir():
                hint = "Take it away, and restore the folder from the last commit."
                self.add(Kind.FILE, Place(path), "this should be a folder.", hint)

    def parse(self, read: Callable[[str, Vocabulary], T], text: str, place: Place) -> T | None:
        """Read a sentence of the language; None, with a problem noted, where it is not one."""
        try:
            return read(text, self.vocabulary)
        except LanguageError as error:
            self.add(Kind.WORD if error.word else Kind.NORM, place, error.what, error.hint)
            return None

    def words(
        self, block: Block, option: str, joiner: str, known: Collection[str], what: str
    ) -> tuple[str, ...]:
        """The words of an option such as "worker and new-starter", each checked against `known`."""
        text = block.options.get(option, "")
        names = tuple(name.strip() for name in re.split(joiner, text) if name.strip())
        for name in names:
            if name not in known:
                otherwise = f"Use one of those that {typed('words')} lists, or add it to book/vocabulary.yml."
                hint = nearest(name, known, otherwise)
                self.add(Kind.WORD, block.at(option), f"“{name}” is not {what} of the vocabulary.", hint)
        return names

    def check_related(self, word: Word, table: str, words: Collection[str]) -> None:
        """Note every word that a word is said to be a kind of, or contrary to, and that its table does not have."""
        for other in (*word.parents, *word.contrary):
            if other not in words:
                hint = nearest(other, words, "Add it, or use a word that is there.")
                what = f"“{word.name}” names “{other}”, which is not among the {table}."
                self.add(Kind.WORD, word.place, what, hint)

    def title(self, path: str, lines: list[str]) -> str:
        """The title of a page; "", with a problem noted, where it has none."""
        name = title(lines)
        if not name:
            self.add(Kind.FILE, Place(path), "this page has no title.", "Begin it with a line “# Title”.")
        return name

    def check_id(self, block: Block, seen: MutableMapping[str, Place]) -> bool:
        """Whether a directive's id is well formed and new; a problem is noted where it is not."""
        name = block.argument
        if not _ID.fullmatch(name):
            what = f"“{name}” is not an id." if name else f"this {block.name} has no id."
            hint = "Use lower-case words joined by hyphens, such as spare-keys."
            self.add(Kind.ID, block.place, what, hint)
            return False
        if name.startswith(_OF_THE_SITE):
            parts = listed(_OF_THE_SITE, "or")
            what = f"“{name}” begins as the ids of the site's own parts do ({parts})."
            self.add(Kind.ID, block.place, what, "Choose another, such as spare-keys.")
            return False
        return self._is_new(block, seen, "Ids are permanent and used once: choose another for the newer one.")

    def check_number(
        self, block: Block, seen: MutableMapping[str, Place], letter: str, digits: str, called: str
    ) -> bool:
        """Whether a directive's id is a number of its register, such as I-12, and new; a problem where it is not."""
        if not re.fullmatch(letter + digits, block.argument):
            hint = f"They are numbered {letter}1, {letter}2 and so on."
            self.add(Kind.ID, block.place, f"“{block.argument}” is not {called}'s id.", hint)
            return False
        return self._is_new(block, seen, "Take the next free number.")

    def _is_new(self, block: Block, seen: MutableMapping[str, Place], hint: str) -> bool:
        name = block.argument
        if name in seen:
            self.add(Kind.ID, block.place, f"the id “{name}” is used already, at {seen[name]}.", hint)
            return False
        seen[name] = block.place
        return True

    def check_options(self, block: Block, fields: Iterable[Field]) -> None:
        """Note every option that the directive does not have, every one that it lacks, and every unknown word."""
        allowed = {one.name: one for one in fields}
        for name in block.options:
            if name not in allowed:
                hint = nearest(name, allowed, f"The options are: {', '.join(allowed)}.")
                self.add(Kind.DIRECTIVE, block.at(name), f"{block.name} has no option “:{name}:”.", hint)
        for name, one in allowed.items():
            if one.needed and not block.options.get(name):
                what = f"the {block.name} “{block.argument}” has no “:{name}:”."
                self.add(Kind.DIRECTIVE, block.place, what, f"Add a line “:{name}: …” under its first line.")
            elif one.known and name in block.options:
                self._check_known(block, one)

    def _check_known(self, block: Block, one: Field) -> None:
        for word in block.names(one.name) if one.several else (block.options[one.name],):
            if word not in one.known:
                hint = one.hint.format(", ".join(one.known))
                hint = nearest(word, one.known, hint) if one.guess else hint
                self.add(one.kind, block.at(one.name), one.wrong.format(word), hint)
