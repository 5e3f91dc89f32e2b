"""What stands at the root of a site, and what is said of a list of pages to keep that cannot be kept."""

from __future__ import annotations

import random
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from badinput import copy_of_small

from policybook.site.root import MOST, KeptError, read, write, write_for

KEPT = {"first": ["index", "book/*"], "begun": []}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in (
        "index.html",
        "404.html",
        "search.html",
        "book/may-i.html",
        "lite/index.html",
        "_static/a.css",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('<a href="book/may-i.html">x</a><a href="#x"></a><a href="tel:999"></a>', "utf-8")
    file = tmp_path / "book/may-i.html"
    file.write_text('<link href="../_static/a.css?v=1"><a href="../index.html">x</a>', "utf-8")
    return tmp_path


def test_the_worker_names_the_pages_and_what_they_need_and_changes_with_each(site: Path):
    write(site, KEPT)
    before = (site / "worker.js").read_text("utf-8")
    assert [name in before for name in ('"index.html":', '"book/may-i.html":', '"_static/a.css?v=1":')] == [
        True
    ] * 3
    assert "search.html" not in before
    assert "lite" not in before.split("\n")[0]
    (site / "_static/a.css").write_text("p {}", "utf-8")
    write(site, KEPT)
    assert (site / "worker.js").read_text("utf-8").split("version")[1] != before.split("version")[1]


def test_where_the_site_will_be_is_said_to_search_engines_or_to_nobody(site: Path):
    write(site, KEPT)
    assert not (site / "sitemap.xml").exists()
    assert "Sitemap" not in (site / "robots.txt").read_text("utf-8")
    assert 'href="/book/may-i.html"' in (site / "404.html").read_text("utf-8")
    (site / "404.html").write_text(
        '<a href="book/may-i.html">x</a><a href="#x"></a><a href="tel:999"></a>', "utf-8"
    )
    write(site, KEPT, "https://example.org/school/")
    found = [url.text for url in ET.parse(site / "sitemap.xml").findall(".//{*}loc")]
    assert found == ["https://example.org/school/book/may-i.html", "https://example.org/school/index.html"]
    assert "https://example.org/school/sitemap.xml" in (site / "robots.txt").read_text("utf-8")
    assert '"/school/book/may-i.html"' in (site / "404.html").read_text("utf-8")
    assert 'href="#x"></a><a href="tel:999"' in (site / "404.html").read_text("utf-8")


def test_a_handbook_without_a_list_keeps_nothing_and_any_other_what_its_list_says(site: Path, tmp_path: Path):
    root = copy_of_small(tmp_path)
    (root / "_config.yml").write_text("html: {baseurl: https://example.org/pool/}\n", "utf-8")
    write_for(root, site)
    worker = (site / "worker.js").read_text("utf-8")
    assert '"first":{},"begun":{}' in worker
    assert "tel:999" in worker
    assert "https://example.org/pool/index.html" in (site / "sitemap.xml").read_text("utf-8")
    (root / "book/kept.yml").write_text("first: [index]\nbegun: [gone]\n", "utf-8")
    with pytest.raises(KeptError, match="names “gone”"):
        write_for(root, site)
    assert (site / "worker.js").read_text("utf-8") == worker


def test_a_page_that_is_not_there_or_too_much_is_refused_and_nothing_is_written(site: Path):
    with pytest.raises(KeptError, match="names “book/gone”, and no page is called so"):
        write(site, {"first": ["book/gone"], "begun": []})
    (site / "index.html").write_bytes(random.Random(1).randbytes(2 * MOST).hex().encode())
    with pytest.raises(KeptError, match="Name fewer pages"):
        write(site, KEPT)
    assert not (site / "worker.js").exists()


@pytest.mark.parametrize(
    "text",
    [
        *("", "first: [a", "first: index", "- index", "first: []", "first: [1]\nbegun: []"),
        *("first: [2019-13-40]", "first: " + "[" * 2_000),
    ],
)
def test_a_list_that_is_none_is_refused(text: str):
    with pytest.raises(KeptError, match=r"book/kept.yml (is not as it should be|cannot be read)"):
        read(text)
