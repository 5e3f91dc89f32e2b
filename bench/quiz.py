"""Adds a quiz to a made-up handbook: `python bench/quiz.py FOLDER`, one question to every fifty clauses.

Which option is right, and the working under each question, come from policybook, as they do for an author.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from policybook.judging.judge import Situation, judge_of
from policybook.load import load, read
from policybook.policy.handbook import Handbook
from policybook.policy.model import Act
from policybook.training.answers import outcome_of
from policybook.training.bank import working

CLAUSES_PER_QUESTION = 50
WHO = "teacher"
PAGE = "quizzes/quiz"


def main(root: Path) -> None:
    """Write the questions, then write them again with their working."""
    handbook = load(root)
    asked = list(_questions(handbook))
    contents = root / "_toc.yml"
    contents.write_text(f"{contents.read_text('utf-8')}  - file: {PAGE}\n", "utf-8")
    file = root / f"{PAGE}.md"
    file.parent.mkdir()
    file.write_text(_page(asked, {}), "utf-8")
    handbook, _ = read(root)
    file.write_text(_page(asked, {name: working(handbook, name) for name, _, _ in asked}), "utf-8")


def _questions(handbook: Handbook) -> Iterator[tuple[str, str, list[tuple[bool, Act]]]]:
    """(id, clause, options): one that keeps the policy, and two that do not."""
    acts = [name for name in handbook.vocabulary.acts if handbook.vocabulary.takes(name) == "things"]
    things = list(handbook.vocabulary.things)
    for clause in list(handbook.clauses)[::CLAUSES_PER_QUESTION]:
        chance = random.Random(clause)
        right: list[Act] = []
        wrong: list[Act] = []
        while not right or len(wrong) < 2:
            act = Act(chance.choice(acts), (chance.choice(things),))
            keeps = outcome_of(judge_of(handbook).weigh(Situation((WHO,), (act,)))) == "keeps"
            (right if keeps else wrong).append(act)
        options = [(True, right[0]), (False, wrong[0]), (False, wrong[1])]
        chance.shuffle(options)
        yield f"ask-{clause}", clause, options


def _page(asked: list[tuple[str, str, list[tuple[bool, Act]]]], workings: dict[str, str]) -> str:
    parts = ["# Quiz"]
    for name, clause, options in asked:
        parts.append(f"::::{{question}} {name}\n:who: {WHO}\n:paths: full\n\nWhich of these would you do?\n")
        for right, act in options:
            done = f"{act.act} {act.objects[0]}"
            said = f"- [{'x' if right else ' '}] I {done.replace('-', ' ')}. {{act}}`{done}`"
            parts.append(f"{said}\n  The policy speaks of this in {{clause}}`{clause}`.")
        parts.append(f'\n```{{doctest}}\n>>> working("{name}")\n{workings.get(name, "")}\n```\n::::\n')
    return "\n".join(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
