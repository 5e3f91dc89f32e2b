"""What makes Jupyter for the browser, piece by piece; that it runs there is tested in a browser."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from badinput import copy_of_small
from places import ROOT, SMALL

from policybook.editions.handbook_json import to_json
from policybook.load import load
from policybook.training.bank import working
from tools.lite import app, contents, python, wheel

HANDBOOK = load(SMALL)
NAMES = ("jsdelivr", "unpkg", "pypi", "pythonhosted", "npmjs")
TRIAL = {
    "cells": [
        {
            "cell_type": "markdown",
            "id": "title",
            "metadata": {},
            "source": "# Try it\n\nIt takes two minutes.",
        },
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": "start",
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["Something.\n"]}],
            "source": "from policybook.notebook import judge",
        },
    ],
    "metadata": {"policybook": {"kind": "try", "touches": "running"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
HOST = re.compile(rf"\b(?:{'|'.join(NAMES)})\.(?:org|net|com)\b")


@pytest.fixture(scope="module")
def own_wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    return wheel.make(to_json(HANDBOOK), folder, folder)


def test_the_wheel_for_the_browser_holds_the_handbook(own_wheel):
    with zipfile.ZipFile(own_wheel) as archive:
        assert archive.read("policybook/handbook.json").decode() == to_json(HANDBOOK)
    assert not (ROOT / "src" / "policybook" / "handbook.json").exists()


def test_the_wheel_for_the_browser_lacks_nothing_that_its_modules_import(own_wheel):
    with zipfile.ZipFile(own_wheel) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".py")}
    named = {
        (name, node.module)
        for name, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("policybook.")
    }
    there = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in texts}
    # Only on a computer, where the handbook's own files lie.
    missing = {(name, module) for name, module in named if module not in there}
    assert missing == {("policybook/notebook.py", "policybook.load")}


def test_a_notebook_finds_the_handbook_inside_the_package_where_nothing_lies_beside_it(own_wheel, tmp_path):
    code = "from policybook.notebook import working; print(working('late-for-a-lesson'))"
    told = {
        key: value for key, value in os.environ.items() if key not in ("POLICYBOOK_HANDBOOK", "PYTHONPATH")
    }
    with zipfile.ZipFile(own_wheel) as archive:
        archive.extractall(tmp_path / "site")
    # -S: no other package is in reach, as in the browser.
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {code}"],
        cwd=tmp_path,
        env=told,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout == f"{working(HANDBOOK, 'late-for-a-lesson')}\n"


def test_pyodides_list_is_cut_down_to_the_wheels_that_are_there(own_wheel, tmp_path):
    (tmp_path / own_wheel.name).write_bytes(own_wheel.read_bytes())
    known = {"info": {"python": "3.14"}, "packages": {"numpy": {"depends": []}}}
    python.write_list(known, tmp_path)
    listed = json.loads((tmp_path / python.LIST).read_text("utf-8"))
    assert list(listed["packages"]) == ["policybook"]
    assert listed["packages"]["policybook"]["imports"] == ["policybook"]
    assert listed["packages"]["policybook"]["file_name"] == own_wheel.name


def test_a_wheel_that_needs_one_that_is_not_there_is_named(own_wheel, tmp_path, monkeypatch):
    (tmp_path / own_wheel.name).write_bytes(own_wheel.read_bytes())
    monkeypatch.setitem(python.OURS, "policybook", ("absent",))
    with pytest.raises(
        python.LiteError, match=r"policybook needs absent: name it in requirements/browser\.in"
    ):
        python.write_list({"info": {}, "packages": {}}, tmp_path)


def test_what_is_locked_for_the_browser_is_pure_hashed_and_names_no_host():
    lock = (ROOT / "requirements" / "browser.txt").read_text("utf-8")
    assert not HOST.search(lock)
    named = set(re.findall(r"^([a-z-]+)==", lock, re.MULTILINE))
    asked = set(
        re.findall(r"^([a-z-]+)==", (ROOT / "requirements" / "browser.in").read_text("utf-8"), re.MULTILINE)
    )
    assert named == asked
    assert len(re.findall(r"--hash=sha256:", lock)) >= len(named)


def test_the_core_is_the_one_that_the_kernel_was_made_for_and_its_lock_names_no_host():
    from jupyterlite_pyodide_kernel.constants import PYODIDE_PYTHON_VERSION, PYODIDE_VERSION

    asked = json.loads((ROOT / "tools" / "lite" / "package.json").read_text("utf-8"))
    text = (ROOT / "tools" / "lite" / "package-lock.json").read_text("utf-8")
    assert asked["dependencies"] == {"pyodide": PYODIDE_VERSION}
    assert python.PYTHON == PYODIDE_PYTHON_VERSION
    assert not HOST.search(text)
    assert all(entry.get("integrity") for name, entry in json.loads(text)["packages"].items() if name)


def test_stories_are_published_unrun_and_each_quiz_page_as_a_notebook(tmp_path):
    root = copy_of_small(tmp_path)
    (root / "scenarios/try-it.ipynb").write_text(json.dumps(TRIAL), "utf-8")
    with (root / "_toc.yml").open("a", encoding="utf-8") as listed:
        listed.write("  - file: scenarios/try-it\n")
    handbook = load(root)
    assert handbook.trials == ("scenarios/try-it",)
    found = contents.notebooks(handbook, root)
    assert set(found) == {"scenarios/first-day.ipynb", "scenarios/try-it.ipynb", "quizzes/rules.ipynb"}
    for path, notebook in found.items():
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert [(cell["outputs"], cell["execution_count"]) for cell in code] == [([], None)] * len(code)
        # Where somebody tries the policy, no record is made of it.
        forms = [cell for cell in code if "record_form" in "".join(cell["source"])]
        assert len(forms) == (path != "scenarios/try-it.ipynb")
        # What is made here is folded; a story and a trial are as their authors left them.
        made = code if path == "quizzes/rules.ipynb" else forms
        assert [cell for cell in code if cell["metadata"].get("jupyter") == {"source_hidden": True}] == made


def test_links_to_the_handbook_lead_to_pages_of_the_site():
    cell = {
        "cell_type": "markdown",
        "source": ["[a](../book/x.md#y) [b](b.ipynb) [c](https://example.org/c.md)"],
    }
    (got,) = contents.linked({"cells": [cell]})["cells"]
    assert got["source"] == "[a](../book/x.html#y) [b](b.html) [c](https://example.org/c.md)"


def test_each_folder_is_listed_as_jupyter_asks_for_it(tmp_path):
    contents.write({"quizzes/a.ipynb": {}, "scenarios/b.ipynb": {}}, tmp_path)
    root = json.loads((tmp_path / "api/contents/all.json").read_text("utf-8"))
    assert [(entry["path"], entry["type"]) for entry in root["content"]] == [
        ("quizzes", "directory"),
        ("scenarios", "directory"),
    ]
    inside = json.loads((tmp_path / "api/contents/quizzes/all.json").read_text("utf-8"))
    assert [(entry["path"], entry["type"]) for entry in inside["content"]] == [
        ("quizzes/a.ipynb", "notebook")
    ]
    assert (tmp_path / "files/quizzes/a.ipynb").is_file()


def test_places_that_code_could_come_from_are_cut_out_of_every_text(tmp_path):
    script = tmp_path / "build" / "a.js"
    script.parent.mkdir()
    places = [
        f"cdn.{NAMES[0]}.net",
        f"{NAMES[1]}.com",
        f"{NAMES[2]}.org",
        f"files.{NAMES[3]}.org",
        f"registry.{NAMES[4]}.org",
    ]
    # Part of a longer word, and a host of no concern: both stay.
    rest = f"hap{NAMES[2]}.organ example.org {app.ASKED_FOR.decode()}"
    script.write_text(" ".join(f'load("https://{place}/x");' for place in places) + f" {rest}")
    app.tidy(tmp_path)
    rest = rest.replace('"jedi",', "")
    assert script.read_text() == 'load("https://nowhere.invalid/x"); ' * len(places) + rest


def test_a_page_that_is_not_as_expected_stops_the_build(tmp_path):
    (tmp_path / app.APP).mkdir()
    (tmp_path / app.APP / "index.html").write_text("<p>Something else</p>")
    with pytest.raises(python.LiteError, match="not as it was"):
        app.dress(tmp_path, "A handbook")
    with pytest.raises(python.LiteError, match="not as it was"):
        app.tidy(tmp_path)


def test_the_front_page_lists_every_notebook_with_its_title(tmp_path):
    app.front(tmp_path, {"quizzes/a.ipynb": "Images & <more>"})
    text = (tmp_path / "index.html").read_text("utf-8")
    assert '<a href="notebooks/index.html?path=quizzes/a.ipynb">Images &amp; &lt;more&gt;</a>' in text
    assert not HOST.search(text)


def test_what_a_start_imports_is_compiled_in_the_browsers_own_python(tmp_path):
    """The script runs there alone, so it is read here: what it leaves out is what nothing imports."""
    script = (ROOT / "tools" / "lite" / "compile.py").read_text("utf-8")
    unused = re.compile("".join(re.findall(r'^UNUSED = re.compile\(r"(.*)"\)$', script, re.MULTILINE)))
    for left in (
        "ipywidgets/widgets/tests/test_a.py",
        "a-1.dist-info/RECORD",
    ):
        assert unused.search(left)
    for kept in (
        "IPython/testing/tools.py",
        "IPython/core/latest.py",
        "policybook/training/bank.py",
        "a-1.dist-info/METADATA",
    ):
        assert not unused.search(kept)
