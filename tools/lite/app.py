"""Jupyter's page: made by JupyterLite, then told where everything is, and that nothing is anywhere else."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from policybook.theme.site import policy
from tools.lite.python import FIRST, LiteError

STATIC = Path(__file__).parent / "static"
EXTENSIONS = ("@jupyterlite/pyodide-kernel-extension", "@jupyter-widgets/jupyterlab-manager")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
DATA = "jupyter-config-data"
APP = "notebooks"


DISABLED = (
    # No worker that outlives the page; without it each import would ask the page for files, too.
    "@jupyterlite/application-extension:service-worker-manager",
    # They lead to a list of files, or ask for icons, that are not there.
    "@jupyterlite/notebook-application-extension:logo",
    "@jupyter-notebook/application-extension:logo",
    "@jupyter-notebook/notebook-extension:tab-icon",
    "@jupyter-notebook/notebook-extension:open-tree-tab",
    # The date of a last save means nothing here.
    "@jupyter-notebook/notebook-extension:checkpoints",
    "@jupyterlab/apputils-extension:announcements",
)
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {
        # Every cell is on the page, for the keyboard, for a screen reader and for printing.
        "windowingMode": "none",
        "scrollPastEnd": False,
    },
}
"""Settings that a reader may change and that begin so."""


def extensions() -> Path:
    """The folder where this environment keeps the parts of Jupyter's page."""
    return Path(sys.prefix, "share", "jupyter", "labextensions")


def build(work: Path, into: Path) -> None:
    """Make the page, of one application and two extensions, from a folder that holds nothing else."""
    here = work / "lite"
    here.mkdir()
    settings = {
        "LiteBuildConfig": {
            "apps": [APP],
            # This environment may hold other extensions: name those that belong.
            "ignore_sys_prefix": ["federated_extensions"],
            "federated_extensions": [str(extensions() / name) for name in EXTENSIONS],
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        }
    }
    (here / "jupyter_lite_config.json").write_text(json.dumps(settings), "utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(into.resolve())]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LiteError(f"JupyterLite could not be built.\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def configure(site: Path, handbook: str, storage: str) -> None:
    """Tell the page where its Python is, what to fetch first, and under which name it keeps a reader's edits."""
    path = site / "jupyter-lite.json"
    config: dict[str, Any] = json.loads(path.read_text("utf-8"))
    config[DATA] |= {
        "appName": handbook,
        "contentsAllJsonFile": "all.json",
        "contentsStorageName": storage,
        "settingsStorageName": storage,
        "workspacesStorageName": storage,
        # Our script asks the application to run the cells.
        "exposeAppInBrowser": True,
        "disabledExtensions": list(DISABLED),
        "settingsOverrides": SETTINGS,
    }
    kernel = config[DATA].setdefault("litePluginSettings", {}).setdefault(KERNEL, {})
    kernel |= {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "pipliteUrls": [],
        "loadPyodideOptions": {"packages": [*FIRST, "ipywidgets", "policybook"]},
    }
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")


HOSTS = re.compile(
    rb"\b(?:[a-z]+\.)?(?:anaconda|cdnjs\.cloudflare|esm|jsdelivr|npmjs|pypi|pythonhosted|unpkg)\.(?:com|net|org|sh)\b"
)
"""Places that code could be fetched from."""
NOWHERE = b"nowhere.invalid"
TEXT = (".html", ".js", ".json", ".mjs", ".css", ".map", ".svg", ".webmanifest")
LEFT_BEHIND = (
    *("doc", "jupyterlite.schema.v0.json", "package.json", "rspack.config.js"),
    *("rspack.config.analyze.js", "rspack.config.watch.js", "service-worker.js", "manifest.webmanifest"),
    f"{APP}/package.json",
    *(f"extensions/{name}/install.json" for name in EXTENSIONS),
    f"extensions/{KERNEL.partition(':')[0]}/static/pypi",
)
"""What nothing asks for: notes for people who build, and what a bare Jupyter would keep or fetch by itself."""


ASKED_FOR = b'"pyodide-kernel","jedi","ipython"'
"""What the kernel's part of the page installs one after the other; jedi is not here, and IPython does without it."""


def tidy(site: Path) -> None:
    """Leave out what nothing asks for, and let nothing name a place where code could come from."""
    asked = 0
    for name in LEFT_BEHIND:
        path = site / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in site.rglob("*"):
        if path.suffix in TEXT and path.is_file():
            before = path.read_bytes()
            after = HOSTS.sub(NOWHERE, before).replace(ASKED_FOR, ASKED_FOR.replace(b'"jedi",', b""))
            asked += ASKED_FOR in before
            if after != before:
                path.write_bytes(after)
    if not asked:
        raise LiteError("JupyterLite's kernel is not as it was: look at ASKED_FOR in tools/lite/app.py.")


EXCEPTION = {
    # Jupyter makes functions of the schemas of its settings, and Python runs as WebAssembly.
    "script_src": "'unsafe-eval'",
    # Its editor and its panels write their own styles.
    "style_src": "'unsafe-inline'",
    "font_src": "'self' data:",
}
"""What Jupyter's folder may do beyond the site's pages (decisions/0028). Nothing in it comes from another host either."""
_INLINE = re.compile(r"<script>((?:[^<]|<(?!/?script>))*)</script>")
_CHARSET = '<meta charset="utf-8">'


def guarded(page: str, exception: dict[str, str]) -> str:
    """A page with the site's Content-Security-Policy, in which its own scripts stand, and with this exception."""
    said = policy(*_INLINE.findall(page), **exception)
    return page.replace(
        _CHARSET, f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{said}">', 1
    )


_MANIFEST = re.compile(r"<link rel=\"manifest\"[^<>]*>")


def dress(site: Path, handbook: str) -> None:
    """Put our bar above the notebook: what runs it, what leads back, and what erases."""
    for name in ("handbook.js", "handbook.css"):
        shutil.copy(STATIC / name, site / name)
    page = site / APP / "index.html"
    text = _MANIFEST.sub("", page.read_text("utf-8"))
    text = text.replace("<html>", '<html lang="en-GB">', 1)
    title = f"<title>{html.escape(handbook)} in Jupyter</title>"
    text = re.sub(r"<title>[^<]*</title>", lambda _: title, text, count=1)
    ours = "\n".join(
        (
            '<link rel="icon" type="image/svg+xml" href="../../_static/favicon.svg">',
            '<link rel="stylesheet" href="../handbook.css">',
            '<script type="module" src="../handbook.js"></script>',
        )
    )
    if "</head>" not in text or _CHARSET not in text:
        raise LiteError("JupyterLite's page is not as it was: look at tools/lite/app.py.")
    page.write_text(guarded(text.replace("</head>", f"{ours}</head>", 1), EXCEPTION), "utf-8")


def front(site: Path, titles: dict[str, str]) -> None:
    """Write the page that lists the notebooks and erases what is kept; `titles` by path."""
    for name in ("page.js", "page.css"):
        shutil.copy(STATIC / name, site / name)
    items = "\n".join(
        f'<li><a href="{APP}/index.html?path={path}">{html.escape(title)}</a></li>'
        for path, title in titles.items()
    )
    text = (STATIC / "page.html").read_text("utf-8").replace("<!-- notebooks -->", f"<ul>\n{items}\n</ul>")
    (site / "index.html").write_text(guarded(text, {}), "utf-8")
