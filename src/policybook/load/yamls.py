"""Reads the YAML files: sources, table of contents, induction and situations, with lines."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policybook.load.desk import Desk
from policybook.policy.english import day_of
from policybook.policy.handbook import Source, SourceItem
from policybook.policy.outside import SURE, OutsideSource
from policybook.policy.problems import Kind, Place, nearest
from policybook.policy.training import Case, Reader, Topic

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEP = 100


class YamlFile:
    """One YAML file as nodes, so that every problem can name its line."""

    def __init__(self, desk: Desk, path: str) -> None:
        self.desk, self.path = desk, path
        self.root: Node | None = None
        text = desk.text(path)
        if text is None:
            return
        try:
            if _is_deep(text):
                desk.add(Kind.YAML, Place(path), "this YAML is nested too deeply to be read.")
                return
            self.root = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            why = getattr(error, "problem", None) or "it cannot be read"
            hint = "Check the indentation, the colons and the quotation marks near there."
            desk.add(Kind.YAML, Place(path, mark.line + 1 if mark else 1), f"this is not YAML: {why}.", hint)
            return
        if self.root is None or _is_empty(self.root):
            desk.add(Kind.YAML, Place(path), "this file is empty.", "Restore it from the last commit.")
        self._refuse_aliases()

    def _refuse_aliases(self) -> None:
        """A node that stands in two places makes a file that nobody can follow, and that may have no end."""
        todo, seen = [self.root] if self.root else [], set()
        while todo:
            node = todo.pop()
            if id(node) in seen:
                self.wrong(node, "this part is used again further on by an alias (*), which is not read.")
                self.root = None
                return
            seen.add(id(node))
            if isinstance(node, SequenceNode):
                todo.extend(node.value)
            elif isinstance(node, MappingNode):
                todo.extend(part for pair in node.value for part in pair)

    def place(self, node: Node) -> Place:
        """Where a node begins."""
        return Place(self.path, node.start_mark.line + 1)

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[str, Node, Node]]:
        """(key, key node, value node) of a mapping; a repeated key or another shape is a problem."""
        if node is None or _is_empty(node):
            return
        if not isinstance(node, MappingNode):
            self.wrong(node, f"{what} should be a list of “name: value” lines.")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.wrong(key, f"a name in {what} should be one word.")
                continue
            name = str(key.value)
            if name in seen:
                self.wrong(key, f"“{name}” stands twice in {what}.", "Keep one of them.")
                continue
            seen.add(name)
            yield name, key, value

    def strings(self, node: Node | None, what: str) -> tuple[str, ...]:
        """The words of a list such as [a, b]; a single word counts as a list of one."""
        if node is None or _is_empty(node):
            return ()
        if isinstance(node, ScalarNode):
            return (str(node.value),)
        if isinstance(node, SequenceNode) and all(isinstance(item, ScalarNode) for item in node.value):
            return tuple(str(item.value) for item in node.value)
        self.wrong(node, f"{what} should be a list such as [a, b].")
        return ()

    def string(self, node: Node | None, what: str) -> str:
        """A single value, as the text that was written."""
        if node is None or isinstance(node, ScalarNode):
            return "" if node is None or _is_empty(node) else str(node.value)
        self.wrong(node, f"{what} should be one value.")
        return ""

    def reason(self, node: Node | None, what: str) -> str:
        """A reason in words; "" where there is none, or where only the dots stand there that a hint has."""
        return self.string(node, what).strip(" .…") and self.string(node, what)

    def number(self, node: Node | None, name: str) -> int:
        """A whole number from 1; 0 where there is none."""
        text = self.string(node, name)
        if node and not (text.isascii() and text.isdecimal() and 0 < len(text) < 7 and int(text)):
            self.wrong(node, f"“{name}” should be a whole number such as 25.")
            return 0
        return int(text or 0)

    def date(self, node: Node | None, name: str) -> str:
        """A date as it was written, "" where there is none."""
        text = self.string(node, name)
        if node and not day_of(text):
            self.wrong(node, f"{name} should be a date such as 2019-01-15.")
        return text

    def wrong(self, node: Node, what: str, hint: str = "") -> None:
        """Note what is wrong with an entry."""
        self.desk.add(Kind.YAML, self.place(node), what, hint)

    def known(self, node: Node | None, what: str, known: tuple[str, ...], hint: str = "") -> dict[str, Node]:
        """The values of a mapping that may hold these keys alone; `hint` is what a whole file holds."""
        found = {}
        for name, key, value in self.pairs(node, what):
            if name in known:
                found[name] = value
            else:
                how = hint or nearest(name, known, f"Keys: {', '.join(known)}.")
                self.wrong(key, f"“{name}” is not read from {'here' if hint else what}.", how)
        return found

    def entry(
        self, node: Node | None, what: str, **reads: Callable[[Node | None, str], Any]
    ) -> dict[str, Any]:
        """What a mapping says under these names alone (“_” for “-”), each read in its way."""
        keys = {name: name.replace("_", "-") for name in reads}
        found = self.known(node, what, tuple(keys.values()))
        return {name: read(found.get(keys[name]), keys[name]) for name, read in reads.items()}


def _is_deep(text: str) -> bool:
    """Whether the text is nested so deeply that the fast loader, which is C, would crash on it."""
    widest = max((len(line) - len(line.lstrip(" -?")) for line in text.split("\n")), default=0)
    if text.count("[") + text.count("{") + widest < _DEEP:
        return False
    # Brackets may stand in words and comments, so that only the loader's own events tell how deep it goes.
    loader, depth = _Loader(text), 0
    while depth < _DEEP and loader.check_event():
        event = loader.get_event()
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
    return depth >= _DEEP


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def read_source(desk: Desk, path: str) -> Source:
    """The adopted document's items, and what carries each."""
    file = YamlFile(desk, path)
    keys = ("title", "adopted", "review-by", "items")
    found = file.known(file.root, "the source", keys, f"Keys: {', '.join(keys)}.")
    title = file.string(found.get("title"), "title")
    adopted, review_by = (file.date(found.get(name), name) for name in ("adopted", "review-by"))
    items = found.get("items")
    if items and not isinstance(items, SequenceNode):
        file.wrong(items, "items should be a list of “- {label: …, carried-by: […]}”.")
    labels: set[str] = set()
    rows = items.value if isinstance(items, SequenceNode) else ()
    read = (_source_item(file, item, labels) for item in rows)
    return Source(title, adopted, review_by, tuple(filter(None, read)))


def _source_item(file: YamlFile, node: Node, labels: set[str]) -> SourceItem | None:
    text, names = file.string, file.strings
    found = file.entry(node, "a source item", label=text, gist=text, carried_by=names, not_carried=text)
    if not (label := found["label"]):
        file.wrong(node, "this source item has no label.")
        return None
    if label in labels:
        file.wrong(node, f"the source item {label} stands twice.")
        return None
    labels.add(label)
    if found["carried_by"] and found["not_carried"]:
        file.wrong(node, f"source item {label} is said to be carried, and not to be.")
    return SourceItem(**found, place=file.place(node))


def read_outside(desk: Desk, path: str) -> dict[str, OutsideSource]:
    """The register of outside sources, by id; none where there is no such file."""
    if not (desk.root / path).exists():
        return {}
    file = YamlFile(desk, path)
    found: dict[str, OutsideSource] = {}
    needed = ("title", "edition", "sure", "seen")
    for name, key, entry in file.pairs(file.root, "the outside sources"):
        entries = file.known(entry, f"“{name}”", (*needed, "link"))
        row = {option: file.string(value, option) for option, value in entries.items()}
        for option in needed:
            if not row.get(option):
                file.wrong(key, f"the outside source “{name}” has no “{option}”.")
        file.date(entries.get("seen"), "seen")
        if row.get("sure") and row["sure"] not in SURE:
            what = f"“{row['sure']}” does not say how sure “{name}” is."
            file.wrong(entries["sure"], what, f"Say one of: {', '.join(SURE)}.")
            row["sure"] = ""
        found[name] = OutsideSource(name, **dict.fromkeys(needed, "") | row, place=file.place(key))
    return found


def read_induction(desk: Desk, path: str) -> tuple[tuple[Reader, ...], tuple[Topic, ...]]:
    """Whom the induction is for, and what every core path asks about; neither where there is no such file."""
    if not (desk.root / path).exists():
        return (), ()
    file = YamlFile(desk, path)
    found = file.known(file.root, "the induction", ("readers", "topics"))
    readers, topics = (file.pairs(found.get(name), name) for name in ("readers", "topics"))
    return (
        tuple(_reader(file, name, file.place(key), entry) for name, key, entry in readers),
        tuple(_topic(file, name, file.place(key), entry) for name, key, entry in topics),
    )


def _topic(file: YamlFile, key: str, place: Place, entry: Node) -> Topic:
    found = file.known(entry, f"“{key}”", ("title", "questions", "gentle"))
    title = file.string(found.get("title"), "title") or key.replace("-", " ")
    gentle = file.string(found.get("gentle"), "gentle")
    if gentle not in ("", "true"):
        what = f"“gentle” of the topic “{key}” is “{gentle}”: write true, or leave it out."
        file.wrong(found["gentle"], what)
    return Topic(key, title, file.strings(found.get("questions"), "questions"), gentle == "true", place=place)


def _reader(file: YamlFile, key: str, place: Place, entry: Node) -> Reader:
    found = file.entry(entry, f"“{key}”", title=file.string, together=file.string, kinds=file.strings)
    title = found["title"] or key.replace("-", " ")
    kinds, people = found["kinds"], file.desk.vocabulary.people
    for kind in kinds:
        if people and kind not in people:
            hint = nearest(kind, people, "Use a word that stands under people in book/vocabulary.yml.")
            file.desk.add(Kind.WORD, place, f"“{kind}” is not a kind of person of the vocabulary.", hint)
    if not kinds:
        file.wrong(entry, f"the reader “{key}” has no “kinds”, so no question is for them.")
    return Reader(key, title, found["together"] or title, kinds, place=place)


def read_contents(desk: Desk, path: str) -> tuple[str, ...]:
    """The pages in the order of the table of contents, without their endings; each is on disk, and once."""
    file = YamlFile(desk, path)
    pages: dict[str, None] = {}
    for node in _files(file, file.root) if file.root else ():
        page = file.string(node, "a page")
        if page in pages:
            file.wrong(node, f"the page “{page}” stands twice in the contents.")
        # os.path: a name that no disk could hold is no file either, where Path.is_file raises.
        elif not any(os.path.isfile(desk.root / f"{page}{ending}") for ending in (".md", ".ipynb")):  # noqa: PTH113
            hint = "Name a page by its path from here, without its ending, or take this line away."
            desk.add(Kind.FILE, file.place(node), f"there is no page “{page}”.", hint)
        else:
            pages[page] = None
    if file.root and not pages:
        hint = "Add lines such as “- file: index”."
        desk.add(Kind.FILE, Place(path), "there is no page in the contents.", hint)
    return tuple(pages)


def _files(file: YamlFile, node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _files(file, item)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value in ("root", "file"):
                yield value
            else:
                yield from _files(file, value)


_OF_A_CASE = ("gist", "no-story", "variants")


def read_cases(desk: Desk, path: str) -> tuple[Case, ...]:
    """Every situation with its variants, in the order of the file."""
    file = YamlFile(desk, path)
    found: dict[str, Case] = {}
    for name, _, node in file.pairs(file.root, "the situations"):
        for case in _cases(file, name, node, _OF_A_CASE):
            if case.id in found:
                file.wrong(node, f"the situation {case.id} stands twice.")
            found.setdefault(case.id, case)
    return tuple(found.values())


def _cases(file: YamlFile, name: str, node: Node, keys: tuple[str, ...]) -> Iterator[Case]:
    """One situation, and its variants after it; a situation may be no more than its gist."""
    is_short = isinstance(node, ScalarNode)
    entries = {} if is_short else file.known(node, f"“{name}”", keys)
    gist = file.string(node if is_short else entries.get("gist"), "gist")
    if not gist:
        file.wrong(node, f"the situation {name} does not say what happens in it.")
    yield Case(name, gist, file.string(entries.get("no-story"), "no-story"), place=file.place(node))
    for other, _, variant in file.pairs(entries.get("variants"), "variants"):
        yield from _cases(file, other, variant, _OF_A_CASE[:2])
