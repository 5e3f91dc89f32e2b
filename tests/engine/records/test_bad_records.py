"""Ten thousand bad records: no traceback, none complete by mistake, and no formula in the log."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from typing import Any

import pytest
from recordmaking import BOOK, all_right, altered, moved_on, opened, record, rows

from policybook.records.log import LOGGED, append, row_of
from policybook.records.record import marker_of
from policybook.records.verify import verify

COUNT = 10_000
TODAY = dt.date(2020, 2, 3)
NOW = moved_on("accidents", "no-running")
RIGHT = all_right(NOW)
# Made once: what is wrong is done to these.
GOOD = [
    record(NOW),
    record(opened()),
    record(NOW, reader="cleaner"),
    record(NOW, path="quizzes/rules", reader=""),
]
NAMES = [
    "=1+1", "+44 20", "-2", "@x", "\t=x", "\r=x", "＝1", "－1", "\u202e=1", "a\u2066b", "\u200b=1", "x" * 10_000, "",
    " ", "\x00", "\ud800", "\udfff x", "👩🏽‍🏫", "نور", "Z̷̢̛a̸lgo", "../../etc/passwd", "<b>x</b>", "{{7*7}}", "’; DROP",
    "NaN", "null", "\u2028=1", "'=1", '"', ",", "\n\n", "\x1b[2J",
]  # fmt: skip
JUNK: list[Any] = [
    None, True, False, 0, -1, 1e308, 10**30, "", "x", [], {}, [[]], [None], {"a": {}}, "NaN", "0" * 12, "\ud800",
    ["a"], {"answer": "a"}, {"answer": ["a"], "question": 1}, "a" * 5000,
]  # fmt: skip


def cut(chance: random.Random, text: str) -> str:
    return text[: chance.randrange(len(text) - 2)]


def scrambled(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice('{}[]",:0aé\x00\ud800 ') * chance.randint(1, 3) + text[at + 1 :]


def wrong_type(chance: random.Random, text: str) -> str:
    def change(data: dict[str, Any]) -> None:
        where = data
        while True:
            key = chance.choice(list(where))
            if isinstance(where[key], dict) and where[key] and chance.random() < 0.7:
                where = where[key]
            else:
                where[key] = chance.choice(JUNK)
                return

    return signed(text, change)


def missing_or_more(chance: random.Random, text: str) -> str:
    def change(data: dict[str, Any]) -> None:
        if chance.random() < 0.5:
            data.pop(chance.choice([key for key in data if key != "digest"]))
        else:
            data[chance.choice(["x", "__proto__", "signature", "state", ""])] = chance.choice(JUNK)

    return signed(text, change)


def signed(text: str, change: Any) -> str:
    try:
        return altered(text, change, signed=True)
    except (TypeError, ValueError, UnicodeEncodeError):
        return altered(text, change)


def named(chance: random.Random, text: str) -> str:
    key = chance.choice(["name", "role"])
    return signed(text, lambda data: data.update({key: chance.choice(NAMES) + chance.choice(["", "x", " "])}))


def other_edition(chance: random.Random, text: str) -> str:
    name = chance.choice(["2020.1.0", "2019.1.0", "2099.9.9", "working draft", "", "=1", "../2020.1.0"])
    mark = chance.choice(
        ["0" * 64, "f" * 64, marker_of(NOW).fingerprint, marker_of(BOOK).fingerprint, "zz", ""]
    )
    edition = {"name": name, "fingerprint": mark}
    return signed(text, lambda data: data.update(edition=edition))


def other_answers(chance: random.Random, text: str) -> str:
    def change(data: dict[str, Any]) -> None:
        answers = data["answers"]
        name = chance.choice(list(answers))
        kind = chance.randrange(6)
        if kind == 0:
            del answers[name]
        elif kind == 1:
            answers[name]["answer"] = chance.choice(["z", "a b c d e", "a a", "e d", "A", "a,b", " a", ""])
        elif kind == 2:
            answers[name]["question"] = f"{chance.getrandbits(48):012x}"
        elif kind == 3:
            answers["unknown-question"] = answers.pop(name)
        elif kind == 4:
            question = NOW.question_by_id[name]
            # Some questions have more than one right answer.
            wrong = [o.letter for o in question.options if not marker_of(NOW).is_right(question, o.letter)]
            answers[name]["answer"] = chance.choice(wrong)
        else:
            answers.clear()

    return signed(text, change)


def twice(chance: random.Random, text: str) -> str:
    key = chance.choice(["name", "date", "answers", "digest", "format", "answer", "fingerprint", "question"])
    return text.replace(f'"{key}":', f'"{key}": "x", "{key}":', 1)


def deep(chance: random.Random, text: str) -> str:
    opening, closing = chance.choice([("[", "]"), ('{"a":', "}")])
    depth = chance.choice([50, 1000, 15_000])
    inner = opening * depth + ("1" if chance.random() < 0.5 else "") + closing * chance.choice([0, depth])
    return chance.choice([inner, text.replace('"Ada Example"', inner)])


def huge(chance: random.Random, text: str) -> str:
    # Often a little too long, and now and then a lot.
    size = 3_000_000 if chance.random() < 0.005 else 100_001
    return chance.choice([text + " " * size, text.replace("Ada", "A" * size), "1" * size])


def no_number(chance: random.Random, text: str) -> str:
    value = chance.choice(["NaN", "Infinity", "-Infinity", "1e999", "-0", "9" * 5000])
    return text.replace('"Ada Example"', value).replace(
        f'"{"core"}"', value if chance.random() < 0.2 else '"core"'
    )


def rubbish(chance: random.Random, _text: str) -> str | bytes:
    return chance.choice(
        [
            chance.randbytes(chance.randrange(200)),
            "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(60))),
            json.dumps(chance.choice(JUNK)),
            "",
        ]
    )


def other_day(chance: random.Random, text: str) -> str:
    day = chance.choice(
        ["2020-02-30", "0000-00-00", "9999-12-31", "2020-2-3", "today", "2020-02-03T00:00", "２０２０-02-03"]
    )
    return signed(text, lambda data: data.update(date=day))


def unsigned(chance: random.Random, text: str) -> str:
    """One character of what the digest is of, changed."""
    data = json.loads(text)
    key = chance.choice(["date", "name", "role", "path", "reader"])
    new = {"date": "2020-02-02", "name": "Eve", "role": "Head", "path": "full", "reader": "cleaner"}[key]
    return altered(text, lambda found: found.update({key: new})) if data[key] != new else text[:-3]


WAYS = (
    cut, scrambled, wrong_type, missing_or_more, named, other_edition, other_answers, twice, deep, huge, no_number,
    rubbish, other_day, unsigned,
)  # fmt: skip


def is_truly_complete(text: str | bytes) -> bool:
    """Whether a record says no more than one of the good ones: the same edition, path, date and answers.

    A name may be odd and the rest true, and it may leave out clauses; anything else would be a false pass.
    """
    try:
        data = json.loads(text)
    except ValueError:
        return False
    # A draft may be called by any draft's name: it is its fingerprint that says which one it is.
    draft = {"name": "working draft", "fingerprint": data["edition"]["fingerprint"]}
    return any(
        all(data[key] == one[key] for key in ("format", "reader", "path", "date", "answers"))
        and (data["edition"] == one["edition"] or draft == data["edition"])
        and data["edition"]["fingerprint"] == one["edition"]["fingerprint"]
        for one in map(json.loads, GOOD)
    )


@pytest.fixture(scope="module")
def verified() -> list[tuple[str, str | bytes, Any]]:
    chance = random.Random(2019)
    found = []
    for number in range(COUNT):
        way = WAYS[number % len(WAYS)]
        text = way(chance, chance.choice(GOOD))
        found.append((way.__name__, text, verify(text, NOW, opened, TODAY)))
    return found


def test_the_good_ones_are_what_they_should_be():
    assert [verify(text, NOW, opened, TODAY).state for text in GOOD] == [
        "complete",
        "stale",
        "complete",
        "complete",
    ]


def test_ten_thousand_bad_records_are_each_called_something_and_none_falsely_complete(verified):
    assert len(verified) == COUNT
    for way, text, result in verified:
        assert result.why
        if result.state == "complete":
            assert is_truly_complete(text), (way, text)


def test_every_way_of_being_bad_is_noticed(verified):
    states = {
        way.__name__: Counter(r.state for name, _, r in verified if name == way.__name__) for way in WAYS
    }
    for way in ("cut", "deep", "huge", "no_number", "twice", "rubbish", "other_day"):
        assert set(states[way]) <= {"unreadable", "altered"}, (way, states[way])
    assert states["unsigned"]["altered"] > 500
    assert states["other_answers"]["incomplete"] > 200
    assert states["other_answers"]["stale"] > 50
    assert states["other_edition"]["stale"] + states["other_edition"]["altered"] > 50


def test_whatever_they_hold_the_log_holds_no_formula(verified, tmp_path):
    log = tmp_path / "training.csv"
    logged = [result for _, _, result in verified if result.state in LOGGED]
    append(log, [row_of(result, "=KL") for result in logged])
    assert len(rows(log)) > 400
    for line in rows(log):
        for text in line:
            assert not text.startswith(tuple("=+-@\t\r\n|%＝＋－＠")), line
            assert not any(0xD800 <= ord(c) < 0xE000 or c in "\u202e\u2066\u200b\x00\x1b" for c in text)
