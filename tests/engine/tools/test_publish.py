"""A site is published whole and in one step, and each byte of it is the same whoever makes it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

from killing import contents, killed

from tools.publish import main, write

EPOCH = "1772366400"  # 1 March 2026, 12:00


def built(folder: Path, edition: str, count: int = 12) -> Path:
    """A small site, in which each page names the edition that it is of."""
    for number in range(count):
        page = folder / f"pages/{number % 3}/{number}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<p>{edition}, page {number}</p>\n" * 40)
    (folder / ".buildinfo").write_text("for the next build")
    return folder


def edition_of(place: Path) -> str:
    """The one edition that all of a publication is of, once all that can be checked of it has been."""
    sums = dict(reversed(line.split("  ", 1)) for line in (place / "SHA256SUMS").read_text().splitlines())
    found = contents(place)
    assert set(sums) | {"SHA256SUMS"} == set(found)
    assert all(sha256(found[name]).hexdigest() == digest for name, digest in sums.items())
    with zipfile.ZipFile(place / "site.zip") as archive:
        assert archive.testzip() is None
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {name: data for name, data in found.items() if name not in ("SHA256SUMS", "site.zip")}
    (edition,) = {m for data in packed.values() for m in re.findall(r"<p>(\w+),", data.decode())}
    return edition


def test_all_that_is_published_is_there_and_is_checked_by_its_sums(tmp_path):
    (tmp_path / "bill.json").write_text("{}")
    place = tmp_path / "publish"
    assert main([str(built(tmp_path / "html", "one")), str(place), str(tmp_path / "bill.json")]) == 0
    assert edition_of(place) == "one"
    assert {"bill.json", "site/.nojekyll", "site/pages/0/0.html"} < set(contents(place))
    assert "site/.buildinfo" not in contents(place)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=place, check=True)


def test_a_new_one_takes_the_place_of_the_former_which_stays_until_the_next(tmp_path):
    place = tmp_path / "publish"
    made = [write(built(tmp_path / name, name), place) for name in ("one", "two", "two", "three")]
    assert edition_of(place) == "three"
    assert made[1] == made[2]
    assert [path.exists() for path in made] == [False, True, True, True]
    assert edition_of(made[1]) == "two"
    assert not list(tmp_path.glob(".policybook-*"))


def test_a_folder_of_an_older_program_gives_way(tmp_path):
    built(tmp_path / "publish", "old")
    write(built(tmp_path / "html", "new"), tmp_path / "publish")
    assert edition_of(tmp_path / "publish") == "new"


def test_what_cannot_be_published_is_said_and_the_former_stays(tmp_path, capsys):
    place = tmp_path / "publish"
    write(built(tmp_path / "html", "one"), place)
    assert main([str(tmp_path / "nowhere"), str(place)]) == 1
    said = capsys.readouterr().err
    assert "nowhere" in said
    assert said.endswith("What was published before is as it was.\n")
    assert edition_of(place) == "one"


def test_the_archive_is_the_same_elsewhere_on_another_day_and_written_in_another_order(tmp_path):
    archives = set()
    for zone, locale, seed, mask in (("UTC", "C", "0", 0o022), ("Asia/Kathmandu", "tr_TR.UTF-8", "7", 0o077)):
        folder = tmp_path / locale
        folder.mkdir()
        site = built(folder / "html", "one")
        for number in sorted(
            site.rglob("*.html"), key=lambda path: sha256(f"{path}{seed}".encode()).digest()
        ):
            text = number.read_text()
            number.unlink()  # so that the folder lists it elsewhere
            number.write_text(text)
            os.utime(number, (0, int(seed) * 10**8))
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-m", "tools.publish", str(site), str(folder / "publish")],
            env=environment | {"SOURCE_DATE_EPOCH": EPOCH},
            umask=mask,
            check=True,
            timeout=60,
        )
        archives.add((folder / "publish/site.zip").read_bytes())
        with zipfile.ZipFile(folder / "publish/site.zip") as archive:
            assert archive.namelist() == sorted(archive.namelist())
            assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 1, 12, 0, 0)}
    assert len(archives) == 1


PUBLISH = """
from tools.publish import write
def act(root, number):
    write(root / "html", root / "publish")
    return 0
"""


def test_killed_at_any_moment_a_reader_meets_the_whole_of_the_old_or_of_the_new(tmp_path):
    start = tmp_path / "start"
    start.mkdir()
    for edition in ("older", "old"):
        write(built(start / edition, edition), start / "publish")
    built(start / "html", "new")
    (tmp_path / "out").mkdir()
    whole, *copies = killed(PUBLISH, start, tmp_path / "out")
    assert edition_of(whole / "publish") == "new"
    found = [edition_of(copy / "publish") for copy in copies]
    assert len(found) > 50
    assert set(found) == {"old", "new"}
    for copy in copies[:: len(copies) // 10]:
        write(copy / "html", copy / "publish")
        assert edition_of(copy / "publish") == "new"
        assert not list(copy.glob(".policybook-*"))
