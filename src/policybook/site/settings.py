"""What Sphinx and its extensions are set to, where a handbook's `_config.yml` says nothing else under `sphinx: config:`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from sphinx.application import Sphinx
from sphinx.config import Config

from policybook.policy.citations import SCHEMES

EXTENSIONS = (
    *("myst_nb", "jupyter_book", "sphinx_external_toc"),
    "sphinx.ext.doctest",  # finds the workings on the pages, and runs them
    *("policybook.theme", "policybook.ext"),
)
"""In full, and so without Jupyter Book's own choice of theme, thebe, comments, copy buttons and toggles."""
BESIDE = (".*", "node_modules", "venv")
"""What stands in a handbook's folder and is never a page of it."""
SETTINGS: Mapping[str, object] = {
    "author": "",
    "copyright": "",
    "html_logo": "",
    "external_toc_exclude_missing": True,  # what is not in _toc.yml is no page
    "html_search_language": "en",
    "show_warning_types": True,
    "numfig": False,
    "doctest_global_setup": "from policybook.notebook import working",
    "doctest_test_doctest_blocks": "",  # nothing but the workings
    "html_theme": "furo",
    "html_theme_options": {"enable_search_shortcuts": False},  # a single key must not move anybody's focus
    "pygments_style": "a11y-high-contrast-light",
    "html_copy_source": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_show_search_summary": False,
    "html_permalinks": False,  # clauses have their own, which retitling does not move
    "html_last_updated_fmt": None,
    "html_favicon": None,
    "suppress_warnings": [],
    "myst_enable_extensions": ["attrs_block", "attrs_inline", "colon_fence", "deflist"],
    "myst_ref_domains": ["std"],
    "myst_url_schemes": sorted(SCHEMES),
    "nb_execution_mode": "off",  # stored outputs are shown as they are; nbval checks them
    "nb_render_markdown_format": "myst",
    "nb_ipywidgets_js": {},  # nothing from another host; a widget's words are in its text/markdown
    "nb_mime_priority_overrides": [
        ("html", "text/markdown", 1),
        ("html", "application/vnd.jupyter.widget-view+json", None),
        ("html", "application/javascript", None),
    ],
}
SILENT = {"sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"}
"""They say nothing of reading in parallel, and may be: one numbers sections once all are read, the other is for LaTeX."""
MOST_CORES = 4
"""So many are used: each takes memory of its own."""
TOP = {"author": "author", "copyright": "copyright", "html_logo": "logo"}
"""What Jupyter Book calls otherwise, and sets itself where nobody does."""


def own(app: Sphinx) -> Mapping[str, Any]:
    """What the handbook's own settings say of Sphinx's: `_config.yml`, or a conf.py where there is none."""
    file = Path(app.srcdir, "_config.yml")
    if not file.is_file():
        return app.config._raw_config
    said = yaml.safe_load(file.read_text("utf-8")) or {}
    top = {ours: said[name] for ours, name in TOP.items() if said.get(name)}
    return top | ((said.get("sphinx") or {}).get("config") or {})


def in_parallel(app: Sphinx) -> None:
    """Read and write pages in several processes: Jupyter Book's own command has no option for that."""
    for name in SILENT & app.extensions.keys():
        app.extensions[name].parallel_read_safe = True
    cores = min(os.cpu_count() or 1, MOST_CORES)
    # One more, for the first of them mostly waits for the others.
    app.parallel = max(app.parallel, cores + 1 if cores > 1 else 1)


def settle(app: Sphinx, config: Config) -> None:
    """Set what the handbook leaves open; what its `_config.yml` says stands."""
    for name in SETTINGS.keys() - own(app).keys():
        config[name] = SETTINGS[name]
    in_parallel(app)
    config.exclude_patterns = [*dict.fromkeys((*config.exclude_patterns, *BESIDE))]


def settle_numbers(app: Sphinx, config: Config) -> None:
    """Have figures numbered as the handbook says: Jupyter Book's extension for LaTeX has it done on every site, at a cost."""
    config.numfig = own(app).get("numfig", SETTINGS["numfig"])
