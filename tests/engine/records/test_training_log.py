"""The log of training: a line for each record, once; nothing lost, and nothing that a spreadsheet would work out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from recordmaking import BOOK, DAY, all_right, altered, moved_on, opened, pool, record, rows

from policybook.cli import main
from policybook.records.log import HEADER, LogError, append, cell, row_of
from policybook.records.verify import Result, verify

BOM = b"\xef\xbb\xbf"


def row(number: int, name: str = "Ada") -> tuple[str, ...]:
    return (name, "Teacher", "2020.1.0", DAY, "core", "complete", "KL", f"r{number:016x}")


# ---- the command


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return pool(tmp_path_factory.mktemp("pool"))


@pytest.fixture
def verified(root, capsys):
    """The command, run with these arguments: its exit code, its output and its errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["record", "verify", "--root", str(root), *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_the_office_verifies_and_logs_in_one_go(tmp_path, verified):
    (tmp_path / "ada.json").write_text(record(), encoding="utf-8")
    (tmp_path / "bob.json").write_text(record(name="Bob", answers={}), encoding="utf-8")
    (tmp_path / "cut.json").write_text(record()[:200], encoding="utf-8")
    (tmp_path / "eve.json").write_text(altered(record(), lambda d: d.update(name="Eve")), encoding="utf-8")
    log = tmp_path / "training.csv"
    files = sorted(tmp_path.glob("*.json"))
    code, out, err = verified(*files, "--log", log, "--initials", "KL")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["complete", "incomplete", "unreadable", "altered"]
    assert lines[0].startswith("ada.json: complete: Ada Example, Lifeguard; core, guard, ")
    logged = rows(log)
    assert [line[0] for line in logged] == ["Ada Example", "Bob"]
    assert logged[0][1:7] == ["Lifeguard", logged[0][2], DAY, "core, guard", "complete", "KL"]
    assert log.read_bytes().startswith(BOM)


def test_all_complete_is_success_and_running_again_logs_nothing_twice(tmp_path, verified):
    file, log = tmp_path / "ada.json", tmp_path / "training.csv"
    file.write_text(record(), encoding="utf-8")
    assert verified(file, "--log", log)[0] == 0
    before = log.read_bytes()
    for _ in range(3):
        assert verified(file, file, "--log", log, "--initials", "XX")[0] == 0
    assert log.read_bytes() == before
    # The same record under another name, and laid out by another program, is the same record.
    (tmp_path / "copy.json").write_text(altered(record(), lambda d: None), encoding="utf-8")
    verified(tmp_path / "copy.json", "--log", log)
    assert len(rows(log)) == 1


def test_json_for_machines_says_the_same(tmp_path, verified):
    file = tmp_path / "bob.json"
    file.write_text(record(name="Bob", answers={}), encoding="utf-8")
    code, out, _ = verified(file, "--json")
    found = json.loads(out)
    assert (code, found[0]["state"], found[0]["name"]) == (1, "incomplete", "Bob")
    assert set(found[0]["decisions"]) == all_right(BOOK).keys()


def test_a_file_that_cannot_be_opened_is_unreadable_and_stops_nothing(tmp_path, verified):
    (tmp_path / "ada.json").write_text(record(), encoding="utf-8")
    code, out, err = verified(tmp_path / "none.json", tmp_path, tmp_path / "ada.json")
    assert (code, err) == (1, "")
    assert [line.split(": ")[1] for line in out.splitlines()] == ["unreadable", "unreadable", "complete"]


def test_a_name_with_a_star_means_every_such_file_on_any_system(tmp_path, verified):
    for name in ("b.json", "a.json", "c.txt"):
        (tmp_path / name).write_text(record(), encoding="utf-8")
    _, out, _ = verified(tmp_path / "*.json")
    assert [line.split(": ")[0] for line in out.splitlines()] == ["a.json", "b.json"]
    assert "unreadable" in verified(tmp_path / "*.none")[1]


def test_a_huge_file_is_not_read_whole(tmp_path, verified):
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(10_000_000_000)
    assert "far too long" in verified(tmp_path / "huge.json")[1]


def test_somebody_elses_file_is_left_as_it_was(tmp_path, verified):
    (tmp_path / "ada.json").write_text(record(), encoding="utf-8")
    for content in (
        b"Name,Course\nAda,First aid\n",
        b"name,role,edition,date,path,result,initials\n",
        b"name;role;edition;date;path;result;initials;record\n",
        b"\xff\xfe\x00",
        b'"name","role\n',
        b"PK\x03\x04 a workbook",
        b'"name","role","edition","date","path","result","initials","record","name"\r\n',
        b'name,role,edition,date,path,result,initials,record\r\n"Ada,"x\r\n',
    ):
        log = tmp_path / "courses.csv"
        log.write_bytes(content)
        code, out, err = verified(tmp_path / "ada.json", "--log", log)
        assert code == 1
        assert "complete" in out
        assert err.startswith("policybook: courses.csv ")
        assert "Traceback" not in err
        assert log.read_bytes() == content


def test_a_log_in_a_folder_that_there_is_not_is_said(tmp_path, verified):
    (tmp_path / "ada.json").write_text(record(), encoding="utf-8")
    code, _, err = verified(tmp_path / "ada.json", "--log", tmp_path / "no" / "log.csv")
    assert code == 1
    assert err.startswith("policybook: ")


# ---- what stands in it


def test_what_the_office_wrote_in_it_stays_byte_for_byte(tmp_path):
    log = tmp_path / "training.csv"
    # As a spreadsheet saves it: no marks of quotation, a date of its own, no end of the last line.
    before = (
        ",".join(HEADER).encode() + "\r\nZoë,TA,2019.1.0,03/02/2020,core,complete,KL,r00\r\n,,,,,,,".encode()
    )
    log.write_bytes(before)
    assert append(log, [row(1)]) == 1
    assert log.read_bytes().startswith(BOM + before)
    assert [line[0] for line in rows(log)] == ["Zoë", "", "Ada"]
    assert append(log, [row(0), row(1)]) == 1


def test_the_mark_that_a_spreadsheet_drops_is_put_back_once(tmp_path):
    log = tmp_path / "training.csv"
    append(log, [row(1, "Zoë")])
    log.write_bytes(log.read_bytes().removeprefix(BOM))
    append(log, [row(2, "Zoë")])
    append(log, [row(3, "Zoë")])
    assert log.read_bytes().startswith(BOM)
    assert log.read_bytes().count(BOM) == 1
    assert [line[0] for line in rows(log)] == ["Zoë"] * 3


def test_a_log_may_have_columns_of_the_offices_own_in_any_order(tmp_path):
    log = tmp_path / "training.csv"
    log.write_bytes(
        b"seen by,record,name,role,edition,date,path,result,initials,notes\r\nKL,r00,Ada,,,,,,,x\r\n"
    )
    assert append(log, [row(1), row(1), ("Ada", *row(2)[1:-1], "r00")]) == 1
    last = log.read_bytes().decode("utf-8-sig").splitlines()[-1]
    assert last == ",".join(f'"{cell}"' for cell in ("", row(1)[-1], *row(1)[:-1], ""))


def test_a_log_with_semicolons_is_told_so_in_words(tmp_path):
    log = tmp_path / "training.csv"
    log.write_bytes(BOM + ";".join(HEADER).encode() + b"\r\n")
    with pytest.raises(LogError, match="semicolons between its columns, where a training log has commas"):
        append(log, [row(1)])


def test_a_name_is_one_person_however_its_accents_were_typed():
    assert cell("Zoe\u0308") == cell("Zo\u00eb") == "Zo\u00eb"


def test_an_empty_file_becomes_a_log(tmp_path):
    log = tmp_path / "training.csv"
    log.write_bytes(b"\n")
    append(log, [row(1)])
    assert len(rows(log)) == 1


def test_nothing_new_writes_nothing(tmp_path):
    log = tmp_path / "training.csv"
    assert append(log, []) == 0
    assert not log.exists()


FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "%0A=1", "|cmd"),
    *("＝1+1", "＋1", "－1", "＠x", "−1", "﹢1", "﹣1", "﹦1", "﹫x"),
    *("\u200b=1", "\ufeff=1", "\u202e=1", "\u00a0=1", "\u3000=1", "\x00=1", "\u2066=1", "\u00ad=1"),
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_a_formula(text, tmp_path):
    shown = cell(text)
    assert shown.startswith("'")
    log = tmp_path / "training.csv"
    result = Result("complete", "", text, text, text, text, text, "0" * 64, text, "0" * 64)
    append(log, [row_of(result, text)])
    for name in rows(log)[0]:
        assert name[0] not in "=+-@\t\r\n|%＝＋－＠−﹢﹣﹦﹫"
        assert name.isprintable()


def test_names_as_people_have_them_stay_as_they_are():
    for name in ("O’Neill-Smith", "José", "نور", "李小龙", "Ann-Marie =", "D'Arcy", "'t Hooft"):
        assert cell(name) == name


def test_a_comma_a_quotation_mark_and_a_semicolon_stay_in_their_cell(tmp_path):
    log = tmp_path / "training.csv"
    name = 'Ada "Countess", L; =1'
    append(log, [row(1, cell(name))])
    assert rows(log)[0][0] == name


def test_the_number_of_a_record_is_never_taken_for_a_number():
    result = verify(record(), BOOK, opened)
    assert row_of(result)[-1] == f"r{result.digest[:16]}"
    stale = verify(record(opened()), moved_on("accidents"), opened)
    assert row_of(stale)[5] == "stale"


def test_a_log_keeps_its_permissions_and_its_place_behind_a_link(tmp_path):
    if sys.platform == "win32":
        pytest.skip("permissions of this kind are not Windows's")
    (tmp_path / "shared").mkdir()
    log = tmp_path / "shared" / "training.csv"
    append(log, [row(1)])
    log.chmod(0o640)
    (tmp_path / "link.csv").symlink_to(log)
    append(tmp_path / "link.csv", [row(2)])
    assert (tmp_path / "link.csv").is_symlink()
    assert log.stat().st_mode & 0o777 == 0o640
    assert len(rows(log)) == 2


def test_a_failure_while_writing_leaves_the_log_as_it_was(tmp_path, monkeypatch):
    log = tmp_path / "training.csv"
    append(log, [row(1)])
    before = log.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        append(log, [row(2)])
    assert log.read_bytes() == before
    (tmp_path / "other.csv").write_text("x", encoding="utf-8")
    with pytest.raises(LogError, match=r"other\.csv is not a training log"):
        append(tmp_path / "other.csv", [row(2)])
