"""Reads the everyday questions: what people ask in their own words, and the situation in the words of the vocabulary."""

import re
from dataclasses import replace

from yaml.nodes import Node

from policybook.judging.lookup import FACTS, SAYS
from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.everyday import Asked, Everyday, Matter
from policybook.policy.language import parse_situation
from policybook.policy.model import Act
from policybook.policy.problems import Kind, Place, nearest

PATH = "book/everyday.yml"
_KEYS = ("title", "words", "situation", "says")


def read_everyday(desk: Desk) -> Everyday:
    """The everyday questions by their matters; none where there is no such file."""
    if not (desk.root / PATH).exists():
        return Everyday()
    file = YamlFile(desk, PATH)
    found = file.known(file.root, "the everyday questions", ("matters", "tell-first", "happened", "same"))
    seen: dict[str, Place] = {}
    matters = []
    for name, _, node in file.pairs(found.get("matters"), "matters"):
        entry = file.known(node, f"“{name}”", ("title", "questions"))
        title = file.string(entry.get("title"), "title") or name.replace("-", " ")
        asked = (_asked(file, *one, seen) for one in file.pairs(entry.get("questions"), "questions"))
        matters.append(Matter(title, tuple(filter(None, asked))))
    happened = {}
    for name, key, node in file.pairs(found.get("happened"), "happened"):
        happened[name] = file.strings(node, name)
        if name not in desk.vocabulary.things:
            otherwise = "Name something that happens by its word of the vocabulary."
            hint = nearest(name, desk.vocabulary.things, otherwise)
            desk.add(Kind.WORD, file.place(key), f"“{name}” is nothing that the vocabulary has happen.", hint)
    alike = file.pairs(found.get("same"), "same")
    same = tuple((name, *file.strings(node, name)) for name, _, node in alike)
    return Everyday(tuple(matters), file.strings(found.get("tell-first"), "tell-first"), happened, same)


def _asked(file: YamlFile, name: str, key: Node, node: Node, seen: dict[str, Place]) -> Asked | None:
    found, place = file.known(node, f"“{name}”", _KEYS), file.place(key)
    title, said, says = (file.string(found.get(one), one) for one in ("title", "situation", "says"))
    words = file.strings(found.get("words"), "words")
    for one, text in (("title", title), ("situation", said), ("says", says)):
        if not text:
            file.wrong(key, f"the everyday question “{name}” has no “{one}”.")
            return None
    if says not in SAYS:
        hint = nearest(says, SAYS, f"Say one of: {', '.join(SAYS)}.")
        file.wrong(found["says"], f"“{says}” is no answer of “{name}”.", hint)
        return None
    _refuse_twice(file, found.get("words", key), (title, *words), place, seen)
    at = file.place(found["situation"])
    situation = file.desk.parse(parse_situation, said, at)
    wrong = _not_to_be_asked(file.desk, *situation) if situation else ""
    if situation is None or wrong:
        if wrong:
            file.desk.add(Kind.WORD, at, f"“{said}” cannot be asked.", wrong)
        return None
    who, act = situation
    return Asked(name, title, words, who[0], replace(act, given=()), act.given, says, place=place)


def _refuse_twice(
    file: YamlFile, node: Node, words: tuple[str, ...], place: Place, seen: dict[str, Place]
) -> None:
    """Note words that lead to another question already, however they are written."""
    for text in words:
        bare = " ".join(re.findall(r"\w+", text.lower()))
        if seen.setdefault(bare, place) != place or words.count(text) > 1:
            what = f"the words “{text}” are those of another question, at {seen[bare]}."
            hint = "Keep them with the question that they fit better."
            file.wrong(node, what, hint)


def _not_to_be_asked(desk: Desk, who: tuple[str, ...], act: Act) -> str:
    """What to do about a situation that the table has no place for; "" where it can be asked."""
    done_to = (*act.objects, *act.recipients)
    if not desk.vocabulary.acts[act.act].ask:
        return f"Give the act “{act.act}” an “ask” in the vocabulary: what it is called after “May I”."
    if len(who) > 1 or len(done_to) > 1 or len(act.given) > FACTS:
        return f"Name one word for who acts, at most one for whom or what, and at most {FACTS} circumstances."
    return ""
