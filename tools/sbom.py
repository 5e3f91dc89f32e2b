"""Write the bill of materials of a built site as CycloneDX: `python -m tools.sbom _build/html _build/sbom.cdx.json`.

It has the packages of the environment that built the site, the wheels that Jupyter runs in the reader's browser, and
the packages of npm whose files are in the site.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from policybook.files import write
from tools import ROOT

_MINE = {"externalReferences"}
"""What names addresses, and with them hosts that packages come from, and paths of this machine."""


def bill(environment: dict[str, Any], site: Path) -> dict[str, Any]:
    """The bill of the environment, with what comes into the site by other ways, and the same on every machine."""
    bare: dict[str, Any] = _bare(environment)
    found = {part["purl"]: part for part in (*_wheels(site), *_of_npm(site), *bare["components"])}
    bare["components"] = [found[name] for name in sorted(found)]
    return bare


def _bare(data: Any) -> Any:  # noqa: ANN401 (whatever JSON holds)
    if isinstance(data, dict):
        return {key: _bare(value) for key, value in data.items() if key not in _MINE}
    return [_bare(value) for value in data] if isinstance(data, list) else data


def _component(ecosystem: str, name: str, version: str, spdx: str = "") -> dict[str, Any]:
    named = f"pkg:{ecosystem}/{quote(name)}@{quote(version)}"
    licence = {"licenses": [{"expression": spdx}]} if spdx else {}
    return {"type": "library", "bom-ref": named, "name": name, "version": version, "purl": named, **licence}


def _wheels(site: Path) -> Iterator[dict[str, Any]]:
    """What Python in the browser has, by the list that it reads itself."""
    listed = json.loads((site / "lite/static/pyodide/pyodide-lock.json").read_text("utf-8"))
    for found in listed["packages"].values():
        yield _component("pypi", found["name"], found["version"])


def _of_npm(site: Path) -> Iterator[dict[str, Any]]:
    """Pyodide, the site's search, and what Jupyter's page was made of, by the lists that are published with it."""
    for folder, name in ((ROOT / "tools/lite", "pyodide"), (ROOT, "minisearch")):
        lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
        found = lock["packages"][f"node_modules/{name}"]
        yield _component("npm", name, found["version"], found["license"])
    for path in sorted((site / "lite").rglob("third-party-licenses.json")):
        for found in json.loads(path.read_text("utf-8"))["packages"]:
            yield _component("npm", found["name"], found["versionInfo"], found["licenseId"])


def main(site: str, into: str) -> int:
    """Write it."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--short-PURLs"]
    # Its check of what it writes takes longer than all the rest, and looks at its half alone.
    command += ["--no-validate", "--pyproject", str(ROOT / "pyproject.toml"), "--output-file", "-"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found = bill(json.loads(done.stdout), Path(site))
    write(Path(into), json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    print(f"{into}: {len(found['components'])} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
