"""The server that a built site is read on: compressed, on this machine only, and never out of date."""

from __future__ import annotations

import gzip
import os
import urllib.error
import urllib.request

import pytest

from policybook.site import serve

WORDS = "Say no to pupils' friend requests, always. " * 200


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text(WORDS, encoding="utf-8")
    (tmp_path / "dot.png").write_bytes(b"\x89PNG")
    return tmp_path


def ask(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.status, dict(answer.headers), answer.read()


def test_text_is_compressed_and_counted(folder):
    with serve.Server(folder) as running:
        status, headers, body = ask(f"{running.url}/", **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert gzip.decompress(body).decode() == WORDS
        assert len(body) < running.sent < len(body) + 500


def test_what_does_not_compress_goes_as_it_is(folder):
    with serve.Server(folder) as running:
        assert ask(f"{running.url}/dot.png", **{"Accept-Encoding": "gzip"})[2] == b"\x89PNG"
        assert ask(f"{running.url}/index.html")[2].decode() == WORDS


def test_some_bytes_of_a_file_are_served_alone_and_none_beyond_its_end(folder):
    (folder / "data.json").write_text('{"é":[1,2]}', encoding="utf-8")
    with serve.Server(folder) as running:
        status, headers, body = ask(
            f"{running.url}/data.json", Range="bytes=6-10", **{"Accept-Encoding": "gzip"}
        )
        assert (status, headers["Content-Range"], body) == (206, "bytes 6-10/12", b"[1,2]")
        assert ask(f"{running.url}/data.json", Range="bytes=6-99")[1]["Content-Range"] == "bytes 6-11/12"
        with pytest.raises(urllib.error.HTTPError, match="416") as caught:
            ask(f"{running.url}/data.json", Range="bytes=12-20")
        caught.value.close()
        # What is asked for in another manner is answered whole.
        assert ask(f"{running.url}/data.json", Range="bytes=-5")[0] == 200


def test_a_page_that_has_not_changed_is_not_sent_again_and_one_changed_within_a_second_is(folder):
    page = folder / "index.html"
    with serve.Server(folder) as running:
        version = ask(f"{running.url}/", **{"Accept-Encoding": "gzip"})[1]["ETag"]
        with pytest.raises(urllib.error.HTTPError, match="304") as caught:
            ask(f"{running.url}/", **{"Accept-Encoding": "gzip", "If-None-Match": version})
        caught.value.close()
        written = page.stat().st_mtime_ns
        page.write_text(WORDS[::-1], encoding="utf-8")
        os.utime(page, ns=(written, written // 10**9 * 10**9 + (written + 1) % 10**9))
        assert ask(f"{running.url}/", **{"Accept-Encoding": "gzip", "If-None-Match": version})[0] == 200


def test_nothing_outside_the_folder_is_served(folder):
    with serve.Server(folder / ".") as running, pytest.raises(urllib.error.HTTPError, match="404") as caught:
        ask(f"{running.url}/%2e%2e/%2e%2e/etc/passwd")
    caught.value.close()


def test_a_port_in_use_is_passed_over(folder):
    with serve.open_server(folder, 18000) as first, serve.open_server(folder, first.server_port) as second:
        assert second.server_port > first.server_port
