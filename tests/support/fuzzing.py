"""What hostile input is given to, and how it is made: out of sound files, by many small changes.

A target is one kind of file, or what somebody types. Whatever it is given, a command ends with 0 or 1, and with words
where it is 1. Hypothesis tries a few inputs in every run of the tests (`tests/engine/test_fuzz.py`), and a fuzzer that
is guided by coverage tries many (`tests/fuzz`).
"""

from __future__ import annotations

import io
import json
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import proposed
import recordmaking
from freezing import FIRST, adopted
from places import TESTS

from policybook.changes.compare import compare
from policybook.changes.report import as_text
from policybook.cli import main
from policybook.commands import judge
from policybook.commands.compare import opened
from policybook.commands.review import Reviews
from policybook.editions import edition as editions
from policybook.editions.edition import EditionError, handbook_of
from policybook.editions.handbook_json import to_json
from policybook.judging.beside import ask
from policybook.judging.judge import judge_of, situation_of
from policybook.load import load, yamls
from policybook.load.desk import Desk
from policybook.load.editions import read_editions, read_retired
from policybook.load.everyday import read_everyday
from policybook.load.handbook import _Reading as _Pages
from policybook.load.organisation import read_organisation
from policybook.load.proposals import _Reading as _Proposals
from policybook.load.vocabulary import read_vocabulary
from policybook.policy.problems import HandbookError
from policybook.policy.tokens import LanguageError
from policybook.records.log import HEADER, LOGGED, LogError, append, row_of
from policybook.records.record import digest_of
from policybook.records.verify import verify
from policybook.reviews.lock import LOCK, read_lock

CASES = TESTS / "fuzz" / "cases"
"""Every input that once broke something: `TARGET-what-it-was`."""
LONG = 100_000
"""Bytes: so much is read in less than a second, whatever it holds."""
BESIDE = (
    *("export", "export --to moodle", "export --to qti", "working", "words run", "review", "review --list"),
    *("propose", "judge lifeguard run", "compare 2019.1.0"),
)
"""What is asked beside the check, one of them for each input."""
WHOLE = 16
"""One input in so many goes through whole commands, which take ten times as long as the reader of one file."""
YAMLS: dict[str, Callable[[Desk, str], object]] = {
    "book/vocabulary.yml": read_vocabulary,
    "book/outside.yml": yamls.read_outside,
    "book/organisation.yml": read_organisation,
    "book/source.yml": yamls.read_source,
    "book/induction.yml": yamls.read_induction,
    "book/retired.yml": read_retired,
    "book/everyday.yml": lambda desk, _path: read_everyday(desk),
    "scenarios/situations.yml": yamls.read_cases,
    "_toc.yml": yamls.read_contents,
}
"""What reads each of them."""
RETIRED = b"retired:\n  gone: {into: [filming], why: Said twice.}\n"
"""What the file of retired clauses might hold, which the book does not have."""


class Book:
    """A handbook in a folder, in which one file at a time is another."""

    def __init__(self, folder: Path) -> None:
        self.root, self.slowest = recordmaking.pool(folder), 0.0
        adopted(self.root, **FIRST)
        self.frozen = (self.root / "editions/2019.1.0.json").read_text("utf-8")
        pages = {name: proposed.page(name, *parts) for name, parts in proposed.REGISTER.items()}
        together = "# Both ways to film\n\n:::{together} P4, P5\n:::\n"
        proposed.propose(self.root, **pages, together=together)
        # Its paths are shorter than they should be, and what has a problem is not reviewed.
        induction = (self.root / "book/induction.yml").rename(self.root / "induction")
        self.ask("working", "--store")
        (self.root / "reviews.lock").write_text("# policybook-reviews 1\n", "utf-8")
        reviews = Reviews(self.root)
        reviews.record(reviews.pending(), "manager")
        induction.rename(self.root / "book/induction.yml")
        self.handbook = load(self.root)
        self.logged = row_of(verify(recordmaking.record(self.handbook), self.handbook))

    def ask(self, *arguments: str) -> int:
        """Run a command, and hold it to what every command must do."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            at = arguments.index("--") if "--" in arguments else len(arguments)
            with self.timed():
                code = main([*arguments[:at], "--root", str(self.root), *arguments[at:]])
            said = [stream.buffer.getvalue().decode() for stream in (out, err)]
        if code not in (0, 1) or (code and not any(said)):
            raise AssertionError(f"{arguments} ended with {code} and said {said}")
        return code

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Note how long the slowest command took, of this process's own time."""
        began = time.process_time()
        yield
        self.slowest = max(self.slowest, time.process_time() - began)

    def read(self, path: str, data: bytes) -> None:
        """Read this in the place of one file; of some inputs, say all that is wrong, and ask one more thing."""
        file, there = self.root / path, (self.root / path).exists()
        before, chosen = file.read_bytes() if there else b"", zlib.crc32(data)
        file.write_bytes(data)
        try:
            with self.timed():
                self._read(path)
            if chosen % WHOLE == 0:
                self.ask("check")
                self.ask(*BESIDE[chosen // WHOLE % len(BESIDE)].split())
        finally:
            file.write_bytes(before) if there else file.unlink()

    def _read(self, path: str) -> None:
        """Read a file alone, in a handbook that is known."""
        desk = Desk(self.root, self.handbook.vocabulary)
        desk.outside = {source.id: source for source in self.handbook.outside}
        desk.offices = [role.id for role in self.handbook.roles]
        page = path.rpartition(".")[0]
        if path.startswith("proposals/"):
            reading = _Proposals(desk, self.handbook)
            reading.open(page)
            reading.finish()
        elif path.startswith("editions/"):
            read_editions(desk)
            with suppress(EditionError):
                handbook_of((self.root / path).read_bytes().decode("utf-8", "replace"))
        elif path in YAMLS:
            YAMLS[path](desk, path)
        elif path == LOCK:
            read_lock(self.root)
        else:
            _Pages(desk).page(page)
        for problem in desk.problems:
            assert str(problem).encode("utf-8", "surrogatepass").strip()

    def compare(self, data: bytes) -> None:
        """Compare a file with the draft."""
        file = self.root / "given.json"
        file.write_bytes(data)
        if zlib.crc32(data) % WHOLE == 0:
            self.ask("compare", str(file), "--redline")
        with suppress(HandbookError):
            other = opened(self.root, str(file))
            as_text(compare(other, self.handbook), ("one", "the other"), redline=True)

    def judge(self, data: bytes) -> None:
        """Judge what somebody typed; no system hands a program a NUL."""
        text = data.decode("utf-8", "surrogateescape").replace("\0", "")
        if zlib.crc32(data) % WHOLE == 0:
            self.ask("judge", "--", text)
        with suppress(LanguageError):
            asked = ask(judge_of(self.handbook), situation_of(text, self.handbook.vocabulary))
            assert judge._text(self.handbook, asked)
            assert json.dumps(judge._data(self.handbook, asked))

    def verify(self, data: bytes) -> None:
        """Say what a record comes to, and log it."""
        file, log = self.root / "record.json", self.root / "training.csv"
        if zlib.crc32(data) % WHOLE == 0:
            file.write_bytes(data)
            self.ask("record", "verify", str(file), "--log", str(log))
        result = verify(data, self.handbook, lambda _name: self.handbook)
        if result.state in LOGGED:
            log.unlink(missing_ok=True)
            append(log, [row_of(result)])

    def log(self, data: bytes) -> None:
        """Add a line to this."""
        log = self.root / "log.csv"
        log.write_bytes(data)
        with suppress(LogError):
            append(log, [self.logged])


# ---- the targets


@dataclass(frozen=True)
class Target:
    """Something that is given inputs: sound ones to begin with, and words that mean something there.

    The files of a target stand behind numbers: the first byte of an input says in the place of which it is to be.
    """

    name: str
    book: Book
    run: Callable[[bytes], None] | None = None
    files: tuple[str, ...] = ()
    more: tuple[bytes, ...] = ()
    sealed: Callable[[str], str] = str

    def __call__(self, data: bytes) -> None:
        """Try an input."""
        if self.run:
            self.run(data)
        elif data:
            self.book.read(self.files[data[0] % len(self.files)], data[1:])

    @property
    def head(self) -> int:
        """How many bytes of an input are no part of the file."""
        return int(not self.run)

    @cached_property
    def seeds(self) -> tuple[bytes, ...]:
        """The sound inputs."""
        there = (self.book.root / path for path in self.files)
        texts = (file.read_bytes() if file.exists() else RETIRED for file in there)
        return (*self.more, *(bytes([at]) + text for at, text in enumerate(texts)))


def targets(folder: Path) -> dict[str, Target]:
    """Every target by its name, with a handbook of their own in this folder."""
    book = Book(folder)
    pages = [path.relative_to(book.root).as_posix() for path in sorted(book.root.rglob("*.md"))]
    said = (
        "lifeguard run",
        "worker tell manager and deputy immediately when accident and crowded",
        "child film",
    )
    record = recordmaking.record(book.handbook).encode()
    log = ("\ufeff" + ",".join(f'"{name}"' for name in (*HEADER, "notes")) + '\r\n"a","b"\r\n').encode()
    found = (
        Target("markdown", book, files=tuple(p for p in pages if not p.startswith("proposals/"))),
        Target("yaml", book, files=tuple(YAMLS)),
        Target("notebook", book, files=("scenarios/first-day.ipynb",)),
        Target("edition", book, files=("editions/2019.1.0.json",), sealed=sealed_edition),
        Target("lock", book, files=("reviews.lock",)),
        Target("proposals", book, files=tuple(p for p in pages if p.startswith("proposals/"))),
        Target("record", book, book.verify, more=(record,), sealed=sealed_record),
        Target(
            "compare",
            book,
            book.compare,
            more=(book.frozen.encode(), to_json(book.handbook).encode()),
            sealed=sealed_edition,
        ),
        Target("judge", book, book.judge, more=tuple(text.encode() for text in said)),
        Target("log", book, book.log, more=(log,)),
    )
    return {target.name: target for target in found}


def sealed_edition(text: str) -> str:
    """An edition with the digest that its text now has, so that what is behind the seal is reached."""
    digest = editions.digest_of(editions._DIGEST.sub(' "digest": "",', text, count=1))
    return editions._DIGEST.sub(f' "digest": "{digest}",', text, count=1)


def sealed_record(text: str) -> str:
    """The same of a record."""
    data = json.loads(text)
    if isinstance(data, dict) and "digest" in data:
        data["digest"] = digest_of(data)
    return json.dumps(data)


# ---- making inputs

WORDS = (
    ":::", "::::", "```", "~~~", "`", "``", "{clause}", "{question} a", "{norm}`", "{plain}`", "{act}`", "{says}`",
    ":who: ", ":kind: tell", ":paths: core", ":given: ", "- [x] ", "- [ ] ", "- [1] ", "{doctest}", "<!--", "-->",
    "{amend} ", "{add} ", "{retire} ", "{settle} I-1", "{word} people ", "{reading}`", ":state: ", "% ", "> ",
    "when ", "unless ", "and ", "or ", "tell ", "must not ", "face ", "immediately", "anyone ", "accident", "core",
    "---\n", "***", "[a](b)", "![](", "“", "”", "[", "]", "{", "}", "(", ")", ": ", "- ", "? ", "&a ", "*a", "!!x ",
    "|\n", ">-\n", "<<: *a", "null", "true", "-1", "1e999", "0", "\\ud800", "\\u0000", "\ud7ff", "\u202e", "\u2028",
    "<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "\r", "\n", "\n\n", "\t", " ", "    ", "\0", "\ufeff", "%", "::", "–",
    "2019-01-15", "9999-12-31", "0000-00-00", "I-1", "P1", "a" * 300, "é", "e\u0301", "٣", "²", "''", '"', "'", "\\",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2.5, 1e308, 10**30, "", "x", [], {}, [[]], [None], ["a", "a"], {"a": {}}, {"": ""},
    "\ud800", "é", "\0", "core", "code", ["x"], {"id": None}, {"name": 1}, "2019-01-15", "a" * 300, "anyone must run",
)  # fmt: skip


def mutated(target: Target, data: bytes, chance: Random) -> bytes:
    """A changed input: of JSON mostly its parts, of everything its pieces."""
    head, body = data[: target.head], data[target.head :]
    if target.head and chance.random() < 0.1:
        head = bytes([chance.randrange(len(target.files))])
    if body[:1] in (b"{", b"[") and chance.random() < 0.75:
        try:
            text = json.dumps(_changed(json.loads(body), chance), ensure_ascii=False, indent=1)
            text = target.sealed(text + "\n") if chance.random() < 0.8 else text
            return (head + text.encode("utf-8", "surrogatepass"))[:LONG]
        except (ValueError, RecursionError):
            pass
    text = body.decode("utf-8", "surrogateescape")
    others = [seed.decode("utf-8", "replace") for seed in target.seeds]
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        text = _rewritten(text, others, chance)
    made = text.encode("utf-8", "surrogatepass" if chance.random() < 0.5 else "replace")
    return (head + made)[:LONG]


def _rewritten(text: str, others: Sequence[str], chance: Random) -> str:
    """A text with a piece of it taken out, put in, repeated, moved, or made into another."""
    by_line = chance.random() < 0.5
    parts: list[str] = text.splitlines(keepends=True) if by_line else list(text)
    at, to = sorted(chance.randrange(len(parts) + 1) for _ in range(2))
    to = min(to, at + chance.choice((1, 1, 2, 5, 40)))
    piece, way = parts[at:to], chance.randrange(6)
    if way == 0:
        parts[at:to] = []
    elif way == 1:
        parts[at:at] = chance.choice(WORDS)
    elif way == 2:
        parts[at:to] = [chance.choice(WORDS)]
    elif way == 3:
        parts[at:at] = piece * chance.choice((1, 2, 20, 400))
    elif way == 4:
        del parts[at:to]
        where = chance.randrange(len(parts) + 1)
        parts[where:where] = piece
    else:
        other = chance.choice(others) or " "
        start = chance.randrange(len(other))
        parts[at:to] = other[start : start + chance.choice((3, 30, 300))]
    return "".join(parts)[:LONG]


def _changed(data: Any, chance: Random) -> Any:
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        paths = [*_paths(data)]
        if not paths:
            return chance.choice(ODD)
        inside, key = chance.choice(paths)
        way, value = chance.randrange(7), inside[key]
        if way == 0:
            del inside[key]
        elif way == 1 and isinstance(inside, list):
            inside[key:key] = [value] * chance.choice((1, 2, 300))
        elif way == 1:
            inside[f"{key}{chance.choice(('', 'x', '?'))}x"] = value
        elif way == 2:
            other, name = chance.choice(paths)
            inside[key] = json.loads(
                json.dumps(other.get(name) if isinstance(other, dict) else list(other)[-1:])
            )
        elif way == 3:
            inside[key] = [value]
        elif way <= 5 and isinstance(value, str):
            inside[key] = _rewritten(value, WORDS, chance)
        else:
            inside[key] = chance.choice(ODD)
    return data


def _paths(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in some data: what holds it, and its key there."""
    todo = [data]
    while todo:
        inside = todo.pop()
        pairs = inside.items() if isinstance(inside, dict) else enumerate(inside)
        for key, value in pairs:
            yield inside, key
            if isinstance(value, dict | list):
                todo.append(value)


def pumped(target: Target, data: bytes, chance: Random) -> bytes:
    """An input of 100 KB: a sound one with a piece of it, or a word, said over and over."""
    head, text = data[: target.head], data[target.head :].decode("utf-8", "replace")
    at = chance.randrange(len(text) + 1)
    piece = chance.choice((text[at : at + chance.choice((1, 5, 40, 200))], chance.choice(WORDS))) or " "
    times = max(1, (LONG - len(data)) // len(piece.encode("utf-8", "surrogatepass")))
    long = text[:at] + piece * times + text[at:]
    with suppress(ValueError, RecursionError):
        long = target.sealed(long)
    return (head + long.encode("utf-8", "surrogatepass"))[:LONG]


def seconds(target: Target, data: bytes) -> float:
    """How long the slowest command takes with an input."""
    target.book.slowest = 0.0
    with nullcontext() if not target.run else target.book.timed():
        target(data)
    return target.book.slowest


def case(path: Path) -> tuple[str, bytes]:
    """The name of a kept case's target, and its input."""
    return path.name.partition("-")[0], path.read_bytes()
