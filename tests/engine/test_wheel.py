"""What is built is what was tested: the wheel holds every file of the package, and works where nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

import pytest
from places import ROOT, SMALL
from wheeling import built_wheel

PACKAGE = ROOT / "src" / "policybook"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that this checkout makes."""
    return built_wheel(tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_every_file_of_the_package(wheel):
    held = {name.removeprefix("policybook/") for name in zipfile.ZipFile(wheel).namelist()}
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {path.relative_to(PACKAGE).as_posix() for path in files} - held == set()


def test_the_core_needs_the_standard_library_alone(wheel):
    modules = ["policy.model", "judging.judge", "training.answers", "training.bank"]
    code = f"import sys; sys.path.insert(0, {str(wheel)!r})\n" + "".join(
        f"import policybook.{module}\n" for module in modules
    )
    # -I -S: this environment's packages are out of reach.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert done.stderr == ""


def test_the_installed_command_checks_a_handbook(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = "import policybook; print(policybook.__file__); from policybook.cli import main; raise SystemExit(main(['check']))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=SMALL,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    wrong = [line for line in done.stderr.splitlines() if ": to fill in: " not in line]
    assert (done.returncode, wrong) == (0, [])
    assert done.stdout.splitlines() == [str(tmp_path / "policybook/__init__.py")]
