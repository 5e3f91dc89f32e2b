"""Reads the YAML files: vocabulary, source items, office-holders and the table of contents, with lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from policybook.load.desk import Desk
from policybook.model import Role, Source, SourceItem, Vocabulary, Word
from policybook.problems import Kind, Place, nearest

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS = ("people", "things", "recipients")


class YamlFile:
    """One YAML file as nodes, so that every problem can name its line."""

    def __init__(self, desk: Desk, path: str) -> None:
        self.desk, self.path = desk, path
        self.root: Node | None = None
        text = desk.text(path)
        if text is None:
            return
        try:
            self.root = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            why = getattr(error, "problem", None) or "it cannot be read"
            hint = "Check the indentation, the colons and the quotation marks near there."
            desk.add(Kind.YAML, Place(path, mark.line + 1 if mark else 1), f"this is not YAML: {why}.", hint)

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
            name = str(key.value)
            if name in seen:
                self.desk.add(
                    Kind.YAML, self.place(key), f"“{name}” stands twice in {what}.", "Keep one of them."
                )
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

    def wrong(self, node: Node, what: str) -> None:
        """Note that an entry has the wrong shape."""
        self.desk.add(Kind.YAML, self.place(node), what)


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def read_vocabulary(desk: Desk, path: str) -> Vocabulary:
    """The closed vocabulary, with every is-a and contrary checked."""
    file = YamlFile(desk, path)
    tables: dict[str, dict[str, Word]] = {"people": {}, "acts": {}, "things": {}, "outcomes": {}}
    for name, key, node in file.pairs(file.root, "the vocabulary"):
        if name not in tables:
            hint = nearest(name, tables, "The parts are people, acts, things and outcomes.")
            desk.add(Kind.YAML, file.place(key), f"the vocabulary has no part “{name}”.", hint)
            continue
        for word, word_key, entry in file.pairs(node, name):
            tables[name][word] = _word(file, word, word_key, entry)
    for name, words in tables.items():
        _check_words(desk, name, words)
    return Vocabulary(**tables)


def _word(file: YamlFile, name: str, key: Node, entry: Node) -> Word:
    word = Word(name, name.replace("-", " "), place=file.place(key))
    for option, option_key, value in file.pairs(entry, f"“{name}”"):
        if option == "label":
            word = replace(word, label=file.string(value, "label"))
        elif option == "is":
            word = replace(word, parents=file.strings(value, "is"))
        elif option == "contrary":
            word = replace(word, contrary=file.strings(value, "contrary"))
        elif option == "takes" and file.string(value, "takes") in _KINDS:
            word = replace(word, takes=file.string(value, "takes"))
        else:
            hint = "A word has label, is, contrary and takes (people, things or recipients)."
            file.desk.add(Kind.YAML, file.place(option_key), f"“{name}” cannot have this “{option}”.", hint)
    return word


def _check_words(desk: Desk, kind: str, words: dict[str, Word]) -> None:
    for word in words.values():
        for other in (*word.parents, *word.contrary):
            if other not in words:
                hint = nearest(other, words, "Add it, or use a word that is there.")
                desk.add(
                    Kind.WORD,
                    word.place,
                    f"“{word.name}” names “{other}”, which is not among the {kind}.",
                    hint,
                )
    for name in _in_a_circle(words):
        desk.add(
            Kind.WORD,
            words[name].place,
            f"“{name}” is a kind of itself, by way of its own “is”.",
            "Break the circle.",
        )


def _in_a_circle(words: dict[str, Word]) -> list[str]:
    def reaches(start: str) -> bool:
        todo, seen = list(words[start].parents), set()
        while todo:
            name = todo.pop()
            if name == start:
                return True
            if name in words and name not in seen:
                seen.add(name)
                todo.extend(words[name].parents)
        return False

    return [name for name in words if reaches(name)]


def read_source(desk: Desk, path: str) -> Source:
    """The adopted document's items, and what carries each."""
    file = YamlFile(desk, path)
    source = Source()
    for name, key, node in file.pairs(file.root, "the source"):
        if name == "items" and isinstance(node, SequenceNode):
            items = tuple(filter(None, (_source_item(file, item) for item in node.value)))
            source = replace(source, items=items)
        elif name == "title":
            source = replace(source, title=file.string(node, name))
        elif name == "adopted":
            source = replace(source, adopted=file.string(node, name))
        elif name == "review-by":
            source = replace(source, review_by=file.string(node, name))
        else:
            desk.add(
                Kind.YAML,
                file.place(key),
                f"“{name}” is not read from here.",
                "Keys: title, adopted, review-by, items.",
            )
    return source


def _source_item(file: YamlFile, node: Node) -> SourceItem | None:
    found = {name: value for name, _, value in file.pairs(node, "a source item")}
    label = file.string(found.get("label"), "label")
    if not label:
        file.wrong(node, "this source item has no label.")
        return None
    return SourceItem(
        label,
        file.string(found.get("gist"), "gist"),
        file.strings(found.get("carried-by"), "carried-by"),
        file.string(found.get("not-carried"), "not-carried"),
        file.place(node),
    )


def read_roles(desk: Desk, path: str) -> tuple[Role, ...]:
    """The office-holders that the school fills in."""
    file = YamlFile(desk, path)
    roles: list[Role] = []
    for name, key, node in file.pairs(file.root, "the school's file"):
        if name != "roles":
            desk.add(
                Kind.YAML, file.place(key), f"“{name}” is not read from here.", "This file holds “roles:”."
            )
            continue
        for role, _, entry in file.pairs(node, "roles"):
            found = {option: file.string(value, option) for option, _, value in file.pairs(entry, role)}
            title = found.get("title") or role.replace("-", " ")
            roles.append(Role(role, title, found.get("name", ""), found.get("contact", "")))
    return tuple(roles)


def read_contents(desk: Desk, path: str) -> tuple[str, ...]:
    """The pages in the order of the table of contents, without their endings."""
    file = YamlFile(desk, path)
    return tuple(_files(file, file.root)) if file.root else ()


def _files(file: YamlFile, node: Node) -> Iterator[str]:
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _files(file, item)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value in ("root", "file"):
                yield str(value.value)
            else:
                yield from _files(file, value)
