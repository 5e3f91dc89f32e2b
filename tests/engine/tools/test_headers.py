"""The headers for a host say what the pages say, once, and what a page cannot say of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.theme.site import BEGIN, policy
from tools.headers import HOSTS, main
from tools.lite.app import EXCEPTION, guarded

PAGE = f'<meta http-equiv="Content-Security-Policy" content="{policy(BEGIN)}">'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index.html", "404.html", "book/may-i.html", "lite/notebooks/index.html"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGE, "utf-8")
    file.write_text(guarded('<meta charset="utf-8"><script>\n go();\n</script>', EXCEPTION), "utf-8")
    return tmp_path


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_sends_the_pages_own_policy_and_jupyters_exception_for_its_folder_alone(host: str, site: Path):
    said = HOSTS[host](site)
    pages, jupyter = (
        f"{one}; frame-ancestors 'none'" for one in (policy(BEGIN), policy("\n go();\n", **EXCEPTION))
    )
    assert pages in said
    assert "unsafe" not in pages
    assert said.count("unsafe-eval") == said.count(jupyter) == 1
    assert said.index("lite/") < said.index(jupyter)
    assert "nosniff" in said


def test_netlify_joins_the_rules_of_an_address_so_no_page_of_jupyter_has_two_policies(site: Path):
    rules = [line for line in HOSTS["netlify"](site).splitlines() if line.startswith("/")]
    assert rules == ["/", "/404.html", "/index.html", "/book/*", "/lite/*", "/*"]
    last = HOSTS["netlify"](site).partition("\n/*\n")[2]
    assert "Content-Security-Policy" not in last


def test_a_folder_that_is_no_built_site_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "index.html").write_text("<h1>Hello</h1>", "utf-8")
    assert main([str(tmp_path), "nginx"]) == 1
    assert "brings no Content-Security-Policy" in capsys.readouterr().err
