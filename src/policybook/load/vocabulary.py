"""Reads the vocabulary: its words, and the verbs, times and layers that its sentences may have beside the usual ones."""

from dataclasses import replace
from typing import Any

from yaml.nodes import Node

from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.english import listed
from policybook.policy.model import (
    AGAINST,
    FOR,
    LATER,
    NEITHER,
    TABLES,
    VERBS,
    Verb,
    Vocabulary,
    Word,
    ancestors,
)
from policybook.policy.problems import Kind, nearest
from policybook.policy.tokens import is_phrase, is_word

_KINDS = ("people", "things", "recipients")
_FLAGS = (("idle", "things"), ("breach", "acts"))
_PARTS = (*TABLES, "layers", "verbs", "timings")
_NOT_GRAMMAR = "Use lower-case words joined by hyphens; words of the grammar, such as “when”, are taken."
_STRENGTHS = {FOR: "1234567", AGAINST: "1234567", NEITHER: "0"}


def read_vocabulary(desk: Desk, path: str) -> Vocabulary:
    """The closed vocabulary, with every is-a and contrary checked."""
    file = YamlFile(desk, path)
    tables: dict[str, dict[str, Word]] = {table: {} for table in TABLES}
    parts: dict[str, Node] = {}
    for name, key, node in file.pairs(file.root, "the vocabulary"):
        parts[name] = node
        if name not in _PARTS:
            hint = nearest(name, _PARTS, f"The parts are {listed(_PARTS)}.")
            file.wrong(key, f"the vocabulary has no part “{name}”.", hint)
    found = file.pairs(parts.get("layers"), "layers")
    layers = {layer: file.string(called, layer) for layer, _, called in found}
    verbs, timings = _verbs(file, parts.get("verbs")), _timings(file, parts.get("timings"))
    # What its sentences are made of is known before its words, none of which may be mistaken for it.
    language = Vocabulary(layers=layers, verbs=verbs, timings=timings)
    for name, words in tables.items():
        for word, key, entry in file.pairs(parts.get(name), name):
            words[word] = _word(file, name, word, key, entry)
            if not is_word(word, language):
                what = f"“{word}” cannot be a word of the vocabulary."
                desk.add(Kind.WORD, words[word].place, what, _NOT_GRAMMAR)
    for name, words in tables.items():
        for one in words.values():
            desk.check_related(one, name, words)
            if one.name in ancestors(one.name, words):
                what = f"“{one.name}” is a kind of itself, by way of its own “is”."
                desk.add(Kind.WORD, one.place, what, "Break the circle.")
    for fact in tables["things"].values():
        for person in (*fact.of, *filter(None, (fact.gives,))):
            if person not in tables["people"]:
                what = f"“{fact.name}” names “{person}”, which is not among the people."
                desk.add(Kind.WORD, fact.place, what, nearest(person, tables["people"], "Add it there."))
    return language.having(tables)


def _verbs(file: YamlFile, node: Node | None) -> dict[str, Verb]:
    """The verbs that a handbook declares beside those of every one: which one way each points, and how strongly."""
    found = {}
    for text, key, means in file.pairs(node, "verbs"):
        ways = [(way, file.string(force, way)) for way, _, force in file.pairs(means, f"“{text}”")]
        if text in VERBS:
            said = f"{VERBS[text].direction}: {VERBS[text].strength}"
            file.wrong(key, f"“{text}” is a verb of every handbook ({said}).", "Take it away here.")
        elif not is_phrase(text) or text.endswith(" face"):
            file.wrong(
                key, f"“{text}” cannot be a verb.", "Use lower-case words, such as “shall” or “are not to”."
            )
        elif len(ways) != 1 or ways[0][1] not in _STRENGTHS.get(ways[0][0], ()):
            what = f"the verb “{text}” should have one direction, and one strength."
            file.wrong(
                means,
                what,
                "Write {for: 7} for what is as strong as “must”, {against: 3} as “should not”, {neither: 0} as “may”.",
            )
        else:
            found[text] = Verb(text, ways[0][0], int(ways[0][1]))
    return found


def _timings(file: YamlFile, node: Node | None) -> tuple[str, ...]:
    """The times that a handbook states in place of the usual ones, from the latest to the soonest."""
    found = file.strings(node, "timings")
    for text in found:
        if found.count(text) > 1 or text == LATER or not is_phrase(text):
            assert node is not None
            what = f"“{text}” cannot be a time that is stated, or stands twice."
            hint = "List them from the latest to the soonest, such as [within 24 hours, by the end of the day, immediately]."
            file.wrong(node, what, hint)
            return ()
    return found


def _word(file: YamlFile, table: str, name: str, key: Node, entry: Node) -> Word:
    word = Word(name, name.replace("-", " "), place=file.place(key))
    found: dict[str, Any] = {}
    for option, option_key, value in file.pairs(entry, f"“{name}”"):
        of_a_fact = option in ("gives", "of", "untouched") and table == "things"
        if option in ("label", "is", "contrary", "ask") or of_a_fact:
            read = file.string if option in ("label", "gives", "ask") else file.strings
            found["parents" if option == "is" else option] = read(value, option)
        elif option == "takes" and file.string(value, option) in _KINDS:
            found[option] = file.string(value, option)
        elif (option, table) in _FLAGS and file.string(value, option) == "true":
            found[option] = True
        else:
            hint = (
                "A word has label, is, contrary, ask and takes (people, things or recipients); a fact may have gives (the "
                "part that it gives to who acts), of (who alone acts then), untouched or “idle: true”, and an act “breach: true”."
            )
            file.wrong(option_key, f"“{name}” cannot have this “{option}”.", hint)
    return replace(word, **found)
