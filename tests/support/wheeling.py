"""Makes the wheel that this checkout is published as."""

from __future__ import annotations

import os
from pathlib import Path

from flit_core import buildapi
from places import ROOT


def built_wheel(folder: Path) -> Path:
    """The wheel, in this folder; flit looks for what it packs where it runs."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return folder / buildapi.build_wheel(str(folder))
    finally:
        os.chdir(before)
