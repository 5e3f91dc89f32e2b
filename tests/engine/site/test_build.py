"""What cannot be built is said before anything is taken away."""

from __future__ import annotations

import pytest

from policybook.cli import main


@pytest.fixture
def root(tmp_path):
    """A new handbook whose site was built once."""
    assert main(["new", "A", "--root", str(tmp_path)]) == 0
    built = tmp_path / "a/_build/html"
    built.mkdir(parents=True)
    (built / "index.html").touch()
    return tmp_path / "a"


def refused(root, capsys) -> str:
    before = sorted(root.rglob("*"))
    assert main(["site", "--root", str(root)]) == 1
    assert sorted(root.rglob("*")) == before
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize(
    "text", ["", "[", "- a", "sphinx: [a]", "sphinx: {config: [a]}", "html: x", "a: &b 1\nc: *b"]
)
def test_settings_that_are_none_are_named(root, capsys, text):
    (root / "_config.yml").write_text(text, "utf-8")
    assert refused(root, capsys).startswith("_config.yml:")


def test_a_handbook_without_settings_or_without_a_book_is_said(root, capsys):
    (root / "_config.yml").unlink()
    assert refused(root, capsys).startswith("_config.yml:1: this file cannot be read")
    (root / "book").rename(root / "looks")
    assert refused(root, capsys).startswith("book:1: there is no handbook here.")
