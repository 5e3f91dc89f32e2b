"""Where things are: the checkout, the program in it, and the small handbook that tests may break."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
TESTS = ROOT / "tests"
SMALL = TESTS / "small-handbook"
