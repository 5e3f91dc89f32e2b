"""The site's scripts mark every answer as Python does, say what follows, and lead where the story leads; without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools import marking

if TYPE_CHECKING:
    from pathlib import Path


def test_every_answer_to_every_question_is_marked_by_the_page_as_by_python(site_dir: Path, capfd):
    assert marking.main([str(site_dir)]) == 0, capfd.readouterr().err
    assert " 0 differences" in capfd.readouterr().out
