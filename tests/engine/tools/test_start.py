"""The self-start says what is wrong and what to do, and never shows a traceback."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys

import pytest
from places import ROOT

from tools import start

LOCKS = sorted(ROOT.glob("requirements/*.txt"))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Keep the real environment out of it."""
    monkeypatch.setattr(start, "HOME", str(tmp_path / "start"))
    monkeypatch.setattr(start, "READY", str(tmp_path / "start" / "ready"))
    monkeypatch.setattr(start, "hand_over", lambda command: pytest.fail("it went on to nox"))
    return tmp_path


def test_an_old_python_is_told_so(elsewhere, monkeypatch, capsys):
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    assert start.main() == 1
    assert "Python 3.11 or later is needed, and this is 3.9" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_environments_is_told_what_to_install(elsewhere, monkeypatch, capsys, missing):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else found(name))
    assert start.main() == 1
    assert "apt install python3-venv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pip_says", "we_say"),
    [
        ("ERROR: No matching distribution found for nox==1", "Is this machine online?"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not what requirements/nox.txt expects"),
    ],
)
def test_a_failed_download_is_explained(elsewhere, monkeypatch, capsys, pip_says, we_say):
    monkeypatch.setattr(start, "run", lambda command: pip_says if "pip" in command else "")
    assert start.main() == 1
    said = capsys.readouterr().err
    assert we_say in said
    assert pip_says in said


def test_an_environment_is_made_once_for_each_lock(elsewhere, monkeypatch):
    made = []
    handed = []
    monkeypatch.setattr(
        start, "make", lambda python: (elsewhere / "start").mkdir(exist_ok=True) or made.append(1) or ""
    )
    monkeypatch.setattr(start, "hand_over", lambda command: handed.append(command) or 0)
    assert [start.main(), start.main()] == [0, 0]
    assert (len(made), len(handed)) == (1, 2)
    lock = elsewhere / "nox.txt"
    lock.write_text("another==1\n")
    monkeypatch.setattr(start, "LOCK", str(lock))
    start.main()
    assert len(made) == 2


def test_a_command_that_fails_is_quoted_from_its_first_error():
    script = "print('WARNING: again'); print('ERROR: no'); print('  because'); raise SystemExit(1)"
    assert start.run([sys.executable, "-c", script]) == "ERROR: no\n  because"
    assert start.run([sys.executable, "-c", ""]) == ""


def test_a_noxfile_run_as_a_script_needs_no_nox():
    # -S and -I: not even this environment's packages; -c alone would import nox.
    code = "import runpy, sys; sys.argv = ['noxfile.py', '-l']; sys.path.insert(0, '.'); import tools.start as s; s.main = lambda: 7; runpy.run_path('noxfile.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (7, "")


def test_there_are_locks():
    assert {lock.stem for lock in LOCKS} == {
        "author",
        "bench",
        "browser",
        "fuzz",
        "lab",
        "lab_tests",
        "nox",
        "publish",
        "site",
        "sphinx8",
        "sphinx9",
        "tests",
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_hashes_everything_and_names_no_host(lock):
    text = lock.read_text(encoding="utf-8")
    # One entry a requirement: its own line and those that it continues on.
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize(
    "lock", [lock for lock in LOCKS if not lock.stem.startswith("lab")], ids=lambda lock: lock.stem
)
def test_jupyter_server_stays_out(lock):
    assert not re.search(r"^jupyter[-_]server", lock.read_text(encoding="utf-8"), re.MULTILINE)


def test_npm_is_locked_by_hashes_and_names_no_host():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in text
    # Addresses of sponsors may stand in it; where each package came from may not.
    assert '"resolved"' not in text
