"""Hostile inputs beside good ones: each has its line, exit code 3, and the good ones are done."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import Run
from tests.corpus.conftest import TINY, Planned, hashes


def tar_of(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return file.getvalue()


def test_each_hostile_input_has_its_line_and_the_rest_is_done(run: Run, corpus: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_bytes((corpus / "000000.txt").read_bytes())
    (pages / "=cmd()|calc.txt").write_bytes((corpus / "000002.txt").read_bytes())
    (pages / "two\nlines.html").write_bytes((corpus / "000001.html").read_bytes())
    (pages / "deep.html").write_text("<div>" * 20_000 + "deep down" + "</div>" * 20_000, encoding="utf-8")
    (pages / "odd.txt").write_bytes(b"caf\xe9 \xff\xfe \xed\xa0\x80 " + "\u202egnorw".encode() + b" words here")
    refused = {
        "bomb.txt.gz": gzip.compress(b"0" * 60_000_000),
        "bombs.tar.gz": tar_of({f"{n}.bin": bytes(4_000_000) for n in range(10)}),
        "torn.txt.gz": gzip.compress(b"A page, torn." * 900)[:60],
        "torn.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>To",
        "bomb.xml": b'<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>&b;</channel></rss>",
        "outer.xml": b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b"<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel>&a;</channel></rss>",
        "wide.csv": b"text," + b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b"1," * 1_000_000,
        "large.txt": b"word " * 40_000_000,
        "void.txt": b"",
    }
    for name, data in refused.items():
        (pages / name).write_bytes(data)
    (pages / "outside.tar.gz").write_bytes(tar_of({"../../outside.txt": b"Up and away."}))
    (tmp_path / "secret.txt").write_text("Outside of the folder.", encoding="utf-8")
    (pages / "link.txt").symlink_to(tmp_path / "secret.txt")
    ran = run("analyze", pages, "--model", TINY, "-o", tmp_path / "out", "--real-names")
    assert ran.code == 3
    lines = ran.err.splitlines()
    for name in [*refused, "link.txt", "outside.tar.gz!../../outside.txt"]:
        assert sum(f"/{name}: " in line for line in lines) == 1, name
    for bound in ("max_ratio", "max_page_bytes", "max_columns"):
        assert bound in ran.err
    assert not (tmp_path.parent / "outside.txt").exists()
    articles = pd.read_parquet(tmp_path / "out" / "articles.parquet")
    assert {Path(source).name for source in articles["source"]} == {
        "good.txt", "=cmd()|calc.txt", "two\N{REPLACEMENT CHARACTER}lines.html", "deep.html", "odd.txt"
    }  # fmt: skip
    assert run("verify", tmp_path / "out").code == 0


def test_a_codebook_of_many_topics_cuts_smaller_partitions(run: Run, corpus: Path, tmp_path: Path) -> None:
    topic = "  - {{id: t{0}, definition: what t{0} is, target: t{0}, favor: for it, against: against it}}\n"
    book = tmp_path / "book.yaml"
    book.write_text("title: Many\ntopics:\n" + "".join(topic.format(n) for n in range(60)), encoding="utf-8")
    pages = sorted(corpus.iterdir())[:2]
    ran = run("analyze", *pages, "--model", TINY, "--codebook", book, "-o", tmp_path / "out", "--jobs", "1")
    assert ran.code == 0, ran.err
    assert pd.read_parquet(tmp_path / "out" / "stances.parquet", columns=["topic"])["topic"].nunique() == 60


def test_a_codebook_of_ten_thousand_topics_is_refused_in_a_line(run: Run, corpus: Path, tmp_path: Path) -> None:
    topic = "  - {{id: t{0}, definition: what t{0} is, target: t{0}, favor: for it, against: against it}}\n"
    book = tmp_path / "book.yaml"
    book.write_text("title: Many\ntopics:\n" + "".join(topic.format(n) for n in range(10_000)), encoding="utf-8")
    ran = run("analyze", corpus, "--model", TINY, "--codebook", book, "-o", tmp_path / "out")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "10,000 topics, more than 1,000" in ran.err


def test_a_gzip_stream_without_an_end_is_left_at_the_bound(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "discourse", "analyze", "-", "--model", str(TINY), "-o", str(tmp_path / "out")]
    piece, written = gzip.compress(os.urandom(500_000).hex().encode()), 0
    with subprocess.Popen(command, bufsize=0, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdin
        assert ran.stderr
        with contextlib.suppress(BrokenPipeError):
            while written < 1_000_000_000:
                written += ran.stdin.write(piece) or 0
        lines = ran.stderr.read().decode().splitlines()
    assert (ran.returncode, len(lines)) == (3, 1), lines
    assert "max_page_bytes" in lines[0]
    assert written < 200_000_000


@pytest.mark.parametrize("place", ["/dev/null/out", "/proc/out"])
def test_a_folder_that_cannot_be_made_is_one_line(run: Run, corpus: Path, place: str) -> None:
    ran = run("analyze", corpus / "000000.txt", "--model", TINY, "-o", place)
    assert (ran.code, len(ran.err.splitlines())) == (1, 1)


def test_a_clock_that_goes_backwards_changes_no_table(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> None:
    from discourse.corpus import store
    from discourse.corpus.run import run as run_plan

    run_plan(planned("straight"))
    for moment in ("2031-06-01T12:00:00+00:00", "1969-12-31T23:59:59+00:00"):
        monkeypatch.setattr("discourse.pipeline.now", lambda moment=moment: moment)
        outcome = run_plan(planned())
        assert outcome.run["started"] == moment
    assert outcome.made == 0
    assert hashes(planned().out) == hashes(planned("straight").out)
    assert not list(store.verify(store.Store(planned().out)))
