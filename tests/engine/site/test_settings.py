"""The extension `policybook.site` sets what a handbook leaves open, and nothing else."""

from __future__ import annotations

import io
import warnings

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from policybook.cli import main
from policybook.site.settings import SETTINGS

JUPYTER_BOOKS = {"html_theme": "sphinx_book_theme", "numfig": True, "pygments_style": "sphinx", "author": "x"}
"""What Jupyter Book would choose."""


@pytest.fixture
def root(tmp_path):
    assert main(["new", "Fell Laboratory", "--root", str(tmp_path)]) == 0
    return tmp_path / "fell-laboratory"


def app_of(root) -> Sphinx:
    """Sphinx, ready to build as Jupyter Book has it do so."""
    loaded = ["policybook.site", "sphinx_jupyterbook_latex"]
    chosen = {"extensions": loaded, "external_toc_path": "_toc.yml", **JUPYTER_BOOKS}
    out, said = root / "_build", io.StringIO()
    with patch_docutils(str(root)), docutils_namespace(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the libraries say among themselves
        app = Sphinx(
            root, None, out, out / ".doctrees", "html", confoverrides=chosen, status=None, warning=said
        )
    assert said.getvalue() == ""
    return app


def test_what_a_handbook_does_not_say_is_as_ours_whatever_jupyter_book_chooses(root):
    config = app_of(root).config
    assert {name: config[name] for name in JUPYTER_BOOKS} == {name: SETTINGS[name] for name in JUPYTER_BOOKS}
    assert (config.project, config.language) == ("Fell Laboratory handbook", "en_GB")


@pytest.mark.parametrize(("cores", "jobs"), [(1, 1), (2, 3), (64, 5), (None, 1)])
def test_pages_are_read_in_several_processes_where_there_are_cores(root, monkeypatch, cores, jobs):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    app = app_of(root)
    assert app.parallel == jobs
    assert app.is_parallel_allowed("read")
    assert app.is_parallel_allowed("write")


def test_figures_are_numbered_where_a_handbook_says_so(root):
    settings = root / "_config.yml"
    settings.write_text(settings.read_text("utf-8") + "    numfig: true\n", "utf-8")
    assert app_of(root).config.numfig is True


def test_what_a_handbook_says_itself_stands(root):
    settings = root / "_config.yml"
    text = settings.read_text("utf-8")
    settings.write_text(f"author: The board\n{text}    pygments_style: sphinx\n", "utf-8")
    config = app_of(root).config
    assert (config.pygments_style, config.author) == ("sphinx", "x")
    assert config.html_theme == "furo"


def test_what_stands_beside_a_handbook_is_no_page_of_it(root):
    for folder in (".venv/lib", "node_modules/a", "venv", ".pytest_cache", "notes"):
        (root / folder).mkdir(parents=True)
        (root / folder / "README.md").write_text("# Not a page\n", "utf-8")
    app = app_of(root)
    app.env.find_files(app.config, app.builder)
    assert {page for page in app.env.found_docs if "README" in page} == set()
    assert "book/policy/keys" in app.env.found_docs
