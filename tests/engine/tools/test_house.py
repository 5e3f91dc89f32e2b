"""What is said of the house, on a small package made up for it."""

from __future__ import annotations

import json

import pytest

from tools.house import main, measure

FILES = {
    "__init__.py": '"""All of it."""\n',
    "py.typed": "",
    "words.json": "{}\n",
    "ground.py": "LEVEL = 0\n",
    "first.py": "from made.ground import LEVEL\n\n\ndef up():\n    return LEVEL + 1\n",
    "second.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import made.first\n",
    "third.py": "def late():\n    from made import second\n\n    return second\n",
    "attic/__init__.py": "from made.third import late\n",
    "attic/box.py": "from made.attic.lid import shut\n\n\ndef open():\n    def inside():\n        return shut\n\n    return inside\n",
    "attic/lid.py": "from . import box\n\n\nasync def shut():\n    return box\n",
    "roof.py": "import json\nfrom made import attic\nfrom made.attic import late, lid\n",
    "__pycache__/old.txt": "no room\n",
}


@pytest.fixture
def made(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "made" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "made"


def test_files_lines_and_functions_are_counted(made):
    found = measure(made)
    assert (found["files"], found["lines"]) == (9, 32)
    assert (found["functions"], found["median"]) == (5, 2)
    assert found["longest"] == {"lines": 5, "name": "made.attic.box.open"}


def test_a_room_is_a_file_or_a_folder_at_the_top_that_holds_something(made):
    assert measure(made)["rooms"] == 8


def test_each_import_is_an_arrow_for_types_and_inside_a_function_too(made):
    assert measure(made)["floors"] == 6  # ground, first, second, third, attic, roof
    (made / "third.py").write_text("", encoding="utf-8")
    assert measure(made)["floors"] == 3


def test_those_that_import_one_another_go_round_in_a_circle(made):
    assert measure(made)["circles"] == [["made.attic.box", "made.attic.lid"]]
    (made / "ground.py").write_text("import made.second\n", encoding="utf-8")
    found = measure(made)
    assert found["circles"][1] == ["made.first", "made.ground", "made.second"]
    assert found["floors"] == 6, "a chain comes to no room twice"


def test_the_figures_are_told_to_people_and_to_machines(made, capsys):
    assert main([str(made)]) == 0
    told = capsys.readouterr().out
    assert "8 rooms at the top, on 6 floors" in told
    assert told.endswith("circles among modules: 1\n  made.attic.box, made.attic.lid\n")
    assert main([str(made), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == measure(made)


def test_what_cannot_be_measured_is_named(made, capsys):
    assert main([str(made / "no")]) == 1
    assert "holds no Python: name the folder of a package." in capsys.readouterr().err
    (made / "first.py").write_text("def\n", encoding="utf-8")
    assert main([str(made)]) == 1
    assert capsys.readouterr().err.replace("\\", "/") == "made/first.py:1: invalid syntax\n"
