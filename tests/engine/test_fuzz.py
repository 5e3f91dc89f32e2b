"""Whatever a file holds, or somebody types, a command ends with its words: without a traceback, and soon."""

from __future__ import annotations

import json
from random import Random

import fuzzing
import pytest
from fuzzing import CASES, LONG, Target, case, mutated, pumped, seconds, targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policybook.reviews.lock import read_lock

NAMES = ("markdown", "yaml", "notebook", "edition", "lock", "proposals", "record", "compare", "judge", "log")


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> dict[str, Target]:
    return targets(tmp_path_factory.mktemp("fuzz"))


def slow(target: Target, data: bytes) -> float:
    """How long an input takes where that is too long; a busy machine is given a second try."""
    took = seconds(target, data)
    return 0.0 if took < 1 or seconds(target, data) < 1 else took


def test_every_target_is_tried_and_takes_its_sound_inputs(known):
    assert tuple(known) == NAMES
    for target in known.values():
        assert target.seeds
        for data in target.seeds:
            target(data)


@pytest.mark.parametrize("name", NAMES)
def test_no_small_change_ends_in_a_traceback(name, known):
    target = known[name]

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(target.seeds), st.randoms(use_true_random=False))
    def tried(data: bytes, chance: Random) -> None:
        target(mutated(target, data, chance))

    tried()


@pytest.mark.parametrize("name", NAMES)
def test_no_100_kb_take_a_second(name, known):
    target, chance = known[name], Random(3)
    for _ in range(12):
        data = pumped(target, chance.choice(target.seeds), chance)
        assert len(data) <= LONG
        assert not slow(target, data), data[:200]


SAME_OVER_AND_OVER = {
    "control-characters": b"\0\n",
    "conflicts": b"<<<<<<< a\n",
    "blocks-that-are-not-read": b":::{Clause} a\n",
    "roles-that-are-not-read": b"{Norm}`\n",
    "clauses": b":::{clause} a\n:::\n",
    "questions": b"::::{question} a\n::::\n",
    "html": b"<b >\n",
    "links": b"](x:\n",
    "pictures": b"![](x)\n",
    "roles-that-there-are-not": b"{x}`\n",
    "words-of-policy": b"You must.\n",
    "comments": b"% x\n",
}


@pytest.mark.parametrize("name", SAME_OVER_AND_OVER)
def test_no_100_kb_with_a_problem_in_each_line_take_a_second(name, known, monkeypatch):
    # Of the commands, the check alone.
    monkeypatch.setattr(fuzzing, "WHOLE", 1)
    monkeypatch.setattr(fuzzing, "BESIDE", ("words run",))
    target = known["markdown"]
    data = target.seeds[target.files.index("book/policy/rules.md")]
    at = data.rindex(b"\n:::") + 1
    many = SAME_OVER_AND_OVER[name] * (LONG // len(SAME_OVER_AND_OVER[name]))
    # Once inside the last clause of the page, and once after it.
    for before, after in ((data[:at], data[at:]), (data, b"")):
        assert not slow(target, (before + many)[: LONG - len(after)] + after)


def test_a_lock_that_is_another_file_is_given_up_soon(known, tmp_path, monkeypatch):
    monkeypatch.setattr(fuzzing, "WHOLE", 1)
    target = known["lock"]
    data = target.seeds[0] + b"\n" * LONG
    assert not slow(target, data)
    (tmp_path / "reviews.lock").write_bytes(data[1:])
    assert len(read_lock(tmp_path).problems) == 100


KEPT = sorted(path.name for path in CASES.iterdir())


@pytest.mark.parametrize("name", KEPT)
def test_what_broke_something_once_breaks_nothing(name, known, monkeypatch):
    monkeypatch.setattr(fuzzing, "WHOLE", 1)
    target, data = case(CASES / name)
    assert not slow(known[target], data)


def test_what_is_behind_a_seal_is_reached(known):
    for name in ("edition", "compare", "record"):
        target, chance = known[name], Random(1)
        data = target.seeds[0][target.head :].decode()
        other = json.loads(data)
        other["more"] = 1
        text = target.sealed(json.dumps(other, ensure_ascii=False, indent=1) + "\n")
        assert json.loads(text)["digest"] != json.loads(data)["digest"]
        assert mutated(target, target.seeds[0], chance) != target.seeds[0]
