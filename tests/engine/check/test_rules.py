"""Every house rule has one shape, and a bad input that it sees: a file of tests/bad-input, or one planted here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from badinput import bad_inputs, copy_of_small

from policybook.check import run
from policybook.check.rule import Rule, Stage, Subject
from policybook.commands.working import store_workings
from policybook.editions.handbook_json import to_json
from policybook.load import read
from policybook.load.extends import EXTENDS, digest_of
from policybook.policy.problems import Kind, Problem

NAMES = [rule.name for rule in run.RULES]
PAGE = "quizzes/rules.md"


@dataclass
class Heard:
    """A rule, and the kinds of problem that it finds while it is asked in its place."""

    rule: Rule
    kinds: tuple[Kind, ...] = ()
    stage: Stage = Stage.FILES
    found: set[Kind] = field(default_factory=set)

    def __post_init__(self):
        self.kinds, self.stage = self.rule.kinds, self.rule.stage

    def check(self, subject: Subject) -> Iterator[Problem]:
        for problem in self.rule.check(subject):
            self.found.add(problem.kind)
            yield problem


def add_questions(root: Path, *options: str) -> None:
    """Six more questions with these options; “[x]” marks the right one, and nothing else is wrong with them."""
    page = root / PAGE
    for at in range(6):
        lines = [
            f"\n::::{{question}} more-{at}",
            ":who: lifeguard",
            ":paths: full",
            "",
            "What do you do?",
            "",
        ]
        for option in options:
            lines += [
                f"- {option} {{act}}`{'walk' if '[x]' in option else 'sing'}`",
                "  See {clause}`no-running`.",
            ]
        page.write_text("\n".join([page.read_text(encoding="utf-8"), *lines, "::::", ""]), encoding="utf-8")
    list(store_workings(read(root)[0], root, ()))


def extend(root: Path, differs: str) -> None:
    """Let the handbook extend itself as it is, and say that this is otherwise."""
    base = root / "base.json"
    base.write_text(to_json(read(root)[0]), encoding="utf-8")
    lines = ("handbook: base.json", f"digest: {digest_of(base)}", f"differs: {{{differs}}}")
    (root / EXTENDS).write_text("\n".join(lines), encoding="utf-8")


def differ(root: Path) -> None:
    """Change a clause without a word on why it is otherwise than what is extended."""
    extend(root, "")
    page = root / "book/policy/rules.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("anyone must not run", "anyone should not run"),
        encoding="utf-8",
    )


PLANTED: dict[str, Callable[[Path], None]] = {
    "length_tells_nothing": lambda root: add_questions(
        root, "[ ] Sing.", "[x] Walk slowly to the side.", "[ ] Hum.", "[ ] Go on."
    ),
    "place_tells_nothing": lambda root: add_questions(
        root, "[ ] Sing now.", "[ ] Sing on.", "[ ] Sing it.", "[x] Walk up."
    ),
    "absolutes_tell_nothing": lambda root: add_questions(
        root, "[ ] Sing always.", "[x] Walk to a side.", "[ ] Never, sing.", "[ ] Sing it all."
    ),
    "what_differs_is_said": differ,
    "what_is_said_to_differ_does": lambda root: extend(root, "filming: {why: So.}"),
    "lock_can_be_read": lambda root: (root / "reviews.lock").write_bytes(b"\xff"),
}
"""Bad inputs that are too long for a file, or that no text file can hold."""


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, set[Kind]]:
    """The kinds of problem that each rule finds over all bad inputs, asked as the check asks it."""
    heard = [Heard(rule) for rule in run.RULES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "RULES", tuple(heard))
        for plant in (*(case.plant for case in bad_inputs()), *PLANTED.values()):
            root = copy_of_small(tmp_path_factory.mktemp("bad"))
            plant(root)
            run.check(root)
    kinds: dict[str, set[Kind]] = defaultdict(set)
    for one in heard:
        kinds[one.rule.name] |= one.found
    return kinds


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_has_a_bad_input_of_every_kind_that_it_finds(name, found):
    (rule,) = (rule for rule in run.RULES if rule.name == name)
    assert set(rule.kinds) == found[name]
    assert rule.kinds


def test_a_rule_says_what_it_forbids_and_is_listed_once():
    assert all(rule.find.__doc__ for rule in run.RULES)
    assert len(set(NAMES)) == len(NAMES)


def test_the_rules_are_asked_in_the_order_of_their_stages():
    assert {rule.stage for rule in run.RULES} == set(Stage)
