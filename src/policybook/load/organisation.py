"""Reads the one file that says who the organisation is, what to do in danger, and who holds which office."""

import re
from collections.abc import Collection, Mapping
from functools import partial

from yaml.nodes import Node

from policybook.load.desk import Desk
from policybook.load.yamls import YamlFile
from policybook.policy.english import listed
from policybook.policy.organisation import Emergency, Office, Organisation
from policybook.policy.problems import nearest

_TELEPHONE = re.compile(r"0 ?[1-9](?: ?[0-9]){8,9}|\+ ?[1-9](?: ?[0-9]){6,14}")
_SHORT = re.compile(r"[0-9]{3,6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NEEDED = {
    "name": "what it is called within a sentence, such as “the library”",
    "handbook": "what the handbook is called",
    "body": "who adopts the policy, such as “the trustees”",
    "lead": "which office signs training off",
}


def read_organisation(desk: Desk, path: str) -> tuple[Organisation, tuple[Office, ...]]:
    """Who the organisation is, what to do in danger, and the offices with those who hold them."""
    file = YamlFile(desk, path)
    holds = "This file holds “organisation:”, “emergency:” and “roles:”."
    whole = file.known(file.root, "the organisation's file", ("organisation", "emergency", "roles"), holds)
    roles = tuple(
        _office(file, role, key, entry) for role, key, entry in file.pairs(whole.get("roles"), "roles")
    )
    return _organisation(file, whole, {office.id for office in roles}), roles


def _office(file: YamlFile, role: str, key: Node, entry: Node) -> Office:
    text, before = file.string, len(file.desk.problems)
    found = file.entry(
        entry, f"“{role}”", title=text, name=text, contact=text, telephone=partial(_telephone, file, role)
    )
    # Nothing more is said of an entry whose shape or whose options are wrong already.
    if not found["title"] and len(file.desk.problems) == before:
        hint = f"Say what people call it: “{role}: {{title: …}}”."
        file.wrong(key, f"the office “{role}” has no title.", hint)
    return Office(role, **found)


def _organisation(file: YamlFile, whole: Mapping[str, Node], offices: Collection[str]) -> Organisation:
    text, node = file.string, whole.get("organisation")

    def office(node: Node | None, name: str) -> str:
        return next(iter(held(node, name)), "")

    def held(node: Node | None, name: str) -> tuple[str, ...]:
        found = file.strings(node, name)
        for one in found if node else ():
            if node and one not in offices:
                what = f"“{one}” under “{name}” is no office of this file."
                file.wrong(node, what, nearest(one, offices, "Add it under “roles:”."))
        return found

    if node is None:
        if file.root:
            hint = f"Say “organisation:”, and under it {listed([f'“{name}”' for name in _NEEDED])}."
            file.wrong(file.root, "nothing says who the organisation is.", hint)
        return Organisation()

    def language(node: Node | None, name: str) -> str:
        found = text(node, name)
        if not node or not found or _LANGUAGE.fullmatch(found):
            return found
        file.wrong(node, f"“{found}” under “{name}” is no language.", "Write its code, such as en-GB or cy.")
        return ""

    reads = dict.fromkeys(("name", "ours", "handbook", "policy", "body", "usual"), text)
    found = file.entry(
        node,
        "“organisation”",
        **reads,
        language=language,
        lead=office,
        deputies=held,
        records=office,
        signs=held,
        capitals=file.strings,
        minutes=file.number,
    )
    people = file.desk.vocabulary.people
    if found["usual"] and people and found["usual"] not in people:
        what = f"“{found['usual']}” under “usual” is not a kind of person of the vocabulary."
        file.wrong(
            node,
            what,
            nearest(found["usual"], people, "Use one of those under people in book/vocabulary.yml."),
        )
    for name, what in _NEEDED.items():
        if not found[name]:
            file.wrong(node, f"the organisation has no “{name}”.", f"Say {what}.")
    said = {name: value for name, value in found.items() if value}
    return Organisation(**said, emergency=_emergency(file, whole.get("emergency")), place=file.place(node))


def _emergency(file: YamlFile, node: Node | None) -> Emergency | None:
    """What to do in danger; None where nothing is said of it, and then no page says anything."""
    if node is None:
        return None
    said = file.entry(
        node, "“emergency”", **dict.fromkeys(("title", "telephone", "asks", "then"), file.string)
    )
    if not (said["title"] and said["telephone"]):
        file.wrong(node, "“emergency” has no title, or no telephone.", "Say both, or leave it out.")
        return None
    if not _SHORT.fullmatch(said["telephone"]):
        what = f"“{said['telephone']}” of “emergency” is no number that everybody can ring."
        file.wrong(node, what, "Write its three to six digits, and nothing else: 112.")
        return None
    return Emergency(**said, place=file.place(node))


def _telephone(file: YamlFile, role: str, node: Node | None, name: str) -> str:
    number = file.string(node, name)
    if node and number and not _TELEPHONE.fullmatch(number):
        hint = "Write it as it is dialled from outside: 01632 960001, or +44 1632 960001. The rest goes into “contact”."
        file.wrong(node, f"“{number}” of “{role}” is no telephone number.", hint)
    return number
