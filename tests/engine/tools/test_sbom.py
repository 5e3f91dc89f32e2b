"""The bill of materials: of what built the site and of what is in it, and the same on every machine."""

from __future__ import annotations

import json

import pytest

from tools.lite.app import HOSTS
from tools.sbom import bill

ECOSYSTEM = "pypi"
REGISTRY = f"https://{ECOSYSTEM}.org/project/furo/"  # what such a tool says, and what is not to be published
ENVIRONMENT = {
    "bomFormat": "CycloneDX",
    "metadata": {"tools": {"components": [{"name": "a tool", "externalReferences": [{"url": REGISTRY}]}]}},
    "components": [
        {"bom-ref": "six==1.17.0", "name": "six", "purl": "pkg:pypi/six@1.17.0"},
        {
            "bom-ref": "furo==1",
            "name": "furo",
            "purl": "pkg:pypi/furo@1",
            "externalReferences": [{"url": REGISTRY}, {"url": "file:///home/somebody/furo"}],
        },
    ],
}


@pytest.fixture
def site(tmp_path):
    """A site with the lists that Jupyter's folder has."""
    wheels = {name: {"name": name, "version": "1.17.0"} for name in ("six", "policybook")}
    page = [{"name": "@jupyterlab/ui", "versionInfo": "4.5.0", "licenseId": "BSD-3-Clause"}]
    for path, listed in (
        ("static/pyodide/pyodide-lock.json", {"packages": wheels}),
        ("build/third-party-licenses.json", {"packages": page}),
        ("extensions/one/static/third-party-licenses.json", {"packages": page}),
    ):
        file = tmp_path / "lite" / path
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(listed))
    return tmp_path


def test_it_has_the_environment_the_browsers_wheels_and_what_comes_from_npm_each_once(site):
    names = [part["purl"] for part in bill(ENVIRONMENT, site)["components"]]
    assert names == sorted(set(names))
    known = {name.rpartition("@")[0] for name in names}
    assert known == {
        *("pkg:pypi/furo", "pkg:pypi/six", "pkg:pypi/policybook"),
        *("pkg:npm/pyodide", "pkg:npm/minisearch", "pkg:npm/%40jupyterlab/ui"),
    }
    # What the environment says of a package is kept, as other parts refer to it by that name.
    assert "six==1.17.0" in {part["bom-ref"] for part in bill(ENVIRONMENT, site)["components"]}


def test_it_names_no_host_of_packages_and_no_folder_of_a_machine(site):
    said = json.dumps(bill(ENVIRONMENT, site))
    assert "a tool" in said
    assert not HOSTS.search(said.encode())
    assert "somebody" not in said
